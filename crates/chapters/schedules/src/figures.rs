//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::LogisticRegression;
use descent::random::{generator, with_replacement};
use descent::{FiniteSum, Objective, Tensor, dot, zeros_like};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::training::{Digits, Run};
use crate::{
    Cosine, Cyclic, Exponential, Height, InverseSqrt, OneCycle, Polynomial, PowerLaw, Restarts,
    Schedule, StepDecay, Warmup, WarmupStableDecay, scheduled_step,
};

const CHAPTER: &str = "schedules";

type Points = Vec<(f64, f64)>;
type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// Penalized logistic regression on the wines, its minimizer, and the noise of a batch of four there.
struct Wine {
    problem: LogisticRegression,
    minimizer: Vec<Tensor>,
    minimum: f64,
    /// tr Σ of the gradient of a batch of four.
    trace: f64,
}

const BATCH: usize = 4;

impl Wine {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let problem = LogisticRegression::wine(0.1)?;
        let (mut theta, mut g) = (problem.start(), zeros_like(&problem.start()));
        // η = 0.3 contracts by 0.97 or better a step: 3000 steps end at rounding.
        for _ in 0..3000 {
            problem.gradient_into(&theta, &mut g);
            theta[0].zip_mut_with(&g[0], |x, g| *x -= 0.3 * g);
        }
        let mut trace = 0.0;
        for i in 0..problem.examples() {
            problem.batch_gradient_into(&theta, &[i], &mut g);
            trace += dot(&g, &g);
        }
        Ok(Self {
            minimum: problem.value(&theta),
            trace: trace / problem.examples() as f64 / BATCH as f64,
            minimizer: theta,
            problem,
        })
    }

    /// f(θ_t) − f* at the steps of `at`, averaged over `runs` runs from `start`.
    fn excess(
        &self,
        schedule: &dyn Schedule,
        start: &[Tensor],
        at: &[u64],
        runs: u64,
    ) -> Result<Points, Box<dyn std::error::Error>> {
        let mut sums = vec![0.0; at.len()];
        let mut g = zeros_like(start);
        let mut sgd = Sgd::new(0.0)?;
        for run in 0..runs {
            let (mut theta, mut rng) = (start.to_vec(), generator(100 + run));
            let mut next = 0;
            for t in 0..=at[at.len() - 1] {
                if t == at[next] {
                    sums[next] += self.problem.value(&theta) - self.minimum;
                    next += 1;
                }
                let batch = with_replacement(self.problem.examples(), BATCH, &mut rng);
                self.problem.batch_gradient_into(&theta, &batch, &mut g);
                scheduled_step(&mut sgd, schedule, t, &mut theta, &g)?;
            }
        }
        let mean = |(&t, sum): (&u64, &f64)| (t as f64, sum / runs as f64);
        Ok(at.iter().zip(&sums).map(mean).collect())
    }
}

/// Times that grow geometrically from 1 to `last`, without doubles.
fn geometric(last: f64, count: u32) -> Vec<u64> {
    // Times are far below 2⁵³.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mut times: Vec<u64> = (0..=count)
        .map(|i| last.powf(f64::from(i) / f64::from(count)).round() as u64)
        .collect();
    times.dedup();
    times
}

/// The excess loss over time under four schedules.
pub struct Decay {
    /// η = 0.3 all the time.
    pub large: Points,
    /// η = 0.003 all the time.
    pub small: Points,
    /// From 0.3, divided by 10 at steps 300 and 3000.
    pub steps: Points,
    /// 0.3/(1 + t/τ) with τ = 30.
    pub inverse: Points,
}

/// Figure `decay`: logistic regression on the wines, batches of four, mean of ten runs.
///
/// ```
/// let (decay, figure) = schedules::figures::decay()?;
/// let at = |points: &[(f64, f64)], t: f64| {
///     points.iter().find(|p| p.0 >= t).unwrap().1
/// };
/// // The large rate is far ahead after 100 steps and has stopped improving by step 300.
/// assert!(at(&decay.small, 100.0) > 5.0 * at(&decay.large, 100.0));
/// let (early, late) = (at(&decay.large, 300.0), at(&decay.large, 10_000.0));
/// assert!((late / early).ln().abs() < 0.5, "{early} {late}");
/// // Both decaying rates end more than twenty times lower, and below the small constant.
/// for falling in [&decay.steps, &decay.inverse] {
///     let end = at(falling, 10_000.0);
///     assert!(end < late / 20.0 && end < at(&decay.small, 10_000.0), "{end} {late}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn decay() -> Drawn<Decay> {
    let wine = Wine::new()?;
    let at = geometric(1e4, 60);
    let start = wine.problem.start();
    let run = |schedule: &dyn Schedule| wine.excess(schedule, &start, &at, 10);
    let data = Decay {
        large: run(&|_: u64| 0.3)?,
        small: run(&|_: u64| 0.003)?,
        steps: run(&StepDecay::at(0.3, &[300, 3000], 0.1)?)?,
        inverse: run(&PowerLaw::new(0.3, 30.0, 1.0)?)?,
    };
    let panel = Panel::new(Axis::log("t", 1.0, 1e4), Axis::log("f(θₜ) − f*", 2e-5, 1.0))
        .line(Colour::Red, &data.large)
        .line(Colour::Grey, &data.small)
        .line(Colour::Green, &data.steps)
        .line(Colour::Blue, &data.inverse)
        .legend(Colour::Red, "η = 0.3")
        .legend(Colour::Grey, "η = 0.003")
        .legend(Colour::Green, "0.3 → 0.03 → 0.003")
        .legend(Colour::Blue, "0.3/(1 + t/30)")
        .legend_at(Corner::BottomLeft);
    Ok((data, Figure::new(CHAPTER, "decay").panel(panel)))
}

/// The noise floor against the rate.
pub struct Floor {
    /// (η, mean excess loss of a long run).
    pub measured: Points,
    /// (η, η tr Σ/4).
    pub predicted: Points,
}

/// Figure `floor`: the level at which a constant rate stops, on the wines.
///
/// ```
/// use descent::statistics::order;
/// let (floor, figure) = schedules::figures::floor()?;
/// // Proportional to η over a factor of 32, and the line is the formula. 8 %: the Monte Carlo error
/// // of a run; ηλ/2 more is what the approximation leaves out, with λ = 1.3 or less on this loss.
/// let slope = order(&floor.measured);
/// assert!((slope - 1.0).abs() < 0.06, "slope {slope}");
/// for (measured, predicted) in floor.measured.iter().zip(&floor.predicted) {
///     let (eta, ratio) = (measured.0, measured.1 / predicted.1);
///     assert!(ratio > 0.92 && ratio < 1.08 + 0.65 * eta, "η = {eta}: {ratio} of the formula");
/// }
/// # use descent::{Objective, problems::LogisticRegression};
/// # let f = LogisticRegression::wine(0.1)?;
/// # let h = f.hessian(&f.start()).unwrap();
/// # let mut v = ndarray::Array1::from_elem(h.nrows(), 1.0);
/// # for _ in 0..200 { v = h.dot(&v); v /= v.dot(&v).sqrt(); }
/// # // The Hessian is largest at θ = 0, where every p(1 − p) is ¼.
/// # assert!(v.dot(&h.dot(&v)) < 1.3, "{}", v.dot(&h.dot(&v)));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn floor() -> Drawn<Floor> {
    let wine = Wine::new()?;
    // From the minimizer the floor is reached in about 1/(2ημ) steps, μ = 0.1.
    let at: Vec<u64> = (0..1500).map(|k| 2000 + 10 * k).collect();
    let rates = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32];
    let mut measured = Vec::new();
    for eta in rates {
        let excess = wine.excess(&|_: u64| eta, &wine.minimizer, &at, 1)?;
        let mean = excess.iter().map(|p| p.1).sum::<f64>() / excess.len() as f64;
        measured.push((eta, mean));
    }
    let data = Floor {
        measured,
        predicted: rates.map(|eta| (eta, eta / 4.0 * wine.trace)).to_vec(),
    };
    let panel = Panel::new(
        Axis::log("η", 0.007, 0.5).ticks(&[
            (0.01, "0.01"),
            (0.03, "0.03"),
            (0.1, "0.1"),
            (0.3, "0.3"),
        ]),
        Axis::log("f − f*", 1e-4, 2e-2),
    )
    .dashed(Colour::Grey, &data.predicted)
    .dots(Colour::Blue, &data.measured)
    .legend_dashed(Colour::Grey, "η tr Σ/4")
    .legend_at(Corner::TopLeft);
    Ok((data, Figure::new(CHAPTER, "floor").height(300).panel(panel)))
}

/// What is left of the distance under three power laws.
pub struct Powers {
    /// (a, points (T, θ_T/θ₀)).
    pub left: Vec<(f64, Points)>,
}

/// Figure `powers`: η_t = 0.5 (1 + t)^{−a} on ½θ², without noise.
///
/// ```
/// let (powers, figure) = schedules::figures::powers()?;
/// let end = |k: usize| powers.left[k].1.last().unwrap().1;
/// let tenfold = |k: usize| {
///     let points = &powers.left[k].1;
///     points.iter().find(|p| p.0 >= 1e5).unwrap().1 / points.iter().find(|p| p.0 >= 1e4).unwrap().1
/// };
/// // a = ½: below 10⁻⁸ after fewer than 1000 steps; a = 1: like T^{−1/2}; a = 3/2: stops.
/// let first = powers.left[0].1.iter().find(|p| p.1 < 1e-8).unwrap();
/// assert!(first.0 < 1000.0, "{first:?}");
/// assert!((tenfold(1) / 10f64.powf(-0.5) - 1.0).abs() < 0.06, "{}", tenfold(1));
/// assert!(tenfold(2) > 0.99 && end(2) > 0.2, "{} {}", tenfold(2), end(2));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a schedule is refused, which the fixed settings exclude.
pub fn powers() -> Drawn<Powers> {
    let at = geometric(1e5, 60);
    let mut panel = Panel::new(Axis::log("T", 1.0, 1e5), Axis::log("θ/θ₀", 1e-8, 1.0));
    let mut left = Vec::new();
    for (a, colour, text) in [
        (0.5, Colour::Green, "a = 1/2"),
        (1.0, Colour::Blue, "a = 1"),
        (1.5, Colour::Red, "a = 3/2"),
    ] {
        let schedule = PowerLaw::new(0.5, 1.0, a)?;
        let (mut theta, mut t, mut points) = (1.0, 0, Vec::new());
        for &end in &at {
            while t < end {
                theta *= 1.0 - schedule.rate(t);
                t += 1;
            }
            points.push((end as f64, theta));
        }
        panel = panel.line(colour, &points).legend(colour, text);
        left.push((a, points));
    }
    let panel = panel.legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "powers").height(300).panel(panel);
    Ok((Powers { left }, figure))
}

/// The shapes of the schedules, each as points (t, η_t/η_max).
pub struct Shapes {
    /// Step decay, exponential, polynomial, cosine.
    pub falling: Vec<Points>,
    /// Inverse square root, warmup–stable–decay, warmup and cosine, one cycle.
    pub rising: Vec<Points>,
    /// Restarts, cyclic.
    pub repeated: Vec<Points>,
}

/// Figure `shapes`: η_t/η_max over 100 steps.
///
/// ```
/// let (shapes, figure) = schedules::figures::shapes()?;
/// let rises = |points: &[(f64, f64)]| {
///     points.windows(2).filter(|pair| pair[1].1 > pair[0].1 + 1e-12).count()
/// };
/// let highest = |points: &[(f64, f64)]| points.iter().fold(0.0_f64, |a, p| a.max(p.1));
/// for points in &shapes.falling {
///     assert!(rises(points) == 0 && points[0].1 == 1.0, "falls from the first step on");
/// }
/// for points in &shapes.rising {
///     let top = (0..points.len()).max_by(|&a, &b| points[a].1.total_cmp(&points[b].1)).unwrap();
///     let falls = points[..=top].windows(2).filter(|pair| pair[1].1 < pair[0].1 - 1e-12).count();
///     assert!(rises(&points[..=top]) >= 9 && falls == 0, "first upwards, to {top}");
///     assert!(rises(&points[top..]) == 0 && points[100].1 < 0.4, "then downwards");
///     assert!((highest(points) - 1.0).abs() < 1e-12);
/// }
/// for points in &shapes.repeated {
///     let peaks = points.windows(3).filter(|w| w[1].1 > w[0].1 && w[1].1 > w[2].1).count();
///     assert!(peaks >= 2, "{peaks} peaks inside");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a schedule is refused, which the fixed settings exclude.
pub fn shapes() -> Drawn<Shapes> {
    let points = |schedule: &dyn Schedule| -> Points {
        (0..=100).map(|t| (t as f64, schedule.rate(t))).collect()
    };
    let data = Shapes {
        falling: vec![
            points(&StepDecay::at(1.0, &[40, 70], 0.3)?),
            points(&Exponential::new(1.0, 0.96)?),
            points(&Polynomial::new(1.0, 100, 1.0)?),
            points(&Cosine::new(1.0, 0.0, 100)?),
        ],
        rising: vec![
            points(&InverseSqrt::new(1.0, 10)?),
            points(&WarmupStableDecay::new(1.0, (10, 70, 20))?),
            points(&Warmup::new(10, Cosine::new(1.0, 0.0, 90)?)?),
            points(&OneCycle::new(1.0, 101)?.with_rise(31.0 / 101.0)?),
        ],
        repeated: vec![
            points(&Restarts::new(1.0, 0.0, 15, 2)?),
            points(&Cyclic::new((0.1, 1.0), (12, 12), Height::Halved)?),
        ],
    };
    let colours = [Colour::Red, Colour::Green, Colour::Orange, Colour::Blue];
    let panel = |curves: &[Points]| {
        curves.iter().zip(colours).fold(
            Panel::new(
                Axis::linear("t", 0.0, 100.0).ticks(&[(0.0, "0"), (50.0, "50"), (100.0, "100")]),
                Axis::linear("η/η₀", 0.0, 1.05).ticks(&[(0.0, "0"), (0.5, "0.5"), (1.0, "1")]),
            ),
            |panel, (curve, colour)| panel.line(colour, curve),
        )
    };
    let figure = Figure::new(CHAPTER, "shapes")
        .height(220)
        .panel(panel(&data.falling))
        .panel(panel(&data.rising))
        .panel(panel(&data.repeated));
    Ok((data, figure))
}

/// Steps of the training runs.
const STEPS: u64 = 1600;
const RUN_BATCH: usize = 8;

fn four_runs(schedule: &dyn Schedule) -> Result<Vec<Run>, Box<dyn std::error::Error>> {
    let run = |seed: u64| {
        let mut sgd = Sgd::new(0.0)?;
        Ok(Digits::new(seed).train(&mut sgd, schedule, (RUN_BATCH, STEPS), 100 + seed)?)
    };
    (0..4).map(run).collect()
}

/// Runs with and without warmup at the same peak.
pub struct WarmupRuns {
    /// Without: one run for each of four seeds.
    pub cold: Vec<Run>,
    /// With 100 steps of warmup.
    pub warm: Vec<Run>,
}

/// Figure `warmup`: the network on the digits, cosine from the peak 1.6, four seeds.
///
/// ```
/// let (runs, figure) = schedules::figures::warmup()?;
/// for (cold, warm) in runs.cold.iter().zip(&runs.warm) {
///     // A guess at random has the loss ln 10 = 2.3.
///     assert!(cold.losses.iter().all(|p| p.1 > 0.8), "without warmup {}", cold.loss());
///     assert!(warm.loss() < 0.12 && warm.accuracy > 0.9, "with it {}", warm.loss());
///     // Both jump above their start; with warmup less.
///     let highest = |run: &schedules::training::Run| run.losses.iter().fold(0.0_f64, |a, p| a.max(p.1));
///     let (high, low) = (highest(cold), highest(warm));
///     assert!(low > 1.2 * warm.losses[0].1 && high > 1.5 * low, "{low} with warmup, {high} without");
/// }
/// // The peak lies beyond the edge 2/λ of the network as it is initialized. After 400 steps with
/// // warmup it lies within.
/// use schedules::{Cosine, Warmup, training::Digits};
/// let warm = Warmup::new(100, Cosine::new(1.6, 0.0, 1500)?)?;
/// for seed in 0..4 {
///     let digits = Digits::new(seed);
///     let before = digits.sharpness(&digits.start());
///     let mut sgd = gradient_descent::Sgd::new(0.0)?;
///     let run = digits.train(&mut sgd, &warm, (8, 400), 100 + seed)?;
///     let after = digits.sharpness(&run.params);
///     assert!(before > 2.0 / 1.6 && after < 2.0 / 1.6, "seed {seed}: λ = {before}, then {after}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn warmup() -> Drawn<WarmupRuns> {
    let cold = Cosine::new(1.6, 0.0, STEPS)?;
    let warm = Warmup::new(100, Cosine::new(1.6, 0.0, STEPS - 100)?)?;
    let data = WarmupRuns {
        cold: four_runs(&cold)?,
        warm: four_runs(&warm)?,
    };
    let mut panel = Panel::new(
        Axis::linear("t", 0.0, 1600.0),
        Axis::log("l(θₜ)", 3e-2, 20.0),
    );
    for (list, colour) in [(&data.cold, Colour::Red), (&data.warm, Colour::Blue)] {
        for run in list {
            panel = panel.thin(colour, &run.losses);
        }
    }
    let panel = panel
        .legend(Colour::Red, "w = 0")
        .legend(Colour::Blue, "w = 100");
    Ok((data, Figure::new(CHAPTER, "warmup").panel(panel)))
}

/// Runs of the same network under several schedules with the same peak, for four seeds.
pub struct Training {
    /// η = 0.8 all the time.
    pub constant: Vec<Run>,
    /// Half a cosine from 0.8 to 0.
    pub cosine: Vec<Run>,
    /// 40 steps up to 0.8, 1240 there, 320 down to 0.
    pub stable: Vec<Run>,
    /// 0.8 · 0.98ᵗ.
    pub fast: Vec<Run>,
}

/// Figure `training`: the losses on the training digits, the first seed of four.
///
/// ```
/// let (training, figure) = schedules::figures::training()?;
/// let Training { constant, cosine, stable, fast } = training;
/// # use schedules::figures::Training;
/// for seed in 0..4 {
///     // Decay to zero: the held-out loss is lower than with the constant rate, in all four runs.
///     assert!(cosine[seed].held_out < constant[seed].held_out, "seed {seed}");
///     // Decay by 2 % a step stops the run with more than ten times the loss.
///     assert!(fast[seed].loss() > 10.0 * cosine[seed].loss(), "seed {seed}: {}", fast[seed].loss());
///     // The short decay at the end brings the loss down.
///     let before = stable[seed].losses.iter().find(|p| p.0 >= 1250.0).unwrap().1;
///     assert!(stable[seed].loss() < 0.8 * before, "seed {seed}: {before} {}", stable[seed].loss());
///     // The jagged line: the constant rate rises between two measurements more often.
///     let rises = |run: &schedules::training::Run| {
///         run.losses.windows(2).filter(|pair| pair[1].1 > pair[0].1).count()
///     };
///     assert!(rises(&constant[seed]) > rises(&cosine[seed]), "seed {seed}");
/// }
/// // On the training digits themselves the constant rate ends lower in three of the four runs.
/// let lower = (0..4).filter(|&seed| constant[seed].loss() < cosine[seed].loss()).count();
/// assert_eq!(lower, 3);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn training() -> Drawn<Training> {
    let data = Training {
        constant: four_runs(&|_: u64| 0.8)?,
        cosine: four_runs(&Cosine::new(0.8, 0.0, STEPS)?)?,
        stable: four_runs(&WarmupStableDecay::new(0.8, (40, 1240, 320))?)?,
        fast: four_runs(&Exponential::new(0.8, 0.98)?)?,
    };
    let panel = Panel::new(
        Axis::linear("t", 0.0, 1600.0),
        Axis::log("l(θₜ)", 8e-3, 3.0),
    )
    .line(Colour::Red, &data.constant[0].losses)
    .line(Colour::Blue, &data.cosine[0].losses)
    .line(Colour::Green, &data.stable[0].losses)
    .line(Colour::Orange, &data.fast[0].losses)
    .legend(Colour::Red, "0.8")
    .legend(Colour::Blue, "0.4 (1 + cos πt/T)")
    .legend(Colour::Green, "0.8 (40 + 1240 + 320)")
    .legend(Colour::Orange, "0.8 · 0.98ᵗ");
    Ok((data, Figure::new(CHAPTER, "training").panel(panel)))
}
