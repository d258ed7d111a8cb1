//! What the optimizers keep, and what they do at the ends of the number line.

use adagrad::{AdaGrad, Ftrl, FullAdaGrad, Kate};
use descent::{Configured, Optimizer, StepError, Tensor, flatten, vector};
use ndarray::{ArrayD, IxDyn};

static FTRL: descent::Spec = Ftrl::SPEC;

fn matrix(rows: usize, columns: usize, value: f64) -> Tensor {
    ArrayD::from_shape_fn(IxDyn(&[rows, columns]), |at| {
        value * (1.0 + at[0] as f64 - 0.3 * at[1] as f64)
    })
}

#[test]
fn numbers_of_state_per_parameter() {
    let run = |optimizer: &mut dyn Optimizer| {
        let mut params = vec![matrix(10, 10, 1.0), matrix(3, 1, 1.0)];
        let grads = vec![matrix(10, 10, 0.3), matrix(3, 1, -2.0)];
        assert_eq!(optimizer.state_len(), 0);
        for _ in 0..3 {
            optimizer.step(&mut params, &grads).unwrap();
        }
        optimizer.state_len()
    };
    assert_eq!(run(&mut AdaGrad::new(0.1).unwrap()), 103);
    assert_eq!(run(&mut Ftrl::new(0.1, 1.0, 0.1).unwrap()), 2 * 103);
    assert_eq!(run(&mut Kate::new(0.1, 0.0).unwrap()), 2 * 103);
    // n² for each tensor that fits into a block; six blocks of 16 and one of 4 where it does not.
    let mut whole = FullAdaGrad::new(0.1, 100).unwrap();
    assert_eq!(run(&mut whole), 100 * 100 + 3 * 3);
    let mut blocks = FullAdaGrad::new(0.1, 16).unwrap();
    assert_eq!(run(&mut blocks), 6 * 16 * 16 + 4 * 4 + 3 * 3);
}

/// Each block is a problem of its own.
#[test]
fn blocks_do_not_mix() {
    let slope = |t: usize| -> Vec<f64> {
        (0..5)
            .map(|i| ((t * t + 3 * i) as f64).sin() + 0.2)
            .collect()
    };
    let mut together = FullAdaGrad::new(0.3, 3).unwrap();
    let mut apart = FullAdaGrad::new(0.3, 5).unwrap();
    let mut one = vector(&[1.0; 5]);
    let mut two = vec![vector(&[1.0; 3]).remove(0), vector(&[1.0; 2]).remove(0)];
    for t in 0..20 {
        let g = slope(t);
        together.step(&mut one, &vector(&g)).unwrap();
        let parts = vec![vector(&g[..3]).remove(0), vector(&g[3..]).remove(0)];
        apart.step(&mut two, &parts).unwrap();
        assert_eq!(flatten(&one), flatten(&two), "t = {t}");
    }
}

#[test]
fn extreme_gradients_give_finite_steps() {
    let mut optimizers: Vec<Box<dyn Optimizer>> = vec![
        Box::new(AdaGrad::pure(0.1).unwrap()),
        Box::new(AdaGrad::new(0.1).unwrap()),
        Box::new(FullAdaGrad::new(0.1, 8).unwrap()),
        Box::new(Ftrl::new(0.1, 0.0, 0.0).unwrap()),
        Box::new(Kate::new(0.1, 0.0).unwrap()),
    ];
    for optimizer in &mut optimizers {
        let mut theta = vector(&[1.0, -2.0, 3.0]);
        for g in [
            [0.0, 0.0, 0.0],
            [1e-200, 0.0, -1e-300],
            [1.0, -1e-160, 1e160],
            [1e200, -1e250, 1e300],
            [0.0, 1.0, -1.0],
        ] {
            optimizer.step(&mut theta, &vector(&g)).unwrap();
            let name = optimizer.settings().spec().name;
            let finite = theta[0].iter().all(|x| x.is_finite());
            assert!(finite, "{name} after {g:?}: {:?}", theta[0]);
        }
    }
}

/// Weights decay even where the gradient is silent, and λ is a term ½λ‖θ‖² of the objective.
#[test]
fn weight_decay_is_a_quadratic_term() {
    for (lr, l2) in [(0.1, 0.3), (0.5, 2.0)] {
        let run = |decay: f64, pull: f64| {
            let mut optimizer = AdaGrad::with(lr, &[("weight_decay", decay)]).unwrap();
            let mut theta = vector(&[1.0, -0.5]);
            for _ in 0..30 {
                let g: Vec<f64> = theta[0].iter().map(|x| 2.0 * x - 1.0 + pull * x).collect();
                optimizer.step(&mut theta, &vector(&g)).unwrap();
            }
            flatten(&theta)
        };
        let (decayed, pulled) = (run(l2, 0.0), run(0.0, l2));
        for (a, b) in decayed.iter().zip(&pulled) {
            assert!((a - b).abs() < 1e-12, "λ = {l2}: {a} {b}");
        }
    }
}

/// A step with a gradient that is no number, or of another shape, changes nothing, the first included.
#[test]
fn a_refused_step_leaves_everything_as_it_was() {
    let build = || -> [Box<dyn Optimizer>; 4] {
        [
            Box::new(AdaGrad::new(0.1).unwrap()),
            Box::new(FullAdaGrad::new(0.1, 2).unwrap()),
            Box::new(Ftrl::new(0.1, 0.5, 0.01).unwrap()),
            Box::new(Kate::new(0.1, 0.3).unwrap()),
        ]
    };
    for (mut optimizer, mut spared) in build().into_iter().zip(build()) {
        let name = optimizer.settings().spec().name;
        let (mut theta, mut other) = (vector(&[1.0, -2.0, 0.5]), vector(&[1.0, -2.0, 0.5]));
        for g in [[0.4, -1.0, 3.0], [-0.2, 0.0, 1.0]] {
            let state = optimizer.state_len();
            for bad in [&[0.1, f64::NAN, 1.0][..], &[1.0, 2.0]] {
                let refused = optimizer.step(&mut theta, &vector(bad));
                assert!(refused.is_err(), "{name} takes {bad:?}");
                assert_eq!(theta, other, "{name}");
                assert_eq!(optimizer.state_len(), state, "{name}");
            }
            optimizer.step(&mut theta, &vector(&g)).unwrap();
            spared.step(&mut other, &vector(&g)).unwrap();
            assert_eq!(theta, other, "{name}");
        }
        // Nor may the shapes change later.
        let mut longer = vector(&[1.0; 4]);
        let refused = optimizer.step(&mut longer, &vector(&[1.0; 4]));
        assert!(matches!(refused, Err(StepError::Changed { .. })), "{name}");
        assert_eq!(longer, vector(&[1.0; 4]), "{name}");
    }
}

/// PyTorch's and Optax's constants of AdaGrad, and the β = 1 of FTRL's paper.
#[test]
fn defaults_are_those_of_the_sources() {
    let constants = |optimizer: AdaGrad| {
        ["eps", "eps_root", "initial_accumulator", "lr_decay"]
            .map(|name| optimizer.settings().real(name).unwrap())
    };
    let torch = constants(AdaGrad::new(0.1).unwrap());
    assert_eq!(torch, [1e-10, 0.0, 0.0, 0.0]);
    let optax = constants(AdaGrad::optax(0.1).unwrap());
    assert_eq!(optax, [0.0, 1e-7, 0.1, 0.0]);
    assert_eq!(FTRL.settings().real("eps"), Ok(1.0));
}

/// A direction a million times weaker than another still gets its whole step.
#[test]
fn the_root_keeps_weak_directions() {
    let (cos, sin) = (0.6, 0.8);
    for weak in [1e-6, 1e-9] {
        let mut optimizer = FullAdaGrad::new(0.3, 2).unwrap();
        let mut theta = vector(&[0.0, 0.0]);
        optimizer.step(&mut theta, &vector(&[cos, sin])).unwrap();
        let before = flatten(&theta);
        let g = [-sin * weak, cos * weak];
        optimizer.step(&mut theta, &vector(&g)).unwrap();
        // Rounding turns the strong direction by 10⁻¹⁶, which is 10⁻¹⁶/weak of the weak one.
        let step: Vec<f64> = flatten(&theta)
            .iter()
            .zip(&before)
            .map(|(a, b)| a - b)
            .collect();
        let error = (step[0] - 0.3 * sin).hypot(step[1] + 0.3 * cos);
        assert!(error < 1e-15 / weak, "{weak}: {step:?}, error {error:e}");
    }
}

#[test]
fn full_adagrad_refuses_other_shapes_before_anything_moves() {
    let mut optimizer = FullAdaGrad::new(0.1, 4).unwrap();
    let mut theta = vector(&[1.0, 2.0]);
    optimizer.step(&mut theta, &vector(&[1.0, -1.0])).unwrap();
    let mut other = vector(&[1.0, 2.0, 3.0]);
    let refused = optimizer.step(&mut other, &vector(&[1.0; 3]));
    assert!(
        matches!(refused, Err(StepError::Changed { .. })),
        "{refused:?}"
    );
    let refused = optimizer.step(&mut [], &[]);
    assert_eq!(refused, Err(StepError::NoParameters));
    assert_eq!(flatten(&other), [1.0, 2.0, 3.0]);
}
