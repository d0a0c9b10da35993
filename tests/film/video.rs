//! The mp4: what it says, what it shows, and that it comes out the same each time.

use std::fs;

use crate::{mp4::Mp4, program::*};

#[test]
fn an_mp4_plays_from_the_first_still_to_the_last() {
    let desk = CommandContext::new();
    let small = "--size 320x180 --seconds 2";
    desk.render(&format!(
        "bowl -o a.mp4 {small} --fps 5 --stats stats.json --theme light"
    ));
    desk.render(&format!("bowl -o first.png {small} --at 0 --theme light"));
    desk.render(&format!("bowl -o last.png {small} --at 1.8 --theme light"));

    let film = Mp4(fs::read(desk.path("a.mp4")).unwrap());
    assert_eq!(film.boxes(), ["ftyp", "moov", "free", "mdat"]);
    assert_eq!(film.fps(), 5.0);
    let (codes, full_range) = film.colours();
    assert_eq!((codes, full_range), (vec![1, 1, 1], false), "BT.709");

    let frames = film.frames();
    assert_eq!(frames.len(), 10);
    assert!(frames.iter().all(|frame| frame.size == [320, 180]));
    let stills = ["first.png", "last.png"].map(|name| desk.picture(name));
    let apart = stills[0].difference(&stills[1]);
    assert!(apart > 2.0, "the stills are {apart} from each other");
    for (frame, still, other) in [(&frames[0], 0, 1), (&frames[9], 1, 0)] {
        let lost = frame.difference(&stills[still]);
        let strange = frame.difference(&stills[other]);
        // What coding loses is everywhere; what moved comes on top.
        assert!(
            lost < 2.0 && strange > lost + 0.5 * apart,
            "a frame is {lost} from its still and {strange} from the other, {apart} from each other"
        );
    }

    let stats = desk.json("stats.json");
    assert_eq!(stats["frames"], 10);
    assert_eq!(
        keys(&stats),
        ["frames", "frames_per_second", "seconds", "time"]
    );
    assert_eq!(
        keys(&stats["time"]),
        ["draw", "encode", "read_back", "simulate", "start"]
    );
    let seconds = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(seconds(&stats["seconds"]) > seconds(&stats["time"]["start"]));
    assert!(seconds(&stats["frames_per_second"]) > 0.0);

    let beside = desk.json("a.mp4.json");
    assert_eq!(
        (&beside["program"], &beside["version"]),
        (&"fallline".into(), &env!("CARGO_PKG_VERSION").into())
    );
    assert_eq!(beside["size"], serde_json::json!([320, 180]));
    assert_eq!(
        (&beside["fps"], &beside["frames"], &beside["seconds"]),
        (&5.into(), &10.into(), &2.0.into())
    );
    assert_eq!(beside["theme"], "light");
    assert_eq!(beside["seed"], 0);
    assert_eq!(beside["scene"]["subject"]["Landscape"]["landscape"], "bowl");
    assert_eq!(desk.json("last.png.json")["at"], 1.8);
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
fn the_same_film_is_the_same_file_and_replaces_an_older_one_only_when_it_is_whole() {
    let desk = CommandContext::new();
    let film = "saddle --size 160x90 --fps 4 --seconds 2 -o";
    desk.render(&format!("{film} a.mp4"));
    let first = fs::read(desk.path("a.mp4")).unwrap();

    fs::write(desk.path("b.mp4"), "old").unwrap();
    let mut child = desk.start(&format!("{film} b.mp4"));
    let mut seen = Vec::new();
    let status = loop {
        let status = child.try_wait().unwrap();
        let found = fs::read(desk.path("b.mp4")).expect("the target is there all the time");
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
    assert_eq!(desk.names(), ["a.mp4", "a.mp4.json", "b.mp4", "b.mp4.json"]);
    assert_eq!(desk.json("a.mp4.json"), desk.json("b.mp4.json"));
}

#[test]
fn a_film_lasts_as_long_as_its_scene_unless_it_is_told() {
    let desk = CommandContext::new();
    desk.render("iris -o own.mp4 --size 64x36 --fps 1");
    desk.render("iris -o told.mp4 --size 64x36 --fps 3 --seconds 1.5");
    let film = |name: &str| Mp4(fs::read(desk.path(name)).unwrap());
    assert_eq!(film("own.mp4").frames().len(), 12);
    assert_eq!(
        film("told.mp4").frames().len(),
        5,
        "4.5 frames are rounded up"
    );
}

#[test]
fn a_table_of_numbers_becomes_a_cloud_that_turns() {
    let desk = CommandContext::new();
    let rows = (0..60).map(|k| format!("{},{},{},{}\n", k % 7, k % 11, k, ["a", "b"][k % 2]));
    let table = format!("x,y,z,kind\n{}", rows.collect::<String>());
    fs::write(desk.path("points.csv"), table).unwrap();
    for (name, seconds) in [("first.png", 0), ("quarter.png", 3), ("again.png", 0)] {
        desk.render(&format!(
            "points.csv -o {name} --size 320x180 --at {seconds}"
        ));
    }
    let [first, quarter, again] =
        ["first.png", "quarter.png", "again.png"].map(|name| desk.picture(name));
    assert!(first.difference(&quarter) > 1.0);
    assert_eq!(first.difference(&again), 0.0);
}
