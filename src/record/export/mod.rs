//! The exports of a scene besides pictures: its paths as a table, its charts, its surface as a model, the scene as text.
//! None of them needs a graphics adapter.

mod charts;
mod cloud;
mod draped;
mod drawing;
mod glb;
mod lettering;
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

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{
    interrupt::Interrupt,
    job::{ExportProgress, Job, Tell, computing},
};
use crate::{
    files::{Draft, WriteError},
    math::progress,
    scene::{Look, SceneError, Text},
    simulation::{Simulation, simulate_with_progress},
    view::{request::ExportKind, texts::filled},
    words::Language,
};

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The scene cannot be computed, or saved.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// The scene has nothing of that kind.
    #[error("{0}")]
    Impossible(&'static str),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It was cancelled.
    #[error("stopped: nothing was written")]
    Interrupted,
}

/// A figure of a scene and what happens in it.
struct Figure<'a> {
    /// Its title, with its placeholders filled.
    title: Text,
    look: &'a Look,
    simulation: Simulation,
}

/// Makes the file of a job: it is whole, or as it was.
///
/// # Errors
/// See [`ExportError`].
pub(super) fn make(
    job: &Job,
    kind: ExportKind,
    interrupt: &Interrupt,
    tell: &mut Tell,
) -> Result<(), ExportError> {
    if kind == ExportKind::Scene {
        job.source.save(&job.request.target)?;
        return Ok(());
    }
    let figures = figures(job, interrupt, tell)?;
    let mut write = |work: &mut Work| write(&job.request.target, interrupt, tell, work);
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
            let model = model::Model::of(&figures, job, model::Finish::Shown)?;
            write(&mut |out| glb::write(&model, out))
        }
        ExportKind::Obj => {
            let model = model::Model::of(&figures, job, model::Finish::Solid)?;
            write(&mut |out| obj::write(&model, out))
        }
    }
}

fn figures<'a>(
    job: &'a Job,
    interrupt: &Interrupt,
    tell: &mut Tell,
) -> Result<Vec<Figure<'a>>, ExportError> {
    let scene = &job.source.scene;
    let count = scene.figures.len();
    let mut progress = computing(interrupt, tell);
    let figure = |number: usize| {
        let mut progress = progress::part(&mut progress, number, count);
        let simulation = match simulate_with_progress(&job.source, number, None, &mut progress) {
            _ if interrupt.is_raised() => return Err(ExportError::Interrupted),
            simulation => simulation?,
        };
        let figure = &scene.figures[number];
        // The title of a figure alone is that of the scene.
        let title = match count {
            1 => &scene.title,
            _ => &figure.title,
        };
        Ok(Figure {
            title: filled(title, &figure.subject, &simulation),
            look: scene.look_of(number),
            simulation,
        })
    };
    (0..count).map(figure).collect()
}

/// A text about the scene as a whole, which is about its first figure, in the language of the export.
fn words(job: &Job, text: &Text, figures: &[Figure]) -> String {
    let subject = job.source.scene.subjects().next();
    let filled = (subject.zip(figures.first()))
        .map(|(subject, figure)| filled(text, subject, &figure.simulation));
    said(&filled.unwrap_or_default(), job.request.language()).to_owned()
}

fn write(
    target: &Path,
    interrupt: &Interrupt,
    tell: &mut Tell,
    work: &mut Work,
) -> Result<(), ExportError> {
    let mut draft = Draft::of(target)?;
    let watched = Watched {
        file: draft.file(),
        bytes: 0,
        interrupt,
        tell,
    };
    let mut out = BufWriter::with_capacity(1 << 16, watched);
    let written = work(&mut out).and_then(|()| out.flush());
    // What is left in the buffer of a cancelled file stays unwritten.
    drop(out.into_parts());
    match written {
        _ if interrupt.is_raised() => Err(ExportError::Interrupted),
        Ok(()) => Ok(draft.finish().map(drop)?),
        Err(error) => Err(draft.error(error).into()),
    }
}

/// What writes a file.
type Work<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// A file that takes no more once it is cancelled, and tells how much it has taken.
struct Watched<'a, 't> {
    file: &'a mut File,
    bytes: u64,
    interrupt: &'a Interrupt,
    tell: &'a mut Tell<'t>,
}

impl Write for Watched<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.interrupt.is_raised() {
            return Err(io::Error::other(ExportError::Interrupted));
        }
        let taken = self.file.write(bytes)?;
        self.bytes += taken as u64;
        (self.tell)(ExportProgress::Bytes(self.bytes));
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The words of a text in a language.
fn said(text: &Text, language: Language) -> &str {
    match language {
        Language::English => text.en(),
        Language::Chinese => text.zh(),
    }
}

#[cfg(test)]
mod tests;
