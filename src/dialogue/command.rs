//! Commands: words that are meant for the system itself.

use super::emergency::Urgent;
use super::phrases::Phrases;
use super::screen::ScreenChange;
use super::words::words;
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// What a person tells the system to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Be quiet.
    Stop,
    /// Wait.
    Pause,
    /// Wait longer for the person, from now on.
    MoreTime,
    /// Continue where it was paused.
    Continue,
    /// Say the answer again.
    Repeat,
    /// Say the last sentence again.
    RepeatSentence,
    /// Speak slower.
    Slower,
    /// Speak faster.
    Faster,
    /// Speak louder.
    Louder,
    /// Speak softer.
    Softer,
    /// Tell it in plainer words.
    Easier,
    /// Tell more.
    More,
    /// Go back one step.
    Back,
    /// Start again.
    StartOver,
    /// Say where it stands.
    WhereIsThat,
    /// Spell it.
    Spell,
    /// Change the language.
    OtherLanguage,
    /// Say what can be done here.
    Help,
    /// Bring a human.
    Staff,
    /// End the conversation.
    Goodbye,
    /// Make no more suggestions.
    NoSuggestions,
    /// Show larger letters.
    LargerText,
    /// Show smaller letters.
    SmallerText,
    /// Show light on dark, or dark on light.
    Contrast,
    /// Show nothing, or show again.
    BlankScreen,
    /// There is danger.
    Emergency,
}

impl Command {
    /// The wordings of each command in a language, in plain lower case.
    pub fn wordings(language: Language) -> impl Iterator<Item = (Command, &'static str)> {
        Phrases::of(language).commands()
    }

    /// The change to the look of the screen, if the command makes one.
    #[must_use]
    pub fn screen_change(self) -> Option<ScreenChange> {
        match self {
            Command::LargerText => Some(ScreenChange::LargerText),
            Command::SmallerText => Some(ScreenChange::SmallerText),
            Command::Contrast => Some(ScreenChange::Contrast),
            Command::BlankScreen => Some(ScreenChange::Blank),
            Command::Stop
            | Command::Pause
            | Command::MoreTime
            | Command::Continue
            | Command::Repeat
            | Command::RepeatSentence
            | Command::Slower
            | Command::Faster
            | Command::Louder
            | Command::Softer
            | Command::More
            | Command::Back
            | Command::StartOver
            | Command::WhereIsThat
            | Command::Spell
            | Command::Easier
            | Command::OtherLanguage
            | Command::Help
            | Command::Staff
            | Command::Goodbye
            | Command::NoSuggestions
            | Command::Emergency => None,
        }
    }

    /// Whether this only changes the manner of speaking, so that speech continues meanwhile.
    pub(super) fn is_about_manner(self) -> bool {
        matches!(self, Command::Slower | Command::Faster | Command::Louder | Command::Softer)
    }

    /// Whether an utterance is a command, in its own language, Dutch or English: people mix them.
    #[must_use]
    pub fn recognise(text: &str, language: Language) -> Option<Command> {
        if Urgent::of(text) == Some(Urgent::Danger) {
            return Some(Command::Emergency);
        }
        let phrases = Phrases::of(language);
        let said = plain(text, phrases);
        let all = std::iter::once(phrases).chain(Language::FULL.map(Phrases::of));
        all.into_iter().find_map(|phrases| phrases.command(&said))
    }
}

/// Lower case, without punctuation and polite phrases around it.
fn plain(text: &str, phrases: &Phrases) -> String {
    let said = words(text);
    let is_polite = |word: &String| phrases.polite.contains(word);
    let mut kept = &said[..];
    while let [rest @ .., last] = kept
        && !rest.is_empty()
        && is_polite(last)
    {
        kept = rest;
    }
    while let [first, rest @ ..] = kept
        && !rest.is_empty()
        && is_polite(first)
    {
        kept = rest;
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_whole_utterances_in_either_language() {
        for (text, language, expected) in [
            ("Stop!", Language::Nl, Some(Command::Stop)),
            ("Herhaal.", Language::Nl, Some(Command::Repeat)),
            ("Langzamer, alstublieft.", Language::Nl, Some(Command::Slower)),
            ("Ik wil een medewerker spreken", Language::Nl, Some(Command::Staff)),
            ("repeat please", Language::En, Some(Command::Repeat)),
            ("stop", Language::En, Some(Command::Stop)),
            ("Er is brand!", Language::Nl, Some(Command::Emergency)),
            ("Hoe stop ik mijn zorgtoeslag?", Language::Nl, None),
            ("Wat doe ik na een brand in mijn huis?", Language::Nl, None),
            ("", Language::Nl, None),
        ] {
            assert_eq!(Command::recognise(text, language), expected, "{text}");
        }
    }
}
