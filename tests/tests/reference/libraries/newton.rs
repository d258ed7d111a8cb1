//! Newton's relatives: L-BFGS of torch and Optax, and SciPy's methods.

use super::Absent::{Differs, Fits};
use super::Given::{Flag, Null, Number, Word};
use super::Role::{Any, Is, Only, OrNull};
use super::{Chapter, Keys, Row};

const TORCH_LBFGS: Keys = &[
    ("maximize", Only(Flag(false), Fits)),
    ("lr", Is("lr", Number(1.0))),
    ("max_iter", Is("iterations", Number(20.0))),
    ("tolerance_grad", Is("tol_grad", Number(1e-7))),
    ("tolerance_change", Is("tol_change", Number(1e-9))),
    ("history_size", Is("memory", Number(100.0))),
    ("max_eval", OrNull("max_eval", 0.0, Null)),
];

const TORCH_SEARCH: Keys = &[("line_search_fn", Only(Word("strong_wolfe"), Differs))];

const NO_SEARCH: Keys = &[("line_search_fn", Only(Null, Fits))];

/// The learning rate is called `lr` in the file.
const OPTAX: Keys = &[
    ("memory_size", Is("memory", Number(10.0))),
    ("lr", OrNull("lr", 1.0, Null)),
];

const OPTAX_SCALED: Keys = &[("scale_init_precond", Only(Flag(true), Fits))];

const OPTAX_UNSCALED: Keys = &[("scale_init_precond", Only(Flag(false), Differs))];

/// Optax's own line search: not mentioned, since JSON cannot spell one.
const OPTAX_ZOOM: Keys = &[("linesearch", Only(Word("default"), Fits))];

const OPTAX_NO_SEARCH: Keys = &[("linesearch", Only(Null, Differs))];

const ZOOM: (&str, &str) = ("line_search", "zoom");
const NONE: (&str, &str) = ("line_search", "none");
const EVERY: (&str, &str) = ("keep", "every");
const ABSOLUTE: (&str, &str) = ("keep", "absolute");
/// One evaluation at θ, and Optax's twenty along the ray.
const TWENTY: (&str, &str) = ("max_eval", "21");
const CAPPED: (&str, &str) = ("first", "capped-two-norm");
const GRADIENT: (&str, &str) = ("first", "gradient");
const IDENTITY: (&str, &str) = ("scale", "identity");
const CAPPED_ONE: (&str, &str) = ("first", "capped-one-norm");

/// When SciPy stops is compared, not imitated; how it estimates gradients does not concern us.
const SCIPY: Keys = &[
    ("gtol", Any),
    ("norm", Any),
    ("maxiter", Any),
    ("eps", Any),
    ("finite_diff_rel_step", Any),
    ("disp", Any),
    ("return_all", Any),
];

const SCIPY_SEARCH: Keys = &[
    ("c1", Is("c1", Number(1e-4))),
    ("c2", Is("c2", Number(0.9))),
];

const SCIPY_CG_SEARCH: Keys = &[
    ("c1", Is("c1", Number(1e-4))),
    ("c2", Is("c2", Number(0.4))),
];

const SCIPY_BFGS: Keys = &[("xrtol", Any), ("hess_inv0", Only(Null, Fits))];

const SCIPY_LBFGSB: Keys = &[
    ("maxcor", Is("memory", Number(10.0))),
    ("ftol", Any),
    ("maxfun", Any),
    ("maxls", Only(Number(20.0), Fits)),
    ("iprint", Any),
    ("bounds", Only(Null, Fits)),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 18,
};

const ROWS: &[Row] = &[
    Row {
        library: "torch",
        optimizer: "LBFGS",
        ours: "lbfgs",
        keys: &[TORCH_LBFGS, NO_SEARCH],
        fixed: &[NONE, CAPPED_ONE, ABSOLUTE],
    },
    Row {
        library: "torch",
        optimizer: "LBFGS",
        ours: "lbfgs",
        keys: &[TORCH_LBFGS, TORCH_SEARCH],
        fixed: &[("line_search", "strong-wolfe"), CAPPED_ONE, ABSOLUTE],
    },
    Row {
        library: "optax",
        optimizer: "lbfgs",
        ours: "lbfgs",
        keys: &[OPTAX, OPTAX_SCALED, OPTAX_NO_SEARCH],
        fixed: &[NONE, EVERY, CAPPED],
    },
    Row {
        library: "optax",
        optimizer: "lbfgs",
        ours: "lbfgs",
        keys: &[OPTAX, OPTAX_UNSCALED, OPTAX_NO_SEARCH],
        fixed: &[NONE, EVERY, GRADIENT, IDENTITY],
    },
    Row {
        library: "optax",
        optimizer: "lbfgs",
        ours: "lbfgs",
        keys: &[OPTAX, OPTAX_UNSCALED, OPTAX_ZOOM],
        fixed: &[ZOOM, EVERY, TWENTY, GRADIENT, IDENTITY],
    },
    Row {
        library: "optax",
        optimizer: "lbfgs",
        ours: "lbfgs",
        keys: &[OPTAX, OPTAX_SCALED, OPTAX_ZOOM],
        fixed: &[ZOOM, EVERY, TWENTY, CAPPED],
    },
    Row {
        library: "scipy",
        optimizer: "BFGS",
        ours: "bfgs",
        keys: &[SCIPY, SCIPY_SEARCH, SCIPY_BFGS],
        fixed: &[],
    },
    Row {
        library: "scipy",
        optimizer: "L-BFGS-B",
        ours: "lbfgs",
        keys: &[SCIPY, SCIPY_LBFGSB],
        fixed: &[("c1", "0.001")],
    },
    Row {
        library: "scipy",
        optimizer: "CG",
        ours: "conjugate-gradient",
        keys: &[SCIPY, SCIPY_CG_SEARCH],
        fixed: &[],
    },
];
