//! The room of the subject, of the insets beside it, and of its tags.

use super::{
    area::Area,
    contents::{Contents, Tags},
    layout::{SMALL_TEXT, TAG_PADDING},
};

/// Typical aspect ratio of the rotating box.
const BOX_ASPECT: f32 = 1.2;
/// Maximum fraction of a wide room that insets take to have their minimum width.
const MAX_INSETS_FRACTION: f32 = 0.62;

/// If the tags at the balls would cover more than this fraction of a picture, there are none.
const MAX_TAGS_FRACTION: f32 = 0.06;
/// With more runs than this, names and values are in the legend instead of in tags at the balls.
const MAX_TAGS: usize = 6;

/// The height of the largest box in a room.
pub(super) fn box_size(room: &Area) -> f32 {
    (room.size.x / BOX_ASPECT).min(room.size.y)
}

/// Cuts off the room of the insets: on the left of a wide room, at the bottom of a tall one.
pub(super) fn take_insets(room: &mut Area, contents: &Contents, text_scale: f32) -> Area {
    let share = contents.insets_share;
    let gap = SMALL_TEXT * text_scale * glam::vec2(1.0, 1.2);
    let mut insets = *room;
    if room.size.y > 1.15 * room.size.x && share < 1.0 {
        insets.size.y *= share;
        insets.min.y = room.max().y - insets.size.y;
        room.size.y -= insets.size.y;
        return insets;
    }
    // Legibility takes precedence over the requested share.
    let min_width = (contents.min_insets_width * SMALL_TEXT * text_scale + gap.x)
        .min(MAX_INSETS_FRACTION * room.size.x);
    insets.size.x = match share {
        0.0 => 0.0,
        share => (share * room.size.x).max(min_width),
    };
    room.min.x += insets.size.x;
    room.size.x -= insets.size.x;
    let right = if share < 1.0 { gap.x } else { 0.0 };
    insets.inset([0.0, gap.y, right, 0.5 * gap.y])
}

/// Whether all tags at the balls fit a picture beside its insets.
pub(super) fn tags_fit(tags: &Tags, insets_share: f32, area: Area, text_scale: f32) -> bool {
    let height = SMALL_TEXT * text_scale;
    let padding = 2.0 * TAG_PADDING;
    let covered = (tags.width + padding * tags.count as f32) * (1.3 + padding) * height * height;
    let room = (1.0 - insets_share) * area.size.element_product();
    tags.count <= MAX_TAGS && covered <= MAX_TAGS_FRACTION * room
}

/// The area of a colour bar with its labels and its title, in a picture.
pub(super) fn labelled_bar(bar: &Area, picture: &Area, text_scale: f32) -> Area {
    let above = 2.0 * SMALL_TEXT * text_scale;
    Area {
        min: bar.min - glam::vec2(0.0, above),
        size: glam::vec2(picture.max().x - bar.min.x, bar.size.y + above),
    }
}
