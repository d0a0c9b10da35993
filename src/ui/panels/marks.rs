//! The marks of a picture: switches for each, and the gradient field.

use bevy_egui::egui::{Grid, Ui};

use super::super::{PanelContext, widgets};
use crate::{
    scene::{ArrowLength, Field, Ground, Look, Marks, Subject, Toward},
    words::{Language, Word},
};

/// The most arrows along a side that the slider offers.
const MOST_ON_SLIDER: f64 = 40.0;

/// Switches for the marks that the subject has; a landscape has a gradient field besides.
pub fn panel(ui: &mut Ui, look: &mut Look, subject: &Subject, context: &PanelContext) {
    let language = context.language;
    if matches!(subject, Subject::Landscape(_)) {
        field(ui, look, context.opened_look().field, language);
        focus(ui, look, context);
    }
    let fits_data = super::descents(context).is_some_and(|descents| descents.fit.is_some());
    switches(ui, &mut look.marks, subject, fits_data, language);
}

/// Where the gradient field is drawn, if anywhere, and how.
fn field(ui: &mut Ui, look: &mut Look, opened: Option<Field>, language: Language) {
    let grounds = [
        (None, Word::FieldOff),
        (Some(Ground::Floor), Word::FieldFloor),
        (Some(Ground::Surface), Word::FieldSurface),
        (Some(Ground::Both), Word::FieldBoth),
    ];
    let grounds = grounds.map(|(ground, word)| (ground, language.say(word), ""));
    let (name, meaning) = (
        language.say(Word::GradientField),
        language.say(Word::ExplainField),
    );
    let shown = look.field.map(|field| field.on);
    if let Some(ground) = widgets::choice(ui, name, meaning, &shown, grounds) {
        look.field = ground.map(|on| Field {
            on,
            ..look.field.unwrap_or_default()
        });
    }
    let Some(field) = &mut look.field else { return };
    let ways = [
        (Toward::Up, Word::FieldUphill),
        (Toward::Down, Word::FieldDownhill),
    ];
    let ways = ways.map(|(way, word)| (way, language.say(word), ""));
    let name = language.say(Word::FieldToward);
    if let Some(toward) = widgets::choice(ui, name, "", &field.toward, ways) {
        field.toward = toward;
    }
    let lengths = [
        (ArrowLength::Equal, Word::NormAsColor),
        (ArrowLength::Norm, Word::NormAsLength),
    ];
    let lengths = lengths.map(|(length, word)| (length, language.say(word), ""));
    let name = language.say(Word::FieldNorm);
    if let Some(length) = widgets::choice(ui, name, "", &field.length, lengths) {
        field.length = length;
    }
    let mut density = f64::from(field.density);
    let changed = widgets::Tuner::new(language.say(Word::FieldDensity), [2.0, 60.0])
        .slider([2.0, MOST_ON_SLIDER])
        .opened(f64::from(opened.unwrap_or_default().density))
        .whole()
        .show(ui, &mut density);
    if changed {
        field.density = density.round() as u32;
    }
}

/// Whose steps are taken apart, where there are several runs and something is.
fn focus(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    let Some(descents) = super::descents(context) else {
        return;
    };
    let wanted = look.marks.vectors || look.marks.tangent;
    if !wanted || descents.runs.len() < 2 {
        return;
    }
    let language = context.language;
    let runs: Vec<_> = (descents.runs.iter().enumerate())
        .filter(|(_, run)| run.shown)
        .map(|(index, run)| (Some(index + 1), widgets::said(&run.label, language), ""))
        .collect();
    let (name, meaning) = (language.say(Word::Focus), language.say(Word::ExplainFocus));
    let current = descents.in_focus(look.focus).map(|index| index + 1);
    if let Some(number) = widgets::choice(ui, name, meaning, &current, runs) {
        look.focus = number;
    }
}

/// In two columns.
fn switches(
    ui: &mut Ui,
    marks: &mut Marks,
    subject: &Subject,
    fits_data: bool,
    language: Language,
) {
    let mut switches = match subject {
        Subject::Landscape(_) => vec![
            (&mut marks.start, Word::Start),
            (&mut marks.end, Word::MarkEnd),
            (&mut marks.minimum, Word::Minimum),
            (&mut marks.saddle, Word::Saddle),
            (&mut marks.names, Word::NameTags),
            (&mut marks.verdict, Word::Verdict),
            (&mut marks.mesh, Word::Mesh),
            (&mut marks.floor, Word::FloorContours),
            (&mut marks.steps, Word::StepArrows),
            (&mut marks.vectors, Word::BallArrows),
            (&mut marks.tangent, Word::TangentMark),
            (&mut marks.numbers, Word::ContourNumbers),
        ],
        // It has neither parameters nor a slope that anything follows.
        Subject::Sweep(_) => vec![
            (&mut marks.start, Word::Start),
            (&mut marks.end, Word::MarkEnd),
            (&mut marks.names, Word::NameTags),
            (&mut marks.verdict, Word::Verdict),
            (&mut marks.mesh, Word::Mesh),
            (&mut marks.floor, Word::FloorContours),
            (&mut marks.steps, Word::StepArrows),
            (&mut marks.numbers, Word::ContourNumbers),
        ],
        Subject::Cloud(_) => vec![
            (&mut marks.arrows, Word::PrincipalAxes),
            (&mut marks.shadows, Word::Shadows),
            (&mut marks.table, Word::NumberTable),
            (&mut marks.hulls, Word::Hulls),
            (&mut marks.regions, Word::NearestRegions),
            (&mut marks.windows, Word::SearchWindows),
            (&mut marks.trajectories, Word::Trajectories),
        ],
    };
    switches.extend([
        (&mut marks.legend, Word::LegendMark),
        (&mut marks.axes, Word::AxisNumbers),
    ]);
    if fits_data {
        switches.push((&mut marks.data, Word::Data));
    }
    widgets::quiet(ui, language.say(Word::Marks));
    let column = 0.5 * (ui.available_width() - ui.spacing().item_spacing.x);
    Grid::new("marks")
        .num_columns(2)
        .min_col_width(column)
        .max_col_width(column)
        .show(ui, |ui| {
            for (index, (on, word)) in switches.into_iter().enumerate() {
                ui.checkbox(on, language.say(word));
                if index % 2 == 1 {
                    ui.end_row();
                }
            }
        });
}
