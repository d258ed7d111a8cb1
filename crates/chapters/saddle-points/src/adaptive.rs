//! AdaGrad, RMSProp and Adam, written straight from their formulas for one experiment. Their own
//! chapters come later.

/// Which formula divides the gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// v ← v + g² (Duchi, Hazan & Singer 2011).
    AdaGrad,
    /// v ← ρv + (1 − ρ)g² (Tieleman & Hinton 2012); it holds ρ.
    RmsProp(f64),
    /// m and v are averages with decays 0.9 and 0.999, both corrected for their start at 0
    /// (Kingma & Ba 2015).
    Adam,
}

/// One of the rules with its state. ε is added to the root.
#[derive(Debug, Clone)]
pub struct Adaptive {
    rule: Rule,
    lr: f64,
    eps: f64,
    t: i32,
    m: Vec<f64>,
    v: Vec<f64>,
}

impl Adaptive {
    /// The rule for `n` parameters with learning rate η = `lr` and ε = `eps`.
    ///
    /// # Panics
    /// Unless η ≥ 0 and ε > 0.
    pub fn new(rule: Rule, lr: f64, eps: f64, n: usize) -> Self {
        assert!(lr >= 0.0 && eps > 0.0, "η = {lr}, ε = {eps}");
        let zeros = vec![0.0; n];
        Self {
            rule,
            lr,
            eps,
            t: 0,
            m: zeros.clone(),
            v: zeros,
        }
    }

    /// One step on `theta` with the gradient `grad`.
    pub fn step(&mut self, theta: &mut [f64], grad: &[f64]) {
        self.t += 1;
        for (((x, &g), m), v) in theta.iter_mut().zip(grad).zip(&mut self.m).zip(&mut self.v) {
            let (numerator, square) = match self.rule {
                Rule::AdaGrad => {
                    *v += g * g;
                    (g, *v)
                }
                Rule::RmsProp(rho) => {
                    *v = rho * *v + (1.0 - rho) * g * g;
                    (g, *v)
                }
                Rule::Adam => {
                    *m = 0.9 * *m + 0.1 * g;
                    *v = 0.999 * *v + 0.001 * g * g;
                    let corrected = 1.0 - 0.9_f64.powi(self.t);
                    (*m / corrected, *v / (1.0 - 0.999_f64.powi(self.t)))
                }
            };
            *x -= self.lr * numerator / (square.sqrt() + self.eps);
        }
    }
}
