//! A name with settings, as a person writes it: `rosenbrock`, `adam(lr=0.1, beta1=0.9)`,
//! `line_fit(file="ads.csv", x=radio, y=3)`, `kmeans(init=[0, 50, 100])`.
//!
//! The same text is written on the command line, in scene files and in panels. What a name means, and which settings it
//! takes, the catalogue says in which it is looked up.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    excerpt::excerpt,
    names::{self, starts_name},
};

/// A name and the settings written with it, in the order they were written; settings left out keep their defaults.
///
/// [`fmt::Display`] writes it so that [`FromStr`] reads the same spec again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Spec {
    /// What is called: letters, digits, `_` and `-`, starting with a letter or `_`.
    pub name: String,
    /// Settings by name; no name comes twice. Names are spelled as [`Spec::name`] is.
    pub arguments: Vec<(String, Value)>,
}

/// What a setting is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A finite number: `0.1`, `1e-3`, `-2`.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A bare word (`radio`) or anything in quotes (`"my ads.csv"`, with `\"`, `\\`, `\n`, `\r`, `\t`).
    Text(String),
    /// Finite numbers in brackets, or none: `[0, 50, 100]`.
    List(Vec<f64>),
}

/// Text that is not a spec.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct SpecError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong there, and what was expected.
    pub problem: String,
}

impl Spec {
    /// A spec without settings.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            arguments: Vec::new(),
        }
    }

    /// The same spec with one more setting, or another value for one that it has.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// What `key` is set to, if the spec sets it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.arguments
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The number that `key` is set to, if it is set to a number.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Sets `key`, in its place if the spec has it already, else at the end.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.arguments.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.arguments.push((key.to_owned(), value)),
        }
    }

    /// Sets `key` to a finite number; see [`Spec::set`].
    pub fn set_number(&mut self, key: &str, number: f64) {
        self.set(key, number);
    }

    /// Leaves `key` at its default.
    pub fn unset(&mut self, key: &str) {
        self.arguments.retain(|(name, _)| name != key);
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
        for (index, (key, value)) in self.arguments.iter().enumerate() {
            let before = if index == 0 { "(" } else { ", " };
            write!(f, "{before}{key}={value}")?;
        }
        if self.arguments.is_empty() {
            return Ok(());
        }
        f.write_str(")")
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => f.write_str(&digits(*number)),
            Self::List(numbers) => {
                let numbers: Vec<String> = numbers.iter().copied().map(digits).collect();
                write!(f, "[{}]", numbers.join(", "))
            }
            Self::Bool(on) => write!(f, "{on}"),
            Self::Text(text) if is_bare(text) => f.write_str(text),
            Self::Text(text) => {
                f.write_str("\"")?;
                for sign in text.chars() {
                    match ESCAPES.iter().find(|(_, meant)| *meant == sign) {
                        Some((letter, _)) => write!(f, "\\{letter}")?,
                        None => write!(f, "{sign}")?,
                    }
                }
                f.write_str("\"")
            }
        }
    }
}

/// The fewest digits that give the number back, with an exponent where that is shorter.
fn digits(number: f64) -> String {
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
        let mut reader = Reader {
            text: text.chars().collect(),
            at: 0,
        };
        let mut spec = Self::new(reader.name("a name such as adam")?);
        if reader.take('(') && !reader.take(')') {
            loop {
                reader.argument(&mut spec)?;
                if reader.take(')') {
                    break;
                }
                if !reader.take(',') {
                    return Err(reader.expected("a comma or a closing parenthesis"));
                }
            }
        }
        reader.skip_spaces();
        match reader.peek() {
            None => Ok(spec),
            Some(_) if spec.arguments.is_empty() => {
                Err(reader.expected("an opening parenthesis or nothing more"))
            }
            Some(_) => Err(reader.expected("nothing more")),
        }
    }
}

/// What may stand after a backslash in quotes, and the sign it means.
const ESCAPES: [(char, char); 5] = [
    ('"', '"'),
    ('\\', '\\'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
];

fn continues_name(sign: char) -> bool {
    names::continues_name(sign) || sign == '-'
}

fn starts_number(sign: char) -> bool {
    sign.is_ascii_digit() || ['+', '-', '.'].contains(&sign)
}

/// Signs of numbers, and of what looks like one by mistake, such as `1e5x`.
fn continues_number(sign: char) -> bool {
    starts_number(sign) || sign.is_alphanumeric()
}

fn continues_word(sign: char) -> bool {
    !sign.is_whitespace() && !sign.is_control() && !['(', ')', ',', '=', '"', '\\'].contains(&sign)
}

/// Whether a text needs no quotes to be read as a text.
fn is_bare(text: &str) -> bool {
    !["true", "false"].contains(&text)
        && text.starts_with(|first| !starts_number(first) && first != '[')
        && text.chars().all(continues_word)
}

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        self.text[start..self.at].iter().collect()
    }

    /// Takes `sign` if it comes next, spaces aside.
    fn take(&mut self, sign: char) -> bool {
        self.skip_spaces();
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    fn wrong(&self, at: usize, problem: String) -> SpecError {
        SpecError {
            column: at + 1,
            problem,
        }
    }

    fn expected(&self, what: &str) -> SpecError {
        let found = match self.peek() {
            Some(sign) => format!("{sign:?}"),
            None => "the end".to_owned(),
        };
        self.wrong(self.at, format!("expected {what}, found {found}"))
    }

    fn name(&mut self, what: &str) -> Result<String, SpecError> {
        self.skip_spaces();
        if !self.peek().is_some_and(starts_name) {
            return Err(self.expected(what));
        }
        Ok(self.take_while(continues_name))
    }

    fn argument(&mut self, spec: &mut Spec) -> Result<(), SpecError> {
        self.skip_spaces();
        let start = self.at;
        let key = self.name("the name of a setting")?;
        if spec.get(&key).is_some() {
            return Err(self.wrong(start, format!("{} is set twice", excerpt(&key))));
        }
        if !self.take('=') {
            return Err(self.expected(&format!("= and a value for {}", excerpt(&key))));
        }
        let value = self.value()?;
        spec.arguments.push((key, value));
        Ok(())
    }

    fn value(&mut self) -> Result<Value, SpecError> {
        self.skip_spaces();
        let start = self.at;
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

    /// The number that `word` is, which begins at `start`.
    fn number(&self, start: usize, word: &str) -> Result<f64, SpecError> {
        let shown = excerpt(word);
        match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            Ok(_) => Err(self.wrong(
                start,
                format!("{shown} is too large: expected a finite number"),
            )),
            Err(_) => Err(self.wrong(
                start,
                format!("{shown} is not a number; put text in quotes"),
            )),
        }
    }

    /// Numbers up to a closing bracket, the opening one being taken.
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
            let start = self.at;
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

    fn quoted(&mut self) -> Result<String, SpecError> {
        let start = self.at;
        let mut text = String::new();
        loop {
            self.at += 1;
            match self.peek() {
                None => return Err(self.wrong(start, "this quote is never closed".to_owned())),
                Some('"') => break,
                Some('\\') => {
                    self.at += 1;
                    match ESCAPES
                        .iter()
                        .find(|(letter, _)| self.peek() == Some(*letter))
                    {
                        Some((_, meant)) => text.push(*meant),
                        None => return Err(self.expected(r#"one of " \ n r t after a backslash"#)),
                    }
                }
                Some(sign) => text.push(sign),
            }
        }
        self.at += 1;
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
