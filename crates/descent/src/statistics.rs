//! Means, slopes and goodness of fit.

/// The arithmetic mean.
pub fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

/// The variance around the sample's own mean (divided by n).
pub fn variance(sample: &[f64]) -> f64 {
    let centre = mean(sample);
    sample.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / sample.len() as f64
}

/// The standard error of the mean of independent numbers.
pub fn standard_error(sample: &[f64]) -> f64 {
    (variance(sample) / sample.len() as f64).sqrt()
}

/// The slope of the least-squares line through `points`.
pub fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (mx, my) = (
        points.iter().map(|p| p.0).sum::<f64>() / n,
        points.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let covariance: f64 = points.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    covariance / points.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}

/// The exponent p of error ≈ c·hᵖ: the slope of ln error against ln h.
pub fn order(errors: &[(f64, f64)]) -> f64 {
    let logs: Vec<_> = errors.iter().map(|(h, e)| (h.ln(), e.ln())).collect();
    slope(&logs)
}

/// The Kolmogorov–Smirnov distance sup |F_n − F| between a sample and a distribution function.
pub fn ks_distance(sample: &[f64], cdf: &dyn Fn(f64) -> f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    sorted
        .iter()
        .enumerate()
        .map(|(i, &x)| {
            let exact = cdf(x);
            (exact - i as f64 / n)
                .abs()
                .max((exact - (i + 1) as f64 / n).abs())
        })
        .fold(0.0, f64::max)
}

/// The distance that `n` independent draws from the right distribution exceed with probability
/// `level` (Kolmogorov's limit law, first term of its series).
pub fn ks_threshold(n: usize, level: f64) -> f64 {
    (-(level / 2.0).ln() / (2.0 * n as f64)).sqrt()
}
