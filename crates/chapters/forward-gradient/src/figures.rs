//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::data::{Classified, digits};
use descent::problems::{LogisticRegression, Quadratic, himmelblau};
use descent::random::generator;
use descent::statistics::mean;
use descent::{Objective, OracleOptimizer, Tensor, flatten, vector};
use gradients::{Formula, Scalar, forward};
use ndarray::Axis as Rows;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::{DualNetwork, ForwardGradient, Tangents};

const CHAPTER: &str = "forward-gradient";

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;
type Drawn<T> = Fallible<(T, Figure)>;
type Points = Vec<(f64, f64)>;

/// Forward gradients at one point, and paths of forward gradient descent.
pub struct Circle {
    /// The gradient (1, 0.6) of the left panel.
    pub gradient: (f64, f64),
    /// Forward gradients for tangents on the circle ‖v‖² = 2.
    pub round: Points,
    /// Forward gradients for Gaussian tangents.
    pub gaussian: Points,
    /// Gradient descent on Himmelblau's function.
    pub descent: Points,
    /// Forward gradient descent from the same start, three seeds.
    pub forward: Vec<Points>,
    /// f where each of the four paths ends, gradient descent first.
    pub ends: Vec<f64>,
}

/// Figure `circle`: where forward gradients lie, and where they lead.
///
/// ```
/// let (data, figure) = forward_gradient::figures::circle()?;
/// let (a, b) = data.gradient;
/// for (x, y) in &data.round {
///     // n = 2: the circle around ∇f through 0.
///     assert!(((x - a).hypot(y - b) - a.hypot(b)).abs() < 1e-12, "({x}, {y})");
/// }
/// for (x, y) in data.round.iter().chain(&data.gaussian) {
///     assert!(x * a + y * b >= 0.0, "({x}, {y}) points uphill");
/// }
/// // All four paths end at a minimum; two of the random ones at that of gradient descent.
/// assert!(data.ends.iter().all(|end| *end < 0.05), "{:?}", data.ends);
/// let last = data.descent.last().unwrap();
/// let apart = data.forward.iter().map(|path| path.last().unwrap());
/// let apart: Vec<f64> = apart.map(|end| (end.0 - last.0).hypot(end.1 - last.1)).collect();
/// assert!(apart[0] < 0.1 && apart[1] < 0.1 && apart[2] > 3.0, "{apart:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn circle() -> Drawn<Circle> {
    let gradient = (1.0, 0.6);
    let estimates = |tangents: Tangents, count: usize| -> Points {
        let (mut rng, mut frame) = (generator(3), vec![vector(&[0.0; 2])]);
        let mut one = || {
            tangents.draw(&mut frame, 0, &mut rng);
            let v = &frame[0][0];
            let slope = gradient.0 * v[0] + gradient.1 * v[1];
            (slope * v[0], slope * v[1])
        };
        (0..count).map(|_| one()).collect()
    };
    let (round, gaussian) = (
        estimates(Tangents::Sphere, 60),
        estimates(Tangents::Gaussian, 120),
    );
    let f = himmelblau();
    let start = vector(&[0.0, -0.5]);
    let point = |params: &[Tensor]| (params[0][0], params[0][1]);
    let mut params = start.clone();
    let mut descent = vec![point(&params)];
    for _ in 0..60 {
        params[0] = &params[0] - &(&f.gradient(&params)[0] * 0.01);
        descent.push(point(&params));
    }
    let mut ends = vec![f.value(&params)];
    let mut forward = Vec::new();
    for seed in [1, 2, 4] {
        let mut ours = ForwardGradient::new(0.0025, seed)?;
        let (mut params, mut path) = (start.clone(), vec![point(&start)]);
        for _ in 0..240 {
            ours.step_on(&f, &mut params)?;
            path.push(point(&params));
        }
        ends.push(f.value(&params));
        forward.push(path);
    }
    let seen = |list: &[(f64, f64)]| -> Points {
        let inside = |p: &&(f64, f64)| (-1.4..3.4).contains(&p.0) && (-1.4..2.4).contains(&p.1);
        list.iter().filter(inside).copied().collect()
    };
    let left = Panel::new(Axis::linear("ĝ₁", -1.4, 3.4), Axis::linear("ĝ₂", -1.4, 3.4))
        .dots(Colour::Grey, &seen(&gaussian))
        .dots(Colour::Blue, &round)
        .line(Colour::Red, &[(0.0, 0.0), gradient])
        .label(Colour::Red, (0.35, 0.75), "∇f")
        .legend_dots(Colour::Blue, "‖v‖² = 2")
        .legend_dots(Colour::Grey, "v ~ N(0, I)")
        .legend_at(Corner::TopLeft);
    let mut right = Panel::new(Axis::linear("x", -0.6, 4.6), Axis::linear("y", -2.6, 2.8))
        .contours(Colour::Grey, &[5.0, 20.0, 60.0, 110.0, 150.0], |x, y| {
            f.at(&[x, y])
        });
    for (path, colour) in forward
        .iter()
        .zip([Colour::Blue, Colour::Green, Colour::Orange])
    {
        right = right.thin(colour, path);
    }
    right = right
        .line(Colour::Red, &descent)
        .legend(Colour::Red, "∇f")
        .legend(Colour::Blue, "ĝ")
        .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "circle").panel(left).panel(right);
    let data = Circle {
        gradient,
        round,
        gaussian,
        descent,
        forward,
        ends,
    };
    Ok((data, figure))
}

/// Variance against the number of tangents, and the error of slopes.
pub struct Errors {
    /// (k, relative variance) for independent Gaussian tangents, n = 64.
    pub independent: Points,
    /// The same for orthogonal tangents.
    pub orthogonal: Points,
    /// (ε, error) of the slope by a forward difference.
    pub one_sided: Points,
    /// By a central difference.
    pub central: Points,
    /// The error of the slope by dual numbers.
    pub dual: f64,
}

/// eˣ sin xy.
struct Wave;

impl Formula for Wave {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        x[0].exp() * (x[0] * x[1]).sin()
    }
}

/// Figure `errors`: what k tangents bring, and what ε costs.
///
/// ```
/// let (data, figure) = forward_gradient::figures::errors()?;
/// for (k, error) in &data.independent {
///     assert!((error * k / 65.0 - 1.0).abs() < 0.12, "k {k}: {error} for 65/k");
/// }
/// for (k, error) in &data.orthogonal {
///     let wanted = 64.0 / k - 1.0;
///     assert!((error - wanted).abs() < 0.2 * wanted + 1e-9, "k {k}: {error} for {wanted}");
/// }
/// let least = |curve: &[(f64, f64)]| curve.iter().map(|p| p.1).fold(1.0, f64::min);
/// assert!(least(&data.one_sided) > 1e-11 && least(&data.central) > 1e-13);
/// assert!(data.dual < 1e-15, "{}", data.dual);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn errors() -> Drawn<Errors> {
    let n = 64;
    let f = Quadratic::new(&vec![1.0; n])?;
    // From g = θ with ‖θ‖ = 1 a step with η = 1 leads to g − ĝ.
    let variance = |tangents: Tangents, counts: &[usize]| -> Fallible<Points> {
        let mut points = Vec::new();
        for &k in counts {
            let mut ours = ForwardGradient::with_tangents(1.0, tangents, k, 2)?;
            let mut squares = Vec::new();
            for _ in 0..if k < n { (2000 / k).max(60) } else { 30 } {
                let mut params = vector(&vec![0.125; n]);
                ours.step_on(&f, &mut params)?;
                squares.push(2.0 * f.value(&params));
            }
            points.push((k as f64, mean(&squares)));
        }
        Ok(points)
    };
    let independent = variance(Tangents::Gaussian, &[1, 2, 4, 8, 16, 32, 64])?;
    let orthogonal = variance(Tangents::Orthogonal, &[1, 2, 4, 8, 16, 32, 56, 64])?;
    let (x, v) = ([1.0, 0.8], [0.6, -1.3]);
    let (e, inner) = (1.0_f64.exp(), 0.8_f64);
    let exact = v[0] * e * (inner.sin() + 0.8 * inner.cos()) + v[1] * e * inner.cos();
    let dual = (forward::directional(&Wave, &x, &v).1 / exact - 1.0).abs();
    let at = |t: f64| Wave.eval(&[x[0] + t * v[0], x[1] + t * v[1]]);
    let curve = |quotient: &dyn Fn(f64) -> f64| -> Points {
        let scales = (0..=56).map(|i| 10f64.powf(-f64::from(i) / 4.0 - 0.25));
        scales
            .map(|t| (t, (quotient(t) / exact - 1.0).abs()))
            .filter(|p| p.1 > 0.0)
            .collect()
    };
    let one_sided = curve(&|t| (at(t) - at(0.0)) / t);
    let central = curve(&|t| (at(t) - at(-t)) / (2.0 * t));
    let law = |f: &dyn Fn(f64) -> f64, top: f64| -> Points {
        let scales = (0..=80).map(|i| top.powf(f64::from(i) / 80.0));
        scales.map(|k| (k, f(k))).collect()
    };
    let shown: Points = orthogonal.iter().copied().filter(|p| p.0 < 64.0).collect();
    let left = Panel::new(
        Axis::log("k", 0.9, 80.0),
        Axis::log("E‖ĝ − ∇f‖² / ‖∇f‖²", 0.03, 100.0),
    )
    .dashed(Colour::Grey, &law(&|k| 65.0 / k, 64.0))
    .dashed(Colour::Green, &law(&|k| 64.0 / k - 1.0, 62.0))
    .dots(Colour::Grey, &independent)
    .dots(Colour::Green, &shown)
    .legend_dots(Colour::Grey, "(n + 1)/k")
    .legend_dots(Colour::Green, "n/k − 1")
    .legend_at(Corner::BottomLeft);
    let right = Panel::new(Axis::log("ε", 1e-14, 1.0), Axis::log("|Δ|", 1e-16, 1.0))
        .line(Colour::Red, &one_sided)
        .line(Colour::Blue, &central)
        .line(
            Colour::Green,
            &[(1e-14, dual.max(1.2e-16)), (1.0, dual.max(1.2e-16))],
        )
        .legend(Colour::Red, "f(θ+εv) − f(θ)")
        .legend(Colour::Blue, "f(θ+εv) − f(θ−εv)")
        .legend(Colour::Green, "ε² = 0")
        .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "errors").panel(left).panel(right);
    let data = Errors {
        independent,
        orthogonal,
        one_sided,
        central,
        dual,
    };
    Ok((data, figure))
}

/// Training at equal cost: (passes, loss) of each method; a pass is a dual pass or a value with its
/// reverse sweep.
pub struct EqualCost {
    /// f − f* on the wines, 14 parameters: gradient descent with 1/L.
    pub wine_reverse: Points,
    /// One Gaussian tangent a step, η = 1/L(n + 2).
    pub wine_forward: Points,
    /// The same with η = 1/(tr H + 2L).
    pub wine_bold: Points,
    /// tr H/L of the wines.
    pub rank: f64,
    /// The loss on 200 digits, 610 parameters: gradient descent with η = 1.
    pub digits_reverse: Points,
    /// One Gaussian tangent a step, η = 1/(n + 2).
    pub digits_forward: Points,
    /// The same with η = 32/(n + 2).
    pub digits_bold: Points,
    /// Fractions of digits right at the end, in this order.
    pub accuracy: [f64; 3],
}

/// Figure `equal-cost`: real data, forward gradients against back-propagation.
///
/// ```
/// let (data, figure) = forward_gradient::figures::equal_cost()?;
/// // How many times as many passes as gradient descent, to where the forward gradient ends.
/// let times = |slow: &[(f64, f64)], fast: &[(f64, f64)]| {
///     let (passes, level) = *slow.last().unwrap();
///     passes / fast.iter().find(|p| p.1 <= level).unwrap().0
/// };
/// let wine = [&data.wine_forward, &data.wine_bold].map(|c| times(c, &data.wine_reverse));
/// assert!((15.0..25.0).contains(&wine[0]) && (5.0..10.0).contains(&wine[1]), "{wine:?}");
/// assert!((3.0..4.5).contains(&data.rank), "tr H / L = {}", data.rank);
/// let digits = [&data.digits_forward, &data.digits_bold].map(|c| times(c, &data.digits_reverse));
/// assert!(digits[0] > 300.0 && (10.0..20.0).contains(&digits[1]), "{digits:?}");
/// assert!(data.accuracy[1] < 0.5 && data.accuracy[2] > 0.98, "{:?}", data.accuracy);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn equal_cost() -> Drawn<EqualCost> {
    let wine = LogisticRegression::wine(0.01)?;
    let mut best = wine.start();
    for _ in 0..1600 {
        best[0] = &best[0] - &(&wine.gradient(&best)[0] * 1.2);
    }
    let lowest = wine.value(&best);
    let gap = |params: &[Tensor]| wine.value(params) - lowest;
    // σ(z)σ(−z) is largest at z = 0, so the Hessian at 0 bounds all others.
    let hessian = wine.hessian(&wine.start()).ok_or("no Hessian")?;
    let trace: f64 = hessian.diag().sum();
    let mut v = ndarray::Array1::from_elem(14, 1.0);
    for _ in 0..300 {
        v = hessian.dot(&v);
        v /= v.dot(&v).sqrt();
    }
    let l = v.dot(&hessian.dot(&v));
    let passes = 3000;
    let wine_reverse = by_gradient(&wine, 1.0 / l, passes, &gap).0;
    let careful = 1.0 / (l * Tangents::Gaussian.inflation(14, 1));
    let wine_forward = by_tangents(&wine, careful, passes, &gap)?.0;
    let wine_bold = by_tangents(&wine, 1.0 / (trace + 2.0 * l), passes, &gap)?.0;

    let Classified { inputs, classes } = digits();
    let some: Vec<usize> = (0..200).collect();
    let examples = Classified {
        inputs: inputs.select(Rows(0), &some),
        classes: classes[..200].to_vec(),
    };
    let network = DualNetwork::new(examples, &[64, 8, 10], 1);
    let n = flatten(&network.start()).len();
    let loss = |params: &[Tensor]| network.value(params);
    let (passes, c) = (1000, Tangents::Gaussian.inflation(n, 1));
    // 400 passes lead gradient descent below the drawn axis.
    let reverse = by_gradient(&network, 1.0, 400, &loss);
    let single = by_tangents(&network, 1.0 / c, passes, &loss)?;
    let bold = by_tangents(&network, 32.0 / c, passes, &loss)?;
    let accuracy = [&reverse.1, &single.1, &bold.1].map(|params| network.accuracy(params));
    let data = EqualCost {
        wine_reverse,
        wine_forward,
        wine_bold,
        rank: trace / l,
        digits_reverse: reverse.0,
        digits_forward: single.0,
        digits_bold: bold.0,
        accuracy,
    };
    let left = Panel::new(Axis::log("t", 1.0, 3000.0), Axis::log("f − f*", 1e-6, 1.0))
        .line(Colour::Red, &data.wine_reverse)
        .line(Colour::Blue, &data.wine_forward)
        .line(Colour::Green, &data.wine_bold)
        .legend(Colour::Red, "∇f, 1/L")
        .legend(Colour::Green, "ĝ, 1/(tr H + 2L)")
        .legend(Colour::Blue, "ĝ, 1/L(n + 2)")
        .legend_at(Corner::BottomLeft);
    let right = Panel::new(Axis::log("t", 1.0, 1000.0), Axis::log("f", 0.02, 3.0))
        .line(Colour::Red, &data.digits_reverse)
        .line(Colour::Blue, &data.digits_forward)
        .line(Colour::Green, &data.digits_bold)
        .legend(Colour::Red, "∇f, 1")
        .legend(Colour::Green, "ĝ, 32/(n + 2)")
        .legend(Colour::Blue, "ĝ, 1/(n + 2)")
        .legend_at(Corner::BottomLeft);
    let figure = Figure::new(CHAPTER, "equal-cost").panel(left).panel(right);
    Ok((data, figure))
}

/// Kept points are at least this factor apart in passes.
const THIN: f64 = 1.05;

/// Gradient descent, one pass a step.
fn by_gradient(
    f: &dyn Objective,
    eta: f64,
    passes: usize,
    measure: &dyn Fn(&[Tensor]) -> f64,
) -> (Points, Vec<Tensor>) {
    let mut params = f.start();
    let mut curve: Points = Vec::new();
    for pass in 1..=passes {
        let grads = f.gradient(&params);
        for (param, grad) in params.iter_mut().zip(&grads) {
            param.scaled_add(-eta, grad);
        }
        keep(&mut curve, pass, passes, || measure(&params));
    }
    (curve, params)
}

/// Forward gradient descent with one Gaussian tangent, one pass a step.
fn by_tangents(
    f: &dyn Objective,
    eta: f64,
    passes: usize,
    measure: &dyn Fn(&[Tensor]) -> f64,
) -> Fallible<(Points, Vec<Tensor>)> {
    let mut ours = ForwardGradient::new(eta, 1)?;
    let mut params = f.start();
    let mut curve: Points = Vec::new();
    for pass in 1..=passes {
        ours.step_on(f, &mut params)?;
        keep(&mut curve, pass, passes, || measure(&params));
    }
    Ok((curve, params))
}

fn keep(curve: &mut Points, pass: usize, last: usize, value: impl Fn() -> f64) {
    let now = pass as f64;
    if pass == last || curve.last().is_none_or(|p| now > THIN * p.0) {
        curve.push((now, value()));
    }
}
