//! Reverse mode: one evaluation on a tape and one sweep back give the whole gradient.

use crate::{Formula, Scalar, Tape, Var};

/// f(x) and `seed` · ∇f(x) with numbers of any kind: equation `gradients:adjoint`.
pub fn gradient_times<S: Scalar>(f: &impl Formula, x: &[S], seed: S) -> (S, Vec<S>) {
    let tape = Tape::new();
    let variables: Vec<Var<S>> = x.iter().map(|&x| tape.variable(x)).collect();
    let output = f.eval(&variables);
    let bar = tape.sweep(output, seed);
    let gradient = variables.iter().map(|x| x.read(&bar)).collect();
    (output.number(), gradient)
}

/// f(x) and ∇f(x).
pub fn gradient(f: &impl Formula, x: &[f64]) -> (f64, Vec<f64>) {
    gradient_times(f, x, 1.0)
}
