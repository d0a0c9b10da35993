//! Ribbons: lines of constant width in pixels through world positions.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{SharedRecords, Uploads},
};

/// Uniforms of a ribbon: `Ribbon` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct RibbonUniform {
    /// Colour in sRGB and opacity.
    color: [f32; 4],
    /// Width in pixels, a [`Halo`], depth bias in world units, factor of the opacity.
    style: [f32; 4],
    /// Step up to which the line is drawn, opacity of its oldest part, age in steps at which that opacity is reached.
    time: [f32; 4],
    /// First point, number of points, 1 for separate lines of two points each, 1 for per-point colours.
    range: [u32; 4],
}

/// The halo around a line, which sets it apart from its background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Halo {
    None = 0,
    /// A dark and a light ring.
    Double = 1,
    /// A dark ring.
    Dark = 2,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Under points, only where it is not occluded.
    Plain,
    /// Over points, faintly where it is occluded.
    ShowOccluded,
    /// Like `Plain`, fading out from its middle to its edges.
    Glow,
}

/// A point in the storage buffer: `Point` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonPoint {
    /// Position in world coordinates.
    pub position: [f32; 3],
    /// The step at which the line reaches the point.
    pub step: f32,
    /// Colour in sRGB, used by lines with per-point colours.
    pub color: [f32; 3],
    /// Width factor; segments to or from a point of width 0 are not drawn.
    pub width: f32,
}

impl RibbonPoint {
    /// A point with width factor 1.
    pub fn new(position: Vec3, step: f32) -> Self {
        Self {
            position: position.to_array(),
            step,
            color: [0.0; 3],
            width: 1.0,
        }
    }
}

/// A polyline to draw, or many lines of two points each.
#[derive(Clone)]
pub(crate) struct RibbonDraw {
    uniform: RibbonUniform,
    points: SharedRecords<RibbonPoint>,
    manner: Manner,
}

impl RibbonDraw {
    /// A polyline of `width` pixels through all points, in sRGB with opacity. By default all of it is drawn, without a
    /// halo or depth bias, and only where it is not occluded.
    pub(crate) fn line(
        points: impl Into<SharedRecords<RibbonPoint>>,
        color: [f32; 4],
        width: f32,
    ) -> Self {
        let points = points.into();
        Self {
            uniform: RibbonUniform {
                color,
                style: [width, 0.0, 0.0, 1.0],
                time: [f32::MAX, 1.0, 1.0, 0.0],
                range: [0, points.records().len() as u32, 0, 0],
            },
            points,
            manner: Manner::Plain,
        }
    }

    /// Separate lines of two points each.
    pub(crate) fn pairs(
        points: impl Into<SharedRecords<RibbonPoint>>,
        color: [f32; 4],
        width: f32,
    ) -> Self {
        let mut draw = Self::line(points, color, width);
        draw.uniform.range[2] = 1;
        draw
    }

    /// Separate lines of two points each, in the colours of the points.
    pub(crate) fn colored_pairs(points: impl Into<SharedRecords<RibbonPoint>>, width: f32) -> Self {
        let mut draw = Self::pairs(points, [0.0, 0.0, 0.0, 1.0], width);
        draw.uniform.range[3] = 1;
        draw
    }

    /// Adds a halo around the line.
    #[must_use]
    pub(crate) fn halo(mut self, halo: Halo) -> Self {
        self.uniform.style[1] = f32::from(halo as u8);
        self
    }

    /// Moves the line towards the eye for the depth test, by a distance in world units.
    #[must_use]
    pub(crate) fn depth_bias(mut self, distance: f32) -> Self {
        self.uniform.style[2] = distance;
        self
    }

    /// Multiplies the opacity of the colour, 0 to 1.
    #[must_use]
    pub(crate) fn opacity(mut self, opacity: f32) -> Self {
        self.uniform.style[3] = opacity;
        self
    }

    /// Draws the line only up to a fractional step, which need not be that of a point.
    #[must_use]
    pub(crate) fn until(mut self, step: f64) -> Self {
        self.uniform.time[0] = step as f32;
        self
    }

    /// Fades the line with age: from full opacity at its current step to `opacity` at an age of `steps`.
    #[must_use]
    pub(crate) fn fading(mut self, opacity: f32, steps: f64) -> Self {
        self.uniform.time[1] = opacity;
        self.uniform.time[2] = steps as f32;
        self
    }

    /// Draws only the first `count` points.
    #[must_use]
    pub(crate) fn first(mut self, count: usize) -> Self {
        self.uniform.range[1] = count as u32;
        self
    }

    /// Draws occluded parts faintly. Such lines are drawn over points, others under them.
    #[must_use]
    pub(crate) fn show_occluded(mut self, show: bool) -> Self {
        self.manner = if show {
            Manner::ShowOccluded
        } else {
            Manner::Plain
        };
        self
    }

    /// Turns the line into a soft glow, which fades out from its middle to `reach` pixels beyond its edges.
    #[must_use]
    pub(crate) fn glow(mut self, reach: f32) -> Self {
        self.uniform.style[0] += 2.0 * reach;
        self.manner = Manner::Glow;
        self
    }
}

pub(super) struct Ribbons {
    layout: BindGroupLayoutDescriptor,
    occluded: CachedRenderPipelineId,
    visible: CachedRenderPipelineId,
    glow: CachedRenderPipelineId,
}

impl Primitive for Ribbons {
    type Draw = RibbonDraw;
    const SHADER: ShaderSource = shader_source!("ribbon.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_ribbon", ShaderStages::VERTEX_FRAGMENT, 1);
        let ribbons = |label, fragment, depth| {
            pipelines.queue_render(PipelineOptions::blended(
                label,
                "vertex_ribbon",
                fragment,
                &layout,
                depth,
            ))
        };
        Self {
            occluded: ribbons("ribbon_behind", "fragment_ribbon_behind", Depth::Occluded),
            visible: ribbons("ribbon", "fragment_ribbon", Depth::Test),
            glow: ribbons("ribbon_glow", "fragment_glow", Depth::Test),
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
            let (uniform, points) = (uploads.uniform(&draw.uniform), uploads.shared(&draw.points));
            let bind_group = uploads.bind(&self.layout, &[&uniform, &points]);
            let call =
                |layer, pipeline| DrawCall::new(layer, pipeline, bind_group.clone(), 6 * segments);
            match draw.manner {
                Manner::Plain => figure.calls.push(call(Layer::Grids, self.visible)),
                Manner::ShowOccluded => figure.calls.extend([
                    call(Layer::OccludedLines, self.occluded),
                    call(Layer::Lines, self.visible),
                ]),
                Manner::Glow => figure.calls.push(call(Layer::Grids, self.glow)),
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
    fn a_line_has_no_effects_by_default() {
        let color = [0.1, 0.2, 0.3, 1.0];
        let line = RibbonDraw::line(points(5), color, 3.0);
        let plain = RibbonUniform {
            color,
            style: [3.0, 0.0, 0.0, 1.0],
            time: [f32::MAX, 1.0, 1.0, 0.0],
            range: [0, 5, 0, 0],
        };
        assert_eq!(line.uniform, plain);
        assert_eq!(line.manner, Manner::Plain);
        let trail = line.first(4).until(2.5).fading(0.36, 7.0);
        let trail = trail.halo(Halo::Dark).depth_bias(0.02).opacity(0.9);
        let with_effects = RibbonUniform {
            style: [3.0, 2.0, 0.02, 0.9],
            time: [2.5, 0.36, 7.0, 0.0],
            range: [0, 4, 0, 0],
            ..plain
        };
        assert_eq!(trail.uniform, with_effects);
    }

    #[test]
    fn pairs_of_points_are_separate_lines() {
        let pairs = RibbonDraw::pairs(points(6), [0.0; 4], 1.0);
        assert_eq!(pairs.uniform.range, [0, 6, 1, 0]);
        let colored = RibbonDraw::colored_pairs(points(6), 1.0);
        assert_eq!(colored.uniform.range, [0, 6, 1, 1]);
    }
}
