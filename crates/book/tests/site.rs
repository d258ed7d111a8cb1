//! A small book in two languages, built whole: what its site must hold, and what must happen when
//! a page is broken.

use book::problem::Problem;
use book::site::build::build;
use book::site::progress::Progress;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SHEET: &str = "\
<!-- ANCHOR: rate -->
$$ \\rho(\\beta) = \\sqrt{\\beta} \\tag{momentum:rate} $$
```rust
# let beta = 0.9_f64;
assert!(beta.sqrt() < 1.0);
```
<!-- ANCHOR_END: rate -->
";
const EN: &str = "\
# Momentum

A ball remembers: $a_1 b_1$ and $a_2 b_2$ stay *formulas*, a \\$ stays a dollar.

## The rate

{{#include ../../crates/chapters/momentum/equations.md:rate}}

By {{eq momentum:rate}}, {{fig momentum:cycle}} and {{ex momentum:turn}}. Saddles are escaped.

| norm | where |
|---|---|
| $|x|_1 < 1$ | $\\begin{cases} 1 \\\\ 0 \\end{cases}$ |

<figure id=\"fig-cycle\" data-alt=\"A circle\">

{{#include ../../assets/figures/momentum/cycle.svg}}

<figcaption>

It *turns* for $\\beta = 1$.

</figcaption>
</figure>

### Exercise: Turn {#ex-turn}

Why?
";
const ZH: &str = "\
# 动量

小球记得学习率 $\\eta$，离开鞍点。

## 速率

{{#include ../../crates/chapters/momentum/equations.md:rate}}

由{{eq momentum:rate}}、{{fig momentum:cycle}}与{{ex momentum:turn}}。

<figure id=\"fig-cycle\" data-alt=\"圆\">

{{#include ../../assets/figures/momentum/cycle.svg}}

<figcaption>

它*转*。

</figcaption>
</figure>

### 习题：转 {#ex-turn}

为什么？
";

struct Book {
    folder: TempDir,
}

impl Book {
    fn new() -> Self {
        let book = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for folder in ["assets/theme", "assets/fonts"] {
            for entry in fs::read_dir(repository.join(folder)).unwrap() {
                let entry = entry.unwrap();
                let file = Path::new(folder).join(entry.file_name());
                book.write(&file.to_string_lossy(), &fs::read(entry.path()).unwrap());
            }
        }
        book.write(
            "book.toml",
            &fs::read(repository.join("book.toml")).unwrap(),
        );
        book.write("crates/chapters/momentum/equations.md", SHEET.as_bytes());
        book.write(
            "assets/figures/momentum/cycle.svg",
            b"<svg viewBox=\"0 0 2 2\">\n<circle cx=\"1\" cy=\"1\" r=\"1\"/>\n</svg>\n",
        );
        for (language, page) in [("en", EN), ("zh", ZH)] {
            book.write(
                &format!("src/{language}/SUMMARY.md"),
                b"# Summary\n\n[Preface](preface.md)\n\n- [Momentum](momentum.md)\n",
            );
            book.write(
                &format!("src/{language}/preface.md"),
                b"# Preface\n\n{{eq momentum:rate}}\n",
            );
            book.write(&format!("src/{language}/momentum.md"), page.as_bytes());
        }
        book
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, content: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn replace(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(old));
        self.write(path, text.replace(old, new).as_bytes());
    }

    fn build(&self) -> Result<(), Problem> {
        build(self.folder.path(), &self.path("book"), &Progress::hidden()).map(|_| ())
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.path("book").join(path)).unwrap()
    }
}

#[test]
fn the_site_is_whole() {
    let book = Book::new();
    book.build().unwrap();

    let en = book.page("en/momentum.html");
    for expected in [
        "<html lang=\"en\"",
        "hreflang=\"zh-CN\" href=\"../zh/momentum.html\"",
        "<a id=\"language\" class=\"language\" href=\"../zh/momentum.html\"",
        "<div class=\"equation\" id=\"eq-rate\">",
        ">(1.1)</a>",
        "<summary>checked ✓</summary>",
        "<a class=\"ref\" href=\"#fig-cycle\">Figure 1.1</a>",
        "<a class=\"ref\" href=\"#ex-turn\">Exercise 1.1</a>",
        "Exercise 1.1: Turn",
        "<span class=\"label\">Figure 1.1. </span>It <em>turns</em>",
        "aria-label=\"A circle\"",
        "<em>formulas</em>, a $ stays",
        "data-twin=\"速率\"",
        "Content-Security-Policy",
    ] {
        assert!(en.contains(expected), "the English page lacks {expected}");
    }
    for unwanted in [
        "$$",
        "{{",
        "\\beta",
        "<annotation",
        "x-slot",
        "href=\"http",
        "src=\"http",
        "http://www.w3.org/1998",
    ] {
        assert!(!en.contains(unwanted), "the English page holds {unwanted}");
    }

    let zh = book.page("zh/momentum.html");
    for expected in [
        "<html lang=\"zh-CN\"",
        "<summary>已验证 ✓</summary>",
        "<a class=\"ref\" href=\"#fig-cycle\">图 1.1</a>",
        "习题 1.1：转",
        "data-twin=\"the-rate\"",
        "<span class=\"label\">图 1.1\u{3000}</span>它",
    ] {
        assert!(zh.contains(expected), "the Chinese page lacks {expected}");
    }
    assert!(
        book.page("zh/preface.html")
            .contains("href=\"momentum.html#eq-rate\">(1.1)</a>")
    );
    assert!(book.page("index.html").contains("href=\"zh/index.html\""));
    for file in ["fonts/newcm-math.woff2", "pagefind/pagefind.js"] {
        assert!(book.path("book").join(file).is_file(), "{file} is missing");
    }
}

#[test]
fn every_page_allows_only_its_own_scripts_and_links_only_to_what_is_there() {
    let book = Book::new();
    book.build().unwrap();
    let site = book.path("book");
    let link = regex::Regex::new(r##"<[^>]*\s(?:href|src)="([^"#]+)"##).unwrap();
    let mut pages = 0;
    for file in book::site::publish::files(&site).unwrap() {
        if file.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        pages += 1;
        let html = fs::read_to_string(site.join(&file)).unwrap();
        let policy = html.find("Content-Security-Policy").expect("a policy");
        assert!(
            html.find("<script").is_none_or(|script| policy < script),
            "{}",
            file.display()
        );
        for found in link.captures_iter(&html) {
            let target = site.join(&file).parent().unwrap().join(&found[1]);
            assert!(
                found[1].starts_with("data:") || target.is_file(),
                "{}: {} is not there",
                file.display(),
                &found[1]
            );
        }
    }
    // Three pages and the contents in each language, and the chooser.
    assert_eq!(pages, 9);
}

#[test]
fn every_fault_is_named_and_leaves_the_old_site_as_it_was() {
    let book = Book::new();
    book.build().unwrap();
    let before = book.page("zh/momentum.html");
    let faults = [
        (
            "src/en/momentum.md",
            "equations.md:rate",
            "equations.md:raet",
            "src/en/momentum.md:7: ",
        ),
        (
            "src/en/momentum.md",
            "cycle.svg",
            "cicle.svg",
            "src/en/momentum.md:17: the included file",
        ),
        (
            "src/zh/momentum.md",
            "{{eq momentum:rate}}",
            "{{eq momentum:rat}}",
            "the nearest is `momentum:rate`",
        ),
        ("src/zh/momentum.md", "{{fig ", "{{figure ", "unknown tag"),
        (
            "src/zh/momentum.md",
            "$\\eta$",
            "$\\et$",
            "src/zh/momentum.md:3: the formula `\\et` is wrong",
        ),
        (
            "src/zh/momentum.md",
            "$\\eta$",
            "$\\eta",
            "src/zh/momentum.md:3: a formula is not closed",
        ),
        ("src/zh/momentum.md", "$\\eta$", "\\eta", "TeX outside"),
        (
            "src/zh/momentum.md",
            "习题：转",
            "转",
            "must begin with `习题：`",
        ),
        (
            "src/en/momentum.md",
            " data-alt=\"A circle\"",
            "",
            "has no data-alt",
        ),
        (
            "src/en/momentum.md",
            "</figure>",
            "</figure></div>",
            "mdBook",
        ),
        (
            "src/en/SUMMARY.md",
            "momentum.md",
            "impulse.md",
            "src/en/SUMMARY.md:5: ",
        ),
        (
            "crates/chapters/momentum/equations.md",
            "\\tag{momentum:rate}",
            "",
            "crates/chapters/momentum/equations.md:2: ",
        ),
        (
            "crates/chapters/momentum/equations.md",
            "\\sqrt",
            "\\sqr",
            "crates/chapters/momentum/equations.md:2: the formula",
        ),
        ("book.toml", "[book]", "[book", "book.toml"),
    ];
    for (file, old, new, expected) in faults {
        let sound = fs::read(book.path(file)).unwrap();
        book.replace(file, old, new);
        let message = book.build().expect_err(expected).to_string();
        assert!(message.contains(expected), "{file}: {new}: {message}");
        assert!(!message.contains('\n'), "more than one line: {message}");
        assert_eq!(book.page("zh/momentum.html"), before, "{file}: {new}");
        book.write(file, &sound);
    }
    book.build().unwrap();
}
