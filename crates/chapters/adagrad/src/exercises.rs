//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p adagrad --test exercises -- --ignored
//! ```

/// One step of AdaGrad with ε = 10⁻¹⁰ that touches only what it must, exercise `ex-sparse-step`.
///
/// The gradient is `slope` at each place of `words` (all different) and 0 elsewhere. Change `theta`
/// and the sums `s` as the dense step would, in time proportional to `words.len()`. η = `lr`.
pub fn sparse_step(theta: &mut [f64], s: &mut [f64], words: &[usize], slope: f64, lr: f64) {
    let _ = (theta, s, words, slope, lr);
    todo!("visit the words only")
}

/// The best fixed diagonal in hindsight, exercise `ex-hindsight`.
///
/// Return H₁, …, `H_d` > 0 that minimize ½(D² Σᵢ Hᵢ + Σₜ Σᵢ `g_{t,i}`²/Hᵢ) for the given `gradients`
/// (one row a round; each entry is non-zero in some round) and D = `distance`, and the minimum.
pub fn best_diagonal(gradients: &[Vec<f64>], distance: f64) -> (Vec<f64>, f64) {
    let _ = (gradients, distance);
    todo!("each Hᵢ has a problem of its own")
}

/// AdaGrad by dual averaging, exercise `ex-dual-averaging`.
///
/// θₜ = argmin over θ of Σ_{τ≤t} `g_τ`·θ + (1/2η) Σᵢ √`s_{t,i}` (θᵢ − θ₀ᵢ)², which has a closed form. An
/// entry without any gradient so far stays at θ₀. Return `θ_T` for the given `gradients`, one row a
/// round; `start` is θ₀, `lr` η.
pub fn dual_averaging(start: &[f64], gradients: &[Vec<f64>], lr: f64) -> Vec<f64> {
    let _ = (start, gradients, lr);
    todo!("two sums an entry: of the gradients and of their squares")
}
