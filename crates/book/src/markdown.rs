//! Where a page's Markdown holds code, headings and raw HTML, as mdBook's own parser sees it.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// The id given in braces, `{#ex-cycle}`.
    pub id: Option<String>,
    /// Where it stands in the source.
    pub range: Range<usize>,
}

/// A fenced block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// What follows the opening fence: `rust,ignore`.
    pub info: String,
    /// The code, without the indentation of a list that it stands in.
    pub code: String,
    /// Where it stands in the source, fences included.
    pub range: Range<usize>,
}

/// What a pass over a page needs to know about its structure.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Fenced blocks in order.
    pub fences: Vec<Fence>,
    /// Every stretch that is code: fenced, indented, or between backticks. In order.
    pub code: Vec<Range<usize>>,
}

impl Outline {
    /// Reads the structure of `source`.
    pub fn of(source: &str) -> Self {
        let mut outline = Self::default();
        let mut heading: Option<Heading> = None;
        let mut fence: Option<Fence> = None;
        for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    heading = Some(Heading {
                        level: level as u8,
                        text: String::new(),
                        id: id.map(|id| id.to_string()),
                        range,
                    });
                }
                Event::End(TagEnd::Heading(_)) => outline.headings.extend(heading.take()),
                Event::Start(Tag::CodeBlock(kind)) => {
                    outline.code.push(range.clone());
                    if let CodeBlockKind::Fenced(info) = kind {
                        fence = Some(Fence {
                            info: info.to_string(),
                            code: String::new(),
                            range,
                        });
                    }
                }
                Event::End(TagEnd::CodeBlock) => outline.fences.extend(fence.take()),
                Event::Text(text) => {
                    if let Some(fence) = &mut fence {
                        fence.code.push_str(&text);
                    }
                    if let Some(heading) = &mut heading {
                        heading.text.push_str(&text);
                    }
                }
                Event::Code(text) => {
                    outline.code.push(range);
                    if let Some(heading) = &mut heading {
                        heading.text.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        outline
    }

    /// Whether byte `offset` of the source is code.
    pub fn is_code(&self, offset: usize) -> bool {
        let after = self.code.partition_point(|range| range.start <= offset);
        after > 0 && self.code[after - 1].contains(&offset)
    }
}

/// The options with which mdBook reads a page of this book (smart punctuation is off).
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_headings_are_told_from_prose() {
        let source = "## A `b` c {#ex-id}\n\nprose {{eq a:b}} `{{eq a:b}}`\n\n- item\n\n  ```rust,ignore\n  let x = 1;\n  ```\n";
        let outline = Outline::of(source);
        assert_eq!(outline.headings[0].text, "A b c");
        assert_eq!(outline.headings[0].id.as_deref(), Some("ex-id"));
        assert_eq!(outline.headings[0].level, 2);
        let places: Vec<_> = source
            .match_indices("{{eq")
            .map(|(at, _)| outline.is_code(at))
            .collect();
        assert_eq!(places, [false, true]);
        assert_eq!(outline.fences[0].code, "let x = 1;\n");
        assert_eq!(outline.fences[0].info, "rust,ignore");
    }
}
