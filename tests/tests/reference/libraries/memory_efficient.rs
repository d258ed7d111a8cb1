//! Adafactor, SM3 and CAME.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Each, Is, Minus, NullAnd, Only, OrNull};
use super::{Chapter, Keys, NO_DECAY, Row, TORCH};

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 21,
};

const TORCH_ADAFACTOR: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("beta2_decay", Minus("decay_rate", -0.8)),
    ("d", Is("clip_threshold", Number(1.0))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

macro_rules! torch_adafactor {
    ($eps:expr, $($fixed:expr),*) => {
        Row {
            library: "torch",
            optimizer: "Adafactor",
            ours: "adafactor",
            keys: &[TORCH, TORCH_ADAFACTOR, &[("eps", $eps)]],
            fixed: &[("eps_use", "clamp"), $($fixed),*],
        }
    };
}

/// ε₁ of torch where `None` is given: the smallest step above 1 in 64 bits.
const MACHINE_EPSILON: (&str, &str) = ("eps", "2.220446049250313e-16");

/// `optax.adafactor`, whose learning rate is called `lr` in the file. Null scales by nothing, clips
/// nothing, and keeps no mean.
const OPTAX_ADAFACTOR: Keys = &[
    ("lr", OrNull("lr", 1.0, Null)),
    ("decay_rate", Is("decay_rate", Number(0.8))),
    ("decay_offset", Only(Number(0.0), Fits)),
    (
        "multiply_by_parameter_scale",
        Is("scale_parameter", Flag(true)),
    ),
    (
        "clipping_threshold",
        OrNull("clip_threshold", 1e300, Number(1.0)),
    ),
    ("momentum", OrNull("beta1", 0.0, Null)),
    ("dtype_momentum", Only(Word("float32"), Fits)),
    ("weight_decay_rate", OrNull("weight_decay", 0.0, Null)),
    ("weight_decay_mask", Only(Null, Fits)),
    ("eps", Is("eps", Number(1e-30))),
];

const OPTAX_FACTORED: Keys = &[
    ("factored", Only(Flag(true), Fits)),
    (
        "min_dim_size_to_factor",
        Is("min_dim_size_to_factor", Number(128.0)),
    ),
];
const OPTAX_WHOLE: Keys = &[
    ("factored", Only(Flag(false), Differs)),
    ("min_dim_size_to_factor", Any),
];

/// A size that no matrix here has.
const NO_FACTORS: (&str, &str) = ("min_dim_size_to_factor", "1000000000");

/// Optax never takes a relative step, does not multiply λ by η, and computes β₂ in 32 bits.
macro_rules! optax_adafactor {
    ($keys:expr, $($fixed:expr),*) => {
        Row {
            library: "optax",
            optimizer: "adafactor",
            ours: "adafactor",
            keys: &[OPTAX_ADAFACTOR, $keys],
            fixed: &[
                ("relative_step", "false"),
                ("decay_by", "nothing"),
                ("precision", "single"),
                $($fixed),*
            ],
        }
    };
}

/// What pytorch_optimizer's and torch-optimizer's Adafactor have in common.
const SHARED: Keys = &[
    ("clip_threshold", Is("clip_threshold", Number(1.0))),
    ("decay_rate", Minus("decay_rate", -0.8)),
    ("scale_parameter", Is("scale_parameter", Flag(true))),
];

/// The relative step ignores the learning rate that is given: its largest step is 0.01.
const RELATIVE: Keys = &[
    ("relative_step", Only(Flag(true), Fits)),
    ("lr", Any),
    ("warmup_init", Is("warmup_init", Flag(false))),
];
const CONSTANT: Keys = &[
    ("relative_step", Only(Flag(false), Differs)),
    ("warmup_init", Any),
];

const WEIGHT_DECAY: (&str, super::Role) = ("weight_decay", Is("weight_decay", Number(0.0)));

/// pytorch_optimizer's AdaFactor with β₁ = None; β₂ is at most the other number. With a β₁ it keeps
/// the mean in bfloat16, which is not supported here.
const PO_ADAFACTOR: Keys = &[
    ("betas", NullAnd("max_beta2", None)),
    ("ams_bound", Only(Flag(false), Fits)),
    ("eps1", Is("eps", Number(1e-30))),
    ("eps2", Is("eps2", Number(1e-3))),
    ("momentum_dtype", Only(Word("bfloat16"), Fits)),
];
const PO_LR: Keys = &[("lr", Is("lr", Number(1e-3)))];

/// How pytorch_optimizer's weight decay works makes no difference where there is none.
const PO_ANY_DECAY: Keys = &[("weight_decouple", Any), ("fixed_decay", Any)];
const PO_DECAY_BY_STEP: Keys = &[
    WEIGHT_DECAY,
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];
const PO_DECAY_FIXED: Keys = &[
    WEIGHT_DECAY,
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

macro_rules! po_adafactor {
    (relative, $decay_by:literal, $($keys:expr),*) => {
        po_adafactor!(
            [RELATIVE, $($keys),*],
            [("relative_step", "true"), ("lr", "0.01"), ("decay_by", $decay_by)]
        )
    };
    (constant, $decay_by:literal, $($keys:expr),*) => {
        po_adafactor!(
            [CONSTANT, PO_LR, $($keys),*],
            [("relative_step", "false"), ("decay_by", $decay_by)]
        )
    };
    ([$($keys:expr),*], $fixed:expr) => {
        Row {
            library: "pytorch_optimizer",
            optimizer: "AdaFactor",
            ours: "adafactor",
            keys: &[TORCH, SHARED, PO_ADAFACTOR, $($keys),*],
            fixed: &$fixed,
        }
    };
}

/// torch-optimizer's Adafactor: β₁ may be None, ε₁ and ε₂ come as a pair.
const TO_ADAFACTOR: Keys = &[
    WEIGHT_DECAY,
    ("eps2", Each(&[("eps", 1e-30), ("eps2", 1e-3)])),
    ("beta1", OrNull("beta1", 0.0, Null)),
];
const TO_LR: Keys = &[("lr", Is("lr", Null))];

macro_rules! to_adafactor {
    ([$($keys:expr),*], $fixed:expr) => {
        Row {
            library: "torch-optimizer",
            optimizer: "Adafactor",
            ours: "adafactor",
            keys: &[SHARED, TO_ADAFACTOR, $($keys),*],
            fixed: &$fixed,
        }
    };
}

const OPTAX_SM3: Keys = &[
    ("lr", Is("lr", Null)),
    ("momentum", Is("beta1", Number(0.9))),
];

const PO_SM3: Keys = &[
    ("lr", Is("lr", Number(1e-1))),
    ("momentum", Is("beta1", Number(0.0))),
    ("beta", Is("beta2", Number(0.0))),
    ("eps", Is("eps_root", Number(1e-30))),
];

const PO_CAME: Keys = &[
    ("lr", Is("lr", Number(2e-4))),
    (
        "betas",
        Each(&[("beta1", 0.9), ("beta2", 0.999), ("beta3", 0.9999)]),
    ),
    ("clip_threshold", Is("clip_threshold", Number(1.0))),
    ("ams_bound", Only(Flag(false), Fits)),
    ("eps1", Is("eps", Number(1e-30))),
    ("eps2", Is("eps2", Number(1e-16))),
];
const PO_CAME_DECAY: Keys = &[
    WEIGHT_DECAY,
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Is("fixed_decay", Flag(false))),
];

macro_rules! po_came {
    ($($keys:expr),*) => {
        Row {
            library: "pytorch_optimizer",
            optimizer: "CAME",
            ours: "came",
            keys: &[TORCH, PO_CAME, $($keys),*],
            fixed: &[],
        }
    };
}

const ROWS: &[Row] = &[
    torch_adafactor!(Each(&[("eps", 2.220_446_049_250_313e-16), ("eps2", 1e-3)]),),
    torch_adafactor!(NullAnd("eps2", Some(1e-3)), MACHINE_EPSILON),
    optax_adafactor!(OPTAX_WHOLE, NO_FACTORS),
    optax_adafactor!(OPTAX_FACTORED,),
    po_adafactor!(relative, "nothing", NO_DECAY, PO_ANY_DECAY),
    po_adafactor!(constant, "nothing", NO_DECAY, PO_ANY_DECAY),
    po_adafactor!(relative, "nothing", PO_DECAY_FIXED),
    po_adafactor!(constant, "nothing", PO_DECAY_FIXED),
    po_adafactor!(relative, "step", PO_DECAY_BY_STEP),
    po_adafactor!(constant, "step", PO_DECAY_BY_STEP),
    to_adafactor!(
        [RELATIVE],
        [
            ("relative_step", "true"),
            ("lr", "0.01"),
            ("decay_by", "step")
        ]
    ),
    to_adafactor!(
        [CONSTANT, TO_LR],
        [("relative_step", "false"), ("decay_by", "step")]
    ),
    Row {
        library: "optax",
        optimizer: "sm3",
        ours: "sm3",
        keys: &[OPTAX_SM3],
        fixed: &[("eps_root", "1e-8")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SM3",
        ours: "sm3",
        keys: &[TORCH, PO_SM3],
        fixed: &[],
    },
    po_came!(NO_DECAY, PO_ANY_DECAY),
    po_came!(PO_CAME_DECAY),
];
