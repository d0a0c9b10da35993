//! The embedded fonts hold every sign that the program shows or that its users may write.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use fallline::words::fonts::{self, HAN, REGULAR, SEMIBOLD, SYMBOLS};
use fallline::words::{Language, Word};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Signs of formulas, read-outs and panels.
const SIGNS: &str = "θλσεαβγμ∇‖√·−×±≤≥≈∞∂∑→←↑↓²³¹⁰⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵗ₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₙ\u{302}…°′—–“”‘’\
    ★☆○●◆▲▼▶◀⏸⏵⏮⏭⏹⏺⏪⏩⟲⟳↺↻✕✖✓☰⤢☀☾🔍🎬🖫🗀🗑✎⌂⋯⋮ℒℝ𝒥∈∝，。、：；？！（）《》「」　Ａ１";

fn face(bytes: &'static [u8]) -> Face<'static> {
    Face::parse(bytes, 0).expect("an embedded font is whole")
}

/// The fonts in the order in which a text asks them.
fn faces() -> [Face<'static>; 3] {
    [face(REGULAR), face(SYMBOLS), face(HAN)]
}

struct Strokes(usize);

impl OutlineBuilder for Strokes {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {
        self.0 += 1;
    }
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 += 1;
    }
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 += 1;
    }
    fn close(&mut self) {}
}

fn is_drawn(face: &Face, glyph: GlyphId) -> bool {
    let mut strokes = Strokes(0);
    face.outline_glyph(glyph, &mut strokes);
    strokes.0 > 0
}

fn is_held(faces: &[Face], sign: char) -> bool {
    faces.iter().any(|face| {
        face.glyph_index(sign)
            .is_some_and(|glyph| sign.is_whitespace() || is_drawn(face, glyph))
    })
}

/// The signs of a text that no font holds, each once.
fn missing(text: &str) -> String {
    let faces = faces();
    let mut signs: Vec<char> = text
        .chars()
        .filter(|sign| !sign.is_control() && !is_held(&faces, *sign))
        .collect();
    signs.sort_unstable();
    signs.dedup();
    signs.into_iter().collect()
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("a readable folder").path())
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path, extension),
            false if path.extension().is_some_and(|end| end == extension) => vec![path],
            false => Vec::new(),
        })
        .collect()
}

#[test]
fn every_word_can_be_written_in_both_languages() {
    for word in Word::ALL {
        for language in Language::ALL {
            assert_eq!(missing(language.say(*word)), "", "{word:?} in {language}");
        }
    }
    for language in Language::ALL {
        assert_eq!(missing(language.own_name()), "");
    }
}

#[test]
fn every_text_in_the_sources_and_the_scenes_can_be_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = files_below(&root.join("src"), "rs");
    files.extend(files_below(&root.join("assets/scenes"), "ron"));
    assert!(!files.is_empty());
    for file in files {
        let source = fs::read_to_string(&file).expect("a source file is text");
        let texts: String = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        assert_eq!(missing(&texts), "", "{}", file.display());
    }
}

#[test]
fn the_signs_of_mathematics_and_of_panels_are_held() {
    assert_eq!(missing(SIGNS), "");
}

#[test]
fn every_hanzi_of_gb2312_is_held() {
    let list = include_str!("data/gb2312.txt");
    let mut hanzi: Vec<char> = list.chars().filter(|sign| *sign != '\n').collect();
    assert_eq!(missing(list), "");
    hanzi.sort_unstable();
    hanzi.dedup();
    assert_eq!(hanzi.len(), 6763);
}

#[test]
fn the_fallback_holds_what_people_write_in_other_scripts() {
    let mut faces = faces().to_vec();
    faces.push(face(fonts::fallback()));
    let lost = |text: &str| -> String {
        text.chars()
            .filter(|sign| !is_held(&faces, *sign))
            .collect()
    };
    for (language, text) in [
        (
            "Japanese",
            "東京タワー 機械学習の勾配降下法 駅 辻 働 畑 峠 込 円 ゑヰ ｶﾀｶﾅ ㎏ ㈱ 々〆",
        ),
        ("Korean", "경사 하강법 한국어 뷁 똠 ㄱㅏ 學習率"),
        (
            "traditional Chinese",
            "機器學習的梯度下降法 臺灣 龍 龜 鬱 嘅 啲 咗",
        ),
        ("Chinese beyond GB 2312", "喆 堃 瑨 镕 珺 昇"),
        ("Russian and Ukrainian", "Скорость обучения Ёё Її Ґґ"),
        ("Greek", "ρυθμός μάθησης ἀρχή ᾧ ῥ"),
        ("Latin with accents", "Größe Å ñ ç ő ů ż ğ ı ẞ Việt Nam ữ ặ"),
    ] {
        assert_eq!(lost(text), "", "{language}");
    }
    let syllables: String = ('가'..='힣').collect();
    assert_eq!(lost(&syllables), "");
    let ideographs: String = ('\u{4e00}'..='\u{9fa5}').collect();
    assert_eq!(lost(&ideographs), "");
}

#[test]
fn a_text_knows_whether_it_needs_the_fallback() {
    for text in [
        "Step 5 of 50",
        "学习率 λ = 0.1，∇f",
        "Größe\u{ad}n \u{200d}",
    ] {
        assert!(fonts::cover_without_fallback(text), "{text}");
    }
    for text in ["東京", "한국어", "機器"] {
        assert!(!fonts::cover_without_fallback(text), "{text}");
    }
}

#[test]
fn figures_do_not_move_when_they_change() {
    for bytes in [REGULAR, SEMIBOLD] {
        let face = face(bytes);
        let width = |sign| face.glyph_hor_advance(face.glyph_index(sign).expect("a figure"));
        for sign in "123456789+−".chars() {
            assert_eq!(width(sign), width('0'), "{sign}");
        }
    }
}

/// A line that begins with a Greek letter is Greek to a shaper, the hat of v in η = lr/√v̂ too.
#[test]
fn marks_stand_on_their_letters_in_every_script() {
    for bytes in [REGULAR, SEMIBOLD] {
        let table = face(bytes).tables().gpos.expect("positions of marks");
        let mark = ttf_parser::Tag::from_bytes(b"mark");
        for script in table.scripts {
            let features = script.default_language.expect("features").feature_indices;
            let tags = features
                .into_iter()
                .filter_map(|index| table.features.get(index));
            assert!(
                tags.into_iter().any(|feature| feature.tag == mark),
                "{}",
                script.tag
            );
        }
    }
}

#[test]
fn headings_hold_what_running_text_holds() {
    let (regular, semibold) = (face(REGULAR), face(SEMIBOLD));
    let lost: Vec<char> = (' '..='\u{2fff}')
        .filter(|sign| {
            regular.glyph_index(*sign).is_some() && semibold.glyph_index(*sign).is_none()
        })
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_line_is_as_high_in_every_font() {
    let height = |bytes| {
        let face = face(bytes);
        let em = f64::from(face.units_per_em());
        [face.ascender(), face.descender(), face.line_gap()].map(|part| f64::from(part) / em)
    };
    for other in [SEMIBOLD, SYMBOLS, HAN, fonts::fallback()] {
        for (part, expected) in height(other).into_iter().zip(height(REGULAR)) {
            assert!((part - expected).abs() < 1e-3, "{part} is not {expected}");
        }
    }
}
