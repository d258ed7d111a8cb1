//! A problem that concerns some rows of a matrix at each step: an embedding, trained on a few words
//! at a time.

use descent::{Objective, Tensor};
use ndarray::Axis;
use serde::Deserialize;
use serde_json::Value;

use crate::case::array;
use crate::formula::{FormulaError, wrong};

/// What the file says of such a problem.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Schedule {
    /// The rows that have a gradient at steps 1, 2, …; after the last entry the first again.
    #[serde(rename = "schedule")]
    turns: Vec<Vec<usize>>,
    /// What the rows are to become.
    target: Value,
}

/// ½‖E_r − T_r‖² over some rows r: their gradient is E_r − T_r, that of the others 0.
struct Embedding {
    name: String,
    start: Tensor,
    target: Tensor,
    rows: Vec<usize>,
}

impl Schedule {
    /// The objectives of steps 1, 2, …, from `start`.
    pub(crate) fn objectives(
        &self,
        name: &str,
        start: &Tensor,
    ) -> Result<Vec<Box<dyn Objective>>, FormulaError> {
        let target = array(&self.target)
            .filter(|target| target.ndim() > 0 && target.shape() == start.shape())
            .ok_or_else(|| wrong!("the problem `{name}` has no target of the start's shape"))?;
        let rows = start.shape()[0];
        if let Some(row) = self.turns.iter().flatten().find(|&&row| row >= rows) {
            return Err(wrong!("the problem `{name}` has no row {row}"));
        }
        if self.turns.is_empty() {
            return Err(wrong!("the problem `{name}` has an empty schedule"));
        }
        let objective = |rows: &Vec<usize>| -> Box<dyn Objective> {
            Box::new(Embedding {
                name: name.to_owned(),
                start: start.clone(),
                target: target.clone(),
                rows: rows.clone(),
            })
        };
        Ok(self.turns.iter().map(objective).collect())
    }
}

impl Objective for Embedding {
    fn name(&self) -> &str {
        &self.name
    }

    fn start(&self) -> Vec<Tensor> {
        vec![self.start.clone()]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let error = &params[0] - &self.target;
        let square = |&row: &usize| error.index_axis(Axis(0), row).fold(0.0, |s, x| s + x * x);
        0.5 * self.rows.iter().map(square).sum::<f64>()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].fill(0.0);
        for &row in &self.rows {
            let error = &params[0].index_axis(Axis(0), row) - &self.target.index_axis(Axis(0), row);
            grads[0].index_axis_mut(Axis(0), row).assign(&error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(given: &Value) -> Schedule {
        serde_json::from_value(given.clone()).expect("a schedule")
    }

    #[test]
    fn rows_have_a_gradient_in_turn() {
        let start = array(&json!([[1.0, -1.0], [0.5, 2.0], [3.0, 3.0]])).expect("a matrix");
        let given = json!({"schedule": [[0], [2, 0]], "target": [[0, 1], [0, 0], [1, 1]]});
        let turns = read(&given).objectives("e", &start).expect("two turns");
        let gradients = turns.iter().map(|turn| turn.gradient(&turn.start()));
        let wanted = [
            json!([[1, -2], [0, 0], [0, 0]]),
            json!([[1, -2], [0, 0], [2, 2]]),
        ];
        for (gradient, wanted) in gradients.zip(&wanted) {
            assert_eq!(Some(&gradient[0]), array(wanted).as_ref());
        }
        assert!((turns[1].value(&turns[1].start()) - 6.5).abs() < 1e-15);
    }

    #[test]
    fn what_is_wrong_with_a_schedule_is_said() {
        let start = array(&json!([[1.0], [0.5]])).expect("a matrix");
        for (given, says) in [
            (
                json!({"schedule": [[0, 2]], "target": [[0], [0]]}),
                "the problem `e` has no row 2",
            ),
            (
                json!({"schedule": [], "target": [[0], [0]]}),
                "the problem `e` has an empty schedule",
            ),
            (
                json!({"schedule": [[0]], "target": [0, 0]}),
                "the problem `e` has no target of the start's shape",
            ),
        ] {
            let error = read(&given).objectives("e", &start).err().expect(says);
            assert_eq!(error.to_string(), says);
        }
    }
}
