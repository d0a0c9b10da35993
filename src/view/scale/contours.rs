//! Where contour lines run.

/// Contour lines in shown heights.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLines {
    /// Shown height of line 0.
    pub origin: f64,
    /// Lines to a unit of shown height; 0 for none.
    pub density: f64,
    /// One in this many lines is thick.
    pub thick_every: u32,
    /// The shown heights of lines at given levels, ascending; empty where lines are even.
    pub levels: Vec<f64>,
    /// Whether shown height 0 is the lowest value, which a line would meet in points only, and not where a scale ends.
    pub from_minimum: bool,
}

impl ContourLines {
    /// No lines.
    pub(super) fn none() -> Self {
        Self {
            origin: 0.0,
            density: 0.0,
            thick_every: 1,
            levels: Vec::new(),
            from_minimum: false,
        }
    }

    /// The count of lines at the lowest height, where none is drawn; far below where one may be.
    pub fn lowest(&self) -> f64 {
        if self.from_minimum {
            -self.origin * self.density
        } else {
            -1e9
        }
    }

    /// The shown heights of all lines between 0 and 1.
    pub fn heights(&self) -> Vec<f64> {
        if self.density == 0.0 {
            return Vec::new();
        }
        if !self.levels.is_empty() {
            return self.levels.clone();
        }
        let first = (self.lowest() + 1e-3)
            .max(-self.origin * self.density)
            .ceil() as i64;
        let last = ((1.0 - self.origin) * self.density).floor() as i64;
        (first..=last)
            .map(|k| self.origin + k as f64 / self.density)
            .collect()
    }

    /// How many lines lie below each of 1024 shown heights, whole at a line; one 0 where lines are even.
    pub fn table(&self) -> Vec<f32> {
        if self.levels.is_empty() {
            return vec![0.0];
        }
        (0..1024)
            .map(|k| {
                let t = f64::from(k) / 1023.0;
                let above = self.levels.partition_point(|&level| level <= t);
                let below = above.checked_sub(1).map(|k| self.levels[k]);
                let next = self.levels.get(above).copied();
                // Between two lines the count grows evenly; beyond the last it goes on as slowly as it can.
                let part = match (below, next) {
                    (Some(low), Some(high)) => (t - low) / (high - low),
                    (None, Some(high)) => 0.5 + 0.5 * t / high.max(1e-9),
                    (Some(low), None) => 0.5 * (t - low) / (1.0 - low).max(1e-9),
                    (None, None) => 0.5,
                };
                (above as f64 + part - 1.0) as f32
            })
            .collect()
    }
}
