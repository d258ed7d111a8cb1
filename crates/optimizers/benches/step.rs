//! One step of every optimizer beside a plain copy of the memory that it must move.
//!
//! A step must read each parameter, its gradient and its numbers of state, and write the parameter
//! and the state back. A copy of k bytes moves 2k. The table gives the time of a step over the
//! time of a copy that moves as many bytes: about 1 is as fast as memory allows. It can be less,
//! since a copy makes the processor fetch the target before it is overwritten, and a step writes
//! where it has just read.
//!
//! A 128 × 128 matrix stands beside the vectors, for the methods that see matrices. With `STEP_CSV`
//! set to a path the ratios of the vector of a million and of the matrix are written there too:
//!
//! ```console
//! STEP_CSV=crates/chapters/field-guide/results/cost.csv cargo bench -p optimizers --bench step -- '1000000|128x128'
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use descent::{Method, Tensor, vector};
use optimizers::ALL;
use optimizers::trial::{Linear, settings, state_per_parameter};

const SIZES: [usize; 4] = [10, 1_000, 1_000_000, 4_000_000];

/// The side of the matrix, and the number by which the table calls it.
const SIDE: usize = 128;

/// The most bytes that a step may move to be measured.
const MOST: f64 = 1e9;

/// The shortest mean time of one run in any sample: the machine may be busy with other work.
type Best = BTreeMap<(&'static str, Parameters), [Duration; 2]>;

/// What is optimized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Parameters {
    /// A vector of so many entries.
    Vector(usize),
    /// The matrix.
    Matrix,
}

impl Parameters {
    /// The vectors, then the matrix.
    fn all() -> impl Iterator<Item = Self> {
        SIZES.map(Self::Vector).into_iter().chain([Self::Matrix])
    }

    fn size(self) -> usize {
        match self {
            Self::Vector(size) => size,
            Self::Matrix => SIDE * SIDE,
        }
    }

    fn filled(self, value: f64) -> Vec<Tensor> {
        match self {
            Self::Vector(size) => vector(&vec![value; size]),
            Self::Matrix => vec![Tensor::from_elem(vec![SIDE, SIDE], value)],
        }
    }
}

impl std::fmt::Display for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Vector(size) => write!(f, "{size}"),
            Self::Matrix => write!(f, "{SIDE}x{SIDE}"),
        }
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(30)
        .configure_from_args();
    let mut best = Best::new();
    for spec in ALL {
        for parameters in Parameters::all() {
            measure(&mut criterion, &mut best, spec, parameters);
        }
    }
    criterion.final_summary();
    print(&best);
    if let Some(path) = std::env::var_os("STEP_CSV") {
        // `cargo bench` runs in the crate's folder; the path is meant from the book's root.
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let path = std::path::Path::new(root).join(path);
        std::fs::write(&path, csv(&best)).expect("STEP_CSV names a file that can be written");
    }
}

fn csv(best: &Best) -> String {
    let mut text = String::from("optimizer,vector,matrix\n");
    for spec in ALL {
        text.push_str(spec.name);
        for parameters in [Parameters::Vector(1_000_000), Parameters::Matrix] {
            text.push(',');
            if let Some([copy, step]) = best.get(&(spec.name, parameters)) {
                let _ = write!(text, "{:.2}", step.div_duration_f64(*copy));
            }
        }
        text.push('\n');
    }
    text
}

/// Bytes that a step must move for each parameter.
fn bytes(spec: &'static descent::Spec) -> f64 {
    let state = state_per_parameter(spec).expect("the optimizer runs");
    8.0 * (3.0 + 2.0 * state)
}

fn measure(
    criterion: &mut Criterion,
    best: &mut Best,
    spec: &'static descent::Spec,
    parameters: Parameters,
) {
    let size = parameters.size();
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
        let entry = best
            .entry((spec.name, parameters))
            .or_insert([Duration::MAX; 2]);
        let mean = time.div_f64(runs as f64);
        entry[place] = entry[place].min(mean);
    };

    let (source, mut target) = (vec![1.0_f64; copied / 8], vec![0.0; copied / 8]);
    group.bench_function(BenchmarkId::new("copy", parameters), |bencher| {
        bencher.iter_custom(|runs| {
            let time = timed(runs, || {
                black_box(&mut target).copy_from_slice(black_box(&source));
            });
            record(0, time, runs);
            time
        });
    });

    let slope = Linear {
        slope: parameters.filled(0.5),
    };
    let mut params = parameters.filled(1.0);
    let mut method = (spec.build)(&settings(spec)).expect("settings that run");
    group.bench_function(BenchmarkId::new("step", parameters), |bencher| {
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
    for parameters in Parameters::all() {
        // Padding applies to the finished text only.
        print!(" {:>9}", parameters.to_string());
    }
    println!();
    for spec in ALL {
        print!("{:<20} {:>16}", spec.name, bytes(spec));
        for parameters in Parameters::all() {
            match best.get(&(spec.name, parameters)) {
                Some([copy, step]) => print!(" {:>9.2}", step.div_duration_f64(*copy)),
                None => print!(" {:>9}", "–"),
            }
        }
        println!();
    }
}
