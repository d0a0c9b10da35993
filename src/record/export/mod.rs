//! What can be taken away of a scene besides pictures: its paths as a table, its charts, its surface as a model, the
//! scene as text. None of it needs a graphics adapter.
//!
//! [`Export`] says what to make and makes it.

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
    path::PathBuf,
};

use super::{
    format::ExportKind,
    interrupt::Interrupt,
    metadata::Metadata,
    outputs::{OutputError, Outputs},
};
use crate::{
    files::{Draft, WriteError},
    math::progress::{self, Progress},
    scene::{Look, SceneError, Source, Text},
    simulation::{Simulation, simulate_with_progress},
    view::texts::filled,
    words::Language,
};

/// What to take away.
#[derive(Clone, Debug)]
pub struct Export {
    /// The scene.
    pub source: Source,
    /// The file.
    pub target: PathBuf,
    /// What is written to it.
    pub kind: ExportKind,
    /// Width and height of charts in pixels. Default: as large as they need to be.
    pub size: Option<[u32; 2]>,
    /// Of names and labels.
    pub language: Language,
}

/// Why it could not be taken away.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The scene cannot be worked out, or saved.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// It would replace another file, or cannot be written there.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// There is no such thing of this scene.
    #[error("{0}")]
    Impossible(&'static str),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Somebody asked for the end.
    #[error("stopped: nothing was written")]
    Interrupted,
}

impl ExportError {
    /// Whether what was asked for is at fault, rather than the machine.
    pub fn is_input(&self) -> bool {
        match self {
            Self::Interrupted => false,
            Self::Write(error) => error.is_input(),
            Self::Output(error) => error.is_input(),
            Self::Scene(_) | Self::Impossible(_) => true,
        }
    }
}

/// A figure of a scene and what happens in it.
struct Figure<'a> {
    /// Its title, with its placeholders filled.
    title: Text,
    look: &'a Look,
    simulation: Simulation,
}

impl Export {
    /// Makes it: the target is whole or as it was. `progress` is the progress callback of the simulation, then `written` is
    /// told how many bytes are written. Anything but the scene itself has a sidecar that says what it was made from.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn make(
        &self,
        interrupt: &Interrupt,
        progress: &mut Progress,
        mut written: impl FnMut(u64),
    ) -> Result<(), ExportError> {
        self.outputs().check(&self.source)?;
        if self.kind == ExportKind::Scene {
            self.source.save(&self.target)?;
            return Ok(());
        }
        let figures = self.figures(interrupt, progress)?;
        let mut write = |work: &mut Work| self.write(interrupt, &mut written, work);
        let language = self.language;
        match self.kind {
            ExportKind::Scene => {}
            ExportKind::Svg => {
                let drawing = charts::draw(&figures, self)?;
                write(&mut |out| svg::write(&drawing, out))?;
            }
            ExportKind::ChartsPng => {
                let drawing = charts::draw(&figures, self)?;
                write(&mut |out| raster::write(&drawing, out))?;
            }
            ExportKind::Table => {
                let table = tables::Table::of(&figures, language)?;
                write(&mut |out| table.write(out))?;
            }
            ExportKind::Glb => {
                let model = model::Model::of(&figures, self, model::Finish::Shown)?;
                write(&mut |out| glb::write(&model, out))?;
            }
            ExportKind::Obj => {
                let model = model::Model::of(&figures, self, model::Finish::Solid)?;
                write(&mut |out| obj::write(&model, out))?;
            }
        }
        let metadata = Metadata {
            size: self.size,
            charts: matches!(self.kind, ExportKind::Svg | ExportKind::ChartsPng),
            ..Metadata::new(&self.source, language)
        };
        metadata.write_beside(&self.target)?;
        Ok(())
    }

    /// The files that it writes.
    fn outputs(&self) -> Outputs<'_> {
        Outputs {
            has_sidecar: self.kind != ExportKind::Scene,
            ..Outputs::of(&self.target)
        }
    }

    fn figures(
        &self,
        interrupt: &Interrupt,
        progress: &mut Progress,
    ) -> Result<Vec<Figure<'_>>, ExportError> {
        let scene = &self.source.scene;
        let count = scene.figures.len();
        let mut progress = interrupt.over(progress);
        let figure = |number: usize| {
            let mut progress = progress::part(&mut progress, number, count);
            let simulation = match simulate_with_progress(&self.source, number, None, &mut progress)
            {
                _ if interrupt.is_raised() => return Err(ExportError::Interrupted),
                simulation => simulation?,
            };
            let figure = &scene.figures[number];
            // The title of a figure alone is that of the scene.
            let title = if count == 1 {
                &scene.title
            } else {
                &figure.title
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
    fn words(&self, text: &Text, figures: &[Figure]) -> String {
        let subject = self.source.scene.subjects().next();
        let filled = (subject.zip(figures.first()))
            .map(|(subject, figure)| filled(text, subject, &figure.simulation));
        said(&filled.unwrap_or_default(), self.language).to_owned()
    }

    fn write(
        &self,
        interrupt: &Interrupt,
        written: &mut dyn FnMut(u64),
        work: &mut Work,
    ) -> Result<(), ExportError> {
        let mut draft = Draft::of(&self.target)?;
        let watched = Watched {
            file: draft.file(),
            bytes: 0,
            interrupt,
            written,
        };
        let mut out = BufWriter::with_capacity(1 << 16, watched);
        let written = work(&mut out).and_then(|()| out.flush());
        // What is left in the buffer of a file that is given up stays unwritten.
        drop(out.into_parts());
        match written {
            _ if interrupt.is_raised() => Err(ExportError::Interrupted),
            Ok(()) => Ok(draft.finish().map(drop)?),
            Err(error) => Err(draft.error(error).into()),
        }
    }
}

/// What writes a file.
type Work<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// A file that takes no more once its end was asked for, and says how much it has taken.
struct Watched<'a> {
    file: &'a mut File,
    bytes: u64,
    interrupt: &'a Interrupt,
    written: &'a mut dyn FnMut(u64),
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.interrupt.is_raised() {
            return Err(io::Error::other(ExportError::Interrupted));
        }
        let taken = self.file.write(bytes)?;
        self.bytes += taken as u64;
        (self.written)(self.bytes);
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
