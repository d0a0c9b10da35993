use glam::{Vec3, vec3};

use super::*;

fn surface(variables: usize, look: &Look) -> DrawnSurface {
    let domain = Domain {
        x: [-1.0, 1.0],
        y: [-1.0, 1.0],
    };
    let size = 21;
    let place = |k: usize| 2.0 * k as f64 / (size - 1) as f64 - 1.0;
    let value = |k: usize| place(k % size).powi(2) + place(k / size).powi(2);
    let grid = HeightGrid::from_values(domain, size, (0..size * size).map(value).collect());
    DrawnSurface::new(&Arc::new(grid), &[], variables, look, None)
}

#[test]
fn the_floor_has_contour_lines_only_where_they_say_something() {
    let look = Look::default();
    assert!(surface(2, &look).floor().is_some());
    assert!(surface(1, &look).floor().is_none());
    let block = Look {
        solid: true,
        ..Look::default()
    };
    assert!(surface(2, &block).floor().is_none());
}

#[test]
fn the_walls_of_a_block_hide_the_surface_behind_them() {
    let open = Look::default();
    let block = Look {
        solid: true,
        ..Look::default()
    };
    // Through the near wall, below the edge of the bowl.
    let from_the_side = (vec3(0.0, 0.1, 5.0), vec3(0.0, -0.05, -1.0).normalize());
    let from_above = (vec3(0.2, 5.0, 0.1), Vec3::NEG_Y);
    for (look, seen) in [(&open, true), (&block, false)] {
        let surface = surface(2, look);
        let (origin, direction) = from_the_side;
        assert_eq!(surface.ray_hit(origin, direction).is_some(), seen);
        let (origin, direction) = from_above;
        assert!(surface.ray_hit(origin, direction).is_some());
    }
}

#[test]
fn light_comes_from_where_a_camera_of_the_same_angles_is() {
    let look = Look {
        light: crate::scene::Light {
            azimuth: -90.0,
            elevation: 0.0,
            strength: 0.3,
        },
        ..Look::default()
    };
    let light = surface(2, &look).light();
    // The viewer in front of the box is at +z.
    assert!(light.distance(Vec3::Z.extend(0.3)) < 1e-6, "{light}");
    let flat = Look {
        projection: Projection::Top,
        ..look
    };
    assert_eq!(surface(2, &flat).light().w, 0.0);
}

#[test]
fn triangles_and_shadows_are_reused_until_heights_or_light_change() {
    let grid = |height: f64| {
        let domain = Domain {
            x: [-1.0, 1.0],
            y: [-1.0, 1.0],
        };
        let values = (0..25).map(|k| height * f64::from(k)).collect();
        Arc::new(HeightGrid::from_values(domain, 5, values))
    };
    let (own, other) = (grid(1.0), grid(2.0));
    let look = Look::default();
    let mut lit = look.clone();
    lit.light.azimuth += 40.0;
    let first = DrawnSurface::new(&own, &[], 2, &look, None);
    for (grid, look, is_same) in [
        (&own, &look, true),
        (&other, &look, false),
        (&own, &lit, false),
    ] {
        let next = DrawnSurface::new(grid, &[], 2, look, Some(&first));
        assert_eq!(Arc::ptr_eq(&next.shapes, &first.shapes), is_same);
    }
}
