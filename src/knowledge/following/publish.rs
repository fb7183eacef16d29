//! Putting a generation into a folder that desks follow.

use super::{FILES, FollowError, KIND, LATEST};
use crate::knowledge::KnowledgeError;
use crate::knowledge::signing::{Listing, PublicKey, SecretKey, open};
use crate::knowledge::store::{IndexFolder, current_generation};
use jiff::Timestamp;
use std::path::Path;

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub number: u64,
    /// Its files, and how many of them were not there before.
    pub files: usize,
    /// Files that had to be copied.
    pub copied: usize,
}

/// Publishes the current generation of an index. Files come before the listing that names them, so that whoever follows
/// always finds all of them.
pub fn publish(index: &Path, to: &Path, key: &SecretKey) -> Result<Published, FollowError> {
    // One that cannot be opened is not published.
    drop(IndexFolder::open(index)?);
    let generation = current_generation(index).ok_or_else(|| KnowledgeError::NoIndex(index.to_owned()))?;
    let now = Timestamp::now();
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let number = seconds.max(published(to, &key.public()).map_or(0, |before| before + 1));
    let signing = |source| FollowError::Signing { place: generation.display().to_string(), source };
    let mut listing = Listing::new(KIND, number, now);
    listing.list(&generation).map_err(signing)?;
    let files = to.join(FILES);
    std::fs::create_dir_all(&files).map_err(|error| FollowError::io(&files, error))?;
    let mut copied = 0;
    for (path, file) in &listing.files {
        let there = files.join(&file.sha256);
        if !there.is_file() {
            replace(&there, |new| std::fs::copy(generation.join(path), new).map(drop))?;
            copied += 1;
        }
    }
    let document = key.sign(listing.to_json().as_bytes());
    replace(&to.join(LATEST), |new| std::fs::write(new, &document))?;
    Ok(Published { number, files: listing.files.len(), copied })
}

/// The number of what is there already.
fn published(to: &Path, key: &PublicKey) -> Option<u64> {
    let document = std::fs::read(to.join(LATEST)).ok()?;
    let content = open(&document, std::slice::from_ref(key)).ok()?;
    Listing::from_json(content).ok().map(|listing| listing.number)
}

/// Writes a file beside its place and moves it there when it is whole.
fn replace(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), FollowError> {
    let new = path.with_extension("new");
    write(&new).and_then(|()| std::fs::rename(&new, path)).map_err(|error| FollowError::io(path, error))
}
