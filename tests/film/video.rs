//! Tests of mp4 films: metadata, frames, and reproducibility.

use std::fs;

use crate::{mp4::Mp4, program::*};

#[test]
fn an_mp4_plays_from_the_first_still_to_the_last() {
    let workspace = Workspace::new();
    let small = "--size 320x180 --seconds 2";
    workspace.render(&format!(
        "bowl -o a.mp4 {small} --fps 5 --stats stats.json --theme light"
    ));
    workspace.render(&format!("bowl -o first.png {small} --at 0 --theme light"));
    workspace.render(&format!("bowl -o last.png {small} --at 1.8 --theme light"));

    let film = Mp4(fs::read(workspace.path("a.mp4")).unwrap());
    assert_eq!(film.boxes(), ["ftyp", "moov", "free", "mdat"]);
    assert_eq!(film.fps(), 5.0);
    let (codes, full_range) = film.colours();
    assert_eq!((codes, full_range), (vec![1, 1, 1], false), "BT.709");

    let frames = film.frames();
    assert_eq!(frames.len(), 10);
    assert!(frames.iter().all(|frame| frame.size == [320, 180]));
    let stills = ["first.png", "last.png"].map(|name| workspace.picture(name));
    let stills_difference = stills[0].difference(&stills[1]);
    assert!(
        stills_difference > 2.0,
        "the stills differ by {stills_difference}"
    );
    for (frame, still, other) in [(&frames[0], 0, 1), (&frames[9], 1, 0)] {
        let own_difference = frame.difference(&stills[still]);
        let other_difference = frame.difference(&stills[other]);
        // Coding errors are everywhere; differences by motion come on top.
        assert!(
            own_difference < 2.0 && other_difference > own_difference + 0.5 * stills_difference,
            "a frame differs by {own_difference} from its still and by {other_difference} from the other"
        );
    }

    let stats = workspace.json("stats.json");
    assert_eq!(stats["frames"], 10);
    assert_eq!(
        keys(&stats),
        [
            "coloured",
            "figures",
            "frames",
            "frames_per_second",
            "seconds",
            "time"
        ]
    );
    assert_eq!(
        keys(&stats["time"]),
        ["draw", "encode", "read_back", "simulate", "start"]
    );
    let seconds = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(seconds(&stats["seconds"]) > seconds(&stats["time"]["start"]));
    assert!(seconds(&stats["frames_per_second"]) > 0.0);

    let sidecar = workspace.json("a.mp4.json");
    assert_eq!(
        (&sidecar["program"], &sidecar["version"]),
        (&"fallline".into(), &env!("CARGO_PKG_VERSION").into())
    );
    assert_eq!(sidecar["size"], serde_json::json!([320, 180]));
    assert_eq!(
        (&sidecar["fps"], &sidecar["frames"], &sidecar["seconds"]),
        (&5.into(), &10.into(), &2.0.into())
    );
    assert_eq!(sidecar["theme"], "light");
    assert_eq!(sidecar["seed"], 0);
    assert_eq!(
        sidecar["scene"]["subject"]["Landscape"]["landscape"],
        "bowl"
    );
    assert_eq!(workspace.json("last.png.json")["at"], 1.8);
}

fn keys(value: &serde_json::Value) -> Vec<&str> {
    let mut keys: Vec<_> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn films_are_reproducible_and_replace_older_files_atomically() {
    let workspace = Workspace::new();
    let film = "saddle --size 160x90 --fps 4 --seconds 2 -o";
    workspace.render(&format!("{film} a.mp4"));
    let first = fs::read(workspace.path("a.mp4")).unwrap();

    fs::write(workspace.path("b.mp4"), "old").unwrap();
    let mut child = workspace.start(&format!("{film} b.mp4"));
    let mut seen = Vec::new();
    let status = loop {
        let status = child.try_wait().unwrap();
        let found = fs::read(workspace.path("b.mp4")).expect("the target always exists");
        if seen.last() != Some(&found) {
            seen.push(found);
        }
        match status {
            Some(status) => break status,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    assert!(status.success());
    assert!(
        seen == [b"old".to_vec(), first],
        "the old file, then the same film"
    );
    assert_eq!(
        workspace.names(),
        ["a.mp4", "a.mp4.json", "b.mp4", "b.mp4.json"]
    );
    assert_eq!(workspace.json("a.mp4.json"), workspace.json("b.mp4.json"));
}

#[test]
fn a_film_has_the_length_of_its_scene_by_default() {
    let workspace = Workspace::new();
    workspace.render("iris -o own.mp4 --size 64x36 --fps 1");
    workspace.render("iris -o fitted.mp4 --size 64x36 --fps 3 --seconds 1.5");
    let film = |name: &str| Mp4(fs::read(workspace.path(name)).unwrap());
    assert_eq!(film("own.mp4").frames().len(), 12);
    assert_eq!(
        film("fitted.mp4").frames().len(),
        5,
        "4.5 frames are rounded up"
    );
}

#[test]
fn a_table_is_shown_as_a_rotating_cloud() {
    let workspace = Workspace::new();
    let rows = (0..60).map(|k| format!("{},{},{},{}\n", k % 7, k % 11, k, ["a", "b"][k % 2]));
    let table = format!("x,y,z,kind\n{}", rows.collect::<String>());
    fs::write(workspace.path("points.csv"), table).unwrap();
    for (name, seconds) in [("first.png", 0), ("quarter.png", 3), ("again.png", 0)] {
        workspace.render(&format!(
            "points.csv -o {name} --size 320x180 --at {seconds}"
        ));
    }
    let [first, quarter, again] =
        ["first.png", "quarter.png", "again.png"].map(|name| workspace.picture(name));
    assert!(first.difference(&quarter) > 1.0);
    assert_eq!(first.difference(&again), 0.0);
}
