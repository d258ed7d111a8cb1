//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::Quadratic;
use std::thread;

use descent::{Objective, Optimizer, OracleOptimizer, SettingError, norm, vector};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::training::{Contestant, loss_after, network, wine};
use crate::{DAdaptSgd, Dog, FunnelledSgdm, HypergradientDescent, PolyakSgd, Prodigy};

const CHAPTER: &str = "step-size-adaptation";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (t, ys\[t\]).
fn over_time(ys: &[f64]) -> Vec<(f64, f64)> {
    ys.iter().enumerate().map(|(t, &y)| (t as f64, y)).collect()
}

/// The loss on the digits after training, against the number given before the first step.
pub struct Guesses {
    /// The numbers given.
    pub guesses: Vec<f64>,
    /// For each method, the loss on all digits, an entry for each guess.
    pub losses: Vec<(Contestant, Vec<f64>)>,
}

impl Guesses {
    /// The losses of `contestant`.
    ///
    /// # Panics
    /// If it took no part.
    pub fn of(&self, contestant: Contestant) -> &[f64] {
        let found = self.losses.iter().find(|(c, _)| *c == contestant);
        &found.expect("a contestant of the figure").1
    }
}

/// Figure `guesses`: eight passes over the digits with first guesses from 10⁻⁸ to 10.
///
/// 80 networks are trained, each method in its own thread: one to two seconds on two cores.
///
/// ```
/// use step_size_adaptation::training::Contestant::*;
/// let (data, figure) = step_size_adaptation::figures::guesses()?;
/// // How many of the ten guesses end below the loss 0.3 (all start at ln 10 = 2.3).
/// let good = |c| data.of(c).iter().filter(|&&loss| loss < 0.3).count();
/// let counts = [Sgd, Adam, Hypergradient, Momo, Cocob].map(good);
/// assert!(counts.iter().all(|&n| (1..=3).contains(&n)), "{counts:?}");
/// // Prodigy: every guess up to 0.01. DoG: every guess from 10⁻⁶ to 1.
/// assert!(data.of(Prodigy)[..7].iter().all(|&loss| loss < 0.2), "{:?}", data.of(Prodigy));
/// assert!(data.of(Dog)[2..9].iter().all(|&loss| loss < 0.3), "{:?}", data.of(Dog));
/// // D-Adapted Adam: good and bad ends side by side.
/// let small = &data.of(DAdapt)[1..4];
/// assert!(small[0] < 0.2 && (2.0..2.1).contains(&small[1]) && small[2] < 0.2, "{small:?}");
/// // Too large a guess: MoMo alone does not mind.
/// let last = |c| data.of(c)[9];
/// for c in [DAdapt, Prodigy, Dog, Cocob] {
///     assert!(last(c) > data.of(c)[6], "{c:?}: 10 is better than 0.01");
/// }
/// assert!(last(Momo) < 0.1 && last(Prodigy) > 10.0 && last(Sgd) > 10.0 && last(Adam) > 10.0);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
///
/// # Panics
/// If a training thread panics, which none does.
pub fn guesses() -> Drawn<Guesses> {
    let network = network()?;
    let guesses: Vec<f64> = (-8..=1).map(|k| 10.0_f64.powi(k)).collect();
    let left = [
        (Contestant::Sgd, Colour::Grey, "SGD"),
        (Contestant::Adam, Colour::Red, "A"),
        (Contestant::Hypergradient, Colour::Orange, "HD"),
        (Contestant::Momo, Colour::Green, "M"),
    ];
    let right = [
        (Contestant::DAdapt, Colour::Red, "D"),
        (Contestant::Prodigy, Colour::Blue, "P"),
        (Contestant::Dog, Colour::Green, "DoG"),
        (Contestant::Cocob, Colour::Orange, "C"),
    ];
    let run = |contestant: Contestant| -> Result<Vec<f64>, SettingError> {
        let loss = |&guess: &f64| loss_after(&contestant.settings(guess)?, &network, (8, 3));
        guesses.iter().map(loss).collect()
    };
    let contestants = left
        .iter()
        .chain(&right)
        .map(|(contestant, ..)| *contestant);
    let losses = thread::scope(|scope| {
        let begin = |contestant| (contestant, scope.spawn(move || run(contestant)));
        // All threads start before the first is waited for.
        let running: Vec<_> = contestants.map(begin).collect();
        let end = |(contestant, thread): (Contestant, thread::ScopedJoinHandle<_>)| {
            let ends: Result<Vec<f64>, SettingError> = thread.join().expect("no run panics");
            Ok((contestant, ends?))
        };
        running
            .into_iter()
            .map(end)
            .collect::<Result<Vec<_>, SettingError>>()
    })?;
    let mut curves = losses.iter();
    let mut figure = Figure::new(CHAPTER, "guesses");
    for (contestants, title) in [(left, "η₀"), (right, "d₀, r₀, 1/α")] {
        let ticks = [
            (1e-8, "10⁻⁸"),
            (1e-6, "10⁻⁶"),
            (1e-4, "10⁻⁴"),
            (1e-2, "10⁻²"),
            (1.0, "1"),
        ];
        let mut panel = Panel::new(
            Axis::log(title, 5e-9, 2e1).ticks(&ticks),
            Axis::log("f", 3e-4, 30.0),
        )
        .legend_at(Corner::BottomLeft);
        for ((_, colour, name), (_, ends)) in contestants.into_iter().zip(&mut curves) {
            let points: Vec<(f64, f64)> =
                guesses.iter().copied().zip(ends.iter().copied()).collect();
            let seen: Vec<(f64, f64)> = points.iter().copied().filter(|p| p.1 < 30.0).collect();
            panel = panel
                .line(colour, &points)
                .dots(colour, &seen)
                .legend(colour, name);
        }
        figure = figure.panel(panel);
    }
    Ok((Guesses { guesses, losses }, figure))
}

/// Learning rates that move, and what exponentiated gradients do on a narrow valley.
pub struct Rates {
    /// (α, rule, η_t for each step) of hypergradient descent on ½θ².
    pub hypergradient: Vec<(f64, &'static str, Vec<f64>)>,
    /// (γ, f(θ_t)) of Funnelled SGDM on ½(0.1x² + 2y²).
    pub funnelled: Vec<(f64, Vec<f64>)>,
}

/// Figure `rates`: a rate that stops short of 1/λ, and gains that grow.
///
/// ```
/// let (data, figure) = step_size_adaptation::figures::rates()?;
/// for (alpha, rule, rates) in &data.hypergradient {
///     // The additive rule grows from 0.05 towards 1/λ = 1 and comes to rest below it.
///     let last = rates[60];
///     if *rule == "additive" {
///         assert!(rates.windows(2).all(|w| w[0] <= w[1]) && last < 1.0, "α = {alpha}: {last}");
///         assert!(last - rates[50] < 2e-5, "α = {alpha}: still moving");
///     } else {
///         let wide = rates[50..].iter().all(|eta| (0.8..1.3).contains(eta));
///         assert!(wide && last > 1.0, "about 1/λ, not at rest: {:?}", &rates[50..]);
///     }
/// }
/// let ends: Vec<f64> = data.hypergradient.iter().map(|run| run.2[60]).collect();
/// assert!((ends[0] - 0.11).abs() < 0.005 && (ends[1] - 0.33).abs() < 0.005, "{ends:?}");
/// // After 100 steps: 0.013, 0.012, 0.0077, 0.00044, from the same η.
/// let ends: Vec<f64> = data.funnelled.iter().map(|run| run.1[100]).collect();
/// for (end, wanted) in ends.iter().zip([0.0131, 0.0124, 0.00774, 0.000437]) {
///     assert!((end / wanted - 1.0).abs() < 0.01, "{ends:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn rates() -> Drawn<Rates> {
    static SPEC: descent::Spec = HypergradientDescent::SPEC;
    let line = Quadratic::new(&[1.0])?;
    let mut left = Panel::new(Axis::linear("t", 0.0, 60.0), Axis::linear("η", 0.0, 2.0))
        .dashed(Colour::Ink, &[(0.0, 1.0), (60.0, 1.0)]);
    let mut hypergradient = Vec::new();
    for (alpha, rule, colour, name) in [
        (0.01, "additive", Colour::Blue, "α = 0.01"),
        (0.1, "additive", Colour::Green, "α = 0.1"),
        (0.9, "additive", Colour::Orange, "α = 0.9"),
        (0.2, "multiplicative", Colour::Red, "η(1 + α cos), α = 0.2"),
    ] {
        let settings = SPEC.settings().with("lr", 0.05)?.with("hyper", alpha)?;
        let mut optimizer = HypergradientDescent::from_settings(&settings.with("rule", rule)?)?;
        let mut theta = vector(&[1.0]);
        let mut rates = vec![0.05];
        for _ in 0..60 {
            let g = line.gradient(&theta);
            optimizer.step(&mut theta, &g)?;
            rates.push(optimizer.learning_rate());
        }
        left = left.line(colour, &over_time(&rates)).legend(colour, name);
        hypergradient.push((alpha, rule, rates));
    }
    let valley = Quadratic::new(&[0.1, 2.0])?;
    let mut right = Panel::new(Axis::linear("t", 0.0, 100.0), Axis::log("f", 1e-4, 10.0))
        .legend_at(Corner::BottomLeft);
    let mut funnelled = Vec::new();
    for (gamma, colour) in [
        (0.0, Colour::Grey),
        (0.001, Colour::Blue),
        (0.01, Colour::Green),
        (0.05, Colour::Orange),
    ] {
        let mut optimizer = FunnelledSgdm::new(0.02, gamma)?;
        let trace = descent::descend(&valley, &mut optimizer, &vector(&[-5.0, -2.0]), 100)?;
        let values = trace.values().to_vec();
        right = right
            .line(colour, &over_time(&values))
            .legend(colour, &format!("γ = {gamma}"));
        funnelled.push((gamma, values));
    }
    let figure = Figure::new(CHAPTER, "rates").panel(left).panel(right);
    Ok((
        Rates {
            hypergradient,
            funnelled,
        },
        figure,
    ))
}

/// The Polyak step on a narrow valley.
pub struct Polyak {
    /// ‖θ_t‖ with f* = 0, the least value.
    pub right: Vec<f64>,
    /// ‖θ_t‖ with f* = −0.1, too low.
    pub low: Vec<f64>,
    /// ‖θ_t‖ of gradient descent at its best constant rate.
    pub constant: Vec<f64>,
    /// The step sizes with f* = 0.
    pub steps: Vec<f64>,
}

/// Figure `polyak`: the distance falls at every step; the step sizes lie between 1/2L and 1/2μ.
///
/// ```
/// let (data, figure) = step_size_adaptation::figures::polyak()?;
/// // With the right f* every step comes nearer, and 100 steps end below 1e-8; the best constant
/// // rate ends above 1e-4.
/// assert!(data.right.windows(2).all(|w| w[1] < w[0]), "{:?}", data.right);
/// let (right, constant) = (data.right[100], data.constant[100]);
/// assert!(right < 1e-8 && constant > 1e4 * right, "{right}, {constant}");
/// // With a bound too low by 0.1 it comes near and is thrown out again. Where exactly, the last
/// // digits decide: the path is chaotic.
/// let tail = &data.low[50..];
/// let nearest = tail.iter().fold(f64::INFINITY, |a: f64, &x| a.min(x));
/// let farthest = tail.iter().fold(0.0, |a: f64, &x| a.max(x));
/// assert!(nearest < 0.02 && farthest > 3.0, "{tail:?}");
/// // Steps between 1/2L and 1/2μ; half of them or more are too long for a constant rate.
/// assert!(data.steps.iter().all(|eta| (0.25..=5.0).contains(eta)), "{:?}", data.steps);
/// let long = data.steps.iter().filter(|&&eta| eta > 1.0).count();
/// assert!((40..=60).contains(&long), "{long}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn polyak() -> Drawn<Polyak> {
    const STEPS: usize = 100;
    let (mu, l) = (0.1, 2.0);
    let valley = Quadratic::new(&[mu, l])?;
    let start = vector(&[-5.0, -2.0]);
    let run = |least: f64| -> Result<(Vec<f64>, Vec<f64>), Box<dyn std::error::Error>> {
        let (mut optimizer, mut theta) = (PolyakSgd::new(least)?, start.clone());
        let (mut far, mut steps) = (vec![norm(&theta)], Vec::new());
        for _ in 0..STEPS {
            optimizer.step_on(&valley, &mut theta)?;
            far.push(norm(&theta));
            steps.push(optimizer.step_size());
        }
        Ok((far, steps))
    };
    let (right, steps) = run(0.0)?;
    let (low, _) = run(-0.1)?;
    let mut best = gradient_descent::Sgd::new(2.0 / (mu + l))?;
    let trace = descent::descend(&valley, &mut best, &start, STEPS)?;
    let constant: Vec<f64> = trace.points().iter().map(|p| norm(p)).collect();
    let end = STEPS as f64;
    let far = Panel::new(
        Axis::linear("t", 0.0, end),
        Axis::log("‖θₜ − θ*‖", 1e-9, 10.0),
    )
    .line(Colour::Grey, &over_time(&constant))
    .line(Colour::Orange, &over_time(&low))
    .line(Colour::Blue, &over_time(&right))
    .legend(Colour::Blue, "f* = 0")
    .legend(Colour::Orange, "f* = −0.1")
    .legend(Colour::Grey, "η = 2/(L + μ)")
    .legend_at(Corner::BottomLeft);
    let sizes = Panel::new(Axis::linear("t", 0.0, end), Axis::log("ηₜ", 0.1, 10.0))
        .dashed(Colour::Ink, &[(0.0, 0.5 / l), (end, 0.5 / l)])
        .dashed(Colour::Ink, &[(0.0, 0.5 / mu), (end, 0.5 / mu)])
        .dashed(Colour::Red, &[(0.0, 2.0 / l), (end, 2.0 / l)])
        .dots(Colour::Blue, &over_time(&steps))
        .label(Colour::Ink, (90.0, 0.19), "1/2L")
        .label(Colour::Ink, (90.0, 6.6), "1/2μ")
        .label(Colour::Red, (90.0, 1.25), "2/L");
    let figure = Figure::new(CHAPTER, "polyak").panel(far).panel(sizes);
    let data = Polyak {
        right,
        low,
        constant,
        steps,
    };
    Ok((data, figure))
}

/// How estimates of the distance grow, as shares of it.
pub struct Distances {
    /// D-Adaptation with β = 0, c = 1, for each first estimate.
    pub dadapt: Vec<(f64, Vec<f64>)>,
    /// DoG's longest way, for each first distance.
    pub dog: Vec<(f64, Vec<f64>)>,
    /// Prodigy's estimate as a share of the largest entry of θ₀ − θ*.
    pub prodigy: Vec<(f64, Vec<f64>)>,
}

/// Figure `distances`: three estimates on the wine problem, from three first guesses.
///
/// ```
/// let (data, figure) = step_size_adaptation::figures::distances()?;
/// for (d0, curve) in &data.dadapt {
///     // Up to a tenth of D by the factor 1.5 a step at most; never above D, and the same end.
///     let climb = curve.iter().take_while(|&&share| share < 0.1).count();
///     let factors = curve[..climb].windows(2).map(|w| w[1] / w[0]);
///     assert!(factors.fold(0.0, f64::max) < 1.5001, "d₀ = {d0}");
///     let last = curve[200];
///     assert!(curve.iter().all(|&share| share <= 1.0) && (last - 0.476).abs() < 1e-3, "{last}");
/// }
/// let climb = &data.dadapt[0].1;
/// assert!((climb[20] / climb[19] - 2.0_f64.sqrt()).abs() < 1e-3, "{}", climb[20] / climb[19]);
/// for (d0, curve) in &data.prodigy {
///     // Faster up: half as many steps or fewer to a tenth. A weaker estimate.
///     let reached = |curve: &[f64]| curve.iter().position(|&share| share > 0.1).unwrap();
///     let slow = data.dadapt.iter().find(|run| run.0 == *d0).unwrap();
///     assert!(2 * reached(curve) <= reached(&slow.1), "d₀ = {d0}");
///     assert!((0.12..0.17).contains(&curve[200]), "d₀ = {d0}: {}", curve[200]);
/// }
/// for (r0, curve) in &data.dog {
///     // DoG needs the more steps the smaller r₀ is, and goes as far as the minimizer.
///     assert!((0.9..1.0).contains(&curve[200]), "r₀ = {r0}: {}", curve[200]);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn distances() -> Drawn<Distances> {
    const STEPS: usize = 200;
    let (f, star) = wine()?;
    let start = f.start();
    let far = descent::distance(&start, &star);
    let most = (&start[0] - &star[0]).fold(0.0, |top: f64, x| top.max(x.abs()));
    let mut data = Distances {
        dadapt: Vec::new(),
        dog: Vec::new(),
        prodigy: Vec::new(),
    };
    for d0 in [1e-8, 1e-5, 1e-2] {
        let (mut dadapt, mut dog, mut prodigy) = (
            DAdaptSgd::new(d0, 0.0, 1.0)?,
            Dog::new(d0)?,
            Prodigy::new(d0)?,
        );
        let mut points = [start.clone(), start.clone(), start.clone()];
        let mut curves = [vec![d0 / far], vec![d0 / far], vec![d0 / most]];
        for _ in 0..STEPS {
            let grads = points.each_ref().map(|theta| f.gradient(theta));
            dadapt.step(&mut points[0], &grads[0])?;
            dog.step(&mut points[1], &grads[1])?;
            prodigy.step(&mut points[2], &grads[2])?;
            curves[0].push(dadapt.distance() / far);
            curves[1].push(dog.distance() / far);
            curves[2].push(prodigy.distance() / most);
        }
        let [first, second, third] = curves;
        data.dadapt.push((d0, first));
        data.dog.push((d0, second));
        data.prodigy.push((d0, third));
    }
    let panel = |curves: &[(f64, Vec<f64>)], colour: Colour, name: &str| {
        let panel = Panel::new(
            Axis::linear("t", 0.0, STEPS as f64),
            Axis::log(name, 1e-9, 10.0),
        )
        .dashed(Colour::Ink, &[(0.0, 1.0), (STEPS as f64, 1.0)]);
        curves.iter().fold(panel, |panel, (_, curve)| {
            panel.line(colour, &over_time(curve))
        })
    };
    let figure = Figure::new(CHAPTER, "distances")
        .height(280)
        .panel(panel(&data.dadapt, Colour::Red, "d / D"))
        .panel(panel(&data.prodigy, Colour::Blue, "d / D∞"))
        .panel(panel(&data.dog, Colour::Green, "r̄ / D"));
    Ok((data, figure))
}
