//! The draw calls of a cloud's points.

use glam::{Mat4, Vec3};
use rayon::prelude::*;

use super::{DrawnCloud, marks::Wanted};
use crate::{
    scene::{Look, PointShape},
    simulation::CloudOutcome,
    view::{
        figures::Figure,
        frame::Frame,
        gpu::{POINT_COLORS, PointKind, PointMark, PointsDraw, PointsUniform, Shared},
        theme::{Rgb, Style},
    },
};

/// Clouds up to this size are sorted from far to near in each frame, so that soft edges lie over what is behind; points
/// of larger ones are cut out.
const SORTED: usize = 100_000;
/// Shadows of larger clouds would be one dark spot.
const SHADOWED: usize = 50_000;
/// The radius of a point in a small cloud, in pixels of the 1080-line picture.
const RADIUS: f32 = 8.5;
/// Larger clouds than this have smaller points: a cloud of sixteen times as many, points half as wide.
const SMALL: f32 = 300.0;
/// How large the nearest and the farthest points are against their radius: a still reads as 3-D.
const SIZES: [f32; 4] = [1.26, 0.72, 0.0, 0.0];
/// No point is smaller, in pixels: one that misses all middles of pixels is not seen.
const LEAST: f32 = 0.72;
/// The radius of a shadow in the world.
const SHADOW: f32 = 0.020;

/// The points of a cloud at a moment.
pub struct PointsView<'a> {
    /// The cloud.
    pub cloud: &'a CloudOutcome,
    /// The same in the world.
    pub drawn: &'a DrawnCloud,
    /// How it looks.
    pub look: &'a Look,
    /// When and from where.
    pub frame: &'a Frame,
    /// Pixels in a point of the canvas.
    pub pixels_per_point: f32,
}

impl<'a> PointsView<'a> {
    /// The points of a figure that is a cloud, in a frame of it.
    pub fn of(figure: &Figure<'a>, frame: &'a Frame) -> Option<Self> {
        let points = figure.worked.depiction.points()?;
        Some(points.view(frame, figure.canvas.pixels_per_point))
    }
}

impl PointsView<'_> {
    /// Everything that is drawn of the points, in order.
    pub fn draw(&self) -> Vec<PointsDraw> {
        let count = self.cloud.points.len();
        let marks = self.marks();
        let (before, after, part) = self.cloud.between(self.frame.step);
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

    /// What colours and sizes depend on.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted::new(self.look, self.frame)
    }

    /// Colours and sizes, in chunks.
    pub(super) fn marks(&self) -> Vec<Shared<PointMark>> {
        self.drawn.marks(self.cloud, &self.wanted()).chunks
    }

    /// The column that gives points their colour, with its lowest and its highest value.
    pub fn color_column(&self) -> Option<(&str, [f64; 2])> {
        let column = self.look.points.color.as_deref()?;
        let name = self.cloud.number_column(column)?;
        let range = self.drawn.marks(self.cloud, &self.wanted()).colors?;
        Some((name, range))
    }

    /// The class of a point, or its cluster where the scene asks for clusters; below 0 for none.
    pub fn class(&self, point: usize) -> i32 {
        self.drawn.marks(self.cloud, &self.wanted()).classes[point]
    }

    /// How the points are drawn, `part` of the way from one stage to the next.
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

    /// Where the points fall on the floor and, if the look says so, on the two walls that the viewer sees behind them.
    fn shadows(&self, part: f32) -> Vec<PointsUniform> {
        if !self.look.marks.shadows {
            return Vec::new();
        }
        let style = &self.frame.style;
        let (half, eye) = (self.drawn.half, self.frame.stage.eye);
        let mut planes = vec![([1.0, 0.0, 1.0], [0.0, -half.y, 0.0])];
        if self.look.points.walls && !self.frame.flat() {
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

/// Colours of classes; the last is of what belongs to none.
fn colors(style: &Style) -> [[f32; 4]; POINT_COLORS] {
    std::array::from_fn(|class| match class {
        _ if class == POINT_COLORS - 1 => style.quiet.srgb(1.0),
        _ => style.series(class).srgb(1.0),
    })
}

/// Half pictures to a unit of the world upwards on the screen, where clip w is 1.
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

/// Places and marks, the farthest first.
fn far_to_near(
    places: &[Vec3],
    marks: &[PointMark],
    forward: Vec3,
) -> (Shared<[f32; 3]>, Shared<PointMark>) {
    let mut order: Vec<(f32, u32)> = (places.iter().zip(0..))
        .map(|(place, index)| (place.dot(forward), index))
        .collect();
    // Of equal depth the first in the data lies on top, on every machine.
    order.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let sorted = order
        .iter()
        .map(|&(_, index)| places[index as usize].to_array());
    let places = Shared::new(sorted.collect::<Vec<_>>());
    let marks = order.iter().map(|&(_, index)| marks[index as usize]);
    (places, Shared::new(marks.collect::<Vec<_>>()))
}
