//! The natural voice of a language: tried first, and done without where it cannot be had.

use super::error::ModelError;
use super::fetch::Fetched;
use super::progress::Progress;
use super::store::ModelStore;

/// A natural voice that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotHad {
    /// Its name in the catalog.
    pub voice: String,
    /// What every origin answered, in one line.
    pub reason: String,
}

impl ModelStore {
    /// The best voice of a language that is here and whole, by its name in the catalog.
    #[must_use]
    pub fn best_voice<'a>(&'a self, language: &'a str) -> Option<&'a str> {
        self.catalog().voices(language).map(|model| model.name.as_str()).find(|name| self.paths(name).is_ok())
    }

    /// Gets the most natural voice of a language, unless one is here. It waits for no origin longer than a few seconds;
    /// what had come of a download that broke off is used the next time.
    pub fn fetch_natural_voice(&self, language: &str, progress: &mut dyn Progress) -> Result<Vec<Fetched>, NotHad> {
        let first = || self.catalog().voices(language).next().map(|model| model.name.as_str());
        let Some(voice) = self.best_voice(language).or_else(first) else { return Ok(Vec::new()) };
        let hurried = Self::new(self.directory(), self.catalog().clone(), self.origins().clone().in_a_hurry());
        hurried
            .fetch(&[voice], &mut WithoutNotes(progress))
            .map_err(|error| NotHad { voice: voice.to_owned(), reason: in_one_line(&error) })
    }
}

fn in_one_line(error: &ModelError) -> String {
    let text = match error {
        ModelError::NotFetched { attempts, .. } => {
            attempts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Progress without its remarks: what went wrong is told once, at the end.
struct WithoutNotes<'a>(&'a mut dyn Progress);

impl Progress for WithoutNotes<'_> {
    fn started(&mut self, task: &str, total: Option<u64>) {
        self.0.started(task, total);
    }

    fn reached(&mut self, bytes: u64) {
        self.0.reached(bytes);
    }

    fn finished(&mut self) {
        self.0.finished();
    }

    fn note(&mut self, _line: &str) {}
}
