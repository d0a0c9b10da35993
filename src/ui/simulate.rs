//! Works the document out whenever it changed: at once where that is quick, beside the frame loop where it is not.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use bevy::{
    platform::time::Instant,
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, block_on, poll_once},
};

use super::{Document, Playback};
use crate::{
    math::watch::unwatched,
    scene::{CloudAxes, CloudSubject, Cost, Insets, Scene, SceneError, Source, Subject},
    view::{Moment, Shown, Viewpoint},
};

/// Updates of optimizers that are worked out between two frames: about 20 ms at 50 ns each.
const QUICK_UPDATES: u64 = 400_000;
/// Heights that are computed between two frames.
const QUICK_HEIGHTS: u64 = 490_000;
/// Numbers of a cloud that is projected on its components between two frames.
const QUICK_NUMBERS: usize = 200_000;
/// Points of a cloud whose clusters are found between two frames, those of a sweep each time.
const QUICK_POINTS: usize = 2_000;
/// Work on a scene that has changed again goes on for so long, that there is something to see while a slider moves.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which revision of the document is shown, and the work on a newer one.
#[derive(Resource, Default)]
pub struct Work {
    tried: Option<u64>,
    opened: u64,
    running: Option<Running>,
}

struct Running {
    opened: u64,
    revision: u64,
    since: Instant,
    seen: Arc<Seen>,
    task: Task<Outcome>,
}

/// What the frame loop and the work know of each other.
#[derive(Default)]
struct Seen {
    /// Whether the work is of no use any more.
    stop: AtomicBool,
    /// The hundredths that are done.
    done: AtomicU32,
}

type Outcome = Result<Shown, SceneError>;

impl Work {
    /// Whether something is worked out beside the frame loop.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The hundredths that are done of work that takes a while and tells.
    pub fn done(&self) -> Option<u32> {
        let running = self.running.as_ref()?;
        let done = running.seen.done.load(Ordering::Relaxed);
        (done > 0 && running.since.elapsed() > PATIENCE).then_some(done)
    }

    /// Whether the document is not, or not yet, what was worked out last.
    pub fn is_behind(&self, document: &Document) -> bool {
        self.is_running() || self.tried != Some(document.revision())
    }
}

/// Works out the newest scene. Only one piece of work runs at a time; scenes that were replaced meanwhile are skipped.
pub fn simulate(
    mut commands: Commands,
    mut document: ResMut<Document>,
    mut work: ResMut<Work>,
    mut shown: Option<ResMut<Shown>>,
    mut moment: ResMut<Moment>,
    mut viewpoint: ResMut<Viewpoint>,
    mut playback: ResMut<Playback>,
) {
    let finished = match work.running.take() {
        Some(mut running) => match block_on(poll_once(&mut running.task)) {
            // What was stopped has an error that says nothing new.
            Some(_) if running.seen.stop.load(Ordering::Relaxed) => return,
            Some(outcome) => Some((running.opened, outcome)),
            None => {
                let is_closed = running.opened != document.opened();
                let is_old = running.revision != document.revision();
                if is_closed || is_old && running.since.elapsed() > PATIENCE {
                    running.seen.stop.store(true, Ordering::Relaxed);
                }
                work.running = Some(running);
                return;
            }
        },
        None if work.tried == Some(document.revision()) => return,
        None => {
            let opened = document.opened();
            work.tried = Some(document.revision());
            let before = shown.as_deref();
            let previous = before.cloned();
            let (source, scene) = (document.source().clone(), document.scene().clone());
            if is_quick(before.map(Shown::scene), &scene, &source) {
                Some((opened, work_out(&source, scene, previous, None)))
            } else {
                let seen = Arc::new(Seen::default());
                let looks_on = seen.clone();
                let task = AsyncComputeTaskPool::get()
                    .spawn(async move { work_out(&source, scene, previous, Some(&looks_on)) });
                work.running = Some(Running {
                    opened,
                    revision: document.revision(),
                    since: Instant::now(),
                    seen,
                    task,
                });
                None
            }
        }
    };
    let Some((opened, outcome)) = finished else {
        return;
    };
    // Work on a scene that was closed meanwhile is of no use.
    if opened != document.opened() {
        return;
    }
    match outcome {
        Ok(new) => {
            document.worked_out(new.source.clone());
            let total = new.timeline.total_seconds();
            if shown.is_none() || work.opened != opened {
                work.opened = opened;
                *moment = Moment::default();
                *viewpoint = Viewpoint::default();
                playback.playing = true;
            }
            moment.seconds = moment.seconds.min(total);
            match &mut shown {
                Some(shown) => **shown = new,
                None => commands.insert_resource(new),
            }
        }
        Err(error) => document.error = Some(error.to_string()),
    }
}

fn work_out(
    source: &Source,
    scene: Scene,
    previous: Option<Shown>,
    seen: Option<&Seen>,
) -> Outcome {
    let source = Arc::new(source.with_scene(scene)?);
    let Some(seen) = seen else {
        return Shown::watched(source, previous.as_ref(), &mut unwatched);
    };
    Shown::watched(source, previous.as_ref(), &mut |done| {
        seen.done.store((100.0 * done) as u32, Ordering::Relaxed);
        match seen.stop.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })
}

/// Whether what changed between two scenes is worked out fast enough to be seen in the next frame.
fn is_quick(before: Option<&Scene>, after: &Scene, source: &Source) -> bool {
    let charts = |scene: &Scene| -> Vec<Insets> {
        let beside = scene
            .beside
            .iter()
            .filter_map(|figure| figure.look.as_ref());
        let looks = std::iter::once(&scene.look).chain(beside);
        looks.map(|look| look.insets.clone()).collect()
    };
    let new_charts = before.is_none_or(|before| charts(before) != charts(after));
    let Cost {
        updates, heights, ..
    } = after.cost_after(before);
    let mut before = before.into_iter().flat_map(Scene::subjects);
    let mut figures = after.subjects().map(|after| (before.next(), after));
    let quick_clouds = figures.all(|(before, after)| match after {
        Subject::Cloud(cloud) => {
            let works = cloud.clusters.is_some() && new_charts;
            !works && (before == Some(after) || is_quick_cloud(cloud, source))
        }
        Subject::Landscape(_) | Subject::Sweep(_) => true,
    });
    quick_clouds && heights <= QUICK_HEIGHTS && updates <= QUICK_UPDATES
}

/// Whether a cloud is small enough; data that were not read yet never are.
fn is_quick_cloud(cloud: &CloudSubject, source: &Source) -> bool {
    let Some(table) = source.data.cloud(cloud) else {
        return false;
    };
    let numbers = table.rows() * table.columns().len();
    let times = cloud.sweep.as_ref().map_or(1, |sweep| sweep.values().len());
    let unfolds = cloud.axes == CloudAxes::Principal && cloud.projection.name != "pca";
    match &cloud.clusters {
        Some(_) => numbers <= QUICK_NUMBERS && table.rows() * times <= QUICK_POINTS,
        None => numbers <= QUICK_NUMBERS && !unfolds,
    }
}

#[cfg(test)]
mod tests {
    use bevy::tasks::TaskPool;

    use super::*;
    use crate::{
        math::call::Call,
        scene::{LandscapeSubject, Theme},
    };

    fn app(name: &str) -> App {
        AsyncComputeTaskPool::get_or_init(TaskPool::default);
        let mut app = App::new();
        app.insert_resource(Document::new(
            Source::open(name).expect("a scene of the gallery"),
        ))
        .init_resource::<Work>()
        .init_resource::<Moment>()
        .init_resource::<Viewpoint>()
        .init_resource::<Playback>()
        .add_systems(Update, simulate);
        app.update();
        app
    }

    fn edit(app: &mut App, change: impl FnOnce(&mut LandscapeSubject)) {
        app.world_mut().resource_mut::<Document>().edit(|scene| {
            if let Subject::Landscape(subject) = &mut scene.subject {
                change(subject);
            }
        });
    }

    fn steps(app: &App) -> usize {
        app.world().resource::<Shown>().steps()
    }

    #[test]
    fn an_edit_is_shown_in_the_next_frame() {
        let mut app = app("bowl");
        assert_eq!(steps(&app), 20);
        edit(&mut app, |subject| subject.steps = 35);
        app.update();
        assert_eq!(steps(&app), 35);
    }

    #[test]
    fn an_error_leaves_the_last_good_scene_on_show() {
        let mut app = app("bowl");
        edit(&mut app, |subject| subject.landscape = Call::new("bowll"));
        app.update();
        assert_eq!(steps(&app), 20);
        let error = app.world().resource::<Document>().error.clone();
        assert!(error.is_some_and(|error| error.contains("bowll") && !error.contains('\n')));
        app.world_mut().resource_mut::<Document>().undo();
        app.update();
        assert_eq!(app.world().resource::<Document>().error, None);
    }

    #[test]
    fn long_work_leaves_the_last_picture_until_it_is_done() {
        let mut app = app("bowl");
        edit(&mut app, |subject| subject.steps = 800_000);
        app.update();
        assert!(app.world().resource::<Work>().is_running());
        assert_eq!(steps(&app), 20);
        edit(&mut app, |subject| subject.steps = 30);
        while app.world().resource::<Work>().is_running() || steps(&app) != 30 {
            app.update();
        }
    }

    fn cloud(app: &mut App, change: impl FnOnce(&mut CloudSubject)) {
        app.world_mut().resource_mut::<Document>().edit(|scene| {
            if let Subject::Cloud(subject) = &mut scene.subject {
                change(subject);
            }
        });
    }

    #[test]
    fn a_projection_that_nobody_waits_for_is_stopped() {
        let mut app = app("iris");
        assert!(!app.world().resource::<Work>().is_running());
        // Hours.
        cloud(&mut app, |subject| {
            subject.projection = Call::new("tsne").with("steps", 1e5)
        });
        app.update();
        assert!(app.world().resource::<Work>().is_running());
        while app.world().resource::<Work>().done().is_none() {
            app.update();
        }
        cloud(&mut app, |subject| subject.projection = Call::new("pca"));
        while app.world().resource::<Work>().is_running() {
            app.update();
        }
        app.update();
        let document = app.world().resource::<Document>();
        assert_eq!((document.error.as_deref(), steps(&app)), (None, 0));
    }

    #[test]
    fn only_what_changed_counts() {
        let scene = Source::open("rosenbrock")
            .expect("a scene of the gallery")
            .scene;
        let mut fine = scene.clone();
        if let Subject::Landscape(subject) = &mut fine.subject {
            subject.resolution = 2048;
        }
        let source = Source::open("rosenbrock").expect("a scene of the gallery");
        assert!(!is_quick(Some(&scene), &fine, &source));
        let dark = fine.clone();
        fine.look.theme = Theme::Light;
        assert!(is_quick(Some(&dark), &fine, &source));
    }
}
