//! The pictures of the rows of a cloud.

use bevy_egui::egui::Ui;

use super::super::{PanelContext, widgets};
use crate::{
    scene::{CloudSubject, Pictures},
    words::{Language, Word},
};

/// The number of pixels on each side of a picture, unless the features make a square: that of MNIST.
const DEFAULT_SIDE: u32 = 28;
/// The maximum number of pixels in a row.
const MAX_SIDE: f64 = 1024.0;

/// The source of the pictures, with its settings.
pub(super) fn panel(ui: &mut Ui, subject: &mut CloudSubject, context: &PanelContext) {
    let language = context.language;
    let Some(cloud) = context.simulation.cloud() else {
        return;
    };
    let count = cloud.feature_names.len();
    let side = count.isqrt();
    let pixels = match side * side == count {
        true => side as u32,
        false => DEFAULT_SIDE,
    };
    let columns = cloud.text_column_names();
    choose_source(ui, subject, pixels, columns.first(), language);
    match &mut subject.pictures {
        None => {}
        Some(Pictures::Pixels(width)) => {
            let mut value = f64::from(*width);
            let name = language.say(Word::PixelsInRow);
            let changed = widgets::SliderRow::new(name, [1.0, MAX_SIDE])
                .reset_value(f64::from(pixels))
                .logarithmic(true)
                .integer()
                .show(ui, &mut value);
            if changed {
                *width = value.round() as u32;
            }
        }
        Some(Pictures::Files(column)) => {
            let options = columns
                .iter()
                .map(|name| (name.as_str(), name.as_str(), ""));
            let name = language.say(Word::PictureColumn);
            let chosen = widgets::choice(ui, name, "", &column.as_str(), options);
            if let Some(chosen) = chosen.map(str::to_owned) {
                *column = chosen;
            }
        }
        Some(Pictures::Sprite { file, size }) => {
            let name = language.say(Word::SpriteFile);
            if let Some(path) = widgets::text_field(ui, name, "", file)
                && !path.is_empty()
            {
                *file = path;
            }
            let [name, meaning] =
                [Word::PictureSize, Word::ExplainPictureSize].map(|word| language.say(word));
            let current = format!("{}, {}", size[0], size[1]);
            let entered = widgets::text_field(ui, name, meaning, &current);
            let sides = |text: String| -> Option<[u32; 2]> {
                let sides = text.split([',', '，', '×', 'x', ' ']);
                let sides = sides.filter(|side| !side.is_empty());
                let sides: Option<Vec<u32>> = sides.map(|side| side.parse().ok()).collect();
                sides?.try_into().ok()
            };
            if let Some(sides) = entered.and_then(sides) {
                *size = sides;
            }
        }
    }
}

/// A choice of the source of the pictures: pixels in rows of `pixels`, the files named in `column`, or a sprite.
fn choose_source(
    ui: &mut Ui,
    subject: &mut CloudSubject,
    pixels: u32,
    column: Option<&String>,
    language: Language,
) {
    let mut options = vec![
        (None, Word::NoPictures),
        (Some(Pictures::Pixels(pixels)), Word::PicturesFromPixels),
    ];
    if let Some(column) = column {
        let files = Pictures::Files(column.clone());
        options.push((Some(files), Word::PicturesFromFiles));
    }
    let sprite = Pictures::Sprite {
        file: "sprite.png".to_owned(),
        size: [DEFAULT_SIDE; 2],
    };
    options.push((Some(sprite), Word::PicturesFromSprite));
    // The current source is listed with its own settings.
    for (option, _) in &mut options {
        if option.as_ref().map(std::mem::discriminant)
            == subject.pictures.as_ref().map(std::mem::discriminant)
        {
            option.clone_from(&subject.pictures);
        }
    }
    let options = options
        .into_iter()
        .map(|(option, word)| (option, language.say(word), ""));
    let [name, meaning] = [Word::Pictures, Word::ExplainPictures].map(|word| language.say(word));
    if let Some(chosen) = widgets::choice(ui, name, meaning, &subject.pictures, options) {
        subject.pictures = chosen;
    }
}
