//! The last pass over a page that mdBook has made: markers filled, the link to the other
//! language, the search button, the words of the language, the Content-Security-Policy.

use super::csp;
use super::html::{Handler, rewrite};
use super::slots::Slots;
use super::twins::Heading;
use crate::language::Language;
use crate::problem::{Place, Problem};
use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, Selector, element, end_tag, text};
use regex::Regex;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// A page of the site as mdBook made it.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    /// The edition.
    pub language: Language,
    /// The file in the edition's folder, `momentum.html`, with `/`.
    pub name: &'a str,
    /// Its HTML.
    pub html: &'a str,
}

impl Raw<'_> {
    fn place(&self) -> String {
        format!("{}/{}", self.language, self.name)
    }

    fn to_root(self) -> String {
        "../".repeat(self.name.matches('/').count() + 1)
    }

    fn rewrite(&self, handlers: Vec<Handler<'_>>) -> Result<String, Problem> {
        rewrite(self.html, handlers).map_err(|error| Problem::tool(self.place(), &error))
    }
}

/// The headings of a page that have an id.
///
/// # Errors
/// If the page cannot be parsed.
pub fn headings(raw: Raw<'_>) -> Result<Vec<Heading>, Problem> {
    let found = Rc::new(RefCell::new(Vec::new()));
    let into = Rc::clone(&found);
    raw.rewrite(vec![element!(
        "main h1[id], main h2[id], main h3[id], main h4[id], main h5[id], main h6[id]",
        move |el| {
            let level = el.tag_name()[1..].parse()?;
            into.borrow_mut().push(Heading {
                level,
                id: el.get_attribute("id").unwrap_or_default(),
            });
            Ok(())
        }
    )])?;
    Ok(found.take())
}

/// What a page needs to know about the rest of the site.
#[derive(Debug)]
pub struct Around<'a> {
    /// The finished pieces.
    pub slots: &'a Slots,
    /// Whether the other edition has a page of the same name.
    pub has_twin: bool,
    /// For each heading's id, that of its twin.
    pub twins: HashMap<String, String>,
}

/// The finished page.
///
/// # Errors
/// If TeX or a tag of ours leaked onto the page, or it cannot be parsed.
pub fn finish(raw: Raw<'_>, around: &Around<'_>) -> Result<String, Problem> {
    let mut handlers = body(raw, around);
    handlers.extend(chrome(raw));
    handlers.extend(language_link(raw, around));
    let leak = Rc::new(RefCell::new(None));
    handlers.extend(leaks(&leak));
    let html = raw.rewrite(handlers)?;
    if let Some(text) = leak.take() {
        return Err(Problem::Form {
            place: Place::new(format!("{} (built page)", raw.place()), 0),
            reason: format!("`{text}` is TeX outside of $…$ or a tag that nothing replaced"),
        });
    }
    csp::insert(&html, &raw.place())
}

/// Text, figures and headings.
fn body<'h>(raw: Raw<'_>, around: &'h Around<'_>) -> Vec<Handler<'h>> {
    let place = raw.place();
    let words = raw.language.words();
    let twin = raw.language.twin();
    let to_twin = format!("{}{twin}/{}", raw.to_root(), raw.name);
    vec![
        element!("x-slot", move |el| {
            let number = el.get_attribute("n").and_then(|number| number.parse().ok());
            let slot = number.and_then(|number| around.slots.get(number));
            let slot = slot.ok_or_else(|| format!("{place}: a marker without its piece"))?;
            el.replace(&slot.html, ContentType::Html);
            Ok(())
        }),
        element!("#mdbook-content > main", |el| {
            el.set_attribute("id", "text")?;
            el.set_attribute("tabindex", "-1")?;
            Ok(())
        }),
        element!("figure[data-alt]", |el| {
            el.remove_attribute("data-alt");
            Ok(())
        }),
        element!(
            "main h1[id], main h2[id], main h3[id], main h4[id], main h5[id], main h6[id]",
            move |el| {
                let id = el.get_attribute("id").unwrap_or_default();
                let Some(other) = around.twins.get(&id) else {
                    return Ok(());
                };
                if *other != id {
                    el.set_attribute("data-twin", other)?;
                }
                if matches!(el.tag_name().as_str(), "h2" | "h3") {
                    // Without JavaScript each section has its own link to the other language.
                    let link = format!(
                        "<noscript><a class=\"twin\" href=\"{to_twin}#{other}\" hreflang=\"{tag}\" lang=\"{tag}\" aria-label=\"{}\">{}</a></noscript>",
                        words.switch,
                        twin.name(),
                        tag = twin.tag(),
                    );
                    el.append(&link, ContentType::Html);
                }
                Ok(())
            }
        ),
    ]
}

/// mdBook's frame: what is not needed goes, what is missing comes.
fn chrome<'h>(raw: Raw<'_>) -> Vec<Handler<'h>> {
    let words = raw.language.words();
    let root = raw.to_root();
    let item = Cell::new(0);
    let mut handlers = vec![
        // System fonts, one icon, and highlighting at build time: three downloads fewer.
        element!(
            "link[href*=\"fonts/fonts\"], link[rel=\"shortcut icon\"]",
            |el| {
                el.remove();
                Ok(())
            }
        ),
        element!("script[src*=\"highlight\"]", |el| {
            el.replace(
                "<script>window.hljs = { configure() {}, highlightBlock() {} };</script>",
                ContentType::Html,
            );
            Ok(())
        }),
        element!("body", move |el| {
            if el.get_attribute("class").as_deref() != Some("sidebar-iframe-inner") {
                el.prepend(
                    &format!("<a class=\"skip\" href=\"#text\">{}</a>", words.skip),
                    ContentType::Html,
                );
            }
            Ok(())
        }),
        element!("head", move |el| {
            el.append(
                &format!("<link rel=\"preload\" href=\"{root}fonts/newcm-math.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>"),
                ContentType::Html,
            );
            Ok(())
        }),
        // The book's title is not a heading of the page.
        element!("h1.menu-title", |el| {
            el.set_tag_name("div")?;
            Ok(())
        }),
        // A landmark.
        element!("#mdbook-menu-bar", |el| {
            el.set_tag_name("header")?;
            Ok(())
        }),
        // A button is reached by keyboard and may say whether it is pressed; without script only
        // the label works.
        element!("label#mdbook-sidebar-toggle", move |el| {
            let label = format!(
                "<noscript><label class=\"icon-button\" for=\"mdbook-sidebar-toggle-anchor\">{}</label></noscript>",
                words.contents
            );
            el.before(&label, ContentType::Html);
            el.set_tag_name("button")?;
            el.set_attribute("type", "button")?;
            el.remove_attribute("for");
            Ok(())
        }),
        element!(".mdbook-help-title", |el| {
            el.set_tag_name("div")?;
            Ok(())
        }),
        // Auto, Light and Navy stay; Rust, Coal and Ayu are the third, fourth and sixth.
        element!("#mdbook-theme-list > li", move |el| {
            if matches!(item.get(), 2 | 3 | 5) {
                el.remove();
            }
            item.set(item.get() + 1);
            Ok(())
        }),
        element!("#mdbook-menu-bar .left-buttons", move |el| {
            el.append(&search_button(raw.language), ContentType::Html);
            Ok(())
        }),
        element!("#mdbook-help-popup > div", move |el| {
            el.set_inner_content(help(raw.language), ContentType::Html);
            Ok(())
        }),
        // The policy forbids style attributes.
        element!("[style]", |el| {
            let style = el
                .get_attribute("style")
                .unwrap_or_default()
                .replace(' ', "");
            let class = match style.trim_end_matches(';') {
                "clear:both" => "clear",
                "text-align:left" => "left-text",
                "text-align:center" => "center-text",
                "text-align:right" => "right-text",
                other if other.starts_with("break-before:page") => "page-break",
                _ => return Ok(()),
            };
            el.remove_attribute("style");
            add_class(el, class)
        }),
    ];
    handlers.extend(translated(raw.language));
    handlers
}

/// mdBook's own words in the page's language.
fn translated<'h>(language: Language) -> Vec<Handler<'h>> {
    let mut handlers = Vec::new();
    for &(selector, attribute, text) in language.words().chrome {
        let selector: Selector = match selector.parse() {
            Ok(selector) => selector,
            // The selectors are constants; a test parses them all.
            Err(_) => continue,
        };
        let change = move |el: &mut Element<'_, '_>| {
            if attribute.is_empty() {
                el.set_inner_content(text, ContentType::Text);
            } else {
                el.set_attribute(attribute, text)?;
            }
            Ok(())
        };
        handlers.push((
            Cow::Owned(selector),
            ElementContentHandlers::default().element(change),
        ));
    }
    handlers
}

/// The link to the same page in the other language, in the menu bar and in the head.
fn language_link<'h>(raw: Raw<'_>, around: &Around<'_>) -> Vec<Handler<'h>> {
    let words = raw.language.words();
    let twin = raw.language.twin();
    let root = raw.to_root();
    // A page that only one edition has leads to the other edition's beginning.
    let name = if around.has_twin {
        raw.name.to_owned()
    } else {
        "index.html".to_owned()
    };
    let href = format!("{root}{twin}/{name}");
    let link = format!(
        "<a id=\"language\" class=\"language\" href=\"{href}\" hreflang=\"{tag}\" lang=\"{tag}\" title=\"{title}\" aria-label=\"{}\" rel=\"alternate\">{}</a>",
        twin.name(),
        twin.name(),
        tag = twin.tag(),
        title = words.switch,
    );
    let alternate = |tag: &str, folder: &str| {
        format!(
            "<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{root}{folder}/{}\">",
            raw.name
        )
    };
    let alternates = if around.has_twin {
        Language::ALL
            .map(|language| alternate(language.tag(), language.code()))
            .concat()
            + &alternate("x-default", Language::En.code())
    } else {
        String::new()
    };
    vec![
        element!("#mdbook-menu-bar .right-buttons", move |el| {
            el.prepend(&link, ContentType::Html);
            Ok(())
        }),
        element!("head", move |el| {
            el.append(&alternates, ContentType::Html);
            Ok(())
        }),
    ]
}

/// Looks for TeX and tags in the text, outside of code.
fn leaks<'h>(leak: &Rc<RefCell<Option<String>>>) -> Vec<Handler<'h>> {
    static LEAK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\$\$|\{\{|\\(?:[a-zA-Z]{2,}|[\[\]()])").expect("a constant"));
    let depth = Rc::new(Cell::new(0_usize));
    let inside = Rc::clone(&depth);
    let leak = Rc::clone(leak);
    vec![
        element!("main code, main pre", move |el| {
            depth.set(depth.get() + 1);
            let depth = Rc::clone(&depth);
            el.on_end_tag(end_tag!(move |_| {
                depth.set(depth.get() - 1);
                Ok(())
            }))
        }),
        text!("main", move |chunk| {
            if inside.get() == 0
                && leak.borrow().is_none()
                && let Some(found) = LEAK.find(chunk.as_str())
            {
                *leak.borrow_mut() =
                    Some(chunk.as_str()[found.start()..].chars().take(40).collect());
            }
            Ok(())
        }),
    ]
}

/// The page as the search index shall read it: words in place of formulas, no code of checks.
///
/// # Errors
/// If the page cannot be parsed.
pub fn for_search(raw: Raw<'_>, slots: &Slots) -> Result<String, Problem> {
    raw.rewrite(vec![
        element!("x-slot", |el| {
            let number = el.get_attribute("n").and_then(|number| number.parse().ok());
            let words = number
                .and_then(|number| slots.get(number))
                .map(|slot| slot.words)
                .unwrap_or_default();
            el.replace(&words, ContentType::Html);
            Ok(())
        }),
        // Pagefind takes the first heading for the title.
        element!("h1.menu-title", |el| {
            el.set_tag_name("div")?;
            Ok(())
        }),
        element!("#mdbook-content > main", |el| {
            el.set_attribute("data-pagefind-body", "")?;
            Ok(())
        }),
    ])
}

fn add_class(el: &mut Element<'_, '_>, class: &str) -> lol_html::HandlerResult {
    let all = el
        .get_attribute("class")
        .map_or_else(|| class.to_owned(), |old| format!("{old} {class}"));
    el.set_attribute("class", &all)?;
    Ok(())
}

fn search_button(language: Language) -> String {
    let words = language.words();
    // The words of the dialog travel with the button, the script has none of its own.
    format!(
        "<button id=\"search-button\" class=\"icon-button\" type=\"button\" title=\"{0} (/)\" aria-label=\"{0}\" aria-keyshortcuts=\"/ s\" aria-haspopup=\"dialog\" \
         data-hint=\"{1}\" data-nothing=\"{2}\" data-failed=\"{3}\" data-close=\"{4}\">\
         <svg viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\"><circle cx=\"6.5\" cy=\"6.5\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\
         <path d=\"M10.5 10.5 L15 15\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\"/></svg></button>",
        words.search, words.search_hint, words.nothing_found, words.search_failed, words.close
    )
}

fn help(language: Language) -> &'static str {
    match language {
        Language::En => {
            "<p><kbd>←</kbd> <kbd>→</kbd> previous and next chapter</p><p><kbd>/</kbd> or <kbd>S</kbd> search the book</p>\
             <p><kbd>L</kbd> this page in Chinese</p><p><kbd>?</kbd> this help</p><p><kbd>Esc</kbd> close</p>"
        }
        Language::Zh => {
            "<p><kbd>←</kbd> <kbd>→</kbd> 上一章、下一章</p><p><kbd>/</kbd> 或 <kbd>S</kbd> 搜索全书</p>\
             <p><kbd>L</kbd> 本页英文版</p><p><kbd>?</kbd> 显示本帮助</p><p><kbd>Esc</kbd> 关闭</p>"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Raw<'_> {
        Raw {
            language: Language::Zh,
            name: "momentum.html",
            html,
        }
    }

    fn around(slots: &Slots) -> Around<'_> {
        Around {
            slots,
            has_twin: true,
            twins: HashMap::from([("速率".to_owned(), "rates".to_owned())]),
        }
    }

    const FRAME: &str = "<html><head><meta charset=\"UTF-8\"><title>t</title></head><body><div id=\"mdbook-menu-bar\"><div class=\"left-buttons\"></div><h1 class=\"menu-title\">T</h1><div class=\"right-buttons\"></div></div><div id=\"mdbook-content\"><main>BODY</main></div></body></html>";

    fn finished(body: &str) -> Result<String, Problem> {
        let slots = Slots::default();
        finish(page(&FRAME.replace("BODY", body)), &around(&slots))
    }

    #[test]
    fn every_page_links_to_its_twin_in_text_and_head() {
        let html = finished("").unwrap();
        assert!(
            html.contains("href=\"../en/momentum.html\" hreflang=\"en\" lang=\"en\""),
            "{html}"
        );
        assert!(
            html.contains(
                "<link rel=\"alternate\" hreflang=\"zh-CN\" href=\"../zh/momentum.html\">"
            ),
            "{html}"
        );
        assert!(html.contains("<div class=\"menu-title\">T</div>"), "{html}");
    }

    #[test]
    fn a_heading_knows_its_twin_with_and_without_script() {
        let html = finished("<h2 id=\"速率\"><a class=\"header\">速率</a></h2>").unwrap();
        assert!(
            html.contains("<h2 id=\"速率\" data-twin=\"rates\">"),
            "{html}"
        );
        assert!(
            html.contains("<noscript><a class=\"twin\" href=\"../en/momentum.html#rates\""),
            "{html}"
        );
    }

    #[test]
    fn leaked_tex_and_tags_fail_but_code_may_hold_them() {
        assert!(finished("<p><code>$$ {{eq a:b}} \\frac</code></p>").is_ok());
        for body in [
            "<p>$$x$$</p>",
            "<p>{{eq a:b}}</p>",
            "<p>\\frac{1}{2}</p>",
            "<td>\\(x\\)</td>",
        ] {
            assert!(
                finished(body)
                    .unwrap_err()
                    .to_string()
                    .contains("TeX outside"),
                "{body}"
            );
        }
    }

    #[test]
    fn three_themes_stay() {
        let list: String = ["default_theme", "light", "rust", "coal", "navy", "ayu"]
            .map(|theme| format!("<li><button id=\"mdbook-theme-{theme}\">x</button></li>"))
            .concat();
        let html = finished(&format!("<ul id=\"mdbook-theme-list\">{list}</ul>")).unwrap();
        for (theme, stays) in [
            ("default_theme", true),
            ("light", true),
            ("navy", true),
            ("rust", false),
            ("coal", false),
            ("ayu", false),
        ] {
            assert_eq!(
                html.contains(&format!("mdbook-theme-{theme}")),
                stays,
                "{theme}"
            );
        }
        assert!(html.contains(">深色</button>"), "{html}");
    }

    #[test]
    fn every_selector_of_the_words_is_valid() {
        for language in Language::ALL {
            for (selector, _, _) in language.words().chrome {
                assert!(selector.parse::<Selector>().is_ok(), "{selector}");
            }
        }
    }

    #[test]
    fn headings_are_read_in_order() {
        let html = FRAME.replace(
            "BODY",
            "<h1 id=\"a\">A</h1><h3 id=\"b\">B</h3><h2>no id</h2>",
        );
        let found = headings(page(&html)).unwrap();
        assert_eq!(
            found,
            [
                Heading {
                    level: 1,
                    id: "a".into()
                },
                Heading {
                    level: 3,
                    id: "b".into()
                }
            ]
        );
    }
}
