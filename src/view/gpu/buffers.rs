//! What the GPU holds for a picture: buffers shared between frames, and those of this frame.

use bevy::{
    platform::collections::HashMap,
    prelude::*,
    render::{
        camera::ExtractedCamera,
        render_resource::*,
        renderer::{RenderDevice, RenderQueue},
        texture::{CachedTexture, TextureCache},
        view::ViewTarget,
    },
};
use bytemuck::Pod;

use super::{
    Backdrop, DiscsDraw, Drawing, FigureDraw, PointKind, Shared, SurfaceKind,
    pipelines::{COLOR_FORMAT, DEPTH_FORMAT, Pipelines},
};

/// Buffers by the id of their [`Shared`] records; those that no drawing names any more are dropped.
#[derive(Resource, Default)]
pub struct SharedBuffers(HashMap<u64, (Buffer, bool)>);

impl SharedBuffers {
    fn get<T: Pod>(&mut self, device: &RenderDevice, shared: &Shared<T>) -> Buffer {
        let (buffer, used) = self.0.entry(shared.id).or_insert_with(|| {
            let contents = bytemuck::cast_slice(shared.records());
            (storage(device, contents), true)
        });
        *used = true;
        buffer.clone()
    }

    fn sweep(&mut self) {
        self.0.retain(|_, (_, used)| std::mem::take(used));
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

fn uniform<T: Pod>(device: &RenderDevice, value: &T) -> Buffer {
    device.create_buffer_with_data(&BufferInitDescriptor {
        label: Some("picture"),
        contents: bytemuck::bytes_of(value),
        usage: BufferUsages::UNIFORM,
    })
}

/// One draw call.
pub struct Call {
    /// Group 1.
    pub bind_group: BindGroup,
    /// How many vertices, or indices, it has.
    pub vertices: u32,
    /// Vertices and indices, where they are not pulled from group 1.
    pub mesh: Option<(Buffer, Buffer)>,
}

/// A picture ready to be drawn.
#[derive(Resource)]
pub struct Prepared(pub Vec<PreparedFigure>);

/// A figure ready to be drawn.
pub struct PreparedFigure {
    /// Its part of the target.
    pub viewport: UVec4,
    /// Group 0.
    pub globals: BindGroup,
    /// The surface, where its lines are drawn on the floor, and its kind.
    pub surface: Option<(Call, Option<UVec4>, SurfaceKind)>,
    /// Soft spots.
    pub shadows: Vec<Call>,
    /// Translucent squares.
    pub patches: Vec<Call>,
    /// Translucent triangles, and whether they lie over points.
    pub faces: Vec<(Call, bool)>,
    /// Lines, and whether they are seen where hidden.
    pub ribbons: Vec<(Call, bool)>,
    /// Points of a cloud, and how they are drawn.
    pub points: Vec<(Call, PointKind)>,
    /// Points of a large cloud.
    pub marked: Option<Marked>,
    /// Balls.
    pub balls: Option<Call>,
    /// Marks.
    pub glyphs: Option<Call>,
}

/// Points that mark the pixels of a figure, and the triangle that shows them.
pub struct Marked {
    /// Group 1 of each chunk, and how many groups of threads it takes.
    pub chunks: Vec<(BindGroup, u32)>,
    /// What is drawn afterwards.
    pub shown: Call,
}

/// The threads of a group of `mark_pixels` in `point.wgsl`.
const GROUP: u32 = 256;

/// The depth of a camera's picture.
#[derive(Component)]
pub struct DepthTarget(pub CachedTexture);

/// Gives every camera with a picture its depth texture.
pub fn prepare_targets(
    mut commands: Commands,
    device: Res<RenderDevice>,
    mut textures: ResMut<TextureCache>,
    views: Query<(Entity, &ViewTarget), With<ExtractedCamera>>,
) {
    for (entity, target) in &views {
        let depth = textures.get(
            &device,
            TextureDescriptor {
                label: Some("picture_depth"),
                size: target.main_texture().size(),
                mip_level_count: 1,
                sample_count: 1,
                dimension: TextureDimension::D2,
                format: DEPTH_FORMAT,
                usage: TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            },
        );
        commands.entity(entity).insert(DepthTarget(depth));
    }
}

/// The texture of the backdrop, kept as long as drawings name the same one.
#[derive(Resource, Default)]
pub struct BackdropTexture(Option<(u64, Texture)>);

impl BackdropTexture {
    /// The texture, if there is a backdrop.
    pub fn texture(&self) -> Option<&Texture> {
        self.0.as_ref().map(|(_, texture)| texture)
    }
}

/// Uploads a new backdrop.
pub fn prepare_backdrop(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    drawing: Res<Drawing>,
    mut kept: ResMut<BackdropTexture>,
) {
    let Some(Backdrop { size, pixels }) = &drawing.backdrop else {
        kept.0 = None;
        return;
    };
    if kept.0.as_ref().is_some_and(|(id, _)| *id == pixels.id) {
        return;
    }
    let texture = device.create_texture_with_data(
        &queue,
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
    );
    kept.0 = Some((pixels.id, texture));
}

/// Uploads what is new and binds everything.
pub fn prepare_drawing(
    mut commands: Commands,
    device: Res<RenderDevice>,
    cache: Res<PipelineCache>,
    pipelines: Res<Pipelines>,
    drawing: Res<Drawing>,
    mut shared: ResMut<SharedBuffers>,
) {
    let prepared = (drawing.figures.iter())
        .filter_map(|figure| prepare_figure(&device, &cache, &pipelines, figure, &mut shared))
        .collect();
    shared.sweep();
    commands.insert_resource(Prepared(prepared));
}

fn prepare_figure(
    device: &RenderDevice,
    cache: &PipelineCache,
    pipelines: &Pipelines,
    drawing: &FigureDraw,
    shared: &mut SharedBuffers,
) -> Option<PreparedFigure> {
    let colormap = drawing.colormap.as_ref()?;
    let layout = |descriptor| cache.get_bind_group_layout(descriptor);
    let globals = device.create_bind_group(
        "picture_globals",
        &layout(&pipelines.globals),
        &BindGroupEntries::sequential((
            uniform(device, &drawing.globals).as_entire_binding(),
            shared.get(device, colormap).as_entire_binding(),
        )),
    );
    let surface = drawing.surface.as_ref().map(|surface| {
        let bind_group = device.create_bind_group(
            "picture_surface",
            &layout(&pipelines.surface_layout),
            &BindGroupEntries::sequential((
                uniform(device, &surface.uniform).as_entire_binding(),
                shared.get(device, &surface.heights).as_entire_binding(),
                shared.get(device, &surface.levels).as_entire_binding(),
            )),
        );
        let call = Call {
            bind_group,
            vertices: surface.indices.records().len() as u32,
            mesh: Some((
                shared.get(device, &surface.vertices),
                shared.get(device, &surface.indices),
            )),
        };
        (call, surface.floor, surface.kind)
    });
    let line_layout = layout(&pipelines.line_layout);
    let ribbons = drawing
        .ribbons
        .iter()
        .filter(|ribbon| ribbon.uniform.range[1] >= 2)
        .map(|ribbon| {
            let [_, count, pairs, _] = ribbon.uniform.range;
            let segments = if pairs == 1 { count / 2 } else { count - 1 };
            let bind_group = device.create_bind_group(
                "picture_ribbon",
                &line_layout,
                &BindGroupEntries::sequential((
                    uniform(device, &ribbon.uniform).as_entire_binding(),
                    shared.get(device, &ribbon.points).as_entire_binding(),
                )),
            );
            let call = Call {
                bind_group,
                vertices: 6 * segments,
                mesh: None,
            };
            (call, ribbon.behind)
        })
        .collect();
    let mut discs = |draws: &[DiscsDraw]| -> Vec<Call> {
        draws
            .iter()
            .filter(|draw| !draw.points.records().is_empty())
            .map(|draw| Call {
                bind_group: device.create_bind_group(
                    "picture_discs",
                    &line_layout,
                    &BindGroupEntries::sequential((
                        uniform(device, &draw.uniform).as_entire_binding(),
                        shared.get(device, &draw.points).as_entire_binding(),
                    )),
                ),
                vertices: 6 * draw.points.records().len() as u32,
                mesh: None,
            })
            .collect()
    };
    let (shadows, patches) = (discs(&drawing.shadows), discs(&drawing.patches));
    let faces = (drawing.faces.iter())
        .filter(|draw| !draw.corners.records().is_empty())
        .map(|draw| {
            let bind_group = device.create_bind_group(
                "picture_faces",
                &line_layout,
                &BindGroupEntries::sequential((
                    uniform(device, &draw.uniform).as_entire_binding(),
                    shared.get(device, &draw.corners).as_entire_binding(),
                )),
            );
            let call = Call {
                bind_group,
                vertices: draw.corners.records().len() as u32,
                mesh: None,
            };
            (call, draw.over)
        })
        .collect();
    let points_layout = layout(&pipelines.points_layout);
    let points = (drawing.points.iter())
        .filter(|draw| !draw.marks.records().is_empty() && draw.kind != PointKind::Marked)
        .map(|draw| {
            let bind_group = device.create_bind_group(
                "picture_points",
                &points_layout,
                &BindGroupEntries::sequential((
                    uniform(device, &draw.uniform).as_entire_binding(),
                    shared.get(device, &draw.before).as_entire_binding(),
                    shared.get(device, &draw.after).as_entire_binding(),
                    shared.get(device, &draw.marks).as_entire_binding(),
                )),
            );
            let call = Call {
                bind_group,
                vertices: 3 * draw.marks.records().len() as u32,
                mesh: None,
            };
            (call, draw.kind)
        })
        .collect();
    let marked = prepare_marked(device, cache, pipelines, drawing, shared);
    let records_layout = layout(&pipelines.records_layout);
    let records = |bytes: &[u8], count: usize| {
        (count > 0).then(|| Call {
            bind_group: device.create_bind_group(
                "picture_records",
                &records_layout,
                &BindGroupEntries::single(storage(device, bytes).as_entire_binding()),
            ),
            vertices: 6 * count as u32,
            mesh: None,
        })
    };
    let balls = records(bytemuck::cast_slice(&drawing.balls), drawing.balls.len());
    let glyphs = records(bytemuck::cast_slice(&drawing.glyphs), drawing.glyphs.len());
    Some(PreparedFigure {
        viewport: drawing.viewport,
        globals,
        surface,
        shadows,
        patches,
        faces,
        ribbons,
        points,
        marked,
        balls,
        glyphs,
    })
}

fn prepare_marked(
    device: &RenderDevice,
    cache: &PipelineCache,
    pipelines: &Pipelines,
    drawing: &FigureDraw,
    shared: &mut SharedBuffers,
) -> Option<Marked> {
    let draws = || (drawing.points.iter()).filter(|draw| draw.kind == PointKind::Marked);
    let first = draws().next()?;
    let [_, _, width, height] = drawing.viewport.to_array();
    // A new buffer holds zeros.
    let nearest = device.create_buffer(&BufferDescriptor {
        label: Some("picture_nearest"),
        size: u64::from(width) * u64::from(height) * 4,
        usage: BufferUsages::STORAGE,
        mapped_at_creation: false,
    });
    let layout = cache.get_bind_group_layout(&pipelines.marking_layout);
    let chunks = draws().map(|draw| {
        let bind_group = device.create_bind_group(
            "picture_marking",
            &layout,
            &BindGroupEntries::sequential((
                uniform(device, &draw.uniform).as_entire_binding(),
                shared.get(device, &draw.before).as_entire_binding(),
                shared.get(device, &draw.after).as_entire_binding(),
                shared.get(device, &draw.marks).as_entire_binding(),
                nearest.as_entire_binding(),
            )),
        );
        let groups = (draw.marks.records().len() as u32).div_ceil(GROUP);
        (bind_group, groups)
    });
    let chunks = chunks.collect();
    let bind_group = device.create_bind_group(
        "picture_marked",
        &cache.get_bind_group_layout(&pipelines.marked_layout),
        &BindGroupEntries::with_indices((
            (0, uniform(device, &first.uniform).as_entire_binding()),
            (5, nearest.as_entire_binding()),
        )),
    );
    Some(Marked {
        chunks,
        shown: Call {
            bind_group,
            vertices: 3,
            mesh: None,
        },
    })
}
