//! The chapter *Momentum* (动量法).

mod accelerated;
mod heavy_ball;
mod nesterov;
mod nesterov_lookahead;
mod nesterov_velocity;
mod sgd;

pub use accelerated::Accelerated;
pub use heavy_ball::Momentum;
pub use nesterov::Nesterov;
pub use nesterov_lookahead::NesterovLookahead;
pub use nesterov_velocity::NesterovVelocity;
pub use sgd::Sgd;
