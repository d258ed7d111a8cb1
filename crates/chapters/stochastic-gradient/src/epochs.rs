//! How examples are dealt out: epochs, each cut into batches.

use std::slice::Chunks;

use descent::random::{Generator, generator, permutation, with_replacement};

/// How an epoch chooses its N examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// N independent draws: some examples occur twice, about 37% not at all.
    WithReplacement,
    /// Every example once, in a new random order each epoch (random reshuffling).
    Reshuffled,
    /// Every example once, in the order of the data, in every epoch.
    InOrder,
}

/// Why there can be no batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// There is nothing to draw from.
    #[error("there are no examples to draw batches from")]
    NoExamples,
    /// A batch of nothing has no mean gradient.
    #[error("a batch size of 0 gives no gradient; it must be between 1 and {examples}")]
    Zero {
        /// N.
        examples: usize,
    },
    /// The batch is larger than the data set.
    #[error("a batch size of {batch} exceeds the {examples} examples")]
    TooLarge {
        /// B.
        batch: usize,
        /// N.
        examples: usize,
    },
}

/// An endless iterator over epochs, reproducible from its seed.
///
/// ```
/// use stochastic_gradient::{BatchError, Epochs, Sampling};
///
/// let mut epochs = Epochs::new(10, 4, Sampling::Reshuffled, 7)?;
/// let epoch = epochs.next().unwrap();
/// let sizes: Vec<usize> = epoch.batches().map(<[usize]>::len).collect();
/// assert_eq!(sizes, [4, 4, 2]);
/// # Ok::<(), BatchError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Epochs {
    examples: usize,
    batch: usize,
    sampling: Sampling,
    rng: Generator,
}

/// The N examples of one epoch in the order of their use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    order: Vec<usize>,
    batch: usize,
}

impl Epochs {
    /// Epochs over N = `examples` examples in batches of B = `batch`.
    ///
    /// # Errors
    /// If N is 0, or B is 0 or larger than N.
    pub fn new(
        examples: usize,
        batch: usize,
        sampling: Sampling,
        seed: u64,
    ) -> Result<Self, BatchError> {
        if examples == 0 {
            return Err(BatchError::NoExamples);
        }
        if batch == 0 {
            return Err(BatchError::Zero { examples });
        }
        if batch > examples {
            return Err(BatchError::TooLarge { batch, examples });
        }
        Ok(Self {
            examples,
            batch,
            sampling,
            rng: generator(seed),
        })
    }
}

// ANCHOR: epochs
impl Iterator for Epochs {
    type Item = Epoch;

    fn next(&mut self) -> Option<Epoch> {
        let n = self.examples;
        let order = match self.sampling {
            Sampling::WithReplacement => with_replacement(n, n, &mut self.rng),
            Sampling::Reshuffled => permutation(n, &mut self.rng),
            Sampling::InOrder => (0..n).collect(),
        };
        let batch = self.batch;
        Some(Epoch { order, batch })
    }
}

impl Epoch {
    /// ⌈N/B⌉ batches of B indices; the last is shorter if B does not divide N.
    pub fn batches(&self) -> Chunks<'_, usize> {
        self.order.chunks(self.batch)
    }
}
// ANCHOR_END: epochs
