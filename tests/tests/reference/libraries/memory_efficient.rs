//! Adafactor, SM3 and CAME.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, List, Null, Number, Word};
use super::Role::{Any, Each, Is, Minus, Only};
use super::{Chapter, Keys, Row, TORCH};

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

/// ε₁ of torch where `None` is given: the smallest step above 1 in 64 bits.
const MACHINE_EPSILON: (&str, &str) = ("eps", "2.220446049250313e-16");

/// `optax.adafactor`, whose learning rate is called `lr` in the file; what may be null is below.
const OPTAX_ADAFACTOR: Keys = &[
    ("lr", Is("lr", Null)),
    ("decay_rate", Is("decay_rate", Number(0.8))),
    ("decay_offset", Only(Number(0.0), Fits)),
    (
        "multiply_by_parameter_scale",
        Is("scale_parameter", Flag(true)),
    ),
    ("dtype_momentum", Only(Word("float32"), Fits)),
    ("eps", Is("eps", Number(1e-30))),
    ("weight_decay_mask", Only(Null, Fits)),
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
const OPTAX_CLIPPED: Keys = &[("clipping_threshold", Is("clip_threshold", Number(1.0)))];
const OPTAX_UNCLIPPED: Keys = &[("clipping_threshold", Only(Null, Differs))];
const OPTAX_PLAIN: Keys = &[("momentum", Only(Null, Fits))];
const OPTAX_MOMENTUM: Keys = &[("momentum", Is("beta1", Null))];
const OPTAX_UNDECAYED: Keys = &[("weight_decay_rate", Only(Null, Fits))];
const OPTAX_DECAYED: Keys = &[("weight_decay_rate", Is("weight_decay", Null))];

/// Optax never takes a relative step, does not multiply λ by η, and computes β₂ in 32 bits.
macro_rules! optax_adafactor {
    ($keys:expr, $($fixed:expr),*) => {
        Row {
            library: "optax",
            optimizer: "adafactor",
            ours: "adafactor",
            keys: $keys,
            fixed: &[
                ("relative_step", "false"),
                ("decay_by", "nothing"),
                ("precision", "single"),
                $($fixed),*
            ],
        }
    };
}

/// A threshold that clips nothing.
const NO_CLIPPING: (&str, &str) = ("clip_threshold", "1e300");
/// A size that no matrix here has.
const NO_FACTORS: (&str, &str) = ("min_dim_size_to_factor", "1000000000");

/// The four ways in which momentum and decay can be given or null.
macro_rules! optax_adafactor_rows {
    ($size:expr, $clip:expr; $($fixed:expr),*) => {
        [
            optax_adafactor!(&[OPTAX_ADAFACTOR, $size, $clip, OPTAX_PLAIN, OPTAX_UNDECAYED], $($fixed),*),
            optax_adafactor!(&[OPTAX_ADAFACTOR, $size, $clip, OPTAX_PLAIN, OPTAX_DECAYED], $($fixed),*),
            optax_adafactor!(&[OPTAX_ADAFACTOR, $size, $clip, OPTAX_MOMENTUM, OPTAX_UNDECAYED], $($fixed),*),
            optax_adafactor!(&[OPTAX_ADAFACTOR, $size, $clip, OPTAX_MOMENTUM, OPTAX_DECAYED], $($fixed),*),
        ]
    };
}

const OPTAX_ADAFACTOR_ROWS: [[Row; 4]; 4] = [
    optax_adafactor_rows!(OPTAX_WHOLE, OPTAX_UNCLIPPED; NO_FACTORS, NO_CLIPPING),
    optax_adafactor_rows!(OPTAX_WHOLE, OPTAX_CLIPPED; NO_FACTORS),
    optax_adafactor_rows!(OPTAX_FACTORED, OPTAX_UNCLIPPED; NO_CLIPPING),
    optax_adafactor_rows!(OPTAX_FACTORED, OPTAX_CLIPPED;),
];

/// Of the relative step, which ignores the learning rate that is given.
const RELATIVE: Keys = &[
    ("relative_step", Only(Flag(true), Fits)),
    ("lr", Any),
    ("warmup_init", Is("warmup_init", Flag(false))),
];

const CONSTANT: Keys = &[
    ("relative_step", Only(Flag(false), Differs)),
    ("warmup_init", Any),
];

const RELATIVE_FIXED: [(&str, &str); 3] = [
    ("relative_step", "true"),
    ("lr", "0.01"),
    ("decay_by", "step"),
];
const CONSTANT_FIXED: [(&str, &str); 2] = [("relative_step", "false"), ("decay_by", "step")];

const SHARED: Keys = &[
    ("clip_threshold", Is("clip_threshold", Number(1.0))),
    ("decay_rate", Minus("decay_rate", -0.8)),
    ("scale_parameter", Is("scale_parameter", Flag(true))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

const PO_ADAFACTOR: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("ams_bound", Only(Flag(false), Fits)),
    ("eps1", Is("eps", Number(1e-30))),
    ("eps2", Is("eps2", Number(1e-3))),
    ("momentum_dtype", Only(Word("bfloat16"), Fits)),
];

const DECAY_BY_STEP: Keys = &[("fixed_decay", Only(Flag(false), Fits))];
const DECAY_FIXED: Keys = &[("fixed_decay", Only(Flag(true), Differs))];

/// pytorch_optimizer's AdaFactor with β₁ = None and β₂ at most the given number. With a β₁ it keeps
/// the mean in bfloat16, which is not supported here.
macro_rules! po_adafactor_rows {
    ($($most:literal $text:literal),*) => {
        [$([
            po_adafactor!($most, RELATIVE, DECAY_BY_STEP,
                ("max_beta2", $text), ("relative_step", "true"), ("lr", "0.01"), ("decay_by", "step")),
            po_adafactor!($most, RELATIVE, DECAY_FIXED,
                ("max_beta2", $text), ("relative_step", "true"), ("lr", "0.01"), ("decay_by", "nothing")),
            po_adafactor!($most, PO_CONSTANT, DECAY_BY_STEP,
                ("max_beta2", $text), ("relative_step", "false"), ("decay_by", "step")),
            po_adafactor!($most, PO_CONSTANT, DECAY_FIXED,
                ("max_beta2", $text), ("relative_step", "false"), ("decay_by", "nothing")),
        ]),*]
    };
}

macro_rules! po_adafactor {
    ($most:literal, $step:expr, $decay:expr, $($fixed:expr),*) => {
        Row {
            library: "pytorch_optimizer",
            optimizer: "AdaFactor",
            ours: "adafactor",
            keys: &[
                TORCH,
                SHARED,
                PO_ADAFACTOR,
                $step,
                $decay,
                &[("betas", Only(List(&[Null, Number($most)]), Differs))],
            ],
            fixed: &[$($fixed),*],
        }
    };
}

const PO_CONSTANT: Keys = &[
    ("relative_step", Only(Flag(false), Differs)),
    ("warmup_init", Any),
    ("lr", Is("lr", Number(1e-3))),
];

const PO_ADAFACTOR_ROWS: [[Row; 4]; 8] = po_adafactor_rows!(
    0.9 "0.9", 0.95 "0.95", 0.98 "0.98", 0.99 "0.99", 0.995 "0.995", 0.9999 "0.9999",
    0.99999 "0.99999", 0.999 "0.999"
);

/// torch-optimizer's Adafactor: β₁ may be None, ε₁ and ε₂ come as a pair.
const TO_ADAFACTOR: Keys = &[("eps2", Each(&[("eps", 1e-30), ("eps2", 1e-3)]))];
const TO_PLAIN: Keys = &[("beta1", Only(Null, Fits))];
const TO_MOMENTUM: Keys = &[("beta1", Is("beta1", Null))];
const TO_LR: Keys = &[("lr", Is("lr", Null))];

macro_rules! to_adafactor {
    ($fixed:expr, $($keys:expr),*) => {
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
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Is("fixed_decay", Flag(false))),
];

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[("eps", Only(List(&[Null, Number(1e-3)]), Fits))],
        ],
        fixed: &[("eps_use", "clamp"), MACHINE_EPSILON, ("eps2", "1e-3")],
    },
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[("eps", Only(List(&[Null, Number(0.0)]), Differs))],
        ],
        fixed: &[("eps_use", "clamp"), MACHINE_EPSILON, ("eps2", "0")],
    },
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[("eps", Only(List(&[Null, Number(1e-4)]), Differs))],
        ],
        fixed: &[("eps_use", "clamp"), MACHINE_EPSILON, ("eps2", "1e-4")],
    },
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[("eps", Only(List(&[Null, Number(1e-2)]), Differs))],
        ],
        fixed: &[("eps_use", "clamp"), MACHINE_EPSILON, ("eps2", "1e-2")],
    },
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[("eps", Only(List(&[Null, Number(1e-1)]), Differs))],
        ],
        fixed: &[("eps_use", "clamp"), MACHINE_EPSILON, ("eps2", "1e-1")],
    },
    Row {
        library: "torch",
        optimizer: "Adafactor",
        ours: "adafactor",
        keys: &[
            TORCH,
            TORCH_ADAFACTOR,
            &[(
                "eps",
                Each(&[("eps", 2.220_446_049_250_313e-16), ("eps2", 1e-3)]),
            )],
        ],
        fixed: &[("eps_use", "clamp")],
    },
    OPTAX_ADAFACTOR_ROWS[0][0],
    OPTAX_ADAFACTOR_ROWS[0][1],
    OPTAX_ADAFACTOR_ROWS[0][2],
    OPTAX_ADAFACTOR_ROWS[0][3],
    OPTAX_ADAFACTOR_ROWS[1][0],
    OPTAX_ADAFACTOR_ROWS[1][1],
    OPTAX_ADAFACTOR_ROWS[1][2],
    OPTAX_ADAFACTOR_ROWS[1][3],
    OPTAX_ADAFACTOR_ROWS[2][0],
    OPTAX_ADAFACTOR_ROWS[2][1],
    OPTAX_ADAFACTOR_ROWS[2][2],
    OPTAX_ADAFACTOR_ROWS[2][3],
    OPTAX_ADAFACTOR_ROWS[3][0],
    OPTAX_ADAFACTOR_ROWS[3][1],
    OPTAX_ADAFACTOR_ROWS[3][2],
    OPTAX_ADAFACTOR_ROWS[3][3],
    PO_ADAFACTOR_ROWS[0][0],
    PO_ADAFACTOR_ROWS[0][1],
    PO_ADAFACTOR_ROWS[0][2],
    PO_ADAFACTOR_ROWS[0][3],
    PO_ADAFACTOR_ROWS[1][0],
    PO_ADAFACTOR_ROWS[1][1],
    PO_ADAFACTOR_ROWS[1][2],
    PO_ADAFACTOR_ROWS[1][3],
    PO_ADAFACTOR_ROWS[2][0],
    PO_ADAFACTOR_ROWS[2][1],
    PO_ADAFACTOR_ROWS[2][2],
    PO_ADAFACTOR_ROWS[2][3],
    PO_ADAFACTOR_ROWS[3][0],
    PO_ADAFACTOR_ROWS[3][1],
    PO_ADAFACTOR_ROWS[3][2],
    PO_ADAFACTOR_ROWS[3][3],
    PO_ADAFACTOR_ROWS[4][0],
    PO_ADAFACTOR_ROWS[4][1],
    PO_ADAFACTOR_ROWS[4][2],
    PO_ADAFACTOR_ROWS[4][3],
    PO_ADAFACTOR_ROWS[5][0],
    PO_ADAFACTOR_ROWS[5][1],
    PO_ADAFACTOR_ROWS[5][2],
    PO_ADAFACTOR_ROWS[5][3],
    PO_ADAFACTOR_ROWS[6][0],
    PO_ADAFACTOR_ROWS[6][1],
    PO_ADAFACTOR_ROWS[6][2],
    PO_ADAFACTOR_ROWS[6][3],
    PO_ADAFACTOR_ROWS[7][0],
    PO_ADAFACTOR_ROWS[7][1],
    PO_ADAFACTOR_ROWS[7][2],
    PO_ADAFACTOR_ROWS[7][3],
    to_adafactor!(RELATIVE_FIXED, RELATIVE, TO_PLAIN),
    to_adafactor!(RELATIVE_FIXED, RELATIVE, TO_MOMENTUM),
    to_adafactor!(CONSTANT_FIXED, CONSTANT, TO_LR, TO_PLAIN),
    to_adafactor!(CONSTANT_FIXED, CONSTANT, TO_LR, TO_MOMENTUM),
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
    Row {
        library: "pytorch_optimizer",
        optimizer: "CAME",
        ours: "came",
        keys: &[TORCH, PO_CAME],
        fixed: &[],
    },
];
