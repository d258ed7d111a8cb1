//! The chapter's figures. Each function returns its data and the drawing; its doctest asserts the
//! caption's claim on the plotted numbers and saves the file.

use descent::problems::{Quadratic, SpeechEmbedding};
use descent::{
    Configured, Objective, Optimizer, Spec, Tensor, Trace, data, descend, distance, vector,
};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::bias::uncorrected_step;
use crate::bound::{longest_step, longest_step_ever, worst_gradients};
use crate::online::OneLarge;
use crate::{Adam, AmsGrad, LazyAdam, Yogi, sparse};

const CHAPTER: &str = "adam";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// Whole numbers from `low` to `high`, about `count` of them, evenly spaced on a logarithmic axis.
fn log_spaced(low: f64, high: f64, count: u32) -> Vec<u64> {
    let point = |i: u32| low * (high / low).powf(f64::from(i) / f64::from(count));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mut points: Vec<u64> = (0..=count).map(|i| point(i).round() as u64).collect();
    points.dedup();
    points
}

/// A bowl with curvatures μ and L along axes turned by 45° or not.
struct Bowl {
    plain: Quadratic,
    turned: bool,
}

impl Bowl {
    /// A point or a slope in the axes of the curvatures, or back: the turn is its own inverse.
    fn turn(&self, p: &[f64]) -> [f64; 2] {
        let root = std::f64::consts::FRAC_1_SQRT_2;
        if self.turned {
            [root * (p[0] + p[1]), root * (p[0] - p[1])]
        } else {
            [p[0], p[1]]
        }
    }
}

impl Objective for Bowl {
    fn name(&self) -> &'static str {
        "bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&self.turn(&[-5.0, -2.0]))
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.plain.at(&self.turn(&[params[0][[0]], params[0][[1]]]))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let at = vector(&self.turn(&[params[0][[0]], params[0][[1]]]));
        let slope = self.plain.gradient(&at);
        grads[0].assign(&vector(&self.turn(&[slope[0][[0]], slope[0][[1]]]))[0]);
    }
}

/// Adam on three bowls.
pub struct Paths {
    /// Curvatures 0.1 and 2, and Adam's path.
    pub round: Trace,
    /// Curvatures 0.1 and 50.
    pub narrow: Trace,
    /// The same turned by 45°.
    pub turned: Trace,
}

/// Figure `paths`: 60 steps of Adam at η = 0.3 on bowls of condition number 20 and 500, and on the
/// second turned by 45°.
///
/// ```
/// use descent::distance;
///
/// let (paths, figure) = adam::figures::paths()?;
/// let narrow = paths.narrow.points();
/// // Making the bowl 25 times as steep in y changes nothing: ε = 10⁻⁸ leaves 10⁻⁶.
/// for (a, b) in paths.round.points().iter().zip(narrow) {
///     assert!(distance(a, b) < 1e-6, "{a:?} and {b:?}");
/// }
/// // Turning it does: the mean of f over the last 20 steps, relative to the start.
/// let left = |trace: &descent::Trace| trace.values()[41..].iter().sum::<f64>() / 20.0 / trace.values()[0];
/// let (straight, turned) = (left(&paths.narrow), left(&paths.turned));
/// assert!(turned > 2.0 * straight, "f falls to {straight:e} and {turned:e} of its start");
/// // No path leaves its frame.
/// let points = [&paths.round, &paths.narrow, &paths.turned].map(|trace| trace.plane()).concat();
/// assert!(points.iter().all(|p| p.0 > -5.5 && p.0 < 2.5 && p.1 > -5.0 && p.1 < 3.0), "{points:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn paths() -> Drawn<Paths> {
    let bowl = |steep: f64, turned: bool| -> Result<Bowl, Box<dyn std::error::Error>> {
        let plain = Quadratic::new(&[0.1, steep])?;
        Ok(Bowl { plain, turned })
    };
    let run = |bowl: &Bowl| {
        descend(bowl, &mut Adam::new(0.3)?, &bowl.start(), 60)
            .map_err(Box::<dyn std::error::Error>::from)
    };
    let bowls = [bowl(2.0, false)?, bowl(50.0, false)?, bowl(50.0, true)?];
    let [round, narrow, turned] = [run(&bowls[0])?, run(&bowls[1])?, run(&bowls[2])?];
    let panel = |bowl: &Bowl, trace: &Trace, text: &str| {
        Panel::new(Axis::linear("x", -5.5, 2.5), Axis::linear("y", -5.0, 3.0))
            .contours(Colour::Grey, &[0.1, 0.5, 1.5], |x, y| {
                bowl.value(&vector(&[x, y]))
            })
            .path(Colour::Blue, &trace.plane())
            .label(Colour::Blue, (-3.4, 2.4), text)
    };
    let figure = Figure::new(CHAPTER, "paths")
        .height(260)
        .panel(panel(&bowls[0], &round, "κ = 20"))
        .panel(panel(&bowls[1], &narrow, "κ = 500"))
        .panel(panel(&bowls[2], &turned, "κ = 500, 45°"));
    let data = Paths {
        round,
        narrow,
        turned,
    };
    Ok((data, figure))
}

/// Steps over η: with corrections left out, and at the worst.
pub struct Steps {
    /// On a constant gradient, nothing corrected.
    pub neither: Vec<(f64, f64)>,
    /// On a constant gradient, only v corrected.
    pub second: Vec<(f64, f64)>,
    /// The longest step that any gradients can cause.
    pub longest: Vec<(f64, f64)>,
    /// The last step of Adam on the worst gradients.
    pub measured: Vec<(f64, f64)>,
}

/// Figure `steps`: what Adam's step is over η, for β₁ = 0.9 and β₂ = 0.999.
///
/// ```
/// let (data, figure) = adam::figures::steps()?;
/// // Without correction the steps on a constant gradient rise to 6.57η and are above η all the while.
/// let highest = data.neither.iter().map(|p| p.1).fold(0.0, f64::max);
/// assert!((highest - 6.57).abs() < 0.01, "{highest}");
/// assert!(data.neither.iter().all(|p| p.1 > 1.0) && data.second.iter().all(|p| p.1 <= 1.0));
/// // With it the worst gradients cause 7.27η in the end, by runs of the optimizer.
/// for (dot, line) in data.measured.iter().map(|dot| (dot, adam::bound::longest_step(0.9, 0.999, dot.0 as u64))) {
///     assert!((dot.1 / line - 1.0).abs() < 1e-6, "{dot:?} against {line}");
/// }
/// let last = data.longest.last().unwrap().1;
/// assert!(last > 7.0 && last < adam::bound::longest_step_ever(0.9, 0.999), "{last}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn steps() -> Drawn<Steps> {
    let times = log_spaced(1.0, 3000.0, 70);
    let curve = |f: &dyn Fn(u64) -> f64| -> Vec<(f64, f64)> {
        times.iter().map(|&t| (t as f64, f(t))).collect()
    };
    let neither = curve(&|t| uncorrected_step(0.9, 0.999, t));
    let second = curve(&|t| 1.0 - 0.9_f64.powf(t as f64));
    let longest = curve(&|t| longest_step(0.9, 0.999, t));
    let mut measured = Vec::new();
    for t in [1, 3, 10, 30, 100, 300, 1000, 3000] {
        let (mut adam, mut theta, mut before) = (Adam::new(1.0)?, vector(&[0.0]), 0.0);
        for g in worst_gradients(0.9, 0.999, t) {
            before = theta[0][[0]];
            adam.step(&mut theta, &vector(&[g]))?;
        }
        measured.push((t as f64, before - theta[0][[0]]));
    }
    let panel = || {
        Panel::new(
            Axis::log("t", 1.0, 3000.0),
            Axis::linear("|Δθ|/η", 0.0, 8.0),
        )
    };
    let one = [(1.0, 1.0), (3000.0, 1.0)];
    let ever = longest_step_ever(0.9, 0.999);
    let left = panel()
        .line(Colour::Red, &neither)
        .line(Colour::Orange, &second)
        .line(Colour::Blue, &one)
        .label(Colour::Red, (200.0, 5.2), "m, v")
        .label(Colour::Orange, (40.0, 0.45), "m, v̂")
        .label(Colour::Blue, (2.0, 1.5), "m̂, v̂");
    let right = panel()
        .dashed(Colour::Grey, &[(1.0, ever), (3000.0, ever)])
        .line(Colour::Blue, &longest)
        .dots(Colour::Red, &measured)
        .label(Colour::Grey, (4.0, 7.6), &format!("{ever:.2}"));
    let figure = Figure::new(CHAPTER, "steps")
        .height(280)
        .panel(left)
        .panel(right);
    let data = Steps {
        neither,
        second,
        longest,
        measured,
    };
    Ok((data, figure))
}

/// Adam and AMSGrad on the problem with one large slope in each period.
pub struct Period {
    /// x after each period of three, Adam from the best point.
    pub adam: Vec<(f64, f64)>,
    /// The same of AMSGrad, from the worst point.
    pub amsgrad: Vec<(f64, f64)>,
    /// For C = n: the period n, and 1 − β₂ where the drift changes its sign.
    pub edge: Vec<(f64, f64)>,
}

/// Figure `period`: C = 3, β₂ = 0.1, η = 0.5/√t, and the edge of the failing β₂ for C = n.
///
/// ```
/// let (data, figure) = adam::figures::period()?;
/// let (adam, amsgrad) = (data.adam.last().unwrap(), data.amsgrad.last().unwrap());
/// assert!((adam.1 - 1.0).abs() < 1e-9, "Adam ends at the worst point: {adam:?}");
/// assert!(amsgrad.1 < -0.99, "AMSGrad ends near the best: {amsgrad:?}");
/// // The default 0.999 fails between the periods 63 and 64; the edge falls like 4/n².
/// let at = |n: f64| data.edge.iter().find(|p| p.0 >= n).unwrap();
/// assert!(at(3.0).1 > 0.5 && at(50.0).1 > 1e-3 && at(64.0).1 < 1e-3, "{:?}", data.edge);
/// let slope = descent::statistics::order(&data.edge[data.edge.len() - 10..]);
/// assert!((slope + 2.0).abs() < 0.05, "{slope}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn period() -> Drawn<Period> {
    static SPEC: Spec = Adam::SPEC;
    let settings = SPEC.settings().with("beta1", 0.0)?.with("beta2", 0.1)?;
    let mut adam = Adam::from_settings(&settings.with("bias_correction", "none")?)?;
    let mut amsgrad = AmsGrad::original(0.1, 0.0, 0.1)?;
    let three = OneLarge { c: 3.0, period: 3 };
    let rounds = 30_000;
    let shown = log_spaced(1.0, rounds as f64 / 3.0, 90);
    let rate = |t: usize| 0.5 / (t as f64).sqrt();
    let play = |optimizer: &mut dyn Optimizer,
                start|
     -> Result<Vec<(f64, f64)>, Box<dyn std::error::Error>> {
        let points = three.play(optimizer, &rate, rounds, start)?.points;
        let point = |&k: &u64| {
            let t = 3 * usize::try_from(k).unwrap_or(0);
            (t as f64, points[t])
        };
        Ok(shown.iter().map(point).collect())
    };
    let (adam, amsgrad) = (play(&mut adam, -1.0)?, play(&mut amsgrad, 1.0)?);
    let edge: Vec<(f64, f64)> = log_spaced(3.0, 300.0, 60)
        .into_iter()
        .map(|n| {
            let period = usize::try_from(n).unwrap_or(3);
            let problem = OneLarge {
                c: n as f64,
                period,
            };
            (n as f64, 1.0 - problem.critical_decay())
        })
        .collect();
    let left = Panel::new(
        Axis::log("t", 3.0, rounds as f64),
        Axis::linear("x", -1.1, 1.1),
    )
    .line(Colour::Red, &adam)
    .line(Colour::Blue, &amsgrad)
    .label(Colour::Red, (12.0, -0.75), "v")
    .label(Colour::Blue, (700.0, -0.6), "max v");
    let default = [(3.0, 1e-3), (300.0, 1e-3)];
    let right = Panel::new(
        Axis::log("n = C", 3.0, 300.0),
        Axis::log("1 − β₂", 1e-5, 1.0),
    )
    .line(Colour::Red, &edge)
    .dashed(Colour::Grey, &default)
    .label(Colour::Red, (100.0, 0.05), "x → 1")
    .label(Colour::Blue, (8.0, 1e-4), "x → −1")
    .label(Colour::Grey, (190.0, 2e-3), "0.001");
    let figure = Figure::new(CHAPTER, "period")
        .height(280)
        .panel(left)
        .panel(right);
    let data = Period {
        adam,
        amsgrad,
        edge,
    };
    Ok((data, figure))
}

/// Second moments after one large gradient.
pub struct Memory {
    /// Adam's v.
    pub adam: Vec<f64>,
    /// Yogi's v.
    pub yogi: Vec<f64>,
    /// AMSGrad's largest v.
    pub amsgrad: Vec<f64>,
}

/// Figure `memory`: a gradient 100 and then gradients of 1, with β₂ = 0.9.
///
/// ```
/// let (data, figure) = adam::figures::memory()?;
/// // 60 steps later Adam has forgotten all but 3 of 1000; Yogi has forgotten 6, and AMSGrad nothing.
/// assert!((data.adam[0] - 1000.0).abs() < 1e-9 && data.adam[60] < 3.0, "{}", data.adam[60]);
/// assert!((data.yogi[60] - 994.0).abs() < 0.01, "{}", data.yogi[60]);
/// assert!((data.amsgrad[60] - 1000.0).abs() < 1e-9, "{}", data.amsgrad[60]);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn memory() -> Drawn<Memory> {
    static YOGI: Spec = Yogi::SPEC;
    let settings = YOGI.settings().with("beta2", 0.9)?;
    let mut yogi = Yogi::from_settings(&settings.with("initial_accumulator", 0.0)?)?;
    let mut adam = Adam::with_betas(0.1, 0.9, 0.9)?;
    let mut amsgrad = AmsGrad::original(0.1, 0.9, 0.9)?;
    let mut theta = vector(&[0.0]);
    let mut data = Memory {
        adam: Vec::new(),
        yogi: Vec::new(),
        amsgrad: Vec::new(),
    };
    for k in 0..=12_000 {
        let g = vector(&[if k == 0 { 100.0 } else { 1.0 }]);
        adam.step(&mut theta, &g)?;
        yogi.step(&mut theta, &g)?;
        amsgrad.step(&mut theta, &g)?;
        data.adam.push(adam.second_moment()[0][[0]]);
        data.yogi.push(yogi.second_moment()[0][[0]]);
        data.amsgrad.push(amsgrad.largest()[0][[0]]);
    }
    // More points where Yogi's v falls from 100 to 1.
    let mut times = log_spaced(1.0, 12_000.0, 100);
    times.extend((9_000..10_000).step_by(60));
    times.extend(9_970..10_000);
    times.sort_unstable();
    let curve = |v: &[f64]| -> Vec<(f64, f64)> {
        let point = |&k: &u64| (k as f64, v[usize::try_from(k).unwrap_or(0)]);
        times.iter().map(point).collect()
    };
    let panel = Panel::new(Axis::log("k", 1.0, 12_000.0), Axis::log("v", 0.5, 3000.0))
        .line(Colour::Red, &curve(&data.adam))
        .line(Colour::Green, &curve(&data.yogi))
        .dashed(Colour::Blue, &curve(&data.amsgrad))
        .label(Colour::Red, (16.0, 40.0), "A")
        .label(Colour::Green, (6000.0, 100.0), "Y")
        .label(Colour::Blue, (300.0, 1700.0), "max v");
    let figure = Figure::new(CHAPTER, "memory").height(280).panel(panel);
    Ok((data, figure))
}

/// Training on the speeches, where a batch of ten passages holds one word in thirteen.
pub struct Speeches {
    /// The training loss after each pass: Adam at 0.01, LazyAdam at 0.01, LazyAdam at 0.03.
    pub losses: [Vec<f64>; 3],
    /// How far a word's numbers moved on average in the first pass, over η, against the number of
    /// batches that held it: Adam and LazyAdam.
    pub moved: [Vec<(f64, f64)>; 2],
    /// The fraction of held-out passages told after the last pass, as the losses.
    pub accuracy: [f64; 3],
    /// The fraction of the words that a batch holds, on average over the first pass.
    pub touched: f64,
}

/// Figure `speeches`: Adam and LazyAdam on 400 passages, with embeddings of width 8.
///
/// ```
/// let (data, figure) = adam::figures::speeches()?;
/// let [dense, lazy, faster] = &data.losses;
/// // At the same rate LazyAdam is behind; three times the rate puts it ahead.
/// for pass in 1..=6 {
///     assert!(dense[pass] < lazy[pass], "pass {pass}: {} {}", dense[pass], lazy[pass]);
/// }
/// assert!(faster[6] < dense[6] && dense[6] < 0.5 * lazy[6], "{dense:?} {lazy:?} {faster:?}");
/// // Words of one batch move over six times as far under Adam, words of every batch equally far.
/// let ratio = |place: usize| data.moved[0][place].1 / data.moved[1][place].1;
/// let last = data.moved[0].len() - 1;
/// assert!(ratio(0) > 6.0 && (0.8..1.25).contains(&ratio(last)), "{} {}", ratio(0), ratio(last));
/// assert!((13.0 * data.touched - 1.0).abs() < 0.05, "one word in {}", 1.0 / data.touched);
/// // On passages that were not trained on, the three tell equally many: within 5 of 100.
/// let [low, high] = [f64::min, f64::max].map(|f| data.accuracy.iter().copied().reduce(f).unwrap());
/// assert!(high - low < 0.051 && low > 0.8, "{:?}", data.accuracy);
/// // No line leaves its frame.
/// let losses = data.losses.concat();
/// assert!(losses.iter().all(|f| (0.005..1.0).contains(f)), "{losses:?}");
/// let moved = data.moved.concat();
/// assert!(moved.iter().all(|p| (0.3..30.0).contains(&p.1)), "{moved:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn speeches() -> Drawn<Speeches> {
    const PASSES: usize = 6;
    let (training, held_out) = data::speeches().split(400);
    let network = SpeechEmbedding::new(training, 8, 1)?;
    let batches = sparse::batches(400, 10, PASSES, 3);
    let epoch = batches.len() / PASSES;
    let start = network.start();
    let words = start[0].shape()[0];
    let mut met = vec![0_usize; words];
    let mut grads = descent::zeros_like(&start);
    for batch in &batches[..epoch] {
        descent::FiniteSum::batch_gradient_into(&network, &start, batch, &mut grads);
        for (count, touched) in met.iter_mut().zip(sparse::touched(&grads[0])) {
            *count += usize::from(touched);
        }
    }
    // Words by how many batches of the first pass hold them: 1, 2, 3–4, 5–8, …, all.
    let class = |count: usize| count.next_power_of_two().trailing_zeros() as usize;
    let classes = class(epoch) + 1;
    let mut run = |optimizer: &mut dyn Optimizer,
                   eta: f64|
     -> Result<_, Box<dyn std::error::Error>> {
        let (mut params, mut losses) = (network.start(), vec![network.value(&start)]);
        let mut moved = Vec::new();
        for (pass, epoch) in batches.chunks(epoch).enumerate() {
            for batch in epoch {
                descent::FiniteSum::batch_gradient_into(&network, &params, batch, &mut grads);
                optimizer.step(&mut params, &grads)?;
            }
            losses.push(network.value(&params));
            if pass == 0 {
                let mut sums = vec![(0.0, 0.0, 0.0); classes];
                for (word, &count) in met.iter().enumerate().filter(|(_, count)| **count > 0) {
                    let row =
                        |tensor: &Tensor| tensor.index_axis(ndarray::Axis(0), word).to_owned();
                    let apart = distance(&[row(&params[0])], &[row(&start[0])]) / 8.0_f64.sqrt();
                    let sum = &mut sums[class(count)];
                    *sum = (sum.0 + count as f64, sum.1 + apart / eta, sum.2 + 1.0);
                }
                let filled = sums.into_iter().filter(|sum| sum.2 > 0.0);
                moved = filled.map(|(x, y, n)| (x / n, y / n)).collect();
            }
        }
        Ok((losses, moved, network.accuracy(&params, &held_out)))
    };
    let dense = run(&mut Adam::new(0.01)?, 0.01)?;
    let lazy = run(&mut LazyAdam::new(0.01)?, 0.01)?;
    let mut quick = LazyAdam::new(0.01)?;
    quick.set_learning_rate(0.03)?;
    let faster = run(&mut quick, 0.03)?;
    let over_passes = |losses: &[f64]| -> Vec<(f64, f64)> {
        (0..).zip(losses).map(|(k, &f)| (f64::from(k), f)).collect()
    };
    let left = Panel::new(
        Axis::linear("t/N", 0.0, PASSES as f64),
        Axis::log("f", 0.005, 1.0),
    )
    .path(Colour::Red, &over_passes(&dense.0))
    .path(Colour::Blue, &over_passes(&lazy.0))
    .path(Colour::Green, &over_passes(&faster.0))
    .legend(Colour::Red, "A, η = 0.01")
    .legend(Colour::Blue, "L, η = 0.01")
    .legend(Colour::Green, "L, η = 0.03")
    .legend_at(Corner::BottomLeft);
    let right = Panel::new(Axis::log("k", 1.0, 50.0), Axis::log("|Δθ|/η", 0.3, 30.0))
        .path(Colour::Red, &dense.1)
        .path(Colour::Blue, &lazy.1)
        .label(Colour::Red, (3.0, 11.0), "A")
        .label(Colour::Blue, (6.0, 1.4), "L");
    let figure = Figure::new(CHAPTER, "speeches")
        .height(280)
        .panel(left)
        .panel(right);
    let data = Speeches {
        losses: [dense.0, lazy.0, faster.0],
        moved: [dense.1, lazy.1],
        accuracy: [dense.2, lazy.2, faster.2],
        touched: met.iter().sum::<usize>() as f64 / (epoch * words) as f64,
    };
    Ok((data, figure))
}
