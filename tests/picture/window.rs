//! The window on a virtual X server: seeking with hidden panels shows the same pixels as a still.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::drawing::Picture;

const PROGRAM: &str = env!("CARGO_BIN_EXE_fallline");
/// Larger than the window, so that the pointer can be moved off it.
const SCREEN: &str = "1400x900x24";
const WINDOW: [u32; 2] = [1280, 800];

#[test]
fn the_window_without_panels_shows_the_same_pixels_as_a_still() {
    let screen = Screen::open();
    let mut window = screen.window("saddle");
    window.press("h", |state| state["panels"]["visible"] == false);
    window.press("End", |state| state["playing"] == false);
    window.press("Home", |state| state["seconds"] == 0.0);
    for step in 1..=3 {
        window.press("period", |state| {
            (state["step"].as_f64().unwrap() - f64::from(step)).abs() < 1e-3
        });
    }
    window.assert_shows_the_still();
    window.press("End", |state| state["seconds"] == state["total_seconds"]);
    window.assert_shows_the_still();
    window.press("Home", |state| state["seconds"] == 0.0);
    window.assert_shows_the_still();
}

/// A child process that is killed on drop.
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A virtual X server with its framebuffer in a file.
struct Screen {
    display: String,
    folder: tempfile::TempDir,
    _server: KillOnDrop,
}

impl Screen {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-fbdir"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts; `make test` installs it");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Self {
            display: format!(":{}", number.trim()),
            folder,
            _server: KillOnDrop(server),
        }
    }

    /// Opens a scene in a window and waits until it is drawn.
    fn window(&self, scene: &str) -> Window<'_> {
        let state = self.folder.path().join("state.json");
        let program = Command::new(PROGRAM)
            .arg(scene)
            .env("DISPLAY", &self.display)
            .env("FALLLINE_STATE", &state)
            .env("WINIT_X11_SCALE_FACTOR", "1")
            .env_remove("WAYLAND_DISPLAY")
            .spawn()
            .unwrap();
        let mut window = Window {
            screen: self,
            scene: scene.to_owned(),
            state,
            program: KillOnDrop(program),
        };
        window.wait(|state| state["drawn"] == true && state["working"] == false);
        // There is no window manager to focus the window. Off the window, the pointer shows no tooltip.
        let name = "^Fall Line$";
        self.xdotool(&[
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            name,
            "windowfocus",
            "--sync",
        ]);
        self.xdotool(&["mousemove", "1390", "890"]);
        window
    }

    /// Runs xdotool, which sends input to the window.
    fn xdotool(&self, arguments: &[&str]) {
        let status = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.display)
            .status()
            .expect("xdotool starts; `make test` installs it");
        assert!(status.success(), "{arguments:?}");
    }

    /// The top left part of the screen, which is the window.
    fn picture(&self) -> Picture {
        xwd(&fs::read(self.folder.path().join("Xvfb_screen0")).unwrap())
    }
}

struct Window<'a> {
    screen: &'a Screen,
    scene: String,
    state: PathBuf,
    program: KillOnDrop,
}

impl Window<'_> {
    /// Presses a key and waits for its effect.
    fn press(&mut self, key: &str, is_done: impl Fn(&Value) -> bool) {
        self.screen.xdotool(&["key", key]);
        self.wait(is_done);
    }

    fn wait(&mut self, is_done: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state();
            if let Some(state) = state.as_ref().filter(|state| is_done(state)) {
                return state.clone();
            }
            assert!(began.elapsed() < Duration::from_secs(90), "still {state:?}");
            assert!(self.program.0.try_wait().unwrap().is_none(), "it ended");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The state that the program writes to a file.
    fn state(&self) -> Option<Value> {
        serde_json::from_slice(&fs::read(&self.state).ok()?).ok()
    }

    /// Waits until the window shows the pixels of a still at its playback time.
    fn assert_shows_the_still(&mut self) {
        let seconds = self.state().unwrap()["seconds"].to_string();
        let still = self.screen.folder.path().join("still.png");
        let [width, height] = WINDOW;
        let status = Command::new(PROGRAM)
            .args(["render", &self.scene, "--at", &seconds, "-o"])
            .arg(&still)
            .args(["--size", &format!("{width}x{height}")])
            .status()
            .unwrap();
        assert!(status.success());
        let still = png(&still);

        let began = Instant::now();
        loop {
            let picture = self.screen.picture();
            let difference = picture.difference(&still);
            if difference.is_invisible() {
                return;
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "second {seconds}: {difference:?}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn png(path: &Path) -> Picture {
    let file = BufReader::new(fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let pixels = rgb.as_chunks::<3>().0.iter();
    Picture {
        size: [info.width, info.height],
        pixels: pixels.map(|&[r, g, b]| [r, g, b, 255]).collect(),
    }
}

/// Reads an X window dump (XWDFile.h, version 7): big-endian words, then colours, then rows of B, G, R and a padding
/// byte.
fn xwd(bytes: &[u8]) -> Picture {
    let word = |number: usize| {
        u32::from_be_bytes(bytes[4 * number..4 * number + 4].try_into().unwrap()) as usize
    };
    let (header, bits, row, colors) = (word(0), word(11), word(12), word(19));
    assert_eq!((word(1), bits), (7, 32));
    let first = header + 12 * colors;
    let pixel = |x: usize, y: usize| {
        let at = first + y * row + 4 * x;
        [bytes[at + 2], bytes[at + 1], bytes[at], 255]
    };
    let [width, height] = WINDOW;
    Picture {
        size: WINDOW,
        pixels: (0..height as usize)
            .flat_map(|y| (0..width as usize).map(move |x| pixel(x, y)))
            .collect(),
    }
}
