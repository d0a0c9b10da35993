//! The film on a thread of its own, so that drawing goes on while frames are encoded.

use super::film::{Film, FilmError, Finished};
use crate::view::request::FilmSettings;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Frames that may wait for the encoder; more would only cost memory.
const WAITING: usize = 2;

/// A [`Film`] written by the thread `encoder`. Dropped before [`EncoderThread::finish`], it leaves no file behind.
pub struct EncoderThread {
    // Closed to end the thread.
    work: Option<SyncSender<Work>>,
    thread: Option<JoinHandle<Result<Option<Encoded>, FilmError>>>,
}

enum Work {
    Frame(Box<dyn AsRef<[u8]> + Send>),
    Finish,
}

/// A film that is whole, and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The film.
    pub film: Finished,
    /// Time spent on encoding and writing, without waiting for frames.
    pub time: Duration,
}

impl EncoderThread {
    /// Starts a film (see [`Film::create`]); whatever is wrong with target or settings is said here.
    pub fn start(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        let film = Film::create(target, settings)?;
        let (work, incoming) = sync_channel(WAITING);
        let thread = Builder::new()
            .name("encoder".to_owned())
            .spawn(move || encode(film, incoming))
            .map_err(|error| FilmError::Thread(error.to_string()))?;
        Ok(Self {
            work: Some(work),
            thread: Some(thread),
        })
    }

    /// Hands over the next frame (see [`Film::push`]); waits while two others wait for the encoder. Reports an error of
    /// an earlier frame, after which the film is lost.
    pub fn push(&mut self, frame: impl AsRef<[u8]> + Send + 'static) -> Result<(), FilmError> {
        self.send(Work::Frame(Box::new(frame)))
    }

    /// Waits until all frames are written and the film has its name.
    pub fn finish(mut self) -> Result<Encoded, FilmError> {
        self.send(Work::Finish)?;
        self.join()?
            .ok_or_else(|| FilmError::Thread("it ended before the film".to_owned()))
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
            .unwrap_or_else(|| FilmError::Thread("it has ended".to_owned())))
    }

    fn join(&mut self) -> Result<Option<Encoded>, FilmError> {
        self.work = None;
        let Some(thread) = self.thread.take() else {
            return Ok(None);
        };
        thread
            .join()
            .unwrap_or_else(|_| Err(FilmError::Thread("it panicked".to_owned())))
    }
}

impl Drop for EncoderThread {
    fn drop(&mut self) {
        // Waits, so that the temporary file is gone before the program is.
        drop(self.join());
    }
}

fn encode(mut film: Film, incoming: Receiver<Work>) -> Result<Option<Encoded>, FilmError> {
    let mut time = Duration::ZERO;
    for work in incoming {
        let began = Instant::now();
        match work {
            Work::Frame(frame) => {
                film.push((*frame).as_ref())?;
                time += began.elapsed();
            }
            Work::Finish => {
                let film = film.finish()?;
                return Ok(Some(Encoded {
                    film,
                    time: time + began.elapsed(),
                }));
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
    fn the_film_of_the_thread_is_the_film() {
        let folder = tempfile::tempdir().unwrap();
        let (threaded, plain) = (folder.path().join("a.mp4"), folder.path().join("b.mp4"));
        let mut thread = EncoderThread::start(&threaded, SETTINGS).unwrap();
        let mut film = Film::create(&plain, SETTINGS).unwrap();
        for index in 0..10 {
            let frame = vec![index * 20; SETTINGS.frame_bytes()];
            film.push(&frame).unwrap();
            thread.push(frame).unwrap();
        }
        let encoded = thread.finish().unwrap();
        film.finish().unwrap();
        assert_eq!(encoded.film.frames, 10);
        assert!(encoded.time > Duration::ZERO);
        assert!(fs::read(threaded).unwrap() == fs::read(plain).unwrap());
    }

    #[test]
    fn errors_of_frames_come_back_and_nothing_is_left() {
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
                .is_input()
        );
    }
}
