//! Chooses from which chance on each kind is believed: every wording is judged by a classifier that was taught without
//! it.

use super::classifier::Class;
use super::decide::{Thresholds, by_kind, urgent_chance};
use super::train::{Example, train};
use super::{Entries, Kind};
use std::collections::BTreeMap;

/// Parts into which the wordings fall; each is judged by what the others taught.
const FOLDS: usize = 4;
/// Of all questions at most this share may be taken for danger or despair.
const FALSE_URGENT: f32 = 0.004;
/// The same for every other kind.
const FALSE_OTHER: f32 = 0.003;
/// No threshold is outside of these.
const BOUNDS: (f32, f32) = (0.15, 0.95);

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The thresholds.
    pub thresholds: Thresholds,
    /// For each kind: held-back wordings, the share recognised, and the share of questions taken for it.
    pub kinds: Vec<(String, usize, f32, f32)>,
}

/// Judges every example by a classifier that did not learn it, and chooses thresholds.
#[must_use]
pub fn calibrate(entries: &Entries, examples: &[Example], vectors: Option<&[Vec<f32>]>) -> Calibration {
    let judged = held_back(entries, examples, vectors);
    let of = |wanted: &dyn Fn(Kind) -> bool, score: &dyn Fn(&Judged) -> f32| -> (Vec<f32>, Vec<f32>) {
        let is_own = |judged: &&Judged| wanted(judged.kind);
        let own = judged.iter().filter(is_own).map(score).collect();
        (own, judged.iter().filter(|judged| judged.kind == Kind::Question).map(score).collect())
    };
    let mut kinds = Vec::new();
    let (own, questions) = of(&Kind::is_urgent, &|judged| judged.urgent);
    let urgent = threshold(&questions, FALSE_URGENT);
    kinds.push(row("urgent", &own, &questions, urgent));
    let mut thresholds = Thresholds { urgent, kinds: BTreeMap::new() };
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Question && !kind.is_urgent()) {
        let (own, questions) = of(&|of| of == kind, &|judged| judged.kinds.get(&kind).copied().unwrap_or_default());
        let least = threshold(&questions, FALSE_OTHER);
        kinds.push(row(&format!("{kind:?}"), &own, &questions, least));
        thresholds.kinds.insert(kind, least);
    }
    Calibration { thresholds, kinds }
}

struct Judged {
    kind: Kind,
    urgent: f32,
    kinds: BTreeMap<Kind, f32>,
}

fn held_back(entries: &Entries, examples: &[Example], vectors: Option<&[Vec<f32>]>) -> Vec<Judged> {
    let mut judged = Vec::with_capacity(examples.len());
    for fold in 0..FOLDS {
        let taught: Vec<usize> = (0..examples.len()).filter(|place| place % FOLDS != fold).collect();
        let lessons: Vec<Example> = taught.iter().map(|place| examples[*place].clone()).collect();
        let own: Option<Vec<Vec<f32>>> =
            vectors.map(|vectors| taught.iter().map(|place| vectors[*place].clone()).collect());
        let classifier = train(entries, &lessons, own.as_deref());
        let classes: &[Class] = &classifier.classes;
        for place in (0..examples.len()).filter(|place| place % FOLDS == fold) {
            let vector = vectors.map(|vectors| vectors[place].as_slice());
            let chances = classifier.chances(&examples[place].text, vector);
            judged.push(Judged {
                kind: examples[place].kind,
                urgent: urgent_chance(classes, &chances),
                kinds: by_kind(classes, &chances),
            });
        }
    }
    judged
}

/// The lowest threshold that takes no more of the questions than that.
fn threshold(questions: &[f32], false_share: f32) -> f32 {
    let mut sorted = questions.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let allowed = (sorted.len() as f32 * false_share) as usize;
    let least = sorted.get(allowed).copied().unwrap_or_default() + 0.01;
    ((least * 100.0).ceil() / 100.0).clamp(BOUNDS.0, BOUNDS.1)
}

fn row(name: &str, own: &[f32], questions: &[f32], least: f32) -> (String, usize, f32, f32) {
    let share =
        |scores: &[f32]| scores.iter().filter(|score| **score >= least).count() as f32 / scores.len().max(1) as f32;
    (name.to_owned(), own.len(), share(own), share(questions))
}
