//! Tests of missing and lost displays, signals, unsaved changes, long computations, and idle windows.

use std::{fs, path::Path, process::Command};

use crate::program::{Window, fallline, two_numbers};

/// Runs the program with these environment variables and no others that name a display; returns its exit code and its
/// line on stderr.
fn run_without_display(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = fallline();
    command.arg("bowl");
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XAUTHORITY"] {
        command.env_remove(variable);
    }
    let output = command.envs(variables.iter().copied()).output();
    let output = output.expect("the program");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(error.lines().count(), 1, "{variables:?}: {error}");
    (output.status.code(), error)
}

#[test]
fn missing_and_unreachable_displays_are_reported() {
    let wayland = [
        ("WAYLAND_DISPLAY", "wayland-99"),
        ("XDG_RUNTIME_DIR", "/nowhere"),
    ];
    for (variables, expected) in [
        (&[][..], "no display was found"),
        (&[("DISPLAY", "")], "no display was found"),
        (&[("DISPLAY", ":4321")], "DISPLAY=:4321"),
        (&[("DISPLAY", "localhost:99")], "DISPLAY=localhost:99"),
        (&[("DISPLAY", "nonsense")], "DISPLAY=nonsense"),
        (&wayland, "WAYLAND_DISPLAY=wayland-99"),
        (&[wayland[0], ("DISPLAY", ":0")], "unset WAYLAND_DISPLAY"),
    ] {
        let (code, error) = run_without_display(variables);
        assert_eq!(code, Some(1), "{variables:?}: {error}");
        assert!(error.contains(expected), "{variables:?}: {error}");
    }
}

#[test]
fn a_signal_closes_the_window_silently() {
    for signal in ["TERM", "INT", "HUP"] {
        let window = Window::open("bowl");
        window.signal(signal);
        let (code, stderr, folder) = window.wait_for_exit();
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{signal}");
        assert_eq!(
            autosaved_files(folder.path()),
            0,
            "{signal}: nothing was unsaved"
        );
    }
}

/// The number of files with unsaved changes in a folder.
fn autosaved_files(folder: &Path) -> usize {
    let files = fs::read_dir(folder.join("sessions/fallline")).expect("a folder");
    files
        .filter(|file| {
            file.as_ref()
                .expect("a file")
                .path()
                .extension()
                .is_some_and(|ending| ending == "ron")
        })
        .count()
}

/// Makes an unsaved change by moving the start; returns the new start.
fn move_start(window: &mut Window) -> [f64; 2] {
    let before = window.state()["start"].clone();
    window.key("t");
    window.wait("the view from above", |state| state["projection"] == "top");
    window.click(window.in_picture(0.45, 0.4));
    let state = window.wait("the start moves", |state| state["start"] != before);
    two_numbers(&state["start"])
}

#[test]
fn unsaved_changes_are_restored_after_a_signal() {
    let mut window = Window::open("bowl");
    let start = move_start(&mut window);
    window.signal("TERM");
    let (code, stderr, folder) = window.wait_for_exit();
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert_eq!(autosaved_files(folder.path()), 1);

    // Postponed changes are offered again.
    let mut window = Window::open_in("saddle", folder);
    window.click_on("Button Later");
    window.wait("nothing is offered", |state| {
        state["places"]["Button Restore"].is_null()
    });
    window.key("ctrl+q");
    let (_, _, folder) = window.wait_for_exit();
    assert_eq!(autosaved_files(folder.path()), 1);

    let mut window = Window::open_in("saddle", folder);
    window.click_on("Button Restore");
    let state = window.wait("the changed bowl", |state| {
        state["scene"] == "bowl" && state["working"] == false
    });
    assert_eq!(two_numbers(&state["start"]), start);
    assert_eq!(state["unsaved"], true);
    // Discarded changes are deleted.
    window.key("ctrl+q");
    window.click_on("Button Discard changes");
    let (code, _, folder) = window.wait_for_exit();
    assert_eq!((code, autosaved_files(folder.path())), (Some(0), 0));
}

#[test]
fn a_lost_display_is_reported_and_changes_are_kept() {
    let mut window = Window::open("bowl");
    move_start(&mut window);
    let path = window.path("sessions/fallline");
    window.wait("the change is kept", |_| {
        autosaved_files(path.parent().and_then(Path::parent).expect("a folder")) == 1
    });
    window.display.server.kill().expect("a child process");
    let (code, stderr, folder) = window.wait_for_exit();
    assert_eq!(code, Some(1), "{stderr}");
    assert!(
        stderr.contains("the display") && stderr.contains("was lost"),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(autosaved_files(folder.path()), 1);
}

#[test]
fn a_long_computation_has_a_preview_and_can_be_cancelled() {
    let mut window = Window::open("bowl");
    window.enter_path("ctrl+o", "digits-unfold");
    window.wait("its points", |state| {
        state["preview"] == true && state["title"] == "Digits unfold" && state["drawn"] == true
    });
    window.click_on("Button Cancel");
    let state = window.wait("the bowl again", |state| state["scene"] == "bowl");
    assert_eq!(
        (&state["preview"], &state["working"]),
        (&false.into(), &false.into())
    );
}

#[test]
fn the_last_frame_of_an_idle_window_has_all_characters() {
    let mut window = Window::open("bowl");
    window.key("space");
    window.wait("it is paused", |state| state["playing"] == false);
    window.move_pointer([640.0, 20.0]);
    let hanzi: Vec<char> = include_str!("../data/gb2312.txt")
        .chars()
        .filter(|&c| c >= '\u{4e00}')
        .collect();
    for characters in hanzi.chunks_exact(50).take(6) {
        // A scene from a named pipe, whose error message has characters that have not been drawn before. After the
        // frame with the message, nothing changes, so that frame must already have all characters.
        let pipe = window.path("late.ron");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        window.enter_path("ctrl+o", "late.ron");
        window.wait("it is being opened", |state| state["working"] == true);
        let name: String = characters.iter().collect();
        let before = window.display.pixels();
        fs::write(&pipe, format!("(version: 1, {name}: 0)")).expect("written");
        window.wait("an error", |state| {
            state["error"]
                .as_str()
                .is_some_and(|error| error.contains(&name))
        });
        let mut final_pixels = window.display.pixels();
        while final_pixels == before {
            final_pixels = window.display.pixels();
        }
        window.move_pointer([641.0, 20.0]);
        window.move_pointer([640.0, 20.0]);
        assert!(
            window.display.pixels() == final_pixels,
            "a character of {name} was missing"
        );
        fs::remove_file(&pipe).expect("removed");
    }
}
