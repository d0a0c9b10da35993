//! Shared parts of the pipelines: texture formats, shader sources, bind group 0 and the varying pipeline states.

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
/// Depth format; depth is reversed.
pub(super) const DEPTH_FORMAT: TextureFormat = TextureFormat::Depth32Float;

/// The source of a shader, embedded in the binary.
#[derive(Clone, Copy)]
pub(super) struct ShaderText {
    pub path: &'static str,
    /// The text of `common.wgsl`, then that of the file.
    pub text: &'static str,
}

/// The [`ShaderText`] of a file of `shaders`.
macro_rules! shader_text {
    ($file:literal) => {
        $crate::view::gpu::pipelines::ShaderText {
            path: concat!("shaders/", $file),
            text: concat!(
                include_str!("../../../shaders/common.wgsl"),
                include_str!(concat!("../../../shaders/", $file))
            ),
        }
    };
}
pub(super) use shader_text;

/// Shader handles by path.
#[derive(Resource, Default)]
pub(super) struct Shaders(HashMap<&'static str, Handle<Shader>>);

impl Shaders {
    /// Adds a shader to the app's assets unless it exists.
    pub(super) fn add(&mut self, shader: ShaderText, assets: &mut Assets<Shader>) {
        (self.0.entry(shader.path))
            .or_insert_with(|| assets.add(Shader::from_wgsl(shader.text, shader.path)));
    }

    /// The handle of an added shader.
    pub(super) fn handle(&self, shader: ShaderText) -> Handle<Shader> {
        self.0[shader.path].clone()
    }
}

/// Bind group 0 of all shaders: the globals, then the colormap.
pub(super) fn globals_layout() -> BindGroupLayoutDescriptor {
    let stages = ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE;
    settings_layout("picture_globals", stages, 1)
}

/// A layout with a uniform at binding 0, followed by `buffers` read-only storage buffers.
pub(super) fn settings_layout(
    label: &'static str,
    stages: ShaderStages,
    buffers: u32,
) -> BindGroupLayoutDescriptor {
    let settings = uniform_buffer_sized(false, None).build(0, stages);
    let buffers = (1..=buffers)
        .map(|binding| storage_buffer_read_only_sized(false, None).build(binding, stages));
    let entries: Vec<_> = std::iter::once(settings).chain(buffers).collect();
    BindGroupLayoutDescriptor::new(label, &entries)
}

/// A layout with a read-only storage buffer at binding 0.
pub(super) fn records_layout(label: &'static str) -> BindGroupLayoutDescriptor {
    let records = storage_buffer_read_only_sized(false, None);
    BindGroupLayoutDescriptor::new(label, &[records.build(0, ShaderStages::VERTEX_FRAGMENT)])
}

/// The depth test of a pipeline.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Depth {
    /// Passes in front and writes depth.
    Write,
    /// Passes in front, without writing depth.
    Test,
    /// Passes only behind other marks.
    Behind,
}

/// The varying parts of a render pipeline.
pub(super) struct Recipe<'a> {
    pub label: &'static str,
    pub vertex: &'static str,
    pub fragment: &'static str,
    pub layout: &'a BindGroupLayoutDescriptor,
    pub topology: PrimitiveTopology,
    /// Vertex buffers, if the vertex shader does not pull everything from group 1.
    pub buffers: Vec<VertexBufferLayout>,
    pub depth: Depth,
    /// Whether it is alpha-blended.
    pub blend: bool,
}

impl<'a> Recipe<'a> {
    /// A blended pipeline of triangles that the vertex shader makes from records and that soften their own edges.
    pub(super) fn soft(
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

/// Queues the pipelines of one shader.
pub(super) struct Pipelines<'a> {
    pub cache: &'a PipelineCache,
    pub shader: Handle<Shader>,
}

impl Pipelines<'_> {
    /// Queues a render pipeline.
    pub(super) fn render(&self, recipe: Recipe) -> CachedRenderPipelineId {
        self.cache.queue_render_pipeline(RenderPipelineDescriptor {
            label: Some(recipe.label.into()),
            layout: vec![globals_layout(), recipe.layout.clone()],
            primitive: PrimitiveState {
                topology: recipe.topology,
                ..default()
            },
            vertex: VertexState {
                shader: self.shader.clone(),
                entry_point: Some(recipe.vertex.into()),
                buffers: recipe.buffers,
                ..default()
            },
            depth_stencil: Some(DepthStencilState {
                format: DEPTH_FORMAT,
                depth_write_enabled: Some(recipe.depth == Depth::Write),
                depth_compare: Some(match recipe.depth {
                    Depth::Behind => CompareFunction::Less,
                    Depth::Write | Depth::Test => CompareFunction::GreaterEqual,
                }),
                stencil: default(),
                bias: default(),
            }),
            fragment: Some(FragmentState {
                shader: self.shader.clone(),
                entry_point: Some(recipe.fragment.into()),
                targets: vec![Some(ColorTargetState {
                    format: COLOR_FORMAT,
                    blend: recipe.blend.then_some(BlendState::ALPHA_BLENDING),
                    write_mask: ColorWrites::ALL,
                })],
                ..default()
            }),
            ..default()
        })
    }

    /// Queues a compute pipeline.
    pub(super) fn compute(
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
