//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::Quadratic;
use descent::{Objective, Tensor, descend, vector};
use ndarray::Array2;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::line::{descent, newton};
use crate::spectra::{eigenvalues, scaled};
use crate::{Sgd, wine};

const CHAPTER: &str = "gradient-descent";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (x, f(x)) at `count` + 1 places from `low` to `high`.
fn curve(low: f64, high: f64, count: u32, f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..=count)
        .map(|i| low + (high - low) * f64::from(i) / f64::from(count))
        .map(|x| (x, f(x)))
        .collect()
}

/// Figure `three-rates`: 20 steps down ½(0.1x² + 2y²) from (−4.5, 0.8) at three rates; each path as
/// the points (x, y).
///
/// ```
/// let ([slow, best, wild], figure) = gradient_descent::figures::three_rates()?;
/// let share = |path: &[(f64, f64)]| (path[20].0 / path[0].0, path[20].1.abs() / path[0].1);
/// // Too small: across the valley it has arrived, along it 4/5 of the way remain.
/// let (x, y) = share(&slow);
/// assert!(x > 0.8 && x < 0.83 && y < 0.02, "{x} {y}");
/// // Best: the same share of both remains, less than 1/7.
/// let (x, y) = share(&best);
/// assert!((x - y).abs() < 1e-12 && x < 1.0 / 7.0, "{x} {y}");
/// // Too large: it comes in along the valley while the swing across it has grown by 2.6.
/// let (x, y) = share(&wild);
/// assert!(x < 0.12 && y > 2.6, "{x} {y}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn three_rates() -> Drawn<[Vec<(f64, f64)>; 3]> {
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let run = |eta: f64| -> Result<Vec<(f64, f64)>, Box<dyn std::error::Error>> {
        let trace = descend(&valley, &mut Sgd::new(eta)?, &vector(&[-4.5, 0.8]), 20)?;
        Ok(trace.plane())
    };
    let panel = |colour, path: &[(f64, f64)], text: &str| {
        Panel::new(Axis::linear("x", -5.0, 1.5), Axis::linear("y", -2.6, 2.6))
            .contours(Colour::Grey, &[0.1, 0.8, 2.2], |x, y| valley.at(&[x, y]))
            .path(colour, path)
            .moving(colour, path)
            .label(colour, (-1.7, 2.3), text)
    };
    let paths = [run(0.1)?, run(2.0 / 2.1)?, run(1.025)?];
    let figure = Figure::new(CHAPTER, "three-rates")
        .height(290)
        .seconds(10.0)
        .panel(panel(Colour::Orange, &paths[0], "η = 0.1"))
        .panel(panel(Colour::Blue, &paths[1], "η = 2/(μ+L)"))
        .panel(panel(Colour::Red, &paths[2], "η = 2.05/L"));
    Ok((paths, figure))
}

/// Figure `norms`: the steepest step Δ of length 1 for g = (1, 0.4) in ℓ₂, ℓ_∞ and ℓ₁.
///
/// ```
/// let (steps, figure) = gradient_descent::figures::norms();
/// let g = [1.0, 0.4];
/// let gain = |step: (f64, f64)| g[0] * step.0 + g[1] * step.1;
/// // ℓ₂: against g; ℓ_∞: both coordinates alike; ℓ₁: the steeper coordinate alone.
/// let [two, sup, one] = steps;
/// assert!((two.1 / two.0 - 0.4).abs() < 1e-12, "{two:?}");
/// assert_eq!((sup, one), ((-1.0, -1.0), (-1.0, 0.0)));
/// // Each is the lowest point of its ball, whose corners and sides are tried.
/// for i in 0..3600 {
///     let (s, c) = (f64::from(i) * std::f64::consts::TAU / 3600.0).sin_cos();
///     let lengths = [1.0, s.abs().max(c.abs()), s.abs() + c.abs()];
///     for (step, length) in steps.into_iter().zip(lengths) {
///         assert!(gain((c / length, s / length)) >= gain(step) - 1e-12, "{step:?} at {i}");
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn norms() -> ([(f64, f64); 3], Figure) {
    let (a, b): (f64, f64) = (1.0, 0.4);
    let length = a.hypot(b);
    let circle: Vec<_> = (0..=90)
        .map(|i| (f64::from(i) * std::f64::consts::TAU / 90.0).sin_cos())
        .map(|(s, c)| (c, s))
        .collect();
    let square = vec![
        (1.0, 1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
        (1.0, -1.0),
        (1.0, 1.0),
    ];
    let diamond = vec![(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)];
    let steps = [(-a / length, -b / length), (-1.0, -1.0), (-1.0, 0.0)];
    let mut figure = Figure::new(CHAPTER, "norms").height(250);
    let shown = [
        ("ℓ₂", circle, Colour::Blue),
        ("ℓ∞", square, Colour::Orange),
        ("ℓ₁", diamond, Colour::Green),
    ];
    for ((name, ball, colour), step) in shown.into_iter().zip(steps) {
        // The level line of gᵀΔ through the step.
        let level = a * step.0 + b * step.1;
        let line = [(level - b * -1.5) / a, (level - b * 1.5) / a];
        let panel = Panel::new(
            Axis::linear("Δ₁", -1.6, 1.6).ticks(&[(-1.0, "−1"), (0.0, "0"), (1.0, "1")]),
            Axis::linear("Δ₂", -1.6, 1.6).ticks(&[(-1.0, "−1"), (0.0, "0"), (1.0, "1")]),
        )
        .area(colour, &ball)
        .thin(colour, &ball)
        .dashed(Colour::Grey, &[(line[0], -1.5), (line[1], 1.5)])
        .thin(Colour::Grey, &[(0.0, 0.0), (a, b)])
        .label(Colour::Grey, (1.2, 0.48), "g")
        .line(colour, &[(0.0, 0.0), step])
        .dots(colour, &[step])
        .label(colour, (1.25, -1.4), name);
        figure = figure.panel(panel);
    }
    (steps, figure)
}

/// Where gradient descent on x cos πx ends, for many starts.
pub struct Basins {
    /// (x₀, x₅₀₀) at η = 0.02.
    pub small: Vec<(f64, f64)>,
    /// (x₀, x₅₀₀) at η = 0.3.
    pub large: Vec<(f64, f64)>,
}

/// Figure `basins`: x cos πx with two paths, and the end against the start at two rates.
///
/// ```
/// let (ends, figure) = gradient_descent::figures::basins();
/// // At the small rate the end is a staircase: two ends, one jump, at the top between them.
/// let jumps = |points: &[(f64, f64)]| points.windows(2).filter(|p| (p[0].1 - p[1].1).abs() > 0.5).count();
/// assert_eq!(jumps(&ends.small), 1);
/// for &(start, end) in &ends.small {
///     let wanted = if start < 0.2739 { -0.2739 } else { 1.0903 };
///     assert!((end - wanted).abs() < 1e-3, "from {start}: {end}");
/// }
/// let worse = ends.small.iter().filter(|end| end.1 < 0.0).count() as f64 / ends.small.len() as f64;
/// assert!((worse - 0.4).abs() < 0.03, "{worse} in the worse one");
/// // At the large rate all end in the shallow well: 0.3 is above 2/f″ at the bottom of the deep one.
/// let bend = |x: f64| {
///     let (s, c) = (std::f64::consts::PI * x).sin_cos();
///     -std::f64::consts::PI * (2.0 * s + std::f64::consts::PI * x * c)
/// };
/// assert!(2.0 / bend(-0.2739) > 0.3 && 2.0 / bend(1.0903) < 0.19);
/// for &(start, end) in &ends.large {
///     assert!((end + 0.2739).abs() < 1e-3, "from {start}: {end}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn basins() -> (Basins, Figure) {
    use std::f64::consts::PI;
    let f = |x: f64| x * (PI * x).cos();
    let slope = |x: f64| (PI * x).cos() - PI * x * (PI * x).sin();
    let path = |start: f64, steps: usize| -> Vec<(f64, f64)> {
        descent(&slope, 0.02, start, steps)
            .into_iter()
            .map(|x| (x, f(x)))
            .collect()
    };
    let ends = |eta: f64| {
        curve(-0.9, 1.9, 112, |start| {
            descent(&slope, eta, start, 500)[500]
        })
    };
    let data = Basins {
        small: ends(0.02),
        large: ends(0.3),
    };
    let left = Panel::new(
        Axis::linear("x", -1.0, 2.0),
        Axis::linear("f(x)", -1.3, 2.1),
    )
    .line(Colour::Grey, &curve(-1.0, 2.0, 90, f))
    .path(Colour::Orange, &path(-0.9, 16))
    .path(Colour::Blue, &path(0.4, 16))
    .label(Colour::Grey, (0.55, 1.75), "x cos πx");
    let right = Panel::new(
        Axis::linear("x₀", -1.0, 2.0),
        Axis::linear("x₅₀₀", -1.0, 2.4),
    )
    .dots(Colour::Blue, &data.small)
    .line(Colour::Red, &data.large)
    .legend_dots(Colour::Blue, "η = 0.02")
    .legend(Colour::Red, "η = 0.3")
    .legend_at(Corner::TopLeft);
    let figure = Figure::new(CHAPTER, "basins").panel(left).panel(right);
    (data, figure)
}

/// f − f* over the steps of gradient descent on the wine regression, in three units.
pub struct WineRuns {
    /// f(θ₀) − f*, the same in all units.
    pub initial: f64,
    /// (t, f(θ_t) − f*) in raw units.
    pub raw: Vec<(f64, f64)>,
    /// The same in raw units, preconditioned by the diagonal of the Hessian.
    pub diagonal: Vec<(f64, f64)>,
    /// The same on standardized measurements.
    pub standardized: Vec<(f64, f64)>,
}

/// Figure `wine`: 10 000 steps, each run at its own best constant rate.
///
/// ```
/// let (runs, figure) = gradient_descent::figures::wine_runs();
/// let left = |run: &[(f64, f64)], t: f64| {
///     run.iter().find(|point| point.0 >= t).unwrap().1 / runs.initial
/// };
/// // After 10⁴ steps raw units have a fifth of the excess left, the diagonal a hundredth; standard
/// // units have less than a millionth after 200.
/// let [raw, diagonal] = [&runs.raw, &runs.diagonal].map(|run| left(run, 1e4));
/// assert!(raw > 0.18 && raw < 0.22, "raw: {raw}");
/// assert!(diagonal > 0.008 && diagonal < 0.012, "diagonal: {diagonal}");
/// let standard = runs.standardized.iter().take_while(|point| point.0 <= 200.0).last().unwrap();
/// assert!(standard.1 / runs.initial < 1e-6, "standard: {standard:?}");
/// // The legend's condition numbers.
/// use descent::Objective;
/// use gradient_descent::{spectra::{condition, scaled}, wine};
/// let [h, standard] = [wine::raw(), wine::standardized()].map(|f| f.hessian(&f.start()).unwrap());
/// let diagonal: Vec<f64> = (0..14).map(|i| h[(i, i)]).collect();
/// let found = [condition(&h), condition(&scaled(&h, &diagonal)), condition(&standard)];
/// for (found, shown) in found.into_iter().zip([4.6e8, 1.6e4, 46.0]) {
///     assert!((found / shown - 1.0).abs() < 0.02, "κ = {found}, shown {shown}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// Never: a least-squares problem has a Hessian.
pub fn wine_runs() -> (WineRuns, Figure) {
    const STEPS: u32 = 10_000;
    let (raw, standard) = (wine::raw(), wine::standardized());
    let hessian = |f: &dyn Objective| f.hessian(&f.start()).expect("a least-squares problem");
    let best = |h: &Array2<f64>| {
        let spectrum = eigenvalues(h);
        2.0 / (spectrum[0] + spectrum[spectrum.len() - 1])
    };
    // Values at times evenly spaced on a logarithmic axis, 25 to a decade.
    let place = |t: u32| (f64::from(t).log10() * 25.0 + 1e-9).floor();
    let run = |f: &dyn Objective, eta: f64, scales: &[f64]| -> Vec<(f64, f64)> {
        let (mut theta, mut grads): (Vec<Tensor>, Vec<Tensor>) = (f.start(), f.start());
        let mut values = Vec::new();
        for t in 1..=STEPS {
            f.gradient_into(&theta, &mut grads);
            for ((x, g), d) in theta[0].iter_mut().zip(&grads[0]).zip(scales) {
                *x -= eta * g / d;
            }
            if t == 1 || place(t) > place(t - 1) {
                values.push((f64::from(t), f.value(&theta)));
            }
        }
        values
    };
    let (h, ones) = (hessian(&raw), vec![1.0; 14]);
    let diagonal: Vec<f64> = (0..14).map(|i| h[(i, i)]).collect();
    let of_raw = run(&raw, best(&h), &ones);
    let of_diagonal = run(&raw, best(&scaled(&h, &diagonal)), &diagonal);
    let of_standard = run(&standard, best(&hessian(&standard)), &ones);
    // The minimum does not depend on the units; the well-conditioned run ends on it.
    let least = of_standard[of_standard.len() - 1].1;
    let excess = |values: Vec<(f64, f64)>| -> Vec<(f64, f64)> {
        let excess = values.into_iter().map(|(t, value)| (t, value - least));
        excess.take_while(|point| point.1 > 1e-10).collect()
    };
    let data = WineRuns {
        initial: raw.value(&raw.start()) - least,
        raw: excess(of_raw),
        diagonal: excess(of_diagonal),
        standardized: excess(of_standard),
    };
    let panel = Panel::new(Axis::log("t", 1.0, 1e4), Axis::log("f − f*", 1e-10, 1.0))
        .line(Colour::Red, &data.raw)
        .line(Colour::Orange, &data.diagonal)
        .line(Colour::Blue, &data.standardized)
        .legend(Colour::Red, "κ = 4.6·10⁸")
        .legend(Colour::Orange, "κ = 1.6·10⁴")
        .legend(Colour::Blue, "κ = 46")
        .legend_at(Corner::BottomLeft);
    (data, Figure::new(CHAPTER, "wine").height(300).panel(panel))
}

/// Where Newton's method and gradient descent end on x⁴/4 − x²/2, for many starts.
pub struct Ends {
    /// (x₀, x₁₀₀) of Newton's method.
    pub newton: Vec<(f64, f64)>,
    /// (x₀, x₁₀₀) of gradient descent at η = 0.2.
    pub descent: Vec<(f64, f64)>,
}

/// Figure `newton`: the end against the start, on a function with minima at ±1 and a maximum at 0.
///
/// ```
/// let (ends, figure) = gradient_descent::figures::newton_ends();
/// // Newton's method ends on the maximum from every start with |x₀| < 1/√5, and between that and
/// // 1/√3 also in the minimum on the far side.
/// let (mut at_top, mut crossed) = (0, 0);
/// for &(start, end) in &ends.newton {
///     assert!([-1.0, 0.0, 1.0].iter().any(|x| (end - x).abs() < 1e-9), "from {start}: {end}");
///     assert!(end.abs() < 1e-9 || start.abs() > 1.0 / 5.0_f64.sqrt(), "from {start}: {end}");
///     at_top += usize::from(end.abs() < 1e-9);
///     if end * start < -1e-9 {
///         let edge = start.abs();
///         assert!(edge > 1.0 / 5.0_f64.sqrt() && edge < 1.0 / 3.0_f64.sqrt(), "from {start}");
///         crossed += 1;
///     }
/// }
/// assert!(at_top > 80 && crossed > 10, "{at_top} at the maximum, {crossed} across");
/// // Gradient descent ends in the minimum on its own side.
/// for &(start, end) in &ends.descent {
///     assert!((end - start.signum()).abs() < 1e-6, "from {start}: {end}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn newton_ends() -> (Ends, Figure) {
    let (slope, bend) = (|x: f64| x.powi(3) - x, |x: f64| 3.0 * x * x - 1.0);
    // 0 itself is not among the starts: gradient descent would stay on it.
    let data = Ends {
        newton: curve(-1.2, 1.2, 239, |x| newton(&slope, &bend, x, 100)[100]),
        descent: curve(-1.2, 1.2, 239, |x| descent(&slope, 0.2, x, 100)[100]),
    };
    let panel = |colour, points: &[(f64, f64)], text: &str, y: &str| {
        Panel::new(Axis::linear("x₀", -1.25, 1.25), Axis::linear(y, -1.5, 1.5))
            .dots(colour, points)
            .label(colour, (-0.75, 1.25), text)
    };
    let figure = Figure::new(CHAPTER, "newton")
        .height(280)
        .panel(panel(Colour::Blue, &data.descent, "x − ηf′", "x₁₀₀"))
        .panel(panel(Colour::Red, &data.newton, "x − f′/f″", "x₁₀₀"));
    (data, figure)
}
