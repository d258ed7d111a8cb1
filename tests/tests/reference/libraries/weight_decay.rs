//! Weight decay: the optimizers that shrink the weights themselves.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, Row, TORCH, TORCH_LR};

const BETAS: Keys = &[("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)]))];

/// StableAdamW and Grokfast remember less.
const SHORT_BETAS: Keys = &[("betas", Each(&[("beta1", 0.9), ("beta2", 0.99)]))];

const EPS: Keys = &[("eps", Is("eps", Number(1e-8)))];

const AMSGRAD: Keys = &[("amsgrad", Is("amsgrad", Flag(false)))];

/// optax's AdamW; the learning rate is called `lr` in the file.
const OPTAX: Keys = &[
    ("lr", Is("lr", Null)),
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
    ("eps", Is("eps", Number(1e-8))),
    ("weight_decay", Is("weight_decay", Number(1e-4))),
    ("mask", Only(Null, Fits)),
];

const OPTAX_ROOT: Keys = &[
    ("eps_root", Is("eps_root", Number(0.0))),
    ("mu_dtype", Only(Null, Fits)),
];

const WEIGHT_DECAY: Keys = &[("weight_decay", Is("weight_decay", Number(0.0)))];

/// pytorch_optimizer: 1 − ηλ, 1 − λ, or λθ in the gradient.
const BY_RATE: Keys = &[("weight_decouple", Only(Flag(true), Fits))];
const NOT_FIXED: Keys = &[("fixed_decay", Only(Flag(false), Fits))];
const FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];
const L2: Keys = &[("weight_decouple", Only(Flag(false), Differs))];

/// AdamP, SGDP and Grams add λθ to a gradient that they have already used: it does nothing.
const L2_TOO_LATE: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("weight_decay", Any),
    ("fixed_decay", Any),
];
const NO_DECAY: (&str, &str) = ("weight_decay", "0");

const PROJECTED: Keys = &[
    ("delta", Is("delta", Number(0.1))),
    ("wd_ratio", Is("wd_ratio", Number(0.1))),
    ("nesterov", Is("nesterov", Flag(false))),
];

/// pytorch_optimizer's AdamP can be combined with other methods.
const ALONE: Keys = &[
    ("use_gc", Only(Flag(false), Fits)),
    ("cautious", Only(Flag(false), Fits)),
    ("adanorm", Only(Flag(false), Fits)),
    ("adanorm_r", Any),
    ("adam_debias", Only(Flag(false), Fits)),
];

const MOMENTUM: Keys = &[
    ("momentum", Is("beta", Number(0.0))),
    ("dampening", Is("dampening", Number(0.0))),
];

const PO_SGDW: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("nesterov", Is("nesterov", Flag(false))),
];

const PO_SGDW_PLAIN: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("momentum", Only(Number(0.0), Fits)),
    ("dampening", Any),
    ("nesterov", Any),
];

const GRAMS: Keys = &[("eps", Is("eps", Number(1e-6)))];

const STABLE: Keys = &[
    ("weight_decay", Is("weight_decay", Number(0.01))),
    ("kahan_sum", Any),
];

const GROKFAST: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("grokfast", Only(Flag(true), Fits)),
    ("grokfast_alpha", Is("alpha", Number(0.98))),
    ("grokfast_lamb", Is("amplification", Number(2.0))),
    ("grokfast_after_step", Is("after", Number(0.0))),
    ("normalize_lr", Is("normalize", Flag(true))),
];

const GROKFAST_OFF: Keys = &[
    ("lr", Is("lr", Number(1e-4))),
    ("grokfast", Only(Flag(false), Differs)),
    ("grokfast_alpha", Any),
    ("grokfast_lamb", Any),
    ("grokfast_after_step", Any),
    ("normalize_lr", Any),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 33,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "AdamW",
        ours: "adamw",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            AMSGRAD,
            &[("weight_decay", Is("weight_decay", Number(0.01)))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "Adam",
        ours: "adamw",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            AMSGRAD,
            WEIGHT_DECAY,
            &[("decoupled_weight_decay", Only(Flag(true), Differs))],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adamw",
        ours: "adamw",
        keys: &[OPTAX, OPTAX_ROOT, &[("nesterov", Only(Flag(false), Fits))]],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adamw",
        ours: "nadamw",
        keys: &[
            OPTAX,
            OPTAX_ROOT,
            &[("nesterov", Only(Flag(true), Differs))],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "nadamw",
        ours: "adamw",
        keys: &[
            OPTAX,
            OPTAX_ROOT,
            &[("nesterov", Only(Flag(false), Differs))],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "nadamw",
        ours: "nadamw",
        keys: &[OPTAX, OPTAX_ROOT, &[("nesterov", Only(Flag(true), Fits))]],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adamaxw",
        ours: "adamaxw",
        keys: &[OPTAX],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "sgdw",
        keys: &[TORCH, PO_SGDW_PLAIN, WEIGHT_DECAY, L2],
        fixed: &[("beta", "0"), ("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "sgdw",
        keys: &[TORCH, PO_SGDW_PLAIN, WEIGHT_DECAY, BY_RATE],
        fixed: &[("beta", "0")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "sgdw",
        keys: &[TORCH, PO_SGDW, MOMENTUM, WEIGHT_DECAY, L2],
        fixed: &[("first", "gradient"), ("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDW",
        ours: "sgdw",
        keys: &[TORCH, PO_SGDW, MOMENTUM, WEIGHT_DECAY, BY_RATE],
        fixed: &[("first", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDP",
        ours: "sgdp",
        keys: &[TORCH, TORCH_LR, MOMENTUM, PROJECTED, EPS, L2_TOO_LATE],
        fixed: &[NO_DECAY],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDP",
        ours: "sgdp",
        keys: &[
            TORCH,
            TORCH_LR,
            MOMENTUM,
            PROJECTED,
            EPS,
            WEIGHT_DECAY,
            FIXED,
        ],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "SGDP",
        ours: "sgdp",
        keys: &[
            TORCH,
            TORCH_LR,
            MOMENTUM,
            PROJECTED,
            EPS,
            WEIGHT_DECAY,
            BY_RATE,
            NOT_FIXED,
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdamP",
        ours: "adamp",
        keys: &[TORCH, TORCH_LR, BETAS, PROJECTED, EPS, ALONE, L2_TOO_LATE],
        fixed: &[("eps_place", "uncorrected"), NO_DECAY],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdamP",
        ours: "adamp",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            PROJECTED,
            EPS,
            ALONE,
            WEIGHT_DECAY,
            FIXED,
        ],
        fixed: &[("eps_place", "uncorrected"), ("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdamP",
        ours: "adamp",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            PROJECTED,
            EPS,
            ALONE,
            WEIGHT_DECAY,
            BY_RATE,
            NOT_FIXED,
        ],
        fixed: &[("eps_place", "uncorrected")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SGDP",
        ours: "sgdp",
        keys: &[
            TORCH_LR,
            MOMENTUM,
            PROJECTED,
            EPS,
            WEIGHT_DECAY,
            &[("nesterov", Only(Flag(true), Differs))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "SGDP",
        ours: "sgdp",
        keys: &[
            TORCH_LR,
            MOMENTUM,
            PROJECTED,
            EPS,
            WEIGHT_DECAY,
            &[("nesterov", Only(Flag(false), Fits))],
        ],
        fixed: &[("buffer", "projected")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "AdamP",
        ours: "adamp",
        keys: &[TORCH_LR, BETAS, PROJECTED, EPS, WEIGHT_DECAY],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "StableAdamW",
        ours: "stable-adamw",
        keys: &[TORCH, TORCH_LR, SHORT_BETAS, EPS, STABLE, L2],
        fixed: &[("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "StableAdamW",
        ours: "stable-adamw",
        keys: &[TORCH, TORCH_LR, SHORT_BETAS, EPS, STABLE, BY_RATE],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Grams",
        ours: "grams",
        keys: &[TORCH, TORCH_LR, BETAS, GRAMS, L2_TOO_LATE],
        fixed: &[NO_DECAY],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Grams",
        ours: "grams",
        keys: &[TORCH, TORCH_LR, BETAS, GRAMS, WEIGHT_DECAY, BY_RATE],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[
            TORCH,
            GROKFAST_OFF,
            SHORT_BETAS,
            EPS,
            WEIGHT_DECAY,
            L2,
            &[("fixed_decay", Any)],
        ],
        fixed: &[("amplification", "0"), ("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[TORCH, GROKFAST_OFF, SHORT_BETAS, EPS, WEIGHT_DECAY, FIXED],
        fixed: &[("amplification", "0"), ("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[
            TORCH,
            GROKFAST_OFF,
            SHORT_BETAS,
            EPS,
            WEIGHT_DECAY,
            BY_RATE,
            NOT_FIXED,
        ],
        fixed: &[("amplification", "0")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[
            TORCH,
            GROKFAST,
            SHORT_BETAS,
            EPS,
            WEIGHT_DECAY,
            L2,
            &[("fixed_decay", Any)],
        ],
        fixed: &[("decay", "gradient")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[TORCH, GROKFAST, SHORT_BETAS, EPS, WEIGHT_DECAY, FIXED],
        fixed: &[("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "GrokFastAdamW",
        ours: "grokfast-adamw",
        keys: &[
            TORCH,
            GROKFAST,
            SHORT_BETAS,
            EPS,
            WEIGHT_DECAY,
            BY_RATE,
            NOT_FIXED,
        ],
        fixed: &[],
    },
];
