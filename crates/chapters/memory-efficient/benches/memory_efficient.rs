//! The time of a step on a 1024 × 1024 matrix: Adam and the optimizers that keep less than it.

use std::hint::black_box;
use std::time::Duration;

use adam::Adam;
use criterion::{Criterion, Throughput};
use descent::random::{generator, normal};
use descent::{Optimizer, SettingError, Tensor, zeros_like};
use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
use ndarray::{ArrayD, IxDyn};

const SIDE: usize = 1024;

fn matrix(seed: u64) -> Tensor {
    let mut rng = generator(seed);
    ArrayD::from_shape_simple_fn(IxDyn(&[SIDE, SIDE]), || normal(&mut rng))
}

fn main() -> Result<(), SettingError> {
    // GaLore's singular value decomposition falls on the first step, outside the measurement.
    let optimizers: [(&str, Box<dyn Optimizer>); 6] = [
        ("adam", Box::new(Adam::new(1e-3)?)),
        ("adafactor", Box::new(Adafactor::new(1e-3)?)),
        ("sm3", Box::new(Sm3::new(1e-3, 0.0)?)),
        ("came", Box::new(Came::new(1e-3)?)),
        ("adam-8bit", Box::new(Adam8bit::new(1e-3)?)),
        ("galore", Box::new(Galore::new(1e-3, 16, u64::MAX)?)),
    ];
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20)
        .configure_from_args();
    let mut group = criterion.benchmark_group("step");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    let grads = [matrix(1)];
    for (name, mut optimizer) in optimizers {
        let mut params = zeros_like(&grads);
        group.bench_function(name, |bencher| {
            bencher.iter(|| optimizer.step(black_box(&mut params), black_box(&grads)));
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
