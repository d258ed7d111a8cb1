//! How a command ends when it does not succeed: one line on stderr and an exit code.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use crate::problem::Problem;

/// What ended a command. Its message is one line.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for makes no sense: exit code 2.
    Input(Box<dyn Error + Send + Sync>),
    /// It made sense, but did not work out: exit code 1.
    Work(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// Wrong input.
    pub fn input(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Input(error.into())
    }

    /// Work that failed.
    pub fn work(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Work(error.into())
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Work(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input(error) | Self::Work(error)) = self;
        let text = error.to_string();
        write!(
            f,
            "{}",
            text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
        )
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::work(problem)
    }
}

/// What clap has to say on wrong usage, on one line and without its usage text.
pub fn usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let lines = text
        .lines()
        .map(|line| {
            line.trim()
                .trim_start_matches("error: ")
                .trim_start_matches("tip: ")
        })
        .take_while(|line| !line.starts_with("Usage:"))
        .filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    Failure::input(lines.collect::<Vec<_>>().join("; ").replace(":;", ":"))
}

/// Writes to standard output through `write`, in one piece.
///
/// # Errors
/// If it cannot be written; that the reader has gone away, as `head` does, is no error.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::work),
    }
}
