//! Cases that record a fault of the library: useful as warnings, not to be reproduced.

use serde_json::Value;

use crate::case::Case;

/// A fault of a library, with the cases that show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Defect {
    pub(crate) library: &'static str,
    /// The version in which the fault was found.
    pub(crate) version: &'static str,
    /// The optimizer, with all its variants: `Lookahead` is also `Lookahead:SGD`.
    pub(crate) optimizer: &'static str,
    /// Whether a case's hyperparameters bring the fault out.
    shows: Shows,
    pub(crate) reason: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Shows {
    Always,
    /// Unless this hyperparameter is absent or zero.
    UnlessZero(&'static str),
}

/// Every fault that is known of the libraries' versions in the committed file.
pub(crate) static DEFECTS: &[Defect] = &[
    Defect {
        library: "optax",
        version: "0.2.8",
        optimizer: "rprop",
        shows: Shows::Always,
        reason: "emits the step of the previous call, the first step is 0 (optax pull request 1725)",
    },
    Defect {
        library: "optax",
        version: "0.2.8",
        optimizer: "adan",
        shows: Shows::Always,
        reason: "weights the gradient difference with 0.08 instead of 0.92 (optax pull request 1715)",
    },
    Defect {
        library: "torch-optimizer",
        version: "0.3.0",
        optimizer: "SGDW",
        shows: Shows::UnlessZero("weight_decay"),
        reason: "subtracts the constant lr·weight_decay instead of lr·weight_decay·θ",
    },
    Defect {
        library: "torch-optimizer",
        version: "0.3.0",
        optimizer: "Lookahead",
        shows: Shows::Always,
        reason: "synchronizes after steps 1, k+1, …, with slow weights copied after step 1",
    },
    Defect {
        library: "torch-optimizer",
        version: "0.3.0",
        optimizer: "Shampoo",
        shows: Shows::Always,
        reason: "uses the exponent −1/order and statistics of the preconditioned gradient",
    },
    Defect {
        library: "torch-optimizer",
        version: "0.3.0",
        optimizer: "PID",
        shows: Shows::Always,
        reason: "loses the first gradient",
    },
    Defect {
        library: "torch-optimizer",
        version: "0.3.0",
        optimizer: "Lamb",
        shows: Shows::Always,
        reason: "corrects the bias after the trust ratio",
    },
    Defect {
        library: "pytorch_optimizer",
        version: "4.1.0",
        optimizer: "A2Grad",
        shows: Shows::Always,
        reason: "counts k from 1 instead of 0",
    },
    Defect {
        library: "pytorch_optimizer",
        version: "4.1.0",
        optimizer: "PAdam",
        shows: Shows::Always,
        reason: "does not raise the bias correction to the power 2p",
    },
];

impl Defect {
    /// Whether `case` records this fault.
    pub(crate) fn matches(&self, case: &Case) -> bool {
        let name = case.optimizer.split(':').next().unwrap_or_default();
        let name = name.trim_start_matches("contrib.");
        let shown = match self.shows {
            Shows::Always => true,
            Shows::UnlessZero(key) => case
                .hyperparameters
                .get(key)
                .and_then(Value::as_f64)
                .is_some_and(|x| x != 0.0),
        };
        (self.library, self.version, self.optimizer) == (&case.library, &case.version, name)
            && shown
    }
}

/// The fault that `case` records, if it does.
pub(crate) fn defect(case: &Case) -> Option<&'static Defect> {
    DEFECTS.iter().find(|defect| defect.matches(case))
}
