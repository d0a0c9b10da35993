//! Pictures in place of points.

use glam::Vec3;

use super::PointsView;
use crate::{
    simulation::PointPictures,
    view::{
        gpu::{PictureRecord, PicturesDraw, PicturesUniform, SharedRecords},
        style::theme::{colormap, fine_colors},
    },
};

/// Size factor of a point with a picture.
pub(super) const PICTURE_SIZE: f32 = 2.2;
/// Width of the rim in pixels of the 1080-line picture.
const RIM_WIDTH: f32 = 1.3;

impl<'a> PointsView<'a> {
    /// The pictures of the points, if they are drawn.
    pub(super) fn point_pictures(&self) -> Option<&'a PointPictures> {
        let pictures = self.cloud.pictures()?;
        self.look.marks.pictures.then_some(pictures)
    }

    /// The draw call of the pictures.
    pub(crate) fn pictures(&self) -> Option<PicturesDraw> {
        let pictures = self.point_pictures()?;
        let pixels = self.drawn.pictures.clone()?;
        let (style, px) = (
            &self.frame.style,
            self.frame.layout.scale * self.pixels_per_point,
        );
        let [width, height] = pictures.pictures.size().map(|side| side as f32);
        let paper = style.background_top.mix(style.background_bottom, 0.5);
        Some(PicturesDraw {
            uniform: PicturesUniform {
                style: [
                    width,
                    height,
                    (RIM_WIDTH * style.stroke_scale.sqrt() * px).max(1.0),
                    f32::from(pictures.is_ink),
                ],
                paper: paper.srgb(1.0),
            },
            pixels,
            pictures: SharedRecords::new(self.picture_records(pictures)),
        })
    }

    /// The pictures that are drawn, the farthest first.
    fn picture_records(&self, pictures: &PointPictures) -> Vec<PictureRecord> {
        let uniform = self.uniform(self.cloud.stages_around(self.frame.step).2);
        let (discs, marks) = (self.discs(&uniform), self.marks());
        let colors = match self.look.points.color {
            Some(_) => fine_colors(&colormap(self.look.colormap)),
            None => Vec::new(),
        };
        let of_points = pictures.of_points.iter().enumerate();
        let mut records: Vec<(f32, usize, PictureRecord)> = of_points
            .filter_map(|(point, picture)| {
                let (picture, mark) = ((*picture)?, super::mark_of(&marks, point)?);
                let world: Vec3 = self.world(point);
                let (_, radius, distance) = discs.project(world, mark)?;
                let (color, dimming) = mark.color(&uniform.colors, &colors);
                let [red, green, blue, _] = color;
                let fog = discs.far_fraction(distance) * self.frame.style.fog;
                let record = PictureRecord {
                    position: world.to_array(),
                    radius: radius * self.pixels_per_point,
                    color: [red, green, blue],
                    fade: 1.0 - (1.0 - fog) * (1.0 - dimming),
                    picture,
                    ..PictureRecord::default()
                };
                Some((world.dot(self.frame.transform.forward), point, record))
            })
            .collect();
        // At equal depth the first point of the data is on top, on every machine.
        records.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        records.into_iter().map(|(.., record)| record).collect()
    }
}
