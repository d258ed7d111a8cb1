//! What derivatives cost, in counted operations.

use std::cell::Cell;

use crate::{Counted, Dual, Formula, forward, reverse};

/// `x` as numbers that `counter` watches.
fn watched<'c>(x: &[f64], counter: &'c Cell<u64>) -> Vec<Counted<'c>> {
    x.iter().map(|&x| Counted::new(x, counter)).collect()
}

/// The operations of one evaluation of f at `x`.
pub fn value(f: &impl Formula, x: &[f64]) -> u64 {
    let counter = Cell::new(0);
    f.eval(&watched(x, &counter));
    counter.get()
}

/// The operations of a gradient in forward mode, n passes.
pub fn forward_gradient(f: &impl Formula, x: &[f64]) -> u64 {
    let counter = Cell::new(0);
    let point = watched(x, &counter);
    for i in 0..x.len() {
        let unit: Vec<f64> = (0..x.len()).map(|j| f64::from(u8::from(i == j))).collect();
        forward::directional(f, &point, &watched(&unit, &counter));
    }
    counter.get()
}

/// The operations of a value and a gradient in reverse mode.
pub fn reverse_gradient(f: &impl Formula, x: &[f64]) -> u64 {
    let counter = Cell::new(0);
    reverse::gradient_times(f, &watched(x, &counter), Counted::new(1.0, &counter));
    counter.get()
}

/// The operations of a gradient and a Hessian–vector product by dual numbers on a tape.
pub fn hessian_vector(f: &impl Formula, x: &[f64], v: &[f64]) -> u64 {
    let counter = Cell::new(0);
    let moving: Vec<Dual<Counted>> = watched(x, &counter)
        .into_iter()
        .zip(watched(v, &counter))
        .map(|(x, v)| Dual::new(x, v))
        .collect();
    let seed = Dual::new(Counted::new(1.0, &counter), Counted::new(0.0, &counter));
    reverse::gradient_times(f, &moving, seed);
    counter.get()
}
