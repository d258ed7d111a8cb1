//! What a page is made of, apart from its words: what both editions must have in common.

use book::pages::Page;
use book_tests::pieces::{self, Kind};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

/// One part of a page's skeleton.
#[derive(Debug, Clone)]
pub(crate) struct Bone {
    /// How it is compared and shown: `## {#best}`, `$$ x $$`, `list of 3`.
    pub(crate) what: String,
    /// The line on the page.
    pub(crate) line: usize,
    /// Whether it begins a section.
    pub(crate) is_heading: bool,
}

/// The skeleton of a page in order.
pub(crate) fn of(page: &Page) -> Vec<Bone> {
    let source = &page.source;
    let mut bones: Vec<(usize, String, bool)> = Vec::new();
    let figure = Regex::new(r#"<figure[^>]*\bid="([^"]*)""#).expect("a constant");
    let details = Regex::new(r#"<details(?: class="([^"]*)")?"#).expect("a constant");
    for piece in pieces::of(source) {
        let text = &source[piece.range.clone()];
        let what = match piece.kind {
            Kind::Display => Some(display(text)),
            Kind::Include => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Kind::Markup => figure
                .captures(text)
                .map(|found| format!("figure #{}", &found[1]))
                .or_else(|| {
                    details.captures(text).map(|found| {
                        format!(
                            "details {}",
                            found.get(1).map_or("", |class| class.as_str())
                        )
                    })
                }),
            _ => None,
        };
        bones.extend(what.map(|what| (piece.range.start, what, false)));
    }
    bones.extend(blocks(source));
    bones.sort_by_key(|bone| bone.0);
    bones
        .into_iter()
        .map(|(offset, what, is_heading)| Bone {
            what,
            line: page.place(offset).line,
            is_heading,
        })
        .collect()
}

/// Headings, fences, lists and tables.
fn blocks(source: &str) -> Vec<(usize, String, bool)> {
    let mut bones = Vec::new();
    let mut lists: Vec<(usize, &str, usize)> = Vec::new();
    let mut table: Option<(usize, usize, usize)> = None;
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_GFM;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let id = id.map_or_else(|| "no id".to_owned(), |id| format!("#{id}"));
                let marks = "#".repeat(level as usize);
                bones.push((range.start, format!("{marks} {id}"), true));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                // What is typed into prose is the same program in both languages.
                let code = &source[range.clone()];
                let body: String = code
                    .lines()
                    .skip(1)
                    .take_while(|line| !line.trim_start().starts_with("```"))
                    .filter(|line| !line.contains("{{#include"))
                    .map(|line| line.split(['#', '/']).next().unwrap_or("").trim())
                    .collect::<Vec<_>>()
                    .join(" ");
                bones.push((range.start, format!("fence {info} {body}"), false));
            }
            Event::Start(Tag::List(first)) => {
                let kind = first.map_or("list", |_| "numbered list");
                lists.push((range.start, kind, 0));
            }
            Event::Start(Tag::Item) => {
                if let Some(list) = lists.last_mut() {
                    list.2 += 1;
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((start, kind, items)) = lists.pop() {
                    bones.push((start, format!("{kind} of {items}"), false));
                }
            }
            Event::Start(Tag::Table(columns)) => table = Some((range.start, columns.len(), 0)),
            Event::End(TagEnd::TableRow) => {
                if let Some(table) = &mut table {
                    table.2 += 1;
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some((start, columns, rows)) = table.take() {
                    let numbers = numbers(&source[start..range.end]).join(" ");
                    let what = format!("table of {rows} × {columns} with the numbers {numbers}");
                    bones.push((start, what, false));
                }
            }
            _ => {}
        }
    }
    bones
}

/// A display formula without space and final punctuation; words in \text are the language's own.
fn display(text: &str) -> String {
    let words = Regex::new(r"\\(?:text|mbox|textrm)\{[^{}]*\}").expect("a constant");
    let tex: String = words
        .replace_all(text.trim_matches('$'), "\\text{…}")
        .split_whitespace()
        .collect();
    let end = Regex::new(r"[.,;。，；](\\end\{\w+\})$").expect("a constant");
    let tex = end.replace(&tex, "$1").into_owned();
    format!(
        "$$ {} $$",
        tex.trim_end_matches(['.', ',', ';', '。', '，', '；'])
    )
}

/// The numbers in a text, formulas included.
pub(crate) fn numbers(text: &str) -> Vec<String> {
    let number = Regex::new(r"\d+(?:\.\d+)?").expect("a constant");
    number
        .find_iter(text)
        .map(|found| found.as_str().to_owned())
        .collect()
}
