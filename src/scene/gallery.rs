/// A built-in scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryEntry {
    /// The name by which it is opened.
    pub name: &'static str,
    /// The scene as RON.
    pub text: &'static str,
}

/// Invokes a macro with the names of all scenes, in the order of the gallery.
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

/// Returns the built-in scenes in the order of the gallery.
pub fn gallery() -> &'static [GalleryEntry] {
    for_each_scene!(entries)
}
