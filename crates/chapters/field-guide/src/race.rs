//! The two races of the notes: six methods on a surface of two variables.

use descent::problems::{Plane, beale, walled_saddle};
use descent::{Method, Objective, SettingError, Settings, Tensor, vector, zeros_like};

/// A surface, a start, and where the race ends.
#[derive(Debug, Clone)]
pub struct Course {
    /// The surface.
    pub surface: Plane,
    /// Where all start.
    pub start: [f64; 2],
    /// The minima; a method has arrived when it is within `radius` of one of them and stays.
    pub goals: Vec<[f64; 2]>,
    /// How near is near.
    pub radius: f64,
}

/// The last step that is watched.
pub const HORIZON: usize = 400;

/// The six methods of the notes, as the registry has them.
pub const RACERS: [&str; 6] = [
    "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop",
];

/// Rates that make the contour race look as in the notes.
pub const CONTOUR_RATES: [f64; 6] = [0.01, 0.01, 0.01, 1.0, 0.3, 0.06];

/// Rates that make the saddle race look as in the notes.
pub const SADDLE_RATES: [f64; 6] = [0.02, 0.02, 0.02, 0.5, 1.0, 0.02];

impl Course {
    /// Beale's function from `start`, its minimum at (3, ½).
    pub fn contour(start: [f64; 2]) -> Self {
        Self {
            surface: beale(),
            start,
            goals: vec![[3.0, 0.5]],
            radius: 0.2,
        }
    }

    /// x² − y² + y⁴/4 from (1.5, `offset`): a saddle at 0 between minima at (0, ±√2).
    pub fn saddle(offset: f64) -> Self {
        let low = std::f64::consts::SQRT_2;
        Self {
            surface: walled_saddle(),
            start: [1.5, offset],
            goals: vec![[0.0, low], [0.0, -low]],
            radius: 0.1,
        }
    }

    /// The points of HORIZON steps; shorter if a step is refused or leads too far to come back.
    ///
    /// # Errors
    /// If the settings do not build.
    pub fn path(&self, settings: &Settings) -> Result<Vec<[f64; 2]>, SettingError> {
        let mut method = (settings.spec().build)(settings)?;
        let mut params = vector(&self.start);
        let mut grads = zeros_like(&params);
        let mut points = vec![self.start];
        for _ in 0..HORIZON {
            let moved = match &mut method {
                Method::Gradient(optimizer) => {
                    self.surface.gradient_into(&params, &mut grads);
                    optimizer.step(&mut params, &grads)
                }
                Method::Oracle(optimizer) => optimizer.step_on(&self.surface, &mut params),
            };
            let point = plane(&params);
            if moved.is_err() || point.iter().any(|x| x.is_nan() || x.abs() > 1e6) {
                break;
            }
            points.push(point);
        }
        Ok(points)
    }

    /// The step from which on all points are near a goal; `None` if the last is not.
    pub fn arrival(&self, points: &[[f64; 2]]) -> Option<usize> {
        let near = |p: &[f64; 2]| {
            let away = |goal: &[f64; 2]| (p[0] - goal[0]).hypot(p[1] - goal[1]);
            self.goals.iter().any(|goal| away(goal) < self.radius)
        };
        let last_outside = points.iter().rposition(|p| !near(p))?;
        (points.len() == HORIZON + 1 && last_outside < HORIZON).then_some(last_outside + 1)
    }

    /// The rate 10^{k/8}, k = −24, …, 8, at which a method of [`RACERS`] arrives first, the
    /// smallest where several do; `None` if it arrives at none.
    ///
    /// # Errors
    /// If the method is none of the race's.
    pub fn tuned(&self, name: &str) -> Result<Option<(f64, usize)>, SettingError> {
        let mut best: Option<(f64, usize)> = None;
        for k in -24..=8 {
            let lr = 10f64.powf(f64::from(k) / 8.0);
            let Some(time) = self.arrival(&self.path(&racer(name, lr)?)?) else {
                continue;
            };
            if best.is_none_or(|(_, least)| time < least) {
                best = Some((lr, time));
            }
        }
        Ok(best)
    }
}

/// One method of the race at the rate `lr`: the registry's defaults, and ε = 10⁻⁴ for Adadelta,
/// which hardly moves with the paper's 10⁻⁶.
///
/// # Errors
/// If `lr` is not allowed.
///
/// # Panics
/// If `name` is not in the registry.
pub fn racer(name: &str, lr: f64) -> Result<Settings, SettingError> {
    let spec = optimizers::by_name(name).expect("a method of the race");
    let settings = spec.settings().with("lr", lr)?;
    if name == "adadelta" {
        return settings.with("eps", 1e-4);
    }
    Ok(settings)
}

fn plane(params: &[Tensor]) -> [f64; 2] {
    [params[0][[0]], params[0][[1]]]
}
