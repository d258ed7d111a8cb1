//! One run of one method on one task, within the budget.

use std::cell::{Cell, RefCell};

use descent::{Method, Objective, Optimizer, OracleOptimizer, Tensor, random, zeros_like};

use crate::contestant::{Configuration, Schedule};
use crate::task::{Problem, Split, Task};

/// Examples in a mini-batch.
pub const BATCH: usize = 32;
/// Mini-batch gradients in a run: the budget is BATCH · STEPS gradients of single examples.
pub const STEPS: usize = 1000;

/// What a run reached. A run that failed has infinite losses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The loss on the validation examples.
    pub validation: f64,
    /// The loss on the test examples.
    pub test: f64,
    /// The test error: [`Problem::error_on`].
    pub error: f64,
}

const FAILED: Outcome = Outcome {
    validation: f64::INFINITY,
    test: f64::INFINITY,
    error: f64::INFINITY,
};

/// Trains on `task` from the initialization and in the order of examples that belong to `seed`.
///
/// Two methods with one seed start at the same point and see the same mini-batches. What is
/// measured is the last point, or the optimizer's average where it keeps one.
pub fn run(task: Task, configuration: &Configuration, seed: u64) -> Outcome {
    let (problem, split) = (task.problem(seed), task.split());
    let spec = configuration.settings.spec();
    let params = match (spec.build)(&configuration.settings) {
        Ok(Method::Gradient(mut optimizer)) => {
            mini_batches(&problem, &split, configuration, optimizer.as_mut(), seed)
        }
        Ok(Method::Oracle(mut optimizer)) => {
            let loss = Counted::new(&problem, &split.training, configuration.penalty);
            within(&loss, BATCH * STEPS, optimizer.as_mut())
        }
        Err(_) => None,
    };
    let Some(params) = params else {
        return FAILED;
    };
    let outcome = Outcome {
        validation: problem.loss_on(&params, &split.validation),
        test: problem.loss_on(&params, &split.test),
        error: problem.error_on(&params, &split.test),
    };
    if outcome.validation.is_finite() && outcome.test.is_finite() {
        outcome
    } else {
        FAILED
    }
}

// ANCHOR: run
/// STEPS steps on mini-batches; `None` if a step is refused, as one with an infinite gradient is.
fn mini_batches(
    problem: &Problem,
    split: &Split,
    configuration: &Configuration,
    optimizer: &mut dyn Optimizer,
    seed: u64,
) -> Option<Vec<Tensor>> {
    let lr = configuration.settings.real("lr").ok()?;
    let mut params = problem.sum().start();
    let mut grads = zeros_like(&params);
    let mut rng = random::generator(1_000_000 + seed);
    let mut queue: Vec<usize> = Vec::new();
    for step in 0..STEPS {
        if queue.len() < BATCH {
            // The next epoch: every training example once, in a new order, after what is left.
            let order = random::permutation(split.training.len(), &mut rng);
            queue.splice(0..0, order.into_iter().map(|i| split.training[i]));
        }
        let batch = queue.split_off(queue.len() - BATCH);
        problem
            .sum()
            .batch_gradient_into(&params, &batch, &mut grads);
        if configuration.schedule == Schedule::Linear {
            let left = 1.0 - step as f64 / STEPS as f64;
            optimizer.set_learning_rate(lr * left).ok()?;
        }
        optimizer.step(&mut params, &grads).ok()?;
    }
    Some(optimizer.second_point().map_or(params, <[Tensor]>::to_vec))
}
// ANCHOR_END: run

/// Steps of `optimizer` on `loss` while `budget` gradients of single examples pay for them: equation
/// `field-guide:budget`. `None` if a step is refused.
pub fn within(
    loss: &Counted<'_>,
    budget: usize,
    optimizer: &mut dyn OracleOptimizer,
) -> Option<Vec<Tensor>> {
    let mut params = loss.start();
    loop {
        let before = params.clone();
        optimizer.step_on(loss, &mut params).ok()?;
        if loss.examples() > budget {
            return Some(before);
        }
        if params == before {
            return Some(params);
        }
    }
}

/// The training loss with its penalty, which counts how often it is asked.
#[derive(Debug)]
pub struct Counted<'a> {
    problem: &'a Problem,
    rows: &'a [usize],
    penalty: f64,
    /// The point that it was asked about last.
    asked: RefCell<Vec<Tensor>>,
    passes: Cell<usize>,
}

impl<'a> Counted<'a> {
    /// The mean loss of the examples `rows` plus (`penalty`/2)‖θ‖², not asked yet.
    pub fn new(problem: &'a Problem, rows: &'a [usize], penalty: f64) -> Self {
        Self {
            problem,
            rows,
            penalty,
            asked: RefCell::default(),
            passes: Cell::new(0),
        }
    }

    /// Gradients of single examples so far. f comes with its gradient, so a point that is asked
    /// about several times in a row is paid for once.
    pub fn examples(&self) -> usize {
        self.rows.len() * self.passes.get()
    }

    fn ask(&self, params: &[Tensor]) {
        if *self.asked.borrow() != params {
            self.asked.replace(params.to_vec());
            self.passes.set(self.passes.get() + 1);
        }
    }
}

impl Objective for Counted<'_> {
    fn name(&self) -> &str {
        self.problem.sum().name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.problem.sum().start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.ask(params);
        let squares: f64 = params.iter().flatten().map(|x| x * x).sum();
        self.problem.loss_on(params, self.rows) + 0.5 * self.penalty * squares
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.ask(params);
        self.problem
            .sum()
            .batch_gradient_into(params, self.rows, grads);
        for (grad, param) in grads.iter_mut().zip(params) {
            grad.scaled_add(self.penalty, param);
        }
    }
}
