//! Generated data: clusters, moons, circles, rolls; pseudorandom, from a seed.
//!
//! Each has the distribution of the scikit-learn generator of the same name (`sklearn.datasets`, 1.9), but other random
//! numbers. Rows are shuffled.
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

/// The maximum number of values in a table.
const MAX_NUMBERS: f64 = 1e8;

/// Settings that are valid separately but not in combination.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GenerateError {
    /// The table would have too many values.
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
    /// There are more informative and redundant features than features.
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

/// The random numbers of a generator.
struct RandomSource {
    source: RandomStream,
    normal: Normal,
}

impl RandomSource {
    fn of(settings: &Settings) -> Self {
        let seed = settings.get(SEED);
        Self {
            source: RandomStream::new(seed),
            // A stream outside the range of user seeds.
            normal: Normal::new(!seed),
        }
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.source.uniform()
    }

    fn below(&mut self, count: usize) -> usize {
        (self.source.uniform() * count as f64) as usize
    }
}

/// The requested number of samples, if a table of `columns` columns can have that many rows.
fn count(settings: &Settings, columns: usize) -> Result<usize, GenerateError> {
    let samples = settings.get(SAMPLES);
    let numbers = samples as f64 * columns as f64;
    match numbers > MAX_NUMBERS {
        true => Err(GenerateError::TooMany(numbers)),
        false => Ok(samples),
    }
}

/// Splits `count` into parts that differ by at most 1, the larger ones first.
fn shares(count: usize, parts: usize) -> impl Iterator<Item = usize> {
    (0..parts).map(move |part| count / parts + usize::from(part < count % parts))
}

/// A shuffled table of points with one more number per point.
fn table(
    points: &Matrix,
    names: &[&str],
    about: (&str, Role, &[f64]),
    random: &mut RandomSource,
) -> Table {
    let (name, role, values) = about;
    let mut order: Vec<usize> = (0..points.rows()).collect();
    random.source.shuffle(&mut order);
    let shuffled = Matrix::from_fn(points.rows(), points.columns(), |i, j| {
        points.row(order[i])[j]
    });
    let named = |at: usize| match names.get(at) {
        Some(name) => (*name).to_owned(),
        None => format!("x{}", at + 1),
    };
    let mut columns = Column::of_matrix(shuffled, (0..points.columns()).map(named));
    let values = order.iter().map(|row| values[*row]).collect();
    columns.push(Column::of_numbers(name, values).with_role(role));
    Table::new(columns).expect("every column has one number per sample")
}

#[cfg(test)]
mod tests;
