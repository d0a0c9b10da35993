//! Fall Line shows how machine learning moves, in 3-D: loss landscapes, the optimizers that roll down them, and point
//! clouds on their principal axes, in a window and in films.
//!
//! The rooms, each importing only from those before it:
//!
//! | room | holds |
//! |---|---|
//! | [`math`] | landscapes, optimizers, schedules, descents, projections; plain numbers |
//! | [`files`] | reading and writing: tables, scene text |
//! | [`scene`] | what to show, as plain data, and the gallery |
//! | [`simulation`] | a scene worked out |
//! | [`words`] | every visible word, in English and Chinese, and the fonts that hold them |
//! | `view` | the picture of a simulation at a moment |
//! | `ui` | panels, charts, keys and the pointer |
//! | [`record`] | films and stills |
//! | [`cli`] | one file per command |
//!
//! Rooms in plain letters come with the feature `app`; of the view, its colours, scales and charts are always there.

pub mod cli;
pub mod files;
pub mod math;
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
