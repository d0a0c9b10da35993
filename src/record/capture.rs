//! Finished pictures, copied to where the processor can read them, and handed on without another copy.

use std::{
    num::NonZero,
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

use bevy::{
    prelude::*,
    render::{
        RenderApp,
        render_resource::{
            Buffer, BufferDescriptor, BufferUsages, MapMode, PollType, TexelCopyBufferInfo,
            TexelCopyBufferLayout,
        },
        renderer::{RenderContext, RenderDevice, ViewQuery},
        view::ViewTarget,
    },
};
use wgpu::BufferView;

use super::studio::StudioError;
use crate::view::gpu::{PictureGraph, PictureSystems};

/// How long to wait between two looks at whether a picture is there.
const GLANCE: Duration = Duration::from_micros(200);

/// Copies the pictures that are wanted.
#[derive(Resource, Default)]
pub struct Capture {
    wanted: bool,
    done: Option<Copy>,
    spare: Spare,
}

/// Buffers that nobody reads any more.
#[derive(Clone, Default)]
struct Spare(Arc<Mutex<Vec<Buffer>>>);

impl Spare {
    fn take(&self) -> Option<Buffer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give(&self, buffer: Buffer) {
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.push(buffer);
    }
}

/// A picture on its way to the processor.
pub struct Copy {
    buffer: Buffer,
    spare: Spare,
}

/// The pixels of a picture: RGBA, sRGB, row by row from the top, tightly packed.
pub struct Pixels(Content);

enum Content {
    Mapped(Mapped),
    Packed(Vec<u8>),
}

/// A mapped buffer, unmapped and given back when it is dropped.
struct Mapped {
    view: Option<BufferView>,
    buffer: Buffer,
    spare: Spare,
}

impl Deref for Pixels {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Content::Mapped(mapped) => mapped.view.as_deref().unwrap_or(&[]),
            Content::Packed(pixels) => pixels,
        }
    }
}

impl AsRef<[u8]> for Pixels {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        self.view = None;
        self.buffer.unmap();
        self.spare.give(self.buffer.clone());
    }
}

impl Capture {
    /// The next picture is to be copied.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// The picture just copied is not the one: the next one takes its place.
    pub fn again(&mut self) {
        if let Some(copy) = self.done.take() {
            self.spare.give(copy.buffer);
            self.wanted = true;
        }
    }

    /// The picture that was wanted.
    pub fn take(&mut self) -> Option<Copy> {
        self.done.take()
    }
}

impl Copy {
    /// Waits until the picture is drawn and copied; later ones may still be under way.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn wait(self, device: &wgpu::Device, size: UVec2) -> Result<Pixels, StudioError> {
        let lost = |error: &dyn std::error::Error| StudioError::Lost(error.to_string());
        let (send, receive) = mpsc::channel();
        self.buffer.map_async(MapMode::Read, .., move |result| {
            // The receiver waits right below.
            let _ = send.send(result);
        });
        // Most often it is there; a picture's submission cannot be waited for by itself.
        loop {
            device.poll(PollType::Poll).map_err(|error| lost(&error))?;
            match receive.recv_timeout(GLANCE) {
                Ok(result) => break result.map_err(|error| lost(&error))?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(error) => return Err(lost(&error)),
            }
        }
        let mapped = Mapped {
            view: Some(self.buffer.get_mapped_range(..)),
            buffer: self.buffer,
            spare: self.spare,
        };
        let (row, padded) = (size.x as usize * 4, padded_row(size.x));
        if row == padded {
            return Ok(Pixels(Content::Mapped(mapped)));
        }
        let rows = mapped.view.iter().flat_map(|view| view.chunks(padded));
        let packed = rows.flat_map(|padded| &padded[..row]).copied().collect();
        Ok(Pixels(Content::Packed(packed)))
    }
}

/// Adds the copying of pictures to an app that has one camera.
pub fn add_capture(app: &mut App) {
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .init_resource::<Capture>()
        .add_systems(PictureGraph, copy_picture.in_set(PictureSystems::Deliver));
}

/// Copies the picture in the submission that draws it: where there is no graphics adapter, each submission waits for the
/// one before, and whoever submits waits with it.
fn copy_picture(
    view: ViewQuery<&ViewTarget>,
    device: Res<RenderDevice>,
    mut capture: ResMut<Capture>,
    mut context: RenderContext,
) {
    if !std::mem::take(&mut capture.wanted) {
        return;
    }
    let texture = view.into_inner().main_texture();
    let padded = padded_row(texture.width());
    let buffer = capture.spare.take().unwrap_or_else(|| {
        device.create_buffer(&BufferDescriptor {
            label: Some("captured picture"),
            size: padded as u64 * u64::from(texture.height()),
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    });
    context.command_encoder().copy_texture_to_buffer(
        texture.as_image_copy(),
        TexelCopyBufferInfo {
            buffer: &buffer,
            layout: TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: NonZero::new(padded as u32).map(NonZero::get),
                rows_per_image: None,
            },
        },
        texture.size(),
    );
    capture.done = Some(Copy {
        buffer,
        spare: capture.spare.clone(),
    });
}

/// Bytes from row to row in a buffer that a picture is copied to.
fn padded_row(width: u32) -> usize {
    RenderDevice::align_copy_bytes_per_row(width as usize * 4)
}
