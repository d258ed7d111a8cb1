//! Layerwise adaptation: LARS, LAMB, NovoGrad, Fromage and Nero.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Each, Is, Only};
use super::{Chapter, Keys, L2, Row, TORCH, TORCH_LR};

/// What optax calls `lr` in the file has no default there.
const OPTAX_LR: Keys = &[("lr", Is("lr", Null))];

/// Every tensor has a ratio, as ours.
const OPTAX_LARS: Keys = &[
    ("trust_ratio_mask", Only(Flag(true), Fits)),
    ("trust_coefficient", Is("trust", Number(1e-3))),
    ("eps", Is("eps", Number(0.0))),
    ("momentum", Is("beta", Number(0.9))),
    ("nesterov", Is("nesterov", Flag(false))),
];

/// No tensor decays.
const OPTAX_LARS_NO_DECAY: Keys = &[
    ("weight_decay_mask", Only(Flag(false), Differs)),
    ("weight_decay", Any),
];

const OPTAX_LARS_DECAY: Keys = &[("weight_decay_mask", Only(Flag(true), Fits))];

const OPTAX_LAMB: Keys = &[
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.999))),
    ("eps", Is("eps", Number(1e-6))),
    ("eps_root", Is("eps_root", Number(0.0))),
    ("mask", Only(Null, Fits)),
];

const OPTAX_NOVOGRAD: Keys = &[
    ("b1", Is("beta1", Number(0.9))),
    ("b2", Is("beta2", Number(0.25))),
    ("eps", Is("eps", Number(1e-6))),
    ("eps_root", Is("eps_root", Number(0.0))),
];

const PO_LARS: Keys = &[
    ("momentum", Is("beta", Number(0.9))),
    ("dampening", Only(Number(0.0), Fits)),
    ("trust_coefficient", Is("trust", Number(1e-3))),
    ("nesterov", Is("nesterov", Flag(false))),
];

/// Its ε stands in Adam's denominator and again beside ‖u‖; `max_grad_norm` acts with `pre_norm`.
const PO_LAMB: Keys = &[
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)])),
    ("eps", Is("eps", Number(1e-6))),
    ("eps", Is("ratio_eps", Number(1e-6))),
    ("rectify", Only(Flag(false), Fits)),
    ("degenerated_to_sgd", Any),
    ("n_sma_threshold", Any),
    ("grad_averaging", Only(Flag(true), Fits)),
    ("max_grad_norm", Any),
    ("pre_norm", Only(Flag(false), Fits)),
    ("adanorm", Only(Flag(false), Fits)),
    ("adam_debias", Only(Flag(false), Fits)),
];

/// λ stands in the update, as in the paper, only without its default `weight_decouple`.
const PO_LAMB_INSIDE: Keys = &[
    ("weight_decouple", Only(Flag(false), Differs)),
    ("fixed_decay", Any),
];

/// θ shrinks by λθ.
const PO_LAMB_FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

/// θ shrinks by ηλθ.
const PO_LAMB_DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Fits)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

const RATIO: Keys = &[("adam", Only(Flag(false), Fits))];
const NO_RATIO: Keys = &[("adam", Only(Flag(true), Differs))];

const fn po_lamb(phi: &'static str, decay: &'static str) -> [(&'static str, &'static str); 3] {
    [("correction", "step"), ("phi", phi), ("decay", decay)]
}

const PO_NOVOGRAD: Keys = &[
    ("betas", Each(&[("beta1", 0.95), ("beta2", 0.98)])),
    ("eps", Is("eps", Number(1e-8))),
    ("adam_debias", Only(Flag(false), Fits)),
];

/// λθ beside the normalized gradient, as in the paper.
const PO_NOVOGRAD_INSIDE: Keys = &[
    ("weight_decouple", Only(Flag(false), Fits)),
    ("fixed_decay", Any),
];

const PO_NOVOGRAD_FIXED: Keys = &[
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(true), Differs)),
];

const PO_NOVOGRAD_DECOUPLED: Keys = &[
    ("weight_decouple", Only(Flag(true), Differs)),
    ("fixed_decay", Only(Flag(false), Fits)),
];

/// New terms enter with 1 − β₁, from the second step on.
const PO_AVERAGE: Keys = &[("grad_averaging", Only(Flag(true), Differs))];
const PO_SUM: Keys = &[("grad_averaging", Only(Flag(false), Fits))];

const PO_NERO: Keys = &[
    ("lr", Is("lr", Number(0.01))),
    ("beta", Is("beta", Number(0.999))),
    ("constraints", Is("constraints", Flag(true))),
    ("eps", Is("eps", Number(1e-8))),
];

const TO_LARS: Keys = &[
    ("lr", Is("lr", Number(1e-2))),
    ("momentum", Is("beta", Number(0.0))),
    ("dampening", Only(Number(0.0), Fits)),
    ("nesterov", Is("nesterov", Flag(false))),
    ("trust_coefficient", Is("trust", Number(0.01))),
    ("eps", Is("eps", Number(1e-8))),
];

/// With `debias` it corrects after the ratio, which is a defect.
const TO_LAMB: Keys = &[
    ("betas", Each(&[("beta1", 0.9), ("beta2", 0.999)])),
    ("eps", Is("eps", Number(1e-6))),
    ("clamp_value", Is("phi_max", Number(10.0))),
    ("debias", Only(Flag(false), Fits)),
];

const TO_NOVOGRAD: Keys = &[
    ("betas", Each(&[("beta1", 0.95), ("beta2", 0.0)])),
    ("eps", Is("eps", Number(1e-8))),
    ("amsgrad", Only(Flag(false), Fits)),
];

/// Here also the first term enters with 1 − β₁.
const TO_AVERAGE: Keys = &[("grad_averaging", Only(Flag(true), Differs))];
const TO_SUM: Keys = &[("grad_averaging", Only(Flag(false), Fits))];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 28,
};

const ROWS: &[Row] = &[
    Row {
        library: "optax",
        optimizer: "lars",
        ours: "lars",
        keys: &[OPTAX_LR, OPTAX_LARS, OPTAX_LARS_NO_DECAY],
        fixed: &[("denominator", "norm-of-sum")],
    },
    Row {
        library: "optax",
        optimizer: "lars",
        ours: "lars",
        keys: &[OPTAX_LR, L2, OPTAX_LARS, OPTAX_LARS_DECAY],
        fixed: &[("denominator", "norm-of-sum")],
    },
    Row {
        library: "optax",
        optimizer: "lamb",
        ours: "lamb",
        keys: &[OPTAX_LR, L2, OPTAX_LAMB],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "novograd",
        ours: "novograd",
        keys: &[OPTAX_LR, L2, OPTAX_NOVOGRAD],
        fixed: &[],
    },
    Row {
        library: "optax",
        optimizer: "fromage",
        ours: "fromage",
        keys: &[OPTAX_LR, &[("min_norm", Is("min_norm", Number(1e-6)))]],
        fixed: &[],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "LARS",
        ours: "lars",
        keys: &[TORCH, TORCH_LR, L2, PO_LARS],
        fixed: &[("layers", "matrices"), ("lr_place", "outside")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, NO_RATIO, PO_LAMB_INSIDE],
        fixed: &po_lamb("off", "inside"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, NO_RATIO, PO_LAMB_FIXED],
        fixed: &po_lamb("off", "fixed"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, NO_RATIO, PO_LAMB_DECOUPLED],
        fixed: &po_lamb("off", "decoupled"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, RATIO, PO_LAMB_INSIDE],
        fixed: &po_lamb("clipped", "inside"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, RATIO, PO_LAMB_FIXED],
        fixed: &po_lamb("clipped", "fixed"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH, TORCH_LR, L2, PO_LAMB, RATIO, PO_LAMB_DECOUPLED],
        fixed: &po_lamb("clipped", "decoupled"),
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[
            TORCH,
            TORCH_LR,
            L2,
            PO_NOVOGRAD,
            PO_NOVOGRAD_DECOUPLED,
            PO_AVERAGE,
        ],
        fixed: &[("moment", "average"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[
            TORCH,
            TORCH_LR,
            L2,
            PO_NOVOGRAD,
            PO_NOVOGRAD_FIXED,
            PO_AVERAGE,
        ],
        fixed: &[("moment", "average"), ("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[
            TORCH,
            TORCH_LR,
            L2,
            PO_NOVOGRAD,
            PO_NOVOGRAD_INSIDE,
            PO_AVERAGE,
        ],
        fixed: &[("moment", "average"), ("decay", "inside")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[
            TORCH,
            TORCH_LR,
            L2,
            PO_NOVOGRAD,
            PO_NOVOGRAD_DECOUPLED,
            PO_SUM,
        ],
        fixed: &[("moment", "sum"), ("decay", "decoupled")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[TORCH, TORCH_LR, L2, PO_NOVOGRAD, PO_NOVOGRAD_FIXED, PO_SUM],
        fixed: &[("moment", "sum"), ("decay", "fixed")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[TORCH, TORCH_LR, L2, PO_NOVOGRAD, PO_NOVOGRAD_INSIDE, PO_SUM],
        fixed: &[("moment", "sum"), ("decay", "inside")],
    },
    Row {
        library: "pytorch_optimizer",
        optimizer: "Nero",
        ours: "nero",
        keys: &[TORCH, PO_NERO],
        fixed: &[],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "LARS",
        ours: "lars",
        keys: &[TO_LARS, L2],
        fixed: &[("layers", "decayed"), ("lr_place", "outside")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH_LR, L2, TO_LAMB, NO_RATIO],
        fixed: &[("correction", "none"), ("phi", "off")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "Lamb",
        ours: "lamb",
        keys: &[TORCH_LR, L2, TO_LAMB, RATIO],
        fixed: &[("correction", "none"), ("phi", "clipped")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[TORCH_LR, L2, TO_NOVOGRAD, TO_AVERAGE],
        fixed: &[("moment", "average-from-zero")],
    },
    Row {
        library: "torch-optimizer",
        optimizer: "NovoGrad",
        ours: "novograd",
        keys: &[TORCH_LR, L2, TO_NOVOGRAD, TO_SUM],
        fixed: &[],
    },
];
