//! Texts with conditions and places: a line that begins with `?name: ` holds where `name` does, with `!name: ` where it
//! does not; `{name}` is a value.

use std::collections::{BTreeMap, BTreeSet};

/// What is known of a desk.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    holds: BTreeSet<&'static str>,
    known: BTreeSet<&'static str>,
    values: BTreeMap<&'static str, String>,
}

impl Facts {
    /// Says whether something holds.
    pub fn holds(&mut self, name: &'static str, holds: bool) {
        self.known.insert(name);
        if holds {
            self.holds.insert(name);
        }
    }

    /// Gives a value.
    pub fn is(&mut self, name: &'static str, value: impl Into<String>) {
        self.values.insert(name, value.into());
    }

    /// Fills in a text. A name that no fact has is an error of the text; it stays in sight, and tests look for it.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        for line in text.lines() {
            if let Some(line) = self.line(line) {
                filled.push_str(&self.values_in(line));
                filled.push('\n');
            }
        }
        filled
    }

    fn line<'a>(&self, line: &'a str) -> Option<&'a str> {
        let conditional =
            |sign: char| line.strip_prefix(sign)?.split_once(": ").filter(|(name, _)| self.known.contains(name));
        if let Some((name, rest)) = conditional('?') {
            return self.holds.contains(name).then_some(rest);
        }
        if let Some((name, rest)) = conditional('!') {
            return (!self.holds.contains(name)).then_some(rest);
        }
        Some(line)
    }

    fn values_in(&self, line: &str) -> String {
        self.values.iter().fold(line.to_owned(), |line, (name, value)| line.replace(&format!("{{{name}}}"), value))
    }
}
