//! The content of pictures and its layout.

use bevy::math::{Vec2, Vec3};
use fallline::{
    scene::{Projection, Theme, gallery},
    view::{
        FigureTables,
        frame::{area::Area, figures},
        style::theme::colormap,
    },
    words::Language,
};

use crate::drawing::*;

const SIZE: [u32; 2] = [1280, 720];

#[test]
fn the_border_is_empty_and_every_text_is_drawn_in_its_area() {
    let mut opened = None;
    for (name, theme, projection) in gallery().iter().flat_map(|entry| {
        [
            (entry.name, Theme::Dark, Projection::Perspective),
            (entry.name, Theme::Light, Projection::Top),
            (entry.name, Theme::Projector, Projection::Perspective),
        ]
    }) {
        let outcome = simulated(name, |scene| {
            scene.theme = theme;
            scene.look.projection = projection;
        });
        let studio = opened.get_or_insert_with(|| studio(&outcome, SIZE));
        studio.show(outcome.clone());
        let seconds = outcome.timeline.total_seconds();
        let picture = Picture::of(studio, SIZE, seconds);
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        let frame = frame(&outcome, &tables, SIZE, seconds);
        let (style, layout) = (&frame.style, &frame.layout);
        let case = format!("{name}, {theme:?}, {projection:?}");

        let border = SIZE[1] / 100;
        let background = |y: u32| {
            let part = (y as f32 + 0.5) / SIZE[1] as f32;
            style.background_top.mix(style.background_bottom, part).0
        };
        for (x, y) in (0..SIZE[1]).flat_map(|y| (0..SIZE[0]).map(move |x| (x, y))) {
            let is_inner =
                (border..SIZE[0] - border).contains(&x) && (border..SIZE[1] - border).contains(&y);
            if !is_inner {
                let found = picture.at(x, y);
                assert!(
                    color_distance(found, background(y)) <= 2,
                    "{case}: {found:?} at {x}, {y} is not the background"
                );
            }
        }
        // The legends of several figures are not checked. Clouds without classes have none, and clouds coloured by a
        // column have a colour bar instead.
        let is_single = outcome.figures.len() == 1;
        let whole = figures::outer_layout(&outcome, &canvas(SIZE));
        let text_layout = if is_single { *layout } else { whole };
        let is_cloud = outcome.figures[0].simulation.cloud().is_some();
        let has_bar_instead = is_cloud && layout.bar.is_some();
        let has_legend = is_single && layout.legend.size.y > 0.0 && !has_bar_instead;
        let legend = has_legend.then_some(("legend", layout.legend));
        let parts = [
            ("title", text_layout.title),
            ("caption", text_layout.caption),
        ];
        for (part, area) in parts.into_iter().chain(legend) {
            let total = picture.inside(area).count();
            let differing = |least: u8| {
                let pixels = picture.inside(area);
                pixels
                    .filter(|&pixel| color_distance(pixel, style.background_top.0) > least)
                    .count()
            };
            let contrast = color_distance(style.secondary_text.0, style.background_top.0);
            assert!(
                differing(contrast / 2) * 200 > total,
                "{case}: {part} is missing"
            );
            assert!(
                differing(contrast / 2) * 2 < total,
                "{case}: {part} overlaps something"
            );
        }
    }
}

#[test]
fn every_ball_is_at_its_run_in_its_colour() {
    let mut opened = None;
    for (name, step) in [("bowl", 3.0), ("saddle", 40.0), ("learning-rates", 6.0)] {
        // Without names and legend there are no signs on the balls.
        let outcome = simulated(name, |scene| {
            scene.look.marks.names = false;
            scene.look.marks.legend = false;
        });
        let studio = opened.get_or_insert_with(|| studio(&outcome, SIZE));
        studio.show(outcome.clone());
        let seconds = outcome.timeline.seconds_at(step);
        let picture = Picture::of(studio, SIZE, seconds);
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        let frame = frame(&outcome, &tables, SIZE, seconds);
        let drawn = tables.surface().unwrap();
        let balls = drawn.balls(&frame, outcome.figures[0].look());
        assert_eq!(balls.len(), drawn.runs.len());
        for (run, ball) in drawn.runs.iter().zip(balls) {
            let [x, y, z, radius] = ball.sphere;
            let center = frame.transform.project(Vec3::new(x, y, z)).unwrap();
            let reach = 0.6 * radius / frame.transform.world_per_point(Vec3::new(x, y, z));
            let square = Area {
                min: center - reach,
                size: Vec2::splat(2.0 * reach),
            };
            let color = frame.style.series(run.color).0;
            let (own, all) = (
                picture
                    .inside(square)
                    .filter(|&pixel| hue_distance(pixel, color) < 20.0)
                    .count(),
                picture.inside(square).count(),
            );
            assert!(all > 20, "{name}: a ball of {all} pixels");
            assert!(
                2 * own > all,
                "{name}: {own} of {all} pixels at {center} have the colour of {}",
                run.label.en()
            );
        }
    }
}

#[test]
fn the_colour_bar_shows_the_colormap_in_order() {
    let outcome = simulated("bowl", |scene| scene.look.marks.color_bar = true);
    let picture = Picture::of(&mut studio(&outcome, SIZE), SIZE, 0.0);
    let tables = FigureTables::new(&outcome.figures[0], Language::English);
    let bar = frame(&outcome, &tables, SIZE, 0.0).layout.bar.unwrap();
    let colors = colormap(outcome.scene().look.colormap);
    for part in [0.01, 0.25, 0.5, 0.75, 0.99] {
        let at = bar.min + bar.size * Vec2::new(0.5, 1.0 - part);
        let found = picture.at(at.x as u32, at.y as u32);
        let expected = colors[(part * 255.0).round() as usize].0;
        assert!(
            color_distance(found, expected) <= 4,
            "{found:?} at {part} of the bar should be {expected:?}"
        );
    }
}

/// The angle between the hues of two colours, in degrees; 180 if one of them is grey.
fn hue_distance(a: [u8; 3], b: [u8; 3]) -> f32 {
    let hue = |[r, g, b]: [u8; 3]| {
        let [r, g, b] = [r, g, b].map(f32::from);
        let (x, y) = (r - 0.5 * (g + b), 0.75_f32.sqrt() * (g - b));
        (x.hypot(y) > 24.0).then(|| y.atan2(x).to_degrees())
    };
    let (Some(a), Some(b)) = (hue(a), hue(b)) else {
        return 180.0;
    };
    let between = (a - b).rem_euclid(360.0);
    between.min(360.0 - between)
}
