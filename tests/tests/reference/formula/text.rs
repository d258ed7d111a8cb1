//! A problem's whole text: `f(x) = …, grad = …, n = …`.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::{Dual, Expr, FormulaError, Scope, parse, wrong};

/// A problem's text, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    /// The names of f's arguments: one for the whole parameter, or one for each entry.
    pub(crate) arguments: Vec<String>,
    /// f.
    pub(crate) value: Expr,
    /// The gradient, where the text states it.
    pub(crate) gradient: Option<Expr>,
    /// Constants: those given with the problem and those that the text defines.
    pub(crate) constants: BTreeMap<String, Array2<f64>>,
}

impl Text {
    /// Takes `text` apart, in which `constants` may occur.
    pub(crate) fn read(
        text: &str,
        mut constants: BTreeMap<String, Array2<f64>>,
    ) -> Result<Self, FormulaError> {
        let mut clauses = clauses(text);
        if !text.contains('=') {
            clauses.push(("f(x)".to_owned(), text.to_owned()));
        }
        let named = |clause: &&(String, String)| clause.0.starts_with("f(");
        let (head, body) = clauses
            .iter()
            .find(named)
            .ok_or_else(|| wrong!("no clause `f(…) = …`"))?;
        let arguments: Vec<String> = head
            .trim_start_matches("f(")
            .trim_end_matches(')')
            .split([',', ';'])
            .map(|name| name.trim().to_owned())
            .collect();
        if arguments
            .iter()
            .any(|name| !name.starts_with(char::is_alphabetic))
        {
            return Err(wrong!("`{head}` names no arguments"));
        }
        for (name, definition) in &clauses {
            if !name.starts_with("f(") && !is_gradient(name) {
                let value = define(definition, &constants)?;
                constants.insert(name.clone(), value);
            }
        }
        let known: Vec<String> = arguments.iter().chain(constants.keys()).cloned().collect();
        let gradient = clauses.iter().find(|clause| is_gradient(&clause.0));
        Ok(Self {
            value: parse(body, &known)?,
            gradient: gradient
                .map(|clause| parse(&clause.1, &known))
                .transpose()?,
            arguments,
            constants,
        })
    }
}

fn is_gradient(name: &str) -> bool {
    matches!(name, "grad" | "grad f" | "∇f" | "gradient") || name.starts_with("grad(")
}

/// The clauses `left = right`, parted by commas and semicolons outside brackets.
fn clauses(text: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for c in text.chars() {
        depth += match c {
            '(' | '[' | '{' => 1,
            ')' | ']' | '}' => -1,
            _ => 0,
        };
        match (c, parts.last_mut()) {
            (',' | ';', _) if depth == 0 => parts.push(String::new()),
            (_, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    let clause = |part: &String| {
        let (left, right) = part.split_once('=')?;
        let left = left
            .trim()
            .trim_start_matches("where ")
            .trim_start_matches("with ");
        Some((left.trim().to_owned(), right.trim().to_owned()))
    };
    parts.iter().filter_map(clause).collect()
}

/// The value of `rows of A`, `columns of A`, or a formula of constants.
fn define(
    definition: &str,
    constants: &BTreeMap<String, Array2<f64>>,
) -> Result<Array2<f64>, FormulaError> {
    let number = |n: usize| Array2::from_elem((1, 1), n as f64);
    if let Some((what, matrix)) = definition.split_once(" of ") {
        let matrix = constants
            .get(matrix.trim())
            .ok_or_else(|| wrong!("`{matrix}` in `{definition}` is not given"))?;
        return match what.trim() {
            "rows" | "number of rows" => Ok(number(matrix.nrows())),
            "columns" | "number of columns" => Ok(number(matrix.ncols())),
            other => Err(wrong!("`{other} of …` is not understood")),
        };
    }
    let known: Vec<String> = constants.keys().cloned().collect();
    let mut scope = Scope::default();
    for (name, value) in constants {
        scope
            .names
            .insert(name.clone(), Dual::constant(value.clone()));
    }
    Ok(scope.evaluate(&parse(definition, &known)?)?.value)
}
