//! Splits a formula into tokens.

use super::{FormulaError, MAX_LENGTH};
use crate::math::{
    excerpt::excerpt,
    names::{continues_name, starts_name},
};

/// The content of a token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    Name(String),
    /// Any of `+ - * / ^ ( ) , | √`.
    Symbol(char),
    /// A superscript integer.
    Superscript(f64),
}

/// A token with the column, from 1, at which it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub column: usize,
}

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let chars: Vec<char> = text.chars().take(MAX_LENGTH + 1).collect();
    if chars.len() > MAX_LENGTH {
        return Err(FormulaError {
            column: MAX_LENGTH + 1,
            problem: format!("this formula is longer than {MAX_LENGTH} characters"),
        });
    }
    let mut lexer = Lexer { chars, position: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer {
    chars: Vec<char>,
    position: usize,
}

impl Lexer {
    /// The character `ahead` positions after the current one.
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.position + ahead).copied()
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.position;
        while self.peek(0).is_some_and(&belongs) {
            self.position += 1;
        }
        self.chars[start..self.position].iter().collect()
    }

    fn next(&mut self) -> Result<Option<Token>, FormulaError> {
        self.take_while(char::is_whitespace);
        let column = self.position + 1;
        let Some(first) = self.peek(0) else {
            return Ok(None);
        };
        let kind = if first.is_ascii_digit() || first == '.' {
            self.number(column)?
        } else if is_superscript(first) {
            let raised = self.take_while(is_superscript);
            let digit = |c| SUPERSCRIPTS.iter().position(|&s| s == c);
            let digits: String = (raised.chars().filter_map(digit))
                .map(|digit| digit.to_string())
                .collect();
            TokenKind::Superscript(parse_finite(&digits, column)?)
        } else if starts_name(first) {
            TokenKind::Name(self.take_while(continues_name))
        } else {
            self.position += 1;
            TokenKind::Symbol(match first {
                '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' | '|' | '√' => first,
                '[' | '{' => '(',
                ']' | '}' => ')',
                '−' | '–' => '-',
                '·' | '×' | '⋅' | '∙' => '*',
                '÷' => '/',
                '=' => {
                    return Err(FormulaError {
                        column,
                        problem: "a formula has no =; write only its right-hand side".into(),
                    });
                }
                other => {
                    return Err(FormulaError {
                        column,
                        problem: format!("{other:?} is not allowed in a formula"),
                    });
                }
            })
        };
        Ok(Some(Token { kind, column }))
    }

    fn number(&mut self, column: usize) -> Result<TokenKind, FormulaError> {
        let mut digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        let sign = matches!(self.peek(1), Some('+' | '-' | '−'));
        let exponent = self.peek(1 + usize::from(sign));
        // The e of 2e3 belongs to the number; that of 2exp(x) and 2e does not.
        if matches!(self.peek(0), Some('e' | 'E')) && exponent.is_some_and(|c| c.is_ascii_digit()) {
            digits.push('e');
            self.position += 1;
            if sign {
                digits.push(if self.peek(0) == Some('+') { '+' } else { '-' });
                self.position += 1;
            }
            digits += &self.take_while(|c| c.is_ascii_digit());
        }
        self.reject_other_notation(&digits, column)?;
        parse_finite(&digits, column).map(TokenKind::Number)
    }

    /// Rejects numbers in the notation of programming languages, such as `1_000` and `0x10`, which would otherwise be
    /// parsed as a number times a name.
    fn reject_other_notation(&self, digits: &str, column: usize) -> Result<(), FormulaError> {
        let rest: String = (self.chars[self.position..].iter())
            .take_while(|&&c| continues_name(c))
            .collect();
        let error = |problem| Err(FormulaError { column, problem });
        if rest.starts_with('_') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let suffix = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '_');
            let suffix: String = suffix.collect();
            let digits_only = suffix.replace('_', "");
            return error(format!(
                "{} is not a number; write {}",
                excerpt(&format!("{digits}{suffix}")),
                excerpt(&format!("{digits}{digits_only}"))
            ));
        }
        for (radix, letter) in [(16, 'x'), (8, 'o'), (2, 'b')] {
            let value = rest.strip_prefix(letter).filter(|_| digits == "0");
            if let Some(Ok(value)) = value.map(|value| u64::from_str_radix(value, radix)) {
                return error(format!(
                    "0{rest} is a base-{radix} number, which formulas do not support; write {value}"
                ));
            }
        }
        Ok(())
    }
}

/// Parses a finite number that begins at `column`.
fn parse_finite(digits: &str, column: usize) -> Result<f64, FormulaError> {
    let shown = excerpt(digits);
    let problem = match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => return Ok(number),
        Ok(_) => format!("{shown} is too large: expected a finite number"),
        Err(_) => format!("{shown} is not a number"),
    };
    Err(FormulaError { column, problem })
}

/// Whether a character is a superscript digit.
pub(super) fn is_superscript(character: char) -> bool {
    SUPERSCRIPTS.contains(&character)
}
