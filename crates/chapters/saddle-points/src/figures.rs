//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::walled_saddle;
use descent::random::{generator, normal};
use descent::{Objective, ProblemError};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::critical::{self, CriticalPoint};
use crate::matrices::{count_positive, goe};
use crate::newton::{NewtonError, newton as newton_step, saddle_free};
use crate::walk::path;
use crate::{PlaneWaves, positive, width::final_losses};

const CHAPTER: &str = "saddle-points";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The levels that both maps of the walled saddle show.
const LEVELS: [f64; 8] = [-0.9, -0.6, -0.3, 0.0, 0.3, 0.7, 1.2, 1.9];

/// Gradient descent on the walled saddle from (1.2, δ).
pub struct Escape {
    /// For each δ: the points (x, y), one a step.
    pub paths: Vec<(f64, Vec<(f64, f64)>)>,
}

/// Figure `escape`: η = 0.1, from δ = 10⁻¹, 10⁻³ and 10⁻⁵.
///
/// ```
/// let (data, figure) = saddle_points::figures::escape();
/// // The first step with y > 1: a factor 100 in δ costs 25 steps more, about ln 100/ln 1.2 = 25.3.
/// let times: Vec<usize> = data.paths.iter()
///     .map(|(_, path)| path.iter().position(|p| p.1 > 1.0).unwrap())
///     .collect();
/// assert_eq!(times, [15, 40, 65]);
/// assert!((100f64.ln() / 1.2f64.ln() - 25.3).abs() < 0.05);
/// // All come close to the saddle first and reach the minimum in the end.
/// for (delta, path) in &data.paths {
///     let nearest = path.iter().map(|p| p.0.hypot(p.1)).fold(f64::INFINITY, f64::min);
///     let last = path.last().unwrap();
///     assert!(nearest < 0.6 && (last.1 - 2f64.sqrt()).abs() < 1e-3, "δ = {delta}: {nearest}, {last:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn escape() -> (Escape, Figure) {
    const STEPS: usize = 80;
    let f = walled_saddle();
    let shown = [
        (1e-1, Colour::Blue, "δ = 10⁻¹"),
        (1e-3, Colour::Orange, "δ = 10⁻³"),
        (1e-5, Colour::Red, "δ = 10⁻⁵"),
    ];
    let mut map = Panel::new(Axis::linear("x", -0.6, 1.4), Axis::linear("y", -0.4, 1.7)).contours(
        Colour::Grey,
        &LEVELS,
        |x, y| f.at(&[x, y]),
    );
    let mut heights = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::log("y", 1e-5, 3.0),
    );
    let mut paths = Vec::new();
    for (delta, colour, text) in shown {
        let plane: Vec<_> = path(&f, &[1.2, delta], 0.1, STEPS)
            .iter()
            .map(|p| (p[0], p[1]))
            .collect();
        let over_time: Vec<_> = plane
            .iter()
            .enumerate()
            .map(|(t, p)| (t as f64, p.1))
            .collect();
        // Every second step keeps the file small; all three dots keep one clock.
        let moments = |points: &[(f64, f64)]| points.iter().step_by(2).copied().collect::<Vec<_>>();
        map = map.path(colour, &plane).moving(colour, &moments(&plane));
        heights = heights
            .line(colour, &over_time)
            .moving(colour, &moments(&over_time))
            .legend(colour, text);
        paths.push((delta, plane));
    }
    let figure = Figure::new(CHAPTER, "escape")
        .seconds(9.0)
        .panel(map)
        .panel(heights.legend_at(Corner::BottomRight));
    (Escape { paths }, figure)
}

/// Three methods on the walled saddle from one start.
pub struct ThreeMethods {
    /// Gradient descent at η = 0.1.
    pub gradient_descent: Vec<(f64, f64)>,
    /// Newton's method.
    pub newton: Vec<(f64, f64)>,
    /// Saddle-free Newton.
    pub saddle_free: Vec<(f64, f64)>,
}

/// Figure `newton`: gradient descent, Newton and saddle-free Newton from (1, 0.3).
///
/// ```
/// let (runs, figure) = saddle_points::figures::newton()?;
/// let end = |path: &[(f64, f64)]| *path.last().unwrap();
/// let (x, y) = end(&runs.newton);
/// assert!(x.hypot(y) < 1e-12, "Newton ends in the saddle: {x}, {y}");
/// for path in [&runs.gradient_descent, &runs.saddle_free] {
///     let (x, y) = end(path);
///     assert!(x.hypot(y - 2f64.sqrt()) < 1e-3, "{x}, {y}");
/// }
/// // Newton is at the saddle to 1 % after two steps; saddle-free Newton is at the minimum after six.
/// assert!(runs.newton[2].1.abs() < 0.01, "{:?}", runs.newton);
/// let off: Vec<f64> = runs.saddle_free.iter().map(|p| p.1 - 2f64.sqrt()).collect();
/// assert!(off[6].abs() < 1e-6 && off[5].abs() > 1e-5, "{off:?}");
/// // It overshoots once: one change of sides before it is there.
/// let crossings = off[..=6].windows(2).filter(|w| w[0] * w[1] < 0.0).count();
/// assert_eq!(crossings, 1, "{off:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a Hessian is singular, which the fixed start excludes.
pub fn newton() -> Drawn<ThreeMethods> {
    type Step = fn(&dyn Objective, &mut [f64]) -> Result<(), NewtonError>;
    let f = walled_saddle();
    let start = [1.0, 0.3];
    let run = |step: Step| -> Result<Vec<(f64, f64)>, NewtonError> {
        let mut p = start;
        let mut points = vec![(p[0], p[1])];
        for _ in 0..10 {
            step(&f, &mut p)?;
            points.push((p[0], p[1]));
        }
        Ok(points)
    };
    let data = ThreeMethods {
        gradient_descent: path(&f, &start, 0.1, 60)
            .iter()
            .map(|p| (p[0], p[1]))
            .collect(),
        newton: run(newton_step)?,
        saddle_free: run(saddle_free)?,
    };
    let panel = Panel::new(Axis::linear("x", -1.2, 2.6), Axis::linear("y", -0.5, 2.1))
        .contours(Colour::Grey, &LEVELS, |x, y| f.at(&[x, y]))
        .path(Colour::Blue, &data.gradient_descent)
        .path(Colour::Red, &data.newton)
        .path(Colour::Green, &data.saddle_free)
        .legend(Colour::Blue, "η ∇f")
        .legend(Colour::Red, "H⁻¹ ∇f")
        .legend(Colour::Green, "|H|⁻¹ ∇f");
    Ok((data, Figure::new(CHAPTER, "newton").panel(panel)))
}

/// How rare minima are among random critical points.
pub struct Rarity {
    /// (n, P_n) exactly.
    pub exact: Vec<(f64, f64)>,
    /// (n, fraction of 100 000 random matrices).
    pub measured: Vec<(f64, f64)>,
    /// (n, 2⁻ⁿ).
    pub coins: Vec<(f64, f64)>,
}

/// Figure `rarity`: the probability that all eigenvalues are positive, n = 1, …, 8.
///
/// ```
/// let (data, figure) = saddle_points::figures::rarity();
/// for (&(n, exact), &(_, measured)) in data.exact.iter().zip(&data.measured) {
///     let deviation = (exact * (1.0 - exact) / 1e5).sqrt();
///     assert!((measured - exact).abs() < 3.5 * deviation, "n = {n}: {measured} against {exact}");
/// }
/// // The exact curve bends down as a parabola with the leading coefficient −(ln 3)/4 would.
/// for w in data.exact.windows(3) {
///     let second = w[2].1.ln() - 2.0 * w[1].1.ln() + w[0].1.ln();
///     assert!((second / (-0.5 * 3f64.ln()) - 1.0).abs() < 0.02, "n = {}: {second}", w[1].0);
/// }
/// // At n = 8 the coins are wrong by a factor of four million.
/// let factor = data.coins[7].1 / data.exact[7].1;
/// assert!((3.5e6..4.5e6).contains(&factor), "{factor}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rarity() -> (Rarity, Figure) {
    const DRAWS: usize = 100_000;
    let mut rng = generator(20);
    let over = |p: &dyn Fn(usize) -> f64| -> Vec<(f64, f64)> {
        (1..=8).map(|n| (n as f64, p(n))).collect()
    };
    let measured = (1..=5)
        .map(|n| {
            let count = count_positive(DRAWS, &mut rng, |rng| goe(n, rng));
            (n as f64, count as f64 / DRAWS as f64)
        })
        .collect();
    let data = Rarity {
        exact: over(&positive::probability),
        measured,
        coins: over(&|n| 0.5_f64.powi(i32::try_from(n).unwrap_or(0))),
    };
    let panel = Panel::new(
        Axis::linear("n", 0.5, 8.5).ticks(&[
            (1.0, "1"),
            (2.0, "2"),
            (3.0, "3"),
            (4.0, "4"),
            (5.0, "5"),
            (6.0, "6"),
            (7.0, "7"),
            (8.0, "8"),
        ]),
        Axis::log("P", 1e-10, 2.0),
    )
    .dashed(Colour::Grey, &data.coins)
    .line(Colour::Blue, &data.exact)
    .dots(Colour::Orange, &data.measured)
    .legend_dashed(Colour::Grey, "2⁻ⁿ")
    .legend(Colour::Blue, "Pₙ")
    .legend_at(Corner::BottomLeft);
    (data, Figure::new(CHAPTER, "rarity").panel(panel))
}

/// Critical points of random functions of `n` variables with length scale 1, found from `starts`
/// random starts in each of `functions` functions.
///
/// # Errors
/// If n is 0.
pub fn critical_points(
    n: usize,
    functions: u64,
    starts: usize,
) -> Result<Vec<CriticalPoint>, ProblemError> {
    let mut rng = generator(30);
    let mut points = Vec::new();
    for seed in 0..functions {
        let f = PlaneWaves::new(n, 100, 1.0, seed)?;
        for _ in 0..starts {
            let start: Vec<f64> = (0..n).map(|_| 3.0 * normal(&mut rng)).collect();
            points.extend(critical::find(&f, &start));
        }
    }
    Ok(points)
}

/// Height and index of critical points of random functions.
pub struct Heights {
    /// (f, k/n) of each point.
    pub points: Vec<(f64, f64)>,
    /// (mean f, k/n) for each index with ten points or more.
    pub means: Vec<(f64, f64)>,
}

/// Figure `index`: the fraction of negative eigenvalues against the height, n = 6.
///
/// ```
/// let (data, figure) = saddle_points::figures::index()?;
/// assert!(data.points.len() > 200, "{}", data.points.len());
/// // Each further negative eigenvalue lies about one unit higher.
/// let slopes: Vec<f64> = data.means.windows(2).map(|w| w[1].0 - w[0].0).collect();
/// assert!(slopes.len() >= 4 && slopes.iter().all(|s| (0.5..1.5).contains(s)), "{slopes:?}");
/// let mean_slope = slopes.iter().sum::<f64>() / slopes.len() as f64;
/// assert!((mean_slope - 1.0).abs() < 0.1, "{mean_slope}");
/// // The index explains most of the height: squared correlation 0.79.
/// let n = data.points.len() as f64;
/// let mean = |g: &dyn Fn(&(f64, f64)) -> f64| data.points.iter().map(|p| g(p)).sum::<f64>() / n;
/// let (a, b) = (mean(&|p| p.0), mean(&|p| p.1));
/// let covariance = mean(&|p| (p.0 - a) * (p.1 - b));
/// let square = covariance.powi(2) / (mean(&|p| (p.0 - a).powi(2)) * mean(&|p| (p.1 - b).powi(2)));
/// assert!((square - 0.79).abs() < 0.005 && data.points.len() == 295, "{square}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never for this fixed n.
pub fn index() -> Drawn<Heights> {
    const N: usize = 6;
    let found = critical_points(N, 150, 3)?;
    let fraction = |k: usize| k as f64 / N as f64;
    let means = (0..=N)
        .filter_map(|k| {
            let heights: Vec<f64> = found
                .iter()
                .filter(|p| p.index(0.0) == k)
                .map(|p| p.value)
                .collect();
            (heights.len() >= 10).then(|| (descent::statistics::mean(&heights), fraction(k)))
        })
        .collect();
    let data = Heights {
        points: found
            .iter()
            .map(|p| (p.value, fraction(p.index(0.0))))
            .collect(),
        means,
    };
    let panel = Panel::new(
        Axis::linear("f", -5.0, 5.0),
        Axis::linear("k/n", -0.05, 1.05),
    )
    .dots(Colour::Blue, &data.points)
    .line(Colour::Orange, &data.means);
    Ok((data, Figure::new(CHAPTER, "index").height(280).panel(panel)))
}

/// Where networks on the digits end.
pub struct Ends {
    /// (h, loss), one point a run.
    pub points: Vec<(f64, f64)>,
    /// (h, standard deviation).
    pub spreads: Vec<(f64, f64)>,
}

/// Figure `width`: final losses of ten runs each for 4, 8, 16 and 32 hidden units; takes about a second.
///
/// ```
/// let (data, figure) = saddle_points::figures::width()?;
/// // The spread falls at each doubling, from 4 to 16 units to less than a quarter.
/// let spreads: Vec<f64> = data.spreads.iter().map(|s| s.1).collect();
/// assert!(spreads.windows(2).all(|w| w[1] < w[0]), "{spreads:?}");
/// assert!(spreads[2] < spreads[0] / 4.0, "{spreads:?}");
/// // Relative to the mean, 0.36 and 0.09 at the ends, it falls from 9 % to 6 %.
/// for (i, (mean, share)) in [(0, (0.36, 0.09)), (3, (0.09, 0.06))] {
///     let losses = &data.points[10 * i..10 * (i + 1)];
///     let found = losses.iter().map(|p| p.1).sum::<f64>() / 10.0;
///     let relative = spreads[i] / found;
///     assert!((found - mean).abs() < 0.005 && (relative - share).abs() < 0.005, "{found} {relative}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never for these fixed widths.
pub fn width() -> Drawn<Ends> {
    let (mut points, mut spreads) = (Vec::new(), Vec::new());
    for h in [4, 8, 16, 32] {
        let losses = final_losses(h, 0..10, 800)?;
        spreads.push((h as f64, descent::statistics::variance(&losses).sqrt()));
        points.extend(losses.iter().map(|&l| (h as f64, l)));
    }
    let axis =
        || Axis::log("h", 3.2, 40.0).ticks(&[(4.0, "4"), (8.0, "8"), (16.0, "16"), (32.0, "32")]);
    let figure = Figure::new(CHAPTER, "width")
        .height(280)
        .panel(Panel::new(axis(), Axis::linear("l", 0.0, 0.5)).dots(Colour::Blue, &points))
        .panel(
            Panel::new(axis(), Axis::log("s", 1e-3, 0.2))
                .line(Colour::Orange, &spreads)
                .dots(Colour::Orange, &spreads),
        );
    Ok((Ends { points, spreads }, figure))
}
