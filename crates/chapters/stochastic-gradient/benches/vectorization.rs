//! What a batch saves: the time per example of one gradient of the network on the digits, for
//! batches of 1, 32 and all 1797 examples.
//!
//! ```console
//! cargo bench -p stochastic-gradient
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use descent::problems::DigitsMlp;
use descent::{FiniteSum as _, Objective as _, zeros_like};
use stochastic_gradient::{Epochs, Sampling};

const BATCHES: [usize; 3] = [1, 32, 1797];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    let digits = DigitsMlp::new(16, 0).expect("a fixed width");
    let theta = digits.start();
    let mut grads = zeros_like(&theta);
    // The shortest time of an epoch in any sample: the machine may be busy with other work.
    let mut best = [Duration::MAX; 3];
    let mut group = criterion.benchmark_group("epoch of gradients, digits-mlp");
    group
        .sampling_mode(SamplingMode::Flat)
        .throughput(Throughput::Elements(1797));
    for (batch, best) in BATCHES.into_iter().zip(&mut best) {
        let mut epochs = Epochs::new(1797, batch, Sampling::Reshuffled, 1).expect("1 to 1797");
        let epoch = epochs.next().expect("endless");
        group.bench_function(BenchmarkId::new("batch", batch), |bencher| {
            bencher.iter_custom(|runs| {
                let start = Instant::now();
                for _ in 0..runs {
                    for indices in epoch.batches() {
                        let gradients = black_box(&mut grads);
                        digits.batch_gradient_into(black_box(&theta), indices, gradients);
                    }
                }
                let time = start.elapsed();
                *best = (*best).min(time.div_f64(runs as f64));
                time
            });
        });
    }
    group.finish();
    criterion.final_summary();
    println!("\nbatch   µs per example   times faster than batch 1");
    for (batch, time) in BATCHES.into_iter().zip(best) {
        let per_example = time.as_secs_f64() * 1e6 / 1797.0;
        let ratio = best[0].div_duration_f64(time);
        println!("{batch:>5} {per_example:>16.2} {ratio:>27.2}");
    }
}
