//! The look of the points of a cloud.

use bevy_egui::egui::Ui;

use super::super::{PanelContext, widgets};
use crate::{
    math::round::to_digits,
    scene::{Look, PointShape, Points},
    simulation::CloudOutcome,
    words::{Language, Word},
};

/// The default radius, relative to the widest extent of the cloud.
const RADIUS: f64 = 0.01;
/// The range of the slider of radii, relative to the widest extent.
const RADII: [f64; 2] = [1e-3, 0.1];

/// The shape, size and colour of the points.
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
    let [color, by_class] = [Word::ColorBy, Word::Class];
    column(ui, [color, by_class], &mut points.color, cloud, language);
    let [size, alike] = [Word::SizeBy, Word::Uniform];
    column(ui, [size, alike], &mut points.size_by, cloud, language);
    if points.color.is_some() {
        super::look::colormap(ui, look, language);
    }
    let walls = &mut look.points.walls;
    let meaning = language.say(Word::ExplainWalls);
    widgets::switch(ui, language.say(Word::Walls), meaning, walls);
}

/// The size in pixels, or the radius in units of the axes.
fn size(
    ui: &mut Ui,
    points: &mut Points,
    opened: &Points,
    cloud: &CloudOutcome,
    language: Language,
) {
    let widest = cloud.extent.max(1e-9);
    let mut measured = points.radius.is_some();
    let (name, meaning) = (Word::InAxisUnits, Word::ExplainInAxisUnits);
    let [name, meaning] = [name, meaning].map(|word| language.say(word));
    if widgets::switch(ui, name, meaning, &mut measured) {
        points.radius = measured.then(|| to_digits(RADIUS * widest, 2));
    }
    let Some(radius) = &mut points.radius else {
        widgets::Tuner::new(language.say(Word::PointSize), [0.1, 10.0])
            .opened(opened.size)
            .logarithmic(true)
            .unit("×")
            .show(ui, &mut points.size);
        return;
    };
    widgets::Tuner::new(
        language.say(Word::PointRadius),
        [f64::MIN_POSITIVE, f64::MAX],
    )
    .slider(RADII.map(|part| part * widest))
    .opened(
        opened
            .radius
            .unwrap_or_else(|| to_digits(RADIUS * widest, 2)),
    )
    .logarithmic(true)
    .show(ui, radius);
}

/// The choice of a numeric column, or none.
fn column(
    ui: &mut Ui,
    [name, none]: [Word; 2],
    chosen: &mut Option<String>,
    cloud: &CloudOutcome,
    language: Language,
) {
    let columns = cloud.numeric_columns();
    let options = columns
        .iter()
        .map(|name| (Some(name.as_str()), name.as_str(), ""));
    let options = std::iter::once((None, language.say(none), "")).chain(options);
    let picked = widgets::choice(ui, language.say(name), "", &chosen.as_deref(), options);
    if let Some(picked) = picked.map(|column| column.map(str::to_owned)) {
        *chosen = picked;
    }
}
