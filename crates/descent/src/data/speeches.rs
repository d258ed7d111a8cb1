//! Passages of two presidents' addresses as bags of words: sparse data.

use std::collections::BTreeSet;

use super::DataError;

/// Passages of text, each the set of its words, and who spoke them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speeches {
    /// The V words that occur in the file, in alphabetical order.
    pub vocabulary: Vec<String>,
    /// One passage each: the places in `vocabulary` of its words, rising.
    pub passages: Vec<Vec<usize>>,
    /// The speaker of each passage: 0 for Theodore Roosevelt, 1 for Woodrow Wilson.
    pub speakers: Vec<usize>,
}

impl Speeches {
    /// The number of passages.
    pub fn len(&self) -> usize {
        self.passages.len()
    }

    /// Whether there are no passages.
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// The first `count` passages and the others, over the same vocabulary. The file is shuffled,
    /// so both hold both speakers.
    ///
    /// # Panics
    /// If there are fewer than `count` passages.
    pub fn split(mut self, count: usize) -> (Self, Self) {
        assert!(
            count <= self.len(),
            "{count} of {} passages",
            self.passages.len()
        );
        let others = Self {
            vocabulary: self.vocabulary.clone(),
            passages: self.passages.split_off(count),
            speakers: self.speakers.split_off(count),
        };
        (self, others)
    }

    /// In how many passages each word occurs.
    pub fn frequencies(&self) -> Vec<usize> {
        let mut counts = vec![0; self.vocabulary.len()];
        for &word in self.passages.iter().flatten() {
            counts[word] += 1;
        }
        counts
    }
}

/// The speeches: 500 passages, 250 of each speaker, 5068 different words.
///
/// # Panics
/// If the copy compiled into this crate is damaged, which its tests exclude.
pub fn speeches() -> Speeches {
    read_speeches(include_str!("../../../../assets/data/speeches.txt"))
        .expect("the committed speeches")
}

/// Reads text in the format of `assets/data/speeches.txt`.
///
/// # Errors
/// If a line is not `R` or `W`, a year and words of small letters that rise in alphabetical order,
/// or there are not 500 lines.
pub fn read_speeches(text: &str) -> Result<Speeches, DataError> {
    const FILE: &str = "speeches.txt";
    const WANTED: usize = 500;
    let parse = |(number, line): (usize, &'_ str)| {
        let wrong = |what: String| DataError::Line {
            file: FILE,
            line: number + 1,
            what,
        };
        let mut fields = line.split(' ');
        let speaker = match fields.next() {
            Some("R") => 0,
            Some("W") => 1,
            other => {
                let other = other.unwrap_or_default();
                return Err(wrong(format!("`{other}` is not a speaker (R, W)")));
            }
        };
        let year = fields.next().unwrap_or_default();
        if !matches!(year.parse(), Ok(1901..=1920)) {
            return Err(wrong(format!("`{year}` is not a year (1901–1920)")));
        }
        let words: Vec<String> = fields.map(str::to_owned).collect();
        if words.is_empty() {
            return Err(wrong("the passage has no words".to_owned()));
        }
        let letters =
            |word: &&String| word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_lowercase());
        if let Some(word) = words.iter().find(letters) {
            return Err(wrong(format!("`{word}` is not a word of small letters")));
        }
        let mut pairs = words.iter().zip(words.iter().skip(1));
        if let Some((first, second)) = pairs.find(|(first, second)| first >= second) {
            return Err(wrong(format!("`{second}` does not come after `{first}`")));
        }
        Ok((speaker, words))
    };
    let lines = text.lines().enumerate().map(parse);
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    if lines.len() != WANTED {
        return Err(DataError::Count {
            file: FILE,
            found: lines.len(),
            wanted: WANTED,
        });
    }
    let words = lines.iter().flat_map(|(_, words)| words);
    let vocabulary: Vec<&String> = words.collect::<BTreeSet<_>>().into_iter().collect();
    // The vocabulary holds every word, so that a place is always found.
    let place = |word: &String| vocabulary.binary_search(&word).unwrap_or_default();
    Ok(Speeches {
        passages: lines
            .iter()
            .map(|(_, words)| words.iter().map(place).collect())
            .collect(),
        speakers: lines.iter().map(|(speaker, _)| *speaker).collect(),
        vocabulary: vocabulary.into_iter().cloned().collect(),
    })
}
