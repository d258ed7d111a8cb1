//! Every optimizer of the book, by name. A new one is one line in [`ALL`].
//!
//! ```
//! let spec = optimizers::by_name("momentum")?;
//! let settings = spec.settings().with("lr", 0.1)?.with("beta", 0.9)?;
//! let method = (spec.build)(&settings)?;
//! assert_eq!(method.configured().settings().real("beta")?, 0.9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use descent::{Spec, nearest};

pub mod trial;

pub use adagrad::{AdaGrad, Ftrl, FullAdaGrad, Kate};
pub use adam::{AdaX, Adam, Adamax, AmsGrad, LazyAdam, OptimisticAdam, OptimisticGradient, Yogi};
pub use adam_family::{
    AcProp, AdEmaMix, AdaBelief, AdaBound, AdaMod, Adan, Adopt, AggMo, DiffGrad, LaProp, MadGrad,
    Mars, Nadam, Padam, QhAdam, Qhm, RAdam, SimplifiedAdEmaMix, Swats,
};
pub use averaging::{Asgd, Lookahead, Ranger, ScheduleFree, ScheduleFreeAdamW, Swa, WeightEma};
pub use forward_gradient::ForwardGradient;
pub use gradient_descent::{Backtracking, NormalizedGd, Sgd};
pub use layerwise::{Fromage, Lamb, Lars, Nero, NovoGrad};
pub use loss_landscape::{Asam, Sam};
pub use matrix_preconditioners::{AdaHessian, Muon, Shampoo, Soap, Sophia};
pub use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
pub use momentum::{Accelerated, Momentum, Nesterov, NesterovLookahead, NesterovVelocity};
pub use newton::{BarzilaiBorwein, Bfgs, ConjugateGradient, Lbfgs, Newton};
pub use rmsprop::{Adadelta, RmsProp};
pub use sde_view::{NoisySgd, Sgld};
pub use sign_methods::{DeltaBarDelta, IrpropPlus, Lion, Rprop, SignSgd, Signum, Tiger};
pub use step_size_adaptation::{
    Cocob, DAdaptAdaGrad, DAdaptAdam, DAdaptSgd, Dog, Dowg, FunnelledSgdm, HypergradientDescent,
    Momo, MomoAdam, PolyakSgd, Prodigy,
};
pub use weight_decay::{
    AdamP, AdamW, AdamaxW, CautiousAdamW, Grams, GrokfastAdamW, NadamW, SgdP, SgdW, StableAdamW,
};
pub use zeroth_order::{
    CmaEs, EvolutionStrategy, GradientlessDescent, Mezo, NelderMead, Spsa, TwoPoint,
};

/// The registry, in the order of the chapters.
pub static ALL: &[Spec] = &[
    Sam::SPEC,
    Asam::SPEC,
    Sgd::SPEC,
    NormalizedGd::SPEC,
    Backtracking::SPEC,
    Momentum::SPEC,
    Nesterov::SPEC,
    NesterovVelocity::SPEC,
    NesterovLookahead::SPEC,
    Accelerated::SPEC,
    DeltaBarDelta::SPEC,
    Rprop::SPEC,
    IrpropPlus::SPEC,
    SignSgd::SPEC,
    Signum::SPEC,
    Lion::SPEC,
    Tiger::SPEC,
    AdaGrad::SPEC,
    FullAdaGrad::SPEC,
    Ftrl::SPEC,
    Kate::SPEC,
    RmsProp::SPEC,
    Adadelta::SPEC,
    Adam::SPEC,
    Adamax::SPEC,
    AmsGrad::SPEC,
    Yogi::SPEC,
    AdaX::SPEC,
    LazyAdam::SPEC,
    OptimisticAdam::SPEC,
    OptimisticGradient::SPEC,
    Nadam::SPEC,
    RAdam::SPEC,
    AdaBelief::SPEC,
    AdaBound::SPEC,
    Padam::SPEC,
    AdaMod::SPEC,
    DiffGrad::SPEC,
    Qhm::SPEC,
    QhAdam::SPEC,
    AggMo::SPEC,
    Adan::SPEC,
    LaProp::SPEC,
    Adopt::SPEC,
    AcProp::SPEC,
    AdEmaMix::SPEC,
    SimplifiedAdEmaMix::SPEC,
    Mars::SPEC,
    MadGrad::SPEC,
    Swats::SPEC,
    SgdW::SPEC,
    AdamW::SPEC,
    NadamW::SPEC,
    AdamaxW::SPEC,
    SgdP::SPEC,
    AdamP::SPEC,
    StableAdamW::SPEC,
    CautiousAdamW::SPEC,
    Grams::SPEC,
    GrokfastAdamW::SPEC,
    Adafactor::SPEC,
    Sm3::SPEC,
    Came::SPEC,
    Adam8bit::SPEC,
    Galore::SPEC,
    Lars::SPEC,
    Lamb::SPEC,
    NovoGrad::SPEC,
    Fromage::SPEC,
    Nero::SPEC,
    Newton::SPEC,
    Bfgs::SPEC,
    Lbfgs::SPEC,
    ConjugateGradient::SPEC,
    BarzilaiBorwein::SPEC,
    Shampoo::SPEC,
    Soap::SPEC,
    Muon::SPEC,
    AdaHessian::SPEC,
    Sophia::SPEC,
    Asgd::SPEC,
    WeightEma::SPEC,
    Swa::SPEC,
    Lookahead::SPEC,
    Ranger::SPEC,
    ScheduleFree::SPEC,
    ScheduleFreeAdamW::SPEC,
    HypergradientDescent::SPEC,
    FunnelledSgdm::SPEC,
    PolyakSgd::SPEC,
    Momo::SPEC,
    MomoAdam::SPEC,
    DAdaptSgd::SPEC,
    DAdaptAdam::SPEC,
    DAdaptAdaGrad::SPEC,
    Prodigy::SPEC,
    Dog::SPEC,
    Dowg::SPEC,
    Cocob::SPEC,
    TwoPoint::SPEC,
    Spsa::SPEC,
    EvolutionStrategy::SPEC,
    Mezo::SPEC,
    GradientlessDescent::SPEC,
    NelderMead::SPEC,
    CmaEs::SPEC,
    ForwardGradient::SPEC,
    Sgld::SPEC,
    NoisySgd::SPEC,
];

/// There is no optimizer of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownOptimizer {
    /// The name that was given.
    pub name: String,
}

impl std::fmt::Display for UnknownOptimizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no optimizer `{}`", self.name)?;
        if let Some(name) = nearest(&self.name, ALL.iter().map(|spec| spec.name)) {
            write!(f, ", did you mean `{name}`?")?;
        }
        write!(f, "; `cargo book list` shows all")
    }
}

impl std::error::Error for UnknownOptimizer {}

/// The optimizer called `name`.
///
/// # Errors
/// If there is none; the message names the nearest.
pub fn by_name(name: &str) -> Result<&'static Spec, UnknownOptimizer> {
    ALL.iter()
        .find(|spec| spec.name == name)
        .ok_or_else(|| UnknownOptimizer {
            name: name.to_owned(),
        })
}
