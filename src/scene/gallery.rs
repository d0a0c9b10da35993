/// A scene inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryEntry {
    /// What it is opened by.
    pub name: &'static str,
    /// The scene in RON.
    pub text: &'static str,
}

macro_rules! gallery {
    ($($name:literal),+ $(,)?) => {
        &[$(GalleryEntry { name: $name, text: include_str!(concat!("../../assets/scenes/", $name, ".ron")) }),+]
    };
}

/// The scenes inside the program, in the order of the gallery.
pub fn gallery() -> &'static [GalleryEntry] {
    gallery![
        "bowl",
        "ripples",
        "learning-rates",
        "saddle",
        "rosenbrock",
        "sine-mountains",
        "advertising",
        "step-sizes",
        "decaying-rate",
        "mountains",
        "wavy-quartic",
        "l2-penalty",
        "noise-escape",
        "true-momentum",
        "schedules",
        "gradient-field",
        "contour-descent",
        "line-fitting",
        "learning-rate-sandbox",
        "rate-ladder",
        "epsilon-convergence",
        "convergence-theory",
        "two-starts",
        "multi-start",
        "adagrad-stalls",
        "one-step-explained",
        "when-to-scale",
        "scalings",
        "iris",
    ]
}
