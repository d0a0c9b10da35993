use bevy::ecs::system::RunSystemOnce;

use super::*;
use crate::{
    math::spec::Spec,
    scene::{CloudSubject, LandscapeSubject, MAX_UPDATES_PER_FRAME, Subject, Theme, gallery},
    simulation::Simulation,
};

/// An app that simulates a gallery scene.
fn app(name: &str) -> App {
    app_with(Source::open(name).expect("a scene of the gallery"))
}

fn app_with(source: Source) -> App {
    let mut app = App::new();
    app.insert_resource(Document::new(source))
        .init_resource::<Simulator>()
        .init_resource::<PlaybackTime>()
        .init_resource::<Viewpoint>()
        .init_resource::<Tables>()
        .init_resource::<CurrentLanguage>()
        .init_resource::<Playback>()
        .init_resource::<Panels>()
        .add_systems(Update, simulate);
    app.update();
    app
}

/// Edits the landscape of the first figure.
fn edit_landscape(app: &mut App, change: impl FnOnce(&mut LandscapeSubject)) {
    app.world_mut().resource_mut::<Document>().edit(|scene| {
        if let Subject::Landscape(subject) = &mut scene.figures[0].subject {
            change(subject);
        }
    });
}

fn steps(app: &App) -> usize {
    app.world().resource::<SceneOutcome>().steps()
}

#[test]
fn an_edit_is_shown_in_the_next_frame() {
    let mut app = app("bowl");
    assert_eq!(steps(&app), 20);
    edit_landscape(&mut app, |subject| subject.steps = 35);
    app.update();
    assert_eq!(steps(&app), 35);
}

#[test]
fn an_error_keeps_the_last_valid_scene_visible() {
    let mut app = app("bowl");
    edit_landscape(&mut app, |subject| subject.landscape = Spec::new("bowll"));
    app.update();
    assert_eq!(steps(&app), 20);
    let error = app.world().resource::<Document>().error.clone();
    assert!(error.is_some_and(|error| error.contains("bowll") && !error.contains('\n')));
    app.world_mut().resource_mut::<Document>().undo();
    app.update();
    assert_eq!(app.world().resource::<Document>().error, None);
}

#[test]
fn unchanged_parts_are_not_recomputed() {
    let scene = Source::open("rosenbrock").expect("a scene of the gallery");
    let mut app = app_with(scene);
    edit_landscape(&mut app, |subject| subject.resolution = 2048);
    app.update();
    assert!(app.world().resource::<Simulator>().is_running());
    wait(&mut app, |simulator| !simulator.is_running());
    let mut document = app.world_mut().resource_mut::<Document>();
    document.edit(|scene| scene.theme = Theme::Light);
    app.update();
    let outcome = app.world().resource::<SceneOutcome>();
    assert_eq!(outcome.scene().theme, Theme::Light);
    assert!(!app.world().resource::<Simulator>().is_running());
}

#[test]
fn the_last_picture_stays_during_a_long_computation() {
    let mut app = app("bowl");
    edit_landscape(&mut app, |subject| {
        subject.steps = 2 * MAX_UPDATES_PER_FRAME as usize
    });
    app.update();
    assert!(app.world().resource::<Simulator>().is_running());
    assert_eq!(steps(&app), 20);
    edit_landscape(&mut app, |subject| subject.steps = 30);
    while app.world().resource::<Simulator>().is_running() || steps(&app) != 30 {
        app.update();
    }
}

/// Edits the cloud of the first figure.
fn edit_cloud(app: &mut App, change: impl FnOnce(&mut CloudSubject)) {
    app.world_mut().resource_mut::<Document>().edit(|scene| {
        if let Subject::Cloud(subject) = &mut scene.figures[0].subject {
            change(subject);
        }
    });
}

#[test]
fn a_stale_projection_is_cancelled() {
    let mut app = app("iris");
    assert!(!app.world().resource::<Simulator>().is_running());
    // Would take hours.
    edit_cloud(&mut app, |subject| {
        subject.projection = Spec::new("tsne").with("max_iter", 1e5)
    });
    app.update();
    assert!(app.world().resource::<Simulator>().is_running());
    while app.world().resource::<Simulator>().percent_done().is_none() {
        app.update();
    }
    edit_cloud(&mut app, |subject| subject.projection = Spec::new("pca"));
    while app.world().resource::<Simulator>().is_running() {
        app.update();
    }
    app.update();
    let document = app.world().resource::<Document>();
    assert_eq!((document.error.as_deref(), steps(&app)), (None, 0));
}

/// Opens another scene and runs one frame.
fn open(app: &mut App, name: &str) {
    let source = Source::open(name).expect("a scene of the gallery");
    app.world_mut().resource_mut::<Document>().open(source);
    app.update();
}

fn title(app: &App) -> &str {
    app.world().resource::<SceneOutcome>().scene().title.en()
}

/// Runs frames until a condition holds.
fn wait(app: &mut App, is_reached: impl Fn(&Simulator) -> bool) {
    while !is_reached(app.world().resource::<Simulator>()) {
        app.update();
    }
}

fn cancel(
    mut resources: (
        ResMut<Document>,
        ResMut<Simulator>,
        ResMut<SceneOutcome>,
        ResMut<PlaybackTime>,
        ResMut<Viewpoint>,
        ResMut<Playback>,
    ),
) -> bool {
    let (document, simulator, outcome, time, viewpoint, playback) = &mut resources;
    simulator.cancel(document, Some(outcome), time, viewpoint, playback)
}

#[test]
fn a_long_computation_has_a_preview_and_can_be_cancelled() {
    let mut app = app("bowl");
    app.world_mut().resource_mut::<PlaybackTime>().seconds = 2.0;
    let bowl = title(&app).to_owned();
    open(&mut app, "digits-unfold");
    wait(&mut app, Simulator::shows_preview);
    assert!(app.world().resource::<Simulator>().is_running());
    assert_ne!(title(&app), bowl);
    let outcome = app.world().resource::<SceneOutcome>();
    let Simulation::Cloud(cloud) = &outcome.figures[0].simulation else {
        panic!("digits are points");
    };
    assert_eq!(cloud.points.len(), 1797);
    assert!(
        !app.world().resource::<Playback>().playing,
        "nothing moves yet"
    );

    let is_first = app.world_mut().run_system_once(cancel).expect("a system");
    assert!(!is_first);
    assert_eq!(title(&app), bowl);
    assert_eq!(app.world().resource::<PlaybackTime>().seconds, 2.0);
    app.update();
    assert!(
        !app.world().resource::<Simulator>().is_running(),
        "nothing is left to do"
    );
    let document = app.world().resource::<Document>();
    assert_eq!(document.source().origin.to_string(), "bowl");
    assert!(document.can_redo());
}

#[test]
fn cancelling_a_long_edit_restores_the_scene() {
    let mut app = app("iris");
    edit_cloud(&mut app, |subject| {
        subject.projection = Spec::new("tsne").with("max_iter", 1e5)
    });
    app.update();
    app.world_mut().run_system_once(cancel).expect("a system");
    app.update();
    assert!(!app.world().resource::<Simulator>().is_running());
    let Subject::Cloud(subject) = &app.world().resource::<Document>().scene().figures[0].subject
    else {
        panic!("iris is a cloud");
    };
    assert_eq!(subject.projection.name, "pca");
}

#[test]
fn cancelling_the_first_scene_opens_another() {
    let mut app = app("digits-unfold");
    wait(&mut app, Simulator::shows_preview);
    assert!(app.world_mut().run_system_once(cancel).expect("a system"));
    app.update();
    assert_eq!(title(&app), Document::first().scene().title.en());
    assert!(!app.world().resource::<Simulator>().is_running());
}

#[test]
fn an_error_in_the_first_scene_opens_another() {
    let mut source = Source::open("iris").expect("a scene of the gallery");
    if let Subject::Cloud(cloud) = &mut source.scene.figures[0].subject {
        cloud.columns = vec!["no such column".to_owned()];
    }
    let mut app = app_with(source);
    app.update();
    assert_eq!(title(&app), Document::first().scene().title.en());
    let panels = app.world().resource::<Panels>();
    let error = panels.command_error.as_deref().unwrap_or_default();
    assert!(
        error.contains("no such column") && panels.gallery_open,
        "{error}"
    );
}

#[test]
fn every_preview_of_the_gallery_can_be_shown() {
    for entry in gallery() {
        let source = Source::open(entry.name).expect("a scene of the gallery");
        let Some(preview) = source.preview() else {
            continue;
        };
        let outcome = SceneOutcome::new(Arc::new(preview), None);
        let outcome = outcome.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        assert_eq!(outcome.figures.len(), source.scene.figures.len());
        let scene = &source.scene;
        let texts = [&scene.title, &scene.caption].map(|text| scene.fill_settings(text));
        assert_eq!([outcome.title, outcome.caption], texts, "{}", entry.name);
    }
}
