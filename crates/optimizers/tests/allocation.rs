//! After its first step no optimizer allocates.

use descent::{Method, vector};
use optimizers::ALL;
use optimizers::trial::{Linear, settings};

#[test]
fn steps_after_the_first_allocate_nothing() {
    for spec in ALL {
        let slope = Linear::new(&[0.5; 1000]);
        let mut params = vector(&[1.0; 1000]);
        let mut method = (spec.build)(&settings(spec)).expect("settings that run");
        let mut step = || match &mut method {
            Method::Gradient(optimizer) => optimizer.step(&mut params, &slope.slope),
            Method::Oracle(optimizer) => optimizer.step_on(&slope, &mut params),
        };
        step().expect("a first step");
        let counted = allocation_counter::measure(|| {
            for _ in 0..100 {
                step().expect("a step");
            }
        });
        assert_eq!(
            counted.count_total, 0,
            "{} allocates {} bytes",
            spec.name, counted.bytes_total
        );
    }
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(vector(&[1.0; 10])));
    assert!(
        counted.count_total > 0 && counted.bytes_total >= 80,
        "{counted:?}"
    );
}
