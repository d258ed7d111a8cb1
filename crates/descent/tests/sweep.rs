//! A sweep computes what a loop computes, and divides large tensors only if it was asked to.

use std::collections::HashSet;
use std::sync::Mutex;
use std::thread;

use descent::random::{generator, normal};
use descent::{PARALLEL_FROM, Sweep};
use ndarray::{Array1, Zip};

/// One step of momentum on n entries by a sweep, and the threads that took part.
fn sweep(n: usize) -> (Array1<f64>, Array1<f64>, usize) {
    let mut rng = generator(n as u64);
    let grad = Array1::from_shape_simple_fn(n, || normal(&mut rng));
    let (mut theta, mut m) = (Array1::ones(n), grad.mapv(f64::sin));
    let threads = Mutex::new(HashSet::new());
    Zip::from(&mut theta)
        .and(&grad)
        .and(&mut m)
        .sweep(|theta, &g, m| {
            *m = 0.9 * *m + g;
            *theta -= 0.3 * *m;
            if g > 1.0 {
                threads.lock().unwrap().insert(thread::current().id());
            }
        });
    let count = threads.lock().unwrap().len();
    (theta, m, count)
}

#[test]
fn every_entry_is_computed_once_at_any_size() {
    for n in [10, PARALLEL_FROM - 1, PARALLEL_FROM, 3 * PARALLEL_FROM + 7] {
        let (theta, m, _) = sweep(n);
        let mut rng = generator(n as u64);
        for (i, (theta, m)) in theta.iter().zip(&m).enumerate() {
            let g = normal(&mut rng);
            let wanted = 0.9 * g.sin() + g;
            assert_eq!(
                (*theta, *m),
                (1.0 - 0.3 * wanted, wanted),
                "n = {n}, entry {i}"
            );
        }
    }
}

#[test]
fn only_large_tensors_are_divided_and_only_with_the_feature() {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    assert_eq!(sweep(PARALLEL_FROM - 1).2, 1);
    let threads = sweep(16 * PARALLEL_FROM).2;
    if cfg!(feature = "rayon") && cores > 1 {
        assert!(threads > 1, "{threads} thread on {cores} cores");
    } else {
        assert_eq!(threads, 1);
    }
}
