//! A page's Markdown cut into prose, formulas, code and markup.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a piece of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A fenced block of code.
    Fence,
    /// Code between backticks.
    Code,
    /// `$$…$$`
    Display,
    /// `$…$`
    Formula,
    /// `{{eq …}}`, `{{fig …}}`, `{{ex …}}`
    Reference,
    /// `{{#include …}}`
    Include,
    /// An HTML tag or comment, the target of a link, the id of a heading.
    Markup,
    /// Words.
    Prose,
}

/// A stretch of a page.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the source.
    pub range: Range<usize>,
}

static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<fence>(?ms:^[ ]*```.*?^[ ]*```[ ]*$))",
        r"|(?P<code>``.+?``|`[^`\n]+`)",
        r"|(?P<display>(?s:\$\$.*?\$\$))",
        r"|(?P<dollar>\\\$)",
        r"|(?P<formula>\$[^$]+?\$)",
        r"|(?P<include>\{\{\s*#[^}]*\}\})",
        r"|(?P<reference>\{\{[^}]*\}\})",
        r#"|(?P<markup>(?s:<!--.*?-->)|</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>|\]\([^()\s]*\)|[ ]*\{#[^}]*\})"#,
    ))
    .expect("a constant")
});

/// The pieces of `source` in order; together they cover it.
pub fn of(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut end = 0;
    let prose = |range: Range<usize>, pieces: &mut Vec<Piece>| {
        if !range.is_empty() {
            let kind = Kind::Prose;
            pieces.push(Piece { kind, range });
        }
    };
    for found in PIECE.captures_iter(source) {
        let kinds = [
            ("fence", Kind::Fence),
            ("code", Kind::Code),
            ("display", Kind::Display),
            ("formula", Kind::Formula),
            ("include", Kind::Include),
            ("reference", Kind::Reference),
            ("markup", Kind::Markup),
        ];
        let Some((range, kind)) = kinds
            .iter()
            .find_map(|(name, kind)| found.name(name).map(|part| (part.range(), *kind)))
        else {
            continue;
        };
        prose(end..range.start, &mut pieces);
        end = range.end;
        pieces.push(Piece { kind, range });
    }
    prose(end..source.len(), &mut pieces);
    pieces
}

/// Stands for a formula in [`Reading::text`].
pub const FORMULA: char = '\u{e000}';
/// Stands for inline code.
pub const CODE: char = '\u{e001}';
/// Stands for a reference to an equation: "(7.3)".
pub const EQUATION: char = '\u{e002}';
/// Stands for a reference to a figure or an exercise: "Figure 7.2", "图 7.2".
pub const NUMBERED: char = '\u{e003}';
/// Stands for what breaks the text: a listing, an included block.
pub const BREAK: char = '\u{e004}';

/// A page as its reader sees the words: markup gone, everything else one character.
#[derive(Debug)]
pub struct Reading {
    /// The text.
    pub text: String,
    /// For each character of the text, where it comes from in the source.
    pub origin: Vec<usize>,
}

impl Reading {
    /// Reads a page.
    pub fn of(source: &str) -> Self {
        let mut reading = Self {
            text: String::new(),
            origin: Vec::new(),
        };
        for piece in of(source) {
            let stand_in = match piece.kind {
                Kind::Formula => Some(FORMULA),
                Kind::Code => Some(CODE),
                Kind::Reference if source[piece.range.clone()].starts_with("{{eq") => {
                    Some(EQUATION)
                }
                Kind::Reference => Some(NUMBERED),
                Kind::Fence | Kind::Display | Kind::Include => Some(BREAK),
                Kind::Markup | Kind::Prose => None,
            };
            if let Some(stand_in) = stand_in {
                reading.push(stand_in, piece.range.start);
            } else if piece.kind == Kind::Prose {
                for (offset, letter) in source[piece.range.clone()].char_indices() {
                    // Emphasis and the opening bracket of a link are not seen.
                    if !matches!(letter, '*' | '[' | '\\') {
                        reading.push(letter, piece.range.start + offset);
                    }
                }
            } else if source[piece.range.clone()].starts_with("<summary")
                || source[piece.range.clone()].starts_with("</summary")
            {
                reading.push(BREAK, piece.range.start);
            }
        }
        reading
    }

    fn push(&mut self, letter: char, origin: usize) {
        self.text.push(letter);
        self.origin.push(origin);
    }

    /// The bytes of the source that stand for the words of the page only.
    pub fn words(&self) -> String {
        self.text
            .chars()
            .map(|letter| match letter {
                '\u{e000}'..='\u{e004}' => ' ',
                letter => letter,
            })
            .collect()
    }
}

/// Whether a character is Chinese.
pub fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_into_its_pieces() {
        let source = "# 标题 {#a}\n\n设 $x$ 和 `y`，见{{eq a:b}}。\n\n$$ z $$\n\n```rust\nlet s = \"$\";\n```\n<b class=\">\">末</b>\n";
        let kinds: Vec<_> = of(source)
            .into_iter()
            .map(|piece| (piece.kind, &source[piece.range]))
            .filter(|(kind, _)| *kind != Kind::Prose)
            .collect();
        assert_eq!(
            kinds,
            [
                (Kind::Markup, " {#a}"),
                (Kind::Formula, "$x$"),
                (Kind::Code, "`y`"),
                (Kind::Reference, "{{eq a:b}}"),
                (Kind::Display, "$$ z $$"),
                (Kind::Fence, "```rust\nlet s = \"$\";\n```"),
                (Kind::Markup, "<b class=\">\">"),
                (Kind::Markup, "</b>"),
            ]
        );
        let reading = Reading::of(source);
        assert_eq!(reading.text.chars().count(), reading.origin.len());
        assert!(
            reading
                .text
                .contains("设 \u{e000} 和 \u{e001}，见\u{e002}。")
        );
    }
}
