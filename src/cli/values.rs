//! Parsers of argument values.

use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::{
    files::path_to_text,
    math::{
        descent::GradientSource,
        excerpt::excerpt,
        parameter::{Parameter, Setting, Settings, parameters},
        projection,
        spec::{Spec, SpecError},
        words::Bilingual,
    },
};

/// A name or a path, possibly not Unicode, in the form of [`path_to_text`].
pub(super) fn path_text() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(path_to_text)
}

/// The finite coordinates of a point: one or two.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Coordinates(pub Vec<f64>);

/// A point: `X,Y`, or `X` on a landscape of one variable.
pub(super) fn point(text: &str) -> Result<Coordinates, String> {
    let numbers: Vec<f64> = text.split(',').map(number).collect::<Result<_, _>>()?;
    match numbers.len() {
        1 | 2 => Ok(Coordinates(numbers)),
        count => Err(format!(
            "expected one number or two with a comma between, such as -1.5,2, not {count}"
        )),
    }
}

/// A finite number.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err(format!("\"{}\" is not a finite number", excerpt(text))),
        Err(_) => Err(format!("\"{}\" is not a number", excerpt(text))),
    }
}

/// A finite number above 0.
pub(super) fn positive(text: &str) -> Result<f64, String> {
    match number(text)? {
        number if number > 0.0 => Ok(number),
        number => Err(format!("{number} is not above 0")),
    }
}

/// A name with settings, such as `kmeans(n_clusters=3)`.
pub(super) fn spec(text: &str) -> Result<Spec, String> {
    text.parse().map_err(|error: SpecError| error.to_string())
}

/// A projection with settings; former names of settings are replaced by the present ones.
pub(super) fn projection(text: &str) -> Result<Spec, String> {
    let mut spec = spec(text)?;
    projection::CATALOGUE.replace_former_names(&mut spec);
    Ok(spec)
}

/// How gradients are computed: `exact`, or `central(h=1e-4)` for central differences.
pub(super) fn gradient(text: &str) -> Result<GradientSource, String> {
    const STEP_SIZE: Setting<f64> = Setting::number("h", 1e-4, Bilingual::new("distance", "距离"))
        .positive()
        .up_to(1.0);
    let spec = spec(text)?;
    let settings =
        |known: &[Parameter]| Settings::check(&spec, known).map_err(|error| error.to_string());
    match spec.name.as_str() {
        "exact" => settings(&[]).map(|_| GradientSource::Exact),
        "central" => Ok(GradientSource::Central(
            settings(parameters![STEP_SIZE])?.get(STEP_SIZE),
        )),
        other => Err(format!(
            "\"{}\" is not a gradient method; expected exact or central(h=1e-4)",
            excerpt(other)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_one_number_or_two_of_any_sign() {
        assert_eq!(point("-1.5,2"), Ok(Coordinates(vec![-1.5, 2.0])));
        assert_eq!(point("1e-3, -4"), Ok(Coordinates(vec![1e-3, -4.0])));
        assert_eq!(point("-3"), Ok(Coordinates(vec![-3.0])));
    }

    #[test]
    fn a_gradient_is_exact_or_by_central_differences() {
        assert_eq!(gradient("exact"), Ok(GradientSource::Exact));
        assert_eq!(gradient("central"), Ok(GradientSource::Central(1e-4)));
        assert_eq!(gradient("central(h=0.5)"), Ok(GradientSource::Central(0.5)));
    }

    #[test]
    fn other_values_are_errors_that_quote_them() {
        assert_eq!(point("1,x"), Err("\"x\" is not a number".to_owned()));
        assert!(point("1,2,3").unwrap_err().contains("two with a comma"));
        assert_eq!(
            point("inf,0"),
            Err("\"inf\" is not a finite number".to_owned())
        );
        assert!(gradient("forward").unwrap_err().contains("central(h=1e-4)"));
        assert!(gradient("central(h=0)").unwrap_err().contains("above 0"));
        assert!(gradient("exact(h=1)").unwrap_err().contains("no setting h"));
        assert_eq!(positive("0"), Err("0 is not above 0".to_owned()));
    }
}
