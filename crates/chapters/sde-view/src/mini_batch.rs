//! The noise of mini-batch gradients, drawn with replacement.

use descent::problems::LogisticRegression;
use descent::random::{Generator, with_replacement};
use descent::{
    FiniteSum, Objective, Optimizer, StepError, Tensor, data, descend, flatten, vector, zeros_like,
};
use momentum::Nesterov;
use ndarray::Array2;

/// C = (1/N) Σ (∇lᵢ − ∇l)(∇lᵢ − ∇l)ᵀ at `params`: the covariance of one example's gradient.
pub fn gradient_covariance(problem: &dyn FiniteSum, params: &[Tensor]) -> Array2<f64> {
    let mean = flatten(&problem.gradient(params));
    let mut grads = zeros_like(params);
    let mut covariance = Array2::zeros((mean.len(), mean.len()));
    for i in 0..problem.examples() {
        problem.batch_gradient_into(params, &[i], &mut grads);
        let deviation: Vec<f64> = flatten(&grads)
            .iter()
            .zip(&mean)
            .map(|(g, m)| g - m)
            .collect();
        for ((r, c), entry) in covariance.indexed_iter_mut() {
            *entry += deviation[r] * deviation[c] / problem.examples() as f64;
        }
    }
    covariance
}

/// Runs `steps` steps of `optimizer` with gradients of random batches of size `batch`, and shows
/// each point to `observe`.
///
/// # Errors
/// If the optimizer refuses a step.
pub fn run(
    problem: &dyn FiniteSum,
    optimizer: &mut dyn Optimizer,
    params: &mut [Tensor],
    (batch, steps): (usize, usize),
    rng: &mut Generator,
    observe: &mut dyn FnMut(&[Tensor]),
) -> Result<(), StepError> {
    let mut grads = zeros_like(params);
    for _ in 0..steps {
        let indices = with_replacement(problem.examples(), batch, rng);
        problem.batch_gradient_into(params, &indices, &mut grads);
        optimizer.step(params, &grads)?;
        observe(params);
    }
    Ok(())
}

/// l(θ) = (1/N) Σ λ(θ − xᵢ)²/2: the mean of a column of data as the smallest finite-sum problem.
///
/// Its gradient noise does not depend on θ: C = λ² Var(x).
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    data: Vec<f64>,
    lambda: f64,
}

impl Location {
    /// The problem for one of the 13 measurements of the wines, standardized.
    ///
    /// # Panics
    /// If there is no such measurement.
    pub fn wine(measurement: usize, lambda: f64) -> Self {
        let inputs = data::wine().standardized().inputs;
        Self {
            data: inputs.column(measurement).to_vec(),
            lambda,
        }
    }
}

impl Objective for Location {
    fn name(&self) -> &'static str {
        "location"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[0.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let squares = self.data.iter().map(|x| (params[0][0] - x).powi(2));
        self.lambda / 2.0 * squares.sum::<f64>() / self.data.len() as f64
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let mean = self.data.iter().sum::<f64>() / self.data.len() as f64;
        grads[0][0] = self.lambda * (params[0][0] - mean);
    }
}

impl FiniteSum for Location {
    fn examples(&self) -> usize {
        self.data.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        let mean = batch.iter().map(|&i| self.data[i]).sum::<f64>() / batch.len() as f64;
        grads[0][0] = self.lambda * (params[0][0] - mean);
    }
}

/// Logistic regression on the wines with its minimizer and the gradient noise there.
#[derive(Debug, Clone)]
pub struct WineNoise {
    /// The loss.
    pub problem: LogisticRegression,
    /// θ*.
    pub minimizer: Vec<Tensor>,
    /// C at θ*.
    pub covariance: Array2<f64>,
}

impl WineNoise {
    /// The problem with penalty ρ = `penalty`.
    ///
    /// # Errors
    /// If the penalty is not allowed, or the minimizer is not found.
    pub fn measure(penalty: f64) -> Result<Self, Box<dyn std::error::Error>> {
        let problem = LogisticRegression::wine(penalty)?;
        let mut optimizer = Nesterov::new(0.5, 0.6)?;
        let trace = descend(&problem, &mut optimizer, &problem.start(), 400)?;
        let minimizer = trace.last().to_vec();
        let covariance = gradient_covariance(&problem, &minimizer);
        Ok(Self {
            problem,
            minimizer,
            covariance,
        })
    }
}

/// The mean of l(θ_k) − l(θ*) over `steps` steps of SGD started at θ*, after a tenth of them.
///
/// # Errors
/// If the learning rate is not allowed or a step is refused.
pub fn excess_loss(
    wine: &WineNoise,
    eta: f64,
    batch: usize,
    steps: usize,
    rng: &mut Generator,
) -> Result<f64, Box<dyn std::error::Error>> {
    let least = wine.problem.value(&wine.minimizer);
    let (mut step, mut sum, mut count) = (0, 0.0, 0.0);
    let mut params = wine.minimizer.clone();
    let mut sgd = gradient_descent::Sgd::new(eta)?;
    // The whole loss is dear; every tenth step is enough, neighbours being alike.
    let mut observe = |params: &[Tensor]| {
        step += 1;
        if step > steps / 10 && step % 10 == 0 {
            sum += wine.problem.value(params) - least;
            count += 1.0;
        }
    };
    let size = (batch, steps);
    run(
        &wine.problem,
        &mut sgd,
        &mut params,
        size,
        rng,
        &mut observe,
    )?;
    Ok(sum / count)
}
