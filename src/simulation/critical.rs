//! The critical points marked on a surface: those known from the landscape's definition, otherwise the minima found by
//! a quick search.

use crate::math::{
    landscape::{CriticalKind, CriticalPoint, Domain, Landscape},
    minima::{self, Kind},
    progress::{Cancelled, Progress},
};

/// The number of cells of the search along each side of the domain; few, because a formula is searched whenever a
/// slider moves.
const CELLS_PER_SIDE: usize = 16;

/// An estimate of the number of evaluations of a search, for the progress.
pub(super) const SEARCH_EVALUATIONS: f64 = 2e5;

/// The critical points inside the domain. If the landscape knows none and is not a loss on samples, searches for
/// minima; the search may miss minima that are closer together than a cell.
///
/// # Errors
/// `progress` cancels the search.
pub(super) fn points(
    landscape: &dyn Landscape,
    domain: Domain,
    progress: &mut Progress,
) -> Result<Vec<CriticalPoint>, Cancelled> {
    let known = landscape.critical_points();
    let mut points = match known.is_empty() && landscape.samples() == 0 {
        true => search_minima(landscape, domain, progress)?,
        false => known,
    };
    points.retain(|point| domain.contains(point.at));
    Ok(points)
}

/// The minima found by a search; those with the lowest value are global.
fn search_minima(
    landscape: &dyn Landscape,
    domain: Domain,
    progress: &mut Progress,
) -> Result<Vec<CriticalPoint>, Cancelled> {
    let points = minima::critical_points(landscape, domain, CELLS_PER_SIDE, progress)?;
    let minima = points
        .into_iter()
        .filter(|point| point.kind == Kind::Minimum);
    let mut minima: Vec<CriticalPoint> = minima
        .map(|point| CriticalPoint {
            at: point.at,
            value: point.value,
            kind: CriticalKind::LocalMinimum,
        })
        .collect();
    let lowest = minima
        .iter()
        .map(|point| point.value)
        .fold(f64::INFINITY, f64::min);
    // Minima of equal depth differ by rounding errors.
    let tolerance = 1e-9 * (1.0 + lowest.abs());
    for point in &mut minima {
        if point.value <= lowest + tolerance {
            point.kind = CriticalKind::Minimum;
        }
    }
    Ok(minima)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{formula::Formula, progress::no_progress};

    #[test]
    fn the_minima_of_a_formula_are_found_and_the_lowest_marked() {
        let formula = Formula::parse("x^4 - 2x^2 + 0.3x + y^2").expect("a formula");
        let points = points(&formula, formula.domain(), &mut no_progress).expect("not cancelled");
        let kinds: Vec<CriticalKind> = points.iter().map(|point| point.kind).collect();
        assert_eq!(kinds, [CriticalKind::Minimum, CriticalKind::LocalMinimum]);
        assert!(points[0].at.x < 0.0);
        let wells = Formula::parse("(x^2 - 1)^2 + y^2").expect("a formula");
        let equal = super::points(&wells, wells.domain(), &mut no_progress).expect("not cancelled");
        assert!(
            equal
                .iter()
                .all(|point| point.kind == CriticalKind::Minimum)
        );
        assert_eq!(equal.len(), 2);
    }
}
