//! The runs: a card for each, with its optimizer, its schedule and all their settings.

use bevy_egui::egui::{
    Button, Label, Response, RichText, Sense, TextEdit, Ui, WidgetInfo, WidgetType,
    collapsing_header, collapsing_header::CollapsingState,
};

use super::super::{PanelContext, report::Report, widgets};
use crate::{
    math::{catalogue::Catalogue, descent::GradientSource, optimizer, schedule, spec::Spec},
    scene::{MAX_CHARACTERS, Run, Scene, Starts},
    simulation::RunOutcome,
    view::style::scale::short_number,
    words::{Language, Word},
};

/// The number of cards that are open at first.
const OPEN_CARDS: usize = 1;

/// The default step of central differences.
const DIFFERENCE: f64 = 1e-4;
/// The default random starts.
const STARTS: Starts = Starts { count: 12, seed: 0 };

/// An edit of the list of runs.
#[derive(Clone, Copy)]
enum Edit {
    Add,
    Duplicate(usize),
    Remove(usize),
}

/// The cards of all runs, and a button that adds one.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let figure = context.figure;
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    if subject.runs.is_empty() {
        widgets::quiet(ui, language.say(Word::NoRuns));
    }
    let mut edit = None;
    let colors = subject.colors();
    for (index, run) in subject.runs.iter_mut().enumerate() {
        // Cards are identified by colour, as runs are, independently of their position.
        let color = colors[index];
        let twins = colors[..index].iter().filter(|&&other| other == color);
        let card_id = (color, twins.count());
        let asked = ui.push_id(card_id, |ui| card(ui, index, run, context));
        edit = asked.inner.or(edit);
    }
    let add = Button::new(language.say(Word::AddRun));
    let size = [ui.available_width(), ui.spacing().interact_size.y];
    if ui.add_sized(size, add).clicked() {
        edit = Some(Edit::Add);
    }
    match edit {
        Some(Edit::Add) => {
            let (last, run) = (subject.runs.len(), another(&subject.runs));
            scene.insert_run(figure, last, run);
        }
        Some(Edit::Duplicate(index)) => {
            let run = subject.runs[index].clone();
            scene.insert_run(figure, index + 1, run);
        }
        Some(Edit::Remove(index)) => scene.remove_run(figure, index),
        None => {}
    }
}

/// A run with the first optimizer that is not used yet.
fn another(runs: &[Run]) -> Run {
    let unused =
        |entry: &&optimizer::Entry| runs.iter().all(|run| run.optimizer.name != entry.name);
    let entries = &optimizer::CATALOGUE;
    let entry = entries.iter().find(unused).unwrap_or(entries.first());
    Run::new(Spec::new(entry.name))
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

/// The swatch, name and final value; returns the response of the name, which toggles the card.
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
    let fold = state.show_toggle_button(ui, collapsing_header::paint_default_icon);
    fold.widget_info(|| WidgetInfo::labeled(WidgetType::CollapsingHeader, true, &name));
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
    widgets::explained(name, &run.optimizer.to_string())
}

/// The outcome of the run, unless the simulation belongs to other runs.
fn outcome<'a>(index: usize, run: &Run, context: &PanelContext<'a>) -> Option<&'a RunOutcome> {
    let mut outcomes = context.simulation.landscape()?.runs.iter();
    let outcome = outcomes.find(|outcome| outcome.index == index && outcome.is_representative);
    outcome.filter(|outcome| outcome.optimizer.name == run.optimizer.name)
}

/// The run as it was opened, identified by its colour.
fn opened<'a>(index: usize, run: &Run, context: &PanelContext<'a>) -> Option<&'a Run> {
    let color = run.color_at(index);
    let mut runs = super::opened_landscape(context)?.runs.iter().enumerate();
    let found = runs.find(|(index, opened)| opened.color_at(*index) == color);
    found.map(|(_, opened)| opened)
}

fn body(ui: &mut Ui, index: usize, run: &mut Run, context: &PanelContext) -> Option<Edit> {
    let language = context.language;
    let outcome = outcome(index, run, context);
    let stable = outcome.and_then(|outcome| stable_rate(outcome, run, context));
    let opened = opened(index, run, context);
    ui.push_id("optimizer", |ui| {
        algorithm(
            ui,
            [Word::Optimizer, Word::ExplainOptimizer],
            &optimizer::CATALOGUE,
            &mut run.optimizer,
            opened.map(|opened| &opened.optimizer),
            stable,
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
    // Below the sliders, since the advice changes its height.
    if let Some(outcome) = outcome {
        let report = Report::of(outcome, context);
        let verdict = widgets::verdict(ui, report.severity, &report.title, context.style);
        widgets::explained(verdict, &report.more());
        if let Some(advice) = report.details.first() {
            widgets::quiet(ui, advice);
        }
    }
    ui.push_id("mode", |ui| {
        let open = !run.mode().is_default() || run.starts.is_some();
        widgets::section(ui, Word::Advanced, language, open, |ui| {
            mode(ui, run, opened, language)
        });
    });
    own_name(ui, run, language);
    own_start(ui, run, context);
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

/// The mark of the largest stable learning rate of the run's optimizer.
fn stable_rate(outcome: &RunOutcome, run: &Run, context: &PanelContext) -> Option<widgets::Mark> {
    let plain = outcome.stable_rate?;
    let factor = optimizer::CATALOGUE
        .build(&run.optimizer)
        .ok()?
        .stable_rate_factor()?;
    let (rate, curvature) = (short_number(factor * plain), short_number(2.0 / plain));
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
    Some(widgets::Mark {
        value: factor * plain,
        meaning,
        color: context.style.warning,
    })
}

/// The choice of an algorithm, its formula, and a row for each of its settings except the one that is `swept`. A newly
/// chosen algorithm has its defaults.
pub(super) fn algorithm<B>(
    ui: &mut Ui,
    [name, meaning]: [Word; 2],
    catalogue: &'static Catalogue<B>,
    spec: &mut Spec,
    opened: Option<&Spec>,
    stable_rate: Option<widgets::Mark>,
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
    widgets::explained(widgets::quiet(ui, entry.formula), &about);
    for parameter in entry.parameters.iter().filter(|one| one.name != swept) {
        let mark = stable_rate.clone().filter(|_| parameter.name == "lr");
        widgets::parameter(ui, spec, opened, parameter, mark, language);
    }
}

/// The gradient, the starts and the direction of the run.
fn mode(ui: &mut Ui, run: &mut Run, opened: Option<&Run>, language: Language) {
    let opened_difference = match opened.map(|opened| opened.gradient) {
        Some(GradientSource::Central(h)) => h,
        Some(GradientSource::Exact) | None => DIFFERENCE,
    };
    let central = match run.gradient {
        GradientSource::Exact => GradientSource::Central(DIFFERENCE),
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
        widgets::Tuner::new("h", [1e-300, 1.0])
            .meaning(language.say(Word::ExplainDifference))
            .slider([1e-12, 1.0])
            .opened(opened_difference)
            .logarithmic(true)
            .show(ui, h);
    }
    let opened_starts = opened.and_then(|opened| opened.starts).unwrap_or(STARTS);
    many_starts(ui, run, &opened_starts, language);
    for (name, meaning, on) in [
        (Word::Ascend, Word::ExplainAscend, &mut run.ascend),
        (
            Word::Coordinatewise,
            Word::ExplainCoordinatewise,
            &mut run.coordinatewise,
        ),
    ] {
        let [name, meaning] = [name, meaning].map(|word| language.say(word));
        widgets::switch(ui, name, meaning, on);
    }
}

/// The choice between one start and random starts.
fn many_starts(ui: &mut Ui, run: &mut Run, opened: &Starts, language: Language) {
    let mut many = run.starts.is_some();
    let [name, meaning] =
        [Word::ManyStarts, Word::ExplainManyStarts].map(|word| language.say(word));
    if widgets::switch(ui, name, meaning, &mut many) {
        run.starts = many.then_some(STARTS);
    }
    let Some(starts) = &mut run.starts else {
        return;
    };
    let (mut count, mut seed) = (f64::from(starts.count), starts.seed as f64);
    let counted = widgets::Tuner::new(language.say(Word::StartCount), [2.0, 100.0])
        .meaning(meaning)
        .opened(f64::from(opened.count))
        .integer()
        .show(ui, &mut count);
    let seeded = widgets::Tuner::new(language.say(Word::StartSeed), [0.0, 1e6])
        .meaning(language.say(Word::ExplainStartSeed))
        .slider([0.0, 100.0])
        .opened(opened.seed as f64)
        .integer()
        .show(ui, &mut seed);
    // Seeds beyond the range of the slider stay unchanged unless they are edited.
    if counted {
        starts.count = count.round().clamp(2.0, 100.0) as u32;
    }
    if seeded {
        starts.seed = seed.round() as u64;
    }
}

/// The label of the run; empty for the default, which follows from its settings.
fn own_name(ui: &mut Ui, run: &mut Run, language: Language) {
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

/// The run's own start, if it has one; a click on the surface or the button removes it.
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
