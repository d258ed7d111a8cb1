//! One coordinate system with what is drawn in it.

use crate::{Axis, Colour};

/// A coordinate system and its contents, drawn in the order in which they were added.
///
/// Points are in data coordinates; on a logarithmic axis they must be positive.
#[derive(Debug, Clone)]
pub struct Panel {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) layers: Vec<Layer>,
    pub(crate) legend: Vec<(Colour, Stroke, String)>,
    pub(crate) legend_corner: Corner,
}

/// A corner of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Upper left.
    TopLeft,
    /// Upper right.
    TopRight,
    /// Lower left.
    BottomLeft,
    /// Lower right.
    BottomRight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    Solid,
    Thin,
    Dashed,
    Dots,
}

#[derive(Debug, Clone)]
pub(crate) enum Layer {
    Line {
        colour: Colour,
        stroke: Stroke,
        points: Vec<(f64, f64)>,
    },
    Dots {
        colour: Colour,
        radius: f64,
        points: Vec<(f64, f64)>,
    },
    Polygon {
        colour: Colour,
        opacity: f64,
        points: Vec<(f64, f64)>,
    },
    Label {
        colour: Colour,
        at: (f64, f64),
        text: String,
    },
    Moving {
        colour: Colour,
        points: Vec<(f64, f64)>,
    },
    Cell {
        colour: Colour,
        opacity: f64,
        low: (f64, f64),
        high: (f64, f64),
    },
}

impl Panel {
    /// An empty panel with these axes.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            layers: Vec::new(),
            legend: Vec::new(),
            legend_corner: Corner::TopRight,
        }
    }

    /// A solid line through `points`.
    #[must_use]
    pub fn line(self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.stroke(colour, Stroke::Solid, points)
    }

    /// A thin line through `points`.
    #[must_use]
    pub fn thin(self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.stroke(colour, Stroke::Thin, points)
    }

    /// A dashed line through `points`: a prediction or a bound.
    #[must_use]
    pub fn dashed(self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.stroke(colour, Stroke::Dashed, points)
    }

    /// Dots of radius 3 at `points`: measurements.
    #[must_use]
    pub fn dots(mut self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.layers.push(Layer::Dots {
            colour,
            radius: 3.0,
            points: points.to_vec(),
        });
        self
    }

    /// A line through `points` with a small dot at each: iterates.
    #[must_use]
    pub fn path(mut self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self = self.stroke(colour, Stroke::Thin, points);
        self.layers.push(Layer::Dots {
            colour,
            radius: 2.2,
            points: points.to_vec(),
        });
        self
    }

    /// A dot that passes through `points`, all inside the axes, in equal intervals of time, and
    /// begins again after [`Figure::seconds`](crate::Figure::seconds).
    ///
    /// Where motion is not wanted (on paper, or by the reader's settings) it rests at the last
    /// point, so a figure must say the same without it: draw the path as a line too.
    #[must_use]
    pub fn moving(mut self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.layers.push(Layer::Moving {
            colour,
            points: points.to_vec(),
        });
        self
    }

    /// A tinted polygon with the corners `points`, all inside the axes.
    #[must_use]
    pub fn area(mut self, colour: Colour, points: &[(f64, f64)]) -> Self {
        self.layers.push(Layer::Polygon {
            colour,
            opacity: 0.15,
            points: points.to_vec(),
        });
        self
    }

    /// A histogram: bars of height `counts[i]` on equal parts of [low, high].
    #[must_use]
    pub fn bars(mut self, colour: Colour, low: f64, high: f64, heights: &[f64]) -> Self {
        let width = (high - low) / heights.len() as f64;
        for (i, &height) in heights.iter().enumerate() {
            let left = low + i as f64 * width;
            let (low, high) = ((left, 0.0), (left + width, height));
            self.layers.push(Layer::Cell {
                colour,
                opacity: 0.35,
                low,
                high,
            });
        }
        self
    }

    /// Level lines of `f` at the heights `levels`, found on a grid of 120 × 120 points.
    ///
    /// Both axes must be linear.
    #[must_use]
    pub fn contours(mut self, colour: Colour, levels: &[f64], f: impl Fn(f64, f64) -> f64) -> Self {
        const N: usize = 120;
        let (width, height) = (self.x.high - self.x.low, self.y.high - self.y.low);
        let step = |size: f64| size / (N - 1) as f64;
        let grid: Vec<f64> = (0..N * N)
            .map(|k| {
                let (i, j) = ((k % N) as f64, (k / N) as f64);
                f(self.x.low + i * step(width), self.y.low + j * step(height))
            })
            .collect();
        let lines = contour::ContourBuilder::new(N, N, true)
            .x_origin(self.x.low)
            .y_origin(self.y.low)
            .x_step(step(width))
            .y_step(step(height))
            .lines(&grid, levels)
            .unwrap_or_default();
        for line in lines {
            for ring in &line.geometry().0 {
                let points: Vec<_> = ring.coords().map(|c| (c.x, c.y)).collect();
                self = self.stroke(colour, Stroke::Thin, &points);
            }
        }
        self
    }

    /// A map of colours: cell (i, j) of an nx × ny grid over the axes has opacity `shade(i, j)`.
    #[must_use]
    pub fn shading(
        mut self,
        colour: Colour,
        (nx, ny): (usize, usize),
        shade: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let (width, height) = (
            (self.x.high - self.x.low) / nx as f64,
            (self.y.high - self.y.low) / ny as f64,
        );
        for i in 0..nx {
            for j in 0..ny {
                let low = (
                    self.x.low + i as f64 * width,
                    self.y.low + j as f64 * height,
                );
                let opacity = shade(low.0 + width / 2.0, low.1 + height / 2.0).clamp(0.0, 1.0);
                if opacity > 0.01 {
                    let high = (low.0 + width, low.1 + height);
                    self.layers.push(Layer::Cell {
                        colour,
                        opacity,
                        low,
                        high,
                    });
                }
            }
        }
        self
    }

    /// Words centred at a point. Symbols only: the file serves both languages.
    #[must_use]
    pub fn label(mut self, colour: Colour, at: (f64, f64), text: &str) -> Self {
        self.layers.push(Layer::Label {
            colour,
            at,
            text: text.to_owned(),
        });
        self
    }

    /// An entry of the legend, for a solid line.
    #[must_use]
    pub fn legend(mut self, colour: Colour, text: &str) -> Self {
        self.legend.push((colour, Stroke::Solid, text.to_owned()));
        self
    }

    /// An entry of the legend, for a dashed line.
    #[must_use]
    pub fn legend_dashed(mut self, colour: Colour, text: &str) -> Self {
        self.legend.push((colour, Stroke::Dashed, text.to_owned()));
        self
    }

    /// An entry of the legend, for dots.
    #[must_use]
    pub fn legend_dots(mut self, colour: Colour, text: &str) -> Self {
        self.legend.push((colour, Stroke::Dots, text.to_owned()));
        self
    }

    /// Puts the legend into `corner`; it stands at the upper right otherwise.
    #[must_use]
    pub fn legend_at(mut self, corner: Corner) -> Self {
        self.legend_corner = corner;
        self
    }

    fn stroke(mut self, colour: Colour, stroke: Stroke, points: &[(f64, f64)]) -> Self {
        self.layers.push(Layer::Line {
            colour,
            stroke,
            points: points.to_vec(),
        });
        self
    }
}
