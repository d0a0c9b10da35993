//! Draw calls of the points of a cloud.

use glam::{Mat4, Vec3};
use rayon::prelude::*;

use super::{DrawnCloud, marks::MarkInputs};
use crate::{
    scene::{Look, PointShape},
    simulation::CloudOutcome,
    view::{
        frame::{Frame, figures::Figure},
        gpu::{POINT_COLORS, PointKind, PointMark, PointsDraw, PointsUniform, Shared},
        style::theme::{Rgb, Style},
    },
};

/// Clouds of at most this many points are depth-sorted every frame for soft edges; larger ones have hard edges.
const SORTED: usize = 100_000;
/// Larger clouds cast no shadows: they would merge into one dark spot.
const SHADOWED: usize = 50_000;
/// Radius of a point in a small cloud, in pixels of the 1080-line picture.
const RADIUS: f32 = 8.5;
/// Beyond this size points shrink with the fourth root of their number.
const SMALL: f32 = 300.0;
/// Size factors of the nearest and the farthest points, a depth cue in stills.
const SIZES: [f32; 4] = [1.26, 0.72, 0.0, 0.0];
/// Minimum radius in pixels: a smaller point can miss every pixel centre.
const LEAST: f32 = 0.72;
/// Radius of a shadow in world units.
const SHADOW: f32 = 0.020;

/// The points of a cloud in one frame.
pub(crate) struct PointsView<'a> {
    pub cloud: &'a CloudOutcome,
    /// The cloud in world coordinates.
    pub drawn: &'a DrawnCloud,
    /// The look of the figure.
    pub look: &'a Look,
    pub frame: &'a Frame,
    /// Pixels per point of the canvas.
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
        let (before, after, part) = self.cloud.stages_around(self.frame.step);
        let stages = &self.drawn.stages;
        let mut draws = Vec::new();
        if count <= SHADOWED {
            let (before, after) = (&stages[before], &stages[after]);
            for uniform in self.shadows(part) {
                draws.extend(chunks(before, after, &marks, uniform, PointKind::Shadow));
            }
        }
        let uniform = self.uniform(part);
        if count > SORTED {
            let (before, after) = (&stages[before], &stages[after]);
            draws.extend(chunks(before, after, &marks, uniform, PointKind::Marked));
            return draws;
        }
        let places = mixed(&stages[before][0], &stages[after][0], part);
        let (places, marks) = far_to_near(&places, marks[0].records(), self.frame.stage.forward);
        draws.push(PointsDraw {
            uniform,
            kind: PointKind::Soft,
            before: places.clone(),
            after: places,
            marks,
        });
        draws
    }

    /// The inputs of point colours and sizes.
    pub(super) fn mark_inputs(&self) -> MarkInputs {
        MarkInputs::new(self.look, self.frame)
    }

    /// The colours and sizes of the points, in chunks.
    pub(super) fn marks(&self) -> Vec<Shared<PointMark>> {
        self.drawn.marks(self.cloud, &self.mark_inputs()).chunks
    }

    /// The column that the points are coloured by, with its minimum and maximum.
    pub(crate) fn color_column(&self) -> Option<(&str, [f64; 2])> {
        let column = self.look.points.color.as_deref()?;
        let name = self.cloud.numeric_column(column)?;
        let range = self.drawn.marks(self.cloud, &self.mark_inputs()).colors?;
        Some((name, range))
    }

    /// The class of a point, or its cluster if the scene has clusters; negative for noise and unreached points.
    pub(crate) fn class(&self, point: usize) -> i32 {
        self.drawn.marks(self.cloud, &self.mark_inputs()).classes[point]
    }

    /// The uniforms of the points; `part` is the interpolation fraction between two stages.
    pub(super) fn uniform(&self, part: f32) -> PointsUniform {
        let Self { frame, look, .. } = self;
        let px = frame.layout.unit * self.pixels_per_point;
        let (near, far) = self.depths();
        let stroke = frame.style.stroke.powf(0.4);
        let (radius, of_world) = match look.points.radius {
            Some(radius) => (
                (radius * self.drawn.scale) as f32
                    * pixels_at_one(&frame.stage.clip_from_world)
                    * 0.5
                    * frame.layout.area.size.y
                    * self.pixels_per_point,
                1.0,
            ),
            None => {
                let count = self.cloud.points.len() as f32;
                let radius = RADIUS * (SMALL / count).min(1.0).powf(0.25) * stroke * px;
                ((radius * look.points.size as f32).max(LEAST), 0.0)
            }
        };
        PointsUniform {
            style: [radius, of_world, 1.6 * px, 1.0],
            fog: [near, far, frame.style.fog, part],
            keep: [
                1.0,
                1.0,
                1.0,
                f32::from(look.points.shape == PointShape::Sphere),
            ],
            plane: [0.0; 4],
            place: self.place(),
            sizes: SIZES,
            colors: colors(&frame.style),
        }
    }

    /// Uniforms of the shadows on the floor and, if the look has wall shadows, on the two walls behind the points.
    fn shadows(&self, part: f32) -> Vec<PointsUniform> {
        if !self.look.marks.shadows {
            return Vec::new();
        }
        let style = &self.frame.style;
        let (half, eye) = (self.drawn.half, self.frame.stage.eye);
        let mut planes = vec![([1.0, 0.0, 1.0], [0.0, -half.y, 0.0])];
        if self.look.points.walls && !self.frame.is_flat() {
            planes.push(([0.0, 1.0, 1.0], [-half.x * eye.x.signum(), 0.0, 0.0]));
            planes.push(([1.0, 1.0, 0.0], [0.0, 0.0, -half.z * eye.z.signum()]));
        }
        let mut colors = colors(style);
        let dark = if style.background_top.luminance() > 0.18 {
            Rgb::hex(0x000000)
        } else {
            style.quiet
        };
        colors[POINT_COLORS - 1] = dark.srgb(0.4);
        (planes.into_iter())
            .map(|([x, y, z], [a, b, c])| PointsUniform {
                style: [SHADOW, 0.0, 0.0, 0.42],
                fog: [0.0, 1.0, 0.0, part],
                keep: [x, y, z, 0.0],
                plane: [a, b, c, 0.0],
                place: [0.0; 4],
                sizes: SIZES,
                colors,
            })
            .collect()
    }

    fn place(&self) -> [f32; 4] {
        let corner = (self.frame.layout.area.min * self.pixels_per_point).round();
        let (reach, center) = (self.drawn.half.length(), self.frame.stage.eye.length());
        let near = (center - reach).max(1e-3);
        [corner.x, corner.y, near, center + reach]
    }

    /// Distances from the eye to the nearest and the farthest corner of the box.
    fn depths(&self) -> (f32, f32) {
        let reach = self.drawn.half.length() * 0.8;
        let center = self.frame.stage.eye.length();
        (center - reach, center + reach)
    }
}

/// The colours of the classes; the last one is for points without a class.
fn colors(style: &Style) -> [[f32; 4]; POINT_COLORS] {
    std::array::from_fn(|class| match class {
        _ if class == POINT_COLORS - 1 => style.quiet.srgb(1.0),
        _ => style.series(class).srgb(1.0),
    })
}

/// Vertical scale of the projection: half picture heights per world unit at clip w = 1.
fn pixels_at_one(clip_from_world: &Mat4) -> f32 {
    clip_from_world.row(1).truncate().length()
}

fn chunks<'a>(
    before: &'a [Shared<[f32; 3]>],
    after: &'a [Shared<[f32; 3]>],
    marks: &'a [Shared<PointMark>],
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

fn mixed(before: &Shared<[f32; 3]>, after: &Shared<[f32; 3]>, part: f32) -> Vec<Vec3> {
    let places = before.records().iter().zip(after.records());
    places
        .map(|(&from, &to)| Vec3::from(from).lerp(to.into(), part))
        .collect()
}

/// Sorts positions and marks, the farthest first.
fn far_to_near(
    places: &[Vec3],
    marks: &[PointMark],
    forward: Vec3,
) -> (Shared<[f32; 3]>, Shared<PointMark>) {
    let mut order: Vec<(f32, u32)> = (places.iter().zip(0..))
        .map(|(place, index)| (place.dot(forward), index))
        .collect();
    // At equal depth the first point of the data is on top, on every machine.
    order.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let sorted = order
        .iter()
        .map(|&(_, index)| places[index as usize].to_array());
    let places = Shared::new(sorted.collect::<Vec<_>>());
    let marks = order.iter().map(|&(_, index)| marks[index as usize]);
    (places, Shared::new(marks.collect::<Vec<_>>()))
}
