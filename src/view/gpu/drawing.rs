//! The content of a picture as a plain list, and its conversion to draw calls.

use bevy::{
    prelude::*,
    render::{
        extract_resource::ExtractResource,
        render_resource::PipelineCache,
        renderer::{RenderDevice, RenderQueue},
    },
    shader::Shader,
};

use super::{
    backdrop::{Backdrop, BackdropTexture},
    ball::{BallRecord, Balls},
    compute_point::ComputePoints,
    disc::{DiscsDraw, Patches, Shadows},
    face::{Faces, FacesDraw},
    globals::Globals,
    glyph::{GlyphRecord, Glyphs},
    ground::{Ground, GroundDraw},
    picture::{Pictures, PicturesDraw},
    pipelines::{PipelineQueue, ShaderSource, Shaders, globals_layout},
    point::{Points, PointsDraw},
    primitive::{PreparedFigure, Primitive},
    ribbon::{RibbonDraw, Ribbons},
    shared::{SharedBuffers, SharedRecords, Uploads},
    surface::{SurfaceDraw, Surfaces},
};

/// Everything that a picture draws, rebuilt each frame.
#[derive(Resource, Clone, Default, ExtractResource)]
pub(crate) struct Drawing {
    /// The part of the target that the picture fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    /// The image behind the figures.
    pub backdrop: Option<Backdrop>,
    /// The figures, which do not overlap.
    pub figures: Vec<FigureDraw>,
}

/// Everything that a figure draws. The order of the fields does not matter: the layers of `primitive` define the
/// drawing order.
#[derive(Clone, Default)]
pub(crate) struct FigureDraw {
    /// The part of the target that the figure fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    /// Camera, light and colours.
    pub globals: Globals,
    /// 1024 colours from the lowest value to the highest, in sRGB; without them nothing is drawn.
    pub colormap: Option<SharedRecords<[f32; 4]>>,
    pub surface: Option<SurfaceDraw>,
    /// The shadow of the subject on the floor.
    pub ground: Option<GroundDraw>,
    /// Contact shadows of balls.
    pub shadows: Vec<DiscsDraw>,
    /// Patches of tangent planes.
    pub patches: Vec<DiscsDraw>,
    pub faces: Vec<FacesDraw>,
    pub ribbons: Vec<RibbonDraw>,
    /// Points of a cloud, and their shadows.
    pub points: Vec<PointsDraw>,
    /// Pictures in place of points.
    pub pictures: Vec<PicturesDraw>,
    pub balls: Vec<BallRecord>,
    /// Marks of a fixed size in pixels.
    pub glyphs: Vec<GlyphRecord>,
}

/// All primitives, each with the field of a figure that it draws.
fn primitives() -> [PrimitiveEntry; 11] {
    [
        PrimitiveEntry::new::<Surfaces>(|figure| figure.surface.as_slice()),
        PrimitiveEntry::new::<Ground>(|figure| figure.ground.as_slice()),
        PrimitiveEntry::new::<Shadows>(|figure| &figure.shadows),
        PrimitiveEntry::new::<Patches>(|figure| &figure.patches),
        PrimitiveEntry::new::<Faces>(|figure| &figure.faces),
        PrimitiveEntry::new::<Ribbons>(|figure| &figure.ribbons),
        PrimitiveEntry::new::<Points>(|figure| &figure.points),
        PrimitiveEntry::new::<ComputePoints>(|figure| &figure.points),
        PrimitiveEntry::new::<Pictures>(|figure| &figure.pictures),
        PrimitiveEntry::new::<Glyphs>(|figure| &figure.glyphs),
        PrimitiveEntry::new::<Balls>(|figure| &figure.balls),
    ]
}

/// An entry of the list of primitives.
struct PrimitiveEntry {
    shader: ShaderSource,
    /// Queues the pipelines of the primitive.
    queue: Box<dyn FnOnce(&PipelineQueue) -> PrepareFn>,
}

/// Uploads a primitive's data of a figure and appends its draw calls.
type PrepareFn = Box<dyn Fn(&FigureDraw, &mut Uploads, &mut PreparedFigure) + Send + Sync>;

impl PrimitiveEntry {
    fn new<P: Primitive>(draws: fn(&FigureDraw) -> &[P::Draw]) -> Self {
        Self {
            shader: P::SHADER,
            queue: Box::new(move |pipelines| {
                let primitive = P::new(pipelines);
                Box::new(move |figure, uploads, prepared| {
                    primitive.prepare(draws(figure), uploads, prepared);
                })
            }),
        }
    }
}

/// The prepare functions of all primitives, whose pipelines are queued.
#[derive(Resource)]
pub(super) struct Primitives(Vec<PrepareFn>);

/// Adds the shaders of all primitives to the app's assets.
pub(super) fn load_shaders(assets: &mut Assets<Shader>) -> Shaders {
    let mut shaders = Shaders::default();
    for primitive in primitives() {
        shaders.add(primitive.shader, assets);
    }
    shaders
}

/// Queues the pipelines of all primitives.
pub(super) fn queue_pipelines(
    mut commands: Commands,
    shaders: Res<Shaders>,
    cache: Res<PipelineCache>,
) {
    let queued = primitives().map(|primitive| {
        (primitive.queue)(&PipelineQueue {
            cache: &cache,
            shader: shaders.handle(primitive.shader),
        })
    });
    commands.insert_resource(Primitives(queued.into()));
}

/// The figures of a picture, ready to be drawn.
#[derive(Resource)]
pub(super) struct PreparedFigures(pub Vec<PreparedFigure>);

/// Uploads the backdrop if it changed.
pub(super) fn prepare_backdrop(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    drawing: Res<Drawing>,
    mut texture: ResMut<BackdropTexture>,
) {
    texture.update(drawing.backdrop.as_ref(), &device, &queue);
}

/// Uploads new data and converts every figure to draw calls.
pub(super) fn prepare_figures(
    mut commands: Commands,
    device: Res<RenderDevice>,
    pipeline_cache: Res<PipelineCache>,
    primitives: Res<Primitives>,
    drawing: Res<Drawing>,
    mut shared_buffers: ResMut<SharedBuffers>,
) {
    let mut uploads = Uploads {
        device: &device,
        pipeline_cache: &pipeline_cache,
        shared_buffers: &mut shared_buffers,
    };
    let prepared = (drawing.figures.iter())
        .filter_map(|figure| prepare_figure(figure, &primitives, &mut uploads))
        .collect();
    shared_buffers.drop_unused();
    commands.insert_resource(PreparedFigures(prepared));
}

fn prepare_figure(
    figure: &FigureDraw,
    primitives: &Primitives,
    uploads: &mut Uploads,
) -> Option<PreparedFigure> {
    let colormap = uploads.shared(figure.colormap.as_ref()?);
    let globals = uploads.uniform(&figure.globals);
    let mut prepared = PreparedFigure {
        viewport: figure.viewport,
        globals: uploads.bind(&globals_layout(), &[&globals, &colormap]),
        dispatches: Vec::new(),
        calls: Vec::new(),
    };
    for prepare in &primitives.0 {
        prepare(figure, uploads, &mut prepared);
    }
    prepared.calls.sort_by_key(|call| call.layer);
    Some(prepared)
}
