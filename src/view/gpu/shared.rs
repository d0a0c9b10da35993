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

/// Records of the GPU that are uploaded once: a value and its clones share one buffer, which is kept while drawings use
/// it.
#[derive(Debug)]
pub struct SharedRecords<T> {
    id: u64,
    records: Arc<[T]>,
}

impl<T> SharedRecords<T> {
    /// Records with a new id; they are uploaded when they are first drawn.
    pub fn new(records: impl Into<Arc<[T]>>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
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

/// Buffers by the id of their [`SharedRecords`], each with whether this frame uses it.
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
    pub cache: &'a PipelineCache,
    pub shared: &'a mut SharedBuffers,
}

impl Uploads<'_> {
    /// The buffer of shared records, uploaded at first use.
    pub(super) fn shared<T: Pod>(&mut self, shared: &SharedRecords<T>) -> Buffer {
        let (buffer, used) = self.shared.0.entry(shared.id).or_insert_with(|| {
            let buffer = create_buffer(self.device, bytemuck::cast_slice(shared.records()));
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
        let layout_handle = self.cache.get_bind_group_layout(layout);
        self.device
            .create_bind_group(&*layout.label, &layout_handle, &entries)
    }
}

/// A buffer for storage, vertices or indices.
fn create_buffer(device: &RenderDevice, contents: &[u8]) -> Buffer {
    // Bindings must not be empty.
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
