//! The committed results are those that `cargo book compare` makes, and the pages quote them.

use std::collections::BTreeMap;

use field_guide::comparison::{
    self, AGAIN, FRESH, Part, RECOMMENDED, REPEATED, REPEATS, SEEDS, TRIALS, TUNINGS, best,
    first_round, of, second_round, third_round, winner, written,
};
use field_guide::contestant::{Configuration, Contestant, FIELD};
use field_guide::race::{CONTOUR_RATES, Course, RACERS, SADDLE_RATES, racer};
use field_guide::results::{
    boxes, confirmed, different, error, ranking, rates, recommended, reversed, rows, table, test,
    text, tolerance,
};
use field_guide::{Task, training};

/// Runs differ between machines by the last digits of exp and tanh and by the order of sums in
/// matrix products; a thousand steps make 1e-16 of that at most about 1e-9 in these runs.
const TOLERANCE: f64 = 1e-6;

#[test]
fn a_few_entries_come_out_again() {
    let mut tried = 0;
    for (task, method, part) in [
        (Task::Digits, "sgd", Part::Trials),
        (Task::Digits, "muon", Part::Finals),
        (Task::Digits, "lbfgs", Part::Finals),
        (Task::Wine, "adamw", Part::Finals),
        (Task::Wine, "schedule-free-adamw", Part::Finals),
        (Task::Wine, "prodigy", Part::Trials),
    ] {
        let contestant = FIELD
            .iter()
            .find(|c| c.name == method)
            .expect("in the field");
        // Of the trials the best one: what diverges is not reproducible to many digits.
        let row = of(rows(), part, task, contestant)
            .min_by(|a, b| a.outcome.validation.total_cmp(&b.outcome.validation))
            .expect("a committed row");
        let configuration = Configuration::read(contestant, &row.configuration).expect("readable");
        let again = training::run(task, &configuration, row.seed);
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < TOLERANCE;
        let (old, new) = (row.outcome, again);
        assert!(
            near(new.validation, old.validation),
            "{task}, {method}, seed {}: {}, committed is {}; run `cargo book compare`",
            row.seed,
            new.validation,
            old.validation
        );
        if part == Part::Finals {
            assert!(
                near(new.test, old.test),
                "{task}, {method}: {} {}",
                new.test,
                old.test
            );
            assert!((new.error - old.error).abs() < 1e-5, "{task}, {method}");
        }
        tried += 1;
    }
    assert_eq!(tried, 6);
}

#[test]
fn every_run_of_the_protocol_is_there_once_with_its_configuration() {
    let mut jobs = first_round().expect("the boxes");
    jobs.extend(second_round(rows()).expect("the first round"));
    jobs.extend(third_round(rows()).expect("the second round"));
    // The files come one after the other; within a file the order is that of the jobs.
    jobs.sort_by_key(|job| job.part);
    assert_eq!(
        jobs.len(),
        rows().len(),
        "jobs and committed rows; run `cargo book compare`"
    );
    for (job, row) in jobs.iter().zip(rows()) {
        let head = |part: Part, task: Task, name: &str, number: f64, seed: u64| {
            format!("{} {task} {name} {number} {seed}", part.file())
        };
        assert_eq!(
            head(
                job.part,
                job.task,
                job.contestant.name,
                job.number,
                job.seed
            ),
            head(
                row.part,
                row.task,
                row.contestant.name,
                row.number,
                row.seed
            )
        );
        assert_eq!(
            job.configuration.written(),
            row.configuration,
            "{}",
            job.contestant.name
        );
    }
}

#[test]
fn every_method_had_the_same_budget() {
    let mut counts: BTreeMap<(Task, &str, Part), u64> = BTreeMap::new();
    for row in rows() {
        *counts
            .entry((row.task, row.contestant.name, row.part))
            .or_default() += 1;
    }
    for task in Task::ALL {
        for contestant in FIELD {
            let count = |part| counts.get(&(task, contestant.name, part)).copied();
            assert_eq!(count(Part::Trials), Some(TUNINGS * TRIALS));
            assert_eq!(
                count(Part::Repeats),
                Some(TUNINGS * REPEATED as u64 * REPEATS)
            );
            assert_eq!(count(Part::Finals), Some(TUNINGS * SEEDS));
        }
    }
    // No seed is used in two rounds.
    const {
        assert!(TUNINGS * TRIALS <= AGAIN && AGAIN + 50 * (TUNINGS - 1) + REPEATS <= FRESH);
        assert!(REPEATS <= 50);
    }
}

#[test]
fn a_split_uses_each_example_once() {
    for (task, sizes) in [
        (Task::Digits, [1079, 359, 359]),
        (Task::Wine, [817, 271, 271]),
    ] {
        let split = task.split();
        let parts = [&split.training, &split.validation, &split.test];
        assert_eq!(parts.map(Vec::len), sizes, "{task}");
        let mut all: Vec<usize> = parts.into_iter().flatten().copied().collect();
        all.sort_unstable();
        assert_eq!(
            all,
            (0..task.problem(0).sum().examples()).collect::<Vec<_>>(),
            "{task}"
        );
    }
}

#[test]
fn no_number_was_changed_by_hand() {
    // FNV-1a of each file, in the order of the parts. Whoever commits the files of a new
    // `cargo book compare` commits these five numbers with them.
    let committed: [u64; 5] = [
        0xb1a468b185f210ba,
        0x4e482026fe89098b,
        0x42027b96231301bd,
        0x525da7da21cbc28b,
        0xfd7d2d093dd66c36,
    ];
    let hash = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    for (part, committed) in Part::ALL.into_iter().zip(committed) {
        let found = hash(text(part));
        assert_eq!(found, committed, "{}: now {found:#018x}", part.file());
    }
}

#[test]
fn files_read_back_as_they_were_written() {
    for part in Part::ALL {
        let read = comparison::read(part, text(part)).expect("the committed file");
        assert!(written(part, &read) == text(part), "{}", part.file());
    }
    let broken = text(Part::Finals).replacen(",1,1000,", ",1,x,", 1);
    let message = comparison::read(Part::Finals, &broken)
        .unwrap_err()
        .to_string();
    assert_eq!(message, "finals.csv, line 2: not a seed");
}

#[test]
fn the_gradient_of_the_wine_network_is_right() {
    let problem = field_guide::WineQuality::new(5, 3);
    let start = descent::Objective::start(&problem);
    let flat = descent::flatten(&start);
    let value = |x: &[f64]| descent::Objective::value(&problem, &descent::unflatten(x, &start));
    let gradient = descent::flatten(&descent::Objective::gradient(&problem, &start));
    for (i, g) in gradient.iter().enumerate() {
        let h = 1e-5;
        let moved = |by: f64| {
            let mut x = flat.clone();
            x[i] += by;
            value(&x)
        };
        let difference = (moved(h) - moved(-h)) / (2.0 * h);
        assert!(
            (g - difference).abs() < 1e-8,
            "entry {i}: {g}, {difference}"
        );
    }
}

const PAGES: [&str; 2] = [
    include_str!("../../../../src/en/field-guide.md"),
    include_str!("../../../../src/zh/field-guide.md"),
];

#[test]
fn the_pages_show_the_table_of_the_results() {
    for page in PAGES {
        for line in table() {
            assert!(page.contains(&line), "no line `{line}`");
        }
    }
}

#[test]
fn the_pages_show_the_table_of_the_boxes() {
    for page in PAGES {
        for line in boxes() {
            assert!(page.contains(&line), "no line `{line}`");
        }
    }
}

#[test]
fn the_pages_show_the_tables_of_the_races() {
    let names = [
        [
            "SGD", "momentum", "Nesterov", "AdaGrad", "Adadelta", "RMSProp",
        ],
        [
            "SGD",
            "动量法",
            "涅斯捷罗夫动量",
            "AdaGrad",
            "Adadelta",
            "RMSProp",
        ],
    ];
    let time = |time: Option<usize>| time.map_or("–".to_owned(), |time| time.to_string());
    let tuned = |course: &Course, k: usize| {
        course
            .tuned(RACERS[k])
            .expect("a racer")
            .map(|(_, time)| time)
    };
    let given = |course: &Course, k: usize, rates: [f64; 6]| {
        let path = course.path(&racer(RACERS[k], rates[k]).expect("a racer"));
        course.arrival(&path.expect("a path"))
    };
    let (low, high) = (Course::contour([1.0, 1.0]), Course::contour([1.0, 1.2]));
    let [near, far, close] = [1e-3, 0.1, 1e-12].map(Course::saddle);
    for k in 0..RACERS.len() {
        let contour = [
            given(&low, k, CONTOUR_RATES),
            tuned(&low, k),
            tuned(&high, k),
        ];
        let saddle = [
            given(&near, k, SADDLE_RATES),
            tuned(&near, k),
            tuned(&far, k),
            tuned(&close, k),
        ];
        for (page, names) in PAGES.iter().zip(names) {
            for times in [&contour[..], &saddle[..]] {
                let cells: Vec<String> = times.iter().map(|&t| time(t)).collect();
                let line = format!("| {} | {} |", names[k], cells.join(" | "));
                assert!(page.contains(&line), "no line `{line}`");
            }
        }
    }
}

#[test]
fn the_differences_of_the_text_are_those_of_the_results() {
    // How many pairs differ, how many come again, how many come reversed.
    for (task, counts) in [
        (Task::Digits, [40, 40, 34, 1]),
        (Task::Wine, [42, 40, 9, 13]),
    ] {
        let found = [
            different(task, 1),
            different(task, 2),
            confirmed(task),
            reversed(task),
        ];
        assert_eq!(found.map(|pairs| pairs.len()), counts, "{task}");
    }
    assert_eq!(reversed(Task::Digits), [("nesterov", "rmsprop")]);
    // What is confirmed on the digits.
    let digits = confirmed(Task::Digits);
    let behind = |name: &str| {
        let mut all: Vec<&str> = digits
            .iter()
            .filter(|pair| pair.0 == name)
            .map(|pair| pair.1)
            .collect();
        all.sort_unstable();
        all
    };
    let front = ["schedule-free-adamw", "muon", "adamw"];
    let mut others: Vec<&str> = FIELD.iter().map(|c| c.name).collect();
    others.retain(|name| !front.contains(name) && *name != "prodigy");
    others.sort_unstable();
    assert_eq!(behind("schedule-free-adamw"), others);
    assert_eq!(behind("muon"), others);
    let adamw = [
        "adagrad", "adam", "lbfgs", "lion", "momentum", "rmsprop", "sgd",
    ];
    assert_eq!(behind("adamw"), adamw);
    assert_eq!(digits.iter().filter(|pair| pair.1 == "lbfgs").count(), 12);
    for group in [&front[..], &["sgd", "momentum", "adam", "lion", "adagrad"]] {
        for tuning in [1, 2] {
            let inside = |pair: &(&str, &str)| group.contains(&pair.0) && group.contains(&pair.1);
            assert!(
                !different(Task::Digits, tuning).iter().any(inside),
                "{group:?}"
            );
        }
    }
    // What is confirmed on the wines.
    let mut wine = confirmed(Task::Wine);
    wine.retain(|pair| pair.1 != "sgd");
    wine.sort_unstable();
    let known = [
        ("adamw", "adam"),
        ("momentum", "adam"),
        ("momentum", "nesterov"),
    ];
    assert_eq!(wine, known);
    assert_eq!(confirmed(Task::Wine).len() - known.len(), 6);
}

#[test]
fn the_numbers_of_the_advice_are_those_of_the_results() {
    let method = |name: &str| Contestant::by_name(name).expect("in the field");
    // The falling rate among the chosen configurations.
    let mut chosen = Vec::new();
    for task in Task::ALL {
        for contestant in FIELD.iter().filter(|contestant| contestant.scheduled) {
            for tuning in 0..TUNINGS {
                let winner = winner(rows(), task, contestant, tuning).expect("a winner");
                chosen.push(winner.configuration.ends_with("linear"));
            }
        }
    }
    assert_eq!(
        (
            chosen.iter().filter(|&&linear| linear).count(),
            chosen.len()
        ),
        (37, 44)
    );
    // Adam at the recommended rates, and tuned.
    for (task, losses, tuned) in [
        (
            Task::Digits,
            ["0.227", "0.497", "1.735"],
            ["0.107", "0.103"],
        ),
        (Task::Wine, ["0.349", "0.355", "0.407"], ["0.341", "0.339"]),
    ] {
        let rounded = |x: f64| format!("{x:.3}");
        assert_eq!(
            RECOMMENDED.map(|lr| rounded(recommended(task, lr).0)),
            losses
        );
        assert_eq!(
            [1, 2].map(|tuning| rounded(test(task, method("adam"), tuning).mean)),
            tuned
        );
    }
    let ratios = [0, 1].map(|tuning| {
        let best = best(rows(), Task::Digits, method("adam"), tuning).expect("a winner");
        format!("{:.0}", best.settings.real("lr").expect("a rate") / 1e-3)
    });
    assert_eq!(ratios, ["28", "11"]);
    // Errors on the digits; the spread without L-BFGS.
    let errors = FIELD
        .iter()
        .flat_map(|c| [1, 2].map(|tuning| error(Task::Digits, c, tuning)));
    let (low, high) = errors.fold((1.0_f64, 0.0_f64), |(a, b), e| (a.min(e), b.max(e)));
    assert_eq!(
        [low, high].map(|e| format!("{:.1}%", 100.0 * e)),
        ["1.9%", "4.2%"]
    );
    for tuning in [1, 2] {
        let order = ranking(Task::Digits, tuning);
        let loss = |i: usize| test(Task::Digits, order[i], tuning).mean;
        assert!(loss(11) / loss(0) < 1.5, "{}", loss(11) / loss(0));
        let order = ranking(Task::Wine, tuning);
        let [first, last] = [0, 12].map(|i| test(Task::Wine, order[i], tuning).mean);
        assert_eq!(
            format!("{:.0}%", 100.0 * (last / first - 1.0)),
            ["7%", "6%"][usize::from(tuning) - 1]
        );
    }
    // AdaGrad at an eighth of its rate; Prodigy's doublings.
    let adagrad = rates(Task::Digits, method("adagrad"));
    let at = |factor: f64| {
        adagrad
            .iter()
            .find(|point| point.0 == factor)
            .expect("a factor")
            .1
    };
    assert_eq!(format!("{:.1}", at(0.125) / at(1.0)), "2.8");
    for contestant in FIELD {
        let doublings = tolerance(Task::Digits, contestant, 0.15);
        let is_prodigy = contestant.name == "prodigy";
        assert_eq!(
            doublings >= 6,
            is_prodigy,
            "{}: {doublings}",
            contestant.name
        );
    }
}
