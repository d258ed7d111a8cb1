//! Gradients whose squares overflow: the step stays finite, and nothing becomes NaN.

use descent::Method;
use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
use ndarray::{ArrayD, IxDyn};

#[test]
fn squares_may_overflow() {
    for spec in [
        Adafactor::SPEC,
        Came::SPEC,
        Sm3::SPEC,
        Adam8bit::SPEC,
        Galore::SPEC,
    ] {
        for shape in [&[3, 4][..], &[5][..]] {
            let spec: &'static descent::Spec = Box::leak(Box::new(spec));
            let mut settings = spec.settings();
            settings.set("lr", 0.1).expect("a rate in range");
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
