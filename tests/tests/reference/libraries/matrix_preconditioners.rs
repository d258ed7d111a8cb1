//! Matrix preconditioners: Shampoo, Muon, `AdaHessian`, Sophia.
//!
//! torch and `pytorch_optimizer` run Muon's Newton–Schulz in `bfloat16`. SOAP of `pytorch_optimizer`
//! has no row: it divides rounding errors of its own eigenvectors by ε where a factor is singular.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, Row, TORCH, TORCH_LR};

/// Without a word on the precision torch's Muon computes in `bfloat16`; a file may say otherwise.
const HALF: Keys = &[("dtype", Only(Word("bfloat16"), Differs))];
const DOUBLE: Keys = &[("dtype", Only(Word("float64"), Differs))];
const DOUBLE_UNSAID: Keys = &[("dtype", Only(Word("float64"), Fits))];

const TORCH_MUON: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.1))),
    ("momentum", Is("beta", Number(0.95))),
    ("nesterov", Is("nesterov", Flag(true))),
    (
        "ns_coefficients",
        Each(&[("a", 3.4445), ("b", -4.775), ("c", 2.0315)]),
    ),
    ("eps", Is("eps", Number(1e-7))),
    ("ns_steps", Is("iterations", Number(5.0))),
    ("use_addmm", Any),
];

const ORIGINAL: Keys = &[("adjust_lr_fn", Only(Word("original"), Differs))];
const NO_WORD: Keys = &[("adjust_lr_fn", Only(Null, Fits))];
const RMS: Keys = &[("adjust_lr_fn", Only(Word("match_rms_adamw"), Differs))];

const OPTAX_MUON: Keys = &[
    ("lr", Is("lr", Null)),
    ("ns_steps", Is("iterations", Number(5.0))),
    ("beta", Is("beta", Number(0.95))),
    ("eps", Is("eps", Number(1e-8))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decay_mask", Only(Null, Fits)),
    ("mu_dtype", Only(Null, Fits)),
    ("nesterov", Is("nesterov", Flag(true))),
    ("adaptive", Only(Flag(false), Fits)),
    ("preconditioning", Only(Word("frobenius"), Fits)),
    ("adam_b1", Is("adam_beta1", Number(0.9))),
    ("adam_b2", Is("adam_beta2", Number(0.999))),
    ("adam_eps_root", Only(Number(0.0), Fits)),
    ("adam_weight_decay", Only(Number(0.0), Fits)),
    ("adam_learning_rate", Only(Null, Fits)),
    ("muon_weight_dimension_numbers", Only(Null, Fits)),
];

/// Its own name for the coefficients, or three numbers.
const OPTAX_STANDARD: Keys = &[("ns_coeffs", Only(Word("standard"), Differs))];
const COEFFICIENTS: Keys = &[(
    "ns_coeffs",
    Each(&[("a", 3.4445), ("b", -4.775), ("c", 2.0315)]),
)];

const BY_SHAPE: Keys = &[("consistent_rms", Only(Null, Fits))];
const BY_RMS: Keys = &[("consistent_rms", Only(Number(0.2), Differs))];

const OPTAX_SCALED: &[(&str, &str)] = &[
    ("eps_place", "added"),
    ("scale", "columns"),
    ("correction", "true"),
];

const PO_MUON: Keys = &[
    ("lr", Is("lr", Number(0.02))),
    ("momentum", Is("beta", Number(0.95))),
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Fits)),
    ("nesterov", Is("nesterov", Flag(true))),
    ("ns_steps", Is("iterations", Number(5.0))),
    ("use_muon", Only(Flag(true), Fits)),
    ("ns_method", Only(Word("newton_schulz"), Fits)),
    ("ns_reset_steps", Any),
    ("adamw_lr", Any),
    ("adamw_betas", Any),
    ("adamw_wd", Any),
    ("adamw_eps", Any),
];

const PO_ORIGINAL: Keys = &[("ns_coeffs", Only(Word("original"), Fits))];
const ORIGINAL_SCALE: Keys = &[("use_adjusted_lr", Only(Flag(false), Fits))];
const MOONLIGHT: Keys = &[("use_adjusted_lr", Only(Flag(true), Differs))];

/// Both kinds of decay are off, whatever is said of them.
const NO_DECAY: Keys = &[
    ("weight_decay", Only(Number(0.0), Fits)),
    ("weight_decouple", Any),
    ("fixed_decay", Any),
];

const DECAYED: Keys = &[("weight_decay", Is("weight_decay", Number(0.0)))];

const PO_SHAMPOO: Keys = &[
    // Its momentum averages the gradient with the last step, which is another method.
    ("momentum", Only(Number(0.0), Fits)),
    ("preconditioning_compute_steps", Is("period", Number(1.0))),
    ("matrix_eps", Is("eps", Number(1e-6))),
];

/// The Hessian's diagonal is handed in at every step, whatever the period.
const PO_ADAHESSIAN: Keys = &[
    ("lr", Is("lr", Number(0.1))),
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)])),
    ("hessian_power", Is("power", Number(1.0))),
    ("update_period", Any),
    ("num_samples", Any),
    ("hessian_distribution", Any),
    ("adam_debias", Only(Flag(false), Fits)),
    ("eps", Is("eps", Number(1e-16))),
];

const PO_SOPHIA: Keys = &[
    ("lr", Is("lr", Number(6e-2))),
    ("betas", Each(&[("beta1", 0.96), ("beta2", 0.99)])),
    ("p", Is("rho", Number(1e-2))),
    ("update_period", Any),
    ("num_samples", Any),
    ("hessian_distribution", Any),
    ("eps", Is("eps", Number(1e-12))),
];

const DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];
const FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];
const COUPLED: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

/// Until the first roots are taken, nothing moves.
const WAIT: &[(&str, &str)] = &[("first", "wait"), ("max_dim", "4096")];

/// Shampoo's default is the other way round.
const SHAMPOO_DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(false), Fits)),
];
const SHAMPOO_FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(true), Differs)),
];
const SHAMPOO_COUPLED: Keys = &[
    ("weight_decouple", Only(Flag(false), Fits)),
    ("fixed_decay", Any),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 14,
};

/// One reading of torch's Muon.
const fn torch_muon(keys: &'static [Keys], fixed: &'static [(&str, &str)]) -> Row {
    Row {
        library: "torch",
        optimizer: "Muon",
        ours: "muon",
        keys,
        fixed,
    }
}

/// One reading of optax's Muon.
const fn optax_muon(keys: &'static [Keys], fixed: &'static [(&str, &str)]) -> Row {
    Row {
        library: "optax",
        optimizer: "contrib.muon",
        ours: "muon",
        keys,
        fixed,
    }
}

/// One reading of an optimizer of `pytorch_optimizer`.
const fn po(
    optimizer: &'static str,
    ours: &'static str,
    keys: &'static [Keys],
    fixed: &'static [(&str, &str)],
) -> Row {
    Row {
        library: "pytorch_optimizer",
        optimizer,
        ours,
        keys,
        fixed,
    }
}

const ROWS: &[Row] = &[
    torch_muon(
        &[TORCH, TORCH_LR, TORCH_MUON, HALF, NO_WORD],
        &[("precision", "bfloat16")],
    ),
    torch_muon(
        &[TORCH, TORCH_LR, TORCH_MUON, HALF, ORIGINAL],
        &[("precision", "bfloat16")],
    ),
    torch_muon(
        &[TORCH, TORCH_LR, TORCH_MUON, HALF, RMS],
        &[("precision", "bfloat16"), ("scale", "rms")],
    ),
    torch_muon(&[TORCH, TORCH_LR, TORCH_MUON, DOUBLE, NO_WORD], &[]),
    torch_muon(&[TORCH, TORCH_LR, TORCH_MUON, DOUBLE, ORIGINAL], &[]),
    // The file has this one in double precision alone, without saying so.
    torch_muon(
        &[TORCH, TORCH_LR, TORCH_MUON, DOUBLE_UNSAID, RMS],
        &[("scale", "rms")],
    ),
    optax_muon(&[OPTAX_MUON, OPTAX_STANDARD, BY_SHAPE], OPTAX_SCALED),
    optax_muon(
        &[OPTAX_MUON, COEFFICIENTS, BY_RMS],
        &[
            ("eps_place", "added"),
            ("scale", "rms"),
            ("correction", "true"),
        ],
    ),
    optax_muon(&[OPTAX_MUON, COEFFICIENTS, BY_SHAPE], OPTAX_SCALED),
    po(
        "Muon",
        "muon",
        &[TORCH, PO_MUON, PO_ORIGINAL, MOONLIGHT],
        &[("precision", "bfloat16"), ("scale", "rms")],
    ),
    po(
        "Muon",
        "muon",
        &[TORCH, PO_MUON, COEFFICIENTS, MOONLIGHT],
        &[("precision", "bfloat16"), ("scale", "rms")],
    ),
    po(
        "Muon",
        "muon",
        &[TORCH, PO_MUON, PO_ORIGINAL, ORIGINAL_SCALE],
        &[("precision", "bfloat16")],
    ),
    po(
        "Muon",
        "muon",
        &[TORCH, PO_MUON, COEFFICIENTS, ORIGINAL_SCALE],
        &[("precision", "bfloat16")],
    ),
    po(
        "Shampoo",
        "shampoo",
        &[TORCH, TORCH_LR, PO_SHAMPOO, NO_DECAY],
        WAIT,
    ),
    po(
        "Shampoo",
        "shampoo",
        &[TORCH, TORCH_LR, PO_SHAMPOO, DECAYED, SHAMPOO_DECOUPLED],
        WAIT,
    ),
    po(
        "Shampoo",
        "shampoo",
        &[TORCH, TORCH_LR, PO_SHAMPOO, DECAYED, SHAMPOO_FIXED],
        &[("first", "wait"), ("max_dim", "4096"), ("decay", "fixed")],
    ),
    po(
        "Shampoo",
        "shampoo",
        &[TORCH, TORCH_LR, PO_SHAMPOO, DECAYED, SHAMPOO_COUPLED],
        &[
            ("first", "wait"),
            ("max_dim", "4096"),
            ("decay", "gradient"),
        ],
    ),
    po(
        "AdaHessian",
        "adahessian",
        &[TORCH, PO_ADAHESSIAN, DECAYED, FIXED],
        &[("diagonal", "exact"), ("decay", "fixed")],
    ),
    po(
        "AdaHessian",
        "adahessian",
        &[TORCH, PO_ADAHESSIAN, DECAYED, COUPLED],
        &[("diagonal", "exact"), ("decay", "gradient")],
    ),
    po(
        "AdaHessian",
        "adahessian",
        &[TORCH, PO_ADAHESSIAN, DECAYED, DECOUPLED],
        &[("diagonal", "exact")],
    ),
    po(
        "SophiaH",
        "sophia",
        &[TORCH, PO_SOPHIA, DECAYED, FIXED],
        &[
            ("gamma", "1"),
            ("period", "1"),
            ("diagonal", "exact"),
            ("decay", "fixed"),
        ],
    ),
    po(
        "SophiaH",
        "sophia",
        &[TORCH, PO_SOPHIA, DECAYED, COUPLED],
        &[
            ("gamma", "1"),
            ("period", "1"),
            ("diagonal", "exact"),
            ("decay", "gradient"),
        ],
    ),
    po(
        "SophiaH",
        "sophia",
        &[TORCH, PO_SOPHIA, DECAYED, DECOUPLED],
        &[("gamma", "1"), ("period", "1"), ("diagonal", "exact")],
    ),
];
