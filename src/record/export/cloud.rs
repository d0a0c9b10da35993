//! A cloud as a model: balls in the colours of their classes, and arrows along the principal components.

use std::collections::HashSet;

use glam::{DVec3, dvec3};
use serde_json::{Value, json};

use super::{
    model::{MeshKind, Paint, Part},
    shapes::{self, Mesh},
    subject::{Export, ModelOptions},
    tables::Rows,
};
use crate::{
    math::range::largest_width,
    record::JobError,
    scene::Look,
    simulation::CloudOutcome,
    view::{charts::source::ChartSource, style::theme::Style},
};

/// The maximum number of points that are exported as balls; larger clouds are exported as plain points.
const MAX_BALLS: usize = 5_000;
/// Radius of a ball, relative to the widest extent of the cloud.
const BALL_RADIUS: f64 = 0.008;
/// Radius of an arrow's shaft, relative to the widest extent of the cloud.
const SHAFT_RADIUS: f64 = 0.005;
/// The number of distinct class colours in the picture; further classes repeat them.
const CLASS_COLORS: usize = 16;

impl Export for CloudOutcome {
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError> {
        if options.mesh_kind == MeshKind::Solid {
            return Err(JobError::NotExportable(
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

/// The parts of a cloud and the description of its axes. The first axis points right, the second away and the third up
/// (x, −z and y of the model), all at the same scale: the widest extent is 1.
fn parts(cloud: &CloudOutcome, look: &Look, style: &Style) -> (Vec<Part>, Value) {
    let bounds: [[f64; 2]; 3] = std::array::from_fn(|axis| {
        let values = cloud.points.iter().map(|point| point[axis]);
        values.fold([f64::MAX, f64::MIN], |[low, high], value| {
            [low.min(value), high.max(value)]
        })
    });
    let widest = largest_width(&bounds);
    let to_model = |[a, b, c]: [f64; 3]| {
        let middle = bounds.map(|[low, high]| 0.5 * low + 0.5 * high);
        dvec3(a - middle[0], c - bounds[2][0], middle[1] - b) / widest
    };
    let ball = shapes::ball(DVec3::ZERO, BALL_RADIUS, 12);
    let classes = cloud
        .classes
        .iter()
        .max()
        .map_or(0, |&class| class as usize + 1);
    let data_count = cloud.data_count();
    let new_class = cloud.classes.get(data_count).map(|&class| class as usize);
    let mut parts: Vec<Part> = (0..classes)
        .map(|class| {
            let name = match cloud.class_names.get(class) {
                _ if new_class == Some(class) => "new",
                Some(class) => class.name.as_str(),
                None => "points",
            };
            Part::without_animation(
                name.to_owned(),
                Mesh::default(),
                Paint::Uniform(style.series(class % CLASS_COLORS)),
            )
        })
        .collect();
    let hidden = match cloud.clusters() {
        // Balls are coloured by class, so hidden clusters do not apply.
        Some(_) => HashSet::new(),
        None => cloud.hidden_labels(&look.points.hide),
    };
    for (&point, &class) in cloud.points.iter().zip(&cloud.classes) {
        if hidden.contains(&(class as i32)) {
            continue;
        }
        let Some(part) = parts.get_mut(class as usize) else {
            continue;
        };
        if cloud.points.len() > MAX_BALLS {
            part.mesh.points.push(to_model(point));
        } else {
            part.mesh.append(&ball.clone().translated(to_model(point)));
        }
    }
    if look.marks.arrows {
        let mean = cloud.mean;
        parts.extend(cloud.arrows.iter().enumerate().map(|(component, arrow)| {
            let end = std::array::from_fn(|axis| mean[axis] + arrow[axis]);
            let mesh = shapes::arrow(to_model(mean), to_model(end), SHAFT_RADIUS);
            let name = format!("PC {}", component + 1);
            Part::without_animation(name, mesh, Paint::Uniform(style.text))
        }));
    }
    let axis_name = |axis: usize| match cloud.component_along(axis) {
        Some(component) => format!("PC {}", component + 1),
        None => cloud.column_along(axis).unwrap_or_default().to_owned(),
    };
    let description = json!({
        "axes": [axis_name(0), axis_name(2), format!("−{}", axis_name(1))],
        "width": widest,
        "explained_variance_ratio": cloud.pca.explained_variance_ratio,
    });
    (parts, description)
}
