/// A scene inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryEntry {
    /// What it is opened by.
    pub name: &'static str,
    /// The scene in RON.
    pub text: &'static str,
}

/// Hands the names of the scenes, in the order of the gallery, to a macro that includes something for each.
macro_rules! for_each_scene {
    ($macro:ident) => {
        $macro![
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
            "numerical-gradient",
            "line-fitting",
            "advertising-sequential",
            "mini-batch",
            "learning-rate-sandbox",
            "rate-ladder",
            "learning-rate-symptoms",
            "health-monitor",
            "epsilon-convergence",
            "convergence-theory",
            "two-starts",
            "multi-start",
            "annealing",
            "adagrad-stalls",
            "one-step-explained",
            "when-to-scale",
            "feature-scaling",
            "correlated-features",
            "scaling",
            "lr-heatmap",
            "l2-morph",
            "iris",
            "kmeans",
            "dbscan-sweep",
            "cluster-playground",
            "pca-projection",
            "shadow-play",
            "digits",
            "digits-unfold",
            "embedding",
        ]
    };
}
#[cfg(feature = "app")]
pub(crate) use for_each_scene;

macro_rules! entries {
    ($($name:literal),+ $(,)?) => {
        &[$(GalleryEntry { name: $name, text: include_str!(concat!("../../assets/scenes/", $name, ".ron")) }),+]
    };
}

/// The scenes inside the program, in the order of the gallery.
pub fn gallery() -> &'static [GalleryEntry] {
    for_each_scene!(entries)
}
