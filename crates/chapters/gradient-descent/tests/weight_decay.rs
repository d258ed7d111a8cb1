//! SGD's L2 coefficient is a term ½λ‖θ‖² of the objective and nothing else.

use descent::problems::Quadratic;
use descent::{Objective, Spec, descend, distance};
use gradient_descent::Sgd;

static SGD: Spec = Sgd::SPEC;

#[test]
fn weight_decay_is_a_quadratic_term() {
    const L2: f64 = 0.3;
    let plain = Quadratic::new(&[0.1, 2.0]).unwrap();
    let with_term = Quadratic::new(&[0.1 + L2, 2.0 + L2]).unwrap();
    let settings = SGD.settings().with("lr", 0.05).unwrap();
    let decayed = settings.clone().with("weight_decay", L2).unwrap();
    let [mut decayed, mut undecayed] = [decayed, settings].map(|s| Sgd::from_settings(&s).unwrap());
    let a = descend(&plain, &mut decayed, &plain.start(), 40).unwrap();
    let b = descend(&with_term, &mut undecayed, &plain.start(), 40).unwrap();
    let apart = distance(a.last(), b.last());
    assert!(apart < 1e-12, "{apart:e} apart");
}
