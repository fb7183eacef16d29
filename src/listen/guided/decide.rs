//! Decides whether a known wording was said, or something else.
//!
//! A logistic model weighs how much more probable the best wording is with the sound than with silence, how well it
//! fits compared with what the decoder would have written, how far it is ahead of the best wording of another subject,
//! and how much of it is in the free transcript. Some wordings are so common that they fit any sound, but silence
//! makes them just as probable. A question that is not known gains nothing, and the free transcript stands.
//!
//! A known wording followed by something more fits as well as the wording alone. So the model also weighs what the
//! wording leaves over: whether the decoder would continue after it, the token in it that fits least (a "niet" that it
//! skips), and which words of the free transcript it lacks (`rest`). The weights are in `decision.toml`, written by
//! `spraakloket eval --calibrate-hearing`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Features of the wording that fits best.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct WordingEvidence {
    /// How much more probable the wording is with the sound than with silence, in nats per token.
    pub gain: f32,
    /// Difference between its tokens' log-probability and that of what the decoder would have written, in nats per
    /// token; at most zero.
    pub margin: f32,
    /// Difference between its margin and that of the best wording of another subject.
    pub lead: f32,
    /// Share of its letters that occur in the free transcript, from 0 to 1.
    pub likeness: f32,
    /// Mean log-probability of the free transcript.
    pub free: f32,
    /// Log-probability that nothing follows it in the sound; at most zero.
    pub end: f32,
    /// Difference between its worst token and what the decoder would have written; at most zero.
    pub worst: f32,
    /// By how many letters the free transcript is longer, as a share of its own; at least zero.
    pub longer: f32,
    /// By how many letters the free transcript is shorter, as a share of its own; at least zero.
    pub shorter: f32,
    /// Probability of the most certain word of the free transcript that it lacks.
    pub unexplained: f32,
    /// The same, for negating words only.
    pub denied: f32,
}

impl WordingEvidence {
    /// The features by name.
    #[must_use]
    pub fn features(&self) -> [(&'static str, f32); 11] {
        [
            ("gain", self.gain),
            ("margin", self.margin),
            ("lead", self.lead),
            ("likeness", self.likeness),
            ("free", self.free),
            ("end", self.end.max(LEAST)),
            ("worst", self.worst.max(LEAST)),
            ("longer", self.longer.min(1.0)),
            ("shorter", self.shorter.min(1.0)),
            ("unexplained", self.unexplained),
            ("denied", self.denied),
        ]
    }
}

/// Lower log-probabilities carry no more information.
const LEAST: f32 = -8.0;

/// The weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingModel {
    /// Probability from which the wording is taken for what was said.
    pub take_at: f32,
    /// Intercept.
    pub constant: f32,
    /// Weight of each feature in [`WordingEvidence::features`], by name.
    pub weights: BTreeMap<String, f32>,
}

impl WordingModel {
    /// The weights that were calibrated for this version.
    #[must_use]
    pub fn built_in() -> Self {
        toml::from_str(include_str!("decision.toml")).expect("the built-in file is checked by a test")
    }

    /// The probability that the wording, or another one of its subject, was said and nothing else.
    #[must_use]
    pub fn chance(&self, evidence: &WordingEvidence) -> f32 {
        let weighed = evidence.features().map(|(name, figure)| self.weights.get(name).map_or(0.0, |one| one * figure));
        1.0 / (1.0 + (-(self.constant + weighed.iter().sum::<f32>())).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: WordingEvidence = WordingEvidence {
        gain: 3.0,
        margin: -0.2,
        lead: 1.5,
        likeness: 0.8,
        free: -0.4,
        end: -0.2,
        worst: -0.6,
        longer: 0.0,
        shorter: 0.1,
        unexplained: 0.2,
        denied: 0.0,
    };

    #[test]
    fn a_wording_that_fits_is_taken_and_one_that_does_not_is_left() {
        let model = WordingModel::built_in();
        assert!(model.chance(&SAID) > model.take_at, "{}", model.chance(&SAID));
        let unknown = WordingEvidence { gain: 0.1, margin: -2.6, lead: 0.1, likeness: 0.1, free: -0.2, ..SAID };
        assert!(model.chance(&unknown) < 0.2, "{}", model.chance(&unknown));
        assert!(model.take_at > 0.4);
    }

    #[test]
    fn what_a_wording_leaves_over_speaks_against_it() {
        let model = WordingModel::built_in();
        let more = WordingEvidence { end: -5.0, longer: 0.4, unexplained: 0.9, ..SAID };
        let denied = WordingEvidence { worst: -5.0, unexplained: 0.9, denied: 0.9, longer: 0.1, ..SAID };
        for evidence in [more, denied] {
            assert!(model.chance(&evidence) < model.take_at, "{evidence:?}");
        }
    }

    #[test]
    fn every_figure_has_a_weight() {
        let model = WordingModel::built_in();
        let names: Vec<&str> = SAID.features().iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), model.weights.len());
        assert!(names.iter().all(|name| model.weights.contains_key(*name)));
    }
}
