//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::Objective;
use descent::problems::DigitsMlp;
use ndarray::Array2;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::gaussian::{Coordinates, Pair};
use crate::kfac::{Layers, kronecker};
use crate::newton_schulz::{CUBIC, Coefficients, MUON, on_singular_value};
use crate::race::{EVERY, Racer, Run, best_runs};

const CHAPTER: &str = "matrix-preconditioners";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// Paths of (μ, σ) from three starts.
pub struct Flows {
    /// Gradient flow in (μ, σ), gradient flow in natural coordinates, natural gradient flow in the
    /// first, and in the second coordinates.
    pub paths: [Vec<Vec<Pair>>; 4],
}

/// Figure `flows`: the flows of one loss in two coordinates of the normal distributions.
///
/// ```
/// use matrix_preconditioners::gaussian::Pair;
/// let (flows, figure) = matrix_preconditioners::figures::flows()?;
/// let apart = |a: &[Pair], b: &[Pair]| {
///     // The greatest distance of a point of one path from the other path.
///     let near = |p: &Pair| b.iter().map(|q| (*p + *q * -1.0).norm()).fold(f64::MAX, f64::min);
///     a.iter().map(near).fold(0.0, f64::max)
/// };
/// for k in 0..3 {
///     let gradient = apart(&flows.paths[0][k], &flows.paths[1][k]);
///     assert!(gradient > 0.08, "start {k}: gradient paths only {gradient} apart");
///     let natural: f64 = flows.paths[2][k].iter().zip(&flows.paths[3][k])
///         .map(|(a, b)| (*a + *b * -1.0).norm()).fold(0.0, f64::max);
///     assert!(natural < 1e-8, "start {k}: natural paths {natural:e} apart");
///     for path in &flows.paths {
///         let end = path[k].last().unwrap();
///         assert!((*end + Pair(0.0, -1.0)).norm() < 0.02, "start {k} ends at {end:?}");
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn flows() -> Drawn<Flows> {
    use Coordinates::{Moments, Natural};
    let starts = [Pair(-1.4, 1.9), Pair(0.9, 0.55), Pair(1.6, 1.6)];
    let paths = [
        (Moments, false),
        (Natural, false),
        (Moments, true),
        (Natural, true),
    ]
    .map(|(coordinates, natural)| {
        starts
            .map(|start| coordinates.flow(natural, start, 5e-3, 3000))
            .to_vec()
    });
    let points = |path: &[Pair]| {
        // Points at least 0.05 apart are enough for the eye.
        let mut kept: Vec<(f64, f64)> = Vec::new();
        for p in path {
            let far = kept
                .last()
                .is_none_or(|q| (p.0 - q.0).hypot(p.1 - q.1) > 0.05);
            if far {
                kept.push((p.0, p.1));
            }
        }
        kept.extend(path.last().map(|p| (p.0, p.1)));
        kept
    };
    let panel = |first: &[Vec<Pair>], second: &[Vec<Pair>], text: &str| {
        let mut panel = Panel::new(Axis::linear("μ", -1.8, 1.8), Axis::linear("σ", 0.3, 2.2))
            .contours(Colour::Grey, &[0.6, 0.85, 1.2], |mu, sigma| {
                sigma.ln() + (1.0 + mu * mu) / (2.0 * sigma * sigma)
            })
            .legend(Colour::Blue, "(μ, σ)")
            .legend_dashed(Colour::Orange, "(μ/σ², −1/2σ²)")
            .legend_at(Corner::BottomLeft)
            .label(Colour::Ink, (-1.35, 2.08), text);
        for path in first {
            panel = panel.line(Colour::Blue, &points(path));
        }
        for path in second {
            panel = panel.dashed(Colour::Orange, &points(path));
        }
        panel.dots(Colour::Red, &starts.map(|p| (p.0, p.1)))
    };
    let figure = Figure::new(CHAPTER, "flows")
        .height(330)
        .panel(panel(&paths[0], &paths[1], "−g"))
        .panel(panel(&paths[2], &paths[3], "−F⁻¹g"));
    Ok((Flows { paths }, figure))
}

/// The values σ_k after k steps from σ₀.
pub struct Singular {
    /// (σ₀, σ₅) for Muon's coefficients and for the cubic, and (σ₀, σ₂₀) for the cubic.
    pub curves: [Vec<(f64, f64)>; 3],
}

/// Figure `singular`: what Newton–Schulz does to a singular value.
///
/// ```
/// let (singular, figure) = matrix_preconditioners::figures::singular()?;
/// let [muon, five, twenty] = &singular.curves;
/// for ((s, y), (_, cubic)) in muon.iter().zip(five) {
///     assert!(*s < 0.0016 || (0.68..=1.21).contains(y), "σ₀ = {s}: {y}");
///     assert!(*s > 0.06 || *cubic < 0.5, "the cubic is quick at σ₀ = {s}: {cubic}");
/// }
/// // Twenty steps of the cubic reach 1 to within a percent from 0.001 on; five do only from 0.3 on.
/// assert!(twenty.iter().all(|(s, y)| *s < 0.0011 || (y - 1.0).abs() < 0.01));
/// assert!(five.iter().all(|(s, y)| *s < 0.3 || (y - 1.0).abs() < 0.01));
/// assert!(five.iter().any(|(s, y)| *s > 0.2 && (y - 1.0).abs() > 0.01));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Never: the settings are fixed.
pub fn singular() -> Drawn<Singular> {
    let curve = |coefficients: Coefficients, steps: u32| {
        (0..=400)
            .map(|k| {
                let start = 10.0_f64.powf(-3.5 + 3.5 * f64::from(k) / 400.0);
                let end = (0..steps).fold(start, |s, _| on_singular_value(coefficients, s));
                (start, end)
            })
            .collect::<Vec<_>>()
    };
    let curves = [curve(MUON, 5), curve(CUBIC, 5), curve(CUBIC, 20)];
    let ticks = [(0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1.0, "1")];
    let panel = Panel::new(
        Axis::log("σ₀", 10.0_f64.powf(-3.5), 1.0).ticks(&ticks),
        Axis::linear("σ", 0.0, 1.4),
    )
    .thin(Colour::Grey, &[(10.0_f64.powf(-3.5), 0.68), (1.0, 0.68)])
    .thin(Colour::Grey, &[(10.0_f64.powf(-3.5), 1.21), (1.0, 1.21)])
    .line(Colour::Blue, &curves[0])
    .line(Colour::Orange, &curves[1])
    .dashed(Colour::Orange, &curves[2])
    .legend(Colour::Blue, "3.44σ − 4.78σ³ + 2.03σ⁵, k = 5")
    .legend(Colour::Orange, "1.5σ − 0.5σ³, k = 5")
    .legend_dashed(Colour::Orange, "1.5σ − 0.5σ³, k = 20")
    .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "singular").height(330).panel(panel);
    Ok((Singular { curves }, figure))
}

/// Entries of a layer's Fisher matrix, exact and from the factors.
pub struct Factored {
    /// The exact matrix, hidden unit by hidden unit, and A ⊗ S.
    pub matrices: [Array2<f64>; 2],
}

/// Figure `factored`: the Fisher matrix of the last layer of a small network, and its Kronecker
/// product.
///
/// ```
/// let (factored, figure) = matrix_preconditioners::figures::factored()?;
/// let [exact, product] = &factored.matrices;
/// let size = |x: &ndarray::Array2<f64>| x.iter().map(|x| x * x).sum::<f64>().sqrt();
/// let gap = size(&(exact - product)) / size(exact);
/// assert!(gap > 0.05 && gap < 0.15, "{gap}");
/// let worst = exact.iter().zip(product).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
/// let largest = exact.iter().map(|x| x.abs()).fold(0.0, f64::max);
/// assert!(worst / largest > 0.03 && worst / largest < 0.12, "{}", worst / largest);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the network cannot be built, which the fixed width excludes.
pub fn factored() -> Drawn<Factored> {
    const DIGITS: usize = 300;
    const SIDE: usize = 20;
    let (network, layers) = (DigitsMlp::new(4, 3)?, Layers::digits());
    let params = network.start();
    let mut exact = Array2::<f64>::zeros((50, 50));
    let (mut a, mut s) = (Array2::<f64>::zeros((5, 5)), Array2::<f64>::zeros((10, 10)));
    for digit in 0..DIGITS {
        let [_, seen] = layers.see(&params, &[digit]);
        let outer = seen.input.t().dot(&seen.input);
        exact += &(kronecker(&outer, &seen.output_moment) / DIGITS as f64);
        a += &(outer / DIGITS as f64);
        s += &(&seen.output_moment / DIGITS as f64);
    }
    let matrices = [exact, kronecker(&a, &s)];
    let shown = matrices[0]
        .indexed_iter()
        .filter(|((i, j), _)| i.max(j) < &SIDE);
    let largest = shown.fold(0.0_f64, |most, (_, x)| most.max(x.abs()));
    let side = SIDE as f64;
    let panel = |matrix: &Array2<f64>, text: &str| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = |x: f64| (x.max(0.0) as usize).min(SIDE - 1);
        Panel::new(Axis::linear("j", 0.0, side), Axis::linear("i", 0.0, side))
            .shading(Colour::Blue, (SIDE, SIDE), |x, y| {
                // The root makes small entries visible; rows run downwards, as in a matrix.
                (matrix[[SIDE - 1 - place(y), place(x)]].abs() / largest).sqrt()
            })
            .label(Colour::Ink, (side / 2.0, side * 0.96), text)
    };
    let figure = Figure::new(CHAPTER, "factored")
        .height(330)
        .panel(panel(&matrices[0], "F"))
        .panel(panel(&matrices[1], "A ⊗ S"));
    Ok((Factored { matrices }, figure))
}

/// The training loss to be reached in the race.
pub const GOAL: f64 = 0.1;

/// Figure `race`: the best run of each method by steps and by multiplications.
///
/// It trains 18 networks, which takes about two seconds.
///
/// ```
/// use matrix_preconditioners::figures::{GOAL, race};
/// use matrix_preconditioners::race::Racer;
/// let (runs, figure) = race()?;
/// let steps = |racer| runs.iter().find(|run| run.racer == racer).unwrap().steps_to(GOAL);
/// let work = |racer: Racer| steps(racer).unwrap() as f64 * racer.cost();
/// let adam = steps(Racer::Adam).unwrap();
/// assert_eq!(adam, 32, "Adam");
/// for (racer, wanted) in [(Racer::Soap, 20), (Racer::Muon, 16), (Racer::Kfac, 16)] {
///     assert_eq!(steps(racer), Some(wanted), "{racer:?}");
/// }
/// assert!(steps(Racer::AdaHessian).is_none(), "{:?}", steps(Racer::AdaHessian));
/// assert!(steps(Racer::Shampoo).is_none_or(|t| t > adam), "{:?}", steps(Racer::Shampoo));
/// // Multiplications, against Adam's.
/// for (racer, low, high) in [(Racer::Muon, 0.8, 1.0), (Racer::Soap, 1.6, 1.8), (Racer::Kfac, 3.9, 4.2)] {
///     let ratio = work(racer) / work(Racer::Adam);
///     assert!(ratio > low && ratio < high, "{racer:?}: {ratio} times Adam's work");
/// }
/// // Muon at its quickest rate does not settle.
/// let end = |racer| *runs.iter().find(|run| run.racer == racer).unwrap().losses.last().unwrap();
/// assert!(end(Racer::Muon) > GOAL && end(Racer::Soap) < 1e-3, "{} {}", end(Racer::Muon), end(Racer::Soap));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn race() -> Drawn<Vec<Run>> {
    let runs = best_runs(GOAL, 3)?;
    let look = |racer| match racer {
        Racer::Adam => (Colour::Ink, "m/√v"),
        Racer::Shampoo => (Colour::Grey, "L, R"),
        Racer::Soap => (Colour::Green, "P, Q"),
        Racer::Muon => (Colour::Blue, "UVᵀ"),
        Racer::Kfac => (Colour::Orange, "A ⊗ S"),
        Racer::AdaHessian => (Colour::Red, "z ⊙ Hz"),
    };
    let mut by_steps = Panel::new(Axis::linear("t", 0.0, 80.0), Axis::log("f", 5e-4, 4.0));
    let mut by_work = Panel::new(Axis::log("×", 5e5, 2e8), Axis::log("f", 5e-4, 4.0));
    for run in &runs {
        let (colour, name) = look(run.racer);
        let at = |unit: f64| -> Vec<(f64, f64)> {
            let points = run.losses.iter().enumerate();
            points
                .map(|(k, &loss)| ((k * EVERY) as f64 * unit, loss))
                .filter(|point| point.0 >= 5e5 || unit == 1.0)
                .collect()
        };
        by_steps = by_steps.line(colour, &at(1.0)).legend(colour, name);
        by_work = by_work.line(colour, &at(run.racer.cost()));
    }
    let figure = Figure::new(CHAPTER, "race")
        .height(340)
        .panel(by_steps.legend_at(Corner::BottomLeft))
        .panel(by_work);
    Ok((runs, figure))
}
