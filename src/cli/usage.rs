//! Messages of clap: help and version unchanged, errors as one line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::CommandError;
use crate::math::excerpt::excerpt;

/// Prints help or version if requested; any other message is an input error.
pub(super) fn report(error: clap::Error) -> Result<(), CommandError> {
    if error.use_stderr() {
        let error = &with_short_quotes(error);
        let message =
            second_scene_message(error).unwrap_or_else(|| one_line(&error.render().to_string()));
        return Err(CommandError::Input(message));
    }
    Ok(error.print()?)
}

/// Shortens the input that an error quotes.
fn with_short_quotes(mut error: clap::Error) -> clap::Error {
    let quoted = |value: &ContextValue| match value {
        ContextValue::String(text) => Some(ContextValue::String(excerpt(text))),
        ContextValue::Strings(texts) => {
            let texts = texts.iter().map(|text| excerpt(text));
            Some(ContextValue::Strings(texts.collect()))
        }
        _ => None,
    };
    let context = error.context();
    let quoted: Vec<_> = context
        .filter_map(|(kind, value)| Some((kind, quoted(value)?)))
        .collect();
    for (kind, value) in quoted {
        error.insert(kind, value);
    }
    error
}

/// The message for a second argument after a scene, which clap takes for a command; most likely it was meant as a
/// second scene. None for other errors.
fn second_scene_message(error: &clap::Error) -> Option<String> {
    let word = error.get(ContextKind::InvalidSubcommand)?;
    (error.kind() == ErrorKind::ArgumentConflict).then(|| {
        format!("unexpected '{word}': a window shows one scene, and a command precedes its scene")
    })
}

/// The paragraphs of clap's message that describe the error, joined.
fn one_line(message: &str) -> String {
    message
        .split("\n\n")
        .filter(|paragraph| {
            !paragraph.starts_with("Usage:") && !paragraph.starts_with("For more information")
        })
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
        .trim_start_matches("error: ")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_message_of_several_paragraphs_becomes_one_line() {
        let message = "error: the following required arguments were not provided:\n  --at <X,Y>\n\n  \
                       tip: a similar argument exists: '--at'\n\nUsage: fallline eval --at <X,Y>\n\n\
                       For more information, try '--help'.\n";
        assert_eq!(
            one_line(message),
            "the following required arguments were not provided: --at <X,Y>; \
             tip: a similar argument exists: '--at'"
        );
    }
}
