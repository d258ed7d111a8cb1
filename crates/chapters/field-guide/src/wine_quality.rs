//! The regression task: how good a red wine is, from its chemical analysis.

use descent::data::Measured;
use descent::{FiniteSum, Objective, Tensor, as_matrix, as_vector, data, random};
use ndarray::{Array1, Array2, Axis};

/// Half the mean squared error of a network 11 → width (tanh) → 1 on the different red wines.
///
/// Inputs and quality are shifted and scaled to mean 0 and variance 1; a wine that repeats an
/// earlier line is left out, so that none is in two parts of a split. Parameters, in this order:
/// W₁ of shape 11 × width, b₁, W₂ of shape width × 1, b₂.
#[derive(Debug, Clone, PartialEq)]
pub struct WineQuality {
    inputs: Array2<f64>,
    targets: Vec<f64>,
    /// One point of quality is 1/deviation of the scaled target.
    deviation: f64,
    width: usize,
    seed: u64,
}

struct Forward {
    hidden: Array2<f64>,
    /// Prediction minus target.
    residuals: Array1<f64>,
}

impl WineQuality {
    /// The network with `width` hidden units, initialized from `seed`.
    ///
    /// # Panics
    /// If `width` is 0.
    pub fn new(width: usize, seed: u64) -> Self {
        assert!(width > 0, "a network has a hidden unit");
        let Measured { inputs, targets } = data::red_wine();
        let first = |&i: &usize| {
            !(0..i).any(|j| inputs.row(i) == inputs.row(j) && targets[i] == targets[j])
        };
        let rows: Vec<usize> = (0..targets.len()).filter(first).collect();
        let mut inputs = inputs.select(Axis(0), &rows);
        for mut column in inputs.axis_iter_mut(Axis(1)) {
            let (mean, deviation) = (column.mean().unwrap_or(0.0), column.std(0.0));
            column.mapv_inplace(|x| (x - mean) / deviation);
        }
        let quality: Array1<f64> = rows.iter().map(|&i| targets[i]).collect();
        let (mean, deviation) = (quality.mean().unwrap_or(0.0), quality.std(0.0));
        Self {
            inputs,
            targets: quality.mapv(|q| (q - mean) / deviation).to_vec(),
            deviation,
            width,
            seed,
        }
    }

    /// Half the mean squared error of the examples `rows`, in units of the targets' variance.
    pub fn loss_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        let residuals = self.forward(params, rows).residuals;
        residuals.dot(&residuals) / (2.0 * rows.len() as f64)
    }

    /// The root mean square error of the examples `rows`, in points of quality.
    pub fn points_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        (2.0 * self.loss_on(params, rows)).sqrt() * self.deviation
    }

    fn forward(&self, params: &[Tensor], batch: &[usize]) -> Forward {
        let inputs = self.inputs.select(Axis(0), batch);
        let hidden =
            (inputs.dot(&as_matrix(&params[0])) + as_vector(&params[1])).mapv_into(f64::tanh);
        let mut residuals = hidden.dot(&as_matrix(&params[2])).remove_axis(Axis(1));
        residuals += as_vector(&params[3])[0];
        for (r, &i) in residuals.iter_mut().zip(batch) {
            *r -= self.targets[i];
        }
        Forward { hidden, residuals }
    }
}

impl Objective for WineQuality {
    fn name(&self) -> &'static str {
        "wine-quality"
    }

    /// Weights from N(0, 1/inputs), biases 0.
    fn start(&self) -> Vec<Tensor> {
        let mut rng = random::generator(self.seed);
        let mut weights = |inputs: usize, outputs: usize| {
            let scale = 1.0 / (inputs as f64).sqrt();
            Array2::from_shape_simple_fn((inputs, outputs), || scale * random::normal(&mut rng))
                .into_dyn()
        };
        let (first, second) = (weights(11, self.width), weights(self.width, 1));
        let zeros = |n: usize| Array1::zeros(n).into_dyn();
        vec![first, zeros(self.width), second, zeros(1)]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let rows: Vec<usize> = (0..self.examples()).collect();
        self.loss_on(params, &rows)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let rows: Vec<usize> = (0..self.examples()).collect();
        self.batch_gradient_into(params, &rows, grads);
    }
}

impl FiniteSum for WineQuality {
    fn examples(&self) -> usize {
        self.targets.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let Forward { hidden, residuals } = self.forward(params, batch);
        // Back-propagation: ∂loss/∂prediction = r/B, then the chain rule layer by layer.
        let outer = (residuals / batch.len() as f64).insert_axis(Axis(1));
        let mut inner = outer.dot(&as_matrix(&params[2]).t());
        inner.zip_mut_with(&hidden, |d, h| *d *= 1.0 - h * h);
        grads[0].assign(&self.inputs.select(Axis(0), batch).t().dot(&inner));
        grads[1].assign(&inner.sum_axis(Axis(0)));
        grads[2].assign(&hidden.t().dot(&outer));
        grads[3].assign(&outer.sum_axis(Axis(0)));
    }
}
