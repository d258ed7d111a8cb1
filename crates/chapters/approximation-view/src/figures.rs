//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::walled_saddle;
use descent::random::{generator, uniform};
use descent::{Objective, descend, flatten, vector};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::families::Step;
use crate::second_order::{Run, cubic, newton_step, run, trust_region};
use crate::secular::ModelError;
use crate::simplex::{exponentiated_gradient, project, regret};
use crate::{Cosines, Parabola};

const CHAPTER: &str = "approximation-view";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (x, f(x)) at `count` + 1 places from `low` to `high`.
fn curve(low: f64, high: f64, count: u32, f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..=count)
        .map(|i| low + (high - low) * f64::from(i) / f64::from(count))
        .map(|x| (x, f(x)))
        .collect()
}

/// A curve with two parabolas that touch it, and a descent from parabola to parabola.
pub struct Majorizer {
    /// (x, f(x)).
    pub f: Vec<(f64, f64)>,
    /// The parabola with h = 1/L, at the same x.
    pub above: Vec<(f64, f64)>,
    /// The parabola with h = 4/L, at the same x.
    pub crossing: Vec<(f64, f64)>,
    /// f at the start, at the bottom of the first, at the bottom of the second.
    pub values: [f64; 3],
    /// x₀, x₁, … with h = 1/L and f there.
    pub descent: Vec<(f64, f64)>,
}

/// Figure `majorizer`: f(x) = cos x + x/4 with L = 1, and parabolas at x = 4.
///
/// ```
/// let (data, figure) = approximation_view::figures::majorizer()?;
/// for (f, above) in data.f.iter().zip(&data.above) {
///     assert!(above.1 >= f.1 - 1e-12, "h = 1/L at x = {}", f.0);
/// }
/// // The other one runs below f to the left of the point, through its own bottom.
/// let below = |x: f64| data.f.iter().zip(&data.crossing).any(|(f, g)| (f.0 - x).abs() < 0.03 && g.1 < f.1 - 0.1);
/// assert!(below(3.0) && below(1.0) && below(0.0));
/// let [start, small, large] = data.values;
/// assert!(small < start - 0.5 && large > start + 0.5, "{start}, {small}, {large}");
/// for pair in data.descent.windows(2) {
///     assert!(pair[1].1 < pair[0].1, "{pair:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the landscape is refused, which the fixed numbers exclude.
pub fn majorizer() -> Drawn<Majorizer> {
    let landscape = Cosines::new(1.0, 1.0, 0.25, &[5.6])?;
    let f = |x: f64| landscape.at(&[x]);
    let slope = |x: f64| landscape.gradient(&vector(&[x]))[0][0];
    let touching = |at: f64, h: f64| Parabola::touching(f, slope, at, h);
    let (small, large) = (touching(4.0, 1.0), touching(4.0, 4.0));
    let (low, high) = (-1.0, 7.0);
    let descent: Vec<f64> =
        std::iter::successors(Some(5.6), |&x| Some(touching(x, 1.0).minimizer()))
            .take(5)
            .collect();
    let data = Majorizer {
        f: curve(low, high, 160, f),
        above: curve(low, high, 160, |x| small.value(x)),
        crossing: curve(low, high, 160, |x| large.value(x)),
        values: [4.0, small.minimizer(), large.minimizer()].map(f),
        descent: descent.iter().map(|&x| (x, f(x))).collect(),
    };
    let ends = |g: &Parabola| {
        let x = g.minimizer();
        [(x, g.value(x)), (x, f(x))]
    };
    let left = Panel::new(
        Axis::linear("x", low, high),
        Axis::linear("f(x)", -2.0, 2.8),
    )
    .line(Colour::Ink, &data.f)
    .line(Colour::Blue, &data.above)
    .line(Colour::Red, &data.crossing)
    .dashed(Colour::Blue, &ends(&small))
    .dashed(Colour::Red, &ends(&large))
    .dots(Colour::Blue, &ends(&small))
    .dots(Colour::Red, &ends(&large))
    .dots(Colour::Ink, &[(4.0, f(4.0))])
    .label(Colour::Blue, (1.5, 2.5), "h = 1/L")
    .label(Colour::Red, (3.2, -1.6), "h = 4/L")
    .label(Colour::Ink, (4.1, 0.75), "xₙ");
    let mut right = Panel::new(Axis::linear("x", 1.6, 6.8), Axis::linear("f(x)", -0.6, 2.8))
        .line(Colour::Ink, &curve(1.6, 6.8, 120, f));
    for pair in descent.windows(2) {
        let g = touching(pair[0], 1.0);
        let reach = (pair[1] - pair[0]).abs().max(0.35);
        let bowl = curve(pair[1] - reach, pair[1] + reach, 40, |x| g.value(x));
        right = right
            .thin(Colour::Blue, &bowl)
            .dashed(Colour::Grey, &ends(&g));
    }
    right = right.dots(Colour::Blue, &data.descent);
    for (point, (text, dx, dy)) in data.descent.iter().zip([
        ("x₀", 0.3, -0.1),
        ("x₁", 0.3, -0.15),
        ("x₂", 0.35, -0.1),
        ("x₃", -0.1, -0.2),
    ]) {
        right = right.label(Colour::Ink, (point.0 + dx, point.1 + dy), text);
    }
    let figure = Figure::new(CHAPTER, "majorizer").panel(left).panel(right);
    Ok((data, figure))
}

/// The mean regret per step of two methods on the simplex.
pub struct Dimensions {
    /// (n, regret/T) of exponentiated gradient.
    pub exponentiated: Vec<(f64, f64)>,
    /// (n, regret/T) of the projected gradient.
    pub projected: Vec<(f64, f64)>,
    /// (n, √(2 ln n/T)).
    pub bound: Vec<(f64, f64)>,
}

/// Steps of each run of figure `simplex`.
pub const SIMPLEX_STEPS: u32 = 1000;

/// Figure `simplex`: n choices whose costs are random signs, the first a little cheaper; each method
/// with the η that is best for its own bound.
///
/// ```
/// let (data, figure) = approximation_view::figures::simplex();
/// for ((mirror, euclid), bound) in data.exponentiated.iter().zip(&data.projected).zip(&data.bound) {
///     assert!(mirror.1 <= bound.1, "{mirror:?} above {bound:?}");
///     assert!(mirror.0 < 8.0 || mirror.1 < euclid.1, "{mirror:?}, {euclid:?}");
/// }
/// let last = data.bound.len() - 1;
/// let factor = data.projected[last].1 / data.exponentiated[last].1;
/// assert!(data.bound[last].0 == 1024.0 && factor > 3.5, "a factor {factor}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simplex() -> (Dimensions, Figure) {
    let total = f64::from(SIMPLEX_STEPS);
    let mut rng = generator(3);
    let (mut exponentiated, mut projected, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for power in 1..=10 {
        let n = 1_usize << power;
        let size = n as f64;
        let gradients: Vec<Vec<f64>> = (0..SIMPLEX_STEPS)
            .map(|_| {
                let mut sign = |likely: f64| {
                    if uniform(&mut rng) < likely {
                        1.0
                    } else {
                        -1.0
                    }
                };
                (0..n)
                    .map(|i| sign(if i == 0 { 0.3 } else { 0.5 }))
                    .collect()
            })
            .collect();
        let eta = (2.0 * size.ln() / total).sqrt();
        let mirror = regret(&gradients, |x, g| exponentiated_gradient(x, g, eta));
        // The Euclidean bound ‖x₁ − x*‖²/2η + ηTG²/2 has ‖x₁ − x*‖ < 1 and G = √n.
        let eta = 1.0 / (size * total).sqrt();
        let euclid = regret(&gradients, |x, g| {
            let moved: Vec<f64> = x.iter().zip(g).map(|(x, g)| x - eta * g).collect();
            *x = project(&moved);
        });
        exponentiated.push((size, mirror / total));
        projected.push((size, euclid / total));
        bound.push((size, (2.0 * size.ln() / total).sqrt()));
    }
    let panel = Panel::new(
        Axis::log("n", 1.8, 1200.0).ticks(&[
            (2.0, "2"),
            (8.0, "8"),
            (32.0, "32"),
            (128.0, "128"),
            (512.0, "512"),
        ]),
        Axis::linear("R/T", 0.0, 0.5),
    )
    .dashed(Colour::Grey, &bound)
    .path(Colour::Red, &projected)
    .path(Colour::Blue, &exponentiated)
    .legend(Colour::Red, "½‖x − y‖²")
    .legend(Colour::Blue, "KL(x‖y)")
    .legend_dashed(Colour::Grey, "√(2 ln n / T)")
    .legend_at(Corner::TopLeft);
    let data = Dimensions {
        exponentiated,
        projected,
        bound,
    };
    let figure = Figure::new(CHAPTER, "simplex").height(300).panel(panel);
    (data, figure)
}

/// Four runs from a point whose gradient points at a saddle point.
pub struct Saddle {
    /// Gradient descent.
    pub gradient_descent: Run,
    /// Newton's method.
    pub newton: Run,
    /// The trust-region method.
    pub trust_region: Run,
    /// The cubic method.
    pub cubic: Run,
}

/// Figure `saddle`: x² − y² + y⁴/4 from (1.5, 0), where the gradient has no part along y.
///
/// ```
/// let (runs, figure) = approximation_view::figures::saddle()?;
/// let last = |run: &approximation_view::second_order::Run| *run.values.last().unwrap();
/// // Two end on the saddle point, of value 0, two in a minimum, of value −1.
/// assert!(last(&runs.gradient_descent).abs() < 1e-3 && last(&runs.newton) == 0.0);
/// assert!((last(&runs.trust_region) + 1.0).abs() < 1e-6, "{}", last(&runs.trust_region));
/// assert!((last(&runs.cubic) + 1.0).abs() < 1e-3, "{}", last(&runs.cubic));
/// for run in [&runs.gradient_descent, &runs.newton] {
///     assert!(run.points.iter().all(|p| p[1] == 0.0), "no step leaves the axis");
/// }
/// // The bounded models leave it after a few steps, and f never rises.
/// for (run, steps) in [(&runs.trust_region, 1), (&runs.cubic, 4)] {
///     assert!(run.points[steps][1].abs() > 0.1, "{:?}", run.points);
///     assert!(run.values.windows(2).all(|pair| pair[1] <= pair[0]), "{:?}", run.values);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn saddle() -> Drawn<Saddle> {
    const STEPS: usize = 14;
    let f = walled_saddle();
    let start = vector(&[1.5, 0.0]);
    let trace = descend(&f, &mut Sgd::new(0.15)?, &start, STEPS)?;
    let runs = Saddle {
        gradient_descent: Run {
            points: trace.points().iter().map(|p| flatten(p)).collect(),
            values: trace.values().to_vec(),
        },
        newton: run(&f, &start, STEPS, |g, h| {
            newton_step(g, h).ok_or(ModelError::NotFinite)
        })?,
        trust_region: trust_region(&f, &start, 1.0, STEPS)?,
        // On the strip |y| ≤ 2.4, which holds the sublevel set of the start, f_yyy = 6y < 15.
        cubic: cubic(&f, &start, 15.0, STEPS)?,
    };
    let plane =
        |run: &Run| -> Vec<(f64, f64)> { run.points.iter().map(|p| (p[0], p[1])).collect() };
    let over_time = |run: &Run| -> Vec<(f64, f64)> {
        let pairs = run.values.iter().enumerate();
        pairs.map(|(t, &value)| (t as f64, value)).collect()
    };
    let coloured = [
        (Colour::Grey, &runs.newton),
        (Colour::Red, &runs.gradient_descent),
        (Colour::Blue, &runs.trust_region),
        (Colour::Green, &runs.cubic),
    ];
    let mut left = Panel::new(Axis::linear("x", -0.6, 1.8), Axis::linear("y", -0.6, 2.0)).contours(
        Colour::Grid,
        &[-0.9, -0.6, -0.3, 0.0, 0.4, 1.0, 1.8],
        |x, y| f.at(&[x, y]),
    );
    let mut right = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::linear("f(θₜ)", -1.1, 2.4),
    );
    for (colour, run) in coloured {
        left = left.path(colour, &plane(run));
        right = right.path(colour, &over_time(run));
    }
    let right = right
        .legend(Colour::Red, "∇f")
        .legend(Colour::Grey, "H⁻¹∇f")
        .legend(Colour::Blue, "‖d‖ ≤ Δ")
        .legend(Colour::Green, "M‖d‖³/6");
    let figure = Figure::new(CHAPTER, "saddle").panel(left).panel(right);
    Ok((runs, figure))
}

/// Paths of the fit of a normal distribution, points (m, s).
pub struct Natural {
    /// Gradient descent in (m, s) and in (m, ln s).
    pub plain: [Vec<(f64, f64)>; 2],
    /// Natural gradient in (m, s) and in (m, ln s).
    pub natural: [Vec<(f64, f64)>; 2],
}

/// The largest distance from a point of `path` to the nearest point of `other`.
pub fn spread(path: &[(f64, f64)], other: &[(f64, f64)]) -> f64 {
    let nearest = |p: &(f64, f64)| {
        let distances = other.iter().map(|q| (p.0 - q.0).hypot(p.1 - q.1));
        distances.fold(f64::INFINITY, f64::min)
    };
    path.iter().map(nearest).fold(0.0, f64::max)
}

/// Figure `natural`: N(m, s²) is fitted to mean 1 and variance 1 from (−2, 0.6), in two coordinate
/// systems.
///
/// ```
/// use approximation_view::figures::{natural, spread};
/// let (data, figure) = natural();
/// let apart = |paths: &[Vec<(f64, f64)>; 2]| spread(&paths[0], &paths[1]).max(spread(&paths[1], &paths[0]));
/// let (plain, fisher) = (apart(&data.plain), apart(&data.natural));
/// assert!(fisher < 0.05 && plain > 10.0 * fisher, "plain {plain}, natural {fisher}");
/// // Everything lies within the axes.
/// for path in data.plain.iter().chain(&data.natural) {
///     assert!(path.iter().all(|p| p.0.abs() < 2.4 && p.1 > 0.0 && p.1 < 3.6), "{path:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn natural() -> (Natural, Figure) {
    let (start, target) = ((-2.0, 0.6), (1.0, 1.0));
    let path = |step: Step, eta: f64, steps| step.path(start, target, eta, steps);
    let data = Natural {
        plain: [
            path(Step::Plain, 0.004, 2500),
            path(Step::PlainLog, 0.004, 2500),
        ],
        natural: [
            path(Step::Natural, 0.02, 400),
            path(Step::NaturalLog, 0.02, 400),
        ],
    };
    // A path of short steps is drawn by every 8th point, and by all of its first ones.
    let thinned = |path: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let keep = |t: usize| t < 20 || t.is_multiple_of(8);
        let kept = path.iter().enumerate().filter(|(t, _)| keep(*t));
        kept.map(|(_, p)| *p).collect()
    };
    let panel = Panel::new(Axis::linear("m", -2.4, 1.8), Axis::linear("s", 0.0, 3.6))
        .line(Colour::Red, &thinned(&data.plain[0]))
        .line(Colour::Orange, &thinned(&data.plain[1]))
        .line(Colour::Blue, &thinned(&data.natural[0]))
        .dashed(Colour::Green, &thinned(&data.natural[1]))
        .dots(Colour::Ink, &[start, target])
        .legend(Colour::Red, "∇f, (m, s)")
        .legend(Colour::Orange, "∇f, (m, ln s)")
        .legend(Colour::Blue, "F⁻¹∇f, (m, s)")
        .legend_dashed(Colour::Green, "F⁻¹∇f, (m, ln s)");
    (data, Figure::new(CHAPTER, "natural").panel(panel))
}
