use super::{RunOutcome, Runs};
use crate::{
    math::{descent::EffectiveRates, table::Matrix},
    scene::Quantity,
};

/// A curve of a chart: a number over the steps or over another axis.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The index of the parameter that it describes; 0 if it describes none.
    pub parameter: usize,
    values: Values<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Values<'a> {
    /// A value for each step from 0.
    Plain(&'a [f64]),
    /// A row of parameters for each step.
    Points(&'a Matrix),
    /// Rates at some of the updates, each located at the step before the update.
    Rates(&'a EffectiveRates),
    /// Pairs of position and value, ascending.
    Pairs(&'a [(f64, f64)]),
    /// A value for each integer from 1.
    Numbered(&'a [f64]),
}

impl<'a> Series<'a> {
    /// A value for each step from 0.
    pub(super) fn plain(values: &'a [f64]) -> Self {
        Self::of(Values::Plain(values))
    }

    /// Pairs of position and value, ascending.
    pub(super) fn pairs(values: &'a [(f64, f64)]) -> Self {
        Self::of(Values::Pairs(values))
    }

    /// A value for each integer from 1.
    pub(super) fn numbered(values: &'a [f64]) -> Self {
        Self::of(Values::Numbered(values))
    }

    fn of(values: Values<'a>) -> Self {
        Self {
            parameter: 0,
            values,
        }
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        match self.values {
            Values::Plain(values) => values.len(),
            Values::Points(points) => points.rows(),
            Values::Rates(rates) => rates.updates.len(),
            Values::Pairs(values) => values.len(),
            Values::Numbered(values) => values.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The positions with their values.
    pub fn points(self) -> impl Iterator<Item = (f64, f64)> + use<'a> {
        (0..self.len()).map(move |index| self.point(index))
    }

    /// Position and value at a fractional step, interpolated linearly; the last value after the end, and none if there
    /// are no values.
    pub fn at(&self, step: f64) -> Option<(f64, f64)> {
        let last = self.len().checked_sub(1)?;
        let after = match self.values {
            Values::Rates(EffectiveRates { updates, .. }) => {
                updates.partition_point(|&update| (update - 1) as f64 <= step)
            }
            Values::Pairs(values) => values.partition_point(|value| value.0 <= step),
            Values::Numbered(_) => step.max(0.0) as usize,
            _ => step.max(0.0) as usize + 1,
        };
        let (from, to) = (after.saturating_sub(1).min(last), after.min(last));
        let (low, high) = (self.point(from), self.point(to));
        let step = step.clamp(low.0, high.0);
        let part = match high.0 - low.0 {
            0.0 => 0.0,
            apart => (step - low.0) / apart,
        };
        Some((step, low.1 + (high.1 - low.1) * part))
    }

    fn point(&self, index: usize) -> (f64, f64) {
        match self.values {
            Values::Plain(values) => (index as f64, values[index]),
            Values::Points(points) => (index as f64, points.row(index)[self.parameter]),
            Values::Rates(EffectiveRates { updates, rates }) => (
                (updates[index] - 1) as f64,
                rates.row(index)[self.parameter],
            ),
            Values::Pairs(values) => values[index],
            Values::Numbered(values) => ((index + 1) as f64, values[index]),
        }
    }
}

impl Runs {
    /// The curves of a quantity of a run: one, or one per parameter; none for quantities of clouds.
    pub fn series<'a>(&'a self, run: &'a RunOutcome, quantity: Quantity) -> Vec<Series<'a>> {
        let trajectory = &run.trajectory;
        let each = |values| {
            let series = |parameter| Series { parameter, values };
            (0..trajectory.dimensions()).map(series).collect()
        };
        let one = |values| vec![Series::plain(values)];
        match quantity {
            Quantity::Loss => one(&trajectory.values),
            Quantity::GradientNorm => one(&trajectory.gradient_norms),
            Quantity::LearningRate => one(&trajectory.learning_rates),
            Quantity::Parameters => each(Values::Points(&trajectory.points)),
            Quantity::EffectiveRates => {
                let rates = self.effective_rates(run);
                rates.map_or(Vec::new(), |rates| each(Values::Rates(rates)))
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: Values<'_>, parameter: usize) -> Series<'_> {
        Series { parameter, values }
    }

    #[test]
    fn a_series_is_constant_after_its_end() {
        let values = [4.0, 2.0, 1.0];
        let plain = |values| series(Values::Plain(values), 0);
        assert_eq!(plain(&values).at(0.5), Some((0.5, 3.0)));
        assert_eq!(plain(&values).at(7.0), Some((2.0, 1.0)));
        assert_eq!(plain(&[]).at(7.0), None);
    }

    #[test]
    fn a_sparse_series_is_interpolated_linearly() {
        let rates = EffectiveRates {
            updates: vec![1, 11, 31],
            rates: Matrix::new(3, 2, vec![4.0, 0.0, 2.0, 5.0, 1.0, 6.0]).unwrap(),
        };
        let some = series(Values::Rates(&rates), 1);
        assert_eq!(some.at(5.0), Some((5.0, 2.5)));
        assert_eq!(some.at(20.0), Some((20.0, 5.5)));
        assert_eq!(some.at(99.0), Some((30.0, 6.0)));
        let points: Vec<_> = some.points().collect();
        assert_eq!(points, [(0.0, 0.0), (10.0, 5.0), (30.0, 6.0)]);
    }

    #[test]
    fn a_coordinate_is_taken_from_the_points() {
        let points = Matrix::new(2, 2, vec![1.0, 5.0, 2.0, 7.0]).unwrap();
        assert_eq!(series(Values::Points(&points), 1).at(0.5), Some((0.5, 6.0)));
    }
}
