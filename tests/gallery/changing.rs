//! Heat maps and morphing surfaces.

use fallline::{
    scene::Source,
    simulation::{Simulation, simulate},
};

use crate::reference::*;

/// The boundaries stated in the caption: 2/4.5 follows from the curvature along the diagonal, the others from runs of
/// 3000 steps.
#[test]
fn learning_rates_converge_oscillate_or_diverge_as_the_caption_states() {
    let Simulation::Sweep(sweep) = simulate(&Source::open("lr-heatmap").unwrap(), 0, None).unwrap()
    else {
        panic!("a heat map");
    };
    let losses = &sweep.losses;
    let best = losses.settings[losses.best(losses.steps).unwrap()];
    assert!((0.21..0.23).contains(&best), "{best}");
    let (mut converging, mut bounded, mut divergent) = (0, 0, 0);
    for (index, &rate) in losses.settings.iter().enumerate() {
        let end = losses.at(index, losses.steps);
        match rate {
            0.05..0.43 => {
                converging += 1;
                assert!(end < 1e-6, "{rate}: {end}");
            }
            0.46..1.0 => {
                bounded += 1;
                assert!((1e-3..13.0).contains(&end), "{rate}: {end}");
            }
            1.1.. => {
                divergent += 1;
                assert!(end.is_nan() || end > 1e6, "{rate}: {end}");
            }
            _ => {}
        }
    }
    assert!(converging > 30 && bounded > 10 && divergent > 10);
}

/// The lowest valley for each λ, and the ends of the two balls (the minimum of the penalized quartic, found on a fine grid).
#[test]
fn a_growing_penalty_moves_the_lowest_valley_but_not_the_ball() {
    let Simulation::Landscape(landscape) =
        simulate(&Source::open("l2-morph").unwrap(), 0, None).unwrap()
    else {
        panic!("a landscape");
    };
    let morphing = landscape.morph.as_ref().unwrap();
    let count = morphing.earlier.len();
    for (k, grid) in morphing.earlier.iter().chain([&landscape.grid]).enumerate() {
        let (name, lambda) = morphing.parameter(k as f64 / count as f64).unwrap();
        assert_eq!(name, "λ");
        let lowest = (0..grid.values.len())
            .min_by(|&a, &b| grid.values[a].total_cmp(&grid.values[b]))
            .unwrap();
        let found = grid.point(lowest % grid.size, lowest / grid.size);
        let expected = match lambda {
            ..0.1115 => 2.72,
            ..0.9405 => 1.77,
            _ => 0.0,
        };
        let near = [found.x, found.y].map(|found| (found - expected).abs() < 0.03);
        assert_eq!(near, [true, true], "λ = {lambda}: {found}");
    }
    let [far, near] = &landscape.runs[..] else {
        panic!("two runs");
    };
    assert_near(end(far)[0], 2.70363, 1e-5);
    assert_near(far.final_value(), 7.854014613, 1e-8);
    assert!(near.final_value() < 0.01, "{}", near.final_value());
}
