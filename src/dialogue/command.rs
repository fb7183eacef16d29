//! Words that are meant for the system itself.

use super::emergency::Urgent;
use super::screen::ScreenChange;
use crate::language::Language;
use serde::Serialize;

/// What a person tells the system to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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

/// What people say for each command: whole utterances, in plain lower case.
const WORDINGS: &[(Command, &[&str], &[&str])] = &[
    (
        Command::Stop,
        &["stop", "stil", "wees stil", "hou op", "houd op", "stop maar", "genoeg"],
        &["stop", "be quiet", "quiet", "enough"],
    ),
    (
        Command::Pause,
        &["pauze", "wacht", "wacht even", "een moment", "momentje", "even wachten"],
        &["pause", "wait", "hold on", "one moment"],
    ),
    (
        Command::MoreTime,
        &["meer tijd", "ik wil meer tijd", "ik heb meer tijd nodig", "geef me meer tijd", "mag ik meer tijd"],
        &["more time", "i want more time", "i need more time", "give me more time", "can i have more time"],
    ),
    (Command::Continue, &["ga verder", "verder", "ga door", "doorgaan"], &["continue", "go on", "carry on"]),
    (
        Command::Repeat,
        &[
            "herhaal",
            "herhalen",
            "nog een keer",
            "nog eens",
            "wat zegt u",
            "wat zei u",
            "kunt u dat herhalen",
            "zeg dat nog eens",
        ],
        &["repeat", "again", "say that again", "repeat that", "pardon"],
    ),
    (
        Command::RepeatSentence,
        &["laatste zin", "herhaal laatste zin", "herhaal de laatste zin"],
        &["last sentence", "repeat the last sentence"],
    ),
    (
        Command::Slower,
        &["langzamer", "wat langzamer", "iets langzamer", "te snel", "spreek langzamer"],
        &["slower", "speak slower", "too fast", "more slowly"],
    ),
    (
        Command::Faster,
        &["sneller", "wat sneller", "iets sneller", "spreek sneller"],
        &["faster", "speak faster", "quicker"],
    ),
    (Command::Louder, &["harder", "wat harder", "iets harder", "luider", "ik hoor niets"], &["louder", "speak up"]),
    (Command::Softer, &["zachter", "wat zachter", "iets zachter"], &["softer", "quieter"]),
    (
        Command::More,
        &["meer", "vertel meer", "meer informatie", "vertel verder"],
        &["more", "tell me more", "more information"],
    ),
    (Command::Back, &["terug", "ga terug", "vorige"], &["back", "go back", "previous"]),
    (
        Command::StartOver,
        &["opnieuw", "begin opnieuw", "hoofdmenu", "nieuwe vraag", "andere vraag"],
        &["start over", "main menu", "new question"],
    ),
    (
        Command::WhereIsThat,
        &["waar staat dat", "waar staat dit", "wat is de bron", "bron"],
        &["where is that", "where does it say that", "source"],
    ),
    (
        Command::Spell,
        &["spel", "spel dat", "spellen", "kunt u dat spellen"],
        &["spell", "spell that", "can you spell that"],
    ),
    (
        Command::OtherLanguage,
        &["andere taal", "engels", "in het engels"],
        &["other language", "another language", "dutch", "in dutch"],
    ),
    (
        Command::Help,
        &["help", "hulp", "wat kan ik zeggen", "wat kan ik vragen"],
        &["help", "what can i say", "what can i ask"],
    ),
    (
        Command::Staff,
        &[
            "medewerker",
            "een medewerker",
            "ik wil een medewerker spreken",
            "ik wil een mens spreken",
            "iemand spreken",
            "ik wil iemand spreken",
            "een mens",
            "doorverbinden",
        ],
        &[
            "staff",
            "a member of staff",
            "human",
            "a human",
            "operator",
            "talk to a person",
            "i want to talk to a person",
            "i want to speak to someone",
        ],
    ),
    (
        Command::Goodbye,
        &["stoppen", "tot ziens", "dag", "ik ben klaar", "klaar", "ophangen", "doei"],
        &["goodbye", "bye", "i am done", "that is all", "hang up"],
    ),
    (
        Command::NoSuggestions,
        &["geen tips", "geen tips meer", "geen suggesties", "geen suggesties meer", "geen advies meer"],
        &["no tips", "no more tips", "no suggestions", "no more suggestions"],
    ),
    (
        Command::LargerText,
        &["grotere letters", "letters groter", "groter", "tekst groter", "grotere tekst"],
        &["larger letters", "larger text", "bigger letters", "larger", "bigger"],
    ),
    (
        Command::SmallerText,
        &["kleinere letters", "letters kleiner", "kleiner", "tekst kleiner", "kleinere tekst"],
        &["smaller letters", "smaller text", "smaller"],
    ),
    (
        Command::Contrast,
        &["contrast", "ander contrast", "donker scherm", "licht scherm", "licht of donker"],
        &["contrast", "other contrast", "dark screen", "light screen", "light or dark"],
    ),
    (
        Command::BlankScreen,
        &["scherm uit", "scherm aan", "zet het scherm uit", "zet het scherm aan"],
        &["screen off", "screen on", "turn the screen off", "turn the screen on"],
    ),
];

impl Command {
    /// What people say for each command in a language, in plain lower case.
    pub fn wordings(language: Language) -> impl Iterator<Item = (Command, &'static str)> {
        WORDINGS.iter().flat_map(move |(command, dutch, english)| {
            let own = match language {
                Language::Nl => dutch,
                Language::En => english,
            };
            own.iter().map(|wording| (*command, *wording))
        })
    }

    /// What it changes in the look of the screen, if that is what it does.
    #[must_use]
    pub fn screen_change(self) -> Option<ScreenChange> {
        match self {
            Command::LargerText => Some(ScreenChange::LargerText),
            Command::SmallerText => Some(ScreenChange::SmallerText),
            Command::Contrast => Some(ScreenChange::Contrast),
            Command::BlankScreen => Some(ScreenChange::Blank),
            _ => None,
        }
    }

    /// Whether an utterance is a command, in either language: people mix them.
    #[must_use]
    pub fn recognise(text: &str, language: Language) -> Option<Command> {
        if Urgent::of(text) == Some(Urgent::Danger) {
            return Some(Command::Emergency);
        }
        let said = plain(text, language);
        WORDINGS
            .iter()
            .find(|(_, dutch, english)| {
                let (first, second) = match language {
                    Language::Nl => (dutch, english),
                    Language::En => (english, dutch),
                };
                first.contains(&said.as_str()) || second.contains(&said.as_str())
            })
            .map(|(command, _, _)| *command)
    }
}

/// Lower case, no punctuation, no politeness around it.
fn plain(text: &str, language: Language) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).flat_map(char::to_lowercase).collect();
    let polite: &[&str] = match language {
        Language::Nl => &["alstublieft", "alsjeblieft", "graag", "hallo", "eh", "uh", "even", "maar"],
        Language::En => &["please", "hello", "uh", "eh", "just"],
    };
    let mut words: Vec<&str> = kept.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| polite.contains(word)) {
        words.pop();
    }
    while words.len() > 1 && words.first().is_some_and(|word| polite.contains(word)) {
        words.remove(0);
    }
    words.join(" ")
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

    #[test]
    fn no_wording_stands_for_two_commands() {
        for wordings in [WORDINGS.iter().map(|w| w.1).collect::<Vec<_>>(), WORDINGS.iter().map(|w| w.2).collect()] {
            let all: Vec<&&str> = wordings.into_iter().flatten().collect();
            let mut unique = all.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(all.len(), unique.len());
        }
    }
}
