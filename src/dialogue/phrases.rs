//! Phrases that are understood verbatim, without any model and in the middle of an answer: commands, cries for help,
//! words of despair, short replies and the choice of a language. They are data (`locales/phrases`); all other wordings
//! are handled by `understand`.

use super::command::Command;
use super::words::words;
use crate::language::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The phrases of one language, in lower case and without punctuation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    /// Words around a command that carry no meaning.
    pub(super) polite: Vec<String>,
    /// Whole utterances that ask for this language.
    language: Vec<String>,
    pub(super) danger: Danger,
    /// Whole utterances.
    commands: BTreeMap<Command, Vec<String>>,
    #[serde(default)]
    pub(super) replies: Replies,
}

/// What somebody says who needs help now.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Danger {
    /// Words that mean danger by themselves or in a short cry.
    pub(super) cries: Vec<String>,
    /// Parts of sentences that say that there is danger now.
    pub(super) said: Vec<String>,
    /// Words of somebody who asks about past or future danger, or about its cost.
    pub(super) not_now: Vec<String>,
    /// Whole cries for the recogniser to listen for.
    listened_for: Vec<String>,
    /// Parts of sentences that say that somebody, the speaker or another person, thinks of suicide.
    pub(super) despair: Vec<String>,
}

/// Short replies to questions of the system, as whole utterances. Those in Dutch and English are in `meaning`, which
/// knows more of them.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Replies {
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) thanks: Vec<String>,
    first: Vec<String>,
    second: Vec<String>,
    third: Vec<String>,
}

impl Replies {
    /// Index of the offered item that a whole utterance names.
    pub(super) fn place(&self, said: &str) -> Option<usize> {
        let has = |list: &Vec<String>| list.iter().any(|wording| wording == said);
        [&self.first, &self.second, &self.third].into_iter().position(has)
    }
}

impl Phrases {
    /// The phrases of a language.
    pub(super) fn of(language: Language) -> &'static Phrases {
        static ALL: LazyLock<Vec<Phrases>> = LazyLock::new(|| {
            let read =
                |language: Language| toml::from_str(language.phrases()).expect("a test reads the built-in files");
            Language::ALL.into_iter().map(read).collect()
        });
        &ALL[language as usize]
    }

    /// The phrases of each command.
    pub(super) fn commands(&self) -> impl Iterator<Item = (Command, &str)> {
        self.commands.iter().flat_map(|(command, wordings)| wordings.iter().map(|wording| (*command, wording.as_str())))
    }

    /// The command that a whole utterance is.
    pub(super) fn command(&self, said: &str) -> Option<Command> {
        self.commands().find(|(_, wording)| *wording == said).map(|(command, _)| command)
    }

    /// The language that is named in an utterance that asks for another one; none if no language or several are named.
    pub(super) fn language_named(text: &str) -> Option<Language> {
        let said = words(text);
        let is_named = |language: &Language| {
            let names = &Phrases::of(*language).language;
            // People who say that they speak no Dutch name it, and want another.
            language.grammar().is_none() && said.iter().any(|word| names.contains(word))
        };
        let mut named = Language::ALL.into_iter().filter(is_named);
        named.next().filter(|language| language.is_offered() && named.next().is_none())
    }

    /// Whether a whole utterance asks for this language.
    pub(super) fn asks_for_language(&self, said: &str) -> bool {
        self.language.iter().any(|wording| wording == said)
    }
}

/// What somebody in danger is expected to cry, verbatim.
pub fn emergency_wordings(language: Language) -> impl Iterator<Item = &'static str> {
    Phrases::of(language).danger.listened_for.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_language_is_found_by_its_name() {
        for (text, language) in [
            ("spreekt u ook Turks?", Some(Language::Tr)),
            ("kan het in het Arabisch", Some(Language::Ar)),
            ("ik spreek geen Nederlands", None),
            ("spreekt u Pools of Duits", None),
        ] {
            assert_eq!(Phrases::language_named(text), language, "{text}");
        }
    }

    #[test]
    fn no_wording_stands_for_two_commands_and_all_are_plain() {
        for language in Language::ALL {
            let phrases = Phrases::of(language);
            let mut seen = HashSet::new();
            for (command, wording) in phrases.commands() {
                assert!(seen.insert(wording), "{language}: {wording} stands for {command:?} and another command");
            }
            let replies = &phrases.replies;
            let all = seen.iter().copied().chain(
                [&phrases.language, &phrases.danger.cries, &phrases.danger.said, &phrases.danger.despair]
                    .into_iter()
                    .chain([&replies.yes, &replies.no, &replies.thanks, &replies.first, &replies.second])
                    .flatten()
                    .map(String::as_str),
            );
            for wording in all {
                assert_eq!(words(wording).join(" "), wording, "{language}: not in lower case or with signs");
            }
        }
    }

    #[test]
    fn a_language_that_is_offered_has_every_command_and_every_cry() {
        let wanted: HashSet<Command> = Phrases::of(Language::Nl).commands().map(|(command, _)| command).collect();
        for language in Language::ALL.into_iter().filter(|language| language.is_offered()) {
            let phrases = Phrases::of(language);
            let there: HashSet<Command> = phrases.commands().map(|(command, _)| command).collect();
            let missing: Vec<_> = wanted.difference(&there).collect();
            assert!(missing.is_empty(), "locales/phrases/{language}.toml lacks {missing:?}");
            let danger = &phrases.danger;
            let wordings = [&danger.cries, &danger.said, &danger.not_now, &danger.listened_for, &danger.despair];
            assert!(
                wordings.iter().all(|list| list.len() > 2),
                "locales/phrases/{language}.toml lacks words of danger"
            );
            assert!(!phrases.language.is_empty(), "locales/phrases/{language}.toml lacks words that ask for it");
        }
    }
}
