//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::data;
use descent::random::{generator, normal, with_replacement};
use descent::statistics::mean as average;
use descent::{Objective, vector};
use ndarray::{Array1, Axis as Dimension};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::deep::{Activation, Network};
use crate::mean_estimation::{mean, risk, total_variance};
use crate::small_sample::SmallSample;
use crate::symmetry::{between, transform};
use crate::{Wave, scheme};

const CHAPTER: &str = "learning-problem";

type Points = Vec<(f64, f64)>;

/// Two descents on x cos πx.
pub struct TwoMinima {
    /// (x, f(x)) of gradient descent from −0.9.
    pub left: Points,
    /// The same from 0.45.
    pub right: Points,
}

/// Figure `two-minima`: gradient descent with γ = 0.02 from two starts.
///
/// ```
/// use learning_problem::Wave;
/// let (paths, figure) = learning_problem::figures::two_minima();
/// let end = |path: &[(f64, f64)]| path.last().unwrap().0;
/// assert!((end(&paths.left) - Wave::stationary(-0.5, 0.0)).abs() < 1e-3, "{}", end(&paths.left));
/// assert!((end(&paths.right) - Wave::stationary(1.0, 1.5)).abs() < 1e-3, "{}", end(&paths.right));
/// // Noise lets a descent leave the local minimum: of 400 runs from it, 2000 steps with γ = 0.02 and
/// // gradients with standard deviation 5, more than half are in the global basin; without, none.
/// use descent::random::{generator, normal};
/// let mut rng = generator(2);
/// let mut left = |s: f64| (0..400).filter(|_| {
///     let mut x = Wave::stationary(-0.5, 0.0);
///     for _ in 0..2000 {
///         x -= 0.02 * (Wave::slope(x) + s * normal(&mut rng));
///     }
///     (0.3..2.0).contains(&x)
/// }).count();
/// let (noisy, silent) = (left(5.0), left(0.0));
/// assert!(noisy > 200 && silent == 0, "{noisy} with noise, {silent} without");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn two_minima() -> (TwoMinima, Figure) {
    let descent = |start: f64| -> Points {
        let last = |gradients: &[Vec<descent::Tensor>]| gradients[gradients.len() - 1].clone();
        scheme(&Wave, &vector(&[start]), 0.02, 60, &last)
            .iter()
            .map(|theta| (theta[0][0], Wave.value(theta)))
            .collect()
    };
    let data = TwoMinima {
        left: descent(-0.9),
        right: descent(0.45),
    };
    let ground: Points = (0..=300)
        .map(|k| -1.0 + f64::from(k) * 0.01)
        .map(|x| (x, Wave.at(&[x])))
        .collect();
    let panel = Panel::new(
        Axis::linear("x", -1.0, 2.0),
        Axis::linear("x cos πx", -1.25, 2.1),
    )
    .line(Colour::Grey, &ground)
    .dots(Colour::Red, &data.left)
    .dots(Colour::Blue, &data.right)
    .moving(Colour::Red, &data.left)
    .moving(Colour::Blue, &data.right)
    .legend_dots(Colour::Red, "x₀ = −0.9")
    .legend_dots(Colour::Blue, "x₀ = 0.45")
    .legend_at(Corner::TopLeft);
    (data, Figure::new(CHAPTER, "two-minima").panel(panel))
}

/// What a sample of N teaches about a mean.
pub struct Samples {
    /// (N, E R(θ̂), E L(θ̂)), means of 3000 samples of wines.
    pub measured: Vec<(f64, f64, f64)>,
    /// R(θ*).
    pub best: f64,
    /// tr Σ.
    pub spread: f64,
}

/// Figure `samples`: the mean of the wines from samples of N.
///
/// ```
/// let (samples, figure) = learning_problem::figures::samples();
/// for (n, outside, inside) in &samples.measured {
///     // Symmetric about R(θ*): 10 % of the gap, five times the Monte Carlo error at every N.
///     let half = samples.spread / (2.0 * n);
///     assert!(((outside - samples.best) / half - 1.0).abs() < 0.1, "N = {n}: {outside}");
///     assert!(((samples.best - inside) / half - 1.0).abs() < 0.1, "N = {n}: {inside}");
///     assert!(inside < &samples.best && &samples.best < outside);
/// }
/// assert!(samples.measured[0].2.abs() < 1e-12, "one example: {}", samples.measured[0].2);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn samples() -> (Samples, Figure) {
    let wines = data::wine().standardized().inputs;
    let (best, spread) = (risk(&wines, &mean(&wines)), total_variance(&wines));
    let mut rng = generator(17);
    let sizes = [1, 2, 4, 8, 16, 32, 64];
    let measured = sizes.map(|size| {
        let runs: Vec<(f64, f64)> = (0..3000)
            .map(|_| {
                let rows = with_replacement(wines.nrows(), size, &mut rng);
                let sample = wines.select(Dimension(0), &rows);
                let theta = mean(&sample);
                // The risk of θ is R(θ*) + ½‖θ − μ‖².
                let off = (&theta - &mean(&wines)).mapv(|d| d * d).sum();
                (best + off / 2.0, risk(&sample, &theta))
            })
            .collect();
        let of = |part: fn(&(f64, f64)) -> f64| average(&runs.iter().map(part).collect::<Vec<_>>());
        (size as f64, of(|run| run.0), of(|run| run.1))
    });
    let line = |sign: f64| -> Points {
        (0..=60)
            .map(|k| 64_f64.powf(f64::from(k) / 60.0))
            .map(|n| (n, best + sign * spread / (2.0 * n)))
            .collect()
    };
    let dots = |part: fn(&(f64, f64, f64)) -> (f64, f64)| -> Points {
        measured.iter().map(part).collect()
    };
    let ticks = [
        (1.0, "1"),
        (2.0, "2"),
        (4.0, "4"),
        (8.0, "8"),
        (16.0, "16"),
        (32.0, "32"),
        (64.0, "64"),
    ];
    let panel = Panel::new(
        Axis::log("N", 1.0, 64.0).ticks(&ticks),
        Axis::linear("", 0.0, 13.5),
    )
    .line(Colour::Red, &line(1.0))
    .line(Colour::Blue, &line(-1.0))
    .dashed(Colour::Grey, &[(1.0, best), (64.0, best)])
    .dots(Colour::Red, &dots(|run| (run.0, run.1)))
    .dots(Colour::Blue, &dots(|run| (run.0, run.2)))
    .legend(Colour::Red, "E R(θ̂)")
    .legend_dashed(Colour::Grey, "R(θ*)")
    .legend(Colour::Blue, "E L(θ̂)");
    let data = Samples {
        measured: measured.to_vec(),
        best,
        spread,
    };
    (
        data,
        Figure::new(CHAPTER, "samples").height(280).panel(panel),
    )
}

/// Losses of a network that has seen a hundred digits.
pub struct Overfit {
    /// For each of three seeds: (t, training loss, held-out loss).
    pub runs: Vec<Vec<(f64, f64, f64)>>,
}

/// Figure `overfit`: 64–16–10 on a hundred digits, gradient descent with γ = 0.5.
///
/// ```
/// let (overfit, figure) = learning_problem::figures::overfit();
/// for run in &overfit.runs {
///     // The training loss falls from one measurement to the next, to below 0.01.
///     assert!(run.windows(2).all(|pair| pair[1].1 < pair[0].1) && run.last().unwrap().1 < 0.01);
///     // The held-out loss has its minimum before the end and rises from there, if by little; it
///     // ends more than thirty times as large as the training loss.
///     let lowest = run.iter().map(|p| p.2).fold(f64::INFINITY, f64::min);
///     let end = run.last().unwrap();
///     let at = run.iter().position(|p| p.2 == lowest).unwrap();
///     assert!(at + 5 < run.len() && end.2 > lowest, "lowest at {at} of {}", run.len());
///     assert!(run[at..].windows(2).all(|pair| pair[1].2 > pair[0].2), "it rises");
///     assert!(end.2 > 30.0 * end.1, "{} against {}", end.2, end.1);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn overfit() -> (Overfit, Figure) {
    const STEPS: usize = 1600;
    let runs: Vec<_> = (0..3)
        .map(|seed| SmallSample::new(100, seed).run(0.5, STEPS).losses)
        .collect();
    let mut panel = Panel::new(Axis::linear("t", 0.0, 1600.0), Axis::log("", 2e-3, 3.0));
    for run in &runs {
        let seen: Points = run.iter().map(|p| (p.0, p.1)).collect();
        let unseen: Points = run.iter().map(|p| (p.0, p.2)).collect();
        panel = panel.thin(Colour::Blue, &seen).thin(Colour::Red, &unseen);
    }
    let panel = panel
        .legend(Colour::Red, "R(θₜ)")
        .legend(Colour::Blue, "L(θₜ)");
    (
        Overfit { runs },
        Figure::new(CHAPTER, "overfit").height(300).panel(panel),
    )
}

/// How a small change travels through a deep network.
pub struct Depths {
    /// For each network: name, and (l, geometric mean of ‖J_l v‖/‖v‖ over 20 networks).
    pub curves: Vec<(&'static str, Points)>,
}

/// Figure `depths`: 60 layers of 40 units, for four distributions of the weights.
///
/// ```
/// use descent::statistics::slope;
/// let (depths, figure) = learning_problem::figures::depths();
/// let rate = |k: usize| {
///     let late: Vec<_> = depths.curves[k].1[10..].iter().map(|p| (p.0, p.1.ln())).collect();
///     slope(&late).exp()
/// };
/// // tanh with σ = ½ loses half at every layer, σ = 1 little, σ = 2 grows; the rectified unit with
/// // σ = √2 keeps the size within a factor of ten over 60 layers.
/// assert!((rate(0) - 0.5).abs() < 0.02, "{}", rate(0));
/// assert!(rate(1) > 0.93 && rate(1) < 1.0, "{}", rate(1));
/// assert!(rate(2) > 1.1, "{}", rate(2));
/// let last = depths.curves[3].1[59].1;
/// assert!((0.1..10.0).contains(&last), "{last}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn depths() -> (Depths, Figure) {
    const DEPTH: usize = 60;
    const WIDTH: usize = 40;
    let shown = [
        ("tanh, σ = 1/2", Activation::Tanh, 0.5, Colour::Red),
        ("tanh, σ = 1", Activation::Tanh, 1.0, Colour::Orange),
        ("tanh, σ = 2", Activation::Tanh, 2.0, Colour::Purple),
        (
            "max(0, x), σ = √2",
            Activation::Relu,
            2_f64.sqrt(),
            Colour::Blue,
        ),
    ];
    let ticks = [
        (1e-15, "10⁻¹⁵"),
        (1e-10, "10⁻¹⁰"),
        (1e-5, "10⁻⁵"),
        (1.0, "1"),
        (1e5, "10⁵"),
    ];
    let mut panel = Panel::new(
        Axis::linear("l", 0.0, 60.0),
        Axis::log("‖Jₗv‖/‖v‖", 1e-19, 1e8).ticks(&ticks),
    );
    let mut curves = Vec::new();
    for (name, activation, sigma, colour) in shown {
        let mut rng = generator(60);
        let mut logs = vec![0.0; DEPTH];
        for _ in 0..20 {
            let network = Network::random(activation, (DEPTH, WIDTH), sigma, &mut rng);
            let mut draw = || Array1::from_shape_simple_fn(WIDTH, || normal(&mut rng));
            let (input, v) = (draw(), draw());
            for (log, pushed) in logs.iter_mut().zip(network.pushed(&input, &v)) {
                *log += 0.5 * (pushed.dot(&pushed) / v.dot(&v)).ln() / 20.0;
            }
        }
        let points: Points = (1..)
            .zip(&logs)
            .map(|(l, log)| (f64::from(l), log.exp()))
            .collect();
        panel = panel.line(colour, &points).legend(colour, name);
        curves.push((name, points));
    }
    let panel = panel.legend_at(Corner::BottomLeft);
    (
        Depths { curves },
        Figure::new(CHAPTER, "depths").panel(panel),
    )
}

/// The loss between two networks that compute the same.
pub struct Midpoint {
    /// (s, training loss at (1 − s)θ* + s Sθ*) for three seeds.
    pub lines: Vec<Points>,
}

/// Figure `midpoint`: from a trained network to itself with its units in reverse order.
///
/// ```
/// let (midpoint, figure) = learning_problem::figures::midpoint();
/// for line in &midpoint.lines {
///     let (first, middle, last) = (line[0].1, line[25].1, line[50].1);
///     assert!((first - last).abs() < 1e-12, "the ends agree: {first} {last}");
///     assert!(middle > 20.0 * first, "{middle} against {first}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn midpoint() -> (Midpoint, Figure) {
    let reversed: Vec<usize> = (0..16).rev().collect();
    let lines: Vec<Points> = (0..3)
        .map(|seed| {
            let sample = SmallSample::new(100, seed);
            let trained = sample.run(0.5, 400).params;
            let copy = transform(&trained, &reversed, &[false; 16]);
            let loss = |s: f64| {
                sample
                    .network
                    .loss_on(&between(&trained, &copy, s), &sample.train)
            };
            (0..=50)
                .map(|k| f64::from(k) / 50.0)
                .map(|s| (s, loss(s)))
                .collect()
        })
        .collect();
    let top = lines.iter().flatten().map(|p| p.1).fold(0.0, f64::max);
    let mut panel = Panel::new(
        Axis::linear("s", 0.0, 1.0),
        Axis::linear("L", 0.0, 1.1 * top),
    );
    for (line, colour) in lines
        .iter()
        .zip([Colour::Blue, Colour::Green, Colour::Orange])
    {
        panel = panel.line(colour, line);
    }
    (
        Midpoint { lines },
        Figure::new(CHAPTER, "midpoint").height(260).panel(panel),
    )
}
