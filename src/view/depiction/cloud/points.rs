//! Draw calls of the points of a cloud.

use std::borrow::Cow;

use glam::{Mat4, Vec3};
use rayon::prelude::*;

use super::{DrawnCloud, marks::MarkInputs, pictures::PICTURE_SIZE};
use crate::{
    scene::{Look, PointShape},
    simulation::CloudOutcome,
    view::{
        frame::{Frame, figures::Figure},
        gpu::{POINT_COLORS, PointKind, PointMark, PointsDraw, PointsUniform, SharedRecords},
        style::theme::{Rgb, Style},
    },
};

/// Clouds of at most this many points are sorted by depth every frame and have soft edges; larger ones have hard edges.
const MAX_SORTED_POINTS: usize = 100_000;
/// Larger clouds cast no shadows: they would merge into one dark spot.
const MAX_SHADOWED_POINTS: usize = 50_000;
/// Radius of a point in a cloud of one point, in pixels of the 1080-line picture; it shrinks with the cube root of their
/// number, as the distance between them does.
const POINT_RADIUS: f32 = 72.0;
/// Maximum radius of a point, in pixels of the 1080-line picture.
const MAX_RADIUS: f32 = 17.0;
/// Size factors of the nearest and the farthest points, a depth cue in stills; the rest is padding.
const DEPTH_SIZES: [f32; 4] = [1.26, 0.72, 0.0, 0.0];
/// Minimum radius in pixels: a smaller point can miss every pixel centre.
const MIN_RADIUS_PX: f32 = 0.72;
/// Radius of a shadow in world units.
const SHADOW_RADIUS: f32 = 0.020;

/// The points of a cloud in one frame.
pub(crate) struct PointsView<'a> {
    pub cloud: &'a CloudOutcome,
    /// The cloud in world coordinates.
    pub drawn: &'a DrawnCloud,
    /// The look of the figure.
    pub look: &'a Look,
    pub frame: &'a Frame,
    /// Physical pixels per point of the canvas.
    pub pixels_per_point: f32,
}

impl<'a> PointsView<'a> {
    /// The points of a figure; `None` if it is not a cloud.
    pub(crate) fn of(figure: &Figure<'a>, frame: &'a Frame) -> Option<Self> {
        let points = figure.tables.depiction.points()?;
        Some(points.view(frame, figure.canvas.pixels_per_point))
    }
}

impl PointsView<'_> {
    /// The draw calls of points and shadows, in drawing order.
    pub(crate) fn draw(&self) -> Vec<PointsDraw> {
        let count = self.cloud.points.len();
        let marks = self.marks();
        let (before, after, fraction) = self.cloud.stages_around(self.frame.step);
        let stages = &self.drawn.stages;
        let mut draws = Vec::new();
        if count <= MAX_SHADOWED_POINTS {
            let (before, after) = (&stages[before], &stages[after]);
            for uniform in self.shadows(fraction) {
                draws.extend(chunks(before, after, &marks, uniform, PointKind::Shadow));
            }
        }
        let uniform = self.uniform(fraction);
        if count > MAX_SORTED_POINTS {
            let (before, after) = (&stages[before], &stages[after]);
            draws.extend(chunks(before, after, &marks, uniform, PointKind::Compute));
            return draws;
        }
        let places = interpolated(&stages[before][0], &stages[after][0], fraction);
        let marks = self.without_pictures(&marks[0]);
        let (places, marks) = far_to_near(&places, &marks, self.frame.transform.forward);
        draws.push(PointsDraw {
            uniform,
            kind: PointKind::Soft,
            before: places.clone(),
            after: places,
            marks,
        });
        draws
    }

    /// The marks, with those points hidden that have a picture.
    fn without_pictures<'m>(&self, marks: &'m SharedRecords<PointMark>) -> Cow<'m, [PointMark]> {
        let Some(pictures) = self.point_pictures() else {
            return marks.records().into();
        };
        let marks = marks.records().iter().zip(&pictures.of_points);
        marks
            .map(|(mark, picture)| match picture {
                Some(_) => mark.hidden(),
                None => *mark,
            })
            .collect()
    }

    /// The inputs of point colours and sizes.
    pub(super) fn mark_inputs(&self) -> MarkInputs {
        MarkInputs::new(self.look, self.frame)
    }

    /// The colours and sizes of the points, in chunks.
    pub(super) fn marks(&self) -> Vec<SharedRecords<PointMark>> {
        self.drawn.marks(self.cloud, &self.mark_inputs()).chunks
    }

    /// The column that the points are coloured by, with its minimum and maximum.
    pub(crate) fn color_column(&self) -> Option<(&str, [f64; 2])> {
        let column = self.look.points.color.as_deref()?;
        let name = self.cloud.numeric_column(column)?;
        let range = self
            .drawn
            .marks(self.cloud, &self.mark_inputs())
            .color_range?;
        Some((name, range))
    }

    /// The class of a point, or its cluster if the scene has clusters; negative for noise and unreached points.
    pub(crate) fn class(&self, point: usize) -> i32 {
        self.drawn.marks(self.cloud, &self.mark_inputs()).classes[point]
    }

    /// The uniforms of the points; `fraction` is the interpolation fraction between two stages.
    pub(super) fn uniform(&self, fraction: f32) -> PointsUniform {
        let Self { frame, look, .. } = self;
        let px = frame.layout.scale * self.pixels_per_point;
        let (near, far) = self.fog_distances();
        let stroke = frame.style.stroke_scale.powf(0.4);
        let (radius, is_in_world_units) = match look.points.radius {
            Some(radius) => (
                (radius * self.drawn.scale) as f32
                    * vertical_scale(&frame.transform.clip_from_world)
                    * 0.5
                    * frame.layout.area.size.y
                    * self.pixels_per_point,
                1.0,
            ),
            None => {
                let count = self.cloud.points.len().max(1) as f32;
                let radius = (POINT_RADIUS / count.cbrt()).min(MAX_RADIUS) * stroke * px;
                ((radius * look.points.size as f32).max(MIN_RADIUS_PX), 0.0)
            }
        };
        PointsUniform {
            style: [radius, is_in_world_units, 1.6 * px, 1.0],
            fog: [near, far, frame.style.fog, fraction],
            axis_mask: [
                1.0,
                1.0,
                1.0,
                f32::from(look.points.shape == PointShape::Sphere),
            ],
            plane: [0.0; 4],
            figure: self.figure_uniform(),
            sizes: DEPTH_SIZES,
            colors: colors(&frame.style),
        }
    }

    /// Uniforms of the shadows on the floor and, if the look has wall shadows, on the two walls behind the points.
    fn shadows(&self, fraction: f32) -> Vec<PointsUniform> {
        if !self.look.marks.shadows {
            return Vec::new();
        }
        let style = &self.frame.style;
        let (half_size, eye) = (self.drawn.half_size, self.frame.transform.eye);
        let mut planes = vec![([1.0, 0.0, 1.0], [0.0, -half_size.y, 0.0])];
        if self.look.points.walls && !self.frame.is_flat() {
            planes.push(([0.0, 1.0, 1.0], [-half_size.x * eye.x.signum(), 0.0, 0.0]));
            planes.push(([1.0, 1.0, 0.0], [0.0, 0.0, -half_size.z * eye.z.signum()]));
        }
        let mut colors = colors(style);
        let dark = if style.background_top.luminance() > 0.18 {
            Rgb::hex(0x000000)
        } else {
            style.secondary_text
        };
        colors[POINT_COLORS - 1] = dark.srgb(0.4);
        let radius = match self.point_pictures() {
            Some(_) => SHADOW_RADIUS / PICTURE_SIZE,
            None => SHADOW_RADIUS,
        };
        (planes.into_iter())
            .map(|([x, y, z], [a, b, c])| PointsUniform {
                style: [radius, 0.0, 0.0, 0.42],
                fog: [0.0, 1.0, 0.0, fraction],
                axis_mask: [x, y, z, 0.0],
                plane: [a, b, c, 0.0],
                figure: [0.0; 4],
                sizes: DEPTH_SIZES,
                colors,
            })
            .collect()
    }

    /// The `figure` of the uniforms. The depth covers the sphere around the box.
    fn figure_uniform(&self) -> [f32; 4] {
        let corner = (self.frame.layout.area.min * self.pixels_per_point).round();
        let (reach, center) = (
            self.drawn.half_size.length(),
            self.frame.transform.eye.length(),
        );
        let near = (center - reach).max(1e-3);
        [corner.x, corner.y, near, center + reach]
    }

    /// View distances between which fog and size change: 0.8 half diagonals before and behind the centre of the box.
    fn fog_distances(&self) -> (f32, f32) {
        let reach = self.drawn.half_size.length() * 0.8;
        let center = self.frame.transform.eye.length();
        (center - reach, center + reach)
    }
}

/// The colours of the classes, see [`POINT_COLORS`].
fn colors(style: &Style) -> [[f32; 4]; POINT_COLORS] {
    std::array::from_fn(|class| match class {
        _ if class == POINT_COLORS - 1 => style.secondary_text.srgb(1.0),
        _ => style.series(class).srgb(1.0),
    })
}

/// The vertical scale of the projection: half picture heights per world unit at clip w 1.
fn vertical_scale(clip_from_world: &Mat4) -> f32 {
    clip_from_world.row(1).truncate().length()
}

/// The draw calls of the points, one per chunk.
fn chunks<'a>(
    before: &'a [SharedRecords<[f32; 3]>],
    after: &'a [SharedRecords<[f32; 3]>],
    marks: &'a [SharedRecords<PointMark>],
    uniform: PointsUniform,
    kind: PointKind,
) -> impl Iterator<Item = PointsDraw> + 'a {
    (before.iter().zip(after).zip(marks)).map(move |((before, after), marks)| PointsDraw {
        uniform,
        kind,
        before: before.clone(),
        after: after.clone(),
        marks: marks.clone(),
    })
}

/// The positions between two stages.
fn interpolated(
    before: &SharedRecords<[f32; 3]>,
    after: &SharedRecords<[f32; 3]>,
    fraction: f32,
) -> Vec<Vec3> {
    let places = before.records().iter().zip(after.records());
    places
        .map(|(&from, &to)| Vec3::from(from).lerp(to.into(), fraction))
        .collect()
}

/// Sorts positions and marks, the farthest first.
fn far_to_near(
    places: &[Vec3],
    marks: &[PointMark],
    forward: Vec3,
) -> (SharedRecords<[f32; 3]>, SharedRecords<PointMark>) {
    let mut order: Vec<(f32, u32)> = (places.iter().zip(0..))
        .map(|(place, index)| (place.dot(forward), index))
        .collect();
    // At equal depth the first point of the data is on top, on every machine.
    order.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let sorted = order
        .iter()
        .map(|&(_, index)| places[index as usize].to_array());
    let places = SharedRecords::new(sorted.collect::<Vec<_>>());
    let marks = order.iter().map(|&(_, index)| marks[index as usize]);
    (places, SharedRecords::new(marks.collect::<Vec<_>>()))
}
