//! The legend of point colours: classes, clusters, or a numeric column.

use bevy_egui::egui::{self, Align2, Rect, pos2};
use glam::Vec2;

use super::{PointsView, table};
use crate::{
    files::Class,
    scene::Look,
    simulation::{CloudOutcome, Clusters, Group, StepNumber},
    view::{
        charts::source::curve_name,
        frame::layout::{BODY_TEXT, LEGEND_LINE, SMALL_TEXT, estimated_width},
        style::{
            scale::{Ticks, short_number},
            theme::colormap,
        },
        text::{
            labels::{Pen, pos},
            legend::{color_bar_tick_count, color_ramp, paint_color_bar, paint_swatch, truncated},
        },
    },
    words::{Language, Word},
};

/// The legend lists at most this many classes or clusters.
pub(crate) const MAX_LISTED: usize = 12;

/// Paints the first classes with their numbers of points, and the number of further ones; hidden classes are dimmed.
pub(crate) fn paint_classes(pen: &Pen, cloud: &CloudOutcome, hide: &[String]) {
    let (listed, others) = split_classes(cloud);
    for (row, class) in listed.iter().enumerate() {
        let is_hidden = hide.contains(&class.name);
        let symbol = Swatch::Series(row);
        paint_group(pen, row, symbol, &class.name, class.count, is_hidden);
    }
    if !others.is_empty() {
        let n = others.len().to_string();
        let name = pen.language.say_with(Word::MoreClasses, &[("n", &n)]);
        let points = others.iter().map(|class| class.count).sum();
        paint_group(pen, MAX_LISTED, Swatch::None, &name, points, false);
    }
}

/// The number of lines of the class legend, and the width of the widest name, in text heights.
pub(crate) fn class_legend_size(cloud: &CloudOutcome) -> (usize, f32) {
    let (listed, others) = split_classes(cloud);
    let names = listed.iter().map(|class| estimated_width(&class.name));
    let more = match others.is_empty() {
        true => 0.0,
        false => word_width(Word::MoreClasses),
    };
    let lines = match listed.len() {
        0 => 0,
        count => count + 1 + usize::from(!others.is_empty()),
    };
    (lines, names.fold(more, f32::max))
}

/// The classes that the legend lists, and the others.
fn split_classes(cloud: &CloudOutcome) -> (&[Class], &[Class]) {
    let classes = &cloud.class_names;
    classes.split_at(classes.len().min(MAX_LISTED))
}

/// Paints the clusters with their sizes at a step, below a line with the method's progress.
pub(crate) fn paint_clusters(
    pen: &Pen,
    clusters: &Clusters,
    groups: &[(Group, usize)],
    hide: &[String],
    step: f64,
) {
    let (area, line) = (pen.layout.legend, LEGEND_LINE * pen.layout.text_scale);
    let (name, value) = clusters.number_at(step.floor() as usize);
    let y = area.min.y + 0.6 * line;
    let secondary = pen.style.secondary_text.color32();
    let value = short_number(value);
    let at = Vec2::new(area.max().x, y);
    let value = pen.paint_text(
        at,
        Align2::RIGHT_CENTER,
        &value,
        BODY_TEXT,
        pen.style.text.color32(),
    );
    let name = match name {
        StepNumber::Setting(name) => name.to_owned(),
        StepNumber::Curve(of) => pen.language.say(curve_name(of)).to_owned(),
    };
    let name = truncated(pen, &name, BODY_TEXT, value.min.x - area.min.x - 0.5 * line);
    pen.paint_text(
        Vec2::new(area.min.x, y),
        Align2::LEFT_CENTER,
        &name,
        BODY_TEXT,
        secondary,
    );
    for (row, line) in lines(groups).into_iter().enumerate() {
        let (symbol, name) = match line.entry {
            Entry::Group(Group::Cluster(number)) => {
                let n = (number + 1).to_string();
                let name = pen.language.say_with(Word::ClusterNumber, &[("n", &n)]);
                (Swatch::Series(number), name)
            }
            Entry::Group(Group::Noise) => {
                (Swatch::Circle, pen.language.say(Word::ClusterNoise).into())
            }
            Entry::Group(Group::Unreached) => (
                Swatch::Circle,
                pen.language.say(Word::ClusterUnvisited).into(),
            ),
            Entry::More(count) => {
                let n = count.to_string();
                (
                    Swatch::None,
                    pen.language.say_with(Word::MoreClusters, &[("n", &n)]),
                )
            }
        };
        let is_hidden = line.key().is_some_and(|key| hide.contains(&key));
        paint_group(pen, row + 1, symbol, &name, line.points, is_hidden);
    }
}

/// The maximum number of lines of the cluster legend: progress, clusters, the number of further clusters, noise, and
/// unreached points.
pub(crate) fn max_cluster_lines(clusters: &Clusters) -> usize {
    let most = clusters.max_clusters();
    most.min(MAX_LISTED) + 3 + usize::from(most > MAX_LISTED)
}

/// The key, as written in a scene, of the class or cluster whose legend line is at `place`.
pub(crate) fn key_at(view: &PointsView, place: Vec2) -> Option<String> {
    let layout = &view.frame.layout;
    let (area, line) = (layout.legend, LEGEND_LINE * layout.text_scale);
    let right = area.max().x;
    let is_listed = view.color_column().is_none() && table::lines(view.look, view.cloud) == 0;
    if !is_listed || !(area.min.x..=right).contains(&place.x) {
        return None;
    }
    // The first line is centred 0.6 line heights below the top.
    let row = ((place.y - area.min.y) / line - 0.1).floor();
    let row = (row >= 0.0).then_some(row as usize)?;
    if view.cloud.clusters().is_none() {
        let class = split_classes(view.cloud).0.get(row);
        return class.map(|class| class.name.clone());
    }
    let groups = view.drawn.groups(view.cloud, view.look, view.frame);
    lines(&groups).get(row.checked_sub(1)?)?.key()
}

/// A line of the cluster legend and its number of points.
struct LegendLine {
    entry: Entry,
    points: usize,
}

/// The subject of a legend line.
enum Entry {
    Group(Group),
    /// The number of clusters without a line of their own.
    More(usize),
}

impl LegendLine {
    /// Its key in a scene file.
    fn key(&self) -> Option<String> {
        match self.entry {
            Entry::Group(group) => group.key(),
            Entry::More(_) => None,
        }
    }
}

/// The legend lines of groups: the first clusters, the number of further ones, then noise and unreached points.
fn lines(groups: &[(Group, usize)]) -> Vec<LegendLine> {
    let is_cluster = |(group, _): &(Group, usize)| matches!(group, Group::Cluster(_));
    let (clusters, rest): (Vec<_>, Vec<_>) = groups.iter().copied().partition(is_cluster);
    let line = |(group, points)| LegendLine {
        entry: Entry::Group(group),
        points,
    };
    let (named, others) = clusters.split_at(clusters.len().min(MAX_LISTED));
    let more = (!others.is_empty()).then(|| LegendLine {
        entry: Entry::More(others.len()),
        points: others.iter().map(|(_, points)| points).sum(),
    });
    let named = named.iter().copied().map(line);
    named
        .chain(more)
        .chain(rest.into_iter().map(line))
        .collect()
}

/// The width of the widest name in the cluster legend, in text heights, for the wider language.
pub(crate) fn cluster_width(clusters: &Clusters) -> f32 {
    let (name, _) = clusters.number_at(0);
    let name = match name {
        StepNumber::Setting(name) => estimated_width(name),
        StepNumber::Curve(of) => word_width(curve_name(of)),
    };
    let rest = match clusters.reaches_every_point() {
        true => estimated_width("Cluster 12"),
        false => word_width(Word::ClusterNoise).max(word_width(Word::ClusterUnvisited)),
    };
    let more = match clusters.max_clusters() > MAX_LISTED {
        true => word_width(Word::MoreClusters),
        false => 0.0,
    };
    name.max(rest).max(more)
}

fn word_width(word: Word) -> f32 {
    let widths = Language::ALL.map(|language| estimated_width(language.say(word)));
    widths.into_iter().fold(0.0, f32::max)
}

/// The symbol before a name.
enum Swatch {
    /// A disc in a series colour.
    Series(usize),
    /// A circle in a neutral colour.
    Circle,
    None,
}

/// Paints a legend line: symbol, name and number of points. Hidden groups have a circle and a dimmed name.
fn paint_group(pen: &Pen, row: usize, symbol: Swatch, name: &str, count: usize, is_hidden: bool) {
    let area = pen.layout.legend;
    let y = area.min.y + (row as f32 + 0.6) * LEGEND_LINE * pen.layout.text_scale;
    let swatch_radius = 0.42 * BODY_TEXT * pen.layout.text_scale;
    let place = Vec2::new(area.min.x + swatch_radius, y);
    match symbol {
        Swatch::Series(series) if is_hidden => {
            let color = pen.style.series(series).with_alpha(0.6);
            let line = egui::Stroke::new(pen.scaled(2.0 * pen.style.stroke_scale), color);
            pen.painter
                .circle_stroke(pos(place), 0.9 * swatch_radius, line);
        }
        Swatch::Series(series) => paint_swatch(pen, place, swatch_radius, series),
        Swatch::None => {}
        Swatch::Circle => {
            let line = egui::Stroke::new(
                pen.scaled(2.4 * pen.style.stroke_scale),
                pen.style.secondary_text.color32(),
            );
            pen.painter
                .circle_stroke(pos(place), 0.8 * swatch_radius, line);
        }
    }
    let count = pen.paint_text(
        Vec2::new(area.max().x, y),
        Align2::RIGHT_CENTER,
        &count.to_string(),
        BODY_TEXT,
        pen.style.secondary_text.color32(),
    );
    let left = area.min.x + 2.9 * swatch_radius;
    let name = truncated(pen, name, BODY_TEXT, count.min.x - left - swatch_radius);
    let color = match is_hidden {
        true => pen.style.secondary_text.with_alpha(0.6),
        false => pen.style.text.color32(),
    };
    let at = Vec2::new(left, y);
    pen.paint_text(at, Align2::LEFT_CENTER, &name, BODY_TEXT, color);
}

/// Paints the legend of a numeric column: a colour bar, or one line if there is no room for a bar.
pub(crate) fn paint_color_column(pen: &Pen, look: &Look, name: &str, [low, high]: [f64; 2]) {
    if pen.layout.bar.is_none() {
        return paint_color_line(pen, look, name, [low, high]);
    }
    let ticks = Ticks::new(low, high, color_bar_tick_count(pen));
    let place = |value: f64| ((value - low) / (high - low).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    let ticks = ticks
        .values()
        .map(|value| (place(value), ticks.text(value)));
    paint_color_bar(pen, look, ticks.collect::<Vec<_>>(), name);
}

/// Paints a column name and a colour ramp from the lowest to the highest value in one line.
fn paint_color_line(pen: &Pen, look: &Look, name: &str, [low, high]: [f64; 2]) {
    let (area, em) = (pen.layout.legend, BODY_TEXT * pen.layout.text_scale);
    let (y, secondary) = (area.min.y + 0.9 * em, pen.style.secondary_text.color32());
    let at = Vec2::new(area.max().x, y);
    let high = pen.paint_text(
        at,
        Align2::RIGHT_CENTER,
        &short_number(high),
        SMALL_TEXT,
        secondary,
    );
    let right = high.min.x - 0.35 * em;
    let strip = Rect::from_min_max(
        pos2(right - 2.6 * em, y - 0.3 * em),
        pos2(right, y + 0.3 * em),
    );
    pen.painter
        .add(color_ramp(strip, &colormap(look.colormap), false));
    let at = Vec2::new(strip.min.x - 0.35 * em, y);
    let low = pen.paint_text(
        at,
        Align2::RIGHT_CENTER,
        &short_number(low),
        SMALL_TEXT,
        secondary,
    );
    let name = truncated(pen, name, BODY_TEXT, low.min.x - area.min.x - 0.5 * em);
    let at = Vec2::new(area.min.x, y);
    pen.paint_text(
        at,
        Align2::LEFT_CENTER,
        &name,
        BODY_TEXT,
        pen.style.text.color32(),
    );
}
