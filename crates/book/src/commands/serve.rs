//! `cargo book serve`: the site on this machine, rebuilt and reloaded at every change.

use super::build;
use crate::language::Language;
use crate::problem::Problem;
use crate::serve::changes::Changes;
use crate::serve::http;
use crate::serve::reload::Reload;
use crate::site::build::{Site, write_index};
use crate::site::progress::Progress;
use crate::site::search::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// What `cargo book serve` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; if it is in use, a free one is taken and said
    #[arg(long, value_name = "N", default_value_t = 3000)]
    pub port: u16,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Folder for the site
    #[arg(long, value_name = "DIR", default_value = build::DEFAULT_OUT)]
    pub out: PathBuf,
}

/// Builds and serves the site and rebuilds it at every change, until the program is stopped.
///
/// # Errors
/// If the first build fails, no port can be opened, or files cannot be watched.
pub fn run(root: &Path, here: &Path, args: &Args) -> Result<(), Problem> {
    let root = root
        .canonicalize()
        .map_err(|error| Problem::unreadable(root, &error))?;
    let out = build::output(&root, here, &args.out);
    // Watched from before the first build: an edit meanwhile is not missed.
    let changes = Changes::watch(&root)?;
    let progress = Progress::new(1);
    let result = Site::publish(&root, &out, &progress);
    progress.finish();
    let (site, _) = result?;

    let (listener, address) = http::listen(args.port)?;
    if address.port() != args.port {
        println!(
            "port {} is in use, {} is taken instead",
            args.port,
            address.port()
        );
    }
    let url = format!("http://{address}");
    println!("serving on {url}, stop with Ctrl-C");
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        eprintln!("the browser could not be opened: {error}");
    }

    let reload = Arc::new(Reload::default());
    let (to_index, for_index) = channel();
    let folder = out.clone();
    std::thread::spawn(move || keep_index(&folder, &for_index));
    let (folder, of_changes) = (out.clone(), Arc::clone(&reload));
    std::thread::spawn(move || keep_site(site, &folder, &changes, &of_changes, &to_index));
    http::serve(listener, out, &reload)
}

/// Rebuilds at every change; a fault is said on one line, and the pages stay as they were.
fn keep_site(
    mut site: Site,
    out: &Path,
    changes: &Changes,
    reload: &Reload,
    to_index: &Sender<Vec<Entry>>,
) {
    let progress = Progress::hidden();
    // After a fault the other edition may have been left out: it is then built again, too.
    let mut pending = std::collections::BTreeSet::new();
    let mut was_wrong = false;
    loop {
        match changes.next() {
            Ok(editions) => pending.extend(editions),
            Err(problem) => {
                eprintln!("error: {problem}");
                return;
            }
        }
        let start = Instant::now();
        let editions: Vec<Language> = pending.iter().copied().collect();
        let result = site
            .render(&editions, &progress)
            .and_then(|()| site.write(out, &progress))
            .and_then(|count| Ok((count, site.search_entries()?)));
        match result {
            Ok((count, entries)) => {
                pending.clear();
                if count.written > 0 || was_wrong {
                    was_wrong = false;
                    reload.tell();
                    println!(
                        "{} files rebuilt in {:.1} s",
                        count.written,
                        start.elapsed().as_secs_f64()
                    );
                    // The server ends with the program, and the index with it.
                    let _ = to_index.send(entries);
                }
            }
            Err(problem) => {
                was_wrong = true;
                eprintln!("error: {problem} (the pages stay as they were)");
            }
        }
    }
}

/// Renews the search index behind the reader's back; of several waiting changes only the last.
fn keep_index(out: &Path, entries: &Receiver<Vec<Entry>>) {
    while let Ok(mut newest) = entries.recv() {
        while let Ok(newer) = entries.try_recv() {
            newest = newer;
        }
        if let Err(problem) = write_index(out, newest) {
            eprintln!("error: {problem}");
        }
    }
}
