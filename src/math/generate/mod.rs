//! Random data generated from a seed: clusters, moons, circles, rolls.
//!
//! Each generator has the distribution of the function or example of scikit-learn (1.9) that its reference names, but
//! different random numbers. Rows are shuffled, columns are not.
//!
//! To add a generator: one new entry and one line in [`CATALOGUE`].

use thiserror::Error;

use super::{
    catalogue::{self, Build, Catalogue},
    parameter::{Setting, Settings},
    random::{Normal, RandomStream},
    spec::Value,
    table::{Column, Matrix, Role, Table},
    words::Bilingual,
};

mod blobs;
mod classification;
mod rings;
mod rolls;

/// A generator in the catalogue.
pub type Entry = catalogue::Entry<Build<Result<Table, GenerateError>>>;

/// All generators, in menu order. Building an entry generates its table.
pub static CATALOGUE: Catalogue<Build<Result<Table, GenerateError>>> = Catalogue::new(
    "generator",
    &[
        &blobs::BLOBS,
        &blobs::ANISOTROPIC,
        &rings::MOONS,
        &rings::CIRCLES,
        &classification::ENTRY,
        &rolls::SWISS_ROLL,
        &rolls::S_CURVE,
    ],
);

/// The maximum number of values of the features in a table.
const MAX_NUMBERS: f64 = 1e8;

/// Settings that are valid separately but not in combination.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GenerateError {
    /// The table would have this number of values, which is too many.
    #[error(
        "{} numbers are more than the maximum of {MAX_NUMBERS}; choose fewer samples or features",
        Value::Number(*.0)
    )]
    TooMany(f64),
    /// There are more clusters than corners of the cube.
    #[error(
        "{clusters} clusters need as many corners of a cube, and {informative} informative features give it {corners}; choose more informative features or fewer classes"
    )]
    TooFewCorners {
        /// The number of classes times the clusters per class.
        clusters: usize,
        /// The number of dimensions of the cube.
        informative: usize,
        /// The number of its corners.
        corners: usize,
    },
    /// The informative and redundant features, whose number is given first, are more than all features.
    #[error("{0} informative and redundant features are more than the {1} features there are")]
    TooFewFeatures(usize, usize),
}

const SAMPLES: Setting<usize> =
    Setting::count("n", 100, Bilingual::new("how many samples", "样本数"))
        .at_least(2.0)
        .up_to(1e7)
        .logarithmic(10.0, 10_000.0);

const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other samples",
    "换一个整数就换一组样本",
))
.up_to(1e9);

const NOISE: Setting<f64> = Setting::number(
    "noise",
    0.0,
    Bilingual::new(
        "standard deviation of the normal noise on each coordinate",
        "每个坐标上正态噪声的标准差",
    ),
)
.up_to(1e6)
.slider(0.0, 0.5);

/// The streams of random numbers of a generator.
struct RandomStreams {
    uniform: RandomStream,
    normal: Normal,
}

impl RandomStreams {
    fn from_seed_of(settings: &Settings) -> Self {
        let seed = settings.get(SEED);
        Self {
            uniform: RandomStream::new(seed),
            // A stream outside the range of user seeds.
            normal: Normal::new(!seed),
        }
    }

    /// A number, uniform between `low` and `high`.
    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform.uniform()
    }

    /// An integer, uniform from 0 to below `count`.
    fn below(&mut self, count: usize) -> usize {
        (self.uniform.uniform() * count as f64) as usize
    }
}

/// The requested number of samples, if a table with this number of features can have so many rows.
fn sample_count(settings: &Settings, features: usize) -> Result<usize, GenerateError> {
    let samples = settings.get(SAMPLES);
    let numbers = samples as f64 * features as f64;
    match numbers > MAX_NUMBERS {
        true => Err(GenerateError::TooMany(numbers)),
        false => Ok(samples),
    }
}

/// Splits `count` into parts that differ by at most 1, the larger ones first.
fn split_evenly(count: usize, parts: usize) -> impl Iterator<Item = usize> {
    (0..parts).map(move |part| count / parts + usize::from(part < count % parts))
}

/// A shuffled table of points, with columns of these names or, without a name, `x1`, `x2`, …, and one more column.
fn table(
    points: &Matrix,
    names: &[&str],
    extra_column: (&str, Role, &[f64]),
    random: &mut RandomStreams,
) -> Table {
    let (name, role, values) = extra_column;
    let mut order: Vec<usize> = (0..points.rows()).collect();
    random.uniform.shuffle(&mut order);
    let shuffled = Matrix::from_fn(points.rows(), points.columns(), |i, j| {
        points.row(order[i])[j]
    });
    let name_of = |index: usize| match names.get(index) {
        Some(name) => (*name).to_owned(),
        None => format!("x{}", index + 1),
    };
    let mut columns = Column::of_matrix(shuffled, (0..points.columns()).map(name_of));
    let values = order.iter().map(|row| values[*row]).collect();
    columns.push(Column::of_numbers(name, values).with_role(role));
    Table::new(columns).expect("every column has one number per sample")
}

#[cfg(test)]
mod tests;
