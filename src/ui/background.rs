//! Background tasks. Each runs on its own thread instead of in a pool, since a cancelled task can take a while to end
//! and must not block others.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
    },
    thread::Builder,
    time::Duration,
};

use bevy::platform::time::Instant;

/// A background task that sends one or several results. If it is dropped, the task runs to its end and its results are
/// discarded.
pub(super) struct BackgroundTask<T> {
    receiver: Mutex<Receiver<T>>,
    started: Instant,
}

/// The result of polling a background task.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received<T> {
    /// No result yet.
    Nothing,
    /// A result.
    Value(T),
    /// The task has ended or panicked, and all its results were received.
    Ended,
}

impl<T: Send + 'static> BackgroundTask<T> {
    /// Starts a task, which sends its results to the given sender.
    pub(super) fn begin(task: impl FnOnce(&Sender<T>) + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        // If no thread can be started, the sender is dropped and the task counts as ended.
        let _ = Builder::new()
            .name("background task".to_owned())
            .spawn(move || task(&sender));
        Self {
            receiver: Mutex::new(receiver),
            started: Instant::now(),
        }
    }

    /// Receives a result without blocking.
    pub(super) fn try_receive(&mut self) -> Received<T> {
        let receiver = self
            .receiver
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        match receiver.try_recv() {
            Ok(result) => Received::Value(result),
            Err(TryRecvError::Empty) => Received::Nothing,
            Err(TryRecvError::Disconnected) => Received::Ended,
        }
    }

    /// Receives a result, blocking for at most `timeout`.
    pub(super) fn wait(&mut self, timeout: Duration) -> Received<T> {
        let receiver = self
            .receiver
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        match receiver.recv_timeout(timeout) {
            Ok(result) => Received::Value(result),
            Err(RecvTimeoutError::Timeout) => Received::Nothing,
            Err(RecvTimeoutError::Disconnected) => Received::Ended,
        }
    }

    /// The time since the task was started.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(60);

    #[test]
    fn results_are_received_in_order() {
        let mut task = BackgroundTask::begin(|sender| (0..2).for_each(|n| sender.send(n).unwrap()));
        assert_eq!(task.wait(TIMEOUT), Received::Value(0));
        assert_eq!(task.wait(TIMEOUT), Received::Value(1));
        assert_eq!(task.wait(TIMEOUT), Received::Ended);
    }

    #[test]
    fn a_dropped_task_blocks_no_other() {
        let (release, blocked) = channel::<()>();
        let idle = BackgroundTask::<()>::begin(move |_| blocked.recv().unwrap_or_default());
        drop(idle);
        let mut task = BackgroundTask::begin(|sender| sender.send(1).unwrap());
        assert_eq!(task.wait(TIMEOUT), Received::Value(1));
        drop(release);
    }
}
