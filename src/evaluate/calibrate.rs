//! Trains the decision from the articles themselves, without a question of the frozen files.
//!
//! Every wording of an article is asked of a trial index that lacks it (the article should still be
//! found) and of one that lacks the whole article (then nothing should be answered: the nearest
//! neighbours are as near as a question out of scope can be). Questions that belong nowhere come
//! from a file. A part of all is asked as it might be misheard.

use super::descent::{Outcome, Sample, train};
use super::{EvaluateError, Question};
use crate::knowledge::decide::{Chances, Decider, MEANING_FEATURES, Model, WORDS_FEATURES, features};
use crate::knowledge::embed::Embedder;
use crate::knowledge::index::{DenseIndex, LexicalIndex, Method, Search, Searcher};
use crate::knowledge::{Article, IndexFolder};
use crate::language::Language;
use std::path::Path;
use std::sync::Arc;

/// Trial indexes of each kind.
const FOLDS: usize = 4;
/// Wordings of an article that are asked where only the wording is missing …
const WORDINGS: usize = 4;
/// … and where the article is.
const ABSENT_WORDINGS: usize = 2;
/// Every so many questions one is misheard.
const MISHEARD_EVERY: usize = 4;
/// Of the questions that belong nowhere, at most this share may be answered …
const FOREIGN_ANSWERED: f64 = 0.02;
/// … and of those whose article is absent, this: for many of them a neighbour's answer will do.
const ABSENT_ANSWERED: f64 = 0.3;
/// Of the questions whose article is there, at most this share may be answered with another.
const WRONGLY_ANSWERED: f64 = 0.05;
/// Of the questions whose article is among the first two, this share is answered or asked about.
const HELPED: f64 = 0.95;

/// Collects trials from indexes and trains on them.
#[derive(Default)]
pub struct Calibrator {
    meaning: Vec<Trial>,
    words: Vec<Trial>,
}

/// What training gave.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// The models, ready to be written.
    pub decider: Decider,
    /// What they do on the trials, in a few lines.
    pub summary: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The article is there, this wording is not.
    InScope,
    /// The article is not there.
    Absent,
    /// No article was ever there.
    Foreign,
}

struct Trial {
    kind: Kind,
    sample: Sample,
}

impl Calibrator {
    /// Puts the questions of one index, and those that no article answers.
    pub fn add(
        &mut self,
        index: &Path,
        embedder: Option<&Arc<Embedder>>,
        foreign: &[Question],
    ) -> Result<(), EvaluateError> {
        let index = IndexFolder::open(index)?;
        let articles = index.lexical.articles().map_err(trial)?;
        for fold in 0..FOLDS {
            let (without_wordings, wordings) = hide_wordings(&articles, fold);
            let (without_articles, absent) = hide_articles(&articles, fold);
            let foreign: Vec<Asked> = foreign.iter().skip(fold).step_by(FOLDS).map(Asked::foreign).collect();
            for dense in [None, embedder.zip(index.dense.as_ref())] {
                let trials = if dense.is_some() { &mut self.meaning } else { &mut self.words };
                let trial_index = TrialIndex::build(&without_wordings, dense)?;
                trial_index.ask(&wordings, Kind::InScope, trials)?;
                trial_index.ask(&foreign, Kind::Foreign, trials)?;
                TrialIndex::build(&without_articles, dense)?.ask(&absent, Kind::Absent, trials)?;
            }
        }
        Ok(())
    }

    /// Trains both models. None of the trials by meaning: its model stays as it is.
    #[must_use]
    pub fn train(mut self) -> Calibration {
        let mut decider = Decider::built_in();
        let mut summary = String::new();
        for (name, trials, names, model) in [
            ("meaning", &mut self.meaning, MEANING_FEATURES, &mut decider.meaning),
            ("words", &mut self.words, WORDS_FEATURES, &mut decider.words),
        ] {
            if trials.is_empty() {
                summary.push_str(&format!("{name}: no trials, left as it was\n"));
                continue;
            }
            balance(trials);
            let samples: Vec<Sample> = trials.iter().map(|trial| trial.sample.clone()).collect();
            *model = train(&samples, names);
            set_thresholds(model, trials);
            summary.push_str(&format!("{name}: {}\n", describe(model, trials)));
        }
        Calibration { decider, summary }
    }
}

/// A question put to a trial index.
struct Asked {
    text: String,
    language: Language,
    expect: Option<String>,
}

impl Asked {
    fn of(article: &Article, wording: &str) -> Self {
        Asked { text: wording.to_owned(), language: article.language, expect: Some(article.id.clone()) }
    }

    fn foreign(question: &Question) -> Self {
        let text = question.text.clone().unwrap_or_default();
        Asked { language: question.language.unwrap_or_else(|| Language::guess(&text)), text, expect: None }
    }
}

/// The articles without the wordings of one fold, and those wordings. An article without wordings
/// lends its title.
fn hide_wordings(articles: &[Article], fold: usize) -> (Vec<Article>, Vec<Asked>) {
    let mut asked = Vec::new();
    let mut left = articles.to_vec();
    for (number, article) in left.iter_mut().enumerate() {
        if article.questions.is_empty() {
            if number % FOLDS == fold {
                asked.push(Asked::of(article, &article.title));
                article.title.clear();
            }
            continue;
        }
        let hidden: Vec<String> =
            article.questions.iter().skip((fold + number) % FOLDS).step_by(FOLDS).cloned().collect();
        asked.extend(hidden.iter().take(WORDINGS.div_ceil(FOLDS)).map(|wording| Asked::of(article, wording)));
        article.questions.retain(|wording| !hidden.contains(wording));
    }
    (left, asked)
}

/// The articles without those of one fold, and what is asked of these.
fn hide_articles(articles: &[Article], fold: usize) -> (Vec<Article>, Vec<Asked>) {
    let belongs = |article: &Article| article.id.bytes().map(usize::from).sum::<usize>() % FOLDS == fold;
    let (hidden, left): (Vec<Article>, Vec<Article>) = articles.iter().cloned().partition(belongs);
    let asked = hidden.iter().flat_map(|article| {
        let wordings =
            if article.questions.is_empty() { std::slice::from_ref(&article.title) } else { &article.questions };
        wordings.iter().take(ABSENT_WORDINGS).map(|wording| Asked::of(article, wording))
    });
    let asked = asked.collect();
    (left, asked)
}

struct TrialIndex {
    searcher: Searcher,
    _folder: tempfile::TempDir,
}

impl TrialIndex {
    fn build(articles: &[Article], dense: Option<(&Arc<Embedder>, &DenseIndex)>) -> Result<Self, EvaluateError> {
        let folder = tempfile::tempdir().map_err(trial)?;
        LexicalIndex::create(folder.path(), articles).map_err(trial)?;
        let lexical = LexicalIndex::open(folder.path()).map_err(trial)?;
        let dense = dense.map(|(embedder, whole)| {
            // The whole text stays the same, so nothing is embedded again.
            (DenseIndex::build(articles, embedder, Some(whole), &|_, _| ()), Arc::clone(embedder))
        });
        Ok(TrialIndex { searcher: Searcher::new(lexical, dense), _folder: folder })
    }

    fn ask(&self, questions: &[Asked], kind: Kind, trials: &mut Vec<Trial>) -> Result<(), EvaluateError> {
        for (place, asked) in questions.iter().enumerate() {
            let text = if place % MISHEARD_EVERY == 0 { mishear(&asked.text, place) } else { asked.text.clone() };
            let found = self
                .searcher
                .search(Search {
                    question: &text,
                    language: asked.language,
                    method: Method::Hybrid,
                    titles: true,
                    limit: 2,
                })
                .map_err(trial)?;
            let is_right = |place: usize| {
                found.matches.get(place).is_some_and(|found| asked.expect.as_ref() == Some(&found.article.id))
            };
            let outcome = match (is_right(0), is_right(1)) {
                (true, _) => Outcome::First,
                (_, true) => Outcome::Second,
                _ => Outcome::Neither,
            };
            let features = features(&found);
            let weight = 1.0;
            trials.push(Trial { kind, sample: Sample { features, outcome, weight } });
        }
        Ok(())
    }
}

/// A text with some of its longer words changed as a recogniser changes them: a vowel or a consonant
/// for its like, a letter lost, a word in two.
fn mishear(text: &str, seed: usize) -> String {
    const ALIKE: &[(char, char)] = &[
        ('a', 'o'),
        ('e', 'i'),
        ('o', 'u'),
        ('i', 'e'),
        ('u', 'e'),
        ('b', 'p'),
        ('d', 't'),
        ('k', 't'),
        ('m', 'n'),
        ('l', 'r'),
    ];
    let changed = text.split_whitespace().enumerate().map(|(place, word)| {
        let letters: Vec<char> = word.chars().collect();
        let draw = (seed * 31 + place * 17 + letters.len() * 7) % 12;
        if letters.len() < 5 || draw > 5 {
            return word.to_owned();
        }
        let middle = letters.len() / 2;
        match draw {
            0 => letters[..middle].iter().chain([&' ']).chain(&letters[middle..]).collect(),
            1 => letters[..middle].iter().chain(&letters[middle + 1..]).collect(),
            _ => {
                let (from, to) = ALIKE[(seed + place) % ALIKE.len()];
                word.replacen(from, &to.to_string(), 1)
            }
        }
    });
    changed.collect::<Vec<String>>().join(" ")
}

/// Questions with an answer count for a half, the others for a half together.
fn balance(trials: &mut [Trial]) {
    for (kind, share) in [(Kind::InScope, 0.5), (Kind::Absent, 0.2), (Kind::Foreign, 0.3)] {
        let count = trials.iter().filter(|trial| trial.kind == kind).count().max(1);
        for trial in trials.iter_mut().filter(|trial| trial.kind == kind) {
            trial.sample.weight = share / count as f64;
        }
    }
}

fn set_thresholds(model: &mut Model, trials: &[Trial]) {
    let first = |trial: &Trial| model.chances(&trial.sample.features).first;
    let of = |kind: Kind| trials.iter().filter(move |trial| trial.kind == kind);
    // The chances of what must not be told, among so many.
    let limits = [
        (of(Kind::Foreign).map(first).collect(), of(Kind::Foreign).count(), FOREIGN_ANSWERED),
        (of(Kind::Absent).map(first).collect(), of(Kind::Absent).count(), ABSENT_ANSWERED),
        (
            of(Kind::InScope).filter(|trial| trial.sample.outcome != Outcome::First).map(first).collect::<Vec<f32>>(),
            of(Kind::InScope).count(),
            WRONGLY_ANSWERED,
        ),
    ];
    let holds = |at: f32| {
        limits.iter().all(|(chances, count, limit)| {
            let told = chances.iter().filter(|chance| **chance >= at).count();
            told as f64 <= limit * *count as f64
        })
    };
    let answer_at = (1..1000).map(|step| step as f32 / 1000.0).find(|at| holds(*at)).unwrap_or(1.0);
    let mut helpful: Vec<f32> = trials
        .iter()
        .filter(|trial| trial.kind == Kind::InScope && trial.sample.outcome != Outcome::Neither)
        .map(|trial| model.chances(&trial.sample.features).either())
        .collect();
    helpful.sort_by(f32::total_cmp);
    let lost = ((1.0 - HELPED) * helpful.len() as f64) as usize;
    let clarify_at = helpful.get(lost).copied().unwrap_or(1.0);
    model.answer_at = answer_at;
    model.clarify_at = clarify_at.min(answer_at);
}

fn describe(model: &Model, trials: &[Trial]) -> String {
    let line = |kind: Kind| {
        let chosen: Vec<Chances> = trials
            .iter()
            .filter(|trial| trial.kind == kind)
            .map(|trial| model.chances(&trial.sample.features))
            .collect();
        let answered = chosen.iter().filter(|chances| chances.first >= model.answer_at).count();
        let wrong = trials.iter().filter(|trial| trial.kind == kind && trial.sample.outcome != Outcome::First);
        let wrong = wrong.filter(|trial| model.chances(&trial.sample.features).first >= model.answer_at).count();
        let kept = chosen.iter().filter(|c| c.first >= model.answer_at || c.either() >= model.clarify_at).count();
        let percent = |count: usize| 100.0 * count as f64 / chosen.len().max(1) as f64;
        format!(
            "{} trials, {:.1} % answered ({:.1} % wrongly), {:.1} % asked about",
            chosen.len(),
            percent(answered),
            percent(wrong),
            percent(kept - answered)
        )
    };
    format!(
        "answer at {:.3}, ask at {:.3}; in scope {}; article absent {}; foreign {}",
        model.answer_at,
        model.clarify_at,
        line(Kind::InScope),
        line(Kind::Absent),
        line(Kind::Foreign)
    )
}

fn trial(error: impl std::fmt::Display) -> EvaluateError {
    EvaluateError::Trial(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_misheard_stays_recognisable() {
        let text = "Hoe vraag ik een huurtoeslag aan voor volgend jaar?";
        let heard = mishear(text, 3);
        assert_eq!(heard, mishear(text, 3), "the same every time");
        assert!((0..12).any(|seed| mishear(text, seed) != text));
        assert!(heard.contains("Hoe"));
    }
}
