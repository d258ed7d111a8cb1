//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::{DigitsMlp, LogisticRegression, Rosenbrock};
use descent::{
    FiniteSum, Method, Objective, OracleOptimizer, SettingError, Spec, Trace, descend,
    descend_with, vector,
};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::mini_batch::train;
use crate::roots::{secants, tangents};
use crate::{Bfgs, ConjugateGradient, Lbfgs, Newton};

const CHAPTER: &str = "newton";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (t, ys\[t\]) down to the first that is below `floor`, which is drawn there.
fn over_time(ys: &[f64], floor: f64) -> Vec<(f64, f64)> {
    let shown = ys.iter().position(|y| *y < floor).unwrap_or(ys.len());
    let points = ys.iter().enumerate().take(shown + 1);
    points.map(|(t, &y)| (t as f64, y.max(floor))).collect()
}

/// Three paths down a bent valley.
pub struct Valley {
    /// Gradient descent.
    pub gradient_descent: Trace,
    /// Newton's method.
    pub newton: Trace,
    /// BFGS.
    pub bfgs: Trace,
}

/// Figure `valley`: Rosenbrock's function from (−1.2, 1).
///
/// ```
/// let (paths, figure) = newton::figures::valley()?;
/// // f after 5000 steps of gradient descent, and when the others are below 10⁻¹².
/// let there = |trace: &descent::Trace| trace.values().iter().position(|f| *f < 1e-12);
/// let (newton, bfgs) = (there(&paths.newton).unwrap(), there(&paths.bfgs).unwrap());
/// assert!(newton < 30 && bfgs < 50, "{newton}, {bfgs}");
/// assert!(newton < bfgs, "{newton}, {bfgs}");
/// let left = paths.gradient_descent.last_value();
/// assert!(left > 1e-4 && paths.gradient_descent.values().len() == 5001, "{left}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn valley() -> Drawn<Valley> {
    let f = Rosenbrock::default();
    let start = vector(&[-1.2, 1.0]);
    // Somewhat below 2 over the curvature of the steepest wall that it meets.
    let gradient_descent = descend(&f, &mut Sgd::new(0.001)?, &start, 5000)?;
    let newton = descend_with(&f, &mut Newton::new()?, &start, 40)?;
    let bfgs = descend_with(&f, &mut Bfgs::new()?, &start, 60)?;
    let panel = |text: &str, colour, path: &[(f64, f64)]| {
        Panel::new(Axis::linear("x", -1.6, 1.4), Axis::linear("y", -0.5, 1.6))
            .contours(Colour::Grey, &[2.0, 40.0], |x, y| f.at(&[x, y]))
            .path(colour, path)
            .label(colour, (0.0, 1.4), text)
    };
    let thinned: Vec<(f64, f64)> = gradient_descent
        .plane()
        .into_iter()
        .enumerate()
        .filter(|(t, _)| *t < 8 || t % 250 == 0)
        .map(|(_, point)| point)
        .collect();
    let figure = Figure::new(CHAPTER, "valley")
        .height(300)
        .panel(panel("−ηg", Colour::Red, &thinned))
        .panel(
            panel("−tHg", Colour::Blue, &bfgs.plane())
                .path(Colour::Green, &newton.plane())
                .label(Colour::Green, (0.0, 1.2), "−tA⁻¹g"),
        );
    let data = Valley {
        gradient_descent,
        newton,
        bfgs,
    };
    Ok((data, figure))
}

/// |x_t − x*| of three ways to solve an equation.
pub struct Digits {
    /// Tangents of x² − 2.
    pub tangents: Vec<f64>,
    /// Secants of x² − 2.
    pub secants: Vec<f64>,
    /// Tangents of (x² − 2)², which has a double root.
    pub double_root: Vec<f64>,
}

/// Figure `digits`: the number of correct digits, −lg|x_t − √2|.
///
/// ```
/// let (digits, figure) = newton::figures::digits();
/// let count = |errors: &[f64]| -> Vec<f64> { errors.iter().map(|e| -e.log10()).collect() };
/// let (tangents, secants) = (count(&digits.tangents), count(&digits.secants));
/// // Twice as many digits and 0.45 = lg 2√2 each step; for the secants as many as the last two steps
/// // had together, which is the golden ratio; and 0.3 more at the double root.
/// for pair in tangents.windows(2).skip(1).take(3) {
///     assert!((pair[1] - 2.0 * pair[0] - 8.0_f64.log10() / 2.0).abs() < 0.1, "{tangents:?}");
/// }
/// for three in secants.windows(3).skip(2).take(4) {
///     let gained = three[2] - three[1] - three[0] - 8.0_f64.log10() / 2.0;
///     assert!(gained.abs() < 0.1, "{secants:?}");
/// }
/// for pair in count(&digits.double_root).windows(2).skip(5) {
///     assert!((pair[1] - pair[0] - 2.0_f64.log10()).abs() < 0.01, "{pair:?}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn digits() -> (Digits, Figure) {
    let root = std::f64::consts::SQRT_2;
    let errors = |path: Vec<f64>| -> Vec<f64> {
        let errors = path.iter().map(|x| (x - root).abs());
        errors.take_while(|&e| e > 5e-16).collect()
    };
    let f = |x: f64| x * x - 2.0;
    let data = Digits {
        tangents: errors(tangents(f, |x| 2.0 * x, 2.5, 12)),
        secants: errors(secants(f, (3.0, 2.5), 12)),
        double_root: errors(tangents(|x| f(x).powi(2), |x| 4.0 * x * f(x), 2.5, 12)),
    };
    let line = |errors: &[f64], first: f64| -> Vec<(f64, f64)> {
        let points = errors.iter().enumerate();
        points
            .map(|(t, e)| (t as f64 - first, -e.log10()))
            .filter(|(t, _)| *t >= 0.0)
            .collect()
    };
    let panel = Panel::new(
        Axis::linear("t", 0.0, 12.0),
        Axis::linear("−lg |x − √2|", -0.5, 11.0),
    )
    .path(Colour::Green, &line(&data.tangents, 0.0))
    .path(Colour::Blue, &line(&data.secants, 1.0))
    .path(Colour::Red, &line(&data.double_root, 0.0))
    .label(Colour::Green, (2.4, 8.4), "x² = 2")
    .label(Colour::Blue, (7.6, 9.0), "x² = 2, (1+√5)/2")
    .label(Colour::Red, (9.0, 4.4), "(x² − 2)² = 0");
    (data, Figure::new(CHAPTER, "digits").panel(panel))
}

/// f − f* of five methods on a real problem, step by step.
pub struct Race {
    /// Name in the drawing and excess of each method.
    pub runs: Vec<(&'static str, Vec<f64>)>,
}

/// Figure `race`: the wine data, logistic regression with a small penalty.
///
/// ```
/// let (race, figure) = newton::figures::race()?;
/// // Steps to 10⁻¹⁰: Newton under 10, CG, L-BFGS and BFGS under 40; gradient descent has more than
/// // 10⁻³ left after 60.
/// let steps = |k: usize| race.runs[k].1.iter().position(|f| *f < 1e-10);
/// let all: Vec<_> = (0..5).map(steps).collect();
/// assert!(all[0].is_none() && race.runs[0].1[60] > 1e-3, "{all:?} {}", race.runs[0].1[60]);
/// assert!(all[1..4].iter().all(|t| (20..40).contains(&t.unwrap())), "{all:?}");
/// assert!(all[4].unwrap() < 10, "{all:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn race() -> Drawn<Race> {
    static SPEC: Spec = Bfgs::SPEC;
    let f = LogisticRegression::wine(0.001)?;
    let steps = 60;
    let exact = descend_with(&f, &mut Newton::new()?, &f.start(), 40)?;
    let least = exact.last_value();
    let excess = |trace: &Trace| -> Vec<f64> { trace.values().iter().map(|v| v - least).collect() };
    let run = |method: &mut dyn OracleOptimizer| {
        descend_with(&f, method, &f.start(), steps).map(|trace| excess(&trace))
    };
    // The curvature is largest at the start, θ = 0: 2/L is the largest rate that is safe there.
    let curvature =
        *gradient_descent::spectra::eigenvalues(&f.hessian(&f.start()).ok_or("a formula")?)
            .last()
            .ok_or("parameters")?;
    let plain = descend(&f, &mut Sgd::new(2.0 / curvature)?, &f.start(), steps)?;
    // H starts at the scale of the first step and each search looks for a tenth of the slope; with
    // H₀ = 1 and nine tenths BFGS needs three times as many steps here.
    let settings = SPEC.settings().with("scale", "secant")?.with("c2", 0.1)?;
    let mut bfgs = Bfgs::from_settings(&settings)?;
    let runs = vec![
        ("−ηg", excess(&plain)),
        ("CG", run(&mut ConjugateGradient::new()?)?),
        ("m = 5", run(&mut Lbfgs::new(5)?)?),
        ("H", run(&mut bfgs)?),
        ("A⁻¹", run(&mut Newton::new()?)?),
    ];
    let colours = [
        Colour::Red,
        Colour::Orange,
        Colour::Purple,
        Colour::Blue,
        Colour::Green,
    ];
    let mut panel = Panel::new(
        Axis::linear("t", 0.0, 60.0),
        Axis::log("f − f*", 1e-12, 1.0),
    )
    .legend_at(Corner::BottomRight);
    for ((name, values), colour) in runs.iter().zip(colours) {
        panel = panel
            .line(colour, &over_time(values, 1e-12))
            .legend(colour, name);
    }
    let figure = Figure::new(CHAPTER, "race").panel(panel);
    Ok((Race { runs }, figure))
}

/// (passes, loss over all digits) of five runs; a pass is as many gradients as there are digits.
pub struct Noise {
    /// L-BFGS on all digits at once.
    pub whole: Vec<(f64, f64)>,
    /// Gradient descent on all digits at once.
    pub plain: Vec<(f64, f64)>,
    /// L-BFGS with its line search on batches of 64.
    pub searching: Vec<(f64, f64)>,
    /// L-BFGS without line search on batches of 64.
    pub fixed: Vec<(f64, f64)>,
    /// SGD on batches of 64.
    pub sgd: Vec<(f64, f64)>,
}

/// Figure `noise`: a small network on the digits, with all of them at each step and with batches.
///
/// Five trainings of sixty passes: about a second.
///
/// ```
/// let (noise, figure) = newton::figures::noise()?;
/// let last = |run: &[(f64, f64)]| run[run.len() - 1].1;
/// let (whole, plain) = (last(&noise.whole), last(&noise.plain));
/// // All digits: L-BFGS leaves less than a tenth of what gradient descent leaves.
/// assert!(whole < 0.02 && whole < 0.1 * plain, "{whole} {plain}");
/// // Batches: five times as much as SGD leaves, and without a line search no training at all.
/// let (searching, sgd) = (last(&noise.searching), last(&noise.sgd));
/// assert!(searching > 5.0 * sgd && sgd < 0.02, "{searching} {sgd}");
/// assert!(noise.fixed.iter().skip(3).all(|(_, loss)| *loss > 100.0), "{:?}", noise.fixed);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn noise() -> Drawn<Noise> {
    static SPEC: Spec = Lbfgs::SPEC;
    let network = DigitsMlp::new(16, 0)?;
    let (passes, batch, all) = (60, 64, network.examples());
    let lbfgs = |search: &str| -> Result<Method, SettingError> {
        let settings = SPEC.settings().with("line_search", search)?;
        Ok(Method::Oracle(Box::new(Lbfgs::from_settings(&settings)?)))
    };
    let sgd = || -> Result<Method, SettingError> { Ok(Method::Gradient(Box::new(Sgd::new(1.0)?))) };
    let data = Noise {
        whole: train(&network, &mut lbfgs("more-thuente")?, (all, passes), 5)?,
        plain: train(&network, &mut sgd()?, (all, passes), 5)?,
        searching: train(&network, &mut lbfgs("more-thuente")?, (batch, passes), 5)?,
        fixed: train(&network, &mut lbfgs("none")?, (batch, passes), 5)?,
        sgd: train(&network, &mut sgd()?, (batch, passes), 5)?,
    };
    let panel = |title: &str| {
        Panel::new(Axis::linear(title, 0.0, 60.0), Axis::log("f", 0.005, 20.0))
            .legend_at(Corner::TopRight)
    };
    let below: Vec<(f64, f64)> = data
        .fixed
        .iter()
        .copied()
        .take_while(|(_, loss)| *loss < 1e6)
        .collect();
    let left = panel("B = N")
        .line(Colour::Green, &data.whole)
        .line(Colour::Blue, &data.plain)
        .legend(Colour::Green, "−tHg")
        .legend(Colour::Blue, "−ηg");
    let right = panel("B = 64")
        .line(Colour::Green, &data.searching)
        .line(Colour::Red, &below)
        .line(Colour::Blue, &data.sgd)
        .legend(Colour::Green, "−tHg")
        .legend(Colour::Red, "−Hg")
        .legend(Colour::Blue, "−ηg");
    let figure = Figure::new(CHAPTER, "noise").panel(left).panel(right);
    Ok((data, figure))
}
