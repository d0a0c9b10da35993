//! Classes at the corners of a hypercube, with informative, redundant and noise features.

use super::{
    Entry, GenerateError, RandomSource, Role, SAMPLES, SEED, Settings, count, shares, table,
};
use crate::math::{
    parameter::{Setting, parameters},
    table::{Matrix, Table},
    words::Bilingual,
};

const FEATURES: Setting<usize> = count_of(
    "features",
    20,
    [1.0, 10_000.0],
    Bilingual::new("how many coordinates", "坐标个数"),
);

const INFORMATIVE: Setting<usize> = count_of(
    "informative",
    2,
    [1.0, 16.0],
    Bilingual::new(
        "coordinates that tell the classes apart, the first ones",
        "能区分类别的坐标数（排在最前）",
    ),
);

const REDUNDANT: Setting<usize> = count_of(
    "redundant",
    2,
    [0.0, 10_000.0],
    Bilingual::new(
        "coordinates that are mixtures of the informative ones, the next",
        "由有效坐标线性组合而成的坐标数（排在其后）",
    ),
);

const CLASSES: Setting<usize> = count_of(
    "classes",
    2,
    [2.0, 1000.0],
    Bilingual::new("how many classes", "类别数"),
);

const CLUSTERS: Setting<usize> = count_of(
    "clusters",
    2,
    [1.0, 100.0],
    Bilingual::new("clouds in each class", "每类的团数"),
);

const SEP: Setting<f64> = Setting::number(
    "sep",
    1.0,
    Bilingual::new("half the side of the cube", "立方体边长的一半"),
)
.up_to(1e6)
.slider(0.0, 5.0);

const FLIP: Setting<f64> = Setting::number(
    "flip",
    0.01,
    Bilingual::new(
        "share of the samples whose class is drawn at random",
        "类别被随机重抽的样本比例",
    ),
)
.up_to(1.0)
.slider(0.0, 0.5);

/// A count with a minimum and a maximum.
const fn count_of(
    name: &'static str,
    default: usize,
    [from, to]: [f64; 2],
    meaning: Bilingual,
) -> Setting<usize> {
    Setting::count(name, default, meaning)
        .at_least(from)
        .up_to(to)
        .slider(from, if to < 20.0 { to } else { 20.0 })
}

pub(super) const ENTRY: Entry = Entry {
    name: "classification",
    title: Bilingual::new("Classification", "分类数据"),
    formula: "x = A·ε + corner of [−sep, sep]ᵏ, A even in [−1, 1]; then mixtures of these, then noise",
    doc: Bilingual::new(
        "Clouds at the corners of a cube, each leaning its own way; further features are mixtures of the first or noise.",
        "立方体各角上的团，各自倾斜；其余特征是前几个的线性组合或纯噪声。",
    ),
    reference: "Guyon 2003, Design of experiments for the NIPS 2003 variable selection benchmark; scikit-learn, sklearn.datasets.make_classification",
    parameters: parameters![
        SAMPLES,
        FEATURES,
        INFORMATIVE,
        REDUNDANT,
        CLASSES,
        CLUSTERS,
        SEP,
        FLIP,
        SEED
    ],
    build,
};

fn build(settings: &Settings) -> Result<Table, GenerateError> {
    let features = settings.get(FEATURES);
    let (informative, redundant) = (settings.get(INFORMATIVE), settings.get(REDUNDANT));
    let classes = settings.get(CLASSES);
    let clusters = classes * settings.get(CLUSTERS);
    let count = count(settings, features)?;
    if informative + redundant > features {
        return Err(GenerateError::TooFewFeatures(
            informative + redundant,
            features,
        ));
    }
    let corners = 1 << informative;
    if clusters > corners {
        return Err(GenerateError::TooFewCorners {
            clusters,
            informative,
            corners,
        });
    }
    let mut random = RandomSource::of(settings);
    let (sep, flip) = (settings.get(SEP), settings.get(FLIP));
    let mut order: Vec<usize> = (0..corners).collect();
    random.source.shuffle(&mut order);
    let square = |rows: usize, columns: usize, random: &mut RandomSource| {
        Matrix::from_fn(rows, columns, |_, _| random.within(-1.0, 1.0))
    };
    let mixtures = square(redundant, informative, &mut random);
    let (mut points, mut labels) = (
        Vec::with_capacity(count * features),
        Vec::with_capacity(count),
    );
    for (cluster, (corner, share)) in order.iter().zip(shares(count, clusters)).enumerate() {
        let lean = square(informative, informative, &mut random);
        for _ in 0..share {
            let drawn: Vec<f64> = (0..informative).map(|_| random.normal.draw()).collect();
            let telling: Vec<f64> = (0..informative)
                .map(|j| {
                    let side = if corner >> j & 1 == 1 { sep } else { -sep };
                    side + (0..informative)
                        .map(|i| drawn[i] * lean.row(i)[j])
                        .sum::<f64>()
                })
                .collect();
            let mixed = mixtures.iter_rows().map(|weights| {
                weights
                    .iter()
                    .zip(&telling)
                    .map(|(weight, value)| weight * value)
                    .sum::<f64>()
            });
            points.extend(telling.iter().copied().chain(mixed));
            points.extend((informative + redundant..features).map(|_| random.normal.draw()));
            let class = match random.source.uniform() < flip {
                true => random.below(classes),
                false => cluster % classes,
            };
            labels.push(class as f64);
        }
    }
    let points = Matrix::new(count, features, points).expect("the shares sum to count");
    Ok(table(
        &points,
        &[],
        ("class", Role::Class, &labels),
        &mut random,
    ))
}
