//! A word or two that is obeyed at once: "stop", "herhaal", "ja". Somebody who says so little is not kept waiting for
//! the whole recogniser: the words that there are for it are held against the sound in a small window, and one that
//! fits it all but perfectly was said. Everything else is heard in the usual way.

use super::decoding::{SHORT_WINDOW, Stop};
use super::guided::Sighting;
use super::whisper::{WhisperTranscriber, padded};
use super::{Cancel, ExpectedLanguage, ListenError, Transcript, Utterance};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Longer sound is more than a word or two: 1.2 s of speech, and what was kept before and after it.
const LONGEST: usize = 2 * SAMPLE_RATE as usize;
/// From when on a word is plain (`at_once.toml`, which `spraakloket eval --calibrate-at-once` can write).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtOnce {
    /// How far all its tokens together may be from what the decoder would have written, in nats; at most 0.
    pub farthest: f32,
    /// Minimum mean log-probability of its tokens.
    pub least: f32,
    /// How far it must be ahead of every word that means something else, in nats altogether.
    pub lead: f32,
}

impl AtOnce {
    /// The thresholds of this version.
    fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<AtOnce> = OnceLock::new();
        let read = || toml::from_str(include_str!("at_once.toml")).expect("the built-in file is checked by a test");
        BUILT_IN.get_or_init(read)
    }

    /// The word that was said, if that is plain. `seen`: what fits, best first.
    #[must_use]
    pub fn choose<'a>(&self, seen: &'a [Sighting]) -> Option<&'a Sighting> {
        let best = seen.first()?;
        let other = seen.iter().find(|other| other.subject != best.subject);
        let lead = other.map_or(f32::INFINITY, |other| best.margin - other.margin);
        let plain = best.margin >= self.farthest && best.log_probability >= self.least && lead >= self.lead;
        plain.then_some(best)
    }
}

impl WhisperTranscriber {
    /// The word that was said, where that is plain.
    pub fn hear_at_once(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Option<Transcript>, ListenError> {
        let language = expected.language();
        let seen = self.see_at_once(utterance, language, cancel)?;
        Ok(AtOnce::built_in().choose(&seen).map(|best| Transcript {
            text: best.text.clone(),
            language,
            confidence: best.log_probability.exp(),
            alternatives: Vec::new(),
        }))
    }

    /// How well the words that are obeyed at once fit, best first; none where there is too much sound for one.
    pub fn see_at_once(
        &mut self,
        utterance: &Utterance,
        language: Language,
        cancel: &Cancel,
    ) -> Result<Vec<Sighting>, ListenError> {
        let model = std::sync::Arc::clone(&self.model);
        let Some(guide) = model.guide.as_ref().filter(|_| utterance.samples.len() <= LONGEST) else {
            return Ok(Vec::new());
        };
        let stop = Stop { cancel, deadline: None };
        self.encode_briefly(&padded(utterance), language, SHORT_WINDOW, &stop)?;
        guide.sightings(&mut self.state, language, cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_thresholds_can_be_read() {
        let thresholds = AtOnce::built_in();
        assert!(thresholds.farthest <= 0.0 && thresholds.least <= 0.0 && thresholds.lead >= 0.0);
        assert_eq!(thresholds.choose(&[]), None);
    }
}
