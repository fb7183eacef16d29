//! Trains the answer decision (`knowledge/decision.toml`), without using the frozen question files.
//!
//! Without token vectors, every wording of an article is put to a trial index that lacks this wording (the article
//! should still be found). With them, the questions come from a file that neither index nor adapter was trained on.
//! Both kinds are also put to trial indexes that lack the whole article: then nothing should be answered, and the
//! nearest neighbours are as near as an out-of-scope question can get. Questions that belong nowhere come from files.
//! Some of all questions are distorted as a recogniser would.

use super::descent::{Candidate, RightCandidate, Sample, train, train_ranking};
use super::{EvaluateError, Question};
use crate::knowledge::decide::{
    CLASSIFIED_FEATURES, Decider, MEANING_FEATURES, Model, TOKEN_FEATURES, Verdict, WORDS_FEATURES, features,
};
use crate::knowledge::embed::Embedder;
use crate::knowledge::index::{
    ArticleEvidence, DenseIndex, LexicalIndex, Match, Method, Ranking, Search, Searcher, rank_features,
};
use crate::knowledge::{Article, IndexFolder};
use crate::language::Language;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Number of trial indexes of each kind.
const FOLDS: usize = 4;
/// Wordings per article that are asked while only the wording is missing from the index.
const WORDINGS: usize = 4;
/// Wordings per article that are asked while the whole article is missing from the index.
const ABSENT_WORDINGS: usize = 2;
/// One in this many questions is misheard.
const MISHEARD_EVERY: usize = 4;
/// Maximum share of the questions of a kind that may be answered: as sure, and as likely.
struct Limits {
    foreign: [f64; 2],
    near: [f64; 2],
    /// The article is absent. For many such questions a neighbouring article's answer will do.
    absent: [f64; 2],
    /// Answered with another article than the right one.
    wrong: [f64; 2],
}

const LIMITS: Limits = Limits { foreign: [0.02, 0.06], near: [0.04, 0.1], absent: [0.25, 0.35], wrong: [0.03, 0.08] };
/// Share of the questions with the right article in the first two places that must be answered or asked back about.
const HELPED: f64 = 0.95;

/// Collects trials from indexes and trains the decision on them.
#[derive(Default)]
pub struct Calibrator {
    ranking: Ranking,
    tokens: Vec<Trial>,
    meaning: Vec<Trial>,
    words: Vec<Trial>,
}

/// The result of training.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// The models, ready to be written to a file.
    pub decider: Decider,
    /// Their results on the trials, in a few lines.
    pub summary: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The article is present, this wording is not.
    InScope,
    /// The article is absent.
    Absent,
    /// No article ever answered it, though one is about something close.
    Near,
    /// No article was ever about it.
    Foreign,
}

#[derive(Clone)]
struct Trial {
    kind: Kind,
    sample: Sample,
    /// Whether the classifier of articles knows the first article.
    is_classified: bool,
}

/// Number of candidates that are ranked.
const DEPTH: usize = 10;

impl Calibrator {
    /// Learns to rank candidates, from questions that were not trained on, each with its index. Call before any
    /// [`Self::add`].
    pub fn learn_ranking(
        &mut self,
        indexes: &[(PathBuf, Vec<Question>)],
        embedder: &Arc<Embedder>,
    ) -> Result<String, EvaluateError> {
        let (mut lists, mut classified) = (Vec::new(), Vec::new());
        for (index, questions) in indexes {
            let IndexFolder { lexical, dense, .. } = IndexFolder::open(index)?;
            let Some(dense) = dense else { continue };
            let searcher = Searcher::new(lexical, Some((dense, Arc::clone(embedder))));
            for asked in questions.iter().filter_map(Asked::own) {
                let found = searcher.search(asked.search(&asked.text, DEPTH)).map_err(trial)?;
                let candidate = |found: &Match, evidence: &ArticleEvidence| Candidate {
                    features: rank_features(evidence).map(|(_, value)| value).to_vec(),
                    is_right: asked.expect.contains(&found.article.id),
                };
                let plain = |found: &Match| candidate(found, &ArticleEvidence { chance: None, ..found.evidence });
                lists.push((1.0, found.matches.iter().map(plain).collect::<Vec<_>>()));
                if found.chances.is_some() {
                    let list = found.matches.iter().map(|found| candidate(found, &found.evidence));
                    classified.push((1.0, list.collect::<Vec<_>>()));
                }
            }
        }
        let mut summary = Vec::new();
        for (name, lists, weights) in
            [("plain", &lists, &mut self.ranking.plain), ("classified", &classified, &mut self.ranking.classified)]
        {
            let (trained, [before, after]) = train_ranking(lists);
            *weights = trained;
            let (asked, before, after) = (lists.len(), 100.0 * before, 100.0 * after);
            summary.push(format!(
                "ranking, {name}: {asked} questions, the right article first in {before:.1} % before and {after:.1} % after"
            ));
        }
        Ok(summary.join("\n"))
    }

    /// Adds trials: the questions of one index (`asked`: those not trained on), and questions that no article answers.
    pub fn add(
        &mut self,
        index: &Path,
        embedder: Option<&Arc<Embedder>>,
        asked: &[Question],
        foreign: &[Question],
    ) -> Result<(), EvaluateError> {
        let index = IndexFolder::open(index)?;
        let articles = index.lexical.articles().map_err(trial)?;
        for fold in 0..FOLDS {
            let (without_wordings, wordings) = hide_wordings(&articles, fold);
            let (without_articles, absent) = hide_articles(&articles, fold);
            let foreign = foreign.iter().skip(fold).step_by(FOLDS);
            let (articles, without_articles) =
                (without_near(&articles, foreign.clone()), without_near(&without_articles, foreign.clone()));
            let (near, far): (Vec<&Question>, Vec<&Question>) = foreign.partition(|question| question.is_near);
            let [near, far] = [near, far].map(|group| group.into_iter().map(Asked::foreign).collect::<Vec<_>>());
            for dense in [None, embedder.zip(index.dense.as_ref())] {
                let has_tokens = dense.is_some_and(|(embedder, _)| embedder.has_tokens());
                let (trials, present, absent) = if has_tokens {
                    let asked: Vec<Asked> = asked.iter().filter_map(Asked::own).collect();
                    let is_there =
                        |asked: &Asked| without_articles.iter().any(|article| asked.expect.contains(&article.id));
                    let (there, hidden): (Vec<Asked>, Vec<Asked>) = asked.into_iter().partition(is_there);
                    (&mut self.tokens, there.into_iter().skip(fold).step_by(FOLDS).collect(), hidden)
                } else if dense.is_some() {
                    (&mut self.meaning, wordings.clone(), absent.clone())
                } else {
                    (&mut self.words, wordings.clone(), absent.clone())
                };
                let whole = if has_tokens { &articles } else { &without_wordings };
                let trial_index = TrialIndex::build(whole, dense, &self.ranking)?;
                trial_index.ask(&present, Kind::InScope, trials)?;
                trial_index.ask(&far, Kind::Foreign, trials)?;
                trial_index.ask(&near, Kind::Near, trials)?;
                TrialIndex::build(&without_articles, dense, &self.ranking)?.ask(&absent, Kind::Absent, trials)?;
            }
        }
        Ok(())
    }

    /// Trains the models. A model without trials is left unchanged.
    #[must_use]
    pub fn train(mut self) -> Calibration {
        let mut decider = Decider::built_in();
        decider.ranking.clone_from(&self.ranking);
        let mut summary = String::new();
        let is_classified = |trial: &&Trial| trial.is_classified;
        let mut classified: Vec<Trial> = self.tokens.iter().filter(is_classified).cloned().collect();
        for (name, trials, names, model) in [
            ("classified", &mut classified, CLASSIFIED_FEATURES, &mut decider.classified),
            ("tokens", &mut self.tokens, TOKEN_FEATURES, &mut decider.tokens),
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

/// A question that is put to a trial index.
#[derive(Clone)]
struct Asked {
    text: String,
    language: Language,
    /// Ids of the articles that answer it.
    expect: Vec<String>,
}

impl Asked {
    fn of(article: &Article, wording: &str) -> Self {
        Asked { text: wording.to_owned(), language: article.language, expect: vec![article.id.clone()] }
    }

    fn foreign(question: &Question) -> Self {
        let text = question.text.clone().unwrap_or_default();
        Asked { language: question.language.unwrap_or_else(|| Language::guess(&text)), text, expect: Vec::new() }
    }

    fn search<'a>(&self, question: &'a str, limit: usize) -> Search<'a> {
        Search { question, language: self.language, method: Method::default(), titles: true, limit }
    }

    /// A question with a text and an answer; `None` for any other.
    fn own(question: &Question) -> Option<Self> {
        let expect: Vec<String> = question.expect.iter().map(|(id, _)| id.clone()).collect();
        (question.text.is_some() && !expect.is_empty()).then(|| Asked { expect, ..Asked::foreign(question) })
    }
}

/// The articles without the wordings of one fold, and these wordings. An article without wordings gives up its title
/// instead.
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

/// The articles without those of their `near` questions that are asked.
fn without_near<'a>(articles: &[Article], asked: impl Iterator<Item = &'a Question>) -> Vec<Article> {
    let asked: HashSet<&str> = asked.filter_map(|question| question.text.as_deref()).collect();
    let mut left = articles.to_vec();
    for article in &mut left {
        article.near.retain(|text| !asked.contains(text.as_str()));
    }
    left
}

/// The articles without those of one fold, and questions about the omitted ones.
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

pub(super) struct TrialIndex {
    pub(super) searcher: Searcher,
    _folder: tempfile::TempDir,
}

impl TrialIndex {
    pub(super) fn build(
        articles: &[Article],
        dense: Option<(&Arc<Embedder>, &DenseIndex)>,
        ranking: &Ranking,
    ) -> Result<Self, EvaluateError> {
        let folder = tempfile::tempdir().map_err(trial)?;
        LexicalIndex::create(folder.path(), articles).map_err(trial)?;
        let lexical = LexicalIndex::open(folder.path()).map_err(trial)?;
        let dense = dense.map(|(embedder, whole)| {
            // The full texts stay the same, so nothing is embedded again.
            (DenseIndex::build(articles, embedder, Some(whole), &|_, _| ()), Arc::clone(embedder))
        });
        Ok(TrialIndex { searcher: Searcher::new(lexical, dense).ranking_by(ranking.clone()), _folder: folder })
    }

    fn ask(&self, questions: &[Asked], kind: Kind, trials: &mut Vec<Trial>) -> Result<(), EvaluateError> {
        for (place, asked) in questions.iter().enumerate() {
            let text = if place % MISHEARD_EVERY == 0 { mishear(&asked.text, place) } else { asked.text.clone() };
            let found = self.searcher.search(asked.search(&text, 3)).map_err(trial)?;
            let is_right =
                |place: usize| found.matches.get(place).is_some_and(|found| asked.expect.contains(&found.article.id));
            let outcome = match (is_right(0), is_right(1)) {
                (true, _) => RightCandidate::First,
                (_, true) => RightCandidate::Second,
                _ => RightCandidate::Neither,
            };
            let features = features(&found);
            let weight = 1.0;
            let is_classified = found.matches.first().is_some_and(|first| first.evidence.chance.is_some());
            trials.push(Trial { kind, sample: Sample { features, outcome, weight }, is_classified });
        }
        Ok(())
    }
}

/// Alters some of a text's longer words as a recogniser might: replaces a vowel or consonant by a similar one, drops a
/// letter, or splits the word.
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

/// Weights trials so that questions with an answer count for one half in total, and the others for the other half.
fn balance(trials: &mut [Trial]) {
    for (kind, share) in [(Kind::InScope, 0.5), (Kind::Absent, 0.15), (Kind::Near, 0.15), (Kind::Foreign, 0.2)] {
        let count = trials.iter().filter(|trial| trial.kind == kind).count().max(1);
        for trial in trials.iter_mut().filter(|trial| trial.kind == kind) {
            trial.sample.weight = share / count as f64;
        }
    }
}

/// Sets the lowest thresholds that stay within [`LIMITS`].
fn set_thresholds(model: &mut Model, trials: &[Trial]) {
    let first = |trial: &Trial| model.chances(&trial.sample.features).first;
    let of = |kind: Kind| trials.iter().filter(move |trial| trial.kind == kind);
    // The first candidate's probability for each question of a kind that must not be answered, and the number of those
    // questions.
    let chances = |kind: Kind| (of(kind).map(first).collect::<Vec<f32>>(), of(kind).count());
    let wrong = of(Kind::InScope).filter(|trial| trial.sample.outcome != RightCandidate::First).map(first).collect();
    let told_wrongly = [
        (chances(Kind::Foreign), LIMITS.foreign),
        (chances(Kind::Near), LIMITS.near),
        (chances(Kind::Absent), LIMITS.absent),
        ((wrong, of(Kind::InScope).count()), LIMITS.wrong),
    ];
    let told = |chances: &[f32], from: f32, to: f32| {
        chances.iter().filter(|chance| (from..to).contains(*chance)).count() as f64
    };
    let lowest = |to: f32, which: usize| {
        let holds = |from: f32| {
            told_wrongly
                .iter()
                .all(|((chances, count), limits)| told(chances, from, to) <= limits[which] * *count as f64)
        };
        (1..1000).map(|step| step as f32 / 1000.0).find(|from| holds(*from)).unwrap_or(1.0)
    };
    let sure_at = lowest(f32::INFINITY, 0);
    let likely_at = lowest(sure_at, 1).min(sure_at);
    let mut helpful: Vec<f32> = of(Kind::InScope)
        .filter(|trial| trial.sample.outcome != RightCandidate::Neither)
        .map(|trial| model.chances(&trial.sample.features).either())
        .collect();
    helpful.sort_by(f32::total_cmp);
    let lost = ((1.0 - HELPED) * helpful.len() as f64) as usize;
    let clarify_at = helpful.get(lost).copied().unwrap_or(1.0);
    model.sure_at = sure_at;
    model.likely_at = likely_at;
    model.clarify_at = clarify_at.min(likely_at);
}

fn describe(model: &Model, trials: &[Trial]) -> String {
    let mut text =
        format!("sure at {:.3}, likely at {:.3}, ask at {:.3}", model.sure_at, model.likely_at, model.clarify_at);
    for (name, kind) in
        [("in scope", Kind::InScope), ("absent", Kind::Absent), ("near", Kind::Near), ("foreign", Kind::Foreign)]
    {
        let of: Vec<(&Trial, Verdict)> = trials
            .iter()
            .filter(|trial| trial.kind == kind)
            .map(|trial| (trial, model.verdict(model.chances(&trial.sample.features), 2)))
            .collect();
        let percent = |wanted: &dyn Fn(&Trial, Verdict) -> bool| {
            let count = of.iter().filter(|(trial, verdict)| wanted(trial, *verdict)).count();
            100.0 * count as f64 / of.len().max(1) as f64
        };
        let is_sure = |verdict: Verdict| matches!(verdict, Verdict::Answer { .. });
        let is_likely = |verdict: Verdict| matches!(verdict, Verdict::Likely { .. });
        let is_wrong = |trial: &Trial| trial.sample.outcome != RightCandidate::First;
        text.push_str(&format!(
            "\n  {name} ({}): sure {:.1} % ({:.1} % wrongly), likely {:.1} % ({:.1} %), asked about {:.1} %",
            of.len(),
            percent(&|_, verdict| is_sure(verdict)),
            percent(&|trial, verdict| is_sure(verdict) && is_wrong(trial)),
            percent(&|_, verdict| is_likely(verdict)),
            percent(&|trial, verdict| is_likely(verdict) && is_wrong(trial)),
            percent(&|_, verdict| matches!(verdict, Verdict::Clarify { .. })),
        ));
    }
    text
}

pub(super) fn trial(error: impl std::fmt::Display) -> EvaluateError {
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
