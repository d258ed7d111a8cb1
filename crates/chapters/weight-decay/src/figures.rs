//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::LogisticRegression;
use descent::random::{generator, with_replacement};
use descent::{
    Configured, FiniteSum, Objective, Optimizer, SettingError, Spec, Tensor, dot, norm, vector,
    zeros_like,
};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::training::{network, validation_loss};
use crate::{AdamW, Normalized, SgdW, SignNoise};

const CHAPTER: &str = "weight-decay";

static ADAMW: Spec = AdamW::SPEC;

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// AdamW, or Adam with L2 for `decay = "gradient"`.
fn adam(decay: &str, lr: f64, lambda: f64) -> Result<AdamW, SettingError> {
    let settings = ADAMW.settings().with("lr", lr)?.with("decay", decay)?;
    AdamW::from_settings(&settings.with("weight_decay", lambda)?)
}

/// Two paths on one quadratic, with the same λ = 1.
pub struct TwoEnds {
    /// Adam with λθ in the gradient.
    pub l2: Vec<(f64, f64)>,
    /// AdamW.
    pub decay: Vec<(f64, f64)>,
    /// The ridge solution (H + λI)⁻¹Hc.
    pub ridge: (f64, f64),
    /// The minimizer in the square |θᵢ| ≤ 1/λ.
    pub constrained: (f64, f64),
}

/// Figure `two-ends`: f = ½(θ − c)ᵀH(θ − c), λ = 1, β₂ = 0.9, a learning rate that falls from 0.06.
///
/// ```
/// let (paths, figure) = weight_decay::figures::two_ends()?;
/// let apart = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
/// let end = |path: &[(f64, f64)]| *path.last().unwrap();
/// assert!(apart(end(&paths.l2), paths.ridge) < 0.01, "{:?}", end(&paths.l2));
/// assert!(apart(end(&paths.decay), paths.constrained) < 0.01, "{:?}", end(&paths.decay));
/// assert!(apart(paths.ridge, paths.constrained) > 0.3, "{:?}", paths.ridge);
/// // One coordinate is at the wall; in the other the gradient vanishes.
/// let (x, y) = paths.constrained;
/// assert!((x - 1.0).abs() < 1e-12 && y.abs() < 0.99, "{x}, {y}");
/// assert!((0.5 * (x - 1.6) + y - 0.3).abs() < 1e-12);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn two_ends() -> Drawn<TwoEnds> {
    const STEPS: u32 = 1200;
    let (c, coupling) = ((1.6, 0.3), 0.5);
    let slope = |x: f64, y: f64| {
        let (dx, dy) = (x - c.0, y - c.1);
        (dx + coupling * dy, coupling * dx + dy)
    };
    let value = |x: f64, y: f64| {
        let (gx, gy) = slope(x, y);
        0.5 * (gx * (x - c.0) + gy * (y - c.1))
    };
    let run = |decay: &str| -> Result<Vec<(f64, f64)>, Box<dyn std::error::Error>> {
        let settings = ADAMW.settings().with("decay", decay)?.with("beta2", 0.9)?;
        let mut optimizer = AdamW::from_settings(&settings.with("weight_decay", 1.0)?)?;
        let mut theta = vector(&[-1.2, -0.9]);
        let mut path = vec![(-1.2, -0.9)];
        for t in 0..STEPS {
            optimizer.set_learning_rate(0.06 / (1.0 + f64::from(t) / 60.0))?;
            let (gx, gy) = slope(theta[0][0], theta[0][1]);
            optimizer.step(&mut theta, &vector(&[gx, gy]))?;
            path.push((theta[0][0], theta[0][1]));
        }
        Ok(path)
    };
    // (H + I)θ = Hc with H = (1, ½; ½, 1).
    let (bx, by) = (c.0 + coupling * c.1, coupling * c.0 + c.1);
    let determinant = 4.0 - coupling * coupling;
    let data = TwoEnds {
        l2: run("gradient")?,
        decay: run("learning-rate")?,
        ridge: (
            (2.0 * bx - coupling * by) / determinant,
            (2.0 * by - coupling * bx) / determinant,
        ),
        constrained: (1.0, c.1 - coupling * (1.0 - c.0)),
    };
    let square = [
        (-1.0, -1.0),
        (1.0, -1.0),
        (1.0, 1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
    ];
    // Late steps are shorter than the line is wide: one in ten is enough.
    let thinned = |path: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let late = path.iter().skip(60).step_by(30);
        path.iter().take(60).chain(late).copied().collect()
    };
    let panel = Panel::new(Axis::linear("θ₁", -1.6, 2.4), Axis::linear("θ₂", -1.3, 1.5))
        .contours(Colour::Grey, &[0.1, 0.4, 0.9, 1.7, 2.8, 4.3, 6.2], value)
        .area(Colour::Blue, &square[..4])
        .line(Colour::Blue, &square)
        .path(Colour::Red, &thinned(&data.l2))
        .path(Colour::Blue, &thinned(&data.decay))
        .dots(Colour::Ink, &[c])
        .label(Colour::Ink, (1.7, 0.42), "c")
        .dots(Colour::Red, &[data.ridge])
        .dots(Colour::Blue, &[data.constrained])
        .label(Colour::Red, (0.78, 0.18), "L2")
        .label(Colour::Blue, (1.12, 0.68), "W")
        .label(Colour::Blue, (-0.72, 1.12), "|θᵢ| = 1/λ");
    let figure = Figure::new(CHAPTER, "two-ends").height(420).panel(panel);
    Ok((data, figure))
}

/// The means of many weights under pure noise, for several sizes of the noise.
pub struct Coordinates {
    /// (s, means at t = 0, 5, 10, …) with λθ in the gradient.
    pub l2: Means,
    /// The same with AdamW.
    pub decay: Means,
}

/// One path of means for each size s of the noise.
pub type Means = Vec<(f64, Vec<f64>)>;

/// Figure `coordinates`: η = 0.01, λ = 0.1, gradients ±s, means of 2000 weights.
///
/// ```
/// let (means, figure) = weight_decay::figures::coordinates()?;
/// // −ln(mean) at the end, over ηλt = 0.4.
/// let rate = |path: &[f64]| -path.last().unwrap().ln() / 0.4;
/// for (s, path) in &means.decay {
///     assert!((rate(path) - 1.0).abs() < 0.05, "decay, s = {s}: {}", rate(path));
/// }
/// // With L2 the weight with noise 4 decays four times slower, that with noise ½ twice as fast; √v
/// // holds λθ too, and the mean gradient needs some steps to show it.
/// for (s, path) in &means.l2 {
///     assert!((rate(path) * s - 1.0).abs() < 0.15, "L2, s = {s}: {}", rate(path) * s);
/// }
/// let rates: Vec<f64> = means.l2.iter().map(|(_, path)| rate(path)).collect();
/// assert!(rates[0] > 6.0 * rates[2], "{rates:?}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn coordinates() -> Drawn<Coordinates> {
    const COPIES: usize = 2000;
    const STEPS: usize = 400;
    let (eta, lambda) = (0.01, 0.1);
    let sizes = [0.5, 1.0, 4.0];
    let all = |decay: &str| -> Result<Means, Box<dyn std::error::Error>> {
        let mut optimizer = adam(decay, eta, lambda)?;
        let means = SignNoise::pure(&sizes).means(&mut optimizer, &[1.0; 3], COPIES, STEPS)?;
        let path = |i: usize| means.iter().step_by(5).map(|mean| mean[i]).collect();
        Ok(sizes.into_iter().zip((0..3).map(path)).collect())
    };
    let data = Coordinates {
        l2: all("gradient")?,
        decay: all("learning-rate")?,
    };
    let colours = [Colour::Red, Colour::Green, Colour::Blue];
    let panel = |title: &str, runs: &[(f64, Vec<f64>)], scaled: bool| {
        let mut panel = Panel::new(
            Axis::linear("t", 0.0, 400.0),
            Axis::log("E θₜ", 0.4, 1.1).ticks(&[
                (0.4, "0.4"),
                (0.5, "0.5"),
                (0.6, "0.6"),
                (0.8, "0.8"),
                (1.0, "1"),
            ]),
        );
        for ((s, means), colour) in runs.iter().zip(colours) {
            let points: Vec<(f64, f64)> = means
                .iter()
                .enumerate()
                .map(|(i, &mean)| (5.0 * i as f64, mean))
                .collect();
            let rate = if scaled { lambda / s } else { lambda };
            let law = [(0.0, 1.0), (400.0, (-eta * rate * 400.0).exp())];
            panel = panel
                .line(colour, &points)
                .dashed(Colour::Ink, &law)
                .legend(colour, &format!("s = {s}"));
        }
        panel
            .legend_at(Corner::BottomLeft)
            .label(Colour::Ink, (340.0, 1.04), title)
    };
    let figure = Figure::new(CHAPTER, "coordinates")
        .height(300)
        .panel(panel("L2", &data.l2, true))
        .panel(panel("W", &data.decay, false));
    Ok((data, figure))
}

/// Validation losses over a grid of learning rates and decays.
pub struct Sweep {
    /// log₁₀ η of each column.
    pub rates: Vec<f64>,
    /// log₁₀ λ of each row.
    pub decays: Vec<f64>,
    /// The loss in column i, row j.
    pub losses: Vec<Vec<f64>>,
}

impl Sweep {
    /// The best log₁₀ λ for each η: the vertex of the parabola through the best row and its two
    /// neighbours.
    pub fn best(&self) -> Vec<(f64, f64)> {
        let column = |(&rate, losses): (&f64, &Vec<f64>)| {
            let order = |a: &usize, b: &usize| losses[*a].total_cmp(&losses[*b]);
            let j = (0..losses.len()).min_by(order).unwrap_or(0);
            let j = j.clamp(1, losses.len() - 2);
            let (a, b, c) = (losses[j - 1], losses[j], losses[j + 1]);
            let shift = (0.5 * (a - c) / (a - 2.0 * b + c)).clamp(-1.0, 1.0);
            let step = self.decays[1] - self.decays[0];
            (rate, self.decays[j] + shift * step)
        };
        self.rates.iter().zip(&self.losses).map(column).collect()
    }

    /// The smallest loss.
    pub fn lowest(&self) -> f64 {
        let all = self.losses.iter().flatten();
        all.copied().fold(f64::INFINITY, f64::min)
    }
}

/// Three sweeps: L2, decay, and decay of normalized weights.
pub struct Sweeps {
    /// Adam with λθ in the gradient.
    pub l2: Sweep,
    /// AdamW.
    pub decay: Sweep,
    /// AdamW on a network whose weight matrices are normalized.
    pub normalized: Sweep,
}

/// Figure `sweep`: validation loss of a network for the digits after 300 steps, the mean of two
/// starts; 180 runs, about two seconds.
///
/// ```
/// use descent::statistics::slope;
///
/// let (sweeps, figure) = weight_decay::figures::sweep()?;
/// // η grows sixteenfold from left to right. On plain weights the best λ does not fall.
/// for (name, sweep) in [("L2", &sweeps.l2), ("W", &sweeps.decay)] {
///     let power = slope(&sweep.best());
///     assert!(power > 0.2 && power < 0.8, "{name}: the best λ goes like η to the power {power}");
/// }
/// // On normalized weights it falls nearly like 1/η: there the product ηλ counts.
/// let power = slope(&sweeps.normalized.best());
/// assert!(power > -1.1 && power < -0.7, "Θ: the best λ goes like η to the power {power}");
/// let products = sweeps.normalized.best().into_iter().map(|(eta, lambda)| eta + lambda);
/// let (low, high) = products.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
/// assert!((high - low - 3.0_f64.log10()).abs() < 0.05, "ηλ from 10^{low} to 10^{high}");
/// // Neither place of λ wins: the best losses are within 5 % of each other.
/// let (l2, decay) = (sweeps.l2.lowest(), sweeps.decay.lowest());
/// assert!((l2 / decay - 1.0).abs() < 0.05, "{l2} and {decay}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn sweep() -> Drawn<Sweeps> {
    const COLUMNS: u32 = 5;
    const ROWS: u32 = 6;
    let column = |i: u32| -1.8 + 0.3 * f64::from(i);
    let run = |decay: &str, normalized: bool, lowest: f64| -> Result<Sweep, SettingError> {
        let networks = [1, 2].map(|seed| network(normalized, seed));
        let rates: Vec<f64> = (0..COLUMNS).map(column).collect();
        let decays: Vec<f64> = (0..ROWS).map(|j| lowest + 0.5 * f64::from(j)).collect();
        let loss = |&rate: &f64, &lambda: &f64| {
            let (rate, lambda) = (10_f64.powf(rate), 10_f64.powf(lambda));
            let losses = networks.iter().map(|network| {
                let mut optimizer = adam(decay, rate, lambda)?;
                Ok(validation_loss(network, &mut optimizer, rate))
            });
            Ok(losses.sum::<Result<f64, SettingError>>()? / networks.len() as f64)
        };
        let losses = rates
            .iter()
            .map(|rate| decays.iter().map(|lambda| loss(rate, lambda)).collect())
            .collect::<Result<_, SettingError>>()?;
        Ok(Sweep {
            rates,
            decays,
            losses,
        })
    };
    let data = Sweeps {
        l2: run("gradient", false, -4.0)?,
        decay: run("learning-rate", false, -2.0)?,
        normalized: run("learning-rate", true, -1.5)?,
    };
    let panel = |sweep: &Sweep, colour: Colour, text: &str| {
        let low = sweep.decays[0] - 0.25;
        // One empty row above for the name.
        let high = low + 0.5 * f64::from(ROWS + 1);
        let names = ["0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1000"];
        let ticks: Vec<(f64, &str)> = (-4..=3)
            .map(f64::from)
            .zip(names)
            .filter(|(x, _)| (low..=high).contains(x))
            .collect();
        let nearest = |axis: &[f64], x: f64| {
            let order =
                |a: &usize, b: &usize| (axis[*a] - x).abs().total_cmp(&(axis[*b] - x).abs());
            (0..axis.len()).min_by(order).unwrap_or(0)
        };
        let lowest = sweep.lowest();
        Panel::new(
            Axis::linear("η", column(0) - 0.15, column(COLUMNS) - 0.15).ticks(&[
                (-2.0, "0.01"),
                (-1.5, "0.03"),
                (-1.0, "0.1"),
            ]),
            Axis::linear("λ", low, high).ticks(&ticks),
        )
        .shading(colour, (COLUMNS as usize, ROWS as usize + 1), |x, y| {
            if y > high - 0.5 {
                return 0.0;
            }
            let loss = sweep.losses[nearest(&sweep.rates, x)][nearest(&sweep.decays, y)];
            1.0 - (loss - lowest) / 0.3
        })
        .line(Colour::Ink, &sweep.best())
        .dots(Colour::Ink, &sweep.best())
        .label(Colour::Ink, (column(0) + 0.05, high - 0.38), text)
    };
    let figure = Figure::new(CHAPTER, "sweep")
        .panel(panel(&data.l2, Colour::Red, "L2"))
        .panel(panel(&data.decay, Colour::Blue, "W"))
        .panel(panel(&data.normalized, Colour::Blue, "W, Θ"));
    Ok((data, figure))
}

/// SGD with decay on normalized weights, from three lengths.
pub struct Rotation {
    /// ‖θ_t‖ every ten steps, for each start.
    pub norms: Vec<Vec<f64>>,
    /// The root mean square of the angle between successive points, over blocks of 20 steps.
    pub angles: Vec<Vec<f64>>,
}

/// η, λ of figure `rotation`; √(2ηλ) = 0.1.
const ROTATION: (f64, f64) = (0.5, 0.01);

/// Figure `rotation`: the normalized wines, batches of 16, η = 0.5, λ = 0.01.
///
/// ```
/// let (runs, figure) = weight_decay::figures::rotation()?;
/// // Three lengths, a hundred to one, become one; three angles √(2ηλ) = 0.1.
/// let ends: Vec<f64> = runs.norms.iter().map(|n| *n.last().unwrap()).collect();
/// assert!(runs.norms[2][0] / runs.norms[0][0] > 99.0);
/// assert!(ends.iter().all(|n| (n / ends[0] - 1.0).abs() < 0.05), "{ends:?}");
/// for angles in &runs.angles {
///     let late = &angles[60..];
///     let square: f64 = late.iter().map(|a| a * a).sum::<f64>() / late.len() as f64;
///     assert!((square.sqrt() / 0.1 - 1.0).abs() < 0.06, "{}", square.sqrt());
/// }
/// // At first the long weights hardly turn, and the short ones turn at once.
/// assert!(runs.angles[2][1] < 0.01 && runs.angles[0][0] > 0.2, "{:?}", runs.angles[0][0]);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn rotation() -> Drawn<Rotation> {
    const STEPS: usize = 2000;
    let (eta, lambda) = ROTATION;
    let f = Normalized::new(LogisticRegression::wine(0.0)?, &[Some(3.0)]);
    let mut data = Rotation {
        norms: Vec::new(),
        angles: Vec::new(),
    };
    for length in [0.1, 1.0, 10.0] {
        let mut sgd = SgdW::new(eta, 0.0, lambda)?;
        let mut theta: Vec<Tensor> = vec![f.start()[0].mapv(|_| length / 14_f64.sqrt())];
        let (mut rng, mut grads) = (generator(6), zeros_like(&theta));
        let (mut norms, mut angles, mut squares) = (vec![norm(&theta)], Vec::new(), 0.0);
        for t in 1..=STEPS {
            let batch = with_replacement(f.examples(), 16, &mut rng);
            f.batch_gradient_into(&theta, &batch, &mut grads);
            let before = theta.clone();
            sgd.step(&mut theta, &grads)?;
            let cosine = dot(&before, &theta) / norm(&before) / norm(&theta);
            squares += cosine.min(1.0).acos().powi(2);
            if t % 10 == 0 {
                norms.push(norm(&theta));
            }
            if t % 20 == 0 {
                angles.push((squares / 20.0).sqrt());
                squares = 0.0;
            }
        }
        data.norms.push(norms);
        data.angles.push(angles);
    }
    let steps = STEPS as f64;
    let colours = [Colour::Red, Colour::Green, Colour::Blue];
    let mut lengths = Panel::new(Axis::linear("t", 0.0, steps), Axis::log("‖θₜ‖", 0.1, 10.0));
    let mut angles = Panel::new(Axis::linear("t", 0.0, steps), Axis::log("∠", 1e-3, 1.0));
    for (i, colour) in colours.into_iter().enumerate() {
        let points = |values: &[f64], step: f64, first: f64| -> Vec<(f64, f64)> {
            let place = |(i, &y): (usize, &f64)| (first + step * i as f64, y);
            values.iter().enumerate().map(place).collect()
        };
        lengths = lengths.line(colour, &points(&data.norms[i], 10.0, 0.0));
        angles = angles.line(colour, &points(&data.angles[i], 20.0, 10.0));
    }
    let law = (1.0 - eta * lambda).acos();
    let angles = angles
        .dashed(Colour::Ink, &[(0.0, law), (steps, law)])
        .legend_dashed(Colour::Ink, "√(2ηλ)")
        .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "rotation")
        .height(300)
        .panel(lengths)
        .panel(angles);
    Ok((data, figure))
}
