//! Text that a person wrote, as messages show it: short, and with nothing in it that hides or reorders what is shown.

/// The most characters that a message quotes of a text.
const MOST: usize = 80;
/// Those kept from its beginning; the rest come from its end, where a path has its name.
const HEAD: usize = 48;
/// A longer run of characters without a space is shortened even where nobody quoted it.
const LONGEST_RUN: usize = 2 * MOST;

/// What a message quotes of a text: at most 80 of its characters, the middle left out, all of them visible.
pub fn excerpt(text: &str) -> String {
    if text.chars().nth(MOST).is_none() {
        return visible(text);
    }
    let head = text.char_indices().nth(HEAD);
    let tail = text.char_indices().nth_back(MOST - HEAD - 2);
    let (head, tail) = (head.map_or(0, |at| at.0), tail.map_or(0, |at| at.0));
    format!("{}…{}", visible(&text[..head]), visible(&text[tail..]))
}

/// A text with an escape in place of each character that cannot be seen: `\n`, `\u{202e}`.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match is_hidden(character) {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    shown
}

/// A whole message on one line, with every character visible and no run of characters beyond all measure.
pub fn message(text: &str) -> String {
    let shown = visible(text);
    let words = shown.split(' ');
    let words = words.map(|word| match word.chars().nth(LONGEST_RUN) {
        Some(_) => excerpt(word),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a character shows nothing itself, or changes how those around it are shown: controls, marks of direction,
/// characters of no width.
pub fn is_hidden(character: char) -> bool {
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
    fn short_texts_are_whole_and_long_ones_keep_both_ends() {
        assert_eq!(excerpt("adam(lr=0.1)"), "adam(lr=0.1)");
        let exact = "é".repeat(MOST);
        assert_eq!(excerpt(&exact), exact);
        let long = format!("begin{}end.csv", "é".repeat(100_000));
        let shown = excerpt(&long);
        assert_eq!(shown.chars().count(), MOST);
        assert!(shown.starts_with("beginé") && shown.ends_with("éend.csv"));
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(
            visible("a\u{202e}b\nc\u{1b}[2J\u{200b}"),
            "a\\u{202e}b\\nc\\u{1b}[2J\\u{200b}"
        );
        let plain = "Größe 大小 θ₁ \\n \"q\"";
        assert_eq!(visible(plain), plain);
    }

    #[test]
    fn a_message_is_one_line_of_ordinary_words() {
        let shown = message(&format!("no\nsuch {} file", "x".repeat(5_000)));
        assert!(shown.starts_with("no\\nsuch x") && shown.ends_with("x file"));
        assert_eq!(shown.chars().count(), "no\\nsuch  file".len() + MOST);
    }
}
