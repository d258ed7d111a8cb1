//! Formulas: found by mdbook-katex's scanner, set by KaTeX as MathML, put aside in slots.

use super::mathml;
use super::slots::Slots;
use crate::problem::Problem;
use mdbook_katex::cfg::KatexConfig;
use mdbook_katex::preprocess::{ExtraOpts, Render, get_render_tasks};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// A formula as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Formula {
    /// The TeX between the dollars.
    pub tex: String,
    /// Whether it stands in double dollars.
    pub display: bool,
}

impl Formula {
    fn key(&self) -> String {
        format!("{}{}", if self.display { "$$" } else { "$" }, self.tex)
    }
}

/// What the scanner may find wrong, with the byte where it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// A dollar that is not closed within its paragraph.
    Open(usize),
    /// A formula that KaTeX rejects.
    Wrong {
        /// The formula.
        formula: Formula,
        /// What KaTeX says.
        reason: String,
    },
}

/// A piece of a page: Markdown or a formula.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Math(Formula),
}

fn config() -> KatexConfig {
    KatexConfig {
        output: "mathml".to_owned(),
        no_css: true,
        ..KatexConfig::default()
    }
}

fn scan<'a>(markdown: &'a str, options: &ExtraOpts) -> Result<Vec<Piece<'a>>, Fault> {
    let base = markdown.as_ptr() as usize;
    let mut pieces = Vec::new();
    let mut expected = 0;
    for task in get_render_tasks(markdown, "", options) {
        let (piece, text, dollars) = match task {
            Render::Text("") => continue,
            Render::Text(text) => (Piece::Text(text), text, 0),
            Render::InlineTask(text) => (
                Piece::Math(Formula {
                    tex: text.to_owned(),
                    display: false,
                }),
                text,
                1,
            ),
            Render::DisplayTask(text) => (
                Piece::Math(Formula {
                    tex: text.to_owned(),
                    display: true,
                }),
                text,
                2,
            ),
        };
        let start = text.as_ptr() as usize - base;
        if start - dollars != expected {
            return Err(Fault::Open(expected));
        }
        expected = start + text.len() + dollars;
        let paragraph_ends = text.replace([' ', '\t', '>'], "").contains("\n\n");
        if dollars > 0 && (text.trim().is_empty() || paragraph_ends) {
            return Err(Fault::Open(start - dollars));
        }
        pieces.push(piece);
    }
    if expected != markdown.len() {
        return Err(Fault::Open(expected));
    }
    // At a delimiter that is never closed the scanner stops without a word: the dollar then stands
    // in the last text.
    if let Some(Piece::Text(last)) = pieces.last()
        && let Some(offset) = bare_dollar(last)
    {
        return Err(Fault::Open(markdown.len() - last.len() + offset));
    }
    Ok(pieces)
}

/// The first dollar in a text that is neither escaped nor code.
fn bare_dollar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'$' => return Some(at),
            b'\\' => at += 2,
            b'`' => {
                let run = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
                let code = &text[at + run..];
                at += run + code.find(&text[at..at + run]).map_or(0, |end| end + run);
            }
            _ => at += 1,
        }
    }
    None
}

/// The formulas of a page.
///
/// # Errors
/// [`Fault::Open`].
pub fn find(markdown: &str) -> Result<Vec<Formula>, Fault> {
    let pieces = scan(markdown, &config().build_extra_opts())?;
    Ok(pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Math(formula) => Some(formula),
            Piece::Text(_) => None,
        })
        .collect())
}

/// Sets every formula that is not yet in the slots, on all cores; `tick` is called for each.
///
/// # Errors
/// The first formula that KaTeX rejects, in alphabetical order.
pub fn set(
    formulas: BTreeSet<Formula>,
    slots: &Slots,
    tick: impl Fn() + Sync,
) -> Result<(), Fault> {
    let (inline, display) = config().build_opts_from_macros(HashMap::new());
    let results: Vec<Result<(), Fault>> = formulas
        .into_par_iter()
        .map(|formula| {
            tick();
            let key = formula.key();
            if slots.has(&key) {
                return Ok(());
            }
            let options = if formula.display { &display } else { &inline };
            let wrong = |reason: String| Fault::Wrong {
                formula: formula.clone(),
                reason,
            };
            let set = katex::render_with_opts(&formula.tex, options)
                .map_err(|error| wrong(katex_reason(&error)))?;
            let mathml = mathml::tidy(&set).map_err(|problem| wrong(problem.to_string()))?;
            let words = mathml::spoken(&mathml);
            slots.put(&key, &mathml, &words);
            Ok(())
        })
        .collect();
    results.into_iter().collect()
}

/// The page with markers in place of its formulas, all of which must have been set.
///
/// # Errors
/// [`Fault::Open`].
pub fn replace(markdown: &str, slots: &Slots) -> Result<String, Fault> {
    let mut out = String::with_capacity(markdown.len());
    let mut pieces = scan(markdown, &config().build_extra_opts())?
        .into_iter()
        .peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Math(formula) => {
                let marker = slots.marker(&formula.key()).ok_or_else(|| Fault::Wrong {
                    formula: formula.clone(),
                    reason: "it was not set".to_owned(),
                })?;
                if formula.display {
                    // The frame scrolls when the formula is wider than the page.
                    out.push_str("<span class=\"display\">");
                    out.push_str(&marker);
                    out.push_str("</span>");
                    continue;
                }
                let before = out.len() - out.trim_end_matches(OPENING).len();
                let opening = out.split_off(out.len() - before);
                let mut closing = "";
                if let Some(Piece::Text(text)) = pieces.peek_mut() {
                    let rest = text.trim_start_matches(CLOSING);
                    (closing, *text) = text.split_at(text.len() - rest.len());
                }
                if opening.is_empty() && closing.is_empty() {
                    out.push_str(&marker);
                } else {
                    // Browsers break lines beside a formula, even before a comma.
                    let kept = format!("<span class=\"keep\">{opening}{marker}{closing}</span>");
                    out.push_str(&kept);
                }
            }
        }
    }
    Ok(out)
}

/// What must not stand at the end of a line, before a formula.
const OPENING: &[char] = &['(', '（', '“', '《', '「'];
/// What must not stand at the beginning of a line, after a formula.
const CLOSING: &[char] = &[
    ',', '.', ';', ':', '?', '!', ')', '，', '。', '；', '：', '、', '？', '！', '）', '”', '》',
    '」',
];

/// KaTeX's message without the JavaScript around it.
fn katex_reason(error: &katex::Error) -> String {
    // The message comes quoted, with a combining line under the letters of the place.
    let text = error
        .to_string()
        .replace("\\u{332}", "")
        .replace("\\\\", "\\");
    let start = text
        .find("KaTeX parse error: ")
        .map_or(0, |at| at + "KaTeX parse error: ".len());
    let end = text
        .rfind("\")")
        .filter(|&end| end > start)
        .unwrap_or(text.len());
    text[start..end]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A formula as it is shown in a message.
pub fn shortened(tex: &str) -> String {
    let line = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 {
        line.chars().take(57).chain("...".chars()).collect()
    } else {
        line
    }
}

/// The fault as a problem of a page; `locate` finds the place of a formula, `at` of a byte.
pub fn problem(
    fault: Fault,
    locate: impl Fn(&str) -> crate::problem::Place,
    at: impl Fn(usize) -> crate::problem::Place,
) -> Problem {
    match fault {
        Fault::Open(offset) => Problem::OpenFormula { place: at(offset) },
        Fault::Wrong { formula, reason } => Problem::Formula {
            place: locate(&formula.tex),
            formula: shortened(&formula.tex),
            reason,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let slots = Slots::default();
        set(find(markdown).unwrap().into_iter().collect(), &slots, || {}).unwrap();
        slots
            .fill(&replace(markdown, &slots).unwrap(), "test")
            .unwrap()
    }

    #[test]
    fn underscores_bars_less_than_and_row_breaks_are_not_markdown() {
        let out = html(
            "$a_1 b_1$ and $a_2 b_2$ | $|x| < 1$ | $$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$",
        );
        assert_eq!(out.matches("<math").count(), 4);
        assert!(out.contains("<msub><mi>a</mi><mn>1</mn></msub>"), "{out}");
        assert!(out.contains("&lt;"), "{out}");
        assert_eq!(out.matches("<mtr>").count(), 2);
        assert!(
            !out.contains('$') && !out.contains("annotation") && !out.contains('\\'),
            "{out}"
        );
    }

    #[test]
    fn punctuation_stays_with_its_formula() {
        let out = html("取 $a$，则（$b$）。有 $c$ 和 $d$ and ($e$), $f$");
        for kept in [
            "</math>，</span>则",
            "（<math",
            "</math>）。</span>",
            "(<math",
            "</math>),</span>",
        ] {
            assert!(out.contains(kept), "{kept} in {out}");
        }
        assert_eq!(out.matches("class=\"keep\"").count(), 3, "{out}");
    }

    #[test]
    fn a_bar_is_a_letter_of_the_font() {
        let out = html("$\\bar x_t$");
        assert!(out.contains('\u{af}') && !out.contains('\u{2c9}'), "{out}");
    }

    #[test]
    fn a_function_name_as_an_index_is_one_child() {
        let out = html("$\\lambda_{\\max}$ and $\\lambda_{\\max}^2$ and $\\max_{i} x_i$");
        for right in [
            "<msub><mi>λ</mi><mi>max</mi></msub>",
            "<msubsup><mi>λ</mi><mi>max</mi><mn>2</mn></msubsup>",
            "<msub><mrow><mi>max</mi><mo>\u{2061}</mo></mrow><mi>i</mi></msub>",
        ] {
            assert!(out.contains(right), "{right} in {out}");
        }
    }

    #[test]
    fn code_and_escaped_dollars_are_no_formulas() {
        assert_eq!(find("`$x$` costs \\$5 and $y$").unwrap().len(), 1);
    }

    #[test]
    fn an_unclosed_dollar_is_found_where_it_is() {
        assert_eq!(find("a $x$ b\n\n$ c"), Err(Fault::Open(9)));
        assert_eq!(find("a $x\n\ny$ b"), Err(Fault::Open(2)));
        assert_eq!(find("text $$x$ y"), Err(Fault::Open(5)));
    }

    #[test]
    fn a_wrong_formula_is_an_error_with_what_katex_says() {
        let slots = Slots::default();
        let formula = Formula {
            tex: "\\frc{1}{2}".into(),
            display: false,
        };
        let fault = set([formula].into(), &slots, || {}).unwrap_err();
        let Fault::Wrong { reason, .. } = fault else {
            panic!("{fault:?}")
        };
        assert_eq!(
            reason,
            "Undefined control sequence: \\frc at position 1: \\frc{1}{2}"
        );
    }
}
