//! How values become heights: the scale of the vertical axis, its ticks, and where contour lines run.

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

/// Height of the box against its width, before exaggeration.
pub const BOX_HEIGHT: f32 = 0.6;
/// Depth of the box of a function of one variable against its width: a road that runs along the function.
pub const ROAD: f32 = 0.22;

/// A map from values to shown heights: 0 the lowest shown, 1 the highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Linear, logarithmic or clamped.
    pub kind: HeightScale,
    low: f64,
    high: f64,
    shift: f64,
    /// Whether all values are one but for rounding.
    constant: bool,
}

impl ValueScale {
    /// The scale for the values of a grid.
    pub fn new(height: &Height, grid: &HeightGrid) -> Self {
        Self::common(height, &[grid])
    }

    /// One scale for the values of several grids.
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
        // A limit below all values, or a percentile equal to the least of them, leaves no range either, yet the values differ.
        if is_constant([minimum, maximum]) && is_constant([minimum, top]) {
            // Flat, in the middle; a logarithm would tell no more.
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
            // Without a range, the least value is in the middle of the box.
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

    /// A logarithmic scale from 10 to the power of `low` to 10 to the power of `high`, of values to which `shift` is added.
    pub fn logarithmic(low: f64, high: f64, shift: f64) -> Self {
        Self {
            kind: HeightScale::Log,
            shift,
            ..Self::linear(low, high)
        }
    }

    /// The shown height of a value; NaN where there is none.
    pub fn shown(&self, value: f64) -> f64 {
        let value = match self.kind {
            // The bottom of a logarithmic scale is as low as it goes.
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

    /// How much the shown height gains to a unit of the value, at a value; 0 where it gains none or nothing is shown.
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

    /// The shown height of a value, and where it would be below the bottom of a logarithmic scale; NaN where there is
    /// none.
    pub fn unbounded(&self, value: f64) -> f64 {
        self.place(match self.kind {
            HeightScale::Log => (value + self.shift).log10(),
            _ => value,
        })
    }

    /// Whether the logarithm is taken of the value above the minimum rather than of the value.
    pub fn is_shifted(&self) -> bool {
        self.shift != 0.0
    }

    /// What is added to a value before the logarithm is taken.
    pub fn shift(&self) -> f64 {
        self.shift
    }

    /// The value that a shifted scale counts from.
    pub fn base(&self) -> f64 {
        -self.shift
    }

    /// Shown heights and texts of about `count` ticks.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        if self.kind == HeightScale::Log {
            let ticks = self.log_ticks(count);
            if ticks.len() > 1 || self.high - self.low > 1.0 {
                return ticks;
            }
            // Between two neighbours such as 2 and 5 a logarithm is nearly straight.
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

    /// Powers of ten; where there are few of them, 2 and 5 times as well.
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
                // Alone they are powers; between 0.2 and 0.05 stands 0.1.
                1.0 if factors.len() == 1 => power_of_ten(power),
                _ => short_number(factor * 10f64.powi(power)),
            };
            (self.place(f64::from(power) + factor.log10()), text)
        })
        .filter(|(place, _)| (-1e-9..=1.0 + 1e-9).contains(place))
        .collect()
    }

    /// Where contour lines run.
    pub fn contours(&self, contours: &Contours) -> ContourLines {
        let span = self.high - self.low;
        let even = |step: f64, thick_every: u32| {
            // A thick line at the bottom or the next below it: counted from 0, lines of a narrow range far from 0 would have
            // numbers that f32 cannot tell apart.
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
    /// About `count` round numbers from `low` to `high`.
    pub fn new(low: f64, high: f64, count: usize) -> Self {
        if is_constant([low, high]) {
            // There is no round number between the two: the number itself is the only tick.
            let sign = if low < 0.0 { -1 } else { 1 };
            return Self {
                first: sign,
                last: sign,
                step: low.abs(),
            };
        }
        let step = nice_step(high - low, count);
        // What rounding took from the ends is given back.
        let slack = 1e-9 * (high - low);
        Self {
            first: ((low - slack) / step).ceil() as i64,
            last: ((high + slack) / step).floor() as i64,
            step,
        }
    }

    /// The numbers.
    pub fn values(&self) -> impl Iterator<Item = f64> + use<> {
        let Self { first, last, step } = *self;
        (first..=last).map(move |k| k as f64 * step)
    }

    /// A number with the digits that these ticks need.
    pub fn text(&self, value: f64) -> String {
        let largest = (self.first.abs().max(self.last.abs()) as f64) * self.step;
        if !(1e-3..1e5).contains(&largest) {
            return scientific_tick(value, self.step);
        }
        let digits = digits_after_point(self.step);
        with_minus(format!("{value:.digits$}"))
    }
}

/// A number in as few characters as still say it: four significant digits, a power of ten where it is very large or small.
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

/// A number of four digits, all of them written, so that it is as wide as another of its size.
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

/// A power of ten, such as 10⁻³; 1 and 10 are themselves.
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

/// Such as −1.5·10⁻³.
fn with_power(factor: &str, power: i32) -> String {
    with_minus(format!("{factor}·10{}", superscript(power)))
}

/// The true minus sign.
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

/// The round number (1, 2 or 5 times a power of ten) that cuts `span` into about `count` parts.
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
