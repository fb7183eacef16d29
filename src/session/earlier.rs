//! A long utterance is transcribed in parts: what was said before a pause and has been transcribed is not decoded again
//! together with what follows.

use crate::audio::SAMPLE_RATE;
use crate::dialogue::Unheard;
use crate::listen::{Transcript, Utterance};

/// Shorter parts are decoded again with what follows: the recogniser is better at whole sentences.
const LEAST_SAMPLES: usize = 6 * SAMPLE_RATE as usize;
/// How much of the silence at the end of a part is repeated at the start of the next.
const OVERLAP_SAMPLES: usize = SAMPLE_RATE as usize / 10;

/// What has been transcribed of an utterance that has not ended yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Earlier {
    words: Option<Transcript>,
    /// How many samples that covers.
    samples: usize,
    /// How many samples there were at the last pause.
    paused_at: usize,
}

impl Earlier {
    /// Notes a pause.
    pub(super) fn pause(&mut self, utterance: &Utterance) {
        self.paused_at = utterance.samples.len();
    }

    /// The person went on after a pause before which all words are known.
    pub(super) fn settle(&mut self, words: &Transcript) {
        let end = self.paused_at.saturating_sub(OVERLAP_SAMPLES);
        if end >= self.samples + LEAST_SAMPLES {
            (self.words, self.samples) = (Some(words.clone()), end);
        }
    }

    /// The part of an utterance that has not been transcribed.
    pub(super) fn rest_of(&self, mut utterance: Utterance) -> Utterance {
        utterance.samples.drain(..self.samples.min(utterance.samples.len()));
        utterance
    }

    /// The whole transcript, given that of the rest. A rest without words adds nothing.
    pub(super) fn and(self, rest: Result<Transcript, Unheard>) -> Result<Transcript, Unheard> {
        let Some(earlier) = self.words else { return rest };
        let rest = match rest {
            Ok(rest) => rest,
            Err(Unheard::NoWords) => return Ok(earlier),
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
