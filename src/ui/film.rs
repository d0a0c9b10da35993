//! The export dialog: the form and the progress. `record` makes the file.

mod kind;

use bevy_egui::egui::{
    Align2, Context, Id, Label, ProgressBar, RichText, TextEdit, Ui, Vec2, Window,
};

use kind::Kind;

use super::{FilmStatus, PanelContext, UiCommand, widgets};
use crate::{
    files::{is_same_file, path_excerpt, path_to_text, text_to_path},
    math::excerpt::{escape_invisible, single_line},
    scene::Origin,
    view::{
        request::{ExportKind, ExportRequest},
        style::scale::short_number,
    },
    words::{Language, Word},
};

/// The width of the dialog.
const WIDTH: f32 = 380.0;
/// The listed sizes.
const SIZES: [[u32; 2]; 6] = [
    [1280, 720],
    [1920, 1080],
    [2560, 1440],
    [3840, 2160],
    [1080, 1080],
    [1080, 1920],
];
/// The listed frame rates; not every format supports all of them.
const RATES: [u32; 5] = [20, 25, 30, 50, 60];

/// The state of the dialog.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    path: String,
    size: [u32; 2],
    fps: u32,
    /// None for the length of the scene.
    seconds: Option<f64>,
    panels: bool,
    /// Whether a .png shows the charts instead of the picture.
    charts: bool,
}

impl Form {
    fn new(origin: &Origin) -> Self {
        let stem = match origin {
            Origin::Gallery(name) => (*name).to_owned(),
            Origin::File(path) => path_to_text(path.with_extension("")),
            Origin::Text => "film".to_owned(),
        };
        Self {
            path: format!("{stem}.mp4"),
            size: [1920, 1080],
            fps: 30,
            seconds: None,
            panels: false,
            charts: false,
        }
    }

    fn kind(&self) -> Kind {
        Kind::of(&text_to_path(&self.path), self.charts)
    }

    /// The request for the form; a still shows the current time.
    fn request(&self, now: f64, language: Language) -> ExportRequest {
        let kind = self.kind();
        let (is_picture, is_still) = (kind.is_picture(), kind == Kind::Still);
        ExportRequest {
            target: text_to_path(&self.path),
            charts: kind == Kind::Export(ExportKind::ChartsPng),
            size: is_picture.then_some(self.size),
            fps: is_picture.then(|| self.fps.min(kind.max_fps())),
            seconds: self.seconds.filter(|_| is_picture && !is_still),
            at: is_still.then_some(now),
            panels: is_picture && self.panels,
            language: (kind != Kind::Export(ExportKind::Scene)).then_some(language),
            ..ExportRequest::default()
        }
    }
}

/// Shows the dialog while `open`.
pub(super) fn show(context: &Context, open: &mut bool, panel: &PanelContext) {
    Window::new(panel.language.say(Word::ExportPanel))
        .id(Id::new("film"))
        .open(open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(WIDTH);
            dialog(ui, panel);
        });
}

/// The form and the progress. Each scene has its own form.
fn dialog(ui: &mut Ui, context: &PanelContext) {
    let id = Id::new(("film", context.source.origin.to_string()));
    let mut form: Form = ui
        .data(|data| data.get_temp(id))
        .unwrap_or_else(|| Form::new(&context.source.origin));
    ui.add_enabled_ui(!context.film.is_working(), |ui| {
        fields(ui, &mut form, context)
    });
    ui.separator();
    status(ui, context);
    let language = context.language;
    ui.horizontal(|ui| {
        if context.film.is_working() {
            if ui.button(language.say(Word::Cancel)).clicked() {
                context.send(UiCommand::CancelFilm);
            }
            return;
        }
        let ready = !form.path.trim().is_empty();
        if ui
            .add_enabled_ui(ready, |ui| ui.button(language.say(Word::Export)))
            .inner
            .clicked()
        {
            let request = form.request(context.seconds, language);
            context.send(UiCommand::Film(request));
        }
    });
    ui.data_mut(|data| data.insert_temp(id, form));
}

fn fields(ui: &mut Ui, form: &mut Form, context: &PanelContext) {
    let language = context.language;
    let kinds = Kind::ALL.map(|(kind, word)| (kind, language.say(word), ""));
    if let Some(kind) = widgets::choice(ui, language.say(Word::Format), "", &form.kind(), kinds) {
        form.charts = kind == Kind::Export(ExportKind::ChartsPng);
        form.path = path_to_text(kind.path(&text_to_path(&form.path)));
    }
    // Applied while typing: the format and the hints follow the path.
    widgets::row(ui, language.say(Word::FilePath), "", |ui, label| {
        let field = TextEdit::singleline(&mut form.path).desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id);
    });
    let path = text_to_path(&form.path);
    let is_input = (context.source.files().iter()).any(|file| is_same_file(file, &path));
    let hint = match (is_input, path.is_file()) {
        (true, _) => Some(Word::PathIsInput),
        (false, true) => Some(Word::WillReplace),
        (false, false) => None,
    };
    if let Some(word) = hint {
        let path = path_excerpt(&path);
        widgets::quiet(ui, &language.say_with(word, &[("path", &path)]));
    }
    if let Kind::Export(kind) = form.kind() {
        return explanation(ui, kind, language);
    }
    size(ui, form, language);
    if form.kind() == Kind::Still {
        let now = short_number(context.seconds);
        widgets::quiet(ui, &language.say_with(Word::CurrentTime, &[("n", &now)]));
    } else {
        rate(ui, form, language);
        length(ui, form, context);
    }
    ui.checkbox(&mut form.panels, language.say(Word::WithPanels));
}

/// The description of a file without frames.
fn explanation(ui: &mut Ui, kind: ExportKind, language: Language) {
    let word = match kind {
        ExportKind::Svg | ExportKind::ChartsPng => Word::ExplainChartFile,
        ExportKind::Table => Word::ExplainCsv,
        ExportKind::Glb => Word::ExplainGlb,
        ExportKind::Obj => Word::ExplainObj,
        ExportKind::Scene => Word::ExplainRon,
    };
    ui.add(Label::new(RichText::new(language.say(word)).weak()).wrap());
}

/// The list of sizes, and fields for other sizes.
fn size(ui: &mut Ui, form: &mut Form, language: Language) {
    let named = |[width, height]: [u32; 2]| format!("{width} × {height}");
    let names = SIZES.map(named);
    let own = (!SIZES.contains(&form.size)).then(|| named(form.size));
    let options = SIZES.iter().copied().zip(names.iter().map(String::as_str));
    let options = options.chain(own.as_deref().map(|name| (form.size, name)));
    let options: Vec<_> = options.map(|(size, name)| (size, name, "")).collect();
    let (name, meaning) = (language.say(Word::Size), language.say(Word::ExplainSize));
    if let Some(size) = widgets::choice(ui, name, meaning, &form.size, options) {
        form.size = size;
    }
    let mut sides = form.size.map(f64::from);
    let changed = widgets::row(ui, "", meaning, |ui, _| {
        let before = sides;
        for (side, word) in sides.iter_mut().zip([Word::Width, Word::Height]) {
            let field = widgets::field(side, [16.0, 3840.0], true).speed(2.0);
            ui.add(field).on_hover_text(language.say(word));
        }
        before != sides
    });
    if changed {
        // Chroma subsampling of mp4 needs even sides.
        form.size = sides.map(|side| 2 * (side / 2.0).round() as u32);
    }
}

fn rate(ui: &mut Ui, form: &mut Form, language: Language) {
    let most = form.kind().max_fps();
    let names = RATES.map(|rate| rate.to_string());
    let rates = RATES.iter().zip(&names).filter(|(rate, _)| **rate <= most);
    let rates: Vec<_> = rates
        .map(|(rate, name)| (*rate, name.as_str(), ""))
        .collect();
    let current = form.fps.min(most);
    if let Some(fps) = widgets::choice(ui, language.say(Word::FramesPerSecond), "", &current, rates)
    {
        form.fps = fps;
    }
}

fn length(ui: &mut Ui, form: &mut Form, context: &PanelContext) {
    let language = context.language;
    let own = context.timeline.total_seconds();
    let mut seconds = form.seconds.unwrap_or(own);
    let changed = widgets::Tuner::new(language.say(Word::Length), [0.1, 3600.0])
        .meaning(language.say(Word::ExplainLength))
        .slider([1.0, 60.0])
        .opened(own)
        .logarithmic(true)
        .unit(" s")
        .show(ui, &mut seconds);
    if changed {
        form.seconds = Some(seconds).filter(|seconds| *seconds != own);
    }
}

fn status(ui: &mut Ui, context: &PanelContext) {
    let language = context.language;
    match context.film {
        FilmStatus::Idle => {}
        FilmStatus::Computing { done } => {
            if *done > 0.0 {
                let bar = ProgressBar::new(*done as f32);
                ui.add(bar.animate(false).show_percentage());
            }
            widgets::quiet(ui, language.say(Word::Computing));
        }
        FilmStatus::Writing { bytes } => {
            let megabytes = format!("{:.1}", *bytes as f64 / 1e6);
            let working = language.say(Word::Computing);
            widgets::quiet(ui, &format!("{working} · {megabytes} MB"));
        }
        FilmStatus::Working {
            frames,
            total,
            frames_per_second,
            seconds_left,
        } => {
            let part = *frames as f32 / (*total).max(1) as f32;
            ui.add(ProgressBar::new(part).animate(false).show_percentage());
            let gaps = [("n", frames.to_string()), ("total", total.to_string())];
            let gaps = gaps.each_ref().map(|(gap, value)| (*gap, value.as_str()));
            let rate = format!("{frames_per_second:.1}");
            let mut line = vec![
                language.say_with(Word::FrameOf, &gaps),
                language.say_with(Word::FramesPerSecondNow, &[("n", &rate)]),
            ];
            if let Some(seconds) = seconds_left {
                line.push(language.say_with(Word::TimeLeft, &[("time", &clock(*seconds))]));
            }
            widgets::quiet(ui, &line.join(" · "));
        }
        FilmStatus::Saved(path) => {
            let path = escape_invisible(&path_to_text(path));
            ui.add(Label::new(language.say_with(Word::SavedTo, &[("path", &path)])).wrap());
        }
        FilmStatus::Cancelled => {
            ui.label(language.say(Word::ExportCancelled));
        }
        FilmStatus::Failed(reason) => {
            let reason = format!(
                "{}: {}",
                language.say(Word::ExportFailed),
                single_line(reason)
            );
            ui.add(Label::new(RichText::new(reason).color(context.style.error.color32())).wrap());
        }
    }
}

/// Minutes and seconds: `2:05`.
fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Playback;

    #[test]
    fn a_still_shows_the_current_time_and_has_no_length() {
        let mut form = Form::new(&Origin::Gallery("bowl"));
        form.seconds = Some(4.0);
        let request = |form: &Form| form.request(2.5, Language::English);
        assert_eq!(
            (request(&form).seconds, request(&form).at),
            (Some(4.0), None)
        );
        form.path = "bowl.png".to_owned();
        assert_eq!(
            (request(&form).seconds, request(&form).at),
            (None, Some(2.5))
        );
    }

    #[test]
    fn charts_are_requested_for_pictures_only() {
        let mut form = Form::new(&Origin::Gallery("bowl"));
        (form.path, form.charts) = ("bowl.png".to_owned(), true);
        let request = form.request(2.5, Language::English);
        assert!(request.charts && request.at.is_none());
        form.path = "bowl.mp4".to_owned();
        assert!(!form.request(2.5, Language::English).charts);
    }

    #[test]
    fn the_frame_rate_of_a_gif_is_limited() {
        let mut form = Form::new(&Origin::Text);
        (form.path, form.fps) = ("film.gif".to_owned(), 60);
        assert_eq!(form.request(0.0, Language::English).fps, Some(50));
    }

    #[test]
    fn every_kind_gives_a_valid_request() {
        let mut form = Form::new(&Origin::Gallery("bowl"));
        (form.panels, form.seconds) = (true, Some(4.0));
        for (kind, _) in Kind::ALL {
            form.charts = kind == Kind::Export(ExportKind::ChartsPng);
            form.path = path_to_text(kind.path("bowl.mp4".as_ref()));
            let request = form.request(2.5, Language::Chinese);
            let plan = request.plan(&Playback::default());
            assert!(plan.is_ok(), "{kind:?}: {plan:?}");
        }
    }
}
