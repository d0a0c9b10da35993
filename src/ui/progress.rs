//! The progress of opening or computing a scene that takes long, with a button that cancels it.

use std::time::Duration;

use bevy_egui::egui::{
    Align2, Area, Context, Frame, Id, Label, Order, ProgressBar, Rect, RichText, Ui, vec2,
};

use super::{Document, Simulator, opening::Opening};
use crate::{
    math::excerpt::excerpt,
    words::{Language, Word},
};

/// The width of the progress bar in points.
const BAR_WIDTH: f32 = 220.0;

/// Opening or computing a scene that takes long.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LongOperation {
    /// A description, such as `Opening iris.csv…`.
    name: String,
    /// The percentage that is done, if it is known.
    percent_done: Option<u32>,
    /// The time since it started.
    elapsed: Duration,
}

impl LongOperation {
    /// The long operation that is running, if any.
    pub(super) fn current(
        simulator: &Simulator,
        opening: Option<&Opening>,
        language: Language,
    ) -> Option<Self> {
        let reading = opening.and_then(|opening| {
            Some(Self {
                name: language.say_with(Word::Opening, &[("name", &excerpt(opening.name()?))]),
                percent_done: None,
                elapsed: opening.elapsed_if_long()?,
            })
        });
        reading.or_else(|| {
            Some(Self {
                name: language.say(Word::Computing).to_owned(),
                percent_done: simulator.percent_done(),
                elapsed: simulator.elapsed_if_long()?,
            })
        })
    }

    /// Shows the progress at the bottom of a rectangle; returns whether the cancel button was clicked.
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
        ui.set_width(BAR_WIDTH);
        ui.add(Label::new(&self.name).truncate());
        if let Some(percent) = self.percent_done {
            let fraction = percent as f32 / 100.0;
            ui.add(
                ProgressBar::new(fraction)
                    .desired_width(BAR_WIDTH)
                    .text(format!("{percent}%")),
            );
        }
        ui.horizontal(|ui| {
            let cancelled = ui.button(language.say(Word::Cancel)).clicked();
            let seconds = format!("{} s", self.elapsed.as_secs());
            ui.label(RichText::new(seconds).weak());
            cancelled
        })
        .inner
    }
}

/// Shows the title of the scene that is being opened or computed, while nothing of it can be displayed yet.
pub(super) fn show_title(
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
    // Covers the previous scene.
    (ui.painter()).rect_filled(ui.max_rect(), 0.0, ui.visuals().panel_fill);
    ui.vertical_centered(|ui| {
        ui.add_space(0.4 * ui.available_height());
        ui.add(Label::new(RichText::new(title).heading()).truncate());
        ui.label(language.say(Word::Computing));
    });
}
