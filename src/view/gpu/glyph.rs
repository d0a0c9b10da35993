//! Glyphs: marks of a fixed size in pixels.

use bevy::render::render_resource::{BindGroupLayoutDescriptor, CachedRenderPipelineId};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, records_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// The shape of a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum GlyphKind {
    /// An open ring.
    Ring = 0,
    /// A filled circle.
    Disc = 1,
    /// A five-pointed star.
    Star = 2,
    /// A diagonal cross.
    Cross = 3,
    /// A ring with a filled middle.
    FilledRing = 4,
    /// An open arrow along +x before rotation.
    Arrow = 5,
}

/// `Glyph` of `glyph.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct GlyphRecord {
    /// Its middle in the world.
    pub position: [f32; 3],
    /// Half its size in pixels.
    pub radius: f32,
    /// Colour in sRGB.
    pub color: [f32; 4],
    /// Colour in sRGB of the line around it.
    pub outline: [f32; 4],
    /// A [`GlyphKind`].
    pub kind: u32,
    /// Counter-clockwise, radians.
    pub rotation: f32,
    /// Width of its strokes in pixels.
    pub stroke: f32,
    /// How much nearer to the eye than its position it is drawn.
    pub nearer: f32,
}

/// Draws glyphs; where something hides them, faintly.
pub(super) struct Glyphs {
    layout: BindGroupLayoutDescriptor,
    hidden: CachedRenderPipelineId,
    seen: CachedRenderPipelineId,
}

impl Primitive for Glyphs {
    type Draw = GlyphRecord;
    const SHADER: ShaderText = shader_text!("glyph.wgsl");

    fn new(pipelines: &Pipelines) -> Self {
        let layout = records_layout("picture_glyphs");
        let glyphs = |label, fragment, depth| {
            pipelines.render(Recipe::soft(
                label,
                "vertex_glyph",
                fragment,
                &layout,
                depth,
            ))
        };
        Self {
            hidden: glyphs("glyph_behind", "fragment_glyph_behind", Depth::Behind),
            seen: glyphs("glyph", "fragment_glyph", Depth::Test),
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
            call(Layer::HiddenGlyphs, self.hidden),
            call(Layer::Glyphs, self.seen),
        ]);
    }
}
