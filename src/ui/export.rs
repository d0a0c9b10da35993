//! The export dialog: a form, and the status of the export. The module `record` writes the file.

mod file_kind;

use bevy_egui::egui::{
    Align2, Context, Id, Label, ProgressBar, RichText, TextEdit, Ui, Vec2, Window,
};

use file_kind::FileKind;

use super::{ExportStatus, PanelContext, UiCommand, widgets};
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

/// The width of the dialog in points.
const DIALOG_WIDTH: f32 = 380.0;
/// The widths and heights in the list, in pixels.
const SIZES: [[u32; 2]; 6] = [
    [1280, 720],
    [1920, 1080],
    [2560, 1440],
    [3840, 2160],
    [1080, 1080],
    [1080, 1920],
];
/// The frame rates in the list, in frames per second. Not every format supports all of them.
const FRAME_RATES: [u32; 5] = [20, 25, 30, 50, 60];

/// The user's input in the dialog.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    path: String,
    /// Width and height in pixels.
    size: [u32; 2],
    /// Frames per second.
    fps: u32,
    /// The length of the film; `None` for that of the scene.
    seconds: Option<f64>,
    /// Whether frames show the panels.
    with_panels: bool,
    /// Whether a .png shows the charts instead of the picture.
    is_of_charts: bool,
}

impl Form {
    /// The default form for a scene: a film named after it.
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
            with_panels: false,
            is_of_charts: false,
        }
    }

    fn kind(&self) -> FileKind {
        FileKind::of(&text_to_path(&self.path), self.is_of_charts)
    }

    /// The request for the form; a still shows the picture at `current_seconds` of playback.
    fn request(&self, current_seconds: f64, language: Language) -> ExportRequest {
        let kind = self.kind();
        let (has_frames, is_still) = (kind.has_frames(), kind == FileKind::Still);
        ExportRequest {
            target: text_to_path(&self.path),
            charts: kind == FileKind::Export(ExportKind::ChartsPng),
            size: has_frames.then_some(self.size),
            fps: has_frames.then(|| self.fps.min(kind.max_fps())),
            seconds: self.seconds.filter(|_| has_frames && !is_still),
            at: is_still.then_some(current_seconds),
            panels: has_frames && self.with_panels,
            language: (kind != FileKind::Export(ExportKind::Scene)).then_some(language),
            ..ExportRequest::default()
        }
    }
}

/// Shows the dialog; closing it sets `open` to false.
pub(super) fn show(context: &Context, open: &mut bool, panel_context: &PanelContext) {
    Window::new(panel_context.language.say(Word::ExportPanel))
        .id(Id::new("film"))
        .open(open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(DIALOG_WIDTH);
            dialog(ui, panel_context);
        });
}

/// The form, the status, and the button that starts or cancels the export. Each scene has its own form.
fn dialog(ui: &mut Ui, context: &PanelContext) {
    let id = Id::new(("film", context.source.origin.to_string()));
    let mut form: Form = ui
        .data(|data| data.get_temp(id))
        .unwrap_or_else(|| Form::new(&context.source.origin));
    ui.add_enabled_ui(!context.export.is_running(), |ui| {
        fields(ui, &mut form, context)
    });
    ui.separator();
    status(ui, context);
    let language = context.language;
    ui.horizontal(|ui| {
        if context.export.is_running() {
            if ui.button(language.say(Word::Cancel)).clicked() {
                context.send(UiCommand::CancelExport);
            }
            return;
        }
        let has_path = !form.path.trim().is_empty();
        if ui
            .add_enabled_ui(has_path, |ui| ui.button(language.say(Word::Export)))
            .inner
            .clicked()
        {
            let request = form.request(context.seconds, language);
            context.send(UiCommand::Export(request));
        }
    });
    ui.data_mut(|data| data.insert_temp(id, form));
}

/// The fields of the form. Which ones depends on the kind of file.
fn fields(ui: &mut Ui, form: &mut Form, context: &PanelContext) {
    let language = context.language;
    let kinds = FileKind::ALL.map(|(kind, word)| (kind, language.say(word), ""));
    if let Some(kind) = widgets::choice(ui, language.say(Word::Format), "", &form.kind(), kinds) {
        form.is_of_charts = kind == FileKind::Export(ExportKind::ChartsPng);
        form.path = path_to_text(kind.path(&text_to_path(&form.path)));
    }
    // Applied while typing, so that the format and the hints follow the path.
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
        widgets::weak_text(ui, &language.say_with(word, &[("path", &path)]));
    }
    if let FileKind::Export(kind) = form.kind() {
        return explanation(ui, kind, language);
    }
    size(ui, form, language);
    if form.kind() == FileKind::Still {
        let seconds = short_number(context.seconds);
        widgets::weak_text(
            ui,
            &language.say_with(Word::CurrentTime, &[("n", &seconds)]),
        );
    } else {
        rate(ui, form, language);
        length(ui, form, context);
    }
    ui.checkbox(&mut form.with_panels, language.say(Word::WithPanels));
}

/// The description of a file that has no frames.
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
    let name_of = |[width, height]: [u32; 2]| format!("{width} × {height}");
    let names = SIZES.map(name_of);
    let other_size = (!SIZES.contains(&form.size)).then(|| name_of(form.size));
    let options = SIZES.iter().copied().zip(names.iter().map(String::as_str));
    let options = options.chain(other_size.as_deref().map(|name| (form.size, name)));
    let options: Vec<_> = options.map(|(size, name)| (size, name, "")).collect();
    let (name, meaning) = (language.say(Word::Size), language.say(Word::ExplainSize));
    if let Some(size) = widgets::choice(ui, name, meaning, &form.size, options) {
        form.size = size;
    }
    let mut sides = form.size.map(f64::from);
    let changed = widgets::row(ui, "", meaning, |ui, _| {
        let before = sides;
        for (side, word) in sides.iter_mut().zip([Word::Width, Word::Height]) {
            let field = widgets::number_field(side, [16.0, 3840.0], true).speed(2.0);
            ui.add(field).on_hover_text(language.say(word));
        }
        before != sides
    });
    if changed {
        // Even numbers, as chroma subsampling in mp4 requires.
        form.size = sides.map(|side| 2 * (side / 2.0).round() as u32);
    }
}

/// The list of frame rates that the kind of file supports.
fn rate(ui: &mut Ui, form: &mut Form, language: Language) {
    let max_fps = form.kind().max_fps();
    let names = FRAME_RATES.map(|rate| rate.to_string());
    let rates = FRAME_RATES
        .iter()
        .zip(&names)
        .filter(|(rate, _)| **rate <= max_fps);
    let rates: Vec<_> = rates
        .map(|(rate, name)| (*rate, name.as_str(), ""))
        .collect();
    let current = form.fps.min(max_fps);
    if let Some(fps) = widgets::choice(ui, language.say(Word::FramesPerSecond), "", &current, rates)
    {
        form.fps = fps;
    }
}

/// The length of the film.
fn length(ui: &mut Ui, form: &mut Form, context: &PanelContext) {
    let language = context.language;
    let scene_seconds = context.timeline.total_seconds();
    let mut seconds = form.seconds.unwrap_or(scene_seconds);
    let changed = widgets::SliderRow::new(language.say(Word::Length), [0.1, 3600.0])
        .tooltip(language.say(Word::ExplainLength))
        .slider_range([1.0, 60.0])
        .reset_value(scene_seconds)
        .logarithmic(true)
        .unit(" s")
        .show(ui, &mut seconds);
    if changed {
        form.seconds = Some(seconds).filter(|seconds| *seconds != scene_seconds);
    }
}

/// The progress or the result of the export.
fn status(ui: &mut Ui, context: &PanelContext) {
    let language = context.language;
    match context.export {
        ExportStatus::Idle => {}
        ExportStatus::Computing { fraction } => {
            if *fraction > 0.0 {
                let bar = ProgressBar::new(*fraction as f32);
                ui.add(bar.animate(false).show_percentage());
            }
            widgets::weak_text(ui, language.say(Word::Computing));
        }
        ExportStatus::Writing { bytes } => {
            let megabytes = format!("{:.1}", *bytes as f64 / 1e6);
            let working = language.say(Word::Computing);
            widgets::weak_text(ui, &format!("{working} · {megabytes} MB"));
        }
        ExportStatus::Drawing {
            frames,
            total,
            frames_per_second,
            seconds_left,
        } => {
            let fraction = *frames as f32 / (*total).max(1) as f32;
            ui.add(ProgressBar::new(fraction).animate(false).show_percentage());
            let gaps = [("n", frames.to_string()), ("total", total.to_string())];
            let gaps = gaps.each_ref().map(|(gap, value)| (*gap, value.as_str()));
            let rate = format!("{frames_per_second:.1}");
            let mut parts = vec![
                language.say_with(Word::FrameOf, &gaps),
                language.say_with(Word::FramesPerSecondNow, &[("n", &rate)]),
            ];
            if let Some(seconds) = seconds_left {
                parts.push(
                    language.say_with(Word::TimeLeft, &[("time", &minutes_and_seconds(*seconds))]),
                );
            }
            widgets::weak_text(ui, &parts.join(" · "));
        }
        ExportStatus::Saved(path) => {
            let path = escape_invisible(&path_to_text(path));
            ui.add(Label::new(language.say_with(Word::SavedTo, &[("path", &path)])).wrap());
        }
        ExportStatus::Cancelled => {
            ui.label(language.say(Word::ExportCancelled));
        }
        ExportStatus::Failed(reason) => {
            let reason = format!(
                "{}: {}",
                language.say(Word::ExportFailed),
                single_line(reason)
            );
            ui.add(Label::new(RichText::new(reason).color(context.style.error.color32())).wrap());
        }
    }
}

/// A duration as minutes and seconds, such as `2:05`.
fn minutes_and_seconds(seconds: f64) -> String {
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
        (form.path, form.is_of_charts) = ("bowl.png".to_owned(), true);
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
        (form.with_panels, form.seconds) = (true, Some(4.0));
        for (kind, _) in FileKind::ALL {
            form.is_of_charts = kind == FileKind::Export(ExportKind::ChartsPng);
            form.path = path_to_text(kind.path("bowl.mp4".as_ref()));
            let request = form.request(2.5, Language::Chinese);
            let plan = request.plan(&Playback::default());
            assert!(plan.is_ok(), "{kind:?}: {plan:?}");
        }
    }
}
