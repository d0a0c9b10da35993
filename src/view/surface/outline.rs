//! Antialiased outline of the surface: its border, its silhouette edges, and the cut at the top of the box. Soft lines
//! in the surface's own colours smooth the only hard edges of a picture, at a fraction of the cost of multisampling.
//! After P. V. Sander, H. Hoppe, J. Snyder and S. J. Gortler, "Discontinuity Edge Overdraw", 2001.

use glam::{Vec3, Vec4Swizzles, vec2, vec3};
use rayon::prelude::*;

use super::{DrawnSurface, mesh::slope};
use crate::view::{
    frame::{Frame, view_transform::ViewTransform},
    gpu::{RibbonDraw, RibbonPoint, VisibleLight},
    style::theme::{Rgb, lightness},
};

/// Width in pixels, enough to cover the stair steps of an edge.
const WIDTH_PX: f32 = 1.7;
/// Depth bias of the outline, in world units.
const DEPTH_BIAS: f32 = 0.006;

/// Rows of cells per task of a thread.
const ROWS_PER_TASK: usize = 16;
/// Up to this number of rows a single thread is faster.
const MAX_SERIAL_ROWS: usize = 300;

/// The visible side of a triangle.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Side {
    /// Not drawn: in a hole, or above the top of the box.
    None,
    Front,
    Back,
}

/// The draw call of the outline, one line per edge.
pub(crate) fn draw(frame: &Frame, surface: &DrawnSurface, colors: &[Rgb; 256]) -> RibbonDraw {
    let outline = Outline {
        transform: &frame.transform,
        surface,
        colors,
    };
    let rows: Vec<usize> = (0..surface.size()).collect();
    let points: Vec<RibbonPoint> = if rows.len() <= MAX_SERIAL_ROWS {
        outline.rows(&rows)
    } else {
        let parts = rows.par_chunks(ROWS_PER_TASK);
        parts.flat_map_iter(|rows| outline.rows(rows)).collect()
    };
    RibbonDraw::colored_pairs(points, WIDTH_PX).depth_bias(DEPTH_BIAS)
}

struct Outline<'a> {
    transform: &'a ViewTransform,
    surface: &'a DrawnSurface,
    colors: &'a [Rgb; 256],
}

impl Outline<'_> {
    /// The edges in consecutive rows of cells, two points per edge.
    fn rows(&self, rows: &[usize]) -> Vec<RibbonPoint> {
        let mut points = Vec::new();
        let mut below = rows.first().map_or(Vec::new(), |&j| match j {
            0 => self.empty_row(),
            _ => self.sides(j - 1),
        });
        for &j in rows {
            let here = self.sides(j);
            self.add_row(j, &below, &here, &mut points);
            below = here;
        }
        points
    }

    /// Adds the edges in a row of cells at which visible sides differ: left, diagonal and lower ones, the last shared
    /// with the row below; and the cuts at the top of the box.
    fn add_row(
        &self,
        j: usize,
        below: &[[Side; 2]],
        here: &[[Side; 2]],
        points: &mut Vec<RibbonPoint>,
    ) {
        let cells = self.surface.size() - 1;
        let mut left = Side::None;
        for i in 0..=cells {
            let [lower, upper] = here[i];
            let a = (i, j);
            if lower != below[i][1] {
                self.add_edge(a, (i + 1, j), points);
            }
            if lower != left {
                self.add_edge(a, (i, j + 1), points);
            }
            if lower != upper {
                self.add_edge((i, j + 1), (i + 1, j), points);
            }
            left = upper;
        }
        if self.surface.is_unclipped() || j == cells {
            return;
        }
        for i in 0..cells {
            self.add_cut([(i, j), (i + 1, j), (i, j + 1)], points);
            self.add_cut([(i, j + 1), (i + 1, j), (i + 1, j + 1)], points);
        }
    }

    /// A row without triangles, beyond the border.
    fn empty_row(&self) -> Vec<[Side; 2]> {
        vec![[Side::None; 2]; self.surface.size()]
    }

    /// The visible sides of the lower left and upper right triangle of each cell of a row, plus one empty cell.
    fn sides(&self, j: usize) -> Vec<[Side; 2]> {
        let (heights, size, hole) = self.surface.grid();
        if j + 1 == size {
            return self.empty_row();
        }
        let row = |j: usize| &heights[j * size..(j + 1) * size];
        let (low, high) = (row(j), row(j + 1));
        let cell = 2.0 * self.surface.half_size / (size - 1) as f32;
        let scale = self.surface.world_scale();
        // The vector from the row's first corner to the eye, without the corner's height; constant for parallel rays.
        let eye = self.transform.eye - self.position((0, j)).with_y(self.surface.world_height(0.0));
        let eye_at = |i: usize, height: f32| match self.transform.perspective {
            true => eye - vec3(i as f32 * cell.x, height * scale, 0.0),
            false => -self.transform.forward,
        };
        let side = |corners: [f32; 3], normal: Vec3, to_eye: Vec3| {
            if corners.iter().any(|&height| height <= hole)
                || corners.iter().all(|&height| height > 1.0)
            {
                Side::None
            } else if normal.dot(to_eye) >= 0.0 {
                Side::Front
            } else {
                Side::Back
            }
        };
        let mut sides: Vec<[Side; 2]> = (0..size - 1)
            .map(|i| {
                let (a, b, c, d) = (low[i], high[i], low[i + 1], high[i + 1]);
                // Normals pointing up; the second parameter runs along −z.
                let lower = vec3((a - c) * scale / cell.x, 1.0, (b - a) * scale / cell.z);
                let upper = vec3((b - d) * scale / cell.x, 1.0, (d - c) * scale / cell.z);
                let at_b = |to_eye: Vec3| match self.transform.perspective {
                    true => to_eye + vec3(0.0, (a - b) * scale, cell.z),
                    false => to_eye,
                };
                let to_eye = eye_at(i, a);
                [
                    side([a, b, c], lower, to_eye),
                    side([b, c, d], upper, at_b(to_eye)),
                ]
            })
            .collect();
        sides.push([Side::None; 2]);
        sides
    }

    fn position(&self, (i, j): (usize, usize)) -> Vec3 {
        let surface = self.surface;
        let across = vec2(i as f32, j as f32) * (2.0 / (surface.size() - 1) as f32) - 1.0;
        let height = surface.height(i, j).unwrap_or(0.0);
        vec3(
            across.x * surface.half_size.x,
            surface.world_height(f64::from(height)),
            -across.y * surface.half_size.z,
        )
    }

    /// Adds the part of an edge below the top of the box.
    fn add_edge(&self, a: (usize, usize), b: (usize, usize), points: &mut Vec<RibbonPoint>) {
        let (Some(mut low), Some(mut high)) = (self.vertex(a), self.vertex(b)) else {
            return;
        };
        if low.height > high.height {
            (low, high) = (high, low);
        }
        if low.height > 1.0 {
            return;
        }
        if high.height > 1.0 {
            high = low.at_top(&high);
        }
        points.extend([self.point(&low), self.point(&high)]);
    }

    /// Adds the intersection of a triangle with the top of the box.
    fn add_cut(&self, corners: [(usize, usize); 3], points: &mut Vec<RibbonPoint>) {
        let heights = corners.map(|(i, j)| self.surface.height(i, j).unwrap_or(f32::NAN));
        let above = heights.map(|height| height > 1.0);
        if above == [false; 3] || above == [true; 3] || heights.iter().any(|height| height.is_nan())
        {
            return;
        }
        let vertices = corners.map(|corner| self.vertex(corner));
        let [Some(a), Some(b), Some(c)] = vertices else {
            return;
        };
        let crossings = [(&a, &b), (&b, &c), (&c, &a)]
            .into_iter()
            .filter(|(from, to)| (from.height > 1.0) != (to.height > 1.0))
            .map(|(from, to)| self.point(&from.at_top(to)));
        points.extend(crossings);
    }

    fn vertex(&self, corner: (usize, usize)) -> Option<Vertex> {
        let (i, j) = corner;
        let height = self.surface.height(i, j)?;
        let (heights, size, hole) = self.surface.grid();
        let half_size = vec2(self.surface.half_size.x, self.surface.half_size.z);
        let slope = slope(heights, size, half_size, hole, i, j) * self.surface.world_scale();
        Some(Vertex {
            position: self.position(corner),
            height,
            normal: vec3(-slope.x, 1.0, -slope.y),
            visible: self.surface.visible(i, j),
        })
    }

    /// A point in the colour that the surface shader gives it.
    fn point(&self, vertex: &Vertex) -> RibbonPoint {
        let place = (vertex.height.clamp(0.0, 1.0) * 255.0).round() as usize;
        let [r, g, b, _] = self.colors[place].srgb(1.0);
        let lightness = lightness(self.light_factor(vertex));
        RibbonPoint {
            color: [r, g, b].map(|channel| ((channel + 0.055) * lightness - 0.055).clamp(0.0, 1.0)),
            ..RibbonPoint::new(vertex.position, 0.0)
        }
    }

    /// Same as `surface_light` in `surface.wgsl`.
    fn light_factor(&self, vertex: &Vertex) -> f32 {
        let light = self.surface.light();
        let normal = vertex.normal.normalize_or(Vec3::Y);
        let is_above = normal.dot(self.transform.to_eye(vertex.position)) >= 0.0;
        let (facing, sky, lit) = match is_above {
            true => (normal, vertex.visible.sky(), vertex.visible.light()),
            false => (-normal, 0.0, 0.0),
        };
        let key = lit * facing.dot(light.xyz()).max(0.0);
        let fill = 0.5 + 0.5 * facing.dot(self.transform.light());
        let shade = 0.62 * key + 0.16 * fill * fill + 0.22 * sky;
        1.0 + light.w * (2.4 * (shade - 0.72)).clamp(-1.0, 1.0)
    }
}

/// A grid point or a point on an edge.
struct Vertex {
    position: Vec3,
    /// Normalized height.
    height: f32,
    normal: Vec3,
    visible: VisibleLight,
}

impl Vertex {
    /// The intersection of the edge to another vertex with the top of the box.
    fn at_top(&self, other: &Self) -> Self {
        let fraction = (1.0 - self.height) / (other.height - self.height);
        Self {
            position: self.position.lerp(other.position, fraction),
            height: 1.0,
            normal: self.normal.lerp(other.normal, fraction),
            visible: self.visible.mix(other.visible, fraction),
        }
    }
}
