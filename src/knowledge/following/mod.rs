//! Many desks, one knowledge: a generation of an index is published once, and desks follow it.
//!
//! `publish` puts a generation into a folder that any web server or object store can serve: `latest`, a signed listing of
//! its files, and `files/DIGEST` for each of them. `place` is that folder, here, over HTTP or in an S3-compatible store (`s3`);
//! `follower` fetches what changed, verifies it, and only then makes it current. Useful for: desks that must not build an index themselves. Not
//! useful for: choosing what is in it.

mod follower;
mod place;
mod publish;
mod s3;

pub use follower::{Followed, Follower, go_back};
pub use place::Place;
pub use publish::{Published, publish};

use super::KnowledgeError;
use super::signing::SigningError;
use std::path::{Path, PathBuf};

/// The signed listing of the newest generation.
const LATEST: &str = "latest";
/// The folder of files by their digest.
const FILES: &str = "files";
/// What the listing of an index is for.
const KIND: &str = "index";

/// Why nothing was published or followed. What serves goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// A file or folder of this machine.
    #[error("cannot use {path}: {source}. Check the path, its permissions and the free space")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The place cannot be reached, or does not have what it should.
    #[error("{place}: {problem}. What is here goes on serving; it is tried again")]
    Unreachable {
        /// The address or path.
        place: String,
        /// What went wrong.
        problem: String,
    },
    /// What the place is cannot be told from its name and the environment.
    #[error("{place}: {problem}")]
    NoPlace {
        /// Its name.
        place: String,
        /// What to write or set instead.
        problem: String,
    },
    /// The place did not take what was to be published.
    #[error("{place}: {problem}. What was published before is still there; publish again to go on")]
    NotPublished {
        /// The address or path.
        place: String,
        /// What went wrong.
        problem: String,
    },
    /// What was fetched is not what the publisher signed.
    #[error("{place}: {source}")]
    Signing {
        /// The address or path.
        place: String,
        /// What is wrong.
        source: SigningError,
    },
    /// A signed listing of something else.
    #[error("{place}: a signed {kind}, where an index is expected. Publish with `spraakloket knowledge publish`")]
    Kind {
        /// The address or path.
        place: String,
        /// What it is instead.
        kind: String,
    },
    /// Older than what is here.
    #[error(
        "{place}: publication {found} is older than {here}, which is here. Publish again, or go back on this machine \
         with `spraakloket knowledge roll-back`"
    )]
    Older {
        /// The address or path.
        place: String,
        /// The number that it has.
        found: u64,
        /// The number that is here.
        here: u64,
    },
    /// There is nothing to go back to.
    #[error("{0} has no generation before the one that serves: there is nothing to go back to")]
    NothingBefore(PathBuf),
    /// The index itself.
    #[error(transparent)]
    Index(#[from] KnowledgeError),
}

impl FollowError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        FollowError::Io { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests;
