//! `cargo book`: see `cargo book --help`.

use book::commands;
use book::pages::find_root;
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
}

/// What goes wrong in a command, shown on one line.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // clap exits with 2 for wrong usage and with 0 for --help.
    let cli = Cli::parse();
    // A panic is a fault of this program: say so on one line instead of a backtrace.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("error: this is a fault of cargo book itself, please report it: {panic}");
    }));
    let result = std::panic::catch_unwind(|| run(cli.command));
    match result {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let here = std::env::current_dir()?;
    // Installed or called from elsewhere, the program still finds the clone it was built in.
    let root = find_root(&here)
        .or_else(|problem| find_root(Path::new(env!("CARGO_MANIFEST_DIR"))).map_err(|_| problem))?;
    match command {
        Command::Build(args) => commands::build::run(&root, &here, &args)?,
        Command::Serve(args) => commands::serve::run(&root, &here, &args)?,
    }
    Ok(())
}
