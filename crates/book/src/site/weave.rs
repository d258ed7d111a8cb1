//! A page's own tags become Markdown and HTML: equations with number and check, figures,
//! numbered exercises, references. mdBook's includes of listings are left to mdBook.

use super::highlight;
use super::slots::Slots;
use crate::includes::{self, Include};
use crate::labels::{self, Kind, Label, Labels, equation_of, figures, references};
use crate::language::Language;
use crate::markdown::Outline;
use crate::pages::Page;
use crate::problem::Problem;
use crate::registers;
use crate::sheet::{self, Equation};
use regex::Regex;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

static WIDTH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"style="max-width:\s*(\d+)px;?""#).expect("a constant"));

/// The page's Markdown with every tag of this book replaced.
///
/// # Errors
/// The first include, label or figure that is not right.
pub fn weave(page: &Page, labels: &Labels, root: &Path, slots: &Slots) -> Result<String, Problem> {
    let outline = Outline::of(&page.source);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();

    let figures = figures(page)?;
    for include in includes::find(page) {
        let brought = include.resolve(root)?;
        if outline.is_code(include.range.start) {
            continue;
        }
        if let Some((chapter, name)) = equation_of(&include) {
            let equation = equation(labels, &include, &chapter, &name)?;
            let prefix = prefix(&page.source, include.range.start);
            let html = equation_block(page, labels, equation, slots)?;
            edits.push((include.range, html.replace('\n', &format!("\n{prefix}"))));
        } else if include
            .target
            .extension()
            .is_some_and(|extension| extension == "svg")
        {
            edits.push((
                include.range.clone(),
                picture(page, &figures, &include, &brought, slots)?,
            ));
        }
    }

    for label in labels
        .labels
        .values()
        .filter(|label| label.page == page.path)
    {
        match label.kind {
            Kind::Figure => edits.push(caption(page, label)?),
            Kind::Exercise => edits.extend(exercise(page, label)),
            Kind::Equation => {}
        }
    }

    for reference in references(page)? {
        let label = labels.find(&reference)?;
        let bracketed = is_bracketed(&page.source, &reference.range);
        edits.push((reference.range, link(page, label, bracketed)));
    }

    for (range, register) in registers::find(page) {
        edits.push((range, register.written(page, labels, root)?));
    }

    Ok(apply(&page.source, edits))
}

fn equation<'a>(
    labels: &'a Labels,
    include: &Include,
    chapter: &str,
    name: &str,
) -> Result<&'a Equation, Problem> {
    labels
        .equations
        .get(&format!("{chapter}:{name}"))
        .ok_or_else(|| Problem::Sheet {
            place: include.place.clone(),
            reason: format!(
                "{} holds no equation `{name}`",
                sheet::path(chapter).display()
            ),
        })
}

/// The equation, its number, and the fold with its check, as one block of HTML.
fn equation_block(
    page: &Page,
    labels: &Labels,
    equation: &Equation,
    slots: &Slots,
) -> Result<String, Problem> {
    let words = page.language.words();
    let label = labels
        .labels
        .get(&(Kind::Equation, equation.label.clone()))
        .ok_or_else(|| Problem::UnknownLabel {
            place: crate::problem::Place::new(&page.file, 0),
            kind: Kind::Equation.noun(),
            label: equation.label.clone(),
            nearest: None,
            note: format!(
                "it is shown here, but the page {} does not set it",
                equation.chapter
            ),
        })?;
    let href = href(page, label);
    let number = &label.number;
    let tex = &equation.tex;
    let is_home = label.page == page.path;
    let id = if is_home {
        format!(" id=\"{}\"", label.id)
    } else {
        String::new()
    };
    let mut html = format!(
        "<div class=\"equation\"{id}>\n<div class=\"formula\">$$\n{tex}\n$$</div>\n\
         <a class=\"number\" href=\"{href}\" aria-label=\"{} {number}\">({number})</a>\n</div>",
        words.equation
    );
    if is_home {
        let code = highlight::block("rust", &equation.check);
        let marker = slots.put(&format!("code:rust:{}", equation.check), &code, "");
        let chapter = &equation.chapter;
        let file = sheet::path(chapter);
        let file = file.display();
        let fold = format!(
            "\n<details class=\"check\" data-pagefind-ignore>\n<summary>{}</summary>\n\
             <p class=\"run\">{} <code>cargo test -p {chapter} --doc</code> <span>{} <code>{file}</code></span></p>\n\
             {marker}\n</details>",
            words.checked, words.run, words.file
        );
        html.push_str(&fold);
    }
    Ok(html)
}

/// A figure's drawing, with the figure's alternative text.
fn picture(
    page: &Page,
    figures: &[labels::Figure],
    include: &Include,
    svg: &str,
    slots: &Slots,
) -> Result<String, Problem> {
    let at = include.range.start;
    let figure = figures.iter().rev().find(|figure| {
        figure.range.end <= at && !page.source[figure.range.end..at].contains("</figure>")
    });
    let wrong = |reason: &str| Problem::Form {
        place: include.place.clone(),
        reason: reason.to_owned(),
    };
    let figure =
        figure.ok_or_else(|| wrong("an SVG must stand in <figure id=\"fig-…\" data-alt=\"…\">"))?;
    let start = svg
        .find("<svg")
        .ok_or_else(|| wrong("this file holds no <svg>"))?;
    let name = highlight::escape(figure.alt.trim()).replace("&amp;quot;", "&quot;");
    // The site's policy forbids style attributes: the width becomes an attribute of its own.
    let svg = WIDTH.replace(&svg[start..], "width=\"$1\"");
    if svg.contains(" style=") {
        return Err(wrong(
            "this drawing has a style attribute; only `max-width:…px` is allowed there",
        ));
    }
    let drawn = svg.trim().replacen(
        "<svg",
        &format!("<svg role=\"img\" aria-label=\"{name}\" data-pagefind-ignore"),
        1,
    );
    let moves = drawn.contains("class=\"moving\"");
    // A box that is ticked stops the motion by style sheet alone, so it works without script.
    let drawn = if moves {
        let pause = page.language.words().pause;
        format!("<label class=\"pause\"><input type=\"checkbox\"> {pause}</label>{drawn}")
    } else {
        drawn
    };
    let marker = slots.put(&format!("svg:{name}:{drawn}"), &drawn, "");
    Ok(format!("<div class=\"picture\">{marker}</div>"))
}

/// Puts "Figure 7.2. " at the beginning of the caption.
fn caption(page: &Page, label: &Label) -> Result<(Range<usize>, String), Problem> {
    const OPEN: &str = "<figcaption>";
    let words = page.language.words();
    let rest = &page.source[label.range.end..];
    let figure = &rest[..rest.find("</figure>").unwrap_or(rest.len())];
    let start = figure.find(OPEN).ok_or_else(|| Problem::Form {
        place: label.place.clone(),
        reason: "this figure has no <figcaption>".to_owned(),
    })? + OPEN.len();
    let blank = figure[start..].len() - figure[start..].trim_start().len();
    let at = label.range.end + start + blank;
    let number = format!(
        "<span class=\"label\">{} {}{}</span>",
        words.figure, label.number, words.after_figure
    );
    Ok((at..at, number))
}

/// Puts the number into the heading of an exercise: "Exercise 7.4: The cycle".
fn exercise(page: &Page, label: &Label) -> Option<(Range<usize>, String)> {
    let words = page.language.words();
    let at = label.range.start
        + page.source[label.range.clone()].find(words.exercise)?
        + words.exercise.len();
    Some((at..at, format!(" {}", label.number)))
}

/// Whether brackets stand close around this range: "({{eq …}})".
fn is_bracketed(source: &str, range: &Range<usize>) -> bool {
    source[..range.start].ends_with(['(', '（']) && source[range.end..].starts_with([')', '）'])
}

/// A reference: "(7.3)", "Figure 7.2", "习题 7.4"; an equation's number brings no second brackets.
fn link(page: &Page, label: &Label, bracketed: bool) -> String {
    let words = page.language.words();
    let number = &label.number;
    let text = match label.kind {
        Kind::Equation if bracketed => number.clone(),
        Kind::Equation => format!("({number})"),
        Kind::Figure => format!("{} {number}", words.figure),
        Kind::Exercise => format!("{} {number}", words.exercise),
    };
    format!("<a class=\"ref\" href=\"{}\">{text}</a>", href(page, label))
}

/// The address of a label as seen from a page.
pub fn href(page: &Page, label: &Label) -> String {
    if page.path == label.page {
        return format!("#{}", label.id);
    }
    let up = "../".repeat(page.path.components().count() - 1);
    let target = label.page.with_extension("html");
    format!(
        "{up}{}#{}",
        target.to_string_lossy().replace('\\', "/"),
        label.id
    )
}

/// What stands before `at` on its line, if that is only indentation or quote marks.
fn prefix(source: &str, at: usize) -> String {
    let line = &source[source[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
    if line
        .chars()
        .all(|letter| letter.is_whitespace() || letter == '>')
    {
        line.to_owned()
    } else {
        String::new()
    }
}

/// The text with each range replaced.
pub fn apply(source: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(&source[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&source[at..]);
    out
}

/// Replaces every fenced block of a page, includes resolved, by highlighted code.
pub fn listings(markdown: &str, slots: &Slots) -> String {
    let edits = Outline::of(markdown)
        .fences
        .into_iter()
        .map(|fence| {
            let info = if fence.info.trim().is_empty() {
                "text"
            } else {
                fence.info.trim()
            };
            let code = dedent(&fence.code);
            let key = format!("code:{info}:{code}");
            let marker = slots.put(&key, &highlight::block(info, &code), "");
            let after = &markdown[fence.range.end..];
            // A block of raw HTML ends at a blank line.
            let next = after
                .strip_prefix('\n')
                .unwrap_or(after)
                .lines()
                .next()
                .unwrap_or("");
            let end = if next.trim().is_empty() { "" } else { "\n" };
            let newline = if markdown[fence.range.clone()].ends_with('\n') {
                "\n"
            } else {
                ""
            };
            (
                fence.range,
                format!("<div class=\"listing\">{marker}</div>{newline}{end}"),
            )
        })
        .collect();
    apply(markdown, edits)
}

/// Code without the indentation that all its lines share, as when a method is taken from its `impl`.
fn dedent(code: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let filled = || code.lines().filter(|line| !line.trim().is_empty());
    let shared = filled().map(indent).min().unwrap_or(0);
    code.lines()
        .map(|line| line.get(shared..).unwrap_or("").to_owned() + "\n")
        .collect()
}

/// The title and the description of an edition.
pub fn description(language: Language) -> &'static str {
    match language {
        Language::En => {
            "Optimization for deep learning: every equation checked by a program, every figure drawn by one"
        }
        Language::Zh => "深度学习中的优化：每个编号公式都有程序验证，每张图都由程序画出",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const SHEET: &str = "<!-- ANCHOR: rate -->\n$$\\rho = \\beta \\tag{momentum:rate}$$\n```rust\n# use x;\nassert!(true);\n```\n<!-- ANCHOR_END: rate -->\n";

    fn book(page: &str) -> (tempfile::TempDir, Labels) {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = root.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write(
            "src/en/SUMMARY.md",
            "# S\n\n- [SGD](sgd.md)\n- [Momentum](momentum.md)\n",
        );
        write("src/en/sgd.md", "see {{eq momentum:rate}}");
        write("src/en/momentum.md", page);
        write("crates/chapters/momentum/equations.md", SHEET);
        write(
            "assets/figures/momentum/cycle.svg",
            "<svg viewBox=\"0 0 1 1\" style=\"max-width:680px\">\n<path d=\"\"/>\n</svg>\n",
        );
        let labels = Labels::read(root.path(), Language::En).unwrap();
        (root, labels)
    }

    fn woven(page: &str) -> Result<String, Problem> {
        let (root, labels) = book(page);
        weave(&labels.pages[1], &labels, root.path(), &Slots::default())
    }

    const INCLUDE: &str = "{{#include ../../crates/chapters/momentum/equations.md:rate}}";

    #[test]
    fn an_equation_has_its_number_its_link_and_its_check() {
        let html = woven(&format!("{INCLUDE}\n\nby {{{{eq momentum:rate}}}}\n")).unwrap();
        assert!(
            html.contains("<div class=\"equation\" id=\"eq-rate\">"),
            "{html}"
        );
        assert!(
            html.contains("href=\"#eq-rate\" aria-label=\"Equation 2.1\">(2.1)</a>"),
            "{html}"
        );
        assert!(html.contains("<summary>checked ✓</summary>"), "{html}");
        assert!(html.contains("cargo test -p momentum --doc"), "{html}");
        assert!(
            html.contains("by <a class=\"ref\" href=\"#eq-rate\">(2.1)</a>"),
            "{html}"
        );
        assert!(
            !html.contains("\\tag") && !html.contains("\n\n<details"),
            "{html}"
        );
    }

    #[test]
    fn another_page_refers_with_the_pages_name() {
        let (root, labels) = book(INCLUDE);
        let html = weave(&labels.pages[0], &labels, root.path(), &Slots::default()).unwrap();
        assert_eq!(
            html,
            "see <a class=\"ref\" href=\"momentum.html#eq-rate\">(2.1)</a>"
        );
    }

    #[test]
    fn a_reference_in_brackets_has_no_second_ones() {
        for (written, shown) in [
            (
                "fails ({{eq momentum:rate}}).",
                "(<a class=\"ref\" href=\"#eq-rate\">2.1</a>)",
            ),
            (
                "失效（{{eq momentum:rate}}）。",
                "（<a class=\"ref\" href=\"#eq-rate\">2.1</a>）",
            ),
            (
                "fails (see {{eq momentum:rate}}).",
                "(see <a class=\"ref\" href=\"#eq-rate\">(2.1)</a>)",
            ),
        ] {
            let out = woven(&format!("{INCLUDE}\n{written}\n")).unwrap();
            assert!(out.contains(shown), "{shown} in {out}");
        }
    }

    #[test]
    fn a_moving_figure_can_be_stopped() {
        let (root, labels) = book(
            "<figure id=\"fig-cycle\" data-alt=\"a\">\n\n{{#include ../../assets/figures/momentum/cycle.svg}}\n\n<figcaption>\n\nIt turns.\n\n</figcaption>\n</figure>\n",
        );
        let file = root.path().join("assets/figures/momentum/cycle.svg");
        std::fs::write(
            &file,
            "<svg viewBox=\"0 0 1 1\">\n<circle class=\"moving\"/>\n</svg>\n",
        )
        .unwrap();
        let slots = Slots::default();
        let markdown = weave(&labels.pages[1], &labels, root.path(), &slots).unwrap();
        let html = slots.fill(&markdown, "page").unwrap();
        assert!(
            html.contains("<label class=\"pause\"><input type=\"checkbox\"> Pause</label><svg"),
            "{html}"
        );
    }

    #[test]
    fn a_figure_has_its_number_and_is_read_aloud() {
        let (root, labels) = book(
            "<figure id=\"fig-cycle\" data-alt=\"a > b\">\n\n{{#include ../../assets/figures/momentum/cycle.svg}}\n\n<figcaption>\n\nIt *turns*.\n\n</figcaption>\n</figure>\n",
        );
        let slots = Slots::default();
        let markdown = weave(&labels.pages[1], &labels, root.path(), &slots).unwrap();
        assert!(
            markdown
                .contains("<figcaption>\n\n<span class=\"label\">Figure 2.1. </span>It *turns*."),
            "{markdown}"
        );
        let html = slots.fill(&markdown, "page").unwrap();
        assert!(
            html.contains("<svg role=\"img\" aria-label=\"a &gt; b\" data-pagefind-ignore viewBox=\"0 0 1 1\" width=\"680\">"),
            "{html}"
        );
    }

    #[test]
    fn an_exercise_gets_its_number() {
        assert_eq!(
            woven("### Exercise: The cycle {#ex-cycle}\n").unwrap(),
            "### Exercise 2.1: The cycle {#ex-cycle}\n"
        );
    }

    #[test]
    fn code_loses_the_indentation_it_had_where_it_was_taken_from() {
        assert_eq!(
            dedent("    fn a() {\n        b\n\n    }\n"),
            "fn a() {\n    b\n\n}\n"
        );
    }

    #[test]
    fn listings_are_put_aside_and_do_not_swallow_what_follows() {
        let slots = Slots::default();
        let out = listings("a\n\n```rust,ignore\nlet x;\n```\nb\n", &slots);
        assert_eq!(
            out,
            "a\n\n<div class=\"listing\"><x-slot n=\"0\"></x-slot></div>\n\nb\n"
        );
        assert!(
            slots
                .fill(&out, "page")
                .unwrap()
                .contains("language-rust ignore")
        );
    }
}
