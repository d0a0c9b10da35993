use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use super::{
    Data, SceneError,
    typed::{self, FORMULA},
};
use crate::{
    files,
    math::{
        call::{Call, Value},
        landscape::{self, Entry, Landscape, LineFit},
        names::UnknownName,
        table::Table,
        words::Bilingual,
    },
};

/// Every landscape that has a name: the catalogue of formulas, then those that come with data.
pub fn landscapes() -> &'static [&'static Entry] {
    static ALL: LazyLock<Vec<&'static Entry>> = LazyLock::new(|| {
        let formulas = landscape::CATALOGUE.iter().copied();
        formulas.chain([&ADVERTISING]).collect()
    });
    &ALL
}

static ADVERTISING: Entry = Entry {
    name: "advertising",
    title: Bilingual::new("Advertising: radio and sales", "广告数据：广播投入与销量"),
    formula: "J(w, b) = (1/n) Σ (w·radio + b − sales)²",
    reference: "G. James, D. Witten, T. Hastie, R. Tibshirani, An Introduction to Statistical Learning (2013), data page",
    build: || {
        let built = files::built_in("advertising").map(|table| fit(&advertising(), table));
        // The table is inside the program, and a test builds every landscape.
        built.expect("built in").expect("well-formed").landscape
    },
};

/// A landscape with what it was made from.
#[derive(Clone, Debug)]
pub struct ResolvedLandscape {
    /// The function.
    pub landscape: Arc<dyn Landscape>,
    /// The table behind it, if it comes from data.
    pub table: Option<Arc<Table>>,
    /// The points that a line is fitted to, if it is the error of a fit.
    pub fit: Option<LineFitData>,
}

/// The points that a line is fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFitData {
    /// Inputs.
    pub x: Vec<f64>,
    /// Outputs, one for each input.
    pub y: Vec<f64>,
    /// Name of the inputs.
    pub x_name: String,
    /// Name of the outputs.
    pub y_name: String,
}

/// The landscape of a call such as `rosenbrock` or `line_fit(file="ads.csv", x=radio, y=sales)`, for the command line;
/// files are relative to `base`.
///
/// # Errors
/// An unknown name, settings that do not belong, a file or columns that cannot be used.
pub fn open_landscape(call: &Call, base: &Path) -> Result<Arc<dyn Landscape>, SceneError> {
    let mut data = Data::default();
    if let Some(file) = table_of(call)? {
        data.read(&file, base)?;
    }
    resolve(call, &data).map(|resolved| resolved.landscape)
}

/// The table that a landscape needs, if any.
pub(super) fn table_of(call: &Call) -> Result<Option<String>, SceneError> {
    match kind(call)? {
        Kind::Listed(_) | Kind::Typed => Ok(None),
        Kind::Fit(columns) => Ok(Some(columns.file)),
    }
}

/// Builds a landscape whose table, if it needs one, is in `data`.
pub(super) fn resolve(call: &Call, data: &Data) -> Result<ResolvedLandscape, SceneError> {
    match kind(call)? {
        Kind::Listed(entry) => Ok(ResolvedLandscape::plain((entry.build)())),
        Kind::Typed => {
            let formula =
                typed::build(call).map_err(|error| SceneError::Landscape(error.into()))?;
            Ok(ResolvedLandscape::plain(Arc::new(formula)))
        }
        Kind::Fit(columns) => {
            let table = data.table(&columns.file).ok_or_else(|| SceneError::Data {
                data: columns.file.clone(),
                cause: "has not been read".into(),
            })?;
            fit(&columns, table.clone())
        }
    }
}

impl ResolvedLandscape {
    fn plain(landscape: Arc<dyn Landscape>) -> Self {
        Self {
            landscape,
            table: None,
            fit: None,
        }
    }
}

enum Kind {
    Listed(&'static Entry),
    Typed,
    Fit(FitColumns),
}

/// Columns by name or number from 1.
struct FitColumns {
    file: String,
    x: String,
    y: String,
}

fn advertising() -> FitColumns {
    FitColumns {
        file: "advertising".into(),
        x: "radio".into(),
        y: "sales".into(),
    }
}

const LINE_FIT: &str = "line_fit";

fn kind(call: &Call) -> Result<Kind, SceneError> {
    match call.name.as_str() {
        LINE_FIT => return fit_columns(call).map(Kind::Fit),
        FORMULA => return Ok(Kind::Typed),
        _ => {}
    }
    let Some(entry) = landscapes().iter().find(|entry| entry.name == call.name) else {
        let known = landscapes()
            .iter()
            .map(|entry| entry.name)
            .chain([LINE_FIT]);
        let unknown = UnknownName::among("landscape", &call.name, known);
        return Err(SceneError::Landscape(unknown.into()));
    };
    if let Some((key, _)) = call.arguments.first() {
        return Err(SceneError::Landscape(
            format!("{} has no setting `{key}`", call.name).into(),
        ));
    }
    Ok(match entry.name {
        "advertising" => Kind::Fit(advertising()),
        _ => Kind::Listed(entry),
    })
}

fn fit_columns(call: &Call) -> Result<FitColumns, SceneError> {
    const USAGE: &str = r#"write it as line_fit(file="ads.csv", x=radio, y=sales), columns by name or by number from 1"#;
    let wrong = |what: String| SceneError::Landscape(format!("line_fit: {what}; {USAGE}").into());
    let allowed = ["file", "x", "y"];
    if let Some((key, _)) = call
        .arguments
        .iter()
        .find(|(key, _)| !allowed.contains(&key.as_str()))
    {
        return Err(wrong(format!("there is no setting `{key}`")));
    }
    let setting = |name: &str| {
        let (_, value) = call
            .arguments
            .iter()
            .find(|(key, _)| key == name)
            .ok_or_else(|| wrong(format!("`{name}` is missing")))?;
        match value {
            Value::Text(text) => Ok(text.clone()),
            Value::Number(number) if name != "file" => Ok(number.to_string()),
            _ => Err(wrong(format!("`{name}` is {value}"))),
        }
    };
    Ok(FitColumns {
        file: setting("file")?,
        x: setting("x")?,
        y: setting("y")?,
    })
}

fn fit(columns: &FitColumns, table: Arc<Table>) -> Result<ResolvedLandscape, SceneError> {
    let (x_name, x) = numbers(&table, columns, &columns.x)?;
    let (y_name, y) = numbers(&table, columns, &columns.y)?;
    let landscape =
        LineFit::new(&x, &y, [&x_name, &y_name]).map_err(|error| wrong_data(columns, error))?;
    Ok(ResolvedLandscape {
        landscape: Arc::new(landscape),
        table: Some(table),
        fit: Some(LineFitData {
            x,
            y,
            x_name,
            y_name,
        }),
    })
}

fn numbers(
    table: &Table,
    columns: &FitColumns,
    asked: &str,
) -> Result<(String, Vec<f64>), SceneError> {
    let index = files::column(table, asked).map_err(|error| wrong_data(columns, error))?;
    let column = &table.columns[index];
    match column.numbers() {
        Some(numbers) => Ok((column.name.clone(), numbers.to_vec())),
        None => Err(wrong_data(
            columns,
            files::ColumnError::Text(column.name.clone()),
        )),
    }
}

fn wrong_data(
    columns: &FitColumns,
    error: impl std::error::Error + Send + Sync + 'static,
) -> SceneError {
    SceneError::Data {
        data: columns.file.clone(),
        cause: error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(call: &str) -> Result<Arc<dyn Landscape>, SceneError> {
        open_landscape(&call.parse().unwrap(), Path::new(""))
    }

    fn message(call: &str) -> String {
        open(call).unwrap_err().to_string()
    }

    #[test]
    fn every_landscape_of_the_list_can_be_built_by_its_name() {
        for entry in landscapes() {
            let by_list = (entry.build)();
            let by_name = open(entry.name).unwrap();
            assert_eq!(by_list.domain(), by_name.domain(), "{}", entry.name);
        }
    }

    #[test]
    fn advertising_is_a_line_fit_with_its_minimum_at_least_squares() {
        let landscape = open("advertising").unwrap();
        let minimum = landscape.critical_points()[0].at;
        assert!((minimum.x - 0.2024957833924).abs() < 1e-10, "{minimum}");
        assert!((minimum.y - 9.311638095158).abs() < 1e-9, "{minimum}");
        let same = open("line_fit(file=advertising, x=3, y=\"sales\")").unwrap();
        assert_eq!(same.critical_points()[0].at, minimum);
    }

    #[test]
    fn unknown_names_are_answered_with_the_nearest() {
        assert!(message("rosenbrok").contains("did you mean \"rosenbrock\"?"));
        assert!(message("advertizing").contains("did you mean \"advertising\"?"));
        assert_eq!(
            message("bowl(depth=2)"),
            "landscape: bowl has no setting `depth`"
        );
    }

    #[test]
    fn a_line_fit_needs_a_file_and_two_columns_of_numbers() {
        assert!(message("line_fit(file=iris, x=1)").contains("`y` is missing"));
        assert!(message("line_fit(file=iris, x=1, z=2)").contains("no setting `z`"));
        assert_eq!(
            message("line_fit(file=iris, x=1, y=species)"),
            "iris: column `species` holds text, not numbers"
        );
        assert!(
            message("line_fit(file=iris, x=1, y=9)").starts_with("iris: there is no column `9`")
        );
        let missing = message("line_fit(file=\"no/ads.csv\", x=1, y=2)");
        assert!(
            missing.contains("no/ads.csv") && missing.contains("no such file"),
            "{missing}"
        );
    }
}
