//! Axes: their range, scale, ticks and the words at them.

/// One axis of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub(crate) title: String,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) log: bool,
    ticks: Option<Vec<(f64, String)>>,
}

impl Axis {
    /// A linear axis from `low` to `high`.
    pub fn linear(title: &str, low: f64, high: f64) -> Self {
        Self {
            title: title.to_owned(),
            low,
            high,
            log: false,
            ticks: None,
        }
    }

    /// A logarithmic axis (base 10) from `low` to `high`, both positive.
    pub fn log(title: &str, low: f64, high: f64) -> Self {
        Self {
            title: title.to_owned(),
            low,
            high,
            log: true,
            ticks: None,
        }
    }

    /// The same axis with ticks of its own instead of the automatic ones.
    #[must_use]
    pub fn ticks(mut self, ticks: &[(f64, &str)]) -> Self {
        self.ticks = Some(
            ticks
                .iter()
                .map(|&(at, text)| (at, text.to_owned()))
                .collect(),
        );
        self
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.low.is_finite()
            && self.high.is_finite()
            && self.low < self.high
            && (!self.log || self.low > 0.0)
    }

    /// Where `x` lies on the paper: x itself, or log₁₀ x.
    pub(crate) fn place(&self, x: f64) -> f64 {
        if self.log { x.log10() } else { x }
    }

    /// The ends of the axis on the paper.
    pub(crate) fn ends(&self) -> (f64, f64) {
        (self.place(self.low), self.place(self.high))
    }

    /// Where ticks stand on the paper, and what is written at them.
    pub(crate) fn marks(&self) -> Vec<(f64, String)> {
        if let Some(ticks) = &self.ticks {
            return ticks
                .iter()
                .map(|(x, text)| (self.place(*x), text.clone()))
                .collect();
        }
        if self.log {
            self.decades()
        } else {
            self.round_numbers()
        }
    }

    /// Powers of ten, at most seven of them.
    fn decades(&self) -> Vec<(f64, String)> {
        let (low, high) = self.ends();
        let (first, last) = ((low - 1e-9).ceil(), (high + 1e-9).floor());
        let stride = ((last - first) / 6.0).ceil().max(1.0);
        (0..16)
            .map(|k| first + f64::from(k) * stride)
            .take_while(|&exponent| exponent <= last)
            .map(|exponent| (exponent, power_of_ten(exponent)))
            .collect()
    }

    /// Multiples of 1, 2 or 5 times a power of ten, between four and eight of them.
    fn round_numbers(&self) -> Vec<(f64, String)> {
        let raw = (self.high - self.low) / 5.0;
        let magnitude = 10f64.powf(raw.log10().floor());
        let stride = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * magnitude)
            .into_iter()
            .find(|&stride| stride >= raw * 0.999)
            .unwrap_or(10.0 * magnitude);
        let mut decimals = 0;
        while decimals < 9 && (stride * 10f64.powi(decimals)).fract().abs() > 1e-9 {
            decimals += 1;
        }
        let decimals = usize::try_from(decimals).unwrap_or(0);
        let first = (self.low / stride - 1e-9).ceil();
        (0..16)
            .map(|k| (first + f64::from(k)) * stride)
            .take_while(|&x| x <= self.high + 1e-9 * stride)
            .map(|x| {
                // No tick reads −0.
                let x = if x.abs() < 1e-9 * stride { 0.0 } else { x };
                (x, format!("{x:.decimals$}").replace('-', "−"))
            })
            .collect()
    }
}

/// 10 with a superscript exponent: `10⁻³`; 1 and 10 as they are.
fn power_of_ten(exponent: f64) -> String {
    match exponent {
        0.0 => "1".to_owned(),
        1.0 => "10".to_owned(),
        _ => {
            let digits = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().collect::<Vec<_>>();
            let superscript = |c: char| match c.to_digit(10) {
                Some(digit) => digits[digit as usize],
                None => '⁻',
            };
            std::iter::once("10".to_owned())
                .chain(std::iter::once(
                    format!("{exponent:.0}").chars().map(superscript).collect(),
                ))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(axis: &Axis) -> Vec<String> {
        axis.marks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(
            words(&Axis::linear("", 0.0, 1.0)),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            words(&Axis::linear("", -1.0, 1.0)),
            ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
        );
        assert_eq!(words(&Axis::linear("", 0.0, 120.0)), ["0", "50", "100"]);
        assert_eq!(
            words(&Axis::log("", 1e-3, 10.0)),
            ["10⁻³", "10⁻²", "10⁻¹", "1", "10"]
        );
        assert_eq!(words(&Axis::log("", 1e-16, 1.0)).len(), 6);
    }
}
