//! Conjugate gradients for Aθ = b.

use ndarray::{Array1, Array2};

/// One step of the method, and what it starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// θ.
    pub theta: Array1<f64>,
    /// g = Aθ − b.
    pub gradient: Array1<f64>,
    /// d.
    pub direction: Array1<f64>,
}

/// θ₀, θ₁, … with gradients and directions, for symmetric positive definite A: equation
/// `newton:cg`. The list ends early where g = 0.
// ANCHOR: cg
pub fn conjugate_gradients(
    a: &Array2<f64>,
    b: &Array1<f64>,
    start: &Array1<f64>,
    steps: usize,
) -> Vec<Step> {
    let gradient = a.dot(start) - b;
    let mut path = vec![Step {
        theta: start.clone(),
        direction: -&gradient,
        gradient,
    }];
    while path.len() <= steps {
        let Step {
            theta,
            gradient,
            direction,
        } = &path[path.len() - 1];
        let square = gradient.dot(gradient);
        if square == 0.0 {
            break;
        }
        let image = a.dot(direction);
        let alpha = square / direction.dot(&image);
        let next = gradient + alpha * &image;
        let beta = next.dot(&next) / square;
        path.push(Step {
            theta: theta + alpha * direction,
            direction: beta * direction - &next,
            gradient: next,
        });
    }
    path
}
// ANCHOR_END: cg
