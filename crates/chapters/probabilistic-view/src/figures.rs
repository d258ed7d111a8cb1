//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::Objective as _;
use descent::problems::{ProblemError, Rastrigin};
use descent::quadrature::integrate;
use descent::random::{generator, uniform};
use descent::statistics::mean;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::annealing::{anneal, geometric};
use crate::bessel::mean_speed;
use crate::{BallStep, Cloud, InvalidStep, TwoWells};

const CHAPTER: &str = "probabilistic-view";

type Points = Vec<(f64, f64)>;

/// (x, f(x)) at `n` + 1 points from `low` to `high`.
fn curve(low: f64, high: f64, n: usize, f: impl Fn(f64) -> f64) -> Points {
    let at = |i: usize| low + (high - low) * i as f64 / n as f64;
    (0..=n).map(|i| (at(i), f(at(i)))).collect()
}

/// One density of the figure `densities`.
#[derive(Debug)]
pub struct Density {
    /// The temperature α.
    pub alpha: f64,
    /// (Δθ, p) over the ball.
    pub points: Points,
    /// E Δθ under p.
    pub mean: f64,
    /// E Δθ under the density of the linearized loss.
    pub linear_mean: f64,
}

/// What `densities` draws.
#[derive(Debug)]
pub struct Densities {
    /// (Δθ, l(θ + Δθ)) over the ball ‖Δθ‖ ≤ 1.6, with two wells.
    pub loss: Points,
    /// The densities, hot to cold.
    pub densities: Vec<Density>,
}

/// Figure `densities`: the Gibbs density of the step at three temperatures.
///
/// ```
/// let (data, figure) = probabilistic_view::figures::densities()?;
/// // At Δθ = 0 the loss falls to the right; the least loss in the ball lies to the left.
/// let here = data.loss.iter().position(|p| p.0.abs() < 1e-9).unwrap();
/// assert!(data.loss[here + 1].1 < data.loss[here].1);
/// let best = data.loss.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
/// assert!(best < -1.2, "{best}");
/// // Hot: nearly uniform. Cold: within 0.05 of the minimizer, while the linearized mean goes right.
/// let [hot, _, cold] = &data.densities[..] else { panic!("three densities") };
/// let uniform = 1.0 / 3.2;
/// assert!(hot.points.iter().all(|p| (p.1 / uniform - 1.0).abs() < 0.3), "hot");
/// assert!((cold.mean - best).abs() < 0.05, "{} {best}", cold.mean);
/// assert!(data.densities.iter().all(|d| d.linear_mean > 0.0));
/// assert!(cold.linear_mean > 1.4, "{}", cold.linear_mean);
/// // The peak of every density is at the least loss.
/// for density in &data.densities {
///     let peak = density.points.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
///     assert!((peak - best).abs() < 1e-9, "α = {}: {peak}", density.alpha);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the temperatures are fixed.
pub fn densities() -> Result<(Densities, Figure), InvalidStep> {
    const EPSILON: f64 = 1.6;
    let (well, theta) = (TwoWells { tilt: 0.1 }, 0.4);
    let l = |d: f64| well.value(theta + d);
    let loss = curve(-EPSILON, EPSILON, 160, l);
    let mut densities = Vec::new();
    for alpha in [10.0, 0.2, 0.02] {
        let weight = |d: f64| (-(l(d) - l(0.0)) / alpha).exp();
        let z = integrate(&weight, -EPSILON, EPSILON, 2000);
        densities.push(Density {
            alpha,
            points: curve(-EPSILON, EPSILON, 160, |d| weight(d) / z),
            mean: integrate(&|d| d * weight(d), -EPSILON, EPSILON, 2000) / z,
            linear_mean: BallStep::new(EPSILON, alpha)?.mean(&[well.slope(theta)])[0],
        });
    }
    let left = Panel::new(
        Axis::linear("Δθ", -EPSILON, EPSILON),
        Axis::linear("l(θ+Δθ)", -0.5, 1.0),
    )
    .line(Colour::Ink, &loss)
    .dots(Colour::Ink, &[(0.0, l(0.0))])
    .label(Colour::Ink, (0.1, 0.05), "θ");
    let mut right = Panel::new(
        Axis::linear("Δθ", -EPSILON, EPSILON),
        Axis::linear("p(Δθ|θ)", 0.0, 4.5),
    );
    for (density, (colour, name)) in densities.iter().zip([
        (Colour::Red, "α = 10"),
        (Colour::Orange, "α = 0.2"),
        (Colour::Blue, "α = 0.02"),
    ]) {
        right = right.line(colour, &density.points).legend(colour, name);
    }
    let figure = Figure::new(CHAPTER, "densities")
        .panel(left)
        .panel(right)
        .height(290);
    Ok((Densities { loss, densities }, figure))
}

/// What `speed` draws.
#[derive(Debug)]
pub struct Speed {
    /// (n, (κ, A_n(κ))) for three n.
    pub speeds: Vec<(usize, Points)>,
    /// (n, κ, mean of 2000 draws, in units of ε).
    pub drawn: Vec<(usize, f64, f64)>,
    /// (n, (u, A_n(nu))) for three n.
    pub scaled: Vec<(usize, Points)>,
}

/// Figure `speed`: the length of the mean step between its two limits.
///
/// ```
/// let (data, figure) = probabilistic_view::figures::speed()?;
/// for (n, points) in &data.speeds {
///     let m = *n as f64 + 2.0;
///     for (kappa, a) in points {
///         // Below both limits, and never far below the smaller.
///         assert!(*a < kappa / m && *a < 1.0, "A_{n}({kappa}) = {a}");
///         assert!(*a > 0.6 * (kappa / m).min(1.0), "A_{n}({kappa}) = {a}");
///     }
///     // On the first limit at the left end, on the second at the right end, within 10 %.
///     let (first, last) = (points[0], points[points.len() - 1]);
///     assert!(first.1 > 0.99 * first.0 / m && last.1 > 0.9, "n = {n}: {first:?} {last:?}");
/// }
/// // 2000 draws: one standard error is at most 1/√(3·2000) = 0.013.
/// for (n, kappa, found) in &data.drawn {
///     let exact = probabilistic_view::bessel::mean_speed(*n, *kappa);
///     assert!((found - exact).abs() < 4.0 * 0.013, "A_{n}({kappa}) = {exact}, drawn {found}");
/// }
/// // On the scale κ/n the curves approach the limit: for each n the worst relative distance.
/// for (n, points) in &data.scaled {
///     let worst = points.iter()
///         .map(|(u, a)| (a / (2.0 * u / (1.0 + (1.0 + 4.0 * u * u).sqrt())) - 1.0).abs()).fold(0.0, f64::max);
///     match n {
///         1 => assert!(worst > 0.5, "n = {n}: {worst}"),
///         10 => assert!(worst < 0.18, "n = {n}: {worst}"),
///         _ => assert!(worst < 0.02, "n = {n}: {worst}"),
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the radius and the temperature are fixed.
pub fn speed() -> Result<(Speed, Figure), InvalidStep> {
    let log_curve = |low: f64, high: f64, f: &dyn Fn(f64) -> f64| -> Points {
        let points = curve(low.ln(), high.ln(), 60, |x| x);
        points.iter().map(|p| (p.0.exp(), f(p.0.exp()))).collect()
    };
    let styles = [
        (1, Colour::Blue),
        (10, Colour::Orange),
        (100, Colour::Green),
    ];
    let speeds: Vec<(usize, Points)> = styles
        .iter()
        .map(|&(n, _)| (n, log_curve(0.1, 2000.0, &|kappa| mean_speed(n, kappa))))
        .collect();
    let mut rng = generator(5);
    let mut drawn = Vec::new();
    for (n, kappa) in [(1, 0.6), (1, 2.0), (1, 6.0), (10, 2.0), (10, 5.0)] {
        let (step, mut g) = (BallStep::new(1.0, 1.0)?, vec![0.0; n]);
        g[0] = kappa;
        let lengths: Vec<f64> = (0..2000).map(|_| -step.sample(&g, &mut rng)[0]).collect();
        drawn.push((n, kappa, mean(&lengths)));
    }
    let scaled: Vec<(usize, Points)> = styles
        .iter()
        .map(|&(n, _)| {
            let points = curve(0.02, 4.0, 80, |u| mean_speed(n, n as f64 * u));
            (n, points)
        })
        .collect();
    let mut left = Panel::new(Axis::log("κ", 0.1, 2000.0), Axis::log("Aₙ(κ)", 1e-3, 2.0))
        .dashed(Colour::Grey, &[(0.1, 1.0), (2000.0, 1.0)]);
    let mut right = Panel::new(
        Axis::linear("u = κ/n", 0.0, 4.0),
        Axis::linear("Aₙ(nu)", 0.0, 1.0),
    );
    for ((n, points), (_, colour)) in speeds.iter().zip(styles) {
        let m = *n as f64 + 2.0;
        left = left
            .dashed(Colour::Grey, &[(0.1, 0.1 / m), (m, 1.0)])
            .line(colour, points)
            .legend(colour, &format!("n = {n}"));
        let dots = drawn.iter().filter(|d| d.0 == *n).map(|d| (d.1, d.2));
        left = left.dots(colour, &dots.collect::<Points>());
    }
    left = left
        .legend_dashed(Colour::Grey, "κ/(n+2), 1")
        .legend_at(Corner::BottomRight);
    for ((_, points), (_, colour)) in scaled.iter().zip(styles) {
        right = right.line(colour, points);
    }
    let limit = curve(0.0, 4.0, 60, |u| {
        2.0 * u / (1.0 + (1.0 + 4.0 * u * u).sqrt())
    });
    right = right
        .dashed(Colour::Ink, &limit)
        .legend_dashed(Colour::Ink, "2u/(1+√(1+4u²))")
        .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "speed").panel(left).panel(right);
    let data = Speed {
        speeds,
        drawn,
        scaled,
    };
    Ok((data, figure))
}

/// What `cloud` draws.
#[derive(Debug)]
pub struct CloudFigure {
    /// Gradient descent on Rastrigin's function from (2.2, 2.2), η = 0.002, 100 steps.
    pub descent: Points,
    /// The evolution strategy from there, s = 0.6, N = 400, η = 0.05, 60 steps.
    pub strategy: Points,
    /// 60 points of the first cloud and 60 of the last.
    pub clouds: [Points; 2],
    /// (n, (N, relative root-mean-square error of the estimate on a linear loss)).
    pub errors: Vec<(usize, Points)>,
}

/// Figure `cloud`: an evolution strategy on a rippled bowl, and the error of its gradient.
///
/// ```
/// use descent::statistics::order;
///
/// let (data, figure) = probabilistic_view::figures::cloud()?;
/// let distance = |p: (f64, f64)| p.0.hypot(p.1);
/// // Gradient descent ends in the nearest local minimum, near (1.99, 1.99).
/// let stuck = data.descent[data.descent.len() - 1];
/// assert!((stuck.0 - 1.99).abs() < 0.01 && (stuck.1 - 1.99).abs() < 0.01, "{stuck:?}");
/// // The strategy's last ten points are within 0.6 of the global minimum.
/// for point in data.strategy.iter().rev().take(10) {
///     assert!(distance(*point) < 0.6, "{point:?}");
/// }
/// // The error falls as N^{−1/2} and lies on √((n+1)/N).
/// for (n, points) in &data.errors {
///     assert!((order(points) + 0.5).abs() < 0.05, "n = {n}: {}", order(points));
///     for (size, error) in points {
///         let formula = ((*n as f64 + 1.0) / size).sqrt();
///         assert!((error / formula - 1.0).abs() < 0.2, "n = {n}, N = {size}: {error} {formula}");
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the dimension is fixed.
pub fn cloud() -> Result<(CloudFigure, Figure), ProblemError> {
    let l = Rastrigin::new(2)?;
    let mut theta = l.start();
    let mut descent = Vec::new();
    for _ in 0..=100 {
        descent.push((theta[0][0], theta[0][1]));
        let gradient = l.gradient(&theta);
        theta[0].scaled_add(-0.002, &gradient[0]);
    }
    let value = |x: &[f64]| l.at(x);
    let mut rng = generator(8);
    let mut theta = [2.2, 2.2];
    let mut strategy = Vec::new();
    let mut clouds = [Vec::new(), Vec::new()];
    for step in 0..=60 {
        strategy.push((theta[0], theta[1]));
        let cloud = Cloud::draw(&value, &theta, 0.6, 400, &mut rng);
        if step % 60 == 0 {
            let points = cloud.steps.iter().take(60);
            clouds[step / 60] = points.map(|d| (theta[0] + d[0], theta[1] + d[1])).collect();
        }
        let gradient = cloud.gradient(l.at(&theta));
        for (x, g) in theta.iter_mut().zip(&gradient) {
            *x -= 0.05 * g;
        }
    }
    let errors: Vec<(usize, Points)> = [2, 50]
        .into_iter()
        .map(|n| {
            let l = |x: &[f64]| x[0];
            let error = |size: usize, rng: &mut _| {
                let squares: Vec<f64> = (0..60)
                    .map(|_| {
                        let cloud = Cloud::draw(&l, &vec![0.0; n], 1.0, size, rng);
                        let estimate = cloud.gradient(0.0);
                        let squared: f64 = estimate.iter().map(|g| g * g).sum();
                        squared - 2.0 * estimate[0] + 1.0
                    })
                    .collect();
                (size as f64, mean(&squares).sqrt())
            };
            let sizes = [10, 30, 100, 300, 1000];
            (n, sizes.map(|size| error(size, &mut rng)).to_vec())
        })
        .collect();
    // The local minima lie on a lattice; each coordinate solves 2x + 20π sin 2πx = 0.
    let lattice: Vec<f64> = (-1..=3)
        .map(|k| {
            let mut x = f64::from(k);
            for _ in 0..20 {
                let (sin, cos) = (std::f64::consts::TAU * x).sin_cos();
                let slope = 2.0 * x + 20.0 * std::f64::consts::PI * sin;
                x -= slope / (2.0 + 40.0 * std::f64::consts::PI.powi(2) * cos);
            }
            x
        })
        .collect();
    let minima: Points = lattice
        .iter()
        .flat_map(|&x| lattice.iter().map(move |&y| (x, y)))
        .collect();
    let left = Panel::new(Axis::linear("θ₁", -2.0, 3.8), Axis::linear("θ₂", -2.0, 3.8))
        .dots(Colour::Grid, &minima)
        .dots(Colour::Purple, &clouds[0])
        .dots(Colour::Green, &clouds[1])
        .path(Colour::Blue, &strategy)
        .path(Colour::Red, &descent[..12])
        .dots(Colour::Red, &descent[100..])
        .moving(Colour::Blue, &strategy)
        .legend(Colour::Blue, "−η ĝ")
        .legend(Colour::Red, "−η ∇l")
        .legend_at(Corner::BottomRight);
    let mut right = Panel::new(
        Axis::log("N", 10.0, 1000.0),
        Axis::log("‖ĝ−g‖/‖g‖", 0.03, 5.0),
    );
    for ((n, points), colour) in errors.iter().zip([Colour::Blue, Colour::Orange]) {
        let line = [10.0, 1000.0].map(|size| (size, ((*n as f64 + 1.0) / size).sqrt()));
        right = right
            .dashed(colour, &line)
            .dots(colour, points)
            .legend_dots(colour, &format!("n = {n}"));
    }
    let figure = Figure::new(CHAPTER, "cloud").panel(left).panel(right);
    let data = CloudFigure {
        descent,
        strategy,
        clouds,
        errors,
    };
    Ok((data, figure))
}

/// What `annealing` draws.
#[derive(Debug)]
pub struct Annealing {
    /// (θ_k, l(θ_k)) of a walk from the shallow well that is cooled over 1180 steps, every 20th.
    pub cooled: Points,
    /// The same for a walk at α = 0.
    pub quenched: Points,
    /// (K, share of 200 walks of K steps that end in the deeper well): cooled, quenched.
    pub success: [Points; 2],
}

/// Figure `annealing`: cooling slowly against quenching.
///
/// ```
/// let (data, figure) = probabilistic_view::figures::annealing();
/// // Both start in the shallow well. The cooled walk ends in the deeper one, the quenched one stays.
/// let end = |path: &[(f64, f64)]| path[path.len() - 1].0;
/// assert!(end(&data.cooled) < -0.8 && data.cooled[0].0 > 0.9, "{}", end(&data.cooled));
/// assert!(data.quenched.iter().all(|p| p.0 > 0.8), "{}", end(&data.quenched));
/// let [cooled, quenched] = &data.success;
/// // Quenching finds the deeper well when it starts on its side, 53 % of the starts, however long it
/// // runs: within four standard deviations of a share of 200.
/// for (steps, share) in quenched {
///     assert!((share - 0.53).abs() < 4.0 * (0.25 / 200.0_f64).sqrt(), "K = {steps}: {share}");
/// }
/// // Cooling over 10 steps is no better; over 3000 it succeeds in nine of ten.
/// let last = cooled.len() - 1;
/// assert!((cooled[0].1 - 0.53).abs() < 4.0 * (0.25 / 200.0_f64).sqrt(), "{cooled:?}");
/// assert!(cooled[last].1 >= 0.9, "{cooled:?}");
/// // Two proportions out of 200 runs each: z > 5 has p < 3·10⁻⁷ if they were equal (one-sided).
/// let pooled = (cooled[last].1 + quenched[last].1) / 2.0;
/// let z = (cooled[last].1 - quenched[last].1) / (pooled * (1.0 - pooled) * 2.0 / 200.0).sqrt();
/// assert!(z > 5.0, "z = {z}: {cooled:?} {quenched:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn annealing() -> (Annealing, Figure) {
    const RUNS: u32 = 200;
    let well = TwoWells { tilt: 0.1 };
    let l = |x: &[f64]| well.value(x[0]);
    let walk = |factor: f64| -> Points {
        let temperatures = geometric(0.5, 0.01, 1180).map(|alpha| factor * alpha);
        let path = anneal(&l, &[0.95], 0.15, temperatures, &mut generator(1));
        path.iter().step_by(20).map(|x| (x[0], l(x))).collect()
    };
    let (cooled, quenched) = (walk(1.0), walk(0.0));
    // The top of the barrier, where the deeper well begins: l′ = 0 near 0.1.
    let top = (0..30).fold(0.0, |x: f64, _| x * x * x + well.tilt);
    let mut rng = generator(13);
    let mut success = [Vec::new(), Vec::new()];
    for steps in [10, 30, 100, 300, 1000, 3000] {
        for (factor, shares) in [1.0, 0.0].into_iter().zip(&mut success) {
            let mut found = 0;
            for _ in 0..RUNS {
                let start = [3.0 * uniform(&mut rng) - 1.5];
                let temperatures = geometric(0.5, 0.01, steps).map(|alpha| factor * alpha);
                let path = anneal(&l, &start, 0.15, temperatures, &mut rng);
                found += u32::from(path[steps][0] < top);
            }
            shares.push((steps as f64, f64::from(found) / f64::from(RUNS)));
        }
    }
    let left = Panel::new(
        Axis::linear("θ", -1.8, 1.8),
        Axis::linear("l(θ)", -0.5, 1.0),
    )
    .line(Colour::Grey, &curve(-1.8, 1.8, 120, |x| well.value(x)))
    .dots(Colour::Blue, &cooled[cooled.len() - 1..])
    .dots(Colour::Red, &quenched[quenched.len() - 1..])
    .moving(Colour::Blue, &cooled)
    .moving(Colour::Red, &quenched)
    .legend_dots(Colour::Blue, "α: 0.5 → 0.01")
    .legend_dots(Colour::Red, "α = 0");
    let right = Panel::new(Axis::log("K", 10.0, 3000.0), Axis::linear("P", 0.0, 1.0))
        .path(Colour::Blue, &success[0])
        .path(Colour::Red, &success[1])
        .legend(Colour::Blue, "α: 0.5 → 0.01")
        .legend(Colour::Red, "α = 0")
        .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "annealing")
        .panel(left)
        .panel(right)
        .height(290)
        .seconds(12.0);
    let data = Annealing {
        cooled,
        quenched,
        success,
    };
    (data, figure)
}
