//! SciPy's Nelder–Mead, step for step: points recorded from version 1.17.1 with `xatol` = 1e-10 and
//! `fatol` = 1e-12, as in tests/reference/trajectories.json.

use descent::problems::{LeastSquares, Quadratic, Rosenbrock};
use descent::{Objective, OracleOptimizer, Spec, flatten};
use zeroth_order::NelderMead;

static SPEC: Spec = NelderMead::SPEC;

/// Runs it and compares with the points after some steps; the two differ by rounding only.
fn compare(objective: &dyn Objective, recorded: &[(usize, &[f64])]) {
    let settings = SPEC.settings().with("xatol", 1e-10).unwrap();
    let settings = settings.with("fatol", 1e-12).unwrap();
    let mut simplex = NelderMead::from_settings(&settings).unwrap();
    let (mut params, mut done) = (objective.start(), 0);
    for &(step, wanted) in recorded {
        while done < step {
            simplex.step_on(objective, &mut params).unwrap();
            done += 1;
        }
        for (got, wanted) in flatten(&params).iter().zip(wanted) {
            let error = (got - wanted).abs();
            let name = objective.name();
            assert!(
                error <= 1e-9 * (1.0 + wanted.abs()),
                "{name}, step {step}: {got} {wanted}"
            );
        }
    }
}

#[test]
fn a_quadratic() {
    compare(
        &Quadratic::new(&[0.1, 2.0]).unwrap(),
        &[
            (1, &[-5.375, -1.7999999999999998]),
            (2, &[-5.0625, -1.6999999999999993]),
            (3, &[-5.65625, -1.2499999999999982]),
            (5, &[-5.921875, -0.37499999999999556]),
            (10, &[-3.709228515625, 0.5480468750000089]),
            (20, &[-0.09394824504852295, -0.038742637634267614]),
            (50, &[1.9369891702909516e-05, -2.830227886598975e-06]),
            (91, &[4.160918864657365e-11, -5.122346690728934e-12]),
        ],
    );
}

#[test]
fn the_valley() {
    compare(
        &Rosenbrock::default(),
        &[
            (1, &[-1.4249999999999998, 2.0999999999999996]),
            (2, &[-1.4249999999999998, 2.0999999999999996]),
            (3, &[-1.4671874999999999, 2.1125]),
            (5, &[-1.4414062499999998, 2.09375]),
            (10, &[-1.3281738281249997, 1.7261718750000012]),
            (20, &[-0.6671905517578058, 0.3844482421875206]),
            (50, &[0.535196191887719, 0.26826610659606176]),
            (100, &[0.9999994374043881, 0.9999990675550521]),
        ],
    );
}

#[test]
fn a_matrix() {
    compare(
        &LeastSquares::sample(),
        &[
            (
                1,
                &[
                    3.0749999999999993,
                    -4.1,
                    4.5,
                    -6.149999999999999,
                    2.5625,
                    3.5875000000000004,
                ],
            ),
            (
                2,
                &[
                    3.0749999999999993,
                    -4.1,
                    4.5,
                    -6.149999999999999,
                    2.5625,
                    3.5875000000000004,
                ],
            ),
            (
                3,
                &[
                    3.0749999999999993,
                    -4.1,
                    4.5,
                    -6.149999999999999,
                    2.5625,
                    3.5875000000000004,
                ],
            ),
            (
                5,
                &[
                    3.091666666666665,
                    -3.9407407407407398,
                    4.407407407407408,
                    -6.533333333333331,
                    2.7222222222222214,
                    3.5388888888888896,
                ],
            ),
            (
                10,
                &[
                    3.422222222222217,
                    -4.043209876543207,
                    3.0987654320987694,
                    -6.777777777777768,
                    2.824074074074071,
                    3.6587962962962965,
                ],
            ),
            (
                20,
                &[
                    3.8623456790123285,
                    -3.873388203017824,
                    -0.41426611796981705,
                    -9.291358024691338,
                    3.0936213991769446,
                    4.000874485596702,
                ],
            ),
            (
                50,
                &[
                    3.268018755817579,
                    -1.695915421642339,
                    -0.6014579831214175,
                    -11.542241284097827,
                    2.0962626359963084,
                    4.71152678023968,
                ],
            ),
            (
                100,
                &[
                    0.42108397498704986,
                    -0.9675719212471428,
                    0.2275935651939129,
                    -0.5319233659852443,
                    1.9380592122931928,
                    1.3235729659592046,
                ],
            ),
        ],
    );
}

/// It rests exactly when both tolerances are met, whichever is met last.
#[test]
fn it_rests_where_corners_and_values_are_near() {
    let f = Quadratic::new(&[0.1, 2.0]).unwrap();
    for (xatol, fatol) in [(1e-2, 1e-12), (1e-5, 1.0), (3e-3, 1e-6)] {
        let settings = SPEC.settings().with("xatol", xatol).unwrap();
        let settings = settings.with("fatol", fatol).unwrap();
        let mut ours = NelderMead::from_settings(&settings).unwrap();
        let mut params = f.start();
        ours.step_on(&f, &mut params).unwrap();
        let mut rested = 0;
        for t in 0..150 {
            let before = ours.simplex();
            let spread = before
                .iter()
                .flat_map(|corner| corner.iter().zip(&before[0]));
            let wide = spread.fold(0.0, |most: f64, (x, y)| most.max((x - y).abs()));
            let high = f.at(&before[2]) - f.at(&before[0]);
            let rests = wide <= xatol && high <= fatol;
            ours.step_on(&f, &mut params).unwrap();
            let stayed = ours.simplex() == before;
            assert_eq!(
                stayed, rests,
                "{xatol:e}, {fatol:e}, t {t}: {wide:e}, {high:e}"
            );
            rested += usize::from(rests);
        }
        assert!((1..150).contains(&rested), "{xatol:e}, {fatol:e}: {rested}");
    }
}
