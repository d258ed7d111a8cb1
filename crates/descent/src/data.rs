//! The committed data sets and their loaders. Sources and licences: `assets/data/README.md`.

mod speeches;

use ndarray::{Array2, Axis};

pub use speeches::{Speeches, read_speeches, speeches};

/// Inputs, one example a row, and the class of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// One example a row.
    pub inputs: Array2<f64>,
    /// The class of each example, counted from 0.
    pub classes: Vec<usize>,
}

/// Inputs, one example a row, and the number that is to be predicted for each.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// One example a row.
    pub inputs: Array2<f64>,
    /// The number of each example.
    pub targets: Vec<f64>,
}

/// What is wrong with a data file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// A line does not have the documented form.
    #[error("{file}, line {line}: {what}")]
    Line {
        /// The data set.
        file: &'static str,
        /// The line, counted from 1.
        line: usize,
        /// What was expected and what stands there.
        what: String,
    },
    /// The file holds fewer or more examples than it should.
    #[error("{file}: {found} examples instead of {wanted}")]
    Count {
        /// The data set.
        file: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
}

impl Classified {
    /// The number of examples.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there are no examples.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// The same examples with each input shifted and scaled to mean 0 and variance 1. A constant
    /// input becomes 0.
    #[must_use]
    pub fn standardized(mut self) -> Self {
        for mut column in self.inputs.axis_iter_mut(Axis(1)) {
            let mean = column.mean().unwrap_or(0.0);
            let deviation = column.std(0.0);
            let scale = if deviation > 0.0 {
                1.0 / deviation
            } else {
                0.0
            };
            column.mapv_inplace(|x| (x - mean) * scale);
        }
        self
    }

    fn new(
        file: &'static str,
        wanted: usize,
        width: usize,
        rows: &[(Vec<f64>, usize)],
    ) -> Result<Self, DataError> {
        if rows.len() != wanted {
            return Err(DataError::Count {
                file,
                found: rows.len(),
                wanted,
            });
        }
        let inputs = Array2::from_shape_fn((wanted, width), |(i, j)| rows[i].0[j]);
        Ok(Self {
            inputs,
            classes: rows.iter().map(|row| row.1).collect(),
        })
    }
}

/// The handwritten digits: 1797 images of 64 pixels in [0, 1], classes 0–9.
///
/// # Panics
/// If the copy compiled into this crate is damaged, which its tests exclude.
pub fn digits() -> Classified {
    read_digits(include_str!("../../../assets/data/digits.txt")).expect("the committed digits")
}

/// The wines: 178 chemical analyses of 13 numbers in their own units, classes 0–2.
///
/// # Panics
/// If the copy compiled into this crate is damaged, which its tests exclude.
pub fn wine() -> Classified {
    read_wine(include_str!("../../../assets/data/wine.csv")).expect("the committed wines")
}

/// The red wines: 1599 chemical analyses of 11 numbers in their own units, and the quality that
/// tasters gave each, 3–8. 240 lines repeat an earlier one.
///
/// # Panics
/// If the copy compiled into this crate is damaged, which its tests exclude.
pub fn red_wine() -> Measured {
    read_red_wine(include_str!("../../../assets/data/red-wine.csv")).expect("the committed wines")
}

/// Reads text in the format of `assets/data/digits.txt`; pixels 0–16 become 0–1.
///
/// # Errors
/// If a line has not 64 pixels and a class 0–9, or there are not 1797 lines.
pub fn read_digits(text: &str) -> Result<Classified, DataError> {
    const FILE: &str = "digits.txt";
    let parse = |(number, line): (usize, &str)| {
        let wrong = |what: String| DataError::Line {
            file: FILE,
            line: number + 1,
            what,
        };
        let (pixels, class) = line
            .split_once(' ')
            .ok_or_else(|| wrong("expected 64 pixels, a space and a class".to_owned()))?;
        let values = pixels
            .chars()
            .map(|c| match c.to_digit(17) {
                Some(value) if !c.is_ascii_uppercase() => Ok(f64::from(value) / 16.0),
                _ => Err(wrong(format!("`{c}` is not a pixel (0–9, a–g)"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if values.len() != 64 {
            return Err(wrong(format!("{} pixels instead of 64", values.len())));
        }
        match class.parse() {
            Ok(class @ 0..=9) => Ok((values, class)),
            _ => Err(wrong(format!("`{class}` is not a class (0–9)"))),
        }
    };
    let rows = text
        .lines()
        .enumerate()
        .map(parse)
        .collect::<Result<Vec<_>, _>>()?;
    Classified::new(FILE, 1797, 64, &rows)
}

/// Reads text in the format of `assets/data/wine.csv`.
///
/// # Errors
/// If a line has not 13 finite numbers and a class 0–2, or there are not 178 of them.
pub fn read_wine(text: &str) -> Result<Classified, DataError> {
    const FILE: &str = "wine.csv";
    let parse = |(number, line): (usize, &str)| {
        let wrong = |what: String| DataError::Line {
            file: FILE,
            line: number + 1,
            what,
        };
        let fields: Vec<&str> = line.split(',').collect();
        let [measurements @ .., class] = fields.as_slice() else {
            return Err(wrong("the line is empty".to_owned()));
        };
        if measurements.len() != 13 {
            return Err(wrong(format!(
                "{} measurements instead of 13",
                measurements.len()
            )));
        }
        let values = measurements
            .iter()
            .map(|field| match field.parse::<f64>() {
                Ok(x) if x.is_finite() => Ok(x),
                _ => Err(wrong(format!("`{field}` is not a finite number"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        match class.parse() {
            Ok(class @ 0..=2) => Ok((values, class)),
            _ => Err(wrong(format!("`{class}` is not a class (0–2)"))),
        }
    };
    let rows = text
        .lines()
        .enumerate()
        .skip(1)
        .map(parse)
        .collect::<Result<Vec<_>, _>>()?;
    Classified::new(FILE, 178, 13, &rows)
}

/// Reads text in the format of `assets/data/red-wine.csv`.
///
/// # Errors
/// If a line has not 11 finite numbers and a quality 0–10, or there are not 1599 of them.
pub fn read_red_wine(text: &str) -> Result<Measured, DataError> {
    const FILE: &str = "red-wine.csv";
    let parse = |(number, line): (usize, &str)| {
        let wrong = |what: String| DataError::Line {
            file: FILE,
            line: number + 1,
            what,
        };
        let values = line
            .split(',')
            .map(|field| match field.parse::<f64>() {
                Ok(x) if x.is_finite() => Ok(x),
                _ => Err(wrong(format!("`{field}` is not a finite number"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        match values.as_slice() {
            [measurements @ .., quality] if measurements.len() == 11 => {
                if (0.0..=10.0).contains(quality) && quality.fract() == 0.0 {
                    Ok((measurements.to_vec(), *quality))
                } else {
                    Err(wrong(format!("`{quality}` is not a quality (0–10)")))
                }
            }
            _ => Err(wrong(format!("{} numbers instead of 12", values.len()))),
        }
    };
    let rows = text
        .lines()
        .enumerate()
        .skip(1)
        .map(parse)
        .collect::<Result<Vec<_>, _>>()?;
    if rows.len() != 1599 {
        return Err(DataError::Count {
            file: FILE,
            found: rows.len(),
            wanted: 1599,
        });
    }
    Ok(Measured {
        inputs: Array2::from_shape_fn((rows.len(), 11), |(i, j)| rows[i].0[j]),
        targets: rows.iter().map(|row| row.1).collect(),
    })
}
