//! Reads finished pictures back from the GPU. Where the rows of a mapped buffer have no padding, the pixels are used
//! without another copy.

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

/// The time between two polls for a mapped buffer.
const POLL_INTERVAL: Duration = Duration::from_micros(200);

/// A request to copy the next picture, and the copy once it is submitted.
#[derive(Resource, Default)]
pub(super) struct Capture {
    requested: bool,
    pending: Option<PendingCopy>,
    pool: BufferPool,
}

/// Buffers that can be reused.
#[derive(Clone, Default)]
struct BufferPool(Arc<Mutex<Vec<Buffer>>>);

impl BufferPool {
    fn take(&self) -> Option<Buffer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, buffer: Buffer) {
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.push(buffer);
    }
}

/// A submitted copy of a picture to a buffer that the CPU can read.
pub(super) struct PendingCopy {
    buffer: Buffer,
    pool: BufferPool,
}

/// The pixels of a picture: RGBA, sRGB, row by row from the top, tightly packed.
pub struct Pixels(PixelStorage);

enum PixelStorage {
    Mapped(Mapped),
    Packed(Vec<u8>),
}

/// A mapped buffer, unmapped and put back into the pool when it is dropped.
struct Mapped {
    view: Option<BufferView>,
    buffer: Buffer,
    pool: BufferPool,
}

impl Deref for Pixels {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            PixelStorage::Mapped(mapped) => mapped.view.as_deref().unwrap_or(&[]),
            PixelStorage::Packed(pixels) => pixels,
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
        self.pool.put_back(self.buffer.clone());
    }
}

impl Capture {
    /// Requests a copy of the next picture.
    pub(super) fn request(&mut self) {
        self.requested = true;
    }

    /// Takes the copy that was requested, if it is submitted.
    pub(super) fn take(&mut self) -> Option<PendingCopy> {
        self.pending.take()
    }
}

impl PendingCopy {
    /// Waits until the picture is drawn and copied. Later pictures may still be in flight.
    ///
    /// # Errors
    /// The device was lost.
    pub(super) fn wait(self, device: &wgpu::Device, size: UVec2) -> Result<Pixels, StudioError> {
        let lost = |error: &dyn std::error::Error| StudioError::Lost(error.to_string());
        let (send, receive) = mpsc::channel();
        self.buffer.map_async(MapMode::Read, .., move |result| {
            // The receiver is used below.
            let _ = send.send(result);
        });
        // Polls, since wgpu cannot wait for a single submission here; usually the buffer is mapped already.
        loop {
            device.poll(PollType::Poll).map_err(|error| lost(&error))?;
            match receive.recv_timeout(POLL_INTERVAL) {
                Ok(result) => break result.map_err(|error| lost(&error))?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(error) => return Err(lost(&error)),
            }
        }
        let mapped = Mapped {
            view: Some(self.buffer.get_mapped_range(..)),
            buffer: self.buffer,
            pool: self.pool,
        };
        let (row_bytes, padded_bytes) = (size.x as usize * 4, padded_row_bytes(size.x));
        if row_bytes == padded_bytes {
            return Ok(Pixels(PixelStorage::Mapped(mapped)));
        }
        let rows = mapped
            .view
            .iter()
            .flat_map(|view| view.chunks(padded_bytes));
        let packed = rows
            .flat_map(|padded| &padded[..row_bytes])
            .copied()
            .collect();
        Ok(Pixels(PixelStorage::Packed(packed)))
    }
}

/// Adds the capture of pictures to an app with one camera.
pub(super) fn add_capture(app: &mut App) {
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .init_resource::<Capture>()
        .add_systems(PictureGraph, copy_picture.in_set(PictureSystems::Deliver));
}

/// Copies the picture in the submission that draws it. With another submission, a software adapter, which runs
/// submissions one after the other, would block the caller.
fn copy_picture(
    view: ViewQuery<&ViewTarget>,
    device: Res<RenderDevice>,
    mut capture: ResMut<Capture>,
    mut context: RenderContext,
) {
    if !std::mem::take(&mut capture.requested) {
        return;
    }
    let texture = view.into_inner().main_texture();
    let padded_bytes = padded_row_bytes(texture.width());
    let buffer = capture.pool.take().unwrap_or_else(|| {
        device.create_buffer(&BufferDescriptor {
            label: Some("captured picture"),
            size: padded_bytes as u64 * u64::from(texture.height()),
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
                bytes_per_row: NonZero::new(padded_bytes as u32).map(NonZero::get),
                rows_per_image: None,
            },
        },
        texture.size(),
    );
    capture.pending = Some(PendingCopy {
        buffer,
        pool: capture.pool.clone(),
    });
}

/// The bytes per row of a buffer that a picture is copied to, including padding.
fn padded_row_bytes(width: u32) -> usize {
    RenderDevice::align_copy_bytes_per_row(width as usize * 4)
}
