//! A point cloud in its box: points facing the viewer, their shadows on the floor and the walls, and the principal
//! arrows. Buffers of places are made once for a simulation, those of colours once for a step.

mod clusters;
mod depiction;
mod hulls;
pub mod legend;
mod marks;
mod pick;
mod points;
mod read_out;
mod spotlight;
mod story;
mod table;
mod trajectories;

pub use depiction::CloudDepiction;
pub(super) use depiction::tables;
pub use points::PointsView;
pub use read_out::{paint as read_out, title};
pub use spotlight::names;
pub use story::{act_text, names_at, paint_arrow_names};

use std::sync::{Arc, Mutex};

use glam::{Vec3, vec3};

use crate::{
    math::{projection, range::widest},
    scene::{Look, Marks},
    simulation::{CloudOutcome, Group},
    view::{
        arrows::{self, Arrow, ArrowStyle},
        frame::Frame,
        gpu::{FacesDraw, FigureDraw, Halo, RibbonDraw, Shared},
        scale::Ticks,
        surface::BOX_WIDTH,
    },
    words::{Language, Word},
};

/// The points of one buffer: 96 MiB, where a storage buffer of some drivers holds 128.
const CHUNK: usize = 1 << 23;
/// How principal arrows are drawn.
const PRINCIPAL: ArrowStyle = ArrowStyle {
    width: 4.0,
    head: 18.0,
    shortest: 2.0,
    halo: Halo::Double,
    // The mean is in the midst of the points.
    nearer: 0.4,
    behind: true,
};

/// A cloud in the world. Made once for a simulation.
pub struct DrawnCloud {
    /// Half extents of the box; all axes to one scale.
    pub half: Vec3,
    /// World from the cloud's coordinates.
    pub scale: f64,
    /// What the middle of the box is in the cloud's coordinates.
    pub center: [f64; 3],
    /// Where the points are, in chunks, at each stage of what happens to them; they stand still where there is one.
    stages: Vec<Vec<Shared<[f32; 3]>>>,
    /// The colours of the step that was drawn last, in chunks.
    marks: Mutex<Option<marks::DrawnMarks>>,
    /// The point that the pointer was over last.
    found: Mutex<Option<Box<(pick::Asked, Option<usize>)>>>,
    /// What the clusters are drawn with beside their points.
    clusters: clusters::DrawnClusters,
    /// What the story of principal components is drawn with.
    story: Option<story::DrawnStory>,
    /// The hulls of the step that was drawn last.
    hulls: hulls::Hulls,
    /// Lines from point to point, where the points stand still.
    trajectories: trajectories::Lines,
    /// Whether nothing lies along the third axis.
    is_flat: bool,
    /// Whether a length in the box means the same at every step.
    has_measure: bool,
    /// Where the principal arrows begin, at the mean of the data.
    mean: Vec3,
    /// World directions of the principal arrows, a standard deviation long.
    pub arrows: Vec<Vec3>,
}

impl DrawnCloud {
    /// The cloud in its box.
    pub fn new(cloud: &CloudOutcome) -> Self {
        let mut bounds = [[f64::MAX, f64::MIN]; 3];
        for stage in 0..cloud.stages() {
            let times = cloud.enlarged(stage);
            for point in cloud.stage(stage) {
                for (bound, value) in bounds.iter_mut().zip(point) {
                    *bound = [bound[0].min(times * value), bound[1].max(times * value)];
                }
            }
        }
        let widest = widest(&bounds);
        // A flat cloud still has a box.
        let bounds = bounds.map(|[low, high]| {
            let room = 0.06 * (high - low).max(1e-9 * widest);
            [low - room, high + room]
        });
        let span = bounds.map(|[low, high]| high - low);
        let scale = f64::from(BOX_WIDTH) / span.into_iter().fold(widest, f64::max);
        let center = bounds.map(|[low, high]| 0.5 * low + 0.5 * high);
        let half = vec3(
            (0.5 * span[0] * scale) as f32,
            (0.5 * span[2] * scale) as f32,
            (0.5 * span[1] * scale) as f32,
        )
        .max(Vec3::splat(0.02));
        let mut drawn = Self {
            half,
            scale,
            center,
            stages: Vec::new(),
            marks: Mutex::new(None),
            found: Mutex::new(None),
            clusters: clusters::DrawnClusters::default(),
            story: None,
            has_measure: (0..cloud.stages()).all(|stage| cloud.enlarged(stage) == 1.0),
            hulls: hulls::Hulls::default(),
            trajectories: Vec::new(),
            is_flat: (0..cloud.stages())
                .all(|stage| cloud.stage(stage).iter().all(|point| point[2] == 0.0)),
            mean: Vec3::ZERO,
            arrows: Vec::new(),
        };
        let placed = |points: &[[f64; 3]], times: f64| -> Shared<[f32; 3]> {
            let place = |point: &[f64; 3]| drawn.world_from_axes(point.map(|x| times * x));
            let world = points.iter().map(place);
            Shared::new(world.map(|place| place.to_array()).collect::<Vec<_>>())
        };
        drawn.stages = (0..cloud.stages())
            .map(|stage| {
                let chunks = cloud.stage(stage).chunks(CHUNK);
                let times = cloud.enlarged(stage);
                chunks.map(|points| placed(points, times)).collect()
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

    /// The world of the cloud's coordinates: the first to the right, the second away, the third up.
    pub fn world_from_axes(&self, [a, b, c]: [f64; 3]) -> Vec3 {
        let [x, y, z] = self.center;
        self.world_from_direction([a - x, b - y, c - z])
    }

    /// The same of a direction. The difference of two places would lose the digits of a cloud far from the origin.
    pub fn world_from_direction(&self, direction: [f64; 3]) -> Vec3 {
        let [a, b, c] = direction.map(|along| (self.scale * along) as f32);
        vec3(a, c, -b)
    }

    /// Ticks of the three axes, in the order of the world: x, y, −z.
    pub fn ticks(&self) -> [Vec<(f32, String)>; 3] {
        [(0, self.half.x), (2, self.half.y), (1, self.half.z)].map(|(axis, half)| {
            if axis == 2 && self.is_flat {
                return Vec::new();
            }
            let reach = f64::from(half) / self.scale;
            let center = self.center[axis];
            let count = (f64::from(half) * 5.0).ceil().max(2.0) as usize;
            let ticks = Ticks::new(center - reach, center + reach, count);
            ticks
                .values()
                .map(|value| {
                    // The lines stay where there are no numbers to say.
                    let text = if self.has_measure {
                        ticks.text(value)
                    } else {
                        String::new()
                    };
                    ((self.scale * (value - center)) as f32, text)
                })
                .collect()
        })
    }

    /// The principal arrows at a step, from the mean.
    pub fn arrow_lines(&self, cloud: &CloudOutcome, step: f64) -> Vec<[Vec3; 2]> {
        let from_mean = |mean: Vec3, arrows: &[Vec3]| -> Vec<[Vec3; 2]> {
            arrows.iter().map(|&arrow| [mean, mean + arrow]).collect()
        };
        let Some(story) = cloud.story() else {
            return from_mean(self.mean, &self.arrows);
        };
        let arrows = story.arrows(step).into_iter();
        let arrows: Vec<Vec3> = arrows
            .map(|arrow| self.world_from_direction(arrow))
            .collect();
        from_mean(self.world_from_axes(story.origin(step)), &arrows)
    }

    /// The same as they are drawn.
    pub fn arrows(&self, cloud: &CloudOutcome, frame: &Frame, pixels_per_point: f32) -> RibbonDraw {
        let lines = self.arrow_lines(cloud, frame.step);
        let arrows = lines.iter().map(|line| Arrow {
            line,
            part: 1.0,
            color: frame.style.text,
        });
        arrows::draw(frame, arrows, &PRINCIPAL, pixels_per_point)
    }

    /// The lines of the story of principal components at a moment.
    pub fn story_lines(
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

    /// What is drawn beside the points at a moment: hulls, regions, trajectories, the lines and marks of a clustering.
    pub fn draw_around(
        &self,
        cloud: &CloudOutcome,
        marks: &Marks,
        frame: &Frame,
        pixels_per_point: f32,
        into: &mut FigureDraw,
    ) {
        let mut add = |(faces, edges): (Vec<FacesDraw>, Vec<RibbonDraw>)| {
            into.faces.extend(faces);
            into.ribbons.extend(edges);
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
            into.ribbons.extend(lines);
        }
        if let Some(clusters) = clusters {
            let lines = (self.clusters).ribbons(cloud, clusters, self, frame, pixels_per_point);
            into.ribbons.extend(lines);
            if marks.windows {
                let windows = clusters::windows(cloud, clusters, self, frame, pixels_per_point);
                into.ribbons.extend(windows.circles);
                into.glyphs.extend(windows.places);
            }
        }
        let centres = self.clusters.glyphs(frame, pixels_per_point);
        into.glyphs.extend(centres);
    }

    /// Colours and sizes of the points at a step, in chunks, and how many belong to which cluster.
    fn marks(&self, cloud: &CloudOutcome, wanted: &marks::Wanted) -> marks::DrawnMarks {
        // A thread that panicked while it held the lock left a whole value or none.
        let mut kept = self.marks.lock().unwrap_or_else(|held| held.into_inner());
        match kept.as_ref().filter(|kept| kept.wanted == *wanted) {
            Some(kept) => kept.clone(),
            None => kept.insert(marks::DrawnMarks::new(cloud, wanted)).clone(),
        }
    }

    /// How many points belong to what at a step; empty for a cloud without clusters.
    pub fn groups(
        &self,
        cloud: &CloudOutcome,
        look: &Look,
        frame: &Frame,
    ) -> Arc<[(Group, usize)]> {
        let wanted = marks::Wanted::new(look, frame);
        self.marks(cloud, &wanted).groups
    }
}

/// The names of the axes, in the order of the world: right, up, away.
pub fn axis_names(cloud: &CloudOutcome, language: Language) -> [String; 3] {
    let title = projection::CATALOGUE
        .find(cloud.projection())
        .map(|entry| entry.title);
    [0, 2, 1].map(|axis| {
        let Some(component) = cloud.component_along(axis) else {
            return cloud.column_along(axis).unwrap_or_default().to_owned();
        };
        let number = (component + 1).to_string();
        match &title {
            Ok(title) if !cloud.is_directions() => format!("{} {number}", language.of(title)),
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
