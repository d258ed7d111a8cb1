//! AdaGrad, FTRL-Proximal and KATE.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Is, Only};
use super::{Chapter, Keys, L2, Row, TORCH, TORCH_LR};

const TORCH_ADAGRAD: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("lr_decay", Is("lr_decay", Number(0.0))),
    (
        "initial_accumulator_value",
        Is("initial_accumulator", Number(0.0)),
    ),
    ("eps", Is("eps", Number(1e-10))),
];

/// `optax.adagrad` adds its ε under the root.
const OPTAX_ADAGRAD: Keys = &[
    ("lr", Is("lr", Null)),
    (
        "initial_accumulator_value",
        Is("initial_accumulator", Number(0.1)),
    ),
    ("eps", Is("eps_root", Number(1e-7))),
];

/// pytorch_optimizer's FTRL raises n to the power −lr_power in the proximal weight, but takes its
/// square root in the denominator. Its β is our ε.
const PO_FTRL: Keys = &[
    ("lr_power", Is("lr_power", Number(-0.5))),
    ("beta", Is("eps", Number(0.0))),
    ("lambda_1", Is("lambda_1", Number(0.0))),
    ("lambda_2", Is("lambda_2", Number(0.0))),
];

const PO_KATE: Keys = &[
    ("delta", Is("delta", Number(0.0))),
    ("eps", Is("eps", Number(1e-8))),
];

const DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

const FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

const INTO_THE_GRADIENT: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 15,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "Adagrad",
        ours: "adagrad",
        keys: &[TORCH, TORCH_ADAGRAD, L2],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adagrad",
        ours: "adagrad",
        keys: &[OPTAX_ADAGRAD],
        fixed: &[("eps", "0")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "FTRL",
        ours: "ftrl",
        keys: &[TORCH, TORCH_LR, PO_FTRL],
        fixed: &[("denominator", "root")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Kate",
        ours: "kate",
        keys: &[TORCH, TORCH_LR, PO_KATE, L2, DECOUPLED],
        fixed: &[("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Kate",
        ours: "kate",
        keys: &[TORCH, TORCH_LR, PO_KATE, L2, FIXED],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Kate",
        ours: "kate",
        keys: &[TORCH, TORCH_LR, PO_KATE, L2, INTO_THE_GRADIENT],
        fixed: &[("decay", "l2")],
    },
];
