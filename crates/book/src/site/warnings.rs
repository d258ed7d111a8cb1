//! What mdBook only logs (an unclosed HTML tag, an unexpected end tag) is an error here.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

#[derive(Clone, Default)]
struct Collect(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() <= Level::WARN
            && event.metadata().target().starts_with("mdbook")
        {
            let mut message = Message(String::new());
            event.record(&mut message);
            if let Ok(mut all) = self.0.lock() {
                all.push(message.0);
            }
        }
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a String cannot fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

/// Runs `work` and gives what it returns with the warnings that mdBook logged meanwhile.
pub fn collect<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let layer = Collect::default();
    let subscriber = tracing_subscriber::registry().with(layer.clone());
    let result = tracing::subscriber::with_default(subscriber, work);
    let warnings = layer
        .0
        .lock()
        .map(|mut all| std::mem::take(&mut *all))
        .unwrap_or_default();
    (result, warnings)
}

#[cfg(test)]
mod tests {
    #[test]
    fn warnings_of_mdbook_are_kept_and_others_are_not() {
        let ((), all) = super::collect(|| {
            tracing::warn!(target: "mdbook_html", "unclosed {}", "<div>");
            tracing::info!(target: "mdbook_html", "fine");
            tracing::warn!(target: "other", "not ours");
        });
        assert_eq!(all, ["unclosed <div>"]);
    }
}
