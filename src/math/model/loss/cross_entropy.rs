//! The cross entropy of several classes, computed from logits.

use super::{Bilingual, Entry, Loss, Targets, TargetsView};

pub(super) const ENTRY: Entry = Entry {
    name: "ce",
    title: Bilingual::new("Cross entropy", "交叉熵"),
    formula: "L = −ln pₖ,  pₖ = e^(zₖ)/Σⱼ e^(zⱼ)",
    doc: Bilingual::new(
        "For classes: one output per class, turned into probabilities by softmax.",
        "用于分类：每类一个输出，经 softmax 变成概率。",
    ),
    reference: "PyTorch torch.nn.CrossEntropyLoss",
    parameters: &[],
    build: |_| Box::new(CrossEntropy),
};

#[derive(Clone, Copy, Debug)]
struct CrossEntropy;

/// Replaces logits by their softmax, and returns ln Σ e^z.
pub fn softmax(logits: &mut [f64]) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for z in logits.iter_mut() {
        *z = (*z - largest).exp();
        sum += *z;
    }
    logits.iter_mut().for_each(|z| *z /= sum);
    largest + sum.ln()
}

impl Loss for CrossEntropy {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn outputs(&self, targets: &Targets) -> Option<usize> {
        let classes = targets.class_names().len();
        (classes >= 2).then_some(classes)
    }

    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64 {
        let TargetsView::Codes(codes) = targets else {
            return f64::NAN;
        };
        let classes = outputs.len() / codes.len().max(1);
        let mut sum = 0.0;
        for (row, &code) in outputs.chunks_exact_mut(classes.max(1)).zip(codes) {
            let logit = row[code];
            sum += softmax(row) - logit;
            row[code] -= 1.0;
        }
        sum
    }

    fn predict(&self, outputs: &[f64]) -> Vec<f64> {
        let mut probabilities = outputs.to_vec();
        softmax(&mut probabilities);
        probabilities
    }

    fn class(&self, outputs: &[f64]) -> Option<usize> {
        let mut best = 0;
        for (k, z) in outputs.iter().enumerate() {
            if *z > outputs[best] {
                best = k;
            }
        }
        Some(best)
    }
}
