//! Background work, each on a thread of its own rather than in a pool: cancelled work may take a while to end, and other
//! work must not queue behind it.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
    },
    thread::Builder,
    time::Duration,
};

use bevy::platform::time::Instant;

/// Background work that sends one result or several. Dropped, it goes on unheard until it ends.
pub struct BackgroundTask<T> {
    told: Mutex<Receiver<T>>,
    since: Instant,
}

/// What was received from background work.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<T> {
    /// Nothing yet.
    Nothing,
    /// A result.
    Told(T),
    /// It has ended: all results were received, or it panicked.
    Ended,
}

impl<T: Send + 'static> BackgroundTask<T> {
    /// Begins work.
    pub fn begin(work: impl FnOnce(&Sender<T>) + Send + 'static) -> Self {
        let (tell, told) = channel();
        // Where no thread can be started, the sender is dropped and the work counts as ended.
        let _ = Builder::new()
            .name("beside the window".to_owned())
            .spawn(move || work(&tell));
        Self {
            told: Mutex::new(told),
            since: Instant::now(),
        }
    }

    /// Receives a result, without waiting.
    pub fn hear(&mut self) -> Heard<T> {
        let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
        match told.try_recv() {
            Ok(told) => Heard::Told(told),
            Err(TryRecvError::Empty) => Heard::Nothing,
            Err(TryRecvError::Disconnected) => Heard::Ended,
        }
    }

    /// Receives a result, waiting for it at most this long.
    pub fn wait(&mut self, at_most: Duration) -> Heard<T> {
        let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
        match told.recv_timeout(at_most) {
            Ok(told) => Heard::Told(told),
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => Heard::Ended,
        }
    }

    /// The time since it began.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn work_tells_one_thing_after_the_other_and_ends() {
        let mut work = BackgroundTask::begin(|tell| (0..2).for_each(|n| tell.send(n).unwrap()));
        assert_eq!(work.wait(LONG), Heard::Told(0));
        assert_eq!(work.wait(LONG), Heard::Told(1));
        assert_eq!(work.wait(LONG), Heard::Ended);
    }

    #[test]
    fn work_that_was_dropped_holds_up_no_other() {
        let (go_on, held) = channel::<()>();
        let idle = BackgroundTask::<()>::begin(move |_| held.recv().unwrap_or_default());
        drop(idle);
        let mut work = BackgroundTask::begin(|tell| tell.send(1).unwrap());
        assert_eq!(work.wait(LONG), Heard::Told(1));
        drop(go_on);
    }
}
