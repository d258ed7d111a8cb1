//! What a slope costs, in counted operations.

use std::cell::Cell;

use gradients::{Counted, Formula, forward};

/// The operations of a value and a slope, one pass with dual numbers: equation
/// `forward-gradient:cost`. `gradients::cost::reverse_gradient` counts the rival's.
///
/// # Panics
/// If `v` has not as many entries as `x`.
pub fn dual_pass(f: &impl Formula, x: &[f64], v: &[f64]) -> u64 {
    let counter = Cell::new(0);
    let watched = |list: &[f64]| -> Vec<Counted<'_>> {
        list.iter().map(|&x| Counted::new(x, &counter)).collect()
    };
    forward::directional(f, &watched(x), &watched(v));
    counter.get()
}
