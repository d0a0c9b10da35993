//! The similarity curve of the layout, `1/(1 + a·d^(2b))` at distance d, with a and b fitted so that it is near 1 up to
//! the minimum distance and decays like `exp(−(d − min_dist)/spread)` beyond.

/// The number of distances, from 0 to three spreads, at which the curves are compared.
const SAMPLES: usize = 300;
/// The maximum number of steps of the fit.
const MAX_STEPS: usize = 200;

/// Fits [a, b] by least squares (K. Levenberg 1944; D. Marquardt 1963).
pub(super) fn fit(min_dist: f64, spread: f64) -> [f64; 2] {
    let samples: Vec<[f64; 2]> = (0..SAMPLES)
        .map(|i| {
            let x = 3.0 * spread * i as f64 / (SAMPLES - 1) as f64;
            let beyond = x - min_dist;
            [
                x,
                if beyond < 0.0 {
                    1.0
                } else {
                    (-beyond / spread).exp()
                },
            ]
        })
        .collect();
    let (mut parameters, mut damping) = ([1.0, 1.0], 1e-3);
    let mut least_error = squared_error(&samples, parameters);
    for _ in 0..MAX_STEPS {
        let ([[aa, ab], [_, bb]], [ga, gb]) = normal_equations(&samples, parameters);
        let (aa, bb) = (aa * (1.0 + damping), bb * (1.0 + damping));
        let determinant = aa * bb - ab * ab;
        let step = [
            (ga * bb - gb * ab) / determinant,
            (gb * aa - ga * ab) / determinant,
        ];
        let next = [parameters[0] + step[0], parameters[1] + step[1]];
        let error = squared_error(&samples, next);
        // The curve decreases only with positive parameters.
        if next.iter().all(|x| *x > 0.0) && error <= least_error {
            let is_small = step
                .iter()
                .zip(parameters)
                .all(|(step, parameter)| step.abs() <= 1e-12 * parameter);
            (parameters, least_error, damping) = (next, error, damping / 10.0);
            if is_small {
                break;
            }
        } else {
            damping *= 10.0;
        }
    }
    parameters
}

/// The sum of squared differences between the samples and the curve.
fn squared_error(samples: &[[f64; 2]], [a, b]: [f64; 2]) -> f64 {
    let squares = samples.iter().map(|[x, y]| {
        let curve = 1.0 / (1.0 + a * x.powf(2.0 * b));
        (y - curve).powi(2)
    });
    squares.sum()
}

/// `JᵀJ` and `Jᵀr`, with the derivatives J of the curve by a and b, and the residuals r.
fn normal_equations(samples: &[[f64; 2]], [a, b]: [f64; 2]) -> ([[f64; 2]; 2], [f64; 2]) {
    let (mut square, mut right) = ([[0.0; 2]; 2], [0.0; 2]);
    for [x, y] in samples.iter().filter(|[x, _]| *x > 0.0) {
        let power = x.powf(2.0 * b);
        let curve = 1.0 / (1.0 + a * power);
        let outer = -curve * curve * power;
        let slope = [outer, outer * 2.0 * a * x.ln()];
        for i in 0..2 {
            right[i] += slope[i] * (y - curve);
            for j in 0..2 {
                square[i][j] += slope[i] * slope[j];
            }
        }
    }
    (square, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `scipy.optimize.curve_fit` 1.17.1 on the same samples.
    #[test]
    fn the_fit_matches_scipy() {
        for (min_dist, spread, expected) in [
            (0.1, 1.0, [1.5769436134456798, 0.8950607194372566]),
            (0.0, 1.0, [1.9328090839820184, 0.790494663212144]),
            (0.5, 1.0, [0.5830298074589514, 1.3341673798946871]),
            (0.99, 1.0, [0.11930558793517065, 1.9163887725429056]),
            (0.1, 3.0, [0.29565669658625954, 0.8246523658344671]),
        ] {
            let found = fit(min_dist, spread);
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found / expected - 1.0).abs() < 1e-7,
                    "{min_dist}, {spread}: {found}"
                );
            }
        }
    }
}
