//! User-provided text in messages: shortened, and with hidden or reordering characters escaped.

/// The maximum length of an excerpt, in characters before escaping.
const MAX_CHARS: usize = 80;
/// The number of characters that an excerpt takes from the beginning; the others are from the end, where a path has its
/// file name.
const HEAD_CHARS: usize = 48;
/// The maximum length of a word in a message, in characters before escaping; longer ones are shortened to an excerpt.
const MAX_WORD_CHARS: usize = 2 * MAX_CHARS;

/// Shortens a text to at most 80 characters by omitting the middle, then escapes invisible characters.
pub fn excerpt(text: &str) -> String {
    if text.chars().nth(MAX_CHARS).is_none() {
        return escape_invisible(text);
    }
    let head = text.char_indices().nth(HEAD_CHARS);
    let tail = text.char_indices().nth_back(MAX_CHARS - HEAD_CHARS - 2);
    let (head, tail) = (head.map_or(0, |at| at.0), tail.map_or(0, |at| at.0));
    format!(
        "{}…{}",
        escape_invisible(&text[..head]),
        escape_invisible(&text[tail..])
    )
}

/// Escapes every invisible character: `\n`, `\u{202e}`.
pub fn escape_invisible(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match is_invisible(character) {
            true => escaped.extend(character.escape_default()),
            false => escaped.push(character),
        }
    }
    escaped
}

/// A message as a single line: invisible characters, including line breaks, are escaped, and overlong words shortened.
pub fn single_line(text: &str) -> String {
    let escaped = escape_invisible(text);
    let words = escaped.split(' ');
    let words = words.map(|word| match word.chars().nth(MAX_WORD_CHARS) {
        Some(_) => excerpt(word),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a character is invisible or changes how its neighbours are displayed: control characters, directional marks,
/// zero-width characters.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_keep_both_ends_and_short_ones_are_unchanged() {
        assert_eq!(excerpt("adam(lr=0.1)"), "adam(lr=0.1)");
        let exact = "é".repeat(MAX_CHARS);
        assert_eq!(excerpt(&exact), exact);
        let long = format!("begin{}end.csv", "é".repeat(100_000));
        let shown = excerpt(&long);
        assert_eq!(shown.chars().count(), MAX_CHARS);
        assert!(shown.starts_with("beginé") && shown.ends_with("éend.csv"));
    }

    #[test]
    fn invisible_characters_are_escaped() {
        assert_eq!(
            escape_invisible("a\u{202e}b\nc\u{1b}[2J\u{200b}"),
            "a\\u{202e}b\\nc\\u{1b}[2J\\u{200b}"
        );
        let plain = "Größe 大小 θ₁ \\n \"q\"";
        assert_eq!(escape_invisible(plain), plain);
    }

    #[test]
    fn a_message_becomes_a_single_line_without_overlong_words() {
        let shown = single_line(&format!("no\nsuch {} file", "x".repeat(5_000)));
        assert!(shown.starts_with("no\\nsuch x") && shown.ends_with("x file"));
        assert_eq!(shown.chars().count(), "no\\nsuch  file".len() + MAX_CHARS);
    }
}
