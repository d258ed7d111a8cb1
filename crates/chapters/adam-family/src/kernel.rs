//! What a step makes of a sequence of gradients.

use descent::{Optimizer, StepError, vector};

/// The moves θ_{t−1} − θ_t of `optimizer` on one parameter, from θ₀ = 0, when the gradients are
/// `gradients`, wherever θ is.
///
/// # Errors
/// If a gradient is not finite.
pub fn moves(optimizer: &mut dyn Optimizer, gradients: &[f64]) -> Result<Vec<f64>, StepError> {
    let mut theta = vector(&[0.0]);
    gradients
        .iter()
        .map(|&g| {
            let before = theta[0][0];
            optimizer.step(&mut theta, &vector(&[g]))?;
            Ok(before - theta[0][0])
        })
        .collect()
}

/// The leaky mean (1 − β) Σ β^(t−i) gᵢ of all `numbers`, as a sum over them.
pub fn leaky_mean(beta: f64, numbers: &[f64]) -> f64 {
    let weights = std::iter::successors(Some(1.0 - beta), |w| Some(beta * w));
    numbers.iter().rev().zip(weights).map(|(g, w)| w * g).sum()
}

/// The same, divided by 1 − βᵗ.
pub fn corrected_mean(beta: f64, numbers: &[f64]) -> f64 {
    leaky_mean(beta, numbers) / leaky_mean(beta, &vec![1.0; numbers.len()])
}

/// The weights that `optimizer` gives to gradients of the ages 0, 1, …, `count` − 1: its moves
/// after one gradient of 1 among zeros, `warm` of which come before.
///
/// # Errors
/// None: the gradients are finite.
pub fn weights(
    optimizer: &mut dyn Optimizer,
    warm: usize,
    count: usize,
) -> Result<Vec<f64>, StepError> {
    let mut gradients = vec![0.0; warm + count];
    gradients[warm] = 1.0;
    Ok(moves(optimizer, &gradients)?.split_off(warm))
}

/// `count` gradients gᵢ = sin(1.7i) + 0.3 cos(0.13i²) + 0.2, i = 1, 2, …, which have no pattern.
pub fn rugged(count: usize) -> Vec<f64> {
    (1..=count)
        .map(|i| i as f64)
        .map(|i| (1.7 * i).sin() + 0.3 * (0.13 * i * i).cos() + 0.2)
        .collect()
}
