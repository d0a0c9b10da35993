//! The picture at a playback time does not depend on what was drawn before.

use crate::drawing::*;

const SIZE: [u32; 2] = [320, 180];
/// Frame rate while playing.
const FPS: f64 = 5.0;
/// The number of the compared frame.
const FRAME: usize = 17;

#[test]
fn playing_seeking_and_going_back_give_the_same_pixels() {
    let mut reused = None;
    for name in [
        "rosenbrock",
        "iris",
        "advertising",
        "lr-heatmap",
        "l2-morph",
    ] {
        let outcome = simulated(name, |_| {});
        let seconds = FRAME as f64 / FPS;

        let mut player = studio(&outcome, SIZE);
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

        let ahead = Picture::of(&mut player, SIZE, outcome.timeline.total_seconds());
        assert!(*last != ahead, "{name} goes on");
        for number in [FRAME, 3, 0, FRAME] {
            let again = Picture::of(&mut player, SIZE, number as f64 / FPS);
            assert!(again == played[number], "{name}: back to frame {number}");
        }
        let mut seeking = studio(&outcome, SIZE);
        let sought = Picture::of(&mut seeking, SIZE, seconds);
        assert!(sought == *last, "{name}: straight to frame {FRAME}");

        // One studio shows all scenes in turn, as a window does.
        let reused = reused.get_or_insert_with(|| studio(&outcome, SIZE));
        reused.show(outcome);
        let after_others = Picture::of(reused, SIZE, seconds);
        let difference = after_others.difference(last);
        assert!(
            difference.is_invisible(),
            "{name}: after others, {difference:?}"
        );
    }
}
