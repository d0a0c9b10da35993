//! The heights of contour lines.

/// Contour lines in terms of normalized heights. The line count of a height is the number of the line there, counted
/// from line 0 and fractional between lines.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLines {
    /// Normalized height of line 0.
    pub origin: f64,
    /// Lines per unit of normalized height; 0 for no lines.
    pub density: f64,
    /// Every how many lines one is thick, counted from line 0.
    pub thick_every: u32,
    /// Normalized heights of lines at given levels, ascending; empty for evenly spaced lines.
    pub levels: Vec<f64>,
    /// Whether normalized height 0 is the minimum of the surface, where a line would degenerate to points.
    pub from_minimum: bool,
}

impl ContourLines {
    /// No lines, for constant surfaces.
    pub(super) fn none() -> Self {
        Self {
            origin: 0.0,
            density: 0.0,
            thick_every: 1,
            levels: Vec::new(),
            from_minimum: false,
        }
    }

    /// The line count at the minimum of the surface, where no line is drawn; far below all counts if lines may be
    /// anywhere.
    pub fn minimum_count(&self) -> f64 {
        if self.from_minimum {
            -self.origin * self.density
        } else {
            -1e9
        }
    }

    /// Normalized heights of the lines: evenly spaced ones above the minimum up to 1, or all given levels.
    pub fn heights(&self) -> Vec<f64> {
        if self.density == 0.0 {
            return Vec::new();
        }
        if !self.levels.is_empty() {
            return self.levels.clone();
        }
        let first = (self.minimum_count() + 1e-3)
            .max(-self.origin * self.density)
            .ceil() as i64;
        let last = ((1.0 - self.origin) * self.density).floor() as i64;
        (first..=last)
            .map(|k| self.origin + k as f64 / self.density)
            .collect()
    }

    /// The line counts at 1024 normalized heights from 0 to 1, an integer at each given level; a single 0 for evenly
    /// spaced lines, whose count is linear.
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
                // Between two lines the count is linear; beyond the last line it stays below the next integer.
                let fraction = match (below, next) {
                    (Some(low), Some(high)) => (t - low) / (high - low),
                    (None, Some(high)) => 0.5 + 0.5 * t / high.max(1e-9),
                    (Some(low), None) => 0.5 * (t - low) / (1.0 - low).max(1e-9),
                    (None, None) => 0.5,
                };
                (above as f64 + fraction - 1.0) as f32
            })
            .collect()
    }
}
