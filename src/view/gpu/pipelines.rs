//! What the pipelines of a picture have in common: the formats of its targets, the text before each shader, group 0 and
//! the states that differ.

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

/// The one format of pictures: sRGB values as they are, which [`CompositingSpace::Srgb`](bevy::camera::CompositingSpace)
/// asks for. Nothing is decoded or encoded when pixels blend, which is expensive where there is no graphics adapter.
pub const COLOR_FORMAT: TextureFormat = TextureFormat::Rgba8Unorm;
/// Reversed depth.
pub const DEPTH_FORMAT: TextureFormat = TextureFormat::Depth32Float;

/// The text of a shader, which is inside the binary.
#[derive(Clone, Copy)]
pub struct ShaderText {
    /// Its file.
    pub path: &'static str,
    /// What all shaders of pictures share, then its own.
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

/// The shaders of a picture by their path.
#[derive(Resource, Default)]
pub struct Shaders(HashMap<&'static str, Handle<Shader>>);

impl Shaders {
    /// Adds a shader to the assets of the app, unless it is there.
    pub fn add(&mut self, shader: ShaderText, assets: &mut Assets<Shader>) {
        (self.0.entry(shader.path))
            .or_insert_with(|| assets.add(Shader::from_wgsl(shader.text, shader.path)));
    }

    /// The handle of a shader that has been added.
    pub fn handle(&self, shader: ShaderText) -> Handle<Shader> {
        self.0[shader.path].clone()
    }
}

/// Group 0, which every shader reads: the globals, then the colormap.
pub fn globals_layout() -> BindGroupLayoutDescriptor {
    let stages = ShaderStages::VERTEX_FRAGMENT | ShaderStages::COMPUTE;
    settings_layout("picture_globals", stages, 1)
}

/// Settings at binding 0, then read-only storage buffers, as many as `buffers`.
pub fn settings_layout(
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

/// Records at binding 0.
pub fn records_layout(label: &'static str) -> BindGroupLayoutDescriptor {
    let records = storage_buffer_read_only_sized(false, None);
    BindGroupLayoutDescriptor::new(label, &[records.build(0, ShaderStages::VERTEX_FRAGMENT)])
}

/// How a pipeline meets the depth that is there.
#[derive(Clone, Copy, PartialEq)]
pub enum Depth {
    /// In front of what is there, and leaves its own.
    Write,
    /// In front of what is there.
    Test,
    /// Only behind what is there.
    Behind,
}

/// What differs between the pipelines of a picture.
pub struct Recipe<'a> {
    /// Its name for debuggers.
    pub label: &'static str,
    /// Entry point of the vertex shader.
    pub vertex: &'static str,
    /// Entry point of the fragment shader.
    pub fragment: &'static str,
    /// Group 1.
    pub layout: &'a BindGroupLayoutDescriptor,
    /// How vertices become triangles.
    pub topology: PrimitiveTopology,
    /// What the vertex shader does not pull from group 1 itself.
    pub buffers: Vec<VertexBufferLayout>,
    /// How it meets the depth that is there.
    pub depth: Depth,
    /// Whether it blends with what is there, by its opacity.
    pub blend: bool,
}

impl<'a> Recipe<'a> {
    /// What softens its own edges: triangles with corners that the vertex shader makes from records, blended.
    pub fn soft(
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
pub struct Pipelines<'a> {
    /// Compiles them.
    pub cache: &'a PipelineCache,
    /// Their shader.
    pub shader: Handle<Shader>,
}

impl Pipelines<'_> {
    /// Queues a pipeline that draws.
    pub fn render(&self, recipe: Recipe) -> CachedRenderPipelineId {
        self.cache.queue_render_pipeline(RenderPipelineDescriptor {
            label: Some(recipe.label.into()),
            layout: vec![globals_layout(), recipe.layout.clone()],
            primitive: PrimitiveState {
                topology: recipe.topology,
                strip_index_format: (!recipe.buffers.is_empty()).then_some(IndexFormat::Uint32),
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

    /// Queues a pipeline that computes.
    pub fn compute(
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
