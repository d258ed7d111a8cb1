//! From the words after `cargo book run` to a request, or to what is wrong with them.
//!
//! The options are those of every run and the hyperparameters of the optimizer that is named.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use descent::problems::{self, DigitsMlp, Quadratic, ZOO};
use descent::{
    Kind, Objective, ProblemError, SettingError, Settings, Spec, Tensor, flatten, nearest,
    unflatten,
};
use optimizers::UnknownOptimizer;

use crate::commands::list::flag;

/// What is to be run, and how it is to be shown.
pub struct Request {
    /// The optimizer's hyperparameters.
    pub settings: Settings,
    /// The problem.
    pub problem: Box<dyn Objective>,
    /// Its formula.
    pub formula: &'static str,
    /// The eigenvalues, where they were given.
    pub spectrum: Option<Vec<f64>>,
    /// θ₀.
    pub start: Vec<Tensor>,
    /// How many steps.
    pub steps: usize,
    /// The seed, where it was given.
    pub seed: Option<u64>,
    /// What is printed.
    pub format: Format,
    /// Where a picture goes.
    pub plot: Option<PathBuf>,
}

impl Request {
    /// The optimizer.
    pub fn spec(&self) -> &'static Spec {
        self.settings.spec()
    }
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Some steps, for people.
    Table,
    /// Everything, exactly.
    Json,
    /// Every step, exactly.
    Csv,
}

/// What is wrong with the words. Each message is one line and says what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// No optimizer is named.
    #[error(
        "name an optimizer, as in `cargo book run momentum --problem quadratic --lr 0.1`; there are {known}"
    )]
    NoOptimizer {
        /// All of them.
        known: String,
    },
    /// There is no such optimizer.
    #[error(transparent)]
    Optimizer(#[from] UnknownOptimizer),
    /// No problem is named.
    #[error("name a problem with --problem; the zoo has {known}")]
    NoProblem {
        /// All of them.
        known: String,
    },
    /// There is no such problem, or not with these eigenvalues.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A hyperparameter is missing or has a value that is not allowed.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Neither a run nor this optimizer has that option.
    #[error(
        "{optimizer} has no option `{given}`{hint}; it takes {hyperparameters}, and any run {options}"
    )]
    UnknownOption {
        /// The optimizer.
        optimizer: &'static str,
        /// What was given.
        given: String,
        /// `, did you mean …`, or nothing.
        hint: String,
        /// The optimizer's own options.
        hyperparameters: String,
        /// Those of every run.
        options: String,
    },
    /// A word that belongs to no option.
    #[error(
        "`{word}` belongs to no option: options look like `--steps 100`, lists like `--start 1,2`"
    )]
    StrayWord {
        /// The word.
        word: String,
    },
    /// An option stands at the end, or before the next one, without its value.
    #[error("{option} needs a value: {allowed}")]
    NoValue {
        /// The option.
        option: String,
        /// What it may be.
        allowed: String,
    },
    /// An option stands twice.
    #[error("{option} is given twice")]
    Twice {
        /// The option.
        option: String,
    },
    /// A switch has a value.
    #[error("{option} takes no value, `{value}` was given")]
    NotWanted {
        /// The option.
        option: String,
        /// What was given.
        value: String,
    },
    /// A value cannot be read.
    #[error("{option} = `{text}` is not allowed: it must be {allowed}")]
    Bad {
        /// The option.
        option: &'static str,
        /// What was given.
        text: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Two options exclude each other.
    #[error("{first} and {second} exclude each other: give one")]
    Both {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// The start has too many or too few numbers.
    #[error("--start has {given} numbers, {problem} has {wanted} parameters of shapes {shapes:?}")]
    StartLength {
        /// The problem.
        problem: String,
        /// How many were given.
        given: usize,
        /// How many it takes.
        wanted: usize,
        /// How they are arranged.
        shapes: Vec<Vec<usize>>,
    },
    /// Eigenvalues for a problem that has none to choose.
    #[error("--spectrum belongs to the problem quadratic, not to {problem}")]
    Spectrum {
        /// The problem.
        problem: String,
    },
    /// The trajectory would not fit into memory.
    #[error(
        "--steps {steps} would record {steps} points of {size} numbers; at most {most} steps are recorded of {problem}"
    )]
    TooLong {
        /// How many steps were asked for.
        steps: usize,
        /// Numbers per point.
        size: usize,
        /// How many steps are possible.
        most: usize,
        /// The problem.
        problem: String,
    },
    /// A file cannot be written.
    #[error("--plot {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A word is not valid Unicode.
    #[error("`{}` is not valid Unicode", .0.to_string_lossy())]
    NotUnicode(OsString),
}

impl InputError {
    /// What the system said of a file.
    pub fn file(path: &Path, cause: &io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            reason: cause.to_string(),
        }
    }
}

/// An option of every run: its name, its value's name, what it may be, what it does.
struct RunOption {
    name: &'static str,
    value: &'static str,
    allowed: &'static str,
    does: &'static str,
}

const fn option(
    name: &'static str,
    value: &'static str,
    allowed: &'static str,
    does: &'static str,
) -> RunOption {
    RunOption {
        name,
        value,
        allowed,
        does,
    }
}

const NUMBERS: &str = "finite numbers with commas between, as in 1,-2.5,3e-4";
const WHOLE: &str = "a whole number from 0 on";

/// The options of every run; those without a value are switches.
const OPTIONS: &[RunOption] = &[
    option(
        "problem",
        "P",
        "the name of a problem",
        "a problem of the zoo",
    ),
    option(
        "spectrum",
        "λ₁,λ₂,…",
        NUMBERS,
        "the eigenvalues of the problem quadratic",
    ),
    option(
        "start",
        "a,b,…",
        NUMBERS,
        "where it starts, all tensors flattened; default: the problem's own",
    ),
    option("steps", "N", WHOLE, "how many steps; default 100"),
    option(
        "seed",
        "S",
        WHOLE,
        "starts all randomness: of the optimizer, of the network's weights",
    ),
    option("json", "", "", "print every step as JSON, numbers exact"),
    option("csv", "", "", "print every step as CSV, numbers exact"),
    option(
        "plot",
        "FILE.svg",
        "the path of a file",
        "also draw the path (two dimensions) or the values",
    ),
];

/// Numbers that a trajectory may hold: about a gigabyte.
const MOST_NUMBERS: usize = 100_000_000;

/// Reads the words; `None` if they ask for help.
///
/// # Errors
/// The first thing that is wrong with them.
pub fn read(words: &[OsString]) -> Result<Option<Request>, InputError> {
    let words = words
        .iter()
        .map(|word| {
            word.to_str()
                .ok_or_else(|| InputError::NotUnicode(word.clone()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if words.iter().any(|word| matches!(*word, "--help" | "-h")) {
        return Ok(None);
    }
    let (name, rest) = match words.split_first() {
        Some((name, rest)) if !name.starts_with('-') => (*name, rest),
        _ => {
            return Err(InputError::NoOptimizer {
                known: optimizer_names(),
            });
        }
    };
    let spec = optimizers::by_name(name)?;
    request(spec, &given(spec, rest)?).map(Some)
}

/// Each option with the text of its value.
type Given<'a> = Vec<(&'static str, &'a str)>;

/// Pairs the words up.
fn given<'a>(spec: &'static Spec, words: &[&'a str]) -> Result<Given<'a>, InputError> {
    let mut given = Given::new();
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix("--") else {
            return Err(InputError::StrayWord {
                word: word.to_owned(),
            });
        };
        let (name, joined) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let (name, value) = known(spec, name).ok_or_else(|| unknown(spec, name))?;
        let shown = || format!("--{}", flag(name));
        if given.iter().any(|(other, _)| *other == name) {
            return Err(InputError::Twice { option: shown() });
        }
        // A value may begin with a minus, an option with two.
        let next =
            |words: &mut std::iter::Peekable<_>| words.next_if(|w: &&str| !w.starts_with("--"));
        let text = match (value, joined) {
            (Takes::Nothing, Some(value)) => {
                return Err(InputError::NotWanted {
                    option: shown(),
                    value: value.to_owned(),
                });
            }
            (Takes::Nothing, None) => "",
            (_, Some(value)) => value,
            (Takes::Switch, None) => next(&mut words).unwrap_or("true"),
            (Takes::Value(allowed), None) => match next(&mut words) {
                Some(value) => value,
                None => {
                    return Err(InputError::NoValue {
                        option: shown(),
                        allowed,
                    });
                }
            },
        };
        given.push((name, text));
    }
    Ok(given)
}

/// What follows an option.
enum Takes {
    Nothing,
    /// `true` or `false`, or nothing, which is `true`.
    Switch,
    Value(String),
}

/// The option or hyperparameter called `name`, with hyphens or underscores, and what follows it.
fn known(spec: &'static Spec, name: &str) -> Option<(&'static str, Takes)> {
    if let Some(option) = OPTIONS.iter().find(|option| option.name == name) {
        let takes = match option.value {
            "" => Takes::Nothing,
            _ => Takes::Value(option.allowed.to_owned()),
        };
        return Some((option.name, takes));
    }
    let h = spec
        .hyperparameters
        .iter()
        .find(|h| h.name == name || flag(h.name) == name)?;
    let takes = match h.kind {
        Kind::Switch { .. } => Takes::Switch,
        kind => Takes::Value(kind.allowed()),
    };
    Some((h.name, takes))
}

fn unknown(spec: &'static Spec, name: &str) -> InputError {
    let own: Vec<String> = spec.hyperparameters.iter().map(|h| flag(h.name)).collect();
    let options = OPTIONS.iter().map(|option| option.name);
    let all = own.iter().map(String::as_str).chain(options.clone());
    let list = |names: &mut dyn Iterator<Item = &str>| {
        names
            .map(|name| format!("--{name}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    InputError::UnknownOption {
        optimizer: spec.name,
        given: format!("--{name}"),
        hint: nearest(name, all).map_or(String::new(), |n| format!(", did you mean `--{n}`?")),
        hyperparameters: list(&mut own.iter().map(String::as_str)),
        options: list(&mut options.clone()),
    }
}

fn request(spec: &'static Spec, given: &Given<'_>) -> Result<Request, InputError> {
    let text = |name: &str| {
        given
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, text)| *text)
    };
    let whole = |option: &'static str, text: &str| {
        text.parse().map_err(|_| InputError::Bad {
            option,
            text: text.to_owned(),
            allowed: WHOLE,
        })
    };
    let seed: Option<u64> = text("seed").map(|text| whole("--seed", text)).transpose()?;
    let steps = text("steps").map_or(Ok(100), |text| whole("--steps", text))?;
    let steps = usize::try_from(steps).unwrap_or(usize::MAX);

    let mut settings = spec.settings();
    for (name, text) in given {
        if spec.hyperparameter(name).is_some() {
            settings = settings.with_text(name, text)?;
        }
    }
    // What has no default and was not set is found here, before anything is printed.
    (spec.build)(&settings)?;

    let name = text("problem").ok_or_else(|| InputError::NoProblem {
        known: problem_names(),
    })?;
    let spectrum = text("spectrum")
        .map(|text| numbers("--spectrum", text))
        .transpose()?;
    let problem = problem(name, spectrum.as_deref(), seed)?;
    let formula = ZOO
        .iter()
        .find(|entry| entry.name == name)
        .map_or("", |entry| entry.formula);
    let start = match text("start") {
        Some(text) => start(problem.as_ref(), &numbers("--start", text)?)?,
        None => problem.start(),
    };
    let size: usize = start.iter().map(Tensor::len).sum();
    let most = MOST_NUMBERS / (size + 1);
    if steps > most {
        return Err(InputError::TooLong {
            steps,
            size,
            most,
            problem: name.to_owned(),
        });
    }
    let format = match (text("json"), text("csv")) {
        (Some(_), Some(_)) => {
            return Err(InputError::Both {
                first: "--json",
                second: "--csv",
            });
        }
        (Some(_), None) => Format::Json,
        (None, Some(_)) => Format::Csv,
        (None, None) => Format::Table,
    };
    let plot = text("plot").map(PathBuf::from);
    if let Some(path) = &plot {
        writable(path)?;
    }
    Ok(Request {
        settings,
        problem,
        formula,
        spectrum,
        start,
        steps,
        seed,
        format,
        plot,
    })
}

fn numbers(option: &'static str, text: &str) -> Result<Vec<f64>, InputError> {
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    text.split(',')
        .map(|part| {
            number(part).ok_or_else(|| InputError::Bad {
                option,
                text: part.trim().to_owned(),
                allowed: NUMBERS,
            })
        })
        .collect()
}

fn problem(
    name: &str,
    spectrum: Option<&[f64]>,
    seed: Option<u64>,
) -> Result<Box<dyn Objective>, InputError> {
    // An unknown name comes first: what the other options mean depends on it.
    let problem = problems::by_name(name)?;
    match (name, spectrum, seed) {
        ("quadratic", Some(spectrum), _) => Ok(Box::new(Quadratic::new(spectrum)?)),
        (_, Some(_), _) => Err(InputError::Spectrum {
            problem: name.to_owned(),
        }),
        ("digits-mlp", None, Some(seed)) => Ok(Box::new(DigitsMlp::new(16, seed)?)),
        _ => Ok(problem),
    }
}

fn start(problem: &dyn Objective, flat: &[f64]) -> Result<Vec<Tensor>, InputError> {
    let like = problem.start();
    let wanted = flatten(&like).len();
    if flat.len() != wanted {
        return Err(InputError::StartLength {
            problem: problem.name().to_owned(),
            given: flat.len(),
            wanted,
            shapes: like.iter().map(|tensor| tensor.shape().to_vec()).collect(),
        });
    }
    Ok(unflatten(flat, &like))
}

/// That a file can be created at `path`, as far as can be seen without creating it.
fn writable(path: &Path) -> Result<(), InputError> {
    let refuse = |reason: &str| {
        Err(InputError::File {
            path: path.to_owned(),
            reason: reason.to_owned(),
        })
    };
    if path.is_dir() {
        return refuse("is a folder, give a file");
    }
    if path.exists() {
        let open = std::fs::OpenOptions::new().append(true).open(path);
        return open
            .map(drop)
            .map_err(|cause| InputError::file(path, &cause));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            refuse(&format!("the folder {} does not exist", folder.display()))
        }
        _ if path.file_name().is_none() => refuse("is not the path of a file"),
        _ => Ok(()),
    }
}

fn optimizer_names() -> String {
    optimizers::ALL
        .iter()
        .map(|spec| spec.name)
        .collect::<Vec<_>>()
        .join(", ")
}

fn problem_names() -> String {
    ZOO.iter()
        .map(|entry| entry.name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The help text, with the hyperparameters of the optimizer if the words name one.
pub fn help(words: &[OsString]) -> String {
    let spec = words
        .iter()
        .filter_map(|w| w.to_str())
        .find_map(|w| optimizers::by_name(w).ok());
    let mut text = "Run an optimizer on a problem and print where it goes\n\n\
         Usage: cargo book run OPTIMIZER --problem P [options]\n\n"
        .to_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "Optimizers:\n  {}\n", optimizer_names());
    let _ = writeln!(text, "Options:");
    for option in OPTIONS {
        let head = format!("--{} {}", option.name, option.value);
        let _ = writeln!(text, "  {head:<22} {}", option.does);
    }
    match spec {
        Some(spec) => {
            let _ = writeln!(text, "\nHyperparameters of {}:", spec.name);
            for h in spec.hyperparameters {
                let head = format!("--{} {}", flag(h.name), h.symbol);
                let default = h.kind.default();
                let default = default.map_or("no default".to_owned(), |d| format!("default {d}"));
                let _ = writeln!(
                    text,
                    "  {head:<22} {}: {}; {default}",
                    h.meaning,
                    h.kind.allowed()
                );
            }
        }
        None => {
            let _ = writeln!(
                text,
                "\nEvery hyperparameter of the optimizer is an option, as in --lr 0.1 or \
                 --weight-decay 1e-2;\n`cargo book run OPTIMIZER --help` and `cargo book list` \
                 show them."
            );
        }
    }
    let _ = writeln!(text, "\nProblems:");
    for entry in ZOO {
        let _ = writeln!(text, "  {:<22} {}", entry.name, entry.formula);
    }
    let _ = write!(
        text,
        "\nExamples:\n  cargo book run momentum --problem rosenbrock --lr 1e-4 --beta 0.9 --steps 500\n  \
         cargo book run sgd --problem quadratic --spectrum 0.1,2,5 --start 1,1,1 --lr 0.3 --json\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hyperparameter_hides_behind_an_option_of_every_run() {
        for spec in optimizers::ALL {
            for h in spec.hyperparameters.iter().filter(|h| h.name != "seed") {
                let taken = OPTIONS.iter().any(|option| option.name == h.name);
                assert!(
                    !taken,
                    "rename {} of {}: --{} is an option",
                    h.name, spec.name, h.name
                );
            }
        }
    }
}
