//! Fall Line shows how machine learning moves, in 3-D: optimizers on loss landscapes and point clouds in their principal
//! components, in a window and in films.
//!
//! The rooms, each importing only from those before it:
//!
//! | room | holds |
//! |---|---|
//! | [`math`] | landscapes, optimizers, schedules, descents, projections, clusterings; plain numbers |
//! | [`files`] | reading and writing: tables, scene text |
//! | [`scene`] | what to show, as plain data, and the gallery |
//! | [`simulation`] | everything a scene shows, computed |
//! | [`words`] | every visible word, in English and Chinese, and the fonts for them |
//! | `view` | the picture of a simulation at a playback time |
//! | `ui` | panels, charts, keys and the pointer |
//! | `record` | films, stills and exports |
//! | `cli` | one file per command |
//!
//! `record` and `cli`, and writing files, need the feature `native`; `ui`, films and most of `view` need `app`. The colours,
//! scales and charts of the view are always there. Without features the library compiles for WebAssembly; there, reading
//! a file by its path gives an error, while scenes parsed from text and built-in or generated data work.

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
#[cfg(feature = "app")]
pub mod view;
#[cfg(not(feature = "app"))]
#[path = "view/plain.rs"]
pub mod view;
pub mod words;
