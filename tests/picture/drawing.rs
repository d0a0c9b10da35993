//! Pictures drawn without a window, and what is known of where things stand in them.

use std::sync::{Arc, Mutex};

use bevy::math::{UVec2, Vec2};
use fallline::{
    record::studio::{Studio, StudioConfig},
    scene::{Scene, Source},
    view::{
        Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome, Viewpoint, frame::Frame,
        stage::Area,
    },
    words::Language,
};

/// A scene of the gallery, changed, with everything that happens in it.
pub fn shown(name: &str, change: impl FnOnce(&mut Scene)) -> SceneOutcome {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    change(&mut scene);
    let source = source.with_scene(scene).unwrap();
    // What the last one of the same name has worked out already is taken over.
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
        shown: shown.clone(),
        size: UVec2::from(size),
        language: Language::English,
        panels: false,
        verbose: false,
    };
    Studio::open(set).unwrap()
}

/// Pixels from the top left.
#[derive(PartialEq)]
pub struct Picture {
    pub size: [u32; 2],
    pub pixels: Vec<[u8; 4]>,
}

impl Picture {
    /// Jumps to a moment.
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

    /// The pixels of a part, without those that it only touches.
    pub fn inside(&self, area: Area) -> impl Iterator<Item = [u8; 3]> {
        let (min, max) = (area.min.ceil().as_uvec2(), area.max().floor().as_uvec2());
        (min.y..max.y).flat_map(move |y| (min.x..max.x).map(move |x| self.at(x, y)))
    }
}

/// How two pictures differ.
#[derive(Debug)]
pub struct Likeness {
    /// Levels of the farthest channel.
    pub farthest: u8,
    /// Part of the pixels that are not the same.
    unlike: f64,
}

impl Likeness {
    /// Texts are the last thing that may differ: where others came before, their letters stand elsewhere in the font's
    /// texture, and a few of their pixels are rounded to the next level.
    pub fn is_to_the_eye(&self) -> bool {
        self.farthest <= 1 && self.unlike < 1e-3
    }
}

/// The frame of a picture, as the program reckons it.
pub fn frame(shown: &SceneOutcome, worked: &FigureTables, size: [u32; 2], seconds: f64) -> Frame {
    let canvas = canvas(size);
    let viewpoint = Viewpoint::default();
    Frame::new(
        &shown.figures[0],
        worked,
        PlaybackTime { seconds },
        &viewpoint,
        &canvas,
        &Attention::default(),
    )
}

/// How far two colours are from each other in their farthest channel.
pub fn apart(a: [u8; 3], b: [u8; 3]) -> u8 {
    (0..3).map(|c| a[c].abs_diff(b[c])).max().unwrap()
}

/// A whole picture.
pub fn canvas(size: [u32; 2]) -> Canvas {
    Canvas {
        area: Area {
            min: Vec2::ZERO,
            size: UVec2::from(size).as_vec2(),
        },
        ..Canvas::default()
    }
}
