//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::{DigitsMlp, Quadratic, booth};
use descent::random::{generator, permutation, with_replacement};
use descent::{
    Configured, FiniteSum, Objective, Optimizer, Tensor, data, descend, flatten, vector, zeros_like,
};
use gradient_descent::Sgd;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::{Lion, Rprop, SignSgd};

const CHAPTER: &str = "sign-methods";

type Drawn<T> = Result<(T, Figure), Box<dyn std::error::Error>>;

/// The points (t, ys\[t\]).
fn over_time(ys: &[f64]) -> Vec<(f64, f64)> {
    ys.iter().enumerate().map(|(t, &y)| (t as f64, y)).collect()
}

/// Losses of a network on the digits, with whole gradients and with mini-batches.
pub struct Digits {
    /// (t, loss) of iRprop⁻ with whole gradients.
    pub whole_rprop: Vec<(f64, f64)>,
    /// (t, loss) of gradient descent with whole gradients, at η = 2.
    pub whole_gradient: Vec<(f64, f64)>,
    /// Its losses at half and at twice that rate, after 40 steps.
    pub other_rates: [f64; 2],
    /// (epoch, loss) of iRprop⁻ on mini-batches.
    pub mini_rprop: Vec<(f64, f64)>,
    /// (epoch, loss) of SGD on the same mini-batches.
    pub mini_sgd: Vec<(f64, f64)>,
    /// (epoch, loss) of Lion on the same mini-batches.
    pub mini_lion: Vec<(f64, f64)>,
    /// How often an entry of the mini-batch gradient has the sign that it had a step ago, along
    /// the run of iRprop⁻.
    pub agreement: f64,
    /// The median of the steps Δ of iRprop⁻ after the first epoch.
    pub median_step: f64,
}

/// Figure `digits`: 64 → 12 → 10 on the digits; whole gradients left, mini-batches of 16 right.
///
/// ```
/// let (data, figure) = sign_methods::figures::digits()?;
/// // After 80 whole gradients RProp has a loss below 2·10⁻⁴, gradient descent above 0.1; half and
/// // twice its rate are worse.
/// let (rprop, gradient) = (data.whole_rprop.last().unwrap(), data.whole_gradient.last().unwrap());
/// assert!(rprop.0 == 80.0 && rprop.1 < 2e-4, "{rprop:?}");
/// let others = data.other_rates;
/// let at_40 = data.whole_gradient[10];
/// assert!(gradient.1 > 0.1 && at_40.0 == 40.0, "{gradient:?}, {at_40:?}");
/// assert!(others.iter().all(|&other| other > at_40.1), "{at_40:?}, {others:?}");
/// // On mini-batches it stays above 0.5, and the last three epochs gain less than 0.03; SGD comes
/// // below 0.2, Lion below 0.1.
/// let at = |epoch: f64| data.mini_rprop.iter().find(|p| p.0 >= epoch).unwrap().1;
/// assert!(at(5.0) > 0.5 && at(2.0) - at(5.0) < 0.03, "{} to {}", at(2.0), at(5.0));
/// let (sgd, lion) = (data.mini_sgd.last().unwrap().1, data.mini_lion.last().unwrap().1);
/// assert!(sgd < 0.2 && lion < 0.1, "{sgd}, {lion}");
/// // Signs agree a little more often than not, far below what RProp needs, and after one epoch
/// // half of the steps are next to their lower limit.
/// let needed = 2.0_f64.ln() / 2.4_f64.ln();
/// assert!((needed - 0.79).abs() < 0.005 && (0.53..0.54).contains(&data.agreement), "{}", data.agreement);
/// assert!(data.median_step < 2e-6, "{:e}", data.median_step);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn digits() -> Drawn<Digits> {
    const STEPS: usize = 80;
    const EPOCHS: usize = 5;
    let network = DigitsMlp::new(12, 1)?;
    // Every fourth loss, which costs half as much as a gradient.
    let whole = |optimizer: &mut dyn Optimizer, steps: usize| {
        let (mut theta, mut grads) = (network.start(), zeros_like(&network.start()));
        let mut losses = vec![(0.0, network.value(&theta))];
        for t in 1..=steps {
            network.gradient_into(&theta, &mut grads);
            optimizer.step(&mut theta, &grads)?;
            if t % 4 == 0 {
                losses.push((t as f64, network.value(&theta)));
            }
        }
        Ok::<_, descent::StepError>(losses)
    };
    let end_at = |eta: f64| {
        let losses = whole(&mut Sgd::new(eta)?, STEPS / 2)?;
        Ok::<_, Box<dyn std::error::Error>>(losses[losses.len() - 1].1)
    };
    let (mut agreements, mut pairs) = (0, 0);
    // `watch` sees every mini-batch gradient.
    let mini = |optimizer: &mut dyn Optimizer, epochs, watch: &mut dyn FnMut(&[Tensor])| {
        let (mut theta, mut grads) = (network.start(), zeros_like(&network.start()));
        let mut rng = generator(3);
        let mut losses = vec![(0.0, network.value(&theta))];
        for epoch in 0..epochs {
            let order = permutation(network.examples(), &mut rng);
            for (k, batch) in order.chunks(16).enumerate() {
                network.batch_gradient_into(&theta, batch, &mut grads);
                watch(&grads);
                optimizer.step(&mut theta, &grads)?;
                // Four points an epoch of 113 steps.
                if [28, 56, 84, 112].contains(&k) {
                    let time = epoch as f64 + (k + 1) as f64 / 113.0;
                    losses.push((time, network.value(&theta)));
                }
            }
        }
        Ok::<_, descent::StepError>(losses)
    };
    let mut last: Vec<f64> = Vec::new();
    let mini_rprop = mini(
        &mut Rprop::new(0.01, "irprop-minus")?,
        EPOCHS,
        &mut |grads: &[Tensor]| {
            let now = flatten(grads);
            let products = now.iter().zip(&last).map(|(a, b)| a * b);
            for product in products.filter(|&p| p != 0.0) {
                agreements += u32::from(product > 0.0);
                pairs += 1;
            }
            last = now;
        },
    )?;
    let mut one_epoch = Rprop::new(0.01, "irprop-minus")?;
    mini(&mut one_epoch, 1, &mut |_| ())?;
    let mut steps = flatten(one_epoch.sizes());
    steps.sort_by(f64::total_cmp);
    let data = Digits {
        whole_rprop: whole(&mut Rprop::new(0.01, "irprop-minus")?, STEPS)?,
        whole_gradient: whole(&mut Sgd::new(2.0)?, STEPS)?,
        other_rates: [end_at(1.0)?, end_at(4.0)?],
        mini_rprop,
        mini_sgd: mini(&mut Sgd::new(0.2)?, EPOCHS, &mut |_| ())?,
        mini_lion: mini(
            &mut Lion::new(0.003, (0.9, 0.99), 0.0)?,
            EPOCHS,
            &mut |_| (),
        )?,
        median_step: steps[steps.len() / 2],
        agreement: f64::from(agreements) / f64::from(pairs),
    };
    let left = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::log("f", 1e-5, 10.0),
    )
    .line(Colour::Red, &data.whole_gradient)
    .line(Colour::Blue, &data.whole_rprop)
    .legend(Colour::Red, "− η g")
    .legend(Colour::Blue, "− Δ ⊙ sgn g")
    .legend_at(Corner::BottomLeft);
    let right = Panel::new(
        Axis::linear("B t / N", 0.0, EPOCHS as f64),
        Axis::log("f", 1e-5, 10.0),
    )
    .line(Colour::Red, &data.mini_sgd)
    .line(Colour::Green, &data.mini_lion)
    .line(Colour::Blue, &data.mini_rprop)
    .label(Colour::Ink, (3.9, 4.0), "B = 16");
    Ok((
        data,
        Figure::new(CHAPTER, "digits")
            .height(300)
            .panel(left)
            .panel(right),
    ))
}

/// Distances to the minimizer along the axes of a bowl whose curvatures are 1 and 10⁶.
pub struct Bracket {
    /// |θ₁|, |θ₂| after each step of Rprop⁻.
    pub rprop: [Vec<f64>; 2],
    /// |θ₁|, along the flat axis, after each step of gradient descent at its best rate.
    pub gradient_descent: Vec<f64>,
    /// √(η₋η₊)ᵗ.
    pub bound: Vec<f64>,
}

/// Figure `bracket`: Rprop⁻ on ½(θ₁² + 10⁶θ₂²) from (3.7, −1.3), Δ₀ = 0.1.
///
/// ```
/// use descent::statistics::slope;
///
/// let (data, figure) = sign_methods::figures::bracket()?;
/// // The decay per step, fitted to the steps 20 to 100, is faster than √0.6 on both axes.
/// for errors in &data.rprop {
///     let logs: Vec<_> = (20..=100).map(|t| (t as f64, errors[t].ln())).collect();
///     let rate = slope(&logs).exp();
///     assert!(rate < 0.6_f64.sqrt() && rate > 0.5, "{rate}");
///     assert!(errors[100] < 1e-9, "{}", errors[100]);
/// }
/// // Gradient descent has gone less than 0.1 % of the way.
/// let left = data.gradient_descent[100] / data.gradient_descent[0];
/// assert!(left > 0.999, "{left}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn bracket() -> Drawn<Bracket> {
    const STEPS: usize = 100;
    static SPEC: descent::Spec = Rprop::SPEC;
    let bowl = Quadratic::new(&[1.0, 1e6])?;
    let start = vector(&[3.7, -1.3]);
    let settings = SPEC.settings().with("variant", "rprop-minus")?;
    let mut rprop = Rprop::from_settings(&settings.with("min_step", 0.0)?)?;
    let path = descend(&bowl, &mut rprop, &start, STEPS)?;
    let plain = descend(&bowl, &mut Sgd::new(2.0 / (1.0 + 1e6))?, &start, STEPS)?;
    let along = |trace: &descent::Trace, i: usize| -> Vec<f64> {
        trace.points().iter().map(|p| p[0][i].abs()).collect()
    };
    let data = Bracket {
        rprop: [along(&path, 0), along(&path, 1)],
        gradient_descent: along(&plain, 0),
        bound: (0..=STEPS).map(|t| 0.6_f64.powf(t as f64 / 2.0)).collect(),
    };
    let panel = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::log("|θᵢ|", 1e-14, 100.0),
    )
    .dashed(Colour::Ink, &over_time(&data.bound))
    .line(Colour::Red, &over_time(&data.gradient_descent))
    .line(Colour::Blue, &over_time(&data.rprop[0]))
    .line(Colour::Green, &over_time(&data.rprop[1]))
    .legend(Colour::Red, "λ = 1, − η g")
    .legend(Colour::Blue, "λ = 1")
    .legend(Colour::Green, "λ = 10⁶")
    .legend_dashed(Colour::Ink, "(η₋η₊)^(t/2)")
    .legend_at(Corner::BottomLeft);
    Ok((data, Figure::new(CHAPTER, "bracket").panel(panel)))
}

/// One wine a step: where signs go and where gradients go.
pub struct Median {
    /// (t, θ) of sign descent.
    pub signs: Vec<(f64, f64)>,
    /// (t, θ) of SGD.
    pub gradients: Vec<(f64, f64)>,
    /// The median of the proline.
    pub median: f64,
    /// Its mean.
    pub mean: f64,
}

/// Figure `median`: θ follows ½(θ − a)² for the proline a of one wine after another.
///
/// ```
/// let (data, figure) = sign_methods::figures::median()?;
/// assert!((data.median - 673.5).abs() < 1e-9 && (data.mean - 746.9).abs() < 0.1);
/// let late = |path: &[(f64, f64)]| {
///     let tail: Vec<f64> = path.iter().filter(|p| p.0 > 6000.0).map(|p| p.1).collect();
///     descent::statistics::mean(&tail)
/// };
/// let (signs, gradients) = (late(&data.signs), late(&data.gradients));
/// assert!((signs - data.median).abs() < 10.0, "{signs}");
/// assert!((gradients - data.mean).abs() < 10.0, "{gradients}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn median() -> Drawn<Median> {
    const STEPS: usize = 8000;
    let proline: Vec<f64> = data::wine().inputs.column(12).to_vec();
    let mut sorted = proline.clone();
    sorted.sort_by(f64::total_cmp);
    let (mut by_sign, mut by_gradient) = (SignSgd::new(1.0)?, Sgd::new(1.0)?);
    let (mut a, mut b) = (vector(&[1000.0]), vector(&[1000.0]));
    let (mut signs, mut gradients) = (vec![(0.0, 1000.0)], vec![(0.0, 1000.0)]);
    let draws = with_replacement(proline.len(), STEPS, &mut generator(5));
    for (t, i) in draws.into_iter().enumerate() {
        let time = (t + 1) as f64;
        by_sign.set_learning_rate(30.0 / time.sqrt())?;
        by_gradient.set_learning_rate(1.0 / (10.0 + time))?;
        let slope = |x: f64| vector(&[x - proline[i]]);
        let (at_a, at_b) = (slope(a[0][0]), slope(b[0][0]));
        by_sign.step(&mut a, &at_a)?;
        by_gradient.step(&mut b, &at_b)?;
        if (t + 1) % 40 == 0 {
            signs.push((time, a[0][0]));
            gradients.push((time, b[0][0]));
        }
    }
    let data = Median {
        signs,
        gradients,
        median: f64::midpoint(sorted[88], sorted[89]),
        mean: proline.iter().sum::<f64>() / proline.len() as f64,
    };
    let level = |y: f64| [(0.0, y), (STEPS as f64, y)];
    let panel = Panel::new(
        Axis::linear("t", 0.0, STEPS as f64),
        Axis::linear("θ", 580.0, 1000.0),
    )
    .dashed(Colour::Grey, &level(data.median))
    .dashed(Colour::Grey, &level(data.mean))
    .line(Colour::Red, &data.gradients)
    .line(Colour::Blue, &data.signs)
    .legend(Colour::Red, "θ − η (θ − a)")
    .legend(Colour::Blue, "θ − η sgn (θ − a)");
    Ok((data, Figure::new(CHAPTER, "median").panel(panel)))
}

/// Two paths of Lion on a bowl whose minimizer lies outside a box.
pub struct InTheBox {
    /// (x, y) without weight decay.
    pub free: Vec<(f64, f64)>,
    /// (x, y) with λ = ½.
    pub decayed: Vec<(f64, f64)>,
}

/// Figure `box`: Lion without and with weight decay on Booth's function, minimizer (1, 3).
///
/// ```
/// let (data, figure) = sign_methods::figures::in_the_box()?;
/// let near = |path: &[(f64, f64)], x: f64, y: f64| {
///     let late = &path[path.len() - 200..];
///     late.iter().all(|p| (p.0 - x).abs() < 0.12 && (p.1 - y).abs() < 0.12)
/// };
/// assert!(near(&data.free, 1.0, 3.0), "{:?}", data.free.last());
/// assert!(data.free.iter().all(|p| p.0.abs() < 4.0 && p.1 < 5.5), "a path leaves the axes");
/// // With λ = ½ it enters the box |x|, |y| ≤ 2, stays, and ends at the least value in the box,
/// // (1.8, 2), not at the point (1, 2) of the box that is nearest to the minimizer.
/// let inside = |p: &(f64, f64)| p.0.abs().max(p.1.abs()) <= 2.0 + 1e-12;
/// let entered = data.decayed.iter().position(inside).unwrap();
/// assert!(entered > 0 && data.decayed[entered..].iter().all(inside), "{entered}");
/// assert!(near(&data.decayed, 1.8, 2.0), "{:?}", data.decayed.last());
/// let f = descent::problems::booth();
/// let least = descent::Objective::at(&f, &[1.8, 2.0]);
/// for k in 0..=100 {
///     let x = -2.0 + 0.04 * f64::from(k);
///     assert!(descent::Objective::at(&f, &[x, 2.0]) >= least - 1e-12);
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a run fails, which the fixed settings exclude.
pub fn in_the_box() -> Drawn<InTheBox> {
    let f = booth();
    let start = vector(&[-3.6, 0.5]);
    let run = |lambda: f64| {
        let mut lion = Lion::new(0.02, (0.9, 0.99), lambda)?;
        Ok::<_, Box<dyn std::error::Error>>(descend(&f, &mut lion, &start, 2000)?.plane())
    };
    let data = InTheBox {
        free: run(0.0)?,
        decayed: run(0.5)?,
    };
    let panel = |text: &str| {
        Panel::new(Axis::linear("x", -4.0, 4.0), Axis::linear("y", -2.5, 5.5))
            .contours(Colour::Grey, &[2.0, 15.0, 60.0, 150.0], |x, y| {
                f.at(&[x, y])
            })
            .label(Colour::Ink, (-3.1, 5.0), text)
    };
    // Steps of 0.02: every third point shows the path as well.
    let thinned = |path: &[(f64, f64)]| -> Vec<(f64, f64)> {
        path.iter().copied().step_by(3).take(400).collect()
    };
    let corners = [
        (-2.0, -2.0),
        (2.0, -2.0),
        (2.0, 2.0),
        (-2.0, 2.0),
        (-2.0, -2.0),
    ];
    let figure = Figure::new(CHAPTER, "box")
        .height(320)
        .panel(
            panel("λ = 0")
                .line(Colour::Blue, &thinned(&data.free))
                .dots(Colour::Orange, &[(1.0, 3.0)]),
        )
        .panel(
            panel("λ = ½")
                .line(Colour::Ink, &corners)
                .line(Colour::Blue, &thinned(&data.decayed))
                .dots(Colour::Orange, &[(1.8, 2.0)]),
        );
    Ok((data, figure))
}
