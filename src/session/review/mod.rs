//! The review log: questions that were not answered, for editors, where an operator has chosen to keep
//! them.
//!
//! Off unless a folder is named in the settings. What is kept: the day, the language, a code for what
//! became of the question, and its words without personal data. Not kept: sound, the hour, the channel,
//! anything that ties two questions to one person. Whole days are removed when they are too old.

mod redact;

pub use redact::{mask_identity, redact};

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
    question: &'a str,
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

    /// Keeps a question without its personal data.
    pub fn keep(&self, question: &str, language: Language, outcome: Unanswered, today: Date) -> io::Result<()> {
        let path = self.folder.join(format!("{PREFIX}{today}.{EXTENSION}"));
        if !path.exists() {
            self.forget_old(today)?;
        }
        let question = redact(question);
        let line = serde_json::to_string(&Entry { day: today, language, outcome, question: &question })?;
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

fn day_of(path: &Path) -> Option<Date> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(PREFIX)?.strip_suffix(&format!(".{EXTENSION}"))?.parse().ok()
}

/// For the operator's account alone.
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_question_is_kept_without_personal_data_for_its_days_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let log = ReviewLog::open(folder.path(), 28, day("2026-11-24")).unwrap();
        log.keep("Mijn BSN is 111222333, en nu?", Language::Nl, Unanswered::NotFound, day("2026-11-24")).unwrap();
        let file = folder.path().join("review-2026-11-24.jsonl");
        let kept = fs::read_to_string(&file).unwrap();
        assert_eq!(
            kept,
            "{\"day\":\"2026-11-24\",\"language\":\"nl\",\"outcome\":\"not_found\",\"question\":\"Mijn BSN is [bsn], en nu?\"}\n"
        );
        fs::write(folder.path().join("other.txt"), "").unwrap();
        ReviewLog::open(folder.path(), 28, day("2026-12-21")).unwrap();
        assert!(file.exists());
        ReviewLog::open(folder.path(), 28, day("2026-12-22")).unwrap();
        assert!(!file.exists() && folder.path().join("other.txt").exists());
    }

    #[test]
    fn a_new_day_removes_the_oldest_without_a_restart_and_the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let log = ReviewLog::open(folder.path(), 1, day("2026-11-24")).unwrap();
        log.keep("Een vraag?", Language::Nl, Unanswered::NotFound, day("2026-11-24")).unwrap();
        log.keep("Nog een vraag?", Language::Nl, Unanswered::NeitherMeant, day("2026-11-25")).unwrap();
        assert!(!folder.path().join("review-2026-11-24.jsonl").exists());
        let mode = fs::metadata(folder.path().join("review-2026-11-25.jsonl")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
