//! A formula as an objective, with derivatives that nobody wrote by hand.

use descent::{Objective, Tensor, flatten, unflatten};
use ndarray::Array2;

use crate::{Formula, forward, hessian, reverse};

/// A formula as an [`Objective`]: the gradient in reverse mode, slopes in forward mode,
/// Hessian–vector products by dual numbers on the tape.
///
/// ```
/// use descent::{Objective, problems::Rosenbrock, vector};
/// use gradients::{Differentiated, Valley};
///
/// let f = Differentiated::new("valley", Valley { a: 2.0, b: 10.0 }, vector(&[0.3, -1.0]));
/// let by_hand = Rosenbrock { a: 2.0, b: 10.0 };
/// let theta = f.start();
/// assert_eq!(f.value(&theta), by_hand.value(&theta));
/// let apart = descent::distance(&f.gradient(&theta), &by_hand.gradient(&theta));
/// assert!(apart < 1e-14, "{apart:e}");
/// let (found, known) = (f.hessian(&theta).unwrap(), by_hand.hessian(&theta).unwrap());
/// assert!((&found - &known).iter().all(|gap| gap.abs() < 1e-13), "{found} and {known}");
/// let v = vector(&[-0.4, 1.7]);
/// let products = [&f as &dyn Objective, &by_hand].map(|f| f.hessian_vector(&theta, &v).unwrap());
/// let apart = descent::distance(&products[0], &products[1]);
/// assert!(apart < 1e-13, "{apart:e}");
/// let slope = f.directional_derivative(&theta, &v).unwrap();
/// let along = descent::dot(&by_hand.gradient(&theta), &v);
/// assert!((slope - along).abs() < 1e-13 * along.abs(), "{slope} and {along}");
/// ```
#[derive(Debug, Clone)]
pub struct Differentiated<F> {
    name: String,
    formula: F,
    start: Vec<Tensor>,
}

impl<F: Formula> Differentiated<F> {
    /// `formula` of the flattened parameters, which have the shapes of `start`.
    pub fn new(name: &str, formula: F, start: Vec<Tensor>) -> Self {
        Self {
            name: name.to_owned(),
            formula,
            start,
        }
    }
}

impl<F: Formula> Objective for Differentiated<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn start(&self) -> Vec<Tensor> {
        self.start.clone()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.formula.eval(&flatten(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (_, gradient) = reverse::gradient(&self.formula, &flatten(params));
        for (grad, new) in grads.iter_mut().zip(unflatten(&gradient, params)) {
            grad.assign(&new);
        }
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let (_, slope) = forward::directional(&self.formula, &flatten(params), &flatten(v));
        Some(slope)
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        Some(hessian::full(&self.formula, &flatten(params)))
    }

    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let (_, product) = hessian::product(&self.formula, &flatten(params), &flatten(v));
        Some(unflatten(&product, params))
    }
}
