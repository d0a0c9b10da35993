//! The hinge loss of support-vector machines.

use super::{Bilingual, Entry, Loss, Targets, TargetsView, margin};

pub(super) const ENTRY: Entry = Entry {
    name: "hinge",
    title: Bilingual::new("Hinge loss", "合页损失"),
    formula: "L = max(0, 1 − m),  m = y·z,  y = ±1",
    doc: Bilingual::new(
        "For classes: 0 beyond the margin, and inside it the distance to its edge.",
        "用于类别：间隔之外为 0，间隔之内为到间隔边缘的距离。",
    ),
    reference: "scikit-learn LinearSVC(loss=\"hinge\")",
    parameters: &[],
    build: |_| Box::new(Hinge),
};

#[derive(Clone, Copy, Debug)]
struct Hinge;

impl Loss for Hinge {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        margin::outputs(targets)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        margin::sum_and_derivatives(outputs, targets, |m| match m < 1.0 {
            true => (1.0 - m, -1.0),
            false => (0.0, 0.0),
        })
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        margin::predict(outputs)
    }

    fn class(&self, outputs: &[f64]) -> Option<usize> {
        Some(margin::class(outputs))
    }
}
