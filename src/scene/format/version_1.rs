//! Format 1: the fields of the first figure are fields of the scene, and its look includes the theme.

use serde::Deserialize;

use crate::scene::{
    Camera, Colormap, Contours, Field, Figure, Height, Insets, Look, Marks, Playback, Points,
    Projection, Scene, Subject, Text, Theme,
};

/// A scene in format 1.
#[derive(Deserialize)]
#[serde(rename = "Scene", deny_unknown_fields)]
pub(super) struct SceneFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(default)]
    title: Text,
    #[serde(default)]
    caption: Text,
    #[serde(default)]
    seed: u64,
    /// The title of the first figure.
    #[serde(default)]
    heading: Text,
    /// The subject of the first figure.
    subject: Subject,
    /// The look of the first figure and of all figures without one.
    #[serde(default)]
    look: LookFile,
    #[serde(default)]
    camera: Camera,
    #[serde(default)]
    playback: Playback,
    #[serde(default)]
    columns: Option<usize>,
    /// The figures after the first.
    #[serde(default)]
    beside: Vec<FigureFile>,
}

#[derive(Deserialize)]
#[serde(rename = "Figure", deny_unknown_fields)]
struct FigureFile {
    #[serde(default)]
    title: Text,
    subject: Subject,
    #[serde(default)]
    look: Option<LookFile>,
    #[serde(default)]
    camera: Option<Camera>,
}

/// A look with theme and text size, which are ignored except in the first figure.
#[derive(Deserialize)]
#[serde(rename = "Look", default, deny_unknown_fields)]
struct LookFile {
    theme: Theme,
    colormap: Colormap,
    height: Height,
    contours: Contours,
    projection: Projection,
    marks: Marks,
    field: Option<Field>,
    focus: Option<usize>,
    insets: Insets,
    points: Points,
    text_size: f64,
}

impl Default for LookFile {
    fn default() -> Self {
        let Look {
            colormap,
            height,
            contours,
            projection,
            marks,
            field,
            focus,
            insets,
            points,
            ..
        } = Look::default();
        Self {
            theme: Theme::default(),
            colormap,
            height,
            contours,
            projection,
            marks,
            field,
            focus,
            insets,
            points,
            text_size: 1.0,
        }
    }
}

impl From<LookFile> for Look {
    fn from(file: LookFile) -> Self {
        Self {
            colormap: file.colormap,
            height: file.height,
            contours: file.contours,
            projection: file.projection,
            marks: file.marks,
            field: file.field,
            focus: file.focus,
            insets: file.insets,
            points: file.points,
            ..Self::default()
        }
    }
}

impl From<FigureFile> for Figure {
    fn from(file: FigureFile) -> Self {
        Self {
            title: file.title,
            subject: file.subject,
            look: file.look.map(Look::from),
            camera: file.camera,
        }
    }
}

impl From<SceneFile> for Scene {
    fn from(file: SceneFile) -> Self {
        let mut first = Figure::new(file.subject);
        // Format 1 did not show the title of a single figure.
        if !file.beside.is_empty() {
            first.title = file.heading;
        }
        let figures = file.beside.into_iter().map(Figure::from);
        Self {
            title: file.title,
            caption: file.caption,
            seed: file.seed,
            theme: file.look.theme,
            text_size: file.look.text_size,
            look: file.look.into(),
            camera: file.camera,
            playback: file.playback,
            columns: file.columns,
            figures: std::iter::once(first).chain(figures).collect(),
        }
    }
}
