//! A word or two that is obeyed at once: "stop", "herhaal", "ja". Somebody who says so little is not kept waiting for
//! the whole recogniser: the words that there are for it are held against the sound in a small window, and one that
//! fits it all but perfectly was said. Everything else is heard in the usual way.

use super::decoding::{SHORT_WINDOW, Stop};
use super::guided::Sighting;
use super::whisper::{WhisperTranscriber, padded};
use super::{Cancel, ExpectedLanguage, ListenError, Transcript, Utterance};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;

/// Longer sound is more than a word or two: 1.2 s of speech, and what was kept before and after it.
const LONGEST: usize = 2 * SAMPLE_RATE as usize;
/// How far all its tokens together may be from what the decoder would have written, in nats.
const FARTHEST: f32 = -1.0;
/// How probable its tokens must be on average, as a logarithm.
const LEAST: f32 = -0.6;
/// How far it must be ahead of every word that means something else, in nats altogether.
const LEAD: f32 = 1.0;

impl WhisperTranscriber {
    /// The word that was said, where that is plain.
    pub fn hear_at_once(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Option<Transcript>, ListenError> {
        let language = match expected {
            ExpectedLanguage::Only(language) | ExpectedLanguage::Likely(language) => language,
            ExpectedLanguage::Any => Language::Nl,
        };
        let seen = self.see_at_once(utterance, language, cancel)?;
        let Some(best) = seen.first() else { return Ok(None) };
        let other = seen.iter().find(|other| other.subject != best.subject);
        let lead = other.map_or(f32::INFINITY, |other| best.margin - other.margin);
        if best.margin < FARTHEST || best.log_probability < LEAST || lead < LEAD {
            return Ok(None);
        }
        Ok(Some(Transcript {
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
