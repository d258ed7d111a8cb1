//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::problems::{LogisticRegression, Quadratic, Rosenbrock};
use descent::quadrature::normal_mean;
use descent::statistics::mean;
use descent::{Objective, OracleOptimizer, SettingError, Tensor, flatten, vector};
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::{
    CmaEs, Counted, EvolutionStrategy, GradientlessDescent, Latent, NelderMead, Transformed,
    TwoPoint,
};

const CHAPTER: &str = "zeroth-order";

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;
type Drawn<T> = Fallible<(T, Figure)>;
type Points = Vec<(f64, f64)>;

/// Two descents that only compare values.
pub struct Comparing {
    /// The points of gradientless descent, on f and on −exp(−√f).
    pub random: [Vec<(f64, f64)>; 2],
    /// The corners of Nelder–Mead's triangles, step by step, on f and on −exp(−√f).
    pub triangles: [Vec<Vec<(f64, f64)>>; 2],
    /// f where each of the two ends.
    pub ends: [f64; 2],
}

/// Figure `comparing`: gradientless descent and Nelder–Mead in Rosenbrock's valley.
///
/// ```
/// let (data, figure) = zeroth_order::figures::comparing()?;
/// // The same points on f and on a monotone transform of it.
/// assert_eq!(data.random[0], data.random[1]);
/// assert_eq!(data.triangles[0], data.triangles[1]);
/// // Both go from f = 12.5 to the end of the valley.
/// assert!(data.ends.iter().all(|end| *end < 0.02), "{:?}", data.ends);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn comparing() -> Drawn<Comparing> {
    let valley = Rosenbrock::default();
    let bent = Transformed {
        inner: &valley,
        h: |y| -(-y.sqrt()).exp(),
        slope: |y| (-y.sqrt()).exp() / (2.0 * y.sqrt()),
    };
    let random = |f: &dyn Objective| -> Fallible<Points> {
        let mut method = GradientlessDescent::binary(1.0, 0.01, 4)?;
        let mut params = valley.start();
        let mut points = vec![(params[0][0], params[0][1])];
        for _ in 0..60 {
            method.step_on(f, &mut params)?;
            points.push((params[0][0], params[0][1]));
        }
        Ok(points)
    };
    let triangles = |f: &dyn Objective| -> Fallible<Vec<Points>> {
        let mut method = NelderMead::new(0.2)?;
        let mut params = valley.start();
        let mut shapes = Vec::new();
        for _ in 0..75 {
            method.step_on(f, &mut params)?;
            let corners = method.simplex();
            shapes.push(
                [0, 1, 2, 0]
                    .map(|i| (corners[i][0], corners[i][1]))
                    .to_vec(),
            );
        }
        Ok(shapes)
    };
    let random = [random(&valley)?, random(&bent)?];
    let triangles = [triangles(&valley)?, triangles(&bent)?];
    let axes = || {
        Panel::new(Axis::linear("x", -1.8, 1.4), Axis::linear("y", -0.4, 2.6)).contours(
            Colour::Grey,
            &[4.0, 60.0],
            |x, y| valley.at(&[x, y]),
        )
    };
    let mut right = axes();
    for shape in &triangles[0] {
        right = right.thin(Colour::Orange, shape);
    }
    let figure = Figure::new(CHAPTER, "comparing")
        .panel(
            axes()
                .path(Colour::Blue, &random[0])
                .label(Colour::Blue, (0.0, 2.2), "GLD"),
        )
        .panel(right.label(Colour::Orange, (0.0, 2.2), "NM"));
    let end = |(x, y): (f64, f64)| valley.at(&[x, y]);
    let ends = [end(random[0][60]), end(triangles[0][74][0])];
    Ok((
        Comparing {
            random,
            triangles,
            ends,
        },
        figure,
    ))
}

/// Bias against ε, and variance against n.
pub struct Errors {
    /// (ε, bias) of sin at 0.5: forward, with directions of third moment 0; Gaussian.
    pub symmetric: Vec<(f64, f64)>,
    /// The same with skewed directions, √3 with probability ¼ and −1/√3 otherwise.
    pub skewed: Vec<(f64, f64)>,
    /// (ε, bias) of ½x|x| at 0, Gaussian directions.
    pub bent: Vec<(f64, f64)>,
    /// (n, mean of ‖ĝ − g‖²/‖g‖²): Gaussian directions.
    pub gaussian: Vec<(f64, f64)>,
    /// The same with signs.
    pub signs: Vec<(f64, f64)>,
}

/// Figure `errors`: what an estimate from differences gets wrong.
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = zeroth_order::figures::errors()?;
/// for (curve, slope) in [(&data.symmetric, 2.0), (&data.skewed, 1.0), (&data.bent, 1.0)] {
///     let small: Vec<_> = curve.iter().copied().filter(|(eps, _)| *eps < 0.2).collect();
///     assert!((order(&small) - slope).abs() < 0.05, "ε^{} for {slope}", order(&small));
/// }
/// // n + 1 and n − 1: 9 % is three times the spread of the means.
/// for (curve, shift) in [(&data.gaussian, 1.0), (&data.signs, -1.0)] {
///     for (n, value) in curve {
///         assert!((value / (n + shift) - 1.0).abs() < 0.09, "n {n}: {value}");
///     }
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn errors() -> Drawn<Errors> {
    let at = 0.5_f64;
    let quotient = |u: f64, eps: f64| ((at + eps * u).sin() - at.sin()) / eps * u;
    let scales: Vec<f64> = (0..=24)
        .map(|i| 10f64.powf(f64::from(i) / 8.0 - 3.0))
        .collect();
    let curve = |bias: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        scales.iter().map(|&eps| (eps, bias(eps).abs())).collect()
    };
    let symmetric = curve(&|eps| normal_mean(&|u| quotient(u, eps)) - at.cos());
    let root = 3.0_f64.sqrt();
    let skewed =
        curve(&|eps| 0.25 * quotient(root, eps) + 0.75 * quotient(-1.0 / root, eps) - at.cos());
    // E of ½(εu)|εu|/ε·u is ½ε E|u|³.
    let bent = curve(&|eps| normal_mean(&|u| 0.5 * eps * u.abs().powi(3)));
    let variance = |directions: &str| -> Fallible<Points> {
        static SPEC: descent::Spec = TwoPoint::SPEC;
        let mut points = Vec::new();
        for n in [4_usize, 8, 16, 32, 64, 128] {
            let f = Quadratic::new(&vec![1.0; n])?;
            let settings = SPEC
                .settings()
                .with("lr", 1.0)?
                .with("directions", directions)?;
            let mut method = TwoPoint::from_settings(&settings)?;
            let mut squares = Vec::new();
            for _ in 0..2000 {
                // From θ with g = θ, a step with η = 1 leads to θ − ĝ = g − ĝ.
                let mut params = vector(&vec![1.0 / (n as f64).sqrt(); n]);
                method.step_on(&f, &mut params)?;
                squares.push(2.0 * f.value(&params));
            }
            points.push((n as f64, mean(&squares)));
        }
        Ok(points)
    };
    let (gaussian, signs) = (variance("gaussian")?, variance("signs")?);
    let line = |shift: f64| -> Vec<(f64, f64)> {
        (0..=60)
            .map(|i| 3.0 * 50f64.powf(f64::from(i) / 60.0))
            .map(|n| (n, n + shift))
            .collect()
    };
    let left = Panel::new(Axis::log("ε", 1e-3, 1.0), Axis::log("‖E ĝ − g‖", 1e-8, 1.0))
        .line(Colour::Blue, &symmetric)
        .line(Colour::Red, &skewed)
        .line(Colour::Orange, &bent)
        .legend(Colour::Orange, "½ x|x|")
        .legend(Colour::Red, "κ₃ ≠ 0")
        .legend(Colour::Blue, "κ₃ = 0")
        .legend_at(Corner::BottomRight);
    let right = Panel::new(
        Axis::log("n", 3.0, 150.0),
        Axis::log("E‖ĝ − g‖² / ‖g‖²", 2.0, 200.0),
    )
    .dashed(Colour::Blue, &line(1.0))
    .dashed(Colour::Green, &line(-1.0))
    .dots(Colour::Blue, &gaussian)
    .dots(Colour::Green, &signs)
    .legend_dots(Colour::Blue, "u ~ N(0, I)")
    .legend_dots(Colour::Green, "uᵢ = ±1")
    .legend_at(Corner::BottomRight);
    let figure = Figure::new(CHAPTER, "errors").panel(left).panel(right);
    Ok((
        Errors {
            symmetric,
            skewed,
            bent,
            gaussian,
            signs,
        },
        figure,
    ))
}

/// Values of f to a tenth, against n.
pub struct Dimension {
    /// Gradientless descent with all radii.
    pub binary: Vec<(f64, f64)>,
    /// With the fast schedule.
    pub fast: Vec<(f64, f64)>,
    /// The two-point step with its best rate.
    pub two_point: Vec<(f64, f64)>,
    /// All radii, on a function of the first four of n coordinates.
    pub latent: Vec<(f64, f64)>,
}

/// Figure `dimension`: how many values ½‖θ‖² takes to fall to a tenth.
///
/// ```
/// use descent::statistics::order;
/// let (data, figure) = zeroth_order::figures::dimension()?;
/// for (name, curve) in [("binary", &data.binary), ("fast", &data.fast), ("u", &data.two_point)] {
///     assert!((order(curve) - 1.0).abs() < 0.12, "{name}: n^{}", order(curve));
/// }
/// assert!(order(&data.latent).abs() < 0.1, "latent: n^{}", order(&data.latent));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn dimension() -> Drawn<Dimension> {
    type Build<'a> = &'a dyn Fn(usize, u64) -> Result<Box<dyn OracleOptimizer>, SettingError>;
    let sizes = [8_usize, 16, 32, 64, 128];
    let count = |f: &dyn Objective, n: usize, start: &[Tensor], build: Build| {
        let mut calls = Vec::new();
        for seed in 0..10 {
            let (counted, mut params) = (Counted::new(f), start.to_vec());
            let mut method = build(n, seed)?;
            while f.value(&params) > 0.1 * f.value(start) {
                method.step_on(&counted, &mut params)?;
            }
            calls.push(counted.calls() as f64);
        }
        Ok::<_, Box<dyn std::error::Error>>((n as f64, mean(&calls)))
    };
    let full = |build: Build| -> Fallible<Points> {
        let run = |&n: &usize| {
            let f = Quadratic::new(&vec![1.0; n])?;
            count(&f, n, &vector(&vec![1.0 / (n as f64).sqrt(); n]), build)
        };
        sizes.iter().map(run).collect()
    };
    let binary = full(&|_, seed| Ok(Box::new(GradientlessDescent::binary(1.0, 0.01, seed)?)))?;
    let fast = full(&|_, seed| Ok(Box::new(GradientlessDescent::fast(1.0, 2.0, seed)?)))?;
    let two_point = full(&|n, seed| {
        let eta = 1.0 / (n as f64 + 2.0);
        Ok(Box::new(TwoPoint::new(eta, 1e-3, seed)?))
    })?;
    let inner = Quadratic::new(&[1.0; 4])?;
    let hidden = |&n: &usize| {
        let f = Latent::new(&inner, n - 4);
        // Radii up to √n, for D shrinks what f sees by √(k/n).
        count(&f, n, &vector(&vec![0.5; n]), &|n, seed| {
            Ok(Box::new(GradientlessDescent::binary(
                (n as f64).sqrt(),
                0.1,
                seed,
            )?))
        })
    };
    let latent: Vec<_> = sizes.iter().map(hidden).collect::<Result<_, _>>()?;
    let panel = Panel::new(Axis::log("n", 7.0, 150.0), Axis::log("#f", 20.0, 10_000.0))
        .path(Colour::Blue, &binary)
        .path(Colour::Green, &fast)
        .path(Colour::Red, &two_point)
        .path(Colour::Orange, &latent)
        .legend(Colour::Green, "rₖ, t")
        .legend(Colour::Blue, "rₖ")
        .legend(Colour::Red, "ĝ")
        .legend(Colour::Orange, "rₖ, k = 4")
        .legend_at(Corner::TopLeft);
    let data = Dimension {
        binary,
        fast,
        two_point,
        latent,
    };
    Ok((data, Figure::new(CHAPTER, "dimension").panel(panel)))
}

/// Logistic regression on the wines: (values asked, f − f*) of each method.
pub struct Wine {
    /// Gradient descent with a gradient from n + 1 values.
    pub coordinates: Vec<(f64, f64)>,
    /// The two-point step.
    pub two_point: Vec<(f64, f64)>,
    /// The evolution strategy with ranks.
    pub strategy: Vec<(f64, f64)>,
    /// Gradientless descent, all radii.
    pub gradientless: Vec<(f64, f64)>,
    /// Nelder–Mead.
    pub simplex: Vec<(f64, f64)>,
    /// CMA-ES.
    pub cma: Vec<(f64, f64)>,
    /// CMA-ES on the square of f.
    pub cma_bent: Vec<(f64, f64)>,
    /// The share of the wines on the right side of CMA-ES's last plane.
    pub accuracy: f64,
}

/// Figure `wine`: what 5,000 values of a real loss with 14 parameters buy.
///
/// ```
/// let (data, figure) = zeroth_order::figures::wine()?;
/// let end = |curve: &[(f64, f64)]| curve.last().unwrap().1;
/// // The two whose shape adapts find the minimum; CMA-ES finds the same points on the square of f.
/// assert!(end(&data.simplex) < 1e-9 && end(&data.cma) < 1e-9);
/// assert_eq!(data.cma, data.cma_bent);
/// // The others are between 10⁻⁷ and 10⁻⁵ above it, and the strategy with a constant rate stalls.
/// for other in [&data.coordinates, &data.two_point, &data.gradientless] {
///     assert!((1e-7..1e-5).contains(&end(other)), "{}", end(other));
/// }
/// let late = data.strategy.iter().filter(|(calls, _)| *calls > 2500.0);
/// assert!(late.clone().count() > 100 && late.into_iter().all(|(_, gap)| *gap > 1e-3));
/// assert!(data.accuracy > 0.98, "{}", data.accuracy);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a step is refused, which the fixed settings exclude.
pub fn wine() -> Drawn<Wine> {
    let f = LogisticRegression::wine(0.01)?;
    let budget = 5000;
    // The minimum, by gradients.
    let mut best = f.start();
    for _ in 0..1600 {
        best[0] = &best[0] - &(&f.gradient(&best)[0] * 1.2);
    }
    let lowest = f.value(&best);
    let gap = |params: &[Tensor]| (f.value(params) - lowest).max(1e-12);
    let run = |objective: &dyn Objective, mut method: Box<dyn OracleOptimizer>| {
        let (counted, mut params) = (Counted::new(objective), f.start());
        let mut curve = Vec::new();
        while counted.calls() < budget {
            method.step_on(&counted, &mut params)?;
            curve.push((counted.calls() as f64, gap(&params)));
        }
        Ok::<_, Box<dyn std::error::Error>>((curve, params))
    };
    let mut theta = f.start();
    let mut coordinates = Vec::new();
    let n = theta[0].len();
    for step in 1..=budget / (n + 1) {
        let slopes = forward_gradient(&f, &theta, 1e-6);
        theta[0] = &theta[0] - &(&slopes[0] * 0.5);
        coordinates.push(((step * (n + 1)) as f64, gap(&theta)));
    }
    let two_point = run(&f, Box::new(TwoPoint::new(0.1, 1e-4, 1)?))?.0;
    let strategy = run(&f, Box::new(EvolutionStrategy::new(0.2, 0.1, 10, 1)?))?.0;
    let gradientless = run(&f, Box::new(GradientlessDescent::binary(2.0, 0.01, 1)?))?.0;
    let mut simplex = NelderMead::new(0.05)?;
    // From θ = 0 SciPy's first simplex is tiny; unit steps are a fairer start.
    let corners: Vec<Vec<f64>> = (0..=n)
        .map(|i| (0..n).map(|k| if i == k + 1 { 0.5 } else { 0.0 }).collect())
        .collect();
    simplex = simplex.from_simplex(&corners);
    let simplex = run(&f, Box::new(simplex))?.0;
    let (cma, last) = run(&f, Box::new(CmaEs::new(0.5, 1)?))?;
    let squared = Transformed {
        inner: &f,
        h: |y| y * y,
        slope: |y| 2.0 * y,
    };
    let cma_bent = run(&squared, Box::new(CmaEs::new(0.5, 1)?))?.0;
    let wine = descent::data::wine().standardized();
    let plane = flatten(&last);
    let right = wine
        .inputs
        .rows()
        .into_iter()
        .zip(&wine.classes)
        .filter(|(x, class)| {
            let side: f64 = x.iter().zip(&plane).map(|(x, w)| x * w).sum::<f64>() + plane[n - 1];
            (side > 0.0) == (**class == 0)
        });
    let accuracy = right.count() as f64 / wine.classes.len() as f64;
    let thinned = |curve: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let mut kept: Vec<(f64, f64)> = Vec::new();
        for &(calls, gap) in curve {
            if calls >= 10.0 && kept.last().is_none_or(|last| calls > 1.03 * last.0) {
                kept.push((calls, gap));
            }
        }
        kept
    };
    let panel = Panel::new(
        Axis::log("#f", 10.0, 5000.0),
        Axis::log("f − f*", 1e-9, 1.0),
    )
    .line(Colour::Grey, &thinned(&coordinates))
    .line(Colour::Red, &thinned(&two_point))
    .line(Colour::Purple, &thinned(&strategy))
    .line(Colour::Blue, &thinned(&gradientless))
    .line(Colour::Orange, &thinned(&simplex))
    .line(Colour::Green, &thinned(&cma))
    .legend(Colour::Grey, "eᵢ")
    .legend(Colour::Red, "ĝ")
    .legend(Colour::Purple, "ES")
    .legend(Colour::Blue, "GLD")
    .legend(Colour::Orange, "NM")
    .legend(Colour::Green, "CMA")
    .legend_at(Corner::BottomLeft);
    let data = Wine {
        coordinates,
        two_point,
        strategy,
        gradientless,
        simplex,
        cma,
        cma_bent,
        accuracy,
    };
    Ok((data, Figure::new(CHAPTER, "wine").panel(panel)))
}

/// The gradient from n + 1 values: forward differences along the coordinates.
fn forward_gradient(f: &dyn Objective, theta: &[Tensor], h: f64) -> Vec<Tensor> {
    let (here, mut flat) = (f.value(theta), flatten(theta));
    let slopes: Vec<f64> = (0..flat.len())
        .map(|i| {
            let centre = flat[i];
            flat[i] = centre + h;
            let ahead = f.at(&flat);
            flat[i] = centre;
            (ahead - here) / h
        })
        .collect();
    vector(&slopes)
}
