//! The state of a model in the models folder, in human-readable form.

use super::catalog::{Model, Purpose};
use std::fmt;
use std::path::PathBuf;

/// A model and the state of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    pub name: String,
    pub purpose: Purpose,
    /// The languages that it supports.
    pub language: String,
    pub licence: String,
    /// Total size of its files, in bytes.
    pub size: u64,
    /// Each file with its state, in catalog order.
    pub files: Vec<(PathBuf, FileState)>,
}

/// The state of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Present and verified.
    Ready,
    /// Present with the right size; digest not checked yet.
    Unchecked,
    /// Absent.
    Missing,
    /// Present but wrong; says how.
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

    /// Whether every file is present and verified.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.files.iter().all(|(_, state)| *state == FileState::Ready)
    }

    /// Whether any file is present but wrong.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.files.iter().any(|(_, state)| matches!(state, FileState::Broken(_)))
    }

    /// Whether any file is absent.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.files.iter().any(|(_, state)| *state == FileState::Missing)
    }

    /// A short description, the worst problem first.
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
