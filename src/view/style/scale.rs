//! The vertical scale: maps values to heights, and places ticks and contour lines.

mod contours;

pub use contours::ContourLines;

use std::borrow::Borrow;

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
/// Depth of the box relative to its width for a function of one variable, which is drawn as a strip.
pub const STRIP_DEPTH: f32 = 0.36;

/// Maps values to normalized heights: 0 at the bottom of the scale, 1 at its top. Values beyond the top are above 1,
/// and values below the bottom of a linear scale below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Linear, logarithmic or clamped.
    pub kind: HeightScale,
    /// The value of normalized height 0, or the exponent of its power of ten on a logarithmic scale.
    low: f64,
    /// The same for normalized height 1.
    high: f64,
    /// What is added to values before taking the logarithm.
    shift: f64,
    /// Whether all values are equal up to rounding.
    constant: bool,
}

impl ValueScale {
    /// The scale for the values of a height grid.
    pub fn new(height: &Height, grid: &HeightGrid) -> Self {
        Self::shared(height, &[grid])
    }

    /// A common scale for the values of several height grids.
    pub fn shared<G: Borrow<HeightGrid>>(height: &Height, grids: &[G]) -> Self {
        let lowest = |of: &dyn Fn(&HeightGrid) -> f64| {
            let all = grids.iter().map(|grid| of(grid.borrow()));
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

    /// The normalized height of a value; NaN for NaN. On a logarithmic scale, values below the bottom are at 0.
    pub fn normalized(&self, value: f64) -> f64 {
        let value = match self.kind {
            // So are values without a logarithm.
            HeightScale::Log if value + self.shift > 0.0 => (value + self.shift).log10(),
            HeightScale::Log if value.is_nan() => value,
            HeightScale::Log => self.low,
            _ => value,
        };
        let height = (value - self.low) / (self.high - self.low);
        if self.kind == HeightScale::Log {
            height.max(0.0)
        } else {
            height
        }
    }

    /// The derivative of the normalized height at a value; 0 where it is constant or undefined.
    pub fn slope(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        let slope = match self.kind {
            HeightScale::Log => {
                let above = value + self.shift;
                let is_above_bottom = above > 0.0 && above.log10() > self.low;
                if !is_above_bottom {
                    return 0.0;
                }
                1.0 / (above * std::f64::consts::LN_10 * span)
            }
            _ => 1.0 / span,
        };
        if slope.is_finite() { slope } else { 0.0 }
    }

    /// Like [`Self::normalized`], without clamping at the bottom of a logarithmic scale; NaN if the value has no
    /// height.
    pub fn normalized_unclamped(&self, value: f64) -> f64 {
        self.fraction(match self.kind {
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

    /// The value whose distance a shifted scale shows: minus the shift.
    pub fn base(&self) -> f64 {
        -self.shift
    }

    /// Normalized heights and labels of ticks, about `count`; on a logarithmic scale there may be more.
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
                .map(|value| (self.fraction(value.log10()), ticks.text(value)))
                .collect();
        }
        let ticks = Ticks::new(self.low, self.high, count);
        ticks
            .values()
            .map(|value| (self.fraction(value), ticks.text(value)))
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
            (self.fraction(f64::from(power) + factor.log10()), text)
        })
        .filter(|(height, _)| (-1e-9..=1.0 + 1e-9).contains(height))
        .collect()
    }

    /// The contour lines for the given settings.
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
                levels: levels.iter().map(|&level| self.normalized(level)).collect(),
                from_minimum: false,
            },
        }
    }

    /// The value at a normalized height.
    pub fn value(&self, height: f64) -> f64 {
        let coordinate = self.low + height * (self.high - self.low);
        match self.kind {
            HeightScale::Log => 10f64.powf(coordinate) - self.shift,
            _ => coordinate,
        }
    }

    /// The normalized height of a value, or of the exponent of a power of ten on a logarithmic scale.
    fn fraction(&self, coordinate: f64) -> f64 {
        (coordinate - self.low) / (self.high - self.low)
    }
}

/// Ticks at round numbers along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticks {
    /// The first and the last tick, in multiples of the step.
    first: i64,
    last: i64,
    step: f64,
}

impl Ticks {
    /// About `count` ticks from `low` to `high`.
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
    let text = format!("{value:.digits$}");
    with_minus(without_trailing_zeros(&text).to_owned())
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

/// The powers of ten between two exponents, thinned to about `count`.
fn decades(low: f64, high: f64, count: usize) -> impl Iterator<Item = i32> {
    let (first, last) = (low.ceil() as i32, high.floor() as i32);
    let stride = ((last - first) as usize / count.max(1) + 1).max(1);
    (first..=last).step_by(stride)
}

/// A tick value in scientific notation, with as many digits as ticks at this distance need.
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

/// An integer in superscript characters.
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

/// The number of decimal places that a multiple of `step` needs, at most 12.
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
