//! Landscapes as functions of a slice of 1 or 2 parameters.

use glam::{DMat2, DVec2};

use super::{Landscape, hessian_around};
use crate::math::differentiable::Differentiable;

/// The point of the plane with these parameters; y is 0 if there is only one. Parameters after the second are ignored.
pub fn plane_point(parameters: &[f64]) -> DVec2 {
    match *parameters {
        [] => DVec2::ZERO,
        [x] => DVec2::new(x, 0.0),
        [x, y, ..] => DVec2::new(x, y),
    }
}

/// Writes as many coordinates as `into` has elements.
fn write_coordinates(from: DVec2, into: &mut [f64]) {
    for (into, coordinate) in into.iter_mut().zip(from.to_array()) {
        *into = coordinate;
    }
}

impl<L: Landscape + ?Sized> Differentiable for L {
    fn dimensions(&self) -> usize {
        self.variables()
    }

    fn value(&self, at: &[f64]) -> f64 {
        Landscape::value(self, plane_point(at))
    }

    fn gradient(&self, at: &[f64], into: &mut [f64]) {
        write_coordinates(Landscape::gradient(self, plane_point(at)), into);
    }

    fn hessian(&self, at: &[f64], into: &mut [f64]) -> bool {
        let Some(hessian) = hessian_around(self, plane_point(at)) else {
            return false;
        };
        for (row, into) in into.chunks_mut(at.len()).enumerate() {
            write_coordinates(hessian.row(row), into);
        }
        true
    }

    fn curvatures(&self, at: &[f64]) -> Option<[f64; 2]> {
        let hessian = hessian_around(self, plane_point(at))?;
        Some(match self.variables() {
            1 => [hessian.x_axis.x; 2],
            _ => eigenvalues(hessian),
        })
    }

    fn samples(&self) -> usize {
        Landscape::samples(self)
    }

    fn gradient_on(&self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        write_coordinates(Landscape::gradient_on(self, samples, plane_point(at)), into);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        let domain = self.domain();
        [domain.x, domain.y][parameter]
    }
}

/// The eigenvalues of a symmetric matrix, the smaller first.
fn eigenvalues(matrix: DMat2) -> [f64; 2] {
    let (a, b, d) = (matrix.x_axis.x, matrix.x_axis.y, matrix.y_axis.y);
    let (mean, deviation) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
    [mean - deviation, mean + deviation]
}
