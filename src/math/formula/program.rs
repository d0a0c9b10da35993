//! Compiled formulas with their parameters substituted. Points are evaluated in blocks: each operation processes a
//! whole block before the next one, in loops that the compiler can vectorize.

use glam::{DMat2, DVec2};

use super::{
    function::{Binary, Unary, power, power_slope},
    jet::Jet,
    parser::{Node, Operation, Syntax},
};

/// The number of points per block: small enough for the values of about twenty operations to fit into the L1 cache.
const BLOCK: usize = 64;

/// One instruction of the program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Instruction {
    Number(f64),
    X,
    Y,
    Unary(Unary, Node),
    /// A power with a constant exponent.
    Power(Node, f64),
    Binary(Binary, Node, Node),
}

/// The instructions in evaluation order; the last one gives the value of the formula.
#[derive(Clone, Debug)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
    /// Whether each instruction depends on x and on y.
    depends_on: Vec<[bool; 2]>,
}

impl Program {
    /// Compiles a formula with these parameter values; constant parts are evaluated here.
    pub(super) fn new(syntax: &Syntax, parameters: &[f64]) -> Self {
        let mut program = Self {
            instructions: Vec::new(),
            depends_on: Vec::new(),
        };
        for operation in &syntax.operations {
            let number = |node: Node| match program.instructions[node] {
                Instruction::Number(number) => Some(number),
                _ => None,
            };
            let instruction = match *operation {
                Operation::Number(number) => Instruction::Number(number),
                Operation::Parameter(index) => Instruction::Number(parameters[index]),
                Operation::X => Instruction::X,
                Operation::Y => Instruction::Y,
                Operation::Unary(function, a) => match number(a) {
                    Some(a) => Instruction::Number(function.value(a)),
                    None => Instruction::Unary(function, a),
                },
                Operation::Binary(function, a, b) => match (function, number(a), number(b)) {
                    (Binary::Pow, Some(a), Some(b)) => Instruction::Number(power(a, b)),
                    (_, Some(a), Some(b)) => Instruction::Number(function.value(a, b)),
                    (Binary::Pow, None, Some(exponent)) => Instruction::Power(a, exponent),
                    _ => Instruction::Binary(function, a, b),
                },
            };
            let depends = match instruction {
                Instruction::Number(_) => [false; 2],
                Instruction::X => [true, false],
                Instruction::Y => [false, true],
                Instruction::Unary(_, a) | Instruction::Power(a, _) => program.depends_on[a],
                Instruction::Binary(_, a, b) => {
                    let (a, b) = (program.depends_on[a], program.depends_on[b]);
                    [a[0] || b[0], a[1] || b[1]]
                }
            };
            program.instructions.push(instruction);
            program.depends_on.push(depends);
        }
        program
    }

    /// Evaluates the formula at many points.
    pub(super) fn values(&self, points: &[DVec2], into: &mut [f64]) {
        let mut values = BlockValues::new(self.instructions.len(), points.len());
        for (points, into) in points.chunks(BLOCK).zip(into.chunks_mut(BLOCK)) {
            for (node, instruction) in self.instructions.iter().enumerate() {
                value(*instruction, node, &mut values, points);
            }
            into.copy_from_slice(&values.row(self.instructions.len() - 1)[..points.len()]);
        }
    }

    /// Evaluates the formula and its gradient at many points.
    pub(super) fn gradients(&self, points: &[DVec2], values_into: &mut [f64], into: &mut [DVec2]) {
        let count = self.instructions.len();
        let block = || BlockValues::new(count, points.len());
        let (mut values, mut slopes) = (block(), [block(), block()]);
        let mut outer = [0.0; BLOCK];
        let blocks = values_into.chunks_mut(BLOCK).zip(into.chunks_mut(BLOCK));
        for (points, (values_into, into)) in points.chunks(BLOCK).zip(blocks) {
            for (node, instruction) in self.instructions.iter().enumerate() {
                let axes = (0..2).filter(|&axis| self.depends_on[node][axis]);
                match *instruction {
                    // The outer derivative is the same along both axes.
                    Instruction::Unary(_, a) | Instruction::Power(a, _)
                        if self.depends_on[node] != [false; 2] =>
                    {
                        value_and_outer(*instruction, node, &mut values, &mut outer);
                        for axis in axes {
                            let (out, before) = slopes[axis].split(node);
                            (out.iter_mut().zip(before.row(a)).zip(&outer))
                                .for_each(|((out, &inner), &outer)| *out = chain(outer, inner));
                        }
                    }
                    _ => {
                        value(*instruction, node, &mut values, points);
                        for axis in axes {
                            slope(*instruction, node, &values, &mut slopes[axis], |a| {
                                self.depends_on[a][axis]
                            });
                        }
                    }
                }
            }
            let value = &values.row(count - 1)[..points.len()];
            values_into.copy_from_slice(value);
            for (k, gradient) in into.iter_mut().enumerate() {
                let along = |axis: usize| match self.depends_on[count - 1][axis] {
                    true => slopes[axis].row(count - 1)[k],
                    // Where the value is undefined, so is the slope.
                    false => 0.0 * value[k],
                };
                *gradient = if value[k].is_nan() {
                    DVec2::NAN
                } else {
                    DVec2::new(along(0), along(1))
                };
            }
        }
    }

    /// The Hessian at a point; `None` at a kink and where the value is undefined.
    pub(super) fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let mut jets: Vec<Jet> = Vec::with_capacity(self.instructions.len());
        for instruction in &self.instructions {
            let jet = match *instruction {
                Instruction::Number(number) => Jet::constant(number),
                Instruction::X => Jet::variable(at.x, DVec2::X),
                Instruction::Y => Jet::variable(at.y, DVec2::Y),
                Instruction::Unary(function, a) => jets[a].apply_unary(function)?,
                Instruction::Power(a, exponent) => jets[a].power(exponent)?,
                Instruction::Binary(function, a, b) => jets[a].apply_binary(jets[b], function)?,
            };
            jets.push(jet);
        }
        let last = jets.last()?;
        last.is_finite().then(|| last.hessian())
    }
}

/// The values of all instructions at the points of a block, one row per instruction.
struct BlockValues {
    numbers: Vec<f64>,
    width: usize,
}

impl BlockValues {
    fn new(rows: usize, points: usize) -> Self {
        let width = points.clamp(1, BLOCK);
        Self {
            numbers: vec![0.0; rows * width],
            width,
        }
    }

    fn row(&self, node: Node) -> &[f64] {
        &self.numbers[node * self.width..(node + 1) * self.width]
    }

    /// The row of an instruction, to be written, and the rows before it.
    fn split(&mut self, node: Node) -> (&mut [f64], Rows<'_>) {
        let (before, rest) = self.numbers.split_at_mut(node * self.width);
        let rows = Rows {
            numbers: before,
            width: self.width,
        };
        (&mut rest[..self.width], rows)
    }
}

/// The rows of the instructions before one of them.
struct Rows<'a> {
    numbers: &'a [f64],
    width: usize,
}

impl<'a> Rows<'a> {
    fn row(&self, node: Node) -> &'a [f64] {
        &self.numbers[node * self.width..(node + 1) * self.width]
    }
}

/// Expands to a separate loop for each function, so that there is no dispatch inside the loop.
macro_rules! for_each_unary {
    ($function:expr, |$f:ident| $body:expr) => {
        for_each_unary!(@ $function, $f, $body, Neg Exp Ln Log10 Log2 Sqrt Cbrt Sin Cos Tan Asin Acos Atan Sinh Cosh
            Tanh Asinh Acosh Atanh Abs Sign Floor Ceil Round Sigmoid Relu LeakyRelu Elu Gelu Silu Softplus)
    };
    (@ $function:expr, $f:ident, $body:expr, $($name:ident)*) => {
        match $function {
            $(Unary::$name => {
                const $f: Unary = Unary::$name;
                $body
            })*
        }
    };
}

macro_rules! for_each_binary {
    ($function:expr, |$f:ident| $body:expr) => {
        for_each_binary!(@ $function, $f, $body, Add Sub Mul Div Pow Atan2 Min Max)
    };
    (@ $function:expr, $f:ident, $body:expr, $($name:ident)*) => {
        match $function {
            $(Binary::$name => {
                const $f: Binary = Binary::$name;
                $body
            })*
        }
    };
}

/// Writes the values of an instruction at the points of a block.
fn value(instruction: Instruction, node: Node, values: &mut BlockValues, points: &[DVec2]) {
    let (out, before) = values.split(node);
    match instruction {
        Instruction::Number(number) => out.fill(number),
        Instruction::X => out.iter_mut().zip(points).for_each(|(out, at)| *out = at.x),
        Instruction::Y => out.iter_mut().zip(points).for_each(|(out, at)| *out = at.y),
        Instruction::Power(a, n) => match n {
            2.0 => each(out, before.row(a), |u| u * u),
            _ => each(out, before.row(a), |u| power(u, n)),
        },
        Instruction::Unary(function, a) => {
            for_each_unary!(function, |F| each(out, before.row(a), |u| F.value(u)));
        }
        Instruction::Binary(function, a, b) => {
            let (a, b) = (before.row(a), before.row(b));
            for_each_binary!(function, |F| out
                .iter_mut()
                .zip(a.iter().zip(b))
                .for_each(|(out, (&a, &b))| *out = F.value(a, b)));
        }
    }
}

fn each(out: &mut [f64], a: &[f64], f: impl Fn(f64) -> f64) {
    out.iter_mut().zip(a).for_each(|(out, &a)| *out = f(a));
}

/// Writes the values of an instruction with one operand, and its derivative by that operand into `outer`.
fn value_and_outer(
    instruction: Instruction,
    node: Node,
    values: &mut BlockValues,
    outer: &mut [f64; BLOCK],
) {
    let (out, before) = values.split(node);
    match instruction {
        Instruction::Unary(function, a) => {
            let inner = before.row(a);
            for_each_unary!(function, |F| both(inner, out, outer, |u| F
                .value_and_slope(u)));
        }
        Instruction::Power(a, n) => {
            let inner = before.row(a);
            match n {
                2.0 => both(inner, out, outer, |u| (u * u, 2.0 * u)),
                _ => both(inner, out, outer, |u| (power(u, n), power_slope(u, n))),
            }
        }
        _ => {}
    }
}

fn both(inner: &[f64], out: &mut [f64], outer: &mut [f64], f: impl Fn(f64) -> (f64, f64)) {
    for ((&inner, out), outer) in inner.iter().zip(out).zip(outer) {
        (*out, *outer) = f(inner);
    }
}

/// Writes the derivative of an instruction along one axis, from those of its operands; `depends` tells which of them
/// depend on that axis.
fn slope(
    instruction: Instruction,
    node: Node,
    values: &BlockValues,
    slopes: &mut BlockValues,
    depends: impl Fn(Node) -> bool,
) {
    let v = values.row(node);
    let (out, before) = slopes.split(node);
    match instruction {
        Instruction::Number(_) => out.fill(0.0),
        Instruction::X | Instruction::Y => out.fill(1.0),
        // These have been computed with their values.
        Instruction::Power(..) | Instruction::Unary(..) => {}
        Instruction::Binary(function, a, b) => {
            let pairs = || values.row(a).iter().zip(values.row(b)).zip(v);
            match (depends(a), depends(b)) {
                (true, false) => {
                    let inner = pairs().zip(before.row(a));
                    for_each_binary!(function, |F| out.iter_mut().zip(inner).for_each(
                        |(out, (((&a, &b), &v), &da))| *out = chain(F.slopes(a, b, v)[0], da)
                    ));
                }
                (false, _) => {
                    let inner = pairs().zip(before.row(b));
                    for_each_binary!(function, |F| out.iter_mut().zip(inner).for_each(
                        |(out, (((&a, &b), &v), &db))| *out = chain(F.slopes(a, b, v)[1], db)
                    ));
                }
                (true, true) => {
                    let inner = pairs().zip(before.row(a).iter().zip(before.row(b)));
                    for_each_binary!(function, |F| out.iter_mut().zip(inner).for_each(
                        |(out, (((&a, &b), &v), (&da, &db)))| {
                            let [fa, fb] = F.slopes(a, b, v);
                            *out = chain(fa, da) + chain(fb, db);
                        }
                    ));
                }
            }
        }
    }
}

/// The chain rule for one argument. A constant argument gives slope 0 even if the outer function is infinitely steep.
#[inline(always)]
pub(super) fn chain(outer: f64, inner: f64) -> f64 {
    if inner == 0.0 { 0.0 } else { outer * inner }
}
