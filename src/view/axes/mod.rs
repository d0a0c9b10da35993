//! The box around the subject: grid lines on its floor and far walls, ticks and axis names outside.

mod labels;

use bevy_egui::egui::Rect;
use glam::{Vec3, vec3};

use super::{
    frame::{
        Frame,
        view_transform::{ViewTransform, box_corners},
    },
    gpu::{RibbonDraw, RibbonPoint},
    style::theme::Rgb,
    text::labels::{pos, rect},
};

/// Opacity of quiet lines.
const QUIET_STRENGTH: f32 = 0.5;

/// Opacity of the grid on the walls, which is behind the subject.
const WALL_GRID_OPACITY: f32 = 0.5;

/// The box of a figure with the ticks and names of its axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BoxAxes {
    /// Half extents of the box in world units.
    pub half_size: Vec3,
    /// Ticks along world x, y and −z: coordinate and label.
    pub ticks: [Vec<(f32, String)>; 3],
    /// Names of the axes along world x, y and −z.
    pub names: [String; 3],
    /// Whether grid and edges are drawn at half strength, behind points that they would outshine.
    pub is_quiet: bool,
}

/// The two walls whose inside faces the viewer: the x and the z coordinate of one each.
#[derive(Clone, Copy)]
struct FarWalls {
    x: f32,
    z: f32,
}

impl BoxAxes {
    /// The box without ticks and names.
    pub(crate) fn blank(&self) -> Self {
        Self {
            half_size: self.half_size,
            is_quiet: self.is_quiet,
            ..Self::default()
        }
    }

    /// The far walls from the viewing direction.
    fn far_walls(&self, transform: &ViewTransform) -> FarWalls {
        let wall =
            |towards_viewer: f32, half: f32| if towards_viewer >= 0.0 { -half } else { half };
        FarWalls {
            x: wall(-transform.forward.x, self.half_size.x),
            z: wall(-transform.forward.z, self.half_size.z),
        }
    }

    /// The draw calls of the grid and the edges.
    pub(crate) fn draw(&self, frame: &Frame, pixels_per_point: f32) -> Vec<RibbonDraw> {
        let far = self.far_walls(&frame.transform);
        // A flat surface covers the floor, so the grid would be hidden.
        let (floor, walls, edges) = match frame.is_flat() {
            true => (Vec::new(), Vec::new(), self.floor_edges()),
            false => (
                self.floor_grid(),
                self.wall_grid(far),
                [self.wall_edges(far), self.floor_edges()].concat(),
            ),
        };
        let width = 2.0 * frame.layout.scale * frame.style.stroke_scale * pixels_per_point;
        let draw = |lines: Vec<[Vec3; 2]>, color: Rgb, width: f32| {
            let points = lines.as_flattened().iter();
            let points: Vec<_> = points.map(|&at| RibbonPoint::new(at, 0.0)).collect();
            let strength = if self.is_quiet { QUIET_STRENGTH } else { 1.0 };
            RibbonDraw::pairs(points, color.srgb(1.0), width.max(1.0)).opacity(strength)
        };
        let edge = frame.style.grid.mix(frame.style.secondary_text, 0.45);
        vec![
            draw(floor, frame.style.grid, 0.8 * width),
            draw(walls, frame.style.grid, 0.8 * width).opacity(WALL_GRID_OPACITY),
            draw(edges, edge, width),
        ]
    }

    /// A grid line at each tick on the floor.
    fn floor_grid(&self) -> Vec<[Vec3; 2]> {
        let Vec3 { x, y, z } = self.half_size;
        let along_z = self.ticks[0].iter();
        let along_z = along_z.map(|&(tick, _)| [-z, z].map(|z| vec3(tick, -y, z)));
        let along_x = self.ticks[2].iter();
        let along_x = along_x.map(|&(tick, _)| [-x, x].map(|x| vec3(x, -y, -tick)));
        along_z.chain(along_x).collect()
    }

    /// A grid line at each tick on the far walls.
    fn wall_grid(&self, far: FarWalls) -> Vec<[Vec3; 2]> {
        let half_size = self.half_size;
        let FarWalls { x: far_x, z: far_z } = far;
        let mut lines = Vec::new();
        for &(x, _) in &self.ticks[0] {
            lines.push([vec3(x, -half_size.y, far_z), vec3(x, half_size.y, far_z)]);
        }
        for &(depth, _) in &self.ticks[2] {
            let z = -depth;
            lines.push([vec3(far_x, -half_size.y, z), vec3(far_x, half_size.y, z)]);
        }
        for &(y, _) in &self.ticks[1] {
            lines.push([vec3(-half_size.x, y, far_z), vec3(half_size.x, y, far_z)]);
            lines.push([vec3(far_x, y, -half_size.z), vec3(far_x, y, half_size.z)]);
        }
        lines
    }

    /// The vertical edges of the silhouette and the upper edges of the far walls.
    fn wall_edges(&self, far: FarWalls) -> Vec<[Vec3; 2]> {
        let half_size = self.half_size;
        let FarWalls { x: far_x, z: far_z } = far;
        let upright = |x: f32, z: f32| [vec3(x, -half_size.y, z), vec3(x, half_size.y, z)];
        vec![
            upright(far_x, far_z),
            upright(-far_x, far_z),
            upright(far_x, -far_z),
            [
                vec3(-half_size.x, half_size.y, far_z),
                vec3(half_size.x, half_size.y, far_z),
            ],
            [
                vec3(far_x, half_size.y, -half_size.z),
                vec3(far_x, half_size.y, half_size.z),
            ],
        ]
    }

    fn floor_edges(&self) -> Vec<[Vec3; 2]> {
        let corner = |x: f32, z: f32| vec3(x, -1.0, z) * self.half_size;
        let corners = [
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ];
        let next = |k: usize| corners[(k + 1) % corners.len()];
        (0..corners.len()).map(|k| [corners[k], next(k)]).collect()
    }

    /// The bounding rectangle of the projected box in the picture; the whole picture if a corner is behind the viewer.
    pub(crate) fn screen_bounds(&self, frame: &Frame) -> Rect {
        let corners = box_corners(self.half_size);
        let corners: Option<Vec<_>> = (corners.into_iter())
            .map(|corner| frame.transform.project(corner).map(pos))
            .collect();
        match corners {
            Some(corners) => Rect::from_points(&corners),
            None => rect(frame.layout.area),
        }
    }
}
