//! A fresh browser for a test: its own profile, its own storage.

use std::cell::RefCell;
use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chromium::{Chromium, PATIENCE, installed};
use crate::server;

/// How a test ends.
pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Keys that are no letters, and their codes.
const KEYS: &[(&str, u32)] = &[
    ("Tab", 9),
    ("Enter", 13),
    ("Escape", 27),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
];

/// One tab of a browser.
pub(crate) struct Session(RefCell<Chromium>);

/// Writes a line although the test passes.
fn say(line: &str) {
    // Nobody reads it if stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Notes that a test could not be run, which is a failure where `DOWNHILL_BROWSER=required`.
pub(crate) fn skipped(test: &str, reason: &str) -> Outcome {
    if std::env::var("DOWNHILL_BROWSER").is_ok_and(|value| value == "required") {
        return Err(format!("{test} must not be skipped here: {reason}").into());
    }
    say(&format!("browser test `{test}` SKIPPED: {reason}"));
    Ok(())
}

/// Runs a test in a fresh browser, or says that it was skipped.
pub(crate) fn with_browser(test: &str, run: impl FnOnce(&Session) -> Outcome) -> Outcome {
    if installed().is_none() {
        return skipped(test, "no Chromium is installed (CHROME can name one)");
    }
    let session = Session(RefCell::new(Chromium::start()?));
    run(&session)
}

/// An error with one fault a line, if there are any.
pub(crate) fn none(faults: &[String]) -> Outcome {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("{} to mend:\n{}\n", faults.len(), faults.join("\n")).into())
    }
}

impl Session {
    fn call(&self, method: &str, parameters: &Value) -> Result<Value, Box<dyn Error>> {
        self.0.borrow_mut().call(method, parameters)
    }

    /// Requests to other hosts, and errors and warnings on the console, since the last call.
    pub(crate) fn take_complaints(&self) -> Result<Vec<String>, Box<dyn Error>> {
        // What happened before this answer has been told before it.
        self.js("new Promise(requestAnimationFrame)")?;
        let events = self.0.borrow_mut().take_events();
        Ok(events
            .iter()
            .filter_map(|(name, event)| complaint(name, event))
            .collect())
    }

    /// Opens a page of the site, given as `zh/momentum.html#best`.
    pub(crate) fn open_page(&self, page: &str) -> Outcome {
        // The same document with another anchor would only scroll.
        self.go("about:blank")?;
        self.until("location.href === 'about:blank'")?;
        let address = format!("{}{page}", server::site()?.address);
        self.go(&address)?;
        self.until(&format!(
            "document.readyState === 'complete' && location.href.startsWith('{}')",
            address.split('#').next().unwrap_or("")
        ))
    }

    /// Opens the beginning of the site.
    pub(crate) fn open_root(&self) -> Outcome {
        self.go(&server::site()?.address)
    }

    fn go(&self, address: &str) -> Outcome {
        let answer = self.call("Page.navigate", &json!({ "url": address }))?;
        match answer["errorText"].as_str() {
            // The chooser goes on at once; that ends the navigation to it.
            None | Some("net::ERR_ABORTED") => Ok(()),
            Some(error) => Err(format!("{address}: {error}").into()),
        }
    }

    /// The value of a JavaScript expression, which may be a promise.
    pub(crate) fn js(&self, expression: &str) -> Result<Value, Box<dyn Error>> {
        let answer = self.call(
            "Runtime.evaluate",
            &json!({ "expression": expression, "awaitPromise": true, "returnByValue": true }),
        )?;
        let failure = &answer["exceptionDetails"];
        if failure.is_object() {
            let what = failure["exception"]["description"]
                .as_str()
                .or(failure["text"].as_str())
                .unwrap_or("");
            return Err(format!("`{expression}`: {what}").into());
        }
        Ok(answer["result"]["value"].clone())
    }

    /// A string.
    pub(crate) fn text(&self, expression: &str) -> Result<String, Box<dyn Error>> {
        Ok(self.js(expression)?.as_str().unwrap_or("").to_owned())
    }

    /// Strings.
    pub(crate) fn texts(&self, expression: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let value = self.js(expression)?;
        let list = value
            .as_array()
            .ok_or_else(|| format!("`{expression}` is no list"))?;
        Ok(list
            .iter()
            .map(|item| item.as_str().unwrap_or("").to_owned())
            .collect())
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
            std::thread::sleep(Duration::from_millis(10));
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

    /// Presses a key: one of [`KEYS`], or a character.
    pub(crate) fn press(&self, key: &str) -> Outcome {
        let special = KEYS.iter().find(|(name, _)| *name == key);
        let code = special.map_or_else(
            || key.to_ascii_uppercase().bytes().next().map_or(0, u32::from),
            |(_, code)| *code,
        );
        let mut event =
            json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code });
        match key {
            "Enter" => event["text"] = "\r".into(),
            _ if special.is_none() => event["text"] = key.into(),
            _ => event["type"] = "rawKeyDown".into(),
        }
        self.call("Input.dispatchKeyEvent", &event)?;
        event["type"] = "keyUp".into();
        if let Some(event) = event.as_object_mut() {
            event.remove("text");
        }
        self.call("Input.dispatchKeyEvent", &event)?;
        Ok(())
    }

    /// Enters text as an input method does.
    pub(crate) fn write(&self, text: &str) -> Outcome {
        self.call("Input.insertText", &json!({ "text": text }))?;
        Ok(())
    }

    /// Sets the size of the window.
    pub(crate) fn size(&self, width: u32, height: u32) -> Outcome {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
        )?;
        Ok(())
    }

    /// Sets `print` or `screen`, and what the reader prefers, `light` or `dark`.
    pub(crate) fn media(&self, media: &str, scheme: &str) -> Outcome {
        self.call(
            "Emulation.setEmulatedMedia",
            &json!({ "media": media, "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        )?;
        Ok(())
    }

    /// Sets whether the reader asks for less motion, on a screen.
    pub(crate) fn less_motion(&self, less: bool) -> Outcome {
        let value = if less { "reduce" } else { "no-preference" };
        self.call(
            "Emulation.setEmulatedMedia",
            &json!({ "media": "screen", "features": [{ "name": "prefers-reduced-motion", "value": value }] }),
        )?;
        Ok(())
    }

    /// Turns the scripts of pages off; what the test asks for still runs.
    pub(crate) fn without_scripts(&self) -> Outcome {
        self.call(
            "Emulation.setScriptExecutionDisabled",
            &json!({ "value": true }),
        )?;
        Ok(())
    }
}

/// What an event says against a page.
fn complaint(name: &str, event: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    match name {
        "Network.requestWillBeSent" => {
            let url = text(&event["request"]["url"]);
            let stays = [
                "http://127.0.0.1:",
                "blob:http://127.0.0.1:",
                "data:",
                "about:",
            ]
            .iter()
            .any(|start| url.starts_with(start));
            (!stays).then(|| format!("a request to {url}"))
        }
        "Log.entryAdded" => {
            let entry = &event["entry"];
            matches!(entry["level"].as_str(), Some("error" | "warning"))
                .then(|| format!("console: {} {}", text(&entry["text"]), text(&entry["url"])))
        }
        "Runtime.consoleAPICalled" => {
            matches!(event["type"].as_str(), Some("error" | "warning" | "assert"))
                .then(|| format!("console: {}", event["args"]))
        }
        "Runtime.exceptionThrown" => Some(format!(
            "exception: {}",
            text(&event["exceptionDetails"]["exception"]["description"])
        )),
        _ => None,
    }
}
