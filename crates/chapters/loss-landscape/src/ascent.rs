//! How far to climb: the factor that SAM and ASAM share.

use descent::{Hyperparameter, Kind};

/// The hyperparameter that says in which precision the norm is computed.
pub(crate) const NORM: Hyperparameter = Hyperparameter {
    name: "norm",
    symbol: "‖·‖",
    meaning: "the norm in 64 bits, or in 32 as pytorch_optimizer computes it",
    kind: Kind::Choice {
        options: &["double", "single"],
    },
};

/// ρ over the norm of the list whose tensors have the norms `norms`, or 0 where there is no
/// direction to climb in, because the norm is 0 or overflows.
///
/// In single precision: ρ/(‖·‖ + 10⁻¹²) with the roundings to 32 bits of pytorch_optimizer 4.1.0.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn scale(rho: f64, single: bool, norms: impl Iterator<Item = f64>) -> f64 {
    if single {
        let total: f32 = norms.map(|norm| (norm as f32).powi(2)).sum();
        return f64::from((total.sqrt() + 1e-12_f32).recip() * rho as f32);
    }
    let norm = norms.map(|norm| norm * norm).sum::<f64>().sqrt();
    if norm > 0.0 { rho / norm } else { 0.0 }
}
