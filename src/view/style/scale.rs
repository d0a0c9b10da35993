//! The vertical scale: maps values to heights, and places ticks and contour lines.

mod contours;

pub use contours::ContourLines;

use crate::{
    math::{
        range::is_constant,
        round::{scientific, without_trailing_zeros},
    },
    scene::{Contours, Height, HeightScale},
    simulation::HeightGrid,
};

/// Height of the box relative to its width, before exaggeration.
pub const BOX_HEIGHT: f32 = 0.6;
/// Depth of the box relative to its width for a function of one variable, drawn as a strip along its curve.
pub const ROAD: f32 = 0.36;

/// Maps values to shown heights: 0 for the lowest shown value, 1 for the highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Linear, logarithmic or clamped.
    pub kind: HeightScale,
    low: f64,
    high: f64,
    shift: f64,
    /// Whether all values are equal up to rounding.
    constant: bool,
}

impl ValueScale {
    /// The scale for the values of a height grid.
    pub fn new(height: &Height, grid: &HeightGrid) -> Self {
        Self::common(height, &[grid])
    }

    /// A common scale for the values of several height grids.
    pub fn common(height: &Height, grids: &[&HeightGrid]) -> Self {
        let lowest = |of: &dyn Fn(&HeightGrid) -> f64| {
            let all = grids.iter().map(|grid| of(grid));
            all.min_by(f64::total_cmp).unwrap_or(0.0)
        };
        let highest = |of: &dyn Fn(&HeightGrid) -> f64| -lowest(&|grid| -of(grid));
        let (minimum, maximum) = (lowest(&|grid| grid.minimum), highest(&|grid| grid.maximum));
        let top = match (height.limit, height.scale) {
            (Some(limit), _) => limit,
            (None, HeightScale::Clamped) => highest(&|grid| grid.percentile(98.0)),
            (None, _) => maximum,
        };
        // A limit below all values, or a percentile equal to the minimum, also leaves no range, but then the values
        // differ.
        if is_constant([minimum, maximum]) && is_constant([minimum, top]) {
            // A flat surface at mid-height; a logarithm would show no more.
            let (value, around) = (0.5 * minimum + 0.5 * maximum, 0.5 * minimum.abs().max(1.0));
            return Self {
                constant: true,
                ..Self::linear(value - around, value + around)
            };
        }
        let mut scale = Self {
            kind: height.scale,
            ..Self::linear(minimum, top)
        };
        if height.scale == HeightScale::Log {
            if minimum < 0.0 {
                scale.shift = -minimum;
            }
            let lowest = lowest(&|grid| grid.percentile(1.0)) + scale.shift;
            let lowest = lowest.max((top + scale.shift) * 1e-12);
            scale.low = lowest.log10().floor();
            scale.high = (top + scale.shift).log10();
        }
        if is_constant([scale.low, scale.high]) || scale.high.is_nan() {
            // Without a range, the minimum is at mid-height.
            let around = 0.5 * scale.low.abs().max(1.0);
            (scale.low, scale.high) = (scale.low - around, scale.low + around);
        }
        scale
    }

    /// A linear scale from `low` to `high`.
    pub fn linear(low: f64, high: f64) -> Self {
        Self {
            kind: HeightScale::Linear,
            low,
            high,
            shift: 0.0,
            constant: false,
        }
    }

    /// A logarithmic scale from 10^`low` to 10^`high`; `shift` is added to values before the logarithm.
    pub fn logarithmic(low: f64, high: f64, shift: f64) -> Self {
        Self {
            kind: HeightScale::Log,
            shift,
            ..Self::linear(low, high)
        }
    }

    /// The shown height of a value; NaN if it has none.
    pub fn shown(&self, value: f64) -> f64 {
        let value = match self.kind {
            // Values without a logarithm are at the bottom of the scale.
            HeightScale::Log if value + self.shift > 0.0 => (value + self.shift).log10(),
            HeightScale::Log if value.is_nan() => value,
            HeightScale::Log => self.low,
            _ => value,
        };
        let shown = (value - self.low) / (self.high - self.low);
        if self.kind == HeightScale::Log {
            shown.max(0.0)
        } else {
            shown
        }
    }

    /// The derivative of the shown height at a value; 0 where it is constant or undefined.
    pub fn slope(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        let slope = match self.kind {
            HeightScale::Log => {
                let above = value + self.shift;
                let seen = above > 0.0 && above.log10() > self.low;
                if !seen {
                    return 0.0;
                }
                1.0 / (above * std::f64::consts::LN_10 * span)
            }
            _ => 1.0 / span,
        };
        if slope.is_finite() { slope } else { 0.0 }
    }

    /// Like [`Self::shown`], without clamping at the bottom of a logarithmic scale; NaN if the value has no height.
    pub fn unbounded(&self, value: f64) -> f64 {
        self.place(match self.kind {
            HeightScale::Log => (value + self.shift).log10(),
            _ => value,
        })
    }

    /// Whether values are shifted before taking the logarithm.
    pub fn is_shifted(&self) -> bool {
        self.shift != 0.0
    }

    /// The number that is added to a value before taking the logarithm.
    pub fn shift(&self) -> f64 {
        self.shift
    }

    /// The value at which a shifted scale has its origin.
    pub fn base(&self) -> f64 {
        -self.shift
    }

    /// Shown heights and labels of about `count` ticks.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        if self.kind == HeightScale::Log {
            let ticks = self.log_ticks(count);
            if ticks.len() > 1 || self.high - self.low > 1.0 {
                return ticks;
            }
            // Between neighbours such as 2 and 5 a logarithm is nearly linear.
            let [low, high] = [self.low, self.high].map(|power| 10f64.powf(power));
            let ticks = Ticks::new(low, high, count);
            return (ticks.values())
                .map(|value| (self.place(value.log10()), ticks.text(value)))
                .collect();
        }
        let ticks = Ticks::new(self.low, self.high, count);
        ticks
            .values()
            .map(|value| (self.place(value), ticks.text(value)))
            .collect()
    }

    /// Ticks at powers of ten, and at 2 and 5 times those if there are few.
    fn log_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let powers: Vec<i32> = decades(self.low, self.high, count).collect();
        let factors: &[f64] = if self.high - self.low < 2.2 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let from = self.low.floor() as i32;
        let all = (from..=self.high.floor() as i32)
            .filter(|power| factors.len() > 1 || powers.contains(power))
            .flat_map(|power| factors.iter().map(move |&factor| (power, factor)));
        all.map(|(power, factor)| {
            let text = match factor {
                // Only powers use exponents; with 0.2 and 0.05, 0.1 is written out.
                1.0 if factors.len() == 1 => power_of_ten(power),
                _ => short_number(factor * 10f64.powi(power)),
            };
            (self.place(f64::from(power) + factor.log10()), text)
        })
        .filter(|(place, _)| (-1e-9..=1.0 + 1e-9).contains(place))
        .collect()
    }

    /// The contour lines that the settings ask for.
    pub fn contours(&self, contours: &Contours) -> ContourLines {
        let span = self.high - self.low;
        let even = |step: f64, thick_every: u32| {
            // The origin is at a thick line at or below the bottom. Counted from 0, lines of a narrow range far from 0
            // would have indices beyond the precision of f32.
            let thick = step * f64::from(thick_every);
            ContourLines {
                origin: ((self.low / thick).floor() * thick - self.low) / span,
                density: span / step,
                thick_every,
                levels: Vec::new(),
                from_minimum: self.kind != HeightScale::Log,
            }
        };
        match contours {
            _ if self.constant => ContourLines::none(),
            Contours::None => ContourLines::none(),
            Contours::Count(count) if self.kind == HeightScale::Log => {
                let per_decade = (f64::from(*count) / span).round().clamp(1.0, 10.0);
                even(1.0 / per_decade, per_decade as u32)
            }
            Contours::Count(count) => even(nice_step(span, *count as usize), 5),
            Contours::Levels(levels) => ContourLines {
                origin: 0.0,
                density: 1.0,
                thick_every: u32::MAX,
                levels: levels.iter().map(|&level| self.shown(level)).collect(),
                from_minimum: false,
            },
        }
    }

    /// The value at a shown height.
    pub fn value(&self, shown: f64) -> f64 {
        let place = self.low + shown * (self.high - self.low);
        match self.kind {
            HeightScale::Log => 10f64.powf(place) - self.shift,
            _ => place,
        }
    }

    fn place(&self, position: f64) -> f64 {
        (position - self.low) / (self.high - self.low)
    }
}

/// Round numbers along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticks {
    first: i64,
    last: i64,
    step: f64,
}

impl Ticks {
    /// About `count` round numbers between `low` and `high`.
    ///
    /// # Examples
    /// ```
    /// use fallline::view::style::scale::Ticks;
    ///
    /// let ticks = Ticks::new(-2.1, 2.1, 5);
    /// assert_eq!(ticks.values().collect::<Vec<_>>(), [-2.0, -1.0, 0.0, 1.0, 2.0]);
    /// assert_eq!(ticks.text(-2.0), "−2");
    /// ```
    pub fn new(low: f64, high: f64, count: usize) -> Self {
        if is_constant([low, high]) {
            // An empty range has one tick, the number itself.
            let sign = if low < 0.0 { -1 } else { 1 };
            return Self {
                first: sign,
                last: sign,
                step: low.abs(),
            };
        }
        let step = nice_step(high - low, count);
        // Tolerates rounding at the ends.
        let slack = 1e-9 * (high - low);
        Self {
            first: ((low - slack) / step).ceil() as i64,
            last: ((high + slack) / step).floor() as i64,
            step,
        }
    }

    /// The tick values, ascending.
    pub fn values(&self) -> impl Iterator<Item = f64> + use<> {
        let Self { first, last, step } = *self;
        (first..=last).map(move |k| k as f64 * step)
    }

    /// Formats a tick value with as many digits as these ticks need.
    pub fn text(&self, value: f64) -> String {
        let largest = (self.first.abs().max(self.last.abs()) as f64) * self.step;
        if !(1e-3..1e5).contains(&largest) {
            return scientific_tick(value, self.step);
        }
        let digits = digits_after_point(self.step);
        with_minus(format!("{value:.digits$}"))
    }
}

/// Formats a number briefly: four significant digits, or scientific notation if it is very large or small.
pub fn short_number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".into();
    }
    if !(1e-3..1e5).contains(&size) {
        let (factor, power) = scientific(value, 3);
        return with_power(without_trailing_zeros(&factor), power);
    }
    let digits = (3 - size.log10().floor() as i32).clamp(0, 3 + 3) as usize;
    let written = format!("{value:.digits$}");
    with_minus(without_trailing_zeros(&written).to_owned())
}

/// Formats a number with exactly four significant digits, so that numbers of similar size have equal width.
pub fn fixed_number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !(1e-3..1e4).contains(&size) {
        if value == 0.0 || !value.is_finite() {
            return short_number(value);
        }
        let (factor, power) = scientific(value, 4);
        return with_power(&factor, power);
    }
    let digits = (3 - size.log10().floor() as i32).clamp(0, 6) as usize;
    with_minus(format!("{value:.digits$}"))
}

/// A power of ten such as 10⁻³; 1, 10 and 100 are written out.
fn power_of_ten(power: i32) -> String {
    match power {
        0 => "1".into(),
        1 => "10".into(),
        2 => "100".into(),
        _ => format!("10{}", superscript(power)),
    }
}

fn decades(low: f64, high: f64, count: usize) -> impl Iterator<Item = i32> {
    let (first, last) = (low.ceil() as i32, high.floor() as i32);
    let stride = ((last - first) as usize / count.max(1) + 1).max(1);
    (first..=last).step_by(stride)
}

fn scientific_tick(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let power = value.abs().log10().floor() as i32;
    let digits = digits_after_point(step / 10f64.powi(power));
    let factor = value / 10f64.powi(power);
    with_power(&format!("{factor:.digits$}"), power)
}

/// A number in scientific notation such as −1.5·10⁻³.
fn with_power(factor: &str, power: i32) -> String {
    with_minus(format!("{factor}·10{}", superscript(power)))
}

/// Replaces hyphens by minus signs.
fn with_minus(text: String) -> String {
    text.replace('-', "−")
}

fn superscript(power: i32) -> String {
    power
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => char::from_u32('⁰' as u32 + (digit as u32 - '0' as u32)).unwrap_or(digit),
        })
        .collect()
}

fn digits_after_point(step: f64) -> usize {
    (0..12)
        .find(|&digits| {
            let scaled = step * 10f64.powi(digits);
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .unwrap_or(12) as usize
}

/// The round number (1, 2 or 5 times a power of ten) that divides `span` into about `count` parts.
pub fn nice_step(span: f64, count: usize) -> f64 {
    let rough = span / count.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let factor = rough / power;
    let round = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .min_by(|a: &f64, b: &f64| (a / factor).ln().abs().total_cmp(&(b / factor).ln().abs()))
        .unwrap_or(1.0);
    round * power
}

#[cfg(test)]
mod tests;
