//! The chapter's figures. Each function returns what it plots and the drawing; its doctest asserts
//! the caption's claim on the plotted numbers and saves the file.

use descent::SettingError;
use plotting::{Axis, Colour, Corner, Figure, Panel};

use crate::contestant::{Contestant, FIELD};
use crate::race::{CONTOUR_RATES, Course, RACERS, SADDLE_RATES, racer};
use crate::results::{LEVEL, curse, rates, test, trials};
use crate::search::expected_best;
use crate::task::Task;

const CHAPTER: &str = "field-guide";

/// The colour and the symbol of each method of [`RACERS`].
const SIGNS: [(Colour, &str); 6] = [
    (Colour::Grey, "g"),
    (Colour::Orange, "m"),
    (Colour::Red, "N"),
    (Colour::Blue, "Σg²"),
    (Colour::Green, "X"),
    (Colour::Purple, "v"),
];

/// When each method of [`RACERS`] arrives.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    /// At the rates that look as in the notes.
    pub notes: [Option<usize>; 6],
    /// Each at its own best rate.
    pub tuned: [Option<usize>; 6],
}

/// Figure `contour`: Beale's function from (1, 1).
///
/// ```
/// use field_guide::race::Course;
/// let (race, figure) = field_guide::figures::contour()?;
/// // SGD, momentum, Nesterov, AdaGrad, Adadelta, RMSProp.
/// assert_eq!(race.notes, [295, 65, 63, 28, 55, 56].map(Some));
/// assert_eq!(race.tuned, [71, 50, 28, 28, 54, 58].map(Some));
/// // From a fifth of a unit higher the tuned ranking is another one again.
/// let higher = Course::contour([1.0, 1.2]);
/// let times = field_guide::race::RACERS.map(|name| higher.tuned(name).unwrap().unwrap().1);
/// assert_eq!(times, [74, 27, 34, 47, 178, 58]);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a method of the race does not build, which the fixed settings exclude.
pub fn contour() -> Result<(Race, Figure), SettingError> {
    let course = Course::contour([1.0, 1.0]);
    let window = Window {
        x: (-0.8, 4.4),
        y: (-1.1, 1.6),
        // Beale's function is a square polynomial in x: Σ (aᵢ − x(1 − yⁱ))² = A − 2Bx + Cx².
        levels: &[0.03, 0.2, 0.8, 2.5, 7.0, 14.2, 40.0, 120.0],
        ends: |level, y: f64| {
            let (mut a, mut b, mut c) = (-level, 0.0, 0.0);
            for (value, power) in [(1.5, y), (2.25, y * y), (2.625, y * y * y)] {
                a += value * value;
                b += value * (1.0 - power);
                c += (1.0 - power) * (1.0 - power);
            }
            // Near y = 1 it is nearly the same for all x.
            let root = if c < 0.01 {
                f64::NAN
            } else {
                (b * b - a * c).sqrt()
            };
            ((b - root) / c, (b + root) / c)
        },
        goal: (3.0, 0.5),
        steps: 90,
    };
    let figure = Figure::new(CHAPTER, "contour");
    race(figure, &course, CONTOUR_RATES, &window)
}

/// Figure `saddle`: the walled saddle from (1.5, 0.001).
///
/// ```
/// use field_guide::race::{Course, RACERS};
/// let (race, figure) = field_guide::figures::saddle()?;
/// assert_eq!(race.notes, [208, 78, 54, 10, 71, 80].map(Some));
/// assert_eq!(race.tuned, [13, 53, 12, 3, 54, 39].map(Some));
/// // Tuned from other offsets: SGD needs 5 steps, then 13, then 47; RMSProp and Adadelta do not notice.
/// let tuned = |offset| {
///     RACERS.map(|name| Course::saddle(offset).tuned(name).unwrap().unwrap().1)
/// };
/// assert_eq!(tuned(0.1), [5, 48, 8, 5, 54, 39]);
/// assert_eq!(tuned(1e-12), [47, 75, 34, 4, 54, 39]);
/// // From the ridge itself none arrives, at any rate of the grid.
/// for name in RACERS {
///     assert_eq!(Course::saddle(0.0).tuned(name).unwrap(), None, "{name}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a method of the race does not build, which the fixed settings exclude.
pub fn saddle() -> Result<(Race, Figure), SettingError> {
    let course = Course::saddle(1e-3);
    let window = Window {
        x: (-1.9, 1.7),
        y: (-0.5, 2.3),
        levels: &[-0.9, -0.6, -0.3, 0.0, 0.3, 0.8, 1.5],
        // x² = level + y² − y⁴/4.
        ends: |level, y: f64| {
            let root = (level + y * y - y.powi(4) / 4.0).sqrt();
            (-root, root)
        },
        goal: (0.0, std::f64::consts::SQRT_2),
        steps: 60,
    };
    let figure = Figure::new(CHAPTER, "saddle");
    race(figure, &course, SADDLE_RATES, &window)
}

/// What a panel of a race shows.
struct Window {
    x: (f64, f64),
    y: (f64, f64),
    levels: &'static [f64],
    /// The two x at which the surface has a level, for a y; NaN where it has it nowhere.
    ends: fn(f64, f64) -> (f64, f64),
    goal: (f64, f64),
    steps: usize,
}

impl Window {
    /// The lines of one level, from bottom to top.
    fn lines(&self, level: f64) -> Vec<Vec<(f64, f64)>> {
        const N: i32 = 100;
        let (low, high) = self.y;
        let mut lines = Vec::new();
        let mut left: Vec<(f64, f64)> = Vec::new();
        let mut right = left.clone();
        for k in 0..=N + 1 {
            let y = low + (high - low) * f64::from(k) / f64::from(N);
            let (a, b) = (self.ends)(level, y);
            if a.is_finite() && b.is_finite() && k <= N {
                if left.is_empty() && k > 0 && b - a < 0.6 {
                    // The line closes below.
                    left.push((f64::midpoint(a, b), y));
                    right.push((f64::midpoint(a, b), y));
                }
                left.push((a, y));
                right.push((b, y));
            } else if let (Some(&(a, top)), Some(&(b, _))) = (left.last(), right.last()) {
                if k <= N && b - a < 0.6 {
                    left.push((f64::midpoint(a, b), top));
                    right.push((f64::midpoint(a, b), top));
                }
                lines.push(std::mem::take(&mut left));
                lines.push(std::mem::take(&mut right));
            }
        }
        lines
    }
}

fn race(
    figure: Figure,
    course: &Course,
    notes: [f64; 6],
    window: &Window,
) -> Result<(Race, Figure), SettingError> {
    let mut tuned = notes;
    let mut found = Race {
        notes: [None; 6],
        tuned: [None; 6],
    };
    for (k, racer) in RACERS.iter().enumerate() {
        if let Some((lr, time)) = course.tuned(racer)? {
            (tuned[k], found.tuned[k]) = (lr, Some(time));
        }
    }
    let panel = |rates: [f64; 6]| -> Result<_, SettingError> {
        let ((left, right), (bottom, top)) = (window.x, window.y);
        let mut panel = Panel::new(
            Axis::linear("x", left, right),
            Axis::linear("y", bottom, top),
        )
        .legend_at(Corner::BottomLeft);
        for line in window.levels.iter().flat_map(|&level| window.lines(level)) {
            panel = panel.thin(Colour::Grid, &line);
        }
        let mut times = [None; 6];
        let mut dots = Vec::new();
        for (k, (colour, sign)) in SIGNS.into_iter().enumerate() {
            let points = course.path(&racer(RACERS[k], rates[k])?)?;
            times[k] = course.arrival(&points);
            let inside = |p: &[f64; 2]| (p[0].clamp(left, right), p[1].clamp(bottom, top));
            let path: Vec<_> = points.iter().take(window.steps + 1).map(inside).collect();
            panel = panel.thin(colour, &path).legend(colour, sign);
            // Every second point is enough for the eye.
            dots.push((colour, path.into_iter().step_by(2).collect::<Vec<_>>()));
        }
        for (colour, path) in dots {
            panel = panel.moving(colour, &path);
        }
        Ok((times, panel.dots(Colour::Ink, &[window.goal])))
    };
    let (first, left_panel) = panel(notes)?;
    let (_, right_panel) = panel(tuned)?;
    found.notes = first;
    let figure = figure
        .height(330)
        .seconds(9.0)
        .panel(left_panel)
        .panel(right_panel);
    Ok((found, figure))
}

/// The six methods that the curves show: the others lie between them.
const SHOWN: [(&str, Colour, &str); 6] = [
    ("sgd", Colour::Grey, "g"),
    ("momentum", Colour::Orange, "m"),
    ("adam", Colour::Blue, "m/√v"),
    ("adamw", Colour::Green, "λθ"),
    ("lbfgs", Colour::Red, "Hg"),
    ("muon", Colour::Purple, "UVᵀ"),
];

fn shown() -> impl Iterator<Item = (&'static Contestant, Colour, &'static str)> {
    SHOWN.into_iter().filter_map(|(name, colour, sign)| {
        Contestant::by_name(name).map(|contestant| (contestant, colour, sign))
    })
}

/// For each method of a figure: its name and its points.
pub type Curves = Vec<(&'static str, Vec<(f64, f64)>)>;

/// Figure `budget`: the expected best validation loss of k trials on the digits and on the wines.
///
/// ```
/// let ([digits, wine], figure) = field_guide::figures::budget();
/// let at = |curves: &field_guide::figures::Curves, name: &str, k: usize| {
///     curves.iter().find(|curve| curve.0 == name).unwrap().1[k - 1].1
/// };
/// let first = |curves: &field_guide::figures::Curves, k: usize| {
///     curves.iter().min_by(|a, b| a.1[k - 1].1.total_cmp(&b.1[k - 1].1)).unwrap().0
/// };
/// // With one trial L-BFGS is ahead on both tasks; with twenty it is last on the digits.
/// assert_eq!([first(&digits, 1), first(&wine, 1)], ["lbfgs", "lbfgs"]);
/// for (name, _) in &digits {
///     assert!(at(&digits, name, 20) <= at(&digits, "lbfgs", 20), "{name}");
/// }
/// assert_eq!(first(&digits, 20), "adam");
/// // On the digits momentum has two thirds more loss than Adam with five trials, and 1% more
/// // with sixty.
/// let ratio = |k| at(&digits, "momentum", k) / at(&digits, "adam", k);
/// assert!((1.6..1.7).contains(&ratio(5)), "{}", ratio(5));
/// assert!((1.0..1.015).contains(&ratio(60)), "{}", ratio(60));
/// // On the wines it is behind with ten trials and ahead with sixty.
/// assert!(at(&wine, "momentum", 10) > at(&wine, "adam", 10));
/// assert!(at(&wine, "momentum", 60) < at(&wine, "adam", 60));
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn budget() -> ([Curves; 2], Figure) {
    let mut figure = Figure::new(CHAPTER, "budget");
    let axis = |task| match task {
        Task::Digits => Axis::log("E min ℓ", 0.07, 1.1),
        Task::Wine => Axis::linear("E min ℓ", 0.3, 0.4),
    };
    let curves = Task::ALL.map(|task| {
        let mut panel = Panel::new(Axis::log("k", 1.0, 60.0), axis(task));
        let mut curves = Curves::new();
        for (contestant, colour, sign) in shown() {
            // A run that diverged counts as one that learned nothing.
            let nothing = match task {
                Task::Digits => 10f64.ln(),
                Task::Wine => 0.5,
            };
            let values: Vec<f64> = trials(task, contestant)
                .into_iter()
                .map(|loss| loss.min(nothing))
                .collect();
            let points: Vec<_> = (1..=60)
                .map(|k| (f64::from(k), expected_best(&values, k)))
                .collect();
            panel = panel.line(colour, &points).legend(colour, sign);
            curves.push((contestant.name, points));
        }
        figure = figure.clone().panel(panel);
        curves
    });
    (curves, figure)
}

/// For each method, in the order of [`FIELD`]: the best first loss and the mean of the same
/// configuration again.
pub type Curse = Vec<(f64, f64)>;

/// Figure `curse`: the smallest of 60 validation losses, and what the same settings reach again.
///
/// ```
/// let ([digits, wine], figure) = field_guide::figures::curse_of_winners();
/// // On both tasks twelve of thirteen do worse when their best trial is repeated; the median loses
/// // 19% on the digits and 1.4% on the wines, and Nadam's triples.
/// let ratios = |curse: &[(f64, f64)]| -> Vec<f64> {
///     let mut ratios: Vec<f64> = curse.iter().map(|(first, again)| again / first).collect();
///     ratios.sort_by(f64::total_cmp);
///     ratios
/// };
/// for (curse, median) in [(&digits, 1.19), (&wine, 1.014)] {
///     let ratios = ratios(curse);
///     assert_eq!(ratios.iter().filter(|&&ratio| ratio > 1.0).count(), 12, "{ratios:?}");
///     // To half a unit of the last digit that is quoted.
///     let unit = if median == 1.19 { 0.005 } else { 0.0005 };
///     assert!((ratios[6] - median).abs() < unit, "{ratios:?}");
/// }
/// assert!((2.9..3.5).contains(&ratios(&digits)[12]) && digits[7].1 > 2.9 * digits[7].0);
/// assert!(digits[1].1 < digits[1].0, "momentum");
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn curse_of_winners() -> ([Curse; 2], Figure) {
    let mut figure = Figure::new(CHAPTER, "curse").height(280);
    let found = Task::ALL.map(|task| {
        let (low, high) = match task {
            Task::Digits => (0.05, 0.3),
            Task::Wine => (0.3, 0.34),
        };
        let mut panel = Panel::new(numbers(), Axis::linear("ℓ", low, high))
            .legend_dots(Colour::Red, "min ℓ")
            .legend_dots(Colour::Blue, "ℓ′");
        let found: Curse = FIELD.iter().map(|method| curse(task, method, 1)).collect();
        for (number, &(first, again)) in (1..).map(f64::from).zip(&found) {
            panel = panel
                .thin(Colour::Grey, &[(number, first), (number, again)])
                .dots(Colour::Red, &[(number, first)])
                .dots(Colour::Blue, &[(number, again)]);
        }
        figure = figure.clone().panel(panel);
        found
    });
    (found, figure)
}

/// An axis with the numbers of the methods of [`FIELD`].
fn numbers() -> Axis {
    let words: Vec<(f64, String)> = (1..=FIELD.len())
        .map(|i| (i as f64, i.to_string()))
        .collect();
    let ticks: Vec<(f64, &str)> = words
        .iter()
        .map(|(at, word)| (*at, word.as_str()))
        .collect();
    Axis::linear("", 0.3, FIELD.len() as f64 + 0.7).ticks(&ticks)
}

/// For each method, in the order of [`FIELD`], after each of the two tunings: the mean test loss and
/// half its interval's width.
pub type Finals = Vec<[(f64, f64); 2]>;

/// Figure `finals`: test losses over twenty seeds with 95% intervals, after two tunings.
///
/// ```
/// let ([digits, wine], figure) = field_guide::figures::finals();
/// assert_eq!((digits.len(), wine.len()), (13, 13));
/// // On the digits Schedule-Free, Muon and AdamW (12, 11, 9) lie lowest after both tunings, and
/// // L-BFGS (10) highest.
/// for tuning in [0, 1] {
///     let mut order: Vec<usize> = (0..13).collect();
///     order.sort_by(|&a, &b| digits[a][tuning].0.total_cmp(&digits[b][tuning].0));
///     let mut lowest: Vec<usize> = order[..3].iter().map(|i| i + 1).collect();
///     lowest.sort_unstable();
///     assert_eq!((lowest, order[12] + 1), (vec![9, 11, 12], 10));
/// }
/// // On the wines Lion (4) moves from 11th place to first, Muon (11) from 4th to last.
/// let place = |method: usize, tuning: usize| {
///     let loss = |i: usize| wine[i][tuning].0;
///     (0..13).filter(|&i| loss(i) < loss(method - 1)).count() + 1
/// };
/// assert_eq!([place(4, 0), place(4, 1), place(11, 0), place(11, 1)], [11, 1, 4, 13]);
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn finals() -> ([Finals; 2], Figure) {
    let mut figure = Figure::new(CHAPTER, "finals").height(320);
    let found = Task::ALL.map(|task| {
        let (low, high) = match task {
            Task::Digits => (0.07, 0.18),
            Task::Wine => (0.32, 0.36),
        };
        let found: Finals = FIELD
            .iter()
            .map(|method| {
                [1, 2].map(|tuning| {
                    let test = test(task, method, tuning);
                    (test.mean, test.half_width(LEVEL))
                })
            })
            .collect();
        let mut panel = Panel::new(numbers(), Axis::linear("ℓ", low, high))
            .legend_dots(Colour::Blue, "I")
            .legend_dots(Colour::Orange, "II");
        for (number, both) in (1..).map(f64::from).zip(&found) {
            let colours = [Colour::Blue, Colour::Orange];
            for ((&(mean, half), colour), shift) in both.iter().zip(colours).zip([-0.16, 0.16]) {
                let at = number + shift;
                panel = panel
                    .line(colour, &[(at, mean - half), (at, mean + half)])
                    .dots(colour, &[(at, mean)]);
            }
        }
        figure = figure.clone().panel(panel);
        found
    });
    (found, figure)
}

/// Figure `sensitivity`: validation loss at multiples of the chosen learning rate.
///
/// ```
/// use field_guide::{Task, contestant::Contestant, results::tolerance};
/// let ([digits, wine], figure) = field_guide::figures::sensitivity();
/// let at = |curves: &field_guide::figures::Curves, name: &str, factor: f64| {
///     let points = &curves.iter().find(|curve| curve.0 == name).unwrap().1;
///     points.iter().find(|point| point.0 == factor).unwrap().1
/// };
/// // Twice its chosen rate is too much for SGD on the digits: worse than guessing, ten times
/// // its loss; AdamW loses 5% there.
/// assert!(at(&digits, "sgd", 2.0) > 10.0 * at(&digits, "sgd", 1.0));
/// assert!(at(&digits, "adamw", 2.0) < 1.06 * at(&digits, "adamw", 1.0));
/// // Rates too small hurt them all alike: at 1/64 of the rate every shown method has more than
/// // twice the loss on the digits.
/// for (name, points) in &digits {
///     assert!(points[0].1 > 2.0 * at(&digits, name, 1.0), "{name}");
/// }
/// // At an eighth of it SGD, momentum and Adam have 1.6 to 2.2 times the loss; L-BFGS at four
/// // times its rate 0.61.
/// let ratio = at(&digits, "lbfgs", 4.0) / at(&digits, "lbfgs", 1.0);
/// assert_eq!(format!("{ratio:.2}"), "0.61");
/// // SGD jumps at twice the rate, momentum and Muon at eight times.
/// assert!(at(&digits, "momentum", 4.0) < 0.3 && at(&digits, "momentum", 8.0) > 2.0);
/// assert!(at(&digits, "muon", 4.0) < 0.11 && at(&digits, "muon", 8.0) > 0.5);
/// for name in ["sgd", "momentum", "adam"] {
///     let ratio = at(&digits, name, 0.125) / at(&digits, name, 1.0);
///     assert!((1.6..2.2).contains(&ratio), "{name}: {ratio}");
/// }
/// // On the wines SGD and momentum diverge at 8 times their rates; the others do not.
/// for name in ["sgd", "momentum"] {
///     assert!(!(at(&wine, name, 8.0) < 10.0), "{name}");
/// }
/// for name in ["adam", "adamw", "lbfgs", "muon"] {
///     assert!(at(&wine, name, 8.0) < 0.37, "{name}");
/// }
/// figure.save()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sensitivity() -> ([Curves; 2], Figure) {
    let mut figure = Figure::new(CHAPTER, "sensitivity");
    let found = Task::ALL.map(|task| {
        let (low, high) = match task {
            Task::Digits => (0.08, 3.0),
            Task::Wine => (0.3, 0.5),
        };
        let ticks = [
            (1.0 / 64.0, "1/64"),
            (0.125, "1/8"),
            (1.0, "1"),
            (8.0, "8"),
            (64.0, "64"),
        ];
        let x = Axis::log("η/η*", 1.0 / 64.0, 64.0).ticks(&ticks);
        let y = match task {
            Task::Digits => Axis::log("ℓ", low, high),
            Task::Wine => Axis::linear("ℓ", low, high),
        };
        let mut panel = Panel::new(x, y);
        if task == Task::Wine {
            panel = panel.legend_at(Corner::TopLeft);
        } else {
            panel = panel.legend_at(Corner::BottomLeft);
        }
        let mut curves = Curves::new();
        for (contestant, colour, sign) in shown() {
            let points = rates(task, contestant);
            // What diverged leaves the picture at its upper edge.
            let drawn: Vec<_> = points.iter().map(|&(x, y)| (x, y.min(9.0))).collect();
            panel = panel.path(colour, &drawn);
            if task == Task::Wine {
                panel = panel.legend(colour, sign);
            }
            curves.push((contestant.name, points));
        }
        figure = figure.clone().panel(panel);
        curves
    });
    (found, figure)
}
