//! The table of operation counts on both pages, cell by cell, against numbers that count.

use gradients::{Formula, Scalar, cost};

/// What one operation costs: by itself, in a dual pass, with the sweep, with dual numbers on the tape.
fn costs(f: &impl Formula) -> [u64; 4] {
    let (x, v) = ([0.4, 0.7], [1.0, -2.0]);
    // Forward mode makes two passes, one for each variable.
    [
        cost::value(f, &x),
        cost::forward_gradient(f, &x) / 2,
        cost::reverse_gradient(f, &x),
        cost::hessian_vector(f, &x, &v),
    ]
}

macro_rules! operations {
    ($($name:literal $formula:expr;)*) => { vec![$({
        struct One;
        impl Formula for One {
            fn eval<S: Scalar>(&self, x: &[S]) -> S {
                let f: fn(S, S) -> S = $formula;
                f(x[0], x[1])
            }
        }
        ($name, costs(&One))
    }),*] };
}

#[test]
fn both_pages_print_what_is_counted() {
    let counted = operations! {
        "$+$" |x, y| x + y;
        "$-$" |x, y| x - y;
        "$\\times$" |x, y| x * y;
        "$\\div$" |x, y| x / y;
        "change of sign" |x, _| -x;
        "$\\exp$" |x, _| x.exp();
        "$\\ln$" |x, _| x.ln();
        "$\\sin$" |x, _| x.sin();
        "$\\cos$" |x, _| x.cos();
        "$\\tanh$" |x, _| x.tanh();
        "$\\sqrt x$" |x, _| x.sqrt();
    };
    for page in [
        include_str!("../../../../src/en/gradients.md"),
        include_str!("../../../../src/zh/gradients.md")
            .replace("变号", "change of sign")
            .as_str(),
    ] {
        let mut found = Vec::new();
        for line in page.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let Ok(numbers) = cells[1..]
                .iter()
                .map(|cell| cell.parse())
                .collect::<Result<Vec<u64>, _>>()
            else {
                continue; // The head.
            };
            for name in cells[0].split([',', '，']) {
                found.push((name.trim().to_owned(), numbers.clone()));
            }
        }
        let wanted: Vec<_> = counted
            .iter()
            .map(|(name, n)| ((*name).to_owned(), n.to_vec()))
            .collect();
        assert_eq!(found, wanted);
    }
}
