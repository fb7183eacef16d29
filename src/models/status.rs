//! How a model stands in the models folder, in a form that a person can read.

use super::catalog::{Model, Purpose};
use std::fmt;
use std::path::PathBuf;

/// One model and the state of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    /// The model's name.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The language or languages that it serves.
    pub language: String,
    /// Its licence.
    pub licence: String,
    /// The bytes of all its files together.
    pub size: u64,
    /// Each file with its state, in the order of the catalog.
    pub files: Vec<(PathBuf, FileState)>,
}

/// The state of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It is there and was found right.
    Ready,
    /// It is there with the right size; its digest has not been looked at.
    Unchecked,
    /// It is not there.
    Missing,
    /// It is there, but wrong.
    Broken(String),
}

impl ModelStatus {
    pub(super) fn new(model: &Model, files: Vec<(PathBuf, FileState)>) -> Self {
        Self {
            name: model.name.clone(),
            purpose: model.purpose,
            language: model.language.clone(),
            licence: model.licence.clone(),
            size: model.size(),
            files,
        }
    }

    /// Whether every file is there and was found right.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.files.iter().all(|(_, state)| *state == FileState::Ready)
    }

    /// Whether a file is there, but wrong.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.files.iter().any(|(_, state)| matches!(state, FileState::Broken(_)))
    }

    /// Whether any file is missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.files.iter().any(|(_, state)| *state == FileState::Missing)
    }

    /// In a few words, the worst first.
    fn summary(&self) -> String {
        for (path, state) in &self.files {
            if let FileState::Broken(problem) = state {
                return format!("broken: {} {problem}", path.display());
            }
        }
        let count = |wanted: &FileState| self.files.iter().filter(|(_, state)| state == wanted).count();
        match (count(&FileState::Missing), count(&FileState::Unchecked)) {
            (0, 0) => "ready".to_owned(),
            (0, _) => "there, not verified yet".to_owned(),
            (missing, _) if missing == self.files.len() => "not fetched".to_owned(),
            (missing, _) => format!("{missing} of {} files missing", self.files.len()),
        }
    }
}

/// One line: name, purpose, language, size, licence, state.
impl fmt::Display for ModelStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:<28} {:<14} {:<6} {:>9}  {:<14} {}",
            self.name,
            self.purpose,
            self.language,
            megabytes(self.size),
            self.licence,
            self.summary(),
        )
    }
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", (bytes + 500_000) / 1_000_000),
    }
}
