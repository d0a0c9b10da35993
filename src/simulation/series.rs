use super::{RunOutcome, Runs};
use crate::{
    math::{descent::EffectiveRates, table::Matrix},
    scene::Quantity,
};

/// The data of one line of a chart: values over the steps or over another axis.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The index of the parameter that the values describe; 0 if they describe no parameter.
    pub parameter: usize,
    values: Values<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Values<'a> {
    /// One value per step, from step 0.
    PerStep(&'a [f64]),
    /// One row of parameters per step, from step 0.
    Parameters(&'a Matrix),
    /// Effective learning rates at some of the updates, each at the step before its update.
    Rates(&'a EffectiveRates),
    /// Pairs of position and value, by ascending position.
    Pairs(&'a [(f64, f64)]),
    /// One value per integer position, from 1.
    FromOne(&'a [f64]),
}

impl<'a> Series<'a> {
    /// One value per step, from step 0.
    pub(super) fn per_step(values: &'a [f64]) -> Self {
        Self::of(Values::PerStep(values))
    }

    /// Pairs of position and value, by ascending position.
    pub(super) fn pairs(values: &'a [(f64, f64)]) -> Self {
        Self::of(Values::Pairs(values))
    }

    /// One value per integer position, from 1.
    pub(super) fn from_one(values: &'a [f64]) -> Self {
        Self::of(Values::FromOne(values))
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
            Values::PerStep(values) => values.len(),
            Values::Parameters(points) => points.rows(),
            Values::Rates(rates) => rates.updates.len(),
            Values::Pairs(values) => values.len(),
            Values::FromOne(values) => values.len(),
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

    /// Position and value at a fractional position, interpolated linearly: the first value before the beginning, the
    /// last after the end. None if there are no values.
    pub fn at(&self, step: f64) -> Option<(f64, f64)> {
        let last = self.len().checked_sub(1)?;
        let after = match self.values {
            Values::Rates(EffectiveRates { updates, .. }) => {
                updates.partition_point(|&update| (update - 1) as f64 <= step)
            }
            Values::Pairs(values) => values.partition_point(|value| value.0 <= step),
            Values::FromOne(_) => step.max(0.0) as usize,
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

    /// Position and value with this index.
    fn point(&self, index: usize) -> (f64, f64) {
        match self.values {
            Values::PerStep(values) => (index as f64, values[index]),
            Values::Parameters(points) => (index as f64, points.row(index)[self.parameter]),
            Values::Rates(EffectiveRates { updates, rates }) => (
                (updates[index] - 1) as f64,
                rates.row(index)[self.parameter],
            ),
            Values::Pairs(values) => values[index],
            Values::FromOne(values) => ((index + 1) as f64, values[index]),
        }
    }
}

impl Runs {
    /// The series of a quantity of a run: one, or one per parameter; empty for quantities of clouds.
    pub fn series<'a>(&'a self, run: &'a RunOutcome, quantity: Quantity) -> Vec<Series<'a>> {
        let trajectory = &run.trajectory;
        let per_parameter = |values| {
            let series = |parameter| Series { parameter, values };
            (0..trajectory.dimensions()).map(series).collect()
        };
        let single = |values| vec![Series::per_step(values)];
        match quantity {
            Quantity::Loss => single(&trajectory.values),
            Quantity::GradientNorm => single(&trajectory.gradient_norms),
            Quantity::LearningRate => single(&trajectory.learning_rates),
            Quantity::Parameters => per_parameter(Values::Parameters(&trajectory.points)),
            Quantity::EffectiveRates => {
                let rates = self.effective_rates(run);
                rates.map_or(Vec::new(), |rates| per_parameter(Values::Rates(rates)))
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
        let per_step = |values| series(Values::PerStep(values), 0);
        assert_eq!(per_step(&values).at(0.5), Some((0.5, 3.0)));
        assert_eq!(per_step(&values).at(7.0), Some((2.0, 1.0)));
        assert_eq!(per_step(&[]).at(7.0), None);
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
        assert_eq!(
            series(Values::Parameters(&points), 1).at(0.5),
            Some((0.5, 6.0))
        );
    }
}
