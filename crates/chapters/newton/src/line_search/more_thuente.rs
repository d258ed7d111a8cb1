//! The search of Moré & Thuente 1994, in the form of MINPACK-2, which SciPy uses.

use super::{Found, Sample, Search};

/// Bracket narrower than this share of its upper end: rounding rules.
const NARROW: f64 = 1e-14;
const LONGEST: f64 = 1e100;
const SHORTEST: f64 = 1e-100;

/// The bracket: the best point, the other end, and the steps between which the next lies.
struct Bracket {
    best: Sample,
    other: Sample,
    closed: bool,
    low: f64,
    high: f64,
}

pub(super) fn search(
    search: &Search,
    start: Sample,
    trial: f64,
    limit: u64,
    phi: &mut dyn FnMut(f64) -> Sample,
) -> Found {
    let promise = search.c1 * start.slope;
    let mut bracket = Bracket {
        best: start,
        other: start,
        closed: false,
        low: 0.0,
        high: 5.0 * trial,
    };
    let (mut width, mut width_before) = (LONGEST - SHORTEST, 2.0 * (LONGEST - SHORTEST));
    let (mut t, mut first_stage) = (trial, true);
    for evaluations in 1..=limit {
        let now = phi(t);
        let found = |satisfied| Found {
            t,
            evaluations,
            satisfied,
        };
        if search.decreases(&start, &now) && search.flattens(&start, &now) {
            return found(true);
        }
        if !now.value.is_finite() || !now.slope.is_finite() {
            // Outside the domain of f: halfway back to the best point.
            bracket.high = t;
            t = f64::midpoint(bracket.best.t, t);
            if t <= SHORTEST {
                break;
            }
            continue;
        }
        if first_stage && search.decreases(&start, &now) && now.slope >= 0.0 {
            first_stage = false;
        }
        let stuck = bracket.closed
            && (t <= bracket.low
                || t >= bracket.high
                || bracket.high - bracket.low <= NARROW * bracket.high);
        let at_the_end = t >= LONGEST && search.decreases(&start, &now) && now.slope <= promise;
        if stuck || at_the_end || t <= SHORTEST {
            // The best that rounding allows, if it is an improvement at all.
            let t = if now.value <= bracket.best.value {
                t
            } else {
                bracket.best.t
            };
            return Found { t, ..found(false) };
        }
        // In the first stage look for a minimum of φ(t) − φ(0) − c₁tφ′(0) instead of φ.
        let tilted =
            first_stage && now.value <= bracket.best.value && !search.decreases(&start, &now);
        let tilt = if tilted { promise } else { 0.0 };
        let lean = |s: Sample, tilt: f64| Sample {
            t: s.t,
            value: s.value - s.t * tilt,
            slope: s.slope - tilt,
        };
        bracket.best = lean(bracket.best, tilt);
        bracket.other = lean(bracket.other, tilt);
        t = bracket.take(lean(now, tilt));
        bracket.best = lean(bracket.best, -tilt);
        bracket.other = lean(bracket.other, -tilt);
        let (best, other) = (bracket.best.t, bracket.other.t);
        if bracket.closed {
            if (other - best).abs() >= 0.66 * width_before {
                t = best + 0.5 * (other - best);
            }
            (width_before, width) = (width, (other - best).abs());
            (bracket.low, bracket.high) = (best.min(other), best.max(other));
        } else {
            (bracket.low, bracket.high) = (t + 1.1 * (t - best), t + 4.0 * (t - best));
        }
        t = t.clamp(SHORTEST, LONGEST);
        let spent = bracket.high - bracket.low <= NARROW * bracket.high;
        if bracket.closed && (t <= bracket.low || t >= bracket.high || spent) {
            t = best;
        }
    }
    Found {
        t: bracket.best.t,
        evaluations: limit,
        satisfied: false,
    }
}

impl Bracket {
    /// Takes `now` into the bracket and returns the next step: Moré & Thuente's section 4.
    fn take(&mut self, now: Sample) -> f64 {
        let (best, other) = (self.best, self.other);
        let opposite = now.slope * best.slope.signum() < 0.0;
        let next = if now.value > best.value {
            // 1: higher. The minimum lies between.
            self.closed = true;
            let cubic = best.t + cubic(&best, &now) * (now.t - best.t);
            let chord = (best.value - now.value) / (now.t - best.t) + best.slope;
            let quadratic = best.t + best.slope / chord / 2.0 * (now.t - best.t);
            if (cubic - best.t).abs() <= (quadratic - best.t).abs() {
                cubic
            } else {
                cubic + (quadratic - cubic) / 2.0
            }
        } else if opposite {
            // 2: lower, and the slope has changed its sign.
            self.closed = true;
            let cubic = now.t + cubic(&now, &best) * (best.t - now.t);
            let secant = now.t + now.slope / (now.slope - best.slope) * (best.t - now.t);
            if (cubic - now.t).abs() > (secant - now.t).abs() {
                cubic
            } else {
                secant
            }
        } else if now.slope.abs() < best.slope.abs() {
            // 3: lower, same sign, and flatter.
            self.flatter(&now)
        } else if self.closed {
            // 4: lower, same sign, not flatter.
            now.t + cubic(&now, &other) * (other.t - now.t)
        } else if now.t > best.t {
            self.high
        } else {
            self.low
        };
        if now.value > best.value {
            self.other = now;
        } else {
            if opposite {
                self.other = best;
            }
            self.best = now;
        }
        next
    }

    fn flatter(&self, now: &Sample) -> f64 {
        let best = self.best;
        let forward = now.t > best.t;
        let theta = theta(now, &best);
        let s = theta.abs().max(best.slope.abs()).max(now.slope.abs());
        let radicand = (theta / s).powi(2) - (best.slope / s) * (now.slope / s);
        let gamma = s * radicand.max(0.0).sqrt() * if forward { -1.0 } else { 1.0 };
        let r = (gamma - now.slope + theta) / (gamma + (best.slope - now.slope) + gamma);
        let cubic = if r < 0.0 && gamma != 0.0 {
            now.t + r * (best.t - now.t)
        } else if forward {
            self.high
        } else {
            self.low
        };
        let secant = now.t + now.slope / (now.slope - best.slope) * (best.t - now.t);
        let cubic_nearer = (cubic - now.t).abs() < (secant - now.t).abs();
        if self.closed {
            let next = if cubic_nearer { cubic } else { secant };
            let edge = now.t + 0.66 * (self.other.t - now.t);
            if forward {
                next.min(edge)
            } else {
                next.max(edge)
            }
        } else {
            let farther = (cubic - now.t).abs() > (secant - now.t).abs();
            let next = if farther { cubic } else { secant };
            next.clamp(self.low.min(self.high), self.low.max(self.high))
        }
    }
}

fn theta(a: &Sample, b: &Sample) -> f64 {
    3.0 * (b.value - a.value) / (a.t - b.t) + a.slope + b.slope
}

/// Where the cubic through `from` and `to` has its minimum, as a share of the way.
fn cubic(from: &Sample, to: &Sample) -> f64 {
    let theta = theta(to, from);
    let s = theta.abs().max(from.slope.abs()).max(to.slope.abs());
    let root = s * ((theta / s).powi(2) - (from.slope / s) * (to.slope / s)).sqrt();
    let gamma = if to.t < from.t { -root } else { root };
    (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope)
}
