//! Digests of files, and checking files against them.

use md5::Md5;
use sha1::Sha1;
use sha2::Sha256;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What a file must hash to, in lower-case hexadecimal.
///
/// SHA-256 is the rule. The others are for files whose publishers offer nothing better; they catch corrupted and
/// swapped files, but not a forger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256.
    Sha256(String),
    /// SHA-1.
    Sha1(String),
    Md5(String),
}

impl Digest {
    /// The digest of everything that `reader` yields, by this digest's algorithm.
    fn of_same_kind(&self, reader: &mut impl Read) -> io::Result<Self> {
        Ok(match self {
            Digest::Sha256(_) => Digest::Sha256(hash::<Sha256>(reader)?),
            Digest::Sha1(_) => Digest::Sha1(hash::<Sha1>(reader)?),
            Digest::Md5(_) => Digest::Md5(hash::<Md5>(reader)?),
        })
    }

    /// Number of hexadecimal digits in a digest of this kind.
    pub(super) fn expected_length(&self) -> usize {
        match self {
            Digest::Sha256(_) => 64,
            Digest::Sha1(_) => 40,
            Digest::Md5(_) => 32,
        }
    }

    /// The hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        match self {
            Digest::Sha256(hex) | Digest::Sha1(hex) | Digest::Md5(hex) => hex,
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Digest::Sha256(_) => "sha256",
            Digest::Sha1(_) => "sha1",
            Digest::Md5(_) => "md5",
        };
        write!(formatter, "{kind} {}", self.hex())
    }
}

/// Compares a file with its expected size and digest. `Ok(Some(…))` says how it differs.
pub(super) fn difference(path: &Path, size: Option<u64>, digest: Option<&Digest>) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let found = file.metadata()?.len();
    if let Some(size) = size
        && found != size
    {
        return Ok(Some(format!("has {found} bytes instead of {size}")));
    }
    let Some(digest) = digest else {
        return Ok(None);
    };
    let found = digest.of_same_kind(&mut file)?;
    Ok((found != *digest).then(|| format!("has {found} instead of {}", digest.hex())))
}

fn hash<H: sha2::Digest>(reader: &mut impl Read) -> io::Result<String> {
    let mut hasher = H::new();
    let mut buffer = vec![0; 1 << 17];
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            count => hasher.update(&buffer[..count]),
        }
    }
    Ok(hex(&hasher.finalize()))
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
