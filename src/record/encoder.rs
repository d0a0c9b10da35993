//! The film on a separate thread, so that frames are drawn while others are encoded.

use super::film::{Film, FilmError};
use crate::view::request::FilmSettings;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// The capacity of the channel to the encoder, in frames.
const QUEUED: usize = 2;

/// A [`Film`] that is written on the thread `encoder`. If it is dropped before [`EncoderThread::finish`], it leaves no
/// file.
pub(super) struct EncoderThread {
    // Closing the channel ends the thread.
    work: Option<SyncSender<Work>>,
    thread: Option<JoinHandle<Result<Option<Duration>, FilmError>>>,
}

enum Work {
    Frame(Box<dyn AsRef<[u8]> + Send>),
    Finish,
}

impl EncoderThread {
    /// Starts a film (see [`Film::create`]); returns errors of the target and the settings.
    pub(super) fn start(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        let film = Film::create(target, settings)?;
        let (work, incoming) = sync_channel(QUEUED);
        let thread = Builder::new()
            .name("encoder".to_owned())
            .spawn(move || encode(film, incoming))
            .map_err(|error| FilmError::Thread(error.to_string()))?;
        Ok(Self {
            work: Some(work),
            thread: Some(thread),
        })
    }

    /// Sends the next frame (see [`Film::push`]); blocks while the channel is full. Returns the error of an earlier
    /// frame, if any.
    pub(super) fn push(
        &mut self,
        frame: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<(), FilmError> {
        self.send(Work::Frame(Box::new(frame)))
    }

    /// Waits until all frames are written and the film has its name. Returns the time spent on encoding and writing.
    pub(super) fn finish(mut self) -> Result<Duration, FilmError> {
        self.send(Work::Finish)?;
        self.join()?
            .ok_or_else(|| FilmError::Thread("its thread ended early".to_owned()))
    }

    fn send(&mut self, work: Work) -> Result<(), FilmError> {
        if self
            .work
            .as_ref()
            .is_some_and(|sender| sender.send(work).is_ok())
        {
            return Ok(());
        }
        Err(self
            .join()
            .err()
            .unwrap_or_else(|| FilmError::Thread("its thread has ended".to_owned())))
    }

    fn join(&mut self) -> Result<Option<Duration>, FilmError> {
        self.work = None;
        let Some(thread) = self.thread.take() else {
            return Ok(None);
        };
        thread
            .join()
            .unwrap_or_else(|_| Err(FilmError::Thread("its thread panicked".to_owned())))
    }
}

impl Drop for EncoderThread {
    fn drop(&mut self) {
        // Waits, so that the temporary file is removed before the process ends.
        drop(self.join());
    }
}

fn encode(mut film: Film, incoming: Receiver<Work>) -> Result<Option<Duration>, FilmError> {
    let mut time = Duration::ZERO;
    for work in incoming {
        let began = Instant::now();
        match work {
            Work::Frame(frame) => {
                film.push((*frame).as_ref())?;
                time += began.elapsed();
            }
            Work::Finish => {
                film.finish()?;
                return Ok(Some(time + began.elapsed()));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const SETTINGS: FilmSettings = FilmSettings {
        width: 32,
        height: 32,
        fps: 30,
        frames: 10,
    };

    #[test]
    fn a_threaded_film_equals_a_plain_one() {
        let folder = tempfile::tempdir().unwrap();
        let (threaded, plain) = (folder.path().join("a.mp4"), folder.path().join("b.mp4"));
        let mut thread = EncoderThread::start(&threaded, SETTINGS).unwrap();
        let mut film = Film::create(&plain, SETTINGS).unwrap();
        for index in 0..10 {
            let frame = vec![index * 20; SETTINGS.frame_bytes()];
            film.push(&frame).unwrap();
            thread.push(frame).unwrap();
        }
        let time = thread.finish().unwrap();
        film.finish().unwrap();
        assert!(time > Duration::ZERO);
        assert!(fs::read(threaded).unwrap() == fs::read(plain).unwrap());
    }

    #[test]
    fn errors_of_frames_are_returned_and_no_file_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.mp4");
        let mut thread = EncoderThread::start(&target, SETTINGS).unwrap();
        let error = (0..10)
            .find_map(|_| thread.push(vec![0; 5]).err())
            .or_else(|| thread.finish().err())
            .unwrap();
        assert!(
            matches!(error, FilmError::FrameSize { found: 5, .. }),
            "{error}"
        );
        let mut thread = EncoderThread::start(&target, SETTINGS).unwrap();
        thread.push(vec![0; SETTINGS.frame_bytes()]).unwrap();
        drop(thread);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(
            EncoderThread::start(Path::new("a.avi"), SETTINGS)
                .err()
                .unwrap()
                .is_input_error()
        );
    }
}
