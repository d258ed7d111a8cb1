//! Cuts curves at the edge of their panel; plotters would draw over the neighbours.

/// A rectangle on the paper.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) x: (f64, f64),
    pub(crate) y: (f64, f64),
}

impl Frame {
    pub(crate) fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    /// The point of the frame that is nearest to `(x, y)`.
    pub(crate) fn clamp(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.clamp(self.x.0, self.x.1), y.clamp(self.y.0, self.y.1))
    }

    /// The parts of a polyline inside the frame. A point that is not finite breaks the line.
    pub(crate) fn clip(&self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
        for pair in points.windows(2) {
            let Some((from, to)) = self.segment(pair[0], pair[1]) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    /// The part of a segment inside the frame (Liang and Barsky 1984).
    fn segment(&self, a: (f64, f64), b: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        if ![a.0, a.1, b.0, b.1].iter().all(|x| x.is_finite()) {
            return None;
        }
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let edges = [
            (-dx, a.0 - self.x.0),
            (dx, self.x.1 - a.0),
            (-dy, a.1 - self.y.0),
            (dy, self.y.1 - a.1),
        ];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (direction, room) in edges {
            if direction == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if direction < 0.0 {
                enter = enter.max(room / direction);
            } else {
                leave = leave.min(room / direction);
            }
        }
        let at = |t: f64| {
            if t == 0.0 {
                a
            } else if t == 1.0 {
                b
            } else {
                (a.0 + t * dx, a.1 + t * dy)
            }
        };
        (enter <= leave).then(|| (at(enter), at(leave)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_the_frame_is_cut_at_both_edges() {
        let frame = Frame {
            x: (0.0, 1.0),
            y: (0.0, 1.0),
        };
        assert_eq!(
            frame.clip(&[(-1.0, 0.5), (2.0, 0.5)]),
            [[(0.0, 0.5), (1.0, 0.5)]]
        );
        assert_eq!(
            frame
                .clip(&[(0.2, 0.2), (0.4, 0.4), (0.4, 3.0), (0.6, 0.4)])
                .len(),
            2
        );
        assert!(frame.clip(&[(2.0, 2.0), (3.0, 3.0)]).is_empty());
        let broken = frame.clip(&[(0.1, 0.1), (0.2, f64::NAN), (0.3, 0.3), (0.4, 0.4)]);
        assert_eq!(broken, [[(0.3, 0.3), (0.4, 0.4)]]);
    }
}
