//! The components of a Gaussian mixture as ellipsoids of one and two standard deviations, filled softly.

use std::{
    f32::consts::{PI, TAU},
    sync::{Arc, LazyLock, Mutex},
};

use glam::{Mat3, Vec3};

use super::{DrawnCloud, hulls::PROJECTOR_FACTOR};
use crate::{
    scene::Theme,
    simulation::{CloudOutcome, Clusters},
    view::{
        frame::Frame,
        gpu::{FaceSide, FacesDraw, FacesUniform, SharedRecords},
    },
};

/// Radii in standard deviations, each with the opacity of one side.
const SHELLS: [(f32, f32); 2] = [(2.0, 0.055), (1.0, 0.085)];
/// The number of parts of the equator of a sphere of triangles; from pole to pole there are half as many.
const SPHERE_PARTS: usize = 36;

/// The ellipsoids of the last drawn step, cached.
#[derive(Default)]
pub(super) struct Ellipsoids(Mutex<Option<(usize, Arc<[Ellipsoid]>)>>);

/// The ellipsoids of one component.
struct Ellipsoid {
    /// Series index of the colour.
    series: usize,
    /// The corners of the triangles for each of [`SHELLS`].
    shells: [SharedRecords<[f32; 3]>; SHELLS.len()],
}

impl Ellipsoids {
    /// The faces at a step; none for methods without components.
    pub(super) fn draw(
        &self,
        cloud: &CloudOutcome,
        clusters: &Clusters,
        drawn: &DrawnCloud,
        frame: &Frame,
    ) -> Vec<FacesDraw> {
        let step = frame.step.floor() as usize;
        // If a thread panicked while holding the lock, the cache is still consistent.
        let mut cache = (self.0.lock()).unwrap_or_else(|held| held.into_inner());
        let ellipsoids = match cache.as_ref().filter(|(cached, _)| *cached == step) {
            Some((_, ellipsoids)) => ellipsoids.clone(),
            None => {
                let ellipsoids = ellipsoids(cloud, clusters, drawn, step).into();
                cache.insert((step, ellipsoids)).1.clone()
            }
        };
        let factor = match frame.style.theme {
            Theme::Projector => PROJECTOR_FACTOR,
            Theme::Dark | Theme::Light => 1.0,
        };
        let faces = |ellipsoid: &Ellipsoid| {
            let color = frame.style.series(ellipsoid.series);
            let shells = ellipsoid.shells.iter().zip(SHELLS);
            let shells = shells.map(|(corners, (_, opacity))| FacesDraw {
                uniform: FacesUniform::new(color.srgb(factor * opacity), FaceSide::Both),
                corners: corners.clone(),
                over_points: false,
            });
            shells.collect::<Vec<_>>()
        };
        ellipsoids.iter().flat_map(faces).collect()
    }
}

fn ellipsoids(
    cloud: &CloudOutcome,
    clusters: &Clusters,
    drawn: &DrawnCloud,
    step: usize,
) -> Vec<Ellipsoid> {
    let (trace, trace_step) = clusters.trace_at(step);
    let components = trace.components(trace_step).iter().enumerate();
    let ellipsoid = components.filter_map(|(series, component)| {
        let mean = drawn.world_from_axes(cloud.position_of(&component.mean)?);
        let axes =
            (cloud.half_axes(&component.covariance)).map(|axis| drawn.world_from_direction(axis));
        let axes = Mat3::from_cols(axes[0], axes[1], axes[2]);
        Some(Ellipsoid {
            series,
            shells: SHELLS.map(|(radius, _)| {
                let corners = SPHERE.iter();
                let corners = corners.map(|&corner| (mean + axes * (radius * corner)).to_array());
                SharedRecords::new(corners.collect::<Vec<_>>())
            }),
        })
    });
    ellipsoid.collect()
}

/// The corners of the triangles of a unit sphere.
static SPHERE: LazyLock<Vec<Vec3>> = LazyLock::new(|| {
    let rings = SPHERE_PARTS / 2;
    let at = |ring: usize, part: usize| {
        let (polar, around) = (
            PI * ring as f32 / rings as f32,
            TAU * part as f32 / SPHERE_PARTS as f32,
        );
        Vec3::new(
            polar.sin() * around.cos(),
            polar.cos(),
            polar.sin() * around.sin(),
        )
    };
    let places = (0..rings).flat_map(|ring| (0..SPHERE_PARTS).map(move |part| (ring, part)));
    let corners = places.flat_map(|(ring, part)| {
        let [a, b] = [at(ring, part), at(ring, part + 1)];
        let [c, d] = [at(ring + 1, part), at(ring + 1, part + 1)];
        [a, c, d, a, d, b]
    });
    corners.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangles_of_the_sphere_cover_it() {
        let area: f32 = (SPHERE.as_chunks().0.iter())
            .map(|[a, b, c]| 0.5 * (b - a).cross(c - a).length())
            .sum();
        assert!(
            SPHERE
                .iter()
                .all(|corner| (corner.length() - 1.0).abs() < 1e-5)
        );
        assert!((area / (4.0 * PI) - 1.0).abs() < 0.02, "{area}");
    }
}
