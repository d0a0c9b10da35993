use super::*;
use crate::scene::Light;

#[test]
fn light_and_side_walls_belong_to_a_solid_picture() {
    let mut harness = left_panel("bowl", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    for (name, part) in [
        ("Light azimuth", 1.0),
        ("Light elevation", 0.0),
        ("Light strength", 1.0),
    ] {
        let light = slider(&harness, name);
        click_slider(&mut harness, light, part);
    }
    let expected = Light {
        azimuth: 180.0,
        elevation: 0.0,
        strength: 1.0,
    };
    assert_eq!(harness.state().scene.look.light, expected);
    harness.get_by_label("Side walls").click();
    harness.run();
    assert!(harness.state().scene.look.solid);
    choose(&mut harness, Word::View, "Top");
    assert!(harness.query_by_label("Side walls").is_none());
}
