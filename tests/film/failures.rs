//! Films that do not come about: one line, an exit code, and nothing half.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Output},
    thread,
    time::{Duration, Instant},
};

use crate::program::*;

#[test]
fn what_cannot_be_is_refused_as_bad_input() {
    let desk = CommandContext::new();
    let refused = |arguments: &str, parts: &[&str]| {
        let output = desk.command(arguments).output().unwrap();
        let line = failure(&output, 2);
        for part in parts {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    };
    refused("rosenbrok -o a.mp4", &["rosenbrok", "rosenbrock"]);
    refused("bowl -o a.mp4 --size 321x180", &["321", "even", "320"]);
    refused("bowl -o a.gif --fps 60", &["60", "50"]);
    refused("bowl -o a.png --at 11", &["11", "10 seconds"]);
    refused("bowl -o a.webm", &["a.webm", ".mp4"]);
    assert_eq!(desk.names(), [""; 0]);
}

#[test]
fn a_target_that_cannot_be_written_is_a_failure() {
    let desk = CommandContext::new();
    fs::create_dir(desk.path("a.mp4")).unwrap();
    let output = desk.command("bowl -o a.mp4").output().unwrap();
    assert!(failure(&output, 1).contains("'a.mp4'"));
    fs::create_dir(desk.path("b.mp4.json")).unwrap();
    let output = desk.command("bowl -o b.mp4").output().unwrap();
    assert!(failure(&output, 1).contains("'b.mp4.json'"));
    assert_eq!(desk.names(), ["a.mp4", "b.mp4.json"]);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_graphics_adapter_it_says_what_to_install() {
    let desk = CommandContext::new();
    let output = desk
        .command("bowl -o a.mp4")
        .env("VK_ICD_FILENAMES", "/nonexistent")
        .env("VK_DRIVER_FILES", "/nonexistent")
        .env("WGPU_BACKEND", "vulkan")
        .output()
        .unwrap();
    let line = failure(&output, 1);
    assert!(
        line.contains("no graphics adapter") && line.contains("mesa-vulkan-drivers"),
        "{line}"
    );
    assert_eq!(desk.names(), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_film_that_outgrows_the_room_there_is_leaves_the_old_file() {
    let desk = CommandContext::new();
    fs::write(desk.path("a.mp4"), "old").unwrap();
    // No file may grow beyond 16 blocks; the signal that says so is ignored, so that writing fails instead.
    let shell = r#"trap '' XFSZ; ulimit -f 16; exec "$@""#;
    let film = desk.command("bowl -o a.mp4 --size 640x360 --fps 10 --seconds 2");
    let output = Command::new("sh")
        .args(["-c", shell, "sh"])
        .arg(film.get_program())
        .args(film.get_args())
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    assert!(failure(&output, 1).contains("cannot write 'a.mp4'"));
    assert_eq!(fs::read_to_string(desk.path("a.mp4")).unwrap(), "old");
    assert_eq!(desk.names(), ["a.mp4"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_before_the_first_frame_leaves_nothing_half() {
    let desk = CommandContext::new();
    fs::write(desk.path("a.mp4"), "old").unwrap();
    let is_drawing = || desk.names().len() > 1;
    let output = interrupted(&desk, "bowl -o a.mp4 --seconds 600", is_drawing);
    assert_eq!(failure(&output, 1), "error: stopped: nothing was written");
    assert_eq!(fs::read_to_string(desk.path("a.mp4")).unwrap(), "old");
    assert_eq!(desk.names(), ["a.mp4"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_between_frames_leaves_nothing_half() {
    let desk = CommandContext::new();
    let film = "bowl -o frames/%05d.png --size 160x90 --seconds 600";
    let has_three_frames = || {
        let drafts = fs::read_dir(desk.path("frames")).into_iter().flatten();
        let count = |folder: &Path| fs::read_dir(folder).into_iter().flatten().count();
        drafts.flatten().any(|folder| count(&folder.path()) >= 3)
    };
    let output = interrupted(&desk, film, has_three_frames);
    failure(&output, 1);
    assert_eq!(desk.names(), [""; 0], "not even the folder");
}

#[cfg(unix)]
#[test]
fn what_a_killed_film_left_goes_with_the_next_one_and_a_running_one_stays() {
    let desk = CommandContext::new();
    let drafts = || -> Vec<String> {
        let names = desk.names().into_iter();
        names
            .filter(|name| name.starts_with(".fallline-"))
            .collect()
    };
    // A draft that is written to is one of frames, not one made to see whether it can be.
    let is_drawn = |name: &String| {
        name.ends_with(".frames")
            || fs::metadata(desk.path(name)).is_ok_and(|found| found.len() > 0)
    };
    let wait_until = |film: &mut Child, is_so: &dyn Fn() -> bool| {
        let began = Instant::now();
        while !is_so() {
            assert!(film.try_wait().unwrap().is_none(), "it ended by itself");
            assert!(began.elapsed() < Duration::from_secs(120), "never seen");
            thread::sleep(Duration::from_millis(5));
        }
    };
    let kill = |mut film: Child| {
        film.kill().unwrap();
        film.wait().unwrap();
    };
    for (film, end) in [
        ("bowl -o a.mp4 --seconds 600", ".part"),
        ("bowl -o %05d.png --size 160x90 --seconds 600", ".frames"),
    ] {
        let mut film = desk.start(film);
        let is_seen = |name: &String| name.ends_with(end) && is_drawn(name);
        wait_until(&mut film, &|| drafts().iter().any(is_seen));
        kill(film);
        assert!(
            drafts().iter().any(is_seen),
            "a killed film leaves its draft"
        );
    }
    let mut running = desk.start("bowl -o b.mp4 --size 160x90 --seconds 600");
    // Once a film is under way, what the others left is gone, and only its own draft is there.
    wait_until(
        &mut running,
        &|| matches!(&drafts()[..], [only] if is_drawn(only)),
    );
    let own = drafts();
    desk.render("bowl -o still.png --size 160x90");
    desk.render("bowl -o paths.csv");
    assert_eq!(drafts(), own);
    kill(running);
    desk.render("bowl -o paths.csv");
    assert_eq!(
        desk.names(),
        ["paths.csv", "paths.csv.json", "still.png", "still.png.json"]
    );
}

/// Starts a film, waits until something is seen, presses Ctrl-C, and waits for the end.
#[cfg(unix)]
fn interrupted(desk: &CommandContext, arguments: &str, is_seen: impl Fn() -> bool) -> Output {
    let mut child = desk.start(arguments);
    let began = Instant::now();
    while !is_seen() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        assert!(began.elapsed() < Duration::from_secs(120), "never seen");
        thread::sleep(Duration::from_millis(5));
    }
    // A small machine has no program `kill`; every shell has it built in.
    let interrupt = format!("kill -INT {}", child.id());
    let sent = Command::new("sh")
        .args(["-c", &interrupt])
        .status()
        .unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}
