//! Text in the embedded typefaces: its width and its outlines.

use std::cell::OnceCell;

use tiny_skia::PathBuilder;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::words::fonts::{self, HAN, REGULAR, SEMIBOLD, SYMBOLS};

/// The character that is drawn in place of those that no typeface has, as in the window.
const REPLACEMENT: char = '\u{25fb}';

/// The typefaces of plain text or of headings, in the order in which a character is looked up, and a fallback typeface
/// that is loaded on first use.
pub(super) struct Typefaces {
    faces: Vec<Face<'static>>,
    fallback: OnceCell<Option<Face<'static>>>,
}

impl Typefaces {
    /// The typefaces of headings if `is_heading`, otherwise of plain text.
    pub(super) fn new(is_heading: bool) -> Self {
        let first = if is_heading { SEMIBOLD } else { REGULAR };
        let faces = [first, SYMBOLS, HAN].map(|bytes| Face::parse(bytes, 0));
        Self {
            // The embedded files are valid, as a test of the fonts checks.
            faces: faces.into_iter().flatten().collect(),
            fallback: OnceCell::new(),
        }
    }

    /// The width of a line of text at a size in pixels.
    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        let glyphs = text.chars().filter_map(|character| self.glyph(character));
        glyphs.map(|(face, glyph)| advance(face, glyph, size)).sum()
    }

    /// Appends the outlines of a line of text to a path, starting at the left end of its baseline.
    pub(super) fn outline(&self, text: &str, size: f64, [x, y]: [f64; 2], path: &mut PathBuilder) {
        let mut advanced = x;
        for (face, glyph) in text.chars().filter_map(|character| self.glyph(character)) {
            let mut outline = Outline {
                path,
                x: advanced as f32,
                y: y as f32,
                scale: units_to_pixels(face, size) as f32,
            };
            face.outline_glyph(glyph, &mut outline);
            advanced += advance(face, glyph, size);
        }
    }

    /// The glyph of a character; none for invisible characters.
    fn glyph(&self, character: char) -> Option<(&Face<'static>, GlyphId)> {
        if fonts::is_invisible(character) {
            return None;
        }
        self.lookup(character).or_else(|| self.lookup(REPLACEMENT))
    }

    fn lookup(&self, character: char) -> Option<(&Face<'static>, GlyphId)> {
        let of = |face: &'_ Face<'static>| face.glyph_index(character);
        let first = self.faces.iter().find_map(|face| Some((face, of(face)?)));
        first.or_else(|| {
            let face = self.fallback()?;
            Some((face, of(face)?))
        })
    }

    fn fallback(&self) -> Option<&Face<'static>> {
        let face = || Face::parse(fonts::fallback(), 0).ok();
        self.fallback.get_or_init(face).as_ref()
    }
}

/// Pixels per font unit at a text size.
fn units_to_pixels(face: &Face, size: f64) -> f64 {
    size / f64::from(face.units_per_em())
}

/// The width of a glyph, in pixels.
fn advance(face: &Face, glyph: GlyphId, size: f64) -> f64 {
    f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * units_to_pixels(face, size)
}

/// Converts glyph outlines (y up) to the coordinates of a drawing (y down).
struct Outline<'a> {
    path: &'a mut PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline<'_> {
    fn at(&self, x: f32, y: f32) -> [f32; 2] {
        [self.x + self.scale * x, self.y - self.scale * y]
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let [x, y] = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let [x, y] = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let [[x1, y1], [x, y]] = [self.at(x1, y1), self.at(x, y)];
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let [[x1, y1], [x2, y2], [x, y]] = [self.at(x1, y1), self.at(x2, y2), self.at(x, y)];
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outline of a text at a size of 100.
    fn drawn(text: &str) -> Option<tiny_skia::Path> {
        let mut path = PathBuilder::new();
        Typefaces::new(true).outline(text, 100.0, [0.0, 0.0], &mut path);
        path.finish()
    }

    #[test]
    fn characters_of_other_scripts_have_a_width_and_an_outline() {
        // A Japanese character, a Korean syllable, a Greek letter with a breathing.
        for character in ["\u{6771}", "\u{d55c}", "\u{1f00}"] {
            assert!(drawn(character).is_some(), "{character}");
            assert_ne!(
                drawn(character),
                drawn("\u{10ffff}"),
                "{character} is a box"
            );
        }
        let width = |text| Typefaces::new(false).width(text, 100.0);
        assert_eq!(width("\u{6771}\u{4eac}"), 200.0, "an em each");
    }

    #[test]
    fn unknown_characters_are_boxes_and_invisible_ones_are_empty() {
        assert!(drawn("\u{10ffff}").is_some());
        assert_eq!(drawn("\u{10ffff}"), drawn(&REPLACEMENT.to_string()));
        assert_eq!(drawn("\u{200d}\u{fe0f}\n"), None);
    }
}
