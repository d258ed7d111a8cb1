//! Tells open pages to load again.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The script that waits; it is put into pages only as they are served, never into the site.
pub const SCRIPT: &str = "\
'use strict';
(async () => {
    let known = null;
    for (;;) {
        try {
            const answer = await fetch('/__reload?after=' + encodeURIComponent(known ?? ''));
            const now = await answer.text();
            if (known !== null && now !== known) {
                location.reload();
                return;
            }
            known = now;
        } catch {
            await new Promise(done => setTimeout(done, 1000));
        }
    }
})();
";

/// How long a page waits for an answer before it asks again.
const PATIENCE: Duration = Duration::from_secs(25);

/// The state of the site: a name that changes with every rebuild and every start of the server.
#[derive(Debug)]
pub struct Reload {
    start: u128,
    builds: Mutex<u64>,
    changed: Condvar,
}

impl Default for Reload {
    fn default() -> Self {
        let start = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis());
        Self {
            start,
            builds: Mutex::new(0),
            changed: Condvar::new(),
        }
    }
}

impl Reload {
    fn builds(&self) -> MutexGuard<'_, u64> {
        self.builds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The site has changed.
    pub fn tell(&self) {
        *self.builds() += 1;
        self.changed.notify_all();
    }

    /// The name of the state; waits while it is still `known`, but not for ever.
    pub fn wait(&self, known: &str) -> String {
        let name = |builds: &u64| format!("{}-{builds}", self.start);
        let builds = self.builds();
        let (builds, _) = self
            .changed
            .wait_timeout_while(builds, PATIENCE, |builds| name(builds) == known)
            .unwrap_or_else(PoisonError::into_inner);
        name(&builds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn who_waits_is_told_of_a_rebuild() {
        let reload = Arc::new(Reload::default());
        let known = reload.wait("");
        let waiting = std::thread::spawn({
            let (reload, known) = (Arc::clone(&reload), known.clone());
            move || reload.wait(&known)
        });
        reload.tell();
        assert_ne!(waiting.join().unwrap(), known);
    }
}
