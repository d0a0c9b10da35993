//! Suggestions for an unknown name in a formula: `xy` is x·y, `PI` is pi, a Cyrillic х is x.

use super::{
    function::UNARY,
    lexer::is_superscript,
    parser::{CONSTANTS, VARIABLES, is_function},
};
use crate::math::words::Bilingual;

/// What the user may have meant by an unknown name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The replacements, with the number before the name and the power after it, such as `2e·x`; at least one,
    /// likeliest first.
    pub replacements: Vec<String>,
    /// The first character of the name that only looks like a Latin letter.
    pub lookalike: Option<Lookalike>,
}

/// A character that looks like a Latin letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The character in the formula.
    pub letter: char,
    /// The script to which it belongs.
    pub script: Bilingual,
    /// The Latin letter it resembles.
    pub latin: char,
}

/// Characters of other scripts, each followed by the Latin letter that it resembles.
const LOOKALIKES: [(Bilingual, &str); 2] = [
    (
        Bilingual::new("Cyrillic", "西里尔"),
        "аaсcеeһhіiјjоoрpѕsуyхxАAВBСCЕEНHІIЈJКKМMОOРPЅSТTУYХX",
    ),
    (
        Bilingual::new("Greek", "希腊"),
        "αaνvοoρpυuχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX",
    ),
];
/// Blocks of characters in alphabetical order: the first character and its Latin equivalent.
const ALPHABETS: [(Bilingual, char, char); 2] = [
    (Bilingual::new("full-width", "全角"), 'ａ', 'a'),
    (Bilingual::new("full-width", "全角"), 'Ａ', 'A'),
];
/// Bold, italic and other mathematical alphabets in sequence, capitals first.
const MATHEMATICAL: (Bilingual, char, char) = (
    Bilingual::new("mathematical", "数学"),
    '\u{1d400}',
    '\u{1d6a3}',
);

/// The maximum length in characters of a name for which suggestions are searched.
const MAX_NAME: usize = 24;
/// The maximum length in characters of a name in which one letter that is not set may be a parameter: `axy`.
const MAX_NAME_WITH_FREE_LETTER: usize = 3;

/// A suggestion for `name`, which begins at `column` (from 1) of the formula `text`; `set_names` are the names that
/// have a value. `None` if the name looks like a parameter.
pub(super) fn suggestion(
    text: &str,
    name: &str,
    column: usize,
    set_names: &[&str],
) -> Option<Suggestion> {
    if name.chars().count() > MAX_NAME {
        return None;
    }
    let lookalike = name.chars().find_map(lookalike);
    let latin: String = (name.chars())
        .map(|letter| self::lookalike(letter).map_or(letter, |lookalike| lookalike.latin))
        .collect();
    // A word in two scripts was probably meant to be in one.
    let is_mixed = name.contains(|c: char| c.is_ascii_alphabetic());
    let mut replacements = match lookalike {
        Some(_) if is_known(&latin, set_names) => vec![latin.clone()],
        _ => interpretations(&latin, set_names),
    };
    if lookalike.is_some() && is_mixed && replacements.is_empty() {
        replacements.push(latin);
    }
    let chars: Vec<char> = text.chars().collect();
    let (before, rest) = chars.split_at(column - 1);
    let number = count_digits(before.iter().rev());
    let number: String = before[before.len() - number..].iter().collect();
    let power: String = rest[name.chars().count()..].iter().collect();
    let power: String = power.chars().take(power_length(&power)).collect();
    for replacement in &mut replacements {
        *replacement = format!("{number}{replacement}{power}");
    }
    (!replacements.is_empty()).then_some(Suggestion {
        replacements,
        lookalike,
    })
}

/// The possible interpretations of a name in Latin letters, likeliest first.
fn interpretations(name: &str, set_names: &[&str]) -> Vec<String> {
    let lowercase = name.to_lowercase();
    if lowercase != name && is_known(&lowercase, set_names) {
        return vec![lowercase];
    }
    let calls = UNARY.iter().filter_map(|(function, _)| {
        let inner = name.strip_prefix(function)?;
        let inner = inner.contains(['x', 'y']).then_some(inner)?;
        let number = count_digits(inner.chars().collect::<Vec<_>>().iter());
        let (number, factors) = inner.split_at(number);
        Some(format!(
            "{function}({number}{})",
            product(factors, set_names)?
        ))
    });
    // Both sin and sinh are prefixes of `sinhx`.
    if let Some(call) = calls.max_by_key(|call| call.find('(')) {
        return vec![call];
    }
    let Some(product) = product(name, set_names).filter(|product| product != name) else {
        return Vec::new();
    };
    let exponential = name
        .strip_prefix('e')
        .filter(|rest| is_known(rest, set_names));
    let exponential = exponential.map(|exponent| format!("e^{exponent}"));
    [product].into_iter().chain(exponential).collect()
}

/// The factors of a name, joined by `·`; a digit from 2 to 9 after a variable is its exponent.
fn product(name: &str, set_names: &[&str]) -> Option<String> {
    let free_letters = usize::from(name.chars().count() <= MAX_NAME_WITH_FREE_LETTER);
    let factors = factors(name, set_names, free_letters)?;
    let has_variable = factors.iter().any(|factor| {
        VARIABLES
            .iter()
            .any(|variable| factor.starts_with(variable))
    });
    let are_known = factors.iter().all(|factor| is_known(factor, set_names));
    (are_known || has_variable).then(|| factors.join("·"))
}

/// The factors as a list. Up to `free_letters` of them may be single letters that are not set.
fn factors(name: &str, set_names: &[&str], free_letters: usize) -> Option<Vec<String>> {
    if name.is_empty() {
        return Some(Vec::new());
    }
    let known = known(set_names).filter(|known| name.starts_with(known));
    let mut known: Vec<&str> = known.collect();
    known.sort_by_key(|known| std::cmp::Reverse(known.len()));
    let with_known = known.into_iter().find_map(|known| {
        let rest = &name[known.len()..];
        let power = rest.strip_prefix(|c: char| ('2'..='9').contains(&c));
        let (factor, rest) = match power.filter(|_| VARIABLES.contains(&known)) {
            Some(after) => (format!("{known}^{}", &rest[..1]), after),
            None => (known.to_owned(), rest),
        };
        Some([vec![factor], factors(rest, set_names, free_letters)?].concat())
    });
    let letter = name.chars().next().filter(|c| c.is_alphabetic());
    with_known.or_else(|| {
        let (letter, free_letters) = (letter?, free_letters.checked_sub(1)?);
        let rest = &name[letter.len_utf8()..];
        Some(
            [
                vec![letter.to_string()],
                factors(rest, set_names, free_letters)?,
            ]
            .concat(),
        )
    })
}

fn known<'a>(set_names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let constants = CONSTANTS.iter().map(|(name, _)| *name);
    VARIABLES
        .into_iter()
        .chain(constants)
        .chain(set_names.iter().copied())
}

fn is_known(name: &str, set_names: &[&str]) -> bool {
    known(set_names).any(|known| known == name) || is_function(name)
}

/// The number of leading characters that belong to a number.
fn count_digits<'a>(chars: impl Iterator<Item = &'a char>) -> usize {
    chars
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count()
}

/// The length in characters of a leading power: `²`, `^2`.
fn power_length(text: &str) -> usize {
    let raised = text.chars().take_while(|&c| is_superscript(c)).count();
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    match text.strip_prefix('^').map(digits) {
        Some(digits) if digits > 0 => 1 + digits,
        _ => raised,
    }
}

/// The Latin letter that a character of another script resembles.
fn lookalike(letter: char) -> Option<Lookalike> {
    let found = |script: Bilingual, latin: char| Lookalike {
        letter,
        script,
        latin,
    };
    for (script, pairs) in LOOKALIKES {
        let pairs: Vec<char> = pairs.chars().collect();
        if let Some(pair) = pairs.chunks_exact(2).find(|pair| pair[0] == letter) {
            return Some(found(script, pair[1]));
        }
    }
    // The letter `offset` positions after another.
    let at = |first: char, offset: u32| char::from_u32(u32::from(first) + offset);
    for (script, first, latin) in ALPHABETS {
        let offset = u32::from(letter).wrapping_sub(u32::from(first));
        if offset < 26 {
            return Some(found(script, at(latin, offset)?));
        }
    }
    let (script, first, last) = MATHEMATICAL;
    if !(first..=last).contains(&letter) {
        return None;
    }
    let offset = (u32::from(letter) - u32::from(first)) % 52;
    let latin = if offset < 26 {
        at('A', offset)
    } else {
        at('a', offset - 26)
    };
    Some(found(script, latin?))
}

#[cfg(test)]
mod tests {
    use crate::math::formula::Formula;

    /// The suggestion for the first name that is not set, and the letter it resembles.
    fn suggested(text: &str, set_names: &[&str]) -> (Vec<String>, Option<char>) {
        let formula = Formula::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let mut names = formula.parameters().iter().map(|(name, _)| name.as_str());
        let name = names
            .find(|name| !set_names.contains(name))
            .expect("the text has a name that is not set");
        match formula.suggestion(name, set_names) {
            Some(found) => (
                found.replacements,
                found.lookalike.map(|lookalike| lookalike.latin),
            ),
            None => (Vec::new(), None),
        }
    }

    #[test]
    fn an_implicit_product_is_suggested_with_its_sign() {
        for (text, replacement) in [
            ("xy", "x·y"),
            ("1 + xy²", "x·y²"),
            ("xy^2 + 1", "x·y^2"),
            ("3.5xy", "3.5x·y"),
            ("x2 + 1", "x^2"),
            ("x2y", "x^2·y"),
            ("ax + 1", "a·x"),
            ("pix", "pi·x"),
            ("sinx", "sin(x)"),
            ("2cos2x", "2cos(2x)"),
            ("sinhx", "sinh(x)"),
            ("PI*x", "pi"),
            ("X^2", "x^2"),
        ] {
            assert_eq!(suggested(text, &[]).0, [replacement], "{text}");
        }
        assert_eq!(suggested("2ex", &[]).0, ["2e·x", "2e^x"]);
        assert_eq!(suggested("ratex + rate", &["rate"]).0, ["rate·x"]);
    }

    #[test]
    fn a_plausible_parameter_gets_no_suggestion() {
        for text in [
            "a*x", "rate*x", "lr*x", "eps + x", "scale", "x_0", "a_x", "k1*x", "α*x",
        ] {
            assert_eq!(suggested(text, &[]), (Vec::new(), None), "{text}");
        }
    }

    #[test]
    fn lookalike_letters_are_reported() {
        for (text, replacement, latin) in [
            ("х^2", "x^2", 'x'),
            ("2ху", "2x·y", 'x'),
            ("χ + 1", "x", 'x'),
            ("ｘ + 1", "x", 'x'),
            ("\u{1d465}² + 1", "x²", 'x'),
            ("\u{1d431} + 1", "x", 'x'),
            ("rаte*x", "rate", 'a'),
        ] {
            let found = suggested(text, &[]);
            assert_eq!(found, (vec![replacement.to_owned()], Some(latin)), "{text}");
        }
    }
}
