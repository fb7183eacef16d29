//! Trains the recogniser's choice between a known wording and the free transcript (`listen/guided/decision.toml`).
//!
//! Each question of the articles is spoken and evaluated twice: once as a known wording, and once as if it were
//! unknown. The rest are known wordings with an addition (`additions.toml`) or a negation, and questions that belong
//! nowhere. Frozen files are never used. Sound is clean, over the telephone or noisy, in rotation.

use super::descent::{RightCandidate, Sample, train};
use super::{Degradation, EvaluateError, Question, Sounds};
use crate::audio::Noise;
use crate::knowledge::decide::CONSTANT;
use crate::language::Language;
use crate::listen::{Candidate, Utterance, WhisperTranscriber, WordingEvidence, WordingModel};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Maximum share of out-of-scope questions that may be taken for a known wording.
const FOREIGN_TAKEN: f64 = 0.02;
/// Maximum share of in-scope questions that may be taken for a wording of another subject.
const WRONGLY_TAKEN: f64 = 0.03;
/// Maximum share of known wordings with an addition or negation that may lose it.
const MORE_TAKEN: f64 = 0.015;
/// Acoustic conditions, in rotation.
pub(super) const CONDITIONS: [Degradation; 3] = [
    Degradation { phone: false, noise: None },
    Degradation { phone: true, noise: None },
    Degradation { phone: false, noise: Some((Noise::Pink, 10.0)) },
];

/// What was said, relative to the known wordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A known wording.
    Known,
    /// A question whose wording is unknown, about an article that has other wordings.
    Rephrased,
    /// A known wording with an addition or a negation.
    More,
    /// An out-of-scope question.
    Foreign,
}

struct Trial {
    kind: Kind,
    evidence: WordingEvidence,
    right: bool,
    /// Whether the free transcript is unsure, so that the choice matters.
    asked: bool,
}

/// The result of training.
#[derive(Debug, Clone)]
pub struct HearingCalibration {
    /// The weights, ready to be written to a file.
    pub model: WordingModel,
    /// Their results on the trials, in a few lines.
    pub summary: String,
}

/// Transcribes the questions and trains on the results. `progress` is called with the number done.
pub fn calibrate_hearing(
    transcriber: &mut WhisperTranscriber,
    sounds: &mut Sounds,
    questions: &[Question],
    progress: &dyn Fn(usize),
) -> Result<HearingCalibration, EvaluateError> {
    let additions = Additions::built_in();
    let mut trials = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        sounds.degradation = CONDITIONS[place / 3 % CONDITIONS.len()];
        let kinds: &[Kind] =
            if question.is_out_of_scope() { &[Kind::Foreign] } else { &[Kind::Known, Kind::Rephrased] };
        trials.extend(hear(transcriber, sounds, question, place, kinds)?);
        // The next voice says it with an addition.
        if let Some(more) = additions.to(question, place) {
            trials.extend(hear(transcriber, sounds, &more, place + 1, &[Kind::More])?);
        }
        progress(place + 1);
    }
    let samples: Vec<Sample> = trials.iter().map(Trial::sample).collect();
    let mut weights = train(&samples, &names()).first;
    let constant = weights.remove(CONSTANT).unwrap_or_default();
    let mut model = WordingModel { take_at: 0.5, constant, weights };
    model.take_at = threshold(&model, &trials);
    Ok(HearingCalibration { summary: describe(&model, &trials), model })
}

fn names() -> Vec<&'static str> {
    let nothing = WordingEvidence::default();
    nothing.features().iter().map(|(name, _)| *name).collect()
}

/// Transcribes a question once, and measures the evidence for each of these kinds.
fn hear(
    transcriber: &mut WhisperTranscriber,
    sounds: &mut Sounds,
    question: &Question,
    place: usize,
    kinds: &[Kind],
) -> Result<Vec<Trial>, EvaluateError> {
    let Some(samples) = sounds.of(question, place)? else { return Ok(Vec::new()) };
    let left_out = |kind: &Kind| question.text.as_deref().filter(|_| *kind == Kind::Rephrased);
    let left_out: Vec<Option<&str>> = kinds.iter().map(left_out).collect();
    let language = question.language.unwrap_or(Language::Nl);
    let weighed = transcriber.weigh(&Utterance { samples }, language, &left_out)?;
    let trial = |(kind, best): (&Kind, Option<Candidate>)| {
        best.map(|best| Trial {
            kind: *kind,
            right: *kind != Kind::More && question.expects(&best.wording.subject),
            asked: best.asked,
            evidence: best.evidence,
        })
    };
    Ok(kinds.iter().zip(weighed.best).filter_map(trial).collect())
}

/// Additions that turn a known wording into another question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Additions {
    endings: Vec<String>,
    beginnings: Vec<String>,
}

impl Additions {
    fn built_in() -> Self {
        toml::from_str(include_str!("additions.toml")).expect("the built-in file is checked by a test")
    }

    /// The wording with an addition at its end or start, or negated, in rotation; `None` for every fourth question.
    fn to(&self, question: &Question, place: usize) -> Option<Question> {
        let text = question.text.as_deref().filter(|text| !question.is_out_of_scope() && text.contains(' '))?;
        let bare = text.trim_end_matches(['?', '.', '!']);
        let text = match place % 4 {
            0 | 1 => format!("{bare} {}?", self.endings[place / 2 % self.endings.len()]),
            2 => format!("{} {}?", self.beginnings[place / 4 % self.beginnings.len()], lower(bare)),
            _ => denied(bare)?,
        };
        Some(Question { text: Some(text), ..question.clone() })
    }
}

/// Negates a Dutch text: "een" becomes "geen", or "niet" is put before the last word; `None` if it is already negated.
fn denied(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let has = |word: &str| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    if has("niet") || has("geen") || has("nooit") {
        return None;
    }
    if has("een") {
        return Some(words.iter().map(|word| if *word == "een" { "geen" } else { word }).collect::<Vec<_>>().join(" "));
    }
    let (last, before) = words.split_last()?;
    Some([&before.join(" "), "niet", last].join(" "))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl Trial {
    fn sample(&self) -> Sample {
        Sample {
            features: BTreeMap::from(self.evidence.features()),
            outcome: if self.right { RightCandidate::First } else { RightCandidate::Neither },
            weight: 1.0,
        }
    }
}

/// The lowest threshold that keeps the error rates within their limits.
fn threshold(model: &WordingModel, trials: &[Trial]) -> f32 {
    let candidates = (50..=99).map(|percent| percent as f32 / 100.0);
    let fits = |at: &f32| {
        let model = WordingModel { take_at: *at, ..model.clone() };
        let asked_here = |trial: &Trial| matches!(trial.kind, Kind::Known | Kind::Rephrased);
        share(&model, trials, |trial| trial.kind == Kind::Foreign, |_| true) <= FOREIGN_TAKEN
            && share(&model, trials, |trial| trial.kind == Kind::More, |_| true) <= MORE_TAKEN
            && share(&model, trials, asked_here, |trial| !trial.right) <= WRONGLY_TAKEN
    };
    candidates.into_iter().find(fits).unwrap_or(0.99)
}

/// The share of trials selected by `of` that is taken for a known wording and satisfies `counts`.
fn share(model: &WordingModel, trials: &[Trial], of: impl Fn(&Trial) -> bool, counts: impl Fn(&Trial) -> bool) -> f64 {
    let all: Vec<&Trial> = trials.iter().filter(|trial| of(trial)).collect();
    let takes = |trial: &Trial| trial.asked && model.chance(&trial.evidence) >= model.take_at;
    let count = all.iter().filter(|trial| counts(trial) && takes(trial)).count();
    count as f64 / all.len().max(1) as f64
}

fn describe(model: &WordingModel, trials: &[Trial]) -> String {
    let mut lines = String::new();
    for kind in [Kind::Known, Kind::Rephrased, Kind::More, Kind::Foreign] {
        let count = trials.iter().filter(|trial| trial.kind == kind).count();
        let rate = |right: bool| 100.0 * share(model, trials, |trial| trial.kind == kind, |trial| trial.right == right);
        lines.push_str(&format!(
            "{kind:?} ({count}): {:.1} % taken rightly, {:.1} % taken wrongly\n",
            rate(true),
            rate(false)
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(kind: Kind, margin: f32, right: bool) -> Trial {
        Trial { kind, evidence: WordingEvidence { margin, ..WordingEvidence::default() }, right, asked: true }
    }

    #[test]
    fn the_threshold_keeps_what_belongs_nowhere_out() {
        let mut trials: Vec<Trial> = (0..60).map(|i| trial(Kind::Known, -0.5 - 0.01 * i as f32, true)).collect();
        trials.extend((0..60).map(|i| trial(Kind::Foreign, -1.0 - 0.03 * i as f32, false)));
        trials.extend((0..60).map(|i| trial(Kind::More, -1.1 - 0.03 * i as f32, false)));
        let weights = BTreeMap::from([("margin".to_owned(), 5.0)]);
        let model = WordingModel { take_at: 0.5, constant: 6.0, weights };
        let take_at = threshold(&model, &trials);
        let model = WordingModel { take_at, ..model };
        assert!(share(&model, &trials, |trial| trial.kind == Kind::Foreign, |_| true) <= FOREIGN_TAKEN);
        assert!(share(&model, &trials, |trial| trial.kind == Kind::More, |_| true) <= MORE_TAKEN);
        assert!(share(&model, &trials, |trial| trial.kind == Kind::Known, |_| true) > 0.5);
        assert!(describe(&model, &trials).contains("Foreign (60): 0.0 % taken rightly"));
    }

    #[test]
    fn a_known_wording_becomes_another_question() {
        let known = Question {
            text: Some("Mijn paspoort is gestolen".into()),
            expect: vec![("a".into(), 1.0)],
            ..Question::default()
        };
        let additions = Additions::built_in();
        let texts: Vec<String> = (0..4).filter_map(|place| additions.to(&known, place)?.text).collect();
        assert_eq!(texts.len(), 4);
        assert_eq!(texts[3], "Mijn paspoort is niet gestolen");
        assert_eq!(denied("Hoe vraag ik een paspoort aan").as_deref(), Some("Hoe vraag ik geen paspoort aan"));
        assert_eq!(denied("Ik heb geen werk"), None);
        assert_eq!(additions.to(&Question { text: Some("Paspoort".into()), ..known }, 0), None);
    }
}
