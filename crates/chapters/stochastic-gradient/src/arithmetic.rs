//! What one layer costs for a batch: operations, and words of memory that must be moved.

use std::collections::BTreeSet;

/// Operations and words of one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Multiplications and additions.
    pub operations: usize,
    /// Different numbers read or written: inputs, weights, outputs.
    pub words: usize,
}

/// The product of a batch (B × m) with weights (m × w), counted entry by entry.
pub fn layer(batch: usize, inputs: usize, outputs: usize) -> Cost {
    let mut operations = 0;
    let mut touched = BTreeSet::new();
    for b in 0..batch {
        for o in 0..outputs {
            for i in 0..inputs {
                touched.insert(('x', b, i));
                touched.insert(('w', i, o));
                operations += 2;
            }
            touched.insert(('y', b, o));
        }
    }
    let words = touched.len();
    Cost { operations, words }
}
