//! Keys and signed documents. The cryptography is ring's, which the program already contains for TLS.

use super::SigningError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use std::fmt;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr;

/// Precedes the seed of an Ed25519 key in PKCS #8 (RFC 8410), so that OpenSSL can read our keys, and we can read
/// OpenSSL's.
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
const SEED: usize = 32;
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";
/// First line of a signed document.
const FORM: &str = "spraakloket-signed 1";
const KEY: &str = "key ";
const SIGNATURE: &str = "signature ";

/// A private key. It stays with the publisher.
pub struct SecretKey(Ed25519KeyPair);

/// A public key, written as one line of base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey([u8; SEED]);

impl SecretKey {
    /// Creates a key and writes it to a new file that only its owner can read.
    pub fn create(path: &Path) -> Result<Self, SigningError> {
        let io = |source| SigningError::io(path, source);
        let mut seed = [0; SEED];
        getrandom::fill(&mut seed).map_err(|error| io(std::io::Error::other(error.to_string())))?;
        let document = [&PKCS8[..], &seed].concat();
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
        writeln!(file, "{BEGIN}\n{}\n{END}", STANDARD.encode(&document)).map_err(io)?;
        Self::of(&document).ok_or_else(|| SigningError::NotAKey(path.to_owned()))
    }

    /// Reads a key from a file: ours, or one from `openssl genpkey -algorithm ed25519`.
    pub fn read(path: &Path) -> Result<Self, SigningError> {
        let text = std::fs::read_to_string(path).map_err(|source| SigningError::io(path, source))?;
        let body = text.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(body, _)| body);
        let body: Option<String> = body.map(|body| body.split_whitespace().collect());
        body.and_then(|body| STANDARD.decode(body).ok())
            .and_then(|document| Self::of(&document))
            .ok_or_else(|| SigningError::NotAKey(path.to_owned()))
    }

    fn of(document: &[u8]) -> Option<Self> {
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).ok().map(SecretKey)
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; SEED];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    /// A document consisting of form, key, signature and the content.
    #[must_use]
    pub fn sign(&self, content: &[u8]) -> Vec<u8> {
        let signature = STANDARD.encode(self.0.sign(content).as_ref());
        let head = format!("{FORM}\n{KEY}{}\n{SIGNATURE}{signature}\n\n", self.public());
        [head.as_bytes(), content].concat()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0))
    }
}

impl FromStr for PublicKey {
    type Err = SigningError;

    fn from_str(text: &str) -> Result<Self, SigningError> {
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(PublicKey).ok_or_else(|| SigningError::NotAPublicKey(text.to_owned()))
    }
}

/// The content of a signed document, if it was signed with one of the trusted keys.
pub fn open<'a>(document: &'a [u8], trusted: &[PublicKey]) -> Result<&'a [u8], SigningError> {
    let form = |problem: &str| SigningError::Form(problem.to_owned());
    let mut rest = document;
    let mut line = || {
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(|| form("it ends in its head"))?;
        let (line, after) = rest.split_at(end);
        rest = &after[1..];
        std::str::from_utf8(line).map_err(|_| form("its head is no text"))
    };
    if line()? != FORM {
        return Err(form(&format!("its first line is not `{FORM}`")));
    }
    let key = line()?.strip_prefix(KEY).ok_or_else(|| form("its second line has no key"))?;
    let signature = line()?.strip_prefix(SIGNATURE).ok_or_else(|| form("its third line has no signature"))?;
    if !line()?.is_empty() {
        return Err(form("its fourth line is not empty"));
    }
    let key: PublicKey = key.parse()?;
    let signature = STANDARD.decode(signature).map_err(|_| form("its signature is no base64"))?;
    if !trusted.contains(&key) {
        return Err(SigningError::Stranger(key.to_string()));
    }
    UnparsedPublicKey::new(&ED25519, key.0).verify(rest, &signature).map_err(|_| SigningError::Changed)?;
    Ok(rest)
}
