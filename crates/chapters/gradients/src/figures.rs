//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::data::wine;
use descent::problems::DigitsMlp;
use descent::{Objective, Tensor, flatten, unflatten};
use ndarray::Axis as Dimension;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::finite::{best_central, best_forward, central, forward, rounded};
use crate::{Activation, Formula, Perceptron, Scalar, Tolerances, complex_step, cost, point_near};

const CHAPTER: &str = "gradients";

type Points = Vec<(f64, f64)>;

/// Relative errors of three numerical derivatives against the step.
pub struct VCurves {
    /// (h, error) of the forward difference.
    pub forward: Points,
    /// (h, error) of the central difference.
    pub central: Points,
    /// (h, error) of the complex step; an error of 0 is shown as 10⁻¹⁷.
    pub complex: Points,
    /// The best steps h* of the forward and the central difference by the error model.
    pub best: [f64; 2],
}

/// eˣ sin x, whose derivatives are known.
struct Wave;

impl Formula for Wave {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        x[0].exp() * x[0].sin()
    }
}

/// Figure `v-curve`: the relative errors of the derivative of eˣ sin x at 1.
///
/// ```
/// let (curves, figure) = gradients::figures::v_curve();
/// let least = |points: &[(f64, f64)]| points.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
/// let at = |points: &[(f64, f64)], h: f64| {
///     points.iter().filter(|p| (p.0 / h).ln().abs() < 1.2).map(|p| p.1).fold(0.0, f64::max)
/// };
/// // Eight digits at h* near 10⁻⁸ and eleven near 10⁻⁵ or a little below: the worst of the
/// // errors around h*.
/// let (forward, central) = (curves.best[0], curves.best[1]);
/// assert!(forward > 1e-8 && forward < 4e-8 && central > 3e-6 && central < 1.5e-5, "{:?}", curves.best);
/// let worst = [at(&curves.forward, forward), at(&curves.central, central)];
/// assert!(worst[0] < 5e-8 && worst[0] > 5e-9 && worst[1] < 1e-10 && worst[1] > 2e-12, "{worst:?}");
/// // To the left of its best step each difference loses its digits, until x + h is x.
/// for points in [&curves.forward, &curves.central] {
///     let left = points.iter().filter(|p| p.0 < 1e-14).map(|p| p.1).fold(0.0, f64::max);
///     assert!(left > 0.01 && points.iter().all(|p| p.0 > 5e-17), "{left}");
/// }
/// // The complex step has all digits from 10⁻⁸ on.
/// let small = curves.complex.iter().filter(|p| p.0 < 1e-8).map(|p| p.1).fold(0.0, f64::max);
/// assert!(small < 4e-16, "{small:e}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn v_curve() -> (VCurves, Figure) {
    let x = 1.0_f64;
    let exact = x.exp() * (x.sin() + x.cos());
    let f = |x: f64| Wave.eval(&[x]);
    let steps: Vec<f64> = (0..=96).map(|k| 10f64.powf(-f64::from(k) / 5.0)).collect();
    let errors = |slope: &dyn Fn(f64) -> f64| -> Points {
        // Where x + h is x there is no quotient.
        let error = |&h: &f64| (h, (slope(h) / exact - 1.0).abs());
        let points = steps.iter().map(error).filter(|p| p.1.is_finite());
        points.map(|(h, error)| (h, error.max(1e-17))).collect()
    };
    let delta = f64::EPSILON / 2.0 * f(x);
    let (second, third) = (2.0 * x.exp() * x.cos(), 2.0 * x.exp() * (x.cos() - x.sin()));
    let best = [
        best_forward(delta, second.abs()).0,
        best_central(delta, third.abs()).0,
    ];
    let data = VCurves {
        forward: errors(&|h| forward(&f, x, h)),
        central: errors(&|h| central(&f, x, h)),
        complex: errors(&|h| complex_step(&Wave, &[x], &[1.0], h)),
        best,
    };
    let bound = |error: &dyn Fn(f64) -> f64| -> Points {
        let line = |&h: &f64| (h, error(h) / exact);
        steps.iter().map(line).filter(|p| p.1 < 10.0).collect()
    };
    let forward_bound = bound(&|h| h / 2.0 * second.abs() + 2.0 * delta / h);
    let central_bound = bound(&|h| h * h / 6.0 * third.abs() + delta / h);
    let vertical = |h: f64| [(h, 1e-17), (h, 10.0)];
    let panel = Panel::new(
        Axis::log("h", 1e-19, 1.0),
        Axis::log("|D/f′ − 1|", 1e-17, 10.0),
    )
    .thin(Colour::Red, &vertical(best[0]))
    .thin(Colour::Blue, &vertical(best[1]))
    .dashed(Colour::Red, &forward_bound)
    .dashed(Colour::Blue, &central_bound)
    .path(Colour::Red, &data.forward)
    .path(Colour::Blue, &data.central)
    .path(Colour::Green, &data.complex)
    .label(Colour::Red, (6e-4, 4e-2), "h")
    .label(Colour::Blue, (3e-3, 3e-9), "h²")
    .label(Colour::Green, (1e-13, 3e-15), "Im f(x + ih)/h");
    (
        data,
        Figure::new(CHAPTER, "v-curve").height(380).panel(panel),
    )
}

/// The best steps and the smallest errors at several precisions of f.
pub struct Precision {
    /// (δ, best h, its error) of the forward difference.
    pub forward: Vec<(f64, f64, f64)>,
    /// The same for the central difference.
    pub central: Vec<(f64, f64, f64)>,
}

/// Figure `precision`: the best step, and the error there, for ln x at 2 rounded to p digits.
///
/// ```
/// let (data, figure) = gradients::figures::precision();
/// let slope = |points: &[(f64, f64, f64)], which: fn(&(f64, f64, f64)) -> f64| {
///     descent::statistics::order(&points.iter().map(|p| (p.0, which(p))).collect::<Vec<_>>())
/// };
/// let (steps, errors) = (|p: &(f64, f64, f64)| p.1, |p: &(f64, f64, f64)| p.2);
/// let found = [
///     slope(&data.forward, steps), slope(&data.central, steps),
///     slope(&data.forward, errors), slope(&data.central, errors),
/// ];
/// for (found, wanted) in found.into_iter().zip([0.5, 1.0 / 3.0, 0.5, 2.0 / 3.0]) {
///     assert!((found - wanted).abs() < 0.05, "slope {found}, not {wanted}");
/// }
/// // At 40 digits the central difference is more than a hundred times as exact.
/// let (f, c) = (data.forward.last().unwrap(), data.central.last().unwrap());
/// assert!(f.2 > 100.0 * c.2 && f.2 < 300.0 * c.2, "{} and {}", f.2, c.2);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn precision() -> (Precision, Figure) {
    type Difference = fn(&dyn Fn(f64) -> f64, f64, f64) -> f64;
    let measure = |difference: Difference, guess: fn(f64, f64) -> (f64, f64)| {
        let at = |bits: i32| {
            let delta = f64::powi(2.0, -bits) * 2.0_f64.ln();
            let worst = |h: f64| {
                let error = |i: i32| {
                    let x = 2.0 + f64::from(i) * 5e-5;
                    let value = |x: f64| rounded(x.ln(), bits);
                    (difference(&value, x, h) - 1.0 / x).abs()
                };
                (0..200).map(error).fold(0.0, f64::max)
            };
            let (h, error) = (-12..=12)
                .map(|k| guess(delta, 0.25).0 * f64::powf(2.0, f64::from(k) / 6.0))
                .map(|h| (h, worst(h)))
                .fold(
                    (0.0, f64::INFINITY),
                    |best, at| if at.1 < best.1 { at } else { best },
                );
            (delta, h, error)
        };
        (16..=40).step_by(3).map(at).collect::<Vec<_>>()
    };
    let data = Precision {
        forward: measure(forward, best_forward),
        central: measure(central, best_central),
    };
    let deltas = [2e-13, 3e-5];
    let line = |guess: fn(f64, f64) -> (f64, f64)| {
        let ends = deltas.map(|delta| (delta, guess(delta, 0.25)));
        (
            ends.map(|(delta, (h, _))| (delta, h)),
            ends.map(|(delta, (_, error))| (delta, error)),
        )
    };
    let (f, c) = (line(best_forward), line(best_central));
    let steps = |points: &[(f64, f64, f64)]| points.iter().map(|p| (p.0, p.1)).collect::<Points>();
    let errors = |points: &[(f64, f64, f64)]| points.iter().map(|p| (p.0, p.2)).collect::<Points>();
    let panel =
        |title, low, high| Panel::new(Axis::log("δ", 2e-13, 3e-5), Axis::log(title, low, high));
    let left = panel("h", 1e-6, 1.0)
        .dashed(Colour::Red, &f.0)
        .dashed(Colour::Blue, &c.0)
        .dots(Colour::Red, &steps(&data.forward))
        .dots(Colour::Blue, &steps(&data.central))
        .label(Colour::Red, (2e-8, 4e-5), "2 √(δ/M₂)")
        .label(Colour::Blue, (2e-10, 1.2e-2), "∛(3δ/M₃)");
    let right = panel("|D − f′|", 1e-10, 1e-1)
        .dashed(Colour::Red, &f.1)
        .dashed(Colour::Blue, &c.1)
        .dots(Colour::Red, &errors(&data.forward))
        .dots(Colour::Blue, &errors(&data.central))
        .label(Colour::Red, (1e-10, 4e-4), "2 √(δM₂)")
        .label(Colour::Blue, (2e-8, 1e-7), "∛(9δ²M₃/8)");
    let figure = Figure::new(CHAPTER, "precision").panel(left).panel(right);
    (data, figure)
}

/// How far each entry of a gradient is from its difference quotient.
pub struct Verdicts {
    /// (|n|, |a − n|) of every entry of the right gradient.
    pub right: Points,
    /// The same for the gradient with the wrong sign.
    pub sign: Points,
    /// The same for the gradient whose entries are shifted by one place.
    pub shifted: Points,
}

/// Figure `verdicts`: 160 entries of the gradient of a small digits network, right and wrong.
///
/// ```
/// use gradients::Tolerances;
/// let (verdicts, figure) = gradients::figures::verdicts()?;
/// let tolerances = Tolerances::default();
/// let rejected = |points: &[(f64, f64)]| points.iter().filter(|p| p.1 > tolerances.allowed(p.0)).count();
/// let n = verdicts.right.len();
/// assert_eq!((n, rejected(&verdicts.right)), (160, 0));
/// // The right gradient lies more than a thousandfold below the line.
/// let closest = verdicts.right.iter().map(|p| p.1 / tolerances.allowed(p.0)).fold(0.0, f64::max);
/// assert!(closest < 1e-3, "{closest}");
/// // A wrong sign, and a shift by one place, are rejected in most entries, but not in all: entries
/// // below α/(2 − ρ) pass with the wrong sign.
/// assert_eq!((rejected(&verdicts.sign), rejected(&verdicts.shifted)), (146, 153));
/// assert!(verdicts.sign.iter().all(|p| (p.1 <= tolerances.allowed(p.0)) == (p.0 <= 1e-5 / 1.999)));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the network cannot be built, which the fixed width excludes.
pub fn verdicts() -> Result<(Verdicts, Figure), Box<dyn std::error::Error>> {
    let network = DigitsMlp::new(2, 0)?;
    let theta = point_near(&network, 1);
    let tolerances = Tolerances::default();
    let analytic = flatten(&network.gradient(&theta));
    let numeric = quotients(&network, &theta, tolerances.eps);
    let mut moved = analytic.clone();
    moved.rotate_right(1);
    // Nothing is drawn below 10⁻¹³: inputs that are always 0 have the gradient 0, exactly.
    let floor = |x: f64| x.abs().max(1e-13);
    let against = |gradient: &[f64]| -> Points {
        gradient
            .iter()
            .zip(&numeric)
            .map(|(a, &n)| (floor(n), floor(a - n)))
            .collect()
    };
    let sign: Vec<f64> = analytic.iter().map(|a| -a).collect();
    let data = Verdicts {
        right: against(&analytic),
        sign: against(&sign),
        shifted: against(&moved),
    };
    let edge: Points = (0..=60)
        .map(|k| 10f64.powf(-8.0 + f64::from(k) * 8.0 / 60.0))
        .map(|n| (n, tolerances.allowed(n)))
        .collect();
    let shown = |points: &Points| -> Points {
        let inside = |p: &&(f64, f64)| p.0 >= 1e-8;
        points.iter().filter(inside).copied().collect()
    };
    let panel = Panel::new(
        Axis::log("|n|", 1e-8, 1.0),
        Axis::log("|a − n|", 1e-13, 10.0),
    )
    .dots(Colour::Orange, &shown(&data.shifted))
    .dots(Colour::Red, &shown(&data.sign))
    .dots(Colour::Green, &shown(&data.right))
    .dashed(Colour::Ink, &edge)
    .legend_dashed(Colour::Ink, "α + ρ|n|")
    .legend_dots(Colour::Red, "a = −∇f")
    .legend_dots(Colour::Orange, "aᵢ = ∂f/∂θᵢ₋₁")
    .legend_dots(Colour::Green, "a = ∇f")
    .legend_at(Corner::TopLeft);
    Ok((
        data,
        Figure::new(CHAPTER, "verdicts").height(380).panel(panel),
    ))
}

/// All central differences of `objective` with the step `eps`.
fn quotients(objective: &dyn Objective, params: &[Tensor], eps: f64) -> Vec<f64> {
    let mut flat = flatten(params);
    let mut value = |i: usize, step: f64| {
        let centre = flat[i];
        flat[i] = centre + step;
        let value = objective.value(&unflatten(&flat, params));
        flat[i] = centre;
        value
    };
    (0..params.iter().map(Tensor::len).sum())
        .map(|i| (value(i, eps) - value(i, -eps)) / (2.0 * eps))
        .collect()
}

/// Counted operations, in multiples of one evaluation, against the number of parameters.
pub struct Costs {
    /// (n, ratio) of a gradient in forward mode.
    pub forward: Points,
    /// (n, ratio) of a value and a gradient in reverse mode.
    pub reverse: Points,
    /// (n, ratio) of a gradient and a Hessian–vector product.
    pub hessian: Points,
}

/// Figure `cost`: what derivatives of a 13–w–3 network on one wine cost.
///
/// ```
/// let (costs, figure) = gradients::figures::cost_against_n();
/// // Forward mode grows with n, between the lines 2n and 4n, with slope 1.
/// assert!(costs.forward.iter().all(|&(n, ratio)| 2.0 * n < ratio && ratio < 4.0 * n));
/// let slope = descent::statistics::order(&costs.forward);
/// assert!((slope - 1.0).abs() < 0.02, "slope {slope}");
/// // Reverse mode and the Hessian–vector product do not grow, and stay below 5 and 16.
/// for (points, bound) in [(&costs.reverse, 5.0), (&costs.hessian, 16.0)] {
///     let (low, high) = points.iter().fold((f64::MAX, 0.0_f64), |(l, h), p| (l.min(p.1), h.max(p.1)));
///     assert!(high < bound && high < 1.1 * low, "{low} to {high}, bound {bound}");
/// }
/// // With 1091 parameters: 3301 evaluations, 4.0 and 11.1.
/// let last = [&costs.forward, &costs.reverse, &costs.hessian].map(|points| *points.last().unwrap());
/// assert!(last.iter().all(|point| point.0 == 1091.0), "{last:?}");
/// let apart = |k: usize, said: f64| (last[k].1 - said).abs();
/// assert!(apart(0, 3301.0) < 0.5 && apart(1, 4.0) < 0.05 && apart(2, 11.1) < 0.05, "{last:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cost_against_n() -> (Costs, Figure) {
    let mut one = wine().standardized();
    one.inputs = one.inputs.select(Dimension(0), &[50]);
    one.classes.truncate(1);
    let mut data = Costs {
        forward: Vec::new(),
        reverse: Vec::new(),
        hessian: Vec::new(),
    };
    for width in [1, 2, 4, 8, 16, 32, 64] {
        let network = Perceptron::new(one.clone(), &[13, width, 3], Activation::Tanh, 0);
        let theta = flatten(&point_near(&network, 0));
        let (n, once) = (theta.len() as f64, cost::value(&network, &theta) as f64);
        let ratio = |operations: u64| (n, operations as f64 / once);
        data.forward
            .push(ratio(cost::forward_gradient(&network, &theta)));
        data.reverse
            .push(ratio(cost::reverse_gradient(&network, &theta)));
        data.hessian
            .push(ratio(cost::hessian_vector(&network, &theta, &theta)));
    }
    let ends = [10.0, 2000.0];
    let panel = Panel::new(Axis::log("n", 10.0, 2000.0), Axis::log("C/C(f)", 1.0, 1e4))
        .dashed(Colour::Red, &ends.map(|n| (n, 2.0 * n)))
        .dashed(Colour::Red, &ends.map(|n| (n, 4.0 * n)))
        .dashed(Colour::Blue, &ends.map(|n| (n, 5.0)))
        .dashed(Colour::Purple, &ends.map(|n| (n, 16.0)))
        .path(Colour::Red, &data.forward)
        .path(Colour::Blue, &data.reverse)
        .path(Colour::Purple, &data.hessian)
        .label(Colour::Red, (90.0, 1000.0), "∇f, ε")
        .label(Colour::Blue, (900.0, 3.0), "∇f, v̄")
        .label(Colour::Purple, (900.0, 24.0), "∇²f v");
    (data, Figure::new(CHAPTER, "cost").panel(panel))
}
