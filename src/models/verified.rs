//! Remembers which files were found right, by their size and time of change.
//!
//! Reading 150 MB through its digest takes a noticeable part of a second; a program that starts
//! for one question should not do it for files that nobody has touched since.

use super::catalog::ModelFile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

const FILE: &str = "verified.toml";

/// The contents of `verified.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Verified {
    #[serde(default)]
    files: BTreeMap<String, Stamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    size: u64,
    modified_ns: u64,
    digest: String,
}

impl Verified {
    /// Reads what is remembered. Nothing, or nonsense, is remembered as nothing.
    pub(super) fn load(directory: &Path) -> Self {
        fs::read_to_string(directory.join(FILE)).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
    }

    /// Whether this very file was found right before, against this very digest.
    pub(super) fn knows(&self, file: &ModelFile, found: &Metadata) -> bool {
        self.files.get(&file.file) == Some(&stamp(file, found))
    }

    /// Remembers a file that was found right.
    pub(super) fn remember(directory: &Path, file: &ModelFile, found: &Metadata) {
        let mut all = Self::load(directory);
        all.files.insert(file.file.clone(), stamp(file, found));
        all.save(directory);
    }

    /// Forgets a file that was found wrong.
    pub(super) fn forget(directory: &Path, file: &ModelFile) {
        let mut all = Self::load(directory);
        if all.files.remove(&file.file).is_some() {
            all.save(directory);
        }
    }

    /// Writes beside the file and renames, so that no reader sees half of it. A folder that cannot
    /// be written to is no error: then every start checks anew.
    fn save(&self, directory: &Path) {
        let write = || -> io::Result<()> {
            let text = toml::to_string(self).map_err(io::Error::other)?;
            let beside = directory.join(format!(".{FILE}.{}", std::process::id()));
            fs::write(&beside, text)?;
            fs::rename(&beside, directory.join(FILE))
        };
        let _ = write();
    }
}

fn stamp(file: &ModelFile, found: &Metadata) -> Stamp {
    let modified = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stamp {
        size: found.len(),
        modified_ns: modified.map_or(0, |time| time.as_nanos() as u64),
        digest: file.digest.as_ref().map_or_else(String::new, ToString::to_string),
    }
}
