//! The look of a figure: view, heights, colours and contour lines, text size, marks and insets.

use bevy_egui::egui::{Mesh, Rect, Sense, Ui, pos2, vec2};

use super::{
    super::{PanelContext, widgets},
    kinds,
};
use crate::{
    scene::{Colormap, Contours, HeightScale, Light, Look, Projection, Scene},
    view::style::{scale::short_number, theme},
    words::{Language, Word},
};

/// The maximum number of contour lines on the slider; the field accepts more.
const MAX_CONTOURS_ON_SLIDER: f64 = 60.0;

/// The whole look except the theme, which is in the top bar.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let (subject, look) = scene.subject_and_look_mut(context.focused_figure);
    let panel = kinds::of(subject);
    projection(ui, look, language);
    panel.look(ui, look, context);
    text_size(ui, &mut scene.text_size, context.opened.text_size, language);
    let (_, look) = scene.subject_and_look_mut(context.focused_figure);
    super::marks::panel(ui, look, panel, context);
    if let Some(choices) = panel.insets(context) {
        super::insets::panel(ui, &mut look.insets, choices, context);
    }
}

/// Heights, colours and contour lines of a surface.
pub(super) fn surface(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    height(ui, look, context);
    colormap(ui, look, context.language);
    contours(ui, look, context.opened_look(), context.language);
    if look.projection == Projection::Perspective {
        light(
            ui,
            &mut look.light,
            &context.opened_look().light,
            context.language,
        );
        ui.checkbox(&mut look.solid, context.language.say(Word::SideWalls));
    }
}

/// The direction and the strength of the light.
fn light(ui: &mut Ui, light: &mut Light, opened: &Light, language: Language) {
    let row = |name, meaning, range| {
        widgets::SliderRow::new(language.say(name), range).tooltip(language.say(meaning))
    };
    let (name, meaning) = (Word::LightAzimuth, Word::ExplainLightAzimuth);
    row(name, meaning, [-180.0, 180.0])
        .reset_value(opened.azimuth)
        .unit("°")
        .show(ui, &mut light.azimuth);
    let (name, meaning) = (Word::LightElevation, Word::ExplainLightElevation);
    row(name, meaning, [0.0, 90.0])
        .reset_value(opened.elevation)
        .unit("°")
        .show(ui, &mut light.elevation);
    let (name, meaning) = (Word::LightStrength, Word::ExplainLightStrength);
    row(name, meaning, [0.0, 1.0])
        .reset_value(opened.strength)
        .show(ui, &mut light.strength);
}

fn projection(ui: &mut Ui, look: &mut Look, language: Language) {
    let options = [
        (Projection::Perspective, Word::ViewSolid),
        (Projection::Top, Word::ViewTop),
    ];
    let options = options.map(|(projection, word)| (projection, language.say(word), ""));
    if let Some(projection) =
        widgets::choice(ui, language.say(Word::View), "", &look.projection, options)
    {
        look.projection = projection;
    }
}

fn height(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    let language = context.language;
    let height = &mut look.height;
    let options = [
        (HeightScale::Linear, Word::HeightLinear),
        (HeightScale::Log, Word::HeightLogarithmic),
        (HeightScale::Clamped, Word::HeightClamped),
    ];
    let options = options.map(|(scale, word)| (scale, language.say(word), ""));
    let (name, meaning) = (
        language.say(Word::Height),
        language.say(Word::ExplainHeight),
    );
    if let Some(scale) = widgets::choice(ui, name, meaning, &height.scale, options) {
        height.scale = scale;
    }
    let name = language.say(Word::HeightLimit);
    let mut is_limited = height.limit.is_some();
    let meaning = language.say(Word::ExplainHeightLimit);
    let is_toggled = widgets::row(ui, name, meaning, |ui, label| {
        let is_toggled = widgets::checkbox(ui, name, &mut is_limited);
        if let Some(limit) = &mut height.limit {
            let speed = 0.01 * limit.abs().max(0.01);
            let size = vec2(ui.available_width(), widgets::field_height(ui));
            ui.add_sized(
                size,
                widgets::number_field(limit, [f64::MIN, f64::MAX], false).speed(speed),
            )
            .labelled_by(label.id);
        }
        is_toggled
    });
    if is_toggled {
        // The limit of a clamped scale without an explicit limit.
        let default_limit = context
            .simulation
            .heights()
            .map_or(1.0, |heights| heights.percentile(98.0));
        height.limit = is_limited.then_some(default_limit);
    }
    widgets::SliderRow::new(language.say(Word::Exaggeration), [0.1, 3.0])
        .tooltip(language.say(Word::ExplainExaggeration))
        .reset_value(context.opened_look().height.exaggeration)
        .unit("×")
        .show(ui, &mut height.exaggeration);
}

pub(super) fn colormap(ui: &mut Ui, look: &mut Look, language: Language) {
    let maps = [
        (Colormap::Viridis, "viridis", ""),
        (Colormap::Magma, "magma", ""),
        (Colormap::Cividis, "cividis", ""),
        (Colormap::Turbo, "turbo", ""),
        (Colormap::Coolwarm, "coolwarm", ""),
    ];
    let (name, meaning) = (
        language.say(Word::Colormap),
        language.say(Word::ExplainColormap),
    );
    if let Some(map) = widgets::choice(ui, name, meaning, &look.colormap, maps) {
        look.colormap = map;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
    ui.painter().add(gradient(rect, look.colormap));
}

/// A horizontal strip of a colormap, from low to high.
fn gradient(rect: Rect, map: Colormap) -> Mesh {
    let colors = theme::colormap(map);
    let mut mesh = Mesh::default();
    for (k, color) in colors.iter().enumerate() {
        let x = rect.left() + rect.width() * k as f32 / (colors.len() - 1) as f32;
        mesh.colored_vertex(pos2(x, rect.top()), color.color32());
        mesh.colored_vertex(pos2(x, rect.bottom()), color.color32());
        if k > 0 {
            let corner = 2 * k as u32;
            mesh.add_triangle(corner - 2, corner - 1, corner);
            mesh.add_triangle(corner - 1, corner, corner + 1);
        }
    }
    mesh
}

/// The number of contour lines, 0 for none. If the scene has explicit levels, these are listed instead, with a button
/// that replaces them.
fn contours(ui: &mut Ui, look: &mut Look, opened: &Look, language: Language) {
    if let Contours::Levels(levels) = &look.contours {
        let levels: Vec<String> = levels.iter().map(|&level| short_number(level)).collect();
        widgets::weak_text(
            ui,
            &format!(
                "{}: {}",
                language.say(Word::ContourLevels),
                levels.join("; ")
            ),
        );
        if ui.button(language.say(Word::EvenContours)).clicked() {
            look.contours = Contours::default();
        }
        return;
    }
    let count = |contours: &Contours| match contours {
        Contours::Count(count) => Some(f64::from(*count)),
        Contours::None => Some(0.0),
        // The scene was opened with explicit levels, which were replaced.
        Contours::Levels(_) => None,
    };
    let opened = count(&opened.contours).or(count(&Contours::default()));
    let opened = opened.unwrap_or_default();
    let mut count = count(&look.contours).unwrap_or_default();
    let changed = widgets::SliderRow::new(language.say(Word::Contours), [0.0, 200.0])
        .tooltip(language.say(Word::ExplainContours))
        .slider_range([0.0, MAX_CONTOURS_ON_SLIDER])
        .reset_value(opened)
        .integer()
        .show(ui, &mut count);
    if changed {
        let count = count.round() as u32;
        look.contours = if count == 0 {
            Contours::None
        } else {
            Contours::Count(count)
        };
    }
}

fn text_size(ui: &mut Ui, text_size: &mut f64, opened: f64, language: Language) {
    widgets::SliderRow::new(language.say(Word::TextSize), [0.5, 3.0])
        .reset_value(opened)
        .unit("×")
        .show(ui, text_size);
}
