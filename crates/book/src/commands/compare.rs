//! `cargo book compare`: the comparison of the chapter Field guide, run anew.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use field_guide::comparison::{self, Job, Part, Row};

use super::{Failure, print};
use crate::site::edition::Watcher as _;
use crate::site::progress::Progress;

/// Where the committed results are, from the book's root.
const RESULTS: &str = "crates/chapters/field-guide/results";

/// What `cargo book compare` can be told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Takes some minutes. The results do not depend on the number of threads.\nExample: cargo book compare --out mine"
)]
pub struct Args {
    /// The folder for the results; the committed ones where it is not given
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How many runs are made at a time; one for each processor where it is not given
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Makes every run and writes the results; a relative `--out` is counted from `here`.
///
/// # Errors
/// If the folder cannot be made or written. Files that stand there are replaced only when all runs
/// are made.
pub fn run(root: &Path, here: &Path, args: &Args) -> Result<(), Failure> {
    let out = match &args.out {
        Some(out) => here.join(out),
        None => root.join(RESULTS),
    };
    // Before the minutes of work, not after them.
    fs::create_dir_all(&out).map_err(|error| {
        Failure::input(format!(
            "{}: cannot make the folder: {error}",
            out.display()
        ))
    })?;
    let threads = args
        .threads
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let start = std::time::Instant::now();
    let progress = Progress::new(0);
    let run = |jobs: &[Job], what: &str| all(jobs, threads, &progress, what);
    let mut rows = run(&comparison::first_round().map_err(Failure::work)?, "trials");
    let second = comparison::second_round(&rows).map_err(Failure::work)?;
    rows.extend(run(&second, "the best again"));
    let third = comparison::third_round(&rows).map_err(Failure::work)?;
    rows.extend(run(&third, "final runs"));
    progress.finish();
    let mut text = String::new();
    for part in Part::ALL {
        let path = out.join(part.file());
        fs::write(&path, comparison::written(part, &rows)).map_err(|error| {
            Failure::work(format!("{}: cannot be written: {error}", path.display()))
        })?;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", path.display());
    }
    let seconds = start.elapsed().as_secs_f64();
    let _ = writeln!(text, "{} runs ({seconds:.0} s)", rows.len());
    print(|out| out.write_all(text.as_bytes()))
}

/// The rows of `jobs`, in their order, from `threads` threads.
fn all(jobs: &[Job], threads: usize, progress: &Progress, what: &str) -> Vec<Row> {
    progress.more(jobs.len());
    let next = AtomicUsize::new(0);
    let made = Mutex::new(Vec::with_capacity(jobs.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(jobs.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    progress.say(format!("{what}: {}, {}", job.task, job.contestant.title));
                    let row = job.run();
                    // Nothing panics while it holds the lock.
                    if let Ok(mut made) = made.lock() {
                        made.push((at, row));
                    }
                    progress.done();
                }
            });
        }
    });
    let mut made = made.into_inner().unwrap_or_default();
    made.sort_by_key(|&(at, _)| at);
    made.into_iter().map(|(_, row)| row).collect()
}
