//! Practice for staff: made-up citizens (`scenarios.toml`), and what an answer to one left out or made too hard.
//!
//! Useful for: trying how it is to answer in plain words. Not useful for: judging anybody; nothing is kept.

use crate::knowledge::Article;
use crate::knowledge::check::Readability;
use crate::language::Grammar;
use serde::Deserialize;
use spoken_text::{lower_words, sentences};
use std::collections::BTreeSet;

const SCENARIOS: &str = include_str!("scenarios.toml");
/// Longer words are hard; the same length as `knowledge check` has.
const LONG_WORD: usize = 12;
/// A sentence of the knowledge is told if this share of its longer words is in the answer.
const TOLD: f64 = 0.4;
/// Shorter words carry little.
const WORD: usize = 5;

/// A made-up citizen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The article that answers.
    pub article: String,
    /// Who it is.
    pub who: String,
    /// In which mood.
    pub mood: String,
    /// What they say.
    pub says: String,
    /// What an answer must not lack: words of which one is enough, parted by `|`.
    pub matters: Vec<String>,
    /// 1 easy, 2 harder, 3 hard.
    pub level: u8,
}

#[derive(Deserialize)]
struct File {
    scenario: Vec<Scenario>,
}

/// All scenarios, easy ones first.
#[must_use]
pub fn scenarios() -> Vec<Scenario> {
    let mut all = toml::from_str::<File>(SCENARIOS).expect("the built-in scenarios are TOML").scenario;
    all.sort_by_key(|scenario| scenario.level);
    all
}

/// What there is to say of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// What mattered and was not said, each as words of which one is enough.
    pub lacks: Vec<String>,
    /// Sentences of the knowledge that the answer did not tell.
    pub left_out: Vec<String>,
    /// Words that are hard to follow.
    pub long_words: Vec<String>,
    /// How easy the answer is to follow.
    pub readability: Readability,
}

/// Looks an answer over. Sentences of the knowledge with a figure or a local fact in them are left aside.
#[must_use]
pub fn feedback(scenario: &Scenario, article: &Article, answer: &str) -> Feedback {
    let said: Vec<String> = lower_words(answer).collect();
    let lower = answer.to_lowercase();
    let lacks = scenario.matters.iter().filter(|matter| !matter.split('|').any(|word| lower.contains(word)));
    let known = sentences(&article.spoken).into_iter().filter(|sentence| !sentence.contains('{'));
    let is_told = |sentence: &String| {
        let wanted: BTreeSet<String> = lower_words(sentence).filter(|word| word.chars().count() >= WORD).collect();
        let told = wanted.iter().filter(|word| said.iter().any(|other| alike(word, other))).count();
        wanted.is_empty() || told as f64 >= TOLD * wanted.len() as f64
    };
    let long = lower_words(answer).filter(|word| word.chars().count() > LONG_WORD);
    Feedback {
        lacks: lacks.map(|matter| matter.replace('|', " of ")).collect(),
        left_out: known.filter(|sentence| !is_told(sentence)).collect(),
        long_words: long.collect::<BTreeSet<_>>().into_iter().collect(),
        readability: Readability::of(answer, Grammar::Nl),
    }
}

/// The same word, or the same beginning: "aanvragen" and "aanvraag" are told alike.
fn alike(one: &str, other: &str) -> bool {
    let begins = |word: &str| word.chars().take(WORD).collect::<String>();
    one == other || (other.chars().count() >= WORD && begins(one) == begins(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::SourceName;

    #[test]
    fn there_are_forty_scenarios_and_each_article_tells_what_matters() {
        let harvest = "markdown:knowledge".parse::<SourceName>().unwrap().harvest().unwrap();
        let scenarios = scenarios();
        assert!(scenarios.len() >= 40, "{}", scenarios.len());
        let mut wrong = Vec::new();
        for scenario in &scenarios {
            let article = harvest
                .articles
                .iter()
                .find(|article| article.id == scenario.article && article.language.code() == "nl")
                .unwrap_or_else(|| panic!("no article {}", scenario.article));
            let all: String =
                article.sections.iter().fold(article.spoken.clone(), |all, section| format!("{all} {}", section.text));
            let lacks = feedback(scenario, article, &all).lacks;
            if !lacks.is_empty() || !(1..=3).contains(&scenario.level) {
                wrong.push(format!("{}: {lacks:?} in {all}", scenario.article));
            }
            let whole = feedback(scenario, article, &article.spoken);
            assert!(whole.left_out.is_empty(), "{}: {:?}", scenario.article, whole.left_out);
            let nothing = feedback(scenario, article, "Dat weet ik niet.");
            assert!(!nothing.lacks.is_empty(), "{}: nothing matters", scenario.article);
        }
        assert!(wrong.is_empty(), "the article does not tell what matters:\n{}", wrong.join("\n"));
    }

    #[test]
    fn long_words_and_what_is_left_out_are_told() {
        let harvest = "markdown:knowledge".parse::<SourceName>().unwrap().harvest().unwrap();
        let scenario = scenarios().into_iter().find(|scenario| scenario.article == "paspoort-aanvragen").unwrap();
        let article = harvest.articles.iter().find(|article| article.id == scenario.article).unwrap();
        let found = feedback(&scenario, article, "Raadpleeg de identificatiedocumentenprocedure.");
        assert_eq!(found.long_words, ["identificatiedocumentenprocedure"]);
        assert!(!found.left_out.is_empty() && found.readability.ease < 30.0, "{found:?}");
    }
}
