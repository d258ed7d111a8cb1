//! The figures of the chapter: each function returns what is drawn, its doctest asserts the caption
//! on that data and saves the file.

use descent::problems::Quadratic;
use descent::quadrature::integrate;
use descent::random::generator;
use descent::statistics::mean;
use descent::{Objective, descend, vector};
use gradient_descent::Sgd;
use momentum::{Accelerated, Momentum};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::escape::{first_passage_times, kramers_time, mean_exit_time};
use crate::mini_batch::{WineNoise, excess_loss};
use crate::{
    Gibbs, Polynomial, downhill, euler_maruyama, explicit_euler, implicit_euler, langevin_path,
    runge_kutta,
};

type Points = Vec<(f64, f64)>;
type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// (x, f(x)) at 201 points from `low` to `high`.
fn curve(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Points {
    let at = |i: i32| low + (high - low) * f64::from(i) / 200.0;
    (0..=200).map(|i| (at(i), f(at(i)))).collect()
}

/// The first of `points` and every `stride`-th after it.
fn every(points: &[(f64, f64)], stride: usize) -> Points {
    points.iter().step_by(stride).copied().collect()
}

/// Densities: the share of `sample` in each of `bins` equal parts of [low, high], over their width.
fn histogram(sample: &[f64], (low, high): (f64, f64), bins: usize) -> Vec<f64> {
    let width = (high - low) / bins as f64;
    let weight = 1.0 / (width * sample.len() as f64);
    let mut heights = vec![0.0; bins];
    for x in sample {
        let place = (x - low) / width;
        if place >= 0.0 && place < bins as f64 {
            // Between 0 and `bins`, as just tested.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let bin = place as usize;
            heights[bin] += weight;
        }
    }
    heights
}

/// The double well with its right minimum the deeper one.
fn tilted_well() -> Polynomial {
    Polynomial::new(&[0.0, -0.08, -0.5, 0.0, 0.25])
}

/// What `flow-and-noise` draws.
#[derive(Debug)]
pub struct FlowAndNoise {
    /// The gradient flow of x²/2 + 4y² from (−4, 1.2), at 401 times up to t = 4.
    pub flow: Points,
    /// Gradient descent from there with η = 0.04, 100 steps.
    pub small_steps: Points,
    /// Gradient descent with η = 0.24, just below 2/L = 0.25, 16 steps.
    pub large_steps: Points,
    /// Where 8000 Langevin particles with σ = 0.7 ended on a tilted double well.
    pub particles: Vec<f64>,
    /// The density exp(−2l/σ²)/Z.
    pub gibbs: Gibbs,
}

/// Left: gradient flow and gradient descent. Right: where noise leaves the particles.
///
/// # Errors
/// Never: the learning rates are fixed.
///
/// ```
/// use descent::statistics::{ks_distance, ks_threshold};
/// use sde_view::figures;
///
/// let (data, figure) = figures::flow_and_noise()?;
/// // Small steps follow the flow: step k is near the flow at time 0.04k.
/// for (k, point) in data.small_steps.iter().enumerate() {
///     let on_flow = data.flow[4 * k];
///     assert!((point.0 - on_flow.0).hypot(point.1 - on_flow.1) < 0.1, "step {k}");
/// }
/// // Steps near 2/L jump across the valley, each shorter than the last.
/// for pair in data.large_steps.windows(2) {
///     assert!(pair[0].1 * pair[1].1 < 0.0 && pair[1].1.abs() < pair[0].1.abs());
/// }
/// // The noise fills both wells, by the density exp(−2l/σ²) (test at the 1 % level).
/// let distance = ks_distance(&data.particles, &|x| data.gibbs.cdf(x));
/// assert!(distance < ks_threshold(8000, 0.01), "{distance}");
/// let share = 1.0 - data.gibbs.cdf(0.0);
/// assert!((0.6..0.75).contains(&share), "the deeper well holds {share}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn flow_and_noise() -> Fallible<(FlowAndNoise, Figure)> {
    let bowl = Quadratic::new(&[1.0, 8.0])?;
    let start = [-4.0, 1.2];
    let pair = |p: &Vec<f64>| (p[0], p[1]);
    let flow = runge_kutta(&downhill(&bowl), &start, (0.0, 4.0), 400);
    let flow: Points = flow.iter().map(pair).collect();
    let descent = |eta: f64, steps: usize| -> Fallible<Points> {
        Ok(descend(&bowl, &mut Sgd::new(eta)?, &vector(&start), steps)?.plane())
    };
    let (small_steps, large_steps) = (descent(0.04, 100)?, descent(0.24, 16)?);

    let (l, sigma) = (tilted_well(), 0.7);
    let mut particles: Vec<f64> = (0..8000).map(|i| f64::from(i % 2) * 2.0 - 1.0).collect();
    let mut rng = generator(1);
    euler_maruyama(&l, sigma, 0.05, 600, &mut particles, &mut rng);
    euler_maruyama(&l, sigma, 0.01, 50, &mut particles, &mut rng);
    let gibbs = Gibbs::new(&l, 2.0 / (sigma * sigma), (-3.0, 3.0));

    let sparse: Points = small_steps.iter().step_by(2).copied().collect();
    let left = Panel::new(Axis::linear("θ₁", -4.5, 1.0), Axis::linear("θ₂", -2.4, 1.6))
        .contours(
            Colour::Grid,
            &[0.2, 0.8, 2.0, 4.0, 7.0, 11.0, 16.0],
            |x, y| bowl.at(&[x, y]),
        )
        .path(Colour::Orange, &large_steps)
        .line(Colour::Blue, &flow)
        .dots(Colour::Blue, &sparse)
        // Both for the time 3.84 = 16 · 0.24, so that the dots move on one clock.
        .moving(Colour::Orange, &large_steps)
        .moving(Colour::Blue, &every(&flow[..=384], 8))
        .legend(Colour::Blue, "dθ/dt = −∇l")
        .legend_dots(Colour::Blue, "η = 0.04")
        .legend_dots(Colour::Orange, "η = 0.24")
        .legend_at(Corner::BottomLeft);
    let heights = histogram(&particles, (-2.25, 2.25), 45);
    // Three particles for the time 12, drawn on the ground that they wander over.
    let wander = |start: f64, seed: u64| -> Points {
        let path = langevin_path(&l, sigma, 0.01, 1200, start, &mut generator(seed));
        let ground: Points = path.iter().map(|&x| (x, l.value(x))).collect();
        every(&ground, 20)
    };
    let right = Panel::new(Axis::linear("θ", -2.25, 2.25), Axis::linear("", -0.4, 1.0))
        .bars(Colour::Blue, -2.25, 2.25, &heights)
        .line(Colour::Blue, &curve(-2.25, 2.25, |x| gibbs.density(x)))
        .line(Colour::Ink, &curve(-2.25, 2.25, |x| l.value(x)))
        .label(Colour::Ink, (0.0, -0.12), "l(θ)")
        .label(Colour::Blue, (-0.2, 0.6), "exp(−2l/σ²)/Z")
        .moving(Colour::Red, &wander(-1.0, 3))
        .moving(Colour::Orange, &wander(1.0, 4))
        .moving(Colour::Green, &wander(1.0, 5));
    let figure = Figure::new("sde-view", "flow-and-noise")
        .panel(left)
        .panel(right)
        .height(320)
        .seconds(12.0);
    let data = FlowAndNoise {
        flow,
        small_steps,
        large_steps,
        particles,
        gibbs,
    };
    Ok((data, figure))
}

/// What `step-errors` draws: one entry per method, explicit Euler, implicit Euler, Runge–Kutta.
#[derive(Debug)]
pub struct StepErrors {
    /// (h, error at t = 2) for l = θ⁴/4 + θ²/2 from θ = 1/2.
    pub errors: [Points; 3],
    /// Explicit and implicit Euler at the smallest h: θ_N − θ(2) with its sign.
    pub signed: [f64; 2],
    /// (z, |R(z)|), the factor of one step on λθ²/2 with z = hλ, measured from the integrators.
    pub factors: [Points; 3],
}

/// Global errors against the step, and the factor of one step on a bowl.
///
/// ```
/// use descent::statistics::order;
/// use sde_view::figures;
///
/// let (data, figure) = figures::step_errors();
/// for (errors, expected) in data.errors.iter().zip([1.0, 1.0, 4.0]) {
///     assert!((order(errors) - expected).abs() < 0.15, "slope {}", order(errors));
/// }
/// // The two Euler methods err by opposite amounts, up to O(h²).
/// let [below, above] = data.signed;
/// assert!(below < 0.0 && (above / below + 1.0).abs() < 0.1, "{below} {above}");
/// // The largest z up to which no factor exceeds 1.
/// let edge = |factors: &[(f64, f64)]| {
///     factors.iter().take_while(|(_, r)| *r <= 1.0).last().unwrap().0
/// };
/// let [explicit, implicit, runge_kutta] = [0, 1, 2].map(|i| edge(&data.factors[i]));
/// assert!((explicit - 2.0).abs() < 0.03 && (runge_kutta - 2.785).abs() < 0.03);
/// assert_eq!(implicit, 4.0, "to the end of the axis");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step_errors() -> (StepErrors, Figure) {
    // θ̇ = −θ³ − θ is Bernoulli's equation: θ^{−2} + 1 grows like e^{2t}.
    let l = Polynomial::new(&[0.0, 0.0, 0.5, 0.0, 0.25]);
    let field = |_: f64, y: &[f64]| vec![-l.slope(y[0])];
    let exact = 1.0 / (5.0 * 4.0_f64.exp() - 1.0).sqrt();
    let last = |path: &[Vec<f64>]| path[path.len() - 1][0];
    let mut errors = [Vec::new(), Vec::new(), Vec::new()];
    let mut signed = [0.0; 2];
    for steps in [8, 16, 32, 64, 128] {
        let h = 2.0 / steps as f64;
        let ends = [
            last(&explicit_euler(&field, &[0.5], (0.0, 2.0), steps)),
            implicit_euler(&l, h, 0.5, steps)[steps],
            last(&runge_kutta(&field, &[0.5], (0.0, 2.0), steps)),
        ];
        signed = [ends[0] - exact, ends[1] - exact];
        for (list, end) in errors.iter_mut().zip(ends) {
            list.push((h, (end - exact).abs()));
        }
    }
    let bowl = |_: f64, y: &[f64]| vec![-y[0]];
    let start = [1.0];
    let factors = [
        curve(0.0, 4.0, |z| {
            last(&explicit_euler(&bowl, &start, (0.0, z), 1)).abs()
        }),
        curve(0.0, 4.0, |z| {
            implicit_euler(&Polynomial::bowl(1.0), z, 1.0, 1)[1]
        }),
        curve(0.0, 4.0, |z| {
            last(&runge_kutta(&bowl, &start, (0.0, z), 1)).abs()
        }),
    ];
    let colours = [Colour::Orange, Colour::Green, Colour::Blue];
    let mut left = Panel::new(
        Axis::log("h", 1e-2, 0.4).ticks(&[(0.01, "0.01"), (0.1, "0.1")]),
        Axis::log("|θ(2) − θ_N|", 1e-11, 1.0),
    );
    let mut right = Panel::new(
        Axis::linear("hλ", 0.0, 4.0),
        Axis::linear("|R(hλ)|", 0.0, 2.0),
    )
    .dashed(Colour::Ink, &[(0.0, 1.0), (4.0, 1.0)])
    .label(Colour::Orange, (2.15, 1.55), "|1 − z|")
    .label(Colour::Green, (3.3, 0.38), "1/(1 + z)")
    .label(Colour::Blue, (3.4, 1.35), "RK4");
    for ((errors, factors), colour) in errors.iter().zip(&factors).zip(colours) {
        left = if colour == Colour::Green {
            left.dots(colour, errors)
        } else {
            left.path(colour, errors)
        };
        right = right.line(colour, factors);
    }
    let left = left
        .legend(Colour::Orange, "θ − h∇l(θ)")
        .legend_dots(Colour::Green, "θ − h∇l(θ₊)")
        .legend(Colour::Blue, "RK4")
        .legend_at(Corner::BottomRight);
    let figure = Figure::new("sde-view", "step-errors")
        .panel(left)
        .panel(right)
        .height(300);
    let data = StepErrors {
        errors,
        signed,
        factors,
    };
    (data, figure)
}

/// What `damping` draws.
#[derive(Debug)]
pub struct Damping {
    /// x(t) for ẍ + γẋ + x = 0 from rest at 1, for γ = 0.4, 2 and 8.
    pub oscillations: [Points; 3],
    /// Heavy ball with step h = 0.1 for the same three: (kh, x_k).
    pub heavy_balls: [Points; 3],
    /// (γ, measured decay rate of the flow).
    pub rates: Points,
}

/// The damped oscillator below, at and above critical damping, with the heavy ball on it.
///
/// # Errors
/// Never: the learning rates are fixed.
///
/// ```
/// use sde_view::figures;
///
/// let (data, figure) = figures::damping()?;
/// // Under-damped oscillates; critical is there first; over-damped creeps.
/// let late = data.oscillations.each_ref().map(|x| x.iter().filter(|p| p.0 > 8.0)
///     .map(|p| p.1.abs()).fold(0.0, f64::max));
/// assert!(late[1] < 0.01 && late[0] > 0.1 && late[2] > 0.3, "{late:?}");
/// assert!(data.oscillations[0].iter().any(|p| p.1 < -0.5));
/// assert!(data.oscillations[1..].iter().flatten().all(|p| p.1 > 0.0));
/// // The heavy ball stays near its oscillator (h = 0.1 is not small).
/// for (ball, flow) in data.heavy_balls.iter().zip(&data.oscillations) {
///     for (k, x) in ball.iter().enumerate() {
///         assert!((x.1 - flow[k].1).abs() < 0.11, "step {k}: {x:?} {:?}", flow[k]);
///     }
/// }
/// // The rate peaks at γ = 2.
/// let best = data.rates.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
/// assert_eq!(best.0, 2.0);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn damping() -> Fallible<(Damping, Figure)> {
    const H: f64 = 0.1;
    let field = |gamma: f64| move |_: f64, s: &[f64]| vec![s[1], -gamma * s[1] - s[0]];
    let gammas = [0.4, 2.0, 8.0];
    let oscillations = gammas.map(|gamma| {
        let path = runge_kutta(&field(gamma), &[1.0, 0.0], (0.0, 12.0), 120);
        let times = (0..).map(|k| f64::from(k) * H);
        times.zip(path.iter().map(|s| s[0])).collect::<Points>()
    });
    let mut heavy_balls = [Vec::new(), Vec::new(), Vec::new()];
    for (list, gamma) in heavy_balls.iter_mut().zip(gammas) {
        let mut ball = Momentum::new(H * H, 1.0 - gamma * H)?;
        let trace = descend(&Quadratic::new(&[1.0])?, &mut ball, &vector(&[1.0]), 120)?;
        let points = trace.points().iter().map(|p| p[0][0]);
        *list = (0..).map(|k| f64::from(k) * H).zip(points).collect();
    }
    let size = |gamma: f64, t: f64| {
        let end = |start: &[f64]| runge_kutta(&field(gamma), start, (0.0, t), 600).pop();
        let columns = [end(&[1.0, 0.0]), end(&[0.0, 1.0])];
        let squares = columns.iter().flatten().flatten().map(|x| x * x);
        squares.sum::<f64>().sqrt()
    };
    let rates: Points = (1..=24)
        .map(|i| f64::from(i) / 4.0)
        .map(|gamma| (gamma, (size(gamma, 20.0) / size(gamma, 40.0)).ln() / 20.0))
        .collect();
    let colours = [Colour::Orange, Colour::Blue, Colour::Green];
    let mut left = Panel::new(Axis::linear("t", 0.0, 12.0), Axis::linear("x", -0.8, 1.0));
    for ((curve, ball), (colour, name)) in oscillations
        .iter()
        .zip(&heavy_balls)
        .zip(colours.into_iter().zip(["γ = 0.4", "γ = 2", "γ = 8"]))
    {
        let sparse: Points = ball.iter().step_by(5).copied().collect();
        left = left
            .line(colour, curve)
            .dots(colour, &sparse)
            .legend(colour, name);
    }
    let exact = |gamma: f64| (gamma - (gamma * gamma - 4.0).max(0.0).sqrt()) / 2.0;
    let right = Panel::new(Axis::linear("γ", 0.0, 6.0), Axis::linear("r(γ)", 0.0, 1.2))
        .line(Colour::Ink, &curve(0.0, 6.0, exact))
        .dots(Colour::Blue, &rates)
        .label(Colour::Ink, (2.0, 1.1), "γ = 2√λ");
    let figure = Figure::new("sde-view", "damping")
        .panel(left)
        .panel(right)
        .height(300);
    let data = Damping {
        oscillations,
        heavy_balls,
        rates,
    };
    Ok((data, figure))
}

/// What `nesterov` draws, for f = √(x² + δ²) − δ with δ = 0.02 from x₀ = 1.
#[derive(Debug)]
pub struct NesterovDecay {
    /// (t, f) along ẍ + (3/t)ẋ + f′ = 0.
    pub accelerated: Points,
    /// (k√η, f(x_k)) of Nesterov's method with η = 0.0001, far below 1/L = δ.
    pub method: Points,
}

/// Nesterov's equation against its bound 2x₀²/t².
///
/// # Errors
/// Never: the learning rate is fixed.
///
/// ```
/// use sde_view::figures;
///
/// let (data, figure) = figures::nesterov()?;
/// for (t, f) in data.accelerated.iter().chain(&data.method) {
///     assert!(*f <= 2.0 / (t * t), "t = {t}: {f}");
/// }
/// // At t = 2 the curve all but touches the bound.
/// let nearest = data.accelerated.iter().map(|(t, f)| f * t * t / 2.0).fold(0.0, f64::max);
/// let touch = data.accelerated.iter().find(|(t, f)| f * t * t / 2.0 == nearest).unwrap().0;
/// assert!(nearest > 0.95 && (touch - 2.0).abs() < 0.1, "{nearest} at {touch}");
/// // The method follows through the first bounces, up to t = 4.5.
/// for ((t, f), (time, exact)) in data.method.iter().zip(&data.accelerated).take(450) {
///     assert!((t - time).abs() < 0.01 && (f - exact).abs() < 0.05, "t = {t}: {f} {exact}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn nesterov() -> Fallible<(NesterovDecay, Figure)> {
    const DELTA: f64 = 0.02;
    let f = |x: f64| x.hypot(DELTA) - DELTA;
    let slope = |x: f64| x / x.hypot(DELTA);
    let (t0, end, steps) = (1e-2, 10.0, 6000);
    let start = [1.0 - t0 * t0 / 8.0, -t0 / 4.0];
    let field = |t: f64, s: &[f64]| vec![s[1], -3.0 / t * s[1] - slope(s[0])];
    let time = |i: usize| t0 + (end - t0) * i as f64 / steps as f64;
    let along = |path: &[Vec<f64>]| -> Points {
        path.iter()
            .enumerate()
            .step_by(6)
            .map(|(i, s)| (time(i), f(s[0])))
            .collect()
    };
    let accelerated = along(&runge_kutta(&field, &start, (t0, end), steps));
    let eta: f64 = 1e-4;
    let mut optimizer = Accelerated::new(eta)?;
    let mut y = vector(&[1.0]);
    let mut method = Vec::new();
    for k in 1..=1000 {
        let grads = vector(&[slope(y[0][0])]);
        descent::Optimizer::step(&mut optimizer, &mut y, &grads)?;
        let x = optimizer.main_point()[0][0];
        method.push((f64::from(k) * eta.sqrt(), f(x)));
    }
    let positive = |points: &[(f64, f64)]| -> Points {
        let drawn = points.iter().filter(|p| p.1 > 1e-6 && p.0 >= 0.3);
        drawn.copied().collect()
    };
    let sparse: Points = positive(&method).into_iter().step_by(9).collect();
    let panel = Panel::new(
        Axis::log("t", 0.3, 10.0).ticks(&[
            (0.5, "0.5"),
            (1.0, "1"),
            (2.0, "2"),
            (4.0, "4"),
            (10.0, "10"),
        ]),
        Axis::log("f(x(t)) − f*", 1e-4, 30.0),
    )
    .dashed(Colour::Ink, &curve(0.3, 10.0, |t| 2.0 / (t * t)))
    .line(Colour::Blue, &positive(&accelerated))
    .dots(Colour::Orange, &sparse)
    .legend_dashed(Colour::Ink, "2‖x₀ − x*‖²/t²")
    .legend(Colour::Blue, "x″ + (3/t) x′ + ∇f = 0")
    .legend_dots(Colour::Orange, "x_k, t = k√η")
    .legend_at(Corner::BottomLeft);
    let figure = Figure::new("sde-view", "nesterov").panel(panel).height(320);
    let data = NesterovDecay {
        accelerated,
        method,
    };
    Ok((data, figure))
}

/// One panel of `two-temperatures`.
#[derive(Debug)]
pub struct Ensemble {
    /// The noise level σ.
    pub sigma: f64,
    /// Where the particles ended.
    pub particles: Vec<f64>,
    /// The density exp(−2l/σ²)/Z.
    pub right: Gibbs,
    /// The density exp(−l/σ²)/Z.
    pub wrong: Gibbs,
}

/// Langevin particles against both candidate densities, cold and hot.
///
/// ```
/// use descent::statistics::{ks_distance, ks_threshold};
/// use sde_view::figures;
///
/// let (panels, figure) = figures::two_temperatures();
/// for panel in &panels {
///     let distance = |gibbs: &sde_view::Gibbs| ks_distance(&panel.particles, &|x| gibbs.cdf(x));
///     let threshold = ks_threshold(panel.particles.len(), 0.01);
///     let (right, wrong) = (distance(&panel.right), distance(&panel.wrong));
///     assert!(right < threshold, "σ = {}: {right} > {threshold}", panel.sigma);
///     assert!(wrong > 2.0 * threshold, "σ = {}: {wrong} < {threshold}", panel.sigma);
/// }
/// // Cold particles sit at the bottom, hot ones spread.
/// let width = |i: usize| panels[i].right.cdf(1.0) - panels[i].right.cdf(-1.0);
/// assert!(width(0) > 0.95 && width(1) < 0.7, "{} {}", width(0), width(1));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn two_temperatures() -> ([Ensemble; 2], Figure) {
    let l = Polynomial::new(&[0.0, 0.5, 0.25, 0.0, 0.25]);
    let panels = [(0.5, 1), (2.0, 2)].map(|(sigma, seed)| {
        let (mut particles, mut rng) = (vec![-0.6; 12_000], generator(seed));
        euler_maruyama(&l, sigma, 0.04, 100, &mut particles, &mut rng);
        euler_maruyama(&l, sigma, 0.005, 60, &mut particles, &mut rng);
        let k = 1.0 / (sigma * sigma);
        Ensemble {
            sigma,
            particles,
            right: Gibbs::new(&l, 2.0 * k, (-5.0, 5.0)),
            wrong: Gibbs::new(&l, k, (-5.0, 5.0)),
        }
    });
    let mut figure = Figure::new("sde-view", "two-temperatures").height(290);
    for (panel, (top, name)) in panels.iter().zip([(1.4, "σ = 0.5"), (0.5, "σ = 2")]) {
        let heights = histogram(&panel.particles, (-2.75, 2.75), 44);
        figure = figure.panel(
            Panel::new(Axis::linear("θ", -2.75, 2.75), Axis::linear("p", 0.0, top))
                .bars(Colour::Blue, -2.75, 2.75, &heights)
                .line(
                    Colour::Blue,
                    &curve(-2.75, 2.75, |x| panel.right.density(x)),
                )
                .dashed(Colour::Red, &curve(-2.75, 2.75, |x| panel.wrong.density(x)))
                .label(Colour::Ink, (-2.0, 0.93 * top), name)
                .legend(Colour::Blue, "exp(−2l/σ²)")
                .legend_dashed(Colour::Red, "exp(−l/σ²)"),
        );
    }
    (panels, figure)
}

/// What `temperature` draws.
#[derive(Debug)]
pub struct Temperature {
    /// (B, η, mean excess of the loss) of SGD on the wines.
    pub measured: Vec<(usize, f64, f64)>,
    /// tr C/4, the factor of η/B in the formula.
    pub factor: f64,
}

/// SGD's excess loss on real data against η/B.
///
/// # Errors
/// Never: the learning rates are fixed.
///
/// ```
/// use sde_view::figures;
///
/// let (data, figure) = figures::temperature()?;
/// // Fifteen runs, three batch sizes, one line: within 20 % while η ≤ 0.1.
/// for (batch, eta, excess) in data.measured.iter().filter(|run| run.1 <= 0.1) {
///     let ratio = excess / (data.factor * eta / *batch as f64);
///     assert!((0.8..1.25).contains(&ratio), "B = {batch}, η = {eta}: {ratio}");
/// }
/// // Beyond, at η = 2.4, the excess is at least half as large again.
/// let (batch, eta, excess) = *data.measured.iter().find(|run| run.1 == 2.4).unwrap();
/// let ratio = excess / (data.factor * eta / batch as f64);
/// assert!(ratio > 1.5, "{ratio}");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn temperature() -> Fallible<(Temperature, Figure)> {
    let wine = WineNoise::measure(0.1)?;
    let factor = wine.covariance.diag().sum() / 4.0;
    let runs = [
        (1, vec![0.0125, 0.025, 0.05, 0.1, 0.2]),
        (4, vec![0.025, 0.05, 0.1, 0.2, 0.4]),
        (16, vec![0.1, 0.2, 0.4, 0.8, 2.4]),
    ];
    let mut measured = Vec::new();
    for (batch, etas) in runs {
        for eta in etas {
            let excess = excess_loss(&wine, eta, batch, 4000, &mut generator(9))?;
            measured.push((batch, eta, excess));
        }
    }
    let mut panel = Panel::new(
        Axis::log("η/B", 2e-3, 0.3),
        Axis::log("E l(θ_k) − l*", 5e-4, 0.3),
    )
    .dashed(
        Colour::Ink,
        &[(2e-3, 2e-3), (0.3, 0.3)].map(|(x, y)| (x, factor * y)),
    )
    .legend_dashed(Colour::Ink, "η tr C / 4B")
    .legend_at(Corner::TopLeft);
    let styles = [
        (1, Colour::Blue, "B = 1"),
        (4, Colour::Orange, "B = 4"),
        (16, Colour::Green, "B = 16"),
    ];
    for (batch, colour, name) in styles {
        let own = measured.iter().filter(|run| run.0 == batch);
        let dots: Points = own.map(|run| (run.1 / batch as f64, run.2)).collect();
        panel = panel.dots(colour, &dots).legend_dots(colour, name);
    }
    let figure = Figure::new("sde-view", "temperature")
        .panel(panel)
        .height(320);
    Ok((Temperature { measured, factor }, figure))
}

/// What `basins` draws.
#[derive(Debug)]
pub struct Basins {
    /// (σ, probability of the flat well), by quadrature.
    pub share: Points,
    /// The same at three σ by simulation, 6000 particles each.
    pub simulated: Points,
    /// The limit 1/(1 + √(l″(flat)/l″(sharp))).
    pub limit: f64,
}

/// Two wells of equal depth: the flat one holds more.
///
/// ```
/// use sde_view::figures;
///
/// let (data, figure) = figures::basins();
/// assert!((data.limit - 2.0 / 3.0).abs() < 1e-12, "curvatures 6.4 and 1.6: two to one");
/// assert!((data.share[0].1 - data.limit).abs() < 0.01, "{:?}", data.share[0]);
/// for (sigma, share) in &data.simulated {
///     let exact = data.share.iter().min_by(|a, b| {
///         (a.0 - sigma).abs().total_cmp(&(b.0 - sigma).abs())
///     }).unwrap().1;
///     // Four standard deviations of a share of 6000, and what the step size adds.
///     assert!((share - exact).abs() < 4.0 * (0.25 / 6000.0_f64).sqrt() + 0.01, "{sigma}: {share} {exact}");
///     assert!(*share > 0.6, "the flat well always holds more: {share}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn basins() -> (Basins, Figure) {
    let l = Polynomial::unequal_wells(-1.2);
    let top = l.critical_point(-0.9, 0.9);
    let share = |sigma: f64| {
        let weight = |x: f64| (-2.0 * l.value(x) / (sigma * sigma)).exp();
        let (sharp, flat) = (
            integrate(&weight, -3.0, top, 2000),
            integrate(&weight, top, 3.0, 2000),
        );
        flat / (sharp + flat)
    };
    let simulated: Points = [(0.8, 1), (1.0, 2), (1.2, 3)]
        .into_iter()
        .map(|(sigma, seed)| {
            let mut particles: Vec<f64> = (0..6000).map(|i| f64::from(i % 2) * 2.0 - 1.0).collect();
            let mut rng = generator(seed);
            euler_maruyama(&l, sigma, 0.02, 400, &mut particles, &mut rng);
            let flat = particles.iter().filter(|&&x| x > top).count();
            (sigma, flat as f64 / 6000.0)
        })
        .collect();
    let limit = 1.0 / (1.0 + (l.curvature(1.0) / l.curvature(-1.0)).sqrt());
    let share: Points = curve(0.1, 1.4, share);
    let left = Panel::new(
        Axis::linear("θ", -1.8, 2.0),
        Axis::linear("l(θ)", -0.2, 1.2),
    )
    .line(Colour::Ink, &curve(-1.8, 2.0, |x| l.value(x)))
    .label(Colour::Orange, (-1.0, -0.1), "l″ = 6.4")
    .label(Colour::Blue, (1.0, -0.1), "l″ = 1.6");
    let right = Panel::new(
        Axis::linear("σ", 0.0, 1.4),
        Axis::linear("P∞(θ > b)", 0.5, 0.8),
    )
    .dashed(Colour::Ink, &[(0.0, limit), (1.4, limit)])
    .line(Colour::Blue, &share)
    .dots(Colour::Blue, &simulated)
    .label(Colour::Ink, (0.35, 0.69), "2/3");
    let figure = Figure::new("sde-view", "basins")
        .panel(left)
        .panel(right)
        .height(280);
    let data = Basins {
        share,
        simulated,
        limit,
    };
    (data, figure)
}

/// What `escape` draws, on the double well θ⁴/4 − θ²/2.
#[derive(Debug)]
pub struct Escape {
    /// A path at 2/σ² = 10: (t, θ), every fifth step.
    pub path: Points,
    /// (2/σ², mean simulated time from −1 to 1, its standard error).
    pub simulated: Vec<(f64, f64, f64)>,
    /// (2/σ², exact mean time).
    pub exact: Points,
    /// (2/σ², Kramers' time).
    pub kramers: Points,
}

/// Hops between two wells, and Arrhenius' line.
///
/// ```
/// use descent::statistics::slope;
/// use sde_view::figures;
///
/// let (data, figure) = figures::escape();
/// for ((inverse, time, error), (_, exact)) in data.simulated.iter()
///     .map(|s| (s, data.exact.iter().find(|e| e.0 == s.0).unwrap()))
///     .map(|(s, e)| (*s, *e)) {
///     assert!((time - exact).abs() < 4.0 * error, "2/σ² = {inverse}: {time} {exact}");
/// }
/// let logs: Vec<_> = data.exact.iter().filter(|p| p.0 >= 12.0).map(|p| (p.0, p.1.ln())).collect();
/// assert!((slope(&logs) - 0.25).abs() < 0.02, "slope {}", slope(&logs));
/// // Kramers' line lies below, nearly parallel, and the gap closes slowly.
/// let gaps: Vec<f64> = data.exact.iter().zip(&data.kramers).skip(7).map(|(e, k)| (e.1 / k.1).ln()).collect();
/// assert!(gaps.windows(2).all(|g| 0.0 < g[1] && g[1] < g[0] && g[0] < 0.4), "{gaps:?}");
/// // The path stays in a well for long and hops between them a few times.
/// let mut hops = 0;
/// let mut side = -1.0;
/// for (_, x) in &data.path {
///     if x * side < -0.8 { hops += 1; side = -side; }
/// }
/// assert!((2..=20).contains(&hops), "{hops} hops");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn escape() -> (Escape, Figure) {
    let l = Polynomial::double_well();
    let sigma = |inverse: f64| (2.0 / inverse).sqrt();
    let path: Points = langevin_path(&l, sigma(10.0), 0.05, 8000, -1.0, &mut generator(5))
        .into_iter()
        .enumerate()
        .step_by(8)
        .map(|(k, x)| (k as f64 * 0.05, x))
        .collect();
    let simulated: Vec<_> = [(2.0, 1), (5.0, 2), (8.0, 3), (11.0, 4), (14.0, 5)]
        .into_iter()
        .map(|(inverse, seed)| {
            let mut rng = generator(seed);
            let times = first_passage_times(&l, sigma(inverse), 0.02, (-1.0, 1.0), 200, &mut rng);
            let error = descent::statistics::standard_error(&times);
            (inverse, mean(&times), error)
        })
        .collect();
    let grid = || (1..=16).map(f64::from);
    let exact: Points = grid()
        .map(|x| (x, mean_exit_time(&l, sigma(x), -4.0, -1.0, 1.0)))
        .collect();
    let kramers: Points = grid()
        .map(|x| (x, kramers_time(&l, sigma(x), -1.0, 0.0)))
        .collect();
    let dots: Points = simulated.iter().map(|s| (s.0, s.1)).collect();
    let left = Panel::new(Axis::linear("t", 0.0, 400.0), Axis::linear("θ", -2.0, 2.0))
        .thin(Colour::Blue, &path);
    let right = Panel::new(Axis::linear("2/σ²", 0.0, 16.0), Axis::log("τ", 1.0, 1000.0))
        .dashed(Colour::Ink, &kramers)
        .line(Colour::Blue, &exact)
        .dots(Colour::Orange, &dots)
        .legend_dashed(Colour::Ink, "2π exp(2ΔL/σ²)/√(l″(a)|l″(b)|)")
        .legend(Colour::Blue, "τ(a)")
        .legend_at(Corner::TopLeft);
    let figure = Figure::new("sde-view", "escape")
        .panel(left)
        .panel(right)
        .height(300);
    let data = Escape {
        path,
        simulated,
        exact,
        kramers,
    };
    (data, figure)
}
