//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use std::collections::BTreeMap;

use descent::problems::{Quadratic, SpeechRegression};
use descent::random::{generator, normal};
use descent::{Objective, Optimizer, Tensor, descend, vector};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::online::{opposite, play, sparse_gradients};
use crate::speech::{as_it_is, pass, split};
use crate::{AdaGrad, Ftrl};

const CHAPTER: &str = "adagrad";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The rates of the words, and what three methods make of one pass.
pub struct Words {
    /// (number of passages c with a word, geometric mean of the rates η/√s of such words).
    pub rates: Vec<(f64, f64)>,
    /// (η, held-out loss) of SGD at a constant rate.
    pub constant: Vec<(f64, f64)>,
    /// (η, held-out loss) of SGD at the rate η/√t.
    pub falling: Vec<(f64, f64)>,
    /// (η, held-out loss) of AdaGrad.
    pub adagrad: Vec<(f64, f64)>,
}

/// Figure `words`: one pass over 400 passages; left every word's rate, right the loss on 100 others.
///
/// ```
/// use descent::statistics::order;
/// let (words, figure) = adagrad::figures::words()?;
/// // The rate falls about as c^(−1/2), from words seen once to the commonest by a factor of 30.
/// let slope = order(&words.rates);
/// assert!((slope + 0.5).abs() < 0.05, "{slope}");
/// let (once, common) = (words.rates[0], words.rates[words.rates.len() - 1]);
/// assert!(once.0 == 1.0 && common.0 > 390.0, "{once:?}, {common:?}");
/// assert!((once.1 / common.1 - 30.7).abs() < 0.2, "{}", once.1 / common.1);
/// // At its best rate AdaGrad ends at 0.31, SGD at 0.41 with a constant and 0.47 with a falling rate.
/// let best = |curve: &[(f64, f64)]| curve.iter().map(|p| p.1).fold(f64::MAX, f64::min);
/// let three = [&words.adagrad, &words.constant, &words.falling].map(|curve| best(curve));
/// for (found, wanted) in three.iter().zip([0.310, 0.405, 0.471]) {
///     assert!((found - wanted).abs() < 0.001, "{three:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn words() -> Drawn<Words> {
    let (problem, held_out) = split();
    let held_out = SpeechRegression::new(held_out);
    let mut optimizer = AdaGrad::new(0.1)?;
    pass(&problem, &mut optimizer, |_| 0.1, as_it_is, 0)?;
    let mut logs: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (word, count) in problem.speeches().frequencies().into_iter().enumerate() {
        if count > 0 {
            let rate: f64 = 0.1 / optimizer.sums()[0][[word]].sqrt();
            logs.entry(count).or_default().push(rate.ln());
        }
    }
    let mean = |logs: &[f64]| (logs.iter().sum::<f64>() / logs.len() as f64).exp();
    let rates: Vec<(f64, f64)> = logs.iter().map(|(&c, l)| (c as f64, mean(l))).collect();
    let etas = || (-8..=2).map(|k| 10_f64.powf(f64::from(k) / 4.0));
    let loss = |params: Vec<Tensor>| held_out.value(&params);
    let (mut constant, mut falling, mut adagrad) = (Vec::new(), Vec::new(), Vec::new());
    for eta in etas() {
        let flat = |_| eta;
        let root = |t: usize| eta / (t as f64).sqrt();
        let sgd = || Sgd::new(eta);
        constant.push((eta, loss(pass(&problem, &mut sgd()?, flat, as_it_is, 0)?)));
        falling.push((eta, loss(pass(&problem, &mut sgd()?, root, as_it_is, 0)?)));
        let adaptive = &mut AdaGrad::new(eta)?;
        adagrad.push((eta, loss(pass(&problem, adaptive, flat, as_it_is, 0)?)));
    }
    let line: Vec<(f64, f64)> = [1.0, 400.0]
        .map(|c: f64| (c, rates[0].1 / c.sqrt()))
        .to_vec();
    let left = Panel::new(Axis::log("c", 0.8, 500.0), Axis::log("η/√s", 0.008, 0.6))
        .dashed(Colour::Grey, &line)
        .dots(Colour::Blue, &rates)
        .legend_dashed(Colour::Grey, "∝ 1/√c");
    let right = Panel::new(Axis::log("η", 0.01, 3.2), Axis::linear("f", 0.25, 0.75))
        .path(Colour::Red, &constant)
        .path(Colour::Orange, &falling)
        .path(Colour::Blue, &adagrad)
        .legend(Colour::Red, "η")
        .legend(Colour::Orange, "η/√t")
        .legend(Colour::Blue, "η/√s")
        .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "words")
        .height(300)
        .panel(left)
        .panel(right);
    let data = Words {
        rates,
        constant,
        falling,
        adagrad,
    };
    Ok((data, figure))
}

/// Two paths down the narrow valley.
pub struct Paths {
    /// θ₀, θ₁, … of gradient descent at its best rate.
    pub gradient_descent: Vec<(f64, f64)>,
    /// θ₀, θ₁, … of AdaGrad at η = 1.
    pub adagrad: Vec<(f64, f64)>,
}

/// Figure `paths`: ½(0.1x² + 2y²) from (−5, −2), gradient descent at η = 2/(L + μ) and AdaGrad at η = 1.
///
/// ```
/// let (paths, figure) = adagrad::figures::paths()?;
/// let length = |path: &[(f64, f64)]| -> f64 {
///     path.windows(2).map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)).sum()
/// };
/// // Against the straight way to 0: AdaGrad 5 % more, gradient descent 7.5 times as long.
/// let straight = 5_f64.hypot(2.0);
/// let ratios = [&paths.adagrad, &paths.gradient_descent].map(|path| length(path) / straight);
/// assert!((ratios[0] - 1.05).abs() < 0.005 && (ratios[1] - 7.5).abs() < 0.05, "{ratios:?}");
/// // Both arrive.
/// for path in [&paths.adagrad, &paths.gradient_descent] {
///     let end = path.last().unwrap();
///     assert!(end.0.hypot(end.1) < 0.01, "{end:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn paths() -> Drawn<Paths> {
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let start = vector(&[-5.0, -2.0]);
    let run = |optimizer: &mut dyn Optimizer| descend(&valley, optimizer, &start, 70);
    let data = Paths {
        gradient_descent: run(&mut Sgd::new(2.0 / 2.1)?)?.plane(),
        adagrad: run(&mut AdaGrad::pure(1.0)?)?.plane(),
    };
    let panel = |colour, path: &[(f64, f64)], text: &str| {
        Panel::new(Axis::linear("x", -5.5, 1.0), Axis::linear("y", -2.3, 2.6))
            .contours(Colour::Grey, &[0.05, 0.3, 0.9, 2.0, 3.6], |x, y| {
                valley.at(&[x, y])
            })
            .dashed(Colour::Ink, &[(-5.0, -2.0), (0.0, 0.0)])
            .path(colour, path)
            .label(colour, (-0.4, 2.35), text)
    };
    let figure = Figure::new(CHAPTER, "paths")
        .height(300)
        .panel(panel(Colour::Red, &data.gradient_descent, "η = 0.95"))
        .panel(panel(Colour::Blue, &data.adagrad, "η/√s, η = 1"));
    Ok((data, figure))
}

/// The rate η/√s of the flat coordinate over time.
pub struct Rates {
    /// For each noise level: the points (t, η/√s).
    pub curves: Vec<(f64, Vec<(f64, f64)>)>,
}

/// Figure `rates`: the rate of x on ½(0.1x² + 2y²) at η = 0.5, without and with noise on the gradient.
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = adagrad::figures::rates()?;
/// let tail = |i: usize| data.curves[i].1.iter().copied().filter(|p| p.0 > 3e3).collect::<Vec<_>>();
/// // Without noise the rate is the same to four digits from t = 1000 on.
/// let still: Vec<_> = data.curves[0].1.iter().filter(|p| p.0 >= 1e3).collect();
/// assert!((still[0].1 / still[still.len() - 1].1 - 1.0).abs() < 1e-4, "{still:?}");
/// // With noise it falls as 1/√t: fully so for the larger noise, later for the smaller.
/// let slope = order(&tail(2));
/// assert!((slope + 0.5).abs() < 0.01, "{slope}");
/// let late: Vec<_> = tail(1).into_iter().filter(|p| p.0 > 3e4).collect();
/// assert!(order(&late) < -0.4, "{}", order(&late));
/// let middle = |i: usize| data.curves[i].1.iter().copied().filter(|p| p.0 > 100.0 && p.0 < 1e3).collect::<Vec<_>>();
/// let [weak, strong] = [1, 2].map(|i| order(&middle(i)));
/// assert!(weak > -0.1 && strong < -0.4, "{weak} {strong}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn rates() -> Drawn<Rates> {
    const STEPS: u32 = 100_000;
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let mut curves = Vec::new();
    for noise in [0.0, 0.02, 0.5] {
        let mut rng = generator(31);
        let (mut optimizer, mut theta) = (AdaGrad::pure(0.5)?, vector(&[-5.0, -2.0]));
        let (mut points, mut next) = (Vec::new(), 1.0);
        for t in 1..=STEPS {
            let exact = valley.gradient(&theta);
            let g = vec![exact[0].mapv(|g| g + noise * normal(&mut rng))];
            optimizer.step(&mut theta, &g)?;
            if f64::from(t) >= next {
                points.push((f64::from(t), 0.5 / optimizer.sums()[0][[0]].sqrt()));
                next *= 1.25;
            }
        }
        curves.push((noise, points));
    }
    let colours = [Colour::Blue, Colour::Green, Colour::Red];
    let mut panel = Panel::new(Axis::log("t", 1.0, 1e5), Axis::log("ηₜ", 1e-3, 3.0));
    for ((noise, points), colour) in curves.iter().zip(colours) {
        panel = panel
            .line(colour, points)
            .legend(colour, &format!("σ = {noise}"));
    }
    let guide: Vec<(f64, f64)> = [1e3, 1e5].map(|t: f64| (t, 0.5 / t.sqrt())).to_vec();
    let panel = panel
        .dashed(Colour::Grey, &guide)
        .legend_dashed(Colour::Grey, "∝ 1/√t")
        .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "rates").height(300).panel(panel);
    Ok((Rates { curves }, figure))
}

/// Regret against an adversary, and the two sums of the bounds on sparse gradients.
pub struct Regrets {
    /// (T, `R_T`) of AdaGrad with η = √2 against the adversary `opposite` on [−1, 1].
    pub regret: Vec<(f64, f64)>,
    /// (T, √2·2·√T): the bound.
    pub upper: Vec<(f64, f64)>,
    /// (T, √(2T/π)): what no method can avoid.
    pub lower: Vec<(f64, f64)>,
    /// (d, Σᵢ √sᵢ) of sparse gradients, α = 3/2.
    pub diagonal: Vec<(f64, f64)>,
    /// (d, √d·√S) of the same.
    pub scalar: Vec<(f64, f64)>,
}

/// Figure `regret`: left the √T law, right what sparsity is worth.
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = adagrad::figures::regret()?;
/// for ((taken, upper), lower) in data.regret.iter().zip(&data.upper).zip(&data.lower) {
///     assert!(taken.1 < upper.1 && taken.1 > lower.1, "{taken:?}: {upper:?}, {lower:?}");
/// }
/// let late: Vec<_> = data.regret.iter().copied().filter(|p| p.0 > 100.0).collect();
/// assert!((order(&late) - 0.5).abs() < 0.01, "{}", order(&late));
/// // At d = 4000 the scalar sum is 8.8 times the diagonal one.
/// let (diagonal, scalar) = (data.diagonal.last().unwrap(), data.scalar.last().unwrap());
/// assert!(diagonal.0 == 4000.0 && (scalar.1 / diagonal.1 - 8.8).abs() < 0.05, "{}", scalar.1 / diagonal.1);
/// assert!((order(&data.scalar) - 0.5).abs() < 0.05, "{}", order(&data.scalar));
/// assert!(order(&data.diagonal) < 0.3, "{}", order(&data.diagonal));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn regret() -> Drawn<Regrets> {
    let long = play(
        &mut AdaGrad::pure(2_f64.sqrt())?,
        &[0.0],
        1.0,
        10_000,
        opposite,
    )?;
    let mut data = Regrets {
        regret: Vec::new(),
        upper: Vec::new(),
        lower: Vec::new(),
        diagonal: Vec::new(),
        scalar: Vec::new(),
    };
    let (mut paid, mut sum, mut next) = (0.0, 0.0_f64, 4.0);
    for (t, (theta, g)) in (1..).zip(long.points.iter().zip(&long.gradients)) {
        paid += theta[0] * g[0];
        sum += g[0];
        let count = f64::from(t);
        if count >= next {
            data.regret.push((count, paid + sum.abs()));
            data.upper.push((count, 8_f64.sqrt() * count.sqrt()));
            let least = (2.0 * count / std::f64::consts::PI).sqrt();
            data.lower.push((count, least));
            next *= 1.4;
        }
    }
    // One long list of entries; the first d of them are the problem of size d.
    let gradients = sparse_gradients(4000, 1.5, 400, 32);
    let squares = |i: usize| gradients.iter().map(|g| g[i] * g[i]).sum::<f64>();
    let s: Vec<f64> = (0..4000).map(squares).collect();
    for d in [10, 20, 40, 80, 150, 300, 600, 1200, 2400, 4000] {
        let roots: f64 = s[..d].iter().map(|s| s.sqrt()).sum();
        data.diagonal.push((d as f64, roots));
        let all: f64 = s[..d].iter().sum();
        data.scalar.push((d as f64, (d as f64 * all).sqrt()));
    }
    let left = Panel::new(Axis::log("T", 4.0, 1e4), Axis::log("R", 1.0, 500.0))
        .dashed(Colour::Grey, &data.upper)
        .dashed(Colour::Grey, &data.lower)
        .dots(Colour::Blue, &data.regret)
        .label(Colour::Ink, (40.0, 45.0), "√8 √T")
        .label(Colour::Ink, (500.0, 9.0), "√(2T/π)");
    let right = Panel::new(
        Axis::log("d", 10.0, 4000.0),
        Axis::log("Σ√s, √d√S", 30.0, 4000.0),
    )
    .path(Colour::Red, &data.scalar)
    .path(Colour::Blue, &data.diagonal)
    .label(Colour::Red, (300.0, 1400.0), "√d √S")
    .label(Colour::Blue, (600.0, 130.0), "Σ √s");
    let figure = Figure::new(CHAPTER, "regret")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((data, figure))
}

/// Words with a non-zero weight, and held-out loss, for penalties of several strengths.
pub struct Zeros {
    /// (λ₁, words with weight) of FTRL.
    pub leader: Vec<(f64, f64)>,
    /// (λ₁, words with weight) of AdaGrad with the subgradient (λ₁/N) sign θ.
    pub subgradient: Vec<(f64, f64)>,
    /// (λ₁, held-out loss) of FTRL.
    pub leader_loss: Vec<(f64, f64)>,
    /// (λ₁, held-out loss) of AdaGrad with the subgradient.
    pub subgradient_loss: Vec<(f64, f64)>,
}

/// Figure `zeros`: one pass with η = 0.1 under an ℓ₁ penalty.
///
/// ```
/// let (data, figure) = adagrad::figures::zeros()?;
/// // The subgradient never makes a zero of a word that was seen; λ₁ = 1 in FTRL leaves a fifth.
/// assert!(data.subgradient.iter().all(|p| p.1 == 4566.0), "{:?}", data.subgradient);
/// let at_one = data.leader.iter().find(|p| p.0 == 1.0).unwrap();
/// assert!((at_one.1 / 4566.0 - 0.195).abs() < 0.01, "{at_one:?}");
/// assert!(data.leader.windows(2).all(|w| w[1].1 <= w[0].1), "{:?}", data.leader);
/// // With that fifth of the words the loss on the held-out passages is 0.425.
/// let loss = data.leader_loss.iter().find(|p| p.0 == 1.0).unwrap();
/// assert!((loss.1 - 0.425).abs() < 0.005, "{loss:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn zeros() -> Drawn<Zeros> {
    let (problem, held_out) = split();
    let held_out = SpeechRegression::new(held_out);
    let words = problem.speeches().vocabulary.len();
    let seen = |params: &[Tensor]| {
        let weights = params[0].iter().take(words);
        weights.filter(|theta| **theta != 0.0).count() as f64
    };
    let mut data = Zeros {
        leader: Vec::new(),
        subgradient: Vec::new(),
        leader_loss: Vec::new(),
        subgradient_loss: Vec::new(),
    };
    for lambda in [0.01, 0.03, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0] {
        let leader = &mut Ftrl::new(0.1, 1e-3, lambda)?;
        let params = pass(&problem, leader, |_| 0.1, as_it_is, 0)?;
        data.leader.push((lambda, seen(&params)));
        data.leader_loss.push((lambda, held_out.value(&params)));
        let share = lambda / 400.0;
        let penalty = |theta: &Tensor, g: &mut Tensor| {
            for (theta, g) in theta.iter().zip(g.iter_mut()).take(words) {
                if *theta != 0.0 {
                    *g += share * theta.signum();
                }
            }
        };
        let adaptive = &mut AdaGrad::new(0.1)?;
        let params = pass(&problem, adaptive, |_| 0.1, penalty, 0)?;
        data.subgradient.push((lambda, seen(&params)));
        data.subgradient_loss
            .push((lambda, held_out.value(&params)));
    }
    let left = Panel::new(Axis::log("λ₁", 0.01, 4.0), Axis::log("‖θ‖₀", 50.0, 7000.0))
        .path(Colour::Red, &data.subgradient)
        .path(Colour::Blue, &data.leader);
    let right = Panel::new(Axis::log("λ₁", 0.01, 4.0), Axis::linear("f", 0.3, 0.7))
        .path(Colour::Red, &data.subgradient_loss)
        .path(Colour::Blue, &data.leader_loss)
        .legend(Colour::Red, "sign θ")
        .legend(Colour::Blue, "|z| ≤ ηλ₁")
        .legend_at(Corner::TopLeft);
    let figure = Figure::new(CHAPTER, "zeros")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((data, figure))
}
