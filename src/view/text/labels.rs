//! Text and 2-D lines, painted by egui, so that they are the same in the window and in films.

use bevy_egui::egui::{
    self, Align2, Color32, FontFamily, FontId, Galley, LayerId, Pos2, Rect, Shape, Stroke,
    epaint::text::{FontInsert, FontPriority, InsertFontFamily},
};
use glam::Vec2;
use std::sync::Arc;

use crate::{
    scene::Text,
    view::{frame::layout::Layout, style::theme::Style},
    words::{Language, fonts},
};

/// The font family of headings.
pub(crate) const HEADING_FAMILY: &str = "heading";
/// The name of the font that is loaded on demand.
const FALLBACK_FONT: &str = "fallback";

/// Paints text and lines on a picture. Text sizes and line widths are in pixels of the 1080-line picture, positions in
/// points.
pub(crate) struct Pen<'a> {
    pub painter: &'a egui::Painter,
    pub style: &'a Style,
    pub layout: &'a Layout,
    pub language: Language,
}

impl Pen<'_> {
    /// The body font at a size.
    pub(crate) fn body_font(&self, size: f32) -> FontId {
        FontId::proportional(size * self.layout.text_scale)
    }

    /// The heading font at a size.
    pub(crate) fn heading_font(&self, size: f32) -> FontId {
        FontId::new(
            size * self.layout.text_scale,
            FontFamily::Name(HEADING_FAMILY.into()),
        )
    }

    /// Converts a length in pixels of the 1080-line picture to points.
    pub(crate) fn scaled(&self, length: f32) -> f32 {
        length * self.layout.scale
    }

    /// A text of the scene in the current language, or in English if it is not translated.
    pub(crate) fn in_language<'t>(&self, text: &'t Text) -> &'t str {
        self.language.text(text)
    }

    /// Lays out a line of text.
    pub(crate) fn lay_out(&self, text: &str, font: FontId, color: Color32) -> Arc<Galley> {
        self.painter.layout_no_wrap(text.to_owned(), font, color)
    }

    /// Paints a line of text with its `anchor` at a position; returns its rectangle.
    pub(crate) fn paint_text(
        &self,
        at: Vec2,
        anchor: Align2,
        text: &str,
        size: f32,
        color: Color32,
    ) -> Rect {
        let galley = self.lay_out(text, self.body_font(size), color);
        let rect = anchor.anchor_size(pos(at), galley.size());
        self.painter.galley(rect.min, galley, color);
        rect
    }

    /// Paints a line of text with a thin halo, legible on any background; returns its rectangle.
    pub(crate) fn paint_text_with_halo(
        &self,
        at: Vec2,
        anchor: Align2,
        text: &str,
        size: f32,
        [color, halo]: [Color32; 2],
    ) -> Rect {
        let behind = self.lay_out(text, self.body_font(size), halo);
        let rect = anchor.anchor_size(pos(at), behind.size());
        let reach = self.scaled(2.0 * self.style.stroke_scale.sqrt());
        for k in 0..8 {
            let angle = k as f32 * std::f32::consts::FRAC_PI_4;
            let offset = egui::vec2(angle.cos(), angle.sin()) * reach;
            self.painter.galley(rect.min + offset, behind.clone(), halo);
        }
        let galley = self.lay_out(text, self.body_font(size), color);
        self.painter.galley(rect.min, galley, color);
        rect
    }

    /// Moves a rectangle inside the picture's margins.
    pub(crate) fn moved_inside(&self, moved: Rect) -> Rect {
        let picture = rect(self.layout.area).shrink(self.layout.margin);
        let max = (picture.max - moved.size()).max(picture.min);
        Rect::from_min_size(moved.min.clamp(picture.min, max), moved.size())
    }

    /// Paints the background of a tooltip beside the pointer; returns the position of its content.
    pub(crate) fn tooltip_at(&self, pointer: Vec2, content: egui::Vec2) -> Pos2 {
        let padding = egui::Vec2::splat(self.scaled(8.0));
        let size = content + 2.0 * padding;
        let picture = rect(self.layout.area);
        let corner = pos(pointer) + egui::Vec2::splat(self.scaled(22.0));
        let min = corner.min(picture.max - size).max(picture.min);
        let ground = self.style.panel.with_alpha(0.92);
        self.painter
            .rect_filled(Rect::from_min_size(min, size), self.scaled(6.0), ground);
        min + padding
    }

    /// Paints a straight line; `width` is multiplied by the theme's stroke scale.
    pub(crate) fn paint_line(&self, from: Vec2, to: Vec2, width: f32, color: Color32) {
        let width = self.scaled(width * self.style.stroke_scale);
        self.painter
            .line_segment([pos(from), pos(to)], Stroke::new(width, color));
    }
}

/// Converts to egui's position type.
pub(crate) fn pos(at: Vec2) -> Pos2 {
    Pos2::new(at.x, at.y)
}

/// Converts to egui's rectangle type.
pub(crate) fn rect(area: crate::view::frame::area::Area) -> Rect {
    Rect::from_min_size(pos(area.min), egui::vec2(area.size.x, area.size.y))
}

/// egui's font definitions with the embedded fonts, except the fallback font that [`load_fallback_font`] adds.
pub(crate) fn fonts() -> egui::FontDefinitions {
    let mut definitions = egui::FontDefinitions::empty();
    for (name, bytes) in [
        ("regular", fonts::REGULAR),
        ("semibold", fonts::SEMIBOLD),
        ("symbols", fonts::SYMBOLS),
        ("han", fonts::HAN),
    ] {
        definitions
            .font_data
            .insert(name.into(), Arc::new(egui::FontData::from_static(bytes)));
    }
    let body = ["regular", "symbols", "han"].map(String::from).to_vec();
    let heading = ["semibold", "symbols", "han"].map(String::from).to_vec();
    definitions
        .families
        .insert(FontFamily::Proportional, body.clone());
    definitions.families.insert(FontFamily::Monospace, body);
    definitions
        .families
        .insert(FontFamily::Name(HEADING_FAMILY.into()), heading);
    definitions
}

/// Adds the fallback font if a text painted in this pass needs it, and repeats the pass so that no missing-glyph boxes
/// are visible. Call it at the end of a pass.
pub(crate) fn load_fallback_font(context: &egui::Context) {
    let is_complete =
        context.fonts(|fonts| fonts.definitions().font_data.contains_key(FALLBACK_FONT));
    if is_complete || !has_missing_glyphs(context) {
        return;
    }
    let heading = FontFamily::Name(HEADING_FAMILY.into());
    let families = [FontFamily::Proportional, FontFamily::Monospace, heading];
    let families = families.map(|family| InsertFontFamily {
        family,
        priority: FontPriority::Lowest,
    });
    let data = egui::FontData::from_static(fonts::fallback());
    context.add_font(FontInsert::new(FALLBACK_FONT, data, families.into()));
    context.request_discard("a text needs the fallback font");
}

/// Whether this pass painted a character that the initial fonts lack.
fn has_missing_glyphs(context: &egui::Context) -> bool {
    let areas: Vec<LayerId> = context.memory(|memory| memory.layer_ids().collect());
    context.graphics(|layers| {
        let lists = [LayerId::background()].into_iter().chain(areas);
        let mut shapes = lists
            .filter_map(|layer| layers.get(layer))
            .flat_map(|list| list.all_entries());
        shapes.any(|clipped| shape_has_missing_glyphs(&clipped.shape))
    })
}

fn shape_has_missing_glyphs(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => !fonts::cover_without_fallback(text.galley.text()),
        Shape::Vec(shapes) => shapes.iter().any(shape_has_missing_glyphs),
        _ => false,
    }
}

/// Lists in parentheses of at most this many characters are not broken.
const MAX_LIST_LENGTH: usize = 26;

/// Replaces spaces by no-break spaces inside formulas: around operators such as = and ±, in lists of numbers such as
/// (0, 1), and between a number and a unit such as % or σ.
pub(crate) fn with_no_break_spaces(text: &str) -> String {
    const OPERATORS: &str = "=+−·×÷±<>≤≥≈∈/";
    let is_operator = |word: &str| word.chars().all(|c| OPERATORS.contains(c));
    let mut whole = String::with_capacity(text.len() + 16);
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        whole.push_str(word);
        let Some(next) = words.peek() else { break };
        let bare = next.trim_matches(['.', ',', ';', ':', ')']);
        let is_unit = bare == "%" || (bare.chars().count() == 1 && !bare.is_ascii());
        let after_number = word.ends_with(|c: char| c.is_ascii_digit());
        let joined = is_operator(word) && !word.is_empty()
            || is_operator(next) && !next.is_empty()
            || is_unit && after_number
            || in_list(&whole, text);
        whole.push(if joined { '\u{a0}' } else { ' ' });
    }
    whole
}

/// Whether the text continues, after `beginning`, inside parentheses that hold a short list without words.
fn in_list(beginning: &str, text: &str) -> bool {
    let Some(open) = beginning.rfind('(') else {
        return false;
    };
    // A no-break space is one byte longer than a space.
    let no_break_spaces = beginning.matches('\u{a0}').count();
    let list = beginning[open + 1..].chars();
    let rest = text[beginning.len() - no_break_spaces..].chars();
    let list: String = list.chain(rest).take_while(|&c| c != ')').collect();
    let closed_before = beginning[open..].contains(')');
    let longest_word = list.split(|c: char| !c.is_ascii_alphabetic()).map(str::len);
    !closed_before
        && list.chars().count() <= MAX_LIST_LENGTH
        && list.contains(',')
        && longest_word.max().unwrap_or(0) < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints a text as the window does; returns the number of passes, and whether no character is a missing-glyph box.
    fn painted(context: &egui::Context, text: &str) -> (usize, bool) {
        let mut passes = 0;
        let mut boxes = 0;
        let _ = context.run_ui(egui::RawInput::default(), |ui| {
            passes += 1;
            let font = FontId::new(20.0, FontFamily::Name(HEADING_FAMILY.into()));
            let lay_out = |text: &str| {
                let text = text.to_owned();
                ui.painter()
                    .layout_no_wrap(text, font.clone(), Color32::WHITE)
            };
            let of = |galley: &Galley| {
                galley.rows[0]
                    .glyphs
                    .iter()
                    .map(|glyph| glyph.uv_rect.min)
                    .collect::<Vec<_>>()
            };
            let unknown = of(&lay_out("\u{10ffff}"))[0];
            let galley = lay_out(text);
            boxes = of(&galley)
                .into_iter()
                .filter(|place| *place == unknown)
                .count();
            ui.painter().galley(Pos2::ZERO, galley, Color32::WHITE);
            load_fallback_font(ui.ctx());
        });
        (passes, boxes == 0)
    }

    #[test]
    fn the_fallback_font_is_loaded_before_its_text_is_visible() {
        let context = egui::Context::default();
        context.set_fonts(fonts());
        // Cyrillic, Greek, Vietnamese and Chinese characters, all in the initial fonts.
        let known = "\u{416}\u{3bb}\u{1f00}\u{1ea5}\u{4e2d} Ω ★";
        assert_eq!(painted(&context, known), (1, true));
        // Tokyo in Japanese, Korea in Korean, Taiwan in traditional Chinese.
        let (tokyo, korea, taiwan) = ("\u{6771}\u{4eac}", "\u{d55c}\u{ad6d}", "\u{81fa}\u{7063}");
        assert_eq!(painted(&context, tokyo), (2, true));
        assert_eq!(painted(&context, korea), (1, true), "the font stays loaded");
        assert_eq!(painted(&context, taiwan), (1, true));
        // A character without a font stays a box and does not repeat the pass.
        assert_eq!(painted(&context, "\u{10fffe}"), (1, false));
    }

    #[test]
    fn lines_do_not_break_inside_formulas() {
        for (text, expected) in [
            (
                "The arrow (f₁, f₂, 1), drawn",
                "The arrow (f₁,~f₂,~1), drawn",
            ),
            ("curvatures are 1 ± ρ, so", "curvatures are 1~±~ρ, so"),
            ("is (f₁, f₂, f₁² + f₂²). The", "is (f₁,~f₂,~f₁²~+~f₂²). The"),
            ("beyond 3 σ.", "beyond 3~σ."),
            ("keep 99.5 % of the", "keep 99.5~% of the"),
            (
                "stops (good, early, fooled) at",
                "stops (good, early, fooled) at",
            ),
            ("a rate (1) then a, b", "a rate (1) then a, b"),
            (
                "x² + 4x from (2, 0), (0, 2) on",
                "x²~+~4x from (2,~0), (0,~2) on",
            ),
        ] {
            assert_eq!(with_no_break_spaces(text).replace('\u{a0}', "~"), expected);
        }
    }
}
