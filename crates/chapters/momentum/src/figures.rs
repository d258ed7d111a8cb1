//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::Quadratic;
use descent::random::{generator, normal};
use descent::{Objective, Optimizer, Tensor, descend, vector};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::iteration::{distances, heavy_ball_matrix, nesterov_matrix, spectral_radius};
use crate::tuning::{best_gradient_descent, best_heavy_ball, nesterov_tuning};
use crate::{KinkedBowl, Momentum, Nesterov, SlopeWithWell, WorstFunction};

const CHAPTER: &str = "momentum";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (x, f(x)) at `count` + 1 places from `low` to `high`.
fn curve(low: f64, high: f64, count: u32, f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..=count)
        .map(|i| low + (high - low) * f64::from(i) / f64::from(count))
        .map(|x| (x, f(x)))
        .collect()
}

/// The points (t, ys\[t\]).
fn over_time(ys: &[f64]) -> Vec<(f64, f64)> {
    ys.iter().enumerate().map(|(t, &y)| (t as f64, y)).collect()
}

/// Two paths down a narrow valley, and how far from the minimum each is at every step.
pub struct Zigzag {
    /// ‖θ_t‖ of gradient descent at its best rate.
    pub gradient_descent: Vec<f64>,
    /// ‖θ_t‖ of momentum at the same rate.
    pub momentum: Vec<f64>,
}

/// Figure `zigzag`: 25 steps down ½(0.1x² + 2y²) at η = 2/(L + μ), without and with momentum.
///
/// ```
/// let (paths, figure) = momentum::figures::zigzag()?;
/// // After 25 steps gradient descent has more than 5 % of its way before it, momentum less than
/// // 0.2 %.
/// let left = |path: &[f64]| path[25] / path[0];
/// assert!(left(&paths.gradient_descent) > 0.05, "{}", left(&paths.gradient_descent));
/// assert!(left(&paths.momentum) < 0.002, "{}", left(&paths.momentum));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn zigzag() -> Drawn<Zigzag> {
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let eta = best_gradient_descent(0.1, 2.0).lr;
    let run = |optimizer: &mut dyn Optimizer| descend(&valley, optimizer, &valley.start(), 25);
    let plain = run(&mut Momentum::new(eta, 0.0)?)?;
    let heavy = run(&mut Momentum::new(eta, 0.5)?)?;
    let norms = |points: &[Vec<Tensor>]| points.iter().map(|p| descent::norm(p)).collect();
    let panel = |colour, path: &[(f64, f64)], text: &str| {
        Panel::new(Axis::linear("x", -5.5, 2.0), Axis::linear("y", -2.3, 2.6))
            .contours(
                Colour::Grey,
                &[0.02, 0.1, 0.3, 0.7, 1.3, 2.2, 3.4],
                |x, y| valley.at(&[x, y]),
            )
            .path(colour, path)
            .label(colour, (0.7, 2.4), text)
    };
    let figure = Figure::new(CHAPTER, "zigzag")
        .height(300)
        .panel(panel(
            Colour::Red,
            &plain.plane(),
            &format!("η = {eta:.2}, β = 0"),
        ))
        .panel(panel(
            Colour::Blue,
            &heavy.plane(),
            &format!("η = {eta:.2}, β = 0.5"),
        ));
    let data = Zigzag {
        gradient_descent: norms(plain.points()),
        momentum: norms(heavy.points()),
    };
    Ok((data, figure))
}

/// The spectral radius of one step as a function of ηλ, for several β.
pub struct RadiusCurves {
    /// For each β: the points (ηλ, ρ).
    pub curves: Vec<(f64, Vec<(f64, f64)>)>,
}

/// Figure `radius`: the factor per step against ηλ.
///
/// ```
/// let (data, figure) = momentum::figures::radius();
/// for (beta, points) in &data.curves {
///     let floor = beta.sqrt();
///     let (low, high) = ((1.0 - floor).powi(2), (1.0 + floor).powi(2));
///     for &(a, rho) in points {
///         // Flat at √β between the two edges, above it outside.
///         let flat = (rho - floor).abs() < 1e-12;
///         let between = low < a && a < high;
///         assert!(rho >= floor - 1e-12 && (flat || !between), "β = {beta}, ηλ = {a}: {rho}");
///     }
///     let last = points.last().unwrap();
///     assert!((last.1 > 1.0) == (last.0 > 2.0 + 2.0 * beta), "β = {beta}: {last:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn radius() -> (RadiusCurves, Figure) {
    let shown = [
        (0.0, Colour::Red),
        (0.25, Colour::Orange),
        (0.5, Colour::Green),
        (0.81, Colour::Blue),
    ];
    let mut panel = Panel::new(Axis::linear("ηλ", 0.0, 4.0), Axis::linear("ρ", 0.0, 1.25));
    let mut curves = Vec::new();
    for (beta, colour) in shown {
        let points = curve(0.0, 4.0, 800, |a| {
            spectral_radius(&heavy_ball_matrix(a, beta))
        });
        panel = panel
            .line(colour, &points)
            .legend(colour, &format!("β = {beta}"));
        curves.push((beta, points));
    }
    let panel = panel
        .dashed(Colour::Grey, &[(0.0, 1.0), (4.0, 1.0)])
        .legend_at(Corner::BottomRight);
    (
        RadiusCurves { curves },
        Figure::new(CHAPTER, "radius").panel(panel),
    )
}

/// The largest stable ηλ for each β, found from the spectral radius by bisection.
pub struct StabilityEdges {
    /// (β, edge) of heavy ball.
    pub heavy_ball: Vec<(f64, f64)>,
    /// (β, edge) of Nesterov's momentum.
    pub nesterov: Vec<(f64, f64)>,
    /// (ρ, points (β, ηλ)): where heavy ball has the spectral radius ρ.
    pub heavy_ball_levels: Vec<(f64, Vec<(f64, f64)>)>,
    /// The same for Nesterov's momentum.
    pub nesterov_levels: Vec<(f64, Vec<(f64, f64)>)>,
}

/// Where heavy ball has the spectral radius ρ: from the left end of the floor along the real root
/// ρ, up the edge β = ρ², and back along the real root −ρ.
fn heavy_ball_level(rho: f64) -> Vec<(f64, f64)> {
    let low = curve(0.0, rho * rho, 60, |beta| (1.0 - rho) * (rho - beta) / rho);
    let high = curve(0.0, rho * rho, 60, |beta| (1.0 + rho) * (rho + beta) / rho);
    low.into_iter().chain(high.into_iter().rev()).collect()
}

/// Where Nesterov's momentum has the spectral radius ρ: below 1 on the real root ρ and then on the
/// complex pair, above 1 on the real root −ρ.
fn nesterov_levels(rho: f64) -> [Vec<(f64, f64)>; 2] {
    let low = curve(0.0, 0.995, 200, |beta| {
        let real = rho * rho / ((1.0 + beta) * rho - beta);
        let shrink = if beta * (2.0 - rho) <= rho {
            real
        } else {
            rho * rho / beta
        };
        1.0 - shrink
    });
    let high = curve(0.0, 0.995, 60, |beta| {
        1.0 + rho * rho / ((1.0 + beta) * rho + beta)
    });
    [low, high]
}

/// Figure `stability`: where each method is stable, with lines of equal spectral radius 0.5, 0.7, 0.9.
///
/// ```
/// let (edges, figure) = momentum::figures::stability();
/// for (&(beta, heavy), &(_, nesterov)) in edges.heavy_ball.iter().zip(&edges.nesterov) {
///     assert!((heavy - (2.0 + 2.0 * beta)).abs() < 1e-6, "β = {beta}: {heavy}");
///     let wanted = (2.0 + 2.0 * beta) / (1.0 + 2.0 * beta);
///     assert!((nesterov - wanted).abs() < 1e-6, "β = {beta}: {nesterov}");
/// }
/// // From the same 2 at β = 0, momentum doubles heavy ball's edge and costs Nesterov's a third.
/// let (first, last) = (edges.heavy_ball[0].1, edges.heavy_ball.last().unwrap().1);
/// assert!((first - 2.0).abs() < 1e-6 && last > 3.98, "{first}, {last}");
/// assert!((edges.nesterov.last().unwrap().1 - 4.0 / 3.0).abs() < 0.005);
/// // The thin lines carry the spectral radius they stand for.
/// use momentum::iteration::{heavy_ball_matrix, nesterov_matrix, spectral_radius};
/// for (rho, points) in &edges.heavy_ball_levels {
///     for &(beta, a) in points {
///         let found = spectral_radius(&heavy_ball_matrix(a, beta));
///         assert!((found - rho).abs() < 1e-6, "R, β = {beta}, ηλ = {a}: {found}");
///     }
/// }
/// for (rho, points) in &edges.nesterov_levels {
///     for &(beta, a) in points {
///         let found = spectral_radius(&nesterov_matrix(a, beta));
///         assert!((found - rho).abs() < 1e-6, "N, β = {beta}, ηλ = {a}: {found}");
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn stability() -> (StabilityEdges, Figure) {
    type MatrixOf = fn(f64, f64) -> crate::iteration::Matrix;
    type Levels = [(f64, Vec<(f64, f64)>)];
    let edge = |matrix: MatrixOf, beta: f64| {
        let (mut low, mut high) = (1e-3, 5.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            let stable = spectral_radius(&matrix(middle, beta)) < 1.0;
            if stable { low = middle } else { high = middle }
        }
        low
    };
    let region = |edge: &[(f64, f64)]| {
        let floor = [(0.995, 0.0), (0.0, 0.0)];
        edge.iter().copied().chain(floor).collect::<Vec<_>>()
    };
    let edges = |matrix: MatrixOf| curve(0.0, 0.995, 100, |beta| edge(matrix, beta));
    let panel = |colour, edge: &[(f64, f64)], levels: &Levels, text: &str| {
        let empty = Panel::new(Axis::linear("β", 0.0, 1.0), Axis::linear("ηλ", 0.0, 4.2))
            .area(colour, &region(edge))
            .line(colour, edge)
            .label(Colour::Ink, (0.5, 3.9), text);
        levels
            .iter()
            .fold(empty, |panel, (_, line)| panel.thin(Colour::Grey, line))
    };
    let shown = [0.5, 0.7, 0.9];
    let data = StabilityEdges {
        heavy_ball: edges(heavy_ball_matrix),
        nesterov: edges(nesterov_matrix),
        heavy_ball_levels: shown.map(|rho| (rho, heavy_ball_level(rho))).to_vec(),
        nesterov_levels: shown
            .into_iter()
            .flat_map(|rho| nesterov_levels(rho).map(|line| (rho, line)))
            .collect(),
    };
    let figure = Figure::new(CHAPTER, "stability")
        .panel(panel(
            Colour::Blue,
            &data.heavy_ball,
            &data.heavy_ball_levels,
            "R",
        ))
        .panel(panel(
            Colour::Green,
            &data.nesterov,
            &data.nesterov_levels,
            "N",
        ));
    (data, figure)
}

/// Distances to the minimum on Nesterov's worst function, step by step.
pub struct Race {
    /// Gradient descent at its best rate.
    pub gradient_descent: Vec<f64>,
    /// Heavy ball with its best constants.
    pub heavy_ball: Vec<f64>,
    /// Nesterov's momentum with the constants of its theorem.
    pub nesterov: Vec<f64>,
    /// What no first-order method can beat.
    pub bound: Vec<f64>,
}

/// Figure `lower-bound`: three methods and the bound on the worst function, κ = 100.
///
/// ```
/// let (race, figure) = momentum::figures::lower_bound()?;
/// let bound = &race.bound;
/// for path in [&race.gradient_descent, &race.heavy_ball, &race.nesterov] {
///     assert!(path.iter().zip(bound).all(|(error, bound)| error >= &(bound * (1.0 - 1e-9))));
/// }
/// // Heavy ball lies on the bound.
/// let on = race.heavy_ball.iter().zip(bound).map(|(error, bound)| error / bound - 1.0);
/// assert!(on.clone().all(|gap| gap.abs() < 1e-3), "{}", on.fold(0.0, f64::max));
/// // After 150 steps it has gained thirteen digits, Nesterov seven, gradient descent two.
/// let digits = |path: &[f64]| -(path[150] / path[0]).log10();
/// let heavy = digits(&race.heavy_ball);
/// assert!(heavy > 12.5 && heavy < 13.5, "{heavy}");
/// let nesterov = digits(&race.nesterov);
/// assert!(nesterov > 6.5 && nesterov < 7.5, "{nesterov}");
/// let plain = digits(&race.gradient_descent);
/// assert!(plain > 1.5 && plain < 2.5, "{plain}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn lower_bound() -> Drawn<Race> {
    const STEPS: usize = 150;
    let (mu, l) = (1.0, 100.0);
    let chain = WorstFunction::new(mu, l, 600);
    let (gd, hb, nag) = (
        best_gradient_descent(mu, l),
        best_heavy_ball(mu, l),
        nesterov_tuning(mu, l),
    );
    let gradient_descent = distances(&chain, &mut Momentum::new(gd.lr, 0.0)?, STEPS);
    let heavy_ball = distances(&chain, &mut Momentum::new(hb.lr, hb.beta)?, STEPS);
    let nesterov = distances(&chain, &mut Nesterov::new(nag.lr, nag.beta)?, STEPS);
    let bound = (0..)
        .map(|t| chain.q().powi(t) * heavy_ball[0])
        .take(STEPS + 1)
        .collect();
    let race = Race {
        gradient_descent,
        heavy_ball,
        nesterov,
        bound,
    };
    let panel = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::log("‖θₜ − θ*‖", 1e-14, 10.0),
    )
    .line(Colour::Red, &over_time(&race.gradient_descent))
    .line(Colour::Green, &over_time(&race.nesterov))
    .line(Colour::Blue, &over_time(&race.heavy_ball))
    .dashed(Colour::Ink, &over_time(&race.bound))
    .label(Colour::Red, (128.0, 0.25), "β = 0")
    .label(Colour::Green, (128.0, 3e-5), "N")
    .label(Colour::Blue, (104.0, 1e-7), "R")
    .legend_dashed(Colour::Ink, "qᵗ ‖θ₀ − θ*‖")
    .legend_at(Corner::BottomLeft);
    Ok((race, Figure::new(CHAPTER, "lower-bound").panel(panel)))
}

/// Two runs on the kinked bowl.
pub struct Circle {
    /// θ_t of heavy ball with the constants that are best on quadratics.
    pub heavy_ball: Vec<f64>,
    /// θ_t of Nesterov's momentum with the constants of its theorem.
    pub nesterov: Vec<f64>,
}

/// Figure `cycle`: heavy ball circles, Nesterov arrives.
///
/// ```
/// let (runs, figure) = momentum::figures::cycle()?;
/// for t in 40..57 {
///     let (now, later) = (runs.heavy_ball[t], runs.heavy_ball[t + 3]);
///     assert!((now - later).abs() < 1e-4 && now.abs() > 0.6, "t = {t}: {now}, {later}");
/// }
/// // Nesterov is at 0 after three steps, and everything lies within the axes.
/// assert!(runs.nesterov[3..].iter().all(|x| x.abs() < 1e-12), "{:?}", &runs.nesterov[3..]);
/// assert!(runs.heavy_ball.iter().all(|x| x.abs() < 3.5), "{:?}", runs.heavy_ball);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn cycle() -> Drawn<Circle> {
    let (hb, nag) = (best_heavy_ball(1.0, 25.0), nesterov_tuning(1.0, 25.0));
    let run = |optimizer: &mut dyn Optimizer| {
        descend(&KinkedBowl, optimizer, &vector(&[3.3]), 60)
            .map(|trace| trace.points().iter().map(|x| x[0][0]).collect())
    };
    let data = Circle {
        heavy_ball: run(&mut Momentum::new(hb.lr, hb.beta)?)?,
        nesterov: run(&mut Nesterov::new(nag.lr, nag.beta)?)?,
    };
    let panel = Panel::new(Axis::linear("t", 0.0, 60.0), Axis::linear("θₜ", -3.5, 3.5))
        .path(Colour::Blue, &over_time(&data.heavy_ball))
        .path(Colour::Green, &over_time(&data.nesterov))
        .legend(Colour::Blue, "R: η = 1/9, β = 4/9")
        .legend(Colour::Green, "N: η = 1/25, β = 2/3");
    Ok((data, Figure::new(CHAPTER, "cycle").panel(panel)))
}

/// The spread of θ under gradient noise, for several β.
pub struct Spread {
    /// (β, standard deviation) measured in simulations.
    pub measured: Vec<(f64, f64)>,
    /// (β, standard deviation) by the formula.
    pub formula: Vec<(f64, f64)>,
    /// The same at the rate η(1 − β) in place of η.
    pub compensated: Vec<(f64, f64)>,
}

/// Figure `noise`: how momentum amplifies gradient noise, at η = 0.05, λ = 1, s = 1.
///
/// ```
/// let (spread, figure) = momentum::figures::noise()?;
/// let at = |beta: f64| spread.formula.iter().find(|p| p.0 >= beta - 1e-9).unwrap().1;
/// for &(beta, measured) in &spread.measured {
///     // A standard deviation from 4000 chains is within 1/√8000 = 1.1 %; five of them allowed.
///     assert!((measured / at(beta) - 1.0).abs() < 0.056, "β = {beta}: {measured} {}", at(beta));
/// }
/// // β = 0.9 makes the spread about √10 times that of β = 0; a rate cut by 1 − β takes it back.
/// let factor = at(0.9) / at(0.0);
/// assert!((factor / 10f64.sqrt() - 1.0).abs() < 0.02, "{factor}");
/// let (first, last) = (spread.compensated[0].1, spread.compensated.last().unwrap().1);
/// assert!((last / first - 1.0).abs() < 0.02, "{first}, {last}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn noise() -> Drawn<Spread> {
    const CHAINS: usize = 4000;
    let eta = 0.05;
    let deviation = |eta: f64, beta: f64| {
        (eta * (1.0 + beta) / ((1.0 - beta) * (2.0 + 2.0 * beta - eta))).sqrt()
    };
    let mut measured = Vec::new();
    for (beta, steps) in [(0.0, 100), (0.5, 100), (0.8, 100), (0.9, 150), (0.95, 200)] {
        let mut optimizer = Momentum::new(eta, beta)?;
        let mut rng = generator(11);
        let mut theta = vector(&vec![0.0; CHAINS]);
        for _ in 0..steps {
            let grad = vec![theta[0].mapv(|x| x + normal(&mut rng))];
            optimizer.step(&mut theta, &grad)?;
        }
        let variance = theta[0].mapv(|x| x * x).mean().unwrap_or(0.0);
        measured.push((beta, variance.sqrt()));
    }
    let data = Spread {
        measured,
        formula: curve(0.0, 0.96, 96, |beta| deviation(eta, beta)),
        compensated: curve(0.0, 0.96, 96, |beta| deviation(eta * (1.0 - beta), beta)),
    };
    let panel = Panel::new(
        Axis::linear("β", 0.0, 1.0),
        Axis::linear("√Var θ", 0.0, 0.9),
    )
    .line(Colour::Blue, &data.formula)
    .dashed(Colour::Grey, &data.compensated)
    .dots(Colour::Orange, &data.measured)
    .legend(Colour::Blue, "η = 0.05")
    .legend_dashed(Colour::Grey, "η = 0.05 (1 − β)")
    .legend_at(Corner::TopLeft);
    Ok((data, Figure::new(CHAPTER, "noise").panel(panel)))
}

/// Two runs down a slope with a small well.
pub struct Well {
    /// (x, f(x)) of gradient descent.
    pub gradient_descent: Vec<(f64, f64)>,
    /// (x, f(x)) of heavy ball.
    pub heavy_ball: Vec<(f64, f64)>,
}

/// Figure `well`: a well that holds gradient descent and lets momentum pass.
///
/// ```
/// let (runs, figure) = momentum::figures::well()?;
/// let end = |path: &[(f64, f64)]| path.last().unwrap().0;
/// assert!(end(&runs.gradient_descent).abs() < 0.2, "{}", end(&runs.gradient_descent));
/// assert!(end(&runs.heavy_ball) > 8.0, "{}", end(&runs.heavy_ball));
/// // It is not the larger step: gradient descent at rate η/(1 − β) is caught too.
/// use descent::{descend, vector};
/// let hill = momentum::SlopeWithWell { g: 1.0, s: 0.6, w: 2.0 };
/// let large = descend(&hill, &mut momentum::Momentum::new(0.1 / (1.0 - 0.9), 0.0)?, &vector(&[-6.3]), 200)?;
/// assert!(large.last()[0][0] < 2.0, "{}", large.last()[0][0]);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn well() -> Drawn<Well> {
    let hill = SlopeWithWell {
        g: 1.0,
        s: 0.6,
        w: 2.0,
    };
    let run = |optimizer: &mut dyn Optimizer, steps| {
        descend(&hill, optimizer, &vector(&[-6.3]), steps).map(|trace| {
            trace
                .points()
                .iter()
                .zip(trace.values())
                .map(|(x, &f)| (x[0][0], f))
                .collect()
        })
    };
    let data = Well {
        gradient_descent: run(&mut Momentum::new(0.1, 0.0)?, 200)?,
        heavy_ball: run(&mut Momentum::new(0.1, 0.9)?, 28)?,
    };
    let ground = curve(-7.0, 9.0, 320, |x| hill.at(&[x]));
    let lifted = |path: &[(f64, f64)]| -> Vec<(f64, f64)> {
        path.iter().map(|&(x, f)| (x, f + 0.35)).collect()
    };
    let panel = Panel::new(
        Axis::linear("x", -7.0, 9.0),
        Axis::linear("f(x)", -6.5, 8.0),
    )
    .line(Colour::Grey, &ground)
    .dots(Colour::Blue, &lifted(&data.heavy_ball))
    .dots(Colour::Red, &data.gradient_descent)
    .legend_dots(Colour::Red, "η = 0.1, β = 0")
    .legend_dots(Colour::Blue, "η = 0.1, β = 0.9");
    Ok((data, Figure::new(CHAPTER, "well").panel(panel)))
}
