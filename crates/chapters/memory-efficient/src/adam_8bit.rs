//! Adam that keeps both moments in eight bits.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor,
};

use crate::quantize::{Blocks, Code};
use crate::second_moment::ratio;
use crate::shapes::Shapes;

/// Adam's step, with m and v read back from eight bits before it and rounded to eight bits after it:
/// equation `memory-efficient:adam-8bit`.
///
/// Two bytes per parameter and two scales per block. Every tensor is quantized, small ones too, in
/// blocks of its entries in row-major order. Where the denominator is zero, which takes ε = 0, the
/// entry does not move. Dettmers, Lewis, Shleifer & Zettlemoyer 2022.
#[derive(Debug, Clone)]
pub struct Adam8bit {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    block: usize,
    signed: Code,
    unsigned: Code,
    steps: i32,
    shapes: Shapes,
    first: Vec<Blocks>,
    second: Vec<Blocks>,
    /// One block of m and one of v while they are worked on; hold nothing from step to step.
    m: Vec<f64>,
    v: Vec<f64>,
}

impl Adam8bit {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adam-8bit",
        chapter: "memory-efficient",
        equation: "memory-efficient:adam-8bit",
        source: "Dettmers, Lewis, Shleifer & Zettlemoyer 2022",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.001, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root in the denominator",
            ),
            Hyperparameter {
                name: "block_size",
                symbol: "B",
                meaning: "how many numbers share a scale",
                kind: Kind::Integer {
                    default: 2048,
                    min: 1,
                },
            },
            Hyperparameter {
                name: "code",
                symbol: "D",
                meaning: "the 256 values: dynamic, seven decades, or linear, equal gaps",
                kind: Kind::Choice {
                    options: &["dynamic", "linear"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Adam in eight bits with learning rate η = `lr`, the dynamic code and blocks of 2048.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Adam8bit::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Adam in eight bits with `settings` of [`Adam8bit::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let code = match settings.choice("code")? {
            "linear" => Code::linear,
            _ => Code::dynamic,
        };
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            block: usize::try_from(settings.integer("block_size")?).unwrap_or(usize::MAX),
            signed: code(true),
            unsigned: code(false),
            settings: settings.clone(),
            steps: 0,
            shapes: Shapes::default(),
            first: Vec::new(),
            second: Vec::new(),
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// m and v of tensor `k` as they are read back, in row-major order; empty before the first step.
    pub fn moments(&self, k: usize) -> (Vec<f64>, Vec<f64>) {
        let read = |code: &Code, blocks: Option<&Blocks>| {
            let mut numbers = Vec::new();
            let mut block = vec![0.0; self.m.len()];
            for b in 0..blocks.map_or(0, Blocks::count) {
                let len = blocks.map_or(0, |blocks| blocks.load(code, b, &mut block));
                numbers.extend_from_slice(&block[..len]);
            }
            numbers
        };
        (
            read(&self.signed, self.first.get(k)),
            read(&self.unsigned, self.second.get(k)),
        )
    }

    /// How many bytes of state it holds if a scale takes four bytes; 0 before the first step.
    pub fn state_bytes(&self) -> usize {
        let blocks = self.first.iter().chain(&self.second);
        blocks.map(|blocks| blocks.bytes(4)).sum()
    }

    fn start(&mut self, params: &[Tensor]) {
        let empty = |code: &Code| -> Vec<Blocks> {
            let blocks = |p: &Tensor| Blocks::zeros(code, p.len(), self.block);
            params.iter().map(blocks).collect()
        };
        (self.first, self.second) = (empty(&self.signed), empty(&self.unsigned));
        let longest = params.iter().map(Tensor::len).max().unwrap_or(0);
        self.m = vec![0.0; self.block.min(longest)];
        self.v = self.m.clone();
        self.shapes = Shapes::of(params);
    }
}

impl Configured for Adam8bit {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.first.iter().chain(&self.second).map(Blocks::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Adam8bit {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.first.is_empty() {
            self.start(params);
        }
        self.steps = self.steps.saturating_add(1);
        let (beta1, beta2) = (self.beta1, self.beta2);
        let lr = self.lr / (1.0 - beta1.powi(self.steps));
        let correct = 1.0 / (1.0 - beta2.powi(self.steps));
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (first, second) = (&mut self.first[k], &mut self.second[k]);
            let mut entries = param.iter_mut().zip(grad);
            for b in 0..first.count() {
                let len = first.load(&self.signed, b, &mut self.m);
                second.load(&self.unsigned, b, &mut self.v);
                let (m, v) = (&mut self.m[..len], &mut self.v[..len]);
                // θ moves by the exact moments; only what is kept is rounded.
                let moments = m.iter_mut().zip(&mut *v);
                for ((m, v), (theta, &g)) in moments.zip(&mut entries) {
                    *m = beta1 * *m + (1.0 - beta1) * g;
                    *v = beta2 * *v + (1.0 - beta2) * g * g;
                    *theta -= lr * ratio(*m, (correct * *v).sqrt() + self.eps);
                }
                first.store(&self.signed, b, m);
                second.store(&self.unsigned, b, v);
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
