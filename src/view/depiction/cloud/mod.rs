//! A point cloud in its box: points facing the viewer, their shadows on the floor and walls, principal component
//! arrows, and what shows a clustering. Position buffers are built once per simulation, colour buffers when step, look
//! or selection change.

mod clusters;
mod depiction;
mod ellipsoids;
mod hulls;
pub(crate) mod legend;
mod marks;
mod names;
mod neighbours;
mod pick;
mod pictures;
mod points;
mod story;
mod table;
mod tooltip;
mod trajectories;

pub(crate) use depiction::CloudDepiction;
pub(super) use depiction::tables;
pub(crate) use names::paint as paint_names;
pub(crate) use neighbours::paint_names as paint_neighbour_names;
pub(crate) use points::PointsView;
pub(crate) use story::{act_text, axis_names_at, paint_arrow_names};
pub(crate) use tooltip::{paint as paint_tooltip, title};

use std::sync::{Arc, Mutex};

use glam::{Vec3, vec3};

use crate::{
    math::{
        projection,
        range::{bounds, largest_width},
    },
    scene::{Look, Marks},
    simulation::{AxisMap, CloudOutcome, Group},
    view::{
        arrows::{self, Arrow, ArrowStyle},
        frame::Frame,
        gpu::{FacesDraw, FigureDraw, Halo, PointMark, RibbonDraw, SharedRecords},
        style::scale::Ticks,
        surface::BOX_WIDTH,
    },
    words::{Language, Word},
};

/// Points per buffer. A buffer of positions then has 96 MiB, below the 128 MiB storage buffer limit of some drivers.
const CHUNK_POINTS: usize = 1 << 23;
/// Style of the principal component arrows.
const ARROW_STYLE: ArrowStyle = ArrowStyle {
    width: 3.0,
    head_length: 16.0,
    min_length: 2.0,
    halo: Halo::Double,
    // The arrows start at the mean, in the midst of the points.
    depth_bias: 0.4,
    show_occluded: true,
};

/// A cloud in world coordinates. Built once per simulation.
pub(crate) struct DrawnCloud {
    /// Half extents of the box; all axes have the same scale.
    pub half_size: Vec3,
    /// World units per unit of the data.
    pub scale: f64,
    /// The data coordinates of the centre of the box.
    pub center: [f64; 3],
    /// Point positions at each stage of the animation, in chunks; a single stage if the points do not move.
    stages: Vec<Vec<SharedRecords<[f32; 3]>>>,
    /// Colours and sizes of the last drawn points, cached.
    marks: Mutex<Option<marks::DrawnMarks>>,
    /// The last pick query and its result.
    last_pick: Mutex<Option<Box<(pick::PickQuery, Option<usize>)>>>,
    /// Centres and merges of the clustering.
    clusters: clusters::DrawnClusters,
    /// The lines of the animation that explains PCA, if the cloud has one.
    story: Option<story::DrawnStory>,
    /// Hulls of the last drawn step, cached.
    hulls: hulls::Hulls,
    /// The pixels of the pictures of the points, if there are any.
    pictures: Option<SharedRecords<[u8; 4]>>,
    /// The points whose names are drawn, cached.
    named: Mutex<names::ChosenNames>,
    /// The ellipsoids of the last drawn step, cached.
    ellipsoids: ellipsoids::Ellipsoids,
    /// Trajectory lines, if the points do not move.
    trajectories: trajectories::TrajectoryLines,
    /// Whether all third coordinates are zero.
    is_flat: bool,
    /// Whether no stage is magnified, so that the axes have the same scale at every step.
    has_constant_scale: bool,
    /// Origin of the principal component arrows: the mean of the data.
    mean: Vec3,
    /// Principal component arrows in world coordinates, one standard deviation long.
    pub arrows: Vec<Vec3>,
}

impl DrawnCloud {
    /// Places the cloud in its box.
    pub(crate) fn new(cloud: &CloudOutcome) -> Self {
        let bounds = bounds((0..cloud.stages()).flat_map(|stage| {
            let magnification = cloud.enlargement(stage);
            let points = cloud.stage(stage).iter();
            points.map(move |point| point.map(|value| magnification * value))
        }));
        let widest = largest_width(&bounds);
        // A cloud with zero extent still needs a box.
        let bounds = bounds.map(|[low, high]| {
            let room = 0.06 * (high - low).max(1e-9 * widest);
            [low - room, high + room]
        });
        let span = bounds.map(|[low, high]| high - low);
        let scale = f64::from(BOX_WIDTH) / span.into_iter().fold(widest, f64::max);
        let center = bounds.map(|[low, high]| 0.5 * low + 0.5 * high);
        let half_size = vec3(
            (0.5 * span[0] * scale) as f32,
            (0.5 * span[2] * scale) as f32,
            (0.5 * span[1] * scale) as f32,
        )
        .max(Vec3::splat(0.02));
        let mut drawn = Self {
            half_size,
            scale,
            center,
            stages: Vec::new(),
            marks: Mutex::new(None),
            last_pick: Mutex::new(None),
            clusters: clusters::DrawnClusters::default(),
            story: None,
            has_constant_scale: (0..cloud.stages()).all(|stage| cloud.enlargement(stage) == 1.0),
            hulls: hulls::Hulls::default(),
            pictures: (cloud.pictures())
                .map(|pictures| SharedRecords::new(pictures.pictures.pixels())),
            named: Mutex::new(None),
            ellipsoids: ellipsoids::Ellipsoids::default(),
            trajectories: Vec::new(),
            is_flat: (0..cloud.stages())
                .all(|stage| cloud.stage(stage).iter().all(|point| point[2] == 0.0)),
            mean: Vec3::ZERO,
            arrows: Vec::new(),
        };
        let placed = |points: &[[f64; 3]], magnification: f64| -> SharedRecords<[f32; 3]> {
            let place = |point: &[f64; 3]| drawn.world_from_axes(point.map(|x| magnification * x));
            let world = points.iter().map(place);
            SharedRecords::new(world.map(|place| place.to_array()).collect::<Vec<_>>())
        };
        drawn.stages = (0..cloud.stages())
            .map(|stage| {
                let chunks = cloud.stage(stage).chunks(CHUNK_POINTS);
                let magnification = cloud.enlargement(stage);
                chunks.map(|points| placed(points, magnification)).collect()
            })
            .collect();
        drawn.mean = drawn.world_from_axes(cloud.mean);
        drawn.arrows = (cloud.arrows.iter().copied())
            .map(|arrow| drawn.world_from_direction(arrow))
            .collect();
        if let Some(clusters) = cloud.clusters() {
            drawn.clusters = clusters::DrawnClusters::new(cloud, clusters, &drawn);
        }
        drawn.story = (cloud.story()).map(|story| story::DrawnStory::new(story, &drawn));
        if cloud.stages() == 1 {
            let place = |sample: usize| drawn.world_from_axes(cloud.points[sample]);
            drawn.trajectories = trajectories::lines(cloud, place);
        }
        drawn
    }

    /// World coordinates of data coordinates: first axis right, second away from the viewer, third up.
    pub(crate) fn world_from_axes(&self, [a, b, c]: [f64; 3]) -> Vec3 {
        let [x, y, z] = self.center;
        self.world_from_direction([a - x, b - y, c - z])
    }

    /// The inverse of [`Self::world_from_axes`].
    pub(crate) fn axes_from_world(&self, at: Vec3) -> [f64; 3] {
        let along = [at.x, -at.z, at.y].map(|value| f64::from(value) / self.scale);
        std::array::from_fn(|axis| self.center[axis] + along[axis])
    }

    /// World direction of a data direction. Subtracting two world positions instead would lose precision far from the
    /// origin.
    pub(crate) fn world_from_direction(&self, direction: [f64; 3]) -> Vec3 {
        let [a, b, c] = direction.map(|along| (self.scale * along) as f32);
        vec3(a, c, -b)
    }

    /// Ticks of the three axes, in world order (x, y, −z): world coordinate and label. `map` gives the values along the
    /// axes.
    pub(crate) fn ticks(&self, map: &AxisMap) -> [Vec<(f32, String)>; 3] {
        let scale = self.scale * map.factor;
        [
            (0, self.half_size.x),
            (2, self.half_size.y),
            (1, self.half_size.z),
        ]
        .map(|(axis, half)| {
            if axis == 2 && self.is_flat {
                return Vec::new();
            }
            let reach = f64::from(half) / scale;
            let center = (self.center[axis] - map.offset[axis]) / map.factor;
            let count = (f64::from(half) * 5.0).ceil().max(2.0) as usize;
            let ticks = Ticks::new(center - reach, center + reach, count);
            ticks
                .values()
                .map(|value| {
                    // Without a constant scale, grid lines have no labels.
                    let text = if self.has_constant_scale {
                        ticks.text(value)
                    } else {
                        String::new()
                    };
                    ((scale * (value - center)) as f32, text)
                })
                .collect()
        })
    }

    /// The principal component arrows at a step, from tail to tip.
    pub(crate) fn arrow_lines(&self, cloud: &CloudOutcome, step: f64) -> Vec<[Vec3; 2]> {
        let from_mean = |mean: Vec3, arrows: &[Vec3]| -> Vec<[Vec3; 2]> {
            arrows.iter().map(|&arrow| [mean, mean + arrow]).collect()
        };
        if cloud.scaling_steps().is_some() && step < cloud.steps() as f64 {
            // The components are those of the last scaling.
            return Vec::new();
        }
        let Some(story) = cloud.story() else {
            return from_mean(self.mean, &self.arrows);
        };
        let arrows = story.arrows(step).into_iter();
        let arrows: Vec<Vec3> = arrows
            .map(|arrow| self.world_from_direction(arrow))
            .collect();
        from_mean(self.world_from_axes(story.origin(step)), &arrows)
    }

    /// Draws the principal component arrows.
    pub(crate) fn arrows(
        &self,
        cloud: &CloudOutcome,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> RibbonDraw {
        let lines = self.arrow_lines(cloud, frame.step);
        let arrows = lines.iter().map(|line| Arrow {
            line,
            fraction: 1.0,
            color: frame.style.secondary_text,
        });
        arrows::draw(frame, arrows, &ARROW_STYLE, pixels_per_point)
    }

    /// The lines of the animation that explains PCA.
    pub(crate) fn story_lines(
        &self,
        cloud: &CloudOutcome,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> Vec<RibbonDraw> {
        let both = self.story.as_ref().zip(cloud.story());
        both.map_or_else(Vec::new, |(drawn, story)| {
            drawn.ribbons(story, self, frame, pixels_per_point)
        })
    }

    /// Adds what is drawn besides points and arrows: hulls, regions, trajectories, centres and other marks of a
    /// clustering.
    pub(crate) fn draw_marks(
        &self,
        cloud: &CloudOutcome,
        marks: &Marks,
        frame: &Frame,
        pixels_per_point: f32,
        drawing: &mut FigureDraw,
    ) {
        let mut add = |(faces, edges): (Vec<FacesDraw>, Vec<RibbonDraw>)| {
            drawing.faces.extend(faces);
            drawing.ribbons.extend(edges);
        };
        let clusters = cloud.clusters();
        if let Some(clusters) = clusters.filter(|_| marks.regions) {
            add(hulls::regions(
                cloud,
                clusters,
                self,
                frame,
                pixels_per_point,
            ));
        }
        if marks.hulls {
            add(self.hulls.draw(cloud, self, frame, pixels_per_point));
        }
        if marks.trajectories {
            let lines = trajectories::draw(cloud, self, frame, pixels_per_point);
            drawing.ribbons.extend(lines);
        }
        if let Some(clusters) = clusters {
            let ellipsoids = self.ellipsoids.draw(cloud, clusters, self, frame);
            drawing.faces.extend(ellipsoids);
            let lines = (self.clusters).ribbons(cloud, clusters, self, frame, pixels_per_point);
            drawing.ribbons.extend(lines);
            if marks.windows {
                let windows =
                    clusters::draw_windows(cloud, clusters, self, frame, pixels_per_point);
                drawing.ribbons.extend(windows.circles);
                drawing.glyphs.extend(windows.discs);
            }
        }
        let centres = self.clusters.glyphs(frame, pixels_per_point);
        drawing.glyphs.extend(centres);
    }

    /// The colours and sizes of the points and the groups; cached.
    fn marks(&self, cloud: &CloudOutcome, inputs: &marks::MarkInputs) -> marks::DrawnMarks {
        // If a thread panicked while holding the lock, the cache is still consistent.
        let mut cache = self.marks.lock().unwrap_or_else(|held| held.into_inner());
        match cache.as_ref().filter(|marks| marks.inputs == *inputs) {
            Some(marks) => marks.clone(),
            None => cache.insert(marks::DrawnMarks::new(cloud, inputs)).clone(),
        }
    }

    /// The groups of a clustering (clusters, noise, unreached points) at the current step with their numbers of points;
    /// empty for a cloud without clusters.
    pub(crate) fn groups(
        &self,
        cloud: &CloudOutcome,
        look: &Look,
        frame: &Frame,
    ) -> Arc<[(Group, usize)]> {
        let inputs = marks::MarkInputs::new(look, frame);
        self.marks(cloud, &inputs).groups
    }
}

/// The mark of a point in chunks of marks; none if there is no such point.
fn mark_of(chunks: &[SharedRecords<PointMark>], point: usize) -> Option<PointMark> {
    let chunk = chunks.get(point / CHUNK_POINTS)?;
    chunk.records().get(point % CHUNK_POINTS).copied()
}

/// The names of the axes, in world order: right, up, away.
pub(crate) fn axis_names(cloud: &CloudOutcome, language: Language) -> [String; 3] {
    let title = projection::CATALOGUE
        .find(cloud.projection())
        .map(|entry| entry.title);
    [0, 2, 1].map(|axis| {
        let Some(component) = cloud.component_along(axis) else {
            return cloud.column_along(axis).unwrap_or_default().to_owned();
        };
        let number = (component + 1).to_string();
        match &title {
            Ok(title) if !cloud.has_direction_axes() => format!("{} {number}", language.of(title)),
            _ => language.say_with(
                Word::ComponentExplains,
                &[
                    ("n", &number),
                    (
                        "p",
                        &format!(
                            "{:.1}",
                            100.0 * cloud.pca.explained_variance_ratio[component]
                        ),
                    ),
                ],
            ),
        }
    })
}

#[cfg(test)]
mod tests;
