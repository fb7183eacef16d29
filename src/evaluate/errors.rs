//! Word and character error rates: how far a transcript is from what was said.

/// Edit distance in words or characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edits {
    /// Insertions, deletions and substitutions.
    pub wrong: usize,
    /// Length of what was said.
    pub of: usize,
}

impl Edits {
    /// The error rate; it can exceed 1.
    #[must_use]
    pub fn rate(self) -> f64 {
        self.wrong as f64 / self.of.max(1) as f64
    }
}

/// Word errors, ignoring case and punctuation.
#[must_use]
pub fn word_edits(said: &str, heard: &str) -> Edits {
    let (said, heard) = (words(said), words(heard));
    Edits { wrong: distance(&said, &heard), of: said.len() }
}

/// Character errors, ignoring case and punctuation.
#[must_use]
pub fn character_edits(said: &str, heard: &str) -> Edits {
    let characters = |text: &str| words(text).join(" ").chars().collect::<Vec<char>>();
    let (said, heard) = (characters(said), characters(heard));
    Edits { wrong: distance(&said, &heard), of: said.len() }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\'').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Levenshtein distance.
fn distance<T: PartialEq>(from: &[T], to: &[T]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (said, heard, wrong, of) in [
            ("Hoe vraag ik dat aan?", "hoe vraag ik dat aan", 0, 5),
            ("een paspoort", "een pas poort", 2, 2),
            ("mijn rijbewijs is kwijt", "mijn is kwijt", 1, 4),
            ("", "iets", 1, 0),
            ("alles", "", 1, 1),
        ] {
            assert_eq!(word_edits(said, heard), Edits { wrong, of }, "{said} / {heard}");
        }
        assert_eq!(character_edits("Paspoort!", "pasport").wrong, 1);
        assert!((word_edits("een twee", "een").rate() - 0.5).abs() < 1e-9);
    }
}
