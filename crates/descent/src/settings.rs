//! Hyperparameters by name: their ranges, defaults and values.

use std::fmt;

use crate::{Method, nearest};

/// The description of an optimizer: where it is derived and what can be set.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The name in the registry and on the command line.
    pub name: &'static str,
    /// The chapter, and crate, that derives it.
    pub chapter: &'static str,
    /// The label of the equation that it implements.
    pub equation: &'static str,
    /// Paper and year.
    pub source: &'static str,
    /// What can be set, in the order in which it is shown.
    pub hyperparameters: &'static [Hyperparameter],
    /// Builds it from settings of this spec.
    pub build: fn(&Settings) -> Result<Method, SettingError>,
}

/// One hyperparameter: its name on the command line, its symbol in the text, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hyperparameter {
    /// The name in code and on the command line, `lr`.
    pub name: &'static str,
    /// The symbol in the formulas, `η`.
    pub symbol: &'static str,
    /// What it does, in a few words.
    pub meaning: &'static str,
    /// Which values it takes, and the default.
    pub kind: Kind,
}

impl Hyperparameter {
    /// A real hyperparameter that must be set.
    pub const fn required(
        name: &'static str,
        symbol: &'static str,
        range: Range,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            symbol,
            meaning,
            kind: Kind::Real {
                default: None,
                range,
            },
        }
    }

    /// A real hyperparameter with a default.
    pub const fn real(
        name: &'static str,
        symbol: &'static str,
        default: f64,
        range: Range,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            symbol,
            meaning,
            kind: Kind::Real {
                default: Some(default),
                range,
            },
        }
    }

    /// The learning rate η ≥ 0, which must be set.
    pub const LR: Self = Self::required("lr", "η", Range::NON_NEGATIVE, "learning rate");

    /// L2 weight decay λ ≥ 0, which adds λθ to the gradient; off by default.
    pub const L2: Self = Self::real(
        "weight_decay",
        "λ",
        0.0,
        Range::NON_NEGATIVE,
        "adds λθ to the gradient (L2)",
    );
}

/// The values that a hyperparameter takes, and its default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A real number in a range.
    Real {
        /// Used where nothing is set; `None` if it must be set.
        default: Option<f64>,
        /// The allowed values.
        range: Range,
    },
    /// A whole number from `min` on.
    Integer {
        /// Used where nothing is set.
        default: u64,
        /// The smallest allowed value.
        min: u64,
    },
    /// On or off.
    Switch {
        /// Used where nothing is set.
        default: bool,
    },
    /// One of a few words; the first is the default.
    Choice {
        /// The allowed words.
        options: &'static [&'static str],
    },
}

/// An interval of real numbers; an open end excludes its bound. NaN and ±∞ lie in no range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The lower bound.
    pub low: f64,
    /// Whether `low` itself is allowed.
    pub low_included: bool,
    /// The upper bound.
    pub high: f64,
    /// Whether `high` itself is allowed.
    pub high_included: bool,
}

impl Range {
    /// [0, ∞): learning rates, decays, noise levels.
    pub const NON_NEGATIVE: Self = Self::new(0.0, true, f64::INFINITY, false);
    /// (0, ∞): temperatures, radii, step sizes that must not vanish.
    pub const POSITIVE: Self = Self::new(0.0, false, f64::INFINITY, false);
    /// [0, 1): decay factors β.
    pub const DECAY: Self = Self::new(0.0, true, 1.0, false);
    /// [0, 1]: weights and fractions.
    pub const FRACTION: Self = Self::new(0.0, true, 1.0, true);

    /// The interval from `low` to `high`.
    pub const fn new(low: f64, low_included: bool, high: f64, high_included: bool) -> Self {
        Self {
            low,
            low_included,
            high,
            high_included,
        }
    }

    /// Whether the finite number `x` lies in the interval.
    pub fn contains(&self, x: f64) -> bool {
        x.is_finite()
            && (x > self.low || (self.low_included && x == self.low))
            && (x < self.high || (self.high_included && x == self.high))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = if self.low_included { '[' } else { '(' };
        let close = if self.high_included { ']' } else { ')' };
        let bound = |x: f64| match x {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => "−∞".to_owned(),
            x => x.to_string(),
        };
        write!(f, "{open}{}, {}{close}", bound(self.low), bound(self.high))
    }
}

/// A value of a hyperparameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A real number.
    Real(f64),
    /// A whole number.
    Integer(u64),
    /// On or off.
    Switch(bool),
    /// A word.
    Choice(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(x) => write!(f, "{x}"),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Switch(on) => write!(f, "{on}"),
            Self::Choice(word) => write!(f, "{word}"),
        }
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Self {
        Self::Real(x)
    }
}

impl From<u64> for Value {
    fn from(n: u64) -> Self {
        Self::Integer(n)
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        Self::Switch(on)
    }
}

impl From<&str> for Value {
    fn from(word: &str) -> Self {
        Self::Choice(word.to_owned())
    }
}

/// What is wrong with a hyperparameter. Each message names the optimizer, the value and the remedy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The optimizer has no hyperparameter of that name.
    #[error("{optimizer} has no hyperparameter `{name}`{hint}; it has {known}")]
    Unknown {
        /// The optimizer.
        optimizer: &'static str,
        /// The name that was given.
        name: String,
        /// `, did you mean …`, or nothing.
        hint: String,
        /// The names that exist.
        known: String,
    },
    /// A value lies outside the allowed range, or is of another kind.
    #[error("{optimizer}: {name} ({symbol}) = {value} is not allowed: it must be {allowed}")]
    NotAllowed {
        /// The optimizer.
        optimizer: &'static str,
        /// The hyperparameter.
        name: &'static str,
        /// Its symbol in the text.
        symbol: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A hyperparameter without default was not set.
    #[error("{optimizer}: {name} ({symbol}) has no default: set it, {allowed}")]
    Missing {
        /// The optimizer.
        optimizer: &'static str,
        /// The hyperparameter.
        name: &'static str,
        /// Its symbol in the text.
        symbol: &'static str,
        /// What is allowed.
        allowed: String,
    },
    /// Two values are allowed each, but not together.
    #[error("{optimizer}: {what}")]
    Conflict {
        /// The optimizer.
        optimizer: &'static str,
        /// Which values exclude each other, and why.
        what: String,
    },
}

impl Kind {
    /// The allowed values in words.
    pub fn allowed(&self) -> String {
        match self {
            Self::Real { range, .. } => format!("a finite number in {range}"),
            Self::Integer { min, .. } => format!("a whole number from {min} on"),
            Self::Switch { .. } => "true or false".to_owned(),
            Self::Choice { options } => format!("one of {}", options.join(", ")),
        }
    }

    /// The default, if there is one.
    pub fn default(&self) -> Option<Value> {
        match *self {
            Self::Real { default, .. } => default.map(Value::Real),
            Self::Integer { default, .. } => Some(Value::Integer(default)),
            Self::Switch { default } => Some(Value::Switch(default)),
            Self::Choice { options } => options.first().map(|&word| word.into()),
        }
    }

    fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Real { range, .. }, Value::Real(x)) => range.contains(*x),
            (Self::Integer { min, .. }, Value::Integer(n)) => n >= min,
            (Self::Switch { .. }, Value::Switch(_)) => true,
            (Self::Choice { options }, Value::Choice(word)) => options.contains(&word.as_str()),
            _ => false,
        }
    }

    fn parse(&self, text: &str) -> Option<Value> {
        match self {
            Self::Real { .. } => text.parse().ok().map(Value::Real),
            Self::Integer { .. } => text.parse().ok().map(Value::Integer),
            Self::Switch { .. } => text.parse().ok().map(Value::Switch),
            Self::Choice { .. } => Some(text.into()),
        }
    }
}

impl Spec {
    /// The settings in which every hyperparameter has its default.
    pub fn settings(&'static self) -> Settings {
        let values = self
            .hyperparameters
            .iter()
            .map(|h| h.kind.default())
            .collect();
        Settings { spec: self, values }
    }

    /// The hyperparameter called `name`.
    pub fn hyperparameter(&self, name: &str) -> Option<&'static Hyperparameter> {
        self.hyperparameters.iter().find(|h| h.name == name)
    }
}

/// The values of an optimizer's hyperparameters, each checked when it is set.
#[derive(Debug, Clone)]
pub struct Settings {
    spec: &'static Spec,
    values: Vec<Option<Value>>,
}

impl Settings {
    /// The optimizer that these settings are of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// These settings with `name` set to `value`.
    ///
    /// # Errors
    /// If the optimizer has no such hyperparameter or the value is not allowed.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Result<Self, SettingError> {
        self.set(name, value)?;
        Ok(self)
    }

    /// Sets `name` to `value`; the old value stays if the new one is refused.
    ///
    /// # Errors
    /// If the optimizer has no such hyperparameter or the value is not allowed.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> Result<(), SettingError> {
        let value = value.into();
        let place = self.place(name)?;
        let hyperparameter = &self.spec.hyperparameters[place];
        if !hyperparameter.kind.admits(&value) {
            return Err(self.not_allowed(hyperparameter, value.to_string()));
        }
        self.values[place] = Some(value);
        Ok(())
    }

    /// These settings with `name` set to the value that `text` spells.
    ///
    /// # Errors
    /// If the optimizer has no such hyperparameter or `text` spells no allowed value of it.
    pub fn with_text(self, name: &str, text: &str) -> Result<Self, SettingError> {
        let hyperparameter = &self.spec.hyperparameters[self.place(name)?];
        match hyperparameter.kind.parse(text) {
            Some(value) => self.with(name, value),
            None => Err(self.not_allowed(hyperparameter, text.to_owned())),
        }
    }

    /// Each hyperparameter with its value; `None` where it has no default and was not set.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Hyperparameter, Option<&Value>)> {
        self.spec
            .hyperparameters
            .iter()
            .zip(self.values.iter().map(Option::as_ref))
    }

    /// The value of the real hyperparameter `name`.
    ///
    /// # Errors
    /// If it has no default and was not set.
    ///
    /// # Panics
    /// If the spec has no real hyperparameter of that name: a mistake in the optimizer's code.
    pub fn real(&self, name: &str) -> Result<f64, SettingError> {
        match self.value(name)? {
            Value::Real(x) => Ok(*x),
            other => panic!(
                "{}: {name} is not a real number but {other}",
                self.spec.name
            ),
        }
    }

    /// The value of the whole-number hyperparameter `name`.
    ///
    /// # Errors
    /// If it has no default and was not set.
    ///
    /// # Panics
    /// If the spec has no integer hyperparameter of that name: a mistake in the optimizer's code.
    pub fn integer(&self, name: &str) -> Result<u64, SettingError> {
        match self.value(name)? {
            Value::Integer(n) => Ok(*n),
            other => panic!(
                "{}: {name} is not a whole number but {other}",
                self.spec.name
            ),
        }
    }

    /// The value of the switch `name`.
    ///
    /// # Errors
    /// If it has no default and was not set.
    ///
    /// # Panics
    /// If the spec has no switch of that name: a mistake in the optimizer's code.
    pub fn switch(&self, name: &str) -> Result<bool, SettingError> {
        match self.value(name)? {
            Value::Switch(on) => Ok(*on),
            other => panic!("{}: {name} is not a switch but {other}", self.spec.name),
        }
    }

    /// The word chosen for `name`.
    ///
    /// # Errors
    /// If it has no default and was not set.
    ///
    /// # Panics
    /// If the spec has no choice of that name: a mistake in the optimizer's code.
    pub fn choice(&self, name: &str) -> Result<&str, SettingError> {
        match self.value(name)? {
            Value::Choice(word) => Ok(word),
            other => panic!("{}: {name} is not a choice but {other}", self.spec.name),
        }
    }

    fn value(&self, name: &str) -> Result<&Value, SettingError> {
        let place = self
            .spec
            .hyperparameters
            .iter()
            .position(|h| h.name == name)
            .unwrap_or_else(|| panic!("the spec of {} lists no `{name}`", self.spec.name));
        let hyperparameter = &self.spec.hyperparameters[place];
        self.values[place]
            .as_ref()
            .ok_or_else(|| SettingError::Missing {
                optimizer: self.spec.name,
                name: hyperparameter.name,
                symbol: hyperparameter.symbol,
                allowed: hyperparameter.kind.allowed(),
            })
    }

    fn place(&self, name: &str) -> Result<usize, SettingError> {
        let known = || self.spec.hyperparameters.iter().map(|h| h.name);
        known()
            .position(|known| known == name)
            .ok_or_else(|| SettingError::Unknown {
                optimizer: self.spec.name,
                name: name.to_owned(),
                hint: nearest(name, known())
                    .map_or(String::new(), |n| format!(", did you mean `{n}`?")),
                known: known().collect::<Vec<_>>().join(", "),
            })
    }

    fn not_allowed(&self, hyperparameter: &Hyperparameter, value: String) -> SettingError {
        SettingError::NotAllowed {
            optimizer: self.spec.name,
            name: hyperparameter.name,
            symbol: hyperparameter.symbol,
            value,
            allowed: hyperparameter.kind.allowed(),
        }
    }
}
