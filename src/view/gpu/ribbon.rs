//! Ribbons: lines of constant width in pixels through points of the world.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{Shared, Uploads},
};

/// `Ribbon` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct RibbonUniform {
    /// Colour in sRGB and opacity.
    color: [f32; 4],
    /// Width in pixels, a [`Halo`], how much nearer to the eye than its points it is drawn, opacity.
    style: [f32; 4],
    /// Step it is drawn up to, opacity of its oldest part, steps back to where that is reached.
    time: [f32; 4],
    /// First point, number of points, 1 where every two points are a line of their own, 1 for the points' own colours.
    range: [u32; 4],
}

/// What surrounds a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Halo {
    /// Nothing.
    None = 0,
    /// A dark and a light ring.
    Double = 1,
    /// A dark ring.
    Dark = 2,
}

/// `Point` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonPoint {
    /// Its place in the world.
    pub position: [f32; 3],
    /// The step at which the line gets here.
    pub step: f32,
    /// Colour in sRGB, where the points have their own.
    pub color: [f32; 3],
    /// Multiplies the width here.
    pub width: f32,
}

impl RibbonPoint {
    /// A point of full width.
    pub fn new(position: Vec3, step: f32) -> Self {
        Self {
            position: position.to_array(),
            step,
            color: [0.0; 3],
            width: 1.0,
        }
    }
}

/// A line to draw, or many of two points each.
#[derive(Clone)]
pub struct RibbonDraw {
    uniform: RibbonUniform,
    points: Shared<RibbonPoint>,
    seen_behind: bool,
}

impl RibbonDraw {
    /// One line through all points, its `width` in pixels, its `color` in sRGB with an opacity. Unless its other methods
    /// say more, all of it is drawn, without a halo, at its own depth and only where nothing hides it.
    pub fn line(points: impl Into<Shared<RibbonPoint>>, color: [f32; 4], width: f32) -> Self {
        let points = points.into();
        Self {
            uniform: RibbonUniform {
                color,
                style: [width, 0.0, 0.0, 1.0],
                time: [f32::MAX, 1.0, 1.0, 0.0],
                range: [0, points.records().len() as u32, 0, 0],
            },
            points,
            seen_behind: false,
        }
    }

    /// The same, where every two points are a line of their own.
    pub fn pairs(points: impl Into<Shared<RibbonPoint>>, color: [f32; 4], width: f32) -> Self {
        let mut draw = Self::line(points, color, width);
        draw.uniform.range[2] = 1;
        draw
    }

    /// The same, in the colours of the points.
    pub fn colored_pairs(points: impl Into<Shared<RibbonPoint>>, width: f32) -> Self {
        let mut draw = Self::pairs(points, [0.0, 0.0, 0.0, 1.0], width);
        draw.uniform.range[3] = 1;
        draw
    }

    /// With a halo.
    #[must_use]
    pub fn halo(mut self, halo: Halo) -> Self {
        self.uniform.style[1] = f32::from(halo as u8);
        self
    }

    /// Drawn so much nearer to the eye than its points, in the world.
    #[must_use]
    pub fn nearer(mut self, distance: f32) -> Self {
        self.uniform.style[2] = distance;
        self
    }

    /// Of an opacity from 0 to 1, which multiplies that of its colour.
    #[must_use]
    pub fn opacity(mut self, opacity: f32) -> Self {
        self.uniform.style[3] = opacity;
        self
    }

    /// Drawn up to a step.
    #[must_use]
    pub fn until(mut self, step: f64) -> Self {
        self.uniform.time[0] = step as f32;
        self
    }

    /// Fading with age: from full at the step that it is drawn up to, to an opacity so many `steps` back.
    #[must_use]
    pub fn fading(mut self, opacity: f32, steps: f64) -> Self {
        self.uniform.time[1] = opacity;
        self.uniform.time[2] = steps as f32;
        self
    }

    /// Only its first points.
    #[must_use]
    pub fn first(mut self, points: usize) -> Self {
        self.uniform.range[1] = points as u32;
        self
    }

    /// Whether it is seen faintly where something hides it. Such lines are drawn over points, others under them.
    #[must_use]
    pub fn seen_behind(mut self, seen: bool) -> Self {
        self.seen_behind = seen;
        self
    }
}

/// Draws lines.
pub(super) struct Ribbons {
    layout: BindGroupLayoutDescriptor,
    hidden: CachedRenderPipelineId,
    seen: CachedRenderPipelineId,
}

impl Primitive for Ribbons {
    type Draw = RibbonDraw;
    const SHADER: ShaderText = shader_text!("ribbon.wgsl");

    fn new(pipelines: &Pipelines) -> Self {
        let layout = settings_layout("picture_ribbon", ShaderStages::VERTEX_FRAGMENT, 1);
        let ribbons = |label, fragment, depth| {
            pipelines.render(Recipe::soft(
                label,
                "vertex_ribbon",
                fragment,
                &layout,
                depth,
            ))
        };
        Self {
            hidden: ribbons("ribbon_behind", "fragment_ribbon_behind", Depth::Behind),
            seen: ribbons("ribbon", "fragment_ribbon", Depth::Test),
            layout,
        }
    }

    fn prepare(&self, draws: &[RibbonDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let [_, count, pairs, _] = draw.uniform.range;
            if count < 2 {
                continue;
            }
            let segments = if pairs == 1 { count / 2 } else { count - 1 };
            let (settings, points) = (uploads.uniform(&draw.uniform), uploads.shared(&draw.points));
            let bind_group = uploads.bind(&self.layout, &[&settings, &points]);
            let call =
                |layer, pipeline| DrawCall::new(layer, pipeline, bind_group.clone(), 6 * segments);
            if draw.seen_behind {
                figure.calls.extend([
                    call(Layer::HiddenLines, self.hidden),
                    call(Layer::Lines, self.seen),
                ]);
            } else {
                figure.calls.push(call(Layer::Grids, self.seen));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(count: usize) -> Vec<RibbonPoint> {
        vec![RibbonPoint::new(Vec3::ZERO, 0.0); count]
    }

    #[test]
    fn a_line_is_drawn_whole_and_plain_unless_it_says_more() {
        let color = [0.1, 0.2, 0.3, 1.0];
        let line = RibbonDraw::line(points(5), color, 3.0);
        let plain = RibbonUniform {
            color,
            style: [3.0, 0.0, 0.0, 1.0],
            time: [f32::MAX, 1.0, 1.0, 0.0],
            range: [0, 5, 0, 0],
        };
        assert_eq!(line.uniform, plain);
        assert!(!line.seen_behind);
        let trail = line.first(4).until(2.5).fading(0.36, 7.0);
        let trail = trail.halo(Halo::Dark).nearer(0.02).opacity(0.9);
        let dressed = RibbonUniform {
            style: [3.0, 2.0, 0.02, 0.9],
            time: [2.5, 0.36, 7.0, 0.0],
            range: [0, 4, 0, 0],
            ..plain
        };
        assert_eq!(trail.uniform, dressed);
    }

    #[test]
    fn pairs_of_points_are_lines_of_their_own() {
        let pairs = RibbonDraw::pairs(points(6), [0.0; 4], 1.0);
        assert_eq!(pairs.uniform.range, [0, 6, 1, 0]);
        let colored = RibbonDraw::colored_pairs(points(6), 1.0);
        assert_eq!(colored.uniform.range, [0, 6, 1, 1]);
    }
}
