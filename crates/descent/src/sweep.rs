//! One pass over several tensors at once, on all cores where that pays.

use ndarray::{Dimension, NdProducer, Zip};

/// From how many entries a tensor on [`Sweep::sweep`] uses all cores, with the feature `rayon`.
///
/// A compromise, measured on two cores. Threads shorten Adam's step from 2¹⁵ entries on, to two
/// thirds at 2¹⁷; gradient descent's, ten times as short, only from 2¹⁹ on, and at 2¹⁷ they
/// lengthen it by a sixth.
pub const PARALLEL_FROM: usize = 1 << 17;

/// `for_each` of [`Zip`], for the one pass of an optimizer's step.
///
/// Without the feature `rayon` it is `for_each`. With it, tensors of [`PARALLEL_FROM`] entries or
/// more are divided among the threads of rayon's pool. Each entry is computed alone, so the result
/// is the same to the last bit.
///
/// ```
/// use descent::Sweep;
/// use ndarray::{Zip, arr1};
///
/// let (mut theta, grad) = (arr1(&[1.0, 2.0]), arr1(&[10.0, 20.0]));
/// Zip::from(&mut theta).and(&grad).sweep(|theta, &g| *theta -= 0.1 * g);
/// assert_eq!(theta, arr1(&[0.0, 0.0]));
/// ```
pub trait Sweep<F> {
    /// Calls `f` with the entries at each place of the zipped tensors, in any order.
    fn sweep(self, f: F);
}

macro_rules! sweep {
    ($($p:ident)*) => {
        impl<D, F, $($p),*> Sweep<F> for Zip<($($p,)*), D>
        where
            D: Dimension,
            $($p: NdProducer<Dim = D> + Send, $p::Item: Send,)*
            F: Fn($($p::Item),*) + Sync + Send,
        {
            #[inline]
            fn sweep(self, f: F) {
                #[cfg(feature = "rayon")]
                if self.size() >= PARALLEL_FROM {
                    self.par_for_each(f);
                    return;
                }
                self.for_each(f);
            }
        }
    };
}

sweep!(A);
sweep!(A B);
sweep!(A B C);
sweep!(A B C E);
sweep!(A B C E G);
sweep!(A B C E G H);
