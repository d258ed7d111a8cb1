//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::random::{generator, normal};
use descent::{Objective as _, Optimizer as _, Spec, problems::Quadratic, vector};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::noisy::{
    average_variance, last_variance, lookahead_factor, lookahead_ratio, settled_variance,
};
use crate::train::{Plan, network, train, trained};
use crate::{Asgd, ScheduleFree, WeightEma};

const CHAPTER: &str = "averaging";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// A noisy path with its average, and variances over time.
pub struct Noisy {
    /// The iterates.
    pub path: Vec<(f64, f64)>,
    /// Their running averages.
    pub averages: Vec<(f64, f64)>,
    /// For each rate η: the points (T, Var θ_T) and (T, Var θ̄_T).
    pub variances: Vec<Curves>,
}

/// A rate and its two curves.
pub type Curves = (f64, Vec<(f64, f64)>, Vec<(f64, f64)>);

/// Figure `noisy`: gradient descent with noise in a valley, and the variances of equation
/// `averaging:averaged-variance`.
///
/// ```
/// let (data, figure) = averaging::figures::noisy()?;
/// let far = |p: &(f64, f64)| p.0.hypot(p.1);
/// let tail = &data.path[100..];
/// let mean = tail.iter().map(far).sum::<f64>() / tail.len() as f64;
/// let average = far(data.averages.last().unwrap());
/// assert!(average < mean / 3.0, "average {average}, iterates {mean}");
/// // Var θ̄_T: the curves of the rates meet and fall as 1/T; Var θ_T: flat, far apart.
/// let (small, large) = (&data.variances[0], &data.variances[1]);
/// let last = |curve: &[(f64, f64)]| *curve.last().unwrap();
/// let ratio = last(&small.2).1 / last(&large.2).1;
/// assert!((ratio - 1.0).abs() < 0.05, "averages: {ratio}");
/// let (t, v) = last(&large.2);
/// assert!((t * v - 1.0).abs() < 0.01, "T Var = {}", t * v);
/// let ratio = last(&large.1).1 / last(&small.1).1;
/// assert!(ratio > 10.0, "last iterates: {ratio}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step fails, which the fixed settings exclude.
pub fn noisy() -> Drawn<Noisy> {
    let bowl = Quadratic::new(&[0.3, 1.0])?;
    let (mut asgd, mut rng) = (Asgd::new(0.6)?, generator(5));
    let mut theta = vector(&[-2.5, 1.6]);
    let at = |theta: &[descent::Tensor]| (theta[0][0], theta[0][1]);
    let (mut path, mut averages) = (vec![at(&theta)], Vec::new());
    for _ in 0..200 {
        let gradient = vec![bowl.gradient(&theta)[0].mapv(|g| g + 0.6 * normal(&mut rng))];
        asgd.step(&mut theta, &gradient)?;
        path.push(at(&theta));
        averages.push(at(asgd.average(&theta)));
    }
    // From 1 to 10⁴, each a quarter longer than the one before.
    let times: Vec<u32> = std::iter::successors(Some(1_u32), |t| Some(t + t.div_ceil(4)))
        .take_while(|&t| t < 10_000)
        .chain([10_000])
        .collect();
    let curve = |of: fn(f64, f64, f64, u32) -> f64, eta: f64| -> Vec<(f64, f64)> {
        times
            .iter()
            .map(|&t| (f64::from(t), of(eta, 1.0, 1.0, t)))
            .collect()
    };
    let variances: Vec<Curves> = [0.1, 1.2]
        .into_iter()
        .map(|eta| (eta, curve(last_variance, eta), curve(average_variance, eta)))
        .collect();
    let left = Panel::new(Axis::linear("θ₁", -3.0, 3.0), Axis::linear("θ₂", -2.0, 2.0))
        .contours(Colour::Grid, &[0.1, 0.4, 0.9, 1.6], |x, y| {
            0.15 * x * x + 0.5 * y * y
        })
        .thin(Colour::Grey, &path)
        .line(Colour::Blue, &averages)
        .dots(Colour::Orange, &[(0.0, 0.0)])
        .legend(Colour::Grey, "θₜ")
        .legend(Colour::Blue, "θ̄ₜ");
    let bound: Vec<_> = [1.0, 1e4].map(|t| (t, 1.0 / t)).to_vec();
    let right = Panel::new(
        Axis::log("T", 1.0, 1e4),
        Axis::log("Var · λ²/s²", 5e-5, 4.0),
    )
    .line(Colour::Red, &variances[1].1)
    .line(Colour::Orange, &variances[0].1)
    .line(Colour::Blue, &variances[1].2)
    .line(Colour::Green, &variances[0].2)
    .dashed(Colour::Ink, &bound)
    .legend(Colour::Red, "θ, ηλ = 1.2")
    .legend(Colour::Orange, "θ, ηλ = 0.1")
    .legend(Colour::Blue, "θ̄, ηλ = 1.2")
    .legend(Colour::Green, "θ̄, ηλ = 0.1")
    .legend_dashed(Colour::Ink, "1/T")
    .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "noisy").panel(left).panel(right);
    Ok((
        Noisy {
            path,
            averages,
            variances,
        },
        figure,
    ))
}

/// Lookahead around gradient descent on one eigenvalue.
pub struct Interpolated {
    /// For k = 1, 5, 6 with α = ½ (k = 1 with α = 1: gradient descent): (ηλ, factor a gradient).
    pub factors: Vec<(u32, Vec<(f64, f64)>)>,
    /// Gradient descent, then Lookahead with α = ½ and 0.2, k = 5: (factor a gradient, variance).
    pub trade: Vec<Vec<(f64, f64)>>,
}

/// Figure `lookahead`: contraction, stability, and variance at equal speed.
///
/// ```
/// let (data, figure) = averaging::figures::lookahead()?;
/// // Odd k reaches beyond 2, even k stops there.
/// let edge = |i: usize| data.factors[i].1.iter().rev().find(|p| p.1 < 1.0).unwrap().0;
/// assert!((edge(0) - 2.0).abs() < 0.02 && (edge(2) - 2.0).abs() < 0.02);
/// assert!((edge(1) - 1.0 - 3_f64.powf(0.2)).abs() < 0.02, "{}", edge(1));
/// // At an equal factor the variance lies above gradient descent's.
/// for curve in &data.trade[1..] {
///     for &(f, variance) in curve {
///         let plain = (1.0 - f) / (1.0 + f);
///         assert!(variance >= plain * (1.0 - 1e-9), "factor {f}: {variance} {plain}");
///     }
///     let &(f, variance) = curve.last().unwrap();
///     assert!(variance > 3.0 * (1.0 - f) / (1.0 + f), "the fast end, {f}: {variance}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None; the signature is that of the other figures.
pub fn lookahead() -> Drawn<Interpolated> {
    let grid: Vec<f64> = (0..=240).map(|i| f64::from(i) / 100.0).collect();
    let factors: Vec<(u32, Vec<(f64, f64)>)> = [(1, 1.0), (5, 0.5), (6, 0.5)]
        .into_iter()
        .map(|(k, alpha)| {
            let each = |&x: &f64| {
                let factor = lookahead_factor(x, k, alpha).abs();
                (x, factor.powf(1.0 / f64::from(k)))
            };
            (k, grid.iter().map(each).collect())
        })
        .collect();
    let steps: Vec<f64> = (0..=48)
        .map(|i| 10_f64.powf(f64::from(i) / 24.0 - 2.0))
        .collect();
    let trade: Vec<Vec<(f64, f64)>> = [(1, 1.0), (5, 0.5), (5, 0.2)]
        .into_iter()
        .map(|(k, alpha)| {
            let each = |&x: &f64| {
                let factor = lookahead_factor(x, k, alpha).powf(1.0 / f64::from(k));
                let variance = lookahead_ratio(x, k, alpha) * settled_variance(x, 1.0, 1.0);
                (factor, variance)
            };
            steps.iter().filter(|&&x| x < 0.999).map(each).collect()
        })
        .collect();
    let left = Panel::new(
        Axis::linear("ηλ", 0.0, 2.4),
        Axis::linear("|1 − α + αaᵏ|^(1/k)", 0.0, 1.6),
    )
    .line(Colour::Grey, &factors[0].1)
    .line(Colour::Blue, &factors[1].1)
    .line(Colour::Orange, &factors[2].1)
    .dashed(Colour::Ink, &[(0.0, 1.0), (2.4, 1.0)])
    .legend(Colour::Grey, "GD")
    .legend(Colour::Blue, "k = 5, α = ½")
    .legend(Colour::Orange, "k = 6, α = ½")
    .legend_at(Corner::TopLeft);
    let right = Panel::new(
        Axis::linear("f", 0.8, 1.0),
        Axis::log("Var · λ²/s²", 1e-3, 1.0),
    )
    .line(Colour::Grey, &trade[0])
    .line(Colour::Blue, &trade[1])
    .line(Colour::Green, &trade[2])
    .legend(Colour::Grey, "GD")
    .legend(Colour::Blue, "k = 5, α = ½")
    .legend(Colour::Green, "k = 5, α = 0.2")
    .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "lookahead").panel(left).panel(right);
    Ok((Interpolated { factors, trade }, figure))
}

/// The network on the digits, trained at constant rates.
pub struct Digits {
    /// Training loss over the steps at η = 1: the iterate, its leaky average, Schedule-Free's x.
    pub over_time: [Vec<(f64, f64)>; 3],
    /// Training loss at the end over η: the same three, and a rate that falls linearly to zero.
    pub over_rates: [Vec<(f64, f64)>; 4],
}

/// Figure `digits`: ten epochs in batches of ten, one step a batch.
///
/// It trains 18 networks, which takes most of a second.
///
/// ```
/// let (data, figure) = averaging::figures::digits()?;
/// // At each rate from 0.2 to 1 the average has less loss than the iterate beside it.
/// let [last, average, free, falling] = &data.over_rates;
/// for i in 1..4 {
///     assert!(average[i].1 < last[i].1, "η = {}", last[i].0);
/// }
/// assert!(average[3].1 < 0.2 * last[3].1, "{:?} {:?}", average[3], last[3]);
/// // The best loss of the average over the rates is below half of the iterate's best, and below
/// // the best of the falling rate.
/// let best = |curve: &[(f64, f64)]| curve.iter().map(|p| p.1).fold(f64::MAX, f64::min);
/// assert!(best(average) < 0.5 * best(last), "{} {}", best(average), best(last));
/// assert!(best(average) < best(falling), "{} {}", best(average), best(falling));
/// // At η = 2 all but Schedule-Free are lost.
/// assert!(last[4].1 > 0.5 && average[4].1 > 0.5 && falling[4].1 > 0.5 && free[4].1 < 0.01);
/// // At η = 0.1 averaging gains nothing: the noise is small, and Schedule-Free lags.
/// assert!((average[0].1 / last[0].1 - 1.0).abs() < 0.05 && free[0].1 > last[0].1);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a setting is refused, which the fixed settings exclude.
pub fn digits() -> Drawn<Digits> {
    static EMA: Spec = WeightEma::SPEC;
    const EVERY: usize = 24;
    let (network, rows) = (network()?, trained());
    let plan = Plan {
        epochs: 10,
        batch: 10,
        seed: 7,
    };
    let last_step = plan.steps();
    let loss = |point: &[descent::Tensor]| network.loss_on(point, &rows);
    let ema = |lr: f64| -> Result<WeightEma, descent::SettingError> {
        let settings = EMA.settings().with("lr", lr)?.with("decay", 0.99)?;
        WeightEma::from_settings(&settings)
    };
    let mut over_time = [const { Vec::new() }; 3];
    let mut over_rates = [const { Vec::new() }; 4];
    for eta in [0.1, 0.2, 0.5, 1.0, 2.0] {
        let shown = |t: usize| eta == 1.0 && t.is_multiple_of(EVERY);
        train(
            &network,
            &mut ema(eta)?,
            plan,
            |_| eta,
            |t, optimizer, params| {
                let average = optimizer.average(params);
                if shown(t) {
                    over_time[0].push((t as f64, loss(params)));
                    over_time[1].push((t as f64, loss(average)));
                }
                if t == last_step {
                    over_rates[0].push((eta, loss(params)));
                    over_rates[1].push((eta, loss(average)));
                }
            },
        )?;
        let mut free = ScheduleFree::new(eta, 0.9)?;
        train(
            &network,
            &mut free,
            plan,
            |_| eta,
            |t, optimizer, params| {
                let average = optimizer.average(params);
                if shown(t) {
                    over_time[2].push((t as f64, loss(average)));
                }
                if t == last_step {
                    over_rates[2].push((eta, loss(average)));
                }
            },
        )?;
        let falling = |t: usize| eta * (1.0 - (t - 1) as f64 / last_step as f64);
        train(
            &network,
            &mut Asgd::new(eta)?,
            plan,
            falling,
            |t, _, params| {
                if t == last_step {
                    over_rates[3].push((eta, loss(params)));
                }
            },
        )?;
    }
    let colours = [Colour::Grey, Colour::Blue, Colour::Orange, Colour::Green];
    let names = ["θ", "φ", "x", "θ, ηₜ → 0"];
    let mut left = Panel::new(
        Axis::linear("t", 0.0, last_step as f64),
        Axis::log("f", 0.004, 4.0),
    );
    for (i, curve) in over_time.iter().enumerate() {
        left = left.line(colours[i], curve).legend(colours[i], names[i]);
    }
    let ticks = [
        (0.1, "0.1"),
        (0.2, "0.2"),
        (0.5, "0.5"),
        (1.0, "1"),
        (2.0, "2"),
    ];
    let mut right = Panel::new(
        Axis::log("η", 0.08, 2.5).ticks(&ticks),
        Axis::log("f", 0.002, 20.0),
    )
    .legend_at(Corner::TopLeft);
    for (i, curve) in over_rates.iter().enumerate() {
        right = right
            .line(colours[i], curve)
            .dots(colours[i], curve)
            .legend(colours[i], names[i]);
    }
    let figure = Figure::new(CHAPTER, "digits").panel(left).panel(right);
    Ok((
        Digits {
            over_time,
            over_rates,
        },
        figure,
    ))
}
