//! Nocedal & Wright's algorithms 3.5 and 3.6 as Optax has them: double, then zoom.

use super::{Found, Sample, Search};

/// With a step in hand that makes f smaller, a bracket shorter than this is given up.
const NARROW: f64 = 1e-5;
/// Near the minimum f is lost in rounding; a value within this share counts as no higher.
const FLAT: f64 = 1e-6;

pub(super) fn search(
    search: &Search,
    start: Sample,
    trial: f64,
    limit: u64,
    phi: &mut dyn FnMut(f64) -> Sample,
) -> Found {
    let (mut safe, mut bracket) = (start, None);
    let mut now = start;
    for evaluations in 1..=limit {
        let (before, mut narrow) = (now, false);
        now = match &bracket {
            None if evaluations == 1 => phi(trial),
            None => phi(2.0 * before.t),
            Some(zoom) => {
                narrow = Zoom::width(zoom) <= NARROW;
                phi(zoom.middle())
            }
        };
        let fallen = decreases(search, &start, &now);
        if fallen && search.flattens(&start, &now) {
            return Found {
                t: now.t,
                evaluations,
                satisfied: true,
            };
        }
        if fallen && (bracket.is_none() || now.value < safe.value) {
            safe = now;
        }
        if let Some(zoom) = &mut bracket {
            zoom.take(now, fallen);
        } else {
            let high = !fallen || (now.value >= before.value && evaluations > 1);
            let ends = if high {
                Some((before, now))
            } else {
                (now.slope >= 0.0).then_some((now, before))
            };
            bracket = ends.map(|(low, high)| Zoom {
                low,
                high,
                third: low,
            });
        }
        if evaluations == limit || (narrow && safe.t > 0.0) {
            // Where no step makes f smaller, Optax takes the last one if f is defined there.
            let last = if now.value.is_finite() { now.t } else { 0.0 };
            let t = if safe.t > 0.0 { safe.t } else { last };
            return Found {
                t,
                evaluations,
                satisfied: false,
            };
        }
    }
    Found {
        t: 0.0,
        evaluations: 0,
        satisfied: false,
    }
}

/// Armijo's condition, or near the minimum Hager & Zhang's, which compares slopes only.
fn decreases(search: &Search, start: &Sample, now: &Sample) -> bool {
    let by_slope = now.slope <= (2.0 * search.c1 - 1.0) * start.slope
        && now.value <= start.value + FLAT * start.value.abs();
    search.decreases(start, now) || by_slope
}

/// A bracket, its lower end first, and the point that it held before.
struct Zoom {
    low: Sample,
    high: Sample,
    third: Sample,
}

impl Zoom {
    fn width(&self) -> f64 {
        (self.high.t - self.low.t).abs()
    }

    /// The minimum of a cubic through three points, of a quadratic, or the middle: the first that
    /// keeps away from the ends.
    fn middle(&self) -> f64 {
        let (low, high) = (self.low.t.min(self.high.t), self.low.t.max(self.high.t));
        let inside = |t: &f64, margin: f64| {
            let margin = margin * (high - low);
            *t > low + margin && *t < high - margin
        };
        let cubic = Some(self.cubic()).filter(|t| inside(t, 0.2));
        let quadratic = || Some(self.quadratic()).filter(|t| inside(t, 0.1));
        cubic
            .or_else(quadratic)
            .unwrap_or_else(|| f64::midpoint(low, high))
    }

    /// NaN in the first round, where the third point is the lower end.
    fn cubic(&self) -> f64 {
        let Self { low, high, third } = self;
        let (b, c) = (high.t - low.t, third.t - low.t);
        let scale = (b * c).powi(2) * (b - c);
        let (rise_b, rise_c) = (
            high.value - low.value - low.slope * b,
            third.value - low.value - low.slope * c,
        );
        let a3 = (c * c * rise_b - b * b * rise_c) / scale;
        let a2 = (b * b * b * rise_c - c * c * c * rise_b) / scale;
        low.t + (-a2 + (a2 * a2 - 3.0 * a3 * low.slope).sqrt()) / (3.0 * a3)
    }

    fn quadratic(&self) -> f64 {
        let Self { low, high, .. } = self;
        let b = high.t - low.t;
        let a2 = (high.value - low.value - low.slope * b) / (b * b);
        low.t - low.slope / (2.0 * a2)
    }

    fn take(&mut self, now: Sample, fallen: bool) {
        let Self { low, high, .. } = *self;
        if !fallen || now.value >= low.value {
            self.third = high;
            self.high = now;
            return;
        }
        self.third = low;
        if now.slope * (high.t - low.t) >= 0.0 {
            self.third = high;
            self.high = low;
        }
        self.low = now;
    }
}
