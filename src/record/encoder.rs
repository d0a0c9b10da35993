//! Encodes and writes a film on a separate thread, so that frames are drawn while earlier ones are encoded.

use super::film::{Film, FilmError};
use crate::view::request::FilmSettings;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// The maximum number of frames that wait for the encoder.
const MAX_QUEUED_FRAMES: usize = 2;

/// A [`Film`] that is written on the thread `encoder`. If it is dropped before [`EncoderThread::finish`], it leaves no
/// partial file.
pub(super) struct EncoderThread {
    // Closing the channel ends the thread.
    messages: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<Result<Option<Duration>, FilmError>>>,
}

enum Message {
    Frame(Box<dyn AsRef<[u8]> + Send>),
    Finish,
}

impl EncoderThread {
    /// Starts a film.
    ///
    /// # Errors
    /// See [`Film::create`]; also if the thread cannot be started.
    pub(super) fn start(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        let film = Film::create(target, settings)?;
        let (messages, incoming) = sync_channel(MAX_QUEUED_FRAMES);
        let thread = Builder::new()
            .name("encoder".to_owned())
            .spawn(move || encode(film, incoming))
            .map_err(|error| FilmError::Thread(error.to_string()))?;
        Ok(Self {
            messages: Some(messages),
            thread: Some(thread),
        })
    }

    /// Sends the next frame (see [`Film::push`]); blocks while the channel is full.
    ///
    /// # Errors
    /// The error of an earlier frame.
    pub(super) fn push(
        &mut self,
        frame: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<(), FilmError> {
        self.send(Message::Frame(Box::new(frame)))
    }

    /// Waits until all frames are written and the file has its final name. Returns the time spent on encoding and
    /// writing.
    ///
    /// # Errors
    /// The error of any frame, or of writing the file.
    pub(super) fn finish(mut self) -> Result<Duration, FilmError> {
        self.send(Message::Finish)?;
        self.join()?
            .ok_or_else(|| FilmError::Thread("its thread ended early".to_owned()))
    }

    fn send(&mut self, message: Message) -> Result<(), FilmError> {
        if self
            .messages
            .as_ref()
            .is_some_and(|sender| sender.send(message).is_ok())
        {
            return Ok(());
        }
        Err(self
            .join()
            .err()
            .unwrap_or_else(|| FilmError::Thread("its thread has ended".to_owned())))
    }

    fn join(&mut self) -> Result<Option<Duration>, FilmError> {
        self.messages = None;
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

/// Writes the frames that arrive. Returns the time spent on it; none if the channel closes before the end of the film.
fn encode(mut film: Film, incoming: Receiver<Message>) -> Result<Option<Duration>, FilmError> {
    let mut time = Duration::ZERO;
    for message in incoming {
        let began = Instant::now();
        match message {
            Message::Frame(frame) => {
                film.push((*frame).as_ref())?;
                time += began.elapsed();
            }
            Message::Finish => {
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
