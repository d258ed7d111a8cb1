//! What a step in a ball refuses, and how it says so.

use probabilistic_view::BallStep;

#[test]
fn a_step_needs_a_radius_and_a_temperature() {
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for (name, outcome) in [
            ("ε", BallStep::new(bad, 1.0)),
            ("α", BallStep::new(1.0, bad)),
        ] {
            assert_eq!(
                outcome.unwrap_err().to_string(),
                format!("{name} = {bad}, but it must be a positive finite number")
            );
        }
    }
}
