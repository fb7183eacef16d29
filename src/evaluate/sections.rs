//! Trains the choice of the part that a question asks for (`knowledge/part.toml`), on wordings that name their
//! section.
//!
//! Each wording is put to a trial index that lacks it. The figures in the summary come from weights that were not
//! trained on the trial index in question.

use super::calibrate::{TrialIndex, trial};
use super::descent::{Candidate, train_choice};
use super::{EvaluateError, Question};
use crate::knowledge::embed::Embedder;
use crate::knowledge::index::{DenseIndex, Method, Ranking, Search};
use crate::knowledge::ingest::SHORT_ANSWER;
use crate::knowledge::{
    Article, IndexFolder, SECTION_FEATURES, SECTION_TOLD_FEATURES, SECTION_WORD_FEATURES, SECTION_WORDING_FEATURES,
    SectionChooser, section_features,
};
use crate::language::Language;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Number of trial indexes. Each lacks half of the wordings of every section: if the section that is asked for lacked
/// more of them than the others, wordings would appear to count against a section.
const FOLDS: usize = 2;
/// How deep to look for the right article.
const DEPTH: usize = 10;
/// Total weight of questions about short answers, as a share of all.
const SHORT_SHARE: f64 = 0.3;
/// The same for articles whose sections have no wordings: less is known about these sections.
const SHORT_SHARE_TOLD: f64 = 0.5;
const RIDGE: f64 = 3e-4;

/// The result of training.
#[derive(Debug, Clone)]
pub struct SectionCalibration {
    /// The weights, ready to be written to a file.
    pub chooser: SectionChooser,
    /// How well they choose, in a few lines.
    pub summary: String,
}

/// A question about a part, with its candidates, the short answer first.
struct Choice {
    fold: usize,
    is_short: bool,
    features: Vec<[f32; SECTION_FEATURES.len()]>,
    right: HashSet<usize>,
}

impl Choice {
    /// The same choice, as if no wordings were known for the sections.
    fn without_wordings(&self, place: usize) -> Self {
        let mut features = self.features.clone();
        let section = 1 + place % (features.len() - 1).max(1);
        if let Some(features) = features.get_mut(section) {
            for (name, value) in SECTION_FEATURES.iter().zip(features) {
                if SECTION_WORDING_FEATURES.contains(name) {
                    *value = 0.0;
                } else if *name == "no_wording" {
                    *value = 1.0;
                }
            }
        }
        Choice { features, right: self.right.clone(), ..*self }
    }
}

/// Trains on wordings of the articles of an index.
pub fn calibrate_sections(
    index: &Path,
    embedder: &Arc<Embedder>,
    wordings: &[Question],
) -> Result<SectionCalibration, EvaluateError> {
    let IndexFolder { lexical, dense, .. } = IndexFolder::open(index)?;
    let articles = lexical.articles().map_err(trial)?;
    let asked = by_turns(wordings);
    let (mut meaning, mut words) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let asked: Vec<&Question> =
            asked.iter().filter(|(turn, _)| turn % FOLDS == fold).map(|(_, question)| *question).collect();
        let left = without(&articles, &asked);
        for (dense, choices) in [(dense.as_ref(), &mut meaning), (None, &mut words)] {
            let dense: Option<(&Arc<Embedder>, &DenseIndex)> = dense.map(|dense| (embedder, dense));
            let trial_index = TrialIndex::build(&left, dense, &Ranking::default())?;
            for question in &asked {
                choices.extend(choice(&trial_index, question, fold)?);
            }
        }
    }
    let mut summary = String::new();
    let mut learn = |name: &str, choices: &[Choice], names: &[&str], share: f64| {
        summary.push_str(&format!("{name}: {}\n", held_back(choices, names, share)));
        named(choices, names, share)
    };
    let told = learn("told", &meaning, SECTION_TOLD_FEATURES, SHORT_SHARE_TOLD);
    meaning
        .extend(meaning.iter().enumerate().map(|(place, choice)| choice.without_wordings(place)).collect::<Vec<_>>());
    let meaning = learn("meaning", &meaning, &SECTION_FEATURES, SHORT_SHARE);
    let words = learn("words", &words, SECTION_WORD_FEATURES, SHORT_SHARE);
    Ok(SectionCalibration { chooser: SectionChooser { meaning, told, words }, summary })
}

/// The wordings that name a section, each numbered within its section.
fn by_turns(wordings: &[Question]) -> Vec<(usize, &Question)> {
    let mut turns: HashMap<(&str, &str), usize> = HashMap::new();
    let asked = wordings.iter().filter_map(|question| {
        let ((id, _), heading) = question.expect.first().zip(question.sections.first())?;
        let turn = turns.entry((id, heading)).or_default();
        *turn += 1;
        Some((*turn, question))
    });
    asked.collect()
}

/// The articles without some wordings.
fn without(articles: &[Article], asked: &[&Question]) -> Vec<Article> {
    let hidden: HashSet<&str> = asked.iter().filter_map(|question| question.text.as_deref()).collect();
    let mut left = articles.to_vec();
    for article in &mut left {
        article.wordings.retain(|wording| !hidden.contains(wording.as_str()));
        for section in &mut article.sections {
            section.wordings.retain(|wording| !hidden.contains(wording.as_str()));
        }
    }
    left
}

/// The candidates for a question, if its article is found.
fn choice(index: &TrialIndex, question: &Question, fold: usize) -> Result<Option<Choice>, EvaluateError> {
    let text = question.text.as_deref().unwrap_or_default();
    let language = question.language.unwrap_or(Language::Nl);
    let search = Search { question: text, language, method: Method::default(), titles: true, limit: DEPTH };
    let found = index.searcher.search(search).map_err(trial)?;
    let Some(found) = found.matches.into_iter().find(|found| question.expects(&found.article.id)) else {
        return Ok(None);
    };
    let is_short = question.sections.iter().any(|heading| heading == SHORT_ANSWER);
    let headings = found.article.sections.iter().enumerate();
    let mut right: HashSet<usize> = headings
        .filter(|(_, section)| question.sections.contains(&section.heading))
        .map(|(place, _)| place + 1)
        .collect();
    right.extend(is_short.then_some(0));
    let is_known = |place: &usize| *place == 0 || !found.article.sections[place - 1].wordings.is_empty();
    if !right.iter().all(is_known) {
        return Ok(None);
    }
    Ok(Some(Choice { fold, is_short, features: section_features(text, &found.article, &found.sections), right }))
}

fn weights(choices: &[&Choice], names: &[&str], share: f64) -> Vec<f32> {
    let short = choices.iter().filter(|choice| choice.is_short).count().max(1) as f64;
    let long = choices.iter().filter(|choice| !choice.is_short).count().max(1) as f64;
    let lists: Vec<(f64, Vec<Candidate>)> = choices
        .iter()
        .map(|choice| {
            let counts = if choice.is_short { share / short } else { (1.0 - share) / long };
            let candidates = choice.features.iter().enumerate().map(|(place, features)| Candidate {
                features: kept(features, names),
                is_right: choice.right.contains(&place),
            });
            (counts, candidates.collect())
        })
        .collect();
    train_choice(&lists, RIDGE)
}

fn kept(features: &[f32; SECTION_FEATURES.len()], names: &[&str]) -> Vec<f32> {
    SECTION_FEATURES.iter().zip(features).filter(|(name, _)| names.contains(name)).map(|(_, value)| *value).collect()
}

fn named(choices: &[Choice], names: &[&str], share: f64) -> BTreeMap<String, f32> {
    let all: Vec<&Choice> = choices.iter().collect();
    let kept = SECTION_FEATURES.iter().filter(|name| names.contains(*name)).map(|name| (*name).to_owned());
    kept.zip(weights(&all, names, share)).collect()
}

/// How often weights trained on the other trial indexes choose the right part.
fn held_back(choices: &[Choice], names: &[&str], share: f64) -> String {
    let mut right = [0_usize; 2];
    for fold in 0..FOLDS {
        let (held, taught): (Vec<&Choice>, Vec<&Choice>) = choices.iter().partition(|choice| choice.fold == fold);
        let weights = weights(&taught, names, share);
        for choice in held {
            let score = |features: &[f32; SECTION_FEATURES.len()]| -> f32 {
                kept(features, names).iter().zip(&weights).map(|(value, weight)| value * weight).sum()
            };
            let scores: Vec<f32> = choice.features.iter().map(score).collect();
            let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
            right[usize::from(choice.is_short)] += usize::from(best.is_some_and(|best| choice.right.contains(&best)));
        }
    }
    let of = |is_short: bool| choices.iter().filter(|choice| choice.is_short == is_short).count();
    let percent = |is_short: bool| 100.0 * right[usize::from(is_short)] as f64 / of(is_short).max(1) as f64;
    format!(
        "the right section to {:.1} % of {}, the short answer to {:.1} % of {}",
        percent(false),
        of(false),
        percent(true),
        of(true)
    )
}
