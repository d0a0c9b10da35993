//! A real window on a screen without a screen, with a mouse and a keyboard: what a person does, and what they then see.
//!
//! Nothing here waits for a time. The window tells its state in a file (`FALLLINE_STATE`), and each step waits until the
//! state is the expected one, however long a slow machine takes.
#![cfg(feature = "app")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use fallline::scene::{Source, Subject};
use serde_json::Value;
use tempfile::TempDir;

/// After so long nothing will come any more, not even on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at the state.
const GLANCE: Duration = Duration::from_millis(20);

fn fallline() -> Command {
    Command::new(env!("CARGO_BIN_EXE_fallline"))
}

/// A screen that nobody sees.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    fn new() -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("Xvfb: {error}; `make test` installs it"));
        // It looks for a free number, and says which it took.
        let mut number = String::new();
        let stdout = server.stdout.take().expect("was asked for");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("Xvfb speaks text");
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb did not start");
        Self {
            name: format!(":{number}"),
            server,
        }
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, .. } = Command::new("xdotool")
            .env("DISPLAY", &self.name)
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("xdotool: {error}; `make test` installs it"));
        assert!(status.success(), "xdotool {arguments:?}");
        String::from_utf8_lossy(&stdout).into_owned()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A window, and the folder in which it was opened.
struct Window {
    program: Child,
    folder: TempDir,
    screen: Screen,
    id: String,
}

impl Window {
    fn open(scene: &str) -> Self {
        let screen = Screen::new();
        let folder = tempfile::tempdir().expect("a folder");
        let program = fallline()
            .arg(scene)
            .current_dir(folder.path())
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env("FALLLINE_STATE", folder.path().join("state.json"))
            .spawn()
            .expect("the program");
        let mut window = Self {
            program,
            folder,
            screen,
            id: String::new(),
        };
        window.wait("the window is drawn", |state| state["drawn"] == true);
        // Without a window manager nobody else gives it the keyboard.
        let windows = window.screen.xdotool(&["search", "--name", "Fall Line"]);
        let id = windows.split_whitespace().last().expect("a window");
        id.clone_into(&mut window.id);
        window.screen.xdotool(&["windowfocus", "--sync", id]);
        window
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn state(&self) -> Option<Value> {
        let text = fs::read_to_string(self.path("state.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    fn now(&self) -> Value {
        self.state().expect("the window has told its state")
    }

    /// Waits until the state is as expected, and returns it.
    fn wait(&mut self, what: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state();
            if let Some(state) = state.as_ref().filter(|state| expected(state)) {
                return state.clone();
            }
            if let Ok(Some(status)) = self.program.try_wait() {
                panic!("the program ended ({status}) before {what}");
            }
            if began.elapsed() > PATIENCE {
                panic!("in vain: {what}; the state is {state:#?}");
            }
            sleep(GLANCE);
        }
    }

    fn key(&self, chord: &str) {
        self.screen.xdotool(&["key", chord]);
    }

    fn write(&self, text: &str) {
        self.screen.xdotool(&["type", "--delay", "20", text]);
    }

    fn point(&self, [x, y]: [f64; 2]) {
        let [x, y] = [x, y].map(|place| place.round().to_string());
        self.screen.xdotool(&["mousemove", "--sync", &x, &y]);
    }

    fn click(&self, at: [f64; 2]) {
        self.point(at);
        self.screen.xdotool(&["click", "1"]);
    }

    /// Slowly enough that the window sees the pointer on its way.
    fn drag(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.point(from);
        self.screen.xdotool(&["mousedown", "1"]);
        self.wait("the press is seen", |state| state["pressed"] == true);
        self.point(to);
        self.wait("the pointer is there", |state| {
            let at = point(&state["pointer"]);
            (at[0] - to[0]).abs() < 1.0 && (at[1] - to[1]).abs() < 1.0
        });
        self.screen.xdotool(&["mouseup", "1"]);
        self.wait("it is let go", |state| state["pressed"] == false);
    }

    /// The middle of a part of the window.
    fn place(&mut self, name: &str) -> [f64; 2] {
        let state = self.wait(&format!("there is a {name}"), |state| {
            state["places"][name].is_array()
        });
        let [x, y, width, height] = four(&state["places"][name]);
        [x + width / 2.0, y + height / 2.0]
    }

    fn click_on(&mut self, name: &str) {
        let at = self.place(name);
        self.click(at);
    }

    /// A place of the picture, from (0, 0) at the top left to (1, 1).
    fn in_picture(&self, x: f64, y: f64) -> [f64; 2] {
        let [left, top, width, height] = four(&self.now()["free_rect"]);
        [left + x * width, top + y * height]
    }

    /// Types a path into the dialog that a chord opens.
    fn answer_path(&mut self, chord: &str, path: &str) {
        self.key(chord);
        self.wait("a path is asked for", |state| {
            state["panels"]["file_dialog"] == true && state["typing"] == true
        });
        self.key("ctrl+a");
        self.write(path);
        self.key("Return");
        self.wait("the dialog is answered", |state| {
            state["panels"]["file_dialog"] == false && state["working"] == false
        });
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn four(value: &Value) -> [f64; 4] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

fn point(value: &Value) -> [f64; 2] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn a_person_uses_the_window() {
    let mut window = Window::open("rosenbrock");
    it_plays_and_steps(&mut window);
    the_bar_scrubs(&mut window);
    the_window_is_made_smaller(&mut window);
    the_mouse_turns_the_picture_and_nothing_behind_panels(&mut window);
    a_click_on_the_surface_is_where_all_runs_start(&mut window);
    a_parameter_changes_its_run(&mut window);
    fields_keep_their_keys(&mut window);
    keys_change_theme_language_view_and_panels(&mut window);
    scenes_are_saved_and_opened(&mut window);
    a_film_is_made_while_the_window_answers(&mut window);
    closing_asks_about_changes(window);
}

fn it_plays_and_steps(window: &mut Window) {
    window.wait("time passes", |state| {
        state["playing"] == true && number(&state["seconds"]) > 0.0
    });
    window.key("space");
    window.wait("it holds", |state| state["playing"] == false);
    window.key("Home");
    window.wait("it is at the start", |state| state["step"] == 0.0);
    window.key("period");
    window.wait("the first step", |state| near(&state["step"], 1.0));
    window.key("period");
    window.wait("the second step", |state| near(&state["step"], 2.0));
    window.key("comma");
    window.wait("the first step again", |state| near(&state["step"], 1.0));
    window.key("End");
    window.wait("the end", |state| {
        state["seconds"] == state["total_seconds"]
    });
}

fn near(value: &Value, expected: f64) -> bool {
    (number(value) - expected).abs() < 1e-3
}

fn the_bar_scrubs(window: &mut Window) {
    window.click_on("Slider Playback position");
    let state = window.wait("the middle of the film", |state| {
        number(&state["seconds"]) < number(&state["total_seconds"])
    });
    let middle = number(&state["seconds"]) / number(&state["total_seconds"]);
    assert!((middle - 0.5).abs() < 0.01, "{middle}");
}

fn the_window_is_made_smaller(window: &mut Window) {
    for size in [[1024, 640], [1280, 800]] {
        let [width, height] = size.map(|side| side.to_string());
        window
            .screen
            .xdotool(&["windowsize", &window.id, &width, &height]);
        window.wait("the picture fits", |state| {
            let [left, top, width, height] = four(&state["free_rect"]);
            [left + width + 320.0, top + height + 56.0] == size.map(f64::from)
        });
    }
}

fn the_mouse_turns_the_picture_and_nothing_behind_panels(window: &mut Window) {
    let (middle, left) = (window.in_picture(0.5, 0.4), window.in_picture(0.3, 0.4));
    window.drag(middle, left);
    let state = window.wait("the picture is turned", |state| {
        state["camera"]["own"] == true
    });
    let turned = number(&state["camera"]["azimuth"]);
    // From the free part of the left panel across the picture: a gesture belongs to where it began.
    let panel = window.place("Button Copy");
    window.drag([panel[0] + 90.0, panel[1]], middle);
    window.key("Home");
    let state = window.wait("the start", |state| state["seconds"] == 0.0);
    let settled = number(&state["camera"]["azimuth"]);
    assert!((settled - turned).abs() < 60.0, "{settled} after {turned}");
    let before = state["camera"].clone();
    window.drag([panel[0] + 90.0, panel[1]], left);
    window.key("End");
    let state = window.wait("the end", |state| {
        state["seconds"] == state["total_seconds"]
    });
    assert_eq!(state["camera"], before);
    window.key("0");
    window.wait("the scene's view", |state| state["camera"]["own"] == false);
}

fn a_click_on_the_surface_is_where_all_runs_start(window: &mut Window) {
    window.key("t");
    window.wait("the view from above", |state| state["projection"] == "top");
    let began = window.now()["start"].clone();
    window.click(window.in_picture(0.5, 0.5));
    let first = window.wait("the start moves", |state| {
        state["start"] != began && state["runs"][0]["start"] == state["start"]
    });
    for run in first["runs"].as_array().expect("runs") {
        assert_eq!(run["start"], first["start"], "{}", run["label"]);
    }
    // From above, a place to the right is one of greater x and the same y.
    window.key("space");
    window.wait("it holds", |state| state["playing"] == false);
    window.click(window.in_picture(0.6, 0.5));
    let second = window.wait("the start moves on", |state| {
        state["start"] != first["start"]
    });
    let ([x, y], [right, same]) = (point(&first["start"]), point(&second["start"]));
    assert!(right > x && (same - y).abs() < 0.02, "{second}");
    window.key("ctrl+z");
    window.wait("the start is back", |state| {
        state["start"] == first["start"]
    });
    window.key("ctrl+shift+z");
    window.wait("and there again", |state| state["start"] == second["start"]);
    window.key("1");
    window.wait("the solid view", |state| state["projection"] == "solid");
}

fn a_parameter_changes_its_run(window: &mut Window) {
    let before = window.now()["runs"].clone();
    window.click_on("SpinButton lr");
    window.wait("the field is typed into", |state| state["typing"] == true);
    window.key("ctrl+a");
    window.write("0.0005");
    window.key("Return");
    let state = window.wait("another learning rate", |state| {
        state["runs"][0]["optimizer"] == "gd(lr=0.0005)" && state["typing"] == false
    });
    assert_ne!(state["runs"][0]["final_value"], before[0]["final_value"]);
    assert_eq!(
        state["runs"][1], before[1],
        "the other runs stay as they are"
    );
    window.key("ctrl+z");
    window.wait("the old run", |state| state["runs"] == before);
}

fn fields_keep_their_keys(window: &mut Window) {
    window.key("ctrl+o");
    let before = window.wait("a path is asked for", |state| {
        state["panels"]["file_dialog"] == true && state["typing"] == true
    });
    window.write("dhnc t");
    window.key("Escape");
    let after = window.wait("no path is asked for", |state| {
        state["panels"]["file_dialog"] == false
    });
    for what in ["theme", "language", "projection", "playing"] {
        assert_eq!(after[what], before[what], "{what}");
    }
    assert_eq!(after["panels"]["visible"], true);
    assert_eq!(after["panels"]["right"], true);
}

fn keys_change_theme_language_view_and_panels(window: &mut Window) {
    let free = four(&window.now()["free_rect"]);
    window.key("d");
    window.wait("the light theme", |state| state["theme"] == "light");
    window.key("n");
    window.wait("Chinese", |state| state["language"] == "zh");
    window.key("n");
    window.wait("English", |state| state["language"] == "en");
    window.key("question");
    window.wait("the help", |state| state["panels"]["help"] == true);
    window.key("Escape");
    window.wait("no help", |state| state["panels"]["help"] == false);
    window.key("h");
    let state = window.wait("the picture fills the window", |state| {
        state["panels"]["visible"] == false && four(&state["free_rect"])[2] > free[2]
    });
    assert_eq!(four(&state["free_rect"]), [0.0, 0.0, 1280.0, 800.0]);
    window.key("h");
    window.wait("the panels are back", |state| {
        four(&state["free_rect"]) == free
    });
}

fn scenes_are_saved_and_opened(window: &mut Window) {
    let path = window.path("mine.ron");
    let started = point(&window.now()["start"]);
    window.answer_path("ctrl+shift+s", "mine");
    window.wait("everything is saved", |state| state["unsaved"] == false);
    let saved = Source::open(&path.to_string_lossy()).expect("a scene");
    let Subject::Landscape(subject) = &saved.scene.subject else {
        panic!("a landscape was saved");
    };
    assert_eq!(subject.start, started);

    window.answer_path("ctrl+o", "bowl");
    window.wait("the bowl", |state| {
        state["scene"] == "bowl" && state["steps"] == 20
    });
    window.answer_path("ctrl+o", "no-such-scene");
    let state = window.wait("a complaint", |state| state["error"].is_string());
    let error = state["error"].as_str().expect("text");
    assert!(
        error.contains("no-such-scene") && !error.contains('\n'),
        "{error}"
    );
    assert_eq!(state["scene"], "bowl");
    fs::write(window.path("broken.ron"), "(version: 1, title: ").expect("written");
    window.answer_path("ctrl+o", "broken.ron");
    let state = window.wait("another complaint", |state| {
        state["error"]
            .as_str()
            .is_some_and(|error| error.contains("broken.ron"))
    });
    assert_eq!(state["scene"], "bowl", "the last picture stays");
    window.answer_path("ctrl+o", "mine.ron");
    window.wait("the saved scene", |state| {
        state["steps"] == 1000 && state["error"].is_null() && point(&state["start"]) == started
    });
}

fn a_film_is_made_while_the_window_answers(window: &mut Window) {
    window.answer_path("ctrl+o", "bowl");
    window.wait("the bowl", |state| state["scene"] == "bowl");
    window.key("m");
    window.click_on("TextInput File path");
    window.wait("the field is typed into", |state| state["typing"] == true);
    window.key("ctrl+a");
    window.write("bowl.gif");
    window.key("Tab");
    window.click_on("Button Make it");
    window.wait("the film is under way", |state| state["filming"] == true);
    window.key("Escape");
    window.wait("the dialog is closed meanwhile", |state| {
        state["panels"]["film"] == false
    });
    window.key("d");
    let state = window.wait("another theme meanwhile", |state| state["theme"] != "dark");
    assert_eq!(state["filming"], true);
    window.key("m");
    window.click_on("Button Cancel");
    window.wait("the film is given up", |state| state["film"] == "Cancelled");
    assert!(!window.path("bowl.gif").exists(), "nothing stays behind");

    window.click_on("TextInput File path");
    window.wait("the field is typed into", |state| state["typing"] == true);
    window.key("ctrl+a");
    window.write("bowl.mp4");
    window.key("Tab");
    window.click_on("SpinButton Length");
    window.wait("the length is typed", |state| state["typing"] == true);
    window.key("ctrl+a");
    window.write("0.5");
    window.key("Return");
    window.click_on("Button Make it");
    window.wait("a film is made", |state| {
        state["film"]
            .as_str()
            .is_some_and(|film| film.starts_with("Saved"))
    });
    let film = fs::read(window.path("bowl.mp4")).expect("a film");
    assert_eq!(&film[4..8], b"ftyp");
    window.key("Escape");
    window.wait("the dialog is closed", |state| {
        state["panels"]["film"] == false
    });
}

fn closing_asks_about_changes(mut window: Window) {
    window.wait("there are changes", |state| state["unsaved"] == true);
    window.key("ctrl+q");
    window.wait("it asks", |state| state["asks_before_leaving"] == true);
    window.key("Escape");
    window.wait("it stays", |state| state["asks_before_leaving"] == false);
    window.key("ctrl+q");
    window.click_on("Button Discard changes");
    let began = Instant::now();
    let status = loop {
        if let Some(status) = window.program.try_wait().expect("a child of ours") {
            break status;
        }
        assert!(began.elapsed() < PATIENCE, "the window does not close");
        sleep(GLANCE);
    };
    assert!(status.success(), "{status}");
}

#[test]
fn an_unknown_scene_opens_no_window() {
    let output = fallline().arg("bowll").output().expect("the program");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.contains("\"bowll\"") && error.contains("\"bowl\""),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn without_a_display_it_says_so() {
    for display in ["", ":4321"] {
        let output = fallline()
            .arg("bowl")
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .output()
            .expect("the program");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("display"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
