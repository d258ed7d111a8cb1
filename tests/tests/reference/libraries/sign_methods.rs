//! Sign methods: RProp, signSGD and Signum, Lion, Tiger.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, Row, TORCH};

/// PyTorch's Rprop is iRprop⁻.
const TORCH_RPROP: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("etas", Each(&[("eta_minus", 0.5), ("eta_plus", 1.2)])),
    (
        "step_sizes",
        Each(&[("min_step", 1e-6), ("max_step", 50.0)]),
    ),
];

/// `optax.rprop`; its version 0.2.8 emits each step one call late, see `defects.rs`.
const OPTAX_RPROP: Keys = &[
    ("lr", Is("lr", Null)),
    ("eta_minus", Is("eta_minus", Number(0.5))),
    ("eta_plus", Is("eta_plus", Number(1.2))),
    ("min_step_size", Is("min_step", Number(1e-6))),
    ("max_step_size", Is("max_step", Number(50.0))),
];

const IRPROP_MINUS: &[(&str, &str)] = &[("variant", "irprop-minus")];

/// The learning rate is called `lr` in the file.
const OPTAX_SIGNUM: Keys = &[
    ("lr", Is("lr", Null)),
    ("beta", Is("beta", Number(0.9))),
    ("accumulator_dtype", Only(Null, Fits)),
];

const OPTAX_LION: Keys = &[
    ("lr", Is("lr", Null)),
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.99))),
    ("weight_decay", Is("weight_decay", Number(1e-3))),
    ("mu_dtype", Only(Null, Fits)),
    ("mask", Only(Null, Fits)),
];

const PO_SIGN: Keys = &[
    ("lr", Is("lr", Number(1e-3))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

const PO_LION: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.99)])),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

const PO_TIGER: Keys = &[
    ("lr", Is("lr", Number(1e-3))),
    ("beta", Is("beta", Number(0.965))),
    ("weight_decay", Is("weight_decay", Number(0.01))),
];

/// Variants of pytorch_optimizer's Lion that are other methods.
const PO_LION_VARIANTS: Keys = &[
    ("use_gc", Only(Flag(false), Fits)),
    ("adanorm", Only(Flag(false), Fits)),
    ("adanorm_r", Any),
    ("cautious", Only(Flag(false), Fits)),
];

/// θ shrinks by ηλθ.
const DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// θ shrinks by λθ.
const FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

/// λθ enters the gradient.
const COUPLED: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

const AS_DECOUPLED: &[(&str, &str)] = &[("decay", "decoupled")];
const AS_FIXED: &[(&str, &str)] = &[("decay", "fixed")];
const AS_L2: &[(&str, &str)] = &[("decay", "l2")];

/// No momentum, which is not the default.
const PO_PLAIN: Keys = &[("momentum", Only(Number(0.0), Differs))];
const PO_MOMENTUM: Keys = &[("momentum", Is("beta", Number(0.9)))];

/// pytorch_optimizer's SignSGD has no fixed decay.
const SIGN_DECOUPLED: Keys = &[("weight_decouple", Only(Flag(true), Fits))];
const SIGN_COUPLED: Keys = &[("weight_decouple", Only(Flag(false), Differs))];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 21,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "Rprop",
        ours: "rprop",
        keys: &[TORCH, TORCH_RPROP],
        fixed: IRPROP_MINUS,
    },
    Row {
        library: "optax",
        optimizer: "rprop",
        ours: "rprop",
        keys: &[OPTAX_RPROP],
        fixed: IRPROP_MINUS,
    },
    Row {
        library: "optax",
        optimizer: "sign_sgd",
        ours: "sign-sgd",
        keys: &[&[("lr", Is("lr", Null))]],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "signum",
        ours: "signum",
        keys: &[OPTAX_SIGNUM],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "lion",
        ours: "lion",
        keys: &[OPTAX_LION],
        fixed: AS_DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SignSGD",
        ours: "sign-sgd",
        keys: &[TORCH, PO_SIGN, PO_PLAIN, SIGN_COUPLED],
        fixed: AS_L2,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SignSGD",
        ours: "sign-sgd",
        keys: &[TORCH, PO_SIGN, PO_PLAIN, SIGN_DECOUPLED],
        fixed: AS_DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SignSGD",
        ours: "signum",
        keys: &[TORCH, PO_SIGN, PO_MOMENTUM, SIGN_COUPLED],
        fixed: AS_L2,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SignSGD",
        ours: "signum",
        keys: &[TORCH, PO_SIGN, PO_MOMENTUM, SIGN_DECOUPLED],
        fixed: AS_DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lion",
        ours: "lion",
        keys: &[TORCH, PO_LION, PO_LION_VARIANTS, COUPLED],
        fixed: AS_L2,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lion",
        ours: "lion",
        keys: &[TORCH, PO_LION, PO_LION_VARIANTS, FIXED],
        fixed: AS_FIXED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lion",
        ours: "lion",
        keys: &[TORCH, PO_LION, PO_LION_VARIANTS, DECOUPLED],
        fixed: AS_DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Tiger",
        ours: "tiger",
        keys: &[TORCH, PO_TIGER, COUPLED],
        fixed: AS_L2,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Tiger",
        ours: "tiger",
        keys: &[TORCH, PO_TIGER, FIXED],
        fixed: AS_FIXED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Tiger",
        ours: "tiger",
        keys: &[TORCH, PO_TIGER, DECOUPLED],
        fixed: AS_DECOUPLED,
    },
];
