//! Failures of `fallline render`: one line on stderr, an exit code, no partial file.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Output},
    thread,
    time::{Duration, Instant},
};

use crate::program::*;

#[test]
fn invalid_requests_are_input_errors() {
    let workspace = Workspace::new();
    let assert_refused = |arguments: &str, parts: &[&str]| {
        let output = workspace.command(arguments).output().unwrap();
        let line = failure(&output, 2);
        for part in parts {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    };
    assert_refused("rosenbrok -o a.mp4", &["rosenbrok", "rosenbrock"]);
    assert_refused("bowl -o a.mp4 --size 321x180", &["321", "even", "320"]);
    assert_refused("bowl -o a.gif --fps 60", &["60", "50"]);
    assert_refused("bowl -o a.png --at 11", &["11", "10 seconds"]);
    assert_refused("bowl -o a.webm", &["a.webm", ".mp4"]);
    assert_eq!(workspace.names(), [""; 0]);
}

#[test]
fn a_target_that_cannot_be_written_is_a_failure() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("a.mp4")).unwrap();
    let output = workspace.command("bowl -o a.mp4").output().unwrap();
    assert!(failure(&output, 1).contains("'a.mp4'"));
    fs::create_dir(workspace.path("b.mp4.json")).unwrap();
    let output = workspace.command("bowl -o b.mp4").output().unwrap();
    assert!(failure(&output, 1).contains("'b.mp4.json'"));
    assert_eq!(workspace.names(), ["a.mp4", "b.mp4.json"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_missing_graphics_adapter_is_reported_with_what_to_install() {
    let workspace = Workspace::new();
    let output = workspace
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
    assert_eq!(workspace.names(), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_film_that_exceeds_the_disk_keeps_the_old_file() {
    let workspace = Workspace::new();
    fs::write(workspace.path("a.mp4"), "old").unwrap();
    // Files are limited to 16 blocks; the signal is ignored, so that writing fails instead.
    let shell = r#"trap '' XFSZ; ulimit -f 16; exec "$@""#;
    let film = workspace.command("bowl -o a.mp4 --size 640x360 --fps 10 --seconds 2");
    let output = Command::new("sh")
        .args(["-c", shell, "sh"])
        .arg(film.get_program())
        .args(film.get_args())
        .current_dir(workspace.path(""))
        .output()
        .unwrap();
    assert!(failure(&output, 1).contains("cannot write 'a.mp4'"));
    assert_eq!(fs::read_to_string(workspace.path("a.mp4")).unwrap(), "old");
    assert_eq!(workspace.names(), ["a.mp4"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_before_the_first_frame_leaves_no_partial_file() {
    let workspace = Workspace::new();
    fs::write(workspace.path("a.mp4"), "old").unwrap();
    let is_drawing = || workspace.names().len() > 1;
    let output = interrupted(&workspace, "bowl -o a.mp4 --seconds 600", is_drawing);
    assert_eq!(failure(&output, 1), "error: cancelled: nothing was written");
    assert_eq!(fs::read_to_string(workspace.path("a.mp4")).unwrap(), "old");
    assert_eq!(workspace.names(), ["a.mp4"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_between_frames_leaves_no_partial_file() {
    let workspace = Workspace::new();
    let film = "bowl -o frames/%05d.png --size 160x90 --seconds 600";
    let has_three_frames = || {
        let drafts = fs::read_dir(workspace.path("frames")).into_iter().flatten();
        let count = |folder: &Path| fs::read_dir(folder).into_iter().flatten().count();
        drafts.flatten().any(|folder| count(&folder.path()) >= 3)
    };
    let output = interrupted(&workspace, film, has_three_frames);
    failure(&output, 1);
    assert_eq!(workspace.names(), [""; 0], "not even the folder");
}

#[cfg(unix)]
#[test]
fn temporary_files_of_killed_films_are_removed_and_those_of_running_ones_kept() {
    let workspace = Workspace::new();
    let drafts = || -> Vec<String> {
        let names = workspace.names().into_iter();
        names
            .filter(|name| name.starts_with(".fallline-"))
            .collect()
    };
    // A temporary file with contents, unlike the empty one that checks whether the target can be written.
    let has_contents = |name: &String| {
        name.ends_with(".frames")
            || fs::metadata(workspace.path(name)).is_ok_and(|found| found.len() > 0)
    };
    let wait_until = |film: &mut Child, condition: &dyn Fn() -> bool| {
        let began = Instant::now();
        while !condition() {
            assert!(film.try_wait().unwrap().is_none(), "it ended early");
            assert!(began.elapsed() < Duration::from_secs(120), "timed out");
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
        let mut film = workspace.start(film);
        let is_reached = |name: &String| name.ends_with(end) && has_contents(name);
        wait_until(&mut film, &|| drafts().iter().any(is_reached));
        kill(film);
        assert!(
            drafts().iter().any(is_reached),
            "a killed film leaves its temporary file"
        );
    }
    let mut running = workspace.start("bowl -o b.mp4 --size 160x90 --seconds 600");
    // Once a film is running, the temporary files of the killed ones are removed, and only its own is left.
    wait_until(
        &mut running,
        &|| matches!(&drafts()[..], [only] if has_contents(only)),
    );
    let own = drafts();
    workspace.render("bowl -o still.png --size 160x90");
    workspace.render("bowl -o paths.csv");
    assert_eq!(drafts(), own);
    kill(running);
    workspace.render("bowl -o paths.csv");
    assert_eq!(
        workspace.names(),
        ["paths.csv", "paths.csv.json", "still.png", "still.png.json"]
    );
}

/// Starts a film, waits for a condition, sends Ctrl-C, and waits for the end.
#[cfg(unix)]
fn interrupted(workspace: &Workspace, arguments: &str, is_reached: impl Fn() -> bool) -> Output {
    let mut child = workspace.start(arguments);
    let began = Instant::now();
    while !is_reached() {
        assert!(child.try_wait().unwrap().is_none(), "it ended early");
        assert!(began.elapsed() < Duration::from_secs(120), "timed out");
        thread::sleep(Duration::from_millis(5));
    }
    // Minimal systems have no program `kill`, but every shell has it built in.
    let interrupt = format!("kill -INT {}", child.id());
    let sent = Command::new("sh")
        .args(["-c", &interrupt])
        .status()
        .unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}
