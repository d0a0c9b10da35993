//! What `fallline render` writes besides films: paths, charts, models, the scene.

use super::{CommandError, progress::Bar, render, render::RenderArguments};
use crate::{
    files::path_excerpt,
    record::{export::Export, format::ExportKind, settings::check_chart_size},
};

/// Checks what was asked for, then makes it.
///
/// # Errors
/// A scene, a size or a target that cannot be; flags that say nothing about such a file; writing that fails.
pub fn run(kind: ExportKind, arguments: &RenderArguments) -> Result<(), CommandError> {
    let interrupt = render::watch_ctrl_c()?;
    let source = render::open(arguments)?;
    refuse_what_says_nothing(kind, arguments)?;
    let size = arguments.size.map(<[u32; 2]>::from);
    if let Some(size) = size {
        check_chart_size(size)?;
    }
    let export = Export {
        source,
        target: arguments.output.clone(),
        kind,
        size,
        language: arguments.drawing.lang.unwrap_or_default(),
    };
    let bar = Bar::new();
    Ok(export.make(&interrupt, &mut bar.progress(), |_| {})?)
}

/// A flag that would be ignored was meant for something else.
fn refuse_what_says_nothing(
    kind: ExportKind,
    arguments: &RenderArguments,
) -> Result<(), CommandError> {
    let is_chart = matches!(kind, ExportKind::Svg | ExportKind::ChartsPng);
    let RenderArguments { drawing, .. } = arguments;
    let flags = [
        ("--fps", arguments.fps.is_some()),
        ("--seconds", arguments.seconds.is_some()),
        ("--at", arguments.at.is_some()),
        ("--ui", arguments.ui),
        ("--stats", arguments.stats.is_some()),
        ("--size", arguments.size.is_some() && !is_chart),
        (
            "--theme",
            drawing.theme.is_some() && kind == ExportKind::Table,
        ),
        (
            "--lang",
            drawing.lang.is_some() && kind == ExportKind::Scene,
        ),
    ];
    match flags.iter().find(|(_, is_given)| *is_given) {
        None => Ok(()),
        Some((flag, _)) => Err(CommandError::Input(format!(
            "{flag} says nothing about '{}': leave it out, or name a film or a picture",
            path_excerpt(&arguments.output)
        ))),
    }
}
