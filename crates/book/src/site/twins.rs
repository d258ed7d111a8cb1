//! Which heading of a page is which in the other language.

use std::collections::HashMap;

/// A heading as the built page has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: usize,
    /// Its id.
    pub id: String,
}

/// For each heading of a page, the id of its twin in the other language.
///
/// Headings with the same id are twins. Others are twins if they have the same place in the
/// outline: the third section, its second subsection. If there is none in that place, the twin of
/// the section around it stands in.
pub fn pair(own: &[Heading], other: &[Heading]) -> HashMap<String, String> {
    let by_place: HashMap<_, _> = places(other).into_iter().zip(other).collect();
    let mut twins = HashMap::new();
    for (mut place, heading) in places(own).into_iter().zip(own) {
        if other.iter().any(|candidate| candidate.id == heading.id) {
            twins.insert(heading.id.clone(), heading.id.clone());
            continue;
        }
        while !place.is_empty() {
            if let Some(twin) = by_place.get(&place) {
                twins.insert(heading.id.clone(), twin.id.clone());
                break;
            }
            place.pop();
        }
    }
    twins
}

/// The place of each heading in the outline: `[1, 3, 2]` for the second subsection of the third
/// section.
fn places(headings: &[Heading]) -> Vec<Vec<usize>> {
    let mut counters: Vec<usize> = Vec::new();
    headings
        .iter()
        .map(|heading| {
            counters.resize(heading.level.max(1), 0);
            if let Some(last) = counters.last_mut() {
                *last += 1;
            }
            counters.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(list: &[(usize, &str)]) -> Vec<Heading> {
        list.iter()
            .map(|&(level, id)| Heading {
                level,
                id: id.to_owned(),
            })
            .collect()
    }

    #[test]
    fn headings_pair_by_id_then_by_place_then_by_the_section_around() {
        let en = headings(&[
            (1, "momentum"),
            (2, "the-step"),
            (3, "ex-cycle"),
            (2, "rates"),
            (3, "proof"),
            (3, "remark"),
        ]);
        let zh = headings(&[
            (1, "动量"),
            (2, "一步"),
            (3, "ex-cycle"),
            (2, "速率"),
            (3, "证明"),
        ]);
        let twins = pair(&en, &zh);
        assert_eq!(twins["momentum"], "动量");
        assert_eq!(twins["the-step"], "一步");
        assert_eq!(twins["ex-cycle"], "ex-cycle");
        assert_eq!(twins["rates"], "速率");
        assert_eq!(twins["proof"], "证明");
        assert_eq!(twins["remark"], "速率");
        assert_eq!(pair(&zh, &en)["速率"], "rates");
    }
}
