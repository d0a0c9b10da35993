//! The query of points: find by name, choose with neighbours, select with a box.

use bevy_egui::egui::{Id, Key, Label, Modifiers, RichText, Sense, TextEdit, Ui};

use super::super::{Action, PanelContext, PointQuery, UiCommand, shortcuts, widgets};
use crate::{
    simulation::{CloudOutcome, Distance},
    view::{depiction::cloud, style::scale::short_number},
    words::Word,
};

/// The maximum number of neighbours.
const MOST_NEIGHBOURS: f64 = 100.0;
/// The width of the button that clears the chosen point.
const CROSS: f32 = 40.0;
/// The maximum number of selected points that are listed.
const LISTED: usize = 12;

/// The search field, the chosen point and the selected points.
pub(super) fn panel(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    widgets::section(ui, Word::Points, context.language, true, |ui| {
        let mut query = context.query.about(context.figure);
        let before = query.clone();
        search(ui, &mut query, context);
        chosen(ui, &mut query, cloud, context);
        selected(ui, &mut query, cloud, context);
        if query.is_idle() {
            widgets::quiet(ui, context.language.say(Word::ExplainPoints));
        }
        if query != before {
            context.send(UiCommand::QueryPoints(query));
        }
    });
}

/// The id of the search field.
pub(in crate::ui) fn field() -> Id {
    Id::new("find points")
}

fn search(ui: &mut Ui, query: &mut PointQuery, context: &PanelContext) {
    let language = context.language;
    let hint = shortcuts::hint(Action::FindPoints, language);
    let name = language.say(Word::FindPoints);
    let meaning = format!("{} ({hint})", language.say(Word::ExplainFindPoints));
    widgets::row(ui, name, &meaning, |ui, label| {
        let field = TextEdit::singleline(&mut query.wanted)
            .id(field())
            .hint_text(language.say(Word::FindHint))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        if response.changed() {
            query.visited = None;
        }
        let [forth, back] = [Modifiers::NONE, Modifiers::SHIFT].map(|modifiers| {
            ui.input(|input| {
                input.key_pressed(Key::Enter) && input.modifiers.matches_exact(modifiers)
            })
        });
        if response.lost_focus() && (forth || back) {
            visit_next(query, back, context);
            // Keeps the focus, so that Enter continues.
            response.request_focus();
        }
    });
    if query.wanted.trim().is_empty() {
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

/// Visits the next or the previous found point.
fn visit_next(query: &mut PointQuery, backwards: bool, context: &PanelContext) {
    let found = &context.query_result.found;
    let next = context.query_result.next(query.visited, backwards);
    if let Some((place, &point)) = next.and_then(|place| Some((place, found.get(place)?))) {
        query.visited = Some(place);
        visit(query, point as usize, context);
    }
}

/// Chooses a point from a list, and flies to it, since it may be out of view.
fn visit(query: &mut PointQuery, point: usize, context: &PanelContext) {
    query.chosen = Some(point);
    let figure = context.figure;
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
        let close = ui.available_width() - CROSS;
        widgets::cell(ui, close, |ui| {
            ui.add(Label::new(RichText::new(title).strong()).truncate())
        });
        let cross = ui.small_button("×");
        if widgets::explained(cross, language.say(Word::ClearSelection)).clicked() {
            query.chosen = None;
        }
    });
    let mut count = query.count as f64;
    let changed = widgets::Tuner::new(language.say(Word::Neighbours), [1.0, MOST_NEIGHBOURS])
        .meaning(language.say(Word::ExplainNeighbours))
        .opened(PointQuery::default().count as f64)
        .integer()
        .show(ui, &mut count);
    if changed {
        query.count = count.round() as usize;
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
        if line(
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

/// The number of selected points, some of them, and what can be done with them.
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
    for &point in query.selected.clone().iter().take(LISTED) {
        let point = point as usize;
        let title = cloud::title(cloud, point, language);
        if line(ui, &title, "", point, cloud, context) {
            visit(query, point, context);
        }
    }
    if count > LISTED {
        let more = (count - LISTED).to_string();
        widgets::quiet(ui, &language.say_with(Word::MorePoints, &[("n", &more)]));
    }
}

/// A row about a point with the swatch of its class; returns whether it was clicked.
fn line(
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
