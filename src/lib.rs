//! Fall Line visualizes machine learning in 3-D: optimizers on loss landscapes, and point clouds projected onto their
//! principal components, in a window and in films.
//!
//! These are the top-level modules; each imports only from those above it in this table.
//!
//! | module | contents |
//! |---|---|
//! | [`math`] | landscapes, optimizers, schedules, descents, projections, clusterings, models; no I/O, no engine |
//! | [`files`] | reading tables, arrays and scene text; atomic writing |
//! | [`scene`] | scenes as plain data, and the gallery |
//! | [`simulation`] | the computed contents of a scene |
//! | [`words`] | the texts of window and pictures in English and Chinese, and the fonts |
//! | `view` | drawing a simulation at a playback time |
//! | `ui` | panels, charts, keys and the pointer |
//! | `record` | films, stills and exports |
//! | `cli` | the command line |
//!
//! `record`, `cli` and writing files need the feature `native`; `ui`, films and most of `view` need `app`. The colours,
//! scales and charts of `view` are always available. Without features the library compiles for WebAssembly; there,
//! reading a file by its path is an error, while scenes parsed from text and built-in or generated data work.

#[cfg(feature = "native")]
pub mod cli;
pub mod files;
pub mod math;
#[cfg(feature = "native")]
pub mod record;
pub mod scene;
pub mod simulation;
#[cfg(feature = "app")]
pub mod ui;
pub mod view;
pub mod words;
