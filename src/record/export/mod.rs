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
mod svg;
mod tables;

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use super::{
    atomic::{Draft, WriteError},
    format::ExportKind,
};
use crate::{
    scene::{Scene, SceneError, Source, Text},
    simulation::{Simulation, simulate},
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
    /// There is no such thing of this scene.
    #[error("{0}")]
    Impossible(&'static str),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl ExportError {
    /// Whether what was asked for is at fault, rather than the machine.
    pub fn is_input(&self) -> bool {
        !matches!(self, Self::Write(_))
    }
}

/// A figure of a scene, worked out.
struct Figure {
    /// Of this figure alone.
    scene: Scene,
    simulation: Simulation,
}

impl Export {
    /// Makes it: the target is whole or as it was.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn make(&self) -> Result<(), ExportError> {
        if self.kind == ExportKind::Scene {
            self.source.save(&self.target)?;
            return Ok(());
        }
        let figures = self.figures()?;
        let language = self.language;
        match self.kind {
            ExportKind::Scene => Ok(()),
            ExportKind::Svg => {
                let drawing = charts::draw(&figures, self)?;
                self.write(|out| svg::write(&drawing, out))
            }
            ExportKind::ChartsPng => {
                let drawing = charts::draw(&figures, self)?;
                self.write(|out| raster::write(&drawing, out))
            }
            ExportKind::Table => {
                let table = tables::Table::of(&figures, language)?;
                self.write(|out| table.write(out))
            }
            ExportKind::Glb => {
                let model = model::Model::of(&figures, self, model::Finish::Shown)?;
                self.write(|out| glb::write(&model, out))
            }
            ExportKind::Obj => {
                let model = model::Model::of(&figures, self, model::Finish::Solid)?;
                self.write(|out| obj::write(&model, out))
            }
        }
    }

    fn figures(&self) -> Result<Vec<Figure>, SceneError> {
        let count = self.source.scene.figures();
        let figure = |number: usize| {
            let alone = match count {
                1 => self.source.clone(),
                _ => self.source.figure(number),
            };
            Ok(Figure {
                simulation: simulate(&alone, None)?,
                scene: alone.scene,
            })
        };
        (0..count).map(figure).collect()
    }

    fn write(
        &self,
        work: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ExportError> {
        let mut draft = Draft::of(&self.target)?;
        let mut out = BufWriter::with_capacity(1 << 16, draft.file());
        let written = work(&mut out).and_then(|()| out.flush());
        drop(out);
        match written {
            Ok(()) => draft.finish()?,
            Err(error) => return Err(draft.error(error).into()),
        };
        Ok(())
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
