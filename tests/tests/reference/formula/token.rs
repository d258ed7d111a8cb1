//! Characters to tokens.

use super::{FormulaError, wrong};

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    /// A variable, constant or function, without subscript.
    Name(String),
    /// A subscript in words, `i` or `i+1`; one that is a number.
    Subscript(String),
    /// One of `+ - * / ^ ( ) , |`, and `‖` for a norm's bar.
    Sign(char),
}

/// Names that formulas may use without defining them.
pub(crate) const FUNCTIONS: &[&str] = &[
    "exp", "log", "ln", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "sum",
];

/// Splits `text`; letters are names in `known`, the longest first.
pub(crate) fn tokens(text: &str, known: &[String]) -> Result<Vec<Token>, FormulaError> {
    let text: Vec<char> = plain(text).chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        match c {
            ' ' => at += 1,
            '0'..='9' | '.' => {
                let end = number_end(&text, at);
                let digits: String = text[at..end].iter().collect();
                let x = digits
                    .parse()
                    .map_err(|_| wrong!("`{digits}` is not a number"))?;
                out.push(Token::Number(x));
                at = end;
            }
            '_' | '[' => {
                let (subscript, end) = subscript(&text, at)?;
                out.push(Token::Subscript(subscript));
                at = end;
            }
            '|' if text.get(at + 1) == Some(&'|') => {
                out.push(Token::Sign('‖'));
                at += 2;
            }
            '*' if text.get(at + 1) == Some(&'*') => {
                out.push(Token::Sign('^'));
                at += 2;
            }
            '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' | '|' | '‖' => {
                out.push(Token::Sign(c));
                at += 1;
            }
            c if c.is_alphabetic() => at = names(&text, at, known, &mut out)?,
            other => return Err(wrong!("`{other}` has no meaning here")),
        }
    }
    Ok(out)
}

/// The same text with typographic signs spelled in ASCII.
fn plain(text: &str) -> String {
    const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '−' | '–' => out.push('-'),
            '·' | '×' => out.push('*'),
            '½' => out.push_str("(1/2)"),
            'Σ' | '∑' => out.push_str("sum"),
            'π' => out.push_str("pi"),
            'ᵀ' => out.push_str("^T"),
            '{' | '}' if out.ends_with('^') => {}
            c if c.is_whitespace() => out.push(' '),
            c => match (0..)
                .zip(SUPERSCRIPTS.chars())
                .find(|(_, s)| *s == c)
                .map(|(d, _): (u8, _)| d)
            {
                Some(digit) => out.extend(['^', char::from(b'0' + digit)]),
                None => out.push(c),
            },
        }
    }
    out
}

/// Where the number that begins at `at` ends; `e` belongs to it only before digits.
fn number_end(text: &[char], at: usize) -> usize {
    let digits = |mut at: usize| {
        while text
            .get(at)
            .is_some_and(|c| c.is_ascii_digit() || *c == '.')
        {
            at += 1;
        }
        at
    };
    let mantissa = digits(at);
    if !matches!(text.get(mantissa), Some('e' | 'E')) {
        return mantissa;
    }
    let sign = usize::from(matches!(text.get(mantissa + 1), Some('+' | '-')));
    let exponent = digits(mantissa + 1 + sign);
    if exponent > mantissa + 1 + sign {
        exponent
    } else {
        mantissa
    }
}

/// The subscript `_i`, `_{i+1}` or `[i]` at `at`, and where it ends.
fn subscript(text: &[char], at: usize) -> Result<(String, usize), FormulaError> {
    let (open, close) = match (text[at], text.get(at + 1)) {
        ('[', _) => (at + 1, Some(']')),
        (_, Some('{')) => (at + 2, Some('}')),
        _ => (at + 1, None),
    };
    let end = match close {
        Some(close) => text[open..]
            .iter()
            .position(|&c| c == close)
            .map(|length| open + length)
            .ok_or_else(|| wrong!("a subscript is not closed with `{close}`"))?,
        // A bare subscript is a whole number or one letter.
        None => match text[open..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
        {
            0 => open + usize::from(text.get(open).is_some_and(|c| c.is_alphabetic())),
            digits => open + digits,
        },
    };
    let words: String = text[open..end].iter().filter(|c| **c != ' ').collect();
    if words.is_empty() {
        return Err(wrong!("a subscript is empty"));
    }
    Ok((words, end + usize::from(close.is_some())))
}

/// Splits the run of letters and digits at `at` into known names, numbered entries and numbers.
fn names(
    text: &[char],
    mut at: usize,
    known: &[String],
    out: &mut Vec<Token>,
) -> Result<usize, FormulaError> {
    while text.get(at).is_some_and(|c| c.is_alphabetic()) {
        let rest: String = text[at..]
            .iter()
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let all = known
            .iter()
            .map(String::as_str)
            .chain(FUNCTIONS.iter().copied());
        let name = all
            .chain(["T", "pi", "e"])
            .filter(|name| rest.starts_with(name))
            .max_by_key(|name| name.len())
            .ok_or_else(|| wrong!("`{rest}` is not defined"))?;
        out.push(Token::Name(name.to_owned()));
        at += name.chars().count();
        // Digits right after a name are a subscript, unless the name itself ends in them.
        let digits: String = text[at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .collect();
        if !digits.is_empty() {
            at += digits.len();
            out.push(Token::Subscript(digits));
        }
    }
    Ok(at)
}
