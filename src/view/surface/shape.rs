//! The shapes of a surface, several during a morph, and the triangles that are true to all of them.

use std::sync::{Arc, Mutex, PoisonError};

use glam::{Vec2, Vec4, Vec4Swizzles, vec3};
use rayon::prelude::*;

use super::{
    HOLE_HEIGHT,
    mesh::{SurfaceMesh, slope},
};
use crate::{
    math::triangulation::{HeightField, Hierarchy},
    view::{
        gpu::{SharedRecords, VisibleLight},
        style::scale::ContourLines,
    },
};

/// The maximum error of the drawn height, and the maximum shift of a contour line, in pixels.
const TOLERANCE_PX: f64 = 0.3;
/// The maximum error of a component of the unit normal, about one of 255 levels of the light that comes from the camera.
const NORMAL_TOLERANCE: f32 = 0.06;
/// The maximum error of the brightness that key light and sky cause.
const LIGHT_TOLERANCE: f32 = 0.015;
/// The maximum error of the normalized height that a colour shows, in pictures without relief.
const COLOR_TOLERANCE: f32 = 0.002;
/// Triangles smaller than this are not split for the sake of their lightness or colour alone.
const MIN_TRIANGLE_PX: f64 = 1.0;
/// Maximum number of triangles, about one per pixel of the surface in a film of 720 lines.
const MAX_TRIANGLES: usize = 500_000;
/// Factors by which tolerances are multiplied: the first one that gives at most `MAX_TRIANGLES` counts.
const TOLERANCE_FACTORS: [f64; 4] = [1.0, 3.0, 10.0, 30.0];
/// Pixels per world unit in the largest and the smallest pictures for which errors are exact.
const SCALES: [f64; 2] = [2048.0, 32.0];
/// Triangles are computed again for each enlargement of the picture by this factor.
const SCALE_STEP: f64 = 1.19;
/// Within this distance of a contour line, in world units, errors count by how far they shift the line.
const LINE_REACH: f32 = 0.02;
/// Maximum weight of errors near contour lines, which gentle slopes shift far.
const MAX_LINE_WEIGHT: f32 = 8.0;

/// One shape of a surface.
#[derive(Clone)]
pub(crate) struct SurfaceShape {
    /// Normalized heights, row by row.
    pub heights: SharedRecords<f32>,
    /// What each point sees of sky and light, row by row.
    pub visible: Arc<[VisibleLight]>,
    /// Whether there are no holes and nothing above the top of the box.
    pub is_unclipped: bool,
}

impl SurfaceShape {
    pub(super) fn new(heights: Vec<f32>, visible: Vec<VisibleLight>) -> Self {
        Self {
            visible: visible.into(),
            is_unclipped: heights
                .iter()
                .all(|&height| height > HOLE_HEIGHT && height <= 1.0),
            heights: heights.into(),
        }
    }
}

/// What the triangles of a shape must be true to.
#[derive(Clone, PartialEq)]
pub(super) struct Relief {
    /// Number of grid points along a side.
    pub size: usize,
    /// Half extents of the box along x and z.
    pub half_size: Vec2,
    /// World height per unit of normalized height; 0 in pictures without relief.
    pub world_scale: f32,
    /// Unit direction to the key light, and the largest relative change of brightness by light and shadow.
    pub light: Vec4,
    /// The contour lines.
    pub contour_lines: ContourLines,
}

/// The shapes of a surface, in order, and their common triangulation.
pub(super) struct Shapes {
    pub list: Vec<SurfaceShape>,
    relief: Relief,
    hierarchy: Hierarchy,
    /// The latest mesh, and the scale for which it was computed, as a power of `SCALE_STEP`.
    mesh: Mutex<Option<(i32, Arc<SurfaceMesh>)>>,
}

impl Shapes {
    /// Computes the errors of all triangles of at least one shape.
    ///
    /// # Panics
    /// If there are no shapes.
    pub(super) fn new(list: Vec<SurfaceShape>, relief: Relief) -> Self {
        let mut hierarchy = relief.hierarchy(&list[0]);
        for shape in &list[1..] {
            hierarchy.merge(&relief.hierarchy(shape));
        }
        Self {
            hierarchy,
            list,
            relief,
            mesh: Mutex::default(),
        }
    }

    /// What the triangles are true to.
    pub(super) fn relief(&self) -> &Relief {
        &self.relief
    }

    /// The triangles for a picture with this number of pixels per world unit. They are kept until the scale changes.
    pub(super) fn mesh(&self, scale: f32) -> Arc<SurfaceMesh> {
        let step = f64::from(scale).max(SCALES[1]).log(SCALE_STEP).ceil() as i32;
        let mut latest = self.mesh.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((own, mesh)) if *own == step => mesh.clone(),
            _ => {
                let mesh = Arc::new(self.mesh_at(SCALE_STEP.powi(step)));
                *latest = Some((step, mesh.clone()));
                mesh
            }
        }
    }

    fn mesh_at(&self, scale: f64) -> SurfaceMesh {
        let Relief {
            size, half_size, ..
        } = self.relief;
        let cell = 2.0 * f64::from(half_size.max_element()) / (size - 1) as f64;
        let mut triangles = Vec::new();
        for factor in TOLERANCE_FACTORS {
            let tolerance = factor * TOLERANCE_PX / scale;
            let min_cells = factor * MIN_TRIANGLE_PX / (scale * cell);
            triangles = self.hierarchy.triangles(tolerance, min_cells as usize);
            if triangles.len() <= MAX_TRIANGLES {
                break;
            }
        }
        SurfaceMesh::new(&triangles, size, self.list.len())
    }
}

impl Relief {
    /// Whether the picture has no relief and shows values by colours and lines alone.
    fn is_flat(&self) -> bool {
        self.world_scale == 0.0
    }

    /// The errors of the triangles of a shape. A height error of 1 shows as a world unit.
    fn hierarchy(&self, shape: &SurfaceShape) -> Hierarchy {
        let normalized = shape.heights.records();
        let unit = if self.is_flat() {
            1.0
        } else {
            f64::from(self.world_scale)
        };
        let height = |&height: &f32| {
            if height <= HOLE_HEIGHT {
                f64::NAN
            } else {
                unit * f64::from(height)
            }
        };
        let heights: Vec<f64> = normalized.iter().map(height).collect();
        let (weights, tones) = self.weights_and_tones(shape);
        let field = HeightField {
            rows: self.size,
            columns: self.size,
            heights: &heights,
            top: unit,
            weights: &weights,
            attributes: &[&tones[0], &tones[1], &tones[2]],
            tolerances: SCALES.map(|scale| TOLERANCE_PX / scale),
        };
        Hierarchy::new(&field)
    }

    /// The weights of height errors at all grid points, and three quantities that determine lightness or colour, in
    /// units of their tolerance.
    fn weights_and_tones(&self, shape: &SurfaceShape) -> (Vec<f32>, [Vec<f32>; 3]) {
        let heights = shape.heights.records();
        let size = self.size;
        let tones = |height: f32, slope: Vec2, visible: VisibleLight| match self.is_flat() {
            true => (height / COLOR_TOLERANCE, (0.0, 0.0)),
            false => {
                let normal = vec3(
                    -slope.x * self.world_scale,
                    1.0,
                    -slope.y * self.world_scale,
                );
                let normal = normal.normalize();
                // Of `surface_light` in `surface.wgsl`.
                let key = visible.light() * normal.dot(self.light.xyz()).max(0.0);
                let shade = 2.4 * self.light.w * (0.62 * key + 0.22 * visible.sky());
                let [x, _, z] = (normal / NORMAL_TOLERANCE).to_array();
                (x, (z, shade / LIGHT_TOLERANCE))
            }
        };
        let points = (0..size * size).into_par_iter().map(|index| {
            let height_at = |i: usize, j: usize| heights[j * size + i];
            let slope = slope(height_at, size, self.half_size, index % size, index / size);
            let height = heights[index];
            let weight = self.weight(height, slope.length(), shape.is_unclipped);
            (weight, tones(height, slope, shape.visible[index]))
        });
        let (weights, (x, (z, shade))) = points.unzip::<_, _, _, (Vec<_>, (Vec<_>, Vec<_>))>();
        (weights, [x, z, shade])
    }

    /// The weight of height errors where the normalized height changes by `slope` per world unit: near a contour line,
    /// the distance by which it is shifted by an error of 1.
    fn weight(&self, height: f32, slope: f32, is_unclipped: bool) -> f32 {
        let cell = 2.0 * self.half_size.max_element() / (self.size - 1) as f32;
        // The edge at the top of the box is like a contour line.
        let to_top = if is_unclipped {
            f32::INFINITY
        } else {
            (1.0 - height).abs()
        };
        let has_line = self.contour_lines.gap(height).min(to_top) <= slope * (LINE_REACH + cell);
        let steepness = if self.is_flat() {
            slope
        } else {
            slope * self.world_scale
        };
        let shift = steepness.recip().min(MAX_LINE_WEIGHT);
        match (has_line, self.is_flat()) {
            (true, true) => shift,
            (true, false) => shift.max(1.0),
            (false, true) => 0.0,
            (false, false) => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scene::Contours, view::style::scale::ValueScale};

    const SIZE: usize = 150;

    fn shape(height: impl Fn(f32, f32) -> f32) -> SurfaceShape {
        let fraction = |k: usize| k as f32 / (SIZE - 1) as f32;
        let heights = (0..SIZE * SIZE).map(|k| height(fraction(k % SIZE), fraction(k / SIZE)));
        SurfaceShape::new(heights.collect(), vec![VisibleLight::ALL; SIZE * SIZE])
    }

    fn waves(x: f32, y: f32) -> f32 {
        0.5 + 0.3 * (7.0 * x).sin() * (5.0 * y + 1.0).cos() + 0.1 * x
    }

    fn shapes(list: Vec<SurfaceShape>, world_scale: f32) -> Shapes {
        let relief = Relief {
            size: SIZE,
            half_size: Vec2::ONE,
            world_scale,
            light: glam::Vec3::Y.extend(0.45),
            contour_lines: ValueScale::linear(0.0, 1.0).contours(&Contours::Count(10)),
        };
        Shapes::new(list, relief)
    }

    /// The difference between the height of a triangle and that of the shape, at each grid point of each triangle.
    fn differences(mesh: &SurfaceMesh, shape: &SurfaceShape) -> Vec<(usize, f32)> {
        let heights = shape.heights.records();
        let place = |point: u32| [point as usize % SIZE, point as usize / SIZE].map(|k| k as f32);
        let cross = |a: [f32; 2], b: [f32; 2], c: [f32; 2]| {
            (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        };
        let mut found = Vec::new();
        for corners in mesh.triangles() {
            let points = corners.map(|corner| mesh.points[corner as usize]);
            let [a, b, c] = points.map(place);
            let [at_a, at_b, at_c] = points.map(|point| heights[point as usize]);
            let range = |axis: usize| {
                let places = [a, b, c].map(|corner| corner[axis] as usize);
                places.iter().copied().min().unwrap()..=places.into_iter().max().unwrap()
            };
            let around = range(1).flat_map(|j| range(0).map(move |i| j * SIZE + i));
            for index in around {
                let at = place(index as u32);
                let parts = [cross(at, b, c), cross(a, at, c), cross(a, b, at)];
                if parts.iter().any(|&part| part < 0.0) {
                    continue;
                }
                let sum = parts[0] * at_a + parts[1] * at_b + parts[2] * at_c;
                found.push((index, (sum / cross(a, b, c) - heights[index]).abs()));
            }
        }
        found
    }

    #[test]
    fn triangles_are_true_to_a_third_of_a_pixel() {
        let waves = shape(waves);
        let shapes = shapes(vec![waves.clone()], 1.2);
        let mut before = 0;
        for scale in [40.0, 90.0, 200.0] {
            let mesh = shapes.mesh(scale);
            let differences = differences(&mesh, &waves);
            let largest = differences
                .iter()
                .map(|(_, difference)| 1.2 * scale * difference);
            let largest = largest.fold(0.0, f32::max);
            assert!(largest <= 0.31, "{largest} px at {scale}");
            let count = mesh.triangles().len();
            assert!(before < count && count < SIZE * SIZE, "{count}");
            before = count;
        }
    }

    #[test]
    fn contour_lines_are_true_to_a_third_of_a_pixel() {
        let waves = shape(waves);
        let lines = ValueScale::linear(0.0, 1.0).contours(&Contours::Count(10));
        for world_scale in [0.0, 1.2] {
            let mesh = shapes(vec![waves.clone()], world_scale).mesh(60.0);
            let heights = waves.heights.records();
            for (index, difference) in differences(&mesh, &waves) {
                let height = |i, j| heights[j * SIZE + i];
                let slope = slope(height, SIZE, Vec2::ONE, index % SIZE, index / SIZE).length();
                if lines.gap(heights[index]) < 0.02 * slope && slope > 0.2 {
                    let shift = 60.0 * difference / slope;
                    assert!(shift <= 0.31, "{shift} px at {index}");
                }
            }
        }
    }

    #[test]
    fn triangles_are_kept_until_the_picture_is_enlarged() {
        let shapes = shapes(vec![shape(waves)], 1.2);
        let mesh = shapes.mesh(100.0);
        assert!(Arc::ptr_eq(&mesh, &shapes.mesh(102.0)));
        assert!(!Arc::ptr_eq(&mesh, &shapes.mesh(130.0)));
    }

    #[test]
    fn triangles_are_true_to_all_shapes_of_a_morph() {
        let [first, last] = [shape(waves), shape(|x, y| waves(y, x).powi(2))];
        let mesh = shapes(vec![first.clone(), last.clone()], 1.2).mesh(90.0);
        for shape in [first, last] {
            let differences = differences(&mesh, &shape);
            assert!(
                differences
                    .iter()
                    .all(|(_, difference)| 1.2 * 90.0 * difference <= 0.31)
            );
        }
    }

    #[test]
    fn holes_alone_have_no_triangles() {
        let mesh = shapes(vec![shape(|_, _| HOLE_HEIGHT)], 1.2).mesh(300.0);
        assert!(mesh.triangles().is_empty() && mesh.edges.is_empty());
    }
}
