//! Every optimizer refuses bad input in one clear line, and is then as if it had not seen it.

use std::cell::{Cell, RefCell};

use descent::{
    Hyperparameter, Kind, Method, Objective, Spec, StepError, Tensor, flatten, vector, zeros_like,
};
use ndarray::{ArrayD, IxDyn};
use optimizers::ALL;
use optimizers::trial::{settings, state_per_parameter};

/// An objective whose gradient is whatever was put there last.
struct Puppet {
    gradient: RefCell<Vec<Tensor>>,
    asked: Cell<bool>,
}

impl Puppet {
    fn new(grads: &[Tensor]) -> Self {
        Self {
            gradient: RefCell::new(grads.to_vec()),
            asked: Cell::new(false),
        }
    }
}

/// Whether a step needs a gradient; some methods look at values alone.
fn needs_gradients(spec: &'static Spec) -> bool {
    match build(spec) {
        Method::Gradient(_) => true,
        Method::Oracle(mut optimizer) => {
            let puppet = Puppet::new(&grads(0));
            optimizer
                .step_on(&puppet, &mut params())
                .expect("a good step");
            puppet.asked.get()
        }
    }
}

impl Objective for Puppet {
    fn name(&self) -> &'static str {
        "puppet"
    }

    fn start(&self) -> Vec<Tensor> {
        zeros_like(&self.gradient.borrow())
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        flatten(params).iter().sum()
    }

    fn gradient_into(&self, _params: &[Tensor], grads: &mut [Tensor]) {
        self.asked.set(true);
        for (to, from) in grads.iter_mut().zip(self.gradient.borrow().iter()) {
            to.assign(from);
        }
    }
}

fn build(spec: &'static Spec) -> Method {
    (spec.build)(&settings(spec)).expect("settings that run")
}

fn step(method: &mut Method, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
    match method {
        Method::Gradient(optimizer) => optimizer.step(params, grads),
        Method::Oracle(optimizer) => optimizer.step_on(&Puppet::new(grads), params),
    }
}

fn bits(tensors: &[Tensor]) -> Vec<u64> {
    flatten(tensors).iter().map(|x| x.to_bits()).collect()
}

fn tensor(shape: &[usize], value: f64) -> Tensor {
    ArrayD::from_elem(IxDyn(shape), value)
}

/// Parameters: a vector and a matrix.
fn params() -> Vec<Tensor> {
    vec![tensor(&[3], 0.7), tensor(&[2, 2], -1.3)]
}

fn grads(k: usize) -> Vec<Tensor> {
    vec![
        tensor(&[3], 0.1 + k as f64),
        tensor(&[2, 2], 0.2 - k as f64),
    ]
}

/// Two good steps, a bad one, three good ones; a twin takes the good ones only. Also with the bad
/// step first of all.
fn refuse(spec: &'static Spec, bad: (&[Tensor], &[Tensor]), message: &str) {
    for good_before in [0, 2] {
        let (mut method, mut twin) = (build(spec), build(spec));
        let (mut here, mut there) = (params(), params());
        for k in 0..good_before {
            step(&mut method, &mut here, &grads(k)).expect("a good step");
            step(&mut twin, &mut there, &grads(k)).expect("a good step");
        }
        let mut bad_params = bad.0.to_vec();
        let context = format!("{} after {good_before} steps", spec.name);
        let error = step(&mut method, &mut bad_params, bad.1)
            .expect_err(&format!("{context} took a bad step: {message}"));
        assert_eq!(error.to_string(), message, "{context}");
        assert_eq!(bits(&bad_params), bits(bad.0), "{context} moved parameters");
        for k in 0..3 {
            step(&mut method, &mut here, &grads(k)).unwrap_or_else(|e| {
                panic!("{context}, {message}: a good step was refused: {e}");
            });
            step(&mut twin, &mut there, &grads(k)).expect("a good step");
            assert_eq!(bits(&here), bits(&there), "{context} remembers: {message}");
        }
    }
}

#[test]
fn gradients_that_are_not_finite_are_refused() {
    for spec in ALL.iter().filter(|spec| needs_gradients(spec)) {
        for (value, shown) in [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            let mut bad = grads(0);
            bad[1][[1, 0]] = value;
            let message = format!(
                "tensor 1: entry 2 of the gradient is {shown}; a step needs finite numbers"
            );
            refuse(spec, (&params(), &bad), &message);
        }
    }
}

#[test]
fn a_single_bad_entry_is_found_wherever_it_stands() {
    // Lengths around the blocks in which the check runs.
    for length in [1, 7, 8, 9, 63, 64, 65, 4095, 4096, 4097, 10_000] {
        for entry in [0, length / 2, length - 1] {
            let mut slope = vector(&vec![f64::MAX; length]);
            slope[0][entry] = f64::INFINITY;
            let mut params = vector(&vec![0.0; length]);
            let error = step(&mut build(&ALL[0]), &mut params, &slope).expect_err("refused");
            assert!(
                matches!(error, StepError::NotFinite { tensor: 0, entry: e, .. } if e == entry),
                "{error}"
            );
        }
    }
}

#[test]
fn the_largest_finite_gradients_are_taken() {
    for spec in ALL {
        let mut params = vector(&[0.0; 20]);
        let huge = vector(&[1e300; 20]);
        step(&mut build(spec), &mut params, &huge).unwrap_or_else(|e| panic!("{}: {e}", spec.name));
    }
}

#[test]
fn empty_lists_and_empty_tensors_are_refused() {
    for spec in ALL {
        refuse(
            spec,
            (&[], &[]),
            "no parameters: the list of tensors is empty",
        );
        let empty = [tensor(&[3], 1.0), tensor(&[2, 0], 1.0)];
        let message = "parameter tensor 1 has shape [2, 0], which holds no entries";
        refuse(spec, (&empty, &empty), message);
    }
}

#[test]
fn shapes_that_differ_are_refused() {
    for spec in ALL {
        // An objective writes gradients of the right shape itself.
        if matches!(build(spec), Method::Oracle(_)) {
            continue;
        }
        refuse(
            spec,
            (&params(), &grads(0)[..1]),
            "2 parameter tensors but 1 gradient tensors",
        );
        let bad = [tensor(&[3], 1.0), tensor(&[4], 1.0)];
        let message = "tensor 1: the parameter has shape [2, 2], its gradient [4]";
        refuse(spec, (&params(), &bad), message);
    }
}

#[test]
fn shapes_that_change_are_refused_by_what_has_state() {
    for spec in ALL {
        let mut method = build(spec);
        let mut here = params();
        step(&mut method, &mut here, &grads(0)).expect("a good step");
        let mut other = vec![tensor(&[3], 1.0), tensor(&[4], 1.0)];
        let slope = other.clone();
        let result = step(&mut method, &mut other, &slope);
        if state_per_parameter(spec).expect("it runs") == 0.0 {
            assert_eq!(
                result,
                Ok(()),
                "{} keeps nothing that could not fit",
                spec.name
            );
            continue;
        }
        let message =
            "the parameters had shapes [[3], [2, 2]] at the first step and have [[3], [4]] now";
        assert_eq!(
            result.expect_err(spec.name).to_string(),
            message,
            "{}",
            spec.name
        );
        let untouched = [tensor(&[3], 1.0), tensor(&[4], 1.0)];
        assert_eq!(
            bits(&other),
            bits(&untouched),
            "{} moved parameters",
            spec.name
        );
        let mut twin = build(spec);
        let mut there = params();
        step(&mut twin, &mut there, &grads(0)).expect("a good step");
        step(&mut twin, &mut there, &grads(1)).expect("a good step");
        step(&mut method, &mut here, &grads(1)).expect("a good step");
        assert_eq!(bits(&here), bits(&there), "{} remembers", spec.name);
    }
}

#[test]
fn hyperparameters_outside_their_range_are_refused() {
    for spec in ALL {
        for bad in [-0.1, f64::NAN, f64::INFINITY] {
            let error = spec
                .settings()
                .with("lr", bad)
                .expect_err("a bad learning rate");
            let symbol = spec.hyperparameter("lr").expect("a learning rate").symbol;
            let message = format!(
                "{}: lr ({symbol}) = {bad} is not allowed: it must be a finite number in [0, ∞)",
                spec.name
            );
            assert_eq!(error.to_string(), message);
        }
        // Most decays stay below 1. Schedule-Free's β interpolates, and Prodigy's β₃ = 1 forgets nothing.
        let may_be_one = |h: &Hyperparameter| match h.name {
            "beta" => spec.chapter == "averaging",
            "beta3" => spec.chapter == "step-size-adaptation",
            _ => false,
        };
        for hyperparameter in spec
            .hyperparameters
            .iter()
            .filter(|h| h.name.starts_with("beta") && !may_be_one(h))
        {
            let error = spec
                .settings()
                .with(hyperparameter.name, 1.0)
                .expect_err("β = 1");
            let message = format!(
                "{}: {} ({}) = 1 is not allowed: it must be a finite number in [0, 1)",
                spec.name, hyperparameter.name, hyperparameter.symbol
            );
            assert_eq!(error.to_string(), message);
        }
        // Whatever the range: no real hyperparameter takes NaN, an infinity, or a word.
        for hyperparameter in spec.hyperparameters {
            if let Kind::Real { .. } = hyperparameter.kind {
                for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    spec.settings()
                        .with(hyperparameter.name, bad)
                        .expect_err("not finite");
                }
            }
            spec.settings()
                .with_text(hyperparameter.name, "§")
                .expect_err("not a value");
        }
        // The first that has no default is asked for; without such, the optimizer can be built.
        let required = |h: &&Hyperparameter| h.kind.default().is_none();
        let missing = (spec.build)(&spec.settings()).err();
        let message = spec.hyperparameters.iter().find(required).map(|h| {
            let (name, symbol, allowed) = (h.name, h.symbol, h.kind.allowed());
            format!(
                "{}: {name} ({symbol}) has no default: set it, {allowed}",
                spec.name
            )
        });
        assert_eq!(missing.map(|error| error.to_string()), message);
    }
}

#[test]
fn a_refused_learning_rate_leaves_the_old_one() {
    for spec in ALL {
        let (mut method, mut twin) = (build(spec), build(spec));
        let (mut here, mut there) = (params(), params());
        for bad in [-1.0, f64::NAN] {
            let refused = match &mut method {
                Method::Gradient(optimizer) => optimizer.set_learning_rate(bad),
                Method::Oracle(optimizer) => optimizer.set_learning_rate(bad),
            };
            assert!(
                refused.is_err(),
                "{} took the learning rate {bad}",
                spec.name
            );
        }
        step(&mut method, &mut here, &grads(0)).expect("a good step");
        step(&mut twin, &mut there, &grads(0)).expect("a good step");
        assert_eq!(bits(&here), bits(&there), "{}", spec.name);
    }
}
