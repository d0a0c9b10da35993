//! The binary cross entropy of two classes, computed from one logit.

use super::{Bilingual, Entry, Loss, Targets, TargetsView};
use crate::math::model::activation::sigmoid;

pub(super) const ENTRY: Entry = Entry {
    name: "bce",
    title: Bilingual::new("Binary cross entropy", "二元交叉熵"),
    formula: "L = −y·ln p − (1 − y)·ln(1 − p),  p = σ(z)",
    doc: Bilingual::new(
        "For two classes: one output z, the logit of the second class.",
        "用于两个类别：一个输出 z，即第二类的对数几率。",
    ),
    reference: "PyTorch torch.nn.BCEWithLogitsLoss",
    parameters: &[],
    build: |_| Box::new(BinaryCrossEntropy),
};

#[derive(Clone, Copy, Debug)]
struct BinaryCrossEntropy;

impl Loss for BinaryCrossEntropy {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        (targets.class_names().len() == 2).then_some(1)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        let mut sum = 0.0;
        for (z, y) in outputs.iter_mut().zip(targets.numbers()) {
            // max(z, 0) − z·y + ln(1 + e^−|z|) does not overflow.
            sum += z.max(0.0) - *z * y + (-z.abs()).exp().ln_1p();
            *z = sigmoid(*z) - y;
        }
        sum
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        vec![sigmoid(-outputs[0]), sigmoid(outputs[0])]
    }

    fn class(&self, outputs: &[f64]) -> Option<usize> {
        Some(usize::from(outputs[0] > 0.0))
    }
}
