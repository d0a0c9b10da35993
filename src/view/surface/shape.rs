//! The shapes of a surface, several during a morph, and the triangles that are true to all of them.

use std::sync::{Arc, Mutex, PoisonError};

use glam::{Vec2, vec3};
use rayon::prelude::*;

use super::{
    HOLE,
    mesh::{SurfaceMesh, slope},
};
use crate::{
    math::triangulation::{HeightField, Hierarchy},
    view::{gpu::Shared, style::scale::ContourLines},
};

/// The largest error of the drawn surface, and the largest shift of a contour line, in pixels.
const TOLERANCE_PX: f64 = 0.3;
/// The largest error of a component of the unit normal: about one of 255 levels of lightness.
const NORMAL_TOLERANCE: f32 = 0.03;
/// The largest error of a shown height in colour, in pictures without relief.
const COLOR_TOLERANCE: f32 = 0.002;
/// Triangles are not halved below this size for the sake of their lightness or colour alone.
const MIN_TRIANGLE_PX: f32 = 1.0;
/// Pixels per world unit in the largest and the smallest pictures for which errors are computed exactly.
const SCALES: [f64; 2] = [2048.0, 32.0];
/// Triangles are computed anew if the picture is enlarged by this factor.
const SCALE_STEP: f64 = 1.19;
/// Distance from a contour line, in world units, at which surfaces must be true enough for its place.
const LINE_REACH: f32 = 0.02;
/// The greatest factor by which errors count more at contour lines on gentle slopes.
const MAX_LINE_WEIGHT: f32 = 8.0;

/// One shape of a surface.
#[derive(Clone)]
pub(crate) struct Shape {
    /// Shown heights, row by row.
    pub heights: Shared<f32>,
    /// Whether there are no holes and nothing above the top of the box.
    pub is_whole: bool,
}

impl Shape {
    pub(super) fn new(heights: Vec<f32>) -> Self {
        Self {
            is_whole: heights.iter().all(|&shown| shown > HOLE && shown <= 1.0),
            heights: heights.into(),
        }
    }
}

/// How shapes are drawn.
#[derive(Clone, Copy)]
pub(super) struct Relief<'a> {
    /// Number of grid points along a side.
    pub size: usize,
    /// Half extents of the box along x and z.
    pub half: Vec2,
    /// World height per unit of shown height; 0 in pictures without relief.
    pub world_scale: f32,
    /// The contour lines.
    pub lines: &'a ContourLines,
}

/// The shapes of a surface, in order, and their common triangulation.
pub(super) struct Shapes {
    pub list: Vec<Shape>,
    size: usize,
    half: Vec2,
    hierarchy: Hierarchy,
    /// The latest mesh, and the scale for which it was computed, as a power of `SCALE_STEP`.
    mesh: Mutex<Option<(i32, Arc<SurfaceMesh>)>>,
}

impl Shapes {
    /// Computes the errors of all triangles of at least one shape.
    ///
    /// # Panics
    /// If there are no shapes.
    pub(super) fn new(list: Vec<Shape>, relief: Relief) -> Self {
        let mut hierarchy = relief.hierarchy(&list[0]);
        for shape in &list[1..] {
            hierarchy.join(&relief.hierarchy(shape));
        }
        Self {
            hierarchy,
            list,
            size: relief.size,
            half: relief.half,
            mesh: Mutex::default(),
        }
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
        let cell = 2.0 * self.half.max_element() / (self.size - 1) as f32;
        let min_cells = MIN_TRIANGLE_PX / (scale as f32 * cell);
        let triangles = self
            .hierarchy
            .triangles(TOLERANCE_PX / scale, min_cells as usize);
        SurfaceMesh::new(&triangles, self.size, self.list.len())
    }
}

impl Relief<'_> {
    /// Whether the picture has no relief and shows values by colours and lines alone.
    fn is_flat(&self) -> bool {
        self.world_scale == 0.0
    }

    /// The errors of the triangles of a shape. A height error of 1 shows as a world unit.
    fn hierarchy(&self, shape: &Shape) -> Hierarchy {
        let shown = shape.heights.records();
        let unit = if self.is_flat() {
            1.0
        } else {
            f64::from(self.world_scale)
        };
        let height = |&shown: &f32| {
            if shown <= HOLE {
                f64::NAN
            } else {
                unit * f64::from(shown)
            }
        };
        let heights: Vec<f64> = shown.iter().map(height).collect();
        let (weights, [x, z]) = self.weights_and_tones(shape);
        let field = HeightField {
            rows: self.size,
            columns: self.size,
            heights: &heights,
            top: unit,
            weights: &weights,
            attributes: &[&x, &z],
            tolerances: SCALES.map(|scale| TOLERANCE_PX / scale),
        };
        Hierarchy::new(&field)
    }

    /// The weights of height errors at all grid points, and two quantities that determine lightness or colour, in units
    /// of their tolerance.
    fn weights_and_tones(&self, shape: &Shape) -> (Vec<f32>, [Vec<f32>; 2]) {
        let shown = shape.heights.records();
        let size = self.size;
        let tone = |shown: f32, slope: Vec2| match self.is_flat() {
            true => [shown / COLOR_TOLERANCE, 0.0],
            false => {
                let normal = vec3(
                    -slope.x * self.world_scale,
                    1.0,
                    -slope.y * self.world_scale,
                );
                let normal = normal.normalize() / NORMAL_TOLERANCE;
                [normal.x, normal.z]
            }
        };
        let points = (0..size * size).into_par_iter().map(|index| {
            let height = |i: usize, j: usize| shown[j * size + i];
            let slope = slope(height, size, self.half, index % size, index / size);
            let own = shown[index];
            let [x, z] = tone(own, slope);
            (self.weight(own, slope.length(), shape.is_whole), (x, z))
        });
        let (weights, (x, z)) = points.unzip::<_, _, _, (Vec<f32>, Vec<f32>)>();
        (weights, [x, z])
    }

    /// How much a height error counts where the shown height changes by `slope` per world unit. The place of contour
    /// lines depends on it most on gentle slopes.
    fn weight(&self, shown: f32, slope: f32, is_whole: bool) -> f32 {
        let cell = 2.0 * self.half.max_element() / (self.size - 1) as f32;
        // The edge at the top of the box is like a contour line.
        let to_top = if is_whole {
            f32::INFINITY
        } else {
            (1.0 - shown).abs()
        };
        let has_line = self.lines.gap(shown).min(to_top) <= slope * (LINE_REACH + cell);
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
