//! The meaning of telephone keys: one for every command that can be spoken. Pure; time is an input. Not for: how a key
//! reaches us (`phone_wire::dtmf`), or what is done about it (the session).

use crate::dialogue::Command;
use crate::session::Key;
use std::time::{Duration, Instant};

/// The prefix of two-key commands.
const MORE_KEYS: char = '7';
/// Time limit for the second key. `7` by itself asks for help.
pub(super) const SECOND_KEY_WITHIN: Duration = Duration::from_secs(4);
/// A second contact within this time belongs to the same press (EN 301 549, 5.9).
const DOUBLE_STRIKE: Duration = Duration::from_millis(80);

/// Every key, and every pair that starts with 7. `docs/phone.md` has the same table in words.
pub const KEYS: &[(&str, Key)] = &[
    ("0", Key::Command(Command::Staff)),
    ("1", Key::Command(Command::Repeat)),
    ("2", Key::Command(Command::Slower)),
    ("3", Key::Command(Command::More)),
    ("4", Key::Command(Command::Softer)),
    ("5", Key::Ok),
    ("6", Key::Command(Command::Louder)),
    ("8", Key::Command(Command::Faster)),
    ("9", Key::Command(Command::OtherLanguage)),
    ("*", Key::Command(Command::Back)),
    ("#", Key::Command(Command::Stop)),
    ("70", Key::Command(Command::StartOver)),
    ("71", Key::Command(Command::Repeat)),
    ("72", Key::Command(Command::RepeatSentence)),
    ("73", Key::Command(Command::Spell)),
    ("74", Key::No),
    ("75", Key::Command(Command::WhereIsThat)),
    ("76", Key::Command(Command::Pause)),
    ("77", Key::Command(Command::Help)),
    ("78", Key::Command(Command::Continue)),
    ("79", Key::Command(Command::Goodbye)),
    ("7*", Key::Previous),
    ("7#", Key::Next),
    ("711", Key::Command(Command::Emergency)),
];

/// Turns presses into keys.
#[derive(Debug, Default)]
pub(super) struct Keypad {
    pending: String,
    waiting_until: Option<Instant>,
    last: Option<(char, Instant)>,
    choices: usize,
}

impl Keypad {
    /// Sets the number of items that can be chosen; 1 is the first, and # steps through them.
    pub(super) fn offer(&mut self, choices: usize) {
        self.choices = choices;
    }

    /// Handles a key press.
    pub(super) fn press(&mut self, digit: char, now: Instant) -> Option<Key> {
        let bounced = self.last.is_some_and(|(last, at)| last == digit && now < at + DOUBLE_STRIKE);
        self.last = Some((digit, now));
        if bounced {
            return None;
        }
        if self.pending.is_empty()
            && let Some(choice) = digit.to_digit(10).filter(|digit| (1..=self.choices as u32).contains(digit))
            && digit != MORE_KEYS
        {
            return Some(Key::Choose(choice as usize - 1));
        }
        if self.pending.is_empty() && digit == '#' && self.choices > 0 {
            return Some(Key::Next);
        }
        self.pending.push(digit);
        let longer = KEYS.iter().any(|(keys, _)| keys.len() > self.pending.len() && keys.starts_with(&self.pending));
        if longer {
            self.waiting_until = Some(now + self.patience());
            return None;
        }
        let pressed = std::mem::take(&mut self.pending);
        self.waiting_until = None;
        meaning(&pressed)
    }

    /// When to call [`Keypad::time_is_up`].
    #[must_use]
    pub(super) fn waiting_until(&self) -> Option<Instant> {
        self.waiting_until
    }

    /// No further key arrived.
    pub(super) fn time_is_up(&mut self) -> Option<Key> {
        self.waiting_until = None;
        match std::mem::take(&mut self.pending).as_str() {
            "" => None,
            "7" => Some(Key::Command(Command::Help)),
            pressed => meaning(pressed),
        }
    }

    /// How long to wait: briefly, for a key that also means something by itself.
    fn patience(&self) -> Duration {
        if meaning(&self.pending).is_some() { SECOND_KEY_WITHIN / 4 } else { SECOND_KEY_WITHIN }
    }
}

fn meaning(pressed: &str) -> Option<Key> {
    KEYS.iter().find(|(keys, _)| *keys == pressed).map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keypad: &mut Keypad, digits: &str) -> Vec<Key> {
        let mut now = Instant::now();
        let mut keys = Vec::new();
        for digit in digits.chars() {
            now += Duration::from_millis(300);
            keys.extend(keypad.press(digit, now));
        }
        if keypad.waiting_until().is_some() {
            keys.extend(keypad.time_is_up());
        }
        keys
    }

    #[test]
    fn every_entry_of_the_table_can_be_pressed() {
        for (keys, key) in KEYS {
            assert_eq!(press(&mut Keypad::default(), keys), [*key], "{keys}");
        }
        assert_eq!(press(&mut Keypad::default(), "7"), [Key::Command(Command::Help)]);
        assert_eq!(press(&mut Keypad::default(), "D1"), [Key::Command(Command::Repeat)]);
    }

    #[test]
    fn every_command_has_its_keys() {
        use Command::{
            Back, Continue, Emergency, Faster, Goodbye, Help, Louder, More, OtherLanguage, Pause, Repeat,
            RepeatSentence, Slower, Softer, Spell, Staff, StartOver, Stop, WhereIsThat,
        };
        for command in [
            Stop,
            Pause,
            Continue,
            Repeat,
            RepeatSentence,
            Slower,
            Faster,
            Louder,
            Softer,
            More,
            Back,
            StartOver,
            WhereIsThat,
            Spell,
            OtherLanguage,
            Help,
            Staff,
            Goodbye,
            Emergency,
        ] {
            assert!(KEYS.iter().any(|(_, key)| *key == Key::Command(command)), "{command:?}");
        }
    }

    #[test]
    fn what_is_offered_comes_first_and_a_bounce_counts_once() {
        let mut keypad = Keypad::default();
        keypad.offer(2);
        assert_eq!(
            press(&mut keypad, "1230"),
            [Key::Choose(0), Key::Choose(1), Key::Command(Command::More), Key::Command(Command::Staff)]
        );
        assert_eq!(press(&mut keypad, "#"), [Key::Next]);
        assert_eq!(press(&mut keypad, "72"), [Key::Command(Command::RepeatSentence)]);
        keypad.offer(0);
        let now = Instant::now() + Duration::from_mins(1);
        assert!(keypad.press('1', now).is_some());
        assert!(keypad.press('1', now + Duration::from_millis(40)).is_none());
        assert!(keypad.press('1', now + Duration::from_millis(400)).is_some());
    }

    #[test]
    fn the_table_in_the_documentation_is_this_one() {
        let documentation = include_str!("../../../docs/phone.md");
        for (keys, key) in KEYS {
            let word = match key {
                Key::Command(command) => format!("{command:?}"),
                other => format!("{other:?}"),
            };
            let row = format!("| `{keys}` | {word} |");
            assert!(documentation.contains(&row), "docs/phone.md lacks the row: {row}");
        }
    }
}
