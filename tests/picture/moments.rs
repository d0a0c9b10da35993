//! The picture of a playback time does not depend on what was drawn before.

use crate::drawing::*;

const SIZE: [u32; 2] = [320, 180];
/// Frame rate while playing.
const FPS: f64 = 5.0;
const FRAME: usize = 17;

#[test]
fn playing_seeking_and_going_back_give_the_same_pixels() {
    let mut keeper = None;
    for name in [
        "rosenbrock",
        "iris",
        "advertising",
        "lr-heatmap",
        "l2-morph",
    ] {
        let shown = shown(name, |_| {});
        let seconds = FRAME as f64 / FPS;

        let mut player = studio(&shown, SIZE);
        let mut played = Vec::new();
        for number in 0..=FRAME {
            player.draw(number as f64 / FPS).unwrap();
            let pixels = player.fetch(1).unwrap();
            played.extend(pixels.map(|pixels| Picture::new(SIZE, &pixels)));
        }
        let pixels = player.fetch(0).unwrap().unwrap();
        played.push(Picture::new(SIZE, &pixels));
        assert_eq!(played.len(), FRAME + 1);
        let last = &played[FRAME];
        assert!(*last != played[FRAME - 1], "{name} moves");

        let ahead = Picture::of(&mut player, SIZE, shown.timeline.total_seconds());
        assert!(*last != ahead, "{name} goes on");
        for number in [FRAME, 3, 0, FRAME] {
            let again = Picture::of(&mut player, SIZE, number as f64 / FPS);
            assert!(again == played[number], "{name}: back to frame {number}");
        }
        let mut jumper = studio(&shown, SIZE);
        let jumped = Picture::of(&mut jumper, SIZE, seconds);
        assert!(jumped == *last, "{name}: straight to frame {FRAME}");

        // One studio shows all scenes in turn, as a window does.
        let keeper = keeper.get_or_insert_with(|| studio(&shown, SIZE));
        keeper.show(shown);
        let after_others = Picture::of(keeper, SIZE, seconds);
        let alike = after_others.likeness(last);
        assert!(alike.is_to_the_eye(), "{name}: after others, {alike:?}");
    }
}
