//! Zeroth-order methods: SciPy's Nelder–Mead.

use super::Absent::Fits;
use super::Given::{Flag, Null, Number};
use super::Role::{Any, Is, Only};
use super::{Chapter, Keys, Row};

/// Its limits on steps and values, and what it prints, do not move the simplex.
const SCIPY: Keys = &[
    ("xatol", Is("xatol", Number(1e-4))),
    ("fatol", Is("fatol", Number(1e-4))),
    ("adaptive", Is("adaptive", Flag(false))),
    ("initial_simplex", Only(Null, Fits)),
    ("bounds", Only(Null, Fits)),
    ("maxiter", Any),
    ("maxfev", Any),
    ("disp", Any),
    ("return_all", Any),
];

pub(crate) const CHAPTER: Chapter = Chapter {
    rows: ROWS,
    reproduced: 3,
};

const ROWS: &[Row] = &[Row {
    library: "scipy",
    optimizer: "Nelder-Mead",
    ours: "nelder-mead",
    keys: &[SCIPY],
    fixed: &[],
}];
