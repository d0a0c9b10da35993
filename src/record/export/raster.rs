//! Drawings as PNG images.

use std::io::{self, Write};

use ::png::Compression;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke,
    StrokeDash, Transform,
};

use super::{
    super::png,
    drawing::{Anchor, DASH, Drawing, Mark, PixelRect},
    typefaces::Typefaces,
};
use crate::view::{request::FilmSettings, style::theme::Rgb};

/// Rasterizes a drawing and writes it as PNG.
pub(super) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    let [width, height] = drawing.size;
    let mut pixels =
        Pixmap::new(width, height).ok_or_else(|| io::Error::other("the image has no size"))?;
    pixels.fill(color(drawing.background));
    let typefaces = [false, true].map(Typefaces::new);
    for mark in drawing.groups.iter().flat_map(|group| &group.marks) {
        paint(mark, &typefaces, &mut pixels);
    }
    let mut rgb = Vec::new();
    // The background is opaque.
    png::opaque(pixels.data(), &mut rgb);
    let settings = FilmSettings {
        width,
        height,
        fps: 1,
        frames: 1,
    };
    png::write(out, settings, &rgb, Compression::Balanced)
}

fn paint(mark: &Mark, typefaces: &[Typefaces; 2], pixels: &mut Pixmap) {
    match mark {
        Mark::Rule { ends, color, width } => {
            stroke(pixels, line(ends), *color, *width, false, None);
        }
        Mark::Line {
            points,
            color,
            width,
            dashed,
            clip,
        } => {
            let mask = mask(pixels, clip);
            stroke(pixels, line(points), *color, *width, *dashed, mask.as_ref());
        }
        Mark::Dot {
            at: [x, y],
            radius,
            color,
        } => {
            fill(
                pixels,
                PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32),
                *color,
            );
        }
        Mark::Text {
            at: [x, y],
            text,
            size,
            color,
            anchor,
            semibold,
        } => {
            let typefaces = &typefaces[usize::from(*semibold)];
            let part = match anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => 0.5,
                Anchor::End => 1.0,
            };
            let left = x - part * typefaces.width(text, *size);
            let mut path = PathBuilder::new();
            typefaces.outline(text, *size, [left, *y], &mut path);
            fill(pixels, path.finish(), *color);
        }
    }
}

/// A path through points. A single point becomes a line of zero length, which is drawn with round caps.
fn line(points: &[[f64; 2]]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (number, [x, y]) in points.iter().enumerate() {
        let [x, y] = [*x as f32, *y as f32];
        if number == 0 {
            path.move_to(x, y);
        }
        if number > 0 || points.len() == 1 {
            path.line_to(x, y);
        }
    }
    path.finish()
}

fn stroke(
    pixels: &mut Pixmap,
    path: Option<Path>,
    color: Rgb,
    width: f64,
    dashed: bool,
    mask: Option<&Mask>,
) {
    let Some(path) = path else {
        return;
    };
    let stroke = Stroke {
        width: width as f32,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        dash: dashed.then(|| StrokeDash::new(DASH.into(), 0.0)).flatten(),
        ..Stroke::default()
    };
    pixels.stroke_path(&path, &ink(color), &stroke, Transform::identity(), mask);
}

fn fill(pixels: &mut Pixmap, path: Option<Path>, color: Rgb) {
    if let Some(path) = path {
        let (rule, plain) = (FillRule::Winding, Transform::identity());
        pixels.fill_path(&path, &ink(color), rule, plain, None);
    }
}

fn mask(pixels: &Pixmap, frame: &PixelRect) -> Option<Mask> {
    let mut mask = Mask::new(pixels.width(), pixels.height())?;
    let PixelRect {
        left,
        top,
        width,
        height,
    } = *frame;
    let rect = Rect::from_xywh(left as f32, top as f32, width as f32, height as f32)?;
    let path = PathBuilder::from_rect(rect);
    mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
    Some(mask)
}

fn ink(of: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(of));
    paint.anti_alias = true;
    paint
}

fn color(Rgb([r, g, b]): Rgb) -> Color {
    Color::from_rgba8(r, g, b, 255)
}
