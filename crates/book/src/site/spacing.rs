//! Space in formulas as TeX sets it, where KaTeX's MathML leaves it to the browser.

use regex::Regex;
use std::sync::LazyLock;

/// KaTeX writes the fixed spaces as Unicode spaces, which depend on the font and cannot be
/// negative; U+2063 marks the negative ones.
const SPACES: [(&str, &str); 8] = [
    ("\u{2005}\u{200a}", "0.2778"),
    ("\u{200a}\u{2063}", "-0.0556"),
    ("\u{2009}\u{2063}", "-0.1667"),
    ("\u{205f}\u{2063}", "-0.2222"),
    ("\u{2005}\u{2063}", "-0.2778"),
    ("\u{200a}", "0.0556"),
    ("\u{2009}", "0.1667"),
    ("\u{2005}", "0.2222"),
];
const THIN: &str = "<mspace width=\"0.1667em\"/>";
const AFTER: char = '\u{f8f0}';

/// `\colon`, as KaTeX composes it.
static COLON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"<mspace[^>]*>(?:</mspace>)?<mspace width="0\.1111em"/><mo[^>]*></mo>"#,
        r#"(?:<mspace[^>]*>|<mtext>[^<]*</mtext>)<mo[^>]*>:</mo><mspace width="0\.3333em"/>"#
    ))
    .expect("a constant")
});
/// A named function (`log`, or `max` with something below it) right after an ordinary symbol.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(</(?:mi|mn|msub|msup|msubsup|mfrac|msqrt|mroot)>|<mo[^>]*>[)\]}|‖]</mo>)",
        r"((?:<(?:munder|mover|munderover|msub|msup|msubsup)>(?:<mrow>)?)?<mi[^>]*>[^<]{2,}</mi><mo>\u{2061}</mo>)"
    ))
    .expect("a constant")
});
/// A sign after an operator or an opening fence belongs to what follows: x = −1.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(<mo(?: [^>]*)?>[^<)\\]}⟩⌋⌉|‖!′″%…⋯∗*]+</mo>|<mo separator=\"true\">,</mo>)<mo>([−+±∓])</mo>").expect("a constant")
});
/// After a function there is no space before an opening fence, a further operator, or the end.
static NO_SPACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("\u{f8f0}+(</|<mspace|<mo [^>]*>[(\\[{⟨⌊⌈]</mo>|<mo>|<mo separator|$)")
        .expect("a constant")
});

/// Bars of a chosen size (`\bigl|`) have no space either.
static SIZED_BAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<mo ([^>]*minsize="[^>]*)>([|‖])</mo>"#).expect("a constant"));

/// The smallest fences of a chosen size (`\bigl(`). Chromium makes a stretchy fence as wide as its
/// largest form, which leaves a gap on both sides of the small ones; so these are set in a larger
/// size of type. The larger fences would leave the axis that way, and fill their width better.
static BIG_FENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<mo [^>]*minsize="1\.2em"[^>]*>([()\[\]{}])</mo>"#).expect("a constant")
});

/// The formula with its spaces.
pub fn space(mathml: &str) -> String {
    let mut out = COLON
        .replace_all(mathml, "<mo lspace=\"0em\" rspace=\"0.2778em\">:</mo>")
        .into_owned();
    for (text, width) in SPACES {
        out = out.replace(
            &format!("<mtext>{text}</mtext>"),
            &format!("<mspace width=\"{width}em\"/>"),
        );
    }
    out = out
        .replace("<mo>:</mo><mo>=</mo>", "<mo>:=</mo>")
        .replace(
            "<mo>:</mo>",
            "<mo lspace=\"0.2778em\" rspace=\"0.2778em\">:</mo>",
        )
        // The bar of `\bar` is in no mathematical font; this one is.
        .replace('\u{2c9}', "\u{af}")
        // A combining arrow would stand left of its letter.
        .replace("<mo>\u{20d7}</mo>", "<mo stretchy=\"false\">→</mo>");
    out = SIZED_BAR
        .replace_all(&out, "<mo $1 lspace=\"0em\" rspace=\"0em\">$2</mo>")
        .into_owned();
    out = BIG_FENCE
        .replace_all(&out, "<mo stretchy=\"false\" mathsize=\"1.2em\">$1</mo>")
        .into_owned();
    out = SIGN
        .replace_all(&out, "$1<mo form=\"prefix\">$2</mo>")
        .into_owned();
    if !out.contains('\u{2061}') {
        return out;
    }
    let out = BEFORE.replace_all(&out, format!("$1{THIN}$2")).into_owned();
    let out = mark_ends(&out);
    NO_SPACE.replace_all(&out, "$1").replace(AFTER, THIN)
}

/// Puts a mark after each named function, outside of what stands below and above it.
fn mark_ends(mathml: &str) -> String {
    const APPLY: &str = "<mo>\u{2061}</mo>";
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(at) = rest.find(APPLY) {
        let end = at + APPLY.len();
        out.push_str(&rest[..end]);
        rest = &rest[end..];
        // `<munder><mrow><mi>max</mi><mo/></mrow>…</munder>`: the mark goes after `</munder>`.
        let scripts = ["munder", "mover", "munderover", "msub", "msup", "msubsup"];
        let holder = scripts.iter().find(|name| {
            let head = out.trim_end_matches(APPLY);
            let start = head.rfind("<mi").unwrap_or(0);
            head[..start].ends_with(&format!("<{name}><mrow>")) && rest.starts_with("</mrow>")
        });
        if let Some(name) = holder
            && let Some(close) = closing(rest, name)
        {
            out.push_str(&rest[..close]);
            rest = &rest[close..];
        }
        out.push(AFTER);
    }
    out.push_str(rest);
    out
}

/// Where, in text inside an element, that element's end tag ends.
fn closing(text: &str, name: &str) -> Option<usize> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut depth = 1;
    let mut at = 0;
    while depth > 0 {
        let next = text[at..].find(&close)?;
        depth += text[at..at + next].matches(&open).count();
        depth -= 1;
        at += next + close.len();
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_spaces_are_spaces_of_that_width() {
        assert_eq!(
            space("<mtext>\u{2009}</mtext>"),
            "<mspace width=\"0.1667em\"/>"
        );
        assert_eq!(
            space("<mtext>\u{2009}\u{2063}</mtext>"),
            "<mspace width=\"-0.1667em\"/>"
        );
        assert_eq!(space("<mtext>if</mtext>"), "<mtext>if</mtext>");
    }

    #[test]
    fn a_function_has_a_thin_space_on_both_sides_but_none_before_a_parenthesis() {
        let log = "<mi>log</mi><mo>\u{2061}</mo>";
        let x = "<mi>x</mi>";
        let paren = "<mo stretchy=\"false\">(</mo>";
        assert_eq!(
            space(&format!("<mrow>{x}{log}{x}</mrow>")),
            format!("<mrow>{x}{THIN}{log}{THIN}{x}</mrow>")
        );
        assert_eq!(
            space(&format!("<mrow>{log}{paren}</mrow>")),
            format!("<mrow>{log}{paren}</mrow>")
        );
        assert_eq!(
            space(&format!("<mrow>{log}</mrow>")),
            format!("<mrow>{log}</mrow>")
        );
    }

    #[test]
    fn the_space_stands_after_what_is_below_the_function() {
        let max = "<munder><mrow><mi>max</mi><mo>\u{2061}</mo></mrow><mi>i</mi></munder>";
        assert_eq!(
            space(&format!("{max}<mi>x</mi>")),
            format!("{max}{THIN}<mi>x</mi>")
        );
    }

    #[test]
    fn a_minus_after_an_equals_sign_is_a_sign() {
        let formula =
            |sign: &str| format!("<mi>x</mi><mo>−</mo><mi>y</mi><mo>=</mo>{sign}<mn>1</mn>");
        assert_eq!(
            space(&formula("<mo>−</mo>")),
            formula("<mo form=\"prefix\">−</mo>")
        );
        let closed = "<mo stretchy=\"false\">)</mo><mo>−</mo><mn>1</mn>";
        assert_eq!(space(closed), closed);
    }

    #[test]
    fn a_colon_in_a_set_is_a_relation_and_bars_of_any_size_are_close() {
        assert_eq!(
            space("<mo>:</mo>"),
            "<mo lspace=\"0.2778em\" rspace=\"0.2778em\">:</mo>"
        );
        assert_eq!(space("<mo>:</mo><mo>=</mo>"), "<mo>:=</mo>");
        assert_eq!(
            space("<mo minsize=\"1.2em\">|</mo>"),
            "<mo minsize=\"1.2em\" lspace=\"0em\" rspace=\"0em\">|</mo>"
        );
    }

    #[test]
    fn the_smallest_sized_fences_are_no_wider_than_they_look() {
        let katex = |size| {
            format!(
                "<mo fence=\"true\" stretchy=\"true\" minsize=\"{size}\" maxsize=\"{size}\">(</mo>"
            )
        };
        assert_eq!(
            space(&katex("1.2em")),
            "<mo stretchy=\"false\" mathsize=\"1.2em\">(</mo>"
        );
        assert_eq!(space(&katex("1.8em")), katex("1.8em"));
    }

    #[test]
    fn a_colon_of_a_map_stands_close_to_its_function() {
        let katex = "<mi>f</mi><mspace></mspace><mspace width=\"0.1111em\"/><mo lspace=\"0em\" rspace=\"0.17em\"></mo><mtext>\u{2009}\u{2063}</mtext><mo lspace=\"0em\" rspace=\"0em\">:</mo><mspace width=\"0.3333em\"/>";
        assert_eq!(
            space(katex),
            "<mi>f</mi><mo lspace=\"0em\" rspace=\"0.2778em\">:</mo>"
        );
    }
}
