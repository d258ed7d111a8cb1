//! The methods of the comparison, and where their hyperparameters are searched.

use descent::random::{self, Generator};
use descent::{Kind, SettingError, Settings, Spec, Value};

/// One method: an optimizer of the registry and the box in which its trials are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Contestant {
    /// The optimizer's name in the registry.
    pub name: &'static str,
    /// How it is called on the page, in both languages.
    pub title: &'static str,
    /// What is drawn for each trial.
    pub space: &'static [Dimension],
    /// Whether the learning rate may fall linearly to 0; half of the trials then do.
    pub scheduled: bool,
}

/// One hyperparameter and how it is drawn. Numbers are rounded to three digits.
#[derive(Debug, Clone, Copy)]
pub enum Dimension {
    /// ln x is uniform between the logarithms.
    Log(&'static str, f64, f64),
    /// ln(1 − x) is uniform between the logarithms: for decays.
    Decay(&'static str, f64, f64),
    /// A whole number whose logarithm is uniform.
    Count(&'static str, f64, f64),
    /// L2 decay that the loss gets, for a method that has none of its own; logarithm uniform.
    Penalty(f64, f64),
}

/// How the learning rate changes in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// η.
    Constant,
    /// η(1 − t/T) in step t + 1 of T.
    Linear,
}

/// What one run is made with.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The optimizer's hyperparameters.
    pub settings: Settings,
    /// How η changes.
    pub schedule: Schedule,
    /// ρ of the term (ρ/2)‖θ‖² in the loss.
    pub penalty: f64,
}

const BETA: Dimension = Dimension::Decay("beta", 0.01, 0.5);
const BETA1: Dimension = Dimension::Decay("beta1", 0.01, 0.5);
const BETA2: Dimension = Dimension::Decay("beta2", 0.001, 0.3);
const EPS: Dimension = Dimension::Log("eps", 1e-10, 1e-2);
const L2: Dimension = Dimension::Log("weight_decay", 1e-6, 0.1);
const DECOUPLED: Dimension = Dimension::Log("weight_decay", 1e-4, 1.0);

const fn lr(low: f64, high: f64) -> Dimension {
    Dimension::Log("lr", low, high)
}

const fn scheduled(
    name: &'static str,
    title: &'static str,
    space: &'static [Dimension],
) -> Contestant {
    Contestant {
        name,
        title,
        space,
        scheduled: true,
    }
}

/// The field, in the order of the chapters.
pub const FIELD: &[Contestant] = &[
    scheduled("sgd", "SGD", &[lr(1e-3, 10.0), L2]),
    scheduled("momentum", "Momentum", &[lr(1e-4, 3.0), BETA, L2]),
    scheduled("nesterov", "Nesterov", &[lr(1e-4, 3.0), BETA, L2]),
    scheduled(
        "lion",
        "Lion",
        &[
            lr(1e-5, 0.1),
            BETA1,
            Dimension::Decay("beta2", 0.001, 0.3),
            Dimension::Log("weight_decay", 1e-3, 10.0),
        ],
    ),
    scheduled("adagrad", "AdaGrad", &[lr(1e-3, 3.0), EPS, L2]),
    scheduled(
        "rmsprop",
        "RMSProp",
        &[
            lr(1e-4, 0.3),
            Dimension::Decay("gamma", 0.001, 0.3),
            EPS,
            L2,
        ],
    ),
    scheduled("adam", "Adam", &[lr(1e-4, 0.3), BETA1, BETA2, EPS, L2]),
    scheduled("nadam", "Nadam", &[lr(1e-4, 0.3), BETA1, BETA2, EPS, L2]),
    scheduled(
        "adamw",
        "AdamW",
        &[lr(1e-4, 0.3), BETA1, BETA2, EPS, DECOUPLED],
    ),
    Contestant {
        name: "lbfgs",
        title: "L-BFGS",
        space: &[
            lr(0.1, 1.0),
            Dimension::Count("memory", 3.0, 40.0),
            Dimension::Log("c2", 0.1, 0.9),
            Dimension::Penalty(1e-6, 0.1),
        ],
        scheduled: false,
    },
    scheduled("muon", "Muon", &[lr(1e-4, 1.0), BETA, DECOUPLED]),
    Contestant {
        name: "schedule-free-adamw",
        title: "Schedule-Free AdamW",
        space: &[
            lr(1e-4, 0.3),
            BETA,
            BETA2,
            EPS,
            DECOUPLED,
            Dimension::Count("warmup", 1.0, 300.0),
        ],
        scheduled: false,
    },
    scheduled(
        "prodigy",
        "Prodigy",
        &[
            lr(0.1, 10.0),
            BETA1,
            BETA2,
            Dimension::Log("d0", 1e-8, 1e-2),
            DECOUPLED,
        ],
    ),
];

impl Contestant {
    /// Its place in [`FIELD`].
    ///
    /// # Panics
    /// If it is not there.
    pub fn place(&self) -> usize {
        FIELD
            .iter()
            .position(|other| other.name == self.name)
            .expect("a method of the field")
    }

    /// The method called `name`.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        FIELD.iter().find(|contestant| contestant.name == name)
    }

    /// The optimizer.
    ///
    /// # Panics
    /// If the registry has none of that name, which the tests exclude.
    pub fn spec(&self) -> &'static Spec {
        optimizers::by_name(self.name).expect("an optimizer of the registry")
    }

    /// One draw from the box.
    ///
    /// # Errors
    /// If the optimizer refuses a value of its box, which the tests exclude.
    pub fn draw(&self, rng: &mut Generator) -> Result<Configuration, SettingError> {
        let mut drawn = Configuration {
            settings: self.spec().settings(),
            schedule: Schedule::Constant,
            penalty: 0.0,
        };
        for dimension in self.space {
            let log = |low: f64, high: f64, u: f64| low * (high / low).powf(u);
            let u = random::uniform(rng);
            match *dimension {
                Dimension::Log(name, low, high) => {
                    drawn.settings.set(name, rounded(log(low, high, u)))?;
                }
                Dimension::Decay(name, low, high) => {
                    let missing = rounded(log(low, high, u));
                    // 1 − 0.0123 as the shortest decimal.
                    drawn.settings.set(name, rounded_to(1.0 - missing, 6))?;
                }
                Dimension::Count(name, low, high) => {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    let count = log(low, high, u).round() as u64;
                    drawn.settings.set(name, count)?;
                }
                Dimension::Penalty(low, high) => drawn.penalty = rounded(log(low, high, u)),
            }
        }
        let coin = random::uniform(rng);
        if self.scheduled && coin < 0.5 {
            drawn.schedule = Schedule::Linear;
        }
        Ok(drawn)
    }
}

/// `x` rounded to three significant digits.
fn rounded(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

/// `x` rounded to `places` after the point.
fn rounded_to(x: f64, places: usize) -> f64 {
    format!("{x:.places$}").parse().unwrap_or(x)
}

impl Configuration {
    /// What differs from the optimizer's defaults, as `lr=0.1 beta=0.9 linear`.
    pub fn written(&self) -> String {
        let mut words: Vec<String> = self
            .settings
            .iter()
            .filter_map(|(h, value)| {
                let value = value?;
                (h.kind.default().as_ref() != Some(value)).then(|| format!("{}={value}", h.name))
            })
            .collect();
        if self.penalty > 0.0 {
            words.push(format!("penalty={}", self.penalty));
        }
        if self.schedule == Schedule::Linear {
            words.push("linear".to_owned());
        }
        words.join(" ")
    }

    /// The configuration of `contestant` that [`Configuration::written`] wrote as `text`; `None` if
    /// it did not.
    pub fn read(contestant: &Contestant, text: &str) -> Option<Self> {
        let mut read = Self {
            settings: contestant.spec().settings(),
            schedule: Schedule::Constant,
            penalty: 0.0,
        };
        for word in text.split_whitespace() {
            match word.split_once('=') {
                None if word == "linear" => read.schedule = Schedule::Linear,
                None => return None,
                Some(("penalty", value)) => read.penalty = value.parse().ok()?,
                Some((name, value)) => {
                    let known = read.settings.spec().hyperparameter(name)?;
                    read.settings = match known.kind {
                        Kind::Real { .. } => {
                            read.settings.with(name, value.parse::<f64>().ok()?).ok()?
                        }
                        _ => read.settings.with_text(name, value).ok()?,
                    };
                }
            }
        }
        Some(read)
    }

    /// The same with the learning rate multiplied by `factor`.
    ///
    /// # Errors
    /// If it has no learning rate, or the product is not allowed.
    pub fn faster(&self, factor: f64) -> Result<Self, SettingError> {
        let mut changed = self.clone();
        let lr = self.settings.real("lr")?;
        changed.settings.set("lr", Value::Real(lr * factor))?;
        Ok(changed)
    }
}
