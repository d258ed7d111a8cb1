//! The book's figures: SVG that follows the page's theme, the same bytes on every machine.
//!
//! A [`Figure`] holds one or more [`Panel`]s side by side; a panel holds lines, dots, bands,
//! contours, labels and moving dots. Labels are symbols, so that one file serves both languages.
//!
//! ```
//! use plotting::{Axis, Colour, Figure, Panel};
//!
//! let curve: Vec<_> = (0..=50).map(|i| f64::from(i) / 50.0).map(|x| (x, x * x)).collect();
//! let svg = Figure::new("example", "parabola")
//!     .panel(
//!         Panel::new(Axis::linear("x", 0.0, 1.0), Axis::linear("f(x)", 0.0, 1.0))
//!             .line(Colour::Blue, &curve)
//!             .label(Colour::Blue, (0.5, 0.4), "x²"),
//!     )
//!     .svg()?;
//! assert!(svg.starts_with("<svg") && svg.contains("var(--fig-1, #"));
//! # Ok::<(), plotting::FigureError>(())
//! ```

mod axis;
mod clip;
mod colour;
mod figure;
mod motion;
mod panel;
mod theme;

pub use axis::Axis;
pub use colour::Colour;
pub use figure::{Figure, FigureError};
pub use panel::{Corner, Panel};
