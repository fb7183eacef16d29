//! Remembers which files were verified, by size and modification time.
//!
//! Hashing 150 MB takes a noticeable part of a second, which a program that starts for a single question should not
//! spend on unchanged files.

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
    /// Loads what is remembered; an absent or unreadable file counts as empty.
    pub(super) fn load(directory: &Path) -> Self {
        fs::read_to_string(directory.join(FILE)).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
    }

    /// Whether this file, unchanged, was verified against this digest.
    pub(super) fn knows(&self, file: &ModelFile, found: &Metadata) -> bool {
        self.files.get(&file.file) == Some(&stamp(file, found))
    }

    /// Remembers a verified file.
    pub(super) fn remember(directory: &Path, file: &ModelFile, found: &Metadata) {
        let mut all = Self::load(directory);
        all.files.insert(file.file.clone(), stamp(file, found));
        all.save(directory);
    }

    /// Forgets a file found to be wrong.
    pub(super) fn forget(directory: &Path, file: &ModelFile) {
        let mut all = Self::load(directory);
        if all.files.remove(&file.file).is_some() {
            all.save(directory);
        }
    }

    /// Writes a temporary file and renames it, so that no reader sees half of it. A read-only folder is not an error:
    /// every start then verifies again.
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
