//! The criterion that the perceptron reduces.

use super::{Bilingual, Entry, Loss, Targets, TargetsView, margin};

pub(super) const ENTRY: Entry = Entry {
    name: "perceptron",
    title: Bilingual::new("Perceptron criterion", "感知机准则"),
    formula: "L = max(0, −m),  m = y·z,  y = ±1",
    doc: Bilingual::new(
        "For two classes: 0 on the right side, and on the wrong one the distance to the boundary, in units of 1/‖w‖.",
        "用于两个类别：正确一侧为 0，错误一侧为到边界的距离（以 1/‖w‖ 为单位）。",
    ),
    reference: "Bishop 2006, Pattern Recognition and Machine Learning, section 4.1.7",
    parameters: &[],
    build: |_| Box::new(Perceptron),
};

#[derive(Clone, Copy, Debug)]
struct Perceptron;

impl Loss for Perceptron {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        margin::outputs(targets).filter(|outputs| *outputs == 1)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        margin::sum_and_derivatives(outputs, targets, |m| match m > 0.0 {
            true => (0.0, 0.0),
            false => (-m, -1.0),
        })
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        margin::predict(outputs)
    }

    fn class(&self, outputs: &[f64]) -> Option<usize> {
        Some(margin::class(outputs))
    }
}
