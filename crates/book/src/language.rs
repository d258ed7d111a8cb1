//! The two editions and the few words that the program itself writes on their pages.

use std::fmt;
use std::path::PathBuf;

/// One edition of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// The English edition, `src/en`.
    En,
    /// The Chinese edition, `src/zh`.
    Zh,
}

impl Language {
    /// Both editions.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The folder's name under `src/` and in the site.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The language tag for `lang` and `hreflang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language's name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "中文",
        }
    }

    /// The other edition.
    #[must_use]
    pub fn twin(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    /// The folder of its pages, relative to the book's root.
    pub fn source(self) -> PathBuf {
        PathBuf::from("src").join(self.code())
    }

    /// The words of this edition.
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Zh => &ZH,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What the program writes on a page, in one language.
#[derive(Debug)]
pub struct Words {
    /// "Figure 7.2"
    pub figure: &'static str,
    /// What stands between a figure's number and its caption.
    pub after_figure: &'static str,
    /// "Exercise 7.4", and how a heading of an exercise begins in the source.
    pub exercise: &'static str,
    /// What stands after "Exercise" in the source, and after its number on the page.
    pub after_exercise: &'static str,
    /// The summary of the fold with an equation's check.
    pub checked: &'static str,
    /// Before the command that runs the check.
    pub run: &'static str,
    /// Before the file that holds the check.
    pub file: &'static str,
    /// Read aloud for an equation's number, before the number.
    pub equation: &'static str,
    /// The box that stops a moving figure.
    pub pause: &'static str,
    /// The table of contents.
    pub contents: &'static str,
    /// The link that skips to the page's text.
    pub skip: &'static str,
    /// The link to the other edition, described in this edition's language.
    pub switch: &'static str,
    /// The button that opens the search.
    pub search: &'static str,
    /// The search field when empty.
    pub search_hint: &'static str,
    /// When nothing was found.
    pub nothing_found: &'static str,
    /// When the search index cannot be loaded.
    pub search_failed: &'static str,
    /// The button that closes the search.
    pub close: &'static str,
    /// How many equations and figures there are.
    pub coverage_counts: fn(usize, usize) -> String,
    /// Where a chapter's programs stand and how they are run.
    pub coverage_of: fn(&str) -> String,
    /// The head of a table of coverage.
    pub coverage_head: &'static str,
    /// Between pages of a list.
    pub and_page: &'static str,
    /// Before the chapters that cite a work.
    pub cited_in: &'static str,
    /// The head of a table of conventions.
    pub conventions_head: &'static str,
    /// The head of the table of state and cost.
    pub state_head: &'static str,
    /// mdBook's own words that appear in the page: (selector, attribute or empty for text, new text).
    pub chrome: &'static [(&'static str, &'static str, &'static str)],
}

static EN: Words = Words {
    figure: "Figure",
    after_figure: ". ",
    exercise: "Exercise",
    after_exercise: ": ",
    checked: "checked ✓",
    run: "Run it:",
    file: "in",
    equation: "Equation",
    pause: "Pause",
    contents: "Contents",
    skip: "Skip to the text",
    switch: "This page in Chinese",
    search: "Search",
    search_hint: "Search the book",
    nothing_found: "Nothing found.",
    search_failed: "The search index could not be loaded.",
    close: "Close",
    coverage_counts: |equations, figures| {
        format!("Now there are {equations} equations and {figures} figures.")
    },
    coverage_of: |chapter| {
        format!("In `crates/chapters/{chapter}`; run by `cargo test -p {chapter} --doc`.")
    },
    coverage_head: "| number | name | check | also in |",
    and_page: ", ",
    cited_in: "In: ",
    conventions_head: "| optimizer | hyperparameters |",
    state_head: "| optimizer | state | a step asks for | time |",
    chrome: &[
        ("#mdbook-theme-navy", "", "Dark"),
        (".nav-wide-wrapper", "aria-label", "Chapters"),
        ("#mdbook-help-popup", "aria-label", "Keyboard shortcuts"),
    ],
};

static ZH: Words = Words {
    figure: "图",
    after_figure: "\u{3000}",
    exercise: "习题",
    after_exercise: "：",
    checked: "已验证 ✓",
    run: "运行：",
    file: "文件",
    equation: "公式",
    pause: "暂停",
    contents: "目录",
    skip: "跳到正文",
    switch: "本页英文版",
    search: "搜索",
    search_hint: "搜索全书",
    nothing_found: "没有找到。",
    search_failed: "无法载入搜索索引。",
    close: "关闭",
    coverage_counts: |equations, figures| format!("目前共有 {equations} 个公式，{figures} 张图。"),
    coverage_of: |chapter| {
        format!("位于 `crates/chapters/{chapter}`，用 `cargo test -p {chapter} --doc` 运行。")
    },
    coverage_head: "| 编号 | 名称 | 验证 | 其他各章 |",
    and_page: "、",
    cited_in: "引用于：",
    conventions_head: "| 优化器 | 超参数 |",
    state_head: "| 优化器 | 状态 | 每步所求 | 耗时 |",
    chrome: &[
        ("#mdbook-sidebar", "aria-label", "目录"),
        ("#mdbook-sidebar-toggle", "title", "显示或隐藏目录"),
        ("#mdbook-sidebar-toggle", "aria-label", "显示或隐藏目录"),
        ("#mdbook-theme-toggle", "title", "切换主题"),
        ("#mdbook-theme-toggle", "aria-label", "切换主题"),
        ("#mdbook-theme-list", "aria-label", "主题"),
        ("#mdbook-theme-default_theme", "", "跟随系统"),
        ("#mdbook-theme-light", "", "浅色"),
        ("#mdbook-theme-navy", "", "深色"),
        ("nav.nav-wrapper", "aria-label", "翻页"),
        ("nav.nav-wide-wrapper", "aria-label", "前后章"),
        ("a.previous", "title", "上一章"),
        ("a.previous", "aria-label", "上一章"),
        ("a.next", "title", "下一章"),
        ("a.next", "aria-label", "下一章"),
        (".mdbook-help-title", "", "键盘快捷键"),
        ("#mdbook-help-popup", "aria-label", "键盘快捷键"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edition_is_the_twin_of_its_twin() {
        for language in Language::ALL {
            assert_ne!(language.twin(), language);
            assert_eq!(language.twin().twin(), language);
        }
    }
}
