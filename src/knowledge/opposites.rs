//! How likely a Dutch question says the opposite of what its article is about ("mijn rijbewijs is niet verlopen"),
//! from the pattern of its words and from what people are known to say when they do mean the article.
//!
//! A pattern keeps the words that questions about many subjects share and has `*` for all others, so that it is
//! learned once for all subjects. The weights are in `opposites.toml`, written by `spraakloket eval
//! --calibrate-opposites`.

use super::article::Article;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Placeholder for a word that few subjects share, and for the start and end.
const OTHER: &str = "*";
const BEGIN: &str = "<";
const END: &str = ">";
/// Name of a feature besides the patterns: similarity to known texts of the same sense.
pub const SAME: &str = "#same";
/// Name of a feature besides the patterns: similarity to known texts of another sense.
pub const DIFFERENT: &str = "#different";

/// The model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opposites {
    /// Probability from which a question is taken for the opposite.
    pub from: f32,
    /// Intercept.
    pub constant: f32,
    /// Words that questions about many subjects share.
    pub words: BTreeSet<String>,
    /// Weights of each pattern, [`SAME`] and [`DIFFERENT`]; positive ones speak for the opposite.
    pub weights: BTreeMap<String, f32>,
}

/// What reverses the meaning of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sense {
    /// It negates something.
    pub denies: bool,
    /// It says that something is already done, or done differently.
    pub turns: bool,
    /// It wants something undone.
    pub undoes: bool,
}

/// A text prepared for comparison.
#[derive(Debug, Clone)]
pub struct Said {
    text: String,
    words: HashSet<String>,
    sense: Sense,
}

impl Said {
    /// Prepares a text.
    #[must_use]
    pub fn of(text: &str, sense: impl Fn(&str) -> Sense) -> Self {
        let text = spoken_text::plain(text);
        Said { words: text.split(' ').map(str::to_owned).collect(), sense: sense(&text), text }
    }

    /// Similarity of the nearest of some texts: among those of the same sense, and among those of another. The text
    /// itself does not count.
    #[must_use]
    pub fn likeness<'a>(&self, known: impl Iterator<Item = &'a Said>) -> [f32; 2] {
        let mut nearest = [0.0_f32; 2];
        for other in known.filter(|other| other.text != self.text) {
            let shared = self.words.intersection(&other.words).count();
            let alike = 2.0 * shared as f32 / (self.words.len() + other.words.len()).max(1) as f32;
            let place = usize::from(other.sense != self.sense);
            nearest[place] = nearest[place].max(alike);
        }
        nearest
    }

    /// Whether this text is among some others.
    fn is_one_of<'a>(&self, mut known: impl Iterator<Item = &'a Said>) -> bool {
        known.any(|other| other.text == self.text)
    }
}

/// Everything that people are known to say when they mean an article.
#[must_use]
pub fn known(article: &Article, sense: impl Fn(&str) -> Sense) -> Vec<Said> {
    article.questions.iter().chain(article.own_words()).map(|text| Said::of(text, &sense)).collect()
}

impl Opposites {
    /// The probability that a question says the opposite of an article with these known texts.
    #[must_use]
    pub fn chance(&self, question: &Said, known: &[Said]) -> f32 {
        if question.is_one_of(known.iter()) {
            return 0.0;
        }
        let seen = seen(question, known.iter(), &self.words);
        let weight = |name: &String| self.weights.get(name).copied().unwrap_or_default();
        let sum: f32 = seen.iter().map(|(name, value)| weight(name) * value).sum();
        1.0 / (1.0 + (-(self.constant + sum)).exp())
    }
}

/// The features of a question and an article.
#[must_use]
pub fn seen<'a>(
    question: &Said,
    known: impl Iterator<Item = &'a Said>,
    words: &BTreeSet<String>,
) -> BTreeMap<String, f32> {
    let patterns = patterns(&question.text, words);
    let share = 1.0 / (patterns.len().max(1) as f32).sqrt();
    let mut seen: BTreeMap<String, f32> = patterns.into_iter().map(|pattern| (pattern, share)).collect();
    let [same, different] = question.likeness(known);
    seen.insert(SAME.to_owned(), same);
    seen.insert(DIFFERENT.to_owned(), different);
    seen
}

/// The shared words of a text, alone and in pairs, and its approximate length.
fn patterns(text: &str, words: &BTreeSet<String>) -> BTreeSet<String> {
    let mut row = vec![BEGIN];
    for word in text.split(' ') {
        match words.get(word) {
            Some(word) => row.push(word),
            None if row.last() != Some(&OTHER) => row.push(OTHER),
            None => {}
        }
    }
    row.push(END);
    let is_shared = |word: &str| ![BEGIN, END, OTHER].contains(&word);
    let alone = row.iter().filter(|word| is_shared(word)).map(|word| (*word).to_owned());
    let pairs = row.windows(2).filter(|pair| pair.iter().any(|word| is_shared(word))).map(|pair| pair.join(" "));
    let length = match text.split(' ').count() {
        0..4 => "#few",
        4..7 => "#some",
        7..11 => "#many",
        _ => "#long",
    };
    alone.chain(pairs).chain([length.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_subject_do_not_matter_and_a_known_wording_is_no_opposite() {
        let words = BTreeSet::from(["ik", "wil", "geen"].map(str::to_owned));
        assert_eq!(patterns("ik wil geen paspoort", &words), patterns("ik wil geen tweede huis", &words));
        let sense = |text: &str| Sense { denies: text.contains("geen"), ..Sense::default() };
        let model = Opposites {
            from: 0.5,
            constant: -1.0,
            words,
            weights: BTreeMap::from([("wil geen".to_owned(), 6.0), (SAME.to_owned(), -3.0)]),
        };
        let said = |text: &str| Said::of(text, sense);
        let known = [said("Ik wil een paspoort"), said("Ik wil geen donor zijn")];
        assert!(model.chance(&said("ik wil geen paspoort"), &known[..1]) > 0.5);
        assert!(model.chance(&said("ik wil geen donor zijn!"), &known) < 0.01);
        assert!(model.chance(&said("ik wil een nieuw paspoort"), &known) < 0.3);
    }
}
