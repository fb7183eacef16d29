//! Lists the contents of a folder, every file with its size and digest, in a form that can be signed.

use super::{SIGNED, SigningError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// Number of bytes read at a time.
const PIECE: usize = 1 << 18;

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of its contents, in hexadecimal.
    pub sha256: String,
}

/// The files in a folder, and what they form together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// What it is, such as `index`. A signature for one kind is not valid for another.
    pub kind: String,
    /// Increases with every publication, so that an old one cannot pass for a new one.
    pub number: u64,
    /// When it was made.
    pub made: Timestamp,
    /// The files by path in the folder, with `/` as separator.
    pub files: BTreeMap<String, Listed>,
}

impl Listing {
    /// A listing without files.
    #[must_use]
    pub fn new(kind: &str, number: u64, made: Timestamp) -> Self {
        Listing { kind: kind.to_owned(), number, made, files: BTreeMap::new() }
    }

    /// Parses a listing. Refuses paths that lead out of the folder, so that nobody has to check later.
    pub fn from_json(json: &[u8]) -> Result<Self, SigningError> {
        let listing: Listing = serde_json::from_slice(json).map_err(|error| SigningError::Form(error.to_string()))?;
        for (path, file) in &listing.files {
            let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            if !plain || path.is_empty() || path == SIGNED || path.contains(['\\', '\0']) || path.ends_with('/') {
                return Err(SigningError::Form(format!("`{path}` is no path in its folder")));
            }
            if file.sha256.len() != 64 || !file.sha256.bytes().all(|sign| sign.is_ascii_hexdigit()) {
                return Err(SigningError::Form(format!("`{}` is no digest", file.sha256)));
            }
        }
        Ok(listing)
    }

    pub(in crate::knowledge) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a listing is plain data")
    }

    /// Adds the contents of a folder, including subfolders.
    pub(in crate::knowledge) fn list(&mut self, folder: &Path) -> Result<(), SigningError> {
        for path in files(folder)? {
            let name = path.strip_prefix(folder).unwrap_or(&path);
            let name = name.to_str().ok_or_else(|| SigningError::File {
                path: path.clone(),
                problem: "its name is not UTF-8".to_owned(),
            })?;
            if name != SIGNED {
                self.files.insert(name.to_owned(), listed(&path)?);
            }
        }
        Ok(())
    }

    /// Compares a folder with the listing: every file must be there, and no others.
    pub(super) fn compare(&self, folder: &Path) -> Result<(), SigningError> {
        let mut here = Listing { files: BTreeMap::new(), ..self.clone() };
        here.list(folder)?;
        let differs = |name: &String, problem: &str| {
            Err(SigningError::File { path: folder.join(name), problem: problem.to_owned() })
        };
        for (name, file) in &self.files {
            match here.files.remove(name) {
                None => return differs(name, "is missing"),
                Some(found) if found != *file => return differs(name, "is not as it was signed"),
                Some(_) => {}
            }
        }
        here.files.keys().next().map_or(Ok(()), |name| differs(name, "was not signed"))
    }
}

impl Listed {
    /// Whether this file is at a path.
    #[must_use]
    pub fn is_at(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|found| found.len() == self.size)
            && listed(path).is_ok_and(|found| found == *self)
    }
}

fn listed(path: &Path) -> Result<Listed, SigningError> {
    let io = |source| SigningError::io(path, source);
    let mut file = File::open(path).map_err(io)?;
    let (mut digest, mut size, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).map_err(io)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        size += read as u64;
    }
    let mut sha256 = String::with_capacity(64);
    for byte in digest.finalize() {
        let _ = write!(sha256, "{byte:02x}");
    }
    Ok(Listed { size, sha256 })
}

/// All files in a folder, recursively. A link is refused: its target is not in the folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, SigningError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| SigningError::io(folder, source))? {
        let entry = entry.map_err(|source| SigningError::io(folder, source))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(|source| SigningError::io(folder, source))?);
        if kind.is_dir() {
            found.extend(files(&path)?);
        } else if kind.is_file() {
            found.push(path);
        } else {
            return Err(SigningError::File { path, problem: "is neither a file nor a folder".to_owned() });
        }
    }
    Ok(found)
}
