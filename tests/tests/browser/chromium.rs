//! Chromium, driven over its DevTools protocol: the few commands that these tests need.

use std::error::Error;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
];
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--metrics-recording-only",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--lang=en-US",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
    // Nothing outside of this machine can be reached, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/// The Chromium to use: the one that `CHROME` names, or the first that is installed.
pub(crate) fn installed() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        let named = PathBuf::from(named);
        return named.is_file().then_some(named);
    }
    let path = std::env::var_os("PATH")?;
    NAMES
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|file| file.is_file())
}

/// A running Chromium with one tab; it ends when this is dropped.
pub(crate) struct Chromium {
    process: Child,
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    last_id: u64,
    /// Events of the tab that nobody has looked at.
    events: Vec<(String, Value)>,
    _profile: TempDir,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asked first, so that its helpers end too; then made to.
        let _ = self.send("Browser.close", &json!({}), None);
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(3) {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Chromium {
    /// Starts it with an empty profile and opens a tab.
    pub(crate) fn start() -> Result<Self, Box<dyn Error>> {
        let executable = installed().ok_or("no Chromium is installed")?;
        let profile = tempfile::Builder::new()
            .prefix("downhill-browser-")
            .tempdir()?;
        let mut process = Command::new(&executable)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", executable.display()))?;
        // Chromium writes the port that it has taken, and the path, into its profile.
        let begin = Instant::now();
        let (port, path) = loop {
            let port = std::fs::read_to_string(profile.path().join("DevToolsActivePort"));
            if let Some((port, path)) = port.as_deref().unwrap_or("").split_once('\n') {
                break (port.trim().to_owned(), path.trim().to_owned());
            }
            if begin.elapsed() > PATIENCE {
                process.kill()?;
                process.wait()?;
                return Err(format!("{} does not start", executable.display()).into());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(3 * PATIENCE))?;
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) =
            tungstenite::client(address, stream).map_err(|error| error.to_string())?;
        let mut chromium = Self {
            process,
            socket,
            session: None,
            last_id: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = chromium.call("Target.createTarget", &json!({ "url": "about:blank" }))?;
        let session = chromium.call(
            "Target.attachToTarget",
            &json!({ "targetId": target["targetId"], "flatten": true }),
        )?;
        chromium.session = session["sessionId"].as_str().map(ToOwned::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            chromium.call(&format!("{domain}.enable"), &json!({}))?;
        }
        Ok(chromium)
    }

    fn send(
        &mut self,
        method: &str,
        parameters: &Value,
        session: Option<&str>,
    ) -> Result<u64, Box<dyn Error>> {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string()))?;
        Ok(self.last_id)
    }

    /// Runs a command of the protocol and gives its result.
    pub(crate) fn call(
        &mut self,
        method: &str,
        parameters: &Value,
    ) -> Result<Value, Box<dyn Error>> {
        let session = self.session.clone();
        let id = self.send(method, parameters, session.as_deref())?;
        loop {
            let message = self
                .socket
                .read()
                .map_err(|error| format!("{method}: Chromium does not answer: {error}"))?;
            let Message::Text(text) = message else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text)?;
            if message["id"].as_u64() == Some(id) {
                if let Some(error) = message["error"]["message"].as_str() {
                    return Err(format!("{method}: {error}").into());
                }
                return Ok(message["result"].take());
            }
            if let Some(name) = message["method"].as_str() {
                self.events
                    .push((name.to_owned(), message["params"].clone()));
            }
        }
    }

    /// The events since the last call.
    pub(crate) fn take_events(&mut self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.events)
    }
}
