//! The names of what can be pressed at a kiosk, shared by the keypad, the buttons on the page, the hook for other
//! hardware and the settings. Not for: what a key does, which the session decides.

use crate::dialogue::Command;
use crate::session::Key;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// Number of offered items that have a key of their own.
pub const CHOICES: usize = 9;

/// What a key press asks for: a key with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function(pub Key);

/// Lists every command once; forgetting one is a compile error.
macro_rules! commands {
    ($($command:ident $name:literal),+ $(,)?) => {
        const COMMANDS: &[Command] = &[$(Command::$command),+];

        fn command_name(command: Command) -> &'static str {
            match command { $(Command::$command => $name),+ }
        }
    };
}

commands! {
    Stop "stop", Pause "pause", MoreTime "more-time", Continue "continue", Repeat "repeat", RepeatSentence "repeat-sentence",
    Slower "slower", Faster "faster", Louder "louder", Softer "softer", More "more", Easier "easier", Back "back",
    StartOver "start-over", WhereIsThat "where-is-that", Spell "spell", OtherLanguage "other-language",
    Help "help", Staff "staff", NoSuggestions "no-suggestions", LargerText "larger-text",
    SmallerText "smaller-text", Contrast "contrast", BlankScreen "blank", Goodbye "goodbye", Emergency "emergency",
}

const OTHERS: &[(&str, Key)] =
    &[("ok", Key::Ok), ("no", Key::No), ("down", Key::Next), ("up", Key::Previous), ("subjects", Key::Subjects)];
/// The page's name for a key without a function, which is answered too.
const UNKNOWN: &str = "unknown";
/// Prefix of a letter: go to the next subject that starts with it.
const LETTER: &str = "letter-";
/// Prefix of a language's code: continue in it.
const LANGUAGE: &str = "language-";

impl Function {
    /// Everything that can be pressed.
    pub fn all() -> impl Iterator<Item = Function> {
        let commands = COMMANDS.iter().map(|command| Key::Command(*command));
        let choices = (0..CHOICES).map(Key::Choose);
        OTHERS.iter().map(|(_, key)| *key).chain(commands).chain(choices).map(Function)
    }
}

impl fmt::Display for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Key::Command(command) => formatter.write_str(command_name(command)),
            Key::Choose(place) => write!(formatter, "choose-{}", place + 1),
            Key::Letter(letter) => write!(formatter, "{LETTER}{letter}"),
            Key::Language(language) => write!(formatter, "{LANGUAGE}{language}"),
            key => {
                let named = OTHERS.iter().find(|(_, other)| *other == key);
                formatter.write_str(named.map_or(UNKNOWN, |(name, _)| name))
            }
        }
    }
}

impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The function does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no function; use one of {names}", names = names())]
pub struct UnknownFunction(pub String);

impl FromStr for Function {
    type Err = UnknownFunction;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let letter = name.strip_prefix(LETTER).and_then(|rest| {
            let mut letters = rest.chars();
            letters.next().filter(|letter| letter.is_alphanumeric() && letters.next().is_none())
        });
        if let Some(letter) = letter {
            return Ok(Function(Key::Letter(letter)));
        }
        if let Some(language) = name.strip_prefix(LANGUAGE).and_then(|code| code.parse().ok()) {
            return Ok(Function(Key::Language(language)));
        }
        if name == UNKNOWN {
            return Ok(Function(Key::Unknown));
        }
        Function::all().find(|function| function.to_string() == name).ok_or_else(|| UnknownFunction(name.to_owned()))
    }
}

fn names() -> String {
    Function::all().map(|function| function.to_string()).collect::<Vec<_>>().join(", ")
}

/// Ignores the second of two equal presses in quick succession, for people with a tremor.
#[derive(Debug)]
pub(super) struct DoubleStrikeFilter {
    window: Duration,
    last: Option<(Function, Instant)>,
}

impl DoubleStrikeFilter {
    pub(super) fn new(window: Duration) -> Self {
        DoubleStrikeFilter { window, last: None }
    }

    /// Whether this press counts. A press that does not count does not extend the interval.
    pub(super) fn accepts(&mut self, function: Function, now: Instant) -> bool {
        let again = self.last.is_some_and(|(last, at)| last == function && now.duration_since(at) < self.window);
        if !again {
            self.last = Some((function, now));
        }
        !again
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn every_function_has_one_name_that_reads_back() {
        let mut names: Vec<String> = Function::all().map(|function| function.to_string()).collect();
        for function in Function::all() {
            assert_eq!(function.to_string().parse(), Ok(function));
        }
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
        for (name, key) in [
            ("letter-p", Key::Letter('p')),
            ("letter-é", Key::Letter('é')),
            ("unknown", Key::Unknown),
            ("language-tr", Key::Language(Language::Tr)),
        ] {
            assert_eq!(name.parse(), Ok(Function(key)));
            assert_eq!(Function(key).to_string(), name);
        }
        assert!("language-xx".parse::<Function>().is_err());
        assert!("letter-pp".parse::<Function>().is_err() && "letter-".parse::<Function>().is_err());
        let refused = "chose-1".parse::<Function>().unwrap_err().to_string();
        assert!(refused.contains("chose-1") && refused.contains("choose-1"), "{refused}");
    }

    #[test]
    fn a_trembling_hand_presses_once() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let (ok, back): (Function, Function) = ("ok".parse().unwrap(), "back".parse().unwrap());
        let mut filter = DoubleStrikeFilter::new(Duration::from_millis(500));
        for (function, ms, counts) in [
            (ok, 0, true),
            (ok, 120, false),
            (ok, 499, false),
            (ok, 500, true),
            (back, 510, true),
            (ok, 520, true),
            (ok, 900, false),
        ] {
            assert_eq!(filter.accepts(function, at(ms)), counts, "{function} after {ms} ms");
        }
        let mut off = DoubleStrikeFilter::new(Duration::ZERO);
        assert!(off.accepts(ok, start) && off.accepts(ok, start));
    }
}
