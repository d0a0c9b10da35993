//! Surfaces in space that can be unrolled to a plane.

use std::f64::consts::PI;

use super::{
    Entry, GenerateError, NOISE, RandomStreams, Role, SAMPLES, SEED, Settings, sample_count, table,
};
use crate::math::{
    parameter::parameters,
    table::{Matrix, Table},
    words::Bilingual,
};

pub(super) const SWISS_ROLL: Entry = Entry {
    name: "swiss_roll",
    title: Bilingual::new("Swiss roll", "瑞士卷"),
    formula: "(t·cos t, h, t·sin t), t even in [3π/2, 9π/2], h in [0, 21]",
    doc: Bilingual::new(
        "A sheet that is rolled up; t says how far along it a sample lies.",
        "卷起来的薄片；t 表示样本沿薄片的位置。",
    ),
    reference: "Marsland 2014, Machine Learning: An Algorithmic Perspective, ch. 6; scikit-learn, sklearn.datasets.make_swiss_roll",
    parameters: parameters![SAMPLES.with_default(1000.0), NOISE, SEED],
    build: |settings| {
        samples_of_surface(settings, [1.5 * PI, 4.5 * PI], 21.0, |t, h| {
            [t * t.cos(), h, t * t.sin()]
        })
    },
};

pub(super) const S_CURVE: Entry = Entry {
    name: "s_curve",
    title: Bilingual::new("S-curve", "S 形曲面"),
    formula: "(sin t, h, sign t·(cos t − 1)), t even in [−3π/2, 3π/2], h in [0, 2]",
    doc: Bilingual::new(
        "A sheet bent into an S; t says how far along it a sample lies.",
        "弯成 S 形的薄片；t 表示样本沿薄片的位置。",
    ),
    reference: "scikit-learn, sklearn.datasets.make_s_curve",
    parameters: parameters![SAMPLES.with_default(1000.0), NOISE, SEED],
    build: |settings| {
        samples_of_surface(settings, [-1.5 * PI, 1.5 * PI], 2.0, |t, h| {
            [t.sin(), h, t.signum() * (t.cos() - 1.0)]
        })
    },
};

/// Random samples of a surface with noise. `surface` maps t (uniform between `from` and `to`) and h (uniform from 0 to
/// `height`) to a point. The column `t` has the t of each sample.
fn samples_of_surface(
    settings: &Settings,
    [from, to]: [f64; 2],
    height: f64,
    surface: impl Fn(f64, f64) -> [f64; 3],
) -> Result<Table, GenerateError> {
    let count = sample_count(settings, 3)?;
    let noise = settings.get(NOISE);
    let mut random = RandomStreams::from_seed_of(settings);
    let (mut points, mut positions) = (Vec::with_capacity(3 * count), Vec::with_capacity(count));
    for _ in 0..count {
        let t = random.within(from, to);
        let h = random.within(0.0, height);
        points.extend(surface(t, h).map(|value| value + noise * random.normal.draw()));
        positions.push(t);
    }
    let points = Matrix::new(count, 3, points).expect("three numbers for each sample");
    Ok(table(
        &points,
        &["x", "y", "z"],
        ("t", Role::Metadata, &positions),
        &mut random,
    ))
}
