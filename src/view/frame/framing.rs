//! How far the camera is from a subject, and where the subject is in the picture: as large as possible over the whole
//! motion of the camera, in the middle of its room and clear of the legend and the colour bar.

use glam::{Vec2, Vec3, vec2, vec3};

use super::{
    area::Area,
    view_transform::{box_corners, camera_axes},
};
use crate::math::hull::planar_hull;

/// Steps of the search for the smallest distance.
const DISTANCE_STEPS: usize = 26;
/// Steps of the search for the smallest part that is cut off a room.
const CUT_STEPS: usize = 5;
/// A room is cut so that the subject stays in its middle if that makes the subject smaller by at most this factor.
const MAX_SHRINK: f32 = 0.985;

/// The part of a picture that a subject may take, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// The area, in which labels of axes have room around the subject.
    pub area: Area,
    /// Areas at the right that the subject leaves free: the legend at the top, and the colour bar.
    pub obstacles: [Option<Area>; 2],
}

impl From<Area> for Room {
    fn from(area: Area) -> Self {
        Self {
            area,
            obstacles: [None; 2],
        }
    }
}

/// The place of a camera relative to its subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Framing {
    /// The distance from the eye to the target in world units; without perspective, the world units that half of the
    /// picture's height shows, divided by `half_tangent`.
    pub distance: f32,
    /// The position of the target in the picture, in points.
    pub target: Vec2,
}

/// The box of a subject in all directions from which a camera sees it.
pub(super) struct FramedBox {
    /// Corners in camera space: towards the viewer, right, up.
    points: Vec<Vec3>,
    /// Whether there is perspective.
    perspective: bool,
    /// Points of the picture per tangent of the angle to the viewing direction.
    points_per_tangent: f32,
}

/// Parts by which a room is cut: left, top, right, bottom, in points.
type Cut = [f32; 4];

impl FramedBox {
    /// The box with half extents `half_size` from the `directions` of a camera, azimuth and elevation in degrees.
    /// `half_tangent` is the tangent of half the vertical angle of view, `height` the height of the picture in points.
    pub(super) fn new(
        half_size: Vec3,
        directions: &[[f32; 2]],
        perspective: bool,
        half_tangent: f32,
        height: f32,
    ) -> Self {
        let corners = box_corners(half_size);
        let seen = directions.iter().flat_map(|&[azimuth, elevation]| {
            let [back, right, up] = camera_axes(azimuth, elevation);
            corners.map(|corner| vec3(corner.dot(back), corner.dot(right), corner.dot(up)))
        });
        Self {
            points: seen.collect(),
            perspective,
            points_per_tangent: 0.5 * height / half_tangent,
        }
    }

    /// The largest framing in a room, in the middle of it if that is hardly smaller.
    pub(super) fn framing(&self, room: &Room) -> Framing {
        let whole = self.centered(room.area);
        let obstacles: Vec<Area> = room.obstacles.into_iter().flatten().collect();
        let is_clear = |framing: &Framing| {
            let hull = self.hull(framing);
            !obstacles.iter().any(|obstacle| overlap(&hull, obstacle))
        };
        if is_clear(&whole) {
            return whole;
        }
        let smallest = |cut: &Cut| {
            let at = |part: f32| self.centered(room.area.inset(cut.map(|value| part * value)));
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..CUT_STEPS {
                let part = 0.5 * (low + high);
                if is_clear(&at(part)) {
                    high = part;
                } else {
                    low = part;
                }
            }
            at(high)
        };
        let cuts = cuts(room);
        let (even, other): (Vec<Cut>, Vec<Cut>) = cuts
            .into_iter()
            .partition(|[left, _, right, _]| left == right);
        let best = |cuts: &[Cut]| {
            let framings = cuts.iter().map(smallest);
            framings.min_by(|a, b| a.distance.total_cmp(&b.distance))
        };
        match (best(&even), best(&other)) {
            (Some(even), Some(other)) if even.distance * MAX_SHRINK <= other.distance => even,
            (even, other) => other.or(even).unwrap_or(whole),
        }
    }

    /// The largest framing in the middle of an area.
    fn centered(&self, area: Area) -> Framing {
        let room = 0.5 * area.size / self.points_per_tangent;
        let fits = |distance: f32| {
            let [low, high] = self.extent(distance);
            (0.5 * (high - low)).cmple(room).all()
        };
        let farthest = (self.points.iter().map(|p| p.length())).fold(1e-3, f32::max);
        let (mut near, mut far) = (farthest, 200.0 * farthest);
        if !self.perspective {
            let [low, high] = self.extent(1.0);
            near = (0.5 * (high - low) / room).max_element();
            far = near;
        }
        for _ in 0..DISTANCE_STEPS {
            // Half the logarithm: distances spread over two orders of magnitude.
            let middle = (near * far).sqrt();
            if fits(middle) {
                far = middle;
            } else {
                near = middle;
            }
        }
        let [low, high] = self.extent(far);
        let middle = 0.5 * (low + high) * vec2(1.0, -1.0);
        Framing {
            distance: far,
            target: area.center() - self.points_per_tangent * middle,
        }
    }

    /// The smallest and largest tangents of angles right and up.
    fn extent(&self, distance: f32) -> [Vec2; 2] {
        let places = self
            .points
            .iter()
            .map(|&point| self.tangents(point, distance));
        let start = (Vec2::MAX, Vec2::MIN);
        let (low, high) = places.fold(start, |(low, high), at| (low.min(at), high.max(at)));
        [low, high]
    }

    fn tangents(&self, point: Vec3, distance: f32) -> Vec2 {
        let depth = match self.perspective {
            true => (distance - point.x).max(1e-3),
            false => distance,
        };
        vec2(point.y, point.z) / depth
    }

    /// The corners of the convex hull of the projected box, in points.
    fn hull(&self, framing: &Framing) -> Vec<Vec2> {
        let places = self.points.iter().map(|&point| {
            let at = self.tangents(point, framing.distance) * vec2(1.0, -1.0);
            framing.target + self.points_per_tangent * at
        });
        let places: Vec<Vec2> = places.collect();
        let exact: Vec<_> = places.iter().map(|place| place.as_dvec2()).collect();
        planar_hull(&exact)
            .into_iter()
            .map(|index| places[index])
            .collect()
    }
}

/// The cuts of a room that leave its obstacles free: at the side, evenly at both sides, above or below.
fn cuts(room: &Room) -> Vec<Cut> {
    let (low, high) = (room.area.min, room.area.max());
    let mut cuts: Vec<Cut> = vec![[0.0; 4]];
    for obstacle in room.obstacles.into_iter().flatten() {
        let right = (high.x - obstacle.min.x).max(0.0);
        let top = (obstacle.max().y - low.y).max(0.0);
        let bottom = (high.y - obstacle.min.y).max(0.0);
        let options = [
            [0.0, 0.0, right, 0.0],
            [right, 0.0, right, 0.0],
            [0.0, top, 0.0, 0.0],
            [0.0, 0.0, 0.0, bottom],
        ];
        let both =
            |cut: &Cut, option: &Cut| std::array::from_fn(|side| cut[side].max(option[side]));
        cuts = (cuts.iter())
            .flat_map(|cut| options.iter().map(move |option| both(cut, option)))
            .collect();
    }
    cuts
}

/// Whether a convex polygon overlaps a rectangle.
fn overlap(polygon: &[Vec2], rectangle: &Area) -> bool {
    let (low, high) = (rectangle.min, rectangle.max());
    let corners = [low, vec2(high.x, low.y), high, vec2(low.x, high.y)];
    let is_apart = |normal: Vec2| {
        let range = |points: &[Vec2]| {
            let along = points.iter().map(|point| point.dot(normal));
            along.fold((f32::MAX, f32::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            })
        };
        let (one, other) = (range(polygon), range(&corners));
        one.1 <= other.0 || other.1 <= one.0
    };
    let sides = polygon.iter().zip(polygon.iter().cycle().skip(1));
    let normals = sides.map(|(from, to)| (to - from).perp());
    !normals.chain([Vec2::X, Vec2::Y]).any(is_apart)
}

/// Azimuths of a whole turn in degrees.
pub(super) fn whole_turn() -> impl Iterator<Item = f32> {
    const STEPS: usize = 32;
    (0..STEPS).map(|k| k as f32 * 360.0 / STEPS as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Area = Area {
        min: Vec2::ZERO,
        size: vec2(1600.0, 900.0),
    };

    fn framed(directions: &[[f32; 2]], half_size: Vec3) -> FramedBox {
        FramedBox::new(half_size, directions, true, 0.268, PICTURE.size.y)
    }

    fn bounds(hull: &[Vec2]) -> Area {
        let low = hull.iter().copied().fold(Vec2::MAX, Vec2::min);
        let high = hull.iter().copied().fold(Vec2::MIN, Vec2::max);
        Area {
            min: low,
            size: high - low,
        }
    }

    #[test]
    fn a_box_fills_its_room_and_is_in_its_middle() {
        let area = PICTURE.inset([60.0, 120.0, 400.0, 140.0]);
        let turn: Vec<[f32; 2]> = whole_turn().map(|azimuth| [azimuth, 25.0]).collect();
        for directions in [
            vec![[-55.0, 28.0]],
            vec![[-80.0, 10.0], [-40.0, 60.0]],
            turn,
        ] {
            let framed = framed(&directions, vec3(1.0, 0.6, 0.4));
            let bounds = bounds(&framed.hull(&framed.framing(&area.into())));
            let share = bounds.size / area.size;
            assert!(
                (share.max_element() - 1.0).abs() < 1e-3,
                "{directions:?}: {share}"
            );
            assert!(
                bounds.center().distance(area.center()) < 0.5,
                "{directions:?}"
            );
        }
    }

    #[test]
    fn obstacles_over_empty_corners_change_nothing_and_others_stay_free() {
        let framed = framed(&[[-45.0, 30.0]], vec3(1.0, 0.6, 1.0));
        let corner = |size: Vec2| Area {
            min: vec2(PICTURE.size.x - size.x, 0.0),
            size,
        };
        let alone = framed.framing(&PICTURE.into());
        let mut before = alone.distance;
        for size in [vec2(300.0, 100.0), vec2(500.0, 300.0), vec2(700.0, 600.0)] {
            let room = Room {
                obstacles: [Some(corner(size)), None],
                ..PICTURE.into()
            };
            let framing = framed.framing(&room);
            let hull = framed.hull(&framing);
            assert!(!overlap(&hull, &corner(size)), "{size}");
            assert!(framing.distance >= before * 0.999, "{size}");
            assert_eq!(framing == alone, size.y == 100.0, "{size}");
            before = framing.distance;
        }
    }

    #[test]
    fn polygons_and_rectangles_overlap_only_where_they_meet() {
        let triangle = [vec2(0.0, 0.0), vec2(10.0, 0.0), vec2(0.0, 10.0)];
        let at = |x: f32, y: f32| Area {
            min: vec2(x, y),
            size: Vec2::ONE,
        };
        assert!(overlap(&triangle, &at(2.0, 2.0)));
        assert!(overlap(&triangle, &at(4.5, 4.5)));
        assert!(!overlap(&triangle, &at(5.1, 5.1)));
        assert!(!overlap(&triangle, &at(-1.5, 3.0)));
    }
}
