//! The look of the points of a cloud.

use bevy_egui::egui::Ui;

use super::super::{PanelContext, widgets};
use crate::{
    math::round::to_digits,
    scene::{Look, MAX_POINT_NAMES, PointNames, PointShape, Points},
    simulation::CloudOutcome,
    words::{Language, Word},
};

/// The radius after it replaces the size, relative to the extent of the cloud.
const DEFAULT_RADIUS: f64 = 0.01;
/// The number of names when a selection of names is chosen.
const DEFAULT_NAMES: u32 = 12;
/// The range of the slider of the radius, relative to the extent of the cloud.
const RADIUS_RANGE: [f64; 2] = [1e-3, 0.1];

/// The shape, size and colour of the points, and their shadows on the walls.
pub(super) fn panel(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    let Some(cloud) = context.simulation.cloud() else {
        return;
    };
    let language = context.language;
    let points = &mut look.points;
    let shapes = [
        (PointShape::Disc, Word::Discs),
        (PointShape::Sphere, Word::Spheres),
    ];
    let shapes = shapes.map(|(shape, word)| (shape, language.say(word), ""));
    let name = language.say(Word::PointShape);
    if let Some(shape) = widgets::choice(ui, name, "", &points.shape, shapes) {
        points.shape = shape;
    }
    size(ui, points, &context.opened_look().points, cloud, language);
    let [color, no_column] = [Word::ColorBy, Word::Class];
    column(ui, [color, no_column], &mut points.color, cloud, language);
    let [size, no_column] = [Word::SizeBy, Word::Uniform];
    column(ui, [size, no_column], &mut points.size_by, cloud, language);
    if points.color.is_some() {
        super::look::colormap(ui, look, language);
    }
    if cloud.has_names() {
        names(ui, look, context.opened_look(), language);
    }
    let walls = &mut look.points.walls;
    let meaning = language.say(Word::ExplainWalls);
    widgets::checkbox_row(ui, language.say(Word::Walls), meaning, walls);
}

/// The points whose names are drawn.
fn names(ui: &mut Ui, look: &mut Look, opened: &Look, language: Language) {
    let names = &mut look.points.names;
    let count = match (&*names, &opened.points.names) {
        (PointNames::Chosen(count), _) | (_, PointNames::Chosen(count)) => *count,
        _ => DEFAULT_NAMES,
    };
    let listed = match (&*names, &opened.points.names) {
        (PointNames::Named(names), _) | (_, PointNames::Named(names)) => names.clone(),
        _ => Vec::new(),
    };
    let options = [
        (PointNames::None, Word::NoPointNames),
        (PointNames::Chosen(count), Word::SomePointNames),
        (PointNames::All, Word::AllPointNames),
        (PointNames::Named(listed), Word::ListedPointNames),
    ];
    let options = options.map(|(names, word)| (names, language.say(word), ""));
    let [name, meaning] =
        [Word::PointNames, Word::ExplainPointNames].map(|word| language.say(word));
    if let Some(chosen) = widgets::choice(ui, name, meaning, &*names, options) {
        *names = chosen;
    }
    match names {
        PointNames::None | PointNames::All => {}
        PointNames::Chosen(count) => {
            let mut value = f64::from(*count);
            let changed = widgets::SliderRow::new(
                language.say(Word::PointNameCount),
                [1.0, f64::from(MAX_POINT_NAMES)],
            )
            .reset_value(match opened.points.names {
                PointNames::Chosen(count) => f64::from(count),
                _ => f64::from(DEFAULT_NAMES),
            })
            .logarithmic(true)
            .integer()
            .show(ui, &mut value);
            if changed {
                *count = value.round() as u32;
            }
        }
        PointNames::Named(list) => {
            let [name, meaning] =
                [Word::PointNameList, Word::ExplainPointNameList].map(|word| language.say(word));
            if let Some(text) = widgets::text_field(ui, name, meaning, &list.join(", ")) {
                let names = text.split([',', '，']).map(str::trim);
                let names = names.filter(|name| !name.is_empty());
                *list = names.map(str::to_owned).collect();
            }
        }
    }
}

/// The size as a factor, or the radius in units of the axes.
fn size(
    ui: &mut Ui,
    points: &mut Points,
    opened: &Points,
    cloud: &CloudOutcome,
    language: Language,
) {
    let extent = cloud.extent.max(1e-9);
    let mut is_in_axis_units = points.radius.is_some();
    let (name, meaning) = (Word::InAxisUnits, Word::ExplainInAxisUnits);
    let [name, meaning] = [name, meaning].map(|word| language.say(word));
    if widgets::checkbox_row(ui, name, meaning, &mut is_in_axis_units) {
        points.radius = is_in_axis_units.then(|| to_digits(DEFAULT_RADIUS * extent, 2));
    }
    let Some(radius) = &mut points.radius else {
        widgets::SliderRow::new(language.say(Word::PointSize), [0.1, 10.0])
            .reset_value(opened.size)
            .logarithmic(true)
            .unit("×")
            .show(ui, &mut points.size);
        return;
    };
    widgets::SliderRow::new(
        language.say(Word::PointRadius),
        [f64::MIN_POSITIVE, f64::MAX],
    )
    .slider_range(RADIUS_RANGE.map(|fraction| fraction * extent))
    .reset_value(
        opened
            .radius
            .unwrap_or_else(|| to_digits(DEFAULT_RADIUS * extent, 2)),
    )
    .logarithmic(true)
    .show(ui, radius);
}

/// The choice of a numeric column; `no_column` is the name of the option without one.
fn column(
    ui: &mut Ui,
    [name, no_column]: [Word; 2],
    chosen: &mut Option<String>,
    cloud: &CloudOutcome,
    language: Language,
) {
    let columns = cloud.numeric_columns();
    let options = columns
        .iter()
        .map(|name| (Some(name.as_str()), name.as_str(), ""));
    let options = std::iter::once((None, language.say(no_column), "")).chain(options);
    let new_column = widgets::choice(ui, language.say(name), "", &chosen.as_deref(), options);
    if let Some(new_column) = new_column.map(|column| column.map(str::to_owned)) {
        *chosen = new_column;
    }
}
