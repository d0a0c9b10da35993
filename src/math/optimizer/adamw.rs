//! AdamW: Adam with decoupled weight decay.

use super::{
    BETA1, BETA2, EPS, Entry, LR, WEIGHT_DECAY,
    adam::{Adam, Variant},
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "adamw",
    title: Bilingual::new("AdamW", "AdamW"),
    formula: "θ ← (1 − lr·w)·θ, then Adam with the plain gradient\nθ ← θ − lr·m̂/(√v̂ + ε)",
    doc: Bilingual::new(
        "Adam whose weight decay shrinks the parameters themselves, by the same share for all.",
        "权重衰减直接按相同比例缩小参数本身的 Adam。",
    ),
    reference: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101; PyTorch torch.optim.AdamW",
    parameters: parameters![
        LR.with_default(1e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY.with_default(1e-2).with_meaning(Bilingual::new(
            "every update first shrinks θ by this share of the learning rate",
            "每次更新先按学习率的这一比例缩小 θ",
        ))
    ],
    build: |settings| Box::new(Adam::new(Variant::AdamW, settings)),
};
