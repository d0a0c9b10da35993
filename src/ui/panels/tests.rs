//! Tests of the panels by their accessible names.

mod camera_keys;
mod choices;
mod formula;
mod insets;
mod light;
mod points;
mod sliders;
mod sweeps;
mod verdicts;

use bevy_egui::egui::{self, Rect, Ui, accesskit::Role, vec2};
use egui_kittest::{Harness, kittest::NodeT, kittest::Queryable};

use super::super::{
    Action, ExportStatus, PanelContext, UiCommand, export, gallery, style, widgets,
};
use super::{left, right};
use crate::{
    scene::{
        Contours, HeightScale, LandscapeSubject, Pace, Scene, Source, Subject, Theme,
        gallery as scenes,
    },
    simulation::{Timeline, simulate},
    view::style::theme::Style,
    words::{Language, Word},
};

/// The width of the left panel without its margins, in points.
const WIDTH: f32 = 284.0;
/// The height of the window in points, enough for all rows of a panel.
const HEIGHT: f32 = 4000.0;

/// The scene that a panel has edited, and the commands that it has sent.
struct Edited {
    scene: Scene,
    commands: Vec<UiCommand>,
}

impl Edited {
    /// The landscape of the first figure.
    fn subject(&self) -> &LandscapeSubject {
        match &self.scene.figures[0].subject {
            Subject::Landscape(subject) => subject,
            _ => panic!("not a landscape"),
        }
    }

    /// The optimizers of all runs, as text.
    fn optimizers(&self) -> Vec<String> {
        self.subject()
            .runs
            .iter()
            .map(|run| run.optimizer.to_string())
            .collect()
    }
}

/// A window with one panel of a gallery scene, at a playback time of 3 s. The width is that of the panel in points.
fn window(
    name: &str,
    language: Language,
    width: f32,
    mut panel: impl FnMut(&mut Ui, &mut Scene, &PanelContext) + 'static,
) -> Harness<'static, Edited> {
    let source = Source::open(name).unwrap();
    let simulation = simulate(&source, 0, None).unwrap();
    let timeline = Timeline::new(&source.scene.playback, simulation.steps());
    let edited = Edited {
        scene: source.scene.clone(),
        commands: Vec::new(),
    };
    let colors = Style::of(Theme::Dark);
    let mut is_set_up = false;
    let mut harness = Harness::builder()
        .with_size(vec2(width + 16.0, HEIGHT))
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            move |ui, edited: &mut Edited| {
                if !std::mem::replace(&mut is_set_up, true) {
                    style::set_up(ui.ctx());
                    style::apply(ui.ctx(), Theme::Dark);
                    ui.ctx().request_repaint();
                    return;
                }
                ui.set_max_width(width);
                let context =
                    PanelContext::new(language, &colors, &source, &simulation, &timeline, 3.0);
                panel(ui, &mut edited.scene, &context);
                edited.commands.extend(context.into_commands());
            },
            edited,
        );
    harness.run();
    harness
}

fn left_panel(name: &str, language: Language) -> Harness<'static, Edited> {
    window(name, language, WIDTH, left)
}

/// Opens the first list with a name and chooses an option.
fn choose(harness: &mut Harness<Edited>, list: Word, option: &str) {
    let list = Language::English.say(list);
    harness
        .get_all_by_role_and_label(Role::ComboBox, list)
        .next()
        .unwrap()
        .click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, option).click();
    harness.run();
}

/// Clicks a slider at a fraction of its width, 0 (left) to 1 (right).
fn click_slider(harness: &mut Harness<Edited>, slider: Rect, fraction: f32) {
    let at = egui::pos2(slider.left() + fraction * slider.width(), slider.center().y);
    harness.drag_at(at);
    harness.run();
    harness.drop_at(at);
    harness.run();
}

/// The area of the first slider with a name.
fn slider(harness: &Harness<Edited>, name: &str) -> Rect {
    harness
        .get_all_by_role_and_label(Role::Slider, name)
        .next()
        .unwrap()
        .rect()
}

#[test]
fn showing_a_panel_changes_nothing() {
    for entry in scenes() {
        let harness = left_panel(entry.name, Language::English);
        let before = Source::open(entry.name).unwrap().scene;
        assert_eq!(harness.state().scene, before, "{}", entry.name);
        assert_eq!(harness.state().commands, [], "{}", entry.name);
    }
}

#[test]
fn runs_are_added_duplicated_and_removed() {
    let mut harness = left_panel("bowl", Language::English);
    let before = harness.state().optimizers();
    harness.get_by_label("Add run").click();
    harness.run();
    assert_eq!(harness.state().optimizers().len(), before.len() + 1);
    assert_eq!(harness.state().optimizers().last().unwrap(), "momentum");
    harness.get_by_label("Duplicate").click();
    harness.run();
    assert_eq!(
        harness.state().optimizers(),
        [&before[0], &before[0], "momentum"]
    );
    harness.get_by_label("Remove").click();
    harness.run();
    assert_eq!(harness.state().optimizers(), [&before[0], "momentum"]);
}

#[test]
fn a_new_optimizer_has_its_defaults() {
    let mut harness = left_panel("bowl", Language::English);
    choose(&mut harness, Word::Optimizer, "Adam");
    assert_eq!(harness.state().optimizers(), ["adam"]);
    let beta = slider(&harness, "beta1");
    click_slider(&mut harness, beta, 0.0);
    assert_ne!(harness.state().optimizers(), ["adam"]);
}

#[test]
fn a_new_landscape_changes_the_title_and_keeps_the_runs() {
    let mut harness = left_panel("rosenbrock", Language::English);
    let runs = harness.state().optimizers();
    choose(&mut harness, Word::Landscape, "Himmelblau’s function");
    let edited = harness.state();
    assert_eq!(edited.subject().landscape.to_string(), "himmelblau");
    assert!(
        edited.scene.title.en().contains("Himmelblau"),
        "{:?}",
        edited.scene.title
    );
    assert_eq!(edited.optimizers(), runs);
    Source::open("bowl")
        .unwrap()
        .with_scene(edited.scene.clone())
        .unwrap();
}

#[test]
fn the_look_follows_its_panel() {
    let mut harness = left_panel("bowl", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    choose(&mut harness, Word::Height, "Logarithmic");
    assert_eq!(harness.state().scene.look.height.scale, HeightScale::Log);
    let lines = slider(&harness, "Contours");
    click_slider(&mut harness, lines, 0.0);
    assert_eq!(harness.state().scene.look.contours, Contours::None);
    harness.get_by_label("Mesh").click();
    harness.run();
    assert!(harness.state().scene.look.marks.mesh);
}

#[test]
fn playback_follows_its_panel() {
    let mut harness = left_panel("bowl", Language::English);
    harness.get_by_label("Playback").click();
    harness.run();
    choose(&mut harness, Word::Pace, "Ease in");
    assert_eq!(harness.state().scene.playback.pace, Pace::Geometric);
    harness.get_by_label("Keep this view").click();
    harness.run();
    assert_eq!(harness.state().commands, [UiCommand::Act(Action::KeepView)]);
}

#[test]
fn the_buttons_of_the_header_send_actions() {
    let mut harness = left_panel("bowl", Language::Chinese);
    harness.get_by_label("打开").click();
    harness.get_by_label("撤销").click();
    harness.run();
    assert_eq!(
        harness.state().commands,
        [UiCommand::Act(Action::Open)],
        "there is nothing to undo"
    );
}

#[test]
fn pressing_in_a_chart_seeks_to_the_step_under_the_pointer() {
    let mut harness = window(
        "learning-rates",
        Language::English,
        304.0,
        |ui, _, context| right(ui, context),
    );
    let below_title = harness.get_by_label("Loss by step").rect().center_bottom();
    harness.drag_at(below_title + vec2(100.0, 60.0));
    harness.run();
    let steps = harness.state().subject().steps as f64;
    match harness.state().commands.last() {
        Some(UiCommand::SeekStep(step)) => assert!(*step > 0.0 && *step < steps, "{step}"),
        other => panic!("{other:?}"),
    }
}

/// Expands the sections that are collapsed at first.
fn expand_sections(harness: &mut Harness<Edited>, language: Language) {
    for word in [Word::Look, Word::Playback, Word::TitleAndCaption] {
        harness.get_by_label(language.say(word)).click();
        harness.run();
    }
}

#[test]
fn nothing_is_wider_than_its_panel_in_any_language() {
    for language in Language::ALL {
        for entry in scenes() {
            let mut harness = left_panel(entry.name, language);
            expand_sections(&mut harness, language);
            assert_fits(&harness, WIDTH, entry.name);
            let harness = window(entry.name, language, 304.0, |ui, _, context| {
                right(ui, context)
            });
            assert_fits(&harness, 304.0, entry.name);
        }
    }
}

/// Panics if a widget extends beyond the right edge of the panel.
fn assert_fits(harness: &Harness<Edited>, width: f32, scene: &str) {
    let edge = 8.0 + width + 0.5;
    // The text of a field may be longer than the field, which clips it.
    let clipped_roles = [Role::Window, Role::GenericContainer, Role::TextRun];
    for node in harness.get_all_by(|node| !clipped_roles.contains(&node.role())) {
        let Some(bounds) = node.accesskit_node().bounding_box() else {
            continue;
        };
        let (role, label) = (node.accesskit_node().role(), node.accesskit_node().label());
        assert!(
            bounds.x1 as f32 <= edge,
            "{scene}: {role:?} {label:?} ends at {} of {edge}",
            bounds.x1
        );
    }
}

#[test]
fn a_checkbox_has_the_name_of_its_row() {
    let mut harness = left_panel("rosenbrock", Language::English);
    harness
        .get_by_role_and_label(Role::CheckBox, "Tolerance")
        .click();
    harness.run();
    assert_eq!(harness.state().subject().tolerance, Some(1e-6));
}

#[test]
fn a_card_of_the_gallery_opens_its_scene() {
    let mut open = true;
    let mut harness = window("bowl", Language::English, 1200.0, move |ui, _, context| {
        gallery::show(ui.ctx(), &mut open, context);
    });
    let title = Source::open("saddle").unwrap().scene.title;
    harness
        .get_by_role_and_label(Role::Button, title.en())
        .click();
    harness.run();
    assert_eq!(
        harness.state().commands,
        [UiCommand::Open("saddle".to_owned())]
    );
    assert!(
        harness.query_by_label(title.en()).is_none(),
        "the gallery closes"
    );
}

#[test]
fn the_dialog_sends_the_request_of_its_form() {
    let mut harness = window("bowl", Language::English, 600.0, |ui, _, context| {
        export::show(ui.ctx(), &mut true, context);
    });
    choose(&mut harness, Word::Format, "Animation (gif)");
    choose(&mut harness, Word::Size, "1280 × 720");
    harness
        .get_by_role_and_label(Role::Button, "Export")
        .click();
    harness.run();
    let [UiCommand::Export(request)] = &harness.state().commands[..] else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(
        (request.target.to_str(), request.size),
        (Some("bowl.gif"), Some([1280, 720]))
    );
    assert_eq!(
        (request.seconds, request.at, request.panels),
        (None, None, false)
    );
}

#[test]
fn the_dialog_follows_what_is_typed_before_the_field_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("a.csv");
    std::fs::write(&there, "1,2\n").unwrap();
    let mut harness = window("bowl", Language::English, 600.0, |ui, _, context| {
        export::show(ui.ctx(), &mut true, context);
    });
    let field = || Role::TextInput;
    harness.get_by_role_and_label(field(), "File path").focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run();
    let path = there.to_str().unwrap();
    harness
        .get_by_role_and_label(field(), "File path")
        .type_text(path);
    harness.run();
    harness.get_by_label_contains("exists and will be replaced");
    let Some(UiCommand::Export(request)) = ({
        harness
            .get_by_role_and_label(Role::Button, "Export")
            .click();
        harness.run();
        harness.state().commands.last()
    }) else {
        panic!("{:?}", harness.state().commands);
    };
    assert_eq!(request.target, there);
}

#[test]
fn a_running_film_can_be_cancelled() {
    static DRAWING: ExportStatus = ExportStatus::Drawing {
        frames: 30,
        total: 300,
        frames_per_second: 12.5,
        seconds_left: Some(21.6),
    };
    let mut harness = window("bowl", Language::English, 600.0, |ui, _, context| {
        let mut exporting = without_commands(context);
        exporting.export = &DRAWING;
        export::show(ui.ctx(), &mut true, &exporting);
        exporting
            .into_commands()
            .into_iter()
            .for_each(|command| context.send(command));
    });
    harness.get_by_label("Frame 30 of 300 · 12.5 frames/s · 0:22 left");
    harness.get_by_label("Cancel").click();
    harness.run();
    assert_eq!(harness.state().commands, [UiCommand::CancelExport]);
}

#[test]
fn a_running_export_shows_its_bytes_and_can_be_cancelled() {
    static WRITING: ExportStatus = ExportStatus::Writing { bytes: 2_340_000 };
    let mut harness = window("bowl", Language::English, 600.0, |ui, _, context| {
        let mut writing = without_commands(context);
        writing.export = &WRITING;
        export::show(ui.ctx(), &mut true, &writing);
        (writing.into_commands().into_iter()).for_each(|command| context.send(command));
    });
    harness.get_by_label("Working… · 2.3 MB");
    harness.get_by_label("Cancel").click();
    harness.run();
    assert_eq!(harness.state().commands, [UiCommand::CancelExport]);
}

#[test]
fn one_of_several_figures_is_chosen_by_its_title() {
    let mut harness = window(
        "gradient-field",
        Language::English,
        WIDTH,
        |ui, scene, context| {
            let mut several = without_commands(context);
            several.figure_names = vec!["In the plane".to_owned(), "Figure 2".to_owned()];
            left(ui, scene, &several);
            (several.into_commands().into_iter()).for_each(|command| context.send(command));
        },
    );
    choose(&mut harness, Word::Figure, "Figure 2");
    assert_eq!(harness.state().commands, [UiCommand::FocusFigure(1)]);
}

/// A context with the same inputs and without commands.
fn without_commands<'a>(context: &PanelContext<'a>) -> PanelContext<'a> {
    let PanelContext {
        language,
        style,
        source,
        simulation,
        timeline,
        seconds,
        ..
    } = *context;
    PanelContext::new(language, style, source, simulation, timeline, seconds)
}
