//! Minimization by brute force: the independent route on which the models' minimizers are checked.

/// Points of the grid on each axis.
const POINTS: u32 = 15;
/// Each round halves the grid's window: 30 of them leave 10⁻⁹ of the box.
const ROUNDS: u32 = 30;

/// The minimizer of `model` in the box from `low` to `high`, of one to three dimensions.
///
/// A grid over the box, then over half the box around the best point found, and so on. The ends of
/// the box belong to it, and so are found exactly. Points where the model is infinite are
/// forbidden. A smooth minimum is found to about the square root of the rounding error, 10⁻⁸.
///
/// # Panics
/// If `low` and `high` differ in length or the model is infinite on the whole first grid.
pub fn minimize(model: &dyn Fn(&[f64]) -> f64, low: &[f64], high: &[f64]) -> Vec<f64> {
    assert_eq!(low.len(), high.len(), "a box has two corners");
    let n = low.len();
    let mut best = (f64::INFINITY, vec![f64::NAN; n]);
    let (mut from, mut to) = (low.to_vec(), high.to_vec());
    for _ in 0..ROUNDS {
        let cells = POINTS.pow(u32::try_from(n).unwrap_or(u32::MAX));
        for cell in 0..cells {
            let mut rest = cell;
            let point: Vec<f64> = (0..n)
                .map(|i| {
                    let share = f64::from(rest % POINTS) / f64::from(POINTS - 1);
                    rest /= POINTS;
                    from[i] + share * (to[i] - from[i])
                })
                .collect();
            let value = model(&point);
            if value < best.0 {
                best = (value, point);
            }
        }
        assert!(best.0.is_finite(), "the model has no finite value");
        for i in 0..n {
            let half = 0.25 * (to[i] - from[i]);
            (from[i], to[i]) = (
                (best.1[i] - half).max(low[i]),
                (best.1[i] + half).min(high[i]),
            );
        }
    }
    best.1
}

/// The minimizer of `model` on the disc ‖d‖ ≤ `radius`, searched for in polar and in Cartesian coordinates.
pub fn minimize_on_disc(model: &dyn Fn(&[f64]) -> f64, radius: f64) -> Vec<f64> {
    let place = |polar: &[f64]| vec![polar[0] * polar[1].cos(), polar[0] * polar[1].sin()];
    // Sectors that overlap: what lies at the end of one lies inside another, and two minima of
    // nearly the same value, which face each other, are not in one.
    let sector = |begin: f64| {
        let polar = |polar: &[f64]| model(&place(polar));
        place(&minimize(&polar, &[0.0, begin], &[radius, begin + 2.2]))
    };
    let edge = [-3.5, -1.9, -0.3, 1.3].map(sector);
    // And near the centre, where polar coordinates are coarse, on the square.
    let clipped = |d: &[f64]| {
        let inside = d[0].hypot(d[1]) <= radius;
        if inside { model(d) } else { f64::INFINITY }
    };
    let centre = minimize(&clipped, &[-radius; 2], &[radius; 2]);
    let better = |a: &Vec<f64>, b: &Vec<f64>| model(a).total_cmp(&model(b));
    let found = edge.into_iter().chain([centre]);
    found.min_by(better).unwrap_or_default()
}
