//! Comparing two methods run by run: Student's t, Holm's correction.

use descent::quadrature::integrate;
use descent::statistics::mean;

/// The mean of paired differences with what it says of the true one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// d̄, the mean difference.
    pub mean: f64,
    /// s/√n, with s² divided by n − 1.
    pub error: f64,
    /// n − 1.
    pub freedom: usize,
}

// ANCHOR: paired
impl Paired {
    /// The paired comparison of `a` with `b`: equation `field-guide:paired-t`.
    ///
    /// # Panics
    /// If the lengths differ or are below 2.
    pub fn new(a: &[f64], b: &[f64]) -> Self {
        assert!(a.len() == b.len() && a.len() > 1, "two or more pairs");
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::of(&differences)
    }

    /// The same for one sample.
    ///
    /// # Panics
    /// If there are fewer than two numbers.
    pub fn of(differences: &[f64]) -> Self {
        assert!(differences.len() > 1, "two or more numbers");
        let n = differences.len() as f64;
        let mean = mean(differences);
        let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
        Self {
            mean,
            error: (squares / (n - 1.0) / n).sqrt(),
            freedom: differences.len() - 1,
        }
    }

    /// The probability, if the true mean is 0, of a t at least as large: two-sided.
    pub fn p_value(&self) -> f64 {
        2.0 * student_tail((self.mean / self.error).abs(), self.freedom)
    }

    /// Half the width of the interval that holds the true mean with probability 1 − `level`.
    pub fn half_width(&self, level: f64) -> f64 {
        student_quantile(level / 2.0, self.freedom) * self.error
    }
}
// ANCHOR_END: paired

/// P(t ≥ x) for Student's t with `freedom` degrees of freedom, x ≥ 0.
pub fn student_tail(x: f64, freedom: usize) -> f64 {
    // With t = √ν tan φ the density is proportional to cos^{ν−1} φ on (−π/2, π/2).
    let power = i32::try_from(freedom).map_or(f64::INFINITY, |nu| f64::from(nu) - 1.0);
    let weight = |phi: f64| phi.cos().max(0.0).powf(power);
    let right = std::f64::consts::FRAC_PI_2;
    let phi = (x / (freedom as f64).sqrt()).atan();
    integrate(&weight, phi, right, 200) / (2.0 * integrate(&weight, 0.0, right, 200))
}

/// The x with P(t ≥ x) = `tail`, 0 < `tail` < ½, by bisection.
pub fn student_quantile(tail: f64, freedom: usize) -> f64 {
    let (mut low, mut high) = (0.0, 1e4);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if student_tail(middle, freedom) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Holm's adjusted p-values: equation `field-guide:holm`. Those below α may be called different,
/// with a probability of at most α for any mistake.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &at) in order.iter().enumerate() {
        largest = largest
            .max((p_values.len() - rank) as f64 * p_values[at])
            .min(1.0);
        adjusted[at] = largest;
    }
    adjusted
}
