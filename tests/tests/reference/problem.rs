//! The problems of a file, built from their formulas.

use std::collections::BTreeMap;

use descent::problems::LeastSquares;
use descent::{Objective, Tensor, distance, flatten, norm, unflatten};
use ndarray::{Array2, Ix2};
use serde_json::{Map, Value};

use crate::case::{Case, Meta, array};
use crate::formula::{Dual, FormulaError, Scope, Text, wrong};

/// An objective given by a formula, its gradient by forward differentiation.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    name: String,
    text: Text,
    start: Vec<Tensor>,
}

/// Builds the problem of `case`, started where the case started: the objectives of its steps, after
/// the last of which the first has its turn again.
pub(crate) fn problem(meta: &Meta, case: &Case) -> Result<Vec<Box<dyn Objective>>, FormulaError> {
    if let Some(schedule) = &case.schedule {
        let start = case.start.as_ref().and_then(array);
        let start = start.filter(|start| start.ndim() > 0);
        let start = start.ok_or_else(|| wrong!("the problem `{}` has no start", case.problem))?;
        return schedule.objectives(&case.problem, &start);
    }
    if let Some(text) = &case.problem_text {
        return Err(wrong!(
            "the problem `{}` is not a formula: {text}",
            case.problem
        ));
    }
    let given = meta
        .problems
        .get(&case.problem)
        .ok_or_else(|| wrong!("the file does not define the problem `{}`", case.problem))?;
    let start = case.start.as_ref().or_else(|| given.get("start"));
    let start = start
        .and_then(array)
        .filter(|start| start.ndim() > 0)
        .ok_or_else(|| {
            wrong!(
                "the problem `{}` has no start that is an array",
                case.problem
            )
        })?;
    let explain = |error| wrong!("the formula of `{}`: {error}", case.problem);
    match Formula::new(&case.problem, given, vec![start.clone()]) {
        Ok(formula) => Ok(vec![Box::new(formula)]),
        Err(error @ FormulaError::Unreadable(_)) => {
            let problem = least_squares(given, start).ok_or_else(|| explain(error))?;
            Ok(vec![problem])
        }
        Err(contradiction) => Err(contradiction),
    }
}

/// What has inputs A and targets B, and a text that is not a formula, is least squares.
fn least_squares(given: &Map<String, Value>, start: Tensor) -> Option<Box<dyn Objective>> {
    let [a, b] = ["A", "B"].map(|name| matrix(given.get(name)?));
    let start = start.into_dimensionality().ok()?;
    Some(Box::new(LeastSquares::new(a?, b?, start).ok()?))
}

/// Numbers are 1 × 1, vectors columns.
fn matrix(value: &Value) -> Option<Array2<f64>> {
    let array = array(value)?;
    match array.ndim() {
        0 => array.into_shape_with_order((1, 1)).ok(),
        1 => {
            let rows = array.len();
            array.into_shape_with_order((rows, 1)).ok()
        }
        _ => array.into_dimensionality::<Ix2>().ok(),
    }
}

impl Formula {
    /// Reads `given.text`; the other fields of `given` that are numbers are its constants.
    pub(crate) fn new(
        name: &str,
        given: &Map<String, Value>,
        start: Vec<Tensor>,
    ) -> Result<Self, FormulaError> {
        let text = given
            .get("text")
            .and_then(Value::as_str)
            .ok_or_else(|| wrong!("no `text`"))?;
        let constants: BTreeMap<String, Array2<f64>> = given
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), matrix(value)?)))
            .filter(|(key, _)| key != "start" && key != "minimizer")
            .collect();
        let formula = Self {
            name: name.to_owned(),
            text: Text::read(text, constants)?,
            start,
        };
        formula.verify()?;
        Ok(formula)
    }

    /// Evaluates once, at the start and beside it, so that nothing can fail later.
    fn verify(&self) -> Result<(), FormulaError> {
        for shift in [0.0, 0.37] {
            let point: Vec<Tensor> = self.start.iter().map(|t| t + shift).collect();
            self.evaluate(&point, 0)?;
            let exact = self.gradient(&point);
            if let Some(stated) = &self.text.gradient {
                let stated = self.scope(&point, usize::MAX).evaluate(stated)?.value;
                if stated.len() != flatten(&point).len() {
                    return Err(wrong!("the stated gradient has {} entries", stated.len()));
                }
                let stated = unflatten(&stated.iter().copied().collect::<Vec<_>>(), &point);
                let error = distance(&exact, &stated);
                if error > 1e-9 * (1.0 + norm(&exact)) {
                    let at = flatten(&point);
                    return Err(FormulaError::Contradiction(format!(
                        "the stated gradient is off by {error:.0e} at {at:?}"
                    )));
                }
            }
        }
        Ok(())
    }

    /// The names at `params`, with slope 1 in entry `direction`.
    fn scope(&self, params: &[Tensor], direction: usize) -> Scope {
        let mut scope = Scope::default();
        for (name, value) in &self.text.constants {
            scope
                .names
                .insert(name.clone(), Dual::constant(value.clone()));
        }
        let flat = flatten(params);
        let slope = |i: usize| f64::from(u8::from(i == direction));
        let mut bind = |name: &str, (rows, columns): (usize, usize), first: usize| {
            let at = |(i, j): (usize, usize)| first + i * columns + j;
            let value = Array2::from_shape_fn((rows, columns), |ij| flat[at(ij)]);
            let slope = Array2::from_shape_fn((rows, columns), |ij| slope(at(ij)));
            scope.names.insert(name.to_owned(), Dual { value, slope });
        };
        match self.text.arguments.as_slice() {
            [whole] => {
                let rows = params[0].shape()[0];
                bind(whole, (rows, flat.len() / rows), 0);
            }
            entries => {
                for (i, name) in entries.iter().enumerate().take(flat.len()) {
                    bind(name, (1, 1), i);
                }
            }
        }
        scope
    }

    /// f and ∂f/∂θᵢ for the entry i = `direction`.
    fn evaluate(&self, params: &[Tensor], direction: usize) -> Result<(f64, f64), FormulaError> {
        let value = self.scope(params, direction).evaluate(&self.text.value)?;
        value
            .scalar()
            .ok_or_else(|| wrong!("f is not a number but {:?}", value.value.dim()))
    }
}

impl Objective for Formula {
    fn name(&self) -> &str {
        &self.name
    }

    fn start(&self) -> Vec<Tensor> {
        self.start.clone()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.evaluate(params, 0)
            .expect("evaluated at the start already")
            .0
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let slope = |i| {
            self.evaluate(params, i)
                .expect("evaluated at the start already")
                .1
        };
        for (i, g) in grads.iter_mut().flatten().enumerate() {
            *g = slope(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use descent::problems::{ZOO, by_name};
    use descent::random::{generator, normal};
    use serde_json::json;

    fn read(given: &Value) -> Result<Formula, FormulaError> {
        let given = given.as_object().expect("a problem");
        let start = array(&given["start"]).expect("an array");
        Formula::new("test", given, vec![start])
    }

    /// Values and gradients agree at ten random points, to a few hundred rounding errors.
    fn agree(formula: &Formula, zoo: &dyn Objective) {
        let mut rng = generator(11);
        for _ in 0..10 {
            let shapes = zoo.start();
            let flat: Vec<f64> = flatten(&shapes)
                .iter()
                .map(|x| x + normal(&mut rng))
                .collect();
            let point = unflatten(&flat, &shapes);
            let (ours, theirs) = (formula.value(&point), zoo.value(&point));
            assert!(
                (ours - theirs).abs() <= 1e-12 * (1.0 + theirs.abs()),
                "{ours} {theirs}"
            );
            let (ours, theirs) = (formula.gradient(&point), zoo.gradient(&point));
            let error = distance(&ours, &theirs) / (1.0 + norm(&theirs));
            assert!(error <= 1e-12, "{}: {ours:?} {theirs:?}", zoo.name());
        }
    }

    #[test]
    fn formulas_of_the_zoo_mean_what_its_code_computes() {
        let mut read_from_the_zoo = 0;
        for entry in ZOO {
            let zoo = (entry.build)();
            let start = flatten(&zoo.start());
            let texts: &[&str] = match entry.name {
                "quadratic" => &["f(x) = 0.5 (0.1 x0^2 + 2 x1^2), grad = (0.1 x0, 2 x1)"],
                "rosenbrock" => &[
                    "f(x) = (1-x0)^2 + 100 (x1-x0^2)^2",
                    "f(x, y) = (a-x)^2 + b(y-x^2)^2, where a = 1, b = 1e2",
                    "f(x) = (1 - x[0])**2 + 100*(x[1] - x[0]**2)**2",
                    "f(x) = sum_i (100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2)",
                ],
                "beale" => &[
                    "f(x) = (1.5 - x0 + x0 x1)^2 + (2.25 - x0 + x0 x1^2)^2 + (2.625 - x0 + x0 x1^3)^2",
                ],
                "himmelblau" => &["(x_0^2 + x_1 - 11)^2 + (x_0 + x_1^2 - 7)^2"],
                "booth" => &["f(x) = ||M x - c||^2, grad = 2 M^T (M x - c)"],
                "rastrigin" => &[
                    "f(x) = sum_i (10 + x_i^2 - 10 cos(2 pi x_i))",
                    "f(x) = 20 + x^T x - 10 sum(cos(2 π x))",
                    "f(x) = 20 + |x0|^2 + abs(x1)^2 - 10 cos 2 pi x0 - 10 cos 2 pi x1",
                ],
                "styblinski-tang" => &["½ sum_i (x_i⁴ − 16 x_i² + 5x_i)"],
                "walled-saddle" => &["f(x, y) = x^2 - y^2 + y^4/4, grad f = (2x, -2y + y^3)"],
                "monkey-saddle" => &["f(x) = x0^3 - 3x0x1^2"],
                _ => &[],
            };
            for text in texts {
                let given = json!({
                    "text": text, "start": start,
                    "M": [[1.0, 2.0], [2.0, 1.0]], "c": [7.0, 5.0],
                });
                agree(
                    &read(&given).unwrap_or_else(|e| panic!("{text}: {e}")),
                    zoo.as_ref(),
                );
            }
            // Where the zoo's own formula speaks of x and y, it is read too.
            if entry.formula.contains('x') && entry.formula.contains('y') && start.len() == 2 {
                let text = format!("f(x, y) = {}", entry.formula);
                agree(
                    &read(&json!({"text": text, "start": start})).expect("read"),
                    zoo.as_ref(),
                );
                read_from_the_zoo += 1;
            }
        }
        assert_eq!(read_from_the_zoo, 6);
    }

    #[test]
    fn matrix_formulas_are_read() {
        let zoo = by_name("least-squares").expect("in the zoo");
        let mut given = json!({
            "text": "f(W) = 1/(2n) ||A W - B||_F^2, grad = A^T (A W - B)/n, n = rows of A",
            "start": [[3.0, -4.0, 5.0], [-6.0, 2.5, 3.5]],
            "A": [[1.0, 0.75], [0.5, 0.0], [-1.0, -0.25], [2.0, 0.5]],
            "B": [[1.0, -1.0, 0.5], [2.0, 0.0, -0.5], [0.5, 1.5, 1.0], [-1.0, 0.25, 2.0]],
        });
        agree(&read(&given).expect("least squares"), zoo.as_ref());
        given["text"] = json!("f(W) = 1/(2n) ||A W - B||_F^2, grad = A^T (A W - B)");
        let error = read(&given).expect_err("n is not defined");
        assert_eq!(error.to_string(), "`n` is not defined");
    }

    #[test]
    fn three_variables_and_functions_have_the_right_slopes() {
        let text = "f(x) = log(1 + exp(x0 - 2x1)) + sin^2 x2 + sqrt(1 + x0^2) x2^-2 + 2^x1, \
                    grad = (exp(x0-2x1)/(1+exp(x0-2x1)) + x0/sqrt(1+x0^2)/x2^2, \
                    -2 exp(x0-2x1)/(1+exp(x0-2x1)) + ln(2) 2^x1, \
                    2 sin(x2) cos(x2) - 2 sqrt(1+x0^2)/x2^3)";
        read(&json!({"text": text, "start": [0.3, -0.4, 1.7]})).expect("the stated gradient");
    }

    #[test]
    fn what_is_wrong_with_a_text_is_said() {
        for (text, says) in [
            ("f(x) = x0^2 + q x1", "`q` is not defined"),
            ("f(x) = (x0 + x1", "a `)` is missing"),
            ("f(x) = x0^2 + x5", "`x` has no entry 5"),
            ("f(x) = x0 +", "the formula breaks off"),
            ("f(x) = x", "f is not a number but (2, 1)"),
            (
                "f(x) = x0^2, grad = (2 x0, 1)",
                "the stated gradient is off by 1e0",
            ),
            ("minimize x = 3", "no clause `f(…) = …`"),
            ("f(x) = x0 § 2", "`§` has no meaning here"),
        ] {
            let error = read(&json!({"text": text, "start": [1.0, 2.0]})).expect_err(text);
            assert!(error.to_string().starts_with(says), "{text}: {error}");
        }
    }
}
