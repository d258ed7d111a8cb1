//! `cargo book run`.

use descent::problems::{DigitsMlp, Quadratic, Rosenbrock, ZOO};
use descent::{Method, Objective, Settings, Spec, Tensor, Trace, descend, descend_with, flatten};
use optimizers::{ALL, trial::settings};
use rayon::prelude::*;
use serde_json::Value;

use super::{Said, book};

/// The trajectory that the library computes.
fn direct(settings: &Settings, problem: &dyn Objective, start: &[Tensor], steps: usize) -> Trace {
    let trace = match (settings.spec().build)(settings).expect("settings that run") {
        Method::Gradient(mut optimizer) => descend(problem, optimizer.as_mut(), start, steps),
        Method::Oracle(mut optimizer) => descend_with(problem, optimizer.as_mut(), start, steps),
    };
    trace.expect("a run that stays finite")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Every recorded number is bit for bit that of `trace`.
fn agrees(json: &Value, trace: &Trace) {
    let steps = json["steps"].as_array().expect("a list of steps");
    assert_eq!(steps.len(), trace.values().len());
    for (t, (step, point)) in steps.iter().zip(trace.points()).enumerate() {
        assert_eq!(step["step"], t);
        assert_eq!(
            step["value"].as_f64(),
            Some(trace.values()[t]),
            "value after {t} steps"
        );
        let params: Vec<f64> = serde_json::from_value(step["params"].clone()).expect("numbers");
        assert_eq!(params, flatten(point), "parameters after {t} steps");
    }
}

#[test]
fn every_optimizer_runs_on_every_problem_as_the_library_does() {
    // Each run is a process of its own: as many at a time as there are cores.
    ALL.par_iter().for_each(runs_on_every_problem);
}

fn runs_on_every_problem(spec: &'static Spec) {
    for entry in ZOO {
        let problem = (entry.build)();
        let start = problem.start();
        let large = start.iter().map(Tensor::len).sum::<usize>() > 500;
        let steps = if large { 2 } else { 7 };
        let count = steps.to_string();
        let mut words = vec!["run", spec.name, "--problem", entry.name];
        words.extend(["--steps", &count, "--json"]);
        // What has no default gets a small number, the learning rate one that is safe everywhere.
        let mut settings = settings(spec).with("lr", 1e-4).expect("a learning rate");
        // Hypergradient descent multiplies it by squared gradients to change the rate.
        let rates = ["lr", "hyper"];
        if spec.hyperparameter("hyper").is_some() {
            settings.set("hyper", 1e-12).expect("a learning rate");
        }
        let required: Vec<(String, String)> = settings
            .iter()
            .filter(|(h, _)| rates.contains(&h.name) || h.kind.default().is_none())
            .filter_map(|(h, value)| Some((format!("--{}", h.name), value?.to_string())))
            .collect();
        words.extend(
            required
                .iter()
                .flat_map(|(name, value)| [name.as_str(), value]),
        );
        let json = parsed(&book(&words).succeeds());
        agrees(&json, &direct(&settings, problem.as_ref(), &start, steps));
        assert_eq!(json["optimizer"], spec.name);
        assert_eq!(json["problem"], entry.name);
        assert_eq!(json["settings"]["lr"], 1e-4);
        assert_eq!(json["error"], Value::Null);
    }
}

#[test]
fn every_option_arrives() {
    let text = book(&[
        "run",
        "momentum",
        "--problem=quadratic",
        "--spectrum",
        "0.1,2,5",
        "--start",
        "-1,2e0,0.3",
        "--lr",
        "0.05",
        "--beta",
        "0.8",
        "--dampening=0.25",
        "--first",
        "gradient",
        "--lr-place",
        "inside",
        "--weight_decay",
        "1e-2",
        "--steps",
        "11",
        "--json",
    ])
    .succeeds();
    let json = parsed(&text);
    let momentum = optimizers::by_name("momentum").expect("in the registry");
    let set =
        |settings: Settings, name: &str, text: &str| settings.with_text(name, text).expect(name);
    let settings = [
        ("lr", "0.05"),
        ("beta", "0.8"),
        ("dampening", "0.25"),
        ("first", "gradient"),
        ("lr_place", "inside"),
        ("weight_decay", "0.01"),
    ]
    .into_iter()
    .fold(momentum.settings(), |settings, (name, text)| {
        set(settings, name, text)
    });
    let bowl = Quadratic::new(&[0.1, 2.0, 5.0]).expect("a spectrum");
    agrees(
        &json,
        &direct(&settings, &bowl, &descent::vector(&[-1.0, 2.0, 0.3]), 11),
    );
    assert_eq!(json["settings"]["first"], "gradient");
    assert_eq!(json["settings"]["weight_decay"], 0.01);
    assert_eq!(json["spectrum"], serde_json::json!([0.1, 2.0, 5.0]));
    assert_eq!(json["start"], serde_json::json!([-1.0, 2.0, 0.3]));
}

#[test]
fn a_matrix_starts_from_a_flattened_list() {
    let words = "run sgd --problem least-squares --start 1,2,3,4,5,6 --lr 0.1 --steps 3 --json";
    let json = parsed(&book(&words.split(' ').collect::<Vec<_>>()).succeeds());
    assert_eq!(json["shapes"], serde_json::json!([[2, 3]]));
    assert_eq!(
        json["steps"][0]["params"],
        serde_json::json!([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    );
}

#[test]
fn the_seed_reaches_the_noise_and_the_network() {
    let run = |optimizer: &str, problem: &str, seed: &str| {
        let words = [
            "run",
            optimizer,
            "--problem",
            problem,
            "--seed",
            seed,
            "--lr",
            "0.01",
        ];
        book(&[&words[..], &["--steps", "2", "--json"]].concat()).succeeds()
    };
    assert_eq!(run("sgld", "booth", "7"), run("sgld", "booth", "7"));
    let (a, b) = (
        parsed(&run("sgld", "booth", "7")),
        parsed(&run("sgld", "booth", "8")),
    );
    assert_eq!(
        (a["seed"].as_u64(), a["settings"]["seed"].as_u64()),
        (Some(7), Some(7))
    );
    assert_ne!(a["steps"], b["steps"]);
    let start = DigitsMlp::new(16, 5).expect("a width").start();
    let network = parsed(&run("sgd", "digits-mlp", "5"));
    assert_eq!(network["start"], serde_json::json!(flatten(&start)));
}

#[test]
fn csv_has_a_line_a_step_and_exact_numbers() {
    let words = "run nesterov --problem rosenbrock --lr 1e-4 --steps 9 --csv";
    let text = book(&words.split(' ').collect::<Vec<_>>()).succeeds();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("step,value,theta0,theta1"));
    let nesterov = optimizers::by_name("nesterov").expect("in the registry");
    let settings = nesterov
        .settings()
        .with("lr", 1e-4)
        .expect("a learning rate");
    let valley = Rosenbrock::default();
    let trace = direct(&settings, &valley, &valley.start(), 9);
    for (t, line) in lines.enumerate() {
        let numbers: Vec<f64> = line
            .split(',')
            .map(|x| x.parse().expect("a number"))
            .collect();
        let point = flatten(&trace.points()[t]);
        assert_eq!(
            numbers,
            [&[t as f64, trace.values()[t]], point.as_slice()].concat()
        );
    }
    assert_eq!(text.lines().count(), 11);
}

#[test]
fn the_table_is_short_and_ends_with_the_last_step() {
    let words = "run sgd --problem quadratic --lr 0.1 --steps 777";
    let text = book(&words.split(' ').collect::<Vec<_>>()).succeeds();
    assert!(text.lines().count() < 20, "{text}");
    assert!(
        text.lines()
            .last()
            .is_some_and(|line| line.trim_start().starts_with("777 ")),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn no_steps_are_the_start_alone() {
    let words = "run sgd --problem booth --lr 0.1 --steps 0 --json";
    let json = parsed(&book(&words.split(' ').collect::<Vec<_>>()).succeeds());
    assert_eq!(json["steps"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_breaks_down_prints_what_it_recorded() {
    for (format, lines) in [("--json", 0), ("--csv", 1)] {
        let Said { out, err, code } =
            book(&["run", "sgd", "--problem", "rosenbrock", "--lr", "1", format]);
        assert_eq!(code, Some(1));
        let line = "error: sgd: step 4: the value of rosenbrock is inf; a smaller learning rate may help\n";
        assert_eq!(err, line);
        if format == "--json" {
            let json = parsed(&out);
            assert_eq!(json["steps"].as_array().map(Vec::len), Some(4), "{out}");
            assert_eq!(json["error"]["step"], 4);
        } else {
            assert_eq!(out.lines().count(), 4 + lines, "{out}");
        }
    }
    // The gradient overflows before the value: the step is refused.
    let words = "run sgd --problem monkey-saddle --start 1e200,0 --lr 0.1 --json";
    let Said { err, code, .. } = book(&words.split(' ').collect::<Vec<_>>());
    assert_eq!((code, err.lines().count()), (Some(1), 1), "{err}");
    assert!(err.contains("step "), "{err}");
}

#[test]
fn pictures_are_drawn_of_paths_and_of_values() {
    let folder = tempfile::tempdir().expect("a folder");
    for (problem, lr, shows) in [
        ("himmelblau", "0.01", "θ₁"),
        ("logistic-regression", "0.1", "f(θ)"),
        ("monkey-saddle", "0.01", "θ₁"),
        ("walled-saddle", "0.1", "θ₂"),
    ] {
        let path = folder.path().join(format!("{problem}.svg"));
        let file = path.to_str().expect("UTF-8");
        book(&[
            "run",
            "momentum",
            "--problem",
            problem,
            "--lr",
            lr,
            "--plot",
            file,
            "--steps",
            "30",
        ])
        .succeeds();
        let svg = std::fs::read_to_string(&path).expect("a picture");
        assert!(svg.starts_with("<svg") && svg.contains(shows), "{problem}");
        assert!(
            !svg.contains("var("),
            "{problem} depends on a page's colours"
        );
    }
    // A run that breaks down is drawn as far as it went.
    let path = folder.path().join("broken.svg");
    let file = path.to_str().expect("UTF-8");
    let said = book(&[
        "run",
        "sgd",
        "--problem",
        "rosenbrock",
        "--lr",
        "1",
        "--plot",
        file,
    ]);
    assert_eq!(said.code, Some(1));
    assert!(path.exists());
}

#[test]
fn wrong_input_gets_one_line_and_exit_code_2() {
    let all = ALL
        .iter()
        .map(|spec| spec.name)
        .collect::<Vec<_>>()
        .join(", ");
    let zoo = ZOO
        .iter()
        .map(|entry| entry.name)
        .collect::<Vec<_>>()
        .join(", ");
    let options = "--problem, --spectrum, --start, --steps, --seed, --json, --csv, --plot";
    let numbers = "finite numbers with commas between, as in 1,-2.5,3e-4";
    let range = "it must be a finite number in [0, ∞)";
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("no/such/folder.svg");
    let inside = inside.to_str().expect("UTF-8");
    let above = folder.path().join("no/such");
    let file = folder.path().join("file");
    std::fs::write(&file, "text").expect("written");
    let below = file.join("plot.svg");
    let cases: &[(&str, String)] = &[
        ("", format!("name an optimizer, as in `cargo book run momentum --problem quadratic --lr 0.1`; there are {all}")),
        ("--problem booth", "name an optimizer".to_owned()),
        ("momentun", "there is no optimizer `momentun`, did you mean `momentum`?; `cargo book list` shows all".to_owned()),
        ("sgd --lr 0.1", format!("name a problem with --problem; the zoo has {zoo}")),
        ("sgd --lr 0.1 --problem bael", format!("there is no problem `bael`, did you mean `beale`?; the zoo has {zoo}")),
        ("sgd --problem booth", "sgd: lr (η) has no default: set it, a finite number in [0, ∞)".to_owned()),
        ("sgd --problem booth --lr x", format!("sgd: lr (η) = x is not allowed: {range}")),
        ("sgd --problem booth --lr -1", format!("sgd: lr (η) = -1 is not allowed: {range}")),
        ("sgd --problem booth --lr nan", format!("sgd: lr (η) = NaN is not allowed: {range}")),
        ("momentum --problem booth --lr 0.1 --beta 1", "momentum: beta (β) = 1 is not allowed: it must be a finite number in [0, 1)".to_owned()),
        ("momentum --problem booth --lr 0.1 --first grad", "momentum: first (m₁) = grad is not allowed: it must be one of zero, gradient".to_owned()),
        ("sgd --problem booth --lr 0.1 --beta 0.9", format!("sgd has no option `--beta`; it takes --lr, --weight-decay, and any run {options}")),
        ("momentum --problem booth --lr 0.1 --bta 0.9", "momentum has no option `--bta`, did you mean `--beta`?".to_owned()),
        ("sgd --problem booth --lr 0.1 --stpes 3", "sgd has no option `--stpes`, did you mean `--steps`?".to_owned()),
        ("sgd --problem booth --lr 0.1 --weight-deacy 3", "sgd has no option `--weight-deacy`, did you mean `--weight-decay`?".to_owned()),
        ("sgd booth", "`booth` belongs to no option".to_owned()),
        ("sgd --problem booth --lr", "--lr needs a value: a finite number in [0, ∞)".to_owned()),
        ("sgd --problem --lr 0.1", "--problem needs a value: the name of a problem".to_owned()),
        ("sgd --problem booth --lr 0.1 --lr 0.2", "--lr is given twice".to_owned()),
        ("sgd --problem booth --weight-decay 0.1 --weight_decay 0.2", "--weight-decay is given twice".to_owned()),
        ("sgd --problem booth --lr 0.1 --json=yes", "--json takes no value, `yes` was given".to_owned()),
        ("sgd --problem booth --lr 0.1 --json --csv", "--json and --csv exclude each other".to_owned()),
        ("sgd --problem booth --lr 0.1 --steps -3", "--steps = `-3` is not allowed: it must be a whole number from 0 on".to_owned()),
        ("sgd --problem booth --lr 0.1 --steps 1e3", "--steps = `1e3` is not allowed".to_owned()),
        ("sgd --problem booth --lr 0.1 --steps 99999999999", "--steps 99999999999 would record 99999999999 points of 2 numbers; at most 33333333 steps".to_owned()),
        ("sgd --problem booth --lr 0.1 --seed x", "--seed = `x` is not allowed: it must be a whole number from 0 on".to_owned()),
        ("sgd --problem booth --lr 0.1 --start 1", "--start has 1 numbers, booth has 2 parameters of shapes [[2]]".to_owned()),
        ("sgd --problem booth --lr 0.1 --start 1,2,3", "--start has 3 numbers, booth has 2 parameters of shapes [[2]]".to_owned()),
        ("sgd --problem least-squares --lr 0.1 --start 1,2", "--start has 2 numbers, least-squares has 6 parameters of shapes [[2, 3]]".to_owned()),
        ("sgd --problem booth --lr 0.1 --start 1,two", format!("--start = `two` is not allowed: it must be {numbers}")),
        ("sgd --problem booth --lr 0.1 --start 1,", format!("--start = `` is not allowed: it must be {numbers}")),
        ("sgd --problem booth --lr 0.1 --start nan,1", format!("--start = `nan` is not allowed: it must be {numbers}")),
        ("sgd --problem booth --lr 0.1 --spectrum 1,2", "--spectrum belongs to the problem quadratic, not to booth".to_owned()),
        ("sgd --problem quadratic --lr 0.1 --spectrum 1,x", format!("--spectrum = `x` is not allowed: it must be {numbers}")),
        ("sgd --problem bolth --lr 0.1 --spectrum 1,2", "there is no problem `bolth`, did you mean `booth`?".to_owned()),
    ];
    for (words, message) in cases {
        let words: Vec<&str> = std::iter::once("run")
            .chain(words.split_whitespace())
            .collect();
        book(&words).refuses(message);
    }
    let plot = |path: &str, message: &str| {
        let words = [
            "run",
            "sgd",
            "--problem",
            "booth",
            "--lr",
            "0.1",
            "--plot",
            path,
        ];
        book(&words).refuses(&format!("--plot {path}: {message}"));
    };
    plot(
        inside,
        &format!("the folder {} does not exist", above.display()),
    );
    plot(
        folder.path().to_str().expect("UTF-8"),
        "is a folder, give a file",
    );
    plot(
        below.to_str().expect("UTF-8"),
        &format!("the folder {} does not exist", file.display()),
    );
}
