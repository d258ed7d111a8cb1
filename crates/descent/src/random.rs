//! One seeded, portable generator. Nothing in the book draws from a hidden global one.

use rand::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};

pub use rand::{Rng, RngExt};

/// The book's generator: ChaCha with eight rounds, the same stream on every machine.
pub type Generator = rand_chacha::ChaCha8Rng;

/// The generator that starts from `seed`.
///
/// ```
/// use descent::random::{generator, normal};
/// let (mut a, mut b) = (generator(7), generator(7));
/// assert_eq!(normal(&mut a), normal(&mut b));
/// ```
pub fn generator(seed: u64) -> Generator {
    Generator::seed_from_u64(seed)
}

/// One draw from N(0, 1).
pub fn normal(rng: &mut Generator) -> f64 {
    StandardNormal.sample(rng)
}

/// One draw from the uniform distribution on [0, 1).
pub fn uniform(rng: &mut Generator) -> f64 {
    rng.random::<f64>()
}

/// `size` indices drawn with replacement from 0, …, `n` − 1.
///
/// # Panics
/// If `n` is 0.
pub fn with_replacement(n: usize, size: usize, rng: &mut Generator) -> Vec<usize> {
    (0..size).map(|_| rng.random_range(0..n)).collect()
}

/// The numbers 0, …, `n` − 1 in random order (Fisher–Yates).
pub fn permutation(n: usize, rng: &mut Generator) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, rng.random_range(0..=last));
    }
    order
}
