//! The squared loss of a linear model with two features.

use std::sync::Arc;

use super::{
    Family, FamilyField, FamilyInput, FromData, InputFormat,
    columns::{
        BIAS, CORRELATION, FILE, L1, L2, N, NOISE, SCALE, SEED, column, features, generator,
        penalty, scaled,
    },
};
use crate::{
    math::{
        landscape::{Bias, Feature, Landscape, LossError, Scaling, SquaredLoss, TrueModel},
        parameter::{Settings, parameters},
        words::Bilingual,
    },
    scene::{SceneError, landscapes::ResolvedLandscape},
};

const X1: FamilyField = column("x1", Bilingual::new("the first feature", "第一个特征"));
const X2: FamilyField = column("x2", Bilingual::new("the second feature", "第二个特征"));
const Y: FamilyField = column("y", Bilingual::new("what is predicted", "要预测的量"));

pub(super) const FAMILY: Family = Family {
    name: "squared_loss",
    title: Bilingual::new("Squared loss of two weights", "两个权重的平方损失"),
    formula: "J(w₁, w₂) = 1/(2n) Σ (w₁·x₁ + w₂·x₂ + b − y)² + l1·(|w₁| + |w₂|) + l2·(w₁² + w₂²)",
    doc: Bilingual::new(
        "Linear regression on two features, with b at its best value for each point unless it is fixed: scaling the features rounds the bowl, their correlation keeps it narrow all the same.",
        "两个特征的线性回归，b 在每一点取最优值（除非固定）：缩放特征使碗变圆，特征相关却让它依旧狭窄。",
    ),
    reference: "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd edition, Springer (2009), sections 3.2 and 3.4",
    parameters: parameters![L1, L2, N, SEED, NOISE, CORRELATION],
    build: FromData {
        usage: r#"squared_loss(file="houses.csv", x1=size, x2=rooms, y=price, scale=zscore, bias=best), columns by name or by number from 1, or without a file for generated data"#,
        fields: &[FILE, X1, X2, Y, SCALE, BIAS],
        generate: Some(|settings| {
            let landscape: Arc<dyn Landscape> = match generated(settings, Scaling::None, Bias::Best)
            {
                Ok(landscape) => Arc::new(landscape),
                Err(error) => unreachable!("normal deviates differ and are small: {error}"),
            };
            landscape
        }),
        input_format: InputFormat::Table,
        build_landscape,
    },
};

/// The model that generates the targets.
const TRUTH: TrueModel = TrueModel {
    weights: [2.0, 1.0],
    bias: 0.5,
};

fn generated(settings: &Settings, scaling: Scaling, bias: Bias) -> Result<SquaredLoss, LossError> {
    let data = generator(settings, settings.get(CORRELATION)).regression_samples(TRUTH);
    let data = scaled(data, scaling);
    let target = Feature {
        name: "y",
        values: &data.y,
    };
    SquaredLoss::new(features(&data.x), target, bias, penalty(settings))
}

fn build_landscape(input: &FamilyInput) -> Result<ResolvedLandscape, SceneError> {
    let (scaling, bias) = (input.scaling()?, input.bias()?);
    let built = if input.family.uses_generated_data(input.spec) {
        generated(&input.settings, scaling, bias)
    } else {
        let x = [
            input.column(X1)?.scaled(scaling),
            input.column(X2)?.scaled(scaling),
        ];
        let y = input.column(Y)?;
        let features = x.each_ref().map(|column| column.feature());
        SquaredLoss::new(features, y.feature(), bias, penalty(&input.settings))
    };
    let landscape = built.map_err(|error| input.data_error(error))?;
    Ok(ResolvedLandscape::new(Arc::new(landscape), input.loaded))
}
