use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use super::{
    Data, SceneError,
    families::{self, FAMILIES, Family, LINE_FIT, LoadedData, RequiredData},
    spec_text::{self, FORMULA},
};
use crate::math::{
    catalogue::{Build, Catalogue},
    formula::Formula,
    landscape::{self, Entry, Landscape},
    names::UnknownName,
    parameter::{Parameter, Settings},
    spec::Spec,
    words::Bilingual,
};

/// All landscapes that can be built from their name alone: formulas, generated data, and presets with built-in data.
pub static LANDSCAPES: LazyLock<Catalogue<Build<Arc<dyn Landscape>>>> = LazyLock::new(|| {
    let presets = PRESETS.iter().map(|preset| &preset.entry);
    landscape::CATALOGUE.with(families::generated().chain(presets))
});

/// A named landscape with built-in data.
struct Preset {
    entry: Entry,
    /// The family that it is an instance of.
    family: &'static Family,
    /// The settings of the family.
    arguments: &'static [(&'static str, &'static str)],
}

static PRESETS: [Preset; 1] = [Preset {
    entry: Entry {
        name: "advertising",
        title: Bilingual::new("Advertising: radio and sales", "广告数据：广播投入与销量"),
        formula: "J(w, b) = (1/n) Σ (w·radio + b − sales)²",
        doc: Bilingual::new(
            "The squared error of a line that predicts sales from money spent on radio: slope and intercept pull at each other, so the valley lies askew and narrow.",
            "用广播投入预测销量的直线的平方误差：斜率与截距互相牵制，山谷因此又斜又窄。",
        ),
        reference: "G. James, D. Witten, T. Hastie, R. Tibshirani, An Introduction to Statistical Learning (2013), data page",
        parameters: &[],
        build: |_| {
            // The table is built in, and a test builds every landscape.
            open_landscape(&PRESETS[0].spec(), Path::new("")).expect("built in")
        },
    },
    family: &LINE_FIT,
    arguments: &[("file", "advertising"), ("x", "radio"), ("y", "sales")],
}];

impl Preset {
    fn spec(&self) -> Spec {
        let arguments = self.arguments.iter();
        arguments.fold(Spec::new(self.family.name), |spec, (key, word)| {
            spec.with(key, *word)
        })
    }
}

/// A landscape with the data it was built from.
#[derive(Clone, Debug)]
pub struct ResolvedLandscape {
    /// The function to descend.
    pub landscape: Arc<dyn Landscape>,
    /// The data it was built from, if any.
    pub loaded: Option<LoadedData>,
    /// The points to which a line is fitted, if it is the error of a fit.
    pub fit: Option<LineFitData>,
}

/// The points to which a line is fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFitData {
    /// The inputs, one per point.
    pub x: Vec<f64>,
    /// The outputs, one per point.
    pub y: Vec<f64>,
    /// The name of the input column.
    pub x_name: String,
    /// The name of the output column.
    pub y_name: String,
}

/// Opens the landscape of a spec such as `rosenbrock` or `line_fit(file="ads.csv", x=radio, y=sales)`; paths are
/// relative to `base`.
///
/// # Errors
/// The name is unknown, settings are invalid, or a file or its columns cannot be used.
///
/// # Examples
/// ```
/// use fallline::scene::open_landscape;
/// use glam::DVec2;
///
/// let bowl = open_landscape(&"bowl".parse()?, "".as_ref())?;
/// assert_eq!(bowl.gradient(DVec2::ZERO), DVec2::ZERO);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open_landscape(spec: &Spec, base: &Path) -> Result<Arc<dyn Landscape>, SceneError> {
    let mut data = Data::default();
    if let Some(required) = required_data_of(spec)? {
        data.read(&required, base)?;
    }
    resolve(spec, &data).map(|resolved| resolved.landscape)
}

/// The external data that a landscape requires, if any.
pub(super) fn required_data_of(spec: &Spec) -> Result<Option<RequiredData>, SceneError> {
    match definition(spec)? {
        Definition::Listed(_) => Ok(None),
        Definition::Formula => parse_formula(spec).map(|_| None),
        Definition::Data(family, spec) => family.required_data(&spec),
    }
}

fn parse_formula(spec: &Spec) -> Result<Formula, SceneError> {
    spec_text::build(spec).map_err(|error| SceneError::Landscape(error.into()))
}

/// The parameter that declares a numeric setting of a landscape; none for other settings and for parameters of
/// formulas.
pub(crate) fn parameter_of(spec: &Spec, key: &str) -> Option<&'static Parameter> {
    match LANDSCAPES.get(&spec.name) {
        Some(entry) => entry.parameter(key),
        None => FAMILIES.get(&spec.name)?.parameter(key),
    }
}

/// Builds a landscape.
///
/// # Errors
/// The landscape is unknown, its settings are invalid, or its data are unusable or not in `data`.
pub(super) fn resolve(spec: &Spec, data: &Data) -> Result<ResolvedLandscape, SceneError> {
    match definition(spec)? {
        Definition::Listed(entry) => {
            let landscape = entry.build(spec);
            let landscape = landscape.map_err(|error| SceneError::Landscape(error.into()))?;
            Ok(ResolvedLandscape::new(landscape, None))
        }
        Definition::Formula => {
            let formula = parse_formula(spec)?;
            Ok(ResolvedLandscape::new(Arc::new(formula), None))
        }
        Definition::Data(family, spec) => {
            let loaded = family
                .required_data(&spec)?
                .and_then(|required| data.get(&required));
            family.resolve(&spec, loaded.as_ref())
        }
    }
}

impl ResolvedLandscape {
    /// Creates a landscape that is not the error of a fit.
    pub(super) fn new(landscape: Arc<dyn Landscape>, loaded: Option<&LoadedData>) -> Self {
        Self {
            landscape,
            loaded: loaded.cloned(),
            fit: None,
        }
    }
}

/// How the landscape of a spec is defined.
enum Definition {
    /// By an entry of [`LANDSCAPES`].
    Listed(&'static Entry),
    /// By the text of a formula.
    Formula,
    /// By a family and the settings for it.
    Data(&'static Family, Spec),
}

fn definition(spec: &Spec) -> Result<Definition, SceneError> {
    if spec.name == FORMULA {
        return Ok(Definition::Formula);
    }
    if let Some(family) = FAMILIES.get(&spec.name) {
        return Ok(Definition::Data(family, spec.clone()));
    }
    let Some(entry) = LANDSCAPES.get(&spec.name) else {
        let listed = LANDSCAPES.iter().map(|entry| entry.name);
        let unlisted = (FAMILIES.iter()).filter(|family| family.build.generate.is_none());
        let available = listed.chain(unlisted.map(|family| family.name));
        let unknown = UnknownName::among("landscape", &spec.name, available);
        return Err(SceneError::Landscape(unknown.into()));
    };
    Settings::check(spec, entry.parameters).map_err(|error| SceneError::Landscape(error.into()))?;
    match PRESETS
        .iter()
        .find(|preset| preset.entry.name == entry.name)
    {
        Some(preset) => Ok(Definition::Data(preset.family, preset.spec())),
        None => Ok(Definition::Listed(entry)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(spec: &str) -> Result<Arc<dyn Landscape>, SceneError> {
        open_landscape(&spec.parse().unwrap(), Path::new(""))
    }

    fn message(spec: &str) -> String {
        open(spec).unwrap_err().to_string()
    }

    #[test]
    fn every_listed_landscape_can_be_built_by_name() {
        for entry in LANDSCAPES.iter() {
            let by_list = entry.build_default();
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
    fn unknown_names_suggest_the_nearest() {
        assert_eq!(
            message("quadratic(condition=0.5)"),
            "landscape: quadratic: condition=0.5 is not allowed; expected from 1 to 100000000"
        );
        assert!(message("rosenbrok").contains("did you mean \"rosenbrock\"?"));
        assert!(message("advertizing").contains("did you mean \"advertising\"?"));
        assert_eq!(
            message("bowl(depth=2)"),
            "landscape: bowl has no setting depth; it takes none"
        );
    }

    #[test]
    fn a_line_fit_requires_a_file_and_two_numeric_columns() {
        assert!(message("line_fit(file=iris, x=1)").contains("`y` is missing"));
        assert!(
            message("line_fit(file=iris, x=1, z=2)").contains("no setting z; it takes file, x, y")
        );
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
