//! The diagonal of a Hessian, exact or by Hutchinson's estimate.

use descent::random::{Generator, Rng, generator, normal};
use descent::{
    Hyperparameter, Kind, Objective, SettingError, Settings, StepError, Tensor, check_step,
    zeros_like,
};
use ndarray::Zip;

/// How the diagonal is found.
pub(crate) const DIAGONAL: Hyperparameter = Hyperparameter {
    name: "diagonal",
    symbol: "h",
    meaning: "z ⊙ Hz for random z, or the exact diagonal, which takes n products Hz",
    kind: Kind::Choice {
        options: &["hutchinson", "exact"],
    },
};

/// What the entries of z are.
pub(crate) const PROBE: Hyperparameter = Hyperparameter {
    name: "probe",
    symbol: "z",
    meaning: "entries ±1 with equal chances, or from N(0, 1)",
    kind: Kind::Choice {
        options: &["signs", "normal"],
    },
};

/// How many z are averaged.
pub(crate) const SAMPLES: Hyperparameter = Hyperparameter {
    name: "samples",
    symbol: "r",
    meaning: "how many estimates are averaged",
    kind: Kind::Integer { default: 1, min: 1 },
};

/// Where the z start from.
pub(crate) const PROBE_SEED: Hyperparameter = Hyperparameter {
    name: "probe_seed",
    symbol: "z",
    meaning: "seed of the random z",
    kind: Kind::Integer { default: 0, min: 0 },
};

/// The diagonal of the Hessian at a point, or an estimate, with room for its computation.
#[derive(Debug, Clone)]
pub struct Curvature {
    exact: bool,
    normal: bool,
    samples: u64,
    rng: Generator,
    /// z.
    probe: Vec<Tensor>,
    /// Where gradients are taken for differences, those gradients, and their weighted sum.
    ahead: Vec<Tensor>,
    grads: Vec<Tensor>,
    product: Vec<Tensor>,
}

impl Curvature {
    /// As the settings `diagonal`, `probe`, `samples` and `probe_seed` say.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            exact: settings.choice("diagonal")? == "exact",
            normal: settings.choice("probe")? == "normal",
            samples: settings.integer("samples")?,
            rng: generator(settings.integer("probe_seed")?),
            probe: Vec::new(),
            ahead: Vec::new(),
            grads: Vec::new(),
            product: Vec::new(),
        })
    }

    /// Gives its room back, so that parameters of other shapes may follow.
    pub(crate) fn forget(&mut self) {
        for buffer in [
            &mut self.probe,
            &mut self.ahead,
            &mut self.grads,
            &mut self.product,
        ] {
            buffer.clear();
        }
    }

    /// Hutchinson's estimate with `samples` vectors z of signs, or of normal numbers, from `seed`.
    pub fn hutchinson(samples: u64, normal: bool, seed: u64) -> Self {
        Self {
            exact: false,
            normal,
            samples,
            rng: generator(seed),
            probe: Vec::new(),
            ahead: Vec::new(),
            grads: Vec::new(),
            product: Vec::new(),
        }
    }

    /// Writes the diagonal, or its estimate, into `diagonal`: equation
    /// `matrix-preconditioners:hutchinson`.
    ///
    /// # Errors
    /// If a gradient near `params` is not finite; what is random is then as before.
    pub fn diagonal_into(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
        diagonal: &mut [Tensor],
    ) -> Result<(), StepError> {
        if self.probe.is_empty() {
            for buffer in [
                &mut self.probe,
                &mut self.ahead,
                &mut self.grads,
                &mut self.product,
            ] {
                *buffer = zeros_like(params);
            }
        }
        let rng = self.rng.clone();
        let done = if self.exact {
            self.exact_into(objective, params, diagonal)
        } else {
            self.estimate_into(objective, params, diagonal)
        };
        if done.is_err() {
            self.rng = rng;
        }
        done
    }

    /// The mean of z ⊙ Hz over the samples.
    fn estimate_into(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
        diagonal: &mut [Tensor],
    ) -> Result<(), StepError> {
        for d in diagonal.iter_mut() {
            d.fill(0.0);
        }
        let share = 1.0 / self.samples as f64;
        for _ in 0..self.samples {
            for z in self.probe.iter_mut().flatten() {
                *z = if self.normal {
                    normal(&mut self.rng)
                } else {
                    sign(&mut self.rng)
                };
            }
            self.multiply(objective, params)?;
            for ((d, z), hz) in diagonal.iter_mut().zip(&self.probe).zip(&self.product) {
                Zip::from(d)
                    .and(z)
                    .and(hz)
                    .for_each(|d, z, hz| *d += share * z * hz);
            }
        }
        Ok(())
    }

    /// The diagonal itself: from the Hessian where there is a formula, else one product for each
    /// parameter.
    fn exact_into(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
        diagonal: &mut [Tensor],
    ) -> Result<(), StepError> {
        if let Some(hessian) = objective.hessian(params) {
            for (d, h) in diagonal.iter_mut().flatten().zip(hessian.diag()) {
                *d = *h;
            }
            return check_step(params, diagonal, &[]);
        }
        for z in &mut self.probe {
            z.fill(0.0);
        }
        for tensor in 0..params.len() {
            for entry in 0..params[tensor].len() {
                self.set(tensor, entry, 1.0);
                let product = self.multiply(objective, params);
                self.set(tensor, entry, 0.0);
                product?;
                let value = self.product[tensor].iter().nth(entry).copied();
                if let (Some(d), Some(value)) = (diagonal[tensor].iter_mut().nth(entry), value) {
                    *d = value;
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, tensor: usize, entry: usize, value: f64) {
        if let Some(z) = self.probe[tensor].iter_mut().nth(entry) {
            *z = value;
        }
    }

    /// product ← Hz: by the objective's own formula, else by four gradients.
    ///
    /// The difference [8(g₁ − g₋₁) − (g₂ − g₋₂)]/12h, g_k = ∇f(θ + khz), is off by O(h⁴), and exact
    /// where f is a polynomial of degree up to five.
    fn multiply(&mut self, objective: &dyn Objective, params: &[Tensor]) -> Result<(), StepError> {
        /// Between the error h⁴ ≈ 10⁻¹² of the formula and that of rounding, 10⁻¹⁶/h.
        const H: f64 = 1e-3;
        if let Some(product) = objective.hessian_vector(params, &self.probe) {
            for (to, from) in self.product.iter_mut().zip(&product) {
                to.assign(from);
            }
            return check_step(params, &self.product, &[]);
        }
        for p in &mut self.product {
            p.fill(0.0);
        }
        let size = params.iter().flatten().fold(1.0_f64, |s, x| s.max(x.abs()));
        let h = H * size;
        for (k, weight) in [(1.0, 8.0), (2.0, -1.0)] {
            for side in [1.0, -1.0] {
                for ((ahead, theta), z) in self.ahead.iter_mut().zip(params).zip(&self.probe) {
                    Zip::from(ahead)
                        .and(theta)
                        .and(z)
                        .for_each(|ahead, &theta, z| *ahead = theta + k * side * h * z);
                }
                objective.gradient_into(&self.ahead, &mut self.grads);
                check_step(params, &self.grads, &[])?;
                let share = weight * side / (12.0 * h);
                for (product, g) in self.product.iter_mut().zip(&self.grads) {
                    product.zip_mut_with(g, |product, g| *product += share * g);
                }
            }
        }
        check_step(params, &self.product, &[])
    }
}

fn sign(rng: &mut Generator) -> f64 {
    if rng.next_u32() & 1 == 0 { 1.0 } else { -1.0 }
}
