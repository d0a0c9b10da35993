//! What the pipelines of all primitives share: texture formats, shader sources, bind group layouts and their creation.

use bevy::{
    mesh::VertexBufferLayout,
    platform::collections::HashMap,
    prelude::*,
    render::render_resource::{
        binding_types::{storage_buffer_read_only_sized, uniform_buffer_sized},
        *,
    },
    shader::Shader,
};

/// The colour format of all pictures: sRGB values without conversion, as required by
/// [`CompositingSpace::Srgb`](bevy::camera::CompositingSpace). Blending then needs no decoding and encoding, which is
/// expensive on software drivers.
pub(super) const COLOR_FORMAT: TextureFormat = TextureFormat::Rgba8Unorm;
/// Depth format. Depth is reversed: 1 at the near plane, 0 at infinity.
pub(super) const DEPTH_FORMAT: TextureFormat = TextureFormat::Depth32Float;

/// The source of a shader, embedded in the binary.
#[derive(Clone, Copy)]
pub(super) struct ShaderSource {
    /// The path in the repository, which identifies the shader.
    pub path: &'static str,
    /// The text of `common.wgsl`, then that of the file.
    pub text: &'static str,
}

/// The [`ShaderSource`] of a file in the folder `shaders`.
macro_rules! shader_source {
    ($file:literal) => {
        $crate::view::gpu::pipelines::ShaderSource {
            path: concat!("shaders/", $file),
            text: concat!(
                include_str!("../../../shaders/common.wgsl"),
                include_str!(concat!("../../../shaders/", $file))
            ),
        }
    };
}
pub(super) use shader_source;

/// Shader handles by path.
#[derive(Resource, Default)]
pub(super) struct Shaders(HashMap<&'static str, Handle<Shader>>);

impl Shaders {
    /// Adds a shader to the app's assets unless it exists.
    pub(super) fn add(&mut self, shader: ShaderSource, assets: &mut Assets<Shader>) {
        (self.0.entry(shader.path))
            .or_insert_with(|| assets.add(Shader::from_wgsl(shader.text, shader.path)));
    }

    /// The handle of an added shader.
    pub(super) fn handle(&self, shader: ShaderSource) -> Handle<Shader> {
        self.0[shader.path].clone()
    }
}

/// The layout of bind group 0 of all primitives: the globals, then the colormap.
pub(super) fn globals_layout() -> BindGroupLayoutDescriptor {
    let stages = ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE;
    uniform_layout("picture_globals", stages, 1)
}

/// A bind group layout with a uniform buffer at binding 0, followed by `buffers` read-only storage buffers.
pub(super) fn uniform_layout(
    label: &'static str,
    stages: ShaderStages,
    buffers: u32,
) -> BindGroupLayoutDescriptor {
    let uniform = uniform_buffer_sized(false, None).build(0, stages);
    let buffers = (1..=buffers)
        .map(|binding| storage_buffer_read_only_sized(false, None).build(binding, stages));
    let entries: Vec<_> = std::iter::once(uniform).chain(buffers).collect();
    BindGroupLayoutDescriptor::new(label, &entries)
}

/// A bind group layout with a read-only storage buffer at binding 0.
pub(super) fn records_layout(label: &'static str) -> BindGroupLayoutDescriptor {
    let records = storage_buffer_read_only_sized(false, None);
    BindGroupLayoutDescriptor::new(label, &[records.build(0, ShaderStages::VERTEX_FRAGMENT)])
}

/// The depth test of a pipeline, and whether it writes depth.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Depth {
    /// Draws what is in front of earlier marks, and writes depth.
    Write,
    /// Draws what is in front of earlier marks, without writing depth.
    Test,
    /// Draws only what is behind earlier marks, without writing depth.
    Occluded,
}

/// The options in which render pipelines differ.
pub(super) struct PipelineOptions<'a> {
    pub label: &'static str,
    /// Entry point of the vertex shader.
    pub vertex: &'static str,
    /// Entry point of the fragment shader.
    pub fragment: &'static str,
    /// Layout of bind group 1.
    pub layout: &'a BindGroupLayoutDescriptor,
    pub topology: PrimitiveTopology,
    /// Vertex buffers, if the vertex shader does not read everything from group 1.
    pub buffers: Vec<VertexBufferLayout>,
    pub depth: Depth,
    /// Whether colours are alpha-blended.
    pub blend: bool,
}

impl<'a> PipelineOptions<'a> {
    /// An alpha-blended pipeline of separate triangles, whose vertices the vertex shader computes from storage buffers.
    pub(super) fn blended(
        label: &'static str,
        vertex: &'static str,
        fragment: &'static str,
        layout: &'a BindGroupLayoutDescriptor,
        depth: Depth,
    ) -> Self {
        Self {
            label,
            vertex,
            fragment,
            layout,
            topology: PrimitiveTopology::TriangleList,
            buffers: Vec::new(),
            depth,
            blend: true,
        }
    }
}

/// Queues pipelines of one shader for compilation.
pub(super) struct PipelineQueue<'a> {
    pub cache: &'a PipelineCache,
    pub shader: Handle<Shader>,
}

impl PipelineQueue<'_> {
    /// Queues a render pipeline.
    pub(super) fn queue_render(&self, options: PipelineOptions) -> CachedRenderPipelineId {
        self.cache.queue_render_pipeline(RenderPipelineDescriptor {
            label: Some(options.label.into()),
            layout: vec![globals_layout(), options.layout.clone()],
            primitive: PrimitiveState {
                topology: options.topology,
                ..default()
            },
            vertex: VertexState {
                shader: self.shader.clone(),
                entry_point: Some(options.vertex.into()),
                buffers: options.buffers,
                ..default()
            },
            depth_stencil: Some(DepthStencilState {
                format: DEPTH_FORMAT,
                depth_write_enabled: Some(options.depth == Depth::Write),
                depth_compare: Some(match options.depth {
                    Depth::Occluded => CompareFunction::Less,
                    Depth::Write | Depth::Test => CompareFunction::GreaterEqual,
                }),
                stencil: default(),
                bias: default(),
            }),
            fragment: Some(FragmentState {
                shader: self.shader.clone(),
                entry_point: Some(options.fragment.into()),
                targets: vec![Some(ColorTargetState {
                    format: COLOR_FORMAT,
                    blend: options.blend.then_some(BlendState::ALPHA_BLENDING),
                    write_mask: ColorWrites::ALL,
                })],
                ..default()
            }),
            ..default()
        })
    }

    /// Queues a compute pipeline.
    pub(super) fn queue_compute(
        &self,
        label: &'static str,
        entry_point: &'static str,
        layout: &BindGroupLayoutDescriptor,
    ) -> CachedComputePipelineId {
        self.cache
            .queue_compute_pipeline(ComputePipelineDescriptor {
                label: Some(label.into()),
                layout: vec![globals_layout(), layout.clone()],
                shader: self.shader.clone(),
                entry_point: Some(entry_point.into()),
                ..default()
            })
    }
}
