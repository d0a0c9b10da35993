//! The systems that compute the tables and the drawing of the current scene.

use bevy::prelude::*;

use super::{
    Canvas, CurrentLanguage, FigureTables, OnlySubjects, PlaybackTime, PointSelection,
    SceneOutcome, Tables, Viewpoint,
    frame::{Frame, figures},
    gpu::{Backdrop, Drawing, FigureDraw, Globals, SharedRecords},
    style::theme::{Style, colormap, fine_colors},
};
use crate::scene::{Colormap, Theme};

/// Computes the tables when simulation, look or language change.
pub(crate) fn update_tables(
    outcome: Option<Res<SceneOutcome>>,
    language: Res<CurrentLanguage>,
    mut tables: ResMut<Tables>,
) {
    let Some(outcome) = outcome else { return };
    if !outcome.is_changed() && !language.is_changed() && !tables.0.is_empty() {
        return;
    }
    tables.0 = outcome.tables(&tables.0, language.0);
}

/// Colormaps and backdrop, cached between frames.
#[derive(Default)]
pub(crate) struct DrawCache {
    colormaps: Vec<(Colormap, SharedRecords<[f32; 4]>)>,
    backdrop: Option<(Theme, Backdrop)>,
}

impl DrawCache {
    fn colormap(&mut self, name: Colormap) -> SharedRecords<[f32; 4]> {
        if let Some((_, shared)) = self.colormaps.iter().find(|(map, _)| *map == name) {
            return shared.clone();
        }
        let shared = SharedRecords::new(fine_colors(&colormap(name)));
        self.colormaps.push((name, shared.clone()));
        shared
    }

    fn backdrop(&mut self, style: &Style, size: UVec2) -> Backdrop {
        if let Some((theme, backdrop)) = &self.backdrop
            && *theme == style.theme
            && backdrop.size == size
        {
            return backdrop.clone();
        }
        let backdrop = Backdrop {
            size,
            pixels: SharedRecords::new(backdrop_pixels(style, size)),
        };
        self.backdrop.insert((style.theme, backdrop)).1.clone()
    }
}

/// A vertical gradient, dithered with an ordered 4×4 pattern to avoid banding.
fn backdrop_pixels(style: &Style, size: UVec2) -> Vec<[u8; 4]> {
    const THRESHOLDS: [[f32; 4]; 4] = [
        [0.0, 8.0, 2.0, 10.0],
        [12.0, 4.0, 14.0, 6.0],
        [3.0, 11.0, 1.0, 9.0],
        [15.0, 7.0, 13.0, 5.0],
    ];
    let (top, bottom) = (style.background_top.0, style.background_bottom.0);
    let mut pixels = Vec::with_capacity(size.element_product() as usize);
    for y in 0..size.y {
        let fraction = (y as f32 + 0.5) / size.y as f32;
        let row: [f32; 3] = std::array::from_fn(|c| {
            let (from, to) = (f32::from(top[c]), f32::from(bottom[c]));
            from + (to - from) * fraction
        });
        for x in 0..size.x {
            let threshold = (THRESHOLDS[(y % 4) as usize][(x % 4) as usize] + 0.5) / 16.0;
            let [r, g, b] = row.map(|value| (value + threshold).floor() as u8);
            pixels.push([r, g, b, 255]);
        }
    }
    pixels
}

/// Builds the drawing of the current frame, unless the tables are not those of the scene.
pub(crate) fn compose(
    outcome: Option<Res<SceneOutcome>>,
    tables: Res<Tables>,
    time: Res<PlaybackTime>,
    viewpoint: Res<Viewpoint>,
    canvas: Res<Canvas>,
    selection: Res<PointSelection>,
    only_subjects: Res<OnlySubjects>,
    mut drawing: ResMut<Drawing>,
    mut cache: Local<DrawCache>,
) {
    let Some(outcome) = outcome.filter(|outcome| outcome.figures.len() == tables.0.len()) else {
        return;
    };
    let style = Style::of(outcome.scene().theme);
    let viewport = canvas.area.pixels(canvas.pixels_per_point);
    let [_, _, width, height] = viewport.to_array();
    *drawing = Drawing {
        viewport,
        backdrop: Some(cache.backdrop(&style, UVec2::new(width, height))),
        figures: figures::of(&outcome, &tables.0, &viewpoint, &canvas, &selection)
            .map(|figure| {
                let frame = figure.frame(*time);
                FigureDraw {
                    colormap: Some(cache.colormap(figure.outcome.look().colormap)),
                    ..draw(
                        figure.tables,
                        &frame,
                        canvas.pixels_per_point,
                        !only_subjects.0,
                    )
                }
            })
            .collect(),
    };
}

/// The drawing of a figure, without its colormap.
pub(crate) fn draw(
    tables: &FigureTables,
    frame: &Frame,
    pixels_per_point: f32,
    with_axes: bool,
) -> FigureDraw {
    let mut drawing = FigureDraw {
        viewport: frame.layout.area.pixels(pixels_per_point),
        globals: globals(frame, pixels_per_point),
        ..default()
    };
    if !frame.layout.has_subject {
        return drawing;
    }
    if with_axes {
        drawing.ribbons = tables.axes_in(frame).draw(frame, pixels_per_point);
    }
    tables.depiction.draw(frame, pixels_per_point, &mut drawing);
    drawing
}

/// The uniforms that all shaders share.
fn globals(frame: &Frame, pixels_per_point: f32) -> Globals {
    let transform = &frame.transform;
    let style: &Style = &frame.style;
    let [_, _, width, height] = frame.layout.area.pixels(pixels_per_point).to_array();
    let px = frame.layout.scale * pixels_per_point * style.stroke_scale.sqrt();
    let flat = frame.is_flat();
    Globals {
        clip_from_world: transform.clip_from_world.to_cols_array_2d(),
        eye: transform
            .eye
            .extend(f32::from(transform.perspective))
            .to_array(),
        right: transform.right.extend(0.0).to_array(),
        up: transform.up.extend(0.0).to_array(),
        forward: transform.forward.extend(0.0).to_array(),
        viewport: [width as f32, height as f32, px, style.occluded_opacity],
        light: transform
            .light()
            .extend(if flat { 0.0 } else { 1.0 })
            .to_array(),
        background_top: style.background_top.srgb(1.0),
        background_bottom: style.background_bottom.srgb(1.0),
        halo_dark: style.halo_dark.srgb(0.9),
        halo_light: style.halo_light.srgb(0.38),
    }
}
