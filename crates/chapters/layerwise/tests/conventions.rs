//! What the options of the optimizers do, one by one, and what happens at zero.

use descent::{Configured, Optimizer, Spec, StepError, Tensor, distance, flatten, vector};
use layerwise::{Fromage, Lamb, Lars, Nero, NovoGrad, norm, relative_changes};
use momentum::Momentum;
use ndarray::{ArrayD, IxDyn, arr2};

static LARS: Spec = Lars::SPEC;
static LAMB: Spec = Lamb::SPEC;
static NOVOGRAD: Spec = NovoGrad::SPEC;
static FROMAGE: Spec = Fromage::SPEC;
static NERO: Spec = Nero::SPEC;

/// A matrix and a vector.
fn layers() -> Vec<Tensor> {
    vec![
        arr2(&[[3.0, -4.0], [1.0, 0.5]]).into_dyn(),
        vector(&[0.2, -0.1, 0.7]).remove(0),
    ]
}

fn grads(t: u32) -> Vec<Tensor> {
    let wave = |i: usize, l: f64| (f64::from(t) * 1.3 + i as f64 * 0.7 + l).sin();
    vec![
        ArrayD::from_shape_fn(IxDyn(&[2, 2]), |k| 5.0 * wave(2 * k[0] + k[1], 0.0)),
        ArrayD::from_shape_fn(IxDyn(&[3]), |k| 0.3 * wave(k[0], 1.0)),
    ]
}

fn run(optimizer: &mut dyn Optimizer, steps: u32) -> Vec<Tensor> {
    let mut params = layers();
    for t in 0..steps {
        optimizer.step(&mut params, &grads(t)).expect("a step");
    }
    params
}

#[test]
fn vectors_can_be_left_to_plain_momentum() {
    let settings = LARS.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("trust", 0.02).unwrap();
    let settings = settings.with("weight_decay", 0.5).unwrap();
    let every = run(&mut Lars::from_settings(&settings).unwrap(), 10);
    for denominator in ["sum-of-norms", "norm-of-sum", "momentum"] {
        let with = settings.clone().with("denominator", denominator).unwrap();
        let only = with.clone().with("layers", "matrices").unwrap();
        let (all, some) = (
            run(&mut Lars::from_settings(&with).unwrap(), 10),
            run(&mut Lars::from_settings(&only).unwrap(), 10),
        );
        let plain = run(&mut Momentum::new(0.1, 0.9).unwrap(), 10);
        assert!(
            norm(&(&some[0] - &all[0])) == 0.0,
            "{denominator}: the matrix"
        );
        let gap = norm(&(&some[1] - &plain[1]));
        assert!(
            gap < 1e-14,
            "{denominator}: the vector is {gap:e} from plain momentum"
        );
        let gap = norm(&(&some[1] - &every[1]));
        assert!(
            gap > 1e-2,
            "{denominator}: the vector still has a ratio, {gap:e}"
        );
    }
}

#[test]
fn without_decay_torch_optimizer_has_no_ratio() {
    let settings = LARS.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("layers", "decayed").unwrap();
    let bare = run(&mut Lars::from_settings(&settings).unwrap(), 10);
    let plain = run(&mut Momentum::new(0.1, 0.9).unwrap(), 10);
    assert!(
        distance(&bare, &plain) < 1e-13,
        "{:e}",
        distance(&bare, &plain)
    );
    let settings = settings.with("weight_decay", 0.5).unwrap();
    let decayed = run(&mut Lars::from_settings(&settings).unwrap(), 10);
    let every = settings.with("layers", "every").unwrap();
    let every = run(&mut Lars::from_settings(&every).unwrap(), 10);
    assert_eq!(flatten(&decayed), flatten(&every));
}

#[test]
fn the_place_of_the_rate_matters_only_when_it_changes() {
    let settings = LARS.settings().with("lr", 0.5).unwrap();
    let build = |place: &str| {
        Lars::from_settings(&settings.clone().with("lr_place", place).unwrap()).unwrap()
    };
    let apart = |cut: bool| {
        let (mut a, mut b) = (build("inside"), build("outside"));
        let (mut x, mut y) = (layers(), layers());
        for t in 0..20 {
            if cut && t == 10 {
                a.set_learning_rate(0.05).unwrap();
                b.set_learning_rate(0.05).unwrap();
            }
            a.step(&mut x, &grads(t)).unwrap();
            b.step(&mut y, &grads(t)).unwrap();
        }
        distance(&x, &y)
    };
    assert!(apart(false) < 1e-13, "a constant rate: {:e}", apart(false));
    assert!(apart(true) > 1e-3, "a rate cut tenfold: {:e}", apart(true));
}

#[test]
fn epsilons_stand_where_they_are_said_to() {
    let (theta, g) = (vector(&[3.0, 4.0]), vector(&[0.6, 0.8]));
    // LARS: ητ · 5 · 1/(1 + ε), of 5.
    let settings = LARS.settings().with("lr", 1.0).unwrap();
    let settings = settings.with("trust", 0.1).unwrap();
    let settings = settings.with("eps", 0.25).unwrap();
    let mut moved = theta.clone();
    Lars::from_settings(&settings)
        .unwrap()
        .step(&mut moved, &g)
        .unwrap();
    let change = relative_changes(&theta, &moved)[0];
    assert!((change - 0.1 / 1.25).abs() < 1e-15, "{change}");
    // LAMB without memory: u = g/(√(g² + ε₀) + ε), and the share η‖u‖/(‖u‖ + ε_r).
    let settings = LAMB.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("beta1", 0.0).unwrap();
    let settings = settings.with("beta2", 0.0).unwrap();
    let settings = settings.with("eps", 0.3).unwrap();
    let settings = settings.with("eps_root", 0.5).unwrap();
    let settings = settings.with("ratio_eps", 0.7).unwrap();
    let mut moved = theta.clone();
    Lamb::from_settings(&settings)
        .unwrap()
        .step(&mut moved, &g)
        .unwrap();
    let u = [0.6, 0.8].map(|g: f64| g / ((g * g + 0.5).sqrt() + 0.3));
    let length = u[0].hypot(u[1]);
    for i in 0..2 {
        let wanted = theta[0][i] - 0.1 * 5.0 / (length + 0.7) * u[i];
        assert!(
            (moved[0][i] - wanted).abs() < 1e-14,
            "{} against {wanted}",
            moved[0][i]
        );
    }
    // NovoGrad: g/(√(1 + ε₀) + ε).
    let settings = NOVOGRAD.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("eps", 0.3).unwrap();
    let settings = settings.with("eps_root", 0.44).unwrap();
    let mut moved = theta.clone();
    NovoGrad::from_settings(&settings)
        .unwrap()
        .step(&mut moved, &g)
        .unwrap();
    let wanted = 3.0 - 0.1 * 0.6 / (1.2 + 0.3);
    assert!(
        (moved[0][0] - wanted).abs() < 1e-14,
        "{} against {wanted}",
        moved[0][0]
    );
    // Fromage: norms count as at least `min_norm`, here both.
    let settings = FROMAGE.settings().with("lr", 0.5).unwrap();
    let settings = settings.with("min_norm", 20.0).unwrap();
    let mut moved = theta.clone();
    Fromage::from_settings(&settings)
        .unwrap()
        .step(&mut moved, &g)
        .unwrap();
    let wanted = (3.0 - 0.5 * 0.6) / 1.25_f64.sqrt();
    assert!(
        (moved[0][0] - wanted).abs() < 1e-14,
        "{} against {wanted}",
        moved[0][0]
    );
}

/// One optimizer of each kind and option with every ε at 0 where it may be.
fn every_method() -> Vec<(&'static str, Box<dyn Optimizer>)> {
    let lars = |denominator: &str| -> Box<dyn Optimizer> {
        let s = LARS.settings().with("lr", 0.1).unwrap();
        let s = s.with("weight_decay", 0.2).unwrap();
        let s = s.with("denominator", denominator).unwrap();
        Box::new(Lars::from_settings(&s).unwrap())
    };
    let lamb = |phi: &str| -> Box<dyn Optimizer> {
        let s = LAMB.settings().with("lr", 0.1).unwrap();
        let s = s.with("eps", 0.0).unwrap().with("phi", phi).unwrap();
        Box::new(Lamb::from_settings(&s).unwrap())
    };
    let novograd = NOVOGRAD.settings().with("lr", 0.1).unwrap();
    let novograd = novograd.with("eps", 0.0).unwrap();
    vec![
        ("LARS", lars("sum-of-norms")),
        ("LARS, ‖g + λθ‖", lars("norm-of-sum")),
        ("LARS, ‖m‖", lars("momentum")),
        ("LAMB", lamb("norm")),
        ("LAMB, clipped", lamb("clipped")),
        ("LAMB, off", lamb("off")),
        (
            "NovoGrad",
            Box::new(NovoGrad::from_settings(&novograd).unwrap()),
        ),
        ("Fromage", Box::new(Fromage::new(0.1).unwrap())),
        ("Nero", Box::new(Nero::new(0.1).unwrap())),
    ]
}

#[test]
fn nothing_is_divided_by_zero() {
    // Zero weights, zero gradients, both, and a scalar without axes.
    for zero_weights in [false, true] {
        for zero_grads in [false, true] {
            for (name, mut optimizer) in every_method() {
                let of = |zero: bool, list: Vec<Tensor>| -> Vec<Tensor> {
                    let factor = if zero { 0.0 } else { 1.0 };
                    let scalar = ArrayD::from_elem(IxDyn(&[]), 0.4);
                    list.into_iter()
                        .chain([scalar])
                        .map(|t| t * factor)
                        .collect()
                };
                let mut params = of(zero_weights, layers());
                for t in 0..5 {
                    optimizer
                        .step(&mut params, &of(zero_grads, grads(t)))
                        .unwrap();
                    let finite = flatten(&params).iter().all(|x| x.is_finite());
                    assert!(
                        finite,
                        "{name}, {zero_weights} {zero_grads}, step {t}: {params:?}"
                    );
                }
                if zero_weights && zero_grads {
                    assert!(
                        flatten(&params).iter().all(|x| *x == 0.0),
                        "{name}: {params:?}"
                    );
                }
                if zero_weights && !zero_grads {
                    // The ratio 1 lets a layer leave zero.
                    assert!(params.iter().all(|p| norm(p) > 0.0), "{name}: {params:?}");
                }
            }
        }
    }
}

/// Weights and gradients whose squares overflow or vanish.
#[test]
fn no_size_gives_a_nan() {
    let sizes = [5e-324, 1e-310, 1e-200, 1.0, 1e150, 1e200, 1e300];
    for weights in sizes {
        for size in sizes {
            for memory in [true, false] {
                let mut methods = every_method();
                if !memory {
                    let lamb = LAMB.settings().with("lr", 3.0).unwrap();
                    let lamb = lamb.with("beta1", 0.0).unwrap();
                    let lamb = lamb.with("beta2", 0.0).unwrap();
                    let novograd = NOVOGRAD.settings().with("lr", 3.0).unwrap();
                    let novograd = novograd.with("beta2", 0.0).unwrap();
                    let lars = LARS.settings().with("lr", 3.0).unwrap();
                    let lars = lars.with("trust", 1.0).unwrap();
                    methods = vec![
                        ("LAMB", Box::new(Lamb::from_settings(&lamb).unwrap())),
                        (
                            "NovoGrad",
                            Box::new(NovoGrad::from_settings(&novograd).unwrap()),
                        ),
                        ("LARS", Box::new(Lars::from_settings(&lars).unwrap())),
                        ("Fromage", Box::new(Fromage::new(3.0).unwrap())),
                    ];
                }
                for (name, mut optimizer) in methods {
                    let of = |size: f64, list: Vec<Tensor>| -> Vec<Tensor> {
                        list.into_iter().map(|t| t * size).collect()
                    };
                    let mut params = of(weights, layers());
                    for t in 0..4 {
                        let mut grads = of(if t == 2 { 1.0 } else { size }, grads(t));
                        // One entry rests: 0 times an infinite ratio would be no number.
                        grads[0][[0, 1]] = 0.0;
                        optimizer.step(&mut params, &grads).unwrap();
                        let finite = flatten(&params).iter().all(|x| x.is_finite());
                        let case = format!("{name}, θ of {weights:e}, g of {size:e}");
                        assert!(finite, "{case}, step {t}: {params:?}");
                    }
                }
            }
        }
    }
}

/// Where the gradient's size does not count, not even its overflow does.
#[test]
fn a_path_does_not_know_the_size_of_its_gradients() {
    let novograd = NOVOGRAD.settings().with("lr", 0.1).unwrap();
    let novograd = novograd.with("eps", 0.0).unwrap();
    let build = |name: &str| -> Box<dyn Optimizer> {
        match name {
            "LARS" => Box::new(Lars::new(0.1, 0.9, 1.0).unwrap()),
            "NovoGrad" => Box::new(NovoGrad::from_settings(&novograd).unwrap()),
            "Fromage" => Box::new(Fromage::new(0.1).unwrap()),
            _ => Box::new(Nero::new(0.1).unwrap()),
        }
    };
    for name in ["LARS", "NovoGrad", "Fromage", "Nero"] {
        let path = |size: f64| {
            let (mut optimizer, mut params) = (build(name), layers());
            for t in 0..10 {
                let grads: Vec<Tensor> = grads(t).into_iter().map(|g| g * size).collect();
                optimizer.step(&mut params, &grads).unwrap();
            }
            params
        };
        for size in [1e-250, 1e-160, 1e160, 1e250] {
            let gap = distance(&path(1.0), &path(size));
            assert!(
                gap < 1e-13,
                "{name}, gradients times {size:e}: {gap:e} apart"
            );
        }
    }
}

#[test]
fn a_new_learning_rate_is_used() {
    for (name, mut optimizer) in every_method() {
        let mut params = layers();
        optimizer.step(&mut params, &grads(0)).unwrap();
        let before = params.clone();
        optimizer.set_learning_rate(0.0).unwrap();
        optimizer.step(&mut params, &grads(1)).unwrap();
        let moved = distance(&before, &params);
        // LARS moves on by the terms that have entered v with the old rate.
        let carried = name.starts_with("LARS, ‖g") || name == "LARS";
        assert_eq!(moved > 1e-14, carried, "{name} moved by {moved:e}");
        if carried {
            optimizer.step(&mut params, &grads(2)).unwrap();
            let next = distance(&before, &params) / moved;
            assert!(
                (next - 1.9).abs() < 1e-9,
                "{name}: {next} times as far, not 1 + β"
            );
        }
    }
}

#[test]
fn nesterov_needs_a_ratio_before_the_momentum() {
    let settings = LARS.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("nesterov", true).unwrap();
    assert!(Lars::from_settings(&settings).is_ok());
    let settings = settings.with("denominator", "momentum").unwrap();
    assert_eq!(
        Lars::from_settings(&settings).unwrap_err().to_string(),
        "lars: nesterov = true has no form with denominator = momentum"
    );
}

#[test]
fn a_layer_of_zeros_takes_a_plain_first_step() {
    let g = vector(&[0.6, -0.8]);
    let mut zero = vector(&[0.0, 0.0]);
    Lars::new(0.5, 0.9, 0.001)
        .unwrap()
        .step(&mut zero, &g)
        .unwrap();
    // η g: the trust coefficient 0.001 does not act, so this step is a thousand times as long.
    assert!(distance(&zero, &vector(&[-0.3, 0.4])) < 1e-15, "{zero:?}");
}

#[test]
fn a_layer_that_starts_at_zero_has_a_scale_for_nero() {
    let mut zero = vector(&[0.0, 0.0]);
    Nero::new(0.5)
        .unwrap()
        .step(&mut zero, &vector(&[7.0, -0.2]))
        .unwrap();
    // η · 0.01 for each entry, a neuron of its own.
    assert!(
        distance(&zero, &vector(&[-0.005, 0.005])) < 1e-15,
        "{zero:?}"
    );
}

#[test]
fn without_correction_lamb_starts_with_the_bare_moments() {
    let (theta, g) = (vector(&[3.0, 4.0]), vector(&[0.6, 0.8]));
    let settings = LAMB.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("eps", 0.01).unwrap();
    let settings = settings.with("weight_decay", 0.5).unwrap();
    let settings = settings.with("correction", "none").unwrap();
    let mut moved = theta.clone();
    Lamb::from_settings(&settings)
        .unwrap()
        .step(&mut moved, &g)
        .unwrap();
    let u = [(3.0, 0.6), (4.0, 0.8)]
        .map(|(theta, g): (f64, f64)| 0.1 * g / ((0.001 * g * g).sqrt() + 0.01) + 0.5 * theta);
    for i in 0..2 {
        let wanted = theta[0][i] - 0.1 * 5.0 / u[0].hypot(u[1]) * u[i];
        assert!(
            (moved[0][i] - wanted).abs() < 1e-13,
            "{} against {wanted}",
            moved[0][i]
        );
    }
}

#[test]
fn nero_refuses_layers_of_another_shape() {
    let mut optimizer = Nero::new(0.1).unwrap();
    let mut params = layers();
    optimizer.step(&mut params, &grads(0)).unwrap();
    let mut other = vector(&[1.0, 2.0]);
    let refused = optimizer.step(&mut other, &vector(&[1.0, 1.0]));
    assert!(
        matches!(refused, Err(StepError::Changed { .. })),
        "{refused:?}"
    );
    assert_eq!(other, vector(&[1.0, 2.0]));
}

#[test]
fn without_memory_and_projection_each_neuron_makes_a_normalized_step() {
    let settings = NERO.settings().with("lr", 0.1).unwrap();
    let settings = settings.with("beta", 0.0).unwrap();
    let settings = settings.with("constraints", false).unwrap();
    let mut optimizer = Nero::from_settings(&settings).unwrap();
    let mut params = layers();
    let sigma = [f64::midpoint(5.0, 1.25_f64.sqrt()), (0.2 + 0.1 + 0.7) / 3.0];
    for t in 0..5 {
        let before = params.clone();
        optimizer.step(&mut params, &grads(t)).unwrap();
        for (l, sigma) in sigma.iter().enumerate() {
            let moved = &params[l] - &before[l];
            for neuron in moved.axis_iter(ndarray::Axis(0)) {
                let length = norm(&neuron);
                assert!(
                    (length - 0.1 * sigma).abs() < 1e-14,
                    "step {t}, layer {l}: {length}"
                );
            }
        }
    }
}

#[test]
fn nero_keeps_its_neurons_balanced() {
    for neurons in ["rows", "columns"] {
        let settings = NERO.settings().with("lr", 0.1).unwrap();
        let settings = settings.with("neurons", neurons).unwrap();
        let mut optimizer = Nero::from_settings(&settings).unwrap();
        let start = arr2(&[[1.0, -2.0, 0.5], [0.3, 0.1, -4.0], [2.0, 1.0, 1.5]]).into_dyn();
        let mut params = vec![start];
        for t in 0..20 {
            let g = ArrayD::from_shape_fn(IxDyn(&[3, 3]), |k| {
                f64::from(t * 7 + 1).sin() + (3.0 * k[0] as f64 + 1.7 * k[1] as f64).cos()
            });
            optimizer.step(&mut params, &[g]).unwrap();
            for k in 0..3 {
                let axis = ndarray::Axis(usize::from(neurons == "columns"));
                let w = params[0].index_axis(axis, k);
                assert!(w.sum().abs() < 1e-14, "{neurons}, neuron {k}: mean of {w}");
                assert!(
                    (norm(&w) - 1.0).abs() < 1e-14,
                    "{neurons}, neuron {k}: {}",
                    norm(&w)
                );
            }
        }
    }
}
