//! Adam, its maximum forms Adamax and AMSGrad, Yogi, the sparse and the optimistic Adam,
//! and optimistic gradient descent.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, L2, NO_DECAY, Row, TORCH, TORCH_LR};

const BETAS: Keys = &[("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)]))];

const EPS: Keys = &[("eps", Is("eps", Number(1e-8)))];

/// Adam, NAdam and their relatives of torch can decouple the decay; that is AdamW.
const COUPLED: Keys = &[("decoupled_weight_decay", Only(Flag(false), Fits))];

/// What `optax.adam` and its relatives share; the learning rate is called `lr` in the file.
const OPTAX: Keys = &[
    ("lr", Is("lr", Null)),
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
];

const OPTAX_EPS_ROOT: Keys = &[("eps_root", Is("eps_root", Number(0.0)))];

const OPTAX_DTYPE: Keys = &[("mu_dtype", Only(Null, Fits))];

/// Nesterov's form is the default of the optimistic Adams, and we have none of it.
const OPTAX_NOT_NESTEROV: Keys = &[("nesterov", Only(Flag(false), Differs))];

/// With Nesterov's form it is Nadam.
const OPTAX_PLAIN: Keys = &[("nesterov", Only(Flag(false), Fits))];

const YOGI_LR: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("eps", Is("eps", Number(1e-3))),
];

const YOGI_START: Keys = &[(
    "initial_accumulator",
    Is("initial_accumulator", Number(1e-6)),
)];

/// The libraries start the first moment where they start the second.
const BOTH_START: &[(&str, &str)] = &[("first", "accumulator")];

/// AdaNorm scales the gradient of the first moment: another method.
const PO_PLAIN: Keys = &[("adanorm", Only(Flag(false), Fits)), ("r", Any)];

/// Without decay its kinds are one.
const PO_ANY_DECAY: Keys = &[("weight_decouple", Any), ("fixed_decay", Any)];

const PO_L2: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

/// Decoupled decay by λ instead of ηλ would be another method.
const PO_DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// With its `adam_debias` it corrects only the denominator.
const PO_DEBIASED: Keys = &[("adam_debias", Only(Flag(false), Fits))];

const PO_DENOMINATOR: Keys = &[("adam_debias", Only(Flag(true), Differs))];

/// The first version of optimistic Adam: two rates, of the step and of its change.
const OPTIMISTIC_RATES: Keys = &[
    ("lr", Is("alpha", Null)),
    ("optimism", Is("optimism", Null)),
];

const OPTAX_BETAS: Keys = &[
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 41,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "Adam",
        ours: "adam",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            L2,
            COUPLED,
            &[("amsgrad", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "Adam",
        ours: "amsgrad",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            L2,
            COUPLED,
            &[("amsgrad", Only(Flag(true), Differs))],
        ],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "Adamax",
        ours: "adamax",
        keys: &[TORCH, &[("lr", Is("lr", Number(2e-3)))], BETAS, EPS, L2],
        fixed: &[],
    },
    Row {
        library: "torch",
        optimizer: "SparseAdam",
        ours: "lazy-adam",
        keys: &[
            TORCH_LR,
            BETAS,
            EPS,
            &[("maximize", Only(Flag(false), Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adam",
        ours: "adam",
        keys: &[OPTAX, EPS, OPTAX_EPS_ROOT, OPTAX_DTYPE, OPTAX_PLAIN],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "adamax",
        ours: "adamax",
        keys: &[OPTAX, EPS],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "amsgrad",
        ours: "amsgrad",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            &[
                ("bias_correction_mu", Only(Flag(true), Fits)),
                ("bias_correction_nu", Only(Flag(true), Fits)),
            ],
        ],
        fixed: &[("max_of", "corrected"), ("bias_correction", "both")],
    },
    Row {
        library: "optax",
        optimizer: "amsgrad",
        ours: "amsgrad",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            &[
                ("bias_correction_mu", Only(Flag(true), Fits)),
                ("bias_correction_nu", Only(Flag(false), Differs)),
            ],
        ],
        fixed: &[("max_of", "corrected"), ("bias_correction", "first")],
    },
    Row {
        library: "optax",
        optimizer: "amsgrad",
        ours: "amsgrad",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            &[
                ("bias_correction_mu", Only(Flag(false), Differs)),
                ("bias_correction_nu", Only(Flag(true), Fits)),
            ],
        ],
        fixed: &[("max_of", "corrected"), ("bias_correction", "second")],
    },
    Row {
        library: "optax",
        optimizer: "amsgrad",
        ours: "amsgrad",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            &[
                ("bias_correction_mu", Only(Flag(false), Differs)),
                ("bias_correction_nu", Only(Flag(false), Differs)),
            ],
        ],
        fixed: &[("max_of", "corrected"), ("bias_correction", "none")],
    },
    Row {
        library: "optax",
        optimizer: "yogi",
        ours: "yogi",
        keys: &[OPTAX, &[("eps", Is("eps", Number(1e-3)))]],
        fixed: BOTH_START,
    },
    Row {
        library: "optax",
        optimizer: "optimistic_adam",
        ours: "optimistic-adam",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            OPTAX_NOT_NESTEROV,
            &[("optimism", Only(Null, Fits))],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "optimistic_adam",
        ours: "optimistic-adam",
        keys: &[
            OPTIMISTIC_RATES,
            OPTAX_BETAS,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            OPTAX_NOT_NESTEROV,
        ],
        fixed: &[("lr", "1")],
    },
    Row {
        library: "optax",
        optimizer: "optimistic_adam_v2",
        ours: "optimistic-adam",
        keys: &[
            OPTAX,
            EPS,
            OPTAX_EPS_ROOT,
            OPTAX_DTYPE,
            OPTAX_NOT_NESTEROV,
            &[
                ("alpha", Is("alpha", Number(1.0))),
                ("beta", Is("optimism", Number(1.0))),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "optimistic_gradient_descent",
        ours: "optimistic-gradient",
        keys: &[&[
            ("lr", Is("lr", Null)),
            ("alpha", Is("alpha", Number(1.0))),
            ("beta", Is("optimism", Number(1.0))),
        ]],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[YOGI_LR, BETAS, YOGI_START, L2],
        fixed: BOTH_START,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            NO_DECAY,
            PO_ANY_DECAY,
            PO_DEBIASED,
        ],
        fixed: BOTH_START,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            L2,
            PO_L2,
            PO_DEBIASED,
        ],
        fixed: BOTH_START,
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            L2,
            PO_DECOUPLED,
            PO_DEBIASED,
        ],
        fixed: &[("first", "accumulator"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            NO_DECAY,
            PO_ANY_DECAY,
            PO_DENOMINATOR,
        ],
        fixed: &[("first", "accumulator"), ("bias_correction", "second")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            L2,
            PO_L2,
            PO_DENOMINATOR,
        ],
        fixed: &[("first", "accumulator"), ("bias_correction", "second")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Yogi",
        ours: "yogi",
        keys: &[
            TORCH,
            YOGI_LR,
            BETAS,
            YOGI_START,
            PO_PLAIN,
            L2,
            PO_DECOUPLED,
            PO_DENOMINATOR,
        ],
        fixed: &[
            ("first", "accumulator"),
            ("decay", "decoupled"),
            ("bias_correction", "second"),
        ],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaMax",
        ours: "adamax",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_PLAIN,
            NO_DECAY,
            PO_ANY_DECAY,
            PO_DEBIASED,
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "AdaMax",
        ours: "adamax",
        keys: &[
            TORCH,
            TORCH_LR,
            BETAS,
            EPS,
            PO_PLAIN,
            L2,
            &[
                ("weight_decouple", Only(Flag(false), Fits)),
                ("fixed_decay", Any),
            ],
            PO_DEBIASED,
        ],
        fixed: &[],
    },
];
