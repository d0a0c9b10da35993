//! The bytes of the fonts: TrueType files with free licences (`assets/fonts/README.md`).
//!
//! A text looks a sign up in [`REGULAR`] (a heading in [`SEMIBOLD`]), then in [`SYMBOLS`], then in [`HAN`].
//! Digits, + and − have one width in the first two. All have the same line height.

/// Latin, Greek and Cyrillic, superscripts and subscripts, arrows and common signs.
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/FallLineSansRegular.ttf");

/// The signs of [`REGULAR`], stronger, for headings.
pub static SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/FallLineSansSemiBold.ttf");

/// Mathematical and technical signs and icons that [`REGULAR`] lacks.
pub static SYMBOLS: &[u8] = include_bytes!("../../assets/fonts/FallLineSansSymbols.ttf");

/// The 6,763 hanzi of GB 2312, Chinese punctuation and full-width forms.
pub static HAN: &[u8] = include_bytes!("../../assets/fonts/FallLineSansHan.ttf");
