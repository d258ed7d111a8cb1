//! One step of every optimizer beside a plain copy of the memory that it must move.
//!
//! A step must read each parameter, its gradient and its numbers of state, and write the parameter
//! and the state back. A copy of k bytes moves 2k. The table gives the time of a step over the
//! time of a copy that moves as many bytes: about 1 is as fast as memory allows. It can be less,
//! since a copy makes the processor fetch the target before it is overwritten, and a step writes
//! where it has just read.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use descent::{Method, vector};
use optimizers::ALL;
use optimizers::trial::{Linear, settings, state_per_parameter};

const SIZES: [usize; 4] = [10, 1_000, 1_000_000, 4_000_000];

/// The most bytes that a step may move to be measured.
const MOST: f64 = 1e9;

/// The shortest mean time of one run in any sample: the machine may be busy with other work.
type Best = BTreeMap<(&'static str, usize), [Duration; 2]>;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(30)
        .configure_from_args();
    let mut best = Best::new();
    for spec in ALL {
        for size in SIZES {
            measure(&mut criterion, &mut best, spec, size);
        }
    }
    criterion.final_summary();
    print(&best);
}

/// Bytes that a step must move for each parameter.
fn bytes(spec: &'static descent::Spec) -> f64 {
    let state = state_per_parameter(spec).expect("the optimizer runs");
    8.0 * (3.0 + 2.0 * state)
}

fn measure(criterion: &mut Criterion, best: &mut Best, spec: &'static descent::Spec, size: usize) {
    let moved = bytes(spec) * size as f64;
    // What keeps a matrix as large as the square of the parameters is no method for so many.
    if moved > MOST {
        return;
    }
    // Half of them are read, half written.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let copied = (moved / 2.0) as usize;
    let mut group = criterion.benchmark_group(spec.name);
    group
        .sampling_mode(SamplingMode::Flat)
        .throughput(Throughput::Bytes(2 * copied as u64));
    let mut record = |place: usize, time: Duration, runs: u64| {
        let entry = best.entry((spec.name, size)).or_insert([Duration::MAX; 2]);
        let mean = time.div_f64(runs as f64);
        entry[place] = entry[place].min(mean);
    };

    let (source, mut target) = (vec![1.0_f64; copied / 8], vec![0.0; copied / 8]);
    group.bench_function(BenchmarkId::new("copy", size), |bencher| {
        bencher.iter_custom(|runs| {
            let time = timed(runs, || {
                black_box(&mut target).copy_from_slice(black_box(&source));
            });
            record(0, time, runs);
            time
        });
    });

    let slope = Linear::new(&vec![0.5; size]);
    let mut params = vector(&vec![1.0; size]);
    let mut method = (spec.build)(&settings(spec)).expect("settings that run");
    group.bench_function(BenchmarkId::new("step", size), |bencher| {
        bencher.iter_custom(|runs| {
            let time = timed(runs, || match &mut method {
                Method::Gradient(optimizer) => {
                    optimizer
                        .step(black_box(&mut params), black_box(&slope.slope))
                        .expect("finite");
                }
                Method::Oracle(optimizer) => {
                    optimizer
                        .step_on(&slope, black_box(&mut params))
                        .expect("finite");
                }
            });
            record(1, time, runs);
            time
        });
    });
    group.finish();
}

fn timed(runs: u64, mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        run();
    }
    start.elapsed()
}

fn print(best: &Best) {
    println!("\ntime of a step / time of copying the bytes that it must move");
    print!("{:<20} {:>16}", "optimizer", "bytes/parameter");
    for size in SIZES {
        print!(" {size:>9}");
    }
    println!();
    for spec in ALL {
        print!("{:<20} {:>16}", spec.name, bytes(spec));
        for size in SIZES {
            match best.get(&(spec.name, size)) {
                Some([copy, step]) => print!(" {:>9.2}", step.div_duration_f64(*copy)),
                None => print!(" {:>9}", "–"),
            }
        }
        println!();
    }
}
