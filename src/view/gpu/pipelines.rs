//! The shaders and the states they are drawn with.

use bevy::{
    mesh::VertexBufferLayout,
    prelude::*,
    render::render_resource::{
        binding_types::{
            storage_buffer_read_only_sized, storage_buffer_sized, uniform_buffer_sized,
        },
        *,
    },
    shader::Shader,
};

/// The one format of pictures: sRGB values as they are, which [`CompositingSpace::Srgb`](bevy::camera::CompositingSpace)
/// asks for. Nothing is decoded or coded when pixels blend, which is dear where
/// there is no graphics adapter.
pub const COLOR_FORMAT: TextureFormat = TextureFormat::Rgba8Unorm;
/// Reversed depth.
pub const DEPTH_FORMAT: TextureFormat = TextureFormat::Depth32Float;

/// The text of a shader of the picture: what all share, then its own.
macro_rules! picture_shader {
    ($file:literal) => {
        Shader::from_wgsl(
            concat!(
                include_str!("../../../shaders/common.wgsl"),
                include_str!(concat!("../../../shaders/", $file))
            ),
            concat!("shaders/", $file),
        )
    };
}

/// Handles of the shaders, which are inside the binary.
#[derive(Resource, Clone)]
pub struct Shaders {
    surface: Handle<Shader>,
    ribbon: Handle<Shader>,
    ball: Handle<Shader>,
    disc: Handle<Shader>,
    point: Handle<Shader>,
    glyph: Handle<Shader>,
    face: Handle<Shader>,
}

/// Puts the shaders into the app's assets.
pub fn load_shaders(app: &mut App) -> Shaders {
    let mut shaders = app.world_mut().resource_mut::<Assets<Shader>>();
    Shaders {
        surface: shaders.add(picture_shader!("surface.wgsl")),
        ribbon: shaders.add(picture_shader!("ribbon.wgsl")),
        ball: shaders.add(picture_shader!("ball.wgsl")),
        disc: shaders.add(picture_shader!("disc.wgsl")),
        point: shaders.add(picture_shader!("point.wgsl")),
        glyph: shaders.add(picture_shader!("glyph.wgsl")),
        face: shaders.add(picture_shader!("face.wgsl")),
    }
}

/// Every pipeline of a picture and the layouts of what they bind.
#[derive(Resource)]
pub struct Pipelines {
    /// Group 0: camera, light and colours.
    pub globals: BindGroupLayoutDescriptor,
    /// Group 1 of the surface: settings, heights, levels.
    pub surface_layout: BindGroupLayoutDescriptor,
    /// Group 1 of ribbons and discs: settings, points.
    pub line_layout: BindGroupLayoutDescriptor,
    /// Group 1 of the points of a cloud: settings, two positions, marks.
    pub points_layout: BindGroupLayoutDescriptor,
    /// Group 1 of points that mark pixels: as before, and the pixels.
    pub marking_layout: BindGroupLayoutDescriptor,
    /// Group 1 of what they marked: settings, pixels.
    pub marked_layout: BindGroupLayoutDescriptor,
    /// Group 1 of balls and glyphs: records.
    pub records_layout: BindGroupLayoutDescriptor,
    /// A surface without holes that ends below the top of the box.
    pub surface_whole: CachedRenderPipelineId,
    /// The surface itself.
    pub surface: CachedRenderPipelineId,
    /// The surface with lines at given levels, bands or a mesh.
    pub surface_rich: CachedRenderPipelineId,
    /// The surface's lines on the floor.
    pub floor: CachedRenderPipelineId,
    /// Lines at given levels on the floor.
    pub floor_rich: CachedRenderPipelineId,
    /// Lines.
    pub ribbon: CachedRenderPipelineId,
    /// Lines where they are hidden.
    pub ribbon_behind: CachedRenderPipelineId,
    /// Points of a cloud.
    pub point: CachedRenderPipelineId,
    /// Points of a large cloud mark pixels.
    pub marking: CachedComputePipelineId,
    /// The pixels that they marked.
    pub marked: CachedRenderPipelineId,
    /// Shadows of points on a plane.
    pub point_shadow: CachedRenderPipelineId,
    /// Soft spots.
    pub shadow: CachedRenderPipelineId,
    /// Squares of one colour.
    pub patch: CachedRenderPipelineId,
    /// Squares of one colour where they are hidden.
    pub patch_behind: CachedRenderPipelineId,
    /// Translucent triangles.
    pub face: CachedRenderPipelineId,
    /// Balls.
    pub ball: CachedRenderPipelineId,
    /// Marks.
    pub glyph: CachedRenderPipelineId,
    /// Marks where they are hidden.
    pub glyph_behind: CachedRenderPipelineId,
}

/// How a pipeline meets the depth that is there.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    /// In front of what is there, and leaves its own.
    Write,
    /// In front of what is there.
    Test,
    /// Only behind what is there.
    Behind,
}

/// What differs between the pipelines of a picture.
struct Recipe<'a> {
    label: &'static str,
    shader: &'a Handle<Shader>,
    vertex: &'static str,
    fragment: &'static str,
    layout: Option<&'a BindGroupLayoutDescriptor>,
    topology: PrimitiveTopology,
    buffers: Vec<VertexBufferLayout>,
    depth: Depth,
    blend: bool,
}

/// Queues every pipeline.
pub fn init_pipelines(mut commands: Commands, shaders: Res<Shaders>, cache: Res<PipelineCache>) {
    let both = ShaderStages::VERTEX_FRAGMENT;
    let globals = BindGroupLayoutDescriptor::new(
        "picture_globals",
        &BindGroupLayoutEntries::sequential(
            both | ShaderStages::COMPUTE,
            (
                uniform_buffer_sized(false, None),
                storage_buffer_read_only_sized(false, None),
            ),
        ),
    );
    let surface_layout = BindGroupLayoutDescriptor::new(
        "picture_surface",
        &BindGroupLayoutEntries::sequential(
            both,
            (
                uniform_buffer_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_read_only_sized(false, None),
            ),
        ),
    );
    let line_layout = BindGroupLayoutDescriptor::new(
        "picture_lines",
        &BindGroupLayoutEntries::sequential(
            both,
            (
                uniform_buffer_sized(false, None),
                storage_buffer_read_only_sized(false, None),
            ),
        ),
    );
    let points_layout = BindGroupLayoutDescriptor::new(
        "picture_points",
        &BindGroupLayoutEntries::sequential(
            both,
            (
                uniform_buffer_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_read_only_sized(false, None),
            ),
        ),
    );
    let marking_layout = BindGroupLayoutDescriptor::new(
        "picture_marking",
        &BindGroupLayoutEntries::sequential(
            ShaderStages::COMPUTE,
            (
                uniform_buffer_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_read_only_sized(false, None),
                storage_buffer_sized(false, None),
            ),
        ),
    );
    let marked_layout = BindGroupLayoutDescriptor::new(
        "picture_marked",
        &BindGroupLayoutEntries::with_indices(
            ShaderStages::FRAGMENT,
            (
                (0, uniform_buffer_sized(false, None)),
                (5, storage_buffer_read_only_sized(false, None)),
            ),
        ),
    );
    let records_layout = BindGroupLayoutDescriptor::new(
        "picture_records",
        &BindGroupLayoutEntries::single(both, storage_buffer_read_only_sized(false, None)),
    );
    let queue = |recipe: Recipe| cache.queue_render_pipeline(recipe.descriptor(&globals));
    let strip = PrimitiveTopology::TriangleStrip;

    let surfaces = |label, fragment| Recipe {
        label,
        shader: &shaders.surface,
        vertex: "vertex_surface",
        fragment,
        layout: Some(&surface_layout),
        topology: strip,
        buffers: vec![VertexBufferLayout::from_vertex_formats(
            VertexStepMode::Vertex,
            [
                VertexFormat::Uint16x2,
                VertexFormat::Float32,
                VertexFormat::Float32x2,
            ],
        )],
        depth: Depth::Write,
        blend: false,
    };
    let surface_whole = queue(surfaces("surface_whole", "fragment_surface_whole"));
    let surface = queue(surfaces("surface", "fragment_surface"));
    let surface_rich = queue(surfaces("surface_rich", "fragment_surface_rich"));
    let floors = |label, fragment| Recipe {
        label,
        shader: &shaders.surface,
        vertex: "vertex_floor",
        fragment,
        layout: Some(&surface_layout),
        topology: strip,
        buffers: Vec::new(),
        depth: Depth::Test,
        blend: true,
    };
    let floor = queue(floors("floor", "fragment_floor"));
    let floor_rich = queue(floors("floor_rich", "fragment_floor_rich"));
    // What softens its own edges: corners made in the vertex shader from records of points.
    let soft = |label, shader, vertex, fragment, layout, depth| {
        queue(Recipe {
            label,
            shader,
            vertex,
            fragment,
            layout: Some(layout),
            topology: PrimitiveTopology::TriangleList,
            buffers: Vec::new(),
            depth,
            blend: true,
        })
    };
    let ribbons = |label, fragment, depth| {
        soft(
            label,
            &shaders.ribbon,
            "vertex_ribbon",
            fragment,
            &line_layout,
            depth,
        )
    };
    let ribbon = ribbons("ribbon", "fragment_ribbon", Depth::Test);
    let ribbon_behind = ribbons("ribbon_behind", "fragment_ribbon_behind", Depth::Behind);
    let discs = |label, fragment, depth| {
        soft(
            label,
            &shaders.disc,
            "vertex_disc",
            fragment,
            &line_layout,
            depth,
        )
    };
    let shadow = discs("shadow", "fragment_shadow", Depth::Test);
    let patch = discs("patch", "fragment_patch", Depth::Test);
    let patch_behind = discs("patch_behind", "fragment_patch_behind", Depth::Behind);
    let face = soft(
        "face",
        &shaders.face,
        "vertex_face",
        "fragment_face",
        &line_layout,
        Depth::Test,
    );
    let points = |label, vertex, fragment, depth, blend| {
        queue(Recipe {
            label,
            shader: &shaders.point,
            vertex,
            fragment,
            layout: Some(&points_layout),
            topology: PrimitiveTopology::TriangleList,
            buffers: Vec::new(),
            depth,
            blend,
        })
    };
    let point = points(
        "point",
        "vertex_point",
        "fragment_point",
        Depth::Write,
        true,
    );
    let marked = queue(Recipe {
        label: "marked",
        shader: &shaders.point,
        vertex: "vertex_marked",
        fragment: "fragment_marked",
        layout: Some(&marked_layout),
        topology: PrimitiveTopology::TriangleList,
        buffers: Vec::new(),
        depth: Depth::Write,
        blend: false,
    });
    let marking = cache.queue_compute_pipeline(ComputePipelineDescriptor {
        label: Some("marking".into()),
        layout: vec![globals.clone(), marking_layout.clone()],
        shader: shaders.point.clone(),
        entry_point: Some("mark_pixels".into()),
        ..default()
    });
    let point_shadow = points(
        "point_shadow",
        "vertex_point_shadow",
        "fragment_point_shadow",
        Depth::Test,
        true,
    );
    let ball = soft(
        "ball",
        &shaders.ball,
        "vertex_ball",
        "fragment_ball",
        &records_layout,
        Depth::Write,
    );
    let glyphs = |label, fragment, depth| {
        soft(
            label,
            &shaders.glyph,
            "vertex_glyph",
            fragment,
            &records_layout,
            depth,
        )
    };
    let glyph = glyphs("glyph", "fragment_glyph", Depth::Test);
    let glyph_behind = glyphs("glyph_behind", "fragment_glyph_behind", Depth::Behind);
    commands.insert_resource(Pipelines {
        globals,
        surface_layout,
        line_layout,
        points_layout,
        marking_layout,
        marked_layout,
        records_layout,
        surface_whole,
        surface,
        surface_rich,
        floor,
        floor_rich,
        ribbon,
        ribbon_behind,
        point,
        marking,
        marked,
        point_shadow,
        shadow,
        patch,
        patch_behind,
        face,
        ball,
        glyph,
        glyph_behind,
    });
}

impl Recipe<'_> {
    fn descriptor(&self, globals: &BindGroupLayoutDescriptor) -> RenderPipelineDescriptor {
        let mut layout = vec![globals.clone()];
        layout.extend(self.layout.cloned());
        RenderPipelineDescriptor {
            label: Some(self.label.into()),
            layout,
            vertex: VertexState {
                shader: self.shader.clone(),
                entry_point: Some(self.vertex.into()),
                buffers: self.buffers.clone(),
                ..default()
            },
            primitive: PrimitiveState {
                topology: self.topology,
                strip_index_format: (!self.buffers.is_empty()).then_some(IndexFormat::Uint32),
                ..default()
            },
            depth_stencil: Some(DepthStencilState {
                format: DEPTH_FORMAT,
                depth_write_enabled: Some(self.depth == Depth::Write),
                depth_compare: Some(match self.depth {
                    Depth::Behind => CompareFunction::Less,
                    Depth::Write | Depth::Test => CompareFunction::GreaterEqual,
                }),
                stencil: default(),
                bias: default(),
            }),
            fragment: Some(FragmentState {
                shader: self.shader.clone(),
                entry_point: Some(self.fragment.into()),
                targets: vec![Some(ColorTargetState {
                    format: COLOR_FORMAT,
                    blend: self.blend.then_some(BlendState::ALPHA_BLENDING),
                    write_mask: ColorWrites::ALL,
                })],
                ..default()
            }),
            ..default()
        }
    }
}
