//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::LogisticRegression;
use descent::{Objective, norm};
use plotting::{Axis, Colour, Figure, Panel};

use crate::minimize::{extreme_eigenvalues, minimize};
use crate::{Ball, ConvexSet, Cuboid, HalfSpaceProblem, dot, log_sum_exp, projected_gradient};

const CHAPTER: &str = "convexity";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;
type Points = Vec<(f64, f64)>;

/// The points (x, f(x)) at `count` + 1 places from `low` to `high`.
fn curve(low: f64, high: f64, count: u32, f: impl Fn(f64) -> f64) -> Points {
    (0..=count)
        .map(|i| low + (high - low) * f64::from(i) / f64::from(count))
        .map(|x| (x, f(x)))
        .collect()
}

/// A function on an interval, a chord of it and a tangent.
pub struct ChordAndTangent {
    /// The graph.
    pub graph: Points,
    /// The two ends of the chord.
    pub chord: [(f64, f64); 2],
    /// The two ends of the tangent's drawn part.
    pub tangent: [(f64, f64); 2],
}

/// The height at x of the line through two points.
pub fn line_at(ends: [(f64, f64); 2], x: f64) -> f64 {
    let [(x0, y0), (x1, y1)] = ends;
    y0 + (y1 - y0) * (x - x0) / (x1 - x0)
}

/// Figure `chords`: log(eˣ + e⁻²ˣ), which is convex, and x⁴/4 − x² + 0.3x + 1.2, which is not.
///
/// ```
/// use convexity::figures::line_at;
/// let ([convex, other], figure) = convexity::figures::chords();
/// // Left: between its ends the chord is above the graph, the tangent is below it everywhere.
/// for &(x, y) in &convex.graph {
///     let [from, to] = convex.chord;
///     assert!(!(from.0..=to.0).contains(&x) || line_at(convex.chord, x) >= y - 1e-12, "{x}");
///     assert!(line_at(convex.tangent, x) <= y + 1e-12, "{x}: {y}");
/// }
/// // Right: the chord passes below the graph, and the tangent in the local minimum is horizontal,
/// // has the graph above it near by, and below it elsewhere.
/// let [from, to] = other.chord;
/// let between = |x: f64| (from.0..=to.0).contains(&x);
/// assert!(other.graph.iter().any(|&(x, y)| between(x) && line_at(other.chord, x) < y - 0.5));
/// let [(x0, height), (x1, end)] = other.tangent;
/// assert!((height - end).abs() < 1e-9, "{height}, {end}");
/// let touch = (x0 + x1) / 2.0;
/// assert!(other.graph.iter().all(|&(x, y)| (x - touch).abs() > 0.5 || y >= height - 1e-9));
/// assert!(other.graph.iter().any(|&(_, y)| y < height - 0.8));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn chords() -> ([ChordAndTangent; 2], Figure) {
    let bowl = |x: f64| log_sum_exp::value(&[x, -2.0 * x]);
    let bowl_slope = |x: f64| dot(&log_sum_exp::softmax(&[x, -2.0 * x]), &[1.0, -2.0]);
    let wells = |x: f64| x.powi(4) / 4.0 - x * x + 0.3 * x + 1.2;
    // The local minimum of the second function, where x³ − 2x + 0.3 = 0, by Newton's method.
    let local = (0..50).fold(1.3, |x: f64, _| {
        x - (x.powi(3) - 2.0 * x + 0.3) / (3.0 * x * x - 2.0)
    });
    let straight = |at: f64, value: f64, slope: f64, reach: f64| {
        [-reach, reach].map(|d| (at + d, value + slope * d))
    };
    let convex = ChordAndTangent {
        graph: curve(-1.9, 3.0, 90, bowl),
        chord: [-1.3, 2.3].map(|x| (x, bowl(x))),
        tangent: straight(0.9, bowl(0.9), bowl_slope(0.9), 1.3),
    };
    let other = ChordAndTangent {
        graph: curve(-2.3, 2.15, 90, wells),
        chord: [-1.7, 0.9].map(|x| (x, wells(x))),
        tangent: straight(local, wells(local), 0.0, 0.7),
    };
    let panel = |data: &ChordAndTangent, low: f64, high: f64, floor: f64| {
        Panel::new(
            Axis::linear("x", low, high),
            Axis::linear("f(x)", floor, 3.6),
        )
        .line(Colour::Blue, &data.graph)
        .path(Colour::Orange, &data.chord)
        .dashed(Colour::Green, &data.tangent)
    };
    let figure = Figure::new(CHAPTER, "chords")
        .height(300)
        .panel(panel(&convex, -2.0, 3.0, -0.6))
        .panel(panel(&other, -2.4, 2.4, -0.6).dots(Colour::Green, &[(local, wells(local))]));
    ([convex, other], figure)
}

/// A point that travels and the nearest point of a set, at the same times.
pub struct Followed {
    /// The traveller x.
    pub point: Points,
    /// Its nearest point.
    pub nearest: Points,
}

/// Figure `nearest`: the nearest point of a box, and of a union of two discs, while x travels.
///
/// ```
/// let ([convex, union], figure) = convexity::figures::nearest()?;
/// let step = |path: &[(f64, f64)], t: usize| {
///     (path[t + 1].0 - path[t].0).hypot(path[t + 1].1 - path[t].1)
/// };
/// // The nearest point of the box never moves farther than x.
/// for t in 0..convex.point.len() - 1 {
///     let (x, p) = (step(&convex.point, t), step(&convex.nearest, t));
///     assert!(p <= x + 1e-12, "step {t}: {p} against {x}");
/// }
/// // That of the union jumps once, by more than ten times the step of x.
/// let jumps = (0..union.point.len() - 1)
///     .filter(|&t| step(&union.nearest, t) > 10.0 * step(&union.point, t))
///     .count();
/// assert_eq!(jumps, 1);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the box is refused, which its fixed corners exclude.
pub fn nearest() -> Drawn<[Followed; 2]> {
    use std::f64::consts::TAU;
    let cuboid = Cuboid::new(vec![-1.1, -0.7], vec![1.1, 0.7])?;
    let around = |i: u32| {
        let (s, c) = (TAU * f64::from(i) / 48.0).sin_cos();
        (1.9 * c, 1.5 * s)
    };
    let point: Points = (0..=48).map(around).collect();
    let onto_box = |&(x, y): &(f64, f64)| {
        let p = cuboid.projection(&[x, y]);
        (p[0], p[1])
    };
    let convex = Followed {
        nearest: point.iter().map(onto_box).collect(),
        point,
    };
    let point: Points = (0..=49)
        .map(|i| (-2.0 + 4.0 * f64::from(i) / 49.0, 1.2))
        .collect();
    let onto_discs = |&(x, y): &(f64, f64)| {
        let centre = if x < 0.0 { -1.0 } else { 1.0 };
        let length = (x - centre).hypot(y + 0.3);
        (
            centre + 0.65 * (x - centre) / length,
            -0.3 + 0.65 * (y + 0.3) / length,
        )
    };
    let union = Followed {
        nearest: point.iter().map(onto_discs).collect(),
        point,
    };
    let disc = |centre: f64| -> Points {
        (0..=60)
            .map(|i| (TAU * f64::from(i) / 60.0).sin_cos())
            .map(|(s, c)| (centre + 0.65 * c, -0.3 + 0.65 * s))
            .collect()
    };
    let corners = [
        (-1.1, -0.7),
        (1.1, -0.7),
        (1.1, 0.7),
        (-1.1, 0.7),
        (-1.1, -0.7),
    ];
    let plane = || Panel::new(Axis::linear("x", -2.2, 2.2), Axis::linear("y", -2.05, 2.05));
    let finish = |panel: Panel, data: &Followed, every: usize| {
        let pairs = data.point.iter().zip(&data.nearest).step_by(every);
        pairs
            .fold(panel, |panel, (x, p)| panel.thin(Colour::Grey, &[*x, *p]))
            .line(Colour::Blue, &data.point)
            .dots(
                Colour::Red,
                &data
                    .nearest
                    .iter()
                    .copied()
                    .step_by(every)
                    .collect::<Vec<_>>(),
            )
            .moving(Colour::Blue, &data.point)
            .moving(Colour::Red, &data.nearest)
    };
    let left = plane()
        .area(Colour::Green, &corners)
        .line(Colour::Green, &corners);
    let right = [-1.0, 1.0].iter().fold(plane(), |panel, &centre| {
        panel
            .area(Colour::Green, &disc(centre))
            .line(Colour::Green, &disc(centre))
    });
    let figure = Figure::new(CHAPTER, "nearest")
        .seconds(8.0)
        .panel(finish(left, &convex, 2))
        .panel(finish(right, &union, 2));
    Ok(([convex, union], figure))
}

/// Gradient descent on the logistic loss of the wines, measured at every step.
pub struct WineRun {
    /// (t, share): (f(θ_t) − f(θ_{t+1})) / (η‖∇f(θ_t)‖²).
    pub shares: Points,
    /// (t, λ): the largest eigenvalue of the Hessian.
    pub curvatures: Points,
    /// The bound L.
    pub l: f64,
}

/// Figure `wine`: 300 steps of gradient descent at η = 1/L, ρ = 0.01, on the wines.
///
/// ```
/// let (run, figure) = convexity::figures::wine()?;
/// // The decrease is between a half (descent lemma) and all (convexity) of η‖∇f‖².
/// for &(t, share) in &run.shares {
///     assert!(share >= 0.5 && share <= 1.0, "t = {t}: {share}");
/// }
/// let last = run.shares.last().unwrap().1;
/// assert!(run.shares[0].1 < 0.62 && last > 0.99, "from {} to {last}", run.shares[0].1);
/// // The curvature starts at the bound and falls below a seventh of it.
/// let (first, end) = (run.curvatures[0].1, run.curvatures.last().unwrap().1);
/// assert!((first / run.l - 1.0).abs() < 1e-12, "{first} against {}", run.l);
/// assert!(end < run.l / 7.0, "{end} against {}", run.l);
/// assert!(run.curvatures.windows(2).all(|pair| pair[1].1 < pair[0].1));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the problem is refused, which its fixed penalty excludes.
pub fn wine() -> Drawn<WineRun> {
    let f = LogisticRegression::wine(0.01)?;
    let curvature = |theta: &[descent::Tensor]| {
        f.hessian(theta)
            .map_or(f64::NAN, |hessian| extreme_eigenvalues(&hessian).1)
    };
    let mut theta = f.start();
    let l = curvature(&theta);
    let eta = 1.0 / l;
    let (mut shares, mut curvatures) = (Vec::new(), Vec::new());
    for t in 1..=300 {
        let (gradient, before) = (f.gradient(&theta), f.value(&theta));
        curvatures.push((f64::from(t), curvature(&theta)));
        theta[0].scaled_add(-eta, &gradient[0]);
        let decrease = before - f.value(&theta);
        shares.push((f64::from(t), decrease / (eta * norm(&gradient).powi(2))));
    }
    let time = || Axis::log("t", 1.0, 300.0);
    let level = |y: f64| [(1.0, y), (300.0, y)];
    let left = Panel::new(time(), Axis::linear("Δf / η‖g‖²", 0.4, 1.1))
        .line(Colour::Blue, &shares)
        .dashed(Colour::Grey, &level(0.5))
        .dashed(Colour::Grey, &level(1.0));
    let right = Panel::new(time(), Axis::linear("λ", 0.0, 1.4))
        .line(Colour::Red, &curvatures)
        .dashed(Colour::Grey, &level(l))
        .label(Colour::Ink, (100.0, l + 0.08), "L");
    let figure = Figure::new(CHAPTER, "wine")
        .height(300)
        .panel(left)
        .panel(right);
    let data = WineRun {
        shares,
        curvatures,
        l,
    };
    Ok((data, figure))
}

/// The worked problem: its solution in the plane, and its dual function.
pub struct Worked {
    /// The multiplier α*.
    pub multiplier: f64,
    /// The solution x*.
    pub solution: (f64, f64),
    /// The smallest value f(x*).
    pub value: f64,
    /// (α, q(α)).
    pub dual: Points,
}

/// Figure `duality`: a = (1.6, 1.2), w = (1, 2), b = 1.
///
/// ```
/// let (worked, figure) = convexity::figures::duality()?;
/// let (x, y) = worked.solution;
/// // At x* the pull a − x* is α* times the normal w.
/// assert!((1.6 - x - worked.multiplier).abs() < 1e-12, "{x}");
/// assert!((1.2 - y - 2.0 * worked.multiplier).abs() < 1e-12, "{y}");
/// // q stays below the smallest value and touches it at α*.
/// assert!(worked.dual.iter().all(|&(_, q)| q <= worked.value + 1e-12));
/// let touching = |&&(alpha, _): &&(f64, f64)| (alpha - worked.multiplier).abs() < 1e-9;
/// let touch = worked.dual.iter().find(touching).unwrap();
/// assert!((touch.1 - worked.value).abs() < 1e-12, "{touch:?} against {}", worked.value);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the problem is refused, which its fixed numbers exclude.
pub fn duality() -> Drawn<Worked> {
    let problem = HalfSpaceProblem::new(vec![1.6, 1.2], vec![1.0, 2.0], 1.0)?;
    let multiplier = problem.multiplier();
    let x = problem.point(multiplier);
    let worked = Worked {
        multiplier,
        solution: (x[0], x[1]),
        value: problem.value(&x),
        dual: curve(0.0, 1.2, 60, |alpha| problem.dual(alpha)),
    };
    // The half-space x + 2y ≤ 1 inside the axes.
    let half = [(-0.9, -0.9), (2.8, -0.9), (-0.9, 0.95)];
    let left = Panel::new(
        Axis::linear("x₁", -0.9, 3.3),
        Axis::linear("x₂", -0.9, 2.28),
    )
    .area(Colour::Green, &half)
    .line(Colour::Green, &half[1..])
    .contours(Colour::Grey, &[0.1, 0.4, worked.value, 1.6], |x, y| {
        problem.value(&[x, y])
    })
    .line(Colour::Red, &[(1.6, 1.2), worked.solution])
    .dots(Colour::Red, &[worked.solution])
    .dots(Colour::Ink, &[(1.6, 1.2)])
    .label(Colour::Ink, (1.8, 1.35), "a")
    .label(Colour::Red, (0.75, -0.25), "x*");
    let right = Panel::new(Axis::linear("α", 0.0, 1.2), Axis::linear("q", 0.0, 1.2))
        .line(Colour::Blue, &worked.dual)
        .dashed(Colour::Grey, &[(0.0, worked.value), (1.2, worked.value)])
        .dots(Colour::Red, &[(multiplier, worked.value)])
        .label(Colour::Red, (multiplier, worked.value + 0.1), "α*")
        .label(Colour::Ink, (1.0, worked.value + 0.1), "f(x*)");
    let figure = Figure::new(CHAPTER, "duality")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((worked, figure))
}

/// The logistic loss of the wines under a penalty and under a constraint.
pub struct PenaltyPath {
    /// (ρ, ‖θ_ρ‖) of the penalized minimizers.
    pub radii: Points,
    /// (½‖θ_ρ‖², f(θ_ρ)) of the same.
    pub values: Points,
    /// (ρ, u, v(u)): constrained minima at the radii of a few penalties.
    pub constrained: Vec<(f64, f64, f64)>,
}

/// Figure `penalty`: ‖θ_ρ‖ against ρ, and the best loss in a ball against ½ its radius².
///
/// ```
/// let (path, figure) = convexity::figures::penalty()?;
/// // A larger penalty, a smaller solution.
/// assert!(path.radii.windows(2).all(|pair| pair[1].1 < pair[0].1));
/// for &(rho, u, v) in &path.constrained {
///     // The constrained minimum lies on the curve that the penalties draw …
///     let on = path.values.iter().find(|point| (point.0 - u).abs() < 1e-9).unwrap();
///     assert!((on.1 - v).abs() < 1e-9, "ρ = {rho}: {v} against {}", on.1);
///     // … and the line of slope −ρ through it lies below the curve.
///     let below = |&(x, y): &(f64, f64)| y >= v - rho * (x - u) - 1e-9;
///     assert!(path.values.iter().all(below), "ρ = {rho}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a problem is refused, which the fixed numbers exclude.
pub fn penalty() -> Drawn<PenaltyPath> {
    let loss = LogisticRegression::wine(0.0)?;
    let (mut radii, mut values, mut constrained) = (Vec::new(), Vec::new(), Vec::new());
    let mut theta = vec![0.0; 14];
    for i in 0..=48_u32 {
        // ρ from 10⁻³ to 10, twelve values a decade.
        let rho = 10.0_f64.powf(f64::from(i) / 12.0 - 3.0);
        theta = minimize(&LogisticRegression::wine(rho)?, &theta);
        let radius = dot(&theta, &theta).sqrt();
        let half_square = radius * radius / 2.0;
        radii.push((rho, radius));
        values.push((half_square, loss.at(&theta)));
        if [18, 24, 30, 36].contains(&i) {
            let path = projected_gradient(&loss, &Ball::new(radius)?, &[0.0; 14], 0.8, 1500)?;
            constrained.extend(path.last().map(|end| (rho, half_square, loss.at(end))));
        }
    }
    let left = Panel::new(Axis::log("ρ", 1e-3, 10.0), Axis::linear("‖θ‖", 0.0, 6.0))
        .line(Colour::Blue, &radii);
    let tangents = [(Colour::Orange, 2), (Colour::Red, 1)];
    let shown = Panel::new(
        Axis::linear("½‖θ‖²", 0.0, 2.5),
        Axis::linear("f", 0.0, 0.75),
    )
    .line(Colour::Blue, &values);
    let right = tangents.iter().fold(shown, |panel, &(colour, i)| {
        let (rho, u, v) = constrained[i];
        let line = curve(0.0, 2.5, 50, |x| v - rho * (x - u));
        let visible: Points = line.into_iter().filter(|point| point.1 > 0.0).collect();
        panel
            .dashed(colour, &visible)
            .legend_dashed(colour, &format!("ρ = {rho:.2}"))
    });
    let dots: Points = constrained.iter().map(|&(_, u, v)| (u, v)).collect();
    let figure = Figure::new(CHAPTER, "penalty")
        .height(300)
        .panel(left)
        .panel(right.dots(Colour::Ink, &dots));
    let data = PenaltyPath {
        radii,
        values,
        constrained,
    };
    Ok((data, figure))
}
