//! From KaTeX's MathML to MathML that browsers show as TeX would.
//!
//! * the TeX source (`<annotation>`) is dropped: it would be read aloud, indexed and printed;
//! * `mathvariant` becomes Unicode letters, since browsers ignore the attribute;
//! * fences written with the relation ∣ become the delimiter |, which stretches and has no space;
//! * operators in exponents and indices lose their space, as in TeX;
//! * `columnalign` and `columnspacing` of tables become classes of cells, for the same reason.

use super::html::{Handler, rewrite};
use super::letters::Style;
use super::spacing::space;
use crate::problem::Problem;
use lol_html::html_content::ContentType;
use lol_html::{element, end_tag, text};
use regex::Regex;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::LazyLock;

/// The columns of a table that is being read, and where in it we are.
#[derive(Default)]
struct Table {
    align: Vec<String>,
    spacing: Vec<String>,
    column: usize,
}

impl Table {
    fn class(&self) -> String {
        let mut classes = Vec::new();
        // MathML repeats the last alignment and spacing for further columns.
        let at = |list: &[String], index: usize| list.get(index).or(list.last()).cloned();
        match at(&self.align, self.column).as_deref() {
            Some("left") => classes.push("ml"),
            Some("right") => classes.push("mr"),
            _ => {}
        }
        let tight = |index| at(&self.spacing, index).is_some_and(|space| space.starts_with("0em"));
        if self.column > 0 && tight(self.column - 1) {
            classes.push("m0l");
        }
        if tight(self.column) {
            classes.push("m0r");
        }
        classes.join(" ")
    }
}

/// An element around the one that is being read.
struct Outer {
    /// Whether all children but the first are exponents or indices.
    scripts: bool,
    /// Whether it is itself inside an exponent or index.
    small: bool,
    children: usize,
}

/// Rewrites one formula.
///
/// # Errors
/// If KaTeX's output cannot be parsed.
pub fn tidy(katex: &str) -> Result<String, Problem> {
    let mut handlers = wrappers();
    handlers.extend(letters());
    handlers.extend(scripts());
    handlers.extend(bars());
    handlers.extend(tables());
    handlers.push(names());
    // A start tag cannot be changed once the text after it is known, but KaTeX always writes these
    // in the same way: the bars of |x| and ‖x‖, which have no space on either side.
    let bar =
        |bar: &str| format!("<mo stretchy=\"false\" lspace=\"0em\" rspace=\"0em\">{bar}</mo>");
    let katex = katex
        .replace("<mo stretchy=\"false\">∣</mo>", &bar("|"))
        .replace("<mo stretchy=\"false\">∥</mo>", &bar("‖"));
    rewrite(&katex, handlers)
        .map(|mathml| space(&NOTHING.replace_all(&mathml, "")))
        .map_err(|error| Problem::tool("KaTeX's output", &error))
}

/// Stands in an operator that is to go: what a start tag holds is known too late to drop it then.
const GONE: &str = "\u{f8f1}";
static NOTHING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<mo[^>]*>\u{f8f1}</mo>").expect("a constant"));

/// A name as an index, `\lambda_{\max}`, is applied to nothing, and the sign of application that
/// KaTeX writes after it would be one child too many.
fn names() -> Handler<'static> {
    text!(
        "msub > mo, msup > mo, msubsup > mo, munder > mo, mover > mo, munderover > mo",
        |chunk| {
            if chunk.as_str() == "\u{2061}" {
                chunk.replace(GONE, ContentType::Html);
            }
            Ok(())
        }
    )
}

/// Drops the wrappers and the TeX source.
fn wrappers() -> Vec<Handler<'static>> {
    vec![
        element!("span.katex, span.katex-display, semantics", |el| {
            el.remove_and_keep_content();
            Ok(())
        }),
        element!("annotation", |el| {
            el.remove();
            Ok(())
        }),
        element!("math", |el| {
            el.remove_attribute("xmlns");
            Ok(())
        }),
    ]
}

/// Writes styled letters as such.
fn letters() -> Vec<Handler<'static>> {
    let style: Rc<Cell<Option<Style>>> = Rc::default();
    let of_text = Rc::clone(&style);
    vec![
        element!("[mathvariant]", move |el| {
            let variant = el.get_attribute("mathvariant").unwrap_or_default();
            style.set(Style::of_variant(&variant));
            if style.get().is_some() {
                el.remove_attribute("mathvariant");
            }
            Ok(())
        }),
        text!("[mathvariant]", move |chunk| {
            if let Some(style) = of_text.get() {
                let styled = restyle(chunk.as_str(), style);
                chunk.replace(&styled, ContentType::Html);
            }
            Ok(())
        }),
    ]
}

/// Takes the space from operators in exponents and indices.
fn scripts() -> Vec<Handler<'static>> {
    let nesting: Rc<RefCell<Vec<Outer>>> = Rc::default();
    vec![element!("math *", move |el| {
        let mut stack = nesting.borrow_mut();
        let small = stack.last_mut().is_some_and(|outer| {
            outer.children += 1;
            outer.small || outer.scripts && outer.children > 1
        });
        if small && el.tag_name() == "mo" && !el.has_attribute("lspace") {
            el.set_attribute("lspace", "0em")?;
            el.set_attribute("rspace", "0em")?;
        }
        if !el.can_have_content() {
            return Ok(());
        }
        let scripts = matches!(
            el.tag_name().as_str(),
            "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover"
        );
        stack.push(Outer {
            scripts,
            small,
            children: 0,
        });
        let nesting = Rc::clone(&nesting);
        el.on_end_tag(end_tag!(move |_| {
            nesting.borrow_mut().pop();
            Ok(())
        }))
    })]
}

/// Makes delimiters of the bars that stretch.
fn bars() -> Vec<Handler<'static>> {
    let fence: Rc<Cell<bool>> = Rc::default();
    let is_fence = Rc::clone(&fence);
    vec![
        element!("mo", move |el| {
            is_fence.set(el.has_attribute("fence") || el.has_attribute("minsize"));
            Ok(())
        }),
        text!("mo", move |chunk| {
            let bar = match chunk.as_str() {
                "∣" => "|",
                "∥" => "‖",
                _ => return Ok(()),
            };
            if fence.get() {
                chunk.replace(bar, ContentType::Html);
            }
            Ok(())
        }),
    ]
}

/// Marks the cells of tables with their alignment.
fn tables() -> Vec<Handler<'static>> {
    let tables: Rc<RefCell<Vec<Table>>> = Rc::default();
    let (open, row, cell) = (Rc::clone(&tables), Rc::clone(&tables), tables);
    vec![
        element!("mtable", move |el| {
            let list = |name: &str| {
                let value = el.get_attribute(name).unwrap_or_default();
                value
                    .split_whitespace()
                    .map(ToOwned::to_owned)
                    .collect::<Vec<_>>()
            };
            open.borrow_mut().push(Table {
                align: list("columnalign"),
                spacing: list("columnspacing"),
                column: 0,
            });
            for attribute in ["columnalign", "columnspacing", "rowspacing"] {
                el.remove_attribute(attribute);
            }
            let open = Rc::clone(&open);
            el.on_end_tag(end_tag!(move |_| {
                open.borrow_mut().pop();
                Ok(())
            }))
        }),
        element!("mtr", move |_| {
            if let Some(table) = row.borrow_mut().last_mut() {
                table.column = 0;
            }
            Ok(())
        }),
        element!("mtd", move |el| {
            if let Some(table) = cell.borrow_mut().last_mut() {
                let class = table.class();
                if !class.is_empty() {
                    el.set_attribute("class", &class)?;
                }
                table.column += 1;
            }
            Ok(())
        }),
    ]
}

/// The text in another style; entities such as `&amp;` stay as they are.
fn restyle(text: &str, style: Style) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_entity = false;
    for letter in text.chars() {
        in_entity |= letter == '&';
        out.push(if in_entity {
            letter
        } else {
            style.apply(letter)
        });
        in_entity &= letter != ';';
    }
    out
}

/// The formula as words for the search index: its letters if it is that simple, else an ellipsis.
pub fn spoken(mathml: &str) -> String {
    let mut out = String::new();
    let mut rest = mathml;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            break;
        };
        let tag = rest[open + 1..open + close]
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap_or("");
        if !matches!(
            tag,
            "math" | "mrow" | "mi" | "mn" | "mo" | "mtext" | "mspace" | "mstyle"
        ) {
            return "…".to_owned();
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_and_the_tex_source_are_dropped() {
        let katex = r#"<span class="katex"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><semantics><mrow><mi>x</mi></mrow><annotation encoding="application/x-tex">x</annotation></semantics></math></span>"#;
        assert_eq!(
            tidy(katex).unwrap(),
            r#"<math display="block"><mrow><mi>x</mi></mrow></math>"#
        );
    }

    #[test]
    fn variants_become_letters_but_upright_single_letters_keep_theirs() {
        let katex = r#"<math><mi mathvariant="script">L</mi><mi mathvariant="double-struck">R</mi><mn mathvariant="bold">0</mn><mi mathvariant="normal">d</mi><mo mathvariant="bold">&lt;</mo></math>"#;
        assert_eq!(
            tidy(katex).unwrap(),
            r#"<math><mi>ℒ</mi><mi>ℝ</mi><mn>𝟎</mn><mi mathvariant="normal">d</mi><mo>&lt;</mo></math>"#
        );
    }

    #[test]
    fn columns_are_aligned_by_classes_also_in_nested_tables() {
        let cell = "<mtd><mi>a</mi></mtd>";
        let inner = format!(r#"<mtable columnalign="left"><mtr>{cell}</mtr></mtable>"#);
        let katex = format!(
            r#"<math><mtable columnalign="right left" columnspacing="0em"><mtr>{cell}<mtd>{inner}</mtd></mtr><mtr>{cell}</mtr></mtable></math>"#
        );
        assert_eq!(
            tidy(&katex).unwrap(),
            r#"<math><mtable><mtr><mtd class="mr m0r"><mi>a</mi></mtd><mtd class="ml m0l m0r"><mtable><mtr><mtd class="ml"><mi>a</mi></mtd></mtr></mtable></mtd></mtr><mtr><mtd class="mr m0r"><mi>a</mi></mtd></mtr></mtable></math>"#
        );
    }

    #[test]
    fn bars_are_delimiters_but_the_relation_stays() {
        let katex = r#"<math><mo stretchy="false">∥</mo><mo fence="true">∣</mo><mo>∣</mo></math>"#;
        assert_eq!(
            tidy(katex).unwrap(),
            r#"<math><mo stretchy="false" lspace="0em" rspace="0em">‖</mo><mo fence="true">|</mo><mo>∣</mo></math>"#
        );
    }

    #[test]
    fn operators_in_exponents_and_indices_have_no_space() {
        let sum = "<mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow>";
        let tight = sum.replace("<mo>", "<mo lspace=\"0em\" rspace=\"0em\">");
        let katex =
            format!("<math><msub>{sum}{sum}</msub><mspace width=\"1em\"/><mo>=</mo></math>");
        let expected =
            format!("<math><msub>{sum}{tight}</msub><mspace width=\"1em\"/><mo>=</mo></math>");
        assert_eq!(tidy(&katex).unwrap(), expected);
    }

    #[test]
    fn only_flat_formulas_are_spoken() {
        assert_eq!(
            spoken("<math><mrow><mi>β</mi><mo>=</mo><mn>1</mn></mrow></math>"),
            "β=1"
        );
        assert_eq!(
            spoken("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
            "…"
        );
    }
}
