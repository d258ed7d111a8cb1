//! The online problem, one large slope in each period, on which Adam walks away from the minimizer.

use descent::{Optimizer, SettingError, StepError, vector};

/// fₜ(x) = Cx once in a period of n rounds, at t = 1, n + 1, …, else −x, on [−1, 1].
///
/// For C > n − 1 the sum over a period is (C − n + 1)x, and x = −1 is best. n = 3 is equation
/// `adam:period`. Reddi, Kale & Kumar 2018.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneLarge {
    /// The one large slope C.
    pub c: f64,
    /// The number of rounds in a period, n.
    pub period: usize,
}

/// What was played: x₁, …, x_T and the one after, and the regrets R₁, …, R_T against x = −1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Play {
    /// x₁, …, x₍T₊₁₎.
    pub points: Vec<f64>,
    /// R₁, …, R_T.
    pub regret: Vec<f64>,
}

/// Why a play ended.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// The learning rate of a round was refused.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The step was refused.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl OneLarge {
    /// The slope of fₜ; t counts from 1.
    pub fn slope(&self, t: usize) -> f64 {
        if t % self.period == 1 % self.period {
            self.c
        } else {
            -1.0
        }
    }

    /// `rounds` rounds from x₁ = `start`: the optimizer steps with the learning rate `rate`(t), and
    /// x is put back into [−1, 1].
    ///
    /// # Errors
    /// If the optimizer refuses a rate or a step.
    pub fn play(
        &self,
        optimizer: &mut dyn Optimizer,
        rate: &dyn Fn(usize) -> f64,
        rounds: usize,
        start: f64,
    ) -> Result<Play, PlayError> {
        let mut x = vector(&[start]);
        let mut play = Play {
            points: vec![start],
            regret: Vec::new(),
        };
        let mut regret = 0.0;
        for t in 1..=rounds {
            let slope = self.slope(t);
            regret += slope * (x[0][[0]] + 1.0);
            play.regret.push(regret);
            optimizer.set_learning_rate(rate(t))?;
            optimizer.step(&mut x, &vector(&[slope]))?;
            x[0].mapv_inplace(|x| x.clamp(-1.0, 1.0));
            play.points.push(x[0][[0]]);
        }
        Ok(play)
    }

    /// How far Adam with β₁ = 0 moves downwards in one period, over η, when v has become periodic
    /// and the rate is constant: equation `adam:drift`. Negative where it moves the wrong way.
    pub fn drift(&self, beta2: f64) -> f64 {
        let share = (1.0 - beta2) / (1.0 - beta2.powf(self.period as f64));
        // v, j rounds after the large slope.
        let v = |j: usize| 1.0 + (self.c * self.c - 1.0) * share * beta2.powf(j as f64);
        let up: f64 = (1..self.period).map(|j| 1.0 / v(j).sqrt()).sum();
        self.c / v(0).sqrt() - up
    }

    /// The β₂ at which [`OneLarge::drift`] changes its sign: below it Adam moves the wrong way.
    ///
    /// The slopes must have 1 < C and n − 1 < C, so that the drift is positive near β₂ = 1.
    pub fn critical_decay(&self) -> f64 {
        let (mut wrong, mut right) = (0.0, 1.0 - 1e-9);
        for _ in 0..60 {
            let middle = 0.5 * (wrong + right);
            if self.drift(middle) < 0.0 {
                wrong = middle;
            } else {
                right = middle;
            }
        }
        0.5 * (wrong + right)
    }
}
