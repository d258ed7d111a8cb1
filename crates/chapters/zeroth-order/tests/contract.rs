//! What every optimizer of the chapter keeps, refuses, and survives.

use descent::problems::Quadratic;
use descent::{Method, Objective, Settings, Spec, StepError, Tensor, flatten, vector};
use ndarray::{ArrayD, IxDyn};
use zeroth_order::{
    CmaEs, EvolutionStrategy, GradientlessDescent, Mezo, NelderMead, Spsa, TwoPoint,
};

static ALL: [Spec; 7] = [
    TwoPoint::SPEC,
    Spsa::SPEC,
    EvolutionStrategy::SPEC,
    Mezo::SPEC,
    GradientlessDescent::SPEC,
    NelderMead::SPEC,
    CmaEs::SPEC,
];

fn settings(spec: &'static Spec) -> Settings {
    spec.settings().with("lr", 0.05).expect("in every range")
}

fn step(method: &mut Method, f: &dyn Objective, params: &mut [Tensor]) -> Result<(), StepError> {
    match method {
        Method::Gradient(_) => unreachable!("no optimizer of this chapter asks for a gradient"),
        Method::Oracle(optimizer) => optimizer.step_on(f, params),
    }
}

/// A function given by a closure, on any shapes.
struct Given<F>(F);

impl<F: Fn(&[f64]) -> f64> Objective for Given<F> {
    fn name(&self) -> &'static str {
        "given"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[1.0, -2.0, 0.5])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        (self.0)(&flatten(params))
    }

    fn gradient_into(&self, _: &[Tensor], _: &mut [Tensor]) {
        unreachable!("no optimizer of this chapter asks for a gradient")
    }
}

#[test]
fn state_is_as_the_page_says() {
    let n = 20;
    let f = Quadratic::new(&vec![1.0; n]).unwrap();
    // CMA-ES: the triangle, two paths, room for a vector and the trial point, z and y of each of
    // 4 + ⌊3 ln 20⌋ = 12 samples.
    let cma = n * (n + 1) / 2 + 4 * n + 2 * 12 * n;
    // Nelder–Mead: n + 1 corners and their values, the centroid and the trial point.
    let simplex = (n + 1) * n + (n + 1) + 2 * n;
    for (spec, kept) in ALL.iter().zip([n, n, n, 0, n, simplex, cma]) {
        let mut method = (spec.build)(&settings(spec)).unwrap();
        assert_eq!(method.configured().state_len(), 0, "{}: before", spec.name);
        let mut params = f.start();
        for _ in 0..3 {
            step(&mut method, &f, &mut params).unwrap();
        }
        assert_eq!(method.configured().state_len(), kept, "{}", spec.name);
    }
}

#[test]
fn a_function_without_finite_values_moves_nothing() {
    for spec in &ALL {
        for nothing in [f64::NAN, f64::INFINITY] {
            let f = Given(|_: &[f64]| nothing);
            let (mut method, mut params) = ((spec.build)(&settings(spec)).unwrap(), f.start());
            for _ in 0..5 {
                step(&mut method, &f, &mut params).unwrap();
            }
            for (now, then) in flatten(&params).iter().zip(flatten(&f.start())) {
                // MeZO's way there and back rounds.
                assert!((now - then).abs() < 1e-14, "{}: {now} {then}", spec.name);
            }
        }
    }
}

#[test]
fn outside_of_the_domain_no_trial_wins() {
    // √x₀ is NaN for x₀ < 0, and lowest at its border.
    let f = Given(|x: &[f64]| x[0].sqrt() + x[1] * x[1] + x[2] * x[2]);
    for spec in &ALL {
        let (mut method, mut params) = ((spec.build)(&settings(spec)).unwrap(), f.start());
        for _ in 0..400 {
            step(&mut method, &f, &mut params).unwrap();
            assert!(
                flatten(&params).iter().all(|x| x.is_finite()),
                "{}",
                spec.name
            );
        }
        if ["gradientless-descent", "nelder-mead"].contains(&spec.name) {
            assert!(f.value(&params).is_finite(), "{}: {params:?}", spec.name);
        }
    }
}

#[test]
fn huge_values_give_no_nan() {
    for spec in &ALL {
        for scale in [1e200, 1e305] {
            let f = Given(move |x: &[f64]| scale * x.iter().sum::<f64>());
            let (mut method, mut params) = ((spec.build)(&settings(spec)).unwrap(), f.start());
            for _ in 0..50 {
                step(&mut method, &f, &mut params).unwrap();
                let point = flatten(&params);
                assert!(
                    point.iter().all(|x| x.is_finite()),
                    "{} {point:?}",
                    spec.name
                );
            }
        }
    }
}

#[test]
fn shapes_and_empty_lists_are_refused() {
    let f = Given(|x: &[f64]| x.iter().map(|x| x * x).sum());
    for spec in &ALL {
        let (mut method, mut twin) = (
            (spec.build)(&settings(spec)).unwrap(),
            (spec.build)(&settings(spec)).unwrap(),
        );
        let (mut here, mut there) = (f.start(), f.start());
        let refused = step(&mut method, &f, &mut []);
        assert_eq!(refused, Err(StepError::NoParameters), "{}", spec.name);
        step(&mut method, &f, &mut here).unwrap();
        step(&mut twin, &f, &mut there).unwrap();
        assert_eq!(here, there, "{} remembers a refused step", spec.name);
        if spec.name == "mezo" {
            continue;
        }
        let mut other = vec![ArrayD::from_elem(IxDyn(&[2, 2]), 1.0)];
        let refused = step(&mut method, &f, &mut other);
        assert!(
            matches!(refused, Err(StepError::Changed { .. })),
            "{}",
            spec.name
        );
        assert_eq!(other, [ArrayD::from_elem(IxDyn(&[2, 2]), 1.0)]);
        step(&mut method, &f, &mut here).unwrap();
        step(&mut twin, &f, &mut there).unwrap();
        assert_eq!(here, there, "{} remembers a refused step", spec.name);
    }
}

#[test]
fn a_large_population_that_replaces_all_of_c_gives_no_nan() {
    // λ so large that c₁ + c_μ = 1: nothing of the old C is kept.
    let f = Given(|x: &[f64]| x.iter().map(|x| x * x).sum::<f64>());
    for seed in 0..5_u64 {
        let settings = settings(&ALL[6]).with("population", 400_u64).unwrap();
        let settings = settings.with("seed", seed).unwrap();
        let (mut method, mut params) = ((ALL[6].build)(&settings).unwrap(), f.start());
        for _ in 0..60 {
            step(&mut method, &f, &mut params).unwrap();
            assert!(flatten(&params).iter().all(|x| x.is_finite()), "{params:?}");
        }
        assert!(f.value(&params) < 1e-6, "{}", f.value(&params));
    }
}
