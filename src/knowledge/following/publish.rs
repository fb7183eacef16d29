//! Putting a generation where desks follow it.

use super::{FILES, FollowError, KIND, LATEST, Place};
use crate::knowledge::KnowledgeError;
use crate::knowledge::signing::{Listing, PublicKey, SecretKey, open};
use crate::knowledge::store::{IndexFolder, current_generation};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub number: u64,
    /// Its files, and how many of them were not there before.
    pub files: usize,
    /// Files that had to be copied.
    pub copied: usize,
}

/// Publishes the current generation of an index. Files come before the listing that names them, so that whoever follows
/// always finds all of them; what breaks off goes on where it was when it is done again.
pub fn publish(index: &Path, to: &Place, key: &SecretKey) -> Result<Published, FollowError> {
    // One that cannot be opened is not published.
    drop(IndexFolder::open(index)?);
    let generation = current_generation(index).ok_or_else(|| KnowledgeError::NoIndex(index.to_owned()))?;
    let now = Timestamp::now();
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let number = seconds.max(published(to, &key.public()).map_or(0, |before| before + 1));
    let signing = |source| FollowError::Signing { place: generation.display().to_string(), source };
    let mut listing = Listing::new(KIND, number, now);
    listing.list(&generation).map_err(signing)?;
    let mut copied = 0;
    for (path, file) in &listing.files {
        if !to.has(file)? {
            to.put(&format!("{FILES}/{}", file.sha256), &generation.join(path))?;
            copied += 1;
        }
    }
    let mut document = tempfile::NamedTempFile::new().map_err(|error| FollowError::io(&std::env::temp_dir(), error))?;
    let signed = key.sign(listing.to_json().as_bytes());
    document.write_all(&signed).map_err(|error| FollowError::io(document.path(), error))?;
    to.put(LATEST, document.path())?;
    Ok(Published { number, files: listing.files.len(), copied })
}

/// The number of what is there already.
fn published(to: &Place, key: &PublicKey) -> Option<u64> {
    let document = to.latest(None).ok()??.document;
    let content = open(&document, std::slice::from_ref(key)).ok()?;
    Listing::from_json(content).ok().map(|listing| listing.number)
}
