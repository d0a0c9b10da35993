//! What shows a clustering besides the colours of the points: centres and their trails, the neighbourhood being
//! searched, ellipsoids, merges and mean-shift windows.

use std::f32::consts::TAU;

use glam::{Mat3, Vec3};

use super::DrawnCloud;
use crate::{
    math::cluster::Merge,
    simulation::{CloudOutcome, Clusters},
    view::{
        frame::Frame,
        gpu::{GlyphKind, GlyphRecord, Halo, RibbonDraw, RibbonPoint, SharedRecords},
        style::theme::Rgb,
    },
};

/// Number of segments of a circle.
const CIRCLE_SEGMENTS: usize = 72;
/// Radius of ellipsoids in standard deviations.
const ELLIPSOID_RADIUS: f32 = 2.0;
/// Circles are drawn around at most this many mean-shift windows.
const MAX_CIRCLES: usize = 24;
/// Radius of the disc at the centre of a window, in pixels of the 1080-line picture.
const WINDOW_DISC_RADIUS: f32 = 3.6;
/// Radius of the ring at a cluster centre, in pixels of the 1080-line picture.
const CENTRE_RING_RADIUS: f32 = 12.0;

/// Cluster centres and merge lines in world coordinates. Built once per simulation.
#[derive(Default)]
pub(super) struct DrawnClusters {
    /// The centres at each step.
    centres: Vec<Vec<Vec3>>,
    /// The trail of each centre; none for a sweep over a setting, whose steps are independent clusterings.
    trails: Vec<SharedRecords<RibbonPoint>>,
    /// Two points per merge, with the step at which it is completed.
    merges: Option<SharedRecords<RibbonPoint>>,
}

impl DrawnClusters {
    pub(super) fn new(cloud: &CloudOutcome, clusters: &Clusters, drawn: &DrawnCloud) -> Self {
        let place = |sample: &Vec<f64>| Some(drawn.world_from_axes(cloud.position_of(sample)?));
        let at = |step| clusters.centres_at(step).iter().filter_map(place).collect();
        let centres: Vec<Vec<Vec3>> = (0..=clusters.steps()).map(at).collect();
        let max_centres = centres.iter().map(Vec::len).max().unwrap_or(0);
        let trail = |cluster: usize| {
            let places = centres.iter().zip(0..);
            let places = places.filter_map(|(centres, step)| {
                Some(RibbonPoint::new(*centres.get(cluster)?, step as f32))
            });
            SharedRecords::new(places.collect::<Vec<_>>())
        };
        let is_sweep = clusters.value_at(0).is_some();
        let (trace, last) = clusters.trace_at(clusters.steps());
        let merges = (!is_sweep && !trace.merges().is_empty())
            .then(|| SharedRecords::new(merge_lines(cloud, &trace.merges()[..last], drawn)));
        Self {
            trails: match is_sweep {
                true => Vec::new(),
                false => (0..max_centres).map(trail).collect(),
            },
            centres,
            merges,
        }
    }

    /// The lines at a step: trails of centres, merges, the neighbourhood and ellipsoids.
    pub(super) fn ribbons(
        &self,
        cloud: &CloudOutcome,
        clusters: &Clusters,
        drawn: &DrawnCloud,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> Vec<RibbonDraw> {
        let px = frame.line_pixels(pixels_per_point);
        let styled = |line: RibbonDraw| {
            let line = line.halo(Halo::Dark).depth_bias(0.01).opacity(0.9);
            line.until(frame.step).show_occluded(true)
        };
        let pairs = |points: SharedRecords<RibbonPoint>, color: Rgb, width: f32| {
            styled(RibbonDraw::pairs(points, color.srgb(1.0), width * px))
        };
        let step = frame.step.floor() as usize;
        let mut lines: Vec<RibbonDraw> = (self.trails.iter().enumerate())
            .map(|(cluster, trail)| {
                let color = frame.style.series(cluster).srgb(1.0);
                styled(RibbonDraw::line(trail.clone(), color, 3.4 * px))
            })
            .collect();
        if let Some(merges) = &self.merges {
            // Drawn below the points: thousands of lines would cover them.
            lines.push(pairs(merges.clone(), frame.style.text, 1.6).show_occluded(false));
        }
        let (trace, trace_step) = clusters.trace_at(step);
        if let Some(neighbourhood) = trace.neighbourhood(trace_step) {
            let center = cloud.position_of(clusters.sample(neighbourhood.row));
            if let Some(center) = center.map(|center| drawn.world_from_axes(center)) {
                let axes =
                    Mat3::from_diagonal(Vec3::splat((neighbourhood.radius * drawn.scale) as f32));
                let circles = circles(center, axes, drawn.is_flat);
                lines.push(pairs(circles.into(), frame.style.accent, 2.2));
            }
        }
        for (cluster, component) in trace.components(trace_step).iter().enumerate() {
            let Some(mean) = cloud.position_of(&component.mean) else {
                continue;
            };
            let axes = (cloud.half_axes(&component.covariance))
                .map(|axis| ELLIPSOID_RADIUS * drawn.world_from_direction(axis));
            let axes = Mat3::from_cols(axes[0], axes[1], axes[2]);
            let circles = circles(drawn.world_from_axes(mean), axes, drawn.is_flat);
            let circles = pairs(circles.into(), frame.style.series(cluster), 1.6);
            lines.push(circles.opacity(0.6));
        }
        lines
    }

    /// Rings at the centres at a fractional step, interpolated.
    pub(super) fn glyphs(&self, frame: &Frame, pixels_per_point: f32) -> Vec<GlyphRecord> {
        let Some(last) = self.centres.len().checked_sub(1) else {
            return Vec::new();
        };
        let px = frame.layout.scale * pixels_per_point;
        let step = (frame.step.floor() as usize).min(last);
        let fraction = frame.step.fract() as f32;
        let next = &self.centres[if self.trails.is_empty() {
            step
        } else {
            (step + 1).min(last)
        }];
        let now = self.centres[step].iter().enumerate();
        now.map(|(cluster, &center)| GlyphRecord {
            position: center
                .lerp(next.get(cluster).copied().unwrap_or(center), fraction)
                .to_array(),
            radius: CENTRE_RING_RADIUS * px * frame.style.stroke_scale.powf(0.6),
            color: frame.style.series(cluster).srgb(1.0),
            outline: frame.style.text.srgb(1.0),
            kind: GlyphKind::FilledRing as u32,
            rotation: 0.0,
            stroke: 3.4 * px * frame.style.stroke_scale,
            depth_bias: 0.05,
        })
        .collect()
    }
}

/// The draw calls of the mean-shift windows.
#[derive(Default)]
pub(super) struct Windows {
    /// The circles of some windows.
    pub circles: Vec<RibbonDraw>,
    /// Discs at the centres of all windows.
    pub discs: Vec<GlyphRecord>,
}

/// Draws the windows at a fractional step, interpolated; circles are drawn around an evenly spaced subset.
pub(super) fn draw_windows(
    cloud: &CloudOutcome,
    clusters: &Clusters,
    drawn: &DrawnCloud,
    frame: &Frame,
    pixels_per_point: f32,
) -> Windows {
    let (trace, step) = clusters.trace_at(frame.step.floor() as usize);
    let (next, next_step) = clusters.trace_at(frame.step.floor() as usize + 1);
    let (before, after) = (trace.windows(step), next.windows(next_step));
    if before.is_empty() || clusters.swept().is_some() {
        return Windows::default();
    }
    let place = |window: &Vec<f64>| Some(drawn.world_from_axes(cloud.position_of(window)?));
    let fraction = frame.step.fract() as f32;
    let places: Vec<Vec3> = (before.iter().zip(after))
        .filter_map(|(from, to)| Some(place(from)?.lerp(place(to)?, fraction)))
        .collect();
    let px = frame.layout.scale * pixels_per_point;
    let stride = places.len().div_ceil(MAX_CIRCLES).max(1);
    let axes = Mat3::from_diagonal(Vec3::splat((trace.window_radius() * drawn.scale) as f32));
    let chosen = places.iter().step_by(stride);
    let circles: Vec<RibbonPoint> = chosen
        .flat_map(|&center| circles(center, axes, drawn.is_flat))
        .collect();
    let width = 1.6 * frame.line_pixels(pixels_per_point);
    let circles = RibbonDraw::pairs(circles, frame.style.accent.srgb(1.0), width)
        .depth_bias(0.01)
        .opacity(0.7);
    let disc = |center: &Vec3| GlyphRecord {
        position: center.to_array(),
        radius: WINDOW_DISC_RADIUS * px * frame.style.stroke_scale.powf(0.6),
        color: frame.style.accent.srgb(1.0),
        outline: frame.style.background_top.srgb(0.9),
        kind: GlyphKind::Disc as u32,
        rotation: 0.0,
        stroke: px,
        depth_bias: 0.04,
    };
    Windows {
        circles: vec![circles],
        discs: places.iter().map(disc).collect(),
    }
}

/// Three circles in the principal planes of an ellipsoid, as pairs of points; a single horizontal circle if the cloud
/// is flat.
fn circles(center: Vec3, axes: Mat3, is_flat: bool) -> Vec<RibbonPoint> {
    let planes: &[[usize; 2]] = if is_flat {
        &[[0, 2]]
    } else {
        &[[0, 1], [1, 2], [2, 0]]
    };
    let point = |[u, v]: [usize; 2], k: usize| {
        let angle = TAU * k as f32 / CIRCLE_SEGMENTS as f32;
        center + angle.cos() * axes.col(u) + angle.sin() * axes.col(v)
    };
    let lines = planes.iter().flat_map(|&plane| {
        (0..CIRCLE_SEGMENTS).flat_map(move |k| [point(plane, k), point(plane, k + 1)])
    });
    lines.map(|place| RibbonPoint::new(place, 0.0)).collect()
}

/// Lines between the means of merged clusters, two points per merge, with the step at which it is completed.
fn merge_lines(cloud: &CloudOutcome, merges: &[Merge], drawn: &DrawnCloud) -> Vec<RibbonPoint> {
    let data_count = cloud.data_count();
    let mut means: Vec<(Vec3, f32)> = (cloud.points[..data_count].iter())
        .map(|&point| (drawn.world_from_axes(point), 1.0))
        .collect();
    let mut lines = Vec::with_capacity(2 * merges.len());
    for (merge, step) in merges.iter().zip(1..) {
        let [(a, m), (b, n)] = merge.children.map(|number| means[number as usize]);
        lines.extend([a, b].map(|place| RibbonPoint::new(place, step as f32)));
        means.push(((m * a + n * b) / (m + n), m + n));
    }
    lines
}
