//! Stills, sequences of pictures, and gifs.

use std::fs;

use crate::program::*;

#[test]
fn every_picture_of_a_sequence_is_the_still_of_its_second() {
    let desk = CommandContext::new();
    let small = "--size 321x181 --seconds 3 --theme projector";
    desk.render(&format!("saddle -o frames/%03d.png {small} --fps 2"));
    assert_eq!(
        names(&desk.path("frames")),
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
        desk.render(&format!("saddle -o still.png {small} --at {second}"));
        let (frame, still) = (
            desk.picture(&format!("frames/{frame:03}.png")),
            desk.picture("still.png"),
        );
        assert_eq!(still.size, [321, 181]);
        assert!(frame == still, "the picture of second {second}");
    }
}

#[test]
fn a_still_shows_the_end_unless_it_is_told() {
    let desk = CommandContext::new();
    let small = "--size 160x90";
    for (name, at) in [("end", ""), ("last", "--at 10"), ("start", "--at 0")] {
        desk.render(&format!("bowl -o {name}.png {small} {at}"));
    }
    assert!(desk.picture("end.png") == desk.picture("last.png"));
    assert!(desk.picture("end.png") != desk.picture("start.png"));
}

#[test]
fn panels_and_languages_are_in_the_picture_when_they_are_asked_for() {
    let desk = CommandContext::new();
    let small = "--size 640x432 --at 4";
    for (name, flags) in [
        ("plain", ""),
        ("panels", "--ui"),
        ("chinese", "--lang zh"),
        ("light", "--theme light"),
    ] {
        desk.render(&format!("bowl -o {name}.png {small} {flags}"));
    }
    let plain = desk.picture("plain.png");
    for other in ["panels", "chinese", "light"] {
        let other_picture = desk.picture(&format!("{other}.png"));
        assert!(plain != other_picture, "{other}");
    }
    assert_eq!(desk.json("panels.png.json")["ui"], true);
    assert_eq!(desk.json("chinese.png.json")["lang"], "zh");
}

#[test]
fn a_gif_keeps_time_in_hundredths_and_goes_round() {
    let desk = CommandContext::new();
    desk.render("ripples -o a.gif --size 160x90 --fps 30 --seconds 1");
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let file = fs::File::open(desk.path("a.gif")).unwrap();
    let mut decoder = options.read_info(file).unwrap();
    assert_eq!((decoder.width(), decoder.height()), (160, 90));
    let mut delays = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
    // Frames that look alike are one, shown as long as all of them.
    assert_eq!(delays.iter().sum::<u16>(), 100);
    assert!(delays.iter().filter(|&&delay| delay > 4).count() <= 2);
    assert!(delays.iter().all(|&delay| delay >= 3));
}
