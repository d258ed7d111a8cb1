//! `cargo book run`: one optimizer on one problem.

use std::ffi::OsString;

use super::{Failure, print};
use crate::run::{Format, Request, Watched, arguments, output, plot};

/// What `cargo book run` can be told. Its options depend on the optimizer, so it reads them itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example and all options: cargo book run --help")]
pub struct Args {
    /// OPTIMIZER --problem P and options
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "WORDS"
    )]
    pub words: Vec<OsString>,
}

/// Runs the optimizer and prints where it went.
///
/// # Errors
/// Wrong input before anything is run; a run that breaks down after what it recorded is printed.
pub fn run(args: &Args) -> Result<(), Failure> {
    let Some(request) = arguments::read(&args.words).map_err(Failure::input)? else {
        let help = arguments::help(&args.words);
        return print(|out| out.write_all(help.as_bytes()));
    };
    let (trace, broken) = execute(&request)?;
    print(|out| match request.format {
        Format::Table => output::table(out, &request, &trace),
        Format::Json => output::json(out, &request, &trace, broken.as_ref()),
        Format::Csv => output::csv(out, &request, &trace),
    })?;
    if let Some(path) = &request.plot
        && !trace.values().is_empty()
    {
        let svg = plot::svg(&request, &trace).map_err(Failure::work)?;
        std::fs::write(path, svg)
            .map_err(|cause| Failure::input(arguments::InputError::file(path, &cause)))?;
    }
    match broken {
        None => Ok(()),
        Some(error) => Err(Failure::work(format!("{}: {error}", request.spec().name))),
    }
}

/// The trace, whole or up to where the run broke down, and why it did.
fn execute(request: &Request) -> Result<(descent::Trace, Option<descent::DescentError>), Failure> {
    let mut method = (request.spec().build)(&request.settings).map_err(Failure::input)?;
    let watched = Watched::new(request.problem.as_ref(), request.steps);
    let result = match &mut method {
        descent::Method::Gradient(optimizer) => {
            descent::descend(&watched, optimizer.as_mut(), &request.start, request.steps)
        }
        descent::Method::Oracle(optimizer) => {
            descent::descend_with(&watched, optimizer.as_mut(), &request.start, request.steps)
        }
    };
    watched.finish();
    Ok(match result {
        Ok(trace) => (trace, None),
        Err(mut error) => (std::mem::take(&mut error.trace), Some(error)),
    })
}
