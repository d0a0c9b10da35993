//! Tests of a real window on a virtual display, with a simulated mouse and keyboard.
//!
//! The window writes its state to a file (`FALLLINE_STATE`). The tests wait for the expected state instead of a fixed
//! time, so that they pass on slow machines.

#![cfg(feature = "app")]

mod lifecycle;
mod program;

use std::fs;

use fallline::scene::{Source, Subject};
use program::*;
use serde_json::Value;

#[test]
fn a_session_with_the_window() {
    let mut window = Window::open("rosenbrock");
    playback_and_steps(&mut window);
    scrubbing(&mut window);
    resizing(&mut window);
    orbiting_by_mouse(&mut window);
    clicking_on_the_surface_moves_all_starts(&mut window);
    editing_a_parameter(&mut window);
    typing_into_a_field(&mut window);
    theme_language_and_panels_by_keys(&mut window);
    saving_and_opening_scenes(&mut window);
    exporting_a_film(&mut window);
    closing_with_unsaved_changes(window);
}

fn playback_and_steps(window: &mut Window) {
    window.wait("it is playing", |state| {
        state["playing"] == true && number(&state["seconds"]) > 0.0
    });
    window.key("space");
    window.wait("it is paused", |state| state["playing"] == false);
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

/// Whether a number is within 0.001 of the expected one.
fn near(value: &Value, expected: f64) -> bool {
    (number(value) - expected).abs() < 1e-3
}

fn scrubbing(window: &mut Window) {
    window.click_on("Slider Playback position");
    let state = window.wait("the middle of the film", |state| {
        number(&state["seconds"]) < number(&state["total_seconds"])
    });
    let middle = number(&state["seconds"]) / number(&state["total_seconds"]);
    assert!((middle - 0.5).abs() < 0.01, "{middle}");
}

fn resizing(window: &mut Window) {
    for size in [[1024, 640], [1280, 800]] {
        let [width, height] = size.map(|side| side.to_string());
        window
            .display
            .xdotool(&["windowsize", &window.id, &width, &height]);
        window.wait("the picture fits", |state| {
            let [left, top, width, height] = four_numbers(&state["free_rect"]);
            [left + width + 320.0, top + height + 56.0] == size.map(f64::from)
        });
    }
}

fn orbiting_by_mouse(window: &mut Window) {
    let (middle, left) = (window.in_picture(0.5, 0.4), window.in_picture(0.3, 0.4));
    window.drag(middle, left);
    let state = window.wait("the picture is turned", |state| {
        state["camera"]["own"] == true
    });
    let turned = number(&state["camera"]["azimuth"]);
    // A drag from the left panel into the picture does not turn the view.
    let panel = window.widget_centre("Button Copy");
    window.drag([panel[0] + 90.0, panel[1]], middle);
    window.key("Home");
    let state = window.wait("the start", |state| state["seconds"] == 0.0);
    let azimuth = number(&state["camera"]["azimuth"]);
    assert!((azimuth - turned).abs() < 60.0, "{azimuth} after {turned}");
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

/// Pauses at the start, where the camera of the scene always has the same view.
fn pause_at_the_start(window: &mut Window) {
    window.key("space");
    window.wait("it is paused", |state| state["playing"] == false);
    window.key("Home");
    window.wait("the start", |state| state["seconds"] == 0.0);
}

fn clicking_on_the_surface_moves_all_starts(window: &mut Window) {
    window.key("t");
    window.wait("the view from above", |state| state["projection"] == "top");
    let start = window.state()["start"].clone();
    // The caption names the old start, so it is removed, and the picture gets its space.
    window.click(window.in_picture(0.4, 0.5));
    let other = window.wait("the start moves", |state| {
        state["start"] != start && state["runs"][0]["start"] == state["start"]
    });
    pause_at_the_start(window);
    window.click(window.in_picture(0.5, 0.5));
    let first = window.wait("the start moves again", |state| {
        state["start"] != other["start"] && state["runs"][0]["start"] == state["start"]
    });
    for run in first["runs"].as_array().expect("runs") {
        assert_eq!(run["start"], first["start"], "{}", run["label"]);
    }
    // From above, a point to the right has a larger x and the same y.
    pause_at_the_start(window);
    window.click(window.in_picture(0.6, 0.5));
    let second = window.wait("the start moves on", |state| {
        state["start"] != first["start"]
    });
    let ([x, y], [second_x, second_y]) =
        (two_numbers(&first["start"]), two_numbers(&second["start"]));
    assert!(
        second_x > x && (second_y - y).abs() < 0.02,
        "from ({x}, {y}) to ({second_x}, {second_y})"
    );
    window.key("ctrl+z");
    window.wait("the start is back", |state| {
        state["start"] == first["start"]
    });
    window.key("ctrl+shift+z");
    window.wait("the start is redone", |state| {
        state["start"] == second["start"]
    });
    window.key("1");
    window.wait("the perspective view", |state| {
        state["projection"] == "perspective"
    });
}

fn editing_a_parameter(window: &mut Window) {
    let before = window.state()["runs"].clone();
    window.focus("SpinButton lr");
    window.key("ctrl+a");
    window.type_text("0.0005");
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
    // A double click on the handle or beside it restores the opened rate.
    for place in [0.7, 0.3] {
        let [x, y, width, height] = four_numbers(&window.state()["places"]["Slider lr"]);
        let on_rail = |fraction: f64| [x + fraction * width, y + height / 2.0];
        window.drag(on_rail(0.5), on_rail(0.7));
        window.wait("another learning rate", |state| state["runs"] != before);
        window.double_click(on_rail(place), "the rate that was opened", |state| {
            state["runs"] == before
        });
    }
}

fn typing_into_a_field(window: &mut Window) {
    window.key("ctrl+o");
    let before = window.wait("the file dialog is open", |state| {
        state["panels"]["file_dialog"] == true && state["typing"] == true
    });
    window.type_text("dhnc t");
    window.key("Escape");
    let after = window.wait("the file dialog is closed", |state| {
        state["panels"]["file_dialog"] == false
    });
    for key in ["theme", "language", "projection", "playing"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(after["panels"]["visible"], true);
    assert_eq!(after["panels"]["right"], true);
}

fn theme_language_and_panels_by_keys(window: &mut Window) {
    let area = four_numbers(&window.state()["free_rect"]);
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
        state["panels"]["visible"] == false && four_numbers(&state["free_rect"])[2] > area[2]
    });
    assert_eq!(four_numbers(&state["free_rect"]), [0.0, 0.0, 1280.0, 800.0]);
    window.key("h");
    window.wait("the panels are back", |state| {
        four_numbers(&state["free_rect"]) == area
    });
}

fn saving_and_opening_scenes(window: &mut Window) {
    let path = window.path("mine.ron");
    let started = two_numbers(&window.state()["start"]);
    window.enter_path_and_wait("ctrl+shift+s", "mine");
    window.wait("everything is saved", |state| state["unsaved"] == false);
    let saved = Source::open(&path.to_string_lossy()).expect("a scene");
    let Subject::Landscape(subject) = &saved.scene.figures[0].subject else {
        panic!("a landscape was saved");
    };
    assert_eq!(subject.start, started);

    window.enter_path_and_wait("ctrl+o", "bowl");
    window.wait("the bowl", |state| {
        state["scene"] == "bowl" && state["steps"] == 20
    });
    window.enter_path_and_wait("ctrl+o", "no-such-scene");
    let state = window.wait("an error", |state| state["error"].is_string());
    let error = state["error"].as_str().expect("text");
    assert!(
        error.contains("no-such-scene") && !error.contains('\n'),
        "{error}"
    );
    assert_eq!(state["scene"], "bowl");
    fs::write(window.path("broken.ron"), "(version: 1, title: ").expect("written");
    window.enter_path_and_wait("ctrl+o", "broken.ron");
    let state = window.wait("another error", |state| {
        state["error"]
            .as_str()
            .is_some_and(|error| error.contains("broken.ron"))
    });
    assert_eq!(state["scene"], "bowl", "the last picture stays");
    window.enter_path_and_wait("ctrl+o", "mine.ron");
    window.wait("the saved scene", |state| {
        state["steps"] == 1000
            && state["error"].is_null()
            && two_numbers(&state["start"]) == started
    });
}

fn exporting_a_film(window: &mut Window) {
    window.enter_path_and_wait("ctrl+o", "bowl");
    window.wait("the bowl", |state| state["scene"] == "bowl");
    window.key("m");
    window.focus("TextInput File path");
    window.key("ctrl+a");
    window.type_text("bowl.gif");
    window.key("Tab");
    window.click_on("Button Export");
    window.wait("the film is being made", |state| state["filming"] == true);
    window.key("Escape");
    window.wait("the dialog is closed meanwhile", |state| {
        state["panels"]["film"] == false
    });
    window.key("d");
    let state = window.wait("another theme meanwhile", |state| state["theme"] != "dark");
    assert_eq!(state["filming"], true);
    window.key("m");
    window.click_on("Button Cancel");
    window.wait("the film is cancelled", |state| {
        state["film"] == "Cancelled"
    });
    assert!(!window.path("bowl.gif").exists(), "no file is left");

    window.focus("TextInput File path");
    window.key("ctrl+a");
    window.type_text("bowl.mp4");
    window.key("Tab");
    window.focus("SpinButton Length");
    window.key("ctrl+a");
    window.type_text("0.5");
    window.key("Return");
    window.click_on("Button Export");
    window.wait("the film is saved", |state| {
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

fn closing_with_unsaved_changes(mut window: Window) {
    window.wait("there are changes", |state| state["unsaved"] == true);
    window.key("ctrl+q");
    window.wait("it asks", |state| state["asks_before_leaving"] == true);
    window.key("Escape");
    window.wait("it stays open", |state| {
        state["asks_before_leaving"] == false
    });
    window.key("ctrl+q");
    window.click_on("Button Discard changes");
    let (code, stderr, _) = window.wait_for_exit();
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
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
