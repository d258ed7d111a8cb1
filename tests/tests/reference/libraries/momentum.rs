//! Gradient descent and momentum: SGD with its switches.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Is, Only};
use super::{Chapter, Keys, L2, NO_DECAY, Row, TORCH, TORCH_LR};

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

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 24,
};

const ROWS: &[Row] = &[
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
];
