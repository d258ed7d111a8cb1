//! A fresh browser for a test: its own profile, its own storage.

use std::error::Error;
use std::ffi::OsStr;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use headless_chrome::browser::default_executable;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Network};
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;

use crate::server;

/// How a test ends.
pub(crate) type Outcome = Result<(), Box<dyn Error>>;

const PATIENCE: Duration = Duration::from_secs(20);

/// One tab of a browser.
pub(crate) struct Session {
    /// The tab.
    pub(crate) tab: Arc<Tab>,
    /// Requests to other hosts, errors on the console.
    pub(crate) complaints: Arc<Mutex<Vec<String>>>,
    /// Ends with the session.
    _browser: Browser,
}

/// Writes a line although the test passes.
pub(crate) fn say(line: &str) {
    // Nobody reads it if stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Notes that a test could not be run, which is a failure where `DOWNHILL_BROWSER=required`.
pub(crate) fn skipped(test: &str, reason: &str) -> Outcome {
    if std::env::var("DOWNHILL_BROWSER").is_ok_and(|value| value == "required") {
        return Err(format!("{test} cannot be skipped here: {reason}").into());
    }
    say(&format!("browser test `{test}` SKIPPED: {reason}"));
    Ok(())
}

/// Runs a test in a fresh browser, or says that it was skipped.
pub(crate) fn with_browser(test: &str, run: impl FnOnce(&Session) -> Outcome) -> Outcome {
    if let Err(reason) = default_executable() {
        return skipped(test, &format!("no Chromium found ({})", reason.trim()));
    }
    let session = Session::open()?;
    run(&session)
}

impl Session {
    fn open() -> Result<Self, Box<dyn Error>> {
        let arguments = [
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-dev-shm-usage",
            "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
            "--no-default-browser-check",
            "--metrics-recording-only",
            "--mute-audio",
            "--force-color-profile=srgb",
            "--lang=en-US",
            "--window-size=1280,900",
            // Nothing outside of this machine can be reached, whatever a page asks for.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ];
        let options = LaunchOptions {
            sandbox: false,
            path: Some(default_executable()?),
            args: arguments.iter().map(OsStr::new).collect(),
            disable_default_args: true,
            idle_browser_timeout: Duration::from_secs(300),
            ..LaunchOptions::default()
        };
        let browser = Browser::new(options)?;
        let tab = browser.new_tab()?;
        tab.set_default_timeout(PATIENCE);
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let session = Self {
            tab,
            complaints,
            _browser: browser,
        };
        session.listen()?;
        Ok(session)
    }

    /// Notes every request to another host and every error.
    fn listen(&self) -> Outcome {
        let notes = Arc::clone(&self.complaints);
        let note = move |text: String| {
            if let Ok(mut notes) = notes.lock() {
                notes.push(text);
            }
        };
        self.tab.add_event_listener(Arc::new(move |event: &Event| match event {
            Event::NetworkRequestWillBeSent(event) => {
                let url = &event.params.request.url;
                let stays = ["http://127.0.0.1:", "data:", "blob:http://127.0.0.1:", "about:"]
                    .iter()
                    .any(|start| url.starts_with(start));
                if !stays {
                    note(format!("a request to {url}"));
                }
            }
            Event::LogEntryAdded(event) => {
                let entry = &event.params.entry;
                if matches!(entry.level, Log::LogEntryLevel::Error | Log::LogEntryLevel::Warning) {
                    note(format!(
                        "console: {} {}",
                        entry.text,
                        entry.url.as_deref().unwrap_or("")
                    ));
                }
            }
            Event::RuntimeExceptionThrown(event) => {
                let details = &event.params.exception_details;
                let what = details
                    .exception
                    .as_ref()
                    .and_then(|exception| exception.description.clone())
                    .unwrap_or_default();
                note(format!("exception: {} {what}", details.text));
            }
            _ => {}
        }))?;
        self.tab.enable_log()?;
        self.tab.enable_runtime()?;
        self.tab.call_method(Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        })?;
        Ok(())
    }

    /// What was noted since the last call.
    pub(crate) fn take_complaints(&self) -> Vec<String> {
        self.complaints
            .lock()
            .map(|mut notes| std::mem::take(&mut *notes))
            .unwrap_or_default()
    }

    /// Opens a page of the site, given as `zh/momentum.html#best`.
    pub(crate) fn open_page(&self, page: &str) -> Outcome {
        let address = format!("{}{page}", server::site()?.address);
        // The same document with another anchor would only scroll.
        self.tab.navigate_to("about:blank")?;
        self.until("location.href === 'about:blank'")?;
        self.tab.navigate_to(&address)?;
        self.until(&format!(
            "document.readyState === 'complete' && location.href.startsWith('{}')",
            address.split('#').next().unwrap_or("")
        ))
    }

    /// The value of a JavaScript expression, which may be a promise.
    pub(crate) fn js(&self, expression: &str) -> Result<Value, Box<dyn Error>> {
        let guarded = format!(
            "(async () => {{ try {{ return JSON.stringify([await ({expression})]); }} \
             catch (error) {{ return '!' + error; }} }})()"
        );
        let value = self.tab.evaluate(&guarded, true)?.value;
        let text = value
            .as_ref()
            .and_then(Value::as_str)
            .ok_or_else(|| format!("`{expression}` has no value"))?;
        if let Some(error) = text.strip_prefix('!') {
            return Err(format!("`{expression}`: {error}").into());
        }
        Ok(serde_json::from_str::<Value>(text)?[0].take())
    }

    /// A string.
    pub(crate) fn text(&self, expression: &str) -> Result<String, Box<dyn Error>> {
        Ok(self.js(expression)?.as_str().unwrap_or("").to_owned())
    }

    /// Whether something holds.
    pub(crate) fn holds(&self, expression: &str) -> Result<bool, Box<dyn Error>> {
        Ok(self.js(expression)? == Value::Bool(true))
    }

    /// Waits until something holds; while a page changes it may be unknown.
    pub(crate) fn until(&self, expression: &str) -> Outcome {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if self.holds(expression).unwrap_or(false) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(15));
        }
        let here = self.text("location.href").unwrap_or_default();
        Err(format!("waited in vain on {here} for `{expression}`").into())
    }

    /// Fails with `what` unless something holds.
    pub(crate) fn expect(&self, expression: &str, what: &str) -> Outcome {
        if self.holds(expression)? {
            Ok(())
        } else {
            Err(format!("{what} (`{expression}` does not hold)").into())
        }
    }

    /// Presses a key.
    pub(crate) fn press(&self, key: &str) -> Outcome {
        self.tab.press_key(key)?;
        Ok(())
    }

    /// Sets the size of the window.
    pub(crate) fn size(&self, width: u32, height: u32) -> Outcome {
        self.tab.call_method(Emulation::SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile: width < 600,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        Ok(())
    }

    /// Sets `print` or `screen`, and what the reader prefers, `light` or `dark`.
    pub(crate) fn media(&self, media: &str, scheme: &str) -> Outcome {
        self.tab.call_method(Emulation::SetEmulatedMedia {
            media: Some(media.to_owned()),
            features: Some(vec![Emulation::MediaFeature {
                name: "prefers-color-scheme".to_owned(),
                value: scheme.to_owned(),
            }]),
        })?;
        Ok(())
    }

    /// Turns the scripts of pages off; what the test asks for still runs.
    pub(crate) fn without_scripts(&self) -> Outcome {
        self.tab
            .call_method(Emulation::SetScriptExecutionDisabled { value: true })?;
        Ok(())
    }
}
