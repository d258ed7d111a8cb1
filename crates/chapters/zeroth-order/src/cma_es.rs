//! CMA-ES: a normal distribution that learns the shape of the valley from ranks alone.

use descent::random::{Generator, generator, normal};
use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor, check_params, zeros_like,
};

use crate::directions::{SEED, nan_is_worst};

/// Samples of N(θ, σ²C) whose better half moves θ and shapes C: equation `zeroth-order:cma`.
///
/// C is kept as LLᵀ with L lower triangular and updated in O(n²) for each sample, so a path of
/// step sizes is measured with L⁻¹ in place of C^{−1/2} (Krause, Arbonès & Igel 2016). The
/// learning rate is σ: `lr` starts it, and setting it sets it anew. About n/2 + λ numbers per
/// parameter, n of them in all: for problems of at most some hundred parameters. Of the values it
/// uses the order only; NaN counts as ∞. Hansen & Ostermeier 2001, constants of Hansen 2016.
#[derive(Debug, Clone)]
pub struct CmaEs {
    settings: Settings,
    sigma: f64,
    population: usize,
    rng: Generator,
    steps: u64,
    constants: Constants,
    /// The columns of L, one after another, each from the diagonal down.
    factor: Vec<f64>,
    sigma_path: Vec<f64>,
    shape_path: Vec<f64>,
    /// The samples' z ~ N(0, I) and y = Lz, each of n numbers.
    z: Vec<f64>,
    y: Vec<f64>,
    values: Vec<f64>,
    order: Vec<usize>,
    scratch: Vec<f64>,
    trial: Vec<Tensor>,
}

/// The constants of CMA-ES for n parameters and λ samples: equation `zeroth-order:cma-constants`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Constants {
    /// wᵢ, from the best sample on, positive, with the sum 1.
    pub weights: Vec<f64>,
    /// μ_w = 1/Σwᵢ².
    pub effective: f64,
    /// c_σ, how fast the path of σ forgets.
    pub c_sigma: f64,
    /// d_σ, the damping of σ.
    pub damping: f64,
    /// c_c, how fast the path of C forgets.
    pub c_path: f64,
    /// c₁, the weight of that path in C.
    pub c_one: f64,
    /// c_μ, the weight of the better half in C.
    pub c_mu: f64,
    /// About E‖N(0, I)‖.
    pub length: f64,
}

impl Constants {
    /// Those for `n` parameters and λ = `population` samples.
    ///
    /// # Panics
    /// If `population` is below 2.
    pub fn new(n: usize, population: usize) -> Self {
        assert!(population >= 2, "selection needs two samples");
        let n = n as f64;
        let centre = f64::midpoint(population as f64, 1.0).ln();
        let raw: Vec<f64> = (1..=population / 2)
            .map(|i| centre - (i as f64).ln())
            .collect();
        let sum: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / sum).collect();
        let mu = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
        let c_sigma = (mu + 2.0) / (n + mu + 5.0);
        let c_one = 2.0 / ((n + 1.3).powi(2) + mu);
        Self {
            weights,
            effective: mu,
            c_sigma,
            damping: 1.0 + 2.0 * (((mu - 1.0) / (n + 1.0)).sqrt() - 1.0).max(0.0) + c_sigma,
            c_path: (4.0 + mu / n) / (n + 4.0 + 2.0 * mu / n),
            c_one,
            c_mu: (1.0 - c_one).min(2.0 * (mu - 2.0 + 1.0 / mu) / ((n + 2.0).powi(2) + mu)),
            length: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
        }
    }
}

impl CmaEs {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "cma-es",
        chapter: "zeroth-order",
        equation: "zeroth-order:cma",
        source: "Hansen & Ostermeier 2001",
        hyperparameters: &[
            Hyperparameter::required(
                "lr",
                "σ",
                Range::NON_NEGATIVE,
                "standard deviation of the first samples",
            ),
            Hyperparameter {
                name: "population",
                symbol: "λ",
                meaning: "samples a step; 0 and 1 stand for 4 + ⌊3 ln n⌋",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// No σ is larger than this: on a function without a minimum it would grow beyond all numbers.
    const LARGEST: f64 = 1e100;

    /// CMA-ES with first standard deviation σ = `sigma` and λ = 4 + ⌊3 ln n⌋.
    ///
    /// # Errors
    /// If `sigma` is not in [0, ∞).
    pub fn new(sigma: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = CmaEs::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", sigma)?.with("seed", seed)?)
    }

    /// CMA-ES with `settings` of [`CmaEs::SPEC`].
    ///
    /// # Errors
    /// If σ was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let population = settings.integer("population")?;
        Ok(Self {
            sigma: settings.real("lr")?,
            population: usize::try_from(population).unwrap_or(usize::MAX),
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
            steps: 0,
            constants: Constants::default(),
            factor: Vec::new(),
            sigma_path: Vec::new(),
            shape_path: Vec::new(),
            z: Vec::new(),
            y: Vec::new(),
            values: Vec::new(),
            order: Vec::new(),
            scratch: Vec::new(),
            trial: Vec::new(),
        })
    }

    /// σ, the standard deviation of the next samples.
    pub fn sigma(&self) -> f64 {
        self.sigma
    }

    /// The entry Cᵢⱼ of the covariance without σ².
    ///
    /// # Panics
    /// If `i` or `j` is not below n, or before the first step.
    pub fn covariance(&self, i: usize, j: usize) -> f64 {
        let n = self.scratch.len();
        let entry = |row: usize, k: usize| self.factor[column(n, k) + row - k];
        (0..=i.min(j)).map(|k| entry(i, k) * entry(j, k)).sum()
    }

    fn start(&mut self, params: &[Tensor]) {
        self.trial = zeros_like(params);
        let n: usize = params.iter().map(Tensor::len).sum();
        if self.population < 2 {
            // ⌊3 ln n⌋ by counting.
            let most = 3.0 * (n as f64).ln();
            self.population = 4 + (1..200).filter(|&k| f64::from(k) <= most).count();
        }
        self.constants = Constants::new(n, self.population);
        self.factor = vec![0.0; column(n, n)];
        for k in 0..n {
            self.factor[column(n, k)] = 1.0;
        }
        (self.sigma_path, self.shape_path) = (vec![0.0; n], vec![0.0; n]);
        self.scratch = vec![0.0; n];
        let lambda = self.population;
        (self.z, self.y) = (vec![0.0; lambda * n], vec![0.0; lambda * n]);
        self.values = vec![0.0; lambda];
        self.order = (0..lambda).collect();
    }

    // ANCHOR: step
    fn advance(&mut self, f: &dyn Objective, params: &mut [Tensor]) {
        let n = self.scratch.len();
        self.steps += 1;
        for i in 0..self.population {
            let (z, y) = (&mut self.z[i * n..][..n], &mut self.y[i * n..][..n]);
            z.fill_with(|| normal(&mut self.rng));
            multiply(&self.factor, z, y);
            let thetas = params.iter().flatten().zip(&*y);
            for (trial, (theta, y)) in self.trial.iter_mut().flatten().zip(thetas) {
                *trial = theta + self.sigma * y;
            }
            self.values[i] = nan_is_worst(f.value(&self.trial));
        }
        let values = &self.values;
        // Equal values stay in the order in which they were drawn.
        self.order
            .sort_unstable_by(|&i, &j| values[i].total_cmp(&values[j]).then(i.cmp(&j)));
        if self.values[self.order[0]] == f64::INFINITY {
            return;
        }
        let c = &self.constants;
        let better = || self.order.iter().zip(&c.weights);

        // The mean moves along ȳ = Σwᵢyᵢ; both paths remember such moves.
        weighted_sum(better(), &self.y, &mut self.scratch);
        for (theta, y) in params.iter_mut().flatten().zip(&self.scratch) {
            *theta += self.sigma * y;
        }
        weighted_sum(better(), &self.z, &mut self.scratch);
        let scale = (c.c_sigma * (2.0 - c.c_sigma) * c.effective).sqrt();
        for (path, z) in self.sigma_path.iter_mut().zip(&self.scratch) {
            *path = (1.0 - c.c_sigma) * *path + scale * z;
        }
        let length = self.sigma_path.iter().map(|p| p * p).sum::<f64>().sqrt();
        // Stalls the other path while this one is too long: σ is far too small then.
        let age = 1.0 - (1.0 - c.c_sigma).powf(2.0 * self.steps as f64);
        let steady = length / age.sqrt() < (1.4 + 2.0 / (n as f64 + 1.0)) * c.length;
        let on = if steady { 1.0 } else { 0.0 };
        weighted_sum(better(), &self.y, &mut self.scratch);
        let scale = on * (c.c_path * (2.0 - c.c_path) * c.effective).sqrt();
        for (path, y) in self.shape_path.iter_mut().zip(&self.scratch) {
            *path = (1.0 - c.c_path) * *path + scale * y;
        }

        // C forgets, then takes in the path and the better samples.
        let stalled = (1.0 - on) * c.c_one * c.c_path * (2.0 - c.c_path);
        let kept = 1.0 - c.c_one - c.c_mu + stalled;
        self.factor.iter_mut().for_each(|l| *l *= kept.sqrt());
        self.scratch.copy_from_slice(&self.shape_path);
        add_outer(&mut self.factor, c.c_one, &mut self.scratch);
        for (&i, weight) in better() {
            self.scratch.copy_from_slice(&self.y[i * n..][..n]);
            add_outer(&mut self.factor, c.c_mu * weight, &mut self.scratch);
        }
        let growth = (c.c_sigma / c.damping * (length / c.length - 1.0)).exp();
        self.sigma = (self.sigma * growth).min(Self::LARGEST);
    }
    // ANCHOR_END: step
}

/// Where column k of the packed factor begins.
fn column(n: usize, k: usize) -> usize {
    k * n - k * k.saturating_sub(1) / 2
}

/// y ← Lz.
fn multiply(factor: &[f64], z: &[f64], y: &mut [f64]) {
    let n = z.len();
    y.fill(0.0);
    for (k, z) in z.iter().enumerate() {
        let entries = &factor[column(n, k)..column(n, k + 1)];
        for (y, l) in y[k..].iter_mut().zip(entries) {
            *y += l * z;
        }
    }
}

/// `sum` ← Σwᵢ·(the i-th vector of `vectors`).
fn weighted_sum<'a>(
    better: impl Iterator<Item = (&'a usize, &'a f64)>,
    vectors: &[f64],
    sum: &mut [f64],
) {
    let n = sum.len();
    sum.fill(0.0);
    for (&i, weight) in better {
        for (sum, x) in sum.iter_mut().zip(&vectors[i * n..][..n]) {
            *sum += weight * x;
        }
    }
}

// ANCHOR: cholesky
/// L ← the factor of LLᵀ + weight·vvᵀ; v is used up.
fn add_outer(factor: &mut [f64], weight: f64, v: &mut [f64]) {
    let n = v.len();
    for v in v.iter_mut() {
        *v *= weight.sqrt();
    }
    for k in 0..n {
        let entries = &mut factor[column(n, k)..column(n, k + 1)];
        // The rotation that turns (L_kk, v_k) into (ρ, 0).
        let rho = entries[0].hypot(v[k]);
        if rho == 0.0 {
            // A large population may forget all of C at once.
            continue;
        }
        let (cos, sin) = (entries[0] / rho, v[k] / rho);
        entries[0] = rho;
        for (l, v) in entries[1..].iter_mut().zip(&mut v[k + 1..]) {
            (*l, *v) = (cos * *l + sin * *v, cos * *v - sin * *l);
        }
    }
}
// ANCHOR_END: cholesky

impl Configured for CmaEs {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let vectors = [
            &self.factor,
            &self.sigma_path,
            &self.shape_path,
            &self.z,
            &self.y,
            &self.scratch,
        ];
        vectors.map(Vec::len).iter().sum::<usize>()
            + self.trial.iter().map(Tensor::len).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.sigma = lr;
        Ok(())
    }
}

impl OracleOptimizer for CmaEs {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.trial)?;
        if self.trial.is_empty() {
            self.start(params);
        }
        self.advance(objective, params);
        Ok(())
    }
}
