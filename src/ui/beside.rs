//! Work beside the frame loop, on a thread of its own: work that nobody waits for any more may go on for a while, and
//! nothing may have to wait for it.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
    },
    thread::Builder,
    time::Duration,
};

use bevy::platform::time::Instant;

/// Work under way, which tells one thing or several. Dropped, it is heard no more.
pub struct Beside<T> {
    told: Mutex<Receiver<T>>,
    since: Instant,
}

/// What there is to hear of work.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<T> {
    /// Nothing yet.
    Nothing,
    /// What it tells.
    Told(T),
    /// It has ended: it has told everything, or stopped before it could.
    Ended,
}

impl<T: Send + 'static> Beside<T> {
    /// Begins work.
    pub fn begin(work: impl FnOnce(&Sender<T>) + Send + 'static) -> Self {
        let (tell, told) = channel();
        // Without a thread the way to tell is closed, and the work counts as ended.
        let _ = Builder::new()
            .name("beside the window".to_owned())
            .spawn(move || work(&tell));
        Self {
            told: Mutex::new(told),
            since: Instant::now(),
        }
    }

    /// What there is to hear now.
    pub fn hear(&mut self) -> Heard<T> {
        let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
        match told.try_recv() {
            Ok(told) => Heard::Told(told),
            Err(TryRecvError::Empty) => Heard::Nothing,
            Err(TryRecvError::Disconnected) => Heard::Ended,
        }
    }

    /// The same, after waiting for it at most so long.
    pub fn wait(&mut self, at_most: Duration) -> Heard<T> {
        let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
        match told.recv_timeout(at_most) {
            Ok(told) => Heard::Told(told),
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => Heard::Ended,
        }
    }

    /// How long it has been under way.
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
        let mut work = Beside::begin(|tell| (0..2).for_each(|n| tell.send(n).unwrap()));
        assert_eq!(work.wait(LONG), Heard::Told(0));
        assert_eq!(work.wait(LONG), Heard::Told(1));
        assert_eq!(work.wait(LONG), Heard::Ended);
    }

    #[test]
    fn work_that_nobody_waits_for_holds_up_no_other() {
        let (go_on, held) = channel::<()>();
        let idle = Beside::<()>::begin(move |_| held.recv().unwrap_or_default());
        drop(idle);
        let mut work = Beside::begin(|tell| tell.send(1).unwrap());
        assert_eq!(work.wait(LONG), Heard::Told(1));
        drop(go_on);
    }
}
