//! What a step of each optimizer asks for, and how long it takes.

use std::cell::Cell;
use std::fmt;

use descent::problems::LeastSquares;
use descent::{Objective, Spec, Tensor};
use ndarray::Array2;
use optimizers::trial::{self, TrialError};

/// How often an optimizer asks the objective, a step, in the mean of ten steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Gradients ∇f.
    pub gradients: f64,
    /// Values f.
    pub values: f64,
    /// Hessians or products of the Hessian with a vector.
    pub curvatures: f64,
    /// Slopes along a direction, without the gradient.
    pub slopes: f64,
}

impl fmt::Display for Asked {
    /// `∇f + 2 f`: numbers that are not whole with one digit after the point.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.gradients, "∇f"),
            (self.slopes, "∂f"),
            (self.values, "f"),
            (self.curvatures, "∇²f"),
        ];
        let words: Vec<String> = counts
            .into_iter()
            .filter(|&(count, _)| count > 0.0)
            .map(|(count, sign)| match count {
                1.0 => sign.to_owned(),
                // With spaces at which no line is broken.
                _ if count.fract() == 0.0 => format!("{count}\u{a0}{sign}"),
                _ => format!("{count:.1}\u{a0}{sign}"),
            })
            .collect();
        out.write_str(&words.join(" +\u{a0}"))
    }
}

/// Counts over ten steps on a least-squares problem of an 8 × 8 matrix, at the settings of
/// [`trial::settings`].
///
/// # Errors
/// If the optimizer cannot be built or refuses a step.
///
/// # Panics
/// Never: the shapes are fixed.
pub fn asked(spec: &'static Spec) -> Result<Asked, TrialError> {
    const N: usize = 8;
    const STEPS: u32 = 10;
    // Unequal curvatures, so that nothing ends in one step.
    let a = Array2::from_shape_fn(
        (N, N),
        |(i, j)| {
            if i == j { 1.0 + i as f64 / 4.0 } else { 0.1 }
        },
    );
    let zero = Array2::zeros((N, N));
    let inner = LeastSquares::new(a, zero.clone(), zero + 1.0).expect("square matrices");
    let objective = Counting {
        inner,
        counts: Default::default(),
    };
    let mut params = objective.start();
    let mut method = (spec.build)(&trial::settings(spec))?;
    for _ in 0..STEPS {
        trial::step(&mut method, &objective, &mut params)?;
    }
    let [gradients, values, curvatures, slopes] = objective
        .counts
        .map(|count| f64::from(count.get()) / f64::from(STEPS));
    Ok(Asked {
        gradients,
        values,
        curvatures,
        slopes,
    })
}

struct Counting {
    inner: LeastSquares,
    /// Gradients, values, curvatures, slopes.
    counts: [Cell<u32>; 4],
}

impl Counting {
    fn count(&self, what: usize) {
        self.counts[what].set(self.counts[what].get() + 1);
    }
}

impl Objective for Counting {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.count(1);
        self.inner.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.count(0);
        self.inner.gradient_into(params, grads);
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        self.count(2);
        self.inner.hessian(params)
    }

    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        self.count(2);
        self.inner.hessian_vector(params, v)
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        self.count(3);
        self.inner.directional_derivative(params, v)
    }
}

/// The time of a step over the time of a copy that moves as many bytes, as the benchmark of the
/// crate `optimizers` measured it on one machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// On a vector of 10⁶ parameters; `None` where the state would not fit into memory.
    pub vector: Option<f64>,
    /// On a 128 × 128 matrix; `None` likewise.
    pub matrix: Option<f64>,
}

/// The committed measurement of the optimizer called `name`.
pub fn measured(name: &str) -> Option<Ratio> {
    include_str!("../results/cost.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&name))
        .map(|fields| {
            let ratio = |at: usize| fields.get(at).and_then(|field| field.parse().ok());
            Ratio {
                vector: ratio(1),
                matrix: ratio(2),
            }
        })
}
