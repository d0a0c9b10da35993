//! Errors, limits, help and broken pipes.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::program::*;

#[test]
fn unknown_names_suggest_the_nearest() {
    let eval = |landscape| ["eval", "--landscape", landscape, "--at", "0,0"];
    assert_refused(&eval("rosenbrok"), &["rosenbrok", "rosenbrock"]);
    let with = |optimizer, schedule| {
        [
            "descend",
            "--landscape",
            "bowl",
            "--optimizer",
            optimizer,
            "--start",
            "1,1",
            "--steps",
            "1",
            "--schedule",
            schedule,
        ]
    };
    assert_refused(&with("adan", "constant"), &["adan", "adam"]);
    assert_refused(&with("adam(beta3=0.9)", "constant"), &["beta3", "beta"]);
    assert_refused(&with("adam", "exponentia"), &["exponentia", "exponential"]);
    assert_refused(&["rosenbrok"], &["rosenbrok", "rosenbrock"]);
    assert_refused(&["render", "irs", "-o", "irs.png"], &["irs", "iris"]);
    assert_refused(&["list", "optimisers"], &["optimisers", "optimizers"]);
}

#[test]
fn malformed_and_invalid_values_are_named() {
    let with = |flag: &'static str, value: &'static str| {
        let mut arguments = descend(&["--json", "--tolerance", "1e-3"]);
        let position = arguments
            .iter()
            .position(|argument| *argument == flag)
            .unwrap();
        arguments[position + 1] = value;
        arguments
    };
    assert_refused(&with("--start", "1"), &["--start", "two variables"]);
    assert_refused(&with("--start", "1,2,3"), &["--start", "2,3"]);
    assert_refused(&with("--start", "-1,x"), &["--start", "\"x\""]);
    assert_refused(&with("--start", "nan,0"), &["--start", "finite"]);
    assert_refused(&with("--steps", "-5"), &["--steps", "-5"]);
    assert_refused(&with("--steps", "2.5"), &["--steps", "2.5"]);
    assert_refused(&with("--steps", "99999999999"), &["--steps"]);
    assert_refused(&with("--tolerance", "-1"), &["--tolerance", "-1"]);
    assert_refused(&with("--tolerance", "inf"), &["--tolerance", "inf"]);
    assert_refused(&with("--optimizer", "gd(lr=)"), &["--optimizer", "column"]);
    assert_refused(&with("--optimizer", "gd(lr=fast)"), &["lr", "fast"]);
    assert_refused(&with("--optimizer", "gd(lr=-1)"), &["lr", "-1"]);
    assert_refused(&with("--optimizer", "gd(lr=0.1, lr=0.2)"), &["lr"]);
    assert_refused(&with("--optimizer", ""), &["--optimizer"]);
    assert_refused(&with("--landscape", "bowl(depth=3)"), &["depth"]);
    assert_refused(
        &with("--landscape", "line_fit(file=\"no.csv\", x=1, y=2)"),
        &["no.csv"],
    );
    assert_refused(&with("--landscape", "line_fit"), &["file"]);
}

/// Excessive and empty requests are rejected within a second.
#[test]
fn excessive_requests_are_rejected_at_once() {
    let assert_refused_within_a_second = |arguments: &[&str], parts: &[&str]| {
        let began = Instant::now();
        assert_refused(arguments, parts);
        let duration = began.elapsed();
        assert!(duration < Duration::from_secs(1), "{duration:?}: {parts:?}");
    };
    let run = |landscape: &str, optimizer: &str, start: &str, steps: &str, parts: &[&str]| {
        let words = [
            "descend",
            "--landscape",
            landscape,
            "--optimizer",
            optimizer,
        ];
        let more = ["--start", start, "--steps", steps];
        assert_refused_within_a_second(&[&words[..], &more].concat(), parts);
    };
    for rate in ["nan", "inf", "-inf", "-0.1", "1e999"] {
        run("bowl", &format!("gd(lr={rate})"), "1,1", "3", &["lr"]);
    }
    run("bowl", "gd", "1,1", "1000000000", &["--steps", "10000000"]);
    run("ln(x) + y", "gd", "-1,0", "3", &["start", "not defined"]);
    run("1/0*x + y", "gd", "1,1", "3", &["start", "overflows"]);
    let brackets = "(".repeat(10_000);
    run(&brackets, "gd", "1", "3", &["200 deep"]);
    run(&"x+".repeat(50_000), "gd", "1", "3", &["10000 characters"]);
    let nothing = "ln(-1 - x^2 - y^2)";
    assert_refused_within_a_second(
        &["minima", "--landscape", nothing],
        &["no finite value", "--domain"],
    );
    assert_refused_within_a_second(
        &["eval", "--landscape", nothing, "--at", "0,0"],
        &["not defined"],
    );

    // The limit of steps applies to all runs together.
    let mut many = descend(&["--json"]);
    many.extend(["--start", "1,1"].repeat(5_000));
    let steps = many
        .iter()
        .position(|argument| *argument == "--steps")
        .unwrap();
    many[steps + 1] = "1000000";
    assert_refused_within_a_second(&many, &["5001 runs", "10000000", "1999"]);
}

#[test]
fn excessive_scenes_are_rejected_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scene.ron");
    let [file, picture] =
        [file, folder.path().join("a.png")].map(|path| path.to_str().unwrap().to_owned());
    let refused = |text: &str, parts: &[&str]| {
        fs::write(&file, text).unwrap();
        let began = Instant::now();
        // A build without drawing reports that before reading the scene.
        if cfg!(feature = "app") {
            assert_refused(&["render", &file, "-o", &picture], parts);
        }
        let duration = began.elapsed();
        assert!(duration < Duration::from_secs(1), "{duration:?}: {parts:?}");
    };
    let scene = |landscape: &str, steps: u64, runs: &str| {
        format!(
            r#"(version: 1, subject: Landscape(landscape: "{landscape}", start: (1, 2), steps: {steps}, runs: [{runs}]))"#
        )
    };
    let gd = r#"(optimizer: "gd"),"#;
    refused(
        &scene("bowl", 5, &gd.repeat(10_000)),
        &["runs", "10000", "256"],
    );
    refused(
        &scene("bowl", 1_000_000, &gd.repeat(11)),
        &["steps", "11000000"],
    );
    refused(&scene("bowl", 1_000_000_000, gd), &["steps", "1000000"]);
    for rate in ["nan", "inf", "-1"] {
        let run = format!(r#"(optimizer: "gd(lr={rate})")"#);
        refused(&scene("bowl", 5, &run), &["run 1", "lr"]);
    }
    refused(&scene("ln(-1 - x)+y", 5, gd), &["run 1", "not defined"]);
    refused(
        &scene("ln(-1 - x^2 - y^2)", 5, ""),
        &["no finite value", "domain"],
    );
    refused(&scene(&"(".repeat(10_000), 5, gd), &["200 deep"]);
    refused(&scene(&"x+".repeat(50_000), 5, gd), &["10000 characters"]);
    refused(&"(".repeat(10_000), &["line 1"]);
}

#[test]
fn usage_errors_are_one_line_too() {
    assert_refused(
        &["descend", "--landscape", "bowl"],
        &["--optimizer", "--start", "--steps"],
    );
    assert_refused(&descend(&["--json", "--csv"]), &["--json", "--csv"]);
    assert_refused(&descend(&["--jsn"]), &["--jsn", "--json"]);
    assert_refused(&["list", "--lang", "fr"], &["fr", "en", "zh"]);
    assert_refused(&["bowl", "ripples"], &["ripples"]);
    assert_refused(&["no\nsuch\nscene"], &["no\\nsuch\\nscene"]);
}

#[test]
fn an_invalid_film_is_rejected_before_drawing() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let film = |name: &str, extra: &[&str], parts: &[&str]| {
        let output = file(name);
        assert_refused(&[&["render", "bowl", "-o", &output], extra].concat(), parts);
    };
    film("a.avi", &[], &["a.avi", ".mp4"]);

    film("%d-%d.png", &[], &["%d-%d.png"]);
    film("no/such/folder/a.mp4", &[], &["no/such/folder"]);
    film("a.mp4", &["--size", "1280"], &["--size", "1280x720"]);
    film("a.mp4", &["--size", "1281x720"], &["1281", "even", "1280"]);
    film("a.mp4", &["--size", "99999x10"], &["99999", "3840"]);
    film("a.mp4", &["--size", "-1x10"], &["--size"]);
    film("a.mp4", &["--fps", "0"], &["frames per second 0"]);
    film("a.gif", &["--fps", "60"], &["frames per second 60", "50"]);
    film("a.mp4", &["--seconds", "-2"], &["--seconds", "-2"]);
    film("a.mp4", &["--seconds", "1e9"], &["number of frames"]);
    film("a.mp4", &["--at", "1"], &["--at", ".png"]);
    film("a.png", &["--at", "1e6"], &["--at", "1000000"]);
    film("a.png", &["--theme", "neon"], &["--theme", "projector"]);
    film("a.png", &["--stats", &file("no/stats.json")], &["no"]);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

#[test]
fn help_and_version_are_printed() {
    assert!(stdout(&["--help"]).contains("Usage: fallline"));
    assert!(stdout(&["descend", "--help"]).contains("--optimizer"));
    assert_eq!(stdout(&["help"]), stdout(&["--help"]));
    for command in [
        "render", "list", "eval", "descend", "minima", "reduce", "inspect", "cluster", "train",
        "predict",
    ] {
        assert_eq!(stdout(&["help", command]), stdout(&[command, "--help"]));
    }
    assert_refused(&["help", "rendr"], &["rendr"]);
    assert_eq!(
        stdout(&["--version"]),
        format!("fallline {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_broken_pipe_is_not_an_error() {
    let mut child = Command::new(PROGRAM)
        .args([
            "descend",
            "--landscape",
            "bowl",
            "--optimizer",
            "gd",
            "--start",
            "1,1",
            "--steps",
            "300000",
            "--csv",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.starts_with("step,"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &[][..])
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_is_an_error() {
    let output = Command::new(PROGRAM)
        .args(["list"])
        .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
}

#[cfg(not(feature = "app"))]
#[test]
fn a_build_without_drawing_reports_it() {
    for arguments in [&["bowl"][..], &["render", "bowl", "-o", "bowl.png"]] {
        let output = fallline(arguments);
        assert_eq!(output.status.code(), Some(1));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.contains("no drawing") && stderr.lines().count() == 1,
            "{stderr}"
        );
    }
}
