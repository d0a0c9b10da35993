//! Classes of clusters at the corners of a hypercube, with informative, redundant and noise features.

use super::{
    Entry, GenerateError, RandomStreams, Role, SAMPLES, SEED, Settings, sample_count, split_evenly,
    table,
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

/// A count from a minimum to a maximum, with a slider up to 20.
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
    let count = sample_count(settings, features)?;
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
    let mut random = RandomStreams::from_seed_of(settings);
    let (sep, flip) = (settings.get(SEP), settings.get(FLIP));
    let mut corner_order: Vec<usize> = (0..corners).collect();
    random.uniform.shuffle(&mut corner_order);
    let random_matrix = |rows: usize, columns: usize, random: &mut RandomStreams| {
        Matrix::from_fn(rows, columns, |_, _| random.within(-1.0, 1.0))
    };
    let redundant_weights = random_matrix(redundant, informative, &mut random);
    let (mut points, mut labels) = (
        Vec::with_capacity(count * features),
        Vec::with_capacity(count),
    );
    for (cluster, (corner, size)) in corner_order
        .iter()
        .zip(split_evenly(count, clusters))
        .enumerate()
    {
        let transform = random_matrix(informative, informative, &mut random);
        for _ in 0..size {
            let deviates: Vec<f64> = (0..informative).map(|_| random.normal.draw()).collect();
            let informative_values: Vec<f64> = (0..informative)
                .map(|j| {
                    let center = if corner >> j & 1 == 1 { sep } else { -sep };
                    center
                        + (0..informative)
                            .map(|i| deviates[i] * transform.row(i)[j])
                            .sum::<f64>()
                })
                .collect();
            let redundant_values = redundant_weights.iter_rows().map(|weights| {
                weights
                    .iter()
                    .zip(&informative_values)
                    .map(|(weight, value)| weight * value)
                    .sum::<f64>()
            });
            points.extend(informative_values.iter().copied().chain(redundant_values));
            points.extend((informative + redundant..features).map(|_| random.normal.draw()));
            let class = match random.uniform.uniform() < flip {
                true => random.below(classes),
                false => cluster % classes,
            };
            labels.push(class as f64);
        }
    }
    let points = Matrix::new(count, features, points).expect("the cluster sizes sum to count");
    Ok(table(
        &points,
        &[],
        ("class", Role::Class, &labels),
        &mut random,
    ))
}
