//! AdamW: Adam with weight decay beside the gradient, not in it.

use super::{
    BETA1, BETA2, Entry, WEIGHT_DECAY,
    adam::{Adam, Variant},
    epsilon, learning_rate,
};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "adamw",
    title: Bilingual::new("AdamW", "AdamW"),
    formula: "θ ← (1 − lr·w)·θ, then Adam with the plain gradient\nθ ← θ − lr·m̂/(√v̂ + ε)",
    doc: Bilingual::new(
        "Adam whose weight decay shrinks the parameters themselves, by the same share for all.",
        "权重衰减直接按相同比例缩小参数本身的 Adam。",
    ),
    reference: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101; PyTorch torch.optim.AdamW",
    parameters: &[
        learning_rate(1e-3),
        BETA1,
        BETA2,
        epsilon(1e-8),
        Parameter {
            default: 1e-2,
            meaning: Bilingual::new(
                "every update first shrinks θ by this share of the learning rate",
                "每次更新先按学习率的这一比例缩小 θ",
            ),
            ..WEIGHT_DECAY
        },
    ],
    build: |settings| Box::new(Adam::new(Variant::Decoupled, settings)),
};
