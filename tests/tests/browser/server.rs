//! The built site, served on a free port of this machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use book::includes::normal;
use book_tests::site;

/// Where the site is, built once, or why it could not be.
static SITE: LazyLock<Result<Served, String>> = LazyLock::new(Served::new);

/// A served site.
pub(crate) struct Served {
    /// `http://127.0.0.1:PORT/`
    pub(crate) address: String,
    /// Every page, as `zh/momentum.html`.
    pub(crate) pages: Vec<String>,
}

/// The served site.
pub(crate) fn site() -> Result<&'static Served, String> {
    SITE.as_ref().map_err(Clone::clone)
}

impl Served {
    fn new() -> Result<Self, String> {
        let root = site::built(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"))?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let pages = book_tests::files::under(&root, "")
            .iter()
            .map(|file| book_tests::files::shown(file))
            .filter(|file| Path::new(file).extension().is_some_and(|end| end == "html"))
            .collect();
        let root: Arc<PathBuf> = Arc::new(root);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let root = Arc::clone(&root);
                // A browser that has gone away, or opened a connection in advance and sends
                // nothing, must not keep the others waiting.
                std::thread::spawn(move || answer(stream, &root));
            }
        });
        Ok(Self {
            address: format!("http://{address}/"),
            pages,
        })
    }
}

/// Answers one request and closes the connection.
fn answer(stream: TcpStream, root: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_write_timeout(Some(Duration::from_secs(60)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::from("…");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header)?;
    }
    let path = request.split_whitespace().nth(1).unwrap_or("/");
    let path = path.split(['?', '#']).next().unwrap_or("");
    let mut path = path.trim_start_matches('/').to_owned();
    if path.is_empty() || path.ends_with('/') {
        path += "index.html";
    }
    let file = normal(&root.join(&path));
    let content = match std::fs::read(&file) {
        Ok(content) if file.starts_with(root) => Some(content),
        _ => None,
    };
    let status = if content.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let content = content.unwrap_or_default();
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: max-age=600\r\nConnection: close\r\n\r\n",
        kind(&path),
        content.len()
    )?;
    stream.write_all(&content)?;
    stream.flush()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
