//! The runs: a card for each, with its optimizer, its schedule and all their settings.

use bevy_egui::egui::{
    Button, Label, Response, RichText, Sense, TextEdit, Ui, WidgetInfo, WidgetType,
    collapsing_header, collapsing_header::CollapsingState,
};

use super::super::{PanelContext, widgets};
use crate::{
    math::{call::Call, entry::Entry, optimizer, schedule},
    scene::{LandscapeSubject, Run},
    simulation::RunOutcome,
    view::scale::short_number,
    words::{Language, Word},
};

/// How many cards are open when a scene is shown first.
const OPEN_CARDS: usize = 1;

/// What the buttons of a card ask for.
#[derive(Clone, Copy)]
enum Edit {
    Duplicate(usize),
    Remove(usize),
}

/// The cards of all runs, and a button for one more.
pub fn panel(ui: &mut Ui, subject: &mut LandscapeSubject, context: &PanelContext) {
    let language = context.language;
    if subject.runs.is_empty() {
        widgets::quiet(ui, language.say(Word::NoRuns));
    }
    let mut edit = None;
    for (index, run) in subject.runs.iter_mut().enumerate() {
        let asked = ui.push_id(index, |ui| card(ui, index, run, context)).inner;
        edit = asked.or(edit);
    }
    match edit {
        Some(Edit::Duplicate(index)) => subject.runs.insert(index + 1, subject.runs[index].clone()),
        Some(Edit::Remove(index)) => drop(subject.runs.remove(index)),
        None => {}
    }
    let add = Button::new(language.say(Word::AddRun));
    if ui
        .add_sized([ui.available_width(), ui.spacing().interact_size.y], add)
        .clicked()
    {
        subject.runs.push(another(&subject.runs));
    }
}

/// A run with the first optimizer that no run has yet.
fn another(runs: &[Run]) -> Run {
    let unused =
        |entry: &&&optimizer::Entry| runs.iter().all(|run| run.optimizer.name != entry.name);
    let entries = optimizer::CATALOGUE;
    let entry = entries.iter().find(unused).unwrap_or(&entries[0]);
    Run {
        optimizer: Call::new(entry.name),
        schedule: Call::new("constant"),
        start: None,
        label: None,
        shown: true,
    }
}

fn card(ui: &mut Ui, index: usize, run: &mut Run, context: &PanelContext) -> Option<Edit> {
    let id = ui.make_persistent_id("card");
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, index < OPEN_CARDS);
    ui.horizontal(|ui| {
        if header(ui, &mut state, index, run, context).clicked() {
            state.toggle(ui);
        }
    });
    let body = state.show_body_unindented(ui, |ui| body(ui, index, run, context));
    ui.separator();
    body.and_then(|body| body.inner)
}

/// Swatch, name and final value; returns the name, which folds the card.
fn header(
    ui: &mut Ui,
    state: &mut CollapsingState,
    index: usize,
    run: &Run,
    context: &PanelContext,
) -> Response {
    let language = context.language;
    let outcome = outcome(index, run, context);
    let name = match (&run.label, outcome) {
        (Some(label), _) => label.clone(),
        (None, Some(outcome)) => widgets::said(&outcome.label, language).to_owned(),
        (None, None) => run.optimizer.to_string(),
    };
    let fold = state.show_toggle_button(ui, collapsing_header::paint_default_icon);
    fold.widget_info(|| WidgetInfo::labeled(WidgetType::CollapsingHeader, true, &name));
    widgets::swatch(ui, index, context.style.series(index));
    let text = RichText::new(name).strong();
    let text = if run.shown { text } else { text.weak() };
    let value = outcome
        .map(|outcome| short_number(outcome.final_value()))
        .unwrap_or_default();
    let name = widgets::with_trailing(ui, &value, |ui| {
        ui.add(
            Label::new(text)
                .truncate()
                .selectable(false)
                .sense(Sense::CLICK),
        )
    });
    widgets::explained(name, &run.optimizer.to_string())
}

/// What became of the run, unless the simulation is of a scene with other runs.
fn outcome<'a>(index: usize, run: &Run, context: &PanelContext<'a>) -> Option<&'a RunOutcome> {
    let outcome = super::descents(context)?.runs.get(index);
    outcome.filter(|outcome| outcome.optimizer.name == run.optimizer.name)
}

fn body(ui: &mut Ui, index: usize, run: &mut Run, context: &PanelContext) -> Option<Edit> {
    let language = context.language;
    ui.push_id("optimizer", |ui| {
        algorithm(
            ui,
            Word::Optimizer,
            Word::ExplainOptimizer,
            optimizer::CATALOGUE,
            &mut run.optimizer,
            language,
        );
    });
    ui.push_id("schedule", |ui| {
        algorithm(
            ui,
            Word::Schedule,
            Word::ExplainSchedule,
            schedule::CATALOGUE,
            &mut run.schedule,
            language,
        );
    });
    super::schedule::curve(ui, index, run, context);
    own_name(ui, run, language);
    own_start(ui, run, language);
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut run.shown, language.say(Word::ShowRun));
        let duplicate = ui.button(language.say(Word::Duplicate)).clicked();
        let remove = ui.button(language.say(Word::Remove)).clicked();
        match (duplicate, remove) {
            (true, _) => Some(Edit::Duplicate(index)),
            (_, true) => Some(Edit::Remove(index)),
            _ => None,
        }
    })
    .inner
}

/// The choice of an algorithm, its formula, and a row for each of its settings. A newly chosen one has its defaults.
fn algorithm<T>(
    ui: &mut Ui,
    name: Word,
    meaning: Word,
    catalogue: &'static [&'static Entry<T>],
    call: &mut Call,
    language: Language,
) {
    let options = catalogue.iter().map(|entry| {
        (
            entry.name,
            language.of(&entry.title),
            language.of(&entry.doc),
        )
    });
    let entry = catalogue.iter().find(|entry| entry.name == call.name);
    let current = entry.map_or("", |entry| entry.name);
    if let Some(chosen) = widgets::choice(
        ui,
        language.say(name),
        language.say(meaning),
        &current,
        options,
    ) {
        *call = Call::new(chosen);
        return;
    }
    let Some(entry) = entry else {
        return;
    };
    let about = format!("{}\n\n{}", language.of(&entry.doc), entry.reference);
    widgets::explained(widgets::quiet(ui, entry.formula), &about);
    for parameter in entry.parameters {
        widgets::parameter(ui, call, parameter, language);
    }
}

/// The name on the run's tag; empty for the one that follows from its settings.
fn own_name(ui: &mut Ui, run: &mut Run, language: Language) {
    let mut name = run.label.clone().unwrap_or_default();
    let changed = widgets::row(
        ui,
        language.say(Word::RunName),
        language.say(Word::ExplainRunName),
        |ui, label| {
            let field = TextEdit::singleline(&mut name).desired_width(f32::INFINITY);
            ui.add(field).labelled_by(label.id).changed()
        },
    );
    if changed {
        run.label = Some(name).filter(|name| !name.is_empty());
    }
}

/// The run's own start, if it has one: a click on the surface, or the button, gives it back to the common one.
fn own_start(ui: &mut Ui, run: &mut Run, language: Language) {
    let Some(mut start) = run.start else {
        return;
    };
    let changed = widgets::row(ui, language.say(Word::Start), "", |ui, label| {
        widgets::point_fields(ui, label, &mut start, 0.01)
    });
    if changed {
        run.start = Some(start);
    }
    if ui.button(language.say(Word::CommonStart)).clicked() {
        run.start = None;
    }
}
