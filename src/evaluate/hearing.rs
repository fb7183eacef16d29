//! Trains the recogniser's choice between a known wording and the free transcript.
//!
//! Questions of the articles are spoken, each once as it is known and once as if it were not; questions
//! that belong nowhere are spoken too. Never on the frozen files. Every third is clean, on the telephone
//! or in noise.

use super::descent::{Outcome, Sample, train};
use super::{Degradation, EvaluateError, Question, Sounds};
use crate::audio::Noise;
use crate::knowledge::decide::CONSTANT;
use crate::language::Language;
use crate::listen::{Evidence, Utterance, WhisperTranscriber, WordingModel};
use std::collections::BTreeMap;

const FEATURES: [&str; 5] = ["gain", "margin", "lead", "likeness", "free"];
/// Of what belongs nowhere, at most this share may be taken for a known wording.
const FOREIGN_TAKEN: f64 = 0.02;
/// Of what belongs here, at most this share may be taken for a wording of another subject.
const WRONGLY_TAKEN: f64 = 0.03;
/// What sound goes through, in turn.
const CONDITIONS: [Degradation; 3] = [
    Degradation { phone: false, noise: None },
    Degradation { phone: true, noise: None },
    Degradation { phone: false, noise: Some((Noise::Pink, 10.0)) },
];

/// What was said, beside what the recogniser would take it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A known wording.
    Known,
    /// A question whose wording is not known, but others of its article are.
    Rephrased,
    /// A question that belongs nowhere.
    Foreign,
}

struct Trial {
    kind: Kind,
    evidence: Evidence,
    right: bool,
}

/// What training gave.
#[derive(Debug, Clone)]
pub struct HearingCalibration {
    /// The weights, ready to be written.
    pub model: WordingModel,
    /// What they do on the trials, in a few lines.
    pub summary: String,
}

/// Hears the questions and trains on what was heard. `progress` is told how many are done.
pub fn calibrate_hearing(
    transcriber: &mut WhisperTranscriber,
    sounds: &mut Sounds,
    questions: &[Question],
    progress: &dyn Fn(usize),
) -> Result<HearingCalibration, EvaluateError> {
    let mut trials = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        sounds.degradation = CONDITIONS[place / 3 % CONDITIONS.len()];
        if let Some(samples) = sounds.of(question, place)? {
            let utterance = Utterance { samples };
            let kinds: &[Kind] =
                if question.is_out_of_scope() { &[Kind::Foreign] } else { &[Kind::Known, Kind::Rephrased] };
            for kind in kinds {
                trials.extend(trial(transcriber, &utterance, question, *kind)?);
            }
        }
        progress(place + 1);
    }
    let samples: Vec<Sample> = trials.iter().map(Trial::sample).collect();
    let weights = train(&samples, &FEATURES).first;
    let weight = |name: &str| weights.get(name).copied().unwrap_or_default();
    let mut model = WordingModel {
        take_at: 0.5,
        constant: weight(CONSTANT),
        gain: weight("gain"),
        margin: weight("margin"),
        lead: weight("lead"),
        likeness: weight("likeness"),
        free: weight("free"),
    };
    model.take_at = threshold(&model, &trials);
    Ok(HearingCalibration { model, summary: describe(&model, &trials) })
}

fn trial(
    transcriber: &mut WhisperTranscriber,
    utterance: &Utterance,
    question: &Question,
    kind: Kind,
) -> Result<Option<Trial>, EvaluateError> {
    let left_out = question.text.as_deref().filter(|_| kind == Kind::Rephrased);
    let seen = transcriber.evidence(utterance, question.language.unwrap_or(Language::Nl), left_out)?;
    Ok(seen.map(|(wording, evidence)| Trial { kind, evidence, right: question.expects(&wording.subject) }))
}

impl Trial {
    fn sample(&self) -> Sample {
        let Evidence { gain, margin, lead, likeness, free } = self.evidence;
        let features = [("gain", gain), ("margin", margin), ("lead", lead), ("likeness", likeness), ("free", free)];
        Sample {
            features: BTreeMap::from(features),
            outcome: if self.right { Outcome::First } else { Outcome::Neither },
            weight: 1.0,
        }
    }
}

/// The lowest threshold at which the two errors are as rare as they have to be.
fn threshold(model: &WordingModel, trials: &[Trial]) -> f32 {
    let candidates = (50..=99).map(|percent| percent as f32 / 100.0);
    let fits = |at: &f32| {
        let model = WordingModel { take_at: *at, ..*model };
        share(&model, trials, |trial| trial.kind == Kind::Foreign, |_| true) <= FOREIGN_TAKEN
            && share(&model, trials, |trial| trial.kind != Kind::Foreign, |trial| !trial.right) <= WRONGLY_TAKEN
    };
    candidates.into_iter().find(fits).unwrap_or(0.99)
}

/// Which share of some trials is taken for a known wording, as far as it counts.
fn share(model: &WordingModel, trials: &[Trial], of: impl Fn(&Trial) -> bool, counts: impl Fn(&Trial) -> bool) -> f64 {
    let all: Vec<&Trial> = trials.iter().filter(|trial| of(trial)).collect();
    let taken = all.iter().filter(|trial| counts(trial) && model.chance(&trial.evidence) >= model.take_at).count();
    taken as f64 / all.len().max(1) as f64
}

fn describe(model: &WordingModel, trials: &[Trial]) -> String {
    let mut lines = String::new();
    for kind in [Kind::Known, Kind::Rephrased, Kind::Foreign] {
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
        Trial { kind, evidence: Evidence { gain: 1.0, margin, lead: 0.5, likeness: 0.5, free: -0.5 }, right }
    }

    #[test]
    fn the_threshold_keeps_what_belongs_nowhere_out() {
        let mut trials: Vec<Trial> = (0..60).map(|i| trial(Kind::Known, -0.5 - 0.01 * i as f32, true)).collect();
        trials.extend((0..60).map(|i| trial(Kind::Foreign, -1.0 - 0.03 * i as f32, false)));
        let model =
            WordingModel { take_at: 0.5, constant: 6.0, gain: 0.0, margin: 5.0, lead: 0.0, likeness: 0.0, free: 0.0 };
        let take_at = threshold(&model, &trials);
        let model = WordingModel { take_at, ..model };
        assert!(share(&model, &trials, |trial| trial.kind == Kind::Foreign, |_| true) <= FOREIGN_TAKEN);
        assert!(share(&model, &trials, |trial| trial.kind == Kind::Known, |_| true) > 0.5);
        assert!(describe(&model, &trials).contains("Foreign (60): 0.0 % taken rightly"));
    }
}
