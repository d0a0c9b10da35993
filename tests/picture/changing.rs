//! Pictures of morphs and heat maps.

use bevy::math::Vec2;
use fallline::{
    scene::{Morph, Scene, Subject, Text, landscape_spec},
    view::FigureTables,
    words::Language,
};

use crate::drawing::*;

const SIZE: [u32; 2] = [640, 360];
/// The first and the last landscape of a morph: mirror images, so that both have the same range of heights.
const FIRST: &str = "x^2 + y^2 + 1.5x*y";
const LAST: &str = "x^2 + y^2 - 1.5x*y";

/// Sets the landscape of a scene without runs and marks, with a morph from `first` between seconds 1 and 3.
fn set_landscape(scene: &mut Scene, landscape: &str, first: Option<&str>) {
    let Subject::Landscape(subject) = &mut scene.figures[0].subject else {
        panic!("a landscape");
    };
    subject.landscape = landscape_spec(landscape).unwrap();
    subject.runs.clear();
    // The caption refers to the runs.
    scene.caption = Text::default();
    subject.morph = first.map(|first| Morph {
        from: Some(landscape_spec(first).unwrap()),
        at: 1.0,
        seconds: 2.0,
        ..Morph::default()
    });
    scene.look.marks.minimum = false;
    scene.look.marks.saddle = false;
}

/// Whether pictures of a surface differ only by its triangles. Those of a morph are true to all its shapes, each to 0.3
/// pixels, which moves edges by so much and changes the coverage of a pixel there by up to 0.3 of 255 levels.
fn is_same_surface(difference: &Difference) -> bool {
    difference.max_channel <= 77 && difference.pixel_fraction < 0.02
}

#[test]
fn a_morph_starts_and_ends_like_the_plain_surfaces() {
    let first = simulated("bowl", |scene| set_landscape(scene, FIRST, None));
    let last = simulated("bowl", |scene| set_landscape(scene, LAST, None));
    let both = simulated("bowl", |scene| set_landscape(scene, LAST, Some(FIRST)));
    let mut studio = studio(&both, SIZE);
    let times = [0.0, 1.0, 2.0, 3.0, 5.0];
    let changing = times.map(|seconds| Picture::of(&mut studio, SIZE, seconds));
    studio.show(first);
    let firsts = times.map(|seconds| Picture::of(&mut studio, SIZE, seconds));
    studio.show(last);
    let lasts = times.map(|seconds| Picture::of(&mut studio, SIZE, seconds));
    for k in [0, 1] {
        let difference = changing[k].difference(&firsts[k]);
        assert!(
            is_same_surface(&difference),
            "second {}: {difference:?}",
            times[k]
        );
    }
    for k in [3, 4] {
        let difference = changing[k].difference(&lasts[k]);
        assert!(
            is_same_surface(&difference),
            "second {}: {difference:?}",
            times[k]
        );
    }
    assert!(!is_same_surface(&changing[2].difference(&firsts[2])));
    assert!(!is_same_surface(&changing[2].difference(&lasts[2])));
}

#[test]
fn a_morph_into_the_same_surface_changes_nothing() {
    let plain = simulated("bowl", |scene| set_landscape(scene, FIRST, None));
    let same = simulated("bowl", |scene| set_landscape(scene, FIRST, Some(FIRST)));
    let mut studio = studio(&plain, SIZE);
    let expected = Picture::of(&mut studio, SIZE, 1.7);
    studio.show(same);
    let difference = Picture::of(&mut studio, SIZE, 1.7).difference(&expected);
    assert!(difference.is_invisible(), "{difference:?}");
}

/// From above, every pixel of a heat map has the colour of the loss of its run and step.
#[test]
fn a_heat_map_from_above_has_the_colour_of_each_loss() {
    let outcome = simulated("lr-heatmap", |scene| {
        scene.look.projection = fallline::scene::Projection::Top;
        scene.look.contours = fallline::scene::Contours::None;
        scene.look.marks.names = false;
    });
    let mut studio = studio(&outcome, SIZE);
    let picture = Picture::of(&mut studio, SIZE, 0.0);
    let tables = FigureTables::new(&outcome.figures[0], Language::English);
    let frame = frame(&outcome, &tables, SIZE, 0.0);
    let sweep = outcome.figures[0].simulation.sweep().unwrap();
    let surface = &tables.surface().unwrap().surface;
    let colors = fallline::view::style::theme::colormap(outcome.scene().look.colormap);
    let background = frame.style.background_top.0;
    let (mut coloured, mut holes) = (0, 0);
    for index in (10..sweep.losses.settings.len()).step_by(23) {
        for step in [13, 37, 71, 90] {
            let place = sweep.axis_position(sweep.losses.settings[index]);
            let at = bevy::math::DVec2::new(f64::from(step), place);
            let pixel: Vec2 = frame.transform.project(surface.point(at)).unwrap();
            let found = picture.at(pixel.x as u32, pixel.y as u32);
            let loss = sweep.losses.at(index, step as usize);
            let height = surface.scale.normalized(loss);
            if loss.is_nan() || height > 1.2 {
                holes += 1;
                assert!(
                    color_distance(found, background) < 12,
                    "{at}: {found:?} is not a hole"
                );
                continue;
            }
            // Where neighbouring rows differ much, a pixel may show any of them.
            let rows = index.saturating_sub(3)..=(index + 3).min(sweep.losses.settings.len() - 1);
            let neighbours = rows.map(|row| {
                surface
                    .scale
                    .normalized(sweep.losses.at(row, step as usize))
            });
            let (low, high) = neighbours.fold((height, height), |(low, high), other| {
                (low.min(other), high.max(other))
            });
            if high - low > 0.2 || height > 0.95 {
                continue;
            }
            let matches = |other: f64| {
                let color = colors[(255.0 * other.clamp(0.0, 1.0)).round() as usize].0;
                color_distance(found, color) <= 8
            };
            let spread = 0.03_f64.max(high - low);
            let is_expected = (-16..=16).any(|k| matches(height + spread * f64::from(k) / 16.0));
            assert!(is_expected, "{at}: {found:?} for {loss}");
            coloured += 1;
        }
    }
    assert!(coloured > 12 && holes > 0, "{coloured}, {holes}");
}
