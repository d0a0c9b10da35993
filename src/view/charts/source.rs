//! The source of a chart's data, and chart titles.

use super::{chart::DrawnLine, step_axis::StepAxis, x_axis::XAxis};
use crate::{
    math::cluster::CurveQuantity,
    scene::{Pace, Quantity},
    simulation::{CloudOutcome, Runs, Series},
    words::Word,
};

/// Variance charts show at most this many components.
const MAX_BARS: usize = 64;

/// The simulation whose data a chart shows.
#[derive(Clone, Copy, Debug)]
pub enum ChartSource<'a> {
    /// The runs on a landscape.
    Runs(&'a Runs),
    /// A point cloud with its clusters and explained variance.
    Cloud(&'a CloudOutcome),
}

impl<'a> From<&'a Runs> for ChartSource<'a> {
    fn from(runs: &'a Runs) -> Self {
        Self::Runs(runs)
    }
}

impl<'a> From<&'a CloudOutcome> for ChartSource<'a> {
    fn from(cloud: &'a CloudOutcome) -> Self {
        Self::Cloud(cloud)
    }
}

impl<'a> ChartSource<'a> {
    /// The index of the last step.
    pub fn steps(self) -> usize {
        match self {
            Self::Runs(runs) => runs.steps,
            Self::Cloud(cloud) => cloud.steps(),
        }
    }

    /// The series colour index of a line; `None` for lines of a cloud.
    pub fn color(self, line: &DrawnLine) -> Option<usize> {
        match self {
            Self::Runs(runs) => Some(runs[line.run].color),
            Self::Cloud(_) => None,
        }
    }

    /// The series of `quantity` of a run, or of the cloud, whose run index is 0.
    pub fn series(self, run: usize, quantity: Quantity) -> Vec<Series<'a>> {
        match self {
            Self::Runs(runs) => match runs.get(run) {
                Some(run) => runs.series(run, quantity),
                None => Vec::new(),
            },
            Self::Cloud(cloud) => cloud.series(quantity),
        }
    }

    /// Indices of the runs that have lines.
    pub(super) fn runs(self) -> Vec<usize> {
        match self {
            Self::Runs(runs) => {
                let runs = runs.iter().enumerate();
                let shown = runs.filter(|(_, run)| run.shown);
                shown.map(|(index, _)| index).collect()
            }
            Self::Cloud(_) => vec![0],
        }
    }

    /// The x axis of a chart of `quantity` at a playback pace.
    pub(super) fn x_axis(self, quantity: Quantity, pace: Pace) -> XAxis {
        let steps = StepAxis::new(self.steps(), pace);
        let Self::Cloud(cloud) = self else {
            return XAxis::Steps(steps);
        };
        let series = cloud.series(quantity);
        let last = series.first().map_or(1, Series::len) as f64;
        match quantity {
            Quantity::Variance => XAxis::Numbers {
                name: Word::Component,
                range: [0.5, last.min(MAX_BARS as f64) + 0.5],
            },
            Quantity::Elbow | Quantity::Silhouette => XAxis::Numbers {
                name: Word::NumberOfClusters,
                // Both curves end at the same k; one starts at 1, the other at 2.
                range: [
                    0.7,
                    cloud.series(Quantity::Elbow).first().map_or(1, Series::len) as f64 + 0.3,
                ],
            },
            _ => match cloud.clusters().and_then(|clusters| clusters.swept()) {
                Some((name, ends)) => XAxis::Setting {
                    steps,
                    name: name.to_owned(),
                    ends,
                    last_step: self.steps() as f64,
                },
                None => XAxis::Steps(steps),
            },
        }
    }
}

/// The title of a chart of `quantity`.
pub fn title(quantity: Quantity) -> Word {
    match quantity {
        Quantity::Loss => Word::LossByStep,
        Quantity::GradientNorm => Word::GradientNorm,
        Quantity::LearningRate => Word::LearningRate,
        Quantity::Parameters => Word::ParametersByStep,
        Quantity::EffectiveRates => Word::EffectiveRates,
        Quantity::Progress => Word::ProgressOfMethod,
        Quantity::Clusters => Word::Clusters,
        Quantity::Noise => Word::NoisePoints,
        Quantity::Elbow => Word::InertiaByK,
        Quantity::Silhouette => Word::SilhouetteByK,
        Quantity::Scores => Word::ClusterScores,
        Quantity::Variance => Word::ExplainedVariance,
        Quantity::Dendrogram => Word::Dendrogram,
    }
}

/// The name of a method's progress measure.
pub fn curve_name(curve: CurveQuantity) -> Word {
    match curve {
        CurveQuantity::Inertia => Word::Inertia,
        CurveQuantity::LogLikelihood => Word::LogLikelihood,
        CurveQuantity::Clusters => Word::Clusters,
        CurveQuantity::MergeHeight => Word::MergeDistance,
        CurveQuantity::MaxShift => Word::MaximumShift,
    }
}

/// The title of a chart of `quantity` of a source, more specific than [`title`].
pub(super) fn specific_title(quantity: Quantity, source: ChartSource) -> Word {
    match (quantity, source) {
        (Quantity::Progress, ChartSource::Cloud(cloud)) => match cloud.clusters() {
            Some(clusters) => curve_name(clusters.curve_of()),
            None => Word::Divergence,
        },
        _ => title(quantity),
    }
}
