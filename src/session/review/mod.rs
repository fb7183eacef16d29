//! The review log: unanswered questions, stored for editors if the operator has chosen to.
//!
//! Off unless the settings name a folder. Stored: the date, the language, a code for the outcome, the nearest
//! articles, and the question's text without personal data; if something in the text may still identify a person,
//! everything but the text. Not stored: sound, the time of day, the channel, or anything that connects two questions
//! to one person. Whole days are removed when they are too old.

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

/// A question as stored.
#[derive(Serialize)]
struct Entry<'a> {
    day: Date,
    language: Language,
    outcome: Unanswered,
    near: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
}

/// Where questions are stored, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLog {
    folder: PathBuf,
    retention_days: u16,
}

impl ReviewLog {
    /// Opens the folder, creating it if necessary, and removes what is too old.
    pub fn open(folder: &Path, retention_days: u16, today: Date) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let log = ReviewLog { folder: folder.to_owned(), retention_days };
        log.forget_old(today)?;
        Ok(log)
    }

    /// How long a question is stored, in days; the person is told.
    #[must_use]
    pub fn retention_days(&self) -> u16 {
        self.retention_days
    }

    /// Stores the outcome of a question, and its text if that is certain to contain no personal data.
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
        // One write per line, so that concurrent sessions do not mix their lines.
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

/// The text of a question as it may be stored; `None` if it may still identify a person.
fn kept_words(question: &str) -> Option<String> {
    Some(redact(question)).filter(|masked| !may_point_to_a_person(masked))
}

fn day_of(path: &Path) -> Option<Date> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(PREFIX)?.strip_suffix(&format!(".{EXTENSION}"))?.parse().ok()
}

/// Accessible to the operator's account only.
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}
