//! A point cloud in its box: discs facing the viewer, their shadows on the plane of the first two components, and the
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
    /// Half extents of the box; all components to one scale.
    pub half: Vec3,
    /// World from principal coordinates.
    pub scale: f32,
    /// What the middle of the box is in principal coordinates.
    pub center: [f64; 3],
    records: Vec<DiscRecord>,
    shared: Shared<DiscRecord>,
    /// World directions of the principal arrows, a standard deviation long; from the origin of the components.
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
            arrows: Vec::new(),
        };
        drawn.records = cloud
            .points
            .iter()
            .zip(&cloud.classes)
            .map(|(&point, &class)| DiscRecord {
                position: drawn.world_from_components(point).to_array(),
                color: class % 16,
                normal: [0.0, 1.0, 0.0],
                scale: 1.0,
            })
            .collect();
        drawn.shared = Shared::new(drawn.records.clone());
        drawn.arrows = cloud
            .pca
            .explained_variance
            .iter()
            .take(3)
            .enumerate()
            .map(|(axis, variance)| {
                let mut along = [0.0; 3];
                along[axis] = variance.max(0.0).sqrt();
                drawn.world_from_components(along) - drawn.world_from_components([0.0; 3])
            })
            .collect();
        drawn
    }

    /// The world of principal coordinates: the first to the right, the second away, the third up.
    pub fn world_from_components(&self, [a, b, c]: [f64; 3]) -> Vec3 {
        let [x, y, z] = self.center;
        self.scale * vec3((a - x) as f32, (c - z) as f32, -(b - y) as f32)
    }

    /// Ticks of the three axes, in the order of the world: x, y, −z.
    pub fn ticks(&self) -> [Vec<(f32, String)>; 3] {
        [(0, self.half.x), (2, self.half.y), (1, self.half.z)].map(|(axis, half)| {
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

    /// Where the points fall on the plane of the first two components.
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
                    let [x, y, z, _] = dark.linear(1.0);
                    [0.6 * r + 0.4 * x, 0.6 * g + 0.4 * y, 0.6 * b + 0.4 * z, a]
                }),
            },
            points: self.shared.clone(),
        }
    }

    /// The principal arrows, from the mean.
    pub fn arrows(&self, frame: &Frame, pixels_per_point: f32) -> RibbonDraw {
        let mean = self.world_from_components([0.0; 3]);
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
    std::array::from_fn(|class| frame.style.series(class).linear(alpha))
}
