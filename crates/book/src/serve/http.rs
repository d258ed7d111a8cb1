//! Files of the site over HTTP, on this machine only.

use super::reload::{Reload, SCRIPT};
use crate::problem::Problem;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tiny_http::{Header, Method, Request, Response, Server};

/// Opens `port` on 127.0.0.1, or a free one if it is in use; the port got stands in the address.
///
/// # Errors
/// If no port can be opened.
pub fn listen(port: u16) -> Result<(TcpListener, SocketAddr), Problem> {
    let open = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = match open(port) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => open(0),
        other => other,
    };
    listener
        .and_then(|listener| listener.local_addr().map(|address| (listener, address)))
        .map_err(|error| Problem::tool(format!("port {port}"), &error))
}

/// Answers requests until the program ends.
///
/// # Errors
/// If the server cannot start.
pub fn serve(listener: TcpListener, site: PathBuf, reload: &Arc<Reload>) -> Result<(), Problem> {
    let server = Server::from_listener(listener, None)
        .map_err(|error| Problem::tool("the server", &error))?;
    let site = Arc::new(site);
    for request in server.incoming_requests() {
        let (site, reload) = (Arc::clone(&site), Arc::clone(reload));
        // A page that waits for a reload keeps its thread; there are as many as open tabs.
        std::thread::spawn(move || answer(request, &site, &reload));
    }
    Ok(())
}

fn answer(request: Request, site: &Path, reload: &Reload) {
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let head = *request.method() == Method::Head;
    let response = if !head && *request.method() != Method::Get {
        text(405, "only GET and HEAD")
    } else if path == "/__reload" {
        let known = decode(query.strip_prefix("after=").unwrap_or(""));
        text(200, &reload.wait(&known))
    } else if path == "/__reload.js" {
        response(200, SCRIPT.into(), "text/javascript; charset=utf-8")
    } else {
        file(site, path)
    };
    // The reader may have gone on to another page already.
    let _ = request.respond(response);
}

type Answer = Response<io::Cursor<Vec<u8>>>;

fn file(site: &Path, path: &str) -> Answer {
    let Some(inner) = inside(&decode(path)) else {
        return text(404, "no such page");
    };
    let mut file = site.join(&inner);
    if file.is_dir() {
        if !path.ends_with('/') {
            let mut moved = text(301, "moved");
            if let Ok(header) = Header::from_bytes("Location", format!("{path}/")) {
                moved.add_header(header);
            }
            return moved;
        }
        file = file.join("index.html");
    }
    match std::fs::read(&file) {
        Ok(content) => {
            let kind = content_type(&file);
            if kind.starts_with("text/html") {
                response(200, with_reload(content), kind)
            } else {
                response(200, content, kind)
            }
        }
        Err(_) => text(404, "no such page"),
    }
}

/// The path inside the site, or nothing if it leads out of it.
fn inside(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| path.to_owned())
}

fn with_reload(mut html: Vec<u8>) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    if let Some(at) = html.windows(END.len()).rposition(|window| window == END) {
        html.splice(at..at, *b"<script src=\"/__reload.js\"></script>");
    }
    html
}

fn text(status: u16, text: &str) -> Answer {
    response(status, text.into(), "text/plain; charset=utf-8")
}

fn response(status: u16, content: Vec<u8>, kind: &str) -> Answer {
    let mut response = Response::from_data(content).with_status_code(status);
    for (name, value) in [("Content-Type", kind), ("Cache-Control", "no-store")] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("txt" | "toml" | "rs") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Percent-decoding; what is no valid UTF-8 stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let byte = code
            .filter(|_| first == b'%')
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn pages_are_served_with_the_reload_script_and_nothing_outside_of_the_site() {
        let site = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(site.path().join("site/zh")).unwrap();
        std::fs::write(site.path().join("secret.html"), "secret").unwrap();
        std::fs::write(site.path().join("site/zh/动量.html"), "<body>页</body>").unwrap();
        std::fs::write(site.path().join("site/zh/index.html"), "<body>首页</body>").unwrap();
        let (listener, address) = listen(0).unwrap();
        let folder = site.path().join("site");
        std::thread::spawn(move || serve(listener, folder, &Arc::default()));
        let page = get(address, "/zh/%E5%8A%A8%E9%87%8F.html");
        assert!(
            page.contains("页<script src=\"/__reload.js\"></script></body>"),
            "{page}"
        );
        assert!(get(address, "/zh/").contains("首页"));
        assert!(get(address, "/zh").contains("Location: /zh/"));
        for path in [
            "/../secret.html",
            "/%2e%2e/secret.html",
            "//etc/passwd",
            "/none.html",
        ] {
            assert!(get(address, path).starts_with("HTTP/1.1 404"), "{path}");
        }
    }

    #[test]
    fn a_port_in_use_is_replaced_by_a_free_one() {
        let (_first, taken) = listen(0).unwrap();
        let (_second, other) = listen(taken.port()).unwrap();
        assert_ne!(other.port(), taken.port());
    }
}
