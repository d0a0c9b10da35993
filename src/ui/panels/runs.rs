//! The runs: a card for each, with its optimizer, its schedule, all their settings, and its verdict.

use bevy_egui::egui::{
    Button, Label, Response, RichText, Sense, TextEdit, Ui, WidgetInfo, WidgetType,
    collapsing_header, collapsing_header::CollapsingState,
};

use super::super::{PanelContext, report::RunReport, widgets};
use crate::{
    math::{catalogue::Catalogue, descent::GradientSource, optimizer, schedule, spec::Spec},
    scene::{MAX_CHARACTERS, Run, Scene, Starts},
    simulation::RunOutcome,
    view::style::scale::short_number,
    words::{Language, Word},
};

/// The number of cards that are expanded at first.
const EXPANDED_CARDS: usize = 1;

/// The step of central differences after they are chosen.
const DEFAULT_DIFFERENCE: f64 = 1e-4;
/// The random starts after they are switched on.
const DEFAULT_STARTS: Starts = Starts { count: 12, seed: 0 };

/// An edit of the list of runs; runs are given by their indices.
#[derive(Clone, Copy)]
enum RunListEdit {
    Add,
    Duplicate(usize),
    Remove(usize),
}

/// The cards of all runs, and a button that adds one.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let figure = context.focused_figure;
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    if subject.runs.is_empty() {
        widgets::weak_text(ui, language.say(Word::NoRuns));
    }
    let mut edit = None;
    let colors = subject.colors();
    for (index, run) in subject.runs.iter_mut().enumerate() {
        // The id of a card is made of its colour, not of its position, so that it stays expanded when other runs are added
        // or removed.
        let color = colors[index];
        let same_color = colors[..index].iter().filter(|&&other| other == color);
        let card_id = (color, same_color.count());
        let card_edit = ui.push_id(card_id, |ui| card(ui, index, run, context));
        edit = card_edit.inner.or(edit);
    }
    let add = Button::new(language.say(Word::AddRun));
    let size = [ui.available_width(), ui.spacing().interact_size.y];
    if ui.add_sized(size, add).clicked() {
        edit = Some(RunListEdit::Add);
    }
    match edit {
        Some(RunListEdit::Add) => {
            let (last, run) = (subject.runs.len(), new_run(&subject.runs));
            scene.insert_run(figure, last, run);
        }
        Some(RunListEdit::Duplicate(index)) => {
            let run = subject.runs[index].clone();
            scene.insert_run(figure, index + 1, run);
        }
        Some(RunListEdit::Remove(index)) => scene.remove_run(figure, index),
        None => {}
    }
}

/// A run with the first optimizer that is not used yet.
fn new_run(runs: &[Run]) -> Run {
    let unused =
        |entry: &&optimizer::Entry| runs.iter().all(|run| run.optimizer.name != entry.name);
    let entries = &optimizer::CATALOGUE;
    let entry = entries.iter().find(unused).unwrap_or(entries.first());
    Run::new(Spec::new(entry.name))
}

/// The card of a run; returns the edit that its buttons request.
fn card(ui: &mut Ui, index: usize, run: &mut Run, context: &PanelContext) -> Option<RunListEdit> {
    let id = ui.make_persistent_id("card");
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, index < EXPANDED_CARDS);
    ui.horizontal(|ui| {
        if header(ui, &mut state, index, run, context).clicked() {
            state.toggle(ui);
        }
    });
    let body = state.show_body_unindented(ui, |ui| body(ui, index, run, context));
    ui.separator();
    body.and_then(|body| body.inner)
}

/// The header of a card: its swatch, name and final value. Returns the response of the name, which expands or collapses
/// the card.
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
        (_, Some(outcome)) => language.text(&outcome.label).to_owned(),
        (Some(label), None) => language.text(label).to_owned(),
        (None, None) => run.optimizer.to_string(),
    };
    let toggle = state.show_toggle_button(ui, collapsing_header::paint_default_icon);
    toggle.widget_info(|| WidgetInfo::labeled(WidgetType::CollapsingHeader, true, &name));
    let color = run.color_at(index);
    widgets::swatch(ui, color, context.style.series(color));
    let text = RichText::new(name).strong();
    let text = if run.shown { text } else { text.weak() };
    let value = outcome.map(|outcome| {
        let value = short_number(outcome.final_value());
        language.say_with(Word::FinalValue, &[("value", &value)])
    });
    let value = value.unwrap_or_default();
    let name = widgets::with_trailing(ui, &value, |ui| {
        ui.add(
            Label::new(text)
                .truncate()
                .selectable(false)
                .sense(Sense::CLICK),
        )
    });
    widgets::with_tooltip(name, &run.optimizer.to_string())
}

/// The outcome of the run, if the displayed simulation has it with the same optimizer.
fn outcome<'a>(index: usize, run: &Run, context: &PanelContext<'a>) -> Option<&'a RunOutcome> {
    let mut outcomes = context.simulation.landscape()?.runs.iter();
    let outcome = outcomes.find(|outcome| outcome.index == index && outcome.is_representative);
    outcome.filter(|outcome| outcome.optimizer.name == run.optimizer.name)
}

/// The run as it was opened, which is the one with the same colour.
fn opened<'a>(index: usize, run: &Run, context: &PanelContext<'a>) -> Option<&'a Run> {
    let color = run.color_at(index);
    let mut runs = super::opened_landscape(context)?.runs.iter().enumerate();
    let found = runs.find(|(index, opened)| opened.color_at(*index) == color);
    found.map(|(_, opened)| opened)
}

/// The content of a card; returns the edit that its buttons request.
fn body(ui: &mut Ui, index: usize, run: &mut Run, context: &PanelContext) -> Option<RunListEdit> {
    let language = context.language;
    let outcome = outcome(index, run, context);
    let stable_rate = outcome.and_then(|outcome| stable_rate(outcome, run, context));
    let opened = opened(index, run, context);
    ui.push_id("optimizer", |ui| {
        algorithm(
            ui,
            [Word::Optimizer, Word::ExplainOptimizer],
            &optimizer::CATALOGUE,
            &mut run.optimizer,
            opened.map(|opened| &opened.optimizer),
            stable_rate,
            "",
            language,
        );
    });
    ui.push_id("schedule", |ui| {
        algorithm(
            ui,
            [Word::Schedule, Word::ExplainSchedule],
            &schedule::CATALOGUE,
            &mut run.schedule,
            opened.map(|opened| &opened.schedule),
            None,
            "",
            language,
        );
    });
    super::schedule::curve(ui, index, run, context);
    // Below the sliders, which would otherwise move when the length of the advice changes.
    if let Some(outcome) = outcome {
        let report = RunReport::of(outcome, context);
        let verdict = widgets::verdict(ui, report.severity, &report.title, context.style);
        widgets::with_tooltip(verdict, &report.tooltip());
        if let Some(advice) = report.details.first() {
            widgets::weak_text(ui, advice);
        }
    }
    ui.push_id("mode", |ui| {
        let open = !run.mode().is_default() || run.starts.is_some();
        widgets::section(ui, Word::Advanced, language, open, |ui| {
            mode(ui, run, opened, language)
        });
    });
    label_row(ui, run, language);
    own_start(ui, run, context);
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut run.shown, language.say(Word::ShowRun));
        let duplicate = ui.button(language.say(Word::Duplicate)).clicked();
        let remove = ui.button(language.say(Word::Remove)).clicked();
        match (duplicate, remove) {
            (true, _) => Some(RunListEdit::Duplicate(index)),
            (_, true) => Some(RunListEdit::Remove(index)),
            _ => None,
        }
    })
    .inner
}

/// The mark on the slider of the learning rate at the largest stable rate of the run's optimizer.
fn stable_rate(
    outcome: &RunOutcome,
    run: &Run,
    context: &PanelContext,
) -> Option<widgets::SliderMark> {
    let stable_rate = outcome.stable_rate?;
    let factor = optimizer::CATALOGUE
        .build(&run.optimizer)
        .ok()?
        .stable_rate_factor()?;
    let (rate, curvature) = (
        short_number(factor * stable_rate),
        short_number(2.0 / stable_rate),
    );
    let gaps = [("rate", &*rate), ("curvature", &*curvature)];
    let language = context.language;
    let meaning = match factor {
        1.0 => language.say_with(Word::StableRate, &gaps),
        _ => {
            let factor = short_number(factor);
            let gaps = [&gaps[..], &[("factor", &*factor)]].concat();
            language.say_with(Word::StableRateMomentum, &gaps)
        }
    };
    Some(widgets::SliderMark {
        value: factor * stable_rate,
        meaning,
        color: context.style.warning,
    })
}

/// The choice of an algorithm, its formula, and a row for each of its settings except the one named `swept` (empty for
/// none). A newly chosen algorithm has its default settings.
pub(super) fn algorithm<B>(
    ui: &mut Ui,
    [name, meaning]: [Word; 2],
    catalogue: &'static Catalogue<B>,
    spec: &mut Spec,
    opened: Option<&Spec>,
    stable_rate: Option<widgets::SliderMark>,
    swept: &str,
    language: Language,
) {
    let options = catalogue.iter().map(|entry| {
        (
            entry.name,
            language.of(&entry.title),
            language.of(&entry.doc),
        )
    });
    let entry = catalogue.get(&spec.name);
    let current = entry.map_or("", |entry| entry.name);
    if let Some(chosen) = widgets::choice(
        ui,
        language.say(name),
        language.say(meaning),
        &current,
        options,
    ) {
        *spec = Spec::new(chosen);
        return;
    }
    let Some(entry) = entry else {
        return;
    };
    let about = format!("{}\n\n{}", language.of(&entry.doc), entry.reference);
    widgets::with_tooltip(widgets::weak_text(ui, entry.formula), &about);
    for parameter in entry
        .parameters
        .iter()
        .filter(|parameter| parameter.name != swept)
    {
        let mark = stable_rate.clone().filter(|_| parameter.name == "lr");
        widgets::parameter(ui, spec, opened, parameter, mark, language);
    }
}

/// How a run gets its gradient, its random starts, whether it ascends, and whether it is coordinate-wise.
fn mode(ui: &mut Ui, run: &mut Run, opened: Option<&Run>, language: Language) {
    let opened_difference = match opened.map(|opened| opened.gradient) {
        Some(GradientSource::Central(h)) => h,
        Some(GradientSource::Exact) | None => DEFAULT_DIFFERENCE,
    };
    let central = match run.gradient {
        GradientSource::Exact => GradientSource::Central(DEFAULT_DIFFERENCE),
        central => central,
    };
    let option = |by: GradientSource, name: Word, meaning: Word| {
        (by, language.say(name), language.say(meaning))
    };
    let options = [
        option(
            GradientSource::Exact,
            Word::ExactGradient,
            Word::ExplainExactGradient,
        ),
        option(
            central,
            Word::CentralDifferences,
            Word::ExplainCentralDifferences,
        ),
    ];
    let [name, meaning] = [Word::Gradient, Word::ExplainGradientBy].map(|word| language.say(word));
    if let Some(chosen) = widgets::choice(ui, name, meaning, &run.gradient, options) {
        run.gradient = chosen;
    }
    if let GradientSource::Central(h) = &mut run.gradient {
        widgets::SliderRow::new("h", [1e-300, 1.0])
            .tooltip(language.say(Word::ExplainDifference))
            .slider_range([1e-12, 1.0])
            .reset_value(opened_difference)
            .logarithmic(true)
            .show(ui, h);
    }
    let opened_starts = opened
        .and_then(|opened| opened.starts)
        .unwrap_or(DEFAULT_STARTS);
    random_starts(ui, run, &opened_starts, language);
    for (name, meaning, on) in [
        (Word::Ascend, Word::ExplainAscend, &mut run.ascend),
        (
            Word::Coordinatewise,
            Word::ExplainCoordinatewise,
            &mut run.coordinatewise,
        ),
    ] {
        let [name, meaning] = [name, meaning].map(|word| language.say(word));
        widgets::checkbox_row(ui, name, meaning, on);
    }
}

/// The checkbox for random starts, and their number and seed.
fn random_starts(ui: &mut Ui, run: &mut Run, opened: &Starts, language: Language) {
    let mut has_random_starts = run.starts.is_some();
    let [name, meaning] =
        [Word::ManyStarts, Word::ExplainManyStarts].map(|word| language.say(word));
    if widgets::checkbox_row(ui, name, meaning, &mut has_random_starts) {
        run.starts = has_random_starts.then_some(DEFAULT_STARTS);
    }
    let Some(starts) = &mut run.starts else {
        return;
    };
    let (mut count, mut seed) = (f64::from(starts.count), starts.seed as f64);
    let is_count_changed = widgets::SliderRow::new(language.say(Word::StartCount), [2.0, 100.0])
        .tooltip(meaning)
        .reset_value(f64::from(opened.count))
        .integer()
        .show(ui, &mut count);
    let is_seed_changed = widgets::SliderRow::new(language.say(Word::StartSeed), [0.0, 1e6])
        .tooltip(language.say(Word::ExplainStartSeed))
        .slider_range([0.0, 100.0])
        .reset_value(opened.seed as f64)
        .integer()
        .show(ui, &mut seed);
    // Assigned only after an edit, since the slider cannot represent every seed.
    if is_count_changed {
        starts.count = count.round().clamp(2.0, 100.0) as u32;
    }
    if is_seed_changed {
        starts.seed = seed.round() as u64;
    }
}

/// The field of the run's label. An empty label stands for the default, which is made from the settings.
fn label_row(ui: &mut Ui, run: &mut Run, language: Language) {
    let label = run.label.as_ref();
    let mut name = label.map_or_else(String::new, |label| language.text(label).into());
    let changed = widgets::row(
        ui,
        language.say(Word::RunName),
        language.say(Word::ExplainRunName),
        |ui, label| {
            let field = TextEdit::singleline(&mut name)
                .char_limit(MAX_CHARACTERS)
                .desired_width(f32::INFINITY);
            ui.add(field).labelled_by(label.id).changed()
        },
    );
    if changed {
        run.label = Some(name.as_str().into()).filter(|_| !name.is_empty());
    }
}

/// The run's own start, if it has one, and a button that removes it, as a click on the surface does.
fn own_start(ui: &mut Ui, run: &mut Run, context: &PanelContext) {
    let language = context.language;
    let Some(mut start) = run.start else {
        return;
    };
    let changed = widgets::row(ui, language.say(Word::Start), "", |ui, label| {
        let coordinates = &mut start[..super::variables(context)];
        widgets::point_fields(ui, label, coordinates, 0.01)
    });
    if changed {
        run.start = Some(start);
    }
    if ui.button(language.say(Word::CommonStart)).clicked() {
        run.start = None;
    }
}
