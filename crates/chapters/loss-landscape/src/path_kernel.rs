//! A model of one input whose every prediction is a sum over its training examples.

/// y(x) = Σⱼ vⱼ tanh(wⱼx + bⱼ), with the parameters w₁…, b₁…, v₁… in one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScalarNetwork {
    /// The number of hidden units.
    pub width: usize,
}

impl ScalarNetwork {
    /// y(x).
    ///
    /// # Panics
    /// If `theta` has not 3 · width entries.
    pub fn output(self, theta: &[f64], x: f64) -> f64 {
        let n = self.width;
        assert_eq!(theta.len(), 3 * n, "w, b and v");
        (0..n)
            .map(|j| theta[2 * n + j] * (theta[j] * x + theta[n + j]).tanh())
            .sum()
    }

    /// ∇_θ y(x).
    ///
    /// # Panics
    /// If `theta` has not 3 · width entries.
    pub fn tangent(self, theta: &[f64], x: f64) -> Vec<f64> {
        let n = self.width;
        assert_eq!(theta.len(), 3 * n, "w, b and v");
        let mut tangent = vec![0.0; 3 * n];
        for j in 0..n {
            let hidden = (theta[j] * x + theta[n + j]).tanh();
            let inner = theta[2 * n + j] * (1.0 - hidden * hidden);
            (tangent[j], tangent[n + j], tangent[2 * n + j]) = (inner * x, inner, hidden);
        }
        tangent
    }

    /// K(x, x′) = ∇y(x)·∇y(x′) at θ: equation `loss-landscape:tangent-kernel`.
    ///
    /// # Panics
    /// If `theta` has not 3 · width entries.
    pub fn kernel(self, theta: &[f64], x: f64, other: f64) -> f64 {
        inner(&self.tangent(theta, x), &self.tangent(theta, other))
    }
}

/// What training with small steps leaves behind for one input x.
#[derive(Debug, Clone, PartialEq)]
pub struct KernelForm {
    /// y(x) before training.
    pub before: f64,
    /// y(x) after training.
    pub after: f64,
    /// For each example: the path kernel P(x, xᵢ) = ∫K dt.
    pub kernel: Vec<f64>,
    /// For each example: aᵢ(x), minus the mean of ℓ′ᵢ weighted by K along the path.
    pub weight: Vec<f64>,
}

/// Trains on Σᵢ ℓ(yᵢ, tᵢ) by `steps` Euler steps of length `h` and collects the path kernel for the
/// input `x`: equation `loss-landscape:path-kernel`.
///
/// `slope(y, t)` is ∂ℓ/∂y; `examples` holds the pairs (xᵢ, tᵢ).
///
/// # Panics
/// If `start` has not 3 · width entries.
// ANCHOR: train
pub fn train(
    model: ScalarNetwork,
    slope: &dyn Fn(f64, f64) -> f64,
    examples: &[(f64, f64)],
    (start, x): (&[f64], f64),
    (h, steps): (f64, usize),
) -> KernelForm {
    let mut theta = start.to_vec();
    let mut kernel = vec![0.0; examples.len()];
    let mut pull = vec![0.0; examples.len()];
    for _ in 0..steps {
        let here = model.tangent(&theta, x);
        let mut gradient = vec![0.0; theta.len()];
        for (i, &(xi, ti)) in examples.iter().enumerate() {
            let tangent = model.tangent(&theta, xi);
            let loss_slope = slope(model.output(&theta, xi), ti);
            let k = inner(&here, &tangent);
            kernel[i] += h * k;
            pull[i] -= h * loss_slope * k;
            for (g, t) in gradient.iter_mut().zip(&tangent) {
                *g += loss_slope * t;
            }
        }
        for (theta, g) in theta.iter_mut().zip(&gradient) {
            *theta -= h * g;
        }
    }
    KernelForm {
        before: model.output(start, x),
        after: model.output(&theta, x),
        weight: pull.iter().zip(&kernel).map(|(s, p)| s / p).collect(),
        kernel,
    }
}
// ANCHOR_END: train

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
