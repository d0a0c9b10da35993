//! The drawn surface: a grid of normalized heights, with coordinate mappings and queries.

mod axes;
pub(crate) mod balls;
mod content;
mod lanes;
pub(crate) mod marks;
pub(crate) mod mesh;
pub(crate) mod morph;
pub(crate) mod outline;
mod shape;
pub(crate) mod trail;
mod visibility;

use std::sync::Arc;

pub(crate) use content::SurfaceContent;
use glam::{DVec2, UVec4, Vec3, Vec4, vec2, vec3};
use mesh::SurfaceMesh;
use shape::{Relief, Shapes, SurfaceShape};

use super::{
    gpu::{SharedRecords, SurfaceDraw, SurfaceKind, SurfaceUniform, SurfaceVertex},
    style::scale::{BOX_HEIGHT, ContourLines, STRIP_DEPTH, ValueScale},
};
use crate::{
    math::landscape::Domain,
    scene::{Look, Projection},
    simulation::HeightGrid,
};

/// The normalized height that marks holes. It is below `HOLE` of `surface.wgsl`, which is far below that of any value.
pub(super) const HOLE_HEIGHT: f32 = -1e4;
/// Gap between the floor and the lowest value, as a fraction of the box height, so that the floor is visible.
const FLOOR_GAP: f32 = 0.14;
/// Rays take steps as on a grid with this number of points along a side, even if it has more.
const MAX_RAY_CELLS: usize = 512;
/// Width of the box in world units, the reference for all lengths.
pub(crate) const BOX_WIDTH: f32 = 2.0;

/// Whether a landscape is drawn from above. A function of one variable would be a line, and is drawn from the front.
pub(crate) fn is_flat(variables: usize, look: &Look) -> bool {
    look.projection == Projection::Top && variables == 2
}

/// A height grid in world coordinates. Built once per grid and look.
#[derive(Clone)]
pub struct DrawnSurface {
    /// Half extents of the box.
    pub half_size: Vec3,
    /// The parameter domain, which the floor of the box represents.
    pub domain: Domain,
    /// Maps values to normalized heights.
    pub scale: ValueScale,
    /// The contour lines.
    pub contour_lines: ContourLines,
    size: usize,
    line_counts: SharedRecords<f32>,
    /// World height of normalized height 0.
    bottom: f32,
    /// World height of normalized height 1.
    top: f32,
    /// Whether the surface is drawn from above, as a plane.
    is_flat: bool,
    /// Whether contour lines are drawn on the floor.
    has_floor: bool,
    /// Whether it is the top of a block with side walls.
    is_solid: bool,
    /// Unit direction to the key light, and the largest relative change of brightness by light and shadow.
    light: Vec4,
    /// The grids of the shapes.
    grids: Vec<Arc<HeightGrid>>,
    /// The shapes of a morph, evenly spaced, and the final shape.
    shapes: Arc<Shapes>,
    /// The index of the current shape, and the progress from it to the next one, 0 to 1.
    current: (usize, f32),
}

impl DrawnSurface {
    /// The surface of a grid in a look, with the `earlier` shapes of a morph over the same points; `variables` is 1 or
    /// 2. All shapes share one scale. What is the same in the `previous` surface is reused.
    pub fn new(
        grid: &Arc<HeightGrid>,
        earlier: &[Arc<HeightGrid>],
        variables: usize,
        look: &Look,
        previous: Option<&Self>,
    ) -> Self {
        let grids: Vec<Arc<HeightGrid>> = earlier.iter().chain([grid]).cloned().collect();
        let scale = ValueScale::shared(&look.height, &grids);
        let is_flat = is_flat(variables, look);
        let half_height = 0.5 * BOX_WIDTH * BOX_HEIGHT * look.height.exaggeration as f32;
        let half_size = vec3(
            0.5 * BOX_WIDTH,
            if is_flat { 0.0 } else { half_height },
            0.5 * BOX_WIDTH * if variables == 1 { STRIP_DEPTH } else { 1.0 },
        );
        // The contour lines of a function of one variable are parallel and say nothing.
        let has_floor = look.marks.floor && variables == 2;
        let gap = if has_floor { FLOOR_GAP } else { 0.0 };
        let [bottom, top] = [-half_size.y + 2.0 * gap * half_size.y, half_size.y];
        let contour_lines = scale.contours(&look.contours);
        let relief = Relief {
            size: grid.size,
            half_size: vec2(half_size.x, half_size.z),
            world_scale: top - bottom,
            light: visibility::key_light(look, is_flat),
            contour_lines: contour_lines.clone(),
        };
        let same = previous.filter(|previous| {
            let mut pairs = previous.grids.iter().zip(&grids);
            previous.grids.len() == grids.len()
                && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
                && previous.scale == scale
                && *previous.shapes.relief() == relief
        });
        let shape = |grid: &HeightGrid| {
            let height = |&value: &f64| match scale.normalized(value) {
                height if height.is_nan() => HOLE_HEIGHT,
                height => height.min(4.0) as f32,
            };
            let heights: Vec<f32> = grid.values.iter().map(height).collect();
            let visible = visibility::visibility(&heights, &relief);
            SurfaceShape::new(heights, visible)
        };
        let light = relief.light;
        let shapes = match same {
            Some(previous) => previous.shapes.clone(),
            None => {
                let shapes = grids.iter().map(|grid| shape(grid)).collect();
                Arc::new(Shapes::new(shapes, relief))
            }
        };
        Self {
            half_size,
            domain: grid.domain,
            size: grid.size,
            light,
            grids,
            shapes,
            current: (earlier.len(), 0.0),
            line_counts: SharedRecords::new(contour_lines.table()),
            scale,
            contour_lines,
            bottom,
            top,
            is_flat,
            has_floor,
            is_solid: look.solid && !is_flat,
        }
    }

    /// The corners of the floor, if contour lines are drawn on it.
    pub fn floor(&self) -> Option<[Vec3; 4]> {
        let Vec3 { x, y, z } = self.half_size;
        let corners = [
            vec3(-x, -y, -z),
            vec3(x, -y, -z),
            vec3(x, -y, z),
            vec3(-x, -y, z),
        ];
        (self.has_floor && !self.is_flat && !self.is_solid).then_some(corners)
    }

    /// The draw call of the surface. `line_px` is the width of contour lines in pixels, `line_lightness` their
    /// [`lightness`](super::style::theme::lightness) relative to the colour beneath, `walls` the colour of the side
    /// walls of a block and its opacity; `floor` as in `SurfaceDraw`.
    pub(crate) fn draw(
        &self,
        mesh: &SurfaceMesh,
        look: &Look,
        line_px: f32,
        line_lightness: f32,
        walls: [f32; 4],
        floor: Option<UVec4>,
    ) -> SurfaceDraw {
        let mesh_cells = (self.size as u32 / 32).max(1);
        SurfaceDraw {
            uniform: SurfaceUniform {
                half_size: self
                    .half_size
                    .extend(self.contour_lines.minimum_count() as f32)
                    .to_array(),
                height: [self.bottom, self.top, 0.6, f32::from(self.is_flat)],
                contour: [
                    self.contour_lines.origin as f32,
                    self.contour_lines.density as f32,
                    line_px,
                    line_lightness,
                ],
                counts: [
                    self.size as u32,
                    self.contour_lines.thick_every.min(i32::MAX as u32),
                    u32::from(!self.contour_lines.levels.is_empty()),
                    if look.marks.mesh { mesh_cells } else { 0 },
                ],
                morph: [self.current.1, 0.0, 0.0, 0.0],
                light: self.light.to_array(),
                walls: if self.is_solid { walls } else { [0.0; 4] },
            },
            vertices: self.shape_vertices(mesh),
            indices: mesh.indices.clone(),
            heights: self
                .between()
                .map(|index| self.shapes.list[index].heights.clone()),
            levels: self.line_counts.clone(),
            floor,
            kind: if look.marks.mesh || self.is_flat || !self.contour_lines.levels.is_empty() {
                SurfaceKind::Full
            } else if self.is_unclipped() {
                SurfaceKind::Unclipped
            } else {
                SurfaceKind::Clipped
            },
        }
    }

    /// The triangles of the surface for a picture with this number of pixels per world unit.
    pub(crate) fn mesh(&self, scale: f32) -> Arc<SurfaceMesh> {
        self.shapes.mesh(scale)
    }

    /// The indices of the two shapes between which the surface is now; without a morph both are the same.
    fn between(&self) -> [usize; 2] {
        let (index, fraction) = self.current;
        [index, index + usize::from(fraction > 0.0)]
    }

    /// The vertices of a mesh in the two shapes between which the surface is now.
    fn shape_vertices(&self, mesh: &SurfaceMesh) -> [SharedRecords<SurfaceVertex>; 2] {
        let half_size = vec2(self.half_size.x, self.half_size.z);
        self.between()
            .map(|index| mesh.vertices(index, &self.shapes.list[index], self.size, half_size))
    }

    /// Whether there are no holes and nothing is above the top of the box.
    pub fn is_unclipped(&self) -> bool {
        self.between()
            .iter()
            .all(|&index| self.shapes.list[index].is_unclipped)
    }

    /// Number of grid points along a side.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The normalized height of a grid point; `None` in a hole.
    pub fn height(&self, column: usize, row: usize) -> Option<f32> {
        let height = self.grid_height(row * self.size + column);
        (height > HOLE_HEIGHT).then_some(height)
    }

    /// The normalized height of the grid point at an index, row by row; [`HOLE_HEIGHT`] if it is a hole in either shape
    /// of a morph.
    fn grid_height(&self, index: usize) -> f32 {
        let [height, later] =
            (self.between()).map(|shape| self.shapes.list[shape].heights.records()[index]);
        match self.current.1 {
            _ if height.min(later) <= HOLE_HEIGHT => HOLE_HEIGHT,
            0.0 => height,
            fraction => height + fraction * (later - height),
        }
    }

    /// World units per unit of normalized height.
    pub fn world_scale(&self) -> f32 {
        self.top - self.bottom
    }

    /// The world height of a normalized height.
    pub fn world_height(&self, height: f64) -> f32 {
        self.bottom + height as f32 * (self.top - self.bottom)
    }

    /// The normalized height of the drawn triangles at two parameters, which are clamped to the domain; `None` in a
    /// hole.
    pub fn height_at(&self, at: DVec2) -> Option<f64> {
        let cells = (self.size - 1) as f64;
        let place = |value: f64, [low, high]: [f64; 2]| {
            let scaled = ((value - low) / (high - low)).clamp(0.0, 1.0) * cells;
            let cell = scaled.floor().min(cells - 1.0);
            (cell as usize, scaled - cell)
        };
        let (i, fx) = place(at.x, self.domain.x);
        let (j, fy) = place(at.y, self.domain.y);
        let corner = |i: usize, j: usize| f64::from(self.grid_height(j * self.size + i));
        let (a, b, c, d) = (
            corner(i, j),
            corner(i, j + 1),
            corner(i + 1, j),
            corner(i + 1, j + 1),
        );
        if [a, b, c, d]
            .into_iter()
            .any(|t| t <= f64::from(HOLE_HEIGHT))
        {
            return None;
        }
        // The smallest triangles split cells from their upper left to their lower right corner.
        Some(if fx + fy < 1.0 {
            a + fx * (c - a) + fy * (b - a)
        } else {
            d + (1.0 - fx) * (b - d) + (1.0 - fy) * (c - d)
        })
    }

    /// The world position on the surface at two parameters, clamped to the box; holes count as normalized height 0.
    pub fn point(&self, at: DVec2) -> Vec3 {
        let at = self.clamp(at);
        let plane = self.plane_from_params(at);
        let height = self.height_at(at).unwrap_or(0.0).clamp(0.0, 1.0);
        vec3(plane.x, self.world_height(height), plane.y)
    }

    /// The world vector of a parameter vector in the tangent plane of the surface, where the function has this value
    /// and gradient.
    pub fn along(&self, direction: DVec2, value: f64, gradient: DVec2) -> Vec3 {
        let [x, y] = [self.domain.x, self.domain.y];
        let scale = |half: f32, [low, high]: [f64; 2]| 2.0 * f64::from(half) / (high - low);
        let rise =
            self.scale.slope(value) * gradient.dot(direction) * f64::from(self.world_scale());
        vec3(
            (scale(self.half_size.x, x) * direction.x) as f32,
            rise as f32,
            (-scale(self.half_size.z, y) * direction.y) as f32,
        )
    }

    /// The unit normal of the surface at two parameters, by differences over `radius` world units to each side.
    pub fn normal(&self, at: DVec2, radius: f32) -> Vec3 {
        if self.is_flat {
            return Vec3::Y;
        }
        let at = self.clamp(at);
        let reach = DVec2::new(
            f64::from(radius / self.half_size.x) * 0.5 * (self.domain.x[1] - self.domain.x[0]),
            f64::from(radius / self.half_size.z) * 0.5 * (self.domain.y[1] - self.domain.y[0]),
        );
        let slope = |step: DVec2| {
            let (before, after) = (self.point(at - step), self.point(at + step));
            after - before
        };
        let east = slope(DVec2::new(reach.x, 0.0));
        let north = slope(DVec2::new(0.0, reach.y));
        east.cross(north).normalize_or(Vec3::Y)
    }

    /// Clamps parameters to the domain.
    pub fn clamp(&self, at: DVec2) -> DVec2 {
        at.clamp(
            DVec2::new(self.domain.x[0], self.domain.y[0]),
            DVec2::new(self.domain.x[1], self.domain.y[1]),
        )
    }

    /// Whether the surface at two parameters is in the box: in the domain, not in a hole, and not above the top.
    pub fn shows(&self, at: DVec2) -> bool {
        self.clamp(at) == at && self.height_at(at).is_some_and(|height| height <= 1.0)
    }

    /// The parameters of the first intersection of a ray with the surface.
    pub fn ray_hit(&self, origin: Vec3, direction: Vec3) -> Option<DVec2> {
        let mut span = (0.0f32, f32::MAX);
        for axis in 0..3 {
            let half = if axis == 1 {
                self.half_size.y + 1e-3
            } else {
                self.half_size[axis]
            };
            let inverse = 1.0 / direction[axis];
            let (a, b) = (
                (-half - origin[axis]) * inverse,
                (half - origin[axis]) * inverse,
            );
            if direction[axis].abs() < 1e-9 {
                if origin[axis].abs() > half {
                    return None;
                }
                continue;
            }
            span = (span.0.max(a.min(b)), span.1.min(a.max(b)));
        }
        if span.0 > span.1 {
            return None;
        }
        let above = |t: f32| {
            let p = origin + t * direction;
            let at = self.params_from_plane(vec2(p.x, p.z));
            let height = self.height_at(at)?;
            let height = if self.is_solid {
                height.min(1.0)
            } else {
                height
            };
            if height > 1.0 {
                return None;
            }
            Some(p.y - self.world_height(height.max(0.0)))
        };
        if self.is_flat {
            let p = origin + direction * (-origin.y / direction.y);
            return Some(self.params_from_plane(vec2(p.x, p.z)));
        }
        // Steps shorter than a cell, or about a pixel on fine grids, find the crossing, bisection refines it.
        let steps = 4 * self.size.min(MAX_RAY_CELLS);
        let mut before: Option<(f32, f32)> = None;
        for k in 0..=steps {
            let t = span.0 + (span.1 - span.0) * k as f32 / steps as f32;
            let here = above(t);
            if let (Some((t0, h0)), Some(h1)) = (before, here)
                && h0.signum() != h1.signum()
            {
                let (mut low, mut high) = (t0, t);
                for _ in 0..24 {
                    let middle = 0.5 * (low + high);
                    match above(middle) {
                        Some(h) if h.signum() == h0.signum() => low = middle,
                        _ => high = middle,
                    }
                }
                let p = origin + high * direction;
                return Some(self.params_from_plane(vec2(p.x, p.z)));
            }
            // A block hides what is behind its walls.
            if self.is_solid && k == 0 && here.is_some_and(|height| height < 0.0) {
                return None;
            }
            before = here.map(|h| (t, h));
        }
        None
    }
}

#[cfg(test)]
mod tests;
