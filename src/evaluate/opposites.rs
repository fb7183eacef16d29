//! Trains the model that tells a question from the opposite of its article's subject, on wordings (which are never
//! opposites) and on a file of sentences that deny or undo something.
//!
//! The figures in the summary, and the threshold, come from weights that were not trained on the article in question.

use super::calibrate::trial;
use super::{EvaluateError, Question};
use crate::audio::Random;
use crate::knowledge::opposites::{Opposites, Said, known, seen};
use crate::knowledge::{Article, IndexFolder, sense};
use crate::language::Language;
use spoken_text::lower_words;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

const FOLDS: usize = 4;
/// A word can be part of a pattern if the wordings of at least this many articles contain it.
const SHARED_BY: usize = 25;
/// A pattern gets a weight if at least this many sentences contain it.
const SEEN_IN: usize = 8;
/// Weight of an opposite in training, relative to a sentence that is none.
const OPPOSITE_COUNTS: f32 = 6.0;
const PASSES: usize = 12;
const RATE: f32 = 0.3;
const RIDGE: f32 = 1e-3;
/// Maximum share of wordings that may be taken for an opposite.
const TAKEN_WRONGLY: f64 = 0.03;
/// One in this many wordings is held out.
const SOME: usize = 3;

/// The result of training.
#[derive(Debug, Clone)]
pub struct OppositesCalibration {
    /// The model, ready to be written to a file.
    pub model: Opposites,
    /// How well it separates the two, in a few lines.
    pub summary: String,
}

/// A sentence paired with an article.
struct Lesson<'a> {
    said: Said,
    article: &'a str,
    is_opposite: bool,
    is_wording: bool,
    seen: BTreeMap<String, f32>,
}

/// Trains on the Dutch articles of an index and on `denials`: questions with the article that they answer, or in `not`
/// the article of which they are the opposite.
pub fn calibrate_opposites(index: &Path, denials: &[Question]) -> Result<OppositesCalibration, EvaluateError> {
    let articles = IndexFolder::open(index)?.lexical.articles().map_err(trial)?;
    let articles: Vec<Article> = articles.into_iter().filter(|article| article.language == Language::Nl).collect();
    let known: HashMap<&str, Vec<Said>> =
        articles.iter().map(|article| (article.id.as_str(), known(article, sense))).collect();
    let words = shared_words(&articles);
    let mut lessons = lessons(&articles, denials);
    for lesson in &mut lessons {
        lesson.seen = seen(&lesson.said, known[lesson.article].iter(), &words);
    }
    let kept = frequent(&lessons);
    for lesson in &mut lessons {
        lesson.seen.retain(|name, _| kept.contains(name));
    }
    let folds: HashMap<&str, usize> =
        articles.iter().enumerate().map(|(place, article)| (article.id.as_str(), place % FOLDS)).collect();
    let mut chances: Vec<(&Lesson, f32)> = Vec::new();
    for fold in 0..FOLDS {
        let (held, taught): (Vec<&Lesson>, Vec<&Lesson>) =
            lessons.iter().partition(|lesson| folds[lesson.article] == fold);
        let (constant, weights) = learn(&taught);
        let held = held.into_iter().enumerate().filter(|(place, lesson)| !lesson.is_wording || place % SOME == 0);
        chances.extend(held.map(|(_, lesson)| (lesson, chance(constant, &weights, lesson))));
    }
    let share = |from: f32, of: &dyn Fn(&Lesson) -> bool| {
        let all: Vec<f32> = chances.iter().filter(|(lesson, _)| of(lesson)).map(|(_, chance)| *chance).collect();
        all.iter().filter(|chance| **chance >= from).count() as f64 / all.len().max(1) as f64
    };
    let wording = |lesson: &Lesson| lesson.is_wording;
    let from =
        (1..100).map(|step| step as f32 / 100.0).find(|from| share(*from, &wording) <= TAKEN_WRONGLY).unwrap_or(1.0);
    let summary = format!(
        "from {from:.2}: of articles that taught nothing {:.1} % of opposites, {:.1} % of wordings, {:.1} % of other denials",
        100.0 * share(from, &|lesson| lesson.is_opposite),
        100.0 * share(from, &wording),
        100.0 * share(from, &|lesson| !lesson.is_opposite && !lesson.is_wording),
    );
    let all: Vec<&Lesson> = lessons.iter().collect();
    let (constant, weights) = learn(&all);
    Ok(OppositesCalibration { model: Opposites { from, constant, words, weights }, summary })
}

fn lessons<'a>(articles: &'a [Article], denials: &'a [Question]) -> Vec<Lesson<'a>> {
    let lesson = |text: &str, article: &'a str, is_opposite: bool, is_wording: bool| Lesson {
        said: Said::of(text, sense),
        article,
        is_opposite,
        is_wording,
        seen: BTreeMap::new(),
    };
    let wordings = articles
        .iter()
        .flat_map(|article| article.own_words().map(move |text| lesson(text, article.id.as_str(), false, true)));
    let is_there = |id: &str| articles.iter().any(|article| article.id == id);
    let denials = denials.iter().filter_map(|question| {
        let text = question.text.as_deref()?;
        match (question.not.as_deref(), question.expect.first()) {
            (Some(id), _) if is_there(id) => Some(lesson(text, id, true, false)),
            (None, Some((id, _))) if is_there(id) => Some(lesson(text, id, false, false)),
            _ => None,
        }
    });
    wordings.chain(denials).collect()
}

/// The words that occur in the wordings of many articles.
fn shared_words(articles: &[Article]) -> BTreeSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for article in articles {
        let said: HashSet<String> = article.own_words().flat_map(|text| lower_words(text)).collect();
        for word in said {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= SHARED_BY).map(|(word, _)| word).collect()
}

fn frequent(lessons: &[Lesson]) -> HashSet<String> {
    let mut counts: HashMap<&String, usize> = HashMap::new();
    for name in lessons.iter().flat_map(|lesson| lesson.seen.keys()) {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= SEEN_IN).map(|(name, _)| name.clone()).collect()
}

fn chance(constant: f32, weights: &BTreeMap<String, f32>, lesson: &Lesson) -> f32 {
    let sum: f32 = lesson.seen.iter().map(|(name, value)| weights.get(name).copied().unwrap_or_default() * value).sum();
    1.0 / (1.0 + (-(constant + sum)).exp())
}

/// Logistic regression by stochastic gradient descent with Adagrad step sizes. Deterministic.
fn learn(lessons: &[&Lesson]) -> (f32, BTreeMap<String, f32>) {
    const SEED: u64 = 1;
    let mut random = Random::new(SEED);
    let mut constant = -2.0;
    let mut weights: BTreeMap<String, f32> = BTreeMap::new();
    let mut moved: HashMap<String, f32> = HashMap::new();
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for _ in 0..PASSES {
        random.shuffle(&mut order);
        for place in &order {
            let lesson = lessons[*place];
            let (wanted, counts) = if lesson.is_opposite { (1.0, OPPOSITE_COUNTS) } else { (0.0, 1.0) };
            let error = (chance(constant, &weights, lesson) - wanted) * counts;
            for (name, value) in &lesson.seen {
                let weight = weights.entry(name.clone()).or_default();
                let moved = moved.entry(name.clone()).or_insert(1e-3);
                let slope = error * value + RIDGE * *weight;
                *moved += slope * slope;
                *weight -= RATE * slope / moved.sqrt();
            }
            constant -= 0.02 * error;
        }
    }
    (constant, weights)
}
