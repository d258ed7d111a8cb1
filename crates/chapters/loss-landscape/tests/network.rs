//! The network's gradients and data.

use descent::random::generator;
use descent::{FiniteSum, Objective, differences, distance, norm, zeros_like};
use loss_landscape::curvature::{moved, normal_like};
use loss_landscape::network::{Activation, Network, coarse, split};

#[test]
fn back_propagation_agrees_with_differences() {
    for activation in [Activation::Tanh, Activation::Relu] {
        let f = Network::new(coarse(&split(40, 1).0), 3, activation).expect("a network");
        let theta = f.initial(2);
        let theta = moved(&theta, 0.2, &normal_like(&theta, &mut generator(3)));
        let (exact, numeric) = (f.gradient(&theta), differences::gradient(&f, &theta, 1e-6));
        let error = distance(&exact, &numeric) / norm(&exact);
        assert!(error < 1e-7, "{activation:?}: relative error {error:e}");
    }
}

#[test]
fn batch_gradients_average_to_the_gradient() {
    let f = Network::new(split(12, 1).0, 5, Activation::Tanh).expect("a network");
    let theta = f.initial(4);
    let mut sum = zeros_like(&theta);
    for i in 0..12 {
        let mut one = zeros_like(&theta);
        f.batch_gradient_into(&theta, &[i], &mut one);
        sum = moved(&sum, 1.0 / 12.0, &one);
    }
    let apart = distance(&sum, &f.gradient(&theta));
    assert!(apart < 1e-13, "{apart:e} apart");
}

#[test]
fn the_loss_is_at_most_itself() {
    // 120 examples: two blocks that are full and one that is not.
    let f = Network::new(split(120, 1).0, 5, Activation::Tanh).expect("a network");
    for seed in 0..5 {
        let theta = f.initial(seed);
        let loss = f.value(&theta);
        assert!(f.loss_is_at_most(&theta, loss * (1.0 + 1e-12)), "{loss}");
        for factor in [1.0 - 1e-12, 0.9, 0.3, 0.01] {
            assert!(!f.loss_is_at_most(&theta, loss * factor), "{factor}");
        }
    }
}

#[test]
fn the_split_holds_every_digit_once() {
    let all = descent::data::digits();
    let (training, rest) = split(400, 1);
    assert_eq!((training.len(), rest.len()), (400, 1397));
    let total = |digits: &descent::data::Classified| digits.inputs.sum();
    let (parts, whole) = (total(&training) + total(&rest), total(&all));
    assert!((parts - whole).abs() < 1e-8, "{parts}, not {whole}");
    let small = coarse(&training);
    assert_eq!(small.inputs.ncols(), 16);
    assert!((total(&small) * 4.0 - total(&training)).abs() < 1e-8);
}

#[test]
fn a_network_needs_units_and_examples() {
    let (some, _) = split(10, 1);
    let (none, _) = split(0, 1);
    let error = |data, width| Network::new(data, width, Activation::Tanh).expect_err("refused");
    assert_eq!(
        error(some, 0).to_string(),
        "network: the width must be 1 or more"
    );
    assert_eq!(
        error(none, 3).to_string(),
        "network: there must be one example or more"
    );
}
