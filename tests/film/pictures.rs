//! Tests of stills, sequences of pictures, and gifs.

use std::fs;

use crate::program::*;

#[test]
fn pictures_of_a_sequence_equal_stills_of_the_same_time() {
    let workspace = Workspace::new();
    let small = "--size 321x181 --seconds 3 --theme projector";
    workspace.render(&format!("saddle -o frames/%03d.png {small} --fps 2"));
    assert_eq!(
        names(&workspace.path("frames")),
        [
            "%03d.png.json",
            "000.png",
            "001.png",
            "002.png",
            "003.png",
            "004.png",
            "005.png"
        ]
    );
    for (frame, second) in [(0, "0"), (3, "1.5"), (5, "2.5")] {
        workspace.render(&format!("saddle -o still.png {small} --at {second}"));
        let (frame, still) = (
            workspace.picture(&format!("frames/{frame:03}.png")),
            workspace.picture("still.png"),
        );
        assert_eq!(still.size, [321, 181]);
        // Where glyphs have other places in the font texture, a few of their pixels are rounded to the next level.
        let difference = frame.difference(&still);
        assert!(difference < 1e-4, "the picture at {second} s: {difference}");
    }
}

#[test]
fn a_still_shows_the_end_by_default() {
    let workspace = Workspace::new();
    let small = "--size 160x90";
    for (name, at) in [("end", ""), ("last", "--at 10"), ("start", "--at 0")] {
        workspace.render(&format!("bowl -o {name}.png {small} {at}"));
    }
    assert!(workspace.picture("end.png") == workspace.picture("last.png"));
    assert!(workspace.picture("end.png") != workspace.picture("start.png"));
}

#[test]
fn panels_language_and_theme_change_the_picture() {
    let workspace = Workspace::new();
    let small = "--size 640x432 --at 4";
    for (name, flags) in [
        ("plain", ""),
        ("panels", "--ui"),
        ("chinese", "--lang zh"),
        ("light", "--theme light"),
    ] {
        workspace.render(&format!("bowl -o {name}.png {small} {flags}"));
    }
    let plain = workspace.picture("plain.png");
    for other in ["panels", "chinese", "light"] {
        let other_picture = workspace.picture(&format!("{other}.png"));
        assert!(plain != other_picture, "{other}");
    }
    assert_eq!(workspace.json("panels.png.json")["ui"], true);
    assert_eq!(workspace.json("chinese.png.json")["lang"], "zh");
}

#[test]
fn a_gif_has_the_right_duration_and_repeats() {
    let workspace = Workspace::new();
    workspace.render("ripples -o a.gif --size 160x90 --fps 30 --seconds 1");
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let file = fs::File::open(workspace.path("a.gif")).unwrap();
    let mut decoder = options.read_info(file).unwrap();
    assert_eq!((decoder.width(), decoder.height()), (160, 90));
    let mut delays = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
    // Equal frames are merged into one with their total delay.
    assert_eq!(delays.iter().sum::<u16>(), 100);
    assert!(delays.iter().filter(|&&delay| delay > 4).count() <= 2);
    assert!(delays.iter().all(|&delay| delay >= 3));
}
