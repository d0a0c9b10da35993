//! What the colours of points mean: classes, clusters, or a column of numbers.

use bevy_egui::egui::{self, Align2, Rect, pos2};
use glam::Vec2;

use super::{PointsView, table};
use crate::{
    scene::Look,
    simulation::{CloudOutcome, Clusters, Group, Number},
    view::{
        chart_source::curve_word,
        labels::{Pen, pos},
        layout::{BODY, SMALL, estimated_width},
        legend::{bar, bar_ticks, fitting, ramp, swatch_at},
        scale::{Ticks, short_number},
        theme::colormap,
    },
    words::{Language, Word},
};

/// The most clusters that a legend lists.
pub const MOST_CLUSTERS: usize = 12;

/// Classes with how many points they have; those that are hidden are only told.
pub fn classes(pen: &Pen, cloud: &CloudOutcome, hide: &[String]) {
    for (row, class) in cloud.class_names.iter().enumerate() {
        let is_hidden = hide.contains(&class.name);
        group(
            pen,
            row,
            Swatch::Series(row),
            &class.name,
            class.count,
            is_hidden,
        );
    }
}

/// Clusters with how many points they have at a step, beneath the number that tells how far the method is.
pub fn clusters(
    pen: &Pen,
    clusters: &Clusters,
    groups: &[(Group, usize)],
    hide: &[String],
    step: f64,
) {
    let (area, line) = (pen.layout.legend, 1.5 * BODY * pen.layout.text);
    let (name, value) = clusters.number_at(step.floor() as usize);
    let y = area.min.y + 0.6 * line;
    let quiet = pen.style.quiet.color32();
    let value = short_number(value);
    let at = Vec2::new(area.max().x, y);
    let value = pen.text(
        at,
        Align2::RIGHT_CENTER,
        &value,
        BODY,
        pen.style.text.color32(),
    );
    let name = match name {
        Number::Setting(name) => name.to_owned(),
        Number::Curve(of) => pen.language.say(curve_word(of)).to_owned(),
    };
    let name = fitting(pen, &name, BODY, value.min.x - area.min.x - 0.5 * line);
    pen.text(
        Vec2::new(area.min.x, y),
        Align2::LEFT_CENTER,
        &name,
        BODY,
        quiet,
    );
    for (row, line) in lines(groups).into_iter().enumerate() {
        let (sign, name) = match line.of {
            Listed::Group(Group::Cluster(number)) => {
                let n = (number + 1).to_string();
                let name = pen.language.say_with(Word::ClusterNumber, &[("n", &n)]);
                (Swatch::Series(number), name)
            }
            Listed::Group(Group::Noise) => {
                (Swatch::Open, pen.language.say(Word::ClusterNoise).into())
            }
            Listed::Group(Group::Unreached) => (
                Swatch::Open,
                pen.language.say(Word::ClusterUnreached).into(),
            ),
            Listed::More(count) => {
                let n = count.to_string();
                (
                    Swatch::None,
                    pen.language.say_with(Word::MoreClusters, &[("n", &n)]),
                )
            }
        };
        let is_hidden = line.key().is_some_and(|key| hide.contains(&key));
        group(pen, row + 1, sign, &name, line.points, is_hidden);
    }
}

/// The lines of the legend of clusters at most: the number, the clusters, those that are only counted, noise, and what is
/// not reached yet.
pub fn cluster_lines(clusters: &Clusters) -> usize {
    let most = clusters.max_clusters();
    most.min(MOST_CLUSTERS) + 3 + usize::from(most > MOST_CLUSTERS)
}

/// What the class or the cluster is called in a scene whose line of the legend holds a place.
pub fn key_at(view: &PointsView, place: Vec2) -> Option<String> {
    let layout = &view.frame.layout;
    let (area, line) = (layout.legend, 1.5 * BODY * layout.text);
    let right = area.max().x;
    let is_listed =
        view.color_column().is_none() && table::numbers(view.look, view.cloud).is_none();
    if !is_listed || !(area.min.x..=right).contains(&place.x) {
        return None;
    }
    // The middle of the first line is 0.6 lines down.
    let row = ((place.y - area.min.y) / line - 0.1).floor();
    let row = (row >= 0.0).then_some(row as usize)?;
    if view.cloud.clusters().is_none() {
        let class = view.cloud.class_names.get(row);
        return class.map(|class| class.name.clone());
    }
    let groups = view.drawn.groups(view.cloud, view.look, view.frame);
    lines(&groups).get(row.checked_sub(1)?)?.key()
}

/// A line of the legend of clusters, and how many points it is about.
struct Line {
    of: Listed,
    points: usize,
}

enum Listed {
    Group(Group),
    /// The number of clusters that have no line of their own.
    More(usize),
}

impl Line {
    /// What it is called in a scene.
    fn key(&self) -> Option<String> {
        match self.of {
            Listed::Group(group) => group.key(),
            Listed::More(_) => None,
        }
    }
}

/// What a legend lists: the first clusters, how many more there are, then noise and what is not reached.
fn lines(groups: &[(Group, usize)]) -> Vec<Line> {
    let is_cluster = |(group, _): &(Group, usize)| matches!(group, Group::Cluster(_));
    let (clusters, rest): (Vec<_>, Vec<_>) = groups.iter().copied().partition(is_cluster);
    let line = |(group, points)| Line {
        of: Listed::Group(group),
        points,
    };
    let (named, others) = clusters.split_at(clusters.len().min(MOST_CLUSTERS));
    let more = (!others.is_empty()).then(|| Line {
        of: Listed::More(others.len()),
        points: others.iter().map(|(_, points)| points).sum(),
    });
    let named = named.iter().copied().map(line);
    named
        .chain(more)
        .chain(rest.into_iter().map(line))
        .collect()
}

/// The width of the names beside clusters in heights of the text, the wider of both languages.
pub fn cluster_width(clusters: &Clusters) -> f32 {
    let (name, _) = clusters.number_at(0);
    let name = match name {
        Number::Setting(name) => estimated_width(name),
        Number::Curve(of) => word_width(curve_word(of)),
    };
    let rest = match clusters.reaches_every_point() {
        true => estimated_width("Cluster 12"),
        false => word_width(Word::ClusterNoise).max(word_width(Word::ClusterUnreached)),
    };
    let more = match clusters.max_clusters() > MOST_CLUSTERS {
        true => word_width(Word::MoreClusters),
        false => 0.0,
    };
    name.max(rest).max(more)
}

fn word_width(word: Word) -> f32 {
    let widths = Language::ALL.map(|language| estimated_width(language.say(word)));
    widths.into_iter().fold(0.0, f32::max)
}

/// What is drawn before a name.
enum Swatch {
    /// A disc in the colour of a class or a cluster.
    Series(usize),
    /// An open disc.
    Open,
    /// Nothing.
    None,
}

/// A line of a legend of points: the colour, the name, how many. Those that are not drawn have an open sign and a quiet
/// name.
fn group(pen: &Pen, row: usize, sign: Swatch, name: &str, count: usize, is_hidden: bool) {
    let area = pen.layout.legend;
    let y = area.min.y + (row as f32 + 0.6) * 1.5 * BODY * pen.layout.text;
    let swatch = 0.42 * BODY * pen.layout.text;
    let place = Vec2::new(area.min.x + swatch, y);
    match sign {
        Swatch::Series(series) if is_hidden => {
            let color = pen.style.series(series).with_alpha(0.6);
            let line = egui::Stroke::new(pen.px(2.0 * pen.style.stroke), color);
            pen.painter.circle_stroke(pos(place), 0.9 * swatch, line);
        }
        Swatch::Series(series) => swatch_at(pen, place, swatch, series),
        Swatch::None => {}
        Swatch::Open => {
            let line = egui::Stroke::new(pen.px(2.4 * pen.style.stroke), pen.style.quiet.color32());
            pen.painter.circle_stroke(pos(place), 0.8 * swatch, line);
        }
    }
    let count = pen.text(
        Vec2::new(area.max().x, y),
        Align2::RIGHT_CENTER,
        &count.to_string(),
        BODY,
        pen.style.quiet.color32(),
    );
    let left = area.min.x + 2.9 * swatch;
    let name = fitting(pen, name, BODY, count.min.x - left - swatch);
    let color = match is_hidden {
        true => pen.style.quiet.with_alpha(0.6),
        false => pen.style.text.color32(),
    };
    let at = Vec2::new(left, y);
    pen.text(at, Align2::LEFT_CENTER, &name, BODY, color);
}

/// What the colours of points mean that come from a column of numbers: a bar, or a line where there is no room for one.
pub fn color_column(pen: &Pen, look: &Look, name: &str, [low, high]: [f64; 2]) {
    if pen.layout.bar.is_none() {
        return color_line(pen, look, name, [low, high]);
    }
    let ticks = Ticks::new(low, high, bar_ticks(pen));
    let place = |value: f64| ((value - low) / (high - low).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    let ticks = ticks
        .values()
        .map(|value| (place(value), ticks.text(value)));
    bar(pen, look, ticks.collect::<Vec<_>>(), name);
}

/// A name, and the colours from the lowest value to the highest, in one line.
fn color_line(pen: &Pen, look: &Look, name: &str, [low, high]: [f64; 2]) {
    let (area, em) = (pen.layout.legend, BODY * pen.layout.text);
    let (y, quiet) = (area.min.y + 0.9 * em, pen.style.quiet.color32());
    let at = Vec2::new(area.max().x, y);
    let high = pen.text(at, Align2::RIGHT_CENTER, &short_number(high), SMALL, quiet);
    let right = high.min.x - 0.35 * em;
    let strip = Rect::from_min_max(
        pos2(right - 2.6 * em, y - 0.3 * em),
        pos2(right, y + 0.3 * em),
    );
    pen.painter
        .add(ramp(strip, &colormap(look.colormap), false));
    let at = Vec2::new(strip.min.x - 0.35 * em, y);
    let low = pen.text(at, Align2::RIGHT_CENTER, &short_number(low), SMALL, quiet);
    let name = fitting(pen, name, BODY, low.min.x - area.min.x - 0.5 * em);
    let at = Vec2::new(area.min.x, y);
    pen.text(
        at,
        Align2::LEFT_CENTER,
        &name,
        BODY,
        pen.style.text.color32(),
    );
}
