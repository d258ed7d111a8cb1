//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::random::{generator, normal};
use descent::{Objective, Tensor, dot, flatten, unflatten};

use crate::{Dual, Entry, GradientError, Tolerances, finite};

/// Solves [`crate::exercises::richardson`].
pub fn richardson(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (4.0 * finite::central(f, x, h) - finite::central(f, x, 2.0 * h)) / 3.0
}

/// Solves [`crate::exercises::newton_root`].
pub fn newton_root(f: &dyn Fn(Dual) -> Dual, start: f64) -> f64 {
    let mut x = start;
    for _ in 0..50 {
        let y = f(Dual::variable(x));
        if y.value.abs() <= 1e-14 {
            break;
        }
        x -= y.value / y.slope;
    }
    x
}

/// Solves [`crate::exercises::fast_gradcheck`].
///
/// # Errors
/// If the two directional derivatives disagree.
pub fn fast_gradcheck(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    seed: u64,
) -> Result<(), GradientError> {
    let mut rng = generator(seed);
    let draws: Vec<f64> = flatten(params).iter().map(|_| normal(&mut rng)).collect();
    let v = unflatten(&draws, params);
    let moved = |h: f64| -> f64 {
        let point: Vec<Tensor> = params.iter().zip(&v).map(|(p, v)| p + &(v * h)).collect();
        objective.value(&point)
    };
    let numeric = (moved(tolerances.eps) - moved(-tolerances.eps)) / (2.0 * tolerances.eps);
    let analytic = dot(&objective.gradient(params), &v);
    if tolerances.accept(analytic, numeric) {
        return Ok(());
    }
    Err(GradientError::Gradient {
        problem: objective.name().to_owned(),
        entry: Entry {
            flat: 0,
            tensor: 0,
            index: vec![0],
        },
        analytic,
        numeric,
        allowed: tolerances.allowed(numeric),
    })
}
