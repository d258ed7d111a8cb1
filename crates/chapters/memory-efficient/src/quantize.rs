//! Numbers in eight bits: a table of 256 values, and one scale for each block.

/// A table of at most 256 values in [−1, 1], rising: what eight bits can say.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    values: Vec<f64>,
}

impl Code {
    /// Equal gaps: k/127 for k = −127, …, 127 if `signed`, else k/255 for k = 0, …, 255.
    pub fn linear(signed: bool) -> Self {
        let values = if signed {
            (-127..=127).map(|k| f64::from(k) / 127.0).collect()
        } else {
            (0..=255).map(|k| f64::from(k) / 255.0).collect()
        };
        Self { values }
    }

    /// The dynamic code, equation `memory-efficient:dynamic-code`: seven decades from 10⁻⁷ to 1,
    /// twice as many values in each as in the one below it, and 0 and 1. Dettmers 2016.
    pub fn dynamic(signed: bool) -> Self {
        let mut values = vec![0.0, 1.0];
        for i in 0..7 {
            let count = 1 << if signed { i } else { i + 1 };
            for k in 0..count {
                let middle = 0.1 + 0.9 * (f64::from(k) + 0.5) / f64::from(count);
                let value = 10_f64.powi(i - 6) * middle;
                values.push(value);
                if signed {
                    values.push(-value);
                }
            }
        }
        values.sort_by(f64::total_cmp);
        Self { values }
    }

    /// The values, rising.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The place of the value nearest to `x`; of two as near, the lower.
    pub fn nearest(&self, x: f64) -> u8 {
        let above = self.values.partition_point(|&value| value < x);
        let above = above.min(self.values.len() - 1);
        let below = above.saturating_sub(1);
        let lower = x - self.values[below] <= self.values[above] - x;
        // The table has at most 256 values.
        u8::try_from(if lower { below } else { above }).unwrap_or(u8::MAX)
    }

    /// The value at `place`.
    ///
    /// # Panics
    /// If the table has no such place; [`Code::nearest`] gives none of those.
    pub fn value(&self, place: u8) -> f64 {
        self.values[usize::from(place)]
    }
}

/// Numbers in blocks: for each number the place of a value in a [`Code`], for each block the largest
/// absolute value N. A number is read back as N times the value: equation
/// `memory-efficient:block-quantization`. Dettmers, Lewis, Shleifer & Zettlemoyer 2022.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    places: Vec<u8>,
    scales: Vec<f64>,
    block: usize,
}

impl Blocks {
    /// `len` zeros in blocks of `block` numbers, the last one shorter where they do not divide.
    ///
    /// # Panics
    /// If `block` is 0.
    pub fn zeros(code: &Code, len: usize, block: usize) -> Self {
        Self {
            places: vec![code.nearest(0.0); len],
            scales: vec![0.0; len.div_ceil(block)],
            block,
        }
    }

    /// How many blocks there are.
    pub fn count(&self) -> usize {
        self.scales.len()
    }

    /// How many numbers are kept: a place for each number and a scale for each block.
    pub fn len(&self) -> usize {
        self.places.len() + self.scales.len()
    }

    /// Whether there are no numbers.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many bytes these need with `scale_bytes` bytes for each scale.
    pub fn bytes(&self, scale_bytes: usize) -> usize {
        self.places.len() + scale_bytes * self.scales.len()
    }

    /// The numbers of block `b`, read back into the beginning of `into`; returns how many.
    pub fn load(&self, code: &Code, b: usize, into: &mut [f64]) -> usize {
        let places = &self.places[self.range(b)];
        for (x, &place) in into.iter_mut().zip(places) {
            *x = code.value(place) * self.scales[b];
        }
        places.len()
    }

    /// Keeps `numbers` as block `b`.
    pub fn store(&mut self, code: &Code, b: usize, numbers: &[f64]) {
        let range = self.range(b);
        let scale = numbers.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        // An infinite scale would read zeros back as NaN.
        let scale = scale.min(f64::MAX);
        self.scales[b] = scale;
        // Where all are zero, any finite divisor finds the place of zero.
        let divisor = if scale > 0.0 { scale } else { 1.0 };
        for (place, x) in self.places[range].iter_mut().zip(numbers) {
            *place = code.nearest(x / divisor);
        }
    }

    fn range(&self, b: usize) -> std::ops::Range<usize> {
        let first = b * self.block;
        first..(first + self.block).min(self.places.len())
    }
}

/// `numbers` quantized in blocks of `block` and read back.
///
/// # Panics
/// If `block` is 0.
///
/// ```
/// use memory_efficient::quantize::{Code, round_trip};
/// let back = round_trip(&Code::dynamic(true), &[0.0, 3.0, -3.0], 4);
/// // +N has a place of its own, −N has not: the code is not symmetric.
/// assert_eq!(back[..2], [0.0, 3.0]);
/// assert!((back[2] + 3.0 * (1.0 - 0.45 / 64.0)).abs() < 1e-15, "{}", back[2]);
/// ```
pub fn round_trip(code: &Code, numbers: &[f64], block: usize) -> Vec<f64> {
    let mut blocks = Blocks::zeros(code, numbers.len(), block);
    let mut back = vec![0.0; numbers.len()];
    for (b, (numbers, back)) in numbers
        .chunks(block)
        .zip(back.chunks_mut(block))
        .enumerate()
    {
        blocks.store(code, b, numbers);
        blocks.load(code, b, back);
    }
    back
}
