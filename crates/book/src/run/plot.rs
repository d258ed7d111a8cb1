//! A trajectory as a picture: the path over level lines in a plane, the values otherwise.

use descent::{Trace, flatten, vector};
use plotting::{Axis, Colour, Figure, FigureError, Panel};
use regex::Regex;

use super::Request;

/// The picture as an SVG that stands alone.
///
/// # Errors
/// If plotters fails.
pub fn svg(request: &Request, trace: &Trace) -> Result<String, FigureError> {
    let in_plane = request.start.len() == 1 && request.start[0].shape() == [2];
    let figure = Figure::new("run", request.problem.name());
    let figure = if in_plane {
        figure.height(480).panel(path(request, trace))
    } else {
        figure.panel(values(trace))
    };
    Ok(standing_alone(&figure.svg()?))
}

/// Colours as they are in the light theme, on white: outside a page no theme says otherwise.
fn standing_alone(svg: &str) -> String {
    let variable = Regex::new(r"var\(--[a-z0-9-]+, *(#[0-9a-fA-F]+)\)").expect("a fixed pattern");
    variable
        .replace_all(svg, "$1")
        .replacen("style=\"", "style=\"background:#fff;", 1)
}

/// An interval that holds `xs` with a margin, and is not empty.
fn interval(xs: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let low = xs.clone().fold(f64::INFINITY, f64::min);
    let high = xs.fold(f64::NEG_INFINITY, f64::max);
    let margin = (0.15 * (high - low))
        .max(0.05 * low.abs().max(high.abs()))
        .max(0.1);
    (low - margin, high + margin)
}

/// The path over level lines at logarithmic distances from the lowest value in view.
fn path(request: &Request, trace: &Trace) -> Panel {
    // What runs away further than this is out of the picture.
    let scale = flatten(&request.start)
        .iter()
        .fold(1.0_f64, |a, x| a.max(x.abs()));
    let path: Vec<(f64, f64)> = trace
        .plane()
        .into_iter()
        .filter(|(x, y)| x.abs() <= 20.0 * scale && y.abs() <= 20.0 * scale)
        .collect();
    let minimizers: Vec<(f64, f64)> = request
        .problem
        .minimizers()
        .iter()
        .map(|point| flatten(point))
        .map(|flat| (flat[0], flat[1]))
        .collect();
    let (left, right) = interval(path.iter().map(|point| point.0));
    let (bottom, top) = interval(path.iter().map(|point| point.1));
    let f = |x: f64, y: f64| request.problem.value(&vector(&[x, y]));
    let inside: Vec<(f64, f64)> = minimizers
        .into_iter()
        .filter(|(x, y)| (left..=right).contains(x) && (bottom..=top).contains(y))
        .collect();
    Panel::new(
        Axis::linear("θ₁", left, right),
        Axis::linear("θ₂", bottom, top),
    )
    .contours(Colour::Grey, &levels(f, (left, right), (bottom, top)), f)
    .dots(Colour::Red, &inside)
    .path(Colour::Blue, &path)
}

/// Twelve heights above the lowest, each 10^{1/3} of the next, up to the highest in view.
fn levels(f: impl Fn(f64, f64) -> f64, x: (f64, f64), y: (f64, f64)) -> Vec<f64> {
    const N: u32 = 60;
    let at = |(low, high): (f64, f64), i: u32| low + (high - low) * f64::from(i) / f64::from(N);
    let heights = (0..=N).flat_map(|i| (0..=N).map(move |j| (i, j)));
    let heights: Vec<f64> = heights
        .map(|(i, j)| f(at(x, i), at(y, j)))
        .filter(|height| height.is_finite())
        .collect();
    let low = heights.iter().copied().fold(f64::INFINITY, f64::min);
    let high = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if high <= low {
        return Vec::new();
    }
    (1..=12)
        .rev()
        .map(|k| low + (high - low) * 10f64.powf(-f64::from(k) / 3.0))
        .collect()
}

/// The values over the steps, on a logarithmic axis if all are positive.
fn values(trace: &Trace) -> Panel {
    let points: Vec<(f64, f64)> = trace
        .values()
        .iter()
        .enumerate()
        .map(|(step, &value)| (step as f64, value))
        .collect();
    let steps = (points.len() as f64 - 1.0).max(1.0);
    let x = Axis::linear("t", 0.0, steps);
    let low = trace.values().iter().copied().fold(f64::INFINITY, f64::min);
    let high = trace
        .values()
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let y = if low > f64::MIN_POSITIVE {
        // Whole powers of ten, so that there are two ticks at least.
        let ends = (
            low.log10().floor(),
            (1.001 * high).log10().ceil().min(308.0),
        );
        Axis::log("f(θ)", 10f64.powf(ends.0), 10f64.powf(ends.1))
    } else {
        let (low, high) = interval([low, high].into_iter());
        Axis::linear("f(θ)", low, high)
    };
    Panel::new(x, y).line(Colour::Blue, &points)
}
