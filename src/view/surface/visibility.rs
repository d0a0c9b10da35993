//! The light on a surface: its direction, and how much of it and of the sky each point sees, computed once per shape
//! and look.

use glam::Vec4;

use super::{DrawnSurface, HOLE_HEIGHT, shape::Relief};
use crate::{
    math::horizon::HeightField,
    scene::{Light, Look},
    view::{frame::view_transform::direction_at, gpu::VisibleLight},
};

/// Points along a side from which visibility is computed; larger grids interpolate. Their shadows could not be told
/// from exact ones, and the time would grow with the square.
const MAX_SIZE: usize = 257;

/// The visible sky and light at the points of a grid of normalized heights, row by row; a surface is cut off at height
/// 1. Everything is visible if the light has no strength.
pub(super) fn visibility(heights: &[f32], relief: &Relief) -> Vec<VisibleLight> {
    let Relief {
        size,
        half_size,
        world_scale,
        light,
        ..
    } = *relief;
    if light.w == 0.0 {
        return vec![VisibleLight::ALL; heights.len()];
    }
    let coarse = size.min(MAX_SIZE);
    let world = |height: f32| match height <= HOLE_HEIGHT {
        true => f64::NAN,
        false => f64::from(height.min(1.0) * world_scale),
    };
    let heights: Vec<f64> = heights.iter().map(|&height| world(height)).collect();
    let spacing = 2.0 * half_size.as_dvec2() / (coarse - 1) as f64;
    let field = HeightField::new(resized(&heights, size, coarse), coarse, spacing);
    // The rows of the grid run along −z.
    let azimuth = (-light.z).atan2(light.x);
    let light = field.light_visibility(azimuth.into(), light.y.clamp(-1.0, 1.0).asin().into());
    let sky = resized(&field.sky_visibility(), coarse, size);
    let light = resized(&light, coarse, size);
    let pairs = sky.into_iter().zip(light);
    pairs
        .map(|(sky, light)| VisibleLight::new(sky as f32, light as f32))
        .collect()
}

/// The unit direction to the key light of a look, and its strength; 0 in a flat picture.
pub(super) fn key_light(look: &Look, is_flat: bool) -> Vec4 {
    let Light {
        azimuth,
        elevation,
        strength,
    } = look.light;
    let strength = if is_flat { 0.0 } else { strength };
    direction_at(azimuth as f32, elevation as f32).extend(strength as f32)
}

impl DrawnSurface {
    /// Unit direction to the key light, and the largest relative change of brightness by light and shadow.
    pub(crate) fn light(&self) -> Vec4 {
        self.light
    }
}

/// Square values of `from` points along a side, interpolated to `to` points. The result is NaN where any of the nearest
/// values is.
fn resized(values: &[f64], from: usize, to: usize) -> Vec<f64> {
    if from == to {
        return values.to_vec();
    }
    let place = |k: usize| {
        let place = k as f64 * (from - 1) as f64 / (to - 1) as f64;
        let cell = (place as usize).min(from - 2);
        (cell, place - cell as f64)
    };
    let columns: Vec<_> = (0..to).map(place).collect();
    let row = |j: usize| {
        let (row, t) = place(j);
        let (low, high) = (&values[row * from..], &values[(row + 1) * from..]);
        columns.iter().map(move |&(i, s)| {
            let along = |row: &[f64]| row[i] + s * (row[i + 1] - row[i]);
            along(low) + t * (along(high) - along(low))
        })
    };
    (0..to).flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use glam::Vec2;

    use super::*;
    use crate::{scene::Contours, view::style::scale::ValueScale};

    fn of(size: usize, height: impl Fn(f32, f32) -> f32) -> Vec<VisibleLight> {
        let place = |k: usize| k as f32 / (size - 1) as f32;
        let heights: Vec<f32> = (0..size * size)
            .map(|k| height(place(k % size), place(k / size)))
            .collect();
        let relief = Relief {
            size,
            half_size: Vec2::ONE,
            world_scale: 1.2,
            light: key_light(&Look::default(), false),
            contour_lines: ValueScale::linear(0.0, 1.0).contours(&Contours::Count(10)),
        };
        visibility(&heights, &relief)
    }

    #[test]
    fn a_plane_sees_everything() {
        assert!(
            of(9, |_, _| 0.3)
                .iter()
                .all(|&seen| seen == VisibleLight::ALL)
        );
    }

    /// A ridge along the second parameter, higher than the light, which comes from larger x.
    #[test]
    fn a_ridge_shades_the_side_away_from_the_light() {
        for size in [65, 300] {
            let ridge = of(size, |x, _| (1.0 - 12.0 * (x - 0.5).abs()).max(0.0));
            let row = size / 2 * size;
            let at = |x: f32| ridge[row + (x * (size - 1) as f32).round() as usize];
            assert_eq!(at(0.40).light(), 0.0, "{size}");
            assert_eq!(at(0.60).light(), 1.0, "{size}");
            assert!((at(0.4).sky() - at(0.6).sky()).abs() < 0.05, "{size}");
            assert!(
                at(0.4).sky() < 0.8 && at(0.1).sky() > at(0.4).sky(),
                "{size}"
            );
            assert!(at(0.5).sky() > 0.8 && at(0.5).light() == 1.0, "{size}");
        }
    }

    #[test]
    fn what_is_cut_off_at_the_top_of_the_box_casts_no_longer_shadow() {
        let wall = |top: f32| of(65, move |x, _| if x > 0.49 && x < 0.51 { top } else { 0.0 });
        assert_eq!(wall(1.0), wall(4.0));
    }

    #[test]
    fn resizing_keeps_linear_functions_and_corners() {
        let plane = |size: usize| -> Vec<f64> {
            let part = |k: usize| k as f64 / (size - 1) as f64;
            (0..size * size)
                .map(|k| 3.0 * part(k % size) - part(k / size))
                .collect()
        };
        for (from, to) in [(2, 7), (10, 4), (5, 5)] {
            let (found, expected) = (resized(&plane(from), from, to), plane(to));
            let off = found.iter().zip(&expected).map(|(a, b)| (a - b).abs());
            assert!(off.fold(0.0, f64::max) < 1e-12, "{from} to {to}");
        }
    }
}
