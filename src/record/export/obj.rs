//! Models as Wavefront OBJ for 3-D printers: in millimetres, with figures 100 mm wide, z up. The surface is one closed
//! object, and so is each mark on it. Vertex colours follow the coordinates, as most programs read them.

use std::io::{self, Write};

use super::model::{Model, Paint};

/// Width of a figure in millimetres.
pub(super) const WIDTH: f64 = 100.0;

/// Writes a model as OBJ.
pub(super) fn write(model: &Model, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}", one_line(&model.title))?;
    writeln!(
        out,
        "# {} {}, {}; unit: millimetre, z up",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
        one_line(&model.origin)
    )?;
    let mut base = 1;
    for figure in &model.figures {
        for part in &figure.parts {
            let name = format!("{} {}", figure.name, part.name);
            writeln!(out, "o {}", one_line(&name).replace(' ', "_"))?;
            for (number, point) in part.mesh.points.iter().enumerate() {
                let mut position = WIDTH * (*point + part.at);
                position.x += WIDTH * figure.offset;
                let color = match &part.paint {
                    Paint::PerPoint(colors) => colors[number],
                    Paint::Uniform(color) => *color,
                };
                let [r, g, b] = color.0.map(|channel| f64::from(channel) / 255.0);
                // 0.0001 mm is finer than any printer.
                writeln!(
                    out,
                    "v {:.4} {:.4} {:.4} {r:.3} {g:.3} {b:.3}",
                    position.x, -position.z, position.y
                )?;
            }
            for &[a, b, c] in &part.mesh.triangles {
                writeln!(out, "f {} {} {}", base + a, base + b, base + c)?;
            }
            base += part.mesh.points.len() as u32;
        }
    }
    Ok(())
}

/// Removes line breaks and other control characters.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests;
