//! The memory of L-BFGS: the last m pairs (s, y), and the two loops that apply them.

use ndarray::Array1;

/// The last m pairs s = θ⁺ − θ and y = g⁺ − g, and the first H⁰ = γI.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    ring: Vec<Pair>,
    alphas: Vec<f64>,
    newest: usize,
    count: usize,
    gamma: f64,
}

#[derive(Debug, Clone)]
struct Pair {
    s: Array1<f64>,
    y: Array1<f64>,
    /// 1/(yᵀs), or 0 for a pair that changes nothing.
    rho: f64,
}

impl Pairs {
    /// Room for `memory` pairs of `n` numbers. At first γ = 1.
    ///
    /// # Panics
    /// If `memory` is 0.
    pub fn new(memory: usize, n: usize) -> Self {
        assert!(memory > 0, "a memory without room");
        let empty = Pair {
            s: Array1::zeros(n),
            y: Array1::zeros(n),
            rho: 0.0,
        };
        Self {
            ring: vec![empty; memory],
            alphas: vec![0.0; memory],
            newest: memory - 1,
            count: 0,
            gamma: 1.0,
        }
    }

    /// How many pairs it holds.
    pub fn count(&self) -> usize {
        self.count
    }

    /// γ of the first matrix H⁰ = γI.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// Sets γ.
    pub fn set_gamma(&mut self, gamma: f64) {
        self.gamma = gamma;
    }

    /// Forgets everything but the room.
    pub fn clear(&mut self) {
        (self.count, self.gamma) = (0, 1.0);
    }

    /// Takes a pair in, in the place of the oldest if there are m already.
    ///
    /// # Panics
    /// If the lengths differ from those at the start.
    pub fn push(&mut self, s: &Array1<f64>, y: &Array1<f64>, rho: f64) {
        self.newest = (self.newest + 1) % self.ring.len();
        self.count = (self.count + 1).min(self.ring.len());
        let pair = &mut self.ring[self.newest];
        pair.s.assign(s);
        pair.y.assign(y);
        pair.rho = rho;
    }

    /// q ← Hq in 4mn multiplications: equation `newton:two-loop`.
    // ANCHOR: two-loop
    pub fn apply(&mut self, q: &mut Array1<f64>) {
        let m = self.ring.len();
        let oldest = self.newest + m + 1 - self.count;
        let oldest_first = (oldest..oldest + self.count).map(|i| i % m);
        for i in oldest_first.clone().rev() {
            let Pair { s, y, rho } = &self.ring[i];
            self.alphas[i] = rho * s.dot(q);
            q.scaled_add(-self.alphas[i], y);
        }
        *q *= self.gamma;
        for i in oldest_first {
            let Pair { s, y, rho } = &self.ring[i];
            let beta = rho * y.dot(q);
            q.scaled_add(self.alphas[i] - beta, s);
        }
    }
    // ANCHOR_END: two-loop

    /// How many numbers it holds.
    pub(crate) fn len(&self) -> usize {
        self.ring.iter().map(|pair| 2 * pair.s.len()).sum()
    }
}
