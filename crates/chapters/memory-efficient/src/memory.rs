//! How much each optimizer keeps, counted by running it.

use adam::Adam;
use descent::{Optimizer, Tensor};

use crate::training::{Failure, speeches};
use crate::{Adafactor, Adam8bit, Came, Galore, Sm3};

/// The rank at which GaLore is counted.
pub const RANK: u64 = 4;

/// One optimizer and what it keeps.
pub struct Kept {
    /// The name of the table.
    pub name: &'static str,
    /// Builds it with a small learning rate.
    pub build: fn() -> Result<Box<dyn Optimizer>, descent::SettingError>,
    /// How many numbers it should keep of an m × n matrix.
    pub of_matrix: fn(usize, usize) -> usize,
}

/// Every optimizer of the table, in its order.
pub const TABLE: [Kept; 7] = [
    Kept {
        name: "adam",
        build: || Ok(Box::new(Adam::new(0.01)?)),
        of_matrix: |m, n| 2 * m * n,
    },
    Kept {
        name: "adagrad",
        build: || Ok(Box::new(Sm3::entries(0.01, 0.0)?)),
        of_matrix: |m, n| m * n,
    },
    Kept {
        name: "adafactor",
        build: || Ok(Box::new(Adafactor::new(0.01)?)),
        of_matrix: |m, n| m + n,
    },
    Kept {
        name: "sm3",
        build: || Ok(Box::new(Sm3::new(0.01, 0.0)?)),
        of_matrix: |m, n| m + n,
    },
    Kept {
        name: "came",
        build: || Ok(Box::new(Came::new(0.01)?)),
        of_matrix: |m, n| m * n + 2 * (m + n),
    },
    Kept {
        name: "galore",
        build: || Ok(Box::new(Galore::new(0.01, RANK, 200)?)),
        of_matrix: |m, n| {
            let r = m.min(n).min(4);
            m.min(n) * r + 2 * r * m.max(n)
        },
    },
    Kept {
        name: "adam-8bit",
        build: || Ok(Box::new(Adam8bit::new(0.01)?)),
        of_matrix: |m, n| 2 * (m * n + (m * n).div_ceil(2048)),
    },
];

/// How many numbers `optimizer` keeps for `params` after a step.
///
/// # Errors
/// If the step is refused, as it is where a tensor has no entries.
pub fn count(optimizer: &mut dyn Optimizer, params: &[Tensor]) -> Result<usize, Failure> {
    let mut moved = params.to_vec();
    optimizer.step(&mut moved, params)?;
    Ok(optimizer.state_len())
}

/// The table of the pages, a row an optimizer: name, numbers kept for the embedding of the speeches
/// and the two small tensors after it, the same per parameter, and bytes per parameter if a number
/// takes four and a code one.
///
/// # Errors
/// None, as the settings are fixed.
pub fn rows() -> Result<Vec<(&'static str, usize, f64, f64)>, Failure> {
    let params = descent::Objective::start(&speeches()?.0);
    let total: usize = params.iter().map(Tensor::len).sum();
    let per_parameter = |x: usize| x as f64 / total as f64;
    let mut rows = Vec::new();
    for kept in TABLE {
        let numbers = count((kept.build)()?.as_mut(), &params)?;
        let bytes = if kept.name == "adam-8bit" {
            let mut optimizer = Adam8bit::new(0.01)?;
            count(&mut optimizer, &params)?;
            optimizer.state_bytes()
        } else {
            4 * numbers
        };
        rows.push((
            kept.name,
            numbers,
            per_parameter(numbers),
            per_parameter(bytes),
        ));
    }
    Ok(rows)
}
