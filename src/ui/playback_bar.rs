//! The playback bar: buttons, the playback time, and a seek bar with the camera keys.

mod camera_keys;

use bevy_egui::egui::{
    Align, Align2, Button, Id, Label, Layout, Response, Sense, Shape, Stroke, TextStyle, Ui, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::{Action, PanelContext, Playback, UiCommand, shortcuts::key_hint};
use crate::{
    scene::{Motion, Scene},
    words::Word,
};

/// The height of the playback bar in points.
pub(super) const HEIGHT: f32 = 56.0;

/// Shows the playback bar.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene, playback: &Playback, context: &PanelContext) {
    let language = context.language;
    ui.horizontal_centered(|ui| {
        let (play, word) = if playback.playing {
            (Icon::Pause, Word::Pause)
        } else {
            (Icon::Play, Word::Play)
        };
        button(ui, context, Icon::ToStart, Action::ToStart, Word::ToStart);
        button(ui, context, Icon::Back, Action::StepBack, Word::StepBack);
        button(ui, context, play, Action::PlayPause, word);
        button(
            ui,
            context,
            Icon::Forward,
            Action::StepForward,
            Word::StepForward,
        );
        button(ui, context, Icon::ToEnd, Action::ToEnd, Word::ToEnd);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let film = ui.button(language.say(Word::Film));
            if with_hint(film, context, Word::ExportPanel, Action::Export).clicked() {
                context.act(Action::Export);
            }
            let looped = ui.add(Button::selectable(
                playback.looped,
                language.say(Word::Loop),
            ));
            if with_hint(looped, context, Word::Loop, Action::Loop).clicked() {
                context.act(Action::Loop);
            }
            let spins = playback.playing && context.spins;
            let spin = ui.add(Button::selectable(spins, language.say(Word::Spin)));
            if with_hint(spin, context, Word::DoSpin, Action::Spin).clicked() {
                context.act(Action::Spin);
            }
            speed(ui, playback, context);
            time(ui, context);
            seek_bar(ui, scene, context);
        });
    });
}

/// Adds a tooltip with the meaning of a button and its key.
fn with_hint(response: Response, context: &PanelContext, word: Word, action: Action) -> Response {
    let (text, key) = (
        context.language.say(word),
        key_hint(action, context.language),
    );
    response.on_hover_text(format!("{text}  ({key})"))
}

/// The playback speed, with buttons that double and halve it.
fn speed(ui: &mut Ui, playback: &Playback, context: &PanelContext) {
    let text = if playback.speed >= 1.0 {
        format!("{}×", playback.speed)
    } else {
        format!("1/{}×", (1.0 / playback.speed).round())
    };
    if ui
        .small_button("+")
        .on_hover_text(context.language.say(Word::DoFaster))
        .clicked()
    {
        context.act(Action::Faster);
    }
    let label = Label::new(text);
    ui.add_sized([40.0, ui.spacing().interact_size.y], label)
        .on_hover_text(context.language.say(Word::ExplainSpeed));
    if ui
        .small_button("−")
        .on_hover_text(context.language.say(Word::DoSlower))
        .clicked()
    {
        context.act(Action::Slower);
    }
}

/// The playback time and the total time, in seconds.
fn time(ui: &mut Ui, context: &PanelContext) {
    let total = context.timeline.total_seconds();
    let text = |seconds: f64| format!("{seconds:.1} / {total:.1} s");
    let (font, color) = (
        TextStyle::Body.resolve(ui.style()),
        ui.visuals().weak_text_color(),
    );
    let (current, widest) = ui.fonts_mut(|fonts| {
        let mut lay_out = |text: String| fonts.layout_no_wrap(text, font.clone(), color);
        (lay_out(text(context.seconds)), lay_out(text(total)))
    });
    // Takes the width of the longest text, so that nothing moves when the time changes.
    let (rect, _) = ui.allocate_exact_size(widest.size(), Sense::hover());
    let at = Align2::RIGHT_CENTER.anchor_size(rect.right_center(), current.size());
    ui.painter().galley(at.min, current, color);
}

/// The positions of playback times on the seek bar.
struct Rail {
    left: f32,
    right: f32,
    middle: f32,
    total_seconds: f64,
}

impl Rail {
    fn x_at(&self, seconds: f64) -> f32 {
        let fraction = (seconds / self.total_seconds).clamp(0.0, 1.0) as f32;
        self.left + (self.right - self.left) * fraction
    }

    fn seconds_at(&self, x: f32) -> f64 {
        let fraction = ((x - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        f64::from(fraction) * self.total_seconds
    }
}

/// The seek bar, with a mark where each run that ends before the last step ends, and a mark for each camera key.
fn seek_bar(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let size = vec2(ui.available_width().max(40.0), 32.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let response = ui
        .interact(rect, Id::new("scrub"), Sense::click_and_drag())
        .on_hover_text(context.language.say(Word::ExplainPlaybackPosition));
    response.widget_info(|| {
        WidgetInfo::slider(
            true,
            context.seconds,
            context.language.say(Word::PlaybackPosition),
        )
    });
    let rail = Rail {
        left: rect.left() + 8.0,
        right: rect.right() - 8.0,
        middle: rect.center().y,
        total_seconds: context.timeline.total_seconds(),
    };
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.is_pointer_button_down_on() || response.clicked())
    {
        context.send(UiCommand::Seek(rail.seconds_at(pointer.x)));
    }
    paint_rail(ui, &rail, context);
    let camera = scene.camera_of_mut(context.focused_figure);
    if let Motion::Keys(keys) = &mut camera.motion {
        camera_keys::show(ui, keys, &rail, context);
    }
    let handle_radius = if response.has_focus() || response.hovered() {
        8.0
    } else {
        7.0
    };
    ui.painter().circle_filled(
        pos2(rail.x_at(context.seconds), rail.middle),
        handle_radius,
        ui.visuals().strong_text_color(),
    );
}

/// Paints the rail, the elapsed part of it, and where runs end.
fn paint_rail(ui: &Ui, rail: &Rail, context: &PanelContext) {
    let (visuals, painter, middle) = (ui.visuals(), ui.painter(), rail.middle);
    let whole = Stroke::new(4.0, visuals.widgets.inactive.bg_fill);
    painter.line_segment([pos2(rail.left, middle), pos2(rail.right, middle)], whole);
    let elapsed = Stroke::new(4.0, visuals.selection.bg_fill);
    let now = rail.x_at(context.seconds);
    painter.line_segment([pos2(rail.left, middle), pos2(now, middle)], elapsed);
    let Some(runs) = context.simulation.runs() else {
        return;
    };
    let early = runs
        .iter()
        .filter(|run| run.shown && run.last_step() < runs.steps);
    for run in early {
        let x = rail.x_at(context.timeline.seconds_at(run.last_step() as f64));
        let color = context.style.series(run.color).color32();
        painter.line_segment(
            [pos2(x, middle - 9.0), pos2(x, middle + 9.0)],
            Stroke::new(2.0, color),
        );
    }
}

/// The icons of the buttons, drawn as shapes so that the fonts need not contain them.
#[derive(Clone, Copy)]
enum Icon {
    ToStart,
    Back,
    Play,
    Pause,
    Forward,
    ToEnd,
}

fn button(ui: &mut Ui, context: &PanelContext, icon: Icon, action: Action, word: Word) {
    let response = ui.add_sized(Vec2::splat(32.0), Button::new(""));
    let label = context.language.say(word);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, label));
    let response = with_hint(response, context, word, action);
    draw_icon(ui, &response, icon);
    if response.clicked() {
        context.act(action);
    }
}

fn draw_icon(ui: &Ui, response: &Response, icon: Icon) {
    let color = ui.style().interact(response).text_color();
    let (painter, center) = (ui.painter(), response.rect.center());
    let triangle = |tip: f32, base: f32| {
        let points = [vec2(tip, 0.0), vec2(base, -6.0), vec2(base, 6.0)]
            .map(|offset| center + offset)
            .to_vec();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    let vertical_bar = |x: f32, width: f32| {
        let ends = [center + vec2(x, -6.0), center + vec2(x, 6.0)];
        painter.line_segment(ends, Stroke::new(width, color));
    };
    match icon {
        Icon::ToStart => {
            vertical_bar(-6.0, 2.0);
            triangle(-4.0, 6.0);
        }
        Icon::Back => {
            vertical_bar(5.0, 2.0);
            triangle(-6.0, 3.0);
        }
        Icon::Play => triangle(7.0, -5.0),
        Icon::Pause => {
            vertical_bar(-3.5, 3.5);
            vertical_bar(3.5, 3.5);
        }
        Icon::Forward => {
            vertical_bar(-5.0, 2.0);
            triangle(6.0, -3.0);
        }
        Icon::ToEnd => {
            vertical_bar(6.0, 2.0);
            triangle(4.0, -6.0);
        }
    }
}
