//! Helpers: pictures drawn without a window, and the layout that they should have.

use std::sync::{Arc, Mutex};

use bevy::math::{UVec2, Vec2};
use fallline::{
    record::studio::{Studio, StudioConfig},
    scene::{Scene, Source},
    view::{
        Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome, Viewpoint,
        frame::{Frame, stage::Area},
    },
    words::Language,
};

/// A gallery scene, changed and simulated.
pub fn shown(name: &str, change: impl FnOnce(&mut Scene)) -> SceneOutcome {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    change(&mut scene);
    let source = source.with_scene(scene).unwrap();
    // Reuses the previous simulation of the same scene.
    static BEFORE: Mutex<Option<(String, SceneOutcome)>> = Mutex::new(None);
    let before = BEFORE.lock().unwrap().clone();
    let before = before.filter(|(other, _)| other == name);
    let shown =
        SceneOutcome::new(Arc::new(source), before.as_ref().map(|(_, shown)| shown)).unwrap();
    *BEFORE.lock().unwrap() = Some((name.to_owned(), shown.clone()));
    shown
}

pub fn studio(shown: &SceneOutcome, size: [u32; 2]) -> Studio {
    let set = StudioConfig {
        outcome: shown.clone(),
        size: UVec2::from(size),
        language: Language::English,
        panels: false,
        verbose: false,
    };
    Studio::open(set).unwrap()
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

    pub fn new(size: [u32; 2], bytes: &[u8]) -> Self {
        let pixels = bytes.as_chunks::<4>().0.to_vec();
        assert_eq!(pixels.len(), (size[0] * size[1]) as usize);
        Self { size, pixels }
    }

    pub fn likeness(&self, other: &Self) -> Likeness {
        assert_eq!(self.size, other.size);
        let pairs = || self.pixels.iter().zip(&other.pixels);
        let levels = |(a, b): (&[u8; 4], &[u8; 4])| (0..4).map(|c| a[c].abs_diff(b[c])).max();
        Likeness {
            farthest: pairs().filter_map(levels).max().unwrap_or(0),
            unlike: pairs().filter(|(a, b)| a != b).count() as f64 / self.pixels.len() as f64,
        }
    }

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
pub struct Likeness {
    /// The largest difference of a channel, 0 to 255.
    pub farthest: u8,
    /// The fraction of pixels that differ.
    unlike: f64,
}

impl Likeness {
    /// Text may differ slightly: depending on earlier texts, glyphs have other positions in the font texture, which
    /// changes the rounding of a few pixels.
    pub fn is_to_the_eye(&self) -> bool {
        self.farthest <= 1 && self.unlike < 1e-3
    }
}

/// The frame of the first figure.
pub fn frame(shown: &SceneOutcome, tables: &FigureTables, size: [u32; 2], seconds: f64) -> Frame {
    let canvas = canvas(size);
    let viewpoint = Viewpoint::default();
    Frame::new(
        &shown.figures[0],
        tables,
        PlaybackTime { seconds },
        &viewpoint,
        &canvas,
        &Attention::default(),
    )
}

/// The largest channel difference of two colours.
pub fn apart(a: [u8; 3], b: [u8; 3]) -> u8 {
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
