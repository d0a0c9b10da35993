//! Antialiased outline of the surface: its border, its silhouette edges, and the cut at the top of the box. Soft lines
//! in the surface's own colours smooth the only hard edges of a picture, at a fraction of the cost of multisampling.
//! After P. V. Sander, H. Hoppe, J. Snyder and S. J. Gortler, "Discontinuity Edge Overdraw", 2001.

use glam::{Vec2, Vec3, Vec4, Vec4Swizzles, vec3};
use rayon::prelude::*;

use super::{
    DrawnSurface, HOLE_HEIGHT,
    mesh::{Edge, NO_TRIANGLE, SurfaceMesh},
};
use crate::view::{
    frame::{Frame, view_transform::ViewTransform},
    gpu::{RibbonDraw, RibbonPoint, VisibleLight},
    style::theme::{Rgb, lightness},
};

/// Width in pixels, enough to cover the stair steps of an edge.
const WIDTH_PX: f32 = 1.7;
/// Depth bias of the outline, in world units.
const DEPTH_BIAS: f32 = 0.006;

/// Minimum number of triangles or edges per task of a thread.
const MIN_TASK: usize = 50_000;

/// The visible side of a triangle.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Side {
    /// Not drawn: in a hole, or above the top of the box.
    None,
    Front,
    Back,
}

/// The outline, one line per edge.
pub(crate) fn draw(
    frame: &Frame,
    surface: &DrawnSurface,
    mesh: &SurfaceMesh,
    colors: &[Rgb; 256],
) -> RibbonDraw {
    let vertices = surface.vertices(mesh);
    let outline = Outline {
        transform: &frame.transform,
        vertices: &vertices,
        triangles: mesh.triangles(),
        colors,
        light: surface.light(),
    };
    let sides: Vec<Side> = (outline.triangles.par_iter().with_min_len(MIN_TASK))
        .map(|&corners| outline.side(corners))
        .collect();
    let edges = mesh.edges.par_iter().with_min_len(MIN_TASK);
    let lines = edges.filter_map(|edge| outline.edge(edge, &sides));
    let mut points: Vec<RibbonPoint> = lines.flatten_iter().collect();
    if !surface.is_unclipped() {
        let cut = outline.triangles.iter().zip(&sides);
        points.extend(
            cut.filter_map(|(&corners, &side)| outline.cut(corners, side))
                .flatten(),
        );
    }
    RibbonDraw::colored_pairs(points, WIDTH_PX).depth_bias(DEPTH_BIAS)
}

struct Outline<'a> {
    transform: &'a ViewTransform,
    vertices: &'a [Vertex],
    triangles: &'a [[u32; 3]],
    colors: &'a [Rgb; 256],
    light: Vec4,
}

impl Outline<'_> {
    /// The visible side of a triangle.
    fn side(&self, corners: [u32; 3]) -> Side {
        let [a, b, c] = corners.map(|corner| &self.vertices[corner as usize]);
        let height = [a, b, c].map(|corner| corner.height);
        if height.iter().any(|&height| height <= HOLE_HEIGHT)
            || height.iter().all(|&height| height > 1.0)
        {
            return Side::None;
        }
        let normal = (b.position - a.position).cross(c.position - a.position);
        let to_eye = match self.transform.perspective {
            true => self.transform.eye - a.position,
            false => -self.transform.forward,
        };
        if normal.dot(to_eye) >= 0.0 {
            Side::Front
        } else {
            Side::Back
        }
    }

    /// The part of an edge below the top of the box, if different sides of the triangles at it are visible.
    fn edge(&self, edge: &Edge, sides: &[Side]) -> Option<[RibbonPoint; 2]> {
        let [one, other] = edge.triangles.map(|triangle| match triangle {
            NO_TRIANGLE => Side::None,
            triangle => sides[triangle as usize],
        });
        if one == other {
            return None;
        }
        let [mut low, mut high] = edge.ends.map(|end| self.vertices[end as usize]);
        if low.height > high.height {
            (low, high) = (high, low);
        }
        if low.height <= HOLE_HEIGHT || low.height > 1.0 {
            return None;
        }
        if high.height > 1.0 {
            high = low.at_top(&high);
        }
        let is_front = match (one, other) {
            (Side::Back, Side::None) | (Side::None, Side::Back) => false,
            (Side::Front, Side::Back) => self.is_ridge(edge.triangles),
            (Side::Back, Side::Front) => self.is_ridge([edge.triangles[1], edge.triangles[0]]),
            _ => true,
        };
        Some([low, high].map(|end| self.point(&end, is_front)))
    }

    /// Whether a second triangle bends down from the first, so that it is behind it at a silhouette.
    fn is_ridge(&self, triangles: [u32; 2]) -> bool {
        let [first, second] = triangles.map(|triangle| {
            let corners = self.triangles[triangle as usize];
            corners.map(|corner| self.vertices[corner as usize].position)
        });
        let [a, b, c] = first;
        let normal = (b - a).cross(c - a);
        // Two corners are common.
        second
            .iter()
            .map(|&corner| normal.dot(corner - a))
            .sum::<f32>()
            <= 0.0
    }

    /// The intersection of a triangle with the top of the box.
    fn cut(&self, corners: [u32; 3], side: Side) -> Option<[RibbonPoint; 2]> {
        if side == Side::None {
            return None;
        }
        let [a, b, c] = corners.map(|corner| &self.vertices[corner as usize]);
        let mut crossings = [(a, b), (b, c), (c, a)]
            .into_iter()
            .filter(|(from, to)| (from.height > 1.0) != (to.height > 1.0))
            .map(|(from, to)| self.point(&from.at_top(to), side == Side::Front));
        Some([crossings.next()?, crossings.next()?])
    }

    /// A point in the colour that the surface shader gives to the front or the back of triangles.
    fn point(&self, vertex: &Vertex, is_front: bool) -> RibbonPoint {
        let place = (vertex.height.clamp(0.0, 1.0) * 255.0).round() as usize;
        let [r, g, b, _] = self.colors[place].srgb(1.0);
        let lightness = lightness(self.light_factor(vertex, is_front));
        RibbonPoint {
            color: [r, g, b].map(|channel| ((channel + 0.055) * lightness - 0.055).clamp(0.0, 1.0)),
            ..RibbonPoint::new(vertex.position, 0.0)
        }
    }

    /// Same as `surface_light` in `surface.wgsl`, on the side that it shows.
    fn light_factor(&self, vertex: &Vertex, is_front: bool) -> f32 {
        let normal = vertex.normal.normalize_or(Vec3::Y);
        let is_upper = is_front || normal.dot(self.transform.to_eye(vertex.position)) >= 0.0;
        let (facing, sky, lit) = match is_upper {
            true => (normal, vertex.visible.sky(), vertex.visible.light()),
            false => (-normal, 0.0, 0.0),
        };
        let key = lit * facing.dot(self.light.xyz()).max(0.0);
        let fill = 0.5 + 0.5 * facing.dot(self.transform.light());
        let shade = 0.62 * key + 0.16 * fill * fill + 0.22 * sky;
        1.0 + self.light.w * (2.4 * (shade - 0.72)).clamp(-1.0, 1.0)
    }
}

/// A vertex of the mesh in the current shape.
#[derive(Clone, Copy)]
struct Vertex {
    position: Vec3,
    /// The normalized height; [`HOLE_HEIGHT`] in a hole.
    height: f32,
    normal: Vec3,
    visible: VisibleLight,
}

impl DrawnSurface {
    /// The vertices of a mesh.
    fn vertices(&self, mesh: &SurfaceMesh) -> Vec<Vertex> {
        let [one, other] = self.shape_vertices(mesh);
        let fraction = self.current.1;
        let pairs = one.records().iter().zip(other.records());
        let vertices = pairs.map(|(one, other)| {
            let is_hole = one.height.min(other.height) <= HOLE_HEIGHT;
            let height = one.height + fraction * (other.height - one.height);
            let slope =
                Vec2::from(one.slope).lerp(other.slope.into(), fraction) * self.world_scale();
            let cell = Vec2::from(one.cell.map(f32::from));
            let across = cell * (2.0 / (self.size - 1) as f32) - 1.0;
            let world_height = self.world_height(if is_hole { 0.0 } else { f64::from(height) });
            Vertex {
                position: vec3(
                    across.x * self.half_size.x,
                    world_height,
                    -across.y * self.half_size.z,
                ),
                height: if is_hole { HOLE_HEIGHT } else { height },
                normal: vec3(-slope.x, 1.0, -slope.y),
                visible: one.visible.mix(other.visible, fraction),
            }
        });
        vertices.collect()
    }
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
