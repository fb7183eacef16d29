//! Counts, not people: how often what happened, by the hour, from what sessions expose.
//!
//! Useful for: adding up ([`Tally`], an observer of sessions), storing the sums in one small file ([`CountsFile`]),
//! reading them back so that nobody can be identified ([`History`]), and for Prometheus (`metrics`). Not useful for:
//! what was said, in which order or by whom, none of which ever gets here.
//!
//! Anything that happened fewer than [`FEW`] times is shown as "fewer than 5" and never by the hour; for past days,
//! the file itself does not contain it by the hour either.

mod file;
mod history;
mod keeper;
mod metrics;
mod tally;
#[cfg(test)]
mod tests;

pub use file::{CountsError, CountsFile};
pub use history::{History, Number};
pub use keeper::Keeper;
pub use metrics::in_steps;
pub use tally::Tally;

use jiff::civil::Date;
use std::fmt;

/// Smaller numbers are not shown.
pub const FEW: u64 = 5;

/// The hour under which a day stores what it no longer has by the hour.
const WHOLE_DAY: i8 = 24;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Visits and calls that started, for all channels and languages together.
    Load,
    /// Visits and calls that started.
    Sessions,
    /// Results of questions: `told`, `likely`, `asked-back`, `not-known`.
    Outcome,
    /// How sessions ended: `finished`, `hung-up`, `handed-over`.
    End,
    /// Articles told.
    Article,
    /// Parts told, as `article: heading`.
    Part,
    /// Articles nearest to questions that were not answered.
    Near,
    /// Commands that were obeyed, by name.
    Command,
    /// Articles that were said to be clear.
    Clear,
    /// Articles that were said to be unclear.
    Unclear,
    /// Utterances by confidence of the transcript: the lower bound, or `none` if there were no words.
    Confidence,
    /// Answers by the time until they were heard: the upper bound in ms, or `more`.
    AnswerMs,
    /// Sessions by duration: the upper bound in seconds, or `more`.
    Length,
}

impl What {
    /// All kinds, in the order of the file.
    const ALL: [What; 13] = [
        What::Load,
        What::Sessions,
        What::Outcome,
        What::End,
        What::Article,
        What::Part,
        What::Near,
        What::Command,
        What::Clear,
        What::Unclear,
        What::Confidence,
        What::AnswerMs,
        What::Length,
    ];

    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            What::Load => "load",
            What::Sessions => "sessions",
            What::Outcome => "outcome",
            What::End => "end",
            What::Article => "article",
            What::Part => "part",
            What::Near => "near",
            What::Command => "command",
            What::Clear => "clear",
            What::Unclear => "unclear",
            What::Confidence => "confidence",
            What::AnswerMs => "answer-ms",
            What::Length => "length-s",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.name() == name)
    }
}

impl fmt::Display for What {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// The key of a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub day: Date,
    /// The hour, or [`WHOLE_DAY`].
    hour: i8,
    /// `kiosk`, `phone`, `file` or `all`.
    pub channel: String,
    /// The code of the language, or `all`.
    pub language: String,
    /// What is counted.
    pub what: What,
    /// Which item of that kind.
    pub which: String,
}
