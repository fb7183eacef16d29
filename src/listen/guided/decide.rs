//! Whether a known wording was said, or something else.
//!
//! A logistic model weighs how much more probable the sound makes the best wording than silence does, how
//! well it fits beside what the decoder would have written, how far it is ahead of the best wording of
//! another subject, and how much of it stands in the free transcript. Some wordings are so usual that
//! they fit any sound; silence makes them just as probable. A question that is not known gains nothing: it
//! stays what the free transcript says.
//!
//! A wording that was said and something more fits as well as one that was all. So it counts too what the
//! wording leaves over: whether the decoder would go on after it, the token in it that fits least (a "niet"
//! that it skips), and which words of the free transcript it does not have (`rest`). The weights stand in
//! `decision.toml`, which `spraakloket eval --calibrate-hearing` writes from data.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is seen of the wording that fits best.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Evidence {
    /// How much more probable the sound makes it than silence does, in nats a token.
    pub gain: f32,
    /// How far its tokens are from what the decoder would have written, in nats a token; at most nought.
    pub margin: f32,
    /// How far its margin is above that of the best wording of another subject.
    pub lead: f32,
    /// How much of its letters stand in the free transcript, from 0 to 1.
    pub likeness: f32,
    /// The free transcript's own mean log-probability.
    pub free: f32,
    /// The log-probability that nothing follows it in the sound; at most nought.
    pub end: f32,
    /// How far its least fitting token is from what the decoder would have written; at most nought.
    pub worst: f32,
    /// How many letters more the free transcript has, as a share of its own; at least nought.
    pub longer: f32,
    /// How many letters fewer the free transcript has, as a share of its own; at least nought.
    pub shorter: f32,
    /// The probability of the surest word of the free transcript that it does not have.
    pub unexplained: f32,
    /// The same of words that deny.
    pub denied: f32,
}

impl Evidence {
    /// The names of what is weighed, each with its figure.
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

/// Log-probabilities below this tell nothing more.
const LEAST: f32 = -8.0;

/// The weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingModel {
    /// From this chance on, the wording is taken for what was said.
    pub take_at: f32,
    /// What is added whatever the evidence is.
    pub constant: f32,
    /// The weight of each figure of [`Evidence::features`], by its name.
    pub weights: BTreeMap<String, f32>,
}

impl WordingModel {
    /// The weights that were calibrated with this version.
    #[must_use]
    pub fn built_in() -> Self {
        toml::from_str(include_str!("decision.toml")).expect("the built-in file is checked by a test")
    }

    /// How likely it is that the wording, or another of its subject, was said and nothing else.
    #[must_use]
    pub fn chance(&self, evidence: &Evidence) -> f32 {
        let weighed = evidence.features().map(|(name, figure)| self.weights.get(name).map_or(0.0, |one| one * figure));
        1.0 / (1.0 + (-(self.constant + weighed.iter().sum::<f32>())).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: Evidence = Evidence {
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
        let unknown = Evidence { gain: 0.1, margin: -2.6, lead: 0.1, likeness: 0.1, free: -0.2, ..SAID };
        assert!(model.chance(&unknown) < 0.2, "{}", model.chance(&unknown));
        assert!(model.take_at > 0.4);
    }

    #[test]
    fn what_a_wording_leaves_over_speaks_against_it() {
        let model = WordingModel::built_in();
        let more = Evidence { end: -5.0, longer: 0.4, unexplained: 0.9, ..SAID };
        let denied = Evidence { worst: -5.0, unexplained: 0.9, denied: 0.9, longer: 0.1, ..SAID };
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
