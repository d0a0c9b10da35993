//! The backdrop: an image behind all figures, copied to the target instead of drawn.

use bevy::{
    prelude::*,
    render::{
        render_resource::*,
        renderer::{RenderContext, RenderDevice, RenderQueue},
    },
};

use super::{pipelines::COLOR_FORMAT, shared::SharedRecords};

/// The image behind all figures.
#[derive(Clone)]
pub(crate) struct Backdrop {
    /// Width and height in pixels, equal to those of the picture's viewport.
    pub size: UVec2,
    /// RGBA, sRGB, row by row from the top.
    pub pixels: SharedRecords<[u8; 4]>,
}

/// The texture of the backdrop with the id of its records, cached while drawings use the same image.
#[derive(Resource, Default)]
pub(super) struct BackdropTexture(Option<(u64, Texture)>);

impl BackdropTexture {
    /// Uploads the backdrop unless its texture is cached; without a backdrop, drops the texture.
    pub(super) fn update(
        &mut self,
        backdrop: Option<&Backdrop>,
        device: &RenderDevice,
        queue: &RenderQueue,
    ) {
        let id = backdrop.map(|backdrop| backdrop.pixels.id());
        if id == self.0.as_ref().map(|(id, _)| *id) {
            return;
        }
        self.0 = backdrop.map(|backdrop| (backdrop.pixels.id(), upload(backdrop, device, queue)));
    }

    /// Copies the backdrop into the viewport of the target, in pixels: left, top, width, height.
    pub(super) fn copy(&self, target: &Texture, viewport: UVec4, context: &mut RenderContext) {
        let Some((_, texture)) = &self.0 else {
            return;
        };
        let [x, y, width, height] = viewport.to_array();
        // For one frame after a window shrinks, the drawing is still larger than the target.
        let fits = x + width <= target.width() && y + height <= target.height();
        if !fits || texture.width() != width || texture.height() != height {
            return;
        }
        context.command_encoder().copy_texture_to_texture(
            texture.as_image_copy(),
            TexelCopyTextureInfo {
                origin: Origin3d { x, y, z: 0 },
                ..target.as_image_copy()
            },
            texture.size(),
        );
    }
}

fn upload(
    Backdrop { size, pixels }: &Backdrop,
    device: &RenderDevice,
    queue: &RenderQueue,
) -> Texture {
    device.create_texture_with_data(
        queue,
        &TextureDescriptor {
            label: Some("backdrop"),
            size: Extent3d {
                width: size.x,
                height: size.y,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: TextureDimension::D2,
            format: COLOR_FORMAT,
            usage: TextureUsages::COPY_SRC,
            view_formats: &[],
        },
        TextureDataOrder::LayerMajor,
        bytemuck::cast_slice(pixels.records()),
    )
}
