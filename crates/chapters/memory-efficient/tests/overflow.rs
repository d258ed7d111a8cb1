//! Gradients whose squares overflow: the step stays finite, and nothing becomes NaN.

use descent::{Method, Optimizer};
use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
use ndarray::{ArrayD, IxDyn};

#[test]
fn squares_may_overflow() {
    for (spec, option) in [
        (Adafactor::SPEC, None),
        (Adafactor::SPEC, Some(("eps_use", "clamp"))),
        (Adafactor::SPEC, Some(("beta1", "0.9"))),
        (Came::SPEC, None),
        (Sm3::SPEC, None),
        (Sm3::SPEC, Some(("variant", "1"))),
        (Sm3::SPEC, Some(("beta2", "0.9"))),
        (Adam8bit::SPEC, None),
        (Adam8bit::SPEC, Some(("code", "linear"))),
        (Galore::SPEC, None),
    ] {
        for shape in [&[3, 4][..], &[5][..]] {
            let spec: &'static descent::Spec = Box::leak(Box::new(spec));
            let mut settings = spec.settings();
            settings.set("lr", 0.1).expect("a rate in range");
            if let Some((name, text)) = option {
                settings = settings.with_text(name, text).expect("an option");
            }
            let Method::Gradient(mut optimizer) = (spec.build)(&settings).expect("settings") else {
                panic!("{} asks the objective", spec.name);
            };
            let mut theta = [ArrayD::from_elem(IxDyn(shape), 1.0)];
            for size in [1.0, 1e200, -1e300, 1.0] {
                // Entries of different sizes, one of them 0.
                let mut grad = ArrayD::from_elem(IxDyn(shape), size);
                for (k, g) in grad.iter_mut().enumerate() {
                    *g *= k as f64 / 20.0;
                }
                optimizer.step(&mut theta, &[grad]).expect("finite");
                let finite = theta[0].iter().all(|x| x.is_finite());
                assert!(finite, "{} after {size:e}: {theta:?}", spec.name);
            }
        }
    }
}

/// GaLore's directions do not depend on the scale of the gradient.
#[test]
fn directions_are_those_of_any_scale() {
    let basis = |scale: f64| {
        let entry = |ij: [usize; 2]| scale * ((3 * ij[0] + 7 * ij[1] * ij[1]) as f64).cos();
        let grad = ArrayD::from_shape_fn(IxDyn(&[4, 6]), |ij| entry([ij[0], ij[1]]));
        let mut optimizer = Galore::new(0.1, 2, 1).expect("allowed");
        let mut theta = [ArrayD::zeros(IxDyn(&[4, 6]))];
        optimizer.step(&mut theta, &[grad]).expect("a step");
        optimizer.basis(0).expect("a matrix").clone()
    };
    let wanted = basis(1.0);
    for scale in [1e-200, 1e200, 1e300] {
        let apart = (&basis(scale) - &wanted).mapv(f64::abs).sum();
        assert!(apart < 1e-10, "{scale:e}: {apart:e} apart");
    }
}
