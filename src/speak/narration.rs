//! A text that is being said: sentence by sentence, with a position to act from.
//!
//! Useful for: "herhaal", "herhaal laatste zin", "ga verder", "sneller". Not useful for: making sound
//! (`SpeakingDesk`). It holds only text and a position: sentences are rendered on request, so a
//! new speed or volume counts from the next sentence on.

use super::text::sentences;
use super::{Manner, SpeakError, SpeakingDesk, Speech};
use crate::language::Language;

/// A text as sentences, and how far it has been said.
#[derive(Debug, Clone, PartialEq)]
pub struct Narration {
    sentences: Vec<String>,
    language: Language,
    manner: Manner,
    /// The sentence that comes next.
    next: usize,
}

/// One sentence of a narration as sound.
#[derive(Debug, Clone, PartialEq)]
pub struct SpokenSentence {
    /// Its position, from 0.
    pub position: usize,
    /// Its sound.
    pub speech: Speech,
}

impl Narration {
    /// A text of which nothing has been said.
    #[must_use]
    pub fn new(text: &str, language: Language, manner: Manner) -> Self {
        Narration { sentences: sentences(text), language, manner, next: 0 }
    }

    /// The number of sentences.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there is nothing to say at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// The position and the text of the sentence that was handed out last.
    #[must_use]
    pub fn current(&self) -> Option<(usize, &str)> {
        let position = self.next.checked_sub(1)?;
        Some((position, self.sentences.get(position)?.as_str()))
    }

    /// Whether the last sentence has been handed out.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.next >= self.sentences.len()
    }

    /// The language that it is said in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// How the next sentence will be said.
    #[must_use]
    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// Changes speed and volume from the next sentence on.
    pub fn set_manner(&mut self, manner: Manner) {
        self.manner = manner;
    }

    /// Starts again with the first sentence.
    pub fn repeat_all(&mut self) {
        self.next = 0;
    }

    /// Goes back by one: the sentence handed out last comes next.
    pub fn repeat_last_sentence(&mut self) {
        self.next = self.next.saturating_sub(1);
    }

    /// Goes on with this sentence: the one that was interrupted, or any other. A position behind the
    /// end finishes the narration.
    pub fn continue_from(&mut self, position: usize) {
        self.next = position.min(self.sentences.len());
    }

    /// Moves on and gives the next sentence's position and text; none at the end.
    pub fn advance(&mut self) -> Option<(usize, &str)> {
        let sentence = self.sentences.get(self.next)?;
        self.next += 1;
        Some((self.next - 1, sentence))
    }

    /// Makes the sound of the next sentence and moves on; none at the end. On an error the position
    /// stays, so that it can be tried again.
    pub fn speak_next(&mut self, desk: &mut SpeakingDesk) -> Result<Option<SpokenSentence>, SpeakError> {
        let Some(sentence) = self.sentences.get(self.next) else { return Ok(None) };
        let speech = desk.say(sentence, self.language, self.manner)?;
        self.next += 1;
        Ok(Some(SpokenSentence { position: self.next - 1, speech }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Eerste zin. Tweede zin! Derde zin? Vierde zin.";

    fn narration() -> Narration {
        Narration::new(TEXT, Language::Nl, Manner::default())
    }

    fn positions(narration: &mut Narration) -> Vec<usize> {
        std::iter::from_fn(|| narration.advance().map(|(position, _)| position)).collect()
    }

    #[test]
    fn commands_act_from_the_position() {
        let mut said = narration();
        assert_eq!((said.len(), said.current()), (4, None));
        said.advance();
        said.advance();
        assert_eq!(said.current(), Some((1, "Tweede zin!")));
        said.repeat_last_sentence();
        assert_eq!(positions(&mut said), [1, 2, 3]);
        assert!(said.is_finished());
        said.repeat_last_sentence();
        assert_eq!(positions(&mut said), [3]);
        said.repeat_all();
        assert_eq!(positions(&mut said), [0, 1, 2, 3]);
        said.continue_from(2);
        assert_eq!(positions(&mut said), [2, 3]);
        said.continue_from(99);
        assert!(positions(&mut said).is_empty());
        assert!(Narration::new(" ... ", Language::Nl, Manner::default()).is_empty());
    }

    #[test]
    fn a_new_manner_counts_from_the_next_sentence() {
        let mut desk = SpeakingDesk::for_tests();
        let mut said = narration();
        let slow = said.speak_next(&mut desk).unwrap().unwrap();
        said.set_manner(Manner::new(2.0, 100.0).unwrap());
        let fast = said.speak_next(&mut desk).unwrap().unwrap();
        assert_eq!((slow.position, fast.position), (0, 1));
        assert!(fast.speech.seconds() < 0.8 * slow.speech.seconds());
        said.continue_from(4);
        assert!(said.speak_next(&mut desk).unwrap().is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_sequence_of_commands_keeps_the_position_inside(commands in proptest::collection::vec(0..5_usize, 0..40)) {
            let mut said = narration();
            for command in commands {
                match command {
                    0 => { said.advance(); }
                    1 => said.repeat_last_sentence(),
                    2 => said.repeat_all(),
                    position => said.continue_from(position),
                }
                proptest::prop_assert!(said.current().is_none_or(|(position, _)| position < said.len()));
            }
            said.repeat_all();
            proptest::prop_assert_eq!(positions(&mut said).len(), 4);
        }
    }
}
