//! A point cloud in its box: discs facing the viewer, their shadows on the plane of the first two axes, and the
//! principal arrows.

use glam::{Vec3, vec3};

use super::{
    arrows::{self, Arrow, ArrowStyle, Halo},
    frame::Frame,
    gpu::{DiscRecord, DiscsDraw, DiscsUniform, RibbonDraw, Shared},
    scale::Ticks,
    surface::BOX_WIDTH,
    theme::Rgb,
};
use crate::simulation::ProjectedCloud;

/// Clouds up to this size are sorted from far to near in each frame, so that soft edges lie over what is behind.
const SORTED: usize = 20_000;
/// Clouds up to this size have larger discs,
const FEW: usize = 40;
/// so many times as large.
const LARGE: f32 = 1.5;
/// Samples that are not part of the data are so many times as large as those that are.
const NEW: f32 = 1.35;
/// How principal arrows are drawn.
const PRINCIPAL: ArrowStyle = ArrowStyle {
    width: 4.0,
    head: 18.0,
    shortest: 2.0,
    halo: Halo::Double,
    nearer: 0.02,
    behind: true,
};

/// A cloud in the world. Made once for a simulation.
pub struct DrawnCloud {
    /// Half extents of the box; all axes to one scale.
    pub half: Vec3,
    /// World from the cloud's coordinates.
    pub scale: f32,
    /// What the middle of the box is in the cloud's coordinates.
    pub center: [f64; 3],
    records: Vec<DiscRecord>,
    shared: Shared<DiscRecord>,
    /// Whether nothing lies along the third axis.
    is_flat: bool,
    /// Where the principal arrows begin, at the mean of the data.
    mean: Vec3,
    /// World directions of the principal arrows, a standard deviation long.
    pub arrows: Vec<Vec3>,
}

impl DrawnCloud {
    /// The cloud in its box.
    pub fn new(cloud: &ProjectedCloud) -> Self {
        let bounds: [[f64; 2]; 3] = std::array::from_fn(|axis| {
            let values = cloud.points.iter().map(|point| point[axis]);
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
                (low.min(value), high.max(value))
            });
            // A flat cloud still stands in a box.
            let room = 0.06 * (high - low).max(1e-9);
            [low - room, high + room]
        });
        let span = bounds.map(|[low, high]| high - low);
        let widest = span[0].max(span[1]).max(span[2]);
        let scale = (f64::from(BOX_WIDTH) / widest) as f32;
        let center = bounds.map(|[low, high]| 0.5 * (low + high));
        let half = vec3(
            0.5 * span[0] as f32 * scale,
            0.5 * span[2] as f32 * scale,
            0.5 * span[1] as f32 * scale,
        )
        .max(Vec3::splat(0.02));
        let mut drawn = Self {
            half,
            scale,
            center,
            records: Vec::new(),
            shared: Shared::new([]),
            is_flat: cloud.points.iter().all(|point| point[2] == 0.0),
            mean: Vec3::ZERO,
            arrows: Vec::new(),
        };
        let known = cloud.points.len() - cloud.new;
        let size = if cloud.points.len() <= FEW {
            LARGE
        } else {
            1.0
        };
        drawn.records = cloud
            .points
            .iter()
            .zip(&cloud.classes)
            .enumerate()
            .map(|(row, (&point, &class))| DiscRecord {
                position: drawn.world_from_axes(point).to_array(),
                color: class % 16,
                normal: [0.0, 1.0, 0.0],
                scale: if row < known { size } else { NEW * size },
            })
            .collect();
        drawn.shared = Shared::new(drawn.records.clone());
        drawn.mean = drawn.world_from_axes(cloud.mean);
        let origin = drawn.world_from_axes([0.0; 3]);
        let direction = |&arrow: &[f64; 3]| drawn.world_from_axes(arrow) - origin;
        drawn.arrows = cloud.arrows.iter().map(direction).collect();
        drawn
    }

    /// The world of the cloud's coordinates: the first to the right, the second away, the third up.
    pub fn world_from_axes(&self, [a, b, c]: [f64; 3]) -> Vec3 {
        let [x, y, z] = self.center;
        self.scale * vec3((a - x) as f32, (c - z) as f32, -(b - y) as f32)
    }

    /// Ticks of the three axes, in the order of the world: x, y, −z.
    pub fn ticks(&self) -> [Vec<(f32, String)>; 3] {
        [(0, self.half.x), (2, self.half.y), (1, self.half.z)].map(|(axis, half)| {
            if axis == 2 && self.is_flat {
                return Vec::new();
            }
            let reach = f64::from(half / self.scale);
            let center = self.center[axis];
            let count = (f64::from(half) * 5.0).ceil().max(2.0) as usize;
            let ticks = Ticks::new(center - reach, center + reach, count);
            ticks
                .values()
                .map(|value| (((value - center) as f32) * self.scale, ticks.text(value)))
                .collect()
        })
    }

    /// The discs, farthest first.
    pub fn discs(&self, frame: &Frame, pixels_per_point: f32) -> DiscsDraw {
        let points = if self.records.len() <= SORTED {
            let mut sorted = self.records.clone();
            let depth = |disc: &DiscRecord| Vec3::from(disc.position).dot(frame.stage.forward);
            sorted.sort_by(|a, b| depth(b).total_cmp(&depth(a)));
            Shared::new(sorted)
        } else {
            self.shared.clone()
        };
        let (near, far) = self.depths(frame);
        let px = frame.layout.unit * pixels_per_point;
        DiscsDraw {
            uniform: DiscsUniform {
                style: [8.5 * px * frame.style.stroke.powf(0.4), 0.0, 1e9, 1.0],
                fog: [near, far, frame.style.fog, 1.6 * px],
                counts: [0; 4],
                colors: class_colors(frame, 1.0),
            },
            points,
        }
    }

    /// Where the points fall on the plane of the first two axes.
    pub fn shadows(&self, frame: &Frame) -> DiscsDraw {
        let dark = if frame.style.background_top.luminance() > 0.18 {
            Rgb::hex(0x000000)
        } else {
            frame.style.quiet
        };
        DiscsDraw {
            uniform: DiscsUniform {
                style: [0.020, 1.0, -self.half.y, 1.0],
                fog: [0.0, 1.0, 0.0, 1.0],
                counts: [0; 4],
                colors: class_colors(frame, 0.42).map(|[r, g, b, a]| {
                    let [x, y, z, _] = dark.srgb(1.0);
                    [0.6 * r + 0.4 * x, 0.6 * g + 0.4 * y, 0.6 * b + 0.4 * z, a]
                }),
            },
            points: self.shared.clone(),
        }
    }

    /// The principal arrows, from the mean.
    pub fn arrows(&self, frame: &Frame, pixels_per_point: f32) -> RibbonDraw {
        let mean = self.mean;
        let lines: Vec<[Vec3; 2]> = (self.arrows.iter())
            .map(|&arrow| [mean, mean + arrow])
            .collect();
        let arrows = lines.iter().map(|line| Arrow {
            line,
            part: 1.0,
            color: frame.style.text,
        });
        arrows::draw(frame, arrows, &PRINCIPAL, pixels_per_point)
    }

    /// Distances from the eye to the nearest and the farthest corner of the box.
    fn depths(&self, frame: &Frame) -> (f32, f32) {
        let reach = self.half.length() * 0.8;
        let center = frame.stage.eye.length();
        (center - reach, center + reach)
    }
}

fn class_colors(frame: &Frame, alpha: f32) -> [[f32; 4]; 16] {
    std::array::from_fn(|class| frame.style.series(class).srgb(alpha))
}
