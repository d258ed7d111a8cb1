//! What a slope costs in time: the value, a dual pass, and a gradient by back-propagation, for the
//! network 64–w–10 on the digits.
//!
//! ```console
//! cargo bench -p forward-gradient
//! ```

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use descent::data::digits;
use descent::{Objective as _, zeros_like};
use forward_gradient::DualNetwork;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for width in [16, 128] {
        let network = DualNetwork::new(digits(), &[64, width, 10], 0);
        let theta = network.start();
        let (v, mut grads) = (theta.clone(), zeros_like(&theta));
        let mut group = criterion.benchmark_group("one pass, digits");
        group.bench_function(BenchmarkId::new("value", width), |bencher| {
            bencher.iter(|| black_box(network.value(black_box(&theta))));
        });
        group.bench_function(BenchmarkId::new("dual pass", width), |bencher| {
            bencher.iter(|| black_box(network.pass(black_box(&theta), &v)));
        });
        group.bench_function(BenchmarkId::new("gradient", width), |bencher| {
            bencher.iter(|| network.gradient_into(black_box(&theta), black_box(&mut grads)));
        });
        group.finish();
    }
    criterion.final_summary();
}
