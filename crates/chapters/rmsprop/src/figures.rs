//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::Quadratic;
use descent::{Configured, Objective, Optimizer, Settings, Spec, Tensor, descend, vector};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::experiments::{SumOfSquares, digits_loss, moves, path};
use crate::{Adadelta, RmsProp};

const CHAPTER: &str = "rmsprop";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

static RMSPROP: Spec = RmsProp::SPEC;

/// RMSProp without ε.
fn bare(lr: f64, gamma: f64) -> Result<Settings, descent::SettingError> {
    let settings = RMSPROP.settings().with("lr", lr)?.with("gamma", gamma)?;
    settings.with("eps", 0.0)
}

/// The points (t, ys\[t\]) for t from 1 on.
fn over_time(ys: &[f64]) -> Vec<(f64, f64)> {
    (1..).zip(ys).map(|(t, &y)| (f64::from(t), y)).collect()
}

/// Of `points` over t = 1, 2, …, those that a logarithmic axis can tell apart.
fn sparse(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut next = 1.0;
    let mut kept = Vec::new();
    for &(t, y) in points {
        if t >= next {
            kept.push((t, y));
            next = t * 1.02;
        }
    }
    kept
}

/// The points (t, ys\[t\]) for a logarithmic axis from `low` on: what lies below it is drawn just
/// there, and a path that has gone below for good ends.
fn shown(ys: &[f64], low: f64) -> Vec<(f64, f64)> {
    let last = ys.iter().rposition(|&y| y >= low).map_or(0, |t| t + 2);
    let points = over_time(&ys[..last.min(ys.len())]);
    let above = |&(t, y): &(f64, f64)| (t, y.max(low / 2.0));
    sparse(&points.iter().map(above).collect::<Vec<_>>())
}

/// The steps of AdaGrad with η = 1 on one parameter that is fed `gradients`.
fn adagrad_moves(gradients: &[f64]) -> Vec<f64> {
    let mut adagrad = SumOfSquares::new(1.0);
    let step = |&g: &f64| {
        let mut theta = vector(&[0.0]);
        adagrad.step(&mut theta, &vector(&[g]));
        -theta[0][0]
    };
    gradients.iter().map(step).collect()
}

/// Distances |θ_t| from the minimizer on ½θ², t = 1, 2, ….
pub struct Cycle {
    /// AdaGrad at η = 0.1.
    pub adagrad: Vec<f64>,
    /// RMSProp at η = 0.1.
    pub constant: Vec<f64>,
    /// RMSProp at η = 0.1/√t.
    pub decaying: Vec<f64>,
}

/// Figure `cycle`: AdaGrad, and RMSProp with γ = 0.9 at a constant and a decaying rate, on ½θ².
///
/// ```
/// let (data, figure) = rmsprop::figures::cycle()?;
/// let at = |path: &[f64], t: usize| path[t - 1];
/// // After ten steps RMSProp is more than ten times nearer to the minimum than AdaGrad.
/// let (fast, slow) = (at(&data.constant, 10), at(&data.adagrad, 10));
/// assert!(fast < slow / 10.0, "{fast} and {slow}");
/// // It comes within 10⁻¹⁷ of the minimum in 50 steps, and is thrown out again.
/// let nearest = data.constant[..50].iter().copied().fold(1.0, f64::min);
/// let thrown = data.constant[50..100].iter().copied().fold(0.0, f64::max);
/// assert!(nearest < 1e-17 && thrown > 0.09, "{nearest} and {thrown}");
/// // After a thousand AdaGrad is at 10⁻¹⁴ and RMSProp at η/2 = 0.05, where it stays.
/// assert!(at(&data.adagrad, 1000) < 1e-14, "{}", at(&data.adagrad, 1000));
/// let late = &data.constant[500..];
/// assert!(late.iter().all(|x| (x - 0.05).abs() < 1e-9), "{late:?}");
/// // With η/√t it follows half the rate down.
/// for t in [300, 1000, 10_000] {
///     let ratio = at(&data.decaying, t) / (0.05 / (t as f64).sqrt());
///     assert!((ratio - 1.0).abs() < 0.05, "t = {t}: {ratio} of half the rate");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn cycle() -> Drawn<Cycle> {
    const STEPS: usize = 10_000;
    const ETA: f64 = 0.1;
    let mut optimizer = RmsProp::from_settings(&bare(ETA, 0.9)?)?;
    let constant: Vec<f64> = path(&mut optimizer, |x| x, 1.0, STEPS)?[1..]
        .iter()
        .map(|x| x.abs())
        .collect();
    let mut optimizer = RmsProp::from_settings(&bare(ETA, 0.9)?)?;
    let (mut theta, mut decaying) = (vector(&[1.0]), Vec::new());
    let (mut adagrad, mut there, mut sums) = (SumOfSquares::new(ETA), vector(&[1.0]), Vec::new());
    for t in 1..=STEPS {
        let (g, h) = (theta.clone(), there.clone());
        optimizer.set_learning_rate(ETA / (t as f64).sqrt())?;
        optimizer.step(&mut theta, &g)?;
        decaying.push(theta[0][0].abs());
        adagrad.step(&mut there, &h);
        sums.push(there[0][0].abs());
    }
    let panel = Panel::new(Axis::log("t", 1.0, 1e4), Axis::log("|θ|", 1e-4, 1.0))
        .line(Colour::Blue, &shown(&sums, 1e-4))
        .line(Colour::Green, &shown(&decaying, 1e-4))
        .line(Colour::Red, &shown(&constant, 1e-4))
        .label(Colour::Blue, (38.0, 0.4), "∑g²")
        .label(Colour::Red, (1500.0, 0.11), "v, η")
        .label(Colour::Green, (900.0, 0.004), "v, η/√t");
    let data = Cycle {
        adagrad: sums,
        constant,
        decaying,
    };
    Ok((data, Figure::new(CHAPTER, "cycle").panel(panel)))
}

/// Steps on gradients 1 with one of 50, and the ratio to AdaGrad's on gradients 1.
pub struct Memory {
    /// (γ, steps) of RMSProp at η = 1; the spike is gradient number 200.
    pub rmsprop: Vec<(f64, Vec<f64>)>,
    /// The steps of AdaGrad at η = 1.
    pub adagrad: Vec<f64>,
    /// (γ, RMSProp's step over AdaGrad's) on the constant gradient.
    pub ratios: Vec<(f64, Vec<f64>)>,
}

/// Figure `memory`: what one large gradient does, and the ratio of the steps.
///
/// ```
/// let (data, figure) = rmsprop::figures::memory()?;
/// for (gamma, steps) in &data.rmsprop {
///     // The step after the spike, and the number of steps until 70 % are back.
///     let fallen = steps[200];
///     let back = 1 + steps[200..].iter().position(|step| *step > 0.7).unwrap();
///     let wanted = if *gamma < 0.95 { 53 } else { 317 };
///     assert!(fallen < 0.21 && back == wanted, "γ = {gamma}: {fallen}, back after {back}");
/// }
/// // AdaGrad does not come back: 0.07 before, below 0.02 for ever.
/// assert!(data.adagrad[198] > 0.07 && data.adagrad[199..].iter().skip(1).all(|s| *s < 0.02));
/// // The ratio starts at 1/√(1 − γ) and grows like √t.
/// for (gamma, ratios) in &data.ratios {
///     let (first, last) = (ratios[0] * (1.0 - gamma).sqrt(), ratios[9999] / 100.0);
///     assert!((first - 1.0).abs() < 1e-9 && (last - 1.0).abs() < 1e-9, "{first}, {last}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn memory() -> Drawn<Memory> {
    let mut gradients = vec![1.0; 700];
    gradients[199] = 50.0;
    let adagrad = adagrad_moves(&gradients);
    let constant = vec![1.0; 10_000];
    let sums = adagrad_moves(&constant);
    let (mut rmsprop, mut ratios) = (Vec::new(), Vec::new());
    let mut left = Panel::new(
        Axis::linear("t", 100.0, 700.0),
        Axis::log("Δθ/η", 0.01, 2.0),
    );
    let mut right = Panel::new(Axis::log("t", 1.0, 1e4), Axis::log("ΔR/ΔA", 1.0, 200.0));
    // The step with the spike itself is of no interest here.
    let shown = |steps: &[f64]| -> Vec<(f64, f64)> {
        let points = over_time(steps).into_iter();
        points.filter(|p| p.0 > 100.0 && p.0 != 200.0).collect()
    };
    for (gamma, colour) in [(0.9, Colour::Red), (0.99, Colour::Orange)] {
        let steps = moves(
            &mut RmsProp::from_settings(&bare(1.0, gamma)?.with("initial", 1.0)?)?,
            &gradients,
        )?;
        left = left.line(colour, &shown(&steps));
        let plain = moves(&mut RmsProp::from_settings(&bare(1.0, gamma)?)?, &constant)?;
        let ratio: Vec<f64> = plain.iter().zip(&sums).map(|(a, b)| a / b).collect();
        right = right
            .line(colour, &sparse(&over_time(&ratio)))
            .legend(colour, &format!("γ = {gamma}"));
        rmsprop.push((gamma, steps));
        ratios.push((gamma, ratio));
    }
    let left = left
        .line(Colour::Blue, &shown(&adagrad))
        .label(Colour::Red, (330.0, 1.35), "γ = 0.9")
        .label(Colour::Orange, (560.0, 0.45), "γ = 0.99")
        .label(Colour::Blue, (430.0, 0.03), "∑g²");
    let root: Vec<(f64, f64)> = [1.0, 1e4].map(|t: f64| (t, t.sqrt())).to_vec();
    let right = right
        .dashed(Colour::Grey, &root)
        .legend_dashed(Colour::Grey, "√t")
        .legend_at(Corner::TopLeft);
    let figure = Figure::new(CHAPTER, "memory")
        .height(300)
        .panel(left)
        .panel(right);
    let data = Memory {
        rmsprop,
        adagrad,
        ratios,
    };
    Ok((data, figure))
}

/// Steps on a slope without end.
pub struct Plateau {
    /// The steps of the centred form over η, with ε = 10⁻⁴.
    pub centered: Vec<f64>,
    /// The same with ε = 10⁻².
    pub larger_eps: Vec<f64>,
    /// The steps of the plain form over η.
    pub plain: Vec<f64>,
}

/// Figure `plateau`: the constant gradient 1, γ = 0.9, in the plain and in the centred form.
///
/// ```
/// let (data, figure) = rmsprop::figures::plateau()?;
/// // The plain form settles at η. The centred one takes 2η at least and ends at η/ε.
/// assert!((data.plain[299] - 1.0).abs() < 1e-3, "{}", data.plain[299]);
/// for (steps, end) in [(&data.centered, 1e4), (&data.larger_eps, 1e2)] {
///     let least = steps.iter().copied().fold(f64::INFINITY, f64::min);
///     assert!((least / 2.0 - 1.0).abs() < 0.03, "{least}");
///     assert!((steps[299] / end - 1.0).abs() < 0.01, "{}", steps[299]);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn plateau() -> Drawn<Plateau> {
    let steps = |centered: bool, eps: f64| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
        let settings = bare(1.0, 0.9)?
            .with("centered", centered)?
            .with("eps", eps)?;
        Ok(moves(&mut RmsProp::from_settings(&settings)?, &[1.0; 300])?)
    };
    let data = Plateau {
        centered: steps(true, 1e-4)?,
        larger_eps: steps(true, 1e-2)?,
        plain: steps(false, 1e-4)?,
    };
    let panel = Panel::new(Axis::linear("t", 0.0, 300.0), Axis::log("Δθ/η", 0.5, 3e4))
        .line(Colour::Red, &over_time(&data.centered))
        .line(Colour::Orange, &over_time(&data.larger_eps))
        .line(Colour::Blue, &over_time(&data.plain))
        .label(Colour::Red, (205.0, 3500.0), "v − m², ε = 10⁻⁴")
        .label(Colour::Orange, (205.0, 190.0), "v − m², ε = 10⁻²")
        .label(Colour::Blue, (205.0, 1.7), "v");
    let figure = Figure::new(CHAPTER, "plateau").height(280).panel(panel);
    Ok((data, figure))
}

/// Adadelta with the paper's η = 1.
pub struct Pace {
    /// (ε, f after t = 1, 2, … steps) on the narrow valley.
    pub values: Vec<(f64, Vec<f64>)>,
    /// (λ, |θ_t|) on ½λθ² from θ₀ = 0.1, ε = 10⁻⁴.
    pub distances: Vec<(f64, Vec<f64>)>,
}

/// Figure `pace`: ε sets Adadelta's pace (left), and beyond the curvature 2 it drifts away (right).
///
/// ```
/// let (data, figure) = rmsprop::figures::pace()?;
/// // Left: with ε = 10⁻⁸ no tenth of f is gone after 100 steps, with 10⁻² all but 10⁻⁸.
/// let after = |eps: f64| {
///     let run = data.values.iter().find(|(other, _)| *other == eps).unwrap();
///     run.1[99] / 5.25
/// };
/// assert!(after(1e-8) > 0.9 && after(1e-2) < 1e-8, "{} {}", after(1e-8), after(1e-2));
/// let mut ordered = data.values.iter().map(|(_, f)| f[99]);
/// assert!(ordered.by_ref().is_sorted_by(|a, b| a > b), "a larger ε is faster here");
/// // Right: λ = 1.9 converges; λ = 4 grows like √t, by the law of the text.
/// let end = |lambda: f64| data.distances.iter().find(|(l, _)| *l == lambda).unwrap();
/// assert!(end(1.9).1[999] < 1e-10, "{}", end(1.9).1[999]);
/// for lambda in [4.0, 40.0] {
///     let law = (1e-4 / 4.0 * (1.0 - 4.0 / (lambda * lambda)) * 1e5_f64).sqrt();
///     let last = end(lambda).1[99_999];
///     assert!((last / law - 1.0).abs() < 0.01, "λ = {lambda}: {last}, not {law}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn pace() -> Drawn<Pace> {
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let mut left = Panel::new(Axis::linear("t", 0.0, 200.0), Axis::log("f", 1e-4, 10.0));
    let mut values = Vec::new();
    for (eps, colour, at, text) in [
        (1e-8, Colour::Red, (150.0, 7.0), "ε = 10⁻⁸"),
        (1e-6, Colour::Orange, (150.0, 1.3), "ε = 10⁻⁶"),
        (1e-4, Colour::Green, (70.0, 0.12), "ε = 10⁻⁴"),
        (1e-2, Colour::Blue, (78.0, 0.001), "ε = 10⁻²"),
    ] {
        let trace = descend(&valley, &mut Adadelta::new(0.9, eps)?, &valley.start(), 200)?;
        let f = trace.values()[1..].to_vec();
        let seen = f.iter().position(|f| *f < 1e-4).unwrap_or(f.len());
        left = left
            .line(colour, &over_time(&f[..seen]))
            .label(colour, at, text);
        values.push((eps, f));
    }
    let mut right = Panel::new(Axis::log("t", 1.0, 1e5), Axis::log("|θ|", 1e-3, 10.0));
    let mut distances = Vec::new();
    for (lambda, colour, at) in [
        (1.9, Colour::Blue, (24.0, 0.0017)),
        (4.0, Colour::Orange, (2500.0, 0.09)),
        (40.0, Colour::Red, (800.0, 0.45)),
    ] {
        let mut optimizer = Adadelta::new(0.9, 1e-4)?;
        let places = path(&mut optimizer, |x| lambda * x, 0.1, 100_000)?;
        let places: Vec<f64> = places[1..].iter().map(|x| x.abs()).collect();
        right =
            right
                .line(colour, &shown(&places, 1e-3))
                .label(colour, at, &format!("λ = {lambda}"));
        distances.push((lambda, places));
    }
    let figure = Figure::new(CHAPTER, "pace")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((Pace { values, distances }, figure))
}

/// Training losses of the digits' network after 250 mini-batches.
pub struct Digits {
    /// For SGD, AdaGrad and RMSProp in this order: (η, loss).
    pub by_rate: [Vec<(f64, f64)>; 3],
    /// For each factor a of the loss: Adadelta's (ε, loss), the loss without the factor.
    pub by_eps: Vec<(f64, Vec<(f64, f64)>)>,
}

/// Figure `digits`: rates swept (left), Adadelta's ε swept for a loss multiplied by a (right).
///
/// It takes about a second: 42 trainings with two seeds each.
///
/// ```
/// let (data, figure) = rmsprop::figures::digits();
/// let best = |points: &[(f64, f64)]| {
///     points.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
/// };
/// let [sgd, adagrad, rmsprop] = data.by_rate.each_ref().map(|points| best(points));
/// // Each at its best rate: RMSProp is ahead, but by less than a factor 2.
/// let losses = [sgd.1, adagrad.1, rmsprop.1];
/// for (found, wanted) in losses.iter().zip([0.11, 0.13, 0.08]) {
///     assert!((found - wanted).abs() < 0.005, "{losses:?}");
/// }
/// for other in [sgd, adagrad] {
///     let ratio = rmsprop.1 / other.1;
///     assert!(ratio > 0.5 && ratio < 0.8, "{rmsprop:?} {other:?}");
/// }
/// // The best rates lie far apart, and each method needs its own: of seven rates, a factor √10
/// // apart, two come within a factor 2 of the method's best loss.
/// assert!(sgd.0 > 30.0 * rmsprop.0 && adagrad.0 > 3.0 * rmsprop.0, "{sgd:?} {rmsprop:?}");
/// for points in &data.by_rate {
///     let near = points.iter().filter(|p| p.1 < 2.0 * best(points).1).count();
///     assert!(near == 2, "{near} of {points:?}");
/// }
/// // Adadelta, a = 1: for ε from 10⁻⁴ to 10² the loss hardly depends on ε.
/// let run = |a: f64| &data.by_eps.iter().find(|(other, _)| *other == a).unwrap().1;
/// let flat: Vec<f64> = run(1.0).iter().filter(|p| p.0 > 5e-5).map(|p| p.1).collect();
/// let (low, high) = flat.iter().fold((f64::MAX, 0.0_f64), |(l, h), x| (l.min(*x), h.max(*x)));
/// assert!(flat.len() == 5 && high < 1.15 * low, "from {low} to {high}");
/// // a = 0.01: no ε gets below 1.5. a = 10: ε = 10⁻⁴ trains, ε = 1 diverges.
/// let worst_scale = best(run(0.01));
/// assert!(worst_scale.1 > 1.5, "{worst_scale:?}");
/// let (good, wild) = (best(run(10.0)), run(10.0).iter().find(|p| p.0 == 1.0).unwrap());
/// assert!(good.1 < 0.12 && good.0 < 1e-3 && wild.1 > 10.0, "{good:?} {wild:?}");
/// let near = run(10.0).iter().filter(|p| p.1 < 1.5 * good.1).count();
/// // At ε = 10⁻³ the runs are unstable, and rounding decides how far they are from the best.
/// assert!(near <= 2, "{near} of seven values of ε come near the best: {:?}", run(10.0));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// If a setting is not allowed, which the fixed ones exclude.
pub fn digits() -> (Digits, Figure) {
    const STEPS: usize = 250;
    const SEEDS: [u64; 2] = [1, 2];
    fn rule(mut optimizer: impl Optimizer, a: f64) -> impl FnMut(&mut [Tensor], &[Tensor]) {
        let mut scaled = Vec::new();
        move |params: &mut [Tensor], grads: &[Tensor]| {
            scaled.clear();
            scaled.extend(grads.iter().map(|g| g * a));
            optimizer.step(params, &scaled).expect("finite gradients");
        }
    }
    let rates = |from: i32| (from..from + 7).map(|k| 10_f64.powf(f64::from(k) / 2.0));
    let sgd = rates(-4)
        .map(|lr| {
            let make = || rule(Sgd::new(lr).expect("allowed"), 1.0);
            (lr, digits_loss(&SEEDS, STEPS, make))
        })
        .collect();
    let adagrad = rates(-5)
        .map(|lr| {
            let make = || {
                let mut adagrad = SumOfSquares::new(lr);
                move |params: &mut [Tensor], grads: &[Tensor]| adagrad.step(params, grads)
            };
            (lr, digits_loss(&SEEDS, STEPS, make))
        })
        .collect();
    let rmsprop = rates(-7)
        .map(|lr| {
            let make = || rule(RmsProp::new(lr, 0.9).expect("allowed"), 1.0);
            (lr, digits_loss(&SEEDS, STEPS, make))
        })
        .collect();
    let by_eps: Vec<(f64, Vec<(f64, f64)>)> = [0.01, 1.0, 10.0]
        .map(|a| {
            let losses = [-8, -6, -4, -3, -2, 0, 2].map(|k| {
                let eps = 10_f64.powi(k);
                let make = || rule(Adadelta::new(0.95, eps).expect("allowed"), a);
                (eps, digits_loss(&SEEDS, STEPS, make))
            });
            (a, losses.to_vec())
        })
        .to_vec();
    let by_rate: [Vec<(f64, f64)>; 3] = [sgd, adagrad, rmsprop];
    let shown = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
        points.iter().copied().filter(|p| p.1.is_finite()).collect()
    };
    let mut left = Panel::new(Axis::log("η", 5e-5, 30.0), Axis::log("f", 0.05, 30.0));
    for (points, colour, text) in [
        (&by_rate[0], Colour::Blue, "g"),
        (&by_rate[1], Colour::Green, "∑g²"),
        (&by_rate[2], Colour::Red, "v"),
    ] {
        left = left.path(colour, &shown(points)).legend(colour, text);
    }
    let mut right = Panel::new(Axis::log("ε", 5e-9, 300.0), Axis::log("f", 0.05, 30.0));
    for ((a, points), colour) in by_eps
        .iter()
        .zip([Colour::Orange, Colour::Purple, Colour::Red])
    {
        right = right
            .path(colour, &shown(points))
            .legend(colour, &format!("a = {a}"));
    }
    let figure = Figure::new(CHAPTER, "digits")
        .height(300)
        .panel(left.legend_at(Corner::TopLeft))
        .panel(right.legend_at(Corner::TopLeft));
    (Digits { by_rate, by_eps }, figure)
}
