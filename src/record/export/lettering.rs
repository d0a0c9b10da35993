//! Text in the program's own typefaces: how wide it is, and its outlines.

use tiny_skia::PathBuilder;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::words::fonts::{HAN, REGULAR, SEMIBOLD, SYMBOLS};

/// The typefaces of plain text or of headings, in the order in which a sign is looked up.
pub struct Lettering {
    faces: Vec<Face<'static>>,
}

impl Lettering {
    /// For plain text, or for headings.
    pub fn new(strong: bool) -> Self {
        let first = if strong { SEMIBOLD } else { REGULAR };
        let faces = [first, SYMBOLS, HAN].map(|bytes| Face::parse(bytes, 0));
        Self {
            // The embedded files are whole: a test of the fonts says so.
            faces: faces.into_iter().flatten().collect(),
        }
    }

    /// The width of a line of text of a size.
    pub fn width(&self, text: &str, size: f64) -> f64 {
        let glyphs = text.chars().filter_map(|sign| self.glyph(sign));
        glyphs.map(|(face, glyph)| advance(face, glyph, size)).sum()
    }

    /// Adds the outlines of a line of text, from the left end of its base line.
    pub fn outline(&self, text: &str, size: f64, [x, y]: [f64; 2], path: &mut PathBuilder) {
        let mut pen = x;
        for (face, glyph) in text.chars().filter_map(|sign| self.glyph(sign)) {
            let mut outline = Outline {
                path,
                x: pen as f32,
                y: y as f32,
                scale: scale(face, size) as f32,
            };
            face.outline_glyph(glyph, &mut outline);
            pen += advance(face, glyph, size);
        }
    }

    fn glyph(&self, sign: char) -> Option<(&Face<'static>, GlyphId)> {
        let mut found = self
            .faces
            .iter()
            .filter_map(|face| Some((face, face.glyph_index(sign)?)));
        found.next()
    }
}

fn scale(face: &Face, size: f64) -> f64 {
    size / f64::from(face.units_per_em())
}

fn advance(face: &Face, glyph: GlyphId, size: f64) -> f64 {
    f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale(face, size)
}

/// The outline of a glyph, whose y is up, in a drawing, whose y is down.
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
