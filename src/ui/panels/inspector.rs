//! Points looked at: looked for by name, chosen with their neighbours, selected with a box.

use bevy_egui::egui::{Id, Key, Label, Modifiers, RichText, Sense, TextEdit, Ui};

use super::super::{Action, PanelContext, PointQuery, UiCommand, shortcuts, widgets};
use crate::{
    simulation::{CloudOutcome, Distance},
    view::{depiction::cloud, scale::short_number},
    words::Word,
};

/// The most neighbours that a person can ask for.
const MOST_NEIGHBOURS: f64 = 100.0;
/// Room for the button that looks away from a point.
const CROSS: f32 = 40.0;
/// So many of the selected points are listed.
const LISTED: usize = 12;

/// The field that finds points, the chosen one and what was selected.
pub fn panel(ui: &mut Ui, cloud: &CloudOutcome, context: &PanelContext) {
    widgets::section(ui, Word::Points, context.language, true, |ui| {
        let mut inquiry = context.inquiry.about(context.figure);
        let before = inquiry.clone();
        search(ui, &mut inquiry, context);
        chosen(ui, &mut inquiry, cloud, context);
        selected(ui, &mut inquiry, cloud, context);
        if inquiry.is_idle() {
            widgets::quiet(ui, context.language.say(Word::ExplainPoints));
        }
        if inquiry != before {
            context.ask(UiCommand::Inquire(inquiry));
        }
    });
}

/// Where the search is typed.
pub fn field() -> Id {
    Id::new("find points")
}

fn search(ui: &mut Ui, inquiry: &mut PointQuery, context: &PanelContext) {
    let language = context.language;
    let hint = shortcuts::hint(Action::FindPoints, language);
    let name = language.say(Word::FindPoints);
    let meaning = format!("{} ({hint})", language.say(Word::ExplainFindPoints));
    widgets::row(ui, name, &meaning, |ui, label| {
        let field = TextEdit::singleline(&mut inquiry.wanted)
            .id(field())
            .hint_text(language.say(Word::FindHint))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        if response.changed() {
            inquiry.visited = None;
        }
        let [forth, back] = [Modifiers::NONE, Modifiers::SHIFT].map(|modifiers| {
            ui.input(|input| {
                input.key_pressed(Key::Enter) && input.modifiers.matches_exact(modifiers)
            })
        });
        if response.lost_focus() && (forth || back) {
            walk(inquiry, back, context);
            // One goes on with the same key.
            response.request_focus();
        }
    });
    if inquiry.wanted.trim().is_empty() {
        return;
    }
    let count = context.answers.found.len();
    ui.horizontal(|ui| {
        let text = language.say_with(Word::FoundCount, &[("n", &count.to_string())]);
        ui.add(Label::new(RichText::new(text).weak().small()).selectable(false));
        if count > 0 && ui.small_button(language.say(Word::PreviousFound)).clicked() {
            walk(inquiry, true, context);
        }
        if count > 0 && ui.small_button(language.say(Word::NextFound)).clicked() {
            walk(inquiry, false, context);
        }
    });
}

/// Visits the next of the points found, or the one before.
fn walk(inquiry: &mut PointQuery, backwards: bool, context: &PanelContext) {
    let found = &context.answers.found;
    let next = context.answers.next(inquiry.visited, backwards);
    if let Some((place, &point)) = next.and_then(|place| Some((place, found.get(place)?))) {
        inquiry.visited = Some(place);
        visit(inquiry, point as usize, context);
    }
}

/// Chooses a point by its name: the camera goes there, since it may be out of sight.
fn visit(inquiry: &mut PointQuery, point: usize, context: &PanelContext) {
    inquiry.chosen = Some(point);
    let figure = context.figure;
    context.ask(UiCommand::FlyTo { figure, point });
}

/// The chosen point, what the data say of it, and its neighbours.
fn chosen(ui: &mut Ui, inquiry: &mut PointQuery, cloud: &CloudOutcome, context: &PanelContext) {
    let language = context.language;
    let Some(point) = inquiry.chosen.filter(|&point| point < cloud.points.len()) else {
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
        if widgets::explained(cross, language.say(Word::ForgetPoint)).clicked() {
            inquiry.chosen = None;
        }
    });
    let mut count = inquiry.count as f64;
    let changed = widgets::Tuner::new(language.say(Word::Neighbours), [1.0, MOST_NEIGHBOURS])
        .meaning(language.say(Word::ExplainNeighbours))
        .opened(PointQuery::default().count as f64)
        .whole()
        .show(ui, &mut count);
    if changed {
        inquiry.count = count.round() as usize;
    }
    let distances = [
        (Distance::Euclidean, Word::Euclidean, Word::ExplainEuclidean),
        (Distance::Cosine, Word::Cosine, Word::ExplainCosine),
    ];
    let options = distances
        .map(|(distance, word, meaning)| (distance, language.say(word), language.say(meaning)));
    let name = language.say(Word::Distance);
    let chosen = widgets::choice(ui, name, "", &inquiry.distance, options);
    inquiry.distance = chosen.unwrap_or(inquiry.distance);
    for neighbour in &context.answers.neighbours {
        let title = cloud::title(cloud, neighbour.point, language);
        if line(
            ui,
            &title,
            &short_number(neighbour.distance),
            neighbour.point,
            cloud,
            context,
        ) {
            visit(inquiry, neighbour.point, context);
        }
    }
}

/// How many points are selected and which, and what can be done with them.
fn selected(ui: &mut Ui, inquiry: &mut PointQuery, cloud: &CloudOutcome, context: &PanelContext) {
    let language = context.language;
    if inquiry.selected.is_empty() {
        return;
    }
    ui.separator();
    let count = inquiry.selected.len();
    let gaps = [("n", count.to_string())];
    let gaps = gaps.each_ref().map(|(name, count)| (*name, count.as_str()));
    ui.label(RichText::new(language.say_with(Word::SelectedCount, &gaps)).strong());
    ui.horizontal_wrapped(|ui| {
        let word = if inquiry.isolated {
            Word::ShowAllPoints
        } else {
            Word::ShowOnlyThese
        };
        if ui.button(language.say(word)).clicked() {
            inquiry.isolated = !inquiry.isolated;
        }
        if ui.button(language.say(Word::SaveRows)).clicked() {
            context.ask(UiCommand::AskForRows);
        }
        if ui.button(language.say(Word::Deselect)).clicked() {
            inquiry.selected = [].into();
            inquiry.isolated = false;
        }
    });
    for &point in inquiry.selected.clone().iter().take(LISTED) {
        let point = point as usize;
        let title = cloud::title(cloud, point, language);
        if line(ui, &title, "", point, cloud, context) {
            visit(inquiry, point, context);
        }
    }
    if count > LISTED {
        let more = (count - LISTED).to_string();
        widgets::quiet(ui, &language.say_with(Word::MorePoints, &[("n", &more)]));
    }
}

/// A line about a point, in the colour of its class; whether it was clicked.
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
