//! Optimizers on trial: settings that run, and what is counted by running them.

use descent::{Kind, Method, Settings, Spec, StepError, Tensor, vector, zeros_like};
use descent::{Objective, SettingError, problems::LeastSquares};
use ndarray::{Array2, Zip};

/// The defaults of `spec`, and a small number in its range for each that has none.
///
/// # Panics
/// If a range without default holds none of 0.01, 0.5, 1 and 2.
pub fn settings(spec: &'static Spec) -> Settings {
    let mut settings = spec.settings();
    for hyperparameter in spec.hyperparameters {
        if let Kind::Real {
            default: None,
            range,
        } = hyperparameter.kind
        {
            let small = [0.01, 0.5, 1.0, 2.0]
                .into_iter()
                .find(|&x| range.contains(x));
            let small = small.expect("a small number in the range");
            settings
                .set(hyperparameter.name, small)
                .expect("a number in the range");
        }
    }
    settings
}

/// Why a trial ended.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TrialError {
    /// The optimizer could not be built.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// It refused a step.
    #[error(transparent)]
    Step(#[from] StepError),
}

/// How many numbers of state the optimizer keeps for each parameter of a 64 × 64 matrix, counted
/// after three steps.
///
/// # Errors
/// If it cannot be built or refuses a step, both of which the tests of this crate exclude.
///
/// # Panics
/// Never: the shapes are fixed.
pub fn state_per_parameter(spec: &'static Spec) -> Result<f64, TrialError> {
    const N: usize = 64;
    let (a, zero) = (Array2::eye(N), Array2::zeros((N, N)));
    let problem = LeastSquares::new(a, zero.clone(), zero + 1.0).expect("square matrices");
    let mut params = problem.start();
    let mut method = (spec.build)(&settings(spec))?;
    for _ in 0..3 {
        step(&mut method, &problem, &mut params)?;
    }
    Ok(method.configured().state_len() as f64 / (N * N) as f64)
}

/// One step of either kind of optimizer.
///
/// # Errors
/// If the step is refused; parameters and state are then untouched.
pub fn step(
    method: &mut Method,
    objective: &dyn Objective,
    params: &mut [Tensor],
) -> Result<(), StepError> {
    match method {
        Method::Gradient(optimizer) => optimizer.step(params, &objective.gradient(params)),
        Method::Oracle(optimizer) => optimizer.step_on(objective, params),
    }
}

/// The function whose gradient is `slope` everywhere: a gradient of one's own choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// The gradient.
    pub slope: Vec<Tensor>,
}

impl Linear {
    /// The function of one vector with the gradient `slope`.
    pub fn new(slope: &[f64]) -> Self {
        Self {
            slope: vector(slope),
        }
    }
}

impl Objective for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn start(&self) -> Vec<Tensor> {
        zeros_like(&self.slope)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        // Without the temporaries of `descent::dot`: the test of allocation counts what a step asks for.
        self.slope
            .iter()
            .zip(params)
            .map(|(slope, param)| {
                Zip::from(slope)
                    .and(param)
                    .fold(0.0, |sum, s, p| sum + s * p)
            })
            .sum()
    }

    fn gradient_into(&self, _params: &[Tensor], grads: &mut [Tensor]) {
        for (grad, slope) in grads.iter_mut().zip(&self.slope) {
            grad.assign(slope);
        }
    }
}
