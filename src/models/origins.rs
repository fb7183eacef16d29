//! How the operator wants files fetched: from which mirror, with which Python, with what timeouts.

use std::path::PathBuf;
use std::time::Duration;

/// Settings for fetching. The defaults suit a machine with a network connection and Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginsConfig {
    /// A location of the operator's own that is tried before any origin in the catalog.
    pub mirror: Option<Mirror>,
    /// A Python interpreter with `pip`.
    pub python: PathBuf,
    /// Time without a byte after which a download is given up.
    pub stall_timeout: Duration,
    /// Time limit for a whole file, after which the part that has arrived is kept for next time; `None` for no limit.
    pub whole_timeout: Option<Duration>,
    /// How long to wait while another process fetches into the same folder.
    pub lock_wait: Duration,
}

/// A location that holds model files under their catalog names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mirror {
    Folder(PathBuf),
    /// An HTTP address, to which file names are appended.
    Url(String),
}

impl OriginsConfig {
    /// The defaults with this mirror: a folder, or an address that starts with `http`. An empty string means no
    /// mirror.
    #[must_use]
    pub fn with_mirror(mirror: &str) -> Self {
        Self { mirror: Mirror::parse(mirror), ..Self::default() }
    }
}

impl OriginsConfig {
    /// Settings for optional files: gives up an origin that does not answer within three seconds, and a slow one after
    /// ten minutes.
    #[must_use]
    pub fn in_a_hurry(self) -> Self {
        Self { stall_timeout: Duration::from_secs(3), whole_timeout: Some(Duration::from_mins(10)), ..self }
    }
}

impl Default for OriginsConfig {
    fn default() -> Self {
        Self {
            mirror: None,
            python: PathBuf::from("python3"),
            stall_timeout: Duration::from_mins(1),
            whole_timeout: None,
            lock_wait: Duration::from_mins(10),
        }
    }
}

impl Mirror {
    /// Parses the setting `models.mirror`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            None
        } else if text.starts_with("http://") || text.starts_with("https://") {
            Some(Mirror::Url(text.trim_end_matches('/').to_owned()))
        } else {
            Some(Mirror::Folder(PathBuf::from(text)))
        }
    }
}
