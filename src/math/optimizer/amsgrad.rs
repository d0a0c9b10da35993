//! AMSGrad: Adam with the maximum of all past second moments.

use super::{
    BETA1, BETA2, EPS, Entry, LR, WEIGHT_DECAY,
    adam::{Adam, Variant},
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "amsgrad",
    title: Bilingual::new("AMSGrad", "AMSGrad"),
    formula: "m, v as in Adam,  v̄ ← max(v̄, v)\nθ ← θ − lr·m̂/(√(v̄/(1 − β₂ᵗ)) + ε)",
    doc: Bilingual::new(
        "Adam with the greatest squared gradient so far, so that its steps never grow again.",
        "采用历史最大平方梯度的 Adam，步长不会再变大。",
    ),
    reference: "Reddi, Kale & Kumar 2018, On the Convergence of Adam and Beyond, ICLR; PyTorch torch.optim.Adam(amsgrad=True)",
    parameters: parameters![
        LR.with_default(1e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| Box::new(Adam::new(Variant::AmsGrad, settings)),
};
