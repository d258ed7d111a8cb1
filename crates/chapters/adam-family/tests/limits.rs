//! The limits of the page's table: with which values each member becomes a simpler optimizer.

use adam::{Adam, AmsGrad};
use adam_family::kernel::moves;
use adam_family::{
    AcProp, AdEmaMix, AdaBelief, AdaBound, AdaMod, Adan, Adopt, AggMo, DiffGrad, LaProp, MadGrad,
    Mars, Nadam, Padam, QhAdam, Qhm, RAdam, SimplifiedAdEmaMix, Swats,
};
use descent::{Configured, Optimizer, Settings, Spec, vector};
use gradient_descent::Sgd;
use momentum::Momentum;

/// A sequence of gradients without a pattern, of the size `scale`.
fn gradients(scale: f64) -> Vec<f64> {
    (1..=60)
        .map(|i| scale * ((1.7 * f64::from(i)).sin() + 0.3 * (0.13 * f64::from(i * i)).cos() + 0.2))
        .collect()
}

fn set(spec: &'static Spec, pairs: &[(&str, &str)]) -> Settings {
    pairs
        .iter()
        .fold(spec.settings(), |settings, (name, text)| {
            settings.with_text(name, text).expect("an allowed value")
        })
}

fn close(what: &str, one: &mut dyn Optimizer, other: &mut dyn Optimizer, tolerance: f64) {
    close_on(&gradients(1.0), what, one, other, tolerance);
}

fn close_on(
    gradients: &[f64],
    what: &str,
    one: &mut dyn Optimizer,
    other: &mut dyn Optimizer,
    tolerance: f64,
) {
    let (ours, theirs) = (
        moves(one, gradients).unwrap(),
        moves(other, gradients).unwrap(),
    );
    let largest = theirs.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    for (t, (a, b)) in ours.iter().zip(&theirs).enumerate() {
        let apart = (a - b).abs() / largest;
        assert!(apart < tolerance, "{what}, step {}: {a} against {b}", t + 1);
    }
}

macro_rules! with {
    ($optimizer:ty, $($name:literal = $value:literal),*) => {{
        static SPEC: Spec = <$optimizer>::SPEC;
        <$optimizer>::from_settings(&set(&SPEC, &[$(($name, $value)),*])).unwrap()
    }};
}

#[test]
fn adam_is_the_limit_of_numerators() {
    let adam = |beta1: f64, beta2: f64| Adam::with_betas(0.01, beta1, beta2).unwrap();
    let default = || adam(0.9, 0.999);
    close(
        "Nadam, β₁ = 0",
        &mut with!(Nadam, "lr" = "0.01", "beta1" = "0"),
        &mut adam(0.0, 0.999),
        1e-12,
    );
    close(
        "QHAdam, ν₁ = ν₂ = 1",
        &mut with!(QhAdam, "lr" = "0.01", "beta1" = "0.9", "nu1" = "1"),
        &mut default(),
        1e-12,
    );
    close(
        "AdEMAMix, α = 0",
        &mut with!(AdEmaMix, "lr" = "0.01", "alpha" = "0"),
        &mut default(),
        1e-12,
    );
    close(
        "simplified AdEMAMix, β₁ = α = 0",
        &mut with!(SimplifiedAdEmaMix, "lr" = "0.01", "beta1" = "0"),
        &mut adam(0.0, 0.95),
        1e-12,
    );
    close(
        "Adan, β₂ = 0",
        &mut with!(Adan, "lr" = "0.01", "beta2" = "0"),
        &mut adam(0.98, 0.99),
        1e-12,
    );
    close(
        "MARS, γ = 0, c → ∞",
        &mut with!(
            Mars,
            "lr" = "0.01",
            "gamma" = "0",
            "max_norm" = "1e9",
            "eps_place" = "corrected"
        ),
        &mut adam(0.95, 0.99),
        1e-12,
    );
}

#[test]
fn adam_is_the_limit_of_denominators() {
    let adam = |beta1: f64, beta2: f64| Adam::with_betas(0.01, beta1, beta2).unwrap();
    let default = || adam(0.9, 0.999);
    close(
        "Padam, p = ½",
        &mut with!(
            Padam,
            "lr" = "0.01",
            "partial" = "0.5",
            "amsgrad" = "false",
            "bias_correction" = "true"
        ),
        &mut default(),
        1e-12,
    );
    // One large gradient, so that the maximum acts.
    let mut burst = gradients(1.0);
    burst[20] = 9.0;
    close_on(
        &burst,
        "Padam, p = ½, with the maximum",
        &mut with!(
            Padam,
            "lr" = "0.01",
            "beta2" = "0.9",
            "partial" = "0.5",
            "bias_correction" = "true"
        ),
        &mut with!(AmsGrad, "lr" = "0.01", "beta2" = "0.9"),
        1e-12,
    );
    close(
        "AdaBound, γ → 0",
        &mut with!(
            AdaBound,
            "lr" = "0.01",
            "gamma" = "1e-12",
            "eps_place" = "corrected"
        ),
        &mut default(),
        1e-9,
    );
    close(
        "AdaMod, β₃ = 0",
        &mut with!(
            AdaMod,
            "lr" = "0.01",
            "beta3" = "0",
            "eps_place" = "corrected"
        ),
        &mut default(),
        1e-12,
    );
    close(
        "LaProp, β₁ = 0",
        &mut with!(LaProp, "lr" = "0.01", "beta1" = "0", "eps" = "1e-8"),
        &mut adam(0.0, 0.999),
        1e-12,
    );
    close(
        "SWATS, δ = 0",
        &mut with!(
            Swats,
            "lr" = "0.01",
            "tol" = "0",
            "eps" = "1e-8",
            "eps_place" = "corrected"
        ),
        &mut default(),
        1e-12,
    );
    // DiffGrad's friction depends on the unit of the loss: ½ for small gradients, 1 for large ones.
    for (scale, factor) in [(1e-6, 0.005), (1e6, 0.01)] {
        let mut half = Adam::with_betas(factor, 0.9, 0.999).unwrap();
        close_on(
            &gradients(scale),
            "DiffGrad",
            &mut with!(DiffGrad, "lr" = "0.01", "eps_place" = "corrected"),
            &mut half,
            1e-5,
        );
    }
}

#[test]
fn momentum_and_gradient_descent_are_the_limits_of_others() {
    let mean = |lr: f64, beta: f64| Momentum::ema(lr, beta).unwrap();
    close(
        "QHM, ν = 1",
        &mut Qhm::new(0.3, 0.95, 1.0).unwrap(),
        &mut mean(0.3, 0.95),
        1e-12,
    );
    close(
        "QHM, ν = 0",
        &mut Qhm::new(0.3, 0.95, 0.0).unwrap(),
        &mut Sgd::new(0.3).unwrap(),
        1e-12,
    );
    close(
        "AggMo, equal β",
        &mut with!(
            AggMo,
            "lr" = "0.2",
            "beta1" = "0.8",
            "beta2" = "0.8",
            "beta3" = "0.8"
        ),
        &mut Momentum::new(0.2, 0.8).unwrap(),
        1e-12,
    );
    close(
        "Padam, p = 0",
        &mut with!(Padam, "lr" = "0.2", "partial" = "0"),
        &mut mean(0.2, 0.9),
        1e-12,
    );
    // A large ε swamps the root: what is left is the numerator at the rate η/ε.
    close(
        "ADOPT, ε → ∞",
        &mut with!(
            Adopt,
            "lr" = "2e8",
            "eps" = "1e9",
            "beta1" = "0",
            "clip" = "off"
        ),
        &mut Late(Sgd::new(0.2).unwrap(), false),
        1e-8,
    );
    close(
        "ACProp, ε → ∞",
        &mut with!(AcProp, "lr" = "2e8", "eps" = "1e9"),
        &mut Sgd::new(0.2).unwrap(),
        1e-8,
    );
    // Without a mean there is no surprise: s holds ε′ alone.
    let rate = 0.01 * (0.001_f64 / 1e-4).sqrt();
    close(
        "AdaBelief, β₁ = 0",
        &mut with!(
            AdaBelief,
            "lr" = "0.01",
            "beta1" = "0",
            "eps" = "0",
            "eps_root" = "1e-4"
        ),
        &mut Sgd::new(rate).unwrap(),
        1e-12,
    );
    // β₂ ≤ 0.6: ρ_t never reaches 4.
    let mut radam = with!(RAdam, "lr" = "0.01", "beta1" = "0", "beta2" = "0.6");
    close(
        "RAdam, β₂ = 0.6",
        &mut radam,
        &mut Sgd::new(0.01).unwrap(),
        1e-12,
    );
}

/// An optimizer that lets the first gradient pass.
struct Late<T>(T, bool);

impl<T: Optimizer> Configured for Late<T> {
    fn settings(&self) -> Settings {
        self.0.settings()
    }
    fn state_len(&self) -> usize {
        self.0.state_len()
    }
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), descent::SettingError> {
        self.0.set_learning_rate(lr)
    }
}

impl<T: Optimizer> Optimizer for Late<T> {
    fn step(
        &mut self,
        params: &mut [descent::Tensor],
        grads: &[descent::Tensor],
    ) -> Result<(), descent::StepError> {
        if std::mem::replace(&mut self.1, true) {
            self.0.step(params, grads)
        } else {
            Ok(())
        }
    }
}

#[test]
fn limits_in_time() {
    let long: Vec<f64> = gradients(1.0).into_iter().cycle().take(20_000).collect();
    let last = |optimizer: &mut dyn Optimizer| *moves(optimizer, &long).unwrap().last().unwrap();
    // RAdam becomes Adam as r_t → 1.
    let (ours, adam) = (
        last(&mut with!(RAdam, "lr" = "0.01")),
        last(&mut Adam::new(0.01).unwrap()),
    );
    assert!(
        (ours / adam - 1.0).abs() < 1e-3,
        "RAdam {ours}, Adam {adam}"
    );
    // The band of AdaBound closes around η*: the mean form of momentum is left.
    let (ours, mean) = (
        last(&mut with!(AdaBound, "gamma" = "1", "final_lr" = "0.02")),
        last(&mut Momentum::ema(0.02, 0.9).unwrap()),
    );
    assert!(
        (ours / mean - 1.0).abs() < 1e-4,
        "AdaBound {ours}, momentum {mean}"
    );
    // With ε → ∞ and β = 0 MADGRAD is gradient descent with the rates √t.
    let path = moves(
        &mut with!(MadGrad, "lr" = "1", "eps" = "1e15", "beta" = "0"),
        &long[..50],
    )
    .unwrap();
    for (t, (ours, g)) in path.iter().zip(&long).enumerate() {
        let wanted = (t as f64 + 1.0).sqrt() * g;
        assert!(
            (ours - wanted).abs() < 1e-6,
            "MADGRAD, step {}: {ours} {wanted}",
            t + 1
        );
    }
}

#[test]
fn nadam_without_schedule_becomes_nesterovs_momentum() {
    // ε → ∞, after the corrections have died out: η/ε times g(1 − β) + βm̄.
    let g = gradients(1.0);
    let nadam = moves(
        &mut with!(
            Nadam,
            "lr" = "1e8",
            "eps" = "1e9",
            "beta1" = "0.5",
            "schedule" = "none"
        ),
        &g,
    )
    .unwrap();
    let nesterov = moves(&mut momentum::Nesterov::new(0.1 * 0.5, 0.5).unwrap(), &g).unwrap();
    for t in 40..60 {
        assert!(
            (nadam[t] - nesterov[t]).abs() < 1e-9,
            "step {}: {} {}",
            t + 1,
            nadam[t],
            nesterov[t]
        );
    }
}

#[test]
fn state_per_parameter() {
    let count = |optimizer: &mut dyn Optimizer| {
        let mut theta = vector(&[1.0, -2.0, 0.5, 3.0]);
        for g in gradients(1.0).iter().take(3) {
            optimizer
                .step(&mut theta, &vector(&[*g, 2.0 * g, -g, 0.1 * g]))
                .unwrap();
        }
        optimizer.state_len()
    };
    let all: [(&str, Box<dyn Optimizer>, usize); 21] = [
        ("nadam", Box::new(Nadam::new(0.1).unwrap()), 2),
        ("radam", Box::new(RAdam::new(0.1).unwrap()), 2),
        ("adabelief", Box::new(AdaBelief::new(0.1).unwrap()), 2),
        ("acprop", Box::new(AcProp::new(0.1).unwrap()), 2),
        ("adabound", Box::new(AdaBound::new(0.1).unwrap()), 2),
        ("adamod", Box::new(AdaMod::new(0.1).unwrap()), 3),
        ("diffgrad", Box::new(DiffGrad::new(0.1).unwrap()), 3),
        ("padam", Box::new(Padam::new(0.1).unwrap()), 3),
        (
            "padam without amsgrad",
            Box::new(with!(Padam, "amsgrad" = "false")),
            2,
        ),
        ("qhm", Box::new(Qhm::new(0.1, 0.9, 0.7).unwrap()), 1),
        ("qhadam", Box::new(QhAdam::new(0.1).unwrap()), 2),
        ("aggmo", Box::new(AggMo::new(0.1).unwrap()), 3),
        ("adan", Box::new(Adan::new(0.1).unwrap()), 4),
        ("laprop", Box::new(LaProp::new(0.1).unwrap()), 2),
        ("adopt", Box::new(Adopt::new(0.1).unwrap()), 2),
        ("ademamix", Box::new(AdEmaMix::new(0.1).unwrap()), 3),
        (
            "simplified-ademamix",
            Box::new(SimplifiedAdEmaMix::new(0.1).unwrap()),
            2,
        ),
        ("mars", Box::new(Mars::new(0.1).unwrap()), 3),
        ("mars, lion", Box::new(with!(Mars, "update" = "lion")), 2),
        ("madgrad", Box::new(MadGrad::new(0.1).unwrap()), 3),
        ("swats", Box::new(Swats::new(0.1).unwrap()), 2),
    ];
    for (name, mut optimizer, wanted) in all {
        assert_eq!(count(optimizer.as_mut()), 4 * wanted, "{name}");
    }
}
