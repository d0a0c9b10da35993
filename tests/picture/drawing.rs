//! Helpers to draw pictures without a window, to compare them, and to compute the frame that they should show.

use std::sync::{Arc, Mutex};

use bevy::math::{UVec2, Vec2};
use fallline::{
    record::studio::{Studio, StudioConfig},
    scene::{Scene, Source},
    view::{
        Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
        frame::{Frame, area::Area},
    },
    words::Language,
};

/// A gallery scene, changed and simulated.
pub fn simulated(name: &str, change: impl FnOnce(&mut Scene)) -> SceneOutcome {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    change(&mut scene);
    let source = source.with_scene(scene).unwrap();
    // Reuses the previous simulation of the same scene.
    static PREVIOUS: Mutex<Option<(String, SceneOutcome)>> = Mutex::new(None);
    let previous = PREVIOUS.lock().unwrap().clone();
    let previous = previous.filter(|(other, _)| other == name);
    let outcome = SceneOutcome::new(
        Arc::new(source),
        previous.as_ref().map(|(_, outcome)| outcome),
    )
    .unwrap();
    *PREVIOUS.lock().unwrap() = Some((name.to_owned(), outcome.clone()));
    outcome
}

/// A studio that draws a scene without panels.
pub fn studio(outcome: &SceneOutcome, size: [u32; 2]) -> Studio {
    let config = StudioConfig {
        outcome: outcome.clone(),
        size: UVec2::from(size),
        language: Language::English,
        panels: false,
        verbose: false,
    };
    Studio::open(config).unwrap()
}

/// RGBA pixels from the top left.
#[derive(PartialEq)]
pub struct Picture {
    pub size: [u32; 2],
    pub pixels: Vec<[u8; 4]>,
}

impl Picture {
    /// Draws the picture of a playback time.
    pub fn of(studio: &mut Studio, size: [u32; 2], seconds: f64) -> Self {
        studio.draw(seconds).unwrap();
        let pixels = studio.fetch(0).unwrap().unwrap();
        Self::new(size, &pixels)
    }

    /// A picture of RGBA bytes, row by row.
    pub fn new(size: [u32; 2], bytes: &[u8]) -> Self {
        let pixels = bytes.as_chunks::<4>().0.to_vec();
        assert_eq!(pixels.len(), (size[0] * size[1]) as usize);
        Self { size, pixels }
    }

    pub fn difference(&self, other: &Self) -> Difference {
        assert_eq!(self.size, other.size);
        let pairs = || self.pixels.iter().zip(&other.pixels);
        let levels = |(a, b): (&[u8; 4], &[u8; 4])| (0..4).map(|c| a[c].abs_diff(b[c])).max();
        Difference {
            max_channel: pairs().filter_map(levels).max().unwrap_or(0),
            pixel_fraction: pairs().filter(|(a, b)| a != b).count() as f64
                / self.pixels.len() as f64,
        }
    }

    /// The colour of a pixel.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let [r, g, b, _] = self.pixels[(y * self.size[0] + x) as usize];
        [r, g, b]
    }

    /// The pixels completely inside an area.
    pub fn inside(&self, area: Area) -> impl Iterator<Item = [u8; 3]> {
        let (min, max) = (area.min.ceil().as_uvec2(), area.max().floor().as_uvec2());
        (min.y..max.y).flat_map(move |y| (min.x..max.x).map(move |x| self.at(x, y)))
    }
}

/// The difference of two pictures.
#[derive(Debug)]
pub struct Difference {
    /// The largest difference of a channel, 0 to 255.
    pub max_channel: u8,
    /// The fraction of pixels that differ.
    pub pixel_fraction: f64,
}

impl Difference {
    /// Whether the pictures look the same. Text may differ slightly: depending on earlier texts, glyphs have other
    /// positions in the font texture, which changes the rounding of a few pixels.
    pub fn is_invisible(&self) -> bool {
        self.max_channel <= 1 && self.pixel_fraction < 1e-3
    }
}

/// The frame of the first figure.
pub fn frame(outcome: &SceneOutcome, tables: &FigureTables, size: [u32; 2], seconds: f64) -> Frame {
    let canvas = canvas(size);
    let viewpoint = Viewpoint::default();
    Frame::new(
        &outcome.figures[0],
        tables,
        PlaybackTime { seconds },
        &viewpoint,
        &canvas,
        &PointSelection::default(),
    )
}

/// The largest difference of a channel of two colours.
pub fn color_distance(a: [u8; 3], b: [u8; 3]) -> u8 {
    (0..3).map(|c| a[c].abs_diff(b[c])).max().unwrap()
}

/// A canvas of the whole picture.
pub fn canvas(size: [u32; 2]) -> Canvas {
    Canvas {
        area: Area {
            min: Vec2::ZERO,
            size: UVec2::from(size).as_vec2(),
        },
        ..Canvas::default()
    }
}
