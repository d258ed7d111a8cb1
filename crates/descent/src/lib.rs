//! The shared vocabulary of *Downhill*: what is minimized, what minimizes it, and what is recorded.
//!
//! * [`Objective`]: a function of a list of tensors, with its gradient; [`problems`] holds the zoo.
//! * [`Optimizer`]: turns a gradient into a step; [`OracleOptimizer`] asks the objective itself.
//! * [`descend`]: runs one on the other and returns a [`Trace`].
//! * [`Spec`] and [`Settings`]: an optimizer's hyperparameters by name, with ranges and defaults.
//! * [`Sweep`]: the one pass of a step, on all cores with the feature `rayon`.
//! * [`random`]: the one seeded generator; [`differences`]: derivatives by finite differences.
//! * [`statistics`] and [`quadrature`]: what the checks measure with.
//!
//! Parameters are a list of tensors, one per layer. A single vector is the one-layer case:
//!
//! ```
//! use descent::{Objective, problems::Quadratic, vector};
//!
//! let bowl = Quadratic::new(&[0.1, 2.0])?;
//! let theta = vector(&[-5.0, -2.0]);
//! assert_eq!(bowl.value(&theta), 5.25);
//! assert_eq!(bowl.gradient(&theta), vector(&[-0.5, -4.0]));
//! # Ok::<(), descent::ProblemError>(())
//! ```

pub mod data;
pub mod differences;
pub mod problems;
pub mod quadrature;
pub mod random;
pub mod statistics;

mod descend;
mod names;
mod objective;
mod optimizer;
mod settings;
mod sweep;
mod tensor;

pub use descend::{Cause, DescentError, Trace, descend, descend_with};
pub use names::nearest;
pub use objective::{FiniteSum, Objective};
pub use optimizer::{
    Configured, Method, Optimizer, OracleOptimizer, StepError, check_params, check_step,
};
pub use problems::ProblemError;
pub use settings::{Hyperparameter, Kind, Range, SettingError, Settings, Spec, Value};
pub use sweep::{PARALLEL_FROM, Sweep};
pub use tensor::{
    Tensor, as_matrix, as_vector, distance, dot, flatten, norm, unflatten, vector, zeros_like,
};
