//! What is looked at on the built pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use book::language::Language;
use book_tests::faults::Faults;
use book_tests::files::gzipped;
use book_tests::sources::Sources;
use regex::Regex;
use scraper::ElementRef;
use sha2::{Digest as _, Sha256};

use crate::html::{Built, Page, select, target, text};

/// All that a page loads, compressed, fonts and search apart.
const HEAVIEST_PAGE: usize = 150_000;
/// Addresses in mdBook's own scripts that a page of this book never asks for: its playground is off
/// (`runnable = false`), the others stand in comments.
const NEVER_FETCHED: &[&str] = &["https://play.rust-lang.org", "https://example.com"];

pub(crate) fn complete(site: &Built, faults: &mut Faults) {
    let sources = Sources::read();
    for page in &sources.pages {
        let wanted = format!(
            "{}/{}",
            page.language,
            page.path.with_extension("html").display()
        );
        match site.pages.get(&wanted) {
            None => faults.at(page.file.display(), format!("the site has no {wanted}")),
            Some(built) => faults.unless(
                built.body().len() > 200,
                &built.path,
                "the page has no text",
            ),
        }
    }
    for language in Language::ALL {
        faults.unless(
            site.has(&format!("{language}/index.html")),
            format!("{language}/index.html"),
            "is missing: the edition has no first page",
        );
    }
}

pub(crate) fn leaks(site: &Built, faults: &mut Faults) {
    let leak = Regex::new(r"\$\$|\{\{|\}\}|\\(?:[a-zA-Z]{2,}|[\[\]()])").expect("a constant");
    let dollars = Regex::new(r"\$[^$\s][^$]*\$").expect("a constant");
    let code = Regex::new(
        r"(?s)<(code|pre|script|style|svg|title)\b.*?</(?:code|pre|script|style|svg|title)>",
    )
    .expect("a constant");
    let tag = Regex::new(r"<[^>]*>").expect("a constant");
    for page in site.pages.values() {
        for wrong in ["<annotation", "<x-slot", "<semantics", "ANCHOR", "&amp;lt;"] {
            let found = page.body().find(wrong);
            faults.unless(
                found.is_none(),
                &page.path,
                format!("`{wrong}` is left over from the build"),
            );
        }
        let words = code.replace_all(page.body(), " ");
        let words = tag.replace_all(&words, " ");
        for found in leak.find_iter(&words).chain(dollars.find_iter(&words)) {
            let end = words[found.start()..]
                .char_indices()
                .nth(50)
                .map_or(words.len(), |(at, _)| found.start() + at);
            faults.at(
                &page.path,
                format!(
                    "raw TeX or a raw tag: `{}`",
                    words[found.start()..end].trim()
                ),
            );
        }
    }
}

pub(crate) fn elsewhere(site: &Built, faults: &mut Faults) {
    let leaves = |address: &str| {
        let address = address.trim();
        address.starts_with("//")
            || address.split_once(':').is_some_and(|(scheme, _)| {
                scheme.chars().all(|letter| letter.is_ascii_alphabetic())
                    && !matches!(scheme, "data" | "about")
            })
    };
    let everything = select("*");
    let loading = [
        "src",
        "href",
        "xlink:href",
        "srcset",
        "poster",
        "action",
        "data",
        "background",
        "ping",
        "formaction",
        "cite",
        "manifest",
    ];
    let url = Regex::new(r#"url\(\s*["']?([^"')]*)|@import\s+["']?([^"';]*)"#).expect("a constant");
    let address = Regex::new(r#"(?:https?|wss?)://[^\s"'`<>)]*"#).expect("a constant");
    for page in site.pages.values() {
        let tree = page.tree();
        for element in tree.select(&everything) {
            for name in loading {
                let Some(value) = element.attr(name) else {
                    continue;
                };
                faults.unless(
                    !leaves(value),
                    &page.path,
                    format!(
                        "<{} {name}=\"{value}\"> leaves the site",
                        element.value().name()
                    ),
                );
            }
            let refresh = element.attr("http-equiv") == Some("refresh");
            faults.unless(
                !refresh,
                &page.path,
                "a redirect by <meta http-equiv=refresh>",
            );
        }
    }
    for file in &site.files {
        let Some(extension) = Path::new(file).extension().and_then(|end| end.to_str()) else {
            continue;
        };
        let content = String::from_utf8_lossy(&site.read(file)).into_owned();
        match extension {
            "css" | "svg" => {
                for found in url.captures_iter(&content) {
                    let value = found
                        .get(1)
                        .or(found.get(2))
                        .map_or("", |part| part.as_str());
                    faults.unless(
                        !leaves(value),
                        file,
                        format!("url({value}) leaves the site"),
                    );
                    let is_local =
                        value.is_empty() || value.starts_with("data:") || value.starts_with('#');
                    let (path, _) = target(file, value);
                    faults.unless(
                        is_local || leaves(value) || site.has(&path),
                        file,
                        format!("url({value}) names {path}, which is not in the site"),
                    );
                }
            }
            "js" => {
                for line in content.lines() {
                    let is_comment = {
                        let line = line.trim_start();
                        line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
                    };
                    // A minified file is one line: its comment is at the beginning.
                    if is_comment && line.len() < 400 {
                        continue;
                    }
                    for found in address.find_iter(line) {
                        let known = NEVER_FETCHED
                            .iter()
                            .any(|start| found.as_str().starts_with(start))
                            || found.as_str().starts_with("http://www.w3.org/");
                        let before = &line[..found.start()];
                        let in_comment = before
                            .rfind("//")
                            .is_some_and(|at| at + 2 < found.start() || before.ends_with("// "))
                            || before.rfind("/*").is_some();
                        faults.unless(
                            known || in_comment,
                            file,
                            format!("the script names {}", found.as_str()),
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

pub(crate) fn policy(site: &Built, faults: &mut Faults) {
    for page in site.pages.values() {
        let tree = page.tree();
        let metas: Vec<_> = tree
            .select(&select("head > meta[http-equiv='Content-Security-Policy']"))
            .collect();
        let [meta] = metas.as_slice() else {
            faults.at(
                &page.path,
                format!(
                    "{} Content-Security-Policies, there must be one",
                    metas.len()
                ),
            );
            continue;
        };
        let policy = meta.attr("content").unwrap_or("");
        for wanted in [
            "default-src 'self'",
            "script-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
        ] {
            faults.unless(
                policy
                    .split(';')
                    .any(|rule| rule.trim().starts_with(wanted)),
                &page.path,
                format!("the policy has no {wanted}"),
            );
        }
        for wrong in ["http:", "https:", "'unsafe-inline'", "'unsafe-eval'", "*"] {
            faults.unless(
                !policy
                    .split([' ', ';'])
                    .any(|word| word == wrong || (wrong.ends_with(':') && word.starts_with(wrong))),
                &page.path,
                format!("the policy allows {wrong}"),
            );
        }
        let at = page.source.find("Content-Security-Policy");
        faults.unless(
            at < page.source.find("<script").or(Some(usize::MAX)),
            &page.path,
            "a script stands before the policy",
        );
        // What the policy would stop.
        for element in tree.select(&select("main [style], body style, head style")) {
            let allowed = element.value().name() == "style" && {
                let sheet: String = element.text().collect();
                let hash = STANDARD.encode(Sha256::digest(sheet.as_bytes()));
                let source = format!("'sha256-{hash}'");
                policy.split(';').any(|rule| {
                    let mut words = rule.split_whitespace();
                    words.next() == Some("style-src") && words.any(|word| word == source)
                })
            };
            faults.unless(
                allowed
                    || element.value().name() != "style"
                        && element
                            .ancestors()
                            .filter_map(ElementRef::wrap)
                            .any(|e| e.value().name() == "svg")
                    || element.value().name() == "svg",
                &page.path,
                format!(
                    "the policy forbids this inline style: <{} style=\"{}\">",
                    element.value().name(),
                    element.attr("style").unwrap_or("")
                ),
            );
        }
        let handler = select("[onclick], [onload], [onerror], [onchange], [onsubmit], [oninput]");
        for element in tree.select(&handler) {
            faults.at(
                &page.path,
                format!("<{}> has a handler in an attribute", element.value().name()),
            );
        }
    }
}

pub(crate) fn languages(site: &Built, faults: &mut Faults) {
    for page in site
        .pages
        .values()
        .filter(|page| !page.language().is_empty())
    {
        let language = if page.language() == "zh" {
            Language::Zh
        } else {
            Language::En
        };
        let tree = page.tree();
        let lang = tree.root_element().attr("lang").unwrap_or("");
        faults.unless(
            lang == language.tag(),
            &page.path,
            format!("lang=\"{lang}\", it must be {}", language.tag()),
        );
        if !page.is_read() {
            continue;
        }
        let twin = page
            .path
            .replacen(language.code(), language.twin().code(), 1);
        faults.unless(
            site.pages.contains_key(&twin),
            &page.path,
            format!("its twin {twin} is missing"),
        );
        for (selector, wanted) in [
            ("a#language", language.twin()),
            ("head > link[rel=alternate][hreflang=en]", Language::En),
            ("head > link[rel=alternate][hreflang=zh-CN]", Language::Zh),
        ] {
            let found: Vec<_> = tree.select(&select(selector)).collect();
            let [link] = found.as_slice() else {
                faults.at(
                    &page.path,
                    format!("{} elements `{selector}`, there must be one", found.len()),
                );
                continue;
            };
            let (path, _) = target(&page.path, link.attr("href").unwrap_or(""));
            let expected = if wanted == language {
                &page.path
            } else {
                &twin
            };
            faults.unless(
                path == *expected && link.attr("hreflang") == Some(wanted.tag()),
                &page.path,
                format!(
                    "`{selector}` leads to {path}, it must be {expected} with hreflang={}",
                    wanted.tag()
                ),
            );
        }
        for heading in tree.select(&select("main h2[id], main h3[id]")) {
            let link = select("a.twin");
            faults.unless(
                heading.select(&link).count() == 1,
                &page.path,
                format!(
                    "the section `{}` has no link to its twin without JavaScript",
                    heading.attr("id").unwrap_or("")
                ),
            );
        }
    }
}

pub(crate) fn links(site: &Built, faults: &mut Faults) {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for page in site.pages.values() {
        let tree = page.tree();
        let mut here = BTreeSet::new();
        for element in tree.select(&select("[id]")) {
            let id = element.attr("id").unwrap_or("").to_owned();
            faults.unless(
                here.insert(id.clone()),
                &page.path,
                format!("the id `{id}` stands twice on the page"),
            );
        }
        ids.insert(&page.path, here);
    }
    for page in site.pages.values() {
        let tree = page.tree();
        let mut said = BTreeSet::new();
        for element in tree.select(&select("[href], [src]")) {
            let href = element.attr("href").or(element.attr("src")).unwrap_or("");
            if href.starts_with("data:") || href.contains("://") {
                continue;
            }
            let (path, anchor) = target(&page.path, href);
            if !site.has(&path) {
                if said.insert(href.to_owned()) {
                    faults.at(
                        &page.path,
                        format!("a dead link: {href} (there is no {path})"),
                    );
                }
                continue;
            }
            let found = anchor.is_empty()
                || ids
                    .get(path.as_str())
                    .is_none_or(|ids| ids.contains(&anchor));
            if !found && said.insert(href.to_owned()) {
                faults.at(
                    &page.path,
                    format!("a dead link: {path} has no id `{anchor}` ({href})"),
                );
            }
        }
        for element in tree.select(&select(
            "[aria-controls], [aria-labelledby], [aria-describedby], label[for]",
        )) {
            for name in [
                "aria-controls",
                "aria-labelledby",
                "aria-describedby",
                "for",
            ] {
                for id in element.attr(name).unwrap_or("").split_whitespace() {
                    faults.unless(
                        ids.get(page.path.as_str())
                            .is_some_and(|ids| ids.contains(id)),
                        &page.path,
                        format!("{name}=\"{id}\" names no element of the page"),
                    );
                }
            }
        }
    }
}

/// The numbers that a page shows: id and number of each equation, figure and exercise.
fn numbers(page: &Page) -> Vec<(String, String)> {
    let tree = page.tree();
    let number = Regex::new(r"\d+(?:\.\d+)*").expect("a constant");
    tree.select(&select(
        "main .equation[id], main figure[id], main h3[id^='ex-']",
    ))
    .map(|element| {
        let label = select(".number, figcaption .label");
        let shown = element
            .select(&label)
            .next()
            .map_or_else(|| text(element), text);
        let found = number.find(&shown).map_or("", |found| found.as_str());
        (
            element.attr("id").unwrap_or("").to_owned(),
            found.to_owned(),
        )
    })
    .collect()
}

pub(crate) fn equations(site: &Built, faults: &mut Faults) {
    let sources = Sources::read();
    let mut seen = 0;
    for page in site.pages.values().filter(|page| page.is_read()) {
        let tree = page.tree();
        for equation in tree.select(&select("main .equation[id]")) {
            seen += 1;
            let id = equation.attr("id").unwrap_or("");
            let link = select("a.number[href]");
            let number = equation.select(&link).next();
            faults.unless(
                number.is_some_and(|link| {
                    link.attr("href") == Some(&format!("#{id}"))
                        && link.attr("aria-label").is_some()
                }),
                &page.path,
                format!("the equation `{id}` has no number that links to it"),
            );
            faults.unless(
                equation.select(&select("math[display=block]")).count() == 1,
                &page.path,
                format!("the equation `{id}` is not one formula"),
            );
            let check = equation
                .next_siblings()
                .find_map(ElementRef::wrap)
                .filter(|next| {
                    next.value().name() == "details" && next.attr("class") == Some("check")
                });
            let code = check
                .and_then(|check| check.select(&select("pre code")).next())
                .map(text)
                .unwrap_or_default();
            faults.unless(
                code.contains("assert"),
                &page.path,
                format!("no fold with the check follows the equation `{id}`"),
            );
            let is_open = check.is_some_and(|check| check.attr("open").is_some());
            faults.unless(!is_open, &page.path, format!("the fold of `{id}` is open"));
        }
        if page.language() == "en" {
            let twin = page.path.replacen("en/", "zh/", 1);
            if let Some(twin) = site.pages.get(&twin) {
                let (left, right) = (numbers(page), numbers(twin));
                for (one, other) in left.iter().zip(&right) {
                    faults.unless(
                        one == other && !one.1.is_empty(),
                        &page.path,
                        format!(
                            "`{}` has the number {}, {} has `{}` with {}",
                            one.0, one.1, twin.path, other.0, other.1
                        ),
                    );
                }
                faults.unless(
                    left.len() == right.len(),
                    &page.path,
                    format!(
                        "{} numbered things, {} has {}",
                        left.len(),
                        twin.path,
                        right.len()
                    ),
                );
            }
        }
    }
    let expected: usize = sources
        .sheets
        .iter()
        .map(|sheet| sheet.equations.len())
        .sum();
    faults.unless(
        seen == 2 * expected,
        "site",
        format!("{seen} equations in both editions, the sheets have {expected} each"),
    );
}

pub(crate) fn figures(site: &Built, faults: &mut Faults) {
    for page in site.pages.values() {
        let tree = page.tree();
        for figure in tree.select(&select("main figure")) {
            let id = figure.attr("id").unwrap_or("?");
            let drawing = figure.select(&select("svg")).next();
            faults.unless(
                drawing.is_some_and(|svg| {
                    svg.attr("role") == Some("img")
                        && svg
                            .attr("aria-label")
                            .is_some_and(|label| label.chars().count() > 10)
                }),
                &page.path,
                format!("the drawing of `{id}` has no role=img and aria-label"),
            );
            let caption = figure.select(&select("figcaption")).next().map(text);
            faults.unless(
                caption.is_some_and(|caption| caption.contains(char::is_numeric)),
                &page.path,
                format!("`{id}` has no numbered caption"),
            );
        }
        for image in tree.select(&select("main img")) {
            faults.unless(
                image.attr("alt").is_some(),
                &page.path,
                "an image has no alternative text",
            );
        }
    }
}

pub(crate) fn mathml(site: &Built, faults: &mut Faults) {
    let math = Regex::new(r"(?s)<math\b.*?</math>").expect("a constant");
    let mut seen = 0;
    for page in site.pages.values() {
        for found in math.find_iter(&page.source) {
            seen += 1;
            let xml = found.as_str().replace("&nbsp;", "\u{a0}");
            let document = match roxmltree::Document::parse(&xml) {
                Ok(document) => document,
                Err(error) => {
                    faults.at(
                        &page.path,
                        format!("MathML that is not well-formed, {error}: {}", short(&xml)),
                    );
                    continue;
                }
            };
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                if let Some(variant) = node.attribute("mathvariant") {
                    faults.unless(
                        variant == "normal",
                        &page.path,
                        format!(
                            "mathvariant=\"{variant}\", which browsers ignore: {}",
                            short(&xml)
                        ),
                    );
                }
                let name = node.tag_name().name();
                faults.unless(
                    !matches!(name, "merror" | "annotation" | "semantics" | "mfenced"),
                    &page.path,
                    format!("<{name}> in MathML: {}", short(&xml)),
                );
                // These take a fixed number of children; a wrong one is drawn as an error.
                let children = node.children().filter(roxmltree::Node::is_element).count();
                let wanted = match name {
                    "mfrac" | "msup" | "msub" | "mover" | "munder" | "mroot" => 2,
                    "msubsup" | "munderover" => 3,
                    _ => continue,
                };
                faults.unless(
                    children == wanted,
                    &page.path,
                    format!(
                        "<{name}> with {children} children, it takes {wanted}: {}",
                        short(&xml)
                    ),
                );
            }
        }
    }
    faults.unless(seen > 0, "site", "there is no formula on any page");
}

fn short(text: &str) -> String {
    text.chars().take(160).collect()
}

pub(crate) fn weight(site: &Built, faults: &mut Faults) {
    for page in site.pages.values().filter(|page| page.is_read()) {
        let tree = page.tree();
        let mut parts: BTreeMap<String, usize> = BTreeMap::new();
        parts.insert(page.path.clone(), gzipped(page.source.as_bytes()));
        let loaded = select("link[rel=stylesheet], link[rel~=icon], script[src], main img");
        for element in tree.select(&loaded) {
            let name = element.attr("href").or(element.attr("src")).unwrap_or("");
            let (path, _) = target(&page.path, name);
            if site.has(&path) {
                parts.insert(path.clone(), gzipped(&site.read(&path)));
            }
        }
        let total: usize = parts.values().sum();
        let mut heaviest: Vec<_> = parts.iter().collect();
        heaviest.sort_by_key(|(_, size)| std::cmp::Reverse(**size));
        let heaviest: Vec<_> = heaviest
            .iter()
            .take(3)
            .map(|(name, size)| format!("{name} {size}"))
            .collect();
        faults.unless(
            total <= HEAVIEST_PAGE,
            &page.path,
            format!(
                "weighs {total} bytes compressed, {HEAVIEST_PAGE} are allowed; most in {}",
                heaviest.join(", ")
            ),
        );
    }
}

pub(crate) fn chooser_and_search(site: &Built, faults: &mut Faults) {
    let chooser = site.pages.get("index.html");
    for language in Language::ALL {
        let link = select(&format!(
            "a[href='{language}/index.html'][hreflang='{}']",
            language.tag()
        ));
        faults.unless(
            chooser.is_some_and(|page| page.tree().select(&link).next().is_some()),
            "index.html",
            format!("the chooser has no link to {language}/index.html"),
        );
    }
    let entry = String::from_utf8_lossy(&site.read("pagefind/pagefind-entry.json")).into_owned();
    let entry: serde_json::Value = serde_json::from_str(&entry).unwrap_or_default();
    for language in Language::ALL {
        let pages = entry["languages"][language.tag().to_lowercase()]["page_count"]
            .as_u64()
            .unwrap_or(0);
        let wanted = Sources::read().of(language).count() as u64;
        faults.unless(
            pages == wanted,
            "pagefind/pagefind-entry.json",
            format!("{pages} pages of {language} are indexed, there are {wanted}"),
        );
    }
    faults.unless(
        site.has("pagefind/pagefind.js"),
        "pagefind/pagefind.js",
        "is missing",
    );
}

pub(crate) fn headings(site: &Built, faults: &mut Faults) {
    for page in site.pages.values().filter(|page| page.is_read()) {
        let tree = page.tree();
        let levels: Vec<(u8, String)> = tree
            .select(&select(
                "main h1, main h2, main h3, main h4, main h5, main h6",
            ))
            .map(|heading| (heading.value().name().as_bytes()[1] - b'0', text(heading)))
            .collect();
        let first = levels.iter().filter(|(level, _)| *level == 1).count();
        faults.unless(
            first == 1,
            &page.path,
            format!("{first} headings of level 1, a page has one"),
        );
        for pair in levels.windows(2) {
            faults.unless(
                pair[1].0 <= pair[0].0 + 1,
                &page.path,
                format!(
                    "`{}` is of level {} after one of level {}",
                    pair[1].1, pair[1].0, pair[0].0
                ),
            );
        }
        let title = tree
            .select(&select("title"))
            .next()
            .map(text)
            .unwrap_or_default();
        faults.unless(!title.is_empty(), &page.path, "has no title");
        let landmark = tree.select(&select("main#text")).count();
        faults.unless(
            landmark == 1,
            &page.path,
            "has no <main id=\"text\"> for the skip link",
        );
    }
}
