//! Where the time of a film goes.

use serde::Serialize;
use std::time::{Duration, Instant};

/// The stages of making a film; they may overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// From the start of the program to the first frame, without the simulation.
    Start,
    /// Computing the simulation.
    Simulate,
    /// Drawing frames.
    Draw,
    /// Copying frames from the graphics adapter.
    ReadBack,
    /// Encoding and writing.
    Encode,
}

/// Seconds spent in each [`Stage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// [`Stage::Start`].
    pub start: f64,
    /// [`Stage::Simulate`].
    pub simulate: f64,
    /// [`Stage::Draw`].
    pub draw: f64,
    /// [`Stage::ReadBack`].
    pub read_back: f64,
    /// [`Stage::Encode`].
    pub encode: f64,
}

/// Times of one film while it is made.
#[derive(Clone, Debug)]
pub struct Stats {
    began: Instant,
    first_frame: Option<Instant>,
    last_frame: Option<Instant>,
    frames: u64,
    time: StageSeconds,
}

/// What [`Stats`] come to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatsReport {
    /// Frames made.
    pub frames: u64,
    /// Seconds of the whole command.
    pub seconds: f64,
    /// Frames per second of the frame loop alone, from its beginning to its last frame; 0 before.
    pub frames_per_second: f64,
    /// Seconds by stage.
    pub time: StageSeconds,
}

impl Stats {
    /// Begins with a command that began at `began`.
    pub fn since(began: Instant) -> Self {
        Self {
            began,
            first_frame: None,
            last_frame: None,
            frames: 0,
            time: StageSeconds::default(),
        }
    }

    /// Adds time spent in a stage.
    pub fn add(&mut self, stage: Stage, time: Duration) {
        let seconds = match stage {
            Stage::Start => &mut self.time.start,
            Stage::Simulate => &mut self.time.simulate,
            Stage::Draw => &mut self.time.draw,
            Stage::ReadBack => &mut self.time.read_back,
            Stage::Encode => &mut self.time.encode,
        };
        *seconds += time.as_secs_f64();
    }

    /// Does `work` and adds its time to a stage.
    pub fn timed<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        self.add(stage, began.elapsed());
        result
    }

    /// Notes that the frame loop begins.
    pub fn loop_begins(&mut self) {
        self.first_frame = Some(Instant::now());
    }

    /// Notes that a frame is done.
    pub fn frame_done(&mut self) {
        self.frames += 1;
        self.last_frame = Some(Instant::now());
    }

    /// What the times come to until now.
    pub fn report(&self) -> StatsReport {
        let span = self
            .first_frame
            .zip(self.last_frame)
            .map_or(0.0, |(first, last)| (last - first).as_secs_f64());
        StatsReport {
            frames: self.frames,
            seconds: self.began.elapsed().as_secs_f64(),
            frames_per_second: if span > 0.0 {
                self.frames as f64 / span
            } else {
                0.0
            },
            time: self.time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_add_up_and_have_their_names() {
        let mut stats = Stats::since(Instant::now());
        assert_eq!(stats.report().frames_per_second, 0.0);
        stats.add(Stage::Simulate, Duration::from_millis(250));
        stats.add(Stage::ReadBack, Duration::from_millis(500));
        stats.add(Stage::ReadBack, Duration::from_millis(500));
        stats.loop_begins();
        stats.timed(Stage::Draw, || std::thread::sleep(Duration::from_millis(5)));
        stats.frame_done();
        let json = serde_json::to_value(stats.report()).unwrap();
        assert_eq!(json["frames"], 1);
        assert_eq!(json["time"]["simulate"], 0.25);
        assert_eq!(json["time"]["read_back"], 1.0);
        let draw = json["time"]["draw"].as_f64().unwrap();
        let rate = json["frames_per_second"].as_f64().unwrap();
        assert!(draw >= 0.005 && rate > 0.0 && rate <= 1.0 / draw);
        assert!(json["seconds"].as_f64().unwrap() >= draw);
        assert_eq!(json["time"].as_object().unwrap().len(), 5);
    }
}
