use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{
    ClusterSweep, Morph, Pictures, SceneError, SweepSubject, Text,
    check::{check_finite, check_within, field_error},
    defaults::{default_true, is_default, is_true},
};
use crate::{
    files::WhenMissing,
    math::{
        cluster,
        descent::{GradientSource, Mode},
        landscape::Domain,
        projection,
        scaling::Scaling,
        spec::Spec,
    },
};

/// The content of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// A loss surface with optimizers.
    Landscape(LandscapeSubject),
    /// A data set as a point cloud.
    Cloud(CloudSubject),
    /// A heat map of the loss over the steps of an optimizer and the values of one of its settings.
    Sweep(SweepSubject),
}

/// A loss surface over two parameters, and the optimizers that descend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct LandscapeSubject {
    /// The landscape: a name of the catalogue, `line_fit(file="…", x=…, y=…)`, or a formula such as `x^2 + sin(a*y)`,
    /// with parameters as in `formula(of="x^2 + sin(a*y)", a=2)`.
    #[serde(with = "super::spec_text")]
    pub landscape: Spec,
    /// λ of an added L2 penalty λ·‖θ‖², 0 to 1000. Default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub l2: f64,
    /// An initial shape that morphs into the surface. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub morph: Option<Morph>,
    /// The rectangle to draw. Default: that of the landscape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// The number of grid points along each side of the surface, 16 to 2048. Default 256.
    #[serde(
        default = "default_resolution",
        skip_serializing_if = "is_default_resolution"
    )]
    pub resolution: u32,
    /// The start of all runs without a start of their own and without random starts. Optional if there are no such runs;
    /// then (0, 0).
    #[serde(default = "omitted_start")]
    pub start: [f64; 2],
    /// The number of updates of each run, 1 to 1,000,000; over all runs and starts of a scene, at most 10,000,000.
    pub steps: usize,
    /// A run has converged when ‖∇f‖ is below this value. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The optimizers, at most 256.
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
            let needs_start = |run: &Run| run.start.is_none() && run.starts.is_none();
            if subject.runs.iter().any(needs_start) {
                return Err(D::Error::missing_field("start"));
            }
            subject.start = [0.0; 2];
        }
        Ok(subject)
    }
}

/// The value that stands for an omitted start during deserialization.
fn omitted_start() -> [f64; 2] {
    [f64::NAN; 2]
}

/// A run of an optimizer on a landscape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The optimizer with its settings, such as `adam(lr=0.1)`.
    pub optimizer: Spec,
    /// The learning-rate schedule, such as `exponential(gamma=0.995)`. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Spec,
    /// The start of this run. Default: the start of the landscape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<[f64; 2]>,
    /// Random restarts: `(count: 12, seed: 3)`. The restart with the lowest final value represents the run. Default:
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Starts>,
    /// The source of the gradient: `Exact`, or `Central(1e-4)` for central differences with a step of 1e-4, which is
    /// above 0 and at most 1. Default `Exact`.
    #[serde(default, skip_serializing_if = "is_exact")]
    pub gradient: GradientSource,
    /// Whether the run ascends, as with the wrong sign in the update. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ascend: bool,
    /// Whether parameters are updated one after the other, each with the new values of those before it. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub coordinatewise: bool,
    /// The name on the tag and in the legend. Default: the optimizer and the settings that differ between the runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The number of the colour, from 1. There are eight colours, which repeat with hollow markers. Default: the
    /// position of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<usize>,
    /// Whether the run is drawn. Default true.
    #[serde(default = "default_true", skip_serializing_if = "is_true")]
    pub shown: bool,
}

/// Starts sampled uniformly from the part of the domain where the function is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starts {
    /// The number of starts, 2 to 100.
    pub count: u32,
    /// The seed of the random starts. Default 0.
    #[serde(default)]
    pub seed: u64,
}

impl Run {
    /// Creates a run with everything except the optimizer at the default.
    pub fn new(optimizer: Spec) -> Self {
        Self {
            optimizer,
            schedule: default_schedule(),
            start: None,
            starts: None,
            gradient: GradientSource::Exact,
            ascend: false,
            coordinatewise: false,
            label: None,
            color: None,
            shown: true,
        }
    }

    /// How the run uses the function: its gradient, sign and order of updates.
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
    /// A built-in data set (`iris`), a generator (`blobs(n=300)`) or a data file, relative to the scene file.
    pub data: String,
    /// A metadata file (`.tsv`) for the rows of a file of vectors. Default: a file such as `metadata.tsv` next to
    /// `vectors.tsv`, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Whether the first row of a text file is a header. Default: detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// The label column. Default: the class labels of built-in data or of an archive of arrays, otherwise the only text
    /// column, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Pictures of the rows, drawn in place of points. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Pictures>,
    /// The feature columns, by name or by number from 1. Default: every numeric column except the label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// How each column is scaled before anything else. Default: not at all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scale: Scaling,
    /// The scalings that the cloud passes through before `scale`, one per step; at most 5. They require `axes: Columns`
    /// and no `clusters`. Default none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_scales: Vec<Scaling>,
    /// How missing values are handled. Default: they are an error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: WhenMissing,
    /// The axes of the cloud. Default: the first three dimensions of the projection.
    #[serde(default, skip_serializing_if = "is_default")]
    pub axes: CloudAxes,
    /// The two or three components of the projection on the axes, from 1. Default 1, 2, 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<u32>,
    /// The dimensionality reduction: `pca`, `tsne(perplexity=30)`, `umap`. Default `pca`.
    #[serde(
        default = "default_projection",
        skip_serializing_if = "is_default_projection"
    )]
    pub projection: Spec,
    /// The clustering of the scaled columns, such as `kmeans(n_clusters=4)`; its iterations are the steps of the scene.
    /// Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Spec>,
    /// A sweep over a setting of the clustering, in place of the steps of one run. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<ClusterSweep>,
    /// New samples that are not part of the data, with a number for each column; scaled and projected as fitted on the
    /// data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<Vec<f64>>,
}

impl Serialize for CloudSubject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for CloudSubject {
    /// Replaces former names of settings by the current ones.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut subject = Self::deserialize(deserializer)?;
        projection::CATALOGUE.replace_former_names(&mut subject.projection);
        if let Some(clusters) = &mut subject.clusters {
            cluster::CATALOGUE.replace_former_names(clusters);
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
    /// Creates a cloud with everything except the data at the default.
    pub fn new(data: impl Into<String>) -> Self {
        Self {
            data: data.into(),
            metadata: None,
            header: None,
            label: None,
            pictures: None,
            columns: Vec::new(),
            scale: Scaling::default(),
            earlier_scales: Vec::new(),
            missing: WhenMissing::default(),
            axes: CloudAxes::default(),
            components: Vec::new(),
            projection: default_projection(),
            clusters: None,
            sweep: None,
            new: Vec::new(),
        }
    }

    /// Whether the steps of the scene are those of an iterative projection.
    pub fn animates_projection(&self) -> bool {
        let method = projection::CATALOGUE.build(&self.projection);
        self.axes == CloudAxes::Principal && method.is_ok_and(|method| method.is_iterative())
    }

    /// Checks everything that does not depend on data.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        if self.data.is_empty() {
            return Err(field_error(
                "data",
                "empty",
                "a built-in data set or a CSV file",
            ));
        }
        for sample in &self.new {
            check_finite("new", sample)?;
        }
        self.pictures.as_ref().map_or(Ok(()), Pictures::check)?;
        let has_columns_alone = self.axes == CloudAxes::Columns && self.clusters.is_none();
        if !self.earlier_scales.is_empty() && !has_columns_alone {
            let allowed = "left out unless `axes` is `Columns` and there are no `clusters`";
            return Err(field_error("earlier_scales", "given", allowed));
        }
        check_within("earlier_scales", self.earlier_scales.len(), 0..=5)?;
        if let Some(sweep) = &self.sweep {
            let method = self.clusters.as_ref();
            sweep.check(method.and_then(|spec| cluster::CATALOGUE.get(&spec.name)))?;
            if method.is_none() {
                let allowed = "left out if `clusters` names no method";
                return Err(field_error(
                    "sweep",
                    format!("over `{}`", sweep.setting),
                    allowed,
                ));
            }
        }
        let components = &self.components;
        let are_distinct = (components.iter().enumerate())
            .all(|(k, component)| *component > 0 && !components[..k].contains(component));
        // An iterative projection is computed for the requested number of dimensions, which have no order.
        let are_first = components.iter().zip(1..).all(|(a, b)| *a == b);
        let may_be_any = self.axes == CloudAxes::Principal && !self.animates_projection();
        match components.len() {
            0 => Ok(()),
            2 | 3 if are_distinct && (are_first || may_be_any) => Ok(()),
            _ => Err(field_error(
                "components",
                format!("{components:?}"),
                "two or three that differ, from 1; [1, 2] or [1, 2, 3] unless they are principal components",
            )),
        }
    }
}

/// The axes of a cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CloudAxes {
    /// The first three dimensions of the projection.
    #[default]
    Principal,
    /// The first three columns, scaled; two columns are shown flat.
    Columns,
    /// An animation from three columns to the first two principal components: the cloud is centred, its components are
    /// found, and its points are projected on their plane, which turns upright.
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

fn is_exact(gradient: &GradientSource) -> bool {
    *gradient == GradientSource::Exact
}
