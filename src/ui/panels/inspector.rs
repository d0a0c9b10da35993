//! The panel of the point query: finds points by text, and shows the chosen point with its neighbours and the selected
//! points.

use bevy_egui::egui::{Id, Key, Label, Modifiers, RichText, Sense, TextEdit, Ui};

use super::super::{Action, PanelContext, PointQuery, UiCommand, shortcuts, widgets};
use crate::{
    simulation::{CloudOutcome, Distance},
    view::{depiction::cloud, style::scale::short_number},
    words::Word,
};

/// The maximum number of neighbours.
const MAX_NEIGHBOURS: f64 = 100.0;
/// The width reserved for the button that clears the chosen point, in points.
const CLEAR_BUTTON_WIDTH: f32 = 40.0;
/// The maximum number of selected points that are listed.
const MAX_LISTED: usize = 12;

/// The search field, the chosen point and the selected points.
pub(super) fn panel(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    widgets::section(ui, Word::Points, context.language, true, |ui| {
        let mut query = context.query.for_figure(context.focused_figure);
        let before = query.clone();
        search(ui, &mut query, context);
        chosen(ui, &mut query, cloud, context);
        selected(ui, &mut query, cloud, context);
        if query.is_empty() {
            widgets::weak_text(ui, context.language.say(Word::ExplainPoints));
        }
        if query != before {
            context.send(UiCommand::QueryPoints(query));
        }
    });
}

/// The id of the search field.
pub(in crate::ui) fn search_field_id() -> Id {
    Id::new("find points")
}

/// The search field, and the number of found points with buttons to visit them.
fn search(ui: &mut Ui, query: &mut PointQuery, context: &PanelContext) {
    let language = context.language;
    let hint = shortcuts::key_hint(Action::FindPoints, language);
    let name = language.say(Word::FindPoints);
    let meaning = format!("{} ({hint})", language.say(Word::ExplainFindPoints));
    widgets::row(ui, name, &meaning, |ui, label| {
        let field = TextEdit::singleline(&mut query.search_text)
            .id(search_field_id())
            .hint_text(language.say(Word::FindHint))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        if response.changed() {
            query.visited_match = None;
        }
        let [forwards, backwards] = [Modifiers::NONE, Modifiers::SHIFT].map(|modifiers| {
            ui.input(|input| {
                input.key_pressed(Key::Enter) && input.modifiers.matches_exact(modifiers)
            })
        });
        if response.lost_focus() && (forwards || backwards) {
            visit_next(query, backwards, context);
            // Keeps the focus, so that pressing Enter again visits another point.
            response.request_focus();
        }
    });
    if query.search_text.trim().is_empty() {
        return;
    }
    let count = context.query_result.found.len();
    ui.horizontal(|ui| {
        let text = language.say_with(Word::FoundCount, &[("n", &count.to_string())]);
        ui.add(Label::new(RichText::new(text).weak().small()).selectable(false));
        if count > 0 && ui.small_button(language.say(Word::PreviousFound)).clicked() {
            visit_next(query, true, context);
        }
        if count > 0 && ui.small_button(language.say(Word::NextFound)).clicked() {
            visit_next(query, false, context);
        }
    });
}

/// Visits the next or the previous found point, if there is any.
fn visit_next(query: &mut PointQuery, backwards: bool, context: &PanelContext) {
    let found = &context.query_result.found;
    let next = context
        .query_result
        .next_match(query.visited_match, backwards);
    if let Some((index, &point)) = next.and_then(|index| Some((index, found.get(index)?))) {
        query.visited_match = Some(index);
        visit(query, point as usize, context);
    }
}

/// Chooses a point from a list, and flies to it, since it may be out of view.
fn visit(query: &mut PointQuery, point: usize, context: &PanelContext) {
    query.chosen = Some(point);
    let figure = context.focused_figure;
    context.send(UiCommand::FlyTo { figure, point });
}

/// The chosen point and its neighbours.
fn chosen(ui: &mut Ui, query: &mut PointQuery, cloud: &CloudOutcome, context: &PanelContext) {
    let language = context.language;
    let Some(point) = query.chosen.filter(|&point| point < cloud.points.len()) else {
        return;
    };
    ui.separator();
    ui.horizontal(|ui| {
        let title = cloud::title(cloud, point, language);
        let title_width = ui.available_width() - CLEAR_BUTTON_WIDTH;
        widgets::cell(ui, title_width, |ui| {
            ui.add(Label::new(RichText::new(title).strong()).truncate())
        });
        let clear_button = ui.small_button("×");
        if widgets::with_tooltip(clear_button, language.say(Word::ClearSelection)).clicked() {
            query.chosen = None;
        }
    });
    let mut count = query.neighbour_count as f64;
    let changed = widgets::SliderRow::new(language.say(Word::Neighbours), [1.0, MAX_NEIGHBOURS])
        .tooltip(language.say(Word::ExplainNeighbours))
        .reset_value(PointQuery::default().neighbour_count as f64)
        .integer()
        .show(ui, &mut count);
    if changed {
        query.neighbour_count = count.round() as usize;
    }
    let distances = [
        (Distance::Euclidean, Word::Euclidean, Word::ExplainEuclidean),
        (Distance::Cosine, Word::Cosine, Word::ExplainCosine),
    ];
    let options = distances
        .map(|(distance, word, meaning)| (distance, language.say(word), language.say(meaning)));
    let name = language.say(Word::Distance);
    let chosen = widgets::choice(ui, name, "", &query.distance, options);
    query.distance = chosen.unwrap_or(query.distance);
    for neighbour in &context.query_result.neighbours {
        let title = cloud::title(cloud, neighbour.point, language);
        if point_row(
            ui,
            &title,
            &short_number(neighbour.distance),
            neighbour.point,
            cloud,
            context,
        ) {
            visit(query, neighbour.point, context);
        }
    }
}

/// The number of selected points, buttons for them, and the first of them.
fn selected(ui: &mut Ui, query: &mut PointQuery, cloud: &CloudOutcome, context: &PanelContext) {
    let language = context.language;
    if query.selected.is_empty() {
        return;
    }
    ui.separator();
    let count = query.selected.len();
    let gaps = [("n", count.to_string())];
    let gaps = gaps.each_ref().map(|(name, count)| (*name, count.as_str()));
    ui.label(RichText::new(language.say_with(Word::SelectedCount, &gaps)).strong());
    ui.horizontal_wrapped(|ui| {
        let word = if query.isolated {
            Word::ShowAllPoints
        } else {
            Word::ShowOnlyThese
        };
        if ui.button(language.say(word)).clicked() {
            query.isolated = !query.isolated;
        }
        if ui.button(language.say(Word::SaveRows)).clicked() {
            context.send(UiCommand::SaveRowsAs);
        }
        if ui.button(language.say(Word::Deselect)).clicked() {
            query.selected = [].into();
            query.isolated = false;
        }
    });
    for &point in query.selected.clone().iter().take(MAX_LISTED) {
        let point = point as usize;
        let title = cloud::title(cloud, point, language);
        if point_row(ui, &title, "", point, cloud, context) {
            visit(query, point, context);
        }
    }
    if count > MAX_LISTED {
        let more = (count - MAX_LISTED).to_string();
        widgets::weak_text(ui, &language.say_with(Word::MorePoints, &[("n", &more)]));
    }
}

/// A row with the title of a point and the swatch of its class; returns whether it was clicked.
fn point_row(
    ui: &mut Ui,
    title: &str,
    trailing: &str,
    point: usize,
    cloud: &CloudOutcome,
    context: &PanelContext,
) -> bool {
    ui.horizontal(|ui| {
        if !cloud.class_names.is_empty() {
            let class = cloud.classes[point] as usize;
            widgets::swatch(ui, class, context.style.series(class));
        }
        widgets::with_trailing(ui, trailing, |ui| {
            let label = Label::new(title).truncate().selectable(false);
            ui.add(label.sense(Sense::CLICK)).clicked()
        })
    })
    .inner
}
