//! Glyphs: symbols of a fixed size in pixels, such as rings and stars.

use bevy::render::render_resource::{BindGroupLayoutDescriptor, CachedRenderPipelineId};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, records_layout, shader_source,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// The shape of a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum GlyphKind {
    Ring = 0,
    Disc = 1,
    Star = 2,
    Cross = 3,
    /// A ring with a filled middle.
    FilledRing = 4,
    /// An open arrow along +x before rotation.
    Arrow = 5,
    HollowStar = 6,
}

/// A glyph in the storage buffer: `Glyph` of `glyph.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(crate) struct GlyphRecord {
    /// Centre in world coordinates.
    pub position: [f32; 3],
    /// Half the size of the glyph in pixels.
    pub radius: f32,
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
    /// Colour and opacity of the outline in sRGB.
    pub outline: [f32; 4],
    /// The shape, a [`GlyphKind`].
    pub kind: u32,
    /// Counter-clockwise rotation in radians.
    pub rotation: f32,
    /// Stroke width in pixels.
    pub stroke: f32,
    /// How far the glyph is moved towards the eye for the depth test, in world units.
    pub depth_bias: f32,
}

impl GlyphRecord {
    /// Multiplies the opacity.
    #[must_use]
    pub(crate) fn faded(mut self, opacity: f32) -> Self {
        self.color[3] *= opacity;
        self.outline[3] *= opacity;
        self
    }
}

/// Draws glyphs, faintly where they are occluded.
pub(super) struct Glyphs {
    layout: BindGroupLayoutDescriptor,
    occluded: CachedRenderPipelineId,
    visible: CachedRenderPipelineId,
}

impl Primitive for Glyphs {
    type Draw = GlyphRecord;
    const SHADER: ShaderSource = shader_source!("glyph.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = records_layout("picture_glyphs");
        let glyphs = |label, fragment, depth| {
            pipelines.queue_render(PipelineOptions::blended(
                label,
                "vertex_glyph",
                fragment,
                &layout,
                depth,
            ))
        };
        Self {
            occluded: glyphs("glyph_behind", "fragment_glyph_behind", Depth::Occluded),
            visible: glyphs("glyph", "fragment_glyph", Depth::Test),
            layout,
        }
    }

    fn prepare(&self, glyphs: &[GlyphRecord], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        if glyphs.is_empty() {
            return;
        }
        let bind_group = uploads.bind(&self.layout, &[&uploads.records(glyphs)]);
        let vertices = 6 * glyphs.len() as u32;
        let call = |layer, pipeline| DrawCall::new(layer, pipeline, bind_group.clone(), vertices);
        figure.calls.extend([
            call(Layer::OccludedGlyphs, self.occluded),
            call(Layer::Glyphs, self.visible),
        ]);
    }
}
