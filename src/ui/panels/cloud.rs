//! The panels of a point cloud: on the left its data, projection, clustering and classes, on the right its principal
//! components.

use bevy_egui::egui::{Ui, vec2};

use super::{
    super::{PanelContext, widgets},
    classes,
    runs::algorithm,
};
use crate::{
    files::BUILT_IN,
    math::{cluster, projection, scaling::Scaling, spec::Spec},
    scene::{CloudAxes, CloudSubject, PointNames, Points, Subject},
    simulation::CloudOutcome,
    view::style::{scale::short_number, theme::Rgb},
    words::{Language, Word},
};

/// The width in points of the name of a component, and of its percentage, equal in all rows so that the bars can be
/// compared.
const SHARE_WIDTH: f32 = 60.0;
/// The fraction of the width that the names of features take.
const NAME_FRACTION: f32 = 0.4;

/// The data, the columns and axes, the methods, and the classes with their colours.
pub(super) fn panel(
    ui: &mut Ui,
    subject: &mut CloudSubject,
    points: &mut Points,
    context: &PanelContext,
) {
    let before = subject.clone();
    data(ui, subject, context);
    super::pictures::panel(ui, subject, context);
    columns_and_axes(ui, subject, context.language);
    methods(ui, subject, context);
    // The hidden classes are keys of the previous data, label or clusters.
    let class_source = |subject: &CloudSubject| (subject.label.clone(), subject.clusters.is_some());
    if before.data != subject.data || class_source(&before) != class_source(subject) {
        points.hide.clear();
    }
    if before.data != subject.data {
        (points.color, points.size_by) = (None, None);
        points.names = PointNames::default();
    }
    let Some(cloud) = context.simulation.cloud() else {
        return;
    };
    let count = [("n", cloud.points.len().to_string())];
    let count = count
        .each_ref()
        .map(|(name, count)| (*name, count.as_str()));
    widgets::weak_text(ui, &context.language.say_with(Word::PointCount, &count));
    classes::panel(ui, points, cloud, context);
}

/// The data set, and the column of its classes.
fn data(ui: &mut Ui, subject: &mut CloudSubject, context: &PanelContext) {
    let language = context.language;
    let other_data = (!BUILT_IN.contains(&subject.data.as_str())).then_some((
        subject.data.as_str(),
        subject.data.as_str(),
        "",
    ));
    let options = other_data
        .into_iter()
        .chain(BUILT_IN.iter().map(|&name| (name, name, "")));
    let chosen = widgets::choice(
        ui,
        language.say(Word::Data),
        "",
        &subject.data.as_str(),
        options,
    );
    if let Some(chosen) = chosen.map(str::to_owned) {
        *subject = CloudSubject::new(chosen);
    }
    if let Some(path) = widgets::text_field(ui, language.say(Word::DataFile), "", &subject.data)
        && !path.is_empty()
    {
        *subject = CloudSubject::new(path);
    }
    let label = subject.label.clone().unwrap_or_default();
    let meaning = language.say(Word::ExplainLabel);
    if let Some(label) = widgets::text_field(ui, language.say(Word::Label), meaning, &label) {
        subject.label = Some(label).filter(|label| !label.is_empty());
    }
}

/// The columns, their scaling, and the axes.
fn columns_and_axes(ui: &mut Ui, subject: &mut CloudSubject, language: Language) {
    let columns = subject.columns.join(", ");
    let meaning = language.say(Word::ExplainColumns);
    if let Some(columns) = widgets::text_field(ui, language.say(Word::Columns), meaning, &columns) {
        let names = columns.split([',', '，']).map(str::trim);
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
        subject.columns = names.collect();
        // New samples have one value per column, so they no longer fit.
        subject.new.clear();
    }
    let scales =
        Scaling::NAMED.map(|(_, scale)| (scale, language.say(Word::of_scaling(scale)), ""));
    let (name, meaning) = (Word::Scaling, Word::ExplainScaling);
    let meaning = language.say(meaning);
    if let Some(scale) = widgets::choice(ui, language.say(name), meaning, &subject.scale, scales) {
        subject.scale = scale;
    }
    if subject.axes == CloudAxes::Columns && subject.clusters.is_none() {
        let mut on = !subject.earlier_scales.is_empty();
        let [name, meaning] =
            [Word::ScalingSteps, Word::ExplainScalingSteps].map(|word| language.say(word));
        if widgets::checkbox_row(ui, name, meaning, &mut on) {
            subject.earlier_scales = if on { vec![Scaling::None] } else { Vec::new() };
        }
    }
    let axes = [
        (CloudAxes::Principal, Word::PrincipalAxes),
        (CloudAxes::Columns, Word::AxesColumns),
        (CloudAxes::ColumnsToPrincipal, Word::AxesColumnsToPrincipal),
    ];
    let axes = axes.map(|(axes, word)| (axes, language.say(word), ""));
    let name = language.say(Word::CloudAxes);
    if let Some(axes) = widgets::choice(ui, name, "", &subject.axes, axes) {
        subject.axes = axes;
        subject.earlier_scales.clear();
        if axes != CloudAxes::Principal {
            subject.components.clear();
        }
        if axes == CloudAxes::ColumnsToPrincipal {
            // The animation has steps of its own, so that there can be no steps of a clustering.
            (subject.clusters, subject.sweep) = (None, None);
        }
    }
    if subject.axes == CloudAxes::Principal {
        let current = match &subject.components[..] {
            [] => "1, 2, 3".to_owned(),
            components => components
                .iter()
                .map(u32::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        };
        let [name, meaning] = [Word::ComponentsShown, Word::ExplainComponentsShown];
        let meaning = language.say(meaning);
        let numbers = |text: String| -> Option<Vec<u32>> {
            let parts = text.split([',', '，', ' ']).filter(|part| !part.is_empty());
            parts.map(|part| part.parse().ok()).collect()
        };
        let entered = widgets::text_field(ui, language.say(name), meaning, &current);
        if let Some(numbers) = entered.and_then(numbers) {
            subject.components = numbers;
        }
    }
}

/// The projection and the clustering.
fn methods(ui: &mut Ui, subject: &mut CloudSubject, context: &PanelContext) {
    let language = context.language;
    let opened = context.opened_subject().and_then(Subject::cloud);
    if subject.axes == CloudAxes::Principal {
        ui.push_id("projection", |ui| {
            let words = [Word::ProjectionMethod, Word::ExplainProjectionMethod];
            let list = &projection::CATALOGUE;
            let (spec, opened) = (
                &mut subject.projection,
                opened.map(|opened| &opened.projection),
            );
            algorithm(ui, words, list, spec, opened, None, "", language);
        });
        if subject.animates_projection() {
            (subject.clusters, subject.sweep) = (None, None);
            // An iterative projection has only the first two or three components.
            let count = subject.components.len();
            subject.components = if count == 2 { vec![1, 2] } else { Vec::new() };
        }
    }
    let mut on = subject.clusters.is_some();
    let meaning = language.say(Word::ExplainFindClusters);
    if widgets::checkbox_row(ui, language.say(Word::FindClusters), meaning, &mut on) {
        subject.clusters = on.then(|| Spec::new(cluster::CATALOGUE.first().name));
        subject.sweep = None;
        subject.earlier_scales.clear();
        // An iterative projection has steps of its own, so that there can be no steps of a clustering.
        subject.projection = CloudSubject::new(String::new()).projection;
        if subject.axes == CloudAxes::ColumnsToPrincipal {
            subject.axes = CloudAxes::Columns;
        }
    }
    let Some(spec) = &mut subject.clusters else {
        return;
    };
    let before = spec.name.clone();
    let swept = (subject.sweep.as_ref()).map_or(String::new(), |sweep| sweep.setting.clone());
    ui.push_id("clusters", |ui| {
        let words = [Word::Clustering, Word::ExplainFindClusters];
        let opened = opened.and_then(|opened| opened.clusters.as_ref());
        let list = &cluster::CATALOGUE;
        algorithm(ui, words, list, spec, opened, None, &swept, language);
    });
    if spec.name != before {
        // The new method has other settings.
        subject.sweep = None;
    }
}

/// The explained variance and the loadings of each component. Nothing if the picture shows no components.
pub(super) fn components(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    let language = context.language;
    let subject = context.source.scene.figures[context.focused_figure]
        .subject
        .cloud();
    let is_along_columns = subject.is_some_and(|subject| subject.axes == CloudAxes::Columns);
    if !cloud.has_direction_axes() || is_along_columns && !context.look().marks.arrows {
        return;
    }
    widgets::section(ui, Word::ExplainedVariance, language, true, |ui| {
        variances(ui, cloud, context)
    });
    widgets::section(ui, Word::Loadings, language, true, |ui| {
        loadings(ui, cloud, context)
    });
}

fn variances(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    let pca = &cloud.pca;
    let ratios = pca
        .explained_variance_ratio
        .iter()
        .zip(&pca.explained_variance);
    for (index, (ratio, variance)) in ratios.enumerate() {
        let name = component_name(index, context);
        let share = format!("{:.1} %", 100.0 * ratio);
        let tooltip = format!(
            "{}: {}",
            context.language.say(Word::ExplainedVariance),
            short_number(*variance)
        );
        ui.horizontal(|ui| {
            widgets::cell(ui, SHARE_WIDTH, |ui| widgets::truncated_text(ui, &name));
            let rest = ui.available_width() - SHARE_WIDTH - ui.spacing().item_spacing.x;
            let size = vec2(rest, 0.5 * ui.spacing().interact_size.y);
            let bar = widgets::bar(ui, size, *ratio as f32, context.style.accent);
            widgets::with_tooltip(bar, &tooltip);
            widgets::cell(ui, SHARE_WIDTH, |ui| widgets::truncated_text(ui, &share));
        });
    }
}

/// A table of loadings, with a row for each feature and a column for each component. Bars show sign and magnitude.
fn loadings(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    let components = &cloud.pca.components;
    let name_width = NAME_FRACTION * ui.available_width();
    let gap = ui.spacing().item_spacing.x;
    let width = (ui.available_width() - name_width) / components.len().max(1) as f32 - gap;
    ui.horizontal_top(|ui| {
        widgets::cell(ui, name_width, |_| {});
        for index in 0..components.len() {
            widgets::cell(ui, width, |ui| {
                widgets::weak_text(ui, &component_name(index, context))
            });
        }
    });
    for (feature, name) in cloud.feature_names.iter().enumerate() {
        ui.horizontal_top(|ui| {
            widgets::cell(ui, name_width, |ui| widgets::truncated_text(ui, name));
            for component in components {
                let loading = component[feature];
                widgets::cell(ui, width, |ui| {
                    widgets::truncated_text(ui, &format!("{loading:+.3}").replace('-', "−"));
                    signed_bar(ui, width, loading as f32, context.style.accent);
                });
            }
        });
    }
}

/// A bar from the centre to the left for a negative number, to the right for a positive one, from −1 to 1.
fn signed_bar(ui: &mut Ui, width: f32, value: f32, color: Rgb) {
    let response = widgets::bar(ui, vec2(width, 3.0), 0.0, color);
    let (rect, half) = (response.rect, 0.5 * response.rect.width());
    let end = rect.center().x + half * value.clamp(-1.0, 1.0);
    let mut filled = rect;
    (filled.min.x, filled.max.x) = (end.min(rect.center().x), end.max(rect.center().x));
    ui.painter().rect_filled(filled, 1.0, color.color32());
}

fn component_name(index: usize, context: &PanelContext) -> String {
    let n = (index + 1).to_string();
    context
        .language
        .say_with(Word::PrincipalComponentShort, &[("n", &n)])
}
