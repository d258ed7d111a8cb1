//! The tape: every operation is written down, and the derivatives are read off backwards.

use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

/// What produced a number: the operation and the places of its operands on the tape.
#[derive(Debug, Clone, Copy)]
enum Operation {
    /// A variable or a constant.
    Leaf,
    Add(usize, usize),
    Sub(usize, usize),
    Mul(usize, usize),
    Div(usize, usize),
    Neg(usize),
    Exp(usize),
    Ln(usize),
    Sin(usize),
    Cos(usize),
    Tanh(usize),
    Sqrt(usize),
}

/// A record of all operations of an evaluation, in their order.
///
/// The numbers may be of any kind: on a `Tape<Dual>` the backward sweep carries a directional
/// derivative of the whole gradient, a Hessian–vector product.
///
/// ```
/// use gradients::{Scalar, Tape};
///
/// let tape = Tape::new();
/// let (x, y) = (tape.variable(3.0), tape.variable(0.5));
/// let z = x * y + x.sin();
/// let bar = tape.sweep(z, 1.0);
/// assert_eq!([x.read(&bar), y.read(&bar)], [0.5 + 3.0_f64.cos(), 3.0]);
/// ```
#[derive(Debug)]
pub struct Tape<S = f64> {
    nodes: RefCell<Vec<(S, Operation)>>,
}

/// A number on a tape, or a constant that is not on it.
#[derive(Debug, Clone, Copy)]
pub struct Var<'t, S = f64> {
    value: S,
    place: Option<(&'t Tape<S>, usize)>,
}

impl<S: Scalar> Default for Tape<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Scalar> Tape<S> {
    /// An empty tape.
    pub fn new() -> Self {
        Self {
            nodes: RefCell::new(Vec::new()),
        }
    }

    /// A variable, with respect to which derivatives are wanted.
    pub fn variable(&self, value: S) -> Var<'_, S> {
        self.push(value, Operation::Leaf)
    }

    /// The number of entries: one for each variable, constant and operation.
    pub fn len(&self) -> usize {
        self.nodes.borrow().len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(&self, value: S, operation: Operation) -> Var<'_, S> {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push((value, operation));
        Var {
            value,
            place: Some((self, nodes.len() - 1)),
        }
    }

    /// The adjoints v̄ᵢ = ∂y/∂vᵢ of all entries of the tape, times `seed`: equation
    /// `gradients:adjoint`.
    ///
    /// # Panics
    /// If `output` belongs to another tape.
    pub fn sweep(&self, output: Var<'_, S>, seed: S) -> Vec<S> {
        let nodes = self.nodes.borrow();
        let mut bar = vec![S::constant(0.0); nodes.len()];
        let Some((tape, last)) = output.place else {
            return bar; // A constant depends on nothing.
        };
        assert!(std::ptr::eq(self, tape), "the output is on another tape");
        let value = |i: usize| nodes[i].0;
        let one = S::constant(1.0);
        // ANCHOR: sweep
        bar[last] = seed;
        for i in (0..=last).rev() {
            let (v, operation) = nodes[i];
            let v_bar = bar[i];
            match operation {
                Operation::Leaf => {}
                Operation::Add(a, b) => {
                    bar[a] = bar[a] + v_bar;
                    bar[b] = bar[b] + v_bar;
                }
                Operation::Sub(a, b) => {
                    bar[a] = bar[a] + v_bar;
                    bar[b] = bar[b] - v_bar;
                }
                Operation::Mul(a, b) => {
                    bar[a] = bar[a] + v_bar * value(b);
                    bar[b] = bar[b] + v_bar * value(a);
                }
                Operation::Div(a, b) => {
                    let share = v_bar / value(b);
                    bar[a] = bar[a] + share;
                    bar[b] = bar[b] - share * v;
                }
                Operation::Neg(a) => bar[a] = bar[a] - v_bar,
                Operation::Exp(a) => bar[a] = bar[a] + v_bar * v,
                Operation::Ln(a) => bar[a] = bar[a] + v_bar / value(a),
                Operation::Sin(a) => bar[a] = bar[a] + v_bar * value(a).cos(),
                Operation::Cos(a) => bar[a] = bar[a] - v_bar * value(a).sin(),
                Operation::Tanh(a) => bar[a] = bar[a] + v_bar * (one - v * v),
                Operation::Sqrt(a) => bar[a] = bar[a] + v_bar / (v + v),
            }
        }
        // ANCHOR_END: sweep
        bar
    }
}

impl<S: Scalar> Var<'_, S> {
    /// The number itself.
    pub fn number(self) -> S {
        self.value
    }

    /// This number's entry in a list of adjoints, 0 for a constant.
    ///
    /// # Panics
    /// If the list belongs to a shorter tape.
    pub fn read(self, bar: &[S]) -> S {
        self.place.map_or(S::constant(0.0), |(_, place)| bar[place])
    }

    /// The place on `tape`; a constant is written there first.
    fn place_on(self, tape: &Tape<S>) -> usize {
        match self.place {
            Some((own, place)) => {
                assert!(std::ptr::eq(own, tape), "operands on two tapes");
                place
            }
            None => tape
                .push(self.value, Operation::Leaf)
                .place
                .map_or(0, |p| p.1),
        }
    }

    fn one(self, value: S, operation: fn(usize) -> Operation) -> Self {
        match self.place {
            Some((tape, place)) => tape.push(value, operation(place)),
            None => Self { value, place: None },
        }
    }

    fn two(self, other: Self, value: S, operation: fn(usize, usize) -> Operation) -> Self {
        let Some((tape, _)) = self.place.or(other.place) else {
            return Self { value, place: None };
        };
        let (a, b): (usize, usize) = (self.place_on(tape), other.place_on(tape));
        tape.push(value, operation(a, b))
    }
}

impl<S: Scalar> Add for Var<'_, S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.two(other, self.value + other.value, Operation::Add)
    }
}

impl<S: Scalar> Sub for Var<'_, S> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.two(other, self.value - other.value, Operation::Sub)
    }
}

impl<S: Scalar> Mul for Var<'_, S> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.two(other, self.value * other.value, Operation::Mul)
    }
}

impl<S: Scalar> Div for Var<'_, S> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        self.two(other, self.value / other.value, Operation::Div)
    }
}

impl<S: Scalar> Neg for Var<'_, S> {
    type Output = Self;

    fn neg(self) -> Self {
        self.one(-self.value, Operation::Neg)
    }
}

impl<S: Scalar> Scalar for Var<'_, S> {
    fn constant(value: f64) -> Self {
        Self {
            value: S::constant(value),
            place: None,
        }
    }

    fn primal(self) -> f64 {
        self.value.primal()
    }

    fn exp(self) -> Self {
        self.one(self.value.exp(), Operation::Exp)
    }

    fn ln(self) -> Self {
        self.one(self.value.ln(), Operation::Ln)
    }

    fn sin(self) -> Self {
        self.one(self.value.sin(), Operation::Sin)
    }

    fn cos(self) -> Self {
        self.one(self.value.cos(), Operation::Cos)
    }

    fn tanh(self) -> Self {
        self.one(self.value.tanh(), Operation::Tanh)
    }

    fn sqrt(self) -> Self {
        self.one(self.value.sqrt(), Operation::Sqrt)
    }
}
