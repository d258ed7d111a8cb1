//! The few colours of the book's figures, each with its variable in the page's theme.

use plotters::style::RGBColor;

/// A colour that the page's theme may replace.
///
/// Figures are drawn in the light theme's values; `theme.rs` rewrites each to a CSS variable with
/// that value as its fallback, so a figure opened alone looks as in the light theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Axes and text.
    Ink,
    /// Grid lines and other faint things.
    Grid,
    /// The first series.
    Blue,
    /// The second series.
    Orange,
    /// The third series.
    Green,
    /// The fourth series; also what diverges.
    Red,
    /// The fifth series.
    Purple,
    /// The sixth series; also what is only a reference.
    Grey,
}

impl Colour {
    pub(crate) const ALL: [Self; 8] = [
        Self::Ink,
        Self::Grid,
        Self::Blue,
        Self::Orange,
        Self::Green,
        Self::Red,
        Self::Purple,
        Self::Grey,
    ];

    /// The light theme's value.
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Ink => (0x1f, 0x23, 0x28),
            Self::Grid => (0xd0, 0xd7, 0xde),
            Self::Blue => (0x0b, 0x62, 0xc4),
            Self::Orange => (0xb3, 0x54, 0x00),
            Self::Green => (0x1a, 0x7f, 0x37),
            Self::Red => (0xc4, 0x2b, 0x30),
            Self::Purple => (0x82, 0x50, 0xdf),
            Self::Grey => (0x6e, 0x77, 0x81),
        }
    }

    /// The CSS variable that replaces it.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Self::Ink => "--fig-ink",
            Self::Grid => "--fig-grid",
            Self::Blue => "--fig-1",
            Self::Orange => "--fig-2",
            Self::Green => "--fig-3",
            Self::Red => "--fig-4",
            Self::Purple => "--fig-5",
            Self::Grey => "--fig-6",
        }
    }

    pub(crate) fn plotters(self) -> RGBColor {
        let (r, g, b) = self.rgb();
        RGBColor(r, g, b)
    }
}
