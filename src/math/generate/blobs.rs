//! Gaussian clusters.

use super::{
    Entry, GenerateError, RandomStreams, Role, SAMPLES, SEED, Settings, sample_count, split_evenly,
    table,
};
use crate::math::{
    parameter::{Setting, parameters},
    table::{Matrix, Table},
    words::Bilingual,
};

/// Half the side of the cube in which the centres are.
const HALF_SIDE: f64 = 10.0;

const CENTERS: Setting<usize> =
    Setting::count("centers", 3, Bilingual::new("how many clouds", "团的个数"))
        .at_least(1.0)
        .up_to(1000.0)
        .slider(1.0, 12.0);

const SPREAD: Setting<f64> = Setting::number(
    "spread",
    1.0,
    Bilingual::new(
        "standard deviation of each cloud along each coordinate",
        "每个团在各坐标上的标准差",
    ),
)
.up_to(1e6)
.slider(0.0, 4.0);

const FEATURES: Setting<usize> = Setting::count(
    "features",
    2,
    Bilingual::new("how many coordinates", "坐标个数"),
)
.at_least(1.0)
.up_to(10_000.0)
.slider(2.0, 10.0);

pub(super) const BLOBS: Entry = Entry {
    name: "blobs",
    title: Bilingual::new("Blobs", "高斯团"),
    formula: "x = c + spread·ε, c even in [−10, 10]ᵈ, ε normal",
    doc: Bilingual::new(
        "Round clouds of normal distributions about random centres.",
        "围绕随机中心的球形正态团。",
    ),
    reference: "scikit-learn, sklearn.datasets.make_blobs",
    parameters: parameters![SAMPLES, CENTERS, SPREAD, FEATURES, SEED],
    build: |settings| {
        let features = settings.get(FEATURES);
        gaussian_clusters(settings, features, |point| point)
    },
};

pub(super) const ANISOTROPIC: Entry = Entry {
    name: "anisotropic",
    title: Bilingual::new("Stretched blobs", "拉长的高斯团"),
    formula: "(x, y) = (0.6u − 0.4v, −0.6u + 0.8v), (u, v) as in blobs",
    doc: Bilingual::new(
        "Blobs on a plane, all stretched and leaning the same way.",
        "平面上的高斯团，全部按同一方向拉长、倾斜。",
    ),
    reference: "scikit-learn, Comparing different clustering algorithms on toy datasets",
    parameters: parameters![SAMPLES, CENTERS, SPREAD, SEED],
    build: |settings| {
        gaussian_clusters(settings, 2, |point| match point[..] {
            [u, v] => vec![0.6 * u - 0.4 * v, -0.6 * u + 0.8 * v],
            _ => point,
        })
    },
};

/// Gaussian clusters, with the points transformed by `transform`.
fn gaussian_clusters(
    settings: &Settings,
    features: usize,
    transform: impl Fn(Vec<f64>) -> Vec<f64>,
) -> Result<Table, GenerateError> {
    let count = sample_count(settings, features)?;
    let spread = settings.get(SPREAD);
    let mut random = RandomStreams::from_seed_of(settings);
    let (mut points, mut classes) = (Vec::with_capacity(count * features), Vec::new());
    let centers = settings.get(CENTERS);
    let centers: Vec<Vec<f64>> = (0..centers)
        .map(|_| {
            (0..features)
                .map(|_| random.within(-HALF_SIDE, HALF_SIDE))
                .collect()
        })
        .collect();
    for (class, (center, size)) in centers
        .iter()
        .zip(split_evenly(count, centers.len()))
        .enumerate()
    {
        for _ in 0..size {
            let point = center.iter().map(|c| c + spread * random.normal.draw());
            points.extend(transform(point.collect()));
            classes.push(class as f64);
        }
    }
    let points = Matrix::new(count, features, points).expect("the class sizes sum to count");
    Ok(table(
        &points,
        &[],
        ("class", Role::Class, &classes),
        &mut random,
    ))
}
