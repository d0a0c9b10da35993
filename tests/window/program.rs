//! Runs the program on a virtual display, sends it mouse and keyboard input, and reads its state.

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

/// The maximum duration of a wait, which is long enough for busy machines.
pub const TIMEOUT: Duration = Duration::from_secs(90);
/// The time between two polls of the state.
pub const POLL_INTERVAL: Duration = Duration::from_millis(20);

pub fn fallline() -> Command {
    Command::new(env!("CARGO_BIN_EXE_fallline"))
}

/// A virtual display.
pub struct Display {
    pub server: Child,
    /// The value of the variable `DISPLAY`, such as `:99`.
    pub name: String,
    /// The folder of the file with the frame buffer.
    buffer_folder: TempDir,
}

impl Display {
    pub fn new() -> Self {
        let buffer_folder = tempfile::tempdir().expect("a folder");
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-display",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                // Otherwise it would reset after its last client has left, and refuse the next one meanwhile.
                "-noreset",
                "-fbdir",
            ])
            .arg(buffer_folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("Xvfb: {error}; `make test` installs it"));
        // Xvfb picks a free display number and prints it.
        let mut number = String::new();
        let stdout = server.stdout.take().expect("a piped stdout");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("Xvfb prints text");
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb did not start");
        Self {
            name: format!(":{number}"),
            server,
            buffer_folder,
        }
    }

    /// The contents of the frame buffer, once it has stopped changing.
    pub fn pixels(&self) -> Vec<u8> {
        let read =
            || fs::read(self.buffer_folder.path().join("Xvfb_screen0")).expect("a frame buffer");
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

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The running program, its window, and its current folder.
pub struct Window {
    pub program: Child,
    pub folder: TempDir,
    pub display: Display,
    /// The id of the window, for xdotool.
    pub id: String,
}

impl Window {
    /// Opens a scene in a new folder, and waits until it is drawn.
    pub fn open(scene: &str) -> Self {
        Self::open_in(scene, tempfile::tempdir().expect("a folder"))
    }

    /// Like [`open`](Self::open), in a folder that an earlier window may have used.
    pub fn open_in(scene: &str, folder: TempDir) -> Self {
        let display = Display::new();
        let _ = fs::remove_file(folder.path().join("state.json"));
        let stderr = fs::File::create(folder.path().join("stderr")).expect("a file");
        let program = fallline()
            .arg(scene)
            .current_dir(folder.path())
            .env("DISPLAY", &display.name)
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
            display,
            id: String::new(),
        };
        window.wait("the window is drawn", |state| state["drawn"] == true);
        // Without a window manager, the window has to be focused explicitly.
        let windows = window.display.xdotool(&["search", "--name", "Fall Line"]);
        let id = windows.split_whitespace().last().expect("a window");
        id.clone_into(&mut window.id);
        window.display.xdotool(&["windowfocus", "--sync", id]);
        window
    }

    /// The path of a file in the current folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The state that the window has written last, if any.
    pub fn written_state(&self) -> Option<Value> {
        let text = fs::read_to_string(self.path("state.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The state that the window has written last.
    pub fn state(&self) -> Value {
        self.written_state()
            .expect("the window has written its state")
    }

    /// Waits until the state is as expected, and returns it.
    pub fn wait(&mut self, expectation: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.written_state();
            if let Some(state) = state.as_ref().filter(|state| expected(state)) {
                return state.clone();
            }
            if let Ok(Some(status)) = self.program.try_wait() {
                let stderr = fs::read_to_string(self.path("stderr")).unwrap_or_default();
                panic!("the program ended ({status}) before {expectation}: {stderr}");
            }
            if began.elapsed() > TIMEOUT {
                panic!("timed out waiting for: {expectation}; the state is {state:#?}");
            }
            sleep(POLL_INTERVAL);
        }
    }

    /// Presses and releases a key, or a chord such as `ctrl+shift+z`.
    pub fn key(&self, chord: &str) {
        let Some((held, key)) = chord.rsplit_once('+') else {
            self.display.xdotool(&["key", chord]);
            return;
        };
        // A slow frame handles many events at once and might see the modifier only after its release.
        let arguments = [
            "keydown", held, "sleep", "0.15", "key", key, "sleep", "0.15", "keyup", held,
        ];
        self.display.xdotool(&arguments);
    }

    pub fn type_text(&self, text: &str) {
        self.display.xdotool(&["type", "--delay", "20", text]);
    }

    pub fn move_pointer(&self, [x, y]: [f64; 2]) {
        let [x, y] = [x, y].map(|coordinate| coordinate.round().to_string());
        self.display.xdotool(&["mousemove", "--sync", &x, &y]);
    }

    pub fn click(&self, at: [f64; 2]) {
        self.move_pointer(at);
        self.display.xdotool(&["click", "1"]);
    }

    /// Double-clicks until the state is as expected, since a frame of a busy machine can take longer than a double
    /// click.
    pub fn double_click(&self, at: [f64; 2], expectation: &str, expected: impl Fn(&Value) -> bool) {
        let began = Instant::now();
        while began.elapsed() < TIMEOUT {
            self.move_pointer(at);
            let arguments = ["click", "--repeat", "2", "--delay", "10", "1"];
            self.display.xdotool(&arguments);
            for _ in 0..100 {
                if expected(&self.state()) {
                    return;
                }
                sleep(POLL_INTERVAL);
            }
        }
        panic!("timed out waiting for: {expectation}");
    }

    /// Drags with the primary button. Waits until the window has seen the button pressed, the pointer moved, and the
    /// button released.
    pub fn drag(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.move_pointer(from);
        self.display.xdotool(&["mousedown", "1"]);
        self.wait("the button is pressed", |state| state["pressed"] == true);
        self.move_pointer(to);
        self.wait("the pointer has moved", |state| {
            let at = two_numbers(&state["pointer"]);
            (at[0] - to[0]).abs() < 1.0 && (at[1] - to[1]).abs() < 1.0
        });
        self.display.xdotool(&["mouseup", "1"]);
        self.wait("the button is released", |state| state["pressed"] == false);
    }

    /// The centre of a widget, given by its role and name, such as `Button Save`.
    pub fn widget_centre(&mut self, name: &str) -> [f64; 2] {
        let state = self.wait(&format!("there is a {name}"), |state| {
            state["places"][name].is_array()
        });
        let [x, y, width, height] = four_numbers(&state["places"][name]);
        [x + width / 2.0, y + height / 2.0]
    }

    /// Clicks on the centre of a widget.
    pub fn click_on(&mut self, name: &str) {
        let at = self.widget_centre(name);
        self.click(at);
    }

    /// Clicks on a text field until it has the focus. An early click may miss, since a dialog takes a frame or two to
    /// reach its size.
    pub fn focus(&mut self, name: &str) {
        let began = Instant::now();
        while began.elapsed() < TIMEOUT {
            self.click_on(name);
            for _ in 0..100 {
                if self.state()["typing"] == true {
                    return;
                }
                sleep(POLL_INTERVAL);
            }
        }
        panic!("timed out waiting for the focus of {name}");
    }

    /// The position in the window of a position in the picture, from (0, 0) at the top left to (1, 1).
    pub fn in_picture(&self, x: f64, y: f64) -> [f64; 2] {
        let [left, top, width, height] = four_numbers(&self.state()["free_rect"]);
        [left + x * width, top + y * height]
    }

    /// Opens the file dialog by a chord, enters a path, and waits until the file is opened or saved.
    pub fn enter_path_and_wait(&mut self, chord: &str, path: &str) {
        self.enter_path(chord, path);
        self.wait("the scene is open", |state| state["working"] == false);
    }

    /// Opens the file dialog by a chord, enters a path, and waits until the dialog is closed.
    pub fn enter_path(&mut self, chord: &str, path: &str) {
        self.key(chord);
        self.wait("the file dialog is open", |state| {
            state["panels"]["file_dialog"] == true && state["typing"] == true
        });
        self.key("ctrl+a");
        self.type_text(path);
        self.key("Return");
        self.wait("the file dialog is closed", |state| {
            state["panels"]["file_dialog"] == false
        });
    }
}

impl Window {
    /// Waits until the program has exited; returns its exit code, its stderr, and its folder.
    pub fn wait_for_exit(mut self) -> (Option<i32>, String, TempDir) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.program.try_wait().expect("a child process") {
                break status;
            }
            assert!(began.elapsed() < TIMEOUT, "the program does not exit");
            sleep(POLL_INTERVAL);
        };
        let stderr = fs::read_to_string(self.path("stderr")).expect("text");
        let folder = tempfile::tempdir().expect("a folder");
        (
            status.code(),
            // A program that was killed by a signal prints nothing itself.
            match status.code() {
                None => format!("{status}: {stderr}"),
                Some(_) => stderr,
            },
            std::mem::replace(&mut self.folder, folder),
        )
    }

    /// Sends a signal to the program.
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

pub fn four_numbers(value: &Value) -> [f64; 4] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

pub fn two_numbers(value: &Value) -> [f64; 2] {
    std::array::from_fn(|k| value[k].as_f64().expect("a number"))
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}
