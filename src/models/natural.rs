//! The natural voice of a language: preferred, but optional.

use super::error::ModelError;
use super::fetch::Fetched;
use super::progress::Progress;
use super::store::ModelStore;

/// A natural voice that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotHad {
    /// Its name in the catalog.
    pub voice: String,
    /// The answers of all origins, on one line.
    pub reason: String,
}

impl ModelStore {
    /// The catalog name of a language's best voice that is present and verified.
    #[must_use]
    pub fn best_voice<'a>(&'a self, language: &'a str) -> Option<&'a str> {
        self.catalog().voices(language).map(|model| model.name.as_str()).find(|name| self.paths(name).is_ok())
    }

    /// Fetches the most natural voice of a language, unless one is present. Waits no more than a few seconds for any
    /// origin; an interrupted download is resumed next time.
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

/// Forwards progress but not notes: what went wrong is reported once, at the end.
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
