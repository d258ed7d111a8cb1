//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use adam::Adam;
use descent::problems::DigitsMlp;
use descent::random::{generator, normal, permutation, with_replacement};
use descent::statistics::variance;
use descent::{FiniteSum, Method, Objective, Optimizer, Settings, Spec, zeros_like};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::kernel::weights;
use crate::rare_push::RarePush;
use crate::rectify::{approximate_variance, longest_sma, rate_variance, rectifier, sma_length};
use crate::{AdEmaMix, AdaBelief, Adopt, AggMo, Nadam, Qhm, RAdam};

const CHAPTER: &str = "adam-family";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// Points (x, y).
type Points = Vec<(f64, f64)>;

/// The share of each numerator that comes from gradients of each age.
pub struct Shares {
    /// Adam's mean, β₁ = 0.9.
    pub adam: Vec<f64>,
    /// QHM, β = 0.999, ν = 0.7.
    pub qhm: Vec<f64>,
    /// `AggMo`, β = 0, 0.9, 0.99.
    pub aggmo: Vec<f64>,
    /// `AdEMAMix`, β₁ = 0.9, β₃ = 0.9999, α = 5.
    pub ademamix: Vec<f64>,
}

/// Figure `weights`: what a numerator remembers, for four of them.
///
/// ```
/// let (shares, figure) = adam_family::figures::numerators()?;
/// let old = |shares: &[f64]| shares[100..].iter().sum::<f64>();
/// for shares in [&shares.adam, &shares.qhm, &shares.aggmo, &shares.ademamix] {
///     let total: f64 = shares.iter().sum();
///     assert!((total - 1.0).abs() < 1e-9, "the shares add up to {total}");
/// }
/// // Older than 100 steps: 3·10⁻⁵ of Adam's mean, a third of AggMo's, more than 60 % of the rest.
/// assert!((old(&shares.adam) / 2.66e-5 - 1.0).abs() < 0.01, "Adam {}", old(&shares.adam));
/// assert!((old(&shares.aggmo) - 1.0 / 3.0).abs() < 0.01, "AggMo {}", old(&shares.aggmo));
/// assert!(old(&shares.qhm) > 0.6 && old(&shares.qhm) < 0.65, "QHM {}", old(&shares.qhm));
/// assert!(old(&shares.ademamix) > 0.8, "AdEMAMix {}", old(&shares.ademamix));
/// // The newest gradient still counts: 30 % of QHM's numerator, and 200 times as much as one that
/// // is 100 steps old in AdEMAMix's.
/// assert!((shares.qhm[0] - 0.3).abs() < 0.001, "{}", shares.qhm[0]);
/// let newest = shares.ademamix[0] / shares.ademamix[100];
/// assert!(newest > 150.0, "AdEMAMix {newest}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn numerators() -> Drawn<Shares> {
    const AGES: usize = 60_000;
    let share = |optimizer: &mut dyn Optimizer| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
        let weights = weights(optimizer, 400, AGES)?;
        let total: f64 = weights.iter().sum();
        Ok(weights.iter().map(|w| w / total).collect())
    };
    // With a large ε and as large a rate the denominator is constant.
    let large = |spec: &'static Spec| spec.settings().with("lr", 1e9)?.with("eps", 1e9);
    let data = Shares {
        adam: share(&mut Adam::from_settings(&large(spec_of_adam())?)?)?,
        qhm: share(&mut Qhm::new(1.0, 0.999, 0.7)?)?,
        aggmo: share(&mut AggMo::new(1.0)?)?,
        ademamix: share(&mut AdEmaMix::from_settings(&large(spec_of_ademamix())?)?)?,
    };
    // Ages 0, 1, 2, … and then ever sparser.
    let spread: Vec<usize> = std::iter::successors(Some(0), |age| Some(age + 1 + age / 14))
        .take_while(|&age| age < AGES)
        .collect();
    let points = |shares: &[f64]| -> Points {
        let mut points: Points = spread
            .iter()
            .map(|&age| (age as f64 + 1.0, shares[age]))
            .filter(|(_, share)| *share > 1e-9)
            .collect();
        points.dedup();
        points
    };
    let panel = Panel::new(Axis::log("s + 1", 1.0, 1e5), Axis::log("w", 1e-7, 1.0))
        .line(Colour::Ink, &points(&data.adam))
        .line(Colour::Green, &points(&data.aggmo))
        .line(Colour::Orange, &points(&data.qhm))
        .line(Colour::Blue, &points(&data.ademamix))
        .legend(Colour::Ink, "β = 0.9")
        .legend(Colour::Green, "β = 0, 0.9, 0.99")
        .legend(Colour::Orange, "β = 0.999, ν = 0.7")
        .legend(Colour::Blue, "β = 0.9, 0.9999, α = 5");
    Ok((data, Figure::new(CHAPTER, "weights").panel(panel)))
}

fn spec_of_adam() -> &'static Spec {
    static SPEC: Spec = Adam::SPEC;
    &SPEC
}

fn spec_of_ademamix() -> &'static Spec {
    static SPEC: Spec = AdEmaMix::SPEC;
    &SPEC
}

/// Adam and ADOPT on gradients that seldom push hard.
pub struct Drift {
    /// (t, mean of θ_t over the chains) of Adam with β₂ = 0.9.
    pub adam: Points,
    /// The same of ADOPT.
    pub adopt: Points,
    /// (1 − β₂, mean move downhill per step) of Adam.
    pub adam_by_memory: Points,
    /// The same of ADOPT.
    pub adopt_by_memory: Points,
}

/// Figure `drift`: the gradient is 20 with probability 0.06 and −1 otherwise, 0.26 in the mean.
///
/// ```
/// let (drift, figure) = adam_family::figures::drift()?;
/// let end = |path: &[(f64, f64)]| path.last().unwrap().1;
/// assert!(end(&drift.adam) > 20.0 && end(&drift.adopt) < -20.0, "{} {}", end(&drift.adam), end(&drift.adopt));
/// // Adam's mean move is uphill for short memories and downhill for long ones, ADOPT's is downhill
/// // at every β₂.
/// for &(forgets, move_down) in &drift.adopt_by_memory {
///     assert!(move_down > 0.0, "ADOPT, β₂ = {}: {move_down}", 1.0 - forgets);
/// }
/// for &(forgets, move_down) in &drift.adam_by_memory {
///     let uphill = move_down < 0.0;
///     assert!(uphill == (forgets > 0.04), "Adam, β₂ = {}: {move_down}", 1.0 - forgets);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn drift() -> Drawn<Drift> {
    const CHAINS: usize = 500;
    const STEPS: usize = 400;
    let push = RarePush {
        size: 20.0,
        chance: 0.06,
    };
    let path = |optimizer: &mut dyn Optimizer| -> Result<Points, Box<dyn std::error::Error>> {
        let walk = push.walk(optimizer, CHAINS, STEPS, 4)?;
        let mean = |theta: &descent::Tensor| theta.mean().unwrap_or(0.0);
        Ok((0..)
            .zip(&walk)
            .map(|(t, theta)| (f64::from(t), mean(theta)))
            .collect())
    };
    let adopt = |beta2: f64| Adopt::from_settings(&adopt_settings(beta2)?);
    // The move downhill per step, once the start is forgotten.
    let per_step = |path: &Points| (path[STEPS / 4].1 - path[STEPS].1) / (0.75 * STEPS as f64);
    let (mut adam_by_memory, mut adopt_by_memory) = (Vec::new(), Vec::new());
    for forgets in [0.5, 0.3, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01] {
        let beta2 = 1.0 - forgets;
        let run = path(&mut Adam::with_betas(1.0, 0.9, beta2)?)?;
        adam_by_memory.push((forgets, per_step(&run)));
        adopt_by_memory.push((forgets, per_step(&path(&mut adopt(beta2)?)?)));
    }
    let data = Drift {
        adam: path(&mut Adam::with_betas(1.0, 0.9, 0.9)?)?,
        adopt: path(&mut adopt(0.9)?)?,
        adam_by_memory,
        adopt_by_memory,
    };
    let paths = Panel::new(
        Axis::linear("t", 0.0, 400.0),
        Axis::linear("E θₜ", -50.0, 60.0),
    )
    .line(Colour::Red, &data.adam)
    .line(Colour::Blue, &data.adopt)
    .label(Colour::Red, (150.0, 38.0), "vₜ")
    .label(Colour::Blue, (150.0, -30.0), "vₜ₋₁");
    let memory = Panel::new(
        Axis::log("1 − β₂", 0.008, 0.6),
        Axis::linear("−E Δθ", -0.3, 0.3),
    )
    .dashed(Colour::Grey, &[(0.008, 0.0), (0.6, 0.0)])
    .path(Colour::Red, &data.adam_by_memory)
    .path(Colour::Blue, &data.adopt_by_memory);
    Ok((
        data,
        Figure::new(CHAPTER, "drift")
            .height(320)
            .panel(paths)
            .panel(memory),
    ))
}

fn adopt_settings(beta2: f64) -> Result<Settings, descent::SettingError> {
    static SPEC: Spec = Adopt::SPEC;
    SPEC.settings()
        .with("lr", 1.0)?
        .with("beta2", beta2)?
        .with("clip", "off")
}

/// The spread of Adam's rate 1/√v̂_t and RAdam's answer to it.
pub struct Trust {
    /// (t, standard deviation of 1/√v̂_t) in the simulation, β₂ = 0.999.
    pub measured: Points,
    /// (t, the same) for a moving average of length ρ_t.
    pub exact: Points,
    /// (t, the same) in the first approximation.
    pub first_order: Points,
    /// For β₂ = 0.9, 0.99, 0.999: (t, r_t).
    pub rectifiers: Vec<(f64, Points)>,
}

/// Figure `trust`: the spread of the adaptive rate, and the rectifier.
///
/// ```
/// use adam_family::rectify::sma_length;
/// let (trust, figure) = adam_family::figures::trust()?;
/// // The exact formula is within 5 % of what is measured, also at t = 4, where ρ_t is below 4.
/// for (&(t, measured), &(_, exact)) in trust.measured.iter().zip(&trust.exact) {
///     assert!((exact / measured - 1.0).abs() < 0.05, "t = {t}: {exact} {measured}");
/// }
/// // The first approximation has an edge at ρ = 4 that the variance has not: at t = 5 the deviation
/// // is 1.8 times too large, at t = 60 right to 3 %.
/// let at = |points: &[(f64, f64)], t: f64| points.iter().find(|p| p.0 == t).unwrap().1;
/// let off = |t: f64| at(&trust.first_order, t) / at(&trust.measured, t);
/// assert!(off(5.0) > 1.8 && off(60.0) < 1.03, "{} and {}", off(5.0), off(60.0));
/// // r_t is a warm-up: ½ after 0.6/(1 − β₂) steps, 0.9 after about 3/(1 − β₂).
/// for (beta2, points) in &trust.rectifiers[1..] {
///     let passes = |level: f64| points.iter().find(|p| p.1 > level).unwrap().0 * (1.0 - beta2);
///     assert!(passes(0.5) > 0.55 && passes(0.5) < 0.65, "β₂ = {beta2}: {}", passes(0.5));
///     assert!(passes(0.9) > 2.6 && passes(0.9) < 3.1, "β₂ = {beta2}: {}", passes(0.9));
/// }
/// // It loses as many full steps as a linear warm-up over 2.07/(1 − β₂) steps.
/// let linear = adam_family::solutions::equivalent_warmup(0.999) * 0.001;
/// assert!((linear - 2.07).abs() < 0.005, "{linear}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None today; the type is that of the other figures.
pub fn trust() -> Drawn<Trust> {
    const CHAINS: usize = 20_000;
    let beta2 = 0.999;
    let mut rng = generator(3);
    let (mut v, mut sum) = (vec![0.0; CHAINS], 0.0);
    let mut measured = Vec::new();
    for t in 1..=60 {
        for v in &mut v {
            *v = beta2 * *v + (1.0 - beta2) * normal(&mut rng).powi(2);
        }
        sum = beta2 * sum + (1.0 - beta2);
        // Below t = 3 the variance is infinite.
        if [4, 5, 6, 8, 11, 16, 25, 40, 60].contains(&t) {
            let rates: Vec<f64> = v.iter().map(|v| (sum / v).sqrt()).collect();
            measured.push((f64::from(t), variance(&rates).sqrt()));
        }
    }
    let over = |times: &[i32], f: &dyn Fn(f64) -> f64| -> Points {
        let rho = |t: i32| sma_length(beta2, t);
        times
            .iter()
            .map(|&t| (f64::from(t), f(rho(t)).sqrt()))
            .collect()
    };
    let times = [4, 5, 6, 8, 11, 16, 25, 40, 60];
    let data = Trust {
        measured,
        exact: over(&times, &rate_variance),
        first_order: over(&times[1..], &approximate_variance),
        rectifiers: [0.9, 0.99, 0.999]
            .map(|beta2| {
                let longest = longest_sma(beta2);
                let rho = |t: i32| sma_length(beta2, t);
                let points = std::iter::successors(Some(1), |t| Some(t + 1 + t / 14))
                    .take_while(|&t| t <= 10_000)
                    .filter(|&t| rho(t) > 4.0)
                    .map(|t| (f64::from(t), rectifier(rho(t), longest)))
                    .collect();
                (beta2, points)
            })
            .to_vec(),
    };
    let spread = Panel::new(Axis::log("t", 3.0, 80.0), Axis::log("√Var", 0.05, 2.5))
        .line(Colour::Blue, &data.exact)
        .dashed(Colour::Red, &data.first_order)
        .dots(Colour::Ink, &data.measured);
    let mut warm = Panel::new(Axis::log("t", 1.0, 1e4), Axis::linear("rₜ", 0.0, 1.05));
    for ((beta2, points), colour) in
        data.rectifiers
            .iter()
            .zip([Colour::Green, Colour::Orange, Colour::Blue])
    {
        warm = warm
            .line(colour, points)
            .legend(colour, &format!("β₂ = {beta2}"));
    }
    let warm = warm.legend_at(Corner::BottomRight);
    Ok((
        data,
        Figure::new(CHAPTER, "trust")
            .height(320)
            .panel(spread)
            .panel(warm),
    ))
}

/// Losses on held-out digits, by method and learning rate.
pub struct Digits {
    /// For each method: the points (η, loss on the held-out digits after the last step).
    pub curves: Vec<(&'static str, Points)>,
}

impl Digits {
    /// The best rate of each method and its loss.
    ///
    /// # Panics
    /// If a curve holds no point; those of [`digits`] hold six.
    pub fn best(&self) -> Vec<(&'static str, f64, f64)> {
        self.curves
            .iter()
            .map(|(name, points)| {
                let best = points.iter().min_by(|a, b| a.1.total_cmp(&b.1));
                let &(lr, loss) = best.expect("at least one rate");
                (*name, lr, loss)
            })
            .collect()
    }
}

/// Figure `digits`: six members of the family on the digits network, each at six rates.
///
/// ```
/// let (digits, figure) = adam_family::figures::digits()?;
/// let best = digits.best();
/// let losses: Vec<f64> = best.iter().map(|best| best.2).collect();
/// let (low, high) = losses.iter().fold((f64::MAX, 0.0), |(a, b), &x| (x.min(a), x.max(b)));
/// // At its best rate each ends between 0.133 and 0.148, within 10 % of the others.
/// assert!(low > 0.133 && high < 0.148 && high / low < 1.1, "{best:?}");
/// // RAdam's best rate is more than six times Adam's: its warm-up is longer than the run.
/// assert!(best[5].0 == "radam" && best[5].1 > 6.0 * best[0].1, "{best:?}");
/// // A rate that is wrong by a factor 2.5 costs Adam more than all the choice of method: 19 %.
/// let adam = &digits.curves[0].1;
/// let place = adam.iter().position(|p| p.1 == best[0].2).unwrap();
/// let cost = adam[place + 1].1.min(adam[place - 1].1) / best[0].2;
/// assert!(cost > 1.15, "{cost}");
/// // At one common rate, the smallest, AdaBelief looks good and RAdam bad.
/// let first = |k: usize| digits.curves[k].1[0].1;
/// assert!(first(3) < 0.7 * first(0) && first(5) > 3.0 * first(0), "{} {} {}", first(3), first(0), first(5));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn digits() -> Drawn<Digits> {
    const STEPS: usize = 120;
    static SPECS: [Spec; 6] = [
        Adam::SPEC,
        Nadam::SPEC,
        AdEmaMix::SPEC,
        AdaBelief::SPEC,
        Adopt::SPEC,
        RAdam::SPEC,
    ];
    let network = DigitsMlp::new(16, 1)?;
    let order = permutation(network.examples(), &mut generator(8));
    let (held_out, training) = order.split_at(400);
    let run = |settings: &Settings| -> Result<f64, Box<dyn std::error::Error>> {
        let Method::Gradient(mut optimizer) = (settings.spec().build)(settings)? else {
            return Err("these methods need a gradient only".into());
        };
        let (mut params, mut rng) = (network.start(), generator(9));
        let mut grads = zeros_like(&params);
        for _ in 0..STEPS {
            let batch = with_replacement(training.len(), 64, &mut rng);
            let batch: Vec<usize> = batch.into_iter().map(|i| training[i]).collect();
            network.batch_gradient_into(&params, &batch, &mut grads);
            optimizer.step(&mut params, &grads)?;
        }
        Ok(network.loss_on(&params, held_out))
    };
    let mut curves = Vec::new();
    for spec in &SPECS {
        let mut points = Vec::new();
        for k in 0..=5 {
            let lr = 10f64.powf(-2.4 + 0.4 * f64::from(k));
            let loss = run(&spec.settings().with("lr", lr)?)?;
            points.push((lr, loss));
        }
        curves.push((spec.name, points));
    }
    let colours = [
        Colour::Ink,
        Colour::Orange,
        Colour::Purple,
        Colour::Green,
        Colour::Blue,
        Colour::Red,
    ];
    let mut panel = Panel::new(Axis::log("η", 3e-3, 2.5), Axis::log("f", 0.1, 4.0));
    let symbols = ["m, v", "μ", "α", "s", "vₜ₋₁", "rₜ"];
    for (((_, points), colour), symbol) in curves.iter().zip(colours).zip(symbols) {
        panel = panel.path(colour, points).legend(colour, symbol);
    }
    Ok((
        Digits { curves },
        Figure::new(CHAPTER, "digits").panel(panel),
    ))
}
