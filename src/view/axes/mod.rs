//! The box around the subject: grid lines on the floor and the far walls, with ticks and axis names outside.

mod labels;

use bevy_egui::egui::Rect;
use glam::{Vec3, vec3};

use super::{
    frame::{Frame, stage::Stage},
    gpu::{RibbonDraw, RibbonPoint},
    style::theme::Rgb,
    text::labels::{pos, rect},
};

/// Opacity of the grid on the walls, which is behind the subject.
const WALL_GRID_OPACITY: f32 = 0.5;

/// The bounding box of a figure with the ticks and names of its axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BoxAxes {
    /// Half extents in the world.
    pub half: Vec3,
    /// Ticks along world x, y and −z: coordinate and label.
    pub ticks: [Vec<(f32, String)>; 3],
    /// Names of the axes along world x, y and −z.
    pub names: [String; 3],
}

/// The coordinates of the walls whose inside the viewer sees.
#[derive(Clone, Copy)]
struct FarSides {
    x: f32,
    z: f32,
}

impl BoxAxes {
    fn far(&self, stage: &Stage) -> FarSides {
        let side = |toward: f32, half: f32| if toward >= 0.0 { -half } else { half };
        FarSides {
            x: side(-stage.forward.x, self.half.x),
            z: side(-stage.forward.z, self.half.z),
        }
    }

    /// Draws the grid and the edges.
    pub(crate) fn draw(&self, frame: &Frame, pixels_per_point: f32) -> Vec<RibbonDraw> {
        let far = self.far(&frame.stage);
        // A flat surface covers the floor, so the grid would be hidden.
        let (floor, walls, edges) = match frame.is_flat() {
            true => (Vec::new(), Vec::new(), self.floor_edges()),
            false => (
                self.floor_grid(),
                self.wall_grid(far),
                [self.wall_edges(far), self.floor_edges()].concat(),
            ),
        };
        let width = 2.0 * frame.layout.unit * frame.style.stroke * pixels_per_point;
        let draw = |lines: Vec<[Vec3; 2]>, color: Rgb, width: f32| {
            let points = lines.as_flattened().iter();
            let points: Vec<_> = points.map(|&at| RibbonPoint::new(at, 0.0)).collect();
            RibbonDraw::pairs(points, color.srgb(1.0), width.max(1.0))
        };
        let edge = frame.style.grid.mix(frame.style.quiet, 0.45);
        vec![
            draw(floor, frame.style.grid, 0.8 * width),
            draw(walls, frame.style.grid, 0.8 * width).opacity(WALL_GRID_OPACITY),
            draw(edges, edge, width),
        ]
    }

    /// A grid line at each tick on the floor.
    fn floor_grid(&self) -> Vec<[Vec3; 2]> {
        let half = self.half;
        let along_x = self.ticks[0].iter();
        let along_x = along_x.map(|&(x, _)| [vec3(x, -half.y, -half.z), vec3(x, -half.y, half.z)]);
        let along_z = self.ticks[2].iter();
        let along_z =
            along_z.map(|&(depth, _)| [-half.x, half.x].map(|x| vec3(x, -half.y, -depth)));
        along_x.chain(along_z).collect()
    }

    /// A grid line at each tick on the far walls.
    fn wall_grid(&self, far: FarSides) -> Vec<[Vec3; 2]> {
        let half = self.half;
        let FarSides { x: far_x, z: far_z } = far;
        let mut lines = Vec::new();
        for &(x, _) in &self.ticks[0] {
            lines.push([vec3(x, -half.y, far_z), vec3(x, half.y, far_z)]);
        }
        for &(depth, _) in &self.ticks[2] {
            let z = -depth;
            lines.push([vec3(far_x, -half.y, z), vec3(far_x, half.y, z)]);
        }
        for &(y, _) in &self.ticks[1] {
            lines.push([vec3(-half.x, y, far_z), vec3(half.x, y, far_z)]);
            lines.push([vec3(far_x, y, -half.z), vec3(far_x, y, half.z)]);
        }
        lines
    }

    /// The vertical edges of the silhouette and the upper edges of the far walls.
    fn wall_edges(&self, far: FarSides) -> Vec<[Vec3; 2]> {
        let half = self.half;
        let FarSides { x: far_x, z: far_z } = far;
        let upright = |x: f32, z: f32| [vec3(x, -half.y, z), vec3(x, half.y, z)];
        vec![
            upright(far_x, far_z),
            upright(-far_x, far_z),
            upright(far_x, -far_z),
            [vec3(-half.x, half.y, far_z), vec3(half.x, half.y, far_z)],
            [vec3(far_x, half.y, -half.z), vec3(far_x, half.y, half.z)],
        ]
    }

    fn floor_edges(&self) -> Vec<[Vec3; 2]> {
        let corner = |x: f32, z: f32| vec3(x, -1.0, z) * self.half;
        let corners = [
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ];
        let next = |k: usize| corners[(k + 1) % corners.len()];
        (0..corners.len()).map(|k| [corners[k], next(k)]).collect()
    }

    /// The bounding rectangle of the projected box; the whole picture if a corner is behind the viewer.
    pub(crate) fn screen_bounds(&self, frame: &Frame) -> Rect {
        let corner = |k: u32| {
            let side = |axis: u32| if k >> axis & 1 == 0 { -1.0 } else { 1.0 };
            let at = vec3(side(0), side(1), side(2)) * self.half;
            frame.stage.project(at).map(pos)
        };
        let corners: Option<Vec<_>> = (0..8).map(corner).collect();
        match corners {
            Some(corners) => Rect::from_points(&corners),
            None => rect(frame.layout.area),
        }
    }
}
