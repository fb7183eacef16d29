//! How the machine's owner wants files fetched: a mirror first, which Python, how much patience.

use std::path::PathBuf;
use std::time::Duration;

/// Settings for fetching. The defaults suit a machine with a network and Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginsConfig {
    /// A place of the owner's own that is tried before any origin of the catalog.
    pub mirror: Option<Mirror>,
    /// The Python that has `pip`.
    pub python: PathBuf,
    /// After how long without a byte a download is given up.
    pub stall_timeout: Duration,
    /// How long one file may take in all; what has come by then is kept for the next time. `None`: as long as bytes come.
    pub whole_timeout: Option<Duration>,
    /// How long to wait while another process fetches into the same folder.
    pub lock_wait: Duration,
}

/// A place that holds model files under the names that the catalog gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mirror {
    /// A folder.
    Folder(PathBuf),
    /// An HTTP address, under which the file names are appended.
    Url(String),
}

impl OriginsConfig {
    /// The defaults with this mirror: a folder, or an address that starts with `http`. An empty
    /// text is none.
    #[must_use]
    pub fn with_mirror(mirror: &str) -> Self {
        Self { mirror: Mirror::parse(mirror), ..Self::default() }
    }
}

impl OriginsConfig {
    /// For what can be done without: an origin that does not answer is given up after three seconds, a slow one after
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
    /// Reads the configuration key `models.mirror`.
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
