//! Starters of the programming exercises. Grade yours with
//! `cargo test -p sde-view --test exercises -- --ignored`.

/// One step of implicit Euler on l(θ) = ½ Σ λᵢθᵢ².
///
/// Return the θ₊ that satisfies θ₊ = θ − h∇l(θ₊). `spectrum` holds the λᵢ ≥ 0, `h` > 0 is the step,
/// `theta` the point before the step; all three may be of any size. The result has the length of
/// `theta`.
pub fn proximal_step(spectrum: &[f64], h: f64, theta: &[f64]) -> Vec<f64> {
    let _ = (spectrum, h, theta);
    todo!("exercise `proximal`")
}

/// One exact step of dθ = −λθ dt + σ dW over the time `t` > 0.
///
/// `xi` is a draw from N(0, 1). Return a number that has exactly the law of θ at time t when θ
/// starts at `theta`, however large t is. λ is any real number, 0 included.
pub fn ornstein_uhlenbeck_step(theta: f64, lambda: f64, sigma: f64, t: f64, xi: f64) -> f64 {
    let _ = (theta, lambda, sigma, t, xi);
    todo!("exercise `exact-ou`")
}

/// The temperature to set in SGLD so that, with its mini-batch noise, it runs at `target`.
///
/// `eta` is the learning rate, `c` the variance of one example's gradient (C = cI) and `batch` the
/// batch size. `None` if the mini-batches alone are hotter than `target`.
pub fn sgld_temperature(target: f64, eta: f64, c: f64, batch: usize) -> Option<f64> {
    let _ = (target, eta, c, batch);
    todo!("exercise `thermostat`")
}
