//! Which of our optimizers stands for which of theirs, and how their hyperparameters are ours.
//!
//! A case takes the first row of its library and optimizer that accepts every one of its
//! hyperparameters. A new optimizer adds rows; nothing else here changes.

/// What a library takes for a hyperparameter: a value of JSON that can be written in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Given {
    Null,
    Flag(bool),
    Number(f64),
}

/// What a hyperparameter of theirs does to ours.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// It is our hyperparameter of this name; where it is absent, the library's default.
    Is(&'static str, Given),
    /// Our optimizer is theirs only at this value, which is the library's default or not.
    Only(Given, Absent),
    /// It changes how the result is computed, or nothing at all here: any value will do.
    Any,
}

/// What it means that a hyperparameter is not mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The library's default is the value that we need.
    Fits,
    /// The library's default is another value.
    Differs,
}

/// One optimizer of one library, or a part of its hyperparameters' values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) library: &'static str,
    pub(crate) optimizer: &'static str,
    /// Our name.
    pub(crate) ours: &'static str,
    /// Every hyperparameter that may occur.
    pub(crate) keys: &'static [&'static [(&'static str, Role)]],
    /// Hyperparameters of ours that are fixed, as text.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
}

use Absent::{Differs, Fits};
use Given::{Flag, Null, Number};
use Role::{Any, Is, Only};

type Keys = &'static [(&'static str, Role)];

/// How torch and its relatives compute, and the sign of the objective.
const TORCH: Keys = &[
    ("maximize", Only(Flag(false), Fits)),
    ("foreach", Any),
    ("fused", Any),
    ("capturable", Any),
    ("differentiable", Any),
];

/// L2 decay, the same λ everywhere.
const L2: Keys = &[("weight_decay", Is("weight_decay", Number(0.0)))];

const TORCH_LR: Keys = &[("lr", Is("lr", Number(1e-3)))];

/// No momentum: dampening and Nesterov's form have nothing to act on.
const TORCH_PLAIN: Keys = &[
    ("momentum", Only(Number(0.0), Fits)),
    ("dampening", Any),
    ("nesterov", Only(Flag(false), Fits)),
];

const TORCH_NESTEROV: Keys = &[
    ("nesterov", Only(Flag(true), Differs)),
    ("momentum", Is("beta", Number(0.0))),
    ("dampening", Only(Number(0.0), Fits)),
];

const TORCH_MOMENTUM: Keys = &[
    ("nesterov", Only(Flag(false), Fits)),
    ("momentum", Is("beta", Number(0.0))),
    ("dampening", Is("dampening", Number(0.0))),
];

/// torch puts the first gradient into the buffer undamped.
const FIRST_UNDAMPED: &[(&str, &str)] = &[("first", "gradient")];

/// Decoupled decay is another method unless it is zero.
const NO_DECAY: Keys = &[("weight_decay", Only(Number(0.0), Fits))];

/// `optax.sgd`; the learning rate is called `lr` in the file.
const OPTAX: Keys = &[
    ("lr", Is("lr", Null)),
    ("accumulator_dtype", Only(Null, Fits)),
];

/// pytorch_optimizer's SGDW does not start its buffer as torch does, so no dampening.
const PO_SGDW: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("weight_decouple", Any),
    ("dampening", Only(Number(0.0), Fits)),
];

/// Around torch's plain SGD; pytorch_optimizer computes the norm in 32 bits.
const PO_SAM: Keys = &[
    ("lr", Is("lr", Number(1e-3))),
    ("rho", Is("rho", Number(0.05))),
    ("perturb_eps", Only(Number(1e-12), Fits)),
    ("use_gc", Only(Flag(false), Fits)),
];

const NORM_IN_SINGLE_PRECISION: &[(&str, &str)] = &[("norm", "single")];

/// Every row. The last row of an optimizer is its most general one: its reasons are reported.
pub(crate) const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "SGD",
        ours: "sgd",
        keys: &[TORCH, TORCH_LR, L2, TORCH_PLAIN],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "SGD",
        ours: "nesterov",
        keys: &[TORCH, TORCH_LR, L2, TORCH_NESTEROV],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "SGD",
        ours: "momentum",
        keys: &[TORCH, TORCH_LR, L2, TORCH_MOMENTUM],
        fixed: FIRST_UNDAMPED,
    },
    Row {
        library: "optax",
        optimizer: "sgd",
        ours: "sgd",
        keys: &[OPTAX, &[("momentum", Only(Null, Fits)), ("nesterov", Any)]],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "sgd",
        ours: "nesterov",
        keys: &[
            OPTAX,
            &[
                ("momentum", Is("beta", Null)),
                ("nesterov", Only(Flag(true), Differs)),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "sgd",
        ours: "momentum",
        keys: &[
            OPTAX,
            &[
                ("momentum", Is("beta", Null)),
                ("nesterov", Only(Flag(false), Fits)),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SGDW",
        ours: "sgd",
        keys: &[TORCH_LR, NO_DECAY, TORCH_PLAIN],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SGDW",
        ours: "nesterov",
        keys: &[TORCH_LR, NO_DECAY, TORCH_NESTEROV],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SGDW",
        ours: "momentum",
        keys: &[TORCH_LR, NO_DECAY, TORCH_MOMENTUM],
        fixed: FIRST_UNDAMPED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "sgd",
        keys: &[
            TORCH,
            PO_SGDW,
            NO_DECAY,
            &[("momentum", Only(Number(0.0), Fits)), ("nesterov", Any)],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "momentum",
        keys: &[
            TORCH,
            PO_SGDW,
            NO_DECAY,
            &[
                ("momentum", Is("beta", Number(0.0))),
                ("nesterov", Only(Flag(false), Fits)),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SAM",
        ours: "asam",
        keys: &[
            TORCH,
            PO_SAM,
            NO_DECAY,
            TORCH_PLAIN,
            &[("adaptive", Only(Flag(true), Differs))],
        ],
        fixed: NORM_IN_SINGLE_PRECISION,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SAM",
        ours: "sam",
        keys: &[
            TORCH,
            PO_SAM,
            NO_DECAY,
            TORCH_PLAIN,
            &[("adaptive", Only(Flag(false), Fits))],
        ],
        fixed: NORM_IN_SINGLE_PRECISION,
    },
];
