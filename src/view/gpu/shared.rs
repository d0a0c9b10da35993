//! What the GPU holds: buffers that are uploaded once and shared between frames, and those of one frame.

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

/// Records that are uploaded once, however many frames draw them: each value, with its clones, is one buffer on the
/// GPU, kept as long as drawings name it.
#[derive(Debug)]
pub struct Shared<T> {
    id: u64,
    records: Arc<[T]>,
}

impl<T> Shared<T> {
    /// The content of a new buffer.
    pub fn new(records: impl Into<Arc<[T]>>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            records: records.into(),
        }
    }

    /// The records themselves.
    pub fn records(&self) -> &[T] {
        &self.records
    }

    /// Tells buffers apart; clones have the same.
    pub(super) fn id(&self) -> u64 {
        self.id
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(records: Vec<T>) -> Self {
        Self::new(records)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            records: self.records.clone(),
        }
    }
}

/// Buffers by the id of their [`Shared`] records, and whether this frame uses them.
#[derive(Resource, Default)]
pub struct SharedBuffers(HashMap<u64, (Buffer, bool)>);

impl SharedBuffers {
    /// Drops the buffers that have not been used since the last call.
    pub fn drop_unused(&mut self) {
        self.0.retain(|_, (_, used)| std::mem::take(used));
    }
}

/// Uploads what a frame draws and binds it.
pub struct Uploads<'a> {
    /// The GPU.
    pub device: &'a RenderDevice,
    /// Knows the layouts of bind groups.
    pub cache: &'a PipelineCache,
    /// The buffers of earlier frames.
    pub shared: &'a mut SharedBuffers,
}

impl Uploads<'_> {
    /// The buffer of records that are uploaded once.
    pub fn shared<T: Pod>(&mut self, shared: &Shared<T>) -> Buffer {
        let (buffer, used) = self.shared.0.entry(shared.id).or_insert_with(|| {
            let buffer = storage(self.device, bytemuck::cast_slice(shared.records()));
            (buffer, true)
        });
        *used = true;
        buffer.clone()
    }

    /// Records of this frame alone.
    pub fn records<T: Pod>(&self, records: &[T]) -> Buffer {
        storage(self.device, bytemuck::cast_slice(records))
    }

    /// Settings of this frame alone.
    pub fn uniform<T: Pod>(&self, value: &T) -> Buffer {
        self.device.create_buffer_with_data(&BufferInitDescriptor {
            label: Some("picture"),
            contents: bytemuck::bytes_of(value),
            usage: BufferUsages::UNIFORM,
        })
    }

    /// Binds one buffer to each entry of a layout, in its order.
    pub fn bind(&self, layout: &BindGroupLayoutDescriptor, buffers: &[&Buffer]) -> BindGroup {
        let entries: Vec<BindGroupEntry> = (layout.entries.iter().zip(buffers))
            .map(|(entry, buffer)| BindGroupEntry {
                binding: entry.binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let created = self.cache.get_bind_group_layout(layout);
        self.device
            .create_bind_group(&*layout.label, &created, &entries)
    }
}

fn storage(device: &RenderDevice, contents: &[u8]) -> Buffer {
    // A binding cannot be empty.
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
