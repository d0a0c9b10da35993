//! GPU drawing of a picture. Its content is a plain list, [`Drawing`], which the main world rebuilds each frame.
//!
//! Each kind of mark has one file (`surface`, `ribbon`, `point` …) with its records, pipelines and draw calls, which
//! implements `Primitive`, and a shader. A new primitive needs such a file, a field of [`FigureDraw`], an entry in
//! `primitives` of `drawing`, and a `Layer` for its position in the drawing order.
//!
//! There are no Bevy meshes or materials. Shaders read their data from storage buffers, the one of surfaces from a
//! vertex and an index buffer as well. [`SharedRecords`] are uploaded once and kept as long as each frame draws them.

mod backdrop;
mod ball;
mod compute_point;
mod disc;
mod drawing;
mod face;
mod globals;
mod glyph;
mod ground;
mod pass;
mod picture;
mod pipelines;
mod point;
mod primitive;
mod ribbon;
mod shared;
mod surface;
mod text;

pub(crate) use backdrop::Backdrop;
pub(crate) use ball::BallRecord;
use bevy::{
    prelude::*,
    render::{
        Render, RenderApp, RenderStartup, RenderSystems, extract_resource::ExtractResourcePlugin,
    },
};
pub(crate) use disc::{DiscRecord, DiscsDraw, DiscsUniform};
pub(crate) use drawing::{Drawing, FigureDraw};
pub(crate) use face::{FaceSide, FacesDraw, FacesUniform};
pub(crate) use globals::Globals;
pub(crate) use glyph::{GlyphKind, GlyphRecord};
pub(crate) use ground::GroundDraw;
pub(crate) use pass::{PictureGraph, PictureSystems};
pub(crate) use picture::{PictureRecord, PicturesDraw, PicturesUniform};
pub(crate) use point::{POINT_COLORS, PointKind, PointMark, PointsDraw, PointsUniform};
pub(crate) use ribbon::{Halo, RibbonDraw, RibbonPoint};
pub(crate) use shared::SharedRecords;
pub(crate) use surface::{SurfaceDraw, SurfaceKind, SurfaceUniform, SurfaceVertex, VisibleLight};

/// Draws [`Drawing`] on every camera whose graph is [`PictureGraph`].
pub(crate) struct GpuPlugin;

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
