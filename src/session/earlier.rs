//! A long utterance is written down in parts: what was said before a pause whose words are known is not decoded
//! again together with what follows it.

use crate::audio::SAMPLE_RATE;
use crate::dialogue::Unheard;
use crate::listen::{Transcript, Utterance};

/// A part that is shorter is decoded again with what follows: the recogniser hears a whole sentence better.
const LEAST_SAMPLES: usize = 6 * SAMPLE_RATE as usize;
/// So much of the silence at the end of a part comes again at the beginning of the next.
const OVERLAP_SAMPLES: usize = SAMPLE_RATE as usize / 10;

/// What has been written down of the utterance that somebody is still busy with.
#[derive(Debug, Clone, Default)]
pub(super) struct Earlier {
    words: Option<Transcript>,
    /// How much of the sound that was.
    samples: usize,
    /// How much sound there was at the last pause.
    paused_at: usize,
}

impl Earlier {
    /// A pause after this much has been said.
    pub(super) fn pause(&mut self, utterance: &Utterance) {
        self.paused_at = utterance.samples.len();
    }

    /// The person goes on after that pause, before which all words are known.
    pub(super) fn settle(&mut self, words: &Transcript) {
        let end = self.paused_at.saturating_sub(OVERLAP_SAMPLES);
        if end >= self.samples + LEAST_SAMPLES {
            (self.words, self.samples) = (Some(words.clone()), end);
        }
    }

    /// What has still to be written down of an utterance.
    pub(super) fn rest_of(&self, mut utterance: Utterance) -> Utterance {
        utterance.samples.drain(..self.samples.min(utterance.samples.len()));
        utterance
    }

    /// All words, from those of the rest. A rest without words adds nothing.
    pub(super) fn and(self, rest: Result<Transcript, Unheard>) -> Result<Transcript, Unheard> {
        let Some(earlier) = self.words else { return rest };
        let rest = match rest {
            Ok(rest) => rest,
            Err(Unheard::NoWords | Unheard::OtherLanguage(_)) => return Ok(earlier),
            Err(failed) => return Err(failed),
        };
        Ok(Transcript {
            text: [earlier.text, rest.text].join(" "),
            language: rest.language,
            confidence: earlier.confidence.min(rest.confidence),
            alternatives: rest.alternatives.into_iter().chain(earlier.alternatives).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    const SECOND: usize = SAMPLE_RATE as usize;

    fn heard(text: &str, confidence: f32) -> Transcript {
        Transcript { text: text.into(), language: Language::Nl, confidence, alternatives: Vec::new() }
    }

    fn seconds(count: usize) -> Utterance {
        Utterance { samples: vec![0.0; count * SECOND] }
    }

    #[test]
    fn a_long_part_is_written_down_once() {
        let mut earlier = Earlier::default();
        earlier.pause(&seconds(7));
        earlier.settle(&heard("Ik ben verhuisd.", 0.8));
        assert_eq!(earlier.rest_of(seconds(9)).samples.len(), 2 * SECOND + OVERLAP_SAMPLES);
        let whole = earlier.clone().and(Ok(heard("Wat nu?", 0.6))).unwrap();
        assert_eq!((whole.text.as_str(), whole.confidence), ("Ik ben verhuisd. Wat nu?", 0.6));
        assert_eq!(earlier.clone().and(Err(Unheard::NoWords)), Ok(heard("Ik ben verhuisd.", 0.8)));
        assert_eq!(earlier.and(Err(Unheard::Failed)), Err(Unheard::Failed));
    }

    #[test]
    fn a_short_part_is_decoded_again_with_what_follows() {
        let mut earlier = Earlier::default();
        earlier.pause(&seconds(3));
        earlier.settle(&heard("Ik ben", 0.8));
        assert_eq!(earlier.rest_of(seconds(9)), seconds(9));
        assert_eq!(earlier.clone().and(Ok(heard("Ik ben verhuisd.", 0.8))), Ok(heard("Ik ben verhuisd.", 0.8)));
        earlier.pause(&seconds(8));
        earlier.settle(&heard("Ik ben verhuisd.", 0.8));
        earlier.pause(&seconds(10));
        earlier.settle(&heard("Ik ben verhuisd. En nu", 0.8));
        assert_eq!(earlier.rest_of(seconds(10)).samples.len(), 2 * SECOND + OVERLAP_SAMPLES);
    }
}
