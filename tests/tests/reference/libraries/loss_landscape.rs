//! Sharpness-aware minimization.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Number};
use super::Role::{Is, Only};
use super::{Chapter, Keys, NO_DECAY, Row, TORCH};

/// Around torch's plain SGD; pytorch_optimizer computes the norm in 32 bits.
const PO_SAM: Keys = &[
    ("lr", Is("lr", Number(1e-3))),
    ("rho", Is("rho", Number(0.05))),
    ("perturb_eps", Only(Number(1e-12), Fits)),
    ("use_gc", Only(Flag(false), Fits)),
];

const NORM_IN_SINGLE_PRECISION: &[(&str, &str)] = &[("norm", "single")];

/// No momentum around it: dampening and Nesterov's form have nothing to act on.
const PLAIN: Keys = &[
    ("momentum", Only(Number(0.0), Fits)),
    ("dampening", super::Role::Any),
    ("nesterov", Only(Flag(false), Fits)),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 3,
};

const ROWS: &[Row] = &[
    Row {
        library: "pytorch_optimizer",
        optimizer: "SAM",
        ours: "asam",
        keys: &[
            TORCH,
            PO_SAM,
            NO_DECAY,
            PLAIN,
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
            PLAIN,
            &[("adaptive", Only(Flag(false), Fits))],
        ],
        fixed: NORM_IN_SINGLE_PRECISION,
    },
];
