//! The drawing of a picture: what to draw is a plain list, [`Drawing`], made anew each frame in the main world; how it
//! is drawn stands in one file a step: `pipelines` (shaders and their states), `buffers` (what the GPU holds),
//! `pass` (the order of drawing).
//!
//! There are no meshes and no materials: every shader pulls what it draws from storage buffers, which are uploaded once
//! and kept as long as drawings name them ([`Shared`]).

mod buffers;
mod pass;
mod pipelines;
mod records;
mod text;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bevy::{
    prelude::*,
    render::{
        Render, RenderApp, RenderStartup, RenderSystems,
        extract_resource::{ExtractResource, ExtractResourcePlugin},
    },
};
pub use pass::{PictureGraph, PictureSystems};
pub use records::{
    BallRecord, DiscRecord, DiscsUniform, FacesUniform, Globals, GlyphKind, GlyphRecord,
    POINT_COLORS, PointMark, PointsUniform, RibbonPoint, RibbonUniform, SurfaceUniform,
    SurfaceVertex,
};

/// Draws [`Drawing`] on every camera whose graph is [`PictureGraph`].
pub struct GpuPlugin;

impl Plugin for GpuPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Drawing>()
            .add_plugins(ExtractResourcePlugin::<Drawing>::default());
        text::add_egui(app);
        let shaders = pipelines::load_shaders(app);
        let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
            return;
        };
        render_app
            .insert_resource(shaders)
            .init_resource::<buffers::SharedBuffers>()
            .init_resource::<buffers::BackdropTexture>()
            .add_systems(RenderStartup, pipelines::init_pipelines)
            .add_systems(
                Render,
                (
                    buffers::prepare_targets,
                    buffers::prepare_backdrop,
                    buffers::prepare_drawing,
                )
                    .chain()
                    .in_set(RenderSystems::PrepareResources),
            );
        pass::add_graph(render_app);
    }
}

/// Records that are uploaded once, however many frames draw them; each value is a buffer of its own on the GPU.
#[derive(Debug)]
pub struct Shared<T> {
    id: u64,
    records: Arc<[T]>,
}

impl<T> Shared<T> {
    /// A new buffer's content.
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
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            records: self.records.clone(),
        }
    }
}

/// Everything that one picture draws.
#[derive(Resource, Clone, Default, ExtractResource)]
pub struct Drawing {
    /// The part of the target that the picture fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    /// What is behind everything.
    pub backdrop: Option<Backdrop>,
    /// The figures, none upon another.
    pub figures: Vec<FigureDraw>,
}

/// One figure, in the order in which it is drawn.
#[derive(Clone, Default)]
pub struct FigureDraw {
    /// The part of the target that the figure fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    /// Camera, light and colours.
    pub globals: Globals,
    /// 1024 colours from the lowest value to the highest.
    pub colormap: Option<Shared<[f32; 4]>>,
    /// A height grid.
    pub surface: Option<SurfaceDraw>,
    /// Soft spots lying on a surface.
    pub shadows: Vec<DiscsDraw>,
    /// Translucent squares, seen faintly where something hides them.
    pub patches: Vec<DiscsDraw>,
    /// Translucent triangles.
    pub faces: Vec<FacesDraw>,
    /// Lines.
    pub ribbons: Vec<RibbonDraw>,
    /// Points of a cloud, and their shadows.
    pub points: Vec<PointsDraw>,
    /// Balls.
    pub balls: Vec<BallRecord>,
    /// Marks.
    pub glyphs: Vec<GlyphRecord>,
}

/// A picture behind everything, copied rather than drawn.
#[derive(Clone)]
pub struct Backdrop {
    /// Width and height in pixels, those of the viewport.
    pub size: UVec2,
    /// RGBA, sRGB, row by row from the top.
    pub pixels: Shared<[u8; 4]>,
}

/// A height grid to draw.
#[derive(Clone)]
pub struct SurfaceDraw {
    /// How.
    pub uniform: SurfaceUniform,
    /// Its vertices.
    pub vertices: Shared<SurfaceVertex>,
    /// One strip of triangles through them.
    pub indices: Shared<u32>,
    /// Shown heights, row by row.
    pub heights: Shared<f32>,
    /// 1024 line counts for lines at given levels (see `surface.wgsl`), or one 0.
    pub levels: Shared<f32>,
    /// Where the floor is seen, in pixels of the target (left, top, width, height), if its lines are drawn there as well.
    pub floor: Option<UVec4>,
    /// How much its shader has to do.
    pub kind: SurfaceKind,
}

/// How much a surface's shader has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceKind {
    /// Even lines on a surface without holes that ends below the top of the box.
    Whole,
    /// Even lines.
    Plain,
    /// Lines at given levels, bands of one colour, or a mesh.
    Rich,
}

/// A line to draw.
#[derive(Clone)]
pub struct RibbonDraw {
    /// How.
    pub uniform: RibbonUniform,
    /// Through which points.
    pub points: Shared<RibbonPoint>,
    /// Whether it is seen faintly where something hides it.
    pub behind: bool,
}

/// Points of a cloud to draw, few enough for one buffer.
#[derive(Clone)]
pub struct PointsDraw {
    /// How.
    pub uniform: PointsUniform,
    /// How much is done at each pixel.
    pub kind: PointKind,
    /// Where they come from, three numbers a point.
    pub before: Shared<[f32; 3]>,
    /// Where they go; the same buffer where they stand still.
    pub after: Shared<[f32; 3]>,
    /// Colour and size of each.
    pub marks: Shared<PointMark>,
}

/// How points of a cloud are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// Round and with soft edges, in the order in which they are drawn.
    Soft,
    /// Of one colour and cut out, in any order: for clouds of so many points that an edge is not seen.
    Marked,
    /// Soft spots on a plane.
    Shadow,
}

/// Translucent triangles to draw.
#[derive(Clone)]
pub struct FacesDraw {
    /// How.
    pub uniform: FacesUniform,
    /// Three corners a triangle, counter-clockwise as seen from outside.
    pub corners: Shared<[f32; 3]>,
    /// Whether they lie over lines and points, and not under them.
    pub over: bool,
}

/// Lying discs to draw.
#[derive(Clone)]
pub struct DiscsDraw {
    /// How.
    pub uniform: DiscsUniform,
    /// Where.
    pub points: Shared<DiscRecord>,
}
