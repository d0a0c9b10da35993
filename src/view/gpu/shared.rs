//! GPU buffers: those that are uploaded once and shared between frames, and those of a single frame.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bevy::{
    platform::collections::HashMap,
    prelude::*,
    render::{render_resource::*, renderer::RenderDevice},
};
use bytemuck::Pod;

/// Records that are uploaded to the GPU once: a value and its clones share one buffer, which is kept as long as each
/// frame draws one of them.
#[derive(Debug)]
pub struct SharedRecords<T> {
    id: u64,
    records: Arc<[T]>,
}

impl<T> SharedRecords<T> {
    /// Records with a new id; they are uploaded when they are first drawn.
    pub fn new(records: impl Into<Arc<[T]>>) -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            records: records.into(),
        }
    }

    /// The records on the CPU.
    pub fn records(&self) -> &[T] {
        &self.records
    }

    /// Identifies the buffer; clones have the same id.
    pub(super) fn id(&self) -> u64 {
        self.id
    }
}

impl<T> From<Vec<T>> for SharedRecords<T> {
    fn from(records: Vec<T>) -> Self {
        Self::new(records)
    }
}

impl<T> Clone for SharedRecords<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            records: self.records.clone(),
        }
    }
}

/// Buffers by the id of their [`SharedRecords`], each with whether it was used since unused ones were last dropped.
#[derive(Resource, Default)]
pub(super) struct SharedBuffers(HashMap<u64, (Buffer, bool)>);

impl SharedBuffers {
    /// Drops the buffers that were not used since the last call.
    pub(super) fn drop_unused(&mut self) {
        self.0.retain(|_, (_, used)| std::mem::take(used));
    }
}

/// Uploads and binds the data of a frame.
pub(super) struct Uploads<'a> {
    pub device: &'a RenderDevice,
    pub pipeline_cache: &'a PipelineCache,
    pub shared_buffers: &'a mut SharedBuffers,
}

impl Uploads<'_> {
    /// The buffer of shared records, uploaded at first use.
    pub(super) fn shared<T: Pod>(&mut self, records: &SharedRecords<T>) -> Buffer {
        let (buffer, used) = self.shared_buffers.0.entry(records.id).or_insert_with(|| {
            let buffer = create_buffer(self.device, bytemuck::cast_slice(records.records()));
            (buffer, true)
        });
        *used = true;
        buffer.clone()
    }

    /// A buffer with records of this frame.
    pub(super) fn records<T: Pod>(&self, records: &[T]) -> Buffer {
        create_buffer(self.device, bytemuck::cast_slice(records))
    }

    /// A uniform buffer of this frame.
    pub(super) fn uniform<T: Pod>(&self, value: &T) -> Buffer {
        self.device.create_buffer_with_data(&BufferInitDescriptor {
            label: Some("picture"),
            contents: bytemuck::bytes_of(value),
            usage: BufferUsages::UNIFORM,
        })
    }

    /// Binds one buffer to each entry of a layout, in order.
    pub(super) fn bind(
        &self,
        layout: &BindGroupLayoutDescriptor,
        buffers: &[&Buffer],
    ) -> BindGroup {
        let entries: Vec<BindGroupEntry> = (layout.entries.iter().zip(buffers))
            .map(|(entry, buffer)| BindGroupEntry {
                binding: entry.binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let layout_handle = self.pipeline_cache.get_bind_group_layout(layout);
        self.device
            .create_bind_group(&*layout.label, &layout_handle, &entries)
    }
}

/// A buffer for storage, vertices or indices.
fn create_buffer(device: &RenderDevice, contents: &[u8]) -> Buffer {
    // An empty buffer cannot be bound.
    let contents = if contents.is_empty() {
        &[0; 16]
    } else {
        contents
    };
    device.create_buffer_with_data(&BufferInitDescriptor {
        label: Some("picture"),
        contents,
        usage: BufferUsages::STORAGE | BufferUsages::VERTEX | BufferUsages::INDEX,
    })
}
