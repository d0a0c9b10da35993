//! Translucent faces: the convex hull of each cluster, and the Voronoi regions of cluster centres on the floor.

use std::sync::{Arc, Mutex};

use glam::{DVec2, DVec3, Vec3};

use super::DrawnCloud;
use crate::{
    math::{hull::Hull, voronoi},
    scene::Theme,
    simulation::{CloudOutcome, Clusters},
    view::{
        frame::Frame,
        gpu::{FaceSide, FacesDraw, FacesUniform, RibbonDraw, RibbonPoint, SharedRecords},
        style::theme::Rgb,
    },
};

/// Clouds with more points have no hulls, because these are recomputed at each step.
const MAX_HULLED_POINTS: usize = 100_000;
/// Only this many clusters or classes have a hull.
const MAX_HULLS: usize = 64;
/// Opacity of flat hulls.
const FLAT_OPACITY: f32 = 0.16;
/// Opacity of the back faces of solid hulls.
const BACK_OPACITY: f32 = 0.11;
/// Opacity of the front faces of solid hulls.
const FRONT_OPACITY: f32 = 0.10;
/// Opacity of Voronoi regions.
const REGION_OPACITY: f32 = 0.12;
/// Factor of the opacity, except that of front faces, in the projector theme, since projectors wash out faint colours.
pub(super) const PROJECTOR_FACTOR: f32 = 2.4;

/// Draws the hulls of clusters or classes; caches those of the last drawn step.
#[derive(Default)]
pub(super) struct Hulls(Mutex<Option<(usize, Arc<[DrawnHull]>)>>);

/// The hull of a cluster in world coordinates.
struct DrawnHull {
    /// Series index of its colour.
    series: usize,
    corners: SharedRecords<[f32; 3]>,
    edges: SharedRecords<RibbonPoint>,
    is_solid: bool,
}

impl Hulls {
    /// The hulls at a step, cached.
    fn hulls_at(&self, cloud: &CloudOutcome, drawn: &DrawnCloud, step: usize) -> Arc<[DrawnHull]> {
        // If a thread panicked while holding the lock, the cache is still consistent.
        let mut cache = self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // Classes do not change with the step.
        let step = if cloud.clusters().is_some() { step } else { 0 };
        match cache.as_ref().filter(|(cached, _)| *cached == step) {
            Some((_, hulls)) => hulls.clone(),
            None => {
                let hulls: Arc<[DrawnHull]> = compute_hulls(cloud, drawn, step).into();
                cache.insert((step, hulls)).1.clone()
            }
        }
    }

    /// The faces and edges of the hulls at a step. None for points that move, for large clouds, and without clusters or
    /// classes.
    pub(super) fn draw(
        &self,
        cloud: &CloudOutcome,
        drawn: &DrawnCloud,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> (Vec<FacesDraw>, Vec<RibbonDraw>) {
        let has_groups = cloud.clusters().is_some() || !cloud.class_names.is_empty();
        if cloud.stages() > 1 || cloud.points.len() > MAX_HULLED_POINTS || !has_groups {
            return Default::default();
        }
        let hulls = self.hulls_at(cloud, drawn, frame.step.floor() as usize);
        let (mut faces, mut edges) = (Vec::new(), Vec::new());
        for hull in hulls.iter() {
            let color = frame.style.series(hull.series);
            let mut add = |opacity: f32, side: FaceSide, over_points: bool| {
                faces.push(face(
                    frame,
                    &hull.corners,
                    color,
                    opacity,
                    side,
                    over_points,
                ));
            };
            if hull.is_solid {
                add(BACK_OPACITY, FaceSide::Back, false);
                add(FRONT_OPACITY, FaceSide::Front, true);
            } else {
                add(FLAT_OPACITY, FaceSide::Both, false);
            }
            let [width, opacity] = if hull.is_solid {
                [1.2, 0.2]
            } else {
                [1.8, 0.6]
            };
            edges.push(lines(
                frame,
                &hull.edges,
                color,
                width,
                opacity,
                pixels_per_point,
            ));
        }
        (faces, edges)
    }
}

/// The hull of each cluster at a step, or of each class.
fn compute_hulls(cloud: &CloudOutcome, drawn: &DrawnCloud, step: usize) -> Vec<DrawnHull> {
    let data_count = cloud.data_count();
    let classes = cloud.classes_at(step);
    let mut members: Vec<Vec<DVec3>> = Vec::new();
    for (point, &class) in cloud.points[..data_count].iter().zip(&classes) {
        let Ok(class) = usize::try_from(class) else {
            continue;
        };
        if class >= MAX_HULLS {
            continue;
        }
        if class >= members.len() {
            members.resize(class + 1, Vec::new());
        }
        members[class].push(drawn.world_from_axes(*point).as_dvec3());
    }
    let hull = |(series, points): (usize, &Vec<DVec3>)| {
        let hull = Hull::of(points);
        let place = |index: &usize| points[*index].as_vec3();
        let corners = hull.triangles();
        let corners = corners
            .iter()
            .flatten()
            .map(|index| place(index).to_array());
        let edges = hull.edges();
        let edges = edges
            .iter()
            .flatten()
            .map(|index| RibbonPoint::new(place(index), 0.0));
        DrawnHull {
            series,
            corners: SharedRecords::new(corners.collect::<Vec<_>>()),
            edges: SharedRecords::new(edges.collect::<Vec<_>>()),
            is_solid: matches!(hull, Hull::Solid(_)),
        }
    };
    members.iter().enumerate().map(hull).collect()
}

/// The Voronoi regions of the centres on the floor at a step, for methods that assign rows to the nearest centre. Empty
/// unless the data have exactly two features.
pub(super) fn regions(
    cloud: &CloudOutcome,
    clusters: &Clusters,
    drawn: &DrawnCloud,
    frame: &Frame,
    pixels_per_point: f32,
) -> (Vec<FacesDraw>, Vec<RibbonDraw>) {
    if !clusters.has_voronoi_regions() || cloud.feature_names.len() != 2 {
        return Default::default();
    }
    let centres = clusters.centres_at(frame.step.floor() as usize);
    let places = centres
        .iter()
        .filter_map(|centre| cloud.position_of(centre));
    let places: Vec<DVec2> = places
        .map(|place| drawn.world_from_axes(place))
        .map(|place| DVec2::new(f64::from(place.x), -f64::from(place.z)))
        .collect();
    let half = DVec2::new(f64::from(drawn.half_size.x), f64::from(drawn.half_size.z));
    let world = |corner: &DVec2| Vec3::new(corner.x as f32, -drawn.half_size.y, -corner.y as f32);
    let (mut faces, mut edges) = (Vec::new(), Vec::new());
    for (series, region) in voronoi::regions(&places, -half, half).iter().enumerate() {
        let corners = (1..region.len().saturating_sub(1))
            .flat_map(|k| [&region[0], &region[k], &region[k + 1]])
            .map(|corner| world(corner).to_array());
        let corners = SharedRecords::new(corners.collect::<Vec<_>>());
        let color = frame.style.series(series);
        faces.push(face(
            frame,
            &corners,
            color,
            REGION_OPACITY,
            FaceSide::Both,
            false,
        ));
        edges.extend((0..region.len()).flat_map(|k| {
            [&region[k], &region[(k + 1) % region.len()]].map(|at| RibbonPoint::new(world(at), 0.0))
        }));
    }
    let edges = SharedRecords::new(edges);
    let line = lines(
        frame,
        &edges,
        frame.style.secondary_text,
        1.4,
        0.7,
        pixels_per_point,
    );
    (faces, vec![line])
}

/// The draw call of the triangles with the given corners.
fn face(
    frame: &Frame,
    corners: &SharedRecords<[f32; 3]>,
    color: Rgb,
    opacity: f32,
    side: FaceSide,
    over_points: bool,
) -> FacesDraw {
    let opacity = match frame.style.theme {
        Theme::Projector if side != FaceSide::Front => PROJECTOR_FACTOR * opacity,
        _ => opacity,
    };
    FacesDraw {
        uniform: FacesUniform::new(color.srgb(opacity), side),
        corners: corners.clone(),
        over_points,
    }
}

/// Lines of two points each.
fn lines(
    frame: &Frame,
    points: &SharedRecords<RibbonPoint>,
    color: Rgb,
    width: f32,
    opacity: f32,
    pixels_per_point: f32,
) -> RibbonDraw {
    let px = frame.line_pixels(pixels_per_point);
    RibbonDraw::pairs(points.clone(), color.srgb(1.0), width * px).opacity(opacity)
}
