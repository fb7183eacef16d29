//! Signed folders: who made a generation of an index or a set of articles, and that every byte of it is theirs.
//!
//! `key` has Ed25519 keys and signed documents, `listing` the contents of a folder. Useful for: whatever travels
//! between machines and is trusted afterwards. Not useful for: secrecy; everything that is signed can be read by
//! anybody.
//!
//! A signed folder has one additional file, [`SIGNED`]: four lines of plain text (form, key, signature, and an empty
//! line), followed by the listing as JSON, which is what was signed. `openssl pkeyutl -verify -rawin` can also check
//! it.

mod key;
mod listing;

pub use key::{PublicKey, SecretKey, open};
pub use listing::{Listed, Listing};

use std::path::{Path, PathBuf};

/// The file in a signed folder that lists all others.
pub const SIGNED: &str = "signed-listing";

/// Why something signed is not trusted, or cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {source}. Check the path and its permissions")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that should contain a private key contains something else.
    #[error("{0} is not an Ed25519 key (PKCS #8, PEM). Make one with `spraakloket knowledge key {0}`")]
    NotAKey(PathBuf),
    /// A text that should be a public key.
    #[error("`{0}` is not a public key: it is the line of 44 signs that `spraakloket knowledge key` printed")]
    NotAPublicKey(String),
    /// A document without the form of a signed one.
    #[error("this is no signed document: {0}. Fetch or sign it anew")]
    Form(String),
    /// The signature is valid, but made with an untrusted key.
    #[error(
        "signed with the key {0}, which is not trusted here. If it is the publisher's, name it as trusted (--trust {0})"
    )]
    Stranger(String),
    /// The content was changed after it was signed.
    #[error("the signature does not fit what was signed: it was changed or damaged on its way. Fetch it anew")]
    Changed,
    /// A file has changed since it was signed.
    #[error("{path}: {problem}. Fetch or sign the folder anew")]
    File {
        /// The file.
        path: PathBuf,
        /// How it differs.
        problem: String,
    },
}

impl SigningError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        SigningError::Io { path: path.to_owned(), source }
    }
}

/// Lists and signs the contents of a folder.
pub fn sign_folder(folder: &Path, mut listing: Listing, key: &SecretKey) -> Result<Listing, SigningError> {
    listing.list(folder)?;
    let path = folder.join(SIGNED);
    std::fs::write(&path, key.sign(listing.to_json().as_bytes())).map_err(|source| SigningError::io(&path, source))?;
    Ok(listing)
}

/// Verifies that a folder is signed with a trusted key and contains exactly what was signed.
pub fn verify_folder(folder: &Path, trusted: &[PublicKey]) -> Result<Listing, SigningError> {
    let path = folder.join(SIGNED);
    let document = std::fs::read(&path).map_err(|source| SigningError::io(&path, source))?;
    let listing = Listing::from_json(open(&document, trusted)?)?;
    listing.compare(folder)?;
    Ok(listing)
}

#[cfg(test)]
mod tests;
