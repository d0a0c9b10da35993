//! Specs, a name with settings as text: `rosenbrock`, `adam(lr=0.1, beta1=0.9)`, `kmeans(init=[0, 50, 100])`,
//! `line_fit(file="ads.csv", x=radio, y=3)`.
//!
//! The same syntax is used on the command line, in scene files and in panels. The catalogue that looks up a name
//! defines its meaning and its settings.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    excerpt::excerpt,
    names::{self, starts_name},
};

/// A name with settings, in the order in which they are written. Settings that are left out have their defaults.
///
/// [`fmt::Display`] and [`FromStr`] round-trip.
///
/// # Examples
/// ```
/// use fallline::math::spec::Spec;
///
/// let spec: Spec = "adam(lr=0.1)".parse()?;
/// assert_eq!(spec.number("lr"), Some(0.1));
/// assert_eq!(spec.with("eps", 1e-6).to_string(), "adam(lr=0.1, eps=1e-6)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Spec {
    /// The name: letters, digits, `_` and `-`, starting with a letter or `_`.
    pub name: String,
    /// The settings by name, each at most once. Their names follow the same rules as [`Spec::name`].
    pub settings: Vec<(String, Value)>,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A finite number, such as `0.1`, `1e-3` or `-2`.
    Number(f64),
    /// A bool, `true` or `false`.
    Bool(bool),
    /// A bare word (`radio`) or a quoted string (`"my ads.csv"`, with the escapes `\"`, `\\`, `\n`, `\r`, `\t`).
    Text(String),
    /// A list of finite numbers, such as `[0, 50, 100]`; may be empty.
    List(Vec<f64>),
}

/// A syntax error in a spec.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct SpecError {
    /// The column of the error, in characters from 1.
    pub column: usize,
    /// The error and what was expected instead.
    pub problem: String,
}

impl Spec {
    /// A spec without settings.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            settings: Vec::new(),
        }
    }

    /// The spec with `key` set to `value`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// The value of `key`, if it is set.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.settings
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value of `key`, if it is set to a number.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Sets `key`, keeping its position if it is set already, otherwise at the end.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.settings.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.settings.push((key.to_owned(), value)),
        }
    }

    /// Sets `key` to a finite number; see [`Spec::set`].
    pub fn set_number(&mut self, key: &str, number: f64) {
        self.set(key, number);
    }

    /// Removes `key`, so that it has its default.
    pub fn unset(&mut self, key: &str) {
        self.settings.retain(|(name, _)| name != key);
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        Self::Bool(on)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<f64>> for Value {
    fn from(numbers: Vec<f64>) -> Self {
        Self::List(numbers)
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (index, (key, value)) in self.settings.iter().enumerate() {
            let separator = if index == 0 { "(" } else { ", " };
            write!(f, "{separator}{key}={value}")?;
        }
        if self.settings.is_empty() {
            return Ok(());
        }
        f.write_str(")")
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => f.write_str(&format_number(*number)),
            Self::List(numbers) => {
                let numbers: Vec<String> = numbers.iter().copied().map(format_number).collect();
                write!(f, "[{}]", numbers.join(", "))
            }
            Self::Bool(on) => write!(f, "{on}"),
            Self::Text(text) if is_bare(text) => f.write_str(text),
            Self::Text(text) => {
                f.write_str("\"")?;
                for character in text.chars() {
                    match ESCAPES.iter().find(|(_, escaped)| *escaped == character) {
                        Some((letter, _)) => write!(f, "\\{letter}")?,
                        None => write!(f, "{character}")?,
                    }
                }
                f.write_str("\"")
            }
        }
    }
}

/// The shortest text that parses to the same number: in scientific notation below 10⁻⁴ and from 10¹⁶ on, and without a
/// trailing `.0`.
fn format_number(number: f64) -> String {
    let digits = format!("{number:?}");
    digits.strip_suffix(".0").unwrap_or(&digits).to_owned()
}

impl From<Spec> for String {
    fn from(spec: Spec) -> Self {
        spec.to_string()
    }
}

impl TryFrom<String> for Spec {
    type Error = SpecError;

    fn try_from(text: String) -> Result<Self, SpecError> {
        text.parse()
    }
}

impl FromStr for Spec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let mut parser = Parser {
            text: text.chars().collect(),
            position: 0,
        };
        let mut spec = Self::new(parser.name("a name such as adam")?);
        if parser.take('(') && !parser.take(')') {
            loop {
                parser.setting(&mut spec)?;
                if parser.take(')') {
                    break;
                }
                if !parser.take(',') {
                    return Err(parser.expected("a comma or a closing parenthesis"));
                }
            }
        }
        parser.skip_spaces();
        match parser.peek() {
            None => Ok(spec),
            Some(_) if spec.settings.is_empty() => {
                Err(parser.expected("an opening parenthesis or the end"))
            }
            Some(_) => Err(parser.expected("the end")),
        }
    }
}

/// The characters allowed after a backslash in quotes, each with the character for which it stands.
const ESCAPES: [(char, char); 5] = [
    ('"', '"'),
    ('\\', '\\'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
];

fn continues_name(character: char) -> bool {
    names::continues_name(character) || character == '-'
}

fn starts_number(character: char) -> bool {
    character.is_ascii_digit() || ['+', '-', '.'].contains(&character)
}

/// Characters of numbers, and of typos that resemble numbers, such as `1e5x`.
fn continues_number(character: char) -> bool {
    starts_number(character) || character.is_alphanumeric()
}

fn continues_word(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !['(', ')', ',', '=', '"', '\\'].contains(&character)
}

/// Whether a text can be written without quotes.
fn is_bare(text: &str) -> bool {
    !["true", "false"].contains(&text)
        && text.starts_with(|first| !starts_number(first) && first != '[')
        && text.chars().all(continues_word)
}

/// A recursive-descent parser of specs.
struct Parser {
    text: Vec<char>,
    position: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.position).copied()
    }

    fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.position;
        while self.peek().is_some_and(&belongs) {
            self.position += 1;
        }
        self.text[start..self.position].iter().collect()
    }

    /// Consumes `character` if it comes next after whitespace.
    fn take(&mut self, character: char) -> bool {
        self.skip_spaces();
        let found = self.peek() == Some(character);
        self.position += usize::from(found);
        found
    }

    /// An error at a position, counted from 0.
    fn error_at(&self, position: usize, problem: String) -> SpecError {
        SpecError {
            column: position + 1,
            problem,
        }
    }

    /// The error that `what` was expected at the current position.
    fn expected(&self, what: &str) -> SpecError {
        let found = match self.peek() {
            Some(character) => format!("{character:?}"),
            None => "the end".to_owned(),
        };
        self.error_at(self.position, format!("expected {what}, found {found}"))
    }

    /// Parses a name; `what` describes it in errors.
    fn name(&mut self, what: &str) -> Result<String, SpecError> {
        self.skip_spaces();
        if !self.peek().is_some_and(starts_name) {
            return Err(self.expected(what));
        }
        Ok(self.take_while(continues_name))
    }

    fn setting(&mut self, spec: &mut Spec) -> Result<(), SpecError> {
        self.skip_spaces();
        let start = self.position;
        let key = self.name("the name of a setting")?;
        if spec.get(&key).is_some() {
            return Err(self.error_at(start, format!("{} is set twice", excerpt(&key))));
        }
        if !self.take('=') {
            return Err(self.expected(&format!("= and a value for {}", excerpt(&key))));
        }
        let value = self.value()?;
        spec.settings.push((key, value));
        Ok(())
    }

    fn value(&mut self) -> Result<Value, SpecError> {
        self.skip_spaces();
        let start = self.position;
        if self.peek() == Some('"') {
            return self.quoted().map(Value::Text);
        }
        if self.take('[') {
            return self.list().map(Value::List);
        }
        let word = self.take_while(continues_word);
        match word.as_str() {
            "" => Err(self.expected("a value such as 0.1, true or \"text\"")),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ if word.starts_with(starts_number) => self.number(start, &word).map(Value::Number),
            _ => Ok(Value::Text(word)),
        }
    }

    /// Parses the number `word`, which begins at `start`.
    fn number(&self, start: usize, word: &str) -> Result<f64, SpecError> {
        let shown = excerpt(word);
        match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            Ok(_) => Err(self.error_at(
                start,
                format!("{shown} is too large: expected a finite number"),
            )),
            Err(_) => Err(self.error_at(
                start,
                format!("{shown} is not a number; put text in quotes"),
            )),
        }
    }

    /// Parses numbers up to a closing bracket, after the opening one.
    fn list(&mut self) -> Result<Vec<f64>, SpecError> {
        let mut numbers = Vec::new();
        if self.take(']') {
            return Ok(numbers);
        }
        loop {
            self.skip_spaces();
            if !self.peek().is_some_and(starts_number) {
                return Err(self.expected("a number"));
            }
            let start = self.position;
            let word = self.take_while(continues_number);
            numbers.push(self.number(start, &word)?);
            if self.take(']') {
                return Ok(numbers);
            }
            if !self.take(',') {
                return Err(self.expected("a comma or a closing bracket"));
            }
        }
    }

    /// Parses a text in quotes, from the opening quote at the current position.
    fn quoted(&mut self) -> Result<String, SpecError> {
        let start = self.position;
        let mut text = String::new();
        loop {
            self.position += 1;
            match self.peek() {
                None => return Err(self.error_at(start, "this quote is never closed".to_owned())),
                Some('"') => break,
                Some('\\') => {
                    self.position += 1;
                    match ESCAPES
                        .iter()
                        .find(|(letter, _)| self.peek() == Some(*letter))
                    {
                        Some((_, escaped)) => text.push(*escaped),
                        None => return Err(self.expected(r#"one of " \ n r t after a backslash"#)),
                    }
                }
                Some(character) => text.push(character),
            }
        }
        self.position += 1;
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
