//! What a conversation remembers while it lasts, in memory only, until the visit ends.

use super::browse::{Browsing, End};
use super::script::Script;
use super::state::Interrupted;
use crate::knowledge::{Entry, Found, Likely, Part};
use crate::language::Language;
use std::sync::Arc;
use std::time::Duration;

/// Number of answers that "terug" can return to.
const EARLIER: usize = 8;

#[derive(Debug, Clone, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // each stands for itself
pub(super) struct Memory {
    /// Notices that everybody has to hear, until they were said.
    pub(super) notices: Vec<String>,
    /// The subject of the conversation; its sections are those that were not told yet.
    pub(super) subject: Option<Found>,
    /// All parts of the subject.
    pub(super) parts: Vec<Part>,
    /// Heading of the part that was told last.
    pub(super) told_part: Option<String>,
    /// If the last answer was likely rather than sure: what to tell after a "no".
    pub(super) likely: Option<Likely>,
    /// Whether it was said that personal data is not needed.
    pub(super) told_of_data: bool,
    /// Earlier subjects.
    pub(super) earlier: Vec<Found>,
    /// What was said in the last turn, for "herhaal".
    pub(super) said: Script,
    pub(super) last_sentence: Script,
    /// What was cut off, for "ga verder".
    pub(super) interrupted: Option<Interrupted>,
    /// The question, in the person's words.
    pub(super) question: Option<String>,
    /// Number of consecutive questions that were not answered.
    pub(super) misses: u8,
    /// Number of consecutive silences.
    pub(super) silences: u8,
    /// Number of consecutive utterances without words.
    pub(super) unheard: u8,
    /// The person wants to be waited for longer.
    pub(super) takes_time: bool,
    /// Whether the person wants no suggestions.
    pub(super) refuses_suggestions: bool,
    /// Suggestions that were made.
    pub(super) suggested: Vec<String>,
    /// Whether the person was asked if an answer was clear.
    pub(super) asked_feedback: bool,
    /// What was wrong with the last utterance: the key of a prompt.
    pub(super) unclear: Option<&'static str>,
    /// Whether speech continues to its end, whoever speaks meanwhile.
    pub(super) insists: bool,
    /// When we last made a sound.
    pub(super) sounded: Duration,
    /// What everybody has to hear once and has not heard to the end: the prompt's key, and how it ends.
    pub(super) owed: Vec<(&'static str, String)>,
    /// Hints about the person's loudness that were given, by code.
    pub(super) hinted: Vec<&'static str>,
    /// Number of consecutive lines that could not be spoken.
    pub(super) mute: u8,
    /// What is offered on the screen, and which of it is marked.
    pub(super) shown: (Vec<String>, Option<usize>),
    /// The subjects in a language, once somebody has browsed them.
    pub(super) subjects: Option<(Language, Arc<Vec<Entry>>)>,
    /// Whether the subjects that were asked for are still wanted, and at which end one begins.
    pub(super) wants_subjects: Option<End>,
    /// Position among the subjects where the last answer was chosen.
    pub(super) came_from: Option<Browsing>,
    /// Whether a part of the subject was told last.
    pub(super) at_part: bool,
    /// Whether the current or last sound was said in passing.
    pub(super) in_passing: bool,
    /// What has to be told once per visit, and was.
    pub(super) told: Vec<&'static str>,
    /// Whether the person used a key last, and not their voice.
    pub(super) by_key: bool,
    /// Whether the person was told a second time how little time is left.
    pub(super) warned_again: bool,
}

impl Memory {
    /// Makes an answer the subject of the conversation.
    pub(super) fn turn_to(&mut self, found: Found) {
        self.parts.clone_from(&found.sections);
        self.parts.extend(found.asked_part.clone());
        self.told_part = found.asked_part.as_ref().map(|part| part.heading.clone());
        self.likely.clone_from(&found.likely);
        if let Some(before) = self.subject.replace(found) {
            self.earlier.push(before);
            if self.earlier.len() > EARLIER {
                self.earlier.remove(0);
            }
        }
        self.misses = 0;
    }

    /// Removes a part that has not been told, by index.
    pub(super) fn take_part(&mut self, place: usize) -> Option<(Part, Found)> {
        let subject = self.subject.as_mut().filter(|subject| place < subject.sections.len())?;
        let part = subject.sections.remove(place);
        Some((part, subject.clone()))
    }
}
