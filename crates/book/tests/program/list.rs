//! `cargo book list`.

use std::sync::LazyLock;

use optimizers::ALL;
use serde_json::Value;

use super::book;

/// What `list --json` says; the counting of state takes more than a second.
static LIST: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&book(&["list", "--json"]).succeeds()).expect("JSON"));

#[test]
fn json_holds_what_the_registry_knows() {
    let list = LIST.as_array().expect("a list");
    assert_eq!(list.len(), ALL.len());
    for (entry, spec) in list.iter().zip(ALL) {
        assert_eq!(entry["name"], spec.name);
        assert_eq!(entry["chapter"], spec.chapter);
        assert_eq!(entry["equation"], spec.equation);
        assert_eq!(entry["source"], spec.source);
        let listed = entry["hyperparameters"].as_array().expect("a list");
        assert_eq!(listed.len(), spec.hyperparameters.len());
        for (listed, h) in listed.iter().zip(spec.hyperparameters) {
            assert_eq!(
                (&listed["name"], &listed["symbol"]),
                (&h.name.into(), &h.symbol.into())
            );
            let default = h.kind.default().map(|value| value.to_string());
            let shown = match &listed["default"] {
                Value::Null => None,
                Value::String(word) => Some(word.clone()),
                Value::Number(x) if x.is_f64() => x.as_f64().map(|x| x.to_string()),
                other => Some(other.to_string()),
            };
            assert_eq!(shown, default, "{} of {}", h.name, spec.name);
        }
    }
}

#[test]
fn state_is_counted() {
    for (name, state) in [
        ("sgd", 0.0),
        ("momentum", 1.0),
        ("nesterov", 1.0),
        ("nesterov-lookahead", 3.0),
        ("sgld", 0.0),
    ] {
        let entry = LIST
            .as_array()
            .and_then(|list| list.iter().find(|e| e["name"] == name));
        assert_eq!(
            entry.map(|e| e["state_per_parameter"].as_f64()),
            Some(Some(state)),
            "{name}"
        );
    }
}

#[test]
fn the_table_names_every_hyperparameter_in_80_columns() {
    let table = book(&["list"]).succeeds();
    for spec in ALL {
        assert!(table.lines().any(|line| line == spec.name), "{}", spec.name);
        for h in spec.hyperparameters {
            assert!(table.contains(&format!("--{} ({})", h.name.replace('_', "-"), h.symbol)));
        }
    }
    for line in table.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
