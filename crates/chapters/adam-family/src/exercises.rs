//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p adam-family --test exercises -- --ignored
//! ```

use descent::Optimizer;

/// ADOPT without clipping (Taniguchi et al. 2024), exercise `ex-adopt` of the page.
///
/// `gradients` are g₀, g₁, … of one parameter, whatever its value. The first sets v = g₀² and moves
/// nothing. For each later one: m ← β₁m + (1 − β₁)g/max(√v, ε), the move is ηm, and only then
/// v ← β₂v + (1 − β₂)g². Return the moves θ_{t−1} − θ_t, the first of them 0. `lr` is η.
pub fn adopt(gradients: &[f64], (lr, beta1, beta2, eps): (f64, f64, f64, f64)) -> Vec<f64> {
    let _ = (gradients, lr, beta1, beta2, eps);
    todo!("mind the order: the root is that of the v before")
}

/// Lag and noise of a numerator, by experiment, exercise `ex-lag` of the page.
///
/// `optimizer` has the learning rate 1 and moves by Σ w_s g_{t−s}, with weights of its own that are
/// negligible after 5000 steps. Return the mean age Σ s w_s/Σ w_s and the noise Σ w_s²/(Σ w_s)².
pub fn lag_and_noise(optimizer: &mut dyn Optimizer) -> (f64, f64) {
    let _ = optimizer;
    todo!("give it one gradient of 1 and then zeros, and look at its moves")
}

/// The warm-up hidden in `RAdam`, exercise `ex-warmup` of the page.
///
/// Adam with a linear warm-up of T steps, min(t/T, 1), loses about T/2 full steps. `RAdam` with
/// threshold 4 loses Σ (1 − r_t), where r_t counts as 0 while ρ_t ≤ 4. Return the T that loses as
/// many, 2 Σ (1 − r_t), summed until r_t > 1 − 10⁻⁹.
pub fn equivalent_warmup(beta2: f64) -> f64 {
    let _ = beta2;
    todo!("sum over t, with sma_length and rectifier of the module rectify")
}
