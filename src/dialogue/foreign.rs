//! Somebody speaks a language that is not spoken here: it is told them in their own, in one sentence.

use super::machine::Dialogue;
use super::script::Script;
use super::state::{Open, Then};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    says: String,
}

/// The sentences of all languages that there are some for, by code.
fn sentences() -> &'static BTreeMap<String, Sentence> {
    static SENTENCES: OnceLock<BTreeMap<String, Sentence>> = OnceLock::new();
    let read = || toml::from_str(include_str!("../../locales/other-languages.toml"));
    SENTENCES.get_or_init(|| read().expect("the built-in file is checked by a test"))
}

impl Dialogue {
    /// Tells which languages there are, in the one that was spoken where there is a sentence for it.
    pub(super) fn tell_languages(&mut self, code: &str, open: Open) {
        self.person_is_there();
        self.hush();
        let Some((code, sentence)) = sentences().get_key_value(code) else {
            return self.reply("other-languages", open);
        };
        self.say(Script::default().and_foreign(&sentence.says, code, self.language), Then::Listen(open));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speak::EspeakVoice;

    #[test]
    fn every_language_has_a_sentence_and_a_voice() {
        assert!(sentences().len() >= 8);
        for (code, sentence) in sentences() {
            assert!(EspeakVoice::open(code).is_ok(), "eSpeak NG has no voice `{code}`");
            assert!(sentence.says.ends_with('.'), "{code}");
        }
    }
}
