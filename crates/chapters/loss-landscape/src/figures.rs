//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::random::generator;
use descent::{Objective, OracleOptimizer as _, Tensor, distance, norm, vector};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::curvature::{largest_eigenvalue, moved, normal_like};
use crate::ensemble::{averaged, cross_entropy, disagreement, predictions};
use crate::network::{Activation, Network, split};
use crate::rescale::rescaled;
use crate::slices::filter_normalized;
use crate::{Sam, Valley, flow, train};

const CHAPTER: &str = "loss-landscape";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;
type Points = Vec<(f64, f64)>;

/// Slices through the loss of a network and of its rescaled copy.
pub struct Slices {
    /// (a, L(θ + ad)) with one direction d of length 1 for both.
    pub plain: [Points; 2],
    /// (a, L(θ + ad̂)) with the filter-normalized direction of each.
    pub normalized: [Points; 2],
    /// λ_max at both.
    pub sharpness: [f64; 2],
}

/// Figure `slices`: a trained ReLU network on 400 digits and its copy at α = 10.
///
/// ```
/// let (data, figure) = loss_landscape::figures::slices()?;
/// // At the centre all four agree: it is the same function.
/// let at = |points: &[(f64, f64)], a: f64| points.iter().find(|p| (p.0 - a).abs() < 1e-9).unwrap().1;
/// let centre = at(&data.plain[0], 0.0);
/// for points in data.plain.iter().chain(&data.normalized) {
///     assert!((at(points, 0.0) - centre).abs() < 1e-9, "{}", at(points, 0.0));
/// }
/// // Along the plain direction the copy is more than ten times as steep: the rise at a = ±0.4.
/// let rise = |p: &[(f64, f64)]| at(p, 0.4) + at(p, -0.4) - 2.0 * centre;
/// let (before, after) = (rise(&data.plain[0]), rise(&data.plain[1]));
/// assert!(after > 10.0 * before && before > 0.0, "{before}, then {after}");
/// // So is λ_max more than 30 times as large.
/// let [one, other] = data.sharpness;
/// assert!(other > 30.0 * one && other < 110.0 * one, "λ_max {one} and {other}");
/// // Along the normalized one nothing has changed.
/// for (one, other) in data.normalized[0].iter().zip(&data.normalized[1]) {
///     assert!((one.1 - other.1).abs() < 1e-9, "{one:?} and {other:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the network cannot be built, which the fixed settings exclude.
pub fn slices() -> Drawn<Slices> {
    let f = Network::new(split(400, 1).0, 12, Activation::Relu)?;
    let (mut theta, mut rng) = (f.initial(1), generator(1));
    for _ in 0..40 {
        train::epoch(&f, &mut theta, (0.1, 20), &mut rng);
    }
    let there = rescaled(&theta, 10.0);
    let direction = normal_like(&theta, &mut rng);
    let unit = moved(&direction, 1.0 / norm(&direction) - 1.0, &direction);
    let slice = |centre: &[Tensor], d: &[Tensor], half: f64, count: i32| -> Points {
        (-count..=count)
            .map(|i| half * f64::from(i) / f64::from(count))
            .map(|a| (a, f.value(&moved(centre, a, d))))
            .collect()
    };
    let data = Slices {
        plain: [&theta, &there].map(|p| slice(p, &unit, 4.0, 50)),
        normalized: [&theta, &there].map(|p| slice(p, &filter_normalized(&direction, p), 1.0, 50)),
        sharpness: [&theta, &there].map(|p| largest_eigenvalue(&f, p, 60, &mut generator(2))),
    };
    let axes = |half: f64| Panel::new(Axis::linear("a", -half, half), Axis::linear("L", 0.0, 2.5));
    let every_fifth: Points = data.normalized[1].iter().step_by(5).copied().collect();
    let figure = Figure::new(CHAPTER, "slices")
        .height(300)
        .panel(
            axes(4.0)
                .line(Colour::Blue, &data.plain[0])
                .line(Colour::Red, &data.plain[1])
                .label(Colour::Blue, (3.2, 0.4), "θ")
                .label(Colour::Red, (0.0, 1.25), "Tθ"),
        )
        .panel(
            axes(1.0)
                .line(Colour::Blue, &data.normalized[0])
                .dots(Colour::Red, &every_fifth)
                .label(Colour::Blue, (-0.1, 1.25), "θ")
                .label(Colour::Red, (0.1, 1.25), "Tθ"),
        );
    Ok((data, figure))
}

/// One training run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// B, or all examples.
    pub batch: usize,
    /// The loss on all training examples at the end.
    pub loss: f64,
    /// λ_max of the training loss at the end.
    pub sharpness: f64,
    /// Mean cross-entropy on the digits that were held out.
    pub held_out: f64,
    /// ‖θ‖ at the end.
    pub norm: f64,
    /// The mean of tanh′ = 1 − h² over the hidden units and the training examples.
    pub response: f64,
}

/// Runs that all ended at nearly the same training loss.
pub struct Batches {
    /// Gradient descent with B = 5, 20, 80 and 400, three seeds each.
    pub plain: Vec<Run>,
    /// SAM on all 400 examples, ρ = 0.4, three seeds.
    pub sam: Vec<Run>,
    /// The first run with B = 20, continued to the training loss 0.01.
    pub longer: Run,
    /// The first run with B = 5, with η = 0.5 instead of 1.
    pub gentle: Run,
}

/// Figure `batches`: 400 digits, 12 tanh units, η = 1, stopped after the first step that brings the
/// training loss to 0.05 or below.
///
/// Seventeen trainings in which the whole loss is computed after every step: a few seconds.
///
/// ```
/// let (data, figure) = loss_landscape::figures::batches()?;
/// let of = |size: usize| data.plain.iter().filter(move |run| run.batch == size);
/// // All of them stopped at nearly the same training loss, none at the limit of 400 epochs.
/// for run in data.plain.iter().chain(&data.sam) {
///     assert!((0.045..=0.05).contains(&run.loss), "{run:?}");
/// }
/// // Each seed by itself: the smaller the batch, the smaller λ_max.
/// for (small, large) in [(5, 20), (20, 80), (80, 400)] {
///     for (a, b) in of(small).zip(of(large)) {
///         assert!(a.sharpness < b.sharpness, "{a:?} and {b:?}");
///     }
/// }
/// // SAM on all examples is flatter than gradient descent with B = 20.
/// assert!(data.sam.iter().zip(of(20)).all(|(s, p)| s.sharpness < p.sharpness), "{:?}", data.sam);
/// // Its held-out loss is no better, on average.
/// let mean = |runs: Vec<&loss_landscape::figures::Run>| {
///     runs.iter().map(|run| run.held_out).sum::<f64>() / runs.len() as f64
/// };
/// assert!(mean(data.sam.iter().collect()) > mean(of(20).collect()), "{:?}", data.sam);
/// // From B = 20 on, and with SAM, the held-out loss is 0.17 to 0.23; at B = 5, with the flattest
/// // minima of all, it is 0.40 to 0.49.
/// let usual = || of(20).chain(of(80)).chain(of(400)).chain(&data.sam);
/// assert!(usual().all(|run| (0.17..0.23).contains(&run.held_out)), "{:?} {:?}", data.plain, data.sam);
/// assert!(of(5).all(|run| (0.40..0.495).contains(&run.held_out)), "{:?}", data.plain);
/// // Its weights are large: the norm of θ is 45 to 60, against 14 to 17 with larger batches.
/// assert!(of(5).all(|run| (45.0..60.0).contains(&run.norm)), "{:?}", data.plain);
/// let larger = of(20).chain(of(80)).chain(of(400));
/// assert!(larger.clone().all(|run| (14.0..17.0).contains(&run.norm)), "{:?}", data.plain);
/// // Its units are saturated: the mean of tanh′ is below 0.08, with larger batches above 0.29.
/// assert!(of(5).all(|run| run.response < 0.08), "{:?}", data.plain);
/// assert!(larger.clone().all(|run| run.response > 0.29), "{:?}", data.plain);
/// // A run that goes on to a smaller training loss looks flatter: λ_max falls from 0.68 to 0.23.
/// let (first, longer) = (of(20).next().unwrap(), data.longer);
/// assert!(longer.loss < 0.01 && (first.sharpness - 0.68).abs() < 0.005, "{first:?}");
/// assert!((longer.sharpness - 0.23).abs() < 0.005, "{longer:?}");
/// // With half the step the first run with B = 5 ends elsewhere: λ_max 0.47, ‖θ‖ 19, loss 0.22.
/// let gentle = data.gentle;
/// assert!((gentle.sharpness - 0.47).abs() < 0.005 && (gentle.norm - 19.0).abs() < 0.5, "{gentle:?}");
/// assert!((gentle.held_out - 0.22).abs() < 0.005, "{gentle:?}");
/// // For each seed B = 20 has a lower held-out loss than B = 400, by 0.005 at most.
/// for (a, b) in of(20).zip(of(400)) {
///     let gain = b.held_out - a.held_out;
///     assert!(gain > 0.0 && gain < 0.005, "{a:?} and {b:?}");
/// }
/// assert!(of(5).all(|flat| usual().all(|run| run.sharpness > flat.sharpness)), "{:?}", data.plain);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn batches() -> Drawn<Batches> {
    const SEEDS: u64 = 3;
    let (training, rest) = split(400, 1);
    let f = Network::new(training, 12, Activation::Tanh)?;
    let held = Network::new(rest, 12, Activation::Tanh)?;
    let finish = |batch: usize, theta: &[Tensor]| Run {
        batch,
        loss: f.value(theta),
        sharpness: largest_eigenvalue(&f, theta, 30, &mut generator(17)),
        held_out: held.value(theta),
        norm: norm(theta),
        response: f.hidden(theta).mapv(|h| 1.0 - h * h).mean().unwrap_or(0.0),
    };
    let mut plain = Vec::new();
    for batch in [5, 20, 80, 400] {
        for seed in 0..SEEDS {
            let (mut theta, mut rng) = (f.initial(seed), generator(seed + 100));
            train::until(&f, &mut theta, (1.0, batch), (0.05, 400), &mut rng);
            plain.push(finish(batch, &theta));
        }
    }
    let mut sam = Vec::new();
    for seed in 0..SEEDS {
        let (mut theta, mut method) = (f.initial(seed), Sam::new(1.0, 0.4)?);
        for _ in 0..400 {
            if f.value(&theta) <= 0.05 {
                break;
            }
            method.step_on(&f, &mut theta)?;
        }
        sam.push(finish(400, &theta));
    }
    let (mut theta, mut rng) = (f.initial(0), generator(100));
    train::until(&f, &mut theta, (1.0, 20), (0.01, 400), &mut rng);
    let longer = finish(20, &theta);
    let (mut theta, mut rng) = (f.initial(0), generator(100));
    train::until(&f, &mut theta, (0.5, 5), (0.05, 400), &mut rng);
    let gentle = finish(5, &theta);
    let data = Batches {
        plain,
        sam,
        longer,
        gentle,
    };
    let places = |runs: &[Run], keep: fn(&Run) -> bool, place: fn(&Run) -> (f64, f64)| -> Points {
        runs.iter().filter(|run| keep(run)).map(place).collect()
    };
    let by_batch = |run: &Run| (run.batch as f64, run.sharpness);
    let by_sharpness = |run: &Run| (run.sharpness, run.held_out);
    let all: fn(&Run) -> bool = |_| true;
    let small: fn(&Run) -> bool = |run| run.batch == 5;
    let large: fn(&Run) -> bool = |run| run.batch > 5;
    let ticks = [(5.0, "5"), (20.0, "20"), (80.0, "80"), (400.0, "400")];
    let figure = Figure::new(CHAPTER, "batches")
        .height(300)
        .panel(
            Panel::new(
                Axis::log("B", 3.0, 700.0).ticks(&ticks),
                Axis::linear("λ", 0.0, 1.8),
            )
            .dots(Colour::Blue, &places(&data.plain, large, by_batch))
            .dots(Colour::Red, &places(&data.plain, small, by_batch))
            .dots(Colour::Green, &places(&data.sam, all, by_batch))
            .legend_dots(Colour::Blue, "B ≥ 20")
            .legend_dots(Colour::Red, "B = 5")
            .legend_dots(Colour::Green, "SAM")
            .legend_at(Corner::TopLeft),
        )
        .panel(
            Panel::new(Axis::linear("λ", 0.0, 1.8), Axis::linear("L", 0.0, 0.7))
                .dots(Colour::Blue, &places(&data.plain, large, by_sharpness))
                .dots(Colour::Red, &places(&data.plain, small, by_sharpness))
                .dots(Colour::Green, &places(&data.sam, all, by_sharpness)),
        );
    Ok((data, figure))
}

/// Ten independent networks, and ten perturbed copies of the first.
pub struct Ensembles {
    /// (M, held-out loss of the average of the first M independent networks).
    pub independent: Points,
    /// The same for copies of the first network with noise on the weights.
    pub perturbed: Points,
    /// The mean held-out loss of the ten independent networks.
    pub mean: f64,
    /// (error rate, disagreement with the first network) of the nine others.
    pub others: Points,
    /// The same for perturbed copies, σ from 0.01 to 0.1.
    pub copies: Points,
    /// For each of the nine others: the training loss at the two ends of the straight segment from the
    /// first network to it, and the highest of 21 values on the segment.
    pub barriers: Vec<[f64; 3]>,
    /// For each of the nine others: ‖θₘ − θ₁‖/‖θ₁‖.
    pub distances: Vec<f64>,
}

/// Figure `ensemble`: 10 runs on 400 digits, tested on the 1397 others.
///
/// ```
/// let (data, figure) = loss_landscape::figures::ensemble()?;
/// let (one, two, ten) = (data.independent[0].1, data.independent[1].1, data.independent[9].1);
/// assert!(data.mean > 0.175 && two < 0.175 && ten < 0.16, "{} {one} {two} {ten}", data.mean);
/// // Ten copies of the first network at σ = 0.05 are together as good as that network alone.
/// let copies = data.perturbed[9].1;
/// assert!((data.perturbed[0].1 - 0.21).abs() < 0.005, "{:?}", data.perturbed);
/// assert!((copies / one - 1.0).abs() < 0.02, "{copies} against {one}");
/// // Independent runs err on 4.7 to 6.1 % of the digits and disagree on 3.1 to 4.6 %.
/// for &(error, apart) in &data.others {
///     assert!((0.0465..0.0615).contains(&error) && (0.031..0.0465).contains(&apart), "{error} {apart}");
/// }
/// // Every copy that errs as little disagrees less.
/// let good = data.copies.iter().filter(|p| p.0 < 0.0615);
/// assert!(good.clone().count() >= 20 && good.clone().all(|p| p.1 < 0.03), "{:?}", data.copies);
/// // The runs end far from each other, and between them lies a barrier: on the straight segment the
/// // training loss rises from less than 0.02 at the ends to more than 0.35.
/// assert_eq!((data.barriers.len(), data.distances.len()), (9, 9));
/// assert!(data.distances.iter().all(|d| (1.2..1.5).contains(d)), "{:?}", data.distances);
/// for [first, other, top] in &data.barriers {
///     assert!(first.max(*other) < 0.02 && *top > 0.35, "{first} and {other}, between them {top}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the network cannot be built, which the fixed settings exclude.
pub fn ensemble() -> Drawn<Ensembles> {
    let (training, rest) = split(400, 1);
    let f = Network::new(training, 12, Activation::Tanh)?;
    let held = Network::new(rest, 12, Activation::Tanh)?;
    let runs: Vec<Vec<Tensor>> = (0..10)
        .map(|seed| {
            let (mut theta, mut rng) = (f.initial(seed), generator(seed + 100));
            for _ in 0..40 {
                train::epoch(&f, &mut theta, (0.5, 20), &mut rng);
            }
            theta
        })
        .collect();
    let mut rng = generator(9);
    let mut copy = |sigma: f64| moved(&runs[0], sigma, &normal_like(&runs[0], &mut rng));
    let outputs: Vec<_> = runs.iter().map(|theta| held.probabilities(theta)).collect();
    let noisy: Vec<_> = (0..10).map(|_| held.probabilities(&copy(0.05))).collect();
    let losses = |members: &[ndarray::Array2<f64>]| -> Points {
        (1..=members.len())
            .map(|m| {
                (
                    m as f64,
                    cross_entropy(&averaged(&members[..m]), held.classes()),
                )
            })
            .collect()
    };
    let first = predictions(&outputs[0]);
    let place = |p: &ndarray::Array2<f64>| {
        let classes = predictions(p);
        (
            disagreement(&classes, held.classes()),
            disagreement(&classes, &first),
        )
    };
    let mean = outputs
        .iter()
        .map(|p| cross_entropy(p, held.classes()))
        .sum::<f64>()
        / outputs.len() as f64;
    let copies = (0..50)
        .map(|i| place(&held.probabilities(&copy(0.01 + 0.09 * f64::from(i) / 49.0))))
        .collect();
    let between = |theta: &Vec<Tensor>| {
        let difference = moved(theta, -1.0, &runs[0]);
        let along = |k: u32| f.value(&moved(&runs[0], f64::from(k) / 20.0, &difference));
        [along(0), along(20), (0..=20).map(along).fold(0.0, f64::max)]
    };
    let apart = |theta: &Vec<Tensor>| distance(theta, &runs[0]) / norm(&runs[0]);
    let data = Ensembles {
        independent: losses(&outputs),
        perturbed: losses(&noisy),
        mean,
        others: outputs[1..].iter().map(place).collect(),
        copies,
        barriers: runs[1..].iter().map(between).collect(),
        distances: runs[1..].iter().map(apart).collect(),
    };
    let figure = Figure::new(CHAPTER, "ensemble")
        .height(300)
        .panel(
            Panel::new(Axis::linear("M", 0.0, 10.5), Axis::linear("L", 0.14, 0.22))
                .path(Colour::Blue, &data.independent)
                .path(Colour::Orange, &data.perturbed)
                .dashed(Colour::Grey, &[(0.0, data.mean), (10.5, data.mean)])
                .legend(Colour::Orange, "θ₁ + σξ")
                .legend(Colour::Blue, "θ₁, …, θₘ"),
        )
        .panel(
            Panel::new(Axis::linear("e", 0.04, 0.09), Axis::linear("D", 0.0, 0.06))
                .dots(Colour::Orange, &data.copies)
                .dots(Colour::Blue, &data.others)
                .legend_dots(Colour::Orange, "θ₁ + σξ")
                .legend_dots(Colour::Blue, "θ₂, …, θ₁₀")
                .legend_at(Corner::BottomRight),
        );
    Ok((data, figure))
}

/// Gradient descent between two flows, and how far it strays from each in one step.
pub struct Implicit {
    /// Gradient descent from (3, 1.5), η = 0.06.
    pub descent: Points,
    /// The gradient flow.
    pub flow: Points,
    /// The flow of the modified loss.
    pub modified: Points,
    /// (η, distance of one step from the flow).
    pub plain_errors: Points,
    /// (η, distance of one step from the flow of the modified loss).
    pub modified_errors: Points,
}

/// −∇f, or −∇(f + (η/4)‖∇f‖²), for f(x, y) = ½(xy − 1)² with r = xy − 1.
fn valley_field(eta: f64) -> impl Fn(&[f64], &mut [f64]) {
    move |p: &[f64], velocity: &mut [f64]| {
        let (x, y) = (p[0], p[1]);
        let r = x * y - 1.0;
        let square = x * x + y * y;
        // ‖∇f‖² = r²(x² + y²).
        velocity[0] = -r * y - eta / 2.0 * (r * y * square + r * r * x);
        velocity[1] = -r * x - eta / 2.0 * (r * x * square + r * r * y);
    }
}

/// Figure `implicit`: gradient descent on f(x, y) = ½(xy − 1)² leaves its flow for a flatter minimum.
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = loss_landscape::figures::implicit()?;
/// let sharpness = |path: &[(f64, f64)]| path.last().map(|(x, y)| x * x + y * y).unwrap();
/// let [gd, flow, modified] = [&data.descent, &data.flow, &data.modified].map(|p| sharpness(p));
/// // All three end on the hyperbola; gradient descent and the modified flow at a flatter point.
/// for path in [&data.descent, &data.flow, &data.modified] {
///     let (x, y) = path.last().unwrap();
///     assert!((x * y - 1.0).abs() < 1e-3, "({x}, {y})");
/// }
/// assert!(gd < modified && modified < flow, "{gd} {modified} {flow}");
/// assert!((gd - 6.69).abs() < 0.01 && (modified - 6.86).abs() < 0.01, "{gd} {modified}");
/// assert!((flow - 7.04).abs() < 0.01, "{flow}");
/// let (two, three) = (order(&data.plain_errors), order(&data.modified_errors));
/// assert!((two - 2.0).abs() < 0.1 && (three - 3.0).abs() < 0.1, "{two} and {three}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None: the result type is that of the other figures.
pub fn implicit() -> Drawn<Implicit> {
    let (eta, start) = (0.06, [3.0, 1.5]);
    let pairs = |path: Vec<Vec<f64>>| -> Points { path.iter().map(|p| (p[0], p[1])).collect() };
    let step = |p: (f64, f64), eta: f64| {
        let r = p.0 * p.1 - 1.0;
        (p.0 - eta * r * p.1, p.1 - eta * r * p.0)
    };
    let descent: Points = std::iter::successors(Some((3.0, 1.5)), |&p| Some(step(p, eta)))
        .take(40)
        .collect();
    let error = |eta: f64, strength: f64| {
        let end = flow::flow(&valley_field(strength), &start, eta, 60).pop();
        let (x, y) = step((3.0, 1.5), eta);
        let end = end.unwrap_or_default();
        (eta, (x - end[0]).hypot(y - end[1]))
    };
    let etas = [0.001, 0.002, 0.004, 0.008, 0.016];
    let data = Implicit {
        descent,
        flow: pairs(flow::flow(&valley_field(0.0), &start, 2.5, 100)),
        modified: pairs(flow::flow(&valley_field(eta), &start, 2.5, 100)),
        plain_errors: etas.map(|eta| error(eta, 0.0)).to_vec(),
        modified_errors: etas.map(|eta| error(eta, eta)).to_vec(),
    };
    let hyperbola: Points = (0..=60)
        .map(|i| 2.4 + 0.7 * f64::from(i) / 60.0)
        .map(|x| (x, 1.0 / x))
        .collect();
    let figure = Figure::new(CHAPTER, "implicit")
        .height(320)
        .panel(
            Panel::new(Axis::linear("x", 2.4, 3.05), Axis::linear("y", 0.2, 1.6))
                .line(Colour::Grey, &hyperbola)
                .line(Colour::Green, &data.flow)
                .dashed(Colour::Orange, &data.modified)
                .path(Colour::Blue, &data.descent)
                .label(Colour::Grey, (2.93, 0.42), "xy = 1")
                .legend(Colour::Blue, "η = 0.06")
                .legend_dashed(Colour::Orange, "L + ¼η‖∇L‖²")
                .legend(Colour::Green, "L")
                .legend_at(Corner::TopLeft),
        )
        .panel(
            Panel::new(Axis::log("η", 8e-4, 2e-2), Axis::log("‖·‖", 1e-7, 1e-1))
                .path(Colour::Green, &data.plain_errors)
                .path(Colour::Orange, &data.modified_errors)
                .label(Colour::Green, (0.0028, 3e-3), "η²")
                .label(Colour::Orange, (0.007, 3e-5), "η³"),
        );
    Ok((data, figure))
}

/// SAM and gradient descent in the same valley.
pub struct Bounce {
    /// The first 250 steps of SAM from (3, 1), η = 0.1, ρ = 0.2.
    pub path: Points,
    /// Gradient descent from (3, 1), η = 0.1.
    pub descent: Points,
    /// (t, x² + y²) of SAM.
    pub sharpness: Points,
    /// (t, x² + y²) of gradient descent.
    pub plain: Points,
}

/// Figure `sam`: SAM on f(x, y) = ½(xy − 1)² bounces across the hyperbola and drifts along it.
///
/// ```
/// let (data, figure) = loss_landscape::figures::sam()?;
/// let last = |p: &[(f64, f64)]| p.last().unwrap().1;
/// // Gradient descent ends at the point of the hyperbola to which its first steps lead, within 0.06 of
/// // where it is after three of them; SAM goes on to the flattest point.
/// let (early, end) = (data.descent[3], *data.descent.last().unwrap());
/// assert!((end.0 * end.1 - 1.0).abs() < 1e-9, "{end:?} is not on the hyperbola");
/// assert!((end.0 - early.0).hypot(end.1 - early.1) < 0.06, "{early:?}, at last {end:?}");
/// assert!(last(&data.plain) > 6.0 && last(&data.sharpness) < 2.02, "{:?}", data.sharpness.last());
/// // Each of the first 90 steps crosses the hyperbola; later some do not.
/// let crossings = data.path.windows(2).take(90).filter(|w| {
///     (w[0].0 * w[0].1 - 1.0) * (w[1].0 * w[1].1 - 1.0) < 0.0
/// });
/// assert_eq!(crossings.count(), 90);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step fails, which the fixed settings exclude.
pub fn sam() -> Drawn<Bounce> {
    const STEPS: usize = 600;
    let run = |rho: f64| -> Result<Points, Box<dyn std::error::Error>> {
        let (mut method, mut theta) = (Sam::new(0.1, rho)?, vector(&[3.0, 1.0]));
        let mut path = vec![(3.0, 1.0)];
        for _ in 0..STEPS {
            method.step_on(&Valley, &mut theta)?;
            path.push((theta[0][0], theta[0][1]));
        }
        Ok(path)
    };
    let (long, plain) = (run(0.2)?, run(0.0)?);
    let sharpness = |path: &[(f64, f64)]| -> Points {
        path.iter()
            .enumerate()
            .step_by(20)
            .map(|(t, (x, y))| (t as f64, x * x + y * y))
            .collect()
    };
    let data = Bounce {
        path: long[..=250].to_vec(),
        descent: plain[..40].to_vec(),
        sharpness: sharpness(&long),
        plain: sharpness(&plain),
    };
    let hyperbola: Points = (0..=80)
        .map(|i| 0.6 + 2.6 * f64::from(i) / 80.0)
        .map(|x| (x, 1.0 / x))
        .collect();
    let figure = Figure::new(CHAPTER, "sam")
        .height(320)
        .panel(
            Panel::new(Axis::linear("x", 0.6, 3.2), Axis::linear("y", 0.1, 1.5))
                .line(Colour::Grey, &hyperbola)
                .path(Colour::Green, &data.path)
                .path(Colour::Blue, &data.descent)
                .label(Colour::Grey, (0.95, 1.35), "xy = 1"),
        )
        .panel(
            Panel::new(
                Axis::linear("t", 0.0, 600.0),
                Axis::linear("x² + y²", 0.0, 11.0),
            )
            .line(Colour::Green, &data.sharpness)
            .line(Colour::Blue, &data.plain)
            .dashed(Colour::Grey, &[(0.0, 2.0), (600.0, 2.0)])
            .legend(Colour::Blue, "ρ = 0")
            .legend(Colour::Green, "ρ = 0.2"),
        );
    Ok((data, figure))
}
