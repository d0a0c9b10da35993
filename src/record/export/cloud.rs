//! A cloud as a model: balls in the colours of their classes, and arrows along the principal components.

use std::collections::HashSet;

use glam::{DVec3, dvec3};
use serde_json::{Value, json};

use super::{
    model::{Finish, Paint, Part},
    shapes::{self, Mesh},
    subject::{Exports, ModelOptions},
    tables::Rows,
};
use crate::{
    math::range::largest_width,
    record::JobError,
    scene::Look,
    simulation::CloudOutcome,
    view::{charts::source::ChartSource, style::theme::Style},
};

/// Clouds with more points are exported as points instead of balls.
const MOST_BALLS: usize = 5_000;
/// Radius of a ball, relative to the widest extent of the cloud.
const BALL: f64 = 0.008;
/// Radius of an arrow's shaft, relative to the same extent.
const SHAFT: f64 = 0.005;
/// The number of distinct class colours in the picture; further classes repeat them.
const CLASSES: usize = 16;

impl Exports for CloudOutcome {
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError> {
        if options.finish == Finish::Solid {
            return Err(JobError::Impossible(
                "a point cloud cannot be printed: export .glb, or its points as .csv",
            ));
        }
        Ok(parts(self, options.look, options.style))
    }

    fn rows(&self) -> Rows<'_> {
        Rows::Points(self)
    }

    fn charts(&self) -> ChartSource<'_> {
        ChartSource::Cloud(self)
    }
}

/// x points right, y away and z up, all at one scale: the widest extent is 1.
fn parts(cloud: &CloudOutcome, look: &Look, style: &Style) -> (Vec<Part>, Value) {
    let bounds: [[f64; 2]; 3] = std::array::from_fn(|axis| {
        let values = cloud.points.iter().map(|point| point[axis]);
        values.fold([f64::MAX, f64::MIN], |[low, high], value| {
            [low.min(value), high.max(value)]
        })
    });
    let widest = largest_width(&bounds);
    let place = |[a, b, c]: [f64; 3]| {
        let middle = bounds.map(|[low, high]| 0.5 * low + 0.5 * high);
        dvec3(a - middle[0], c - bounds[2][0], middle[1] - b) / widest
    };
    let ball = shapes::ball(DVec3::ZERO, BALL, 12);
    let classes = cloud
        .classes
        .iter()
        .max()
        .map_or(0, |&class| class as usize + 1);
    let known = cloud.points.len() - cloud.new;
    let new = cloud.classes.get(known).map(|&class| class as usize);
    let mut parts: Vec<Part> = (0..classes)
        .map(|class| {
            let name = match cloud.class_names.get(class) {
                _ if new == Some(class) => "new",
                Some(class) => class.name.as_str(),
                None => "points",
            };
            Part::still(
                name.to_owned(),
                Mesh::default(),
                Paint::Whole(style.series(class % CLASSES)),
            )
        })
        .collect();
    let hidden = match cloud.clusters() {
        // Balls are coloured by class, so hidden clusters do not apply.
        Some(_) => HashSet::new(),
        None => cloud.hidden(&look.points.hide),
    };
    for (&point, &class) in cloud.points.iter().zip(&cloud.classes) {
        if hidden.contains(&(class as i32)) {
            continue;
        }
        let Some(part) = parts.get_mut(class as usize) else {
            continue;
        };
        if cloud.points.len() > MOST_BALLS {
            part.mesh.points.push(place(point));
        } else {
            part.mesh.add(&ball.clone().moved(place(point)));
        }
    }
    if look.marks.arrows {
        let mean = cloud.mean;
        parts.extend(cloud.arrows.iter().enumerate().map(|(component, arrow)| {
            let end = std::array::from_fn(|axis| mean[axis] + arrow[axis]);
            let mesh = shapes::arrow(place(mean), place(end), SHAFT);
            let name = format!("PC {}", component + 1);
            Part::still(name, mesh, Paint::Whole(style.text))
        }));
    }
    let names = |axis: usize| match cloud.component_along(axis) {
        Some(component) => format!("PC {}", component + 1),
        None => cloud.column_along(axis).unwrap_or_default().to_owned(),
    };
    let meaning = json!({
        "axes": [names(0), names(2), format!("−{}", names(1))],
        "width": widest,
        "explained_variance_ratio": cloud.pca.explained_variance_ratio,
    });
    (parts, meaning)
}
