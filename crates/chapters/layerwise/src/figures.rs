//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use std::f64::consts::PI;

use descent::random::{generator, normal};
use descent::{
    Configured as _, Objective, Optimizer, SettingError, Spec, Tensor, as_matrix, descend, vector,
};
use momentum::Momentum;
use ndarray::Array2;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::train::{Plan, TRAINED, final_loss, train};
use crate::{Fromage, Lamb, Lars, OnSpheres, ReluNetwork, norm};

const CHAPTER: &str = "layerwise";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (t, ys\[t\]), `every` steps apart.
fn over_time(ys: &[f64], every: usize) -> Vec<(f64, f64)> {
    ys.iter()
        .enumerate()
        .map(|(t, &y)| ((t * every) as f64, y))
        .collect()
}

/// The network of the experiments: 64 → 16 → 16 → 10.
fn network() -> Result<ReluNetwork, descent::ProblemError> {
    ReluNetwork::new(&[16, 16], 1)
}

/// The same function, its first layer multiplied by c and its last divided by c.
fn unbalanced(network: &ReluNetwork, c: f64) -> Vec<Tensor> {
    ReluNetwork::rescaled(&network.start(), &[c, 1.0, 1.0 / c])
}

/// Training losses of one method, from one function written with layers of different size.
pub struct Rescaled {
    /// For each factor c, the loss after 0, 3, 6, … steps of momentum.
    pub momentum: Vec<(f64, Vec<f64>)>,
    /// The same for LARS.
    pub lars: Vec<(f64, Vec<f64>)>,
}

/// Figure `rescaled`: momentum and LARS from three starts that are the same function.
///
/// ```
/// let (runs, figure) = layerwise::figures::rescaled()?;
/// let last = |run: &(f64, Vec<f64>)| *run.1.last().unwrap();
/// // Powers of two cost nothing in rounding: the three runs of LARS are one.
/// for run in &runs.lars {
///     assert_eq!(run.1, runs.lars[0].1, "c = {}", run.0);
/// }
/// // Momentum gets worse with c, and is stuck at more than half of the first loss for c = 32.
/// assert!(runs.momentum[0].1[0] == runs.momentum[2].1[0], "another function");
/// assert!(last(&runs.momentum[0]) < 0.1, "{}", last(&runs.momentum[0]));
/// assert!(last(&runs.momentum[1]) > 2.0 * last(&runs.momentum[0]));
/// assert!(last(&runs.momentum[2]) > 10.0 * last(&runs.momentum[0]));
/// assert!(last(&runs.momentum[2]) > 0.5 * runs.momentum[2].1[0], "{}", last(&runs.momentum[2]));
/// assert!(last(&runs.lars[0]) < 0.1, "{}", last(&runs.lars[0]));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn rescaled() -> Drawn<Rescaled> {
    const EVERY: usize = 3;
    let network = network()?;
    let rows: Vec<usize> = (0..TRAINED).collect();
    let run = |optimizer: &mut dyn Optimizer, c: f64| {
        let mut params = unbalanced(&network, c);
        let mut losses = vec![network.loss_on(&params, &rows)];
        let mut steps = 0;
        train(
            &network,
            optimizer,
            &mut params,
            Plan {
                epochs: 15,
                batch: 120,
                seed: 7,
            },
            &mut |params| {
                steps += 1;
                if steps % EVERY == 0 {
                    losses.push(network.loss_on(params, &rows));
                }
            },
        )
        .map(|()| (c, losses))
    };
    let factors = [1.0, 8.0, 32.0];
    let mut data = Rescaled {
        momentum: Vec::new(),
        lars: Vec::new(),
    };
    for c in factors {
        data.momentum.push(run(&mut Momentum::new(0.1, 0.9)?, c)?);
        data.lars.push(run(&mut Lars::new(0.01, 0.9, 1.0)?, c)?);
    }
    let panel = |runs: &[(f64, Vec<f64>)], text: &str| {
        let empty = Panel::new(Axis::linear("t", 0.0, 150.0), Axis::log("f", 0.03, 6.0)).label(
            Colour::Ink,
            (75.0, 4.3),
            text,
        );
        let points: Vec<_> = runs.iter().map(|run| over_time(&run.1, EVERY)).collect();
        let sparse: Vec<_> = points[2].iter().step_by(3).copied().collect();
        // Three strokes, so that curves that coincide are all seen.
        empty
            .line(Colour::Blue, &points[0])
            .dashed(Colour::Orange, &points[1])
            .dots(Colour::Red, &sparse)
            .legend(Colour::Blue, "c = 1")
            .legend_dashed(Colour::Orange, "c = 8")
            .legend_dots(Colour::Red, "c = 32")
            .legend_at(Corner::BottomLeft)
    };
    let figure = Figure::new(CHAPTER, "rescaled")
        .height(320)
        .panel(panel(&data.momentum, "−η m"))
        .panel(panel(&data.lars, "−η ‖θ‖ g/‖g‖ + β(…)"));
    Ok((data, figure))
}

/// The best final loss of each method over its rates, for each batch size.
pub struct Batches {
    /// For c = 1 and c = 32: four methods, momentum, Adam, LARS, LAMB.
    pub by_balance: [[Vec<Best>; 4]; 2],
}

/// The best of a sweep over learning rates.
#[derive(Debug, Clone, Copy)]
pub struct Best {
    /// Examples in a batch.
    pub batch: usize,
    /// The smallest final loss.
    pub loss: f64,
    /// The learning rate that gave it.
    pub lr: f64,
}

/// The rates that are tried, for every method.
pub const RATES: [f64; 6] = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0];

/// Figure `batches`: ten epochs in batches of 30, 120 and 600, the rate swept for each method.
///
/// It trains 144 networks, which takes about two seconds.
///
/// ```
/// let (data, figure) = layerwise::figures::batches()?;
/// let [balanced, unbalanced] = &data.by_balance;
/// let [momentum, adam, lars, lamb] = balanced;
/// // Whatever the method: with the number of epochs fixed, large batches end far worse.
/// for method in balanced {
///     assert!(method[2].loss > 8.0 * method[0].loss, "{method:?}");
/// }
/// // Balanced, small batches: four good methods. Large batches: LAMB ends at less than half of
/// // the loss of each other; LARS is no better than momentum at 120.
/// for method in balanced {
///     assert!(method[0].loss < 3.0 * lars[0].loss, "{:?}", method[0]);
/// }
/// for other in [momentum, adam, lars] {
///     assert!(lamb[2].loss < 0.5 * other[2].loss, "{:?} {:?}", lamb[2], other[2]);
/// }
/// assert!(lars[1].loss > momentum[1].loss, "{:?} {:?}", lars[1], momentum[1]);
/// // Unbalanced: LARS exactly the same, LAMB within a third; Adam and momentum far worse.
/// for i in 0..3 {
///     assert_eq!(unbalanced[2][i].loss, lars[i].loss);
///     let ratio = unbalanced[3][i].loss / lamb[i].loss;
///     assert!(ratio > 0.75 && ratio < 1.33, "LAMB: {ratio}");
///     assert!(unbalanced[1][i].loss > 1.4 * adam[i].loss, "{:?}", unbalanced[1][i]);
///     assert!(unbalanced[0][i].loss > unbalanced[1][i].loss, "{:?}", unbalanced[0][i]);
/// }
/// assert!(unbalanced[0][0].loss > 30.0 * momentum[0].loss, "{:?}", unbalanced[0][0]);
/// // No best rate stands at an end of the sweep, where a better one might lie beyond it.
/// for best in balanced.iter().chain(unbalanced).flatten() {
///     assert!(best.lr > 0.003 && best.lr < 1.0, "{best:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a setting is refused, which the fixed settings exclude.
pub fn batches() -> Drawn<Batches> {
    static LAMB: Spec = Lamb::SPEC;
    let network = network()?;
    let lamb = |lr: f64, phi: &str| -> Result<Box<dyn Optimizer>, SettingError> {
        let settings = LAMB.settings().with("lr", lr)?.with("phi", phi)?;
        Ok(Box::new(Lamb::from_settings(&settings)?))
    };
    let build = |method: usize, lr: f64| -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(match method {
            0 => Box::new(Momentum::new(lr, 0.9)?),
            1 => lamb(lr, "off")?,
            2 => Box::new(Lars::new(lr, 0.9, 1.0)?),
            _ => lamb(lr, "norm")?,
        })
    };
    let mut by_balance: [[Vec<Best>; 4]; 2] = Default::default();
    for (methods, c) in by_balance.iter_mut().zip([1.0, 32.0]) {
        let start = unbalanced(&network, c);
        for (method, results) in methods.iter_mut().enumerate() {
            for batch in [30, 120, 600] {
                let mut best = Best {
                    batch,
                    loss: f64::INFINITY,
                    lr: f64::NAN,
                };
                for lr in RATES {
                    let mut optimizer = build(method, lr)?;
                    let loss = final_loss(
                        &network,
                        optimizer.as_mut(),
                        &start,
                        Plan {
                            epochs: 10,
                            batch,
                            seed: 7,
                        },
                    );
                    if loss < best.loss {
                        best = Best { batch, loss, lr };
                    }
                }
                results.push(best);
            }
        }
    }
    let shown = [
        (Colour::Red, "m"),
        (Colour::Orange, "m̂/√v̂"),
        (Colour::Blue, "m, ‖θ‖"),
        (Colour::Green, "m̂/√v̂, ‖θ‖"),
    ];
    let panel = |methods: &[Vec<Best>; 4], text: &str| {
        let ticks = [(30.0, "30"), (120.0, "120"), (600.0, "600")];
        let empty = Panel::new(
            Axis::log("B", 20.0, 900.0).ticks(&ticks),
            Axis::log("f", 0.005, 3.0),
        )
        .label(Colour::Ink, (134.0, 2.2), text);
        methods
            .iter()
            .zip(shown)
            .fold(empty, |panel, (bests, (colour, name))| {
                let points: Vec<_> = bests.iter().map(|b| (b.batch as f64, b.loss)).collect();
                panel
                    .line(colour, &points)
                    .dots(colour, &points)
                    .legend(colour, name)
            })
            .legend_at(Corner::BottomRight)
    };
    let figure = Figure::new(CHAPTER, "batches")
        .panel(panel(&by_balance[0], "c = 1"))
        .panel(panel(&by_balance[1], "c = 32"));
    Ok((Batches { by_balance }, figure))
}

/// One scale-invariant layer under three methods.
pub struct Turning {
    /// ‖θ_t‖/‖θ_0‖ of the first layer: gradient descent, LARS, Fromage.
    pub norms: [Vec<f64>; 3],
    /// The angle by which it turns at each step, in degrees.
    pub angles: [Vec<f64>; 3],
}

/// Figure `turning`: norm and angle of the first layer of a network with normalized layers.
///
/// ```
/// let (data, figure) = layerwise::figures::turning()?;
/// let turn = 0.05_f64.atan().to_degrees();
/// for (norms, angles) in data.norms.iter().zip(&data.angles).skip(1) {
///     assert!(angles.iter().all(|a| (a / turn - 1.0).abs() < 1e-6), "{angles:?}");
///     assert_eq!(norms.len(), angles.len() + 1);
/// }
/// // LARS: the norm grows as (1 + η²)^{t/2}; Fromage: it stays.
/// for (t, norm) in data.norms[1].iter().enumerate() {
///     let wanted = 1.0025_f64.powf(t as f64 / 2.0);
///     assert!((norm / wanted - 1.0).abs() < 1e-9, "t = {t}: {norm}");
/// }
/// assert!(data.norms[2].iter().all(|n| (n - 1.0).abs() < 1e-9));
/// // Gradient descent: the norm never shrinks, and the turning dies down by itself.
/// assert!(data.norms[0].windows(2).all(|pair| pair[1] >= pair[0]));
/// let (first, last) = (data.angles[0][0], *data.angles[0].last().unwrap());
/// assert!(last < first / 10.0, "from {first} to {last}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn turning() -> Drawn<Turning> {
    const STEPS: usize = 120;
    let network = ReluNetwork::new(&[16, 16], 1)?.on_first(200);
    let sphere = OnSpheres::new(&network);
    let run = |optimizer: &mut dyn Optimizer| -> Result<_, descent::DescentError> {
        let trace = descend(&sphere, optimizer, &sphere.start(), STEPS)?;
        let path: Vec<&Tensor> = trace.points().iter().map(|point| &point[0]).collect();
        let norms: Vec<f64> = path.iter().map(|w| norm(w) / norm(path[0])).collect();
        let angles: Vec<f64> = path
            .windows(2)
            .map(|pair| {
                let (a, b) = (pair[0] / norm(pair[0]), pair[1] / norm(pair[1]));
                // 2 arcsin(‖a − b‖/2): accurate for small angles, unlike arccos.
                2.0 * (norm(&(&a - &b)) / 2.0).asin() * 180.0 / PI
            })
            .collect();
        Ok((norms, angles))
    };
    let (gd, gd_angles) = run(&mut Momentum::new(0.5, 0.0)?)?;
    let (lars, lars_angles) = run(&mut Lars::new(0.05, 0.0, 1.0)?)?;
    let (fromage, fromage_angles) = run(&mut Fromage::new(0.05)?)?;
    let data = Turning {
        norms: [gd, lars, fromage],
        angles: [gd_angles, lars_angles, fromage_angles],
    };
    let colours = [Colour::Red, Colour::Blue, Colour::Green];
    let names = ["−ηg", "−η‖θ‖g/‖g‖", "(…)/√(1 + η²)"];
    let t = || Axis::linear("t", 0.0, STEPS as f64);
    let mut left = Panel::new(t(), Axis::linear("‖θₜ‖/‖θ₀‖", 0.98, 1.25));
    let mut right = Panel::new(
        t(),
        Axis::log("∠(θₜ, θₜ₋₁)", 0.08, 20.0).ticks(&[(0.1, "0.1°"), (1.0, "1°"), (10.0, "10°")]),
    );
    for (i, colour) in colours.into_iter().enumerate() {
        left = left
            .line(colour, &over_time(&data.norms[i], 1))
            .legend(colour, names[i]);
        // LARS and Fromage turn alike: Fromage is dashed so that both are seen.
        let angles: Vec<_> = (1..).map(f64::from).zip(data.angles[i].clone()).collect();
        right = if i == 2 {
            right.dashed(colour, &angles)
        } else {
            right.line(colour, &angles)
        };
    }
    let left = left.legend_at(Corner::TopLeft);
    let figure = Figure::new(CHAPTER, "turning").panel(left).panel(right);
    Ok((data, figure))
}

/// Runs at constant rates, and one at a rate that decays.
pub struct Ball {
    /// For each rate η: d_t = ‖θ_t − θ*‖/‖θ*‖, the larger of each two neighbours.
    pub constant: Vec<(f64, Vec<f64>)>,
    /// The same with η_t = 0.3/(1 + t/30).
    pub decaying: Vec<f64>,
}

/// Figure `ball`: the larger of two neighbouring distances from the minimizer of ½‖θ − θ*‖² at constant rates.
///
/// ```
/// let (data, figure) = layerwise::figures::ball()?;
/// for (eta, path) in &data.constant {
///     // From step 150 on: of two neighbours one is beyond the lower edge, none beyond the upper.
///     for far in &path[150..] {
///         assert!(*far >= eta / (2.0 + eta) * 0.999 && far <= eta, "η = {eta}: {far}");
///     }
/// }
/// let (early, late) = (data.decaying[150], *data.decaying.last().unwrap());
/// let smallest = data.constant.last().unwrap();
/// assert!(late < early && late < smallest.0, "{early}, {late}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn ball() -> Drawn<Ball> {
    const STEPS: usize = 300;
    let mut rng = generator(12);
    let draw: Vec<f64> = (0..20).map(|_| normal(&mut rng)).collect();
    let (target, start) = (vector(&draw[..10]), vector(&draw[10..]));
    let run = |rate: &dyn Fn(usize) -> f64| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
        let (mut theta, mut optimizer) = (start.clone(), Lars::new(rate(1), 0.0, 1.0)?);
        let away = |theta: &[Tensor]| norm(&(&theta[0] - &target[0])) / norm(&target[0]);
        let mut path = vec![away(&theta)];
        for t in 1..=STEPS {
            let g = &theta[0] - &target[0];
            optimizer.set_learning_rate(rate(t))?;
            optimizer.step(&mut theta, &[g])?;
            path.push(away(&theta));
        }
        Ok(path.windows(2).map(|pair| pair[0].max(pair[1])).collect())
    };
    let mut data = Ball {
        constant: Vec::new(),
        decaying: run(&|t| 0.3 / (1.0 + t as f64 / 30.0))?,
    };
    for eta in [0.3, 0.1, 0.03] {
        data.constant.push((eta, run(&|_| eta)?));
    }
    let colours = [Colour::Red, Colour::Orange, Colour::Blue];
    let mut panel = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::log("‖θₜ − θ*‖/‖θ*‖", 0.008, 3.0),
    );
    for ((eta, path), colour) in data.constant.iter().zip(colours) {
        let low = eta / (2.0 + eta);
        let end = STEPS as f64;
        panel = panel
            .area(colour, &[(0.0, low), (end, low), (end, *eta), (0.0, *eta)])
            .line(colour, &over_time(path, 1))
            .legend(colour, &format!("η = {eta}"));
    }
    let panel = panel
        .line(Colour::Ink, &over_time(&data.decaying, 1))
        .legend(Colour::Ink, "η = 0.3/(1 + t/30)");
    Ok((data, Figure::new(CHAPTER, "ball").panel(panel)))
}

/// How much the output of a deep linear network changes.
pub struct Trust {
    /// For each depth L: the points (η, relative change), random directions.
    pub random: Vec<(usize, Vec<(f64, f64)>)>,
    /// The same where every layer grows by the factor 1 + η.
    pub growing: Vec<(usize, Vec<(f64, f64)>)>,
}

/// Figure `trust`: L rotations, each changed by η times its norm, against (1 + η)^L − 1.
///
/// ```
/// let (data, figure) = layerwise::figures::trust()?;
/// for (depth, points) in &data.growing {
///     for &(eta, change) in points {
///         let bound = (1.0 + eta).powi(*depth as i32) - 1.0;
///         assert!((change / bound - 1.0).abs() < 1e-9, "L = {depth}, η = {eta}: {change}");
///     }
/// }
/// for (depth, points) in &data.random {
///     for &(eta, change) in points {
///         // Frobenius norms: a random change of relative size η is about η in every direction.
///         let (bound, root) = ((1.0 + eta).powi(*depth as i32) - 1.0, eta * (*depth as f64).sqrt());
///         assert!(change < bound, "L = {depth}, η = {eta}: {change} above {bound}");
///         if root < 0.5 {
///             let ratio = change / root;
///             assert!(ratio > 0.5 && ratio < 1.7, "L = {depth}, η = {eta}: {ratio}");
///         }
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never; the type is that of the other figures.
pub fn trust() -> Drawn<Trust> {
    const WIDTH: usize = 16;
    let mut rng = generator(3);
    let mut data = Trust {
        random: Vec::new(),
        growing: Vec::new(),
    };
    let etas: Vec<f64> = (0..13)
        .map(|i| 10f64.powf(-3.0 + 0.25 * f64::from(i)))
        .collect();
    let matrix = |rng: &mut descent::random::Generator| {
        Array2::from_shape_simple_fn((WIDTH, WIDTH), || normal(rng)).into_dyn()
    };
    for depth in [1, 4, 16] {
        let layers: Vec<Tensor> = (0..depth).map(|_| rotation(&matrix(&mut rng))).collect();
        let directions: Vec<Tensor> = layers
            .iter()
            .map(|w| {
                let delta = matrix(&mut rng);
                &delta * (norm(w) / norm(&delta))
            })
            .collect();
        let x = Array2::from_shape_simple_fn((WIDTH, 1), || normal(&mut rng)).into_dyn();
        let output = |eta: f64, directions: &[Tensor]| {
            layers.iter().zip(directions).fold(x.clone(), |x, (w, d)| {
                as_matrix(&(w + &(d * eta))).dot(&as_matrix(&x)).into_dyn()
            })
        };
        let change = |eta: f64, directions: &[Tensor]| {
            let plain = output(0.0, directions);
            norm(&(output(eta, directions) - &plain)) / norm(&plain)
        };
        let points = |directions: &[Tensor]| -> Vec<(f64, f64)> {
            etas.iter()
                .map(|&eta| (eta, change(eta, directions)))
                .collect()
        };
        data.random.push((depth, points(&directions)));
        data.growing.push((depth, points(&layers)));
    }
    let colours = [Colour::Blue, Colour::Orange, Colour::Red];
    let mut panel = Panel::new(
        Axis::log("η", 1e-3, 1.0),
        Axis::log("‖Δf‖/‖f‖", 5e-4, 200.0),
    );
    for (i, colour) in colours.into_iter().enumerate() {
        let (depth, growing) = &data.growing[i];
        panel = panel
            .dashed(colour, growing)
            .dots(colour, &data.random[i].1)
            .legend_dashed(colour, &format!("L = {depth}"));
    }
    let panel = panel.legend_at(Corner::TopLeft);
    Ok((data, Figure::new(CHAPTER, "trust").panel(panel)))
}

/// The columns of a square matrix made orthonormal (Gram–Schmidt, twice).
fn rotation(matrix: &Tensor) -> Tensor {
    let mut q = as_matrix(matrix).to_owned();
    for j in 0..q.ncols() {
        for _ in 0..2 {
            for k in 0..j {
                let (done, mut column) = (q.column(k).to_owned(), q.column_mut(j));
                let along = done.dot(&column);
                column.scaled_add(-along, &done);
            }
        }
        let length = norm(&q.column(j));
        q.column_mut(j).mapv_inplace(|x| x / length);
    }
    q.into_dyn()
}
