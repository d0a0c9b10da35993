//! Drawings as SVG 1.1. Text stays text, in the reader's sans-serif typeface.

use std::{
    fmt::Display,
    io::{self, Write},
};

use super::drawing::{Anchor, DASH, Drawing, Group, Mark, PixelRect};
use crate::view::style::theme::Rgb;

/// Writes a drawing as SVG.
pub(super) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    let [width, height] = drawing.size;
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif">"#
    )?;
    writeln!(out, "<title>{}</title>", Escaped(&drawing.title))?;
    writeln!(out, "<desc>{}</desc>", Escaped(&drawing.description))?;
    let background = hex(drawing.background);
    writeln!(
        out,
        r#"<rect width="{width}" height="{height}" fill="{background}"/>"#
    )?;
    for group in &drawing.groups {
        self::group(group, out)?;
    }
    writeln!(out, "</svg>")
}

fn group(group: &Group, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<g id="{}">"#, Escaped(&group.name))?;
    let mut written_clip: Option<PixelRect> = None;
    for mark in &group.marks {
        if let Mark::Line { clip: frame, .. } = mark
            && written_clip != Some(*frame)
        {
            written_clip = Some(*frame);
            let PixelRect {
                left,
                top,
                width,
                height,
            } = *frame;
            writeln!(
                out,
                r#"<clipPath id="{}-frame"><rect x="{left:.2}" y="{top:.2}" width="{width:.2}" height="{height:.2}"/></clipPath>"#,
                Escaped(&group.name)
            )?;
        }
        self::mark(mark, &group.name, out)?;
    }
    writeln!(out, "</g>")
}

fn mark(mark: &Mark, group: &str, out: &mut dyn Write) -> io::Result<()> {
    match mark {
        Mark::Rule {
            ends: [[x1, y1], [x2, y2]],
            color,
            width,
        } => writeln!(
            out,
            r#"<line x1="{x1:.2}" y1="{y1:.2}" x2="{x2:.2}" y2="{y2:.2}" stroke="{}" stroke-width="{width:.2}"/>"#,
            hex(*color)
        ),
        Mark::Line {
            points,
            color,
            width,
            dashed,
            ..
        } => {
            let dashes = match dashed {
                true => format!(r#" stroke-dasharray="{} {}""#, DASH[0], DASH[1]),
                false => String::new(),
            };
            writeln!(
                out,
                r#"<polyline points="{}" fill="none" stroke="{}" stroke-width="{width:.2}" stroke-linejoin="round" stroke-linecap="round"{dashes} clip-path="url(#{}-frame)"/>"#,
                Coordinates(points),
                hex(*color),
                Escaped(group)
            )
        }
        Mark::Dot {
            at: [x, y],
            radius,
            color,
        } => writeln!(
            out,
            r#"<circle cx="{x:.2}" cy="{y:.2}" r="{radius:.2}" fill="{}"/>"#,
            hex(*color)
        ),
        Mark::Text {
            at: [x, y],
            text,
            size,
            color,
            anchor,
            semibold,
        } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *semibold {
                r#" font-weight="600""#
            } else {
                ""
            };
            writeln!(
                out,
                r#"<text x="{x:.2}" y="{y:.2}" font-size="{size:.2}" text-anchor="{anchor}" fill="{}"{weight}>{}</text>"#,
                hex(*color),
                Escaped(text)
            )
        }
    }
}

fn hex(Rgb([r, g, b]): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Points as SVG writes them: `1.00,2.00 3.00,4.00`.
struct Coordinates<'a>(&'a [[f64; 2]]);

impl Display for Coordinates<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, [x, y]) in self.0.iter().enumerate() {
            let gap = if number == 0 { "" } else { " " };
            write!(out, "{gap}{x:.2},{y:.2}")?;
        }
        Ok(())
    }
}

/// A text with the special characters of XML escaped and characters that XML does not allow removed.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use std::fmt::Write;
        for character in self.0.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&apos;")?,
                '\t' | '\n' | '\r' => out.write_char(' ')?,
                // XML 1.0, production 2, excludes these.
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                character => out.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        let text = "a<b & \"c\" > 'd'\u{0}\u{b}\n\u{ffff}é损";
        assert_eq!(
            Escaped(text).to_string(),
            "a&lt;b &amp; &quot;c&quot; &gt; &apos;d&apos; é损"
        );
        let xml = format!(r#"<a b="{0}">{0}</a>"#, Escaped(text));
        let parsed = roxmltree::Document::parse(&xml).unwrap();
        assert_eq!(parsed.root_element().text(), Some("a<b & \"c\" > 'd' é损"));
    }
}
