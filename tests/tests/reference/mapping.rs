//! From a case to one of our optimizers, by the tables in `libraries`.

use descent::{Kind, Method, Settings};
use serde_json::Value;

use crate::case::Case;
use crate::formula::FormulaError;
use crate::libraries::{Absent, Given, Role, Row, rows};

/// Why a case cannot be run here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Missing {
    #[error("no optimizer here stands for it")]
    Optimizer,
    #[error("{0}")]
    Hyperparameter(String),
    #[error(transparent)]
    Problem(#[from] FormulaError),
    #[error("`aux` holds points that no optimizer here keeps")]
    SecondPoint,
    #[error("`{0}` is not the number of a step")]
    Step(String),
    #[error("`final` without `iterations`: nobody knows how soon to be there")]
    Iterations,
}

/// The optimizer that a case describes, or why we have none.
pub(crate) fn method(case: &Case) -> Result<Method, Missing> {
    let stands = |row: &&Row| row.library == case.library && row.optimizer == case.optimizer;
    let mut reason = Missing::Optimizer;
    for row in rows().filter(stands) {
        match settings(row, case).and_then(|s| build(&s)) {
            Ok(method) => return Ok(method),
            Err(why) => reason = Missing::Hyperparameter(why),
        }
    }
    Err(reason)
}

fn build(settings: &Settings) -> Result<Method, String> {
    (settings.spec().build)(settings).map_err(|e| e.to_string())
}

/// The settings of our optimizer, if the row accepts every hyperparameter of the case.
fn settings(row: &Row, case: &Case) -> Result<Settings, String> {
    let spec = optimizers::by_name(row.ours).expect("the table names optimizers of the registry");
    let mut settings = spec.settings();
    let keys = || row.keys.iter().copied().flatten();
    for name in case.hyperparameters.keys() {
        if !keys().any(|(known, _)| known == name) {
            return Err(format!("the hyperparameter {name} is not supported"));
        }
    }
    for (name, role) in keys() {
        let given = case.hyperparameters.get(*name);
        match role {
            Role::Any => {}
            Role::Is(ours, default) => {
                set(&mut settings, ours, name, given.unwrap_or(&default.json()))?;
            }
            Role::Minus(ours, default) => {
                let value = given.map_or(Some(*default), Value::as_f64);
                let value = value.ok_or_else(|| not_supported(name, given))?;
                set(&mut settings, ours, name, &(-value).into())?;
            }
            Role::OrNull(ours, null, default) => {
                let default = default.json();
                let value = given.unwrap_or(&default);
                let null = Value::from(*null);
                let value = if value.is_null() { &null } else { value };
                set(&mut settings, ours, name, value)?;
            }
            Role::NullAnd(ours, default) => {
                let value = match given.map(|given| given.as_array().map(Vec::as_slice)) {
                    Some(Some([Value::Null, value])) => value.clone(),
                    Some(_) => return Err(not_supported(name, given)),
                    None => default
                        .ok_or_else(|| format!("{name} is not given"))?
                        .into(),
                };
                set(&mut settings, ours, name, &value)?;
            }
            Role::Each(ours) => {
                let defaults: Value = ours.iter().map(|&(_, default)| default).collect();
                let values = given.unwrap_or(&defaults).as_array();
                let values = values.filter(|values| values.len() == ours.len());
                let values = values.ok_or_else(|| not_supported(name, given))?;
                for ((ours, _), value) in ours.iter().zip(values) {
                    set(&mut settings, ours, name, value)?;
                }
            }
            Role::Only(wanted, absent) => match given {
                Some(value) if !wanted.is(value) => {
                    return Err(format!("{name} = {value} is not supported"));
                }
                None if *absent == Absent::Differs => {
                    return Err(format!("{name} is not given"));
                }
                _ => {}
            },
        }
    }
    for (ours, text) in row.fixed {
        settings = settings.with_text(ours, text).map_err(|e| e.to_string())?;
    }
    Ok(settings)
}

fn not_supported(theirs: &str, given: Option<&Value>) -> String {
    let value = given.map_or_else(|| "null".to_owned(), Value::to_string);
    format!("{theirs} = {value} is not supported")
}

/// Sets our hyperparameter to a value of theirs.
fn set(settings: &mut Settings, ours: &str, theirs: &str, value: &Value) -> Result<(), String> {
    let kind = settings
        .spec()
        .hyperparameter(ours)
        .expect("the table names hyperparameters of the optimizer")
        .kind;
    let set = match kind {
        Kind::Real { .. } => value.as_f64().map(|x| settings.set(ours, x)),
        Kind::Integer { .. } => whole(value).map(|n| settings.set(ours, n)),
        Kind::Switch { .. } => value.as_bool().map(|on| settings.set(ours, on)),
        Kind::Choice { .. } => value.as_str().map(|word| settings.set(ours, word)),
    };
    match set {
        Some(Ok(())) => Ok(()),
        Some(Err(refused)) => Err(refused.to_string()),
        None => Err(not_supported(theirs, Some(value))),
    }
}

/// A whole number, also if it is written 5.0.
fn whole(value: &Value) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let from_real = |x: f64| (x.fract() == 0.0 && (0.0..9e15).contains(&x)).then_some(x as u64);
    value
        .as_u64()
        .or_else(|| value.as_f64().and_then(from_real))
}

impl Given {
    /// As JSON has it.
    pub(crate) fn json(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(on) => on.into(),
            Self::Number(x) => x.into(),
            Self::Word(word) => word.into(),
        }
    }

    /// Whether `value` is the same; 0 and 0.0 are.
    pub(crate) fn is(self, value: &Value) -> bool {
        match self {
            Self::Number(x) => value.as_f64() == Some(x),
            other => other.json() == *value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn case(library: &str, optimizer: &str, hyperparameters: &Value) -> Case {
        let case = json!({
            "id": "test", "library": library, "optimizer": optimizer, "problem": "none",
            "hyperparameters": hyperparameters, "steps": {},
        });
        serde_json::from_value(case).expect("a case")
    }

    /// The name and the settings of the optimizer that stands for a case.
    fn ours(library: &str, optimizer: &str, hyperparameters: &Value) -> Result<String, String> {
        let method =
            method(&case(library, optimizer, hyperparameters)).map_err(|e| e.to_string())?;
        let settings = method.configured().settings();
        let value = |value: Option<&descent::Value>| value.map(ToString::to_string);
        let pairs: Vec<String> = settings
            .iter()
            .map(|(h, v)| format!("{}={}", h.name, value(v).unwrap_or_default()))
            .collect();
        Ok(format!("{} {}", settings.spec().name, pairs.join(" ")))
    }

    #[test]
    fn hyperparameters_are_mapped_by_name_and_value() {
        for (library, optimizer, given, wanted) in [
            ("torch", "SGD", json!({}), "sgd lr=0.001 weight_decay=0"),
            (
                "torch",
                "SGD",
                json!({"lr": 1, "momentum": 0, "dampening": 0.5, "foreach": null, "maximize": false}),
                "sgd lr=1 weight_decay=0",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": 0.1, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.2}),
                "momentum lr=0.1 beta=0.8 dampening=0.3 first=gradient lr_place=outside weight_decay=0.2",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": 0.1, "momentum": 0.8, "nesterov": true, "fused": true}),
                "nesterov lr=0.1 beta=0.8 weight_decay=0",
            ),
            (
                "optax",
                "sgd",
                json!({"lr": 0.1, "nesterov": true}),
                "sgd lr=0.1 weight_decay=0",
            ),
            (
                "optax",
                "sgd",
                json!({"lr": 0.1, "momentum": 0.0, "nesterov": true, "accumulator_dtype": null}),
                "nesterov lr=0.1 beta=0 weight_decay=0",
            ),
            (
                "optax",
                "sgd",
                json!({"lr": 0.1, "momentum": 0.5}),
                "momentum lr=0.1 beta=0.5 dampening=0 first=zero lr_place=outside weight_decay=0",
            ),
            (
                "torch-optimizer",
                "SGDW",
                json!({"lr": 0.1, "momentum": 0.5, "weight_decay": 0}),
                "momentum lr=0.1 beta=0.5 dampening=0 first=gradient lr_place=outside weight_decay=0",
            ),
            (
                "torch-optimizer",
                "Adafactor",
                json!({"beta1": null, "eps2": [0.25, 0.5]}),
                "adafactor lr=0.01 relative_step=true warmup_init=false scale_parameter=true \
                 clip_threshold=1 decay_rate=0.8 max_beta2=1 eps=0.25 eps_use=add eps2=0.5 beta1=0 \
                 weight_decay=0 decay_by=step min_dim_size_to_factor=1 precision=double",
            ),
            (
                "pytorch_optimizer",
                "AdaFactor",
                json!({"betas": [null, 0.5], "eps1": 0.25, "relative_step": false}),
                "adafactor lr=0.001 relative_step=false warmup_init=false scale_parameter=true \
                 clip_threshold=1 decay_rate=0.8 max_beta2=0.5 eps=0.25 eps_use=add eps2=0.001 beta1=0 \
                 weight_decay=0 decay_by=nothing min_dim_size_to_factor=1 precision=double",
            ),
        ] {
            assert_eq!(
                ours(library, optimizer, &given).as_deref(),
                Ok(wanted),
                "{given}"
            );
        }
    }

    #[test]
    fn what_we_do_not_have_is_refused_with_the_reason() {
        for (library, optimizer, given, reason) in [
            (
                "torch",
                "SGD",
                json!({"lr": 0.1, "maximize": true}),
                "maximize = true is not supported",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": 0.1, "centered": true}),
                "the hyperparameter centered is not supported",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": 0.1, "momentum": 1.0}),
                "momentum: beta (β) = 1 is not allowed: it must be a finite number in [0, 1)",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": -0.1}),
                "momentum: lr (η) = -0.1 is not allowed: it must be a finite number in [0, ∞)",
            ),
            (
                "torch",
                "SGD",
                json!({"lr": "fast"}),
                "lr = \"fast\" is not supported",
            ),
            (
                "torch",
                "NoSuchOptimizer",
                json!({"lr": 0.1}),
                "no optimizer here stands for it",
            ),
            (
                "optax",
                "sgd",
                json!({"momentum": 0.9}),
                "lr = null is not supported",
            ),
            (
                "pytorch_optimizer",
                "AdaFactor",
                json!({"relative_step": false, "betas": [0.9, 0.999]}),
                "betas = [0.9,0.999] is not supported",
            ),
            (
                "pytorch_optimizer",
                "AdaFactor",
                json!({"relative_step": false}),
                "betas is not given",
            ),
        ] {
            assert_eq!(
                ours(library, optimizer, &given),
                Err(reason.to_owned()),
                "{given}"
            );
        }
    }

    #[test]
    fn the_table_names_only_what_exists() {
        for row in rows() {
            let spec = optimizers::by_name(row.ours).expect("an optimizer of the registry");
            for (_, role) in row.keys.iter().copied().flatten() {
                let named: Vec<&str> = match role {
                    Role::Is(ours, _)
                    | Role::Minus(ours, _)
                    | Role::OrNull(ours, ..)
                    | Role::NullAnd(ours, _) => vec![ours],
                    Role::Each(ours) => ours.iter().map(|(ours, _)| *ours).collect(),
                    Role::Only(..) | Role::Any => Vec::new(),
                };
                for ours in named {
                    let found = spec.hyperparameter(ours).is_some();
                    assert!(found, "{} has no {ours}", row.ours);
                }
            }
        }
    }
}
