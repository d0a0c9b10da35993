use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{
    ClusterSweep, Morph, SceneError, SweepSubject, Text,
    check::{field, finite},
    defaults::{is_default, is_yes, yes},
};
use crate::{
    files::WhenMissing,
    math::{
        cluster,
        descent::{GradientBy, Mode},
        landscape::Domain,
        projection,
        scaling::Scaling,
        spec::Spec,
    },
};

/// What a scene can show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// A loss surface and the optimizers on it.
    Landscape(LandscapeSubject),
    /// A data set as a cloud of points.
    Cloud(CloudSubject),
    /// The loss of an optimizer over its steps and over one of its settings.
    Sweep(SweepSubject),
}

/// A loss surface over two parameters and the optimizers that run on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct LandscapeSubject {
    /// The landscape: a name of the catalogue, `line_fit(file="…", x=…, y=…)`, or a formula such as `x^2 + sin(a*y)`,
    /// whose parameters are set by `formula(of="x^2 + sin(a*y)", a=2)`.
    #[serde(with = "super::typed")]
    pub landscape: Spec,
    /// λ of an L2 penalty λ·‖θ‖² that is added, 0 to 1000. Default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub l2: f64,
    /// A shape that the surface has at first, and when it turns into its own. Default: it is as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub morph: Option<Morph>,
    /// The rectangle that is drawn. Default: the landscape's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Grid points along each side of the surface, 16 to 2048. Default 256.
    #[serde(
        default = "default_resolution",
        skip_serializing_if = "is_default_resolution"
    )]
    pub resolution: u32,
    /// Where every run starts that has no start of its own. May be left out where all have one, and is (0, 0) then.
    #[serde(default = "not_given")]
    pub start: [f64; 2],
    /// Updates made by each run, 1 to 1,000,000; all runs of a scene together, from all of their starts, may make
    /// 10,000,000.
    pub steps: usize,
    /// A run stops as converged once ‖∇f‖ is below this. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The optimizers; at most 256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
}

impl Serialize for LandscapeSubject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for LandscapeSubject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut subject = Self::deserialize(deserializer)?;
        if subject.start.iter().all(|coordinate| coordinate.is_nan()) {
            let needs_one = |run: &Run| run.start.is_none() && run.starts.is_none();
            if subject.runs.iter().any(needs_one) {
                return Err(D::Error::missing_field("start"));
            }
            subject.start = [0.0; 2];
        }
        Ok(subject)
    }
}

/// No start that a scene can give: what is left out.
fn not_given() -> [f64; 2] {
    [f64::NAN; 2]
}

/// One optimizer with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Such as `adam(lr=0.1)`.
    pub optimizer: Spec,
    /// Such as `exponential(gamma=0.995)`. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Spec,
    /// Default: the start of the landscape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<[f64; 2]>,
    /// Several random starts in place of one: `(count: 12, seed: 3)`. The run that ends lowest represents them all.
    /// Default: one start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Starts>,
    /// What the optimizer takes for the gradient: `Exact`, or `Central(1e-4)` for central differences at a distance of
    /// 1e-4, above 0 and at most 1. Default `Exact`.
    #[serde(default, skip_serializing_if = "is_exact")]
    pub gradient: GradientBy,
    /// Whether it goes up instead of down: the wrong sign. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ascend: bool,
    /// Whether each parameter in turn is updated with the newest values of the others. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub coordinatewise: bool,
    /// The name on its tag and in the legend. Default: made from the optimizer and what differs between the runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The number of its colour, from 1: there are eight, which come again with hollow markers. Default: its place among
    /// the runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<usize>,
    /// Whether it is drawn. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub shown: bool,
}

/// Starts that are drawn uniformly at random from the domain, where the function is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starts {
    /// How many, 2 to 100.
    pub count: u32,
    /// Another seed gives other starts. Default 0.
    #[serde(default)]
    pub seed: u64,
}

impl Run {
    /// A run with everything but the optimizer at its default.
    pub fn new(optimizer: Spec) -> Self {
        Self {
            optimizer,
            schedule: default_schedule(),
            start: None,
            starts: None,
            gradient: GradientBy::Exact,
            ascend: false,
            coordinatewise: false,
            label: None,
            color: None,
            shown: true,
        }
    }
}

impl Run {
    /// How the optimizer is shown the function.
    pub fn mode(&self) -> Mode {
        Mode {
            gradient: self.gradient,
            ascend: self.ascend,
            coordinatewise: self.coordinatewise,
        }
    }
}

/// A data set as a point cloud.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct CloudSubject {
    /// A built-in data set (`iris`), a generator (`blobs(n=300)`) or a file of data, relative to the scene's file.
    pub data: String,
    /// What is known about each row of a file of vectors, in a file (`.tsv`). Default: `metadata.tsv` or the like beside
    /// `vectors.tsv`, else nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Whether the first row of a text holds names. Default: as it seems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// The column that holds the classes. Default: the only text column, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The columns that count, by name or by number from 1. Default: every column of numbers but the label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What is done to the numbers of each column before all else. Default: nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scale: Scaling,
    /// What is done about missing values. Default: they are refused.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: WhenMissing,
    /// What the axes are. Default: the first three dimensions of the projection.
    #[serde(default, skip_serializing_if = "is_default")]
    pub axes: CloudAxes,
    /// The components of the projection that are the axes, two or three of them, counted from 1. Default 1, 2, 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<u32>,
    /// How many dimensions become three: `pca`, `tsne(perplexity=30)`, `umap`. Default `pca`.
    #[serde(
        default = "default_projection",
        skip_serializing_if = "is_default_projection"
    )]
    pub projection: Spec,
    /// A method that finds clusters in the scaled columns: `kmeans(n_clusters=4)`. Its steps are those of the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Spec>,
    /// A setting of that method that takes one value after the other, in place of the steps of one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<ClusterSweep>,
    /// Samples that are not part of the data, a number for each column: scaled and placed by what the data say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<Vec<f64>>,
}

impl Serialize for CloudSubject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for CloudSubject {
    /// Former names of settings become the present ones.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut subject = Self::deserialize(deserializer)?;
        projection::CATALOGUE.modernize(&mut subject.projection);
        if let Some(clusters) = &mut subject.clusters {
            cluster::CATALOGUE.modernize(clusters);
            let method = cluster::CATALOGUE.get(&clusters.name);
            if let Some(sweep) = &mut subject.sweep
                && let Some(parameter) = method.and_then(|entry| entry.parameter(&sweep.setting))
            {
                parameter.name.clone_into(&mut sweep.setting);
            }
        }
        Ok(subject)
    }
}

impl CloudSubject {
    /// A data set with everything at its default.
    pub fn new(data: impl Into<String>) -> Self {
        Self {
            data: data.into(),
            metadata: None,
            header: None,
            label: None,
            columns: Vec::new(),
            scale: Scaling::default(),
            missing: WhenMissing::default(),
            axes: CloudAxes::default(),
            components: Vec::new(),
            projection: default_projection(),
            clusters: None,
            sweep: None,
            new: Vec::new(),
        }
    }

    /// Whether the steps are those of an iterative projection.
    pub fn unfolds(&self) -> bool {
        let method = projection::CATALOGUE.build(&self.projection);
        self.axes == CloudAxes::Principal && method.is_ok_and(|method| method.is_iterative())
    }

    /// Checks what can be checked without data.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        if self.data.is_empty() {
            return Err(field("data", "empty", "a built-in data set or a CSV file"));
        }
        for sample in &self.new {
            finite("new", sample)?;
        }
        if let Some(sweep) = &self.sweep {
            let method = self.clusters.as_ref();
            sweep.check(method.and_then(|spec| cluster::CATALOGUE.get(&spec.name)))?;
            if method.is_none() {
                let allowed = "left out where `clusters` names no method";
                return Err(field("sweep", format!("over `{}`", sweep.setting), allowed));
            }
        }
        let components = &self.components;
        let differ = (components.iter().enumerate())
            .all(|(k, component)| *component > 0 && !components[..k].contains(component));
        // An iterative projection has as many dimensions as are asked for, and none before others.
        let first = components.iter().zip(1..).all(|(a, b)| *a == b);
        let is_any = self.axes == CloudAxes::Principal && !self.unfolds();
        match components.len() {
            0 => Ok(()),
            2 | 3 if differ && (first || is_any) => Ok(()),
            _ => Err(field(
                "components",
                format!("{components:?}"),
                "two or three that differ, from 1; [1, 2] or [1, 2, 3] where they are not principal components",
            )),
        }
    }
}

/// What the axes of a cloud are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CloudAxes {
    /// The first three dimensions of the projection.
    #[default]
    Principal,
    /// The first three columns as they are, scaled; two are shown flat.
    Columns,
    /// Three columns at first, the first two principal components in the end; on the way, step by step, the cloud is
    /// centred, its components are found, and its points fall onto their plane, which turns upright.
    ColumnsToPrincipal,
}

pub(super) fn default_projection() -> Spec {
    Spec::new("pca")
}

fn is_default_projection(projection: &Spec) -> bool {
    *projection == default_projection()
}

pub(super) fn is_default_resolution(resolution: &u32) -> bool {
    *resolution == default_resolution()
}

pub(super) fn default_resolution() -> u32 {
    256
}

pub(super) fn default_schedule() -> Spec {
    Spec::new("constant")
}

pub(super) fn is_default_schedule(schedule: &Spec) -> bool {
    *schedule == default_schedule()
}

fn is_exact(gradient: &GradientBy) -> bool {
    *gradient == GradientBy::Exact
}
