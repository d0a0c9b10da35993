//! `fallline list`: everything that the other commands accept by name.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
    CommandError,
    output::{Align, print_json, print_text, table},
};
use crate::{
    math::{
        catalogue::{Build, Catalogue, Entry},
        cluster, generate,
        landscape::{CriticalKind, Domain, Landscape},
        model, optimizer,
        parameter::{self, Parameter},
        projection, schedule,
        spec::Value,
    },
    scene::{FAMILIES, GalleryEntry, LANDSCAPES, Source, Text, gallery},
    words::Language,
};

/// Names and settings of scenes, landscapes, optimizers and methods
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// What to list (default: everything)
    #[arg(value_enum)]
    kind: Option<Kind>,
    /// Print JSON: an array if a kind is given, otherwise an object with one array per kind
    #[arg(long)]
    json: bool,
    /// Language of titles, captions and descriptions
    #[arg(long, value_name = "en|zh", default_value_t)]
    lang: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Scenes of the gallery
    Scenes,
    /// Loss surfaces
    Landscapes,
    /// Optimizers
    Optimizers,
    /// Learning-rate schedules
    Schedules,
    /// Dimensionality reduction
    Projections,
    /// Generators of data
    Generators,
    /// Clustering methods
    Clusterings,
    /// Models that learn from labelled data
    Models,
    /// Activations of neurons
    Activations,
}

/// An item of a list. Optional fields that do not apply are left out.
#[derive(Debug, Serialize)]
struct Item {
    name: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<Domain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minima: Option<Vec<Minimum>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'static str>,
    hyperparameters: Vec<ListedParameter>,
}

/// A known minimum of a landscape.
#[derive(Debug, Serialize)]
struct Minimum {
    at: [f64; 2],
    value: f64,
    /// Whether it is the global minimum.
    global: bool,
}

/// A parameter of an item, with its default and its range. If there is no upper bound, `max` is `f64::MAX`, or 2⁵³ − 1
/// for integers; for a choice, `min` and `max` are its first and its last word, and for a text the default.
#[derive(Debug, Serialize)]
struct ListedParameter {
    name: &'static str,
    default: ParameterValue,
    min: ParameterValue,
    max: ParameterValue,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum ParameterValue {
    Number(f64),
    Bool(bool),
    Text(String),
    List(Vec<f64>),
}

#[derive(Serialize)]
struct AllItems {
    scenes: Vec<Item>,
    landscapes: Vec<Item>,
    optimizers: Vec<Item>,
    schedules: Vec<Item>,
    projections: Vec<Item>,
    generators: Vec<Item>,
    clusterings: Vec<Item>,
    models: Vec<Item>,
    activations: Vec<Item>,
}

pub(super) fn run(arguments: &ListArguments) -> Result<(), CommandError> {
    let language = arguments.lang;
    match (arguments.kind, arguments.json) {
        (Some(kind), true) => print_json(&items(kind, language)?),
        (Some(kind), false) => print_text(&to_text(kind, language)?),
        (None, true) => print_json(&AllItems {
            scenes: items(Kind::Scenes, language)?,
            landscapes: items(Kind::Landscapes, language)?,
            optimizers: items(Kind::Optimizers, language)?,
            schedules: items(Kind::Schedules, language)?,
            projections: items(Kind::Projections, language)?,
            generators: items(Kind::Generators, language)?,
            clusterings: items(Kind::Clusterings, language)?,
            models: items(Kind::Models, language)?,
            activations: items(Kind::Activations, language)?,
        }),
        (None, false) => {
            let kinds = Kind::value_variants().iter();
            let parts =
                kinds.map(|kind| Ok(format!("{}\n{}", heading(*kind), to_text(*kind, language)?)));
            print_text(&parts.collect::<Result<Vec<_>, CommandError>>()?.join("\n"))
        }
    }
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Scenes => "SCENES",
        Kind::Landscapes => "LANDSCAPES",
        Kind::Optimizers => "OPTIMIZERS",
        Kind::Schedules => "SCHEDULES",
        Kind::Projections => "PROJECTIONS",
        Kind::Generators => "GENERATORS",
        Kind::Clusterings => "CLUSTERINGS",
        Kind::Models => "MODELS",
        Kind::Activations => "ACTIVATIONS",
    }
}

fn items(kind: Kind, language: Language) -> Result<Vec<Item>, CommandError> {
    match kind {
        Kind::Scenes => gallery()
            .iter()
            .map(|entry| scene_item(entry, language))
            .collect(),
        Kind::Landscapes => Ok(LANDSCAPES
            .iter()
            .map(|entry| landscape_item(entry, language))
            .collect()),
        Kind::Optimizers => Ok(entry_items(&optimizer::CATALOGUE, language)),
        Kind::Schedules => Ok(entry_items(&schedule::CATALOGUE, language)),
        Kind::Projections => Ok(entry_items(&projection::CATALOGUE, language)),
        Kind::Generators => Ok(entry_items(&generate::CATALOGUE, language)),
        Kind::Clusterings => Ok(entry_items(&cluster::CATALOGUE, language)),
        Kind::Models => Ok(entry_items(&model::catalogue::CATALOGUE, language)),
        Kind::Activations => Ok(entry_items(&model::activation::CATALOGUE, language)),
    }
}

fn scene_item(entry: &GalleryEntry, language: Language) -> Result<Item, CommandError> {
    let scene = Source::open(entry.name)?.scene;
    let text = |text: &Text| language.text(&scene.fill_settings(text)).to_owned();
    Ok(Item {
        caption: Some(text(&scene.caption)),
        ..Item::named(entry.name, text(&scene.title))
    })
}

fn landscape_item(entry: &Entry<Build<Arc<dyn Landscape>>>, language: Language) -> Item {
    let landscape = entry.build_default();
    let minima = landscape.critical_points().into_iter().filter_map(|point| {
        let global = match point.kind {
            CriticalKind::Minimum => true,
            CriticalKind::LocalMinimum => false,
            CriticalKind::Saddle | CriticalKind::Maximum => return None,
        };
        Some(Minimum {
            at: point.at.to_array(),
            value: point.value,
            global,
        })
    });
    Item {
        domain: Some(landscape.domain()),
        minima: Some(minima.collect()),
        ..entry_item(entry, language)
    }
}

fn entry_items<B>(catalogue: &Catalogue<B>, language: Language) -> Vec<Item> {
    let entries = catalogue.iter();
    entries.map(|entry| entry_item(entry, language)).collect()
}

fn entry_item<B>(entry: &Entry<B>, language: Language) -> Item {
    Item {
        formula: Some(entry.formula),
        about: Some(language.of(&entry.doc)),
        reference: Some(entry.reference),
        hyperparameters: entry.parameters.iter().map(ListedParameter::from).collect(),
        ..Item::named(entry.name, language.of(&entry.title).to_owned())
    }
}

impl Item {
    fn named(name: &'static str, title: String) -> Self {
        Self {
            name,
            title,
            caption: None,
            formula: None,
            about: None,
            domain: None,
            minima: None,
            reference: None,
            hyperparameters: Vec::new(),
        }
    }
}

impl From<&Parameter> for ListedParameter {
    fn from(parameter: &Parameter) -> Self {
        let value = |value| match parameter.kind {
            // The range of each integer.
            parameter::Kind::Integers(_) => ParameterValue::Number(value),
            _ => ParameterValue::from(parameter.to_value(value)),
        };
        let [min, max] = [parameter.min, parameter.max].map(value);
        let default = ParameterValue::from(parameter.to_value(parameter.default));
        Self {
            name: parameter.name,
            default,
            min,
            max,
        }
    }
}

impl From<Value> for ParameterValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number),
            Value::Bool(on) => Self::Bool(on),
            Value::Text(text) => Self::Text(text),
            Value::List(numbers) => Self::List(numbers),
        }
    }
}

/// A table with one row per item: its name, its title and, except for scenes, its formula.
fn to_text(kind: Kind, language: Language) -> Result<String, CommandError> {
    let rows: Vec<Vec<String>> = match kind {
        Kind::Scenes => items(kind, language)?
            .into_iter()
            .map(|item| vec![item.name.to_owned(), item.title])
            .collect(),
        Kind::Landscapes => entry_rows(&LANDSCAPES, language),
        Kind::Optimizers => entry_rows(&optimizer::CATALOGUE, language),
        Kind::Schedules => entry_rows(&schedule::CATALOGUE, language),
        Kind::Projections => entry_rows(&projection::CATALOGUE, language),
        Kind::Generators => entry_rows(&generate::CATALOGUE, language),
        Kind::Clusterings => entry_rows(&cluster::CATALOGUE, language),
        Kind::Models => entry_rows(&model::catalogue::CATALOGUE, language),
        Kind::Activations => entry_rows(&model::activation::CATALOGUE, language),
    };
    let mut text = table(&rows, Align::Left);
    if kind == Kind::Landscapes {
        for family in &FAMILIES {
            text.push_str(family.build.usage);
            text.push('\n');
        }
    }
    Ok(text)
}

/// One row per entry: its spec with all defaults, its title, its formula.
fn entry_rows<B>(catalogue: &Catalogue<B>, language: Language) -> Vec<Vec<String>> {
    let entries = catalogue.iter();
    entries
        .map(|entry| {
            let title = language.of(&entry.title).to_owned();
            vec![
                entry.default_spec().to_string(),
                title,
                one_line(entry.formula),
            ]
        })
        .collect()
}

/// Joins the lines of a formula for a table.
fn one_line(formula: &str) -> String {
    formula.lines().collect::<Vec<_>>().join("; ")
}
