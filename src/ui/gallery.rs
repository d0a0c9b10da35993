//! The gallery: a card with the picture, title and caption of each built-in scene.

use std::sync::LazyLock;

use bevy_egui::egui::{
    Align2, Button, ColorImage, Context, Id, Image, Label, Response, RichText, ScrollArea,
    TextureHandle, TextureOptions, Ui, Vec2, Window, vec2,
};

use super::{PanelContext, UiCommand};
use crate::{
    scene::{GalleryEntry, Scene, Text, for_each_scene, gallery},
    words::{Language, Word},
};

/// The width of a card in points.
const CARD_WIDTH: f32 = 240.0;
/// The height of a picture divided by its width.
const PICTURE_HEIGHT_TO_WIDTH: f32 = 9.0 / 16.0;
/// The maximum number of cards in a row.
const MAX_COLUMNS: f32 = 4.0;

macro_rules! pictures {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/gallery/", $name, ".png")))),+]
    };
}

/// The pictures of the scenes by name, as PNG; made by `scripts/pictures`.
static PICTURES: &[(&str, &[u8])] = for_each_scene!(pictures);

/// The name of a gallery scene, and its texts with the values of their placeholders.
struct SceneTexts {
    name: &'static str,
    title: Text,
    caption: Text,
}

/// The texts of all scenes, parsed once.
fn scene_texts() -> &'static [SceneTexts] {
    static TEXTS: LazyLock<Vec<SceneTexts>> =
        LazyLock::new(|| gallery().iter().map(texts_of).collect());
    &TEXTS
}

fn texts_of(entry: &GalleryEntry) -> SceneTexts {
    let name = entry.name;
    match Scene::from_text(entry.text) {
        Some(scene) => SceneTexts {
            name,
            title: scene.fill_settings(&scene.title),
            caption: scene.fill_settings(&scene.caption),
        },
        // A scene that cannot be read is still listed; opening it reports the error.
        None => SceneTexts {
            name,
            title: Text::from(name),
            caption: Text::default(),
        },
    }
}

/// Shows the gallery. Choosing a scene opens it; this, or closing the gallery, sets `open` to false.
pub(super) fn show(context: &Context, open: &mut bool, panel_context: &PanelContext) {
    let mut stays_open = *open;
    let screen = context.content_rect();
    Window::new(panel_context.language.say(Word::Gallery))
        .id(Id::new("gallery"))
        .open(open)
        .collapsible(false)
        .resizable(false)
        .default_height(screen.height())
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .max_height(0.86 * screen.height())
        .show(context, |ui| {
            if let Some(name) = cards(ui, panel_context.language) {
                panel_context.send(UiCommand::Open(name.to_owned()));
                stays_open = false;
            }
        });
    *open &= stays_open;
}

/// Shows all cards; returns the name of the scene whose card was clicked.
fn cards(ui: &mut Ui, language: Language) -> Option<&'static str> {
    let mut chosen = None;
    let margin = 4.0 * ui.spacing().item_spacing.x;
    let columns = ((ui.ctx().content_rect().width() - margin) / (CARD_WIDTH + margin))
        .floor()
        .clamp(1.0, MAX_COLUMNS);
    ScrollArea::vertical().show(ui, |ui| {
        for row in scene_texts().chunks(columns as usize) {
            ui.horizontal_top(|ui| {
                for scene in row {
                    if card(ui, scene, language).clicked() {
                        chosen = Some(scene.name);
                    }
                }
            });
            ui.add_space(ui.spacing().item_spacing.y);
        }
    });
    chosen
}

/// Shows the card of a scene; returns the response of its picture and its title.
fn card(ui: &mut Ui, scene: &SceneTexts, language: Language) -> Response {
    let title = match language.text(&scene.title) {
        "" => scene.name,
        title => title,
    };
    ui.vertical(|ui| {
        ui.set_width(CARD_WIDTH);
        let size = vec2(CARD_WIDTH, CARD_WIDTH * PICTURE_HEIGHT_TO_WIDTH);
        let picture = picture_texture(ui.ctx(), scene.name).map(|texture| {
            let image = Image::new(&texture).fit_to_exact_size(size);
            ui.add(Button::image(image).frame(false))
                .on_hover_text(title)
        });
        let title_button = Button::new(RichText::new(title).strong())
            .wrap()
            .min_size(Vec2::new(CARD_WIDTH, 0.0));
        let title = ui.add(title_button);
        ui.add(Label::new(RichText::new(language.text(&scene.caption)).weak().small()).wrap());
        match picture {
            Some(picture) => picture | title,
            None => title,
        }
    })
    .inner
}

/// The texture of a scene's picture, decoded on first use.
fn picture_texture(context: &Context, name: &str) -> Option<TextureHandle> {
    let id = Id::new(("picture of the gallery", name));
    if let Some(texture) = context.data(|data| data.get_temp(id)) {
        return Some(texture);
    }
    let (_, bytes) = PICTURES.iter().find(|(scene, _)| *scene == name)?;
    let texture = context.load_texture(name, decode_png(bytes)?, TextureOptions::LINEAR);
    context.data_mut(|data| data.insert_temp(id, texture.clone()));
    Some(texture)
}

/// The pixels of an 8-bit RGB or RGBA PNG; `None` for other formats.
fn decode_png(bytes: &[u8]) -> Option<ColorImage> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let size = [frame.width as usize, frame.height as usize];
    let pixels = &pixels[..frame.buffer_size()];
    match (frame.bit_depth, frame.color_type) {
        (png::BitDepth::Eight, png::ColorType::Rgb) => Some(ColorImage::from_rgb(size, pixels)),
        (png::BitDepth::Eight, png::ColorType::Rgba) => {
            Some(ColorImage::from_rgba_unmultiplied(size, pixels))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_has_a_title_and_a_caption_in_both_languages() {
        for scene in scene_texts() {
            for text in [&scene.title, &scene.caption] {
                assert!(!text.en.is_empty() && !text.zh.is_empty(), "{}", scene.name);
            }
        }
    }

    /// In Chinese, a character is about twice as wide.
    #[test]
    fn every_caption_fits_on_one_line() {
        for scene in scene_texts() {
            let lengths = [scene.caption.en(), scene.caption.zh()].map(|text| text.chars().count());
            let is_short = lengths[0] <= 90 && lengths[1] <= 45;
            assert!(is_short, "{}: {lengths:?}", scene.name);
        }
    }

    #[test]
    fn every_picture_belongs_to_a_scene_and_can_be_decoded() {
        assert_eq!(PICTURES.len(), gallery().len());
        for (name, bytes) in PICTURES {
            assert!(gallery().iter().any(|entry| entry.name == *name), "{name}");
            assert!(decode_png(bytes).is_some(), "{name}");
        }
    }
}
