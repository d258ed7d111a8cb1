//! The Adam family: other numerators, other denominators, and when to trust them.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, Row, TORCH, TORCH_LR};

/// pytorch_optimizer's two kinds of decay; a row says which of them is the default. Only the
/// decoupled kind can be fixed, that is, free of η.
const PO_L2: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(false), Fits)),
    ("fixed_decay", Any),
];

const PO_L2_ASKED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

const PO_DECOUPLED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

const PO_DECOUPLED_ASKED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// No decay, of whatever kind.
const PO_UNDECAYED: Keys = &[
    ("weight_decay", Only(Number(0.0), Fits)),
    ("weight_decouple", Any),
    ("fixed_decay", Any),
];

const L2: Keys = super::L2;

const TORCH_DECOUPLED: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("decoupled_weight_decay", Only(Flag(true), Differs)),
];

const TORCH_L2: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("decoupled_weight_decay", Only(Flag(false), Fits)),
];

const BETAS: Keys = &[("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)]))];

const EPS: Keys = &[("eps", Is("eps", Number(1e-8)))];

const NOT_AMS: Keys = &[("ams_bound", Only(Flag(false), Fits))];

/// RAdam's rectification as an option of other optimizers, switched off.
const NOT_RECTIFIED: Keys = &[
    ("rectify", Only(Flag(false), Fits)),
    ("n_sma_threshold", Any),
    ("degenerated_to_sgd", Any),
];

const OPTAX: Keys = &[
    ("lr", Is("lr", Null)),
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
    ("mu_dtype", Only(Null, Fits)),
];

const OPTAX_EPS: Keys = &[
    ("eps", Is("eps", Number(1e-8))),
    ("eps_root", Is("eps_root", Number(0.0))),
];

const OPTAX_DECAY: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("mask", Only(Null, Fits)),
];

const NOT_NESTEROV: Keys = &[("nesterov", Only(Flag(false), Fits))];

const DECOUPLED: &[(&str, &str)] = &[("decay", "decoupled")];

/// pytorch_optimizer adds 10⁻¹⁵ inside the root.
const PO_ROOT: &[(&str, &str)] = &[("eps_root", "1e-15")];

const PO_ROOT_DECOUPLED: &[(&str, &str)] = &[("eps_root", "1e-15"), ("decay", "decoupled")];

/// One ε in two places.
const BELIEF_EPS: Keys = &[
    ("eps", Is("eps", Number(1e-16))),
    ("eps", Is("eps_root", Number(1e-16))),
];

const OPTAX_BELIEF_EPS: Keys = &[
    ("eps", Is("eps", Number(1e-16))),
    ("eps_root", Is("eps_root", Number(1e-16))),
];

/// torch-optimizer's default ε of AdaBelief is another one.
const TO_BELIEF: Keys = &[
    ("eps", Is("eps", Number(1e-8))),
    ("eps", Is("eps_root", Number(1e-8))),
    ("amsgrad", Only(Flag(false), Fits)),
    ("rectify", Only(Flag(false), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
    ("weight_decay", Is("weight_decay", Number(0.0))),
];

const BOUND: Keys = &[
    ("final_lr", Is("final_lr", Number(0.1))),
    ("gamma", Is("gamma", Number(1e-3))),
];

const PO_ADAMOD: Keys = &[(
    "betas",
    Each(&[("beta1", 0.9), ("beta2", 0.99), ("beta3", 0.9999)]),
)];

const AGGMO: Keys = &[
    TORCH_LR[0],
    (
        "betas",
        Each(&[("beta1", 0.0), ("beta2", 0.9), ("beta3", 0.99)]),
    ),
];

const QHM: Keys = &[TORCH_LR[0], ("momentum", Is("beta", Number(0.0)))];

const QHADAM: Keys = &[("nus", Each(&[("nu1", 1.0), ("nu2", 1.0)]))];

const ADAN: Keys = &[
    (
        "betas",
        Each(&[("beta1", 0.98), ("beta2", 0.92), ("beta3", 0.99)]),
    ),
    ("weight_decay", Is("weight_decay", Number(0.0))),
    ("max_grad_norm", Only(Number(0.0), Fits)),
];

const ADOPT: Keys = &[
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.9999)])),
    ("eps", Is("eps", Number(1e-6))),
];

const ADEMAMIX: Keys = &[
    (
        "betas",
        Each(&[("beta1", 0.9), ("beta2", 0.999), ("beta3", 0.9999)]),
    ),
    ("alpha", Is("alpha", Number(5.0))),
];

const NO_WARMUP: Keys = &[("t_alpha_beta3", Only(Null, Fits))];

const WARMUP: Keys = &[("t_alpha_beta3", Is("warmup", Null))];

/// Vectors are treated as matrices are; otherwise they would get another optimizer.
const MARS: Keys = &[
    ("lr", Is("lr", Number(3e-3))),
    ("betas", Each(&[("beta1", 0.95), ("beta2", 0.99)])),
    ("gamma", Is("gamma", Number(0.025))),
    ("optimize_1d", Only(Flag(true), Differs)),
    ("lr_1d", Any),
    ("betas_1d", Any),
    ("weight_decay_1d", Any),
    ("cautious", Only(Flag(false), Fits)),
];

const MARS_ADAMW: Keys = &[("mars_type", Only(Word("adamw"), Fits))];

const MARS_LION: Keys = &[("mars_type", Only(Word("lion"), Differs))];

const PO_ROOT_LION: &[(&str, &str)] = &[("eps_root", "1e-15"), ("update", "lion")];

const MADGRAD: Keys = &[
    ("momentum", Is("beta", Number(0.9))),
    ("eps", Is("eps", Number(1e-6))),
];

/// pytorch_optimizer's relative tolerance of the switch is its ε.
const PO_SWATS: Keys = &[
    ("eps", Is("eps", Number(1e-6))),
    ("eps", Is("rtol", Number(1e-6))),
    ("nesterov", Only(Flag(false), Fits)),
];

const PO_SWITCH: &[(&str, &str)] = &[("eps_root", "1e-15"), ("tol", "1e-8")];

const PO_SWITCH_DECOUPLED: &[(&str, &str)] = &[
    ("eps_root", "1e-15"),
    ("tol", "1e-8"),
    ("decay", "decoupled"),
];

/// ρ_t ≥ 5 there and ρ_t > 5 here: the same, as ρ_t is no whole number after the first step.
const PO_RADAM: Keys = &[("n_sma_threshold", Is("threshold", Number(5.0)))];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 111,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "NAdam",
        ours: "nadam",
        keys: &[
            TORCH,
            BETAS,
            EPS,
            TORCH_L2,
            &[
                ("lr", Is("lr", Number(2e-3))),
                ("momentum_decay", Is("momentum_decay", Number(4e-3))),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "NAdam",
        ours: "nadam",
        keys: &[
            TORCH,
            BETAS,
            EPS,
            TORCH_DECOUPLED,
            &[
                ("lr", Is("lr", Number(2e-3))),
                ("momentum_decay", Is("momentum_decay", Number(4e-3))),
            ],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "optax",
        optimizer: "nadam",
        ours: "nadam",
        keys: &[OPTAX, OPTAX_EPS, &[("nesterov", Only(Flag(true), Fits))]],
        fixed: &[("schedule", "none")],
    },
    Row {
        library: "optax",
        optimizer: "adam",
        ours: "nadam",
        keys: &[OPTAX, OPTAX_EPS, &[("nesterov", Only(Flag(true), Differs))]],
        fixed: &[("schedule", "none")],
    },
    Row {
        library: "torch",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, TORCH_L2],
        fixed: &[("threshold", "5"), ("eps_place", "uncorrected")],
    },
    Row {
        library: "torch",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, TORCH_DECOUPLED],
        fixed: &[
            ("threshold", "5"),
            ("eps_place", "uncorrected"),
            ("decay", "decoupled"),
        ],
    },
    Row {
        library: "optax",
        optimizer: "radam",
        ours: "radam",
        keys: &[
            OPTAX,
            OPTAX_EPS,
            NOT_NESTEROV,
            &[("threshold", Is("threshold", Number(5.0)))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[TORCH_LR, BETAS, EPS, L2],
        fixed: &[
            ("threshold", "5"),
            ("eps_place", "uncorrected"),
            ("decay", "decoupled"),
        ],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_UNDECAYED,
            PO_RADAM,
            &[("degenerated_to_sgd", Only(Flag(true), Differs))],
        ],
        fixed: &[("eps_place", "uncorrected")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_DECOUPLED,
            PO_RADAM,
            &[("degenerated_to_sgd", Only(Flag(true), Differs))],
        ],
        fixed: &[("eps_place", "uncorrected"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_UNDECAYED,
            PO_RADAM,
            &[("degenerated_to_sgd", Only(Flag(false), Fits))],
        ],
        fixed: &[("eps_place", "uncorrected"), ("below", "none")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "RAdam",
        ours: "radam",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_DECOUPLED,
            PO_RADAM,
            &[("degenerated_to_sgd", Only(Flag(false), Fits))],
        ],
        fixed: &[
            ("eps_place", "uncorrected"),
            ("decay", "decoupled"),
            ("below", "none"),
        ],
    },
    Row {
        library: "optax",
        optimizer: "adabelief",
        ours: "adabelief",
        keys: &[OPTAX, OPTAX_BELIEF_EPS, NOT_NESTEROV],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaBelief",
        ours: "adabelief",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            BELIEF_EPS,
            PO_L2_ASKED,
            NOT_AMS,
            NOT_RECTIFIED,
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaBelief",
        ours: "adabelief",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            BELIEF_EPS,
            PO_DECOUPLED,
            NOT_AMS,
            NOT_RECTIFIED,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AdaBelief",
        ours: "adabelief",
        keys: &[
            TORCH_LR,
            BETAS,
            TO_BELIEF,
            &[("weight_decouple", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AdaBelief",
        ours: "adabelief",
        keys: &[
            TORCH_LR,
            BETAS,
            TO_BELIEF,
            &[("weight_decouple", Only(Flag(true), Differs))],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.acprop",
        ours: "acprop",
        keys: &[OPTAX, OPTAX_BELIEF_EPS, OPTAX_DECAY],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaBound",
        ours: "adabound",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, BOUND, PO_L2_ASKED, NOT_AMS],
        fixed: PO_ROOT,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaBound",
        ours: "adabound",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, BOUND, PO_DECOUPLED, NOT_AMS],
        fixed: PO_ROOT_DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AdaBound",
        ours: "adabound",
        keys: &[
            TORCH_LR,
            BETAS,
            EPS,
            BOUND,
            L2,
            &[("amsbound", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaMod",
        ours: "adamod",
        keys: &[TORCH, TORCH_LR, PO_ADAMOD, EPS, PO_L2_ASKED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaMod",
        ours: "adamod",
        keys: &[TORCH, TORCH_LR, PO_ADAMOD, EPS, PO_DECOUPLED],
        fixed: DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AdaMod",
        ours: "adamod",
        keys: &[
            TORCH_LR,
            BETAS,
            &[("beta3", Is("beta3", Number(0.999)))],
            EPS,
            L2,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DiffGrad",
        ours: "diffgrad",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_L2_ASKED,
            NOT_AMS,
            NOT_RECTIFIED,
        ],
        fixed: PO_ROOT,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "DiffGrad",
        ours: "diffgrad",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_DECOUPLED,
            NOT_AMS,
            NOT_RECTIFIED,
        ],
        fixed: PO_ROOT_DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "DiffGrad",
        ours: "diffgrad",
        keys: &[TORCH_LR, BETAS, EPS, L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "PAdam",
        ours: "padam",
        keys: &[
            TORCH,
            BETAS,
            EPS,
            &[
                ("lr", Is("lr", Number(0.1))),
                ("partial", Is("partial", Number(0.25))),
            ],
            PO_L2,
        ],
        fixed: &[
            ("amsgrad", "false"),
            ("bias_correction", "true"),
            ("eps_place", "uncorrected"),
        ],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "PAdam",
        ours: "padam",
        keys: &[
            TORCH,
            BETAS,
            EPS,
            &[
                ("lr", Is("lr", Number(0.1))),
                ("partial", Is("partial", Number(0.25))),
            ],
            PO_DECOUPLED_ASKED,
        ],
        fixed: &[
            ("amsgrad", "false"),
            ("bias_correction", "true"),
            ("eps_place", "uncorrected"),
            ("decay", "decoupled"),
        ],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "QHM",
        ours: "qhm",
        keys: &[TORCH, QHM, &[("nu", Is("nu", Number(1.0)))], PO_L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "QHM",
        ours: "qhm",
        keys: &[
            TORCH,
            QHM,
            &[("nu", Is("nu", Number(1.0)))],
            PO_DECOUPLED_ASKED,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "QHM",
        ours: "qhm",
        keys: &[
            QHM,
            &[("nu", Is("nu", Number(0.7)))],
            L2,
            &[("weight_decay_type", Only(Word("grad"), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "QHM",
        ours: "qhm",
        keys: &[
            QHM,
            &[("nu", Is("nu", Number(0.7)))],
            L2,
            &[("weight_decay_type", Only(Word("direct"), Differs))],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "QHAdam",
        ours: "qhadam",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, QHADAM, PO_L2],
        fixed: &[("weights", "single")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "QHAdam",
        ours: "qhadam",
        keys: &[TORCH, TORCH_LR, BETAS, EPS, QHADAM, PO_DECOUPLED_ASKED],
        fixed: &[("weights", "single"), ("decay", "decoupled")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "QHAdam",
        ours: "qhadam",
        keys: &[
            TORCH_LR,
            BETAS,
            EPS,
            QHADAM,
            L2,
            &[("decouple_weight_decay", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "QHAdam",
        ours: "qhadam",
        keys: &[
            TORCH_LR,
            BETAS,
            EPS,
            QHADAM,
            L2,
            &[("decouple_weight_decay", Only(Flag(true), Differs))],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AggMo",
        ours: "aggmo",
        keys: &[TORCH, AGGMO, PO_L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AggMo",
        ours: "aggmo",
        keys: &[TORCH, AGGMO, PO_DECOUPLED_ASKED],
        fixed: DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AggMo",
        ours: "aggmo",
        keys: &[AGGMO, L2],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adan",
        ours: "adan",
        keys: &[
            &[
                ("lr", Is("lr", Null)),
                ("b1", Is("beta1", Number(0.98))),
                ("b2", Is("beta2", Number(0.92))),
                ("b3", Is("beta3", Number(0.99))),
                ("eps", Is("eps", Number(1e-8))),
                ("eps_root", Is("eps_root", Number(1e-8))),
            ],
            OPTAX_DECAY,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Adan",
        ours: "adan",
        keys: &[
            TORCH,
            TORCH_LR,
            ADAN,
            EPS,
            &[("weight_decouple", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Adan",
        ours: "adan",
        keys: &[
            TORCH,
            TORCH_LR,
            ADAN,
            EPS,
            &[("weight_decouple", Only(Flag(true), Differs))],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "LaProp",
        ours: "laprop",
        keys: &[
            TORCH,
            BETAS,
            PO_UNDECAYED,
            NOT_AMS,
            &[
                ("lr", Is("lr", Number(4e-4))),
                ("eps", Is("eps", Number(1e-15))),
                ("centered", Only(Flag(false), Fits)),
                ("steps_before_using_centered", Any),
            ],
        ],
        fixed: &[("eps_root", "1e-15"), ("eps_place", "uncorrected")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "LaProp",
        ours: "laprop",
        keys: &[
            TORCH,
            BETAS,
            PO_DECOUPLED,
            NOT_AMS,
            &[
                ("lr", Is("lr", Number(4e-4))),
                ("eps", Is("eps", Number(1e-15))),
                ("centered", Only(Flag(false), Fits)),
                ("steps_before_using_centered", Any),
            ],
        ],
        fixed: &[
            ("eps_root", "1e-15"),
            ("eps_place", "uncorrected"),
            ("decay", "after"),
        ],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ADOPT",
        ours: "adopt",
        keys: &[
            TORCH,
            TORCH_LR,
            ADOPT,
            PO_L2,
            &[("clip_lambda", Only(Null, Differs))],
        ],
        fixed: &[("clip", "off")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ADOPT",
        ours: "adopt",
        keys: &[
            TORCH,
            TORCH_LR,
            ADOPT,
            PO_DECOUPLED_ASKED,
            &[("clip_lambda", Only(Null, Differs))],
        ],
        fixed: &[("clip", "off"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ADOPT",
        ours: "adopt",
        keys: &[TORCH, TORCH_LR, ADOPT, PO_L2],
        fixed: &[("clip", "calls")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ADOPT",
        ours: "adopt",
        keys: &[TORCH, TORCH_LR, ADOPT, PO_DECOUPLED_ASKED],
        fixed: &[("clip", "calls"), ("decay", "decoupled")],
    },
    Row {
        library: "optax",
        optimizer: "contrib.adopt",
        ours: "adopt",
        keys: &[
            &[
                ("lr", Is("lr", Null)),
                ("b1", Is("beta1", Number(0.9))),
                ("b2", Is("beta2", Number(0.9999))),
                ("eps", Is("eps", Number(1e-6))),
                ("mu_dtype", Only(Null, Fits)),
            ],
            NOT_NESTEROV,
            &[
                ("use_clipping", Only(Flag(false), Differs)),
                ("clip_value_fn", Any),
            ],
        ],
        fixed: &[("clip", "off")],
    },
    Row {
        library: "optax",
        optimizer: "contrib.adopt",
        ours: "adopt",
        keys: &[
            &[
                ("lr", Is("lr", Null)),
                ("b1", Is("beta1", Number(0.9))),
                ("b2", Is("beta2", Number(0.9999))),
                ("eps", Is("eps", Number(1e-6))),
                ("mu_dtype", Only(Null, Fits)),
            ],
            NOT_NESTEROV,
            &[("use_clipping", Only(Flag(true), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdEMAMix",
        ours: "ademamix",
        keys: &[TORCH, TORCH_LR, ADEMAMIX, EPS, NO_WARMUP, PO_L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdEMAMix",
        ours: "ademamix",
        keys: &[
            TORCH,
            TORCH_LR,
            ADEMAMIX,
            EPS,
            NO_WARMUP,
            PO_DECOUPLED_ASKED,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdEMAMix",
        ours: "ademamix",
        keys: &[TORCH, TORCH_LR, ADEMAMIX, EPS, WARMUP, PO_L2],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdEMAMix",
        ours: "ademamix",
        keys: &[TORCH, TORCH_LR, ADEMAMIX, EPS, WARMUP, PO_DECOUPLED_ASKED],
        fixed: DECOUPLED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.ademamix",
        ours: "ademamix",
        keys: &[
            OPTAX,
            OPTAX_EPS,
            OPTAX_DECAY,
            &[
                ("b3", Is("beta3", Number(0.9999))),
                ("alpha", Is("alpha", Number(5.0))),
            ],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "optax",
        optimizer: "contrib.simplified_ademamix",
        ours: "simplified-ademamix",
        keys: &[
            &[
                ("lr", Is("lr", Null)),
                ("b1", Is("beta1", Number(0.99))),
                ("b2", Is("beta2", Number(0.95))),
                ("alpha", Is("alpha", Number(0.0))),
            ],
            OPTAX_EPS,
            OPTAX_DECAY,
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MARS",
        ours: "mars",
        keys: &[TORCH, MARS, EPS, NOT_AMS, MARS_ADAMW, PO_UNDECAYED],
        fixed: PO_ROOT,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MARS",
        ours: "mars",
        keys: &[TORCH, MARS, EPS, NOT_AMS, MARS_ADAMW, PO_DECOUPLED],
        fixed: PO_ROOT,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MARS",
        ours: "mars",
        keys: &[TORCH, MARS, EPS, NOT_AMS, MARS_LION, PO_UNDECAYED],
        fixed: PO_ROOT_LION,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MARS",
        ours: "mars",
        keys: &[TORCH, MARS, EPS, NOT_AMS, MARS_LION, PO_DECOUPLED],
        fixed: PO_ROOT_LION,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MADGRAD",
        ours: "madgrad",
        keys: &[
            TORCH,
            TORCH_LR,
            MADGRAD,
            L2,
            &[("weight_decouple", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "MADGRAD",
        ours: "madgrad",
        keys: &[
            TORCH,
            TORCH_LR,
            MADGRAD,
            L2,
            &[("weight_decouple", Only(Flag(true), Differs))],
        ],
        fixed: DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "MADGRAD",
        ours: "madgrad",
        keys: &[&[("lr", Is("lr", Number(1e-2)))], MADGRAD, L2],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.madgrad",
        ours: "madgrad",
        keys: &[&[("lr", Is("lr", Null))], MADGRAD, L2],
        fixed: &[("growth", "single")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SWATS",
        ours: "swats",
        keys: &[TORCH, TORCH_LR, BETAS, PO_SWATS, NOT_AMS, PO_L2],
        fixed: PO_SWITCH,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SWATS",
        ours: "swats",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            PO_SWATS,
            NOT_AMS,
            PO_DECOUPLED_ASKED,
        ],
        fixed: PO_SWITCH_DECOUPLED,
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SWATS",
        ours: "swats",
        keys: &[
            TORCH_LR,
            BETAS,
            L2,
            &[
                ("eps", Is("eps", Number(1e-3))),
                ("amsgrad", Only(Flag(false), Fits)),
                ("nesterov", Only(Flag(false), Fits)),
            ],
        ],
        fixed: &[("tol", "1e-8"), ("rtol", "1e-6"), ("buffer", "shrunk")],
    },
];
