//! Tokens to expressions.

use super::token::{FUNCTIONS, Token, tokens};
use super::{FormulaError, wrong};

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Number(f64),
    /// A parameter or constant, whole.
    Name(String),
    /// One of its entries.
    Entry(String, Subscript),
    Negative(Box<Expr>),
    Plus(Box<Expr>, Box<Expr>),
    Minus(Box<Expr>, Box<Expr>),
    Times(Box<Expr>, Box<Expr>),
    Over(Box<Expr>, Box<Expr>),
    Power(Box<Expr>, Box<Expr>),
    Transposed(Box<Expr>),
    /// The Euclidean (Frobenius) norm.
    Norm(Box<Expr>),
    Function(String, Box<Expr>),
    /// Σ over an index, which runs over the entries that the body names with it.
    Sum(String, Box<Expr>),
    /// A list, as in `(0.1 x0, 2 x1)`.
    List(Vec<Expr>),
}

/// Which entry is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subscript {
    /// Counted from 0.
    Number(usize),
    /// An index of a sum, plus a number.
    Index(String, usize),
}

/// Parses `text`, in which the names in `known` may occur.
pub(crate) fn parse(text: &str, known: &[String]) -> Result<Expr, FormulaError> {
    let mut parser = Parser {
        tokens: tokens(text, known)?,
        at: 0,
        bars: 0,
    };
    let expr = parser.sum()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(wrong!("{token:?} is not expected in `{}`", text.trim())),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// How many norms and absolute values are open: a bar closes the innermost.
    bars: usize,
}

type Parsed = Result<Expr, FormulaError>;

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, sign: char) -> bool {
        self.peek() == Some(&Token::Sign(sign))
    }

    fn take(&mut self, sign: char) -> bool {
        let there = self.is(sign);
        self.at += usize::from(there);
        there
    }

    fn close(&mut self, sign: char) -> Result<(), FormulaError> {
        if self.take(sign) {
            Ok(())
        } else {
            Err(wrong!("a `{sign}` is missing"))
        }
    }

    fn subscript(&mut self) -> Option<String> {
        let Some(Token::Subscript(words)) = self.peek() else {
            return None;
        };
        let words = words.clone();
        self.at += 1;
        Some(words)
    }

    /// a + b − c
    fn sum(&mut self) -> Parsed {
        let mut left = self.signed()?;
        loop {
            if self.take('+') {
                left = Expr::Plus(left.into(), self.product()?.into());
            } else if self.take('-') {
                left = Expr::Minus(left.into(), self.product()?.into());
            } else {
                return Ok(left);
            }
        }
    }

    fn signed(&mut self) -> Parsed {
        if self.take('-') {
            return Ok(Expr::Negative(self.signed()?.into()));
        }
        self.take('+');
        self.product()
    }

    /// a b, a·b, a/b, from left to right
    fn product(&mut self) -> Parsed {
        let mut left = self.power()?;
        loop {
            if self.take('*') {
                left = Expr::Times(left.into(), self.factor()?.into());
            } else if self.take('/') {
                left = Expr::Over(left.into(), self.factor()?.into());
            } else if self.starts_factor() {
                left = Expr::Times(left.into(), self.power()?.into());
            } else {
                return Ok(left);
            }
        }
    }

    /// a b c without a sign between, the argument of a function without brackets
    fn juxtaposed(&mut self) -> Parsed {
        let mut left = self.power()?;
        while self.starts_factor() {
            left = Expr::Times(left.into(), self.power()?.into());
        }
        Ok(left)
    }

    fn starts_factor(&self) -> bool {
        match self.peek() {
            Some(Token::Number(_) | Token::Name(_) | Token::Sign('(')) => true,
            Some(Token::Sign('|' | '‖')) => self.bars == 0,
            _ => false,
        }
    }

    /// a power, with a sign of its own: the 2 of x·−2
    fn factor(&mut self) -> Parsed {
        if self.take('-') {
            return Ok(Expr::Negative(self.factor()?.into()));
        }
        self.power()
    }

    /// aᵇ, from right to left; Aᵀ
    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        self.raised(base)
    }

    fn raised(&mut self, base: Expr) -> Parsed {
        if !self.take('^') {
            return Ok(base);
        }
        if self.peek() == Some(&Token::Name("T".to_owned())) {
            self.at += 1;
            return self.raised(Expr::Transposed(base.into()));
        }
        Ok(Expr::Power(base.into(), self.factor()?.into()))
    }

    fn atom(&mut self) -> Parsed {
        let Some(token) = self.peek().cloned() else {
            return Err(wrong!("the formula breaks off"));
        };
        self.at += 1;
        match token {
            Token::Number(x) => Ok(Expr::Number(x)),
            Token::Name(name) if FUNCTIONS.contains(&name.as_str()) => self.function(name),
            Token::Name(name) => match self.subscript() {
                None => Ok(Expr::Name(name)),
                Some(words) => Ok(Expr::Entry(name, subscript(&words)?)),
            },
            Token::Sign('(') => self.bracket(),
            Token::Sign(bar @ ('|' | '‖')) => {
                self.bars += 1;
                let inside = self.sum()?;
                self.bars -= 1;
                self.close(bar)?;
                if bar == '|' {
                    return Ok(Expr::Function("abs".to_owned(), inside.into()));
                }
                match self.subscript().as_deref() {
                    None | Some("2" | "F") => Ok(Expr::Norm(inside.into())),
                    Some(other) => Err(wrong!("the norm with subscript `{other}` is not known")),
                }
            }
            other => Err(wrong!("{other:?} is not expected")),
        }
    }

    /// Bars inside brackets open anew.
    fn bracket(&mut self) -> Parsed {
        let bars = std::mem::take(&mut self.bars);
        let mut entries = vec![self.sum()?];
        while self.take(',') {
            entries.push(self.sum()?);
        }
        self.close(')')?;
        self.bars = bars;
        Ok(if entries.len() == 1 {
            entries.remove(0)
        } else {
            Expr::List(entries)
        })
    }

    fn function(&mut self, name: String) -> Parsed {
        if name == "sum"
            && let Some(index) = self.subscript()
        {
            return Ok(Expr::Sum(index, self.juxtaposed()?.into()));
        }
        // sin^2 x
        if self.take('^') {
            let power = self.factor()?;
            let value = Expr::Function(name, self.argument()?.into());
            return Ok(Expr::Power(value.into(), power.into()));
        }
        Ok(Expr::Function(name, self.argument()?.into()))
    }

    fn argument(&mut self) -> Parsed {
        if self.take('(') {
            self.bracket()
        } else {
            self.juxtaposed()
        }
    }
}

fn subscript(words: &str) -> Result<Subscript, FormulaError> {
    if let Ok(number) = words.parse() {
        return Ok(Subscript::Number(number));
    }
    let (index, shift) = words.split_once('+').unwrap_or((words, "0"));
    match shift.parse() {
        Ok(shift) if index.chars().all(char::is_alphabetic) => {
            Ok(Subscript::Index(index.to_owned(), shift))
        }
        _ => Err(wrong!("the subscript `{words}` is not understood")),
    }
}
