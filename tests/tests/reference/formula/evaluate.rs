//! Values of expressions, with the derivative in one direction.

use std::collections::BTreeMap;

use ndarray::{Array2, Zip};

use super::parse::Subscript;
use super::{Expr, FormulaError, wrong};

/// A matrix and its derivative; vectors are columns, scalars 1 × 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dual {
    pub(crate) value: Array2<f64>,
    pub(crate) slope: Array2<f64>,
}

/// What the names of a formula stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) names: BTreeMap<String, Dual>,
    indices: BTreeMap<String, usize>,
}

type Evaluated = Result<Dual, FormulaError>;

impl Dual {
    /// A constant.
    pub(crate) fn constant(value: Array2<f64>) -> Self {
        let slope = Array2::zeros(value.dim());
        Self { value, slope }
    }

    fn number(x: f64) -> Self {
        Self::constant(Array2::from_elem((1, 1), x))
    }

    /// The number, if it is one.
    pub(crate) fn scalar(&self) -> Option<(f64, f64)> {
        (self.value.dim() == (1, 1)).then(|| (self.value[(0, 0)], self.slope[(0, 0)]))
    }

    /// f and f′ entry by entry.
    fn map(&self, f: impl Fn(f64) -> (f64, f64)) -> Self {
        let slopes = Zip::from(&self.value)
            .and(&self.slope)
            .map_collect(|&x, &dx| f(x).1 * dx);
        Self {
            value: self.value.mapv(|x| f(x).0),
            slope: slopes,
        }
    }

    /// f, ∂f/∂a and ∂f/∂b entry by entry; a scalar stands for a matrix of equal entries.
    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> (f64, f64, f64)) -> Evaluated {
        let (a, b) = (self.value.dim(), other.value.dim());
        if a != b && a != (1, 1) && b != (1, 1) {
            return Err(wrong!("shapes {a:?} and {b:?} do not go together"));
        }
        let shape = if a == (1, 1) { b } else { a };
        let wide = |m: &Array2<f64>| m.broadcast(shape).map(|m| m.to_owned()).unwrap_or_default();
        let (x, dx) = (wide(&self.value), wide(&self.slope));
        let (y, dy) = (wide(&other.value), wide(&other.slope));
        let value = Zip::from(&x).and(&y).map_collect(|&x, &y| f(x, y).0);
        let slope = Zip::from(&x)
            .and(&y)
            .and(&dx)
            .and(&dy)
            .map_collect(|&x, &y, &dx, &dy| {
                let (_, fx, fy) = f(x, y);
                fx * dx + fy * dy
            });
        Ok(Self { value, slope })
    }

    fn sum(&self) -> Self {
        let whole = |m: &Array2<f64>| Array2::from_elem((1, 1), m.sum());
        Self {
            value: whole(&self.value),
            slope: whole(&self.slope),
        }
    }

    fn transposed(&self) -> Self {
        Self {
            value: self.value.t().to_owned(),
            slope: self.slope.t().to_owned(),
        }
    }

    /// The matrix product, or the multiple where one side is a number.
    fn times(&self, other: &Self) -> Evaluated {
        if self.scalar().is_some() || other.scalar().is_some() {
            return self.zip(other, |a, b| (a * b, b, a));
        }
        if self.value.ncols() != other.value.nrows() {
            let (a, b) = (self.value.dim(), other.value.dim());
            return Err(wrong!(
                "the product of shapes {a:?} and {b:?} does not exist"
            ));
        }
        Ok(Self {
            value: self.value.dot(&other.value),
            slope: self.slope.dot(&other.value) + self.value.dot(&other.slope),
        })
    }

    /// Entry by entry; whole powers exactly, so that 0² has a slope.
    fn power(&self, exponent: &Self) -> Evaluated {
        let square = self.value.nrows() == self.value.ncols() && self.value.len() > 1;
        match exponent.scalar() {
            _ if square => Err(wrong!("the power of a square matrix is ambiguous")),
            Some((n, 0.0)) if n.fract() == 0.0 && n.abs() < 1e6 => {
                #[allow(clippy::cast_possible_truncation)]
                let whole = n as i32;
                let slope = |x: f64| {
                    if whole == 0 {
                        0.0
                    } else {
                        n * x.powi(whole - 1)
                    }
                };
                Ok(self.map(|x| (x.powi(whole), slope(x))))
            }
            Some((n, 0.0)) => Ok(self.map(|x| (x.powf(n), n * x.powf(n - 1.0)))),
            _ => self.zip(exponent, |x, n| {
                let power = x.powf(n);
                (power, n * x.powf(n - 1.0), power * x.ln())
            }),
        }
    }

    fn entry(&self, i: usize) -> Option<Self> {
        let at = |m: &Array2<f64>| m.iter().nth(i).map(|&x| Array2::from_elem((1, 1), x));
        Some(Self {
            value: at(&self.value)?,
            slope: at(&self.slope)?,
        })
    }
}

impl Scope {
    /// The value of `expr` with the derivative along the slopes of the names.
    pub(crate) fn evaluate(&self, expr: &Expr) -> Evaluated {
        let both = |a, b| Ok::<_, FormulaError>((self.evaluate(a)?, self.evaluate(b)?));
        match expr {
            Expr::Number(x) => Ok(Dual::number(*x)),
            Expr::Name(name) => self.name(name),
            Expr::Entry(name, subscript) => {
                let i = self.index(subscript)?;
                let whole = self.name(name)?;
                whole
                    .entry(i)
                    .ok_or_else(|| wrong!("`{name}` has no entry {i}"))
            }
            Expr::Negative(a) => Ok(self.evaluate(a)?.map(|x| (-x, -1.0))),
            Expr::Plus(a, b) => {
                let (a, b) = both(a, b)?;
                a.zip(&b, |a, b| (a + b, 1.0, 1.0))
            }
            Expr::Minus(a, b) => {
                let (a, b) = both(a, b)?;
                a.zip(&b, |a, b| (a - b, 1.0, -1.0))
            }
            Expr::Times(a, b) => {
                let (a, b) = both(a, b)?;
                a.times(&b)
            }
            Expr::Over(a, b) => {
                let (a, b) = both(a, b)?;
                a.zip(&b, |a, b| (a / b, 1.0 / b, -a / (b * b)))
            }
            Expr::Power(a, b) => {
                let (a, b) = both(a, b)?;
                a.power(&b)
            }
            Expr::Transposed(a) => Ok(self.evaluate(a)?.transposed()),
            Expr::Norm(a) => {
                let squares = self.evaluate(a)?.map(|x| (x * x, 2.0 * x)).sum();
                Ok(squares.map(|s| (s.sqrt(), 0.5 / s.sqrt())))
            }
            Expr::Function(name, a) => function(name, &self.evaluate(a)?),
            Expr::Sum(index, body) => self.sum(index, body),
            Expr::List(entries) => {
                let entries = entries
                    .iter()
                    .map(|e| {
                        self.evaluate(e)?
                            .scalar()
                            .ok_or_else(|| wrong!("a list of lists"))
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                let column = |f: fn(&(f64, f64)) -> f64| {
                    Array2::from_shape_fn((entries.len(), 1), |(i, _)| f(&entries[i]))
                };
                Ok(Dual {
                    value: column(|e| e.0),
                    slope: column(|e| e.1),
                })
            }
        }
    }

    fn name(&self, name: &str) -> Evaluated {
        match (self.names.get(name), self.indices.get(name), name) {
            (Some(value), _, _) => Ok(value.clone()),
            (_, Some(&i), _) => Ok(Dual::number(i as f64)),
            (_, _, "pi") => Ok(Dual::number(std::f64::consts::PI)),
            (_, _, "e") => Ok(Dual::number(std::f64::consts::E)),
            _ => Err(wrong!("`{name}` is not defined")),
        }
    }

    fn index(&self, subscript: &Subscript) -> Result<usize, FormulaError> {
        match subscript {
            Subscript::Number(i) => Ok(*i),
            Subscript::Index(name, shift) => match self.indices.get(name) {
                Some(i) => Ok(i + shift),
                None => Err(wrong!("the index `{name}` is not bound by a sum")),
            },
        }
    }

    /// The index runs from 0 as long as every entry that the body names with it exists.
    fn sum(&self, index: &str, body: &Expr) -> Evaluated {
        let mut count = usize::MAX;
        body.entries(&mut |name, subscript| {
            if let (Subscript::Index(i, shift), Some(whole)) = (subscript, self.names.get(name))
                && i == index
            {
                count = count.min(whole.value.len().saturating_sub(*shift));
            }
        });
        if count == usize::MAX {
            return Err(wrong!("nothing tells how far the sum over `{index}` runs"));
        }
        let mut scope = self.clone();
        let mut total = Dual::number(0.0);
        for i in 0..count {
            scope.indices.insert(index.to_owned(), i);
            total = total.zip(&scope.evaluate(body)?, |a, b| (a + b, 1.0, 1.0))?;
        }
        Ok(total)
    }
}

impl Expr {
    /// Calls `visit` for every entry that the expression names.
    fn entries(&self, visit: &mut dyn FnMut(&str, &Subscript)) {
        match self {
            Self::Entry(name, subscript) => visit(name, subscript),
            Self::Number(_) | Self::Name(_) => {}
            Self::Negative(a)
            | Self::Transposed(a)
            | Self::Norm(a)
            | Self::Function(_, a)
            | Self::Sum(_, a) => a.entries(visit),
            Self::Plus(a, b)
            | Self::Minus(a, b)
            | Self::Times(a, b)
            | Self::Over(a, b)
            | Self::Power(a, b) => {
                a.entries(visit);
                b.entries(visit);
            }
            Self::List(entries) => entries.iter().for_each(|e| e.entries(visit)),
        }
    }
}

fn function(name: &str, x: &Dual) -> Evaluated {
    Ok(match name {
        "exp" => x.map(|x| (x.exp(), x.exp())),
        "log" | "ln" => x.map(|x| (x.ln(), 1.0 / x)),
        "sqrt" => x.map(|x| (x.sqrt(), 0.5 / x.sqrt())),
        "sin" => x.map(|x| (x.sin(), x.cos())),
        "cos" => x.map(|x| (x.cos(), -x.sin())),
        "tan" => x.map(|x| (x.tan(), 1.0 / x.cos().powi(2))),
        "sinh" => x.map(|x| (x.sinh(), x.cosh())),
        "cosh" => x.map(|x| (x.cosh(), x.sinh())),
        "tanh" => x.map(|x| (x.tanh(), 1.0 - x.tanh().powi(2))),
        "abs" => x.map(|x| (x.abs(), if x == 0.0 { 0.0 } else { x.signum() })),
        "sum" => x.sum(),
        other => return Err(wrong!("the function `{other}` is not known")),
    })
}
