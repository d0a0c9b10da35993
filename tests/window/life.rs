//! How a window begins and ends: displays that are not there or go away, signals, unsaved changes that outlive it, scenes
//! that take long.

use std::{fs, path::Path, process::Command};

use crate::program::{Window, fallline, point};

/// Runs the program with these variables alone to say where a window could appear; its exit code and its one line.
fn without_a_window(variables: &[(&str, &str)]) -> (Option<i32>, String) {
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
fn a_display_that_is_missing_or_silent_is_named() {
    let wayland = [
        ("WAYLAND_DISPLAY", "wayland-99"),
        ("XDG_RUNTIME_DIR", "/nowhere"),
    ];
    for (variables, named) in [
        (&[][..], "no display was found"),
        (&[("DISPLAY", "")], "no display was found"),
        (&[("DISPLAY", ":4321")], "DISPLAY=:4321"),
        (&[("DISPLAY", "localhost:99")], "DISPLAY=localhost:99"),
        (&[("DISPLAY", "nonsense")], "DISPLAY=nonsense"),
        (&wayland, "WAYLAND_DISPLAY=wayland-99"),
        (&[wayland[0], ("DISPLAY", ":0")], "unset WAYLAND_DISPLAY"),
    ] {
        let (code, error) = without_a_window(variables);
        assert_eq!(code, Some(1), "{variables:?}: {error}");
        assert!(error.contains(named), "{variables:?}: {error}");
    }
}

#[test]
fn a_signal_closes_a_window_without_a_word() {
    for signal in ["TERM", "INT", "HUP"] {
        let window = Window::open("bowl");
        window.signal(signal);
        let (code, said, folder) = window.ended();
        assert_eq!((code, said.as_str()), (Some(0), ""), "{signal}");
        assert_eq!(kept(folder.path()), 0, "{signal}: nothing was unsaved");
    }
}

/// How many scenes are kept for the next start.
fn kept(folder: &Path) -> usize {
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

/// Makes a change that is not saved.
fn change(window: &mut Window) -> [f64; 2] {
    let before = window.now()["start"].clone();
    window.key("t");
    window.wait("the view from above", |state| state["projection"] == "top");
    window.click(window.in_picture(0.45, 0.4));
    let state = window.wait("the start moves", |state| state["start"] != before);
    point(&state["start"])
}

#[test]
fn unsaved_changes_outlive_a_signal_and_are_restored() {
    let mut window = Window::open("bowl");
    let start = change(&mut window);
    window.signal("TERM");
    let (code, said, folder) = window.ended();
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(kept(folder.path()), 1);

    // Put off, they are offered again.
    let mut window = Window::open_in("saddle", folder);
    window.click_on("Button Later");
    window.wait("nothing is offered", |state| {
        state["places"]["Button Restore"].is_null()
    });
    window.key("ctrl+q");
    let (_, _, folder) = window.ended();
    assert_eq!(kept(folder.path()), 1);

    let mut window = Window::open_in("saddle", folder);
    window.click_on("Button Restore");
    let state = window.wait("the changed bowl", |state| {
        state["scene"] == "bowl" && state["working"] == false
    });
    assert_eq!(point(&state["start"]), start);
    assert_eq!(state["unsaved"], true);
    // Closed by the person, they are gone for good.
    window.key("ctrl+q");
    window.click_on("Button Discard changes");
    let (code, _, folder) = window.ended();
    assert_eq!((code, kept(folder.path())), (Some(0), 0));
}

#[test]
fn a_display_that_goes_away_is_reported_and_changes_are_kept() {
    let mut window = Window::open("bowl");
    change(&mut window);
    let path = window.path("sessions/fallline");
    window.wait("the change is kept", |_| {
        kept(path.parent().and_then(Path::parent).expect("a folder")) == 1
    });
    window.screen.server.kill().expect("a child of ours");
    let (code, said, folder) = window.ended();
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("the display") && said.contains("was lost"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(kept(folder.path()), 1);
}

#[test]
fn a_scene_that_takes_long_is_seen_at_once_and_can_be_cancelled() {
    let mut window = Window::open("bowl");
    window.answer("ctrl+o", "digits-unfold");
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
fn no_character_is_missing_in_the_last_frame_before_a_window_rests() {
    let mut window = Window::open("bowl");
    window.key("space");
    window.wait("it holds", |state| state["playing"] == false);
    window.point([640.0, 20.0]);
    let hanzi: Vec<char> = include_str!("../data/gb2312.txt")
        .chars()
        .filter(|&c| c >= '\u{4e00}')
        .collect();
    for fresh in hanzi.chunks_exact(50).take(6) {
        // A scene that is read late, with an error of characters that were never drawn: nothing moves after that frame.
        let pipe = window.path("late.ron");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        window.answer("ctrl+o", "late.ron");
        window.wait("it is awaited", |state| state["working"] == true);
        let name: String = fresh.iter().collect();
        let before = window.screen.pixels();
        fs::write(&pipe, format!("(version: 1, {name}: 0)")).expect("written");
        window.wait("a complaint", |state| {
            state["error"]
                .as_str()
                .is_some_and(|error| error.contains(&name))
        });
        let mut at_rest = window.screen.pixels();
        while at_rest == before {
            at_rest = window.screen.pixels();
        }
        window.point([641.0, 20.0]);
        window.point([640.0, 20.0]);
        assert!(
            window.screen.pixels() == at_rest,
            "something of {name} was missing"
        );
        fs::remove_file(&pipe).expect("removed");
    }
}
