//! RMSProp in its forms, and Adadelta.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Is, Only};
use super::{Chapter, Keys, L2, NO_DECAY, Row, TORCH};

const TORCH_RMSPROP: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("alpha", Is("gamma", Number(0.99))),
    ("eps", Is("eps", Number(1e-8))),
    ("centered", Is("centered", Flag(false))),
    ("momentum", Is("momentum", Number(0.0))),
];

/// `optax.rmsprop`; the learning rate is called `lr` in the file.
const OPTAX_RMSPROP: Keys = &[
    ("lr", Is("lr", Null)),
    ("decay", Is("gamma", Number(0.9))),
    ("initial_scale", Is("initial", Number(0.0))),
    ("centered", Is("centered", Flag(false))),
    ("bias_correction", Is("bias_correction", Flag(false))),
];

const OPTAX_PLAIN: Keys = &[("momentum", Only(Null, Fits)), ("nesterov", Any)];

const OPTAX_MOMENTUM: Keys = &[
    ("momentum", Is("momentum", Null)),
    ("nesterov", Is("nesterov", Flag(false))),
];

const OPTAX_IN_ROOT: Keys = &[
    ("eps_in_sqrt", Only(Flag(true), Fits)),
    ("eps", Is("eps_root", Number(1e-8))),
];

const OPTAX_OUTSIDE_ROOT: Keys = &[
    ("eps_in_sqrt", Only(Flag(false), Differs)),
    ("eps", Is("eps", Number(1e-8))),
];

/// Optax puts η into the sum of its momentum.
const LR_INSIDE: &[(&str, &str)] = &[("lr_place", "inside")];

const LR_INSIDE_NO_EPS: &[(&str, &str)] = &[("lr_place", "inside"), ("eps", "0")];

const ADADELTA: Keys = &[
    ("rho", Is("rho", Number(0.9))),
    ("eps", Is("eps", Number(1e-6))),
];

const ADADELTA_LR: Keys = &[("lr", Is("lr", Number(1.0)))];

/// `optax.adadelta` without a learning rate takes steps of the length that the paper has.
const OPTAX_NO_LR: Keys = &[("lr", Only(Null, Fits))];

const OPTAX_MASK: Keys = &[("weight_decay_mask", Only(Null, Fits))];

/// pytorch_optimizer's decay as L2; decoupled decay is another method unless it is zero.
const PO_L2: Keys = &[
    ("weight_decouple", Only(Flag(false), Fits)),
    ("fixed_decay", Any),
];

const PO_UNDECAYED: Keys = &[("weight_decouple", Any), ("fixed_decay", Any)];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 21,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "RMSprop",
        ours: "rmsprop",
        keys: &[TORCH, L2, TORCH_RMSPROP],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "rmsprop",
        ours: "rmsprop",
        keys: &[OPTAX_RMSPROP, OPTAX_IN_ROOT, OPTAX_PLAIN],
        fixed: LR_INSIDE_NO_EPS,
    },
    Row {
        library: "optax",
        optimizer: "rmsprop",
        ours: "rmsprop",
        keys: &[OPTAX_RMSPROP, OPTAX_OUTSIDE_ROOT, OPTAX_PLAIN],
        fixed: LR_INSIDE,
    },
    Row {
        library: "optax",
        optimizer: "rmsprop",
        ours: "rmsprop",
        keys: &[OPTAX_RMSPROP, OPTAX_OUTSIDE_ROOT, OPTAX_MOMENTUM],
        fixed: LR_INSIDE,
    },
    Row {
        library: "optax",
        optimizer: "rmsprop",
        ours: "rmsprop",
        keys: &[OPTAX_RMSPROP, OPTAX_IN_ROOT, OPTAX_MOMENTUM],
        fixed: LR_INSIDE_NO_EPS,
    },
    Row {
        library: "torch",
        optimizer: "Adadelta",
        ours: "adadelta",
        keys: &[TORCH, L2, ADADELTA, ADADELTA_LR],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adadelta",
        ours: "adadelta",
        keys: &[L2, ADADELTA, OPTAX_NO_LR, OPTAX_MASK],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adadelta",
        ours: "adadelta",
        keys: &[L2, ADADELTA, ADADELTA_LR, OPTAX_MASK],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaDelta",
        ours: "adadelta",
        keys: &[TORCH, NO_DECAY, ADADELTA, ADADELTA_LR, PO_UNDECAYED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaDelta",
        ours: "adadelta",
        keys: &[TORCH, L2, ADADELTA, ADADELTA_LR, PO_L2],
        fixed: &[],
    },
];
