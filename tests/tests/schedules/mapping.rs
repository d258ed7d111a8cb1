//! From a schedule's name and arguments in PyTorch to one of ours.

use std::collections::BTreeSet;

use schedules::{
    ConstantFactor, Cosine, Cyclic, Exponential, Height, LinearFactor, OneCycle, Polynomial,
    Restarts, Schedule, Shape, StepDecay,
};
use serde_json::{Map, Value};

/// The arguments of one case; those that were not asked for are not supported.
struct Arguments<'a> {
    given: &'a Map<String, Value>,
    asked: BTreeSet<&'static str>,
}

impl Arguments<'_> {
    /// What was given for `name`; null is Python's `None`, as if it had not been given.
    fn get(&mut self, name: &'static str) -> Option<&Value> {
        self.asked.insert(name);
        self.given.get(name).filter(|value| !value.is_null())
    }

    fn real(&mut self, name: &'static str, default: Option<f64>) -> Result<f64, String> {
        match self.get(name) {
            Some(value) => value
                .as_f64()
                .ok_or_else(|| format!("{name} = {value} is no number")),
            None => default.ok_or_else(|| format!("{name} is not given")),
        }
    }

    fn whole(&mut self, name: &'static str, default: Option<u64>) -> Result<u64, String> {
        match self.get(name) {
            Some(value) => value
                .as_u64()
                .ok_or_else(|| format!("{name} = {value} is no number of steps")),
            None => default.ok_or_else(|| format!("{name} is not given")),
        }
    }

    fn word(&mut self, name: &'static str, default: &str) -> Result<String, String> {
        match self.get(name) {
            Some(value) => value
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| format!("{name} = {value} is no word")),
            None => Ok(default.to_owned()),
        }
    }

    fn switch(&mut self, name: &'static str) -> Result<bool, String> {
        match self.get(name) {
            Some(value) => value
                .as_bool()
                .ok_or_else(|| format!("{name} = {value} is neither true nor false")),
            None => Ok(false),
        }
    }

    /// An argument that does not change the rates.
    fn ignore(&mut self, names: &[&'static str]) {
        self.asked.extend(names);
    }

    /// After all were asked for: none is left over.
    fn done(&self) -> Result<(), String> {
        match self
            .given
            .keys()
            .find(|name| !self.asked.contains(name.as_str()))
        {
            Some(name) => Err(format!("the argument {name} is not supported")),
            None => Ok(()),
        }
    }
}

/// Our schedule for PyTorch's `name` with `arguments` and the optimizer's rate `base`.
pub(crate) fn schedule(
    name: &str,
    base: f64,
    arguments: &Map<String, Value>,
) -> Result<Box<dyn Schedule>, String> {
    let mut a = Arguments {
        given: arguments,
        asked: BTreeSet::new(),
    };
    let fresh = match a.get("last_epoch") {
        Some(value) => value.as_i64() == Some(-1),
        None => true,
    };
    if !fresh {
        return Err("a schedule that continues an earlier run is not supported".to_owned());
    }
    a.ignore(&["verbose"]);
    let schedule = match name {
        "ConstantLR" => constant(base, &mut a),
        "LinearLR" => linear(base, &mut a),
        "StepLR" => step(base, &mut a),
        "MultiStepLR" => multi_step(base, &mut a),
        "ExponentialLR" => exponential(base, &mut a),
        "PolynomialLR" => polynomial(base, &mut a),
        "CosineAnnealingLR" => cosine(base, &mut a),
        "CosineAnnealingWarmRestarts" => restarts(base, &mut a),
        "CyclicLR" => cyclic(&mut a),
        "OneCycleLR" => one_cycle(&mut a),
        _ => return Err("no schedule here stands for it".to_owned()),
    }?;
    a.done()?;
    Ok(schedule)
}

type Built = Result<Box<dyn Schedule>, String>;

fn boxed<S: Schedule + 'static>(schedule: Result<S, schedules::ScheduleError>) -> Built {
    match schedule {
        Ok(schedule) => Ok(Box::new(schedule)),
        Err(error) => Err(error.to_string()),
    }
}

fn constant(base: f64, a: &mut Arguments<'_>) -> Built {
    let factor = a.real("factor", Some(1.0 / 3.0))?;
    boxed(ConstantFactor::new(
        base,
        factor,
        a.whole("total_iters", Some(5))?,
    ))
}

fn linear(base: f64, a: &mut Arguments<'_>) -> Built {
    let ends = (
        a.real("start_factor", Some(1.0 / 3.0))?,
        a.real("end_factor", Some(1.0))?,
    );
    boxed(LinearFactor::new(
        base,
        ends,
        a.whole("total_iters", Some(5))?,
    ))
}

fn step(base: f64, a: &mut Arguments<'_>) -> Built {
    let period = a.whole("step_size", None)?;
    boxed(StepDecay::every(base, period, a.real("gamma", Some(0.1))?))
}

fn multi_step(base: f64, a: &mut Arguments<'_>) -> Built {
    let milestones: Option<Vec<u64>> = a
        .get("milestones")
        .and_then(Value::as_array)
        .and_then(|list| list.iter().map(Value::as_u64).collect());
    let milestones = milestones.ok_or("milestones is no list of steps")?;
    boxed(StepDecay::at(
        base,
        &milestones,
        a.real("gamma", Some(0.1))?,
    ))
}

fn exponential(base: f64, a: &mut Arguments<'_>) -> Built {
    boxed(Exponential::new(base, a.real("gamma", None)?))
}

fn polynomial(base: f64, a: &mut Arguments<'_>) -> Built {
    let steps = a.whole("total_iters", Some(5))?;
    boxed(Polynomial::new(base, steps, a.real("power", Some(1.0))?))
}

fn cosine(base: f64, a: &mut Arguments<'_>) -> Built {
    let floor = a.real("eta_min", Some(0.0))?;
    boxed(Cosine::new(base, floor, a.whole("T_max", None)?))
}

fn restarts(base: f64, a: &mut Arguments<'_>) -> Built {
    let floor = a.real("eta_min", Some(0.0))?;
    let first = a.whole("T_0", None)?;
    boxed(Restarts::new(
        base,
        floor,
        first,
        a.whole("T_mult", Some(1))?,
    ))
}

/// The rate that the optimizer had before is replaced by `base_lr`.
fn cyclic(a: &mut Arguments<'_>) -> Built {
    a.ignore(&["cycle_momentum", "base_momentum", "max_momentum"]);
    let ends = (a.real("base_lr", None)?, a.real("max_lr", None)?);
    let up = a.whole("step_size_up", Some(2000))?;
    let sides = (up, a.whole("step_size_down", Some(up))?);
    let gamma = a.real("gamma", Some(1.0))?;
    let height = match a.word("mode", "triangular")?.as_str() {
        "triangular" => Height::Constant,
        "triangular2" => Height::Halved,
        "exp_range" => Height::Decaying(gamma),
        other => return Err(format!("mode = {other} is not supported")),
    };
    // `scale_mode` counts only with a function of one's own.
    a.ignore(&["scale_mode"]);
    boxed(Cyclic::new(ends, sides, height))
}

fn one_cycle(a: &mut Arguments<'_>) -> Built {
    a.ignore(&["cycle_momentum", "base_momentum", "max_momentum"]);
    let steps = if a.get("total_steps").is_some() {
        a.ignore(&["epochs", "steps_per_epoch"]);
        a.whole("total_steps", None)?
    } else {
        a.whole("epochs", None)? * a.whole("steps_per_epoch", None)?
    };
    let rise = a.real("pct_start", Some(0.3))?;
    let divisors = (
        a.real("div_factor", Some(25.0))?,
        a.real("final_div_factor", Some(1e4))?,
    );
    let shape = match a.word("anneal_strategy", "cos")?.as_str() {
        "cos" => Shape::Cosine,
        "linear" => Shape::Linear,
        other => return Err(format!("anneal_strategy = {other} is not supported")),
    };
    let three_phases = a.switch("three_phase")?;
    let schedule = OneCycle::new(a.real("max_lr", None)?, steps)
        .and_then(|schedule| schedule.with_rise(rise))
        .and_then(|schedule| schedule.with_divisors(divisors.0, divisors.1))
        .map(|schedule| schedule.with_shape(shape));
    boxed(schedule.map(|schedule| {
        if three_phases {
            schedule.in_three_phases()
        } else {
            schedule
        }
    }))
}
