//! The logistic loss of a linear model of one feature or two.

use std::sync::Arc;

use super::{
    Family, FamilyField, FamilyInput, FromData, InputFormat,
    columns::{BIAS, Column, FILE, L1, L2, N, NOISE, SCALE, SEED, column, generator, penalty},
};
use crate::{
    math::{
        landscape::{Feature, Landscape, LogisticLoss, LossError, Scaling, TrueModel},
        parameter::{Settings, parameters},
        words::Bilingual,
    },
    scene::{SceneError, landscapes::ResolvedLandscape},
};

const X: FamilyField = column("x", Bilingual::new("the only feature", "唯一的特征"));
const X1: FamilyField = column(
    "x1",
    Bilingual::new("the first of two features", "两个特征中的第一个"),
);
const X2: FamilyField = column(
    "x2",
    Bilingual::new("the second of two features", "两个特征中的第二个"),
);
const Y: FamilyField = column("y", Bilingual::new("the two classes", "两个类别"));

pub(super) const FAMILY: Family = Family {
    name: "logistic_loss",
    title: Bilingual::new("Logistic loss", "逻辑回归损失"),
    formula: "L(w, b) = 1/n Σ (ln(1 + e^z) − y·z) + l1·|w| + l2·w², z = w·x + b, y = 0 or 1",
    doc: Bilingual::new(
        "Logistic regression on one feature over (w, b), or on two over (w₁, w₂): steep on the wrong side, ever flatter on the right one, and without a minimum where a line parts the classes.",
        "一个特征时是 (w, b) 上的逻辑回归损失，两个特征时是 (w₁, w₂) 上的：分错的一侧陡，分对的一侧越来越平；两类能被直线分开时没有最小值。",
    ),
    reference: "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd edition, Springer (2009), section 4.4",
    parameters: parameters![L1, L2, N, SEED, NOISE],
    build: FromData {
        usage: r#"logistic_loss(file=overlapping, x=x2, y=class) or, of two features, logistic_loss(file=overlapping, x1=x1, x2=x2, y=class, bias=best), columns by name or by number from 1, or without a file for generated data"#,
        fields: &[FILE, X, X1, X2, Y, SCALE, BIAS],
        generate: Some(|settings| {
            let landscape: Arc<dyn Landscape> = match generated(settings, Scaling::None) {
                Ok(landscape) => Arc::new(landscape),
                Err(error) => {
                    unreachable!("normal deviates differ and both classes occur: {error}")
                }
            };
            landscape
        }),
        input_format: InputFormat::Table,
        build_landscape,
    },
};

/// The model that generates the classes; the probability is 1/2 at x = 0.5.
const TRUTH: TrueModel = TrueModel {
    weights: [2.0, 0.0],
    bias: -1.0,
};

fn generated(settings: &Settings, scaling: Scaling) -> Result<LogisticLoss, LossError> {
    let data = generator(settings, 0.0).classification_samples(TRUTH);
    let x = scaling.apply(&data.x[0]);
    let feature = |name, values| Feature { name, values };
    LogisticLoss::of_one_feature(feature("x", &x), feature("y", &data.y), penalty(settings))
}

fn build_landscape(input: &FamilyInput) -> Result<ResolvedLandscape, SceneError> {
    let scaling = input.scaling()?;
    let has_two = input.has(X1) || input.has(X2);
    if has_two && input.has(X) {
        let what = "x is for one feature, x1 and x2 are for two; give one or the other";
        return Err(input.family.settings_error(what.to_owned()));
    }
    if !has_two && input.has(BIAS) {
        let what = "bias applies to two features; with one, b is the second parameter";
        return Err(input.family.settings_error(what.to_owned()));
    }
    let penalty = penalty(&input.settings);
    let feature = |field| Ok::<Column, SceneError>(input.column(field)?.scaled(scaling));
    let built = if input.family.uses_generated_data(input.spec) {
        generated(&input.settings, scaling)
    } else if has_two {
        let (x, y) = ([feature(X1)?, feature(X2)?], input.classes(Y)?);
        let features = x.each_ref().map(|column| column.feature());
        LogisticLoss::of_two_features(features, y.feature(), input.bias()?, penalty)
    } else {
        let (x, y) = (feature(X)?, input.classes(Y)?);
        LogisticLoss::of_one_feature(x.feature(), y.feature(), penalty)
    };
    let landscape = built.map_err(|error| input.data_error(error))?;
    Ok(ResolvedLandscape::new(Arc::new(landscape), input.loaded))
}
