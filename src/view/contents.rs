//! What a picture has beside its subject, and how much room that wants.

use super::{
    FigureOutcome, chart_source::ChartSource, cloud, insets, keys, layout::estimated_width, legend,
    table,
};
use crate::{
    scene::{Look, Projection, Text},
    simulation::{LandscapeOutcome, ProjectedCloud, Simulation},
};

/// What a picture has beside its subject. Widths are estimates in heights of the text, the widest of all languages, so
/// that nothing moves when another is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contents {
    /// Lines of the legend.
    pub legend_lines: usize,
    /// Width of the longest name in the legend.
    pub legend_width: f32,
    /// Width of the legend's first line where that is the name of the values alone, in heights of small text.
    pub legend_head: Option<f32>,
    /// Whether there is a colour bar.
    pub bar: bool,
    /// The part of the room that plots and charts take from the subject; 0 where there are none, 1 where they are alone.
    pub insets: f32,
    /// The width that they need at least, in heights of small text.
    pub insets_width: f32,
    /// Width of the title on one line.
    pub title_width: f32,
    /// Width of the caption on one line; 0 for none.
    pub caption_width: f32,
    /// Whether the picture is flat, with its axes right below it.
    pub flat: bool,
    /// Whether the subject is a road, with no numbers on its right.
    pub road: bool,
    /// Whether there are numbers and names at the axes.
    pub axes: bool,
}

impl Contents {
    /// What a figure has: the only one of its picture, or one of several.
    pub fn of(shown: &FigureOutcome) -> Self {
        let look = shown.look();
        let surface = match &shown.simulation {
            Simulation::Landscape(descents) => Some(descents),
            _ => None,
        };
        let road = surface.is_some_and(|descents| descents.variables == 1);
        let around = Self {
            flat: look.projection == Projection::Top && !road,
            road,
            axes: look.marks.axes,
            ..Self::around(&shown.title, &shown.caption)
        };
        let head = |descents: &LandscapeOutcome| Some(estimated_width(&descents.axes[2]));
        let all = match &shown.simulation {
            Simulation::Landscape(descents) => {
                let (keys, key_width) = keys::room(look, descents);
                let runs = || descents.legend();
                Self {
                    legend_lines: runs().count() + 1 + keys,
                    legend_width: (runs().map(|run| legend::width(run, &look.marks)))
                        .fold(key_width, f32::max),
                    legend_head: head(descents),
                    bar: true,
                    insets: insets::share(look, ChartSource::Runs(descents)),
                    insets_width: insets::least_width(look, ChartSource::Runs(descents)),
                    ..around
                }
            }
            Simulation::Sweep(sweep) => {
                let runs = || sweep.curves.runs.iter().filter(|run| run.shown);
                let (lines, width) = super::sweep::legend_room(sweep, look);
                Self {
                    legend_lines: runs().count() + 1 + lines,
                    legend_width: runs().map(|run| widest(&run.label)).fold(width, f32::max),
                    legend_head: head(&sweep.curves),
                    bar: true,
                    ..around
                }
            }
            Simulation::Cloud(cloud) if colored_by(look, cloud).is_some() => Self {
                legend_lines: table::lines(look, cloud).max(1),
                legend_width: colored_by(look, cloud)
                    .map_or(0.0, estimated_width)
                    .max(table::width(look, cloud)),
                bar: true,
                ..around
            },
            Simulation::Cloud(cloud) => Self {
                legend_lines: table::lines(look, cloud).max(match cloud.clusters() {
                    Some(clusters) => cloud::legend::cluster_lines(clusters),
                    None if cloud.class_names.is_empty() => 0,
                    None => cloud.class_names.len() + 1,
                }),
                legend_width: match cloud.clusters() {
                    Some(clusters) => cloud::legend::cluster_width(clusters),
                    None => (cloud.class_names.iter())
                        .map(|class| estimated_width(&class.name))
                        .fold(table::width(look, cloud), f32::max),
                },
                insets: insets::share(look, ChartSource::Cloud(cloud)),
                insets_width: insets::least_width(look, ChartSource::Cloud(cloud)),
                ..around
            },
        };
        if look.marks.legend {
            return all;
        }
        Self {
            legend_lines: 0,
            legend_width: 0.0,
            legend_head: None,
            bar: false,
            ..all
        }
    }

    /// A title and a caption alone.
    pub fn around(title: &Text, caption: &Text) -> Self {
        Self {
            title_width: widest(title),
            caption_width: widest(caption),
            ..Self::default()
        }
    }
}

/// The name of the column that gives the points of a cloud their colour.
fn colored_by<'a>(look: &Look, cloud: &'a ProjectedCloud) -> Option<&'a str> {
    cloud.number_column(look.points.color.as_deref()?)
}

fn widest(text: &Text) -> f32 {
    estimated_width(text.en()).max(estimated_width(text.zh()))
}
