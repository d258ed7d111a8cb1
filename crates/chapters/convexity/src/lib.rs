//! The chapter *Convexity* (凸性): what makes a local minimum global, and how constraints are met.
//!
//! * [`ConvexSet`] and its projections, one set a file: [`Ball`], [`Cuboid`], [`HalfSpace`],
//!   [`Simplex`]; [`clip`]: gradient clipping.
//! * [`projected_gradient`]: descent that stays in a convex set.
//! * [`chord`]: what the definition of a convex function compares.
//! * [`HalfSpaceProblem`]: the worked problem of the sections on duality and penalties.
//! * [`log_sum_exp`]: the function, its gradient (softmax) and its Hessian, a covariance.
//! * [`minimize`]: the minimizer of a smooth strongly convex function, to rounding.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod ball;
mod convex_set;
mod cuboid;
mod half_space;
mod half_space_problem;
mod simplex;

pub mod chord;
pub mod clip;
pub mod exercises;
pub mod figures;
pub mod log_sum_exp;
pub mod minimize;
pub mod projected_gradient;
pub mod solutions;

pub use ball::Ball;
pub use convex_set::{ConvexSet, dot};
pub use cuboid::Cuboid;
pub use half_space::HalfSpace;
pub use half_space_problem::HalfSpaceProblem;
pub use projected_gradient::projected_gradient;
pub use simplex::Simplex;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/convexity.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/convexity.md")]
mod page_zh {}
