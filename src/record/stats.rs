//! Statistics of a film: how long it took, and how its pictures are composed.

use crate::view::frame::composition::Composition;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The stages of making a film, which may overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The start of the program and of the offscreen renderer, before the first frame; without the simulation.
    Start,
    Simulate,
    Draw,
    /// Reading frames back from the GPU.
    ReadBack,
    Encode,
}

/// The seconds spent in each [`Stage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct StageSeconds {
    pub(super) start: f64,
    pub(super) simulate: f64,
    pub(super) draw: f64,
    pub(super) read_back: f64,
    pub(super) encode: f64,
}

/// How much of the pictures their subjects take.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct PictureStats {
    /// The share of pixels that differ from the background, with axes and text hidden.
    pub(super) coloured: f64,
    /// The composition of each figure.
    pub(super) figures: Vec<Composition>,
}

/// Collects the statistics of one film.
#[derive(Clone, Debug)]
pub(super) struct Stats {
    began: Instant,
    loop_began: Option<Instant>,
    last_frame: Option<Instant>,
    frames: u64,
    time: StageSeconds,
    /// How the pictures are composed.
    pub(super) picture: PictureStats,
}

/// The contents of the statistics file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct StatsReport {
    /// The number of frames.
    pub(super) frames: u64,
    /// The seconds since the command began.
    pub(super) seconds: f64,
    /// Frames per second in the frame loop, from its beginning to the last frame; 0 before the first frame.
    pub(super) frames_per_second: f64,
    pub(super) time: StageSeconds,
    #[serde(flatten)]
    pub(super) picture: PictureStats,
}

impl Stats {
    /// Starts the statistics of a command that began at `began`.
    pub(super) fn since(began: Instant) -> Self {
        Self {
            began,
            loop_began: None,
            last_frame: None,
            frames: 0,
            time: StageSeconds::default(),
            picture: PictureStats::default(),
        }
    }

    /// Adds time to a stage.
    pub(super) fn add(&mut self, stage: Stage, time: Duration) {
        let seconds = match stage {
            Stage::Start => &mut self.time.start,
            Stage::Simulate => &mut self.time.simulate,
            Stage::Draw => &mut self.time.draw,
            Stage::ReadBack => &mut self.time.read_back,
            Stage::Encode => &mut self.time.encode,
        };
        *seconds += time.as_secs_f64();
    }

    /// Runs `work` and adds its time to a stage.
    pub(super) fn timed<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        self.add(stage, began.elapsed());
        result
    }

    /// Marks the beginning of the frame loop.
    pub(super) fn begin_loop(&mut self) {
        self.loop_began = Some(Instant::now());
    }

    /// Counts a frame.
    pub(super) fn count_frame(&mut self) {
        self.frames += 1;
        self.last_frame = Some(Instant::now());
    }

    /// The report up to now.
    pub(super) fn report(&self) -> StatsReport {
        let span = self
            .loop_began
            .zip(self.last_frame)
            .map_or(0.0, |(began, last)| (last - began).as_secs_f64());
        StatsReport {
            frames: self.frames,
            seconds: self.began.elapsed().as_secs_f64(),
            frames_per_second: if span > 0.0 {
                self.frames as f64 / span
            } else {
                0.0
            },
            time: self.time,
            picture: self.picture.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_stage_are_added_under_its_name() {
        let mut stats = Stats::since(Instant::now());
        assert_eq!(stats.report().frames_per_second, 0.0);
        stats.add(Stage::Simulate, Duration::from_millis(250));
        stats.add(Stage::ReadBack, Duration::from_millis(500));
        stats.add(Stage::ReadBack, Duration::from_millis(500));
        stats.begin_loop();
        stats.timed(Stage::Draw, || std::thread::sleep(Duration::from_millis(5)));
        stats.count_frame();
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
