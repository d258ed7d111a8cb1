//! The search of torch and of minFunc: extrapolate to a bracket, then interpolate with slopes.

use super::{Found, Sample, Search};

/// A bracket shorter than this, measured in the entries of θ, is given up.
const NARROW: f64 = 1e-9;

pub(super) fn search(
    search: &Search,
    start: Sample,
    trial: f64,
    reach: f64,
    limit: u64,
    phi: &mut dyn FnMut(f64) -> Sample,
) -> Found {
    let (mut before, mut now) = (start, phi(trial));
    let mut rounds = 0;
    // Extrapolate until something is too high, flat enough, or past a minimum.
    let mut bracket = loop {
        if rounds == limit {
            break [start, now];
        }
        let risen = rounds > 1 && now.value >= before.value;
        if now.value > start.value + search.c1 * now.t * start.slope || risen {
            break [before, now];
        }
        if search.flattens(&start, &now) {
            return Found {
                t: now.t,
                evaluations: rounds + 1,
                satisfied: true,
            };
        }
        if now.slope >= 0.0 {
            break [before, now];
        }
        let bounds = (now.t + 0.01 * (now.t - before.t), 10.0 * now.t);
        let t = interpolate(&before, &now, bounds);
        before = now;
        now = phi(t);
        rounds += 1;
    };
    let mut low = usize::from(bracket[0].value > bracket[1].value);
    let (mut satisfied, mut hesitated) = (false, false);
    while !satisfied && rounds < limit {
        let (left, right) = ends(&bracket);
        if (right - left) * reach < NARROW {
            break;
        }
        let mut t = interpolate(&bracket[0], &bracket[1], (left, right));
        // A second time in the tenth next to an end, or on the end itself: go a tenth inwards.
        let margin = 0.1 * (right - left);
        if (right - t).min(t - left) < margin {
            if hesitated || t >= right || t <= left {
                let to_the_right = (t - right).abs() < (t - left).abs();
                t = if to_the_right {
                    right - margin
                } else {
                    left + margin
                };
                hesitated = false;
            } else {
                hesitated = true;
            }
        } else {
            hesitated = false;
        }
        now = phi(t);
        rounds += 1;
        if !search.decreases(&start, &now) || now.value >= bracket[low].value {
            bracket[1 - low] = now;
            low = usize::from(bracket[0].value > bracket[1].value);
        } else {
            satisfied = search.flattens(&start, &now);
            if !satisfied && now.slope * (bracket[1 - low].t - bracket[low].t) >= 0.0 {
                bracket[1 - low] = bracket[low];
            }
            bracket[low] = now;
        }
    }
    Found {
        t: bracket[low].t,
        evaluations: rounds + 1,
        satisfied,
    }
}

fn ends(bracket: &[Sample; 2]) -> (f64, f64) {
    let [a, b] = bracket.map(|sample| sample.t);
    (a.min(b), a.max(b))
}

/// The minimum of the cubic through two points with their slopes, kept within `bounds`.
fn interpolate(a: &Sample, b: &Sample, (low, high): (f64, f64)) -> f64 {
    let d1 = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.t - b.t);
    let radicand = d1 * d1 - a.slope * b.slope;
    if radicand.is_nan() || radicand < 0.0 {
        return f64::midpoint(low, high);
    }
    let (left, right) = if a.t <= b.t { (a, b) } else { (b, a) };
    let d2 = radicand.sqrt();
    let share = (right.slope + d2 - d1) / (right.slope - left.slope + 2.0 * d2);
    let t = right.t - (right.t - left.t) * share;
    // `max` and `min` drop a NaN, as where both slopes vanish.
    t.max(low).min(high)
}
