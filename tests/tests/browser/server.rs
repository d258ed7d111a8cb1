//! The built site, served on a free port of this machine.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use book::includes::normal;
use book_tests::site;
use tiny_http::{Header, Response, Server};

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
        let root = site::built(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser"))?;
        let server = Server::http("127.0.0.1:0").map_err(|error| error.to_string())?;
        let port = server
            .server_addr()
            .to_ip()
            .ok_or("the server has no port")?
            .port();
        let pages = book_tests::files::under(&root, "")
            .iter()
            .map(|file| book_tests::files::shown(file))
            .filter(|file| Path::new(file).extension().is_some_and(|end| end == "html"))
            .collect();
        std::thread::spawn(move || serve(&server, &root));
        Ok(Self {
            address: format!("http://127.0.0.1:{port}/"),
            pages,
        })
    }
}

fn serve(server: &Server, root: &Path) {
    for request in server.incoming_requests() {
        let path = request.url().split(['?', '#']).next().unwrap_or("");
        let mut path = path.trim_start_matches('/').to_owned();
        if path.is_empty() || path.ends_with('/') {
            path += "index.html";
        }
        let file: PathBuf = root.join(normal(Path::new(&path)));
        let answer = match std::fs::read(&file) {
            Ok(content) if file.starts_with(root) => {
                let header = Header::from_bytes("Content-Type", kind(&path)).ok();
                let mut answer = Response::from_data(content);
                if let Some(header) = header {
                    answer.add_header(header);
                }
                answer
            }
            _ => Response::from_data("not found").with_status_code(404),
        };
        // A browser that has gone away needs no answer.
        let _ = request.respond(answer);
    }
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
