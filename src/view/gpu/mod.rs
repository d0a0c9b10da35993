//! The drawing of a picture: what to draw is a plain list, [`Drawing`], made anew each frame in the main world.
//!
//! How it is drawn is one file a primitive (`surface`, `ribbon`, `point` …, each a `Primitive` with its own shader):
//! its records, its pipelines, and the draw calls that they become. A new one is such a file, a field of [`FigureDraw`], a
//! line in the list of `drawing`, and a `Layer`, which says when it is drawn.
//!
//! There are no meshes and no materials: every shader pulls what it draws from storage buffers, which are uploaded once
//! and kept as long as drawings name them ([`Shared`]).

mod backdrop;
mod ball;
mod disc;
mod drawing;
mod face;
mod globals;
mod glyph;
mod marked_point;
mod pass;
mod pipelines;
mod point;
mod primitive;
mod ribbon;
mod shared;
mod surface;
mod text;

pub use backdrop::Backdrop;
pub use ball::BallRecord;
use bevy::{
    prelude::*,
    render::{
        Render, RenderApp, RenderStartup, RenderSystems, extract_resource::ExtractResourcePlugin,
    },
};
pub use disc::{DiscRecord, DiscsDraw, DiscsUniform};
pub use drawing::{Drawing, FigureDraw};
pub use face::{FacesDraw, FacesUniform};
pub use globals::Globals;
pub use glyph::{GlyphKind, GlyphRecord};
pub use pass::{PictureGraph, PictureSystems};
pub use point::{POINT_COLORS, PointKind, PointMark, PointsDraw, PointsUniform};
pub use ribbon::{Halo, RibbonDraw, RibbonPoint};
pub use shared::Shared;
pub use surface::{SurfaceDraw, SurfaceKind, SurfaceUniform, SurfaceVertex};

/// Draws [`Drawing`] on every camera whose graph is [`PictureGraph`].
pub struct GpuPlugin;

impl Plugin for GpuPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Drawing>()
            .add_plugins(ExtractResourcePlugin::<Drawing>::default());
        text::add_egui(app);
        let shaders = drawing::load_shaders(&mut app.world_mut().resource_mut());
        let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
            return;
        };
        render_app
            .insert_resource(shaders)
            .init_resource::<shared::SharedBuffers>()
            .init_resource::<backdrop::BackdropTexture>()
            .add_systems(RenderStartup, drawing::queue_pipelines)
            .add_systems(
                Render,
                (
                    pass::prepare_targets,
                    drawing::prepare_backdrop,
                    drawing::prepare_figures,
                )
                    .chain()
                    .in_set(RenderSystems::PrepareResources),
            );
        pass::add_graph(render_app);
    }
}
