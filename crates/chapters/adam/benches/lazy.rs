//! One step on an embedding of V rows of which a batch touches 200: Adam, LazyAdam from the whole
//! gradient, and LazyAdam from the touched rows. Only the last does not grow with V.

use adam::{Adam, LazyAdam, sparse};
use criterion::{BenchmarkId, Criterion};
use descent::{Optimizer, Tensor};
use ndarray::{Array2, Axis};

const WIDTH: usize = 16;
const TOUCHED: usize = 200;

fn gradient(words: usize) -> Tensor {
    let mut grad = Array2::zeros((words, WIDTH));
    for k in 0..TOUCHED {
        grad.index_axis_mut(Axis(0), k * words / TOUCHED).fill(0.1);
    }
    grad.into_dyn()
}

fn step(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("embedding");
    for words in [1_000, 10_000, 100_000] {
        let grad = gradient(words);
        let rows = [sparse::rows(&grad)];
        let grads = [grad];
        let params = vec![Array2::zeros((words, WIDTH)).into_dyn()];
        let mut dense = Adam::new(1e-3).expect("a rate");
        let mut theta = params.clone();
        group.bench_function(BenchmarkId::new("adam", words), |b| {
            b.iter(|| dense.step(&mut theta, &grads).expect("a step"));
        });
        let mut lazy = LazyAdam::new(1e-3).expect("a rate");
        let mut theta = params.clone();
        group.bench_function(BenchmarkId::new("lazy-adam", words), |b| {
            b.iter(|| lazy.step(&mut theta, &grads).expect("a step"));
        });
        let mut lazy = LazyAdam::new(1e-3).expect("a rate");
        let mut theta = params.clone();
        group.bench_function(BenchmarkId::new("lazy-adam-rows", words), |b| {
            b.iter(|| lazy.step_rows(&mut theta, &rows).expect("a step"));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    step(&mut criterion);
    criterion.final_summary();
}
