//! The box around the subject: the floor and the walls that face away with a quiet grid, and on the outside
//! ticks and names.

mod labels;

use bevy_egui::egui::Rect;
use glam::{Vec3, vec3};

use super::{
    frame::Frame,
    gpu::{RibbonDraw, RibbonPoint},
    labels::{pos, rect},
    stage::Stage,
    theme::Rgb,
};

/// A box with ticks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoxAxes {
    /// Half extents in the world.
    pub half: Vec3,
    /// Along world x, y and −z: where the ticks are, and what they say.
    pub ticks: [Vec<(f32, String)>; 3],
    /// The names of the same three.
    pub names: [String; 3],
}

/// The sides of the box that the viewer sees from inside.
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

    /// The grid and the edges.
    pub fn draw(&self, frame: &Frame, pixels_per_point: f32) -> Vec<RibbonDraw> {
        let far = self.far(&frame.stage);
        // A flat surface covers the floor.
        let (grid, edges) = match frame.flat() {
            true => (Vec::new(), self.floor_edges()),
            false => (
                self.grid(far),
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
            draw(grid, frame.style.grid, 0.8 * width),
            draw(edges, edge, width),
        ]
    }

    /// A line at each tick, along the floor and up the far sides.
    fn grid(&self, far: FarSides) -> Vec<[Vec3; 2]> {
        let half = self.half;
        let FarSides { x: far_x, z: far_z } = far;
        let mut lines = Vec::new();
        for &(x, _) in &self.ticks[0] {
            lines.push([vec3(x, -half.y, -half.z), vec3(x, -half.y, half.z)]);
            lines.push([vec3(x, -half.y, far_z), vec3(x, half.y, far_z)]);
        }
        for &(depth, _) in &self.ticks[2] {
            let z = -depth;
            lines.push([vec3(-half.x, -half.y, z), vec3(half.x, -half.y, z)]);
            lines.push([vec3(far_x, -half.y, z), vec3(far_x, half.y, z)]);
        }
        for &(y, _) in &self.ticks[1] {
            lines.push([vec3(-half.x, y, far_z), vec3(half.x, y, far_z)]);
            lines.push([vec3(far_x, y, -half.z), vec3(far_x, y, half.z)]);
        }
        lines
    }

    /// The upright edges of the far sides, and their upper ones.
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

    /// The four edges of the floor.
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

    /// A rectangle around the box as it is seen; all of the picture where a part of the box is behind the viewer.
    pub fn seen(&self, frame: &Frame) -> Rect {
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
