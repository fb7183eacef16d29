//! What a person says or types, once it is known how well it was heard.

use super::machine::Dialogue;
use super::meaning::Meaning;
use super::screen::SessionEvent;
use super::state::{Behind, Open};
use crate::language::Language;
use crate::listen::{ExpectedLanguage, Transcript};

/// Through the own voice, words below this confidence are somebody else's, or noise.
pub(super) const MEANT_FOR_US: f32 = 0.25;
/// From this confidence on, a question is answered without confirming it first.
const WELL_HEARD: f32 = 0.4;

impl Dialogue {
    /// Something without words was heard: says so twice, then names the keys, then stays silent.
    pub(super) fn no_words(&mut self, open: Open) {
        if let Some(key) = self.take_unclear() {
            return self.tell_unclear(key, open);
        }
        self.memory.unheard = self.memory.unheard.saturating_add(1);
        match self.memory.unheard {
            1 => self.reply("not-heard", open),
            2 => self.reply("not-heard-keys", open),
            _ => self.listen(open, Behind::Nothing),
        }
    }

    pub(super) fn show_heard(&mut self, transcript: &Transcript) {
        let text = transcript.text.clone();
        self.show(SessionEvent::Heard { text, provisional: false });
    }

    /// A question is answered in its own language; single words say too little about it.
    pub(super) fn follow_language(&mut self, transcript: &Transcript, meaning: &Meaning) {
        let is_said = matches!(meaning, Meaning::Question(_) | Meaning::Correction(_));
        if is_said && transcript.language != self.language() {
            if matches!(self.expected(), ExpectedLanguage::Chosen(_)) {
                self.expect(ExpectedLanguage::Any);
            }
            self.speak_language(transcript.language);
        }
    }

    /// A typed question, treated like a perfect transcript.
    pub(super) fn text(&mut self, text: String) {
        let open = self.open();
        let language = match self.expected() {
            ExpectedLanguage::Only(language) | ExpectedLanguage::Chosen(language) => language,
            _ if self.memory.subject.is_some() || text.split_whitespace().count() < 3 => self.language(),
            _ => Language::guess(&text),
        };
        let transcript = Transcript { text, language, confidence: 1.0, alternatives: Vec::new() };
        match Meaning::of(&transcript.text, language, &open) {
            Meaning::Nodding => {}
            Meaning::Command(command) if command.is_about_manner() => self.obey(command),
            meaning => self.act(transcript, meaning, open),
        }
    }
}

pub(super) fn is_well_heard(transcript: &Transcript) -> bool {
    transcript.confidence >= WELL_HEARD
}
