//! What every optimizer of the chapter keeps, refuses and survives.

use descent::problems::Quadratic;
use descent::{Method, Objective, Settings, Spec, StepError, Tensor, flatten, vector};
use ndarray::{ArrayD, IxDyn};
use step_size_adaptation::{
    Cocob, DAdaptAdaGrad, DAdaptAdam, DAdaptSgd, Dog, Dowg, FunnelledSgdm, HypergradientDescent,
    Momo, MomoAdam, PolyakSgd, Prodigy,
};

/// Each method, and the numbers of state per parameter that the page names.
static ALL: [(Spec, usize); 12] = [
    (HypergradientDescent::SPEC, 1),
    (FunnelledSgdm::SPEC, 3),
    (PolyakSgd::SPEC, 1),
    (Momo::SPEC, 2),
    (MomoAdam::SPEC, 3),
    (DAdaptSgd::SPEC, 2),
    (DAdaptAdam::SPEC, 3),
    (DAdaptAdaGrad::SPEC, 3),
    (Prodigy::SPEC, 4),
    (Dog::SPEC, 1),
    (Dowg::SPEC, 1),
    (Cocob::SPEC, 5),
];

fn settings(spec: &'static Spec) -> Settings {
    spec.settings().with("lr", 0.05).expect("in every range")
}

fn step(method: &mut Method, f: &dyn Objective, params: &mut [Tensor]) -> Result<(), StepError> {
    match method {
        Method::Gradient(optimizer) => {
            let grads = f.gradient(params);
            optimizer.step(params, &grads)
        }
        Method::Oracle(optimizer) => optimizer.step_on(f, params),
    }
}

/// Σ scale·|θᵢ|^power, on any shapes.
struct Given {
    scale: f64,
    power: i32,
}

impl Objective for Given {
    fn name(&self) -> &'static str {
        "given"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[1.0, -2.0, 0.5])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let terms = flatten(params);
        terms
            .iter()
            .map(|x| self.scale * x.abs().powi(self.power))
            .sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (param, grad) in params.iter().zip(grads) {
            grad.zip_mut_with(param, |g, x| {
                *g = self.scale * f64::from(self.power) * x.abs().powi(self.power - 1) * x.signum();
            });
        }
    }
}

#[test]
fn state_is_as_the_page_says() {
    let f = Quadratic::new(&[1.0; 20]).unwrap();
    for (spec, kept) in &ALL {
        let mut method = (spec.build)(&settings(spec)).unwrap();
        assert_eq!(method.configured().state_len(), 0, "{}: before", spec.name);
        let mut params = f.start();
        for _ in 0..3 {
            step(&mut method, &f, &mut params).unwrap();
        }
        assert_eq!(method.configured().state_len(), 20 * kept, "{}", spec.name);
    }
}

#[test]
fn gradients_of_zero_move_nothing() {
    let f = Given {
        scale: 0.0,
        power: 1,
    };
    for (spec, _) in &ALL {
        for eps in [false, true] {
            let mut settings = settings(spec);
            if eps && spec.hyperparameters.iter().any(|h| h.name == "eps") {
                settings = settings.with("eps", 0.0).unwrap();
            }
            let (mut method, mut params) = ((spec.build)(&settings).unwrap(), f.start());
            for _ in 0..5 {
                step(&mut method, &f, &mut params).unwrap();
            }
            assert_eq!(params, f.start(), "{}", spec.name);
        }
    }
}

#[test]
fn huge_gradients_give_no_nan() {
    for (spec, _) in &ALL {
        for scale in [1e150, 1e200, 1e300] {
            let f = Given { scale, power: 1 };
            let (mut method, mut params) = ((spec.build)(&settings(spec)).unwrap(), f.start());
            for t in 0..30 {
                if step(&mut method, &f, &mut params).is_err() {
                    break;
                }
                let point = flatten(&params);
                let whole = point.iter().all(|x| !x.is_nan());
                assert!(whole, "{}, {scale:e}, t = {t}: {point:?}", spec.name);
            }
        }
    }
}

#[test]
fn a_refused_step_leaves_no_trace() {
    let f = Given {
        scale: 0.3,
        power: 2,
    };
    for (spec, _) in &ALL {
        let build = || (spec.build)(&settings(spec)).unwrap();
        let (mut method, mut twin) = (build(), build());
        let (mut here, mut there) = (f.start(), f.start());
        for t in 0..6 {
            if t != 1 {
                let refused = step(&mut method, &f, &mut []);
                assert_eq!(refused, Err(StepError::NoParameters), "{}", spec.name);
            }
            let mut broken = here.clone();
            broken[0][1] = f64::NAN;
            let refused = step(&mut method, &f, &mut broken);
            assert!(refused.is_err(), "{}, t = {t}: NaN", spec.name);
            if t > 0 {
                let mut other = vec![ArrayD::from_elem(IxDyn(&[2, 2]), 1.0)];
                let refused = step(&mut method, &f, &mut other);
                let changed = matches!(refused, Err(StepError::Changed { .. }));
                assert!(changed, "{}, t = {t}: {refused:?}", spec.name);
                assert_eq!(other, [ArrayD::from_elem(IxDyn(&[2, 2]), 1.0)]);
            }
            step(&mut method, &f, &mut here).unwrap();
            step(&mut twin, &f, &mut there).unwrap();
            assert_eq!(here, there, "{} remembers a refused step", spec.name);
        }
    }
}
