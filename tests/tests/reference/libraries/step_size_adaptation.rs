//! Step-size adaptation: methods that find their learning rate while they run.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Each, Is, Only, OrNull};
use super::{Chapter, Keys, L2, Row, TORCH};

/// Where Optax takes no step: the machine's ε.
const FLOOR: &str = "2.220446049250313e-16";

const UNMASKED: Keys = &[("mask", Only(Null, Fits))];

/// In the file the largest step size is called `lr`.
const POLYAK: Keys = &[
    ("lr", Is("lr", Number(1.0))),
    ("scaling", Is("scale", Number(1.0))),
    ("f_min", Is("lower_bound", Number(0.0))),
    ("eps", Is("eps", Number(0.0))),
];

const MOMO: Keys = &[
    ("lower_bound", Is("lower_bound", Number(0.0))),
    ("adapt_lower_bound", Is("adapt_lower_bound", Flag(false))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

const MOMO_FIXED: &[(&str, &str)] = &[("decay", "outside"), ("floor", FLOOR)];

const BETAS: Keys = &[("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)]))];

const LR: Keys = &[("lr", Is("lr", Number(1.0)))];

const OPTAX_ESTIMATE: Keys = &[
    ("eps", Is("eps", Number(1e-8))),
    ("estim_lr0", Is("d0", Number(1e-6))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

/// Optax corrects for the start from zero.
const CORRECTED: &[(&str, &str)] = &[("correction", "true")];

const PO: Keys = &[
    ("lr", Is("lr", Number(1.0))),
    ("d0", Is("d0", Number(1e-6))),
    ("growth_rate", Is("growth", Number(0.0))),
];

const PO_L2: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(false), Fits)),
    ("fixed_decay", Any),
];

/// Prodigy alone decouples by default.
const PO_PRODIGY_DECOUPLED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// Its coupled decay reaches the gradient after its last use: it decays nothing.
const PO_PRODIGY_COUPLED: Keys = &[
    ("weight_decay", Any),
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

const PO_PRODIGY_FIXED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

const PO_DECOUPLED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

const PO_FIXED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

/// No decay, of whatever kind.
const PO_UNDECAYED: Keys = &[
    ("weight_decay", Only(Number(0.0), Fits)),
    ("weight_decouple", Any),
    ("fixed_decay", Any),
];

const PO_SGD: Keys = &[("momentum", Is("beta", Number(0.9)))];

const PO_ADAGRAD: Keys = &[
    ("momentum", Is("beta", Number(0.0))),
    ("eps", Is("eps", Number(0.0))),
];

const PO_ADAM: Keys = &[
    ("eps", Is("eps", Number(1e-8))),
    ("bias_correction", Is("correction", Flag(false))),
];

const BETA3: Keys = &[("beta3", OrNull("beta3", 0.0, Null))];

const PO_PRODIGY: Keys = &[
    ("d_coef", Is("coef", Number(1.0))),
    ("safeguard_warmup", Is("safeguard", Flag(false))),
];

const DOG: Keys = &[("eps", Is("eps", Number(1e-8)))];

/// A word and a number; there is no default, for the other row has it.
const INITIAL: Keys = &[(
    "init_step",
    Each(&[("initial", f64::NAN), ("initial_value", f64::NAN)]),
)];

const DOWG: Keys = &[("eps", Is("eps", Number(1e-4)))];

/// Where no first square is given, it is ε.
const DOWG_SQUARE: Keys = &[("init_estim_sq_dist", Is("initial_square", Null))];

const DOWG_EPS: Keys = &[
    ("init_estim_sq_dist", Only(Null, Fits)),
    ("eps", Is("initial_square", Number(1e-4))),
];

/// Optax's decay has null for none.
const OPTAX_L2: Keys = &[("weight_decay", OrNull("weight_decay", 0.0, Null))];

const COCOB: Keys = &[
    ("alpha", Is("alpha", Number(100.0))),
    ("eps", Is("eps", Number(1e-8))),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 35,
};

const ROWS: &[Row] = &[
    Row {
        library: "optax",
        optimizer: "polyak_sgd",
        ours: "polyak-sgd",
        keys: &[POLYAK, &[("variant", Only(Word("sps+"), Differs))]],
        fixed: &[("gap", "positive"), ("floor", FLOOR)],
    },
    Row {
        library: "optax",
        optimizer: "polyak_sgd",
        ours: "polyak-sgd",
        keys: &[POLYAK, &[("variant", Only(Word("sps"), Fits))]],
        fixed: &[("gap", "signed"), ("floor", FLOOR)],
    },
    Row {
        library: "optax",
        optimizer: "contrib.momo",
        ours: "momo",
        keys: &[LR, &[("beta", Is("beta", Number(0.9)))], MOMO],
        fixed: MOMO_FIXED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.momo_adam",
        ours: "momo-adam",
        keys: &[
            &[
                ("lr", Is("lr", Number(0.01))),
                ("b1", Is("beta1", Number(0.9))),
                ("b2", Is("beta2", Number(0.999))),
                ("eps", Is("eps", Number(1e-8))),
            ],
            MOMO,
        ],
        fixed: MOMO_FIXED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.dadapt_adamw",
        ours: "dadapt-adam",
        keys: &[LR, BETAS, OPTAX_ESTIMATE],
        fixed: CORRECTED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.prodigy",
        ours: "prodigy",
        keys: &[
            LR,
            BETAS,
            BETA3,
            OPTAX_ESTIMATE,
            &[
                ("estim_lr_coef", Is("coef", Number(1.0))),
                ("safeguard_warmup", Is("safeguard", Flag(false))),
            ],
        ],
        fixed: CORRECTED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.dog",
        ours: "dog",
        keys: &[LR, DOG, OPTAX_L2, UNMASKED],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.dog",
        ours: "dog",
        keys: &[LR, DOG, OPTAX_L2, UNMASKED, INITIAL],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.dowg",
        ours: "dowg",
        keys: &[LR, DOWG, OPTAX_L2, UNMASKED, DOWG_EPS],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.dowg",
        ours: "dowg",
        keys: &[LR, DOWG, OPTAX_L2, UNMASKED, DOWG_SQUARE],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.cocob",
        ours: "cocob",
        keys: &[LR, COCOB, L2, UNMASKED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptSGD",
        ours: "dadapt-sgd",
        keys: &[TORCH, PO, PO_SGD, PO_UNDECAYED],
        fixed: &[("norm", "single")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptSGD",
        ours: "dadapt-sgd",
        keys: &[TORCH, PO, PO_SGD, PO_L2],
        fixed: &[("norm", "single")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptSGD",
        ours: "dadapt-sgd",
        keys: &[TORCH, PO, PO_SGD, PO_DECOUPLED],
        fixed: &[("norm", "single"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptSGD",
        ours: "dadapt-sgd",
        keys: &[TORCH, PO, PO_SGD, PO_FIXED],
        fixed: &[("norm", "single"), ("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdaGrad",
        ours: "dadapt-adagrad",
        keys: &[TORCH, PO, PO_ADAGRAD, PO_UNDECAYED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdaGrad",
        ours: "dadapt-adagrad",
        keys: &[TORCH, PO, PO_ADAGRAD, PO_L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdaGrad",
        ours: "dadapt-adagrad",
        keys: &[TORCH, PO, PO_ADAGRAD, PO_DECOUPLED],
        fixed: &[("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdaGrad",
        ours: "dadapt-adagrad",
        keys: &[TORCH, PO, PO_ADAGRAD, PO_FIXED],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdam",
        ours: "dadapt-adam",
        keys: &[TORCH, PO, BETAS, PO_ADAM, PO_FIXED],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdam",
        ours: "dadapt-adam",
        keys: &[TORCH, PO, BETAS, PO_ADAM, PO_DECOUPLED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DAdaptAdam",
        ours: "dadapt-adam",
        keys: &[TORCH, PO, BETAS, PO_ADAM, PO_L2],
        fixed: &[("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Prodigy",
        ours: "prodigy",
        keys: &[
            TORCH,
            PO,
            BETAS,
            BETA3,
            PO_ADAM,
            PO_PRODIGY,
            PO_PRODIGY_FIXED,
        ],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Prodigy",
        ours: "prodigy",
        keys: &[TORCH, PO, BETAS, BETA3, PO_ADAM, PO_PRODIGY, PO_UNDECAYED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Prodigy",
        ours: "prodigy",
        keys: &[
            TORCH,
            PO,
            BETAS,
            BETA3,
            PO_ADAM,
            PO_PRODIGY,
            PO_PRODIGY_DECOUPLED,
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Prodigy",
        ours: "prodigy",
        keys: &[
            TORCH,
            PO,
            BETAS,
            BETA3,
            PO_ADAM,
            PO_PRODIGY,
            PO_PRODIGY_COUPLED,
        ],
        fixed: &[],
    },
];
