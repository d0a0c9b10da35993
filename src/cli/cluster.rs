//! `fallline cluster`: clusters of the rows of a table.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    data::DataArguments,
    output::{Align, print_json, print_text, rounded, stdout, table},
    progress::Bar,
    values::spec,
};
use crate::{
    files::Samples,
    math::{
        cluster::{self, CurveQuantity, GaussianComponent, History, NOISE, StopReason, scores},
        excerpt::excerpt,
        progress::{Cancelled, Progress, stage_progress},
        spec::Spec,
        table::Matrix,
    },
};

/// The share of the progress for the clustering; the scores take the rest.
const CLUSTERING_SHARE: f64 = 0.8;

/// Clusters of the rows of a table
#[derive(Debug, Args)]
pub(super) struct ClusterArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The method, such as 'kmeans(n_clusters=3)', or 'kmeans(init=[0, 50, 100])' with these rows as initial centres; see
    /// `fallline list clusterings`
    #[arg(long, value_name = "METHOD", value_parser = spec)]
    with: Spec,
    /// Print JSON in full precision; null where the method has no such result
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the label of each row as CSV, rows numbered from 0
    #[arg(long)]
    csv: bool,
}

/// The JSON output. Results that the method does not have are null; those that only few methods have are left out.
#[derive(Serialize)]
struct ClusterOutput<'a> {
    /// The cluster of each row; −1 is noise.
    labels: &'a [i32],
    centers: Option<Vec<Vec<f64>>>,
    inertia: Option<f64>,
    iterations: Option<usize>,
    noise: Option<usize>,
    core: Option<Vec<usize>>,
    scores: Scores,
    #[serde(skip_serializing_if = "Option::is_none")]
    converged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_likelihood: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Component<'a>>,
    /// A linkage matrix as in SciPy: the two merged clusters, their distance, the number of rows in the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merges: Vec<(u32, u32, f64, u32)>,
}

#[derive(Serialize)]
struct Component<'a> {
    weight: f64,
    covariance: Vec<&'a [f64]>,
}

#[derive(Serialize)]
struct Scores {
    ari: Option<f64>,
    nmi: Option<f64>,
    silhouette: Option<f64>,
    /// The number of rows in the mean silhouette: a random sample of large tables, without noise.
    silhouette_rows: Option<usize>,
}

pub(super) fn run(arguments: &ClusterArguments) -> Result<(), CommandError> {
    let method = cluster::CATALOGUE.build(&arguments.with)?;
    let bar = Bar::new();
    let (_, samples) = arguments.data.read()?;
    let history = method
        .run(
            &samples.features,
            &mut stage_progress(&mut bar.progress(), [0.0, CLUSTERING_SHARE]),
        )
        .map_err(|error| arguments.data.input_error(&error))?;
    if arguments.csv {
        drop(bar);
        return print_csv(&history, &samples);
    }
    let scores = Scores::of(
        &history,
        &samples,
        &mut stage_progress(&mut bar.progress(), [CLUSTERING_SHARE, 1.0]),
    )?;
    drop(bar);
    match arguments.json {
        true => print_json(&ClusterOutput::of(&history, &samples.features, scores)),
        false => print_text(&to_text(&history, &samples, &scores)),
    }
}

impl Scores {
    fn of(
        history: &History,
        samples: &Samples,
        progress: &mut Progress,
    ) -> Result<Self, Cancelled> {
        let known: Vec<i32> = samples.labels.iter().map(|class| *class as i32).collect();
        let agreement = |score: fn(&[i32], &[i32]) -> f64| {
            let is_known = !known.is_empty();
            is_known.then(|| score(&known, history.labels()))
        };
        let silhouette =
            scores::silhouette_with_progress(&samples.features, history.labels(), 0, progress)?;
        Ok(Self {
            ari: agreement(scores::adjusted_rand),
            nmi: agreement(scores::normalized_mutual_information),
            silhouette: silhouette.map(|silhouette| silhouette.mean),
            silhouette_rows: silhouette.map(|silhouette| silhouette.rows),
        })
    }
}

impl<'a> ClusterOutput<'a> {
    fn of(history: &'a History, data: &Matrix, scores: Scores) -> Self {
        let (trace, last) = (history.trace(), history.steps());
        let final_value = |quantity: CurveQuantity| {
            let curve = history.curve();
            (curve.quantity == quantity).then(|| curve.values[last])
        };
        let core = trace.core_mask();
        let is_iterative = history.stop_reason() != StopReason::Complete;
        let component = |component: &'a GaussianComponent| Component {
            weight: component.weight,
            covariance: component.covariance.chunks(data.columns()).collect(),
        };
        let centres = trace.centres(last, data);
        Self {
            labels: history.labels(),
            centers: (!centres.is_empty()).then_some(centres),
            inertia: final_value(CurveQuantity::Inertia),
            iterations: is_iterative.then_some(last),
            noise: (!core.is_empty()).then(|| history.noise_count()),
            core: (!core.is_empty()).then(|| (0..core.len()).filter(|row| core[*row]).collect()),
            scores,
            converged: is_iterative.then(|| history.stop_reason() == StopReason::Converged),
            log_likelihood: final_value(CurveQuantity::LogLikelihood),
            components: trace.components(last).iter().map(component).collect(),
            merges: trace
                .merges()
                .iter()
                .map(|merge| {
                    (
                        merge.children[0],
                        merge.children[1],
                        merge.height,
                        merge.size,
                    )
                })
                .collect(),
        }
    }
}

/// The label of each row and, if the method has core points, whether the row is one.
fn print_csv(history: &History, samples: &Samples) -> Result<(), CommandError> {
    let mut out = stdout();
    let core = history.trace().core_mask();
    writeln!(
        out,
        "row,label{}",
        if core.is_empty() { "" } else { ",core" }
    )?;
    for (sample, label) in history.labels().iter().enumerate() {
        let row = samples.row(sample);
        match core.get(sample) {
            None => writeln!(out, "{row},{label}")?,
            Some(core) => writeln!(out, "{row},{label},{core}")?,
        }
    }
    Ok(out.flush()?)
}

/// Sizes and centres by cluster, then the results of the method and the scores.
fn to_text(history: &History, samples: &Samples, scores: &Scores) -> String {
    let (trace, last, data) = (history.trace(), history.steps(), &samples.features);
    let method_centres = trace.centres(last, data);
    let (centres, what) = if method_centres.len() == history.clusters() {
        (method_centres, "centres")
    } else {
        (history.means(data), "means")
    };
    let heads = ["cluster", "rows"].into_iter();
    let names = samples.feature_names.iter().map(|name| excerpt(name));
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).chain(names).collect()];
    for (cluster, (centre, size)) in centres.into_iter().zip(history.sizes()).enumerate() {
        let first = [cluster.to_string(), size.to_string()].into_iter();
        rows.push(first.chain(centre.into_iter().map(rounded)).collect());
    }
    if history.noise_count() > 0 {
        rows.push(vec!["noise".to_owned(), history.noise_count().to_string()]);
    }
    let count = history.clusters();
    let plural = if count == 1 { "" } else { "s" };
    let mut text = format!(
        "{} rows, {count} cluster{plural} and their {what}\n{}",
        data.rows(),
        table(&rows, Align::Right)
    );
    let mut push_line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let ending = match history.stop_reason() {
        StopReason::Converged => Some("converged after"),
        StopReason::StepLimit => Some("not converged after"),
        StopReason::Complete => None,
    };
    let value = rounded(history.curve().values[last]);
    let objective = match history.curve().quantity {
        CurveQuantity::Inertia => format!("inertia {value}, "),
        CurveQuantity::LogLikelihood => format!("mean log-likelihood {value}, "),
        _ => String::new(),
    };
    if let Some(ending) = ending {
        push_line(format!("{objective}{ending} {last} steps"));
    }
    if !trace.core_mask().is_empty() {
        let core = trace.core_mask().iter().filter(|core| **core).count();
        let border = history
            .labels()
            .iter()
            .filter(|label| **label != NOISE)
            .count()
            - core;
        push_line(format!(
            "{core} core points, {border} border points, {} noise",
            history.noise_count()
        ));
    }
    if let Some(subclusters) = trace.subclusters() {
        push_line(format!("merged from {subclusters} subclusters"));
    }
    if !trace.merges().is_empty() {
        push_line(format!("the last merge was at distance {value}"));
    }
    if let (Some(ari), Some(nmi)) = (scores.ari, scores.nmi) {
        push_line(format!(
            "against the known classes: adjusted Rand index {}, normalized mutual information {}",
            rounded(ari),
            rounded(nmi)
        ));
    }
    if let (Some(mean), Some(rows)) = (scores.silhouette, scores.silhouette_rows) {
        let sampled = if rows + history.noise_count() < data.rows() {
            format!(" (of {rows} rows)")
        } else {
            String::new()
        };
        push_line(format!("mean silhouette {}{sampled}", rounded(mean)));
    }
    text
}
