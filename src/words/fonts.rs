//! The embedded fonts: TrueType files with free licences (`assets/fonts/README.md`).
//!
//! A character is looked up in [`REGULAR`] ([`SEMIBOLD`] in headings), then in [`SYMBOLS`], [`HAN`] and the
//! [`fallback`], which is decompressed on first use. In the first two, digits, + and − have the same width. All fonts
//! have the same line height.

use std::{
    io::{self, Read},
    sync::LazyLock,
};

use flate2::read::GzDecoder;
use ttf_parser::Face;

use crate::math::excerpt;

/// Latin, Greek and Cyrillic, superscripts and subscripts, arrows and common symbols.
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/FallLineSansRegular.ttf");

/// The characters of [`REGULAR`] in semibold, for headings.
pub static SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/FallLineSansSemiBold.ttf");

/// Mathematical and technical symbols and icons that [`REGULAR`] lacks.
pub static SYMBOLS: &[u8] = include_bytes!("../../assets/fonts/FallLineSansSymbols.ttf");

/// The 6,763 hanzi of GB 2312, Chinese punctuation and full-width forms.
pub static HAN: &[u8] = include_bytes!("../../assets/fonts/FallLineSansHan.ttf");

/// Chinese (including traditional), Japanese and Korean beyond [`HAN`]: the ideographs from U+4E00 to U+9FFF, hangul,
/// and their compatibility forms. 7 MB, decompressed from 4 MB at the first call.
pub fn fallback() -> &'static [u8] {
    static FONT: LazyLock<Vec<u8>> = LazyLock::new(|| {
        decompressed(include_bytes!(
            "../../assets/fonts/FallLineSansFallback.ttf.gz"
        ))
        .expect("the embedded font is valid, as a test verifies")
    });
    &FONT
}

fn decompressed(compressed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(compressed).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the fonts other than the [`fallback`] have all characters of a text.
pub fn cover_without_fallback(text: &str) -> bool {
    static FACES: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
        let faces = [REGULAR, HAN, SYMBOLS].map(|bytes| Face::parse(bytes, 0));
        faces.into_iter().flatten().collect()
    });
    let has_glyph = |character| {
        FACES
            .iter()
            .any(|face: &Face| face.glyph_index(character).is_some())
    };
    let needs_no_fallback =
        |character: char| character.is_ascii() || is_invisible(character) || has_glyph(character);
    text.is_ascii() || text.chars().all(needs_no_fallback)
}

/// Whether a character is invisible by itself: control and format characters, and variation selectors.
pub fn is_invisible(character: char) -> bool {
    excerpt::is_invisible(character) || matches!(character, '\u{fe00}'..='\u{fe0f}')
}
