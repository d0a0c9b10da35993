//! Parses tokens into operations in evaluation order. Identical subexpressions share one operation.

use std::{
    collections::HashMap,
    f64::consts::{E, PI, TAU},
};

use super::{
    FormulaError, MAX_DEPTH, MAX_OPERATIONS,
    function::{BINARY, Binary, UNARY, Unary},
    lexer::{Token, TokenKind, tokens},
};
use crate::math::{excerpt::excerpt, names::UnknownName};

/// The names of the variables.
pub(super) const VARIABLES: [&str; 2] = ["x", "y"];
/// The names and values of the constants.
pub(super) const CONSTANTS: [(&str, f64); 5] =
    [("pi", PI), ("π", PI), ("tau", TAU), ("τ", TAU), ("e", E)];

/// The index of an operation in its formula.
pub(super) type Node = usize;

/// One operation; operands are given by their index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Number(f64),
    X,
    Y,
    /// A parameter, by its index in [`Syntax::parameters`].
    Parameter(usize),
    Unary(Unary, Node),
    Binary(Binary, Node, Node),
}

/// A parsed formula.
#[derive(Debug)]
pub(super) struct Syntax {
    /// The operations; the last one is the value of the formula.
    pub operations: Vec<Operation>,
    /// The names of the parameters and their columns, in order of first occurrence.
    pub parameters: Vec<(String, usize)>,
    /// Whether y occurs in the formula.
    pub has_y: bool,
}

impl Syntax {
    /// Parses the text of a formula.
    pub(super) fn parse(text: &str) -> Result<Self, FormulaError> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            position: 0,
            end: text.trim_end().chars().count() + 1,
            depth: 0,
            open_bars: 0,
            syntax: Self {
                operations: Vec::new(),
                parameters: Vec::new(),
                has_y: false,
            },
            nodes: HashMap::new(),
        };
        let value = parser.sum()?;
        if parser.position < parser.tokens.len() {
            return Err(parser.expected("an operator such as + or the end"));
        }
        // If the value is shared with a subexpression, it may not be the last operation.
        parser.syntax.operations.truncate(value + 1);
        let mut syntax = parser.syntax;
        syntax.has_y = syntax.operations.contains(&Operation::Y);
        Ok(syntax)
    }
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    /// The column after the last token.
    end: usize,
    /// The current nesting depth.
    depth: usize,
    /// The number of `|` that are open within the innermost parentheses.
    open_bars: usize,
    syntax: Syntax,
    /// The operations so far, by a number for their kind and their operands.
    nodes: HashMap<(u8, u64, u64), Node>,
}

impl Parser {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.position).map(|token| &token.kind)
    }

    fn column(&self) -> usize {
        self.tokens
            .get(self.position)
            .map_or(self.end, |token| token.column)
    }

    fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(&TokenKind::Symbol(character));
        self.position += usize::from(found);
        found
    }

    fn error_at(&self, column: usize, problem: String) -> FormulaError {
        FormulaError { column, problem }
    }

    fn expected(&self, what: &str) -> FormulaError {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(TokenKind::Number(number)) => format!("the number {number}"),
            Some(TokenKind::Name(name)) => format!("\"{}\"", excerpt(name)),
            Some(TokenKind::Symbol(symbol)) => format!("{symbol:?}"),
            Some(TokenKind::Superscript(number)) => format!("the raised {number}"),
        };
        self.error_at(self.column(), format!("expected {what}, found {found}"))
    }

    /// Appends an operation, or reuses an identical one.
    fn add(&mut self, operation: Operation) -> Result<Node, FormulaError> {
        let key = match operation {
            Operation::Number(number) => (0, number.to_bits(), 0),
            Operation::X => (1, 0, 0),
            Operation::Y => (2, 0, 0),
            Operation::Parameter(index) => (3, index as u64, 0),
            Operation::Unary(function, a) => (4 + function as u8, a as u64, 0),
            Operation::Binary(function, a, b) => (64 + function as u8, a as u64, b as u64),
        };
        if let Some(&node) = self.nodes.get(&key) {
            return Ok(node);
        }
        let node = self.syntax.operations.len();
        if node >= MAX_OPERATIONS {
            let problem = format!("this formula has more than {MAX_OPERATIONS} operations");
            return Err(self.error_at(self.column(), problem));
        }
        self.syntax.operations.push(operation);
        self.nodes.insert(key, node);
        Ok(node)
    }

    fn add_binary(&mut self, function: Binary, a: Node, b: Node) -> Result<Node, FormulaError> {
        self.add(Operation::Binary(function, a, b))
    }

    fn sum(&mut self) -> Result<Node, FormulaError> {
        let mut sum = self.product()?;
        loop {
            let function = if self.take('+') {
                Binary::Add
            } else if self.take('-') {
                Binary::Sub
            } else {
                return Ok(sum);
            };
            let next = self.product()?;
            sum = self.add_binary(function, sum, next)?;
        }
    }

    fn product(&mut self) -> Result<Node, FormulaError> {
        let mut product = self.signed()?;
        loop {
            let (function, next) = if self.take('*') {
                (Binary::Mul, self.signed()?)
            } else if self.take('/') {
                (Binary::Div, self.signed()?)
            } else if self.begins_factor() {
                (Binary::Mul, self.power()?)
            } else {
                return Ok(product);
            };
            product = self.add_binary(function, product, next)?;
        }
    }

    /// Whether the next token begins a factor without an operator before it. A number does not: `2 3` is an error.
    fn begins_factor(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Name(_)) | Some(TokenKind::Symbol('(' | '√')) => true,
            Some(TokenKind::Symbol('|')) => self.open_bars == 0,
            _ => false,
        }
    }

    fn signed(&mut self) -> Result<Node, FormulaError> {
        let minus = self.take('-');
        if !minus && !self.take('+') {
            return self.power();
        }
        let value = self.nested(Self::signed)?;
        if minus {
            self.add(Operation::Unary(Unary::Neg, value))
        } else {
            Ok(value)
        }
    }

    fn power(&mut self) -> Result<Node, FormulaError> {
        let mut base = self.primary()?;
        while let Some(&TokenKind::Superscript(exponent)) = self.peek() {
            self.position += 1;
            let exponent = self.add(Operation::Number(exponent))?;
            base = self.add_binary(Binary::Pow, base, exponent)?;
        }
        if self.take('^') {
            let exponent = self.nested(Self::signed)?;
            return self.add_binary(Binary::Pow, base, exponent);
        }
        Ok(base)
    }

    /// Parses a part of the formula one level deeper.
    fn nested(
        &mut self,
        part: impl FnOnce(&mut Self) -> Result<Node, FormulaError>,
    ) -> Result<Node, FormulaError> {
        if self.depth >= MAX_DEPTH {
            let problem = format!("this formula is nested more than {MAX_DEPTH} deep");
            return Err(self.error_at(self.column(), problem));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> Result<Node, FormulaError> {
        match self.peek().cloned() {
            Some(TokenKind::Number(number)) => {
                self.position += 1;
                self.add(Operation::Number(number))
            }
            Some(TokenKind::Name(name)) => {
                self.position += 1;
                self.name(&name)
            }
            Some(TokenKind::Symbol('(')) => {
                self.position += 1;
                let open_bars = std::mem::take(&mut self.open_bars);
                let inner = self.nested(Self::sum)?;
                self.close()?;
                self.open_bars = open_bars;
                Ok(inner)
            }
            Some(TokenKind::Symbol('|')) => {
                self.position += 1;
                self.open_bars += 1;
                let inner = self.nested(Self::sum)?;
                if !self.take('|') {
                    return Err(self.expected("the second |"));
                }
                self.open_bars -= 1;
                self.add(Operation::Unary(Unary::Abs, inner))
            }
            Some(TokenKind::Symbol('√')) => {
                self.position += 1;
                let inner = self.nested(Self::primary)?;
                self.add(Operation::Unary(Unary::Sqrt, inner))
            }
            _ => Err(self.expected("a number, a name or an opening parenthesis")),
        }
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        if self.take(')') {
            return Ok(());
        }
        Err(self.expected("an operator or a closing parenthesis"))
    }

    /// Resolves a name, whose token has been consumed.
    fn name(&mut self, name: &str) -> Result<Node, FormulaError> {
        let column = self.tokens[self.position - 1].column;
        let opens = self.peek() == Some(&TokenKind::Symbol('('));
        if is_function(name) {
            if !opens {
                let problem = format!("expected an opening parenthesis after {name}: {name}(x)");
                return Err(self.error_at(self.column(), problem));
            }
            return self.call(name, column);
        }
        if let Some(variable) = VARIABLES.iter().position(|known| *known == name) {
            return self.add([Operation::X, Operation::Y][variable]);
        }
        if let Some((_, number)) = CONSTANTS.iter().find(|(known, _)| *known == name) {
            return self.add(Operation::Number(*number));
        }
        // Such as inf and nan.
        if name.parse::<f64>().is_ok() {
            let problem = format!("{name} is not allowed in a formula; write a finite number");
            return Err(self.error_at(column, problem));
        }
        // A single letter is a factor, as in a(x + 1); a longer name is probably a misspelt function.
        if opens && name.chars().nth(1).is_some() {
            let unknown = UnknownName::among("function", name, functions());
            let problem = format!("{unknown} (to multiply, write {}*(…))", excerpt(name));
            return Err(self.error_at(column, problem));
        }
        let known = self
            .syntax
            .parameters
            .iter()
            .position(|(known, _)| known == name);
        let index = known.unwrap_or_else(|| {
            self.syntax.parameters.push((name.to_owned(), column));
            self.syntax.parameters.len() - 1
        });
        self.add(Operation::Parameter(index))
    }

    /// Parses the arguments of a function, whose name begins at `column`, from its opening parenthesis.
    fn call(&mut self, name: &str, column: usize) -> Result<Node, FormulaError> {
        self.position += 1;
        let open_bars = std::mem::take(&mut self.open_bars);
        let mut arguments = Vec::new();
        if self.peek() != Some(&TokenKind::Symbol(')')) {
            loop {
                arguments.push(self.nested(Self::sum)?);
                if !self.take(',') {
                    break;
                }
            }
        }
        self.close()?;
        self.open_bars = open_bars;
        let wrong_count = |expected: &str| {
            let problem = format!("{name} takes {expected}, not {}", arguments.len());
            FormulaError { column, problem }
        };
        if name == "hypot" {
            let [a, b] = arguments[..] else {
                return Err(wrong_count("2 numbers"));
            };
            let two = self.add(Operation::Number(2.0))?;
            let (a, b) = (
                self.add_binary(Binary::Pow, a, two)?,
                self.add_binary(Binary::Pow, b, two)?,
            );
            let sum = self.add_binary(Binary::Add, a, b)?;
            return self.add(Operation::Unary(Unary::Sqrt, sum));
        }
        if let Some((_, function)) = UNARY.iter().find(|(known, _)| *known == name) {
            let [a] = arguments[..] else {
                return Err(wrong_count("1 number"));
            };
            return self.add(Operation::Unary(*function, a));
        }
        let function = BINARY.iter().find(|(known, _)| *known == name);
        let function = function.map_or(Binary::Max, |(_, function)| *function);
        match (function, &arguments[..]) {
            (_, &[a, b]) => self.add_binary(function, a, b),
            (Binary::Min | Binary::Max, &[first, ref rest @ ..]) if !rest.is_empty() => {
                rest.iter().try_fold(first, |result, &next| {
                    self.add_binary(function, result, next)
                })
            }
            (Binary::Min | Binary::Max, _) => Err(wrong_count("2 numbers or more")),
            _ => Err(wrong_count("2 numbers")),
        }
    }
}

fn functions() -> impl Iterator<Item = &'static str> {
    let one = UNARY.iter().map(|(name, _)| *name);
    let two = BINARY.iter().map(|(name, _)| *name);
    one.chain(two).chain(["hypot"])
}

pub(super) fn is_function(name: &str) -> bool {
    functions().any(|known| known == name)
}
