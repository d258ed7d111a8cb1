//! The chapter *The dynamical view* (动力学视角): descent in continuous time, and what noise does to
//! it.
//!
//! * Flows without noise: [`explicit_euler`], [`runge_kutta`], [`implicit_euler`] along a [`Field`];
//!   [`downhill`] makes the field −∇l of an objective.
//! * Flows with noise, in one dimension on a [`Polynomial`] loss: [`euler_maruyama`] moves particles,
//!   [`FokkerPlanck`] their density, [`Gibbs`] is where the density comes to rest, [`escape`] how long
//!   a particle stays in a well, [`strong_order`] how far a simulated path is from the true one.
//! * [`mini_batch`]: the noise of stochastic gradients on data.
//! * [`Sgld`] and [`NoisySgd`]: the optimizers of this chapter.
//!
//! The equations are in `equations.md`, the figures in [`figures`], the exercises in [`exercises`] and
//! [`solutions`].

pub mod escape;
pub mod exercises;
pub mod figures;
pub mod mini_batch;
pub mod solutions;
pub mod strong_order;

mod fokker_planck;
mod gibbs;
mod implicit_euler;
mod integrators;
mod langevin;
mod noisy_sgd;
mod polynomial;
mod sgld;
mod weak_order;

pub use fokker_planck::FokkerPlanck;
pub use gibbs::Gibbs;
pub use implicit_euler::implicit_euler;
pub use integrators::{Field, downhill, explicit_euler, runge_kutta};
pub use langevin::{euler_maruyama, langevin_path};
pub use noisy_sgd::NoisySgd;
pub use polynomial::Polynomial;
pub use sgld::Sgld;
pub use weak_order::euler_maruyama_mean;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/sde-view.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/sde-view.md")]
mod page_zh {}
