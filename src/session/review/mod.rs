//! The review log: questions that were not answered, for editors, where an operator has chosen to keep
//! them.
//!
//! Off unless a folder is named in the settings. What is kept: the day, the language, a code for what
//! became of the question, the articles that were nearest, and its words without personal data; where something in
//! the words may still point to a person, the rest without the words. Not kept: sound, the hour, the channel, anything
//! that ties two questions to one person. Whole days are removed when they are too old.

mod doubt;
mod redact;
#[cfg(test)]
mod tests;

pub use redact::mask_identity;

use doubt::may_point_to_a_person;
use redact::redact;

use crate::dialogue::Unanswered;
use crate::language::Language;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const PREFIX: &str = "review-";
const EXTENSION: &str = "jsonl";

/// One question as it is kept.
#[derive(Serialize)]
struct Entry<'a> {
    day: Date,
    language: Language,
    outcome: Unanswered,
    near: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
}

/// Where questions are kept, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLog {
    folder: PathBuf,
    retention_days: u16,
}

impl ReviewLog {
    /// Opens the folder, makes it where it is missing, and removes what is too old.
    pub fn open(folder: &Path, retention_days: u16, today: Date) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let log = ReviewLog { folder: folder.to_owned(), retention_days };
        log.forget_old(today)?;
        Ok(log)
    }

    /// How long a question is kept, in days; it is told to the person.
    #[must_use]
    pub fn retention_days(&self) -> u16 {
        self.retention_days
    }

    /// Keeps what became of a question, and its words if they surely are without personal data.
    pub fn keep(
        &self,
        question: &str,
        language: Language,
        near: &[String],
        outcome: Unanswered,
        today: Date,
    ) -> io::Result<()> {
        let path = self.folder.join(format!("{PREFIX}{today}.{EXTENSION}"));
        if !path.exists() {
            self.forget_old(today)?;
        }
        let question = kept_words(question);
        let line = serde_json::to_string(&Entry { day: today, language, outcome, near, question })?;
        // One write for a line, so that sessions side by side do not mix theirs.
        open_private(&path)?.write_all(format!("{line}\n").as_bytes())
    }

    /// Removes the files of days that are too old; other files in the folder are left alone.
    fn forget_old(&self, today: Date) -> io::Result<()> {
        let kept: Span = i64::from(self.retention_days).days();
        let Ok(oldest) = today.checked_sub(kept) else { return Ok(()) };
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if day_of(&path).is_some_and(|day| day <= oldest) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// The words of a question as they may be kept; none where a person may still be known from them.
fn kept_words(question: &str) -> Option<String> {
    Some(redact(question)).filter(|masked| !may_point_to_a_person(masked))
}

fn day_of(path: &Path) -> Option<Date> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(PREFIX)?.strip_suffix(&format!(".{EXTENSION}"))?.parse().ok()
}

/// For the operator's account alone.
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}
