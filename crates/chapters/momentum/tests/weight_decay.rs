//! The L2 coefficient of each optimizer is a term ½λ‖θ‖² of the objective and nothing else.

use descent::problems::Quadratic;
use descent::{Objective, Optimizer, Settings, Spec, descend, distance};
use momentum::{Momentum, Nesterov};

static MOMENTUM: Spec = Momentum::SPEC;
static NESTEROV: Spec = Nesterov::SPEC;

#[test]
fn weight_decay_is_a_quadratic_term() {
    const L2: f64 = 0.3;
    let plain = Quadratic::new(&[0.1, 2.0]).unwrap();
    let with_term = Quadratic::new(&[0.1 + L2, 2.0 + L2]).unwrap();
    let rate = |spec: &'static Spec| spec.settings().with("lr", 0.05).unwrap();
    let damped = rate(&MOMENTUM).with("dampening", 0.4).unwrap();
    let inside = rate(&MOMENTUM).with("lr_place", "inside").unwrap();
    let same = |name: &str, settings: &Settings, build: fn(&Settings) -> Box<dyn Optimizer>| {
        let decayed = settings.clone().with("weight_decay", L2).unwrap();
        let a = descend(&plain, build(&decayed).as_mut(), &plain.start(), 40).unwrap();
        let b = descend(&with_term, build(settings).as_mut(), &plain.start(), 40).unwrap();
        let apart = distance(a.last(), b.last());
        assert!(apart < 1e-12, "{name}: {apart:e} apart");
    };
    let momentum =
        |s: &Settings| -> Box<dyn Optimizer> { Box::new(Momentum::from_settings(s).unwrap()) };
    same("momentum", &damped, momentum);
    same("momentum, η inside", &inside, momentum);
    same("nesterov", &rate(&NESTEROV), |s| {
        Box::new(Nesterov::from_settings(s).unwrap())
    });
}
