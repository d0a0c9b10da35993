//! Two curves in the plane, one for each class, that are not linearly separable.

use std::f64::consts::{PI, TAU};

use super::{
    Entry, GenerateError, NOISE, RandomStreams, Role, SAMPLES, SEED, Settings, sample_count, table,
};
use crate::math::{
    parameter::{Setting, parameters},
    table::{Matrix, Table},
    words::Bilingual,
};

pub(super) const MOONS: Entry = Entry {
    name: "moons",
    title: Bilingual::new("Moons", "双月"),
    formula: "(cos φ, sin φ) and (1 − cos φ, ½ − sin φ), 0 ≤ φ ≤ π",
    doc: Bilingual::new(
        "Two half circles that reach into each other.",
        "两个互相嵌入的半圆。",
    ),
    reference: "scikit-learn, sklearn.datasets.make_moons",
    parameters: parameters![SAMPLES, NOISE, SEED],
    build: |settings| {
        two_curves(settings, |class, index, count| {
            // A half circle includes both of its end points.
            let angle = PI * index as f64 / (count.max(2) - 1) as f64;
            match class {
                0 => [angle.cos(), angle.sin()],
                _ => [1.0 - angle.cos(), 0.5 - angle.sin()],
            }
        })
    },
};

const FACTOR: Setting<f64> = Setting::number(
    "factor",
    0.8,
    Bilingual::new(
        "radius of the inner circle, that of the outer being 1",
        "内圆半径（外圆半径为 1）",
    ),
)
.below(1.0)
.slider(0.0, 0.95);

pub(super) const CIRCLES: Entry = Entry {
    name: "circles",
    title: Bilingual::new("Circles", "同心圆"),
    formula: "(cos φ, sin φ) and factor·(cos φ, sin φ), 0 ≤ φ < 2π",
    doc: Bilingual::new("A circle inside another.", "一个圆套着另一个圆。"),
    reference: "scikit-learn, sklearn.datasets.make_circles",
    parameters: parameters![SAMPLES, NOISE, FACTOR, SEED],
    build: |settings| {
        let factor = settings.get(FACTOR);
        two_curves(settings, |class, index, count| {
            let angle = TAU * index as f64 / count as f64;
            let radius = if class == 0 { 1.0 } else { factor };
            [radius * angle.cos(), radius * angle.sin()]
        })
    },
};

/// Two curves of evenly spaced points with noise. `curve` maps the class (0 or 1), the index of a point on its curve
/// and the number of points on that curve to the point.
fn two_curves(
    settings: &Settings,
    curve: impl Fn(usize, usize, usize) -> [f64; 2],
) -> Result<Table, GenerateError> {
    let count = sample_count(settings, 2)?;
    let noise = settings.get(NOISE);
    let mut random = RandomStreams::from_seed_of(settings);
    let (mut points, mut classes) = (Vec::with_capacity(2 * count), Vec::with_capacity(count));
    for (class, size) in [count / 2, count - count / 2].into_iter().enumerate() {
        for index in 0..size {
            let point = curve(class, index, size);
            points.extend(point.map(|value| value + noise * random.normal.draw()));
            classes.push(class as f64);
        }
    }
    let points = Matrix::new(count, 2, points).expect("the halves sum to count");
    Ok(table(
        &points,
        &[],
        ("class", Role::Class, &classes),
        &mut random,
    ))
}
