//! The committed data sets load whole; a damaged file names the line.

use descent::data::{
    digits, read_digits, read_red_wine, read_speeches, read_wine, red_wine, speeches, wine,
};

const DIGITS: &str = include_str!("../../../assets/data/digits.txt");
const SPEECHES: &str = include_str!("../../../assets/data/speeches.txt");
const WINE: &str = include_str!("../../../assets/data/wine.csv");

#[test]
fn the_committed_files_have_the_published_counts() {
    let (digits, wine) = (digits(), wine());
    let count = |classes: &[usize], k| classes.iter().filter(|&&class| class == k).count();
    let per_digit: Vec<_> = (0..10).map(|k| count(&digits.classes, k)).collect();
    assert_eq!(
        per_digit,
        [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    );
    assert_eq!([0, 1, 2].map(|k| count(&wine.classes, k)), [59, 71, 48]);
    assert_eq!(digits.inputs.dim(), (1797, 64));
    assert_eq!(wine.inputs.row(0)[0], 14.23);
}

#[test]
fn standardized_columns_have_mean_0_and_variance_1() {
    let inputs = wine().standardized().inputs;
    for column in inputs.columns() {
        assert!(column.mean().unwrap().abs() < 1e-13 && (column.var(0.0) - 1.0).abs() < 1e-13);
    }
}

#[test]
fn damage_is_named_with_its_line() {
    let message = |text: &str| read_digits(text).unwrap_err().to_string();
    let broken = DIGITS.replacen('5', "x", 1);
    assert_eq!(
        message(&broken),
        "digits.txt, line 1: `x` is not a pixel (0–9, a–g)"
    );
    let (_, headless) = DIGITS.split_once('\n').unwrap();
    assert_eq!(
        message(headless),
        "digits.txt: 1796 examples instead of 1797"
    );
    assert!(message("0 1").contains("1 pixels instead of 64"));
    let wine = WINE.replacen("1.71", "nan", 1);
    assert_eq!(
        read_wine(&wine).unwrap_err().to_string(),
        "wine.csv, line 2: `nan` is not a finite number",
    );
}

#[test]
fn the_speeches_are_sparse() {
    let speeches = speeches();
    let wilson = speeches.speakers.iter().sum::<usize>();
    assert_eq!(
        (speeches.len(), wilson, speeches.vocabulary.len()),
        (500, 250, 5068)
    );
    let frequencies = speeches.frequencies();
    assert_eq!(frequencies.iter().sum::<usize>(), 28_998);
    // "the" stands in almost every passage, nearly half of the words in one only.
    let the = speeches
        .vocabulary
        .binary_search(&"the".to_owned())
        .unwrap();
    let once = frequencies.iter().filter(|&&count| count == 1).count();
    assert_eq!(frequencies.iter().max(), Some(&frequencies[the]));
    assert!(
        frequencies[the] > 480 && (2300..2600).contains(&once),
        "{} {once}",
        frequencies[the]
    );
    let (first, others) = speeches.clone().split(400);
    assert_eq!((first.len(), others.len()), (400, 100));
    assert_eq!(others.passages[0], speeches.passages[400]);
}

#[test]
fn damaged_speeches_are_named_with_their_line() {
    let message = |text: &str| read_speeches(text).unwrap_err().to_string();
    for (damaged, says) in [
        (
            SPEECHES.replacen("R 1906", "T 1906", 1),
            "line 1: `T` is not a speaker (R, W)",
        ),
        (
            SPEECHES.replacen("1908", "1899", 1),
            "line 2: `1899` is not a year (1901–1920)",
        ),
        (
            SPEECHES.replacen("by common", "By common", 1),
            "line 1: `By` is not a word of small letters",
        ),
        (
            SPEECHES.replacen("by common", "common by", 1),
            "line 1: `by` does not come after `common`",
        ),
        ("W 1913".to_owned(), "line 1: the passage has no words"),
    ] {
        assert_eq!(message(&damaged), format!("speeches.txt, {says}"));
    }
    let (_, headless) = SPEECHES.split_once('\n').unwrap();
    assert_eq!(
        message(headless),
        "speeches.txt: 499 examples instead of 500"
    );
}

const RED_WINE: &str = include_str!("../../../assets/data/red-wine.csv");

#[test]
fn the_red_wines_are_those_of_the_repository() {
    let wines = red_wine();
    assert_eq!(wines.inputs.dim(), (1599, 11));
    // The counts of the qualities 3 to 8 that Cortez et al. published.
    let count = |quality: u8| {
        wines
            .targets
            .iter()
            .filter(|&&q| q == f64::from(quality))
            .count()
    };
    assert_eq!([3, 4, 5, 6, 7, 8].map(count), [10, 53, 681, 638, 199, 18]);
    assert_eq!(
        (wines.inputs.row(0)[0], wines.inputs.row(1598)[10]),
        (7.4, 11.0)
    );
    // 240 lines repeat an earlier one.
    let lines: std::collections::BTreeSet<&str> = RED_WINE.lines().skip(1).collect();
    assert_eq!(lines.len(), 1359);
}

#[test]
fn damaged_red_wines_are_refused() {
    for (broken, message) in [
        (
            RED_WINE.replacen("7.4,", "inf,", 1),
            "red-wine.csv, line 2: `inf` is not a finite number",
        ),
        (
            RED_WINE.replacen("7.4,", "", 1),
            "red-wine.csv, line 2: 11 numbers instead of 12",
        ),
        (
            RED_WINE.replacen("9.4,5", "9.4,5.5", 1),
            "red-wine.csv, line 2: `5.5` is not a quality (0–10)",
        ),
        (
            RED_WINE.lines().take(100).collect::<Vec<_>>().join("\n"),
            "red-wine.csv: 99 examples instead of 1599",
        ),
    ] {
        assert_eq!(read_red_wine(&broken).unwrap_err().to_string(), message);
    }
}
