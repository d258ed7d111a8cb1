//! Code in colour, done once here instead of by 40 KB of script in every reader's browser.
//!
//! Rust is read by the compiler's own lexer. In other languages only comments and strings of the
//! simple kind are told apart.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

/// The block as HTML: `<pre><code class="…">…</code></pre>`, hidden Rust lines in `.boring` spans
/// as mdBook's script expects them.
pub fn block(info: &str, code: &str) -> String {
    let mut words = info.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let language = words.next().unwrap_or("text");
    let inner = match language {
        "rust" => rust_block(code),
        "console" | "sh" | "bash" | "toml" | "python" => lines(code, hash_comment),
        _ => escape(code),
    };
    let classes: Vec<_> = std::iter::once(format!("language-{language}"))
        .chain(words.map(ToOwned::to_owned))
        .collect();
    format!(
        "<pre><code class=\"{} hljs\">{inner}</code></pre>",
        escape(&classes.join(" "))
    )
}

fn rust_block(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    let mut hidden = Vec::new();
    for line in code.lines() {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        let (is_hidden, rest) = match trimmed.strip_prefix('#') {
            Some("") => (true, ""),
            Some(rest) if rest.starts_with(' ') => (true, &rest[1..]),
            Some(rest) if rest.starts_with('#') => (false, rest),
            _ => (false, trimmed),
        };
        hidden.push(is_hidden);
        plain.push_str(indent);
        plain.push_str(rest);
        plain.push('\n');
    }
    // The lexer sees the code whole, so that a comment or string may span lines; its spans are
    // closed and opened again at line ends, so that lines can be hidden.
    let coloured = rust(&plain);
    let mut out = String::with_capacity(coloured.len());
    for (line, hidden) in coloured.lines().zip(hidden) {
        if hidden {
            out.push_str("<span class=\"boring\">");
            out.push_str(line);
            out.push_str("\n</span>");
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn rust(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut at = 0;
    let mut tokens = tokenize(code, FrontmatterAllowed::No).peekable();
    while let Some(token) = tokens.next() {
        let text = &code[at..at + token.len as usize];
        at += token.len as usize;
        let class = match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => "comment",
            TokenKind::Literal {
                kind: LiteralKind::Int { .. } | LiteralKind::Float { .. },
                ..
            } => "number",
            TokenKind::Literal { .. } => "string",
            TokenKind::Lifetime { .. } => "symbol",
            TokenKind::Ident if KEYWORDS.contains(&text) => "keyword",
            TokenKind::Ident
                if tokens
                    .peek()
                    .is_some_and(|next| matches!(next.kind, TokenKind::Bang)) =>
            {
                "built_in"
            }
            TokenKind::Ident if text.starts_with(char::is_uppercase) => "type",
            _ => "",
        };
        span(&mut out, class, text);
    }
    out
}

fn span(out: &mut String, class: &str, text: &str) {
    if class.is_empty() {
        out.push_str(&escape(text));
        return;
    }
    let pieces: Vec<_> = text
        .split('\n')
        .map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("<span class=\"hljs-{class}\">{}</span>", escape(line))
            }
        })
        .collect();
    out.push_str(&pieces.join("\n"));
}

fn lines(code: &str, each: impl Fn(&str) -> String) -> String {
    code.lines().map(|line| each(line) + "\n").collect()
}

fn hash_comment(line: &str) -> String {
    let start = if line.trim_start().starts_with('#') {
        line.find('#')
    } else {
        line.find(" # ").map(|at| at + 1)
    };
    match start {
        Some(at) => format!(
            "{}<span class=\"hljs-comment\">{}</span>",
            escape(&line[..at]),
            escape(&line[at..])
        ),
        None => escape(line),
    }
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_is_coloured_and_hidden_lines_are_marked() {
        let html = block(
            "rust,ignore",
            "# use a;\nlet x = 1.5; // <c>\n##[derive]\n/* a\nb */\n",
        );
        assert!(
            html.starts_with(
                "<pre><code class=\"language-rust ignore hljs\"><span class=\"boring\">"
            ),
            "{html}"
        );
        assert!(
            html.contains(
                "<span class=\"hljs-keyword\">let</span> x = <span class=\"hljs-number\">1.5</span>"
            ),
            "{html}"
        );
        assert!(
            html.contains("<span class=\"hljs-comment\">// &lt;c&gt;</span>"),
            "{html}"
        );
        assert!(html.contains("\n#[derive]\n"), "{html}");
        assert!(
            html.contains(
                "<span class=\"hljs-comment\">/* a</span>\n<span class=\"hljs-comment\">b */</span>"
            ),
            "{html}"
        );
    }

    #[test]
    fn other_languages_are_escaped() {
        assert!(block("text", "a < b").contains("a &lt; b"));
        assert!(
            block("console", "cargo test  # all")
                .contains("<span class=\"hljs-comment\"># all</span>")
        );
    }
}
