//! The program in a window on a screen that nobody sees, and what a mouse and a keyboard do to it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// After so long nothing will come any more, not even on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at the state.
pub const GLANCE: Duration = Duration::from_millis(20);

pub fn fallline() -> Command {
    Command::new(env!("CARGO_BIN_EXE_fallline"))
}

/// A screen that nobody sees.
pub struct Screen {
    pub server: Child,
    pub name: String,
    /// Holds the file of what is on the screen.
    picture: TempDir,
}

impl Screen {
    pub fn new() -> Self {
        let picture = tempfile::tempdir().expect("a folder");
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                // It would begin anew between two clients, and turn away the window that comes next.
                "-noreset",
                "-fbdir",
            ])
            .arg(picture.path())
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
            picture,
        }
    }

    /// Every pixel of the screen, once it has stopped changing.
    pub fn pixels(&self) -> Vec<u8> {
        let read = || fs::read(self.picture.path().join("Xvfb_screen0")).expect("a picture");
        let mut before = read();
        loop {
            sleep(Duration::from_millis(400));
            let now = read();
            if now == before {
                return now;
            }
            before = now;
        }
    }

    pub fn xdotool(&self, arguments: &[&str]) -> String {
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
pub struct Window {
    pub program: Child,
    pub folder: TempDir,
    pub screen: Screen,
    pub id: String,
}

impl Window {
    pub fn open(scene: &str) -> Self {
        Self::open_in(scene, tempfile::tempdir().expect("a folder"))
    }

    /// The same, in a folder in which another window may have been open.
    pub fn open_in(scene: &str, folder: TempDir) -> Self {
        let screen = Screen::new();
        let _ = fs::remove_file(folder.path().join("state.json"));
        let stderr = fs::File::create(folder.path().join("stderr")).expect("a file");
        let program = fallline()
            .arg(scene)
            .current_dir(folder.path())
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env("FALLLINE_STATE", folder.path().join("state.json"))
            .env("XDG_STATE_HOME", folder.path().join("sessions"))
            .stderr(stderr)
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn state(&self) -> Option<Value> {
        let text = fs::read_to_string(self.path("state.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    pub fn now(&self) -> Value {
        self.state().expect("the window has told its state")
    }

    /// Waits until the state is as expected, and returns it.
    pub fn wait(&mut self, what: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state();
            if let Some(state) = state.as_ref().filter(|state| expected(state)) {
                return state.clone();
            }
            if let Ok(Some(status)) = self.program.try_wait() {
                let said = fs::read_to_string(self.path("stderr")).unwrap_or_default();
                panic!("the program ended ({status}) before {what}: {said}");
            }
            if began.elapsed() > PATIENCE {
                panic!("in vain: {what}; the state is {state:#?}");
            }
            sleep(GLANCE);
        }
    }

    pub fn key(&self, chord: &str) {
        let Some((held, key)) = chord.rsplit_once('+') else {
            self.screen.xdotool(&["key", chord]);
            return;
        };
        // A slow frame takes many events at once and may see the held key only after it was let go.
        let words = [
            "keydown", held, "sleep", "0.15", "key", key, "sleep", "0.15", "keyup", held,
        ];
        self.screen.xdotool(&words);
    }

    pub fn write(&self, text: &str) {
        self.screen.xdotool(&["type", "--delay", "20", text]);
    }

    pub fn point(&self, [x, y]: [f64; 2]) {
        let [x, y] = [x, y].map(|place| place.round().to_string());
        self.screen.xdotool(&["mousemove", "--sync", &x, &y]);
    }

    pub fn click(&self, at: [f64; 2]) {
        self.point(at);
        self.screen.xdotool(&["click", "1"]);
    }

    /// Double-clicks until the state is as expected: on a busy machine a frame may take longer than a double click.
    pub fn double_click(&self, at: [f64; 2], what: &str, expected: impl Fn(&Value) -> bool) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            self.point(at);
            let words = ["click", "--repeat", "2", "--delay", "10", "1"];
            self.screen.xdotool(&words);
            for _ in 0..100 {
                if expected(&self.now()) {
                    return;
                }
                sleep(GLANCE);
            }
        }
        panic!("in vain: {what}");
    }

    /// Slowly enough that the window sees the pointer on its way.
    pub fn drag(&mut self, from: [f64; 2], to: [f64; 2]) {
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
    pub fn place(&mut self, name: &str) -> [f64; 2] {
        let state = self.wait(&format!("there is a {name}"), |state| {
            state["places"][name].is_array()
        });
        let [x, y, width, height] = four(&state["places"][name]);
        [x + width / 2.0, y + height / 2.0]
    }

    pub fn click_on(&mut self, name: &str) {
        let at = self.place(name);
        self.click(at);
    }

    /// Clicks on a field until it is typed into: a dialog takes a frame or two to find its size, and a click in between
    /// may miss.
    pub fn focus(&mut self, name: &str) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            self.click_on(name);
            for _ in 0..100 {
                if self.now()["typing"] == true {
                    return;
                }
                sleep(GLANCE);
            }
        }
        panic!("in vain: {name} is typed into");
    }

    /// A place of the picture, from (0, 0) at the top left to (1, 1).
    pub fn in_picture(&self, x: f64, y: f64) -> [f64; 2] {
        let [left, top, width, height] = four(&self.now()["free_rect"]);
        [left + x * width, top + y * height]
    }

    /// Types a path into the dialog that a chord opens, and waits until it is done.
    pub fn answer_path(&mut self, chord: &str, path: &str) {
        self.answer(chord, path);
        self.wait("what was asked for is done", |state| {
            state["working"] == false
        });
    }

    /// Types a path into the dialog that a chord opens.
    pub fn answer(&mut self, chord: &str, path: &str) {
        self.key(chord);
        self.wait("a path is asked for", |state| {
            state["panels"]["file_dialog"] == true && state["typing"] == true
        });
        self.key("ctrl+a");
        self.write(path);
        self.key("Return");
        self.wait("the dialog is answered", |state| {
            state["panels"]["file_dialog"] == false
        });
    }
}

impl Window {
    /// Waits until the program has ended by itself; its exit code, what it said on stderr, and the folder.
    pub fn ended(mut self) -> (Option<i32>, String, TempDir) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.program.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(began.elapsed() < PATIENCE, "the program does not end");
            sleep(GLANCE);
        };
        let said = fs::read_to_string(self.path("stderr")).expect("text");
        let folder = tempfile::tempdir().expect("a folder");
        (
            status.code(),
            // A program that a signal ended says nothing itself.
            match status.code() {
                None => format!("{status}: {said}"),
                Some(_) => said,
            },
            std::mem::replace(&mut self.folder, folder),
        )
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let id = self.program.id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.expect("kill").success());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

pub fn four(value: &Value) -> [f64; 4] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

pub fn point(value: &Value) -> [f64; 2] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}
