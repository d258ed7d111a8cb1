//! Bad batch sizes are refused with one clear line.

use stochastic_gradient::{BatchError, Epochs, Sampling};

#[test]
fn bad_sizes_are_refused() {
    let message = |examples, batch| {
        Epochs::new(examples, batch, Sampling::Reshuffled, 0)
            .expect_err("a bad size")
            .to_string()
    };
    assert_eq!(message(0, 1), BatchError::NoExamples.to_string());
    assert_eq!(
        message(10, 0),
        "a batch size of 0 gives no gradient; it must be between 1 and 10"
    );
    assert_eq!(
        message(10, 11),
        "a batch size of 11 exceeds the 10 examples"
    );
    assert!(Epochs::new(10, 10, Sampling::InOrder, 0).is_ok(), "B = N");
}

#[test]
fn epochs_deal_as_they_say() {
    let epochs = |sampling, seed| {
        let epochs = Epochs::new(50, 7, sampling, seed).expect("7 of 50");
        epochs
            .take(3)
            .map(|epoch| epoch.batches().flatten().copied().collect::<Vec<usize>>())
            .collect::<Vec<_>>()
    };
    let sorted = |mut epoch: Vec<usize>| {
        epoch.sort_unstable();
        epoch
    };
    let everyone: Vec<usize> = (0..50).collect();
    let shuffled = epochs(Sampling::Reshuffled, 1);
    assert!(shuffled.iter().all(|e| sorted(e.clone()) == everyone));
    assert!(shuffled[0] != shuffled[1], "a new order in each epoch");
    assert_eq!(shuffled, epochs(Sampling::Reshuffled, 1), "same seed");
    assert!(shuffled != epochs(Sampling::Reshuffled, 2), "another seed");
    assert!(epochs(Sampling::InOrder, 1).iter().all(|e| *e == everyone));
    // With replacement an epoch misses about (1 − 1/N)ᴺ ≈ 37 % of the examples.
    let drawn = Epochs::new(2000, 1, Sampling::WithReplacement, 3).expect("1 of 2000");
    let mut epoch: Vec<usize> = drawn
        .take(1)
        .flat_map(|e| e.batches().flatten().copied().collect::<Vec<_>>())
        .collect();
    epoch.sort_unstable();
    epoch.dedup();
    let missed = 1.0 - epoch.len() as f64 / 2000.0;
    assert!((missed - 0.368).abs() < 0.04, "{missed} missed");
}
