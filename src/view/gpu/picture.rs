//! Pictures: small images that face the viewer, such as those of the points of a cloud.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{SharedRecords, Uploads},
};

/// Uniforms of pictures: `Pictures` of `picture.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct PicturesUniform {
    /// Width and height of every picture, in its own pixels; width of the rim in pixels of the target; 1 if the opacity
    /// of a pixel is the amount of ink, else 0.
    pub style: [f32; 4],
    /// Colour of the paper behind the pictures in sRGB; the last component is padding.
    pub paper: [f32; 4],
}

/// A picture in the storage buffer: `Picture` of `picture.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(crate) struct PictureRecord {
    /// Centre in world coordinates.
    pub position: [f32; 3],
    /// Half the length of the longer side, in pixels.
    pub radius: f32,
    /// Colour of the ink and of the rim in sRGB.
    pub color: [f32; 3],
    /// How much the picture fades into the background, 0 to 1.
    pub fade: f32,
    /// The index of the picture in the pixels.
    pub picture: u32,
    pub padding: [u32; 3],
}

/// Pictures of one size, the farthest first.
#[derive(Clone)]
pub(crate) struct PicturesDraw {
    pub uniform: PicturesUniform,
    /// RGBA in sRGB, not premultiplied: picture after picture, each row by row from the top.
    pub pixels: SharedRecords<[u8; 4]>,
    pub pictures: SharedRecords<PictureRecord>,
}

/// Draws pictures, two triangles each.
pub(super) struct Pictures {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Pictures {
    type Draw = PicturesDraw;
    const SHADER: ShaderSource = shader_source!("picture.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_pictures", ShaderStages::VERTEX_FRAGMENT, 2);
        let options = PipelineOptions::blended(
            "picture",
            "vertex_picture",
            "fragment_picture",
            &layout,
            Depth::Write,
        );
        Self {
            pipeline: pipelines.queue_render(options),
            layout,
        }
    }

    fn prepare(&self, draws: &[PicturesDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let count = draw.pictures.records().len() as u32;
            if count == 0 {
                continue;
            }
            let buffers = [
                uploads.uniform(&draw.uniform),
                uploads.shared(&draw.pixels),
                uploads.shared(&draw.pictures),
            ];
            let bind_group = uploads.bind(&self.layout, &buffers.each_ref());
            let call = DrawCall::new(Layer::Points, self.pipeline, bind_group, 6 * count);
            figure.calls.push(call);
        }
    }
}
