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
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonUniform {
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
    /// Width in pixels, 1 for a double halo and 2 for a dark one, how much nearer to the eye than its points it is
    /// drawn, opacity.
    pub style: [f32; 4],
    /// Step it is drawn up to, opacity of its oldest part, steps back to where that is reached.
    pub time: [f32; 4],
    /// First point, number of points, 1 where every two points are a line of their own, 1 for the points' own colours.
    pub range: [u32; 4],
}

/// `Point` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonPoint {
    /// In the world.
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

/// A line to draw.
#[derive(Clone)]
pub struct RibbonDraw {
    /// Colour, width and how much of it is drawn.
    pub uniform: RibbonUniform,
    /// The points that it goes through.
    pub points: Shared<RibbonPoint>,
    /// Whether it is seen faintly where something hides it.
    pub behind: bool,
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
            if draw.behind {
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
