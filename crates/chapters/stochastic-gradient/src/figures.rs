//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::DigitsMlp;
use descent::random::{generator, permutation, with_replacement};
use descent::statistics::{mean, variance};
use descent::{FiniteSum as _, Objective as _, distance, vector, zeros_like};
use plotting::{Axis, Colour, Figure, Panel};
use sde_view::mini_batch::{Location, WineNoise};

use crate::critical_batch::{Run, runs};
use crate::noise::gradient_variance;
use crate::{Epochs, Failure, Median, Sampling, train};

const CHAPTER: &str = "stochastic-gradient";

type Points = Vec<(f64, f64)>;
type Drawn<T> = Result<(T, Figure), Failure>;

/// The training loss of the network on the digits along one run.
#[derive(Debug)]
pub struct Training {
    /// B.
    pub batch: usize,
    /// (epochs, loss), up to five epochs.
    pub by_epochs: Points,
    /// (steps, loss).
    pub by_steps: Points,
}

/// Figure `three-batches`: one example, thirty, or all 1797 at a step, each at a good rate.
///
/// 9000 steps of one example are the longest of the runs.
///
/// ```
/// let (runs, figure) = stochastic_gradient::figures::three_batches()?;
/// let [one, thirty, all] = &runs;
/// // After five epochs the loss is lower the smaller the batch; after 100 steps, the larger.
/// let last = |run: &stochastic_gradient::figures::Training| run.by_epochs.last().unwrap().1;
/// assert!(last(one) < 0.13 && last(thirty) < 0.2 && last(all) > 1.5, "epochs: {runs:?}");
/// assert!(last(one) < last(thirty), "{} {}", last(one), last(thirty));
/// let at = |run: &stochastic_gradient::figures::Training| {
///     run.by_steps.iter().find(|(t, _)| *t == 100.0).unwrap().1
/// };
/// assert!(at(all) < 0.5 * at(thirty) && at(thirty) < 0.5 * at(one), "{} {}", at(all), at(thirty));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn three_batches() -> Drawn<[Training; 3]> {
    let digits = DigitsMlp::new(16, 0)?;
    let n = digits.examples();
    let run = |batch: usize, eta: f64, epochs: usize| -> Result<Training, Failure> {
        let mut theta = digits.start();
        let before = digits.value(&theta);
        let (mut by_epochs, mut by_steps) = (vec![(0.0, before)], Vec::new());
        let per_epoch = n.div_ceil(batch);
        let deal = Epochs::new(n, batch, Sampling::Reshuffled, 1)?;
        let mut next = 1.0;
        train(
            &digits,
            &mut theta,
            (deal, epochs),
            &|_| eta,
            &mut |t, x| {
                let half = (per_epoch / 2).max(1);
                let (often, rare) = (t % half == 0 && t <= 5 * per_epoch, t as f64 >= next);
                if often || rare || t == 100 {
                    let loss = digits.value(x);
                    if often {
                        by_epochs.push((t as f64 / per_epoch as f64, loss));
                    }
                    if rare || t == 100 {
                        by_steps.push((t as f64, loss));
                        next = t as f64 * 1.5;
                    }
                }
            },
        )?;
        Ok(Training {
            batch,
            by_epochs,
            by_steps,
        })
    };
    let data = [run(1, 0.03, 5)?, run(30, 0.3, 5)?, run(n, 1.0, 100)?];
    let mut left = Panel::new(Axis::linear("t·B/N", 0.0, 5.0), Axis::log("f", 0.06, 4.0));
    let mut right = Panel::new(Axis::log("t", 1.0, 1e4), Axis::log("f", 0.06, 4.0));
    let names = ["B = 1", "B = 30", "B = N"];
    let colours = [Colour::Red, Colour::Orange, Colour::Blue];
    for ((run, colour), name) in data.iter().zip(colours).zip(names) {
        left = left.line(colour, &run.by_epochs);
        right = right.line(colour, &run.by_steps).legend(colour, name);
    }
    left = left
        .label(Colour::Blue, (2.5, 2.3), "B = N")
        .label(Colour::Orange, (2.4, 0.42), "B = 30")
        .label(Colour::Red, (1.7, 0.11), "B = 1");
    let figure = Figure::new(CHAPTER, "three-batches")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((data, figure))
}

/// The mean square error of mini-batch gradients of the network on the digits.
#[derive(Debug)]
pub struct Variances {
    /// σ².
    pub single: f64,
    /// (B, E‖g_B − ∇f‖²), drawn with replacement.
    pub with: Points,
    /// The same without replacement.
    pub without: Points,
}

/// Figure `variance`: the noise of a batch of B digits, with and without replacement.
///
/// ```
/// let (data, figure) = stochastic_gradient::figures::variance_of_batches()?;
/// // Dots on their curves. The covariance C has (tr C)²/tr C² = 10 effective dimensions, so one
/// // squared norm has the relative deviation √(2/10), the mean of 40 has 7 %: 3.5 of them.
/// for &(b, found) in &data.with {
///     assert!((found * b / data.single - 1.0).abs() < 0.25, "B = {b}: {found}");
/// }
/// for &(b, found) in &data.without {
///     let curve = data.single / b * (1797.0 - b) / 1796.0;
///     assert!((found / curve - 1.0).abs() < 0.25, "B = {b}: {found}, not {curve}");
/// }
/// // At B = 1500 the correction is 297/1796, a factor of six.
/// let last = |points: &[(f64, f64)]| points.last().unwrap().1;
/// assert!(last(&data.with) > 4.0 * last(&data.without), "{data:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn variance_of_batches() -> Drawn<Variances> {
    let digits = DigitsMlp::new(16, 0)?;
    let (theta, n) = (digits.start(), digits.examples());
    let (full, single) = (digits.gradient(&theta), gradient_variance(&digits, &theta));
    let (mut rng, mut grads) = (generator(4), zeros_like(&theta));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for b in [1, 4, 16, 64, 256, 800, 1500] {
        let draws = if b < 20 { 300 } else { 40 };
        let mut mean_square = |replace: bool| {
            let squares = (0..draws).map(|_| {
                let batch = if replace {
                    with_replacement(n, b, &mut rng)
                } else {
                    permutation(n, &mut rng)[..b].to_vec()
                };
                digits.batch_gradient_into(&theta, &batch, &mut grads);
                distance(&grads, &full).powi(2)
            });
            squares.sum::<f64>() / f64::from(draws)
        };
        with.push((b as f64, mean_square(true)));
        without.push((b as f64, mean_square(false)));
    }
    let line = [(1.0, single), (1797.0, single / 1797.0)];
    let curve: Points = (0..=160)
        .map(|k| 10.0_f64.powf(f64::from(k) / 50.0))
        .chain([1700.0, 1780.0, 1795.0])
        .map(|b| (b, single / b * (1797.0 - b) / 1796.0))
        .collect();
    let panel = Panel::new(Axis::log("B", 0.8, 3e3), Axis::log("", 3e-4, 30.0))
        .line(Colour::Red, &line)
        .line(Colour::Blue, &curve)
        .dots(Colour::Red, &with)
        .dots(Colour::Blue, &without)
        .legend(Colour::Red, "σ²/B")
        .legend(Colour::Blue, "σ²/B · (N − B)/(N − 1)")
        .label(Colour::Ink, (6.0, 1e-3), "N = 1797");
    let figure = Figure::new(CHAPTER, "variance").panel(panel);
    let data = Variances {
        single,
        with,
        without,
    };
    Ok((data, figure))
}

/// Errors against time for three kinds of learning rate.
#[derive(Debug)]
pub struct Rates {
    /// (T, mean error of f) for the median with η = r/(L√T).
    pub kink: Points,
    /// (T, mean square error) for the mean with η = 1/(μt).
    pub bowl: Points,
    /// (t, mean square error) for the mean at the rates 0.2, 0.1 and 0.05.
    pub constant: [Points; 3],
    /// The three noise balls of equation `stochastic-gradient:noise-exact`.
    pub balls: [f64; 3],
}

/// Figure `rates`: 1/√T, 1/T, and the noise balls of constant rates, on columns of the wines.
///
/// ```
/// use descent::statistics::{mean, order};
/// let (data, figure) = stochastic_gradient::figures::rates()?;
/// assert!((order(&data.kink) + 0.5).abs() < 0.08, "slope {}", order(&data.kink));
/// assert!((order(&data.bowl) + 1.0).abs() < 0.08, "slope {}", order(&data.bowl));
/// // Below the bound Lr/√T with L = 1, r = 2; on s²/T within four deviations √(2/150) of 150 walks.
/// assert!(data.kink.iter().all(|(t, error)| *error < 2.0 / t.sqrt()), "{:?}", data.kink);
/// let s2 = data.balls[1] * 1.9 / 0.1;
/// assert!(data.bowl.iter().all(|(t, error)| (error * t / s2 - 1.0).abs() < 0.46), "{:?}", data.bowl);
/// // Each constant rate comes to rest on its ball, half as large for half the rate.
/// for (path, ball) in data.constant.iter().zip(data.balls) {
///     let late: Vec<f64> = path.iter().filter(|p| p.0 > 150.0).map(|p| p.1).collect();
///     assert!((mean(&late) / ball - 1.0).abs() < 0.1, "{} against {ball}", mean(&late));
/// }
/// assert!((data.balls[0] / data.balls[1] - 2.0).abs() < 0.15, "{:?}", data.balls);
/// // The smaller the rate, the later: the errors after 10 steps.
/// let early = data.constant.each_ref().map(|path| path[3].1);
/// assert!(early[0] < early[1] && early[1] < early[2], "{early:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn rates() -> Drawn<Rates> {
    let column = descent::data::wine()
        .standardized()
        .inputs
        .column(9)
        .to_vec();
    let (centre, spread) = (mean(&column), variance(&column));
    let (median, r) = (Median::wine(9, 1.0), 2.0);
    let least = median.value(median.minimizer());
    let mut rng = generator(3);
    let horizons = [10, 30, 100, 300, 1000, 3000];
    let kink = horizons.map(|steps: u32| {
        let (eta, repeats) = (r / f64::from(steps).sqrt(), 9000 / steps);
        let mut sum = 0.0;
        for _ in 0..repeats {
            let mut theta = median.minimizer() + r;
            for _ in 0..steps {
                sum += (median.value(theta) - least) / f64::from(steps * repeats);
                theta -= eta * median.subgradient(theta, with_replacement(178, 1, &mut rng)[0]);
            }
        }
        (f64::from(steps), sum)
    });

    let bowl_problem = Location::wine(9, 1.0);
    let square_errors = |rate: &dyn Fn(usize) -> f64, walks: u64, epochs: usize| {
        let mut squares = vec![0.0; 178 * epochs];
        for seed in 0..walks {
            let deal = Epochs::new(178, 1, Sampling::WithReplacement, seed)?;
            let (mut theta, rounds) = (vector(&[centre + 3.0]), (deal, epochs));
            train(&bowl_problem, &mut theta, rounds, rate, &mut |t, x| {
                squares[t - 1] += (x[0][0] - centre).powi(2) / walks as f64;
            })?;
        }
        Ok::<_, Failure>(squares)
    };
    let halving = square_errors(&|t| 1.0 / t as f64, 150, 17)?;
    let bowl = horizons.map(|t| (f64::from(t), halving[t as usize - 1]));
    let shown = [0.2, 0.1, 0.05];
    let mut constant = [Vec::new(), Vec::new(), Vec::new()];
    for (points, eta) in constant.iter_mut().zip(shown) {
        let squares = square_errors(&|_| eta, 400, 2)?;
        let path = (1..).zip(squares).step_by(3);
        *points = path.map(|(t, square)| (f64::from(t), square)).collect();
    }
    let balls = shown.map(|eta| eta / (2.0 - eta) * spread);

    let left = Panel::new(Axis::log("T", 8.0, 4e3), Axis::log("", 1e-4, 3.0))
        .dots(Colour::Red, &kink)
        .dots(Colour::Blue, &bowl)
        .dashed(
            Colour::Red,
            &[(10.0, r / 10.0_f64.sqrt()), (3e3, r / 3e3_f64.sqrt())],
        )
        .dashed(Colour::Blue, &[(10.0, spread / 10.0), (3e3, spread / 3e3)])
        .label(Colour::Red, (900.0, 0.25), "Lr/√T")
        .label(Colour::Blue, (60.0, 2.5e-3), "s²/T");
    let mut right = Panel::new(Axis::linear("t", 0.0, 356.0), Axis::log("", 0.01, 9.0));
    let colours = [Colour::Red, Colour::Orange, Colour::Blue];
    for (((path, ball), eta), colour) in constant.iter().zip(balls).zip(shown).zip(colours) {
        right = right
            .line(colour, path)
            .dashed(colour, &[(0.0, ball), (356.0, ball)])
            .legend(colour, &format!("η = {eta}"));
    }
    let figure = Figure::new(CHAPTER, "rates")
        .height(300)
        .panel(left)
        .panel(right);
    let data = Rates {
        kink: kink.to_vec(),
        bowl: bowl.to_vec(),
        constant,
        balls,
    };
    Ok((data, figure))
}

/// Mean square distances from θ* at the ends of epochs, for three ways to order the examples.
#[derive(Debug)]
pub struct Floors {
    /// (η, floor) with replacement.
    pub with: Points,
    /// The same in the order of the data.
    pub in_order: Points,
    /// The same reshuffled.
    pub reshuffled: Points,
}

/// Figure `reshuffle`: where SGD of one example a step comes to rest on the wines (ρ = 0.1).
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = stochastic_gradient::figures::reshuffle()?;
/// let slopes = [&data.with, &data.in_order, &data.reshuffled].map(|floors| order(floors));
/// assert!((slopes[0] - 1.0).abs() < 0.2, "with replacement: {}", slopes[0]);
/// assert!((slopes[1] - 2.0).abs() < 0.2, "in order: {}", slopes[1]);
/// assert!(slopes[2] > 2.0 && slopes[2] < 3.1, "reshuffled: {}", slopes[2]);
/// // At the smallest rate reshuffling is more than a hundred times closer than replacement.
/// assert!(data.with[0].1 > 100.0 * data.reshuffled[0].1, "{data:?}");
/// // The advantage of the order of the data is lost where ηN is of order 1.
/// assert!(data.in_order[4].1 > data.with[4].1 && data.in_order[0].1 < data.with[0].1, "{data:?}");
/// let others = data.with.iter().zip(&data.in_order).map(|(a, b)| a.1.min(b.1));
/// assert!(data.reshuffled.iter().zip(others).all(|(r, least)| r.1 < least), "{data:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn reshuffle() -> Drawn<Floors> {
    let wine = WineNoise::measure(0.1)?;
    let floor = |eta: f64, settled: usize, sampling| -> Result<f64, Failure> {
        let (epochs, mut theta, mut sum) = (settled + 150, wine.minimizer.clone(), 0.0);
        let deal = Epochs::new(178, 1, sampling, 1)?;
        train(
            &wine.problem,
            &mut theta,
            (deal, epochs),
            &|_| eta,
            &mut |t, x| {
                if t % 178 == 0 && t > 178 * settled {
                    sum += distance(x, &wine.minimizer).powi(2) / 150.0;
                }
            },
        )?;
        Ok(sum)
    };
    let floors = |sampling| -> Result<Points, Failure> {
        // The distance settles in some 1/ηρN epochs, 45 at the smallest rate: wait for 3.4 of them.
        [
            (0.00125, 152),
            (0.0025, 76),
            (0.005, 38),
            (0.01, 19),
            (0.02, 10),
        ]
        .into_iter()
        .map(|(eta, settled)| Ok((eta, floor(eta, settled, sampling)?)))
        .collect()
    };
    let data = Floors {
        with: floors(Sampling::WithReplacement)?,
        in_order: floors(Sampling::InOrder)?,
        reshuffled: floors(Sampling::Reshuffled)?,
    };
    let reference = |power: f64, from: f64| -> Points {
        [0.001, 0.025]
            .map(|eta| (eta, from * (eta / 0.00125_f64).powf(power)))
            .to_vec()
    };
    let panel = Panel::new(Axis::log("η", 0.0009, 0.03), Axis::log("", 3e-7, 0.1))
        .dashed(Colour::Red, &reference(1.0, data.with[0].1))
        .dashed(Colour::Orange, &reference(2.0, data.in_order[0].1))
        .dashed(Colour::Blue, &reference(2.0, data.reshuffled[0].1))
        .path(Colour::Red, &data.with)
        .path(Colour::Orange, &data.in_order)
        .path(Colour::Blue, &data.reshuffled)
        .label(Colour::Red, (0.0018, 0.004), "η¹")
        .label(Colour::Orange, (0.0018, 6e-4), "η²")
        .label(Colour::Blue, (0.019, 1e-4), "η²");
    let figure = Figure::new(CHAPTER, "reshuffle").height(320).panel(panel);
    Ok((data, figure))
}

/// Training runs at many batch sizes with the curve through them.
#[derive(Debug)]
pub struct Critical {
    /// The runs.
    pub runs: Vec<Run>,
    /// S∞ of the fit.
    pub steps: f64,
    /// 𝓑 of the fit.
    pub scale: f64,
}

/// Figure `critical-batch`: steps and examples to f = 0.1 on the wines, each B at its best rate.
///
/// ```
/// let (data, figure) = stochastic_gradient::figures::critical_batch()?;
/// for run in &data.runs {
///     let curve = data.steps * (1.0 + data.scale / run.batch as f64);
///     assert!((run.steps / curve).ln().abs() < 0.4, "{run:?}, curve {curve}");
/// }
/// // Small batches: the fewest examples, steps fall as 1/B. Large: steps hardly fall.
/// let steps = |i: usize| data.runs[i].steps;
/// assert!(steps(0) / steps(2) > 3.5 && steps(6) / steps(7) < 1.6, "{:?}", data.runs);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn critical_batch() -> Drawn<Critical> {
    let found = runs(&[1, 2, 4, 8, 16, 32, 64, 128])?;
    let fit = |scale: f64| {
        let logs = || {
            found
                .iter()
                .map(move |run| (run.steps / (1.0 + scale / run.batch as f64)).ln())
        };
        let level = logs().sum::<f64>() / found.len() as f64;
        let misfit = logs().map(|x| (x - level).powi(2)).sum::<f64>();
        (misfit, scale, level.exp())
    };
    let (_, scale, steps) = (4..=200)
        .map(|scale| fit(f64::from(scale)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .ok_or("an empty grid")?;
    let batches = || (0..=48).map(|k| 2.0_f64.powf(f64::from(k) / 6.0));
    let curve = |f: &dyn Fn(f64) -> f64| -> Points { batches().map(|b| (b, f(b))).collect() };
    let dots = |f: &dyn Fn(&Run) -> f64| -> Points {
        found.iter().map(|run| (run.batch as f64, f(run))).collect()
    };
    let left = Panel::new(Axis::log("B", 0.8, 300.0), Axis::log("S", 3.0, 400.0))
        .line(Colour::Blue, &curve(&|b| steps * (1.0 + scale / b)))
        .dashed(Colour::Grey, &[(0.8, steps), (300.0, steps)])
        .dashed(Colour::Grey, &[(scale, 3.0), (scale, 400.0)])
        .dots(Colour::Blue, &dots(&|run| run.steps))
        .label(Colour::Ink, (scale * 1.4, 250.0), "𝓑")
        .label(Colour::Ink, (1.2, steps * 1.25), "S∞");
    let right = Panel::new(Axis::log("B", 0.8, 300.0), Axis::log("SB", 80.0, 3000.0))
        .line(Colour::Orange, &curve(&|b| steps * (b + scale)))
        .dashed(Colour::Grey, &[(scale, 80.0), (scale, 3000.0)])
        .dots(Colour::Orange, &dots(&|run| run.steps * run.batch as f64))
        .label(Colour::Ink, (scale * 1.4, 2000.0), "𝓑");
    let figure = Figure::new(CHAPTER, "critical-batch")
        .height(300)
        .panel(left)
        .panel(right);
    let data = Critical {
        runs: found,
        steps,
        scale,
    };
    Ok((data, figure))
}
