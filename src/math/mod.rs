//! The mathematics: landscapes, optimizers, schedules, descents, projections, clusterings and models that learn.
//!
//! Nothing here depends on a window, a file, a clock or a pixel. Conventions of all modules below:
//!
//! - Numbers are `f64`. A landscape is a function f(x, y) on the parameter plane (θ₁, θ₂) = (x, y); its value is the
//!   loss, drawn as the height z. Points of the plane are [`glam::DVec2`], Hessians [`glam::DMat2`].
//! - Optimizers, descents and their diagnosis work on slices of any number of parameters
//!   ([`differentiable::Differentiable`]), of which a landscape has 1 or 2.
//! - Tables have samples in rows and features in columns, in row-major order ([`table::Matrix`]).
//! - Derivatives are exact formulas, never finite differences. At a kink, the gradient is a documented subgradient and
//!   there is no Hessian.
//! - Random numbers come from a seed through `ChaCha8Rng`: the same seed and version give the same numbers.
//! - Optimizers and projections are stepped by the caller; a clustering runs to its end and keeps a trace, which can be
//!   queried at any step. A diverging run is not an error: it ends with a reason.
//! - Everything that users select by name (a landscape, an optimizer, a schedule) is an entry of a
//!   [catalogue](catalogue::Catalogue), with its formula, its description in both languages and its reference; an
//!   unknown name gives an error that suggests the closest one. Method-specific properties are queried from the method
//!   and never derived from its name.

pub mod catalogue;
pub mod cluster;
pub mod descent;
pub mod diagnosis;
pub mod differentiable;
pub(crate) mod distance;
pub(crate) mod ease;
pub(crate) mod excerpt;
pub mod formula;
pub mod generate;
pub mod horizon;
pub mod hull;
pub mod landscape;
pub(crate) mod mean;
pub(crate) mod memory;
pub mod minima;
pub mod model;
pub(crate) mod monotone_cubic;
pub(crate) mod names;
pub mod neighbours;
pub mod optimizer;
pub mod parameter;
pub mod progress;
pub mod projection;
pub mod random;
pub mod range;
pub mod round;
pub(crate) mod scaling;
pub mod schedule;
pub mod spec;
pub mod table;
pub mod triangulation;
pub mod voronoi;
pub mod words;
