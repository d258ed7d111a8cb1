//! Evolution strategies: a mean that follows the better half of its samples.

use descent::random::{Generator, generator};
use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor, check_params, zeros_like,
};

use crate::directions::{Directions, SEED, copy, finite_or_zero, nan_is_worst, skip};

/// θ ← θ − η/(2Nσ) Σ wᵢξᵢ over N antithetic pairs ±ξ: equation `zeroth-order:es`.
///
/// The weight wᵢ of a sample is its rank, brought to [−½, ½] (fitness shaping), or f(θ + σξᵢ)
/// itself; then N = 1 is [`TwoPoint`](crate::TwoPoint). 2N values a step. One number per parameter,
/// the point where f is asked; directions are drawn again, and 2N values are kept until then.
/// Salimans et al. 2017.
#[derive(Debug, Clone)]
pub struct EvolutionStrategy {
    settings: Settings,
    lr: f64,
    sigma: f64,
    shaped: bool,
    pairs: u64,
    rng: Generator,
    /// f(θ + σξᵢ) and f(θ − σξᵢ) in turn; then the weights.
    values: Vec<f64>,
    order: Vec<usize>,
    trial: Vec<Tensor>,
}

impl EvolutionStrategy {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "evolution-strategy",
        chapter: "zeroth-order",
        equation: "zeroth-order:es",
        source: "Salimans et al. 2017",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "sigma",
                "σ",
                0.1,
                Range::POSITIVE,
                "standard deviation of the samples",
            ),
            Hyperparameter {
                name: "pairs",
                symbol: "N",
                meaning: "antithetic pairs a step",
                kind: Kind::Integer {
                    default: 10,
                    min: 1,
                },
            },
            Hyperparameter {
                name: "shaping",
                symbol: "w",
                meaning: "weights: centred ranks, or the values themselves",
                kind: Kind::Choice {
                    options: &["ranks", "none"],
                },
            },
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// The strategy with centred ranks and N = `pairs`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), `sigma` not in (0, ∞), or `pairs` is 0.
    pub fn new(lr: f64, sigma: f64, pairs: u64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = EvolutionStrategy::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("sigma", sigma)?;
        Self::from_settings(&settings.with("pairs", pairs)?.with("seed", seed)?)
    }

    /// The strategy with `settings` of [`EvolutionStrategy::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            sigma: settings.real("sigma")?,
            shaped: settings.choice("shaping")? == "ranks",
            pairs: settings.integer("pairs")?,
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
            values: Vec::new(),
            order: Vec::new(),
            trial: Vec::new(),
        })
    }

    // ANCHOR: step
    fn advance(&mut self, f: &dyn Objective, params: &mut [Tensor]) {
        let mut again = self.rng.clone();
        self.values.clear();
        for _ in 0..self.pairs {
            for scale in [self.sigma, -self.sigma] {
                copy(params, &mut self.trial);
                Directions::Gaussian.add(&mut self.trial, scale, &mut self.rng.clone());
                self.values.push(nan_is_worst(f.value(&self.trial)));
            }
            skip(Directions::Gaussian, params, &mut self.rng);
        }
        if self.shaped {
            centred_ranks(&mut self.values, &mut self.order);
        }
        for pair in self.values.as_chunks::<2>().0 {
            let weight = finite_or_zero(pair[0] - pair[1]);
            let scale = finite_or_zero(-self.lr * weight / (2.0 * self.pairs as f64 * self.sigma));
            Directions::Gaussian.add(params, scale, &mut again);
        }
    }
    // ANCHOR_END: step
}

/// Replaces each value by its rank, scaled to [−½, ½]: the smallest gets −½, the largest ½, equal
/// values the mean of their ranks. `order` is room for the sorting.
///
/// # Panics
/// Never for two values or more.
pub fn centred_ranks(values: &mut [f64], order: &mut Vec<usize>) {
    order.clear();
    order.extend(0..values.len());
    order.sort_unstable_by(|&i, &j| values[i].total_cmp(&values[j]));
    let last = (values.len() - 1) as f64;
    let mut first = 0;
    while first < order.len() {
        let value = values[order[first]];
        let same = order[first..].iter().take_while(|&&i| values[i] == value);
        let end = first + same.count();
        let rank = (first + end - 1) as f64 / 2.0;
        for &i in &order[first..end] {
            values[i] = rank / last - 0.5;
        }
        first = end;
    }
}

impl Configured for EvolutionStrategy {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.trial.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for EvolutionStrategy {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.trial)?;
        if self.trial.is_empty() {
            self.trial = zeros_like(params);
        }
        self.advance(objective, params);
        Ok(())
    }
}
