//! Whether a known wording was said, or something else.
//!
//! A logistic model weighs how much more probable the sound makes the best wording than silence does, how
//! well it fits beside what the decoder would have written, how far it is ahead of the best wording of
//! another subject, and how much of it stands in the free transcript. Some wordings are so usual that
//! they fit any sound; silence makes them just as probable. A question that is not known gains nothing: it
//! stays what the free transcript says. The weights stand in `decision.toml`,
//! which `spraakloket eval --calibrate-hearing` writes from data.

use serde::{Deserialize, Serialize};

/// What is seen of the wording that fits best.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
}

/// The weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingModel {
    /// From this chance on, the wording is taken for what was said.
    pub take_at: f32,
    /// What is added whatever the evidence is.
    pub constant: f32,
    /// The weight of [`Evidence::gain`].
    pub gain: f32,
    /// The weight of [`Evidence::margin`].
    pub margin: f32,
    /// The weight of [`Evidence::lead`].
    pub lead: f32,
    /// The weight of [`Evidence::likeness`].
    pub likeness: f32,
    /// The weight of [`Evidence::free`].
    pub free: f32,
}

impl WordingModel {
    /// The weights that were calibrated with this version.
    #[must_use]
    pub fn built_in() -> Self {
        toml::from_str(include_str!("decision.toml")).expect("the built-in file is checked by a test")
    }

    /// How likely it is that the wording, or another of its subject, was said.
    #[must_use]
    pub fn chance(&self, evidence: &Evidence) -> f32 {
        let sum = self.constant
            + self.gain * evidence.gain
            + self.margin * evidence.margin
            + self.lead * evidence.lead
            + self.likeness * evidence.likeness
            + self.free * evidence.free;
        1.0 / (1.0 + (-sum).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_that_fits_is_taken_and_one_that_does_not_is_left() {
        let model = WordingModel::built_in();
        let said = Evidence { gain: 3.0, margin: -0.4, lead: 1.5, likeness: 0.7, free: -0.5 };
        let unknown = Evidence { gain: 0.1, margin: -2.6, lead: 0.1, likeness: 0.1, free: -0.2 };
        assert!(model.chance(&said) > model.take_at, "{}", model.chance(&said));
        assert!(model.chance(&unknown) < 0.2, "{}", model.chance(&unknown));
        assert!(model.take_at > 0.4);
    }
}
