//! A landscape as a relief: the positions of its values in a model.
//!
//! Units are the model's width: x from −½ to ½ to the right, y up from 0 at the bottom of the value scale, z from half
//! the depth (the minimum of θ₂) to minus half the depth (the maximum). The proportions are those of the picture: a
//! square box, 0.6 times as high as wide at exaggeration 1.

use std::sync::Arc;

use glam::{DVec2, DVec3, dvec2, dvec3};

use crate::{
    math::landscape::{Domain, Landscape},
    scene::Look,
    simulation::HeightGrid,
    view::style::scale::{BOX_HEIGHT, STRIP_DEPTH, ValueScale},
};

/// The surface of a landscape in a model.
pub(super) struct Relief {
    /// The rectangle of parameters.
    pub(super) domain: Domain,
    /// Maps values to shown heights, 0 at the bottom of the box to 1 at its top.
    pub(super) scale: ValueScale,
    /// The number of grid points along each side.
    pub(super) size: usize,
    /// The depth of the box relative to its width.
    pub(super) depth: f64,
    /// The height of the box relative to its width.
    pub(super) height: f64,
    /// The shown height at each grid point, row by row; NaN in holes, above 1 above the box.
    heights: Vec<f64>,
}

impl Relief {
    /// The relief of a landscape with computed `heights`, scaled as in `look`, with at most `max_size` grid points per
    /// side.
    pub(super) fn new(
        landscape: &dyn Landscape,
        heights: &Arc<HeightGrid>,
        look: &Look,
        max_size: usize,
    ) -> Self {
        let scale = ValueScale::new(&look.height, heights);
        let grid = if heights.size <= max_size {
            heights.clone()
        } else {
            Arc::new(HeightGrid::new(landscape, heights.domain, max_size))
        };
        let shown = grid
            .values
            .iter()
            .map(|&value| match scale.normalized(value) {
                shown if shown.is_nan() => f64::NAN,
                // A coarser grid has points between those of `heights`, which can be slightly lower.
                shown => shown.max(0.0),
            });
        Self {
            domain: heights.domain,
            scale,
            size: grid.size,
            depth: if landscape.variables() == 1 {
                STRIP_DEPTH.into()
            } else {
                1.0
            },
            height: f64::from(BOX_HEIGHT) * look.height.exaggeration,
            heights: shown.collect(),
        }
    }

    /// The point of column i and row j; above the box if its value is above the shown range, none in a hole.
    pub(super) fn grid_point(&self, i: usize, j: usize) -> Option<DVec3> {
        let shown = self.heights[j * self.size + i];
        let last = (self.size - 1) as f64;
        let place = dvec2(i as f64 / last, j as f64 / last);
        (!shown.is_nan()).then(|| self.to_model(place, shown))
    }

    /// Whether no corner of the cell with the lower left corner (i, j) is a hole.
    pub(super) fn has_cell(&self, i: usize, j: usize) -> bool {
        let corners = [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)];
        corners
            .iter()
            .all(|&(i, j)| !self.heights[j * self.size + i].is_nan())
    }

    /// The point of the triangulated surface at `at`, clamped to the domain; none in a hole and above the box. The
    /// diagonal of each cell runs from its upper left to its lower right corner.
    pub(super) fn surface_point(&self, at: DVec2) -> Option<DVec3> {
        let place = self.fractions_of_domain(at).clamp(DVec2::ZERO, DVec2::ONE);
        let cells = (self.size - 1) as f64;
        let cell = (place * cells).floor().min(DVec2::splat(cells - 1.0));
        let part = place * cells - cell;
        let (i, j) = (cell.x as usize, cell.y as usize);
        if !self.has_cell(i, j) {
            return None;
        }
        let corner = |i: usize, j: usize| self.heights[j * self.size + i];
        let (c, b) = (corner(i + 1, j), corner(i, j + 1));
        let shown = if part.x + part.y < 1.0 {
            let a = corner(i, j);
            a + part.x * (c - a) + part.y * (b - a)
        } else {
            let d = corner(i + 1, j + 1);
            d + (1.0 - part.x) * (b - d) + (1.0 - part.y) * (c - d)
        };
        (shown <= 1.0).then(|| self.to_model(place, shown))
    }

    /// The unit normal of the surface at `at`, averaged over `reach` of the model's width.
    pub(super) fn normal(&self, at: DVec2, reach: f64) -> DVec3 {
        let span = self.domain.size();
        let slope = |step: DVec2| {
            let ends = [at - step, at + step].map(|at| self.surface_point(at));
            let middle = self.surface_point(at).unwrap_or_default();
            ends[1].unwrap_or(middle) - ends[0].unwrap_or(middle)
        };
        let east = slope(dvec2(reach * span.x, 0.0));
        let north = slope(dvec2(0.0, reach / self.depth * span.y));
        east.cross(north).normalize_or(DVec3::Y)
    }

    /// The length of a step in the parameter plane, in cells.
    pub(super) fn cells(&self, step: DVec2) -> f64 {
        (step / self.domain.size()).length() * (self.size - 1) as f64
    }

    /// Parameters as fractions of the domain, 0 to 1.
    fn fractions_of_domain(&self, at: DVec2) -> DVec2 {
        (at - dvec2(self.domain.x[0], self.domain.y[0])) / self.domain.size()
    }

    /// The point of the model at these fractions of the domain and this shown height.
    fn to_model(&self, place: DVec2, shown: f64) -> DVec3 {
        dvec3(
            place.x - 0.5,
            shown * self.height,
            (0.5 - place.y) * self.depth,
        )
    }
}
