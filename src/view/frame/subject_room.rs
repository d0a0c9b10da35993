//! The room of the subject and of the insets beside it.

use super::{area::Area, contents::Contents, layout::SMALL_TEXT};

/// Typical aspect ratio of the rotating box.
const BOX_ASPECT: f32 = 1.2;
/// Maximum fraction of a wide room that insets take to have their minimum width.
const MAX_INSETS_FRACTION: f32 = 0.62;

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
