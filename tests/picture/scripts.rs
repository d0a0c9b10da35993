//! Text in scripts that the initial fonts do not cover.

use crate::drawing::{Picture, simulated, studio};

const SIZE: [u32; 2] = [480, 270];

#[test]
fn titles_in_other_scripts_are_drawn_from_the_first_picture_on() {
    let titled = |title: &str| simulated("bowl", |scene| scene.title = title.into());
    let drawn = |title: &str| Picture::of(&mut studio(&titled(title), SIZE), SIZE, 0.0);
    let [japanese, korean, chinese] = ["東", "한", "臺"].map(drawn);
    // Missing-glyph boxes would be equal.
    assert!(japanese != korean && korean != chinese && chinese != japanese);
    let mut studio = studio(&titled("Bowl"), SIZE);
    Picture::of(&mut studio, SIZE, 0.0);
    studio.show(titled("東"));
    let later = Picture::of(&mut studio, SIZE, 0.0);
    let difference = later.difference(&japanese);
    assert!(difference.is_invisible(), "{difference:?}");
}
