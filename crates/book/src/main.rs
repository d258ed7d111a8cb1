//! `cargo book`: see `cargo book --help`.

use book::commands::{self, Failure};
use book::pages::find_root;
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use std::path::Path;
use std::process::ExitCode;

/// Downhill · 下山: build and serve the book, run its optimizers, start a chapter
#[derive(Debug, Parser)]
#[command(
    name = "cargo book",
    bin_name = "cargo book",
    version,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site in both languages
    Build(commands::build::Args),
    /// Build the site, serve it on this machine, rebuild and reload at every change
    Serve(commands::serve::Args),
    /// List every optimizer with its hyperparameters
    List(commands::list::Args),
    /// Run an optimizer on a problem and print where it goes
    #[command(disable_help_flag = true)]
    Run(commands::run::Args),
    /// Run the comparison of the chapter Field guide anew: some minutes
    Compare(commands::compare::Args),
    /// Make a chapter: its crate, both pages, the lines that name them
    NewChapter(commands::new_chapter::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if is_help(&error) => error.exit(),
        Err(error) => return end(&commands::usage(&error)),
    };
    // A panic is a fault of this program: say so on one line instead of a backtrace.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("error: this is a fault of cargo book itself, please report it: {panic}");
    }));
    let result = std::panic::catch_unwind(|| run(cli.command));
    match result {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => end(&failure),
        Err(_) => ExitCode::FAILURE,
    }
}

/// Whether clap has a text to show instead of an error.
fn is_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

fn end(failure: &Failure) -> ExitCode {
    eprintln!("error: {failure}");
    ExitCode::from(failure.code())
}

fn run(command: Command) -> Result<(), Failure> {
    let here = std::env::current_dir().map_err(Failure::work)?;
    // Installed or called from elsewhere, the program still finds the clone it was built in.
    let root = find_root(&here)
        .or_else(|problem| find_root(Path::new(env!("CARGO_MANIFEST_DIR"))).map_err(|_| problem))?;
    match command {
        Command::Build(args) => commands::build::run(&root, &here, &args)?,
        Command::Serve(args) => commands::serve::run(&root, &here, &args)?,
        Command::List(args) => commands::list::run(&args)?,
        Command::Run(args) => commands::run::run(&args)?,
        Command::Compare(args) => commands::compare::run(&root, &here, &args)?,
        Command::NewChapter(args) => commands::new_chapter::run(&root, &args)?,
    }
    Ok(())
}
