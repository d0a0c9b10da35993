//! The mean squared error of a fitted line.

use std::sync::Arc;

use super::{
    Family, FamilyField, FamilyInput, FromData, InputFormat,
    columns::{FILE, column},
};
use crate::{
    math::{
        landscape::{LineFit, LineFitError},
        words::Bilingual,
    },
    scene::{
        SceneError,
        landscapes::{LineFitData, ResolvedLandscape},
    },
};

const X: FamilyField = column("x", Bilingual::new("the inputs", "输入列"));
const Y: FamilyField = column("y", Bilingual::new("the outputs", "输出列"));

pub(in crate::scene) const FAMILY: Family = Family {
    name: "line_fit",
    title: Bilingual::new("Fitted line", "拟合直线"),
    formula: "J(w, b) = (1/n) Σ (w·x + b − y)²",
    doc: Bilingual::new(
        "The mean squared error of a straight line through data: a bowl whose best point is the least-squares line, narrow where the data lie far from x = 0.",
        "直线对数据的均方误差：碗底就是最小二乘直线；数据离 x = 0 越远，碗就越窄。",
    ),
    reference: "A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes (1805), appendix on least squares",
    parameters: &[],
    build: FromData {
        usage: r#"line_fit(file="ads.csv", x=radio, y=sales), columns by name or by number from 1"#,
        fields: &[FILE, X, Y],
        generate: None,
        input_format: InputFormat::Table,
        build_landscape,
    },
};

fn fit(
    x: Vec<f64>,
    y: Vec<f64>,
    [x_name, y_name]: [String; 2],
) -> Result<(LineFit, LineFitData), LineFitError> {
    let landscape = LineFit::new(&x, &y, [&x_name, &y_name])?;
    let data = LineFitData {
        x,
        y,
        x_name,
        y_name,
    };
    Ok((landscape, data))
}

fn build_landscape(input: &FamilyInput) -> Result<ResolvedLandscape, SceneError> {
    let (x, y) = (input.column(X)?, input.column(Y)?);
    let built = fit(x.values, y.values, [x.name, y.name]);
    let (landscape, data) = built.map_err(|error| input.data_error(error))?;
    Ok(ResolvedLandscape {
        fit: Some(data),
        ..ResolvedLandscape::new(Arc::new(landscape), input.loaded)
    })
}
