//! How much of a question an article covers at all.
//!
//! A question about a neighbouring subject is close in meaning, but gives itself away because its distinctive words
//! are missing from the article. Every share is weighted by how distinctive a term is (inverse document frequency),
//! and none grows with the length of the question.

use super::lexical::{LexicalIndex, Terms, asked, told};
use crate::knowledge::Article;
use crate::language::Language;
use std::collections::HashSet;

/// The terms of a question, without duplicates, with their weights.
pub(super) struct QuestionTerms {
    words: Vec<(String, f32)>,
    sounds: Vec<(String, f32)>,
    /// The weight of a term that occurs in a single article.
    heaviest: f32,
}

/// Shares of a question, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Coverage {
    /// Weighted share of its words that the article contains.
    pub(super) words: f32,
    /// Weighted share of its sounds that the article contains.
    pub(super) sounds: f32,
    /// Phonetic similarity to the nearest title or wording: shared sounds over the union of both.
    pub(super) wording: f32,
    /// Weight of its most distinctive word that titles and wordings contain, relative to the heaviest.
    pub(super) telling: f32,
    /// Weight of its most distinctive word that the article lacks, relative to the heaviest.
    pub(super) missing: f32,
}

impl QuestionTerms {
    pub(super) fn of(question: &str, language: Language, index: &LexicalIndex) -> tantivy::Result<Self> {
        let weighed = |terms: Terms| -> tantivy::Result<Vec<(String, f32)>> {
            let mut found = terms.of(question, language);
            found.sort_unstable();
            found.dedup();
            found
                .into_iter()
                .map(|term| {
                    let weight = index.weight(&term, terms)?;
                    Ok((term, weight))
                })
                .collect()
        };
        Ok(QuestionTerms {
            words: weighed(Terms::Words)?,
            sounds: weighed(Terms::Sounds)?,
            heaviest: index.weight_of_one().max(f32::MIN_POSITIVE),
        })
    }

    /// How much of the question an article covers. `with_asked`: whether its title and wordings count.
    pub(super) fn coverage(&self, article: &Article, with_asked: bool) -> Coverage {
        let mut text = told(article);
        if with_asked {
            text.push('\n');
            text.push_str(&asked(article));
        }
        let has = |terms: Terms| terms.of(&text, article.language).into_iter().collect::<HashSet<String>>();
        let wordings = article.questions.iter().chain([&article.title]).filter(|_| with_asked);
        let words = has(Terms::Words);
        let named: HashSet<String> = Terms::Words.of(&asked(article), article.language).into_iter().collect();
        let most = |has: &dyn Fn(&str) -> bool| {
            let weights = self.words.iter().filter(|(word, _)| has(word)).map(|(_, weight)| weight / self.heaviest);
            weights.fold(0.0, f32::max)
        };
        Coverage {
            telling: most(&|word| with_asked && named.contains(word)),
            missing: most(&|word| !words.contains(word)),
            words: share(&self.words, &words),
            sounds: share(&self.sounds, &has(Terms::Sounds)),
            wording: wordings.map(|wording| self.likeness(wording, article.language)).fold(0.0, f32::max),
        }
    }

    fn likeness(&self, wording: &str, language: Language) -> f32 {
        let wording: HashSet<String> = Terms::Sounds.of(wording, language).into_iter().collect();
        let shared = self.sounds.iter().filter(|(sound, _)| wording.contains(sound)).count();
        2.0 * shared as f32 / (self.sounds.len() + wording.len()).max(1) as f32
    }
}

fn share(terms: &[(String, f32)], has: &HashSet<String>) -> f32 {
    let all: f32 = terms.iter().map(|(_, weight)| weight).sum();
    let found: f32 = terms.iter().filter(|(term, _)| has.contains(term)).map(|(_, weight)| weight).sum();
    if all > 0.0 { found / all } else { 0.0 }
}
