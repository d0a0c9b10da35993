//! The mathematics of the program: landscapes, optimizers, schedules, descents, projections, clusterings.
//!
//! Nothing here knows a window, a file, a clock or a pixel. The conventions, for every module below:
//!
//! - Numbers are `f64`. A landscape is a function f(x, y) on the parameter plane (θ₁, θ₂) = (x, y); its value is the
//!   loss, drawn as height z. Points of the plane are [`glam::DVec2`], Hessians [`glam::DMat2`].
//! - Optimizers, descents and their diagnosis know no plane: they work on slices of any number of parameters
//!   ([`differentiable::Differentiable`]), of which a landscape has 1 or 2.
//! - Tables hold samples in rows and features in columns, row after row ([`table::Matrix`]).
//! - Derivatives are exact formulas, never differences. Where a function has a kink, the gradient is a stated
//!   subgradient and there is no Hessian.
//! - Random numbers come from a seed through `ChaCha8Rng`: the same seed and version give the same numbers.
//! - Optimizers and projections are stepped, and the loop is outside; a clustering runs to its end and keeps a trace, which
//!   answers for any step. A run that diverges is data that ends with a reason.
//! - What a person may name (a landscape, an optimizer, a schedule) is an entry of one [catalogue](catalogue::Catalogue),
//!   with its formula, its words in both languages and its reference; an unknown name is answered with the nearest known
//!   one. What depends on a method is asked of the method, never of its name.

pub mod catalogue;
pub mod cluster;
pub mod descent;
pub mod diagnosis;
pub mod differentiable;
pub mod distance;
pub mod ease;
pub mod excerpt;
pub mod formula;
pub mod generate;
pub mod hull;
pub mod landscape;
pub mod mean;
pub mod memory;
pub mod minima;
pub mod names;
pub mod neighbours;
pub mod optimizer;
pub mod parameter;
pub mod progress;
pub mod projection;
pub mod random;
pub mod range;
pub mod round;
pub mod scaling;
pub mod schedule;
pub mod spec;
pub mod table;
pub mod voronoi;
pub mod words;
