//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use adam::Adam;
use descent::random::{generator, uniform};
use descent::{FiniteSum, Objective, Optimizer, Spec, as_matrix, norm, zeros_like};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::quantize::{Code, round_trip};
use crate::training::{Failure, digits, speeches, train};
use crate::{Adafactor, Adam8bit, Galore, Sm3};

const CHAPTER: &str = "memory-efficient";

type Drawn<T> = Result<(T, Figure), Failure>;
type Points = Vec<(f64, f64)>;

/// One run on the speeches.
pub struct Run {
    /// (t, training loss).
    pub loss: Points,
    /// How many numbers of state the optimizer keeps.
    pub state: usize,
    /// The fraction of the 100 other passages whose speaker it tells in the end.
    pub accuracy: f64,
}

/// Two methods and what takes less memory in their place, at the same learning rates.
pub struct Trade {
    /// Adam, η = 0.03.
    pub adam: Run,
    /// Adafactor, η = 0.03.
    pub adafactor: Run,
    /// `AdaGrad`, η = 0.3.
    pub adagrad: Run,
    /// SM3-II, η = 0.3.
    pub sm3_two: Run,
    /// SM3-I, η = 0.3.
    pub sm3_one: Run,
}

/// Figure `trade`: 150 steps on mini-batches of 20 passages.
///
/// ```
/// let (runs, figure) = memory_efficient::figures::trade()?;
/// // Thirty times less than Adam keeps, sixteen times less than AdaGrad.
/// let times = |a: &memory_efficient::figures::Run, b: &memory_efficient::figures::Run| a.state as f64 / b.state as f64;
/// assert!(times(&runs.adam, &runs.adafactor) > 30.0, "{}", times(&runs.adam, &runs.adafactor));
/// assert!(times(&runs.adagrad, &runs.sm3_two) > 15.0, "{}", times(&runs.adagrad, &runs.sm3_two));
/// assert_eq!(runs.sm3_one.state, runs.sm3_two.state);
/// // The loss falls below 0.01 in all runs, from more than 0.69, and of 100 passages that were not
/// // seen 89 to 91 are told.
/// for run in [&runs.adam, &runs.adafactor, &runs.adagrad, &runs.sm3_two, &runs.sm3_one] {
///     let (first, last) = (run.loss[0].1, run.loss.last().unwrap().1);
///     assert!(first > 0.69 && last < 0.01, "{first}, {last}");
///     assert!(run.accuracy > 0.885 && run.accuracy < 0.915, "{}", run.accuracy);
/// }
/// // Adafactor stays near Adam from the fiftieth step on.
/// for (adam, adafactor) in runs.adam.loss.iter().zip(&runs.adafactor.loss).skip(10) {
///     let ratio = adafactor.1 / adam.1;
///     assert!(ratio > 0.6 && ratio < 1.6, "t = {}: {ratio}", adam.0);
/// }
/// // The bounds cost speed in the order of their size: AdaGrad, SM3-II, SM3-I.
/// for k in 5..runs.adagrad.loss.len() {
///     let [a, b, c] = [&runs.adagrad, &runs.sm3_two, &runs.sm3_one].map(|run| run.loss[k].1);
///     assert!(a < b && b < c, "t = {}: {a}, {b}, {c}", runs.adagrad.loss[k].0);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn trade() -> Drawn<Trade> {
    const STEPS: usize = 150;
    let (problem, others) = speeches()?;
    let run = |optimizer: &mut dyn Optimizer| -> Result<Run, Failure> {
        let mut loss = Vec::new();
        let end = train(&problem, optimizer, (STEPS, 20, 1), |t, params| {
            if t % 5 == 0 {
                loss.push((t as f64, problem.value(params)));
            }
        })?;
        Ok(Run {
            loss,
            state: optimizer.state_len(),
            accuracy: problem.accuracy(&end, &others),
        })
    };
    let data = Trade {
        adam: run(&mut Adam::new(0.03)?)?,
        adafactor: run(&mut Adafactor::constant(0.03)?)?,
        adagrad: run(&mut Sm3::entries(0.3, 0.0)?)?,
        sm3_two: run(&mut Sm3::new(0.3, 0.0)?)?,
        sm3_one: run(&mut Sm3::first_variant(0.3, 0.0)?)?,
    };
    let panel = || {
        Panel::new(
            Axis::linear("t", 0.0, STEPS as f64),
            Axis::log("f", 1e-3, 1.0),
        )
    };
    let count = |text: &str, run: &Run| format!("{text}: {}", run.state);
    let left = panel()
        .line(Colour::Orange, &data.adam.loss)
        .line(Colour::Blue, &data.adafactor.loss)
        .legend(Colour::Orange, &count("m, v", &data.adam))
        .legend(Colour::Blue, &count("R, C", &data.adafactor));
    let right = panel()
        .line(Colour::Orange, &data.adagrad.loss)
        .line(Colour::Blue, &data.sm3_two.loss)
        .line(Colour::Green, &data.sm3_one.loss)
        .legend(Colour::Orange, &count("Σg²", &data.adagrad))
        .legend(Colour::Blue, &count("II", &data.sm3_two))
        .legend(Colour::Green, &count("I", &data.sm3_one));
    let figure = Figure::new(CHAPTER, "trade")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((data, figure))
}

/// What SM3 keeps in the place of `AdaGrad`'s sums, for some entries of a matrix.
pub struct Bounds {
    /// (Σg², SM3-II's number).
    pub two: Points,
    /// (Σg², SM3-I's number).
    pub one: Points,
    /// In how many of the rows the row's own number is below that of every column.
    pub rows_below: f64,
}

impl Bounds {
    /// The medians of the ratios of SM3-II's and of SM3-I's number to Σg².
    pub fn medians(&self) -> (f64, f64) {
        (median_ratio(&self.two), median_ratio(&self.one))
    }
}

/// The median of y/x over points.
fn median_ratio(points: &[(f64, f64)]) -> f64 {
    let mut ratios: Vec<f64> = points.iter().map(|(x, y)| y / x).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// `AdaGrad` walks for 60 steps on mini-batches of 20; both variants of SM3 see its gradients. 150
/// entries of the first tensor, a matrix, drawn from those with a gradient.
fn bounds(problem: &dyn FiniteSum, lr: f64) -> Result<Bounds, Failure> {
    let (mut sums, mut two, mut one) = (
        Sm3::entries(lr, 0.0)?,
        Sm3::new(lr, 0.0)?,
        Sm3::first_variant(lr, 0.0)?,
    );
    let mut elsewhere = [problem.start(), problem.start()];
    let mut rng = generator(2);
    let (mut params, mut grads) = (problem.start(), zeros_like(&problem.start()));
    for _ in 0..60 {
        let batch = descent::random::with_replacement(problem.examples(), 20, &mut rng);
        problem.batch_gradient_into(&params, &batch, &mut grads);
        sums.step(&mut params, &grads)?;
        two.step(&mut elsewhere[0], &grads)?;
        one.step(&mut elsewhere[1], &grads)?;
    }
    let (exact, _) = sums.accumulators(0);
    let [two, one] = [two.accumulators(0), one.accumulators(0)];
    let width = two.1.len();
    let smaller = |(rows, columns): &(Vec<f64>, Vec<f64>), entry: usize| {
        rows[entry / width].min(columns[entry % width])
    };
    let lowest = two.1.iter().copied().fold(f64::INFINITY, f64::min);
    let below = two.0.iter().filter(|&&r| r < lowest).count();
    let mut data = Bounds {
        two: Vec::new(),
        one: Vec::new(),
        rows_below: below as f64 / two.0.len() as f64,
    };
    while data.two.len() < 150 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let entry = (uniform(&mut rng) * exact.len() as f64) as usize;
        if exact[entry] > 1e-9 {
            data.two.push((exact[entry], smaller(&two, entry)));
            data.one.push((exact[entry], smaller(&one, entry)));
        }
    }
    Ok(data)
}

/// Figure `cover`: the sums of `AdaGrad` and what stands for them after 60 steps, on the embedding of
/// the speeches, 5068 × 16, and on the first layer of the digits' network, 64 × 16.
///
/// ```
/// let ((speeches, digits), figure) = memory_efficient::figures::cover()?;
/// for bounds in [&speeches, &digits] {
///     for ((sum, two), (_, one)) in bounds.two.iter().zip(&bounds.one) {
///         assert!(*sum <= two * (1.0 + 1e-12) && *two <= one * (1.0 + 1e-12), "{sum} {two} {one}");
///     }
/// }
/// // Of the 5068 rows more than 98 in 100 are below all columns, and both variants keep the same numbers. Not so
/// // for the digits.
/// assert!(speeches.rows_below > 0.98 && speeches.rows_below < 0.99, "{}", speeches.rows_below);
/// assert!(digits.rows_below < 0.6, "{}", digits.rows_below);
/// let gap = |(two, one): (&(f64, f64), &(f64, f64))| one.1 / two.1;
/// let largest_gap = |bounds: &memory_efficient::figures::Bounds| {
///     bounds.two.iter().zip(&bounds.one).map(gap).fold(1.0, f64::max)
/// };
/// let gaps = [largest_gap(&speeches), largest_gap(&digits)];
/// assert!(gaps[0] < 1.0 + 1e-9 && gaps[1] > 1.3, "{gaps:?}");
/// // Half of the numbers are within four times the sum; the worst is a thousand times too large.
/// for (two, one) in [speeches.medians(), digits.medians()] {
///     assert!(two > 3.0 && one < 4.0, "{two}, {one}");
/// }
/// let worst = digits.two.iter().map(|(sum, nu)| nu / sum).fold(0.0, f64::max);
/// assert!(worst > 1000.0, "{worst}");
/// // All points lie within the axes.
/// assert!(speeches.one.iter().all(|&(x, y)| x > 1e-9 && y < 1e-5));
/// assert!(digits.one.iter().all(|&(x, y)| x > 1e-9 && y < 1.0));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn cover() -> Drawn<(Bounds, Bounds)> {
    let data = (bounds(&speeches()?.0, 0.3)?, bounds(&digits()?, 0.1)?);
    let panel = |bounds: &Bounds, low: f64, high: f64| {
        Panel::new(Axis::log("Σg²", low, high), Axis::log("ν", low, high))
            .dashed(Colour::Grey, &[(low, low), (high, high)])
            .dots(Colour::Green, &bounds.one)
            .dots(Colour::Blue, &bounds.two)
            .legend_dots(Colour::Green, "I")
            .legend_dots(Colour::Blue, "II")
            .legend_at(Corner::BottomRight)
    };
    let figure = Figure::new(CHAPTER, "cover")
        .panel(panel(&data.0, 1e-9, 1e-5))
        .panel(panel(&data.1, 1e-9, 1.0));
    Ok((data, figure))
}

/// How much two codes lose, and what it does to Adam.
pub struct Codes {
    /// (|x|/N, largest relative error nearby) of the linear code with sign.
    pub linear: Points,
    /// The same of the dynamic code.
    pub dynamic: Points,
    /// (t, training loss on the digits) of Adam.
    pub exact_loss: Points,
    /// The same with the moments in the dynamic codes.
    pub dynamic_loss: Points,
    /// The same with the moments in the linear codes.
    pub linear_loss: Points,
}

/// Figure `codes`: the relative error of the signed codes, and 400 steps of Adam on the digits at
/// η = 0.01, mini-batches of 64, blocks of 2048.
///
/// ```
/// let (data, figure) = memory_efficient::figures::codes()?;
/// // Linear: everything below 1/254 of the largest is lost. Dynamic: everything below 2.75·10⁻⁷.
/// for (points, edge) in [(&data.linear, 1.0 / 254.0), (&data.dynamic, 2.75e-7)] {
///     assert!(points.iter().all(|&(x, error)| x > edge || error == 1.0), "{points:?}");
///     assert!(points.iter().all(|&(x, error)| x < 1.1 * edge || error < 1.0), "{points:?}");
/// }
/// // The dynamic code's error is at most 15 % over the upper two decades.
/// assert!(data.dynamic.iter().all(|&(x, error)| x < 0.01 || error < 0.15));
/// // Adam with dynamic codes stays within 5 % of Adam; with linear codes it ends above four times.
/// for (exact, dynamic) in data.exact_loss.iter().zip(&data.dynamic_loss) {
///     assert!((dynamic.1 / exact.1 - 1.0).abs() < 0.05, "t = {}: {} {}", exact.0, exact.1, dynamic.1);
/// }
/// let end = |points: &[(f64, f64)]| points.last().unwrap().1;
/// assert!(end(&data.linear_loss) > 4.0 * end(&data.exact_loss), "{}", end(&data.linear_loss));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn codes() -> Drawn<Codes> {
    static SPEC: Spec = Adam8bit::SPEC;
    let error = |code: &Code, x: f64| (round_trip(code, &[1.0, x], 2)[1] - x).abs() / x;
    // The largest error over a fortieth of a decade.
    let curve = |code: &Code| -> Points {
        let place = |k: i32| 10_f64.powf(-8.0 + 8.0 * f64::from(k) / 3200.0);
        let worst = |k: i32| {
            let nearby = (10 * k..10 * k + 10).map(|k| error(code, place(k)));
            (place(10 * k + 5), nearby.fold(0.0, f64::max))
        };
        (0..320).map(worst).collect()
    };
    let problem = digits()?;
    let run = |optimizer: &mut dyn Optimizer| -> Result<Points, Failure> {
        let mut loss = Vec::new();
        train(&problem, optimizer, (400, 64, 1), |t, params| {
            if t % 10 == 0 {
                loss.push((t as f64, problem.value(params)));
            }
        })?;
        Ok(loss)
    };
    let settings = SPEC.settings().with("lr", 0.01)?;
    let linear = settings.with("code", "linear")?;
    let data = Codes {
        linear: curve(&Code::linear(true)),
        dynamic: curve(&Code::dynamic(true)),
        exact_loss: run(&mut Adam::new(0.01)?)?,
        dynamic_loss: run(&mut Adam8bit::new(0.01)?)?,
        linear_loss: run(&mut Adam8bit::from_settings(&linear)?)?,
    };
    let left = Panel::new(
        Axis::log("|x|/N", 1e-8, 1.0),
        Axis::log("|Q(x) − x|/|x|", 1e-3, 2.0),
    )
    .line(Colour::Red, &data.linear)
    .line(Colour::Blue, &data.dynamic)
    .legend(Colour::Red, "D = {k/127}")
    .legend(Colour::Blue, "D±")
    .legend_at(Corner::BottomLeft);
    let right = Panel::new(Axis::linear("t", 0.0, 400.0), Axis::log("f", 0.03, 3.0))
        .line(Colour::Red, &data.linear_loss)
        .line(Colour::Blue, &data.dynamic_loss)
        .dashed(Colour::Ink, &data.exact_loss)
        .legend(Colour::Red, "D = {k/127}, {k/255}")
        .legend(Colour::Blue, "D±, D⁺")
        .legend_dashed(Colour::Ink, "m, v");
    let figure = Figure::new(CHAPTER, "codes")
        .height(300)
        .panel(left)
        .panel(right);
    Ok((data, figure))
}

/// The share of the gradient that GaLore sees.
pub struct Shares {
    /// For each rank r: (steps since P was chosen, mean of ‖GP‖²/‖G‖² over the periods).
    pub curves: Vec<(u64, Points)>,
}

impl Shares {
    /// For the rank r: the share at the choice, one step later, and the mean over all later steps.
    pub fn summary(&self, rank: u64) -> [f64; 3] {
        let curve = self.curves.iter().find(|(r, _)| *r == rank);
        let shares = curve
            .iter()
            .flat_map(|(_, points)| points.iter().map(|p| p.1));
        let shares: Vec<f64> = shares.collect();
        [
            shares[0],
            shares[1],
            descent::statistics::mean(&shares[1..]),
        ]
    }
}

/// Figure `share`: the first layer of the digits' network, 64 × 16, on its way with GaLore, r = 4,
/// ηα = 0.03, T = 50, mini-batches of 64, twelve periods; P also for the ranks 1 and 8.
///
/// ```
/// let (shares, figure) = memory_efficient::figures::share()?;
/// // Chosen from the gradient of one mini-batch, four of sixteen directions hold 98 % of it, and
/// // of the next mini-batch's 62 %: what is lost is lost at once.
/// let [fresh, next, later] = shares.summary(4);
/// assert!((fresh - 0.98).abs() < 0.005, "{fresh}");
/// assert!((next - 0.62).abs() < 0.01, "{next}");
/// assert!((later - 0.6).abs() < 0.01, "{later}");
/// // More directions lose less.
/// for k in 0..3 {
///     let [one, four, eight] = [1, 4, 8].map(|rank| shares.summary(rank)[k]);
///     assert!(one < four && four < eight, "{one}, {four}, {eight}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn share() -> Drawn<Shares> {
    const GAP: u64 = 50;
    const PERIODS: u64 = 12;
    const RANKS: [u64; 3] = [1, 4, 8];
    let problem = digits()?;
    // One optimizer for each rank; the one of rank 4 walks, the others only see its gradients.
    let mut optimizers = RANKS.map(|rank| Galore::new(0.12, rank, GAP));
    let points: Points = (0..GAP).map(|t| (t as f64, 0.0)).collect();
    let mut data = Shares {
        curves: RANKS.map(|rank| (rank, points.clone())).to_vec(),
    };
    let mut rng = generator(4);
    let (mut params, mut grads) = (problem.start(), zeros_like(&problem.start()));
    for _ in 0..PERIODS {
        for t in 0..points.len() {
            let batch = descent::random::with_replacement(problem.examples(), 64, &mut rng);
            problem.batch_gradient_into(&params, &batch, &mut grads);
            let all = norm(&grads[..1]).powi(2);
            for (k, optimizer) in optimizers.iter_mut().enumerate() {
                let optimizer = optimizer.as_mut().map_err(|refused| refused.clone())?;
                let mut aside = params.clone();
                let moved = if k == 1 { &mut params } else { &mut aside };
                optimizer.step(moved, &grads)?;
                let basis = optimizer.basis(0).ok_or("the first tensor is a matrix")?;
                let seen = as_matrix(&grads[0]).dot(basis).mapv(|x| x * x).sum();
                data.curves[k].1[t].1 += seen / all / PERIODS as f64;
            }
        }
    }
    let mut panel = Panel::new(
        Axis::linear("t", 0.0, GAP as f64),
        Axis::linear("‖GP‖²/‖G‖²", 0.0, 1.0),
    );
    let colours = [Colour::Red, Colour::Blue, Colour::Green];
    for ((rank, points), colour) in data.curves.iter().zip(colours) {
        let height = points[47].1 + 0.1;
        panel = panel
            .path(colour, points)
            .label(colour, (46.0, height), &format!("r = {rank}"));
    }
    let figure = Figure::new(CHAPTER, "share").height(320).panel(panel);
    Ok((data, figure))
}
