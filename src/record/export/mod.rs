//! Exports of a scene other than films and stills: tables, charts, 3-D models, and the scene as text. None of them
//! needs a graphics adapter.

mod charts;
mod cloud;
mod draped;
mod drawing;
mod glb;
mod model;
mod obj;
mod raster;
mod relief;
mod shapes;
mod solid;
mod subject;
mod surface;
mod svg;
mod tables;
mod typefaces;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{
    interrupt::Interrupt,
    job::{ExportProgress, Job, JobError, OnProgress, computing_progress},
};
use crate::{
    files::Draft,
    math::progress,
    scene::{Look, Text},
    simulation::{Simulation, simulate_with_progress},
    view::{request::ExportKind, text::placeholders::fill_placeholders},
};

/// A figure of a scene with its simulation.
struct Figure<'a> {
    /// Its title with the values filled in.
    title: Text,
    look: &'a Look,
    simulation: Simulation,
}

/// Computes the figures of a job and writes its file. On an error, an existing file stays as it was.
///
/// # Errors
/// See [`JobError`].
pub(super) fn write_export(
    job: &Job,
    kind: ExportKind,
    interrupt: &Interrupt,
    on_progress: &mut OnProgress,
) -> Result<(), JobError> {
    if kind == ExportKind::Scene {
        job.source.save(&job.request.target)?;
        return Ok(());
    }
    let figures = simulate_figures(job, interrupt, on_progress)?;
    let mut write = |write_contents: &mut WriteContents| {
        write_file(&job.request.target, interrupt, on_progress, write_contents)
    };
    match kind {
        ExportKind::Scene => Ok(()),
        ExportKind::Svg => {
            let drawing = charts::draw(&figures, job)?;
            write(&mut |out| svg::write(&drawing, out))
        }
        ExportKind::ChartsPng => {
            let drawing = charts::draw(&figures, job)?;
            write(&mut |out| raster::write(&drawing, out))
        }
        ExportKind::Table => {
            let table = tables::Table::of(&figures, job.request.language())?;
            write(&mut |out| table.write(out))
        }
        ExportKind::Glb => {
            let model = model::Model::of(&figures, job, model::MeshKind::Open)?;
            write(&mut |out| glb::write(&model, out))
        }
        ExportKind::Obj => {
            let model = model::Model::of(&figures, job, model::MeshKind::Solid)?;
            write(&mut |out| obj::write(&model, out))
        }
    }
}

fn simulate_figures<'a>(
    job: &'a Job,
    interrupt: &Interrupt,
    on_progress: &mut OnProgress,
) -> Result<Vec<Figure<'a>>, JobError> {
    let scene = &job.source.scene;
    let count = scene.figures.len();
    let mut progress = computing_progress(interrupt, on_progress);
    let figure = |number: usize| {
        let mut progress = progress::piece_progress(&mut progress, number, count);
        let simulation = match simulate_with_progress(&job.source, number, None, &mut progress) {
            _ if interrupt.is_raised() => return Err(JobError::Interrupted),
            simulation => simulation?,
        };
        let figure = &scene.figures[number];
        // A single figure has the title of the scene.
        let title = match count {
            1 => &scene.title,
            _ => &figure.title,
        };
        Ok(Figure {
            title: fill_placeholders(title, &figure.subject, &simulation),
            look: scene.look_of(number),
            simulation,
        })
    };
    (0..count).map(figure).collect()
}

/// A text of the scene in the language of the export, with the values of its first figure filled in.
fn filled_text(job: &Job, text: &Text, figures: &[Figure]) -> String {
    let subject = job.source.scene.subjects().next();
    let filled = (subject.zip(figures.first()))
        .map(|(subject, figure)| fill_placeholders(text, subject, &figure.simulation));
    job.request
        .language()
        .text(&filled.unwrap_or_default())
        .to_owned()
}

/// Writes a file, which replaces an existing one when it is complete.
fn write_file(
    target: &Path,
    interrupt: &Interrupt,
    on_progress: &mut OnProgress,
    write_contents: &mut WriteContents,
) -> Result<(), JobError> {
    let mut draft = Draft::create(target)?;
    let writer = ProgressWriter {
        file: draft.file(),
        bytes: 0,
        interrupt,
        on_progress,
    };
    let mut out = BufWriter::with_capacity(1 << 16, writer);
    let written = write_contents(&mut out).and_then(|()| out.flush());
    // Discards the buffer without writing it.
    drop(out.into_parts());
    match written {
        _ if interrupt.is_raised() => Err(JobError::Interrupted),
        Ok(()) => Ok(draft.finish().map(drop)?),
        Err(error) => Err(draft.error(error).into()),
    }
}

/// A function that writes the contents of a file.
type WriteContents<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// A file that reports the number of bytes written, and fails once the export is cancelled.
struct ProgressWriter<'a, 't> {
    file: &'a mut File,
    bytes: u64,
    interrupt: &'a Interrupt,
    on_progress: &'a mut OnProgress<'t>,
}

impl Write for ProgressWriter<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.interrupt.is_raised() {
            return Err(io::Error::other(JobError::Interrupted));
        }
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        (self.on_progress)(ExportProgress::Bytes(self.bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests;
