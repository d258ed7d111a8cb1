//! A model of three classes with two parameters, not linear in them: small enough to write out.

/// Scores s(θ; x) = (θ₁θ₂x, sin(θ₁ + x), θ₂² − x).
pub fn scores([a, b]: [f64; 2], x: f64) -> [f64; 3] {
    [a * b * x, (a + x).sin(), b * b - x]
}

/// ln p(k | x, θ), p the softmax of the scores.
pub fn log_probabilities(theta: [f64; 2], x: f64) -> [f64; 3] {
    let s = scores(theta, x);
    let total = s.iter().map(|s| s.exp()).sum::<f64>().ln();
    s.map(|s| s - total)
}

/// The gradient of `f` at `theta` by central differences.
pub fn slope(f: impl Fn([f64; 2]) -> f64, theta: [f64; 2]) -> [f64; 2] {
    const H: f64 = 1e-5;
    [0, 1].map(|i| {
        let (mut ahead, mut behind) = (theta, theta);
        ahead[i] += H;
        behind[i] -= H;
        (f(ahead) - f(behind)) / (2.0 * H)
    })
}

/// F(θ) = mean over `xs` of Σ_k p_k ∇ln p_k ∇ln p_kᵀ: equation `matrix-preconditioners:fisher`.
pub fn fisher(theta: [f64; 2], xs: &[f64]) -> [[f64; 2]; 2] {
    let mut fisher = [[0.0; 2]; 2];
    for &x in xs {
        for k in 0..3 {
            let p = log_probabilities(theta, x)[k].exp();
            let g = slope(|theta| log_probabilities(theta, x)[k], theta);
            for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                fisher[i][j] += p * g[i] * g[j] / xs.len() as f64;
            }
        }
    }
    fisher
}
