//! The gradient check: a hand-written derivative against differences, entry by entry.

use std::fmt;

use descent::random::{generator, normal};
use descent::{Objective, Tensor, dot, flatten, unflatten};

/// How far a derivative may be from its difference quotient, with the names and defaults of
/// `torch.autograd.gradcheck`: equation `gradients:criterion`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerances {
    /// The step of the central difference, absolute.
    pub eps: f64,
    /// α: what is allowed however small the derivative is.
    pub atol: f64,
    /// ρ: what is allowed for each unit of the numeric derivative.
    pub rtol: f64,
    /// How far two evaluations of the same derivative may differ.
    pub nondet_tol: f64,
}

impl Default for Tolerances {
    /// eps = 10⁻⁶, atol = 10⁻⁵, rtol = 10⁻³, nondet_tol = 0.
    fn default() -> Self {
        Self {
            eps: 1e-6,
            atol: 1e-5,
            rtol: 1e-3,
            nondet_tol: 0.0,
        }
    }
}

impl Tolerances {
    /// Whether |a − n| ≤ α + ρ|n|: equation `gradients:criterion`. Not so if either is NaN or
    /// infinite.
    ///
    /// `torch.allclose` decides the same, but for one case: it accepts equal infinities.
    pub fn accept(&self, analytic: f64, numeric: f64) -> bool {
        let apart = (analytic - numeric).abs();
        apart.is_finite() && apart <= self.allowed(numeric)
    }

    /// α + ρ|n|.
    pub fn allowed(&self, numeric: f64) -> f64 {
        self.atol + self.rtol * numeric.abs()
    }

    fn validated(&self) -> Result<(), GradientError> {
        let wrong = |name, value: f64, ok: bool| {
            if ok && value.is_finite() {
                Ok(())
            } else {
                Err(GradientError::Tolerance { name, value })
            }
        };
        wrong("eps", self.eps, self.eps > 0.0)?;
        wrong("atol", self.atol, self.atol >= 0.0)?;
        wrong("rtol", self.rtol, self.rtol >= 0.0)?;
        wrong("nondet_tol", self.nondet_tol, self.nondet_tol >= 0.0)
    }
}

/// One entry of a list of tensors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the flattened list.
    pub flat: usize,
    /// Which tensor it is in.
    pub tensor: usize,
    /// Its index there.
    pub index: Vec<usize>,
}

impl Entry {
    fn of(flat: usize, params: &[Tensor]) -> Self {
        let (mut tensor, mut rest) = (0, flat);
        while rest >= params[tensor].len() {
            rest -= params[tensor].len();
            tensor += 1;
        }
        let mut index: Vec<usize> = Vec::new();
        for &length in params[tensor].shape().iter().rev() {
            index.insert(0, rest % length);
            rest /= length;
        }
        Self {
            flat,
            tensor,
            index,
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {:?} of tensor {}", self.index, self.tensor)
    }
}

/// Why a check failed, or could not be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GradientError {
    /// The gradient is not the derivative of the value.
    #[error(
        "{problem}, gradient, {entry}: analytic {analytic:e}, numeric {numeric:e}; at most {allowed:e} apart is allowed"
    )]
    Gradient {
        /// The objective.
        problem: String,
        /// The first entry that is wrong.
        entry: Entry,
        /// What the objective says.
        analytic: f64,
        /// What the difference quotient says.
        numeric: f64,
        /// How far apart they may be.
        allowed: f64,
    },
    /// The Hessian–vector product is not the derivative of the gradient.
    #[error(
        "{problem}, Hessian–vector product, {entry}: analytic {analytic:e}, numeric {numeric:e}; at most {allowed:e} apart is allowed"
    )]
    Hessian {
        /// The objective.
        problem: String,
        /// The first entry that is wrong.
        entry: Entry,
        /// What the objective says.
        analytic: f64,
        /// What the difference quotient says.
        numeric: f64,
        /// How far apart they may be.
        allowed: f64,
    },
    /// Two evaluations at the same point differ.
    #[error("{problem}, {entry}: {first:e} at first, {second:e} when asked again")]
    NotDeterministic {
        /// The objective.
        problem: String,
        /// The first entry that differs.
        entry: Entry,
        /// What came first.
        first: f64,
        /// What came next.
        second: f64,
    },
    /// The objective has neither a Hessian nor Hessian–vector products.
    #[error("{problem} has no second derivatives to check")]
    NoSecondDerivative {
        /// The objective.
        problem: String,
    },
    /// A tolerance is not allowed.
    #[error("{name} = {value} is not allowed: eps must be positive, the others not negative")]
    Tolerance {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
}

/// Checks every entry of the gradient of `objective` at `params` against a central difference.
///
/// ```
/// use descent::{Objective, problems::Rosenbrock};
/// use gradients::{GradientError, Tampered, Tolerances, gradcheck, point_near};
///
/// let right = Rosenbrock { a: 2.0, b: 5.0 };
/// let theta = point_near(&right, 1);
/// gradcheck(&right, &theta, &Tolerances::default())?;
/// // A lost sign in the second entry is found and named.
/// let wrong = Tampered::gradient_of(&right, &|_, g| g[1] = -g[1]);
/// let found = gradcheck(&wrong, &theta, &Tolerances::default());
/// assert!(matches!(found, Err(GradientError::Gradient { entry, .. }) if entry.flat == 1));
/// # Ok::<(), GradientError>(())
/// ```
///
/// # Errors
/// If an entry fails `gradients:criterion` or is not finite, if two gradients at `params` differ,
/// or if a tolerance is not allowed. The error names the first such entry.
pub fn gradcheck(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
) -> Result<(), GradientError> {
    let all: Vec<usize> = (0..flatten(params).len()).collect();
    gradcheck_entries(objective, params, tolerances, &all)
}

/// As [`gradcheck()`], for the `entries` of the flattened gradient alone: each costs two evaluations
/// of the objective.
///
/// # Errors
/// As [`gradcheck()`].
///
/// # Panics
/// If there is no such entry.
pub fn gradcheck_entries(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    entries: &[usize],
) -> Result<(), GradientError> {
    tolerances.validated()?;
    let analytic = flatten(&objective.gradient(params));
    let again = flatten(&objective.gradient(params));
    same(objective, params, tolerances, (&analytic, &again))?;
    let value = |theta: &[Tensor]| objective.value(theta);
    for &i in entries {
        let (analytic, numeric) = (analytic[i], slope(&value, params, i, tolerances.eps));
        if !tolerances.accept(analytic, numeric) {
            return Err(GradientError::Gradient {
                problem: objective.name().to_owned(),
                entry: Entry::of(i, params),
                analytic,
                numeric,
                allowed: tolerances.allowed(numeric),
            });
        }
    }
    Ok(())
}

/// Checks the second derivatives of `objective` at `params`: the product ∇²f·u with a random u
/// against central differences of uᵀ∇f, equation `gradients:contraction`. The entries of u are drawn
/// from N(0, 1), from `seed`.
///
/// # Errors
/// If an entry of the product fails, if two products differ, if the objective has no second
/// derivatives, or if a tolerance is not allowed.
pub fn gradgradcheck(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    seed: u64,
) -> Result<(), GradientError> {
    let all: Vec<usize> = (0..flatten(params).len()).collect();
    gradgradcheck_entries(objective, params, tolerances, seed, &all)
}

/// As [`gradgradcheck`], for the `entries` of the flattened product alone: each costs two gradients
/// of the objective.
///
/// # Errors
/// As [`gradgradcheck`].
///
/// # Panics
/// If there is no such entry.
pub fn gradgradcheck_entries(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    seed: u64,
    entries: &[usize],
) -> Result<(), GradientError> {
    tolerances.validated()?;
    let mut rng = generator(seed);
    let draws: Vec<f64> = flatten(params).iter().map(|_| normal(&mut rng)).collect();
    let u = unflatten(&draws, params);
    let product = || {
        let problem = objective.name().to_owned();
        let product = objective.hessian_vector(params, &u);
        product
            .map(|product| flatten(&product))
            .ok_or(GradientError::NoSecondDerivative { problem })
    };
    let (analytic, again) = (product()?, product()?);
    same(objective, params, tolerances, (&analytic, &again))?;
    let contraction = |theta: &[Tensor]| dot(&u, &objective.gradient(theta));
    for &i in entries {
        let (analytic, numeric) = (analytic[i], slope(&contraction, params, i, tolerances.eps));
        if !tolerances.accept(analytic, numeric) {
            return Err(GradientError::Hessian {
                problem: objective.name().to_owned(),
                entry: Entry::of(i, params),
                analytic,
                numeric,
                allowed: tolerances.allowed(numeric),
            });
        }
    }
    Ok(())
}

/// A random point at a distance of about 0.7 in each coordinate from the objective's start, away
/// from symmetric places where wrong terms vanish.
pub fn point_near(objective: &dyn Objective, seed: u64) -> Vec<Tensor> {
    let mut rng = generator(seed);
    let start = objective.start();
    let moved: Vec<f64> = flatten(&start)
        .iter()
        .map(|x| x + 0.7 * normal(&mut rng))
        .collect();
    unflatten(&moved, &start)
}

/// The central difference of `value` with respect to entry `i`, with the absolute step `eps`.
fn slope(value: &dyn Fn(&[Tensor]) -> f64, params: &[Tensor], i: usize, eps: f64) -> f64 {
    let mut flat = flatten(params);
    let centre = flat[i];
    flat[i] = centre + eps;
    let ahead = value(&unflatten(&flat, params));
    flat[i] = centre - eps;
    let behind = value(&unflatten(&flat, params));
    (ahead - behind) / (2.0 * eps)
}

fn same(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    (first, second): (&[f64], &[f64]),
) -> Result<(), GradientError> {
    // NaN twice is for the comparison with the difference to reject; NaN once is a difference.
    let differs =
        |(&a, &b): (&f64, &f64)| (a - b).abs() > tolerances.nondet_tol || a.is_nan() != b.is_nan();
    match first.iter().zip(second).position(differs) {
        Some(i) => Err(GradientError::NotDeterministic {
            problem: objective.name().to_owned(),
            entry: Entry::of(i, params),
            first: first[i],
            second: second[i],
        }),
        None => Ok(()),
    }
}
