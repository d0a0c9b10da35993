//! The progress of long operations, with a button that cancels them.

use std::time::Duration;

use bevy_egui::egui::{
    Align2, Area, Context, Frame, Id, Label, Order, ProgressBar, Rect, RichText, Ui, vec2,
};

use super::{Document, Work, opening::Opening};
use crate::{
    math::excerpt::excerpt,
    words::{Language, Word},
};

/// The width of the bar.
const BAR: f32 = 220.0;

/// A long operation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waiting {
    /// The name of the operation.
    what: String,
    /// The percentage that is done, if it is known.
    done: Option<u32>,
    /// The time since it started.
    taking: Duration,
}

impl Waiting {
    /// The current long operation, if any.
    pub(super) fn of(work: &Work, opening: Option<&Opening>, language: Language) -> Option<Self> {
        let reading = opening.and_then(|opening| {
            Some(Self {
                what: language.say_with(Word::Opening, &[("name", &excerpt(opening.name()?))]),
                done: None,
                taking: opening.taking()?,
            })
        });
        reading.or_else(|| {
            Some(Self {
                what: language.say(Word::Computing).to_owned(),
                done: work.done(),
                taking: work.taking()?,
            })
        })
    }

    /// Shows it at the bottom of a rectangle; returns whether it was cancelled.
    pub(super) fn show(&self, context: &Context, rect: Rect, language: Language) -> bool {
        Area::new(Id::new("waiting"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(rect.center_bottom() - vec2(0.0, 48.0))
            .constrain_to(rect)
            .show(context, |ui| {
                Frame::popup(ui.style())
                    .show(ui, |ui| self.row(ui, language))
                    .inner
            })
            .inner
    }

    fn row(&self, ui: &mut Ui, language: Language) -> bool {
        ui.set_width(BAR);
        ui.add(Label::new(&self.what).truncate());
        if let Some(done) = self.done {
            let part = done as f32 / 100.0;
            ui.add(
                ProgressBar::new(part)
                    .desired_width(BAR)
                    .text(format!("{done}%")),
            );
        }
        ui.horizontal(|ui| {
            let cancelled = ui.button(language.say(Word::Cancel)).clicked();
            let seconds = format!("{} s", self.taking.as_secs());
            ui.label(RichText::new(seconds).weak());
            cancelled
        })
        .inner
    }
}

/// The title of what is being opened or computed, in a window that has nothing to show yet.
pub(super) fn announce(
    ui: &mut Ui,
    document: Option<&Document>,
    opening: Option<&Opening>,
    language: Language,
) {
    let title = match opening.and_then(Opening::name) {
        Some(name) => excerpt(name),
        None => {
            let title = document.map(|document| language.text(&document.scene().title));
            title.unwrap_or_default().to_owned()
        }
    };
    // Covers what was shown before.
    (ui.painter()).rect_filled(ui.max_rect(), 0.0, ui.visuals().panel_fill);
    ui.vertical_centered(|ui| {
        ui.add_space(0.4 * ui.available_height());
        ui.add(Label::new(RichText::new(title).heading()).truncate());
        ui.label(language.say(Word::Computing));
    });
}
