//! The points of a rectangle where a landscape has no slope, found by starting a search in each cell of a grid. What
//! lies closer together than the cells may be missed.

use glam::{DMat2, DVec2};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    diagnosis::eigenvalues,
    landscape::{Domain, Landscape},
};

/// Newton steps from one cell.
const MOST_STEPS: usize = 60;
/// A point counts where ‖∇f‖ is below this part of what is usual in the rectangle.
const NO_SLOPE: f64 = 1e-10;
/// Points nearer to each other than this part of the rectangle's sides are one.
const SAME: f64 = 1e-6;
/// Curvatures below this part of the greater one, and of what is usual in the rectangle, are none.
const NO_CURVATURE: f64 = 1e-7;

/// What kind of point it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// f rises in every direction.
    Minimum,
    /// f falls in every direction.
    Maximum,
    /// f rises in one direction and falls in another.
    Saddle,
    /// The second derivatives do not decide.
    Degenerate,
}

/// A point without slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Critical {
    /// Where.
    pub at: DVec2,
    /// f there.
    pub value: f64,
    /// What it is.
    pub kind: Kind,
}

/// The points without slope in a rectangle, the lowest first, from a search in each of `cells`² cells (`cells` where
/// there is one variable): Newton's method on ∇f = 0, damped so that ‖∇f‖ never rises, and from the lowest points of the
/// grid a compass search, which finds minima at kinks.
pub fn critical_points(landscape: &dyn Landscape, domain: Domain, cells: usize) -> Vec<Critical> {
    let cells = cells.max(1);
    let rows = match landscape.variables() {
        1 => 1,
        _ => cells,
    };
    let corner = |i: usize, j: usize| {
        let part = |k: usize, count: usize| (k as f64 + 0.5) / count as f64;
        let y = if rows == 1 { 0.5 } else { part(j, rows) };
        let at = domain.at(DVec2::new(part(i, cells), y));
        if rows == 1 { at.with_y(0.0) } else { at }
    };
    let values: Vec<f64> = (0..cells * rows)
        .into_par_iter()
        .map(|k| landscape.value(corner(k % cells, k / cells)))
        .collect();
    let usual = usual_slope(landscape, cells, rows, &corner);
    let cell = DVec2::new(
        domain.size().x / cells as f64,
        if rows == 1 {
            0.0
        } else {
            domain.size().y / rows as f64
        },
    );
    let bend = usual / domain.size().max_element();
    let is_lowest = |i: usize, j: usize| {
        let here = values[j * cells + i];
        let near = |k: usize, count: usize| k.saturating_sub(1)..(k + 2).min(count);
        here.is_finite()
            && !near(j, rows).any(|j| near(i, cells).any(|i| values[j * cells + i] < here))
    };
    let found: Vec<Critical> = (0..cells * rows)
        .into_par_iter()
        .flat_map_iter(|k| {
            let (i, j) = (k % cells, k / cells);
            let start = corner(i, j);
            let smooth = newton(landscape, start, cell, usual, bend);
            let low = is_lowest(i, j)
                .then(|| compass(landscape, start, cell))
                .flatten();
            smooth.into_iter().chain(low)
        })
        .filter(|point| contains(domain, rows, point.at))
        .collect();
    distinct(found, domain)
}

fn contains(domain: Domain, rows: usize, at: DVec2) -> bool {
    let (x, y) = (domain.x, domain.y);
    let slack = SAME * domain.size();
    let inside = |v: f64, [low, high]: [f64; 2], slack: f64| v >= low - slack && v <= high + slack;
    inside(at.x, x, slack.x) && (rows == 1 || inside(at.y, y, slack.y))
}

/// The median of ‖∇f‖ over the grid.
fn usual_slope(
    landscape: &dyn Landscape,
    cells: usize,
    rows: usize,
    corner: &(impl Fn(usize, usize) -> DVec2 + Sync),
) -> f64 {
    let mut slopes: Vec<f64> = (0..cells * rows)
        .into_par_iter()
        .map(|k| landscape.gradient(corner(k % cells, k / cells)).length())
        .filter(|slope| slope.is_finite())
        .collect();
    slopes.sort_unstable_by(f64::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

/// The point without slope that Newton's method comes to, if it does.
fn newton(
    landscape: &dyn Landscape,
    start: DVec2,
    cell: DVec2,
    usual: f64,
    bend: f64,
) -> Option<Critical> {
    let one = landscape.variables() == 1;
    let mut at = start;
    let mut slope = landscape.gradient(at);
    let farthest = 2.0 * cell.max_element();
    for _ in 0..MOST_STEPS {
        if !slope.is_finite() {
            return None;
        }
        let hessian = landscape.hessian(at)?;
        let step = newton_step(hessian, slope, one)?.clamp_length_max(farthest);
        if step.length() <= 1e-15 * (1.0 + at.length()) {
            break;
        }
        // Half as far until the slope falls.
        let next = (0..30)
            .map(|halvings| at + 0.5f64.powi(halvings) * step)
            .find(|&next| landscape.gradient(next).length() < slope.length());
        let Some(next) = next else { break };
        at = next;
        slope = landscape.gradient(at);
    }
    let hessian = landscape.hessian(at)?;
    // In a hole of a plain, the slope of its walls counts.
    let wall = (hessian.x_axis + hessian.y_axis).length() * cell.max_element();
    if slope.length() > NO_SLOPE * usual.max(wall).max(f64::MIN_POSITIVE) {
        return None;
    }
    let value = landscape.value(at);
    let kind = kind(hessian, one, bend);
    value.is_finite().then_some(Critical { at, value, kind })
}

/// −H⁻¹·∇f, least in length where H has no inverse.
fn newton_step(hessian: DMat2, slope: DVec2, one: bool) -> Option<DVec2> {
    if one {
        let step = -slope.x / hessian.x_axis.x;
        return step.is_finite().then_some(DVec2::new(step, 0.0));
    }
    let size = hessian
        .to_cols_array()
        .into_iter()
        .fold(0.0f64, |size, part| size.max(part.abs()));
    if !(size > 0.0 && size.is_finite()) {
        return None;
    }
    let determinant = hessian.determinant();
    let step = if determinant.abs() > 1e-14 * size * size {
        -(hessian.inverse() * slope)
    } else {
        // Levenberg's: (H² + μ)⁻¹·H
        let square = hessian * hessian + DMat2::from_diagonal(DVec2::splat(1e-10 * size * size));
        -(square.inverse() * (hessian * slope))
    };
    step.is_finite().then_some(step)
}

fn kind(hessian: DMat2, one: bool, usual: f64) -> Kind {
    let [low, high] = match one {
        true => [hessian.x_axis.x; 2],
        false => eigenvalues(hessian),
    };
    let none = NO_CURVATURE * low.abs().max(high.abs()).max(usual);
    if low.abs() <= none || high.abs() <= none {
        Kind::Degenerate
    } else if low > 0.0 {
        Kind::Minimum
    } else if high < 0.0 {
        Kind::Maximum
    } else {
        Kind::Saddle
    }
}

/// The minimum at a kink that a search along the axes comes to; none where f is smooth, which is Newton's to find.
fn compass(landscape: &dyn Landscape, start: DVec2, cell: DVec2) -> Option<Critical> {
    const TURNS: [[f64; 2]; 8] = [
        [1.0, 0.0],
        [-1.0, 0.0],
        [0.0, 1.0],
        [0.0, -1.0],
        [0.7, 0.7],
        [-0.7, 0.7],
        [0.7, -0.7],
        [-0.7, -0.7],
    ];
    let (mut at, mut value, mut reach) = (start, landscape.value(start), cell);
    for _ in 0..400 {
        let around = TURNS.map(|turn| at + DVec2::from_array(turn) * reach);
        let lower = around
            .into_iter()
            .map(|near| (near, landscape.value(near)))
            .filter(|(_, lower)| *lower < value)
            .min_by(|a, b| a.1.total_cmp(&b.1));
        match lower {
            Some(lower) => (at, value) = lower,
            None => reach *= 0.5,
        }
        if reach.length() < 1e-13 * (cell.length() + at.length()) {
            break;
        }
    }
    let left = (start - at).abs().max_element() > 4.0 * cell.max_element();
    let smooth = landscape.hessian(at).is_some_and(|_| {
        // Beside a kink the slope is as steep as ever.
        let near = landscape.gradient(at + 1e-6 * cell);
        near.length() < 1e-3 * landscape.gradient(start).length()
    });
    (!left && !smooth && value.is_finite()).then_some(Critical {
        at,
        value,
        kind: Kind::Minimum,
    })
}

/// One of each, the lowest first.
fn distinct(mut found: Vec<Critical>, domain: Domain) -> Vec<Critical> {
    found.sort_by(|a, b| a.value.total_cmp(&b.value));
    let size = domain.size();
    let mut points: Vec<Critical> = Vec::new();
    for point in found {
        let same = |other: &Critical| {
            let apart = (other.at - point.at).abs() / size;
            // Where curvature is missing, and at kinks, the place is less certain.
            let unsure = point.kind == Kind::Degenerate || other.kind == Kind::Degenerate;
            apart.max_element() < if unsure { 1e3 * SAME } else { SAME }
        };
        if !points.iter().any(same) {
            points.push(point);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{formula::Formula, landscape};

    fn points_of(name: &str) -> Vec<Critical> {
        let landscape = landscape::find(name).unwrap().plain();
        critical_points(landscape.as_ref(), landscape.domain(), 64)
    }

    fn count(points: &[Critical], kind: Kind) -> usize {
        points.iter().filter(|point| point.kind == kind).count()
    }

    #[test]
    fn the_rippled_bowl_has_two_minima_and_a_saddle() {
        let points = points_of("ripples");
        assert_eq!(points.len(), 3, "{points:?}");
        assert!((points[0].value + 0.003129020970397).abs() < 1e-12);
        assert!((points[0].at.abs() - 0.1131102585651).abs().max_element() < 1e-9);
        assert_eq!(points[2].kind, Kind::Saddle);
    }

    #[test]
    fn himmelblau_has_its_nine() {
        let points = points_of("himmelblau");
        let kinds = [Kind::Minimum, Kind::Saddle, Kind::Maximum].map(|kind| count(&points, kind));
        assert_eq!(kinds, [4, 4, 1], "{points:?}");
    }

    #[test]
    fn sine_mountains_has_two_minima_and_a_saddle() {
        let points = points_of("sine_mountains");
        let values = [-11.19221764831, 5.069191306786, 9.848409870839];
        assert_eq!(points.len(), 3, "{points:?}");
        for (point, value) in points.iter().zip(values) {
            assert!((point.value - value).abs() < 1e-10, "{point:?}");
        }
    }

    /// The function of one variable has four minima and four maxima; its sum over two has every pair.
    #[test]
    fn the_wavy_quartic_has_its_sixty_four() {
        let text = "x^4 - 4x^3 + 4x^2 + x^2 sin(2π x)";
        let line = Formula::parse(text).unwrap();
        let domain = Domain::new([-0.5, 3.5], [-0.5, 3.5]).unwrap();
        let points = critical_points(&line, domain, 64);
        assert_eq!(
            (count(&points, Kind::Minimum), count(&points, Kind::Maximum)),
            (4, 4)
        );
        assert!((points[0].at.x - 2.721905423537).abs() < 1e-10);
        assert!((points[0].value + 3.432576936759).abs() < 1e-10);
        assert!((points[7].at.x - 3.369481394402).abs() < 1e-10);
        let sum = landscape::find("wavy_quartic").unwrap().plain();
        let points = critical_points(sum.as_ref(), domain, 64);
        let kinds = [Kind::Minimum, Kind::Maximum, Kind::Saddle].map(|kind| count(&points, kind));
        assert_eq!(kinds, [16, 16, 32]);
    }

    #[test]
    fn minima_at_kinks_are_found() {
        let points = points_of("ackley");
        assert!(
            points[0].at.length() < 1e-9 && points[0].kind == Kind::Minimum,
            "{:?}",
            points[0]
        );
        let roof = Formula::parse("|x - 0.3| + 2|y + 1|").unwrap();
        let points = critical_points(&roof, roof.domain(), 16);
        assert_eq!(points.len(), 1, "{points:?}");
        assert!(points[0].at.distance(DVec2::new(0.3, -1.0)) < 1e-9);
    }

    #[test]
    fn a_plane_and_nothing_have_none_and_a_trough_is_degenerate() {
        for text in ["x + y", "ln(-1 - x^2 - y^2)"] {
            let formula = Formula::parse(text).unwrap();
            assert_eq!(critical_points(&formula, formula.domain(), 8), [], "{text}");
        }
        let monkey = Formula::parse("x^3 - 3x y^2").unwrap();
        let points = critical_points(&monkey, monkey.domain(), 15);
        assert!(
            points.iter().all(|point| point.kind == Kind::Degenerate),
            "{points:?}"
        );
    }
}
