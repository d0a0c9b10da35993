//! The mean squared error.

use super::{Bilingual, Entry, Loss, Targets, TargetsView};

pub(super) const ENTRY: Entry = Entry {
    name: "mse",
    title: Bilingual::new("Mean squared error", "均方误差"),
    formula: "L = (z − y)²",
    doc: Bilingual::new(
        "For numbers: one output. For two classes, y is 0 or 1.",
        "用于数值：一个输出。用于两个类别时，y 为 0 或 1。",
    ),
    reference: "PyTorch torch.nn.MSELoss",
    parameters: &[],
    build: |_| Box::new(SquaredError),
};

#[derive(Clone, Copy, Debug)]
struct SquaredError;

impl Loss for SquaredError {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        matches!(targets.class_names().len(), 0 | 2).then_some(1)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        let mut sum = 0.0;
        for (z, y) in outputs.iter_mut().zip(targets.numbers()) {
            let error = *z - y;
            sum += error * error;
            *z = 2.0 * error;
        }
        sum
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        outputs.to_vec()
    }

    fn class(&self, _outputs: &[f64]) -> Option<usize> {
        None
    }
}
