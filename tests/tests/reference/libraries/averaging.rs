//! Averages: ASGD, Lookahead, Ranger, Schedule-Free.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Each, Is, Only, OrNull};
use super::{Chapter, Keys, L2, NO_DECAY, Row, TORCH, TORCH_LR};

/// torch averages from step t₀ + 2 on: by default not within the first million steps.
const TORCH_ASGD: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("lambd", Is("decay", Number(1e-4))),
    ("alpha", Is("power", Number(0.75))),
    ("t0", Is("average_from", Number(1e6))),
];

/// What optax calls `lr` in the file, the period and the slow step have no defaults there.
const OPTAX_LOOKAHEAD: Keys = &[
    ("lr", Is("lr", Null)),
    ("sync_period", Is("k", Null)),
    ("slow_step_size", Is("alpha", Null)),
];

const OPTAX_KEPT: Keys = &[("reset_state", Only(Flag(false), Fits))];
const OPTAX_RESET: Keys = &[("reset_state", Only(Flag(true), Differs))];

const OPTAX_SGD: Keys = &[
    ("momentum", OrNull("beta", 0.0, Null)),
    ("nesterov", Is("nesterov", Flag(false))),
    ("accumulator_dtype", Only(Null, Fits)),
];

const OPTAX_ADAM: Keys = &[
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
    ("eps", Is("eps", Number(1e-8))),
    ("eps_root", Is("eps_root", Number(0.0))),
    ("nesterov", Only(Flag(false), Fits)),
    ("mu_dtype", Only(Null, Fits)),
];

const PO_LOOKAHEAD: Keys = &[
    ("k", Is("k", Number(5.0))),
    ("alpha", Is("alpha", Number(0.5))),
];

/// torch's SGD inside.
const PO_SGD: Keys = &[
    ("momentum", Is("beta", Number(0.0))),
    ("dampening", Only(Number(0.0), Fits)),
    ("nesterov", Is("nesterov", Flag(false))),
];

const PO_KEPT: Keys = &[("pullback_momentum", Only(Word("none"), Fits))];
const PO_RESET: Keys = &[("pullback_momentum", Only(Word("reset"), Differs))];
const PO_PULLED: Keys = &[("pullback_momentum", Only(Word("pullback"), Differs))];

/// torch's Adam inside. It has no buffer of the name that `pullback_momentum` acts on.
const PO_ADAM: Keys = &[
    ("pullback_momentum", Any),
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)])),
    ("eps", Is("eps", Number(1e-8))),
    ("amsgrad", Only(Flag(false), Fits)),
];

/// Without `degenerated_to_sgd` it goes uphill below the threshold.
const PO_RANGER: Keys = &[
    ("betas", Each(&[("beta1", 0.95), ("beta2", 0.999)])),
    ("eps", Is("eps", Number(1e-5))),
    ("k", Is("k", Number(6.0))),
    ("alpha", Is("alpha", Number(0.5))),
    ("n_sma_threshold", Is("threshold", Number(5.0))),
    ("degenerated_to_sgd", Only(Flag(true), Differs)),
    ("use_gc", Is("centralize", Flag(true))),
    ("gc_conv_only", Only(Flag(false), Fits)),
    ("adanorm", Only(Flag(false), Fits)),
    ("adam_debias", Only(Flag(false), Fits)),
];

/// optax's warmup is a step ahead in the weights of the average.
const OPTAX_FREE: Keys = &[
    ("b1", Is("beta", Number(0.9))),
    ("warmup_steps", Only(Null, Fits)),
    ("weight_lr_power", Is("lr_power", Number(2.0))),
    ("state_dtype", Only(Null, Fits)),
];

const PO_FREE: Keys = &[
    ("r", Is("power", Number(0.0))),
    ("weight_lr_power", Is("lr_power", Number(2.0))),
    ("warmup_steps", Is("warmup", Number(0.0))),
];

const PO_FREE_SGD: Keys = &[
    ("lr", Is("lr", Number(1.0))),
    ("momentum", Is("beta", Number(0.9))),
    ("eps", Any),
];

const PO_FREE_ADAMW: Keys = &[
    ("lr", Is("lr", Number(2.5e-3))),
    ("betas", Each(&[("beta", 0.9), ("beta2", 0.999)])),
    ("eps", Is("eps", Number(1e-8))),
    ("ams_bound", Only(Flag(false), Fits)),
    ("decoupling_c", Only(Number(0.0), Fits)),
    ("use_palm", Only(Flag(false), Fits)),
];

const PO_COUPLED: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

const PO_DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// Schedule-Free's two flags are not looked at: λy is added to the gradient, after Adam's scaling.
const PO_EITHER: Keys = &[("weight_decouple", Any), ("fixed_decay", Any)];

/// A small constant inside the root.
const PO_ROOT: &[(&str, &str)] = &[("eps_root", "1e-15")];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 30,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "ASGD",
        ours: "asgd",
        keys: &[TORCH, TORCH_ASGD, L2],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "lookahead:sgd",
        ours: "lookahead",
        keys: &[OPTAX_LOOKAHEAD, OPTAX_KEPT, OPTAX_SGD],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "lookahead:sgd",
        ours: "lookahead",
        keys: &[OPTAX_LOOKAHEAD, OPTAX_RESET, OPTAX_SGD],
        fixed: &[("inner_state", "reset")],
    },
    Row {
        library: "optax",
        optimizer: "lookahead:adam",
        ours: "lookahead",
        keys: &[OPTAX_LOOKAHEAD, OPTAX_KEPT, OPTAX_ADAM],
        fixed: &[("inner", "adam")],
    },
    Row {
        library: "optax",
        optimizer: "lookahead:adam",
        ours: "lookahead",
        keys: &[OPTAX_LOOKAHEAD, OPTAX_RESET, OPTAX_ADAM],
        fixed: &[("inner", "adam"), ("inner_state", "reset")],
    },
    Row {
        library: "optax",
        optimizer: "contrib.schedule_free_sgd",
        ours: "schedule-free",
        keys: &[
            OPTAX_FREE,
            &[
                ("lr", Is("lr", Number(1.0))),
                ("weight_decay", OrNull("weight_decay", 0.0, Null)),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "contrib.schedule_free_adamw",
        ours: "schedule-free-adamw",
        keys: &[
            OPTAX_FREE,
            L2,
            &[
                ("lr", Is("lr", Number(2.5e-3))),
                ("b2", Is("beta2", Number(0.999))),
                ("eps", Is("eps", Number(1e-8))),
            ],
        ],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lookahead:SGD",
        ours: "lookahead",
        keys: &[TORCH, TORCH_LR, L2, PO_LOOKAHEAD, PO_SGD, PO_RESET],
        fixed: &[("inner_state", "reset")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lookahead:SGD",
        ours: "lookahead",
        keys: &[TORCH, TORCH_LR, L2, PO_LOOKAHEAD, PO_SGD, PO_PULLED],
        fixed: &[("inner_state", "interpolated")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lookahead:SGD",
        ours: "lookahead",
        keys: &[TORCH, TORCH_LR, L2, PO_LOOKAHEAD, PO_SGD, PO_KEPT],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lookahead:Adam",
        ours: "lookahead",
        keys: &[TORCH, TORCH_LR, L2, PO_LOOKAHEAD, PO_ADAM],
        fixed: &[("inner", "adam")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Ranger",
        ours: "ranger",
        keys: &[TORCH, TORCH_LR, PO_RANGER, L2, PO_COUPLED],
        fixed: &[("weight_decay_place", "l2")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Ranger",
        ours: "ranger",
        keys: &[TORCH, TORCH_LR, PO_RANGER, L2, PO_DECOUPLED],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Ranger",
        ours: "ranger",
        keys: &[TORCH, TORCH_LR, PO_RANGER, NO_DECAY, PO_EITHER],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ScheduleFreeSGD",
        ours: "schedule-free",
        keys: &[TORCH, PO_FREE, PO_FREE_SGD, L2, PO_EITHER],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "ScheduleFreeAdamW",
        ours: "schedule-free-adamw",
        keys: &[TORCH, PO_FREE, PO_FREE_ADAMW, L2, PO_EITHER],
        fixed: PO_ROOT,
    },
];
