//! The nearest valid name, for messages about a wrong one.

/// The candidate closest to `wrong` in edit distance, if any is close enough to be what was meant.
///
/// ```
/// assert_eq!(descent::nearest("momentun", ["sgd", "momentum"]), Some("momentum"));
/// assert_eq!(descent::nearest("xyz", ["sgd", "momentum"]), None);
/// ```
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    candidates
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&wrong, name), name))
        .filter(|&(similarity, _)| similarity >= 0.4)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
