//! The squared hinge loss of support-vector machines.

use super::{Bilingual, Entry, Loss, Targets, TargetsView, margin};

pub(super) const ENTRY: Entry = Entry {
    name: "squared_hinge",
    title: Bilingual::new("Squared hinge loss", "平方合页损失"),
    formula: "L = max(0, 1 − m)²,  m = y·z,  y = ±1",
    doc: Bilingual::new(
        "For classes: the square of the hinge loss, which has no kink.",
        "用于类别：合页损失的平方，没有尖点。",
    ),
    reference: "scikit-learn LinearSVC(loss=\"squared_hinge\")",
    parameters: &[],
    build: |_| Box::new(SquaredHinge),
};

#[derive(Clone, Copy, Debug)]
struct SquaredHinge;

impl Loss for SquaredHinge {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        margin::outputs(targets)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        margin::sum_and_derivatives(outputs, targets, |m| {
            let violation = (1.0 - m).max(0.0);
            (violation * violation, -2.0 * violation)
        })
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        margin::predict(outputs)
    }

    fn class(&self, outputs: &[f64]) -> Option<usize> {
        Some(margin::class(outputs))
    }
}
