//! The box around the subject: the floor and the walls that face away, a quiet grid, ticks and names on the outside.

use bevy_egui::egui::{Align2, Rect};
use glam::{Vec2, Vec3, vec3};

use super::{
    frame::Frame,
    gpu::{RibbonDraw, RibbonPoint, RibbonUniform, Shared},
    labels::Pen,
    layout::SMALL,
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
        let half = self.half;
        let FarSides { x: far_x, z: far_z } = self.far(&frame.stage);
        let mut grid = Vec::new();
        let mut edges = Vec::new();
        let line = |list: &mut Vec<RibbonPoint>, a: Vec3, b: Vec3| {
            list.extend([RibbonPoint::new(a, 0.0), RibbonPoint::new(b, 0.0)]);
        };
        let flat = frame.flat();
        // A flat surface covers the floor.
        for (x, _) in self.ticks[0].iter().filter(|_| !flat) {
            line(
                &mut grid,
                vec3(*x, -half.y, -half.z),
                vec3(*x, -half.y, half.z),
            );
            if !frame.flat() {
                line(&mut grid, vec3(*x, -half.y, far_z), vec3(*x, half.y, far_z));
            }
        }
        for (depth, _) in self.ticks[2].iter().filter(|_| !flat) {
            let z = -depth;
            line(
                &mut grid,
                vec3(-half.x, -half.y, z),
                vec3(half.x, -half.y, z),
            );
            if !frame.flat() {
                line(&mut grid, vec3(far_x, -half.y, z), vec3(far_x, half.y, z));
            }
        }
        if !frame.flat() {
            for (y, _) in &self.ticks[1] {
                line(&mut grid, vec3(-half.x, *y, far_z), vec3(half.x, *y, far_z));
                line(&mut grid, vec3(far_x, *y, -half.z), vec3(far_x, *y, half.z));
            }
            line(
                &mut edges,
                vec3(far_x, -half.y, far_z),
                vec3(far_x, half.y, far_z),
            );
            for (x, z) in [(-far_x, far_z), (far_x, -far_z)] {
                line(&mut edges, vec3(x, -half.y, z), vec3(x, half.y, z));
            }
            line(
                &mut edges,
                vec3(-half.x, half.y, far_z),
                vec3(half.x, half.y, far_z),
            );
            line(
                &mut edges,
                vec3(far_x, half.y, -half.z),
                vec3(far_x, half.y, half.z),
            );
        }
        for (a, b) in [
            (-1.0, -1.0),
            (1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
            (-1.0, -1.0f32),
        ]
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        {
            let corner = |(x, z): (f32, f32)| vec3(x * half.x, -half.y, z * half.z);
            line(&mut edges, corner(a), corner(b));
        }
        let width = 2.0 * frame.layout.unit * frame.style.stroke * pixels_per_point;
        let draw = |points: Vec<RibbonPoint>, color: Rgb, width: f32| RibbonDraw {
            uniform: RibbonUniform {
                color: color.srgb(1.0),
                style: [width.max(1.0), 0.0, 0.0, 1.0],
                time: [1.0, 1.0, 1.0, 0.0],
                range: [0, points.len() as u32, 1, 0],
            },
            points: Shared::new(points),
            behind: false,
        };
        let edge = frame.style.grid.mix(frame.style.quiet, 0.45);
        vec![
            draw(grid, frame.style.grid, 0.8 * width),
            draw(edges, edge, width),
        ]
    }

    /// Tick labels and names, outside the silhouette of the box.
    pub fn label(&self, pen: &Pen, frame: &Frame) {
        let stage = &frame.stage;
        let half = self.half;
        let far = self.far(stage);
        let (near_x, near_z) = (-far.x, -far.z);
        let center = stage.project(Vec3::ZERO).unwrap_or(stage.area.center());
        let mut taken = Vec::new();
        if frame.flat() {
            let floor = -half.y;
            self.label_axis(
                pen,
                stage,
                0,
                |x| vec3(x, floor, half.z),
                Vec2::Y,
                center,
                &mut taken,
            );
            self.label_axis(
                pen,
                stage,
                2,
                |y| vec3(-half.x, floor, -y),
                -Vec2::X,
                center,
                &mut taken,
            );
            return;
        }
        // Away from the middle of the box, as the picture shows it.
        let away = |at: Vec3| {
            let outward = stage.project(at).zip(stage.project(vec3(0.0, at.y, 0.0)));
            outward.map_or(Vec2::Y, |(out, inner)| (out - inner).normalize_or(Vec2::Y))
        };
        let below = if stage.forward.y <= 0.0 { 1.0 } else { -1.0 };
        let down =
            |direction: Vec2| (direction + Vec2::new(0.0, 0.9 * below)).normalize_or(Vec2::Y);
        let floor = -half.y;
        let x_out = down(away(vec3(0.0, floor, near_z)));
        self.label_axis(
            pen,
            stage,
            0,
            |x| vec3(x, floor, near_z),
            x_out,
            center,
            &mut taken,
        );
        let z_out = down(away(vec3(near_x, floor, 0.0)));
        self.label_axis(
            pen,
            stage,
            2,
            |y| vec3(near_x, floor, -y),
            z_out,
            center,
            &mut taken,
        );
        // Of the two vertical edges of the silhouette, the one on the left.
        let edges = [(far.x, near_z), (near_x, far.z)];
        let left = edges.into_iter().min_by(|a, b| {
            let at = |(x, z): &(f32, f32)| stage.project(vec3(*x, 0.0, *z)).map_or(0.0, |p| p.x);
            at(a).total_cmp(&at(b))
        });
        if let Some((x, z)) = left {
            self.label_axis(
                pen,
                stage,
                1,
                |y| vec3(x, y, z),
                -Vec2::X,
                center,
                &mut taken,
            );
        }
    }

    fn label_axis(
        &self,
        pen: &Pen,
        stage: &Stage,
        axis: usize,
        place: impl Fn(f32) -> Vec3,
        out: Vec2,
        center: Vec2,
        taken: &mut Vec<Rect>,
    ) {
        let ticks = &self.ticks[axis];
        let tick_length = pen.px(9.0);
        let text = pen.layout.text;
        // An axis that is drawn upright has its name at its upper end.
        let upright = out.x.abs() > out.y.abs() && (axis == 1 || !stage.perspective);
        let anchor = anchor_toward(out);
        let mut widest = 0.0f32;
        for (at, label) in ticks {
            let Some(p) = stage.project(place(*at)) else {
                continue;
            };
            let galley = pen.line(label, pen.font(SMALL), pen.style.quiet.color32());
            let end = p + out * tick_length;
            let rect =
                anchor.anchor_size(super::labels::pos(end + out * pen.px(5.0)), galley.size());
            // Crowded labels are left out rather than painted over one another.
            let room = rect.expand(0.2 * SMALL * text);
            let clear = !taken.iter().any(|other| other.intersects(room));
            let inside = super::labels::rect(stage.area).contains_rect(rect);
            if !clear || !inside {
                continue;
            }
            pen.stroke(p, end, 2.0, pen.style.quiet.color32());
            pen.painter
                .galley(rect.min, galley, pen.style.quiet.color32());
            widest = widest.max(rect.width());
            taken.push(rect);
        }
        let name = &self.names[axis];
        let color = pen.style.text.color32();
        if upright {
            let end = [self.half.x, self.half.y, self.half.z][axis];
            let top = stage.project(place(end)).unwrap_or(center);
            let galley = pen.line(name, pen.font(SMALL), color);
            let at = top + Vec2::new(0.45, -0.7) * SMALL * text;
            let wanted = Align2::RIGHT_BOTTOM.anchor_size(super::labels::pos(at), galley.size());
            pen.painter.galley(pen.inside(wanted).min, galley, color);
            return;
        }
        // The name stands beyond the labels, in the middle of the axis.
        let (low, high) = (stage.project(place(0.0)), stage.project(place(0.0)));
        let Some(middle) = low.or(high) else { return };
        let beyond = if out.x.abs() > out.y.abs() {
            widest + 1.1 * SMALL * text
        } else {
            1.5 * SMALL * text + 0.35 * widest * out.x.abs()
        };
        let at = middle + out * (tick_length + pen.px(6.0) + beyond);
        let galley = pen.line(name, pen.font(SMALL), color);
        let wanted = anchor.anchor_size(super::labels::pos(at), galley.size());
        pen.painter.galley(pen.inside(wanted).min, galley, color);
    }
}

/// The corner or side of a text that faces back along `out`.
fn anchor_toward(out: Vec2) -> Align2 {
    use bevy_egui::egui::Align::{Center, Max, Min};
    let side = |value: f32| match value {
        v if v > 0.38 => Min,
        v if v < -0.38 => Max,
        _ => Center,
    };
    Align2([side(out.x), side(out.y)])
}
