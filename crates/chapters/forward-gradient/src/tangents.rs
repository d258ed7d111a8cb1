//! Random tangents: the directions along which slopes are asked.

use descent::random::{Generator, normal, uniform};
use descent::{Sweep as _, Tensor};
use ndarray::Zip;

/// The distribution of the tangents v; all have mean 0 and covariance I, which makes the forward
/// gradient unbiased: equation `forward-gradient:forward-gradient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tangents {
    /// Independent N(0, 1).
    Gaussian,
    /// Independent signs ±1, each with probability ½ (Rademacher).
    Signs,
    /// Uniform on the sphere ‖v‖² = n.
    Sphere,
    /// As [`Tangents::Sphere`], and each orthogonal to those before it. After n of them a new frame
    /// begins.
    Orthogonal,
}

impl Tangents {
    /// How many tangents must be in memory at once when k are used on n parameters.
    pub fn kept(self, n: usize, k: usize) -> usize {
        if self == Self::Orthogonal {
            k.min(n)
        } else {
            1
        }
    }

    /// The `j`-th tangent of a step, counted from 0, written over the oldest one in `frame`.
    ///
    /// `frame` holds [`Tangents::kept`] tangents in the shapes of the parameters. The same state
    /// of `rng` gives the same tangent again.
    ///
    /// # Panics
    /// If `frame` is empty.
    // ANCHOR: draw
    pub fn draw(self, frame: &mut [Vec<Tensor>], j: usize, rng: &mut Generator) {
        let (earlier, rest) = frame.split_at_mut(j % frame.len());
        let v = &mut rest[0];
        for entry in v.iter_mut().flatten() {
            *entry = match self {
                Self::Signs if uniform(rng) < 0.5 => -1.0,
                Self::Signs => 1.0,
                _ => normal(rng),
            };
        }
        let n = v.iter().map(Tensor::len).sum::<usize>() as f64;
        if self == Self::Orthogonal {
            // Gram–Schmidt, twice: the first round leaves rounding errors.
            for e in earlier.iter().chain(earlier.iter()) {
                let share = -inner(e, v) / n;
                add(v, share, e);
            }
        }
        if matches!(self, Self::Sphere | Self::Orthogonal) {
            let scale = (n / inner(v, v)).sqrt();
            v.iter_mut().flatten().for_each(|entry| *entry *= scale);
        }
    }
    // ANCHOR_END: draw

    /// c with E‖ĝ‖² = c‖∇f‖² for the mean of k forward gradients on n parameters: equations
    /// `forward-gradient:length`, `forward-gradient:sphere`, `forward-gradient:tangents` and
    /// `forward-gradient:orthogonal`.
    ///
    /// ```
    /// use forward_gradient::Tangents;
    /// assert_eq!(Tangents::Gaussian.inflation(10, 1), 12.0);
    /// assert_eq!(Tangents::Signs.inflation(10, 1), 10.0);
    /// assert_eq!(Tangents::Sphere.inflation(10, 3), 4.0);
    /// assert_eq!(Tangents::Orthogonal.inflation(10, 10), 1.0);
    /// ```
    ///
    /// # Panics
    /// If n is 0.
    pub fn inflation(self, n: usize, k: usize) -> f64 {
        let (dim, count) = (n as f64, k as f64);
        match self {
            Self::Gaussian => 1.0 + (dim + 1.0) / count,
            Self::Signs | Self::Sphere => 1.0 + (dim - 1.0) / count,
            Self::Orthogonal => {
                // Whole frames give the gradient itself; the last one lacks some of its tangents.
                let last = (k % n) as f64;
                1.0 + last * (dim - last) / (count * count)
            }
        }
    }
}

/// Σ aᵢbᵢ over all entries, without temporaries.
pub(crate) fn inner(a: &[Tensor], b: &[Tensor]) -> f64 {
    let products = |a: &Tensor, b: &Tensor| Zip::from(a).and(b).fold(0.0, |sum, a, b| sum + a * b);
    a.iter().zip(b).map(|(a, b)| products(a, b)).sum()
}

/// `to` ← `to` + `scale`·`v`.
pub(crate) fn add(to: &mut [Tensor], scale: f64, v: &[Tensor]) {
    for (to, v) in to.iter_mut().zip(v) {
        Zip::from(to).and(v).sweep(|to, &v| *to += scale * v);
    }
}
