//! Synchronises a folder of documents with the Rijksoverheid open-data API.
//!
//! For: fetching what is new or changed, one file per document. Not for: parsing documents (`rijksoverheid`). A
//! document that is no longer listed is kept, because a list can be incomplete; an editor removes it.
//!
//! `sync.toml` in the folder records the progress. It only advances when every listed document is present, so that
//! nothing is missed after a failure; documents that did arrive are not fetched again.

mod client;

use super::{document, rijksoverheid};
use client::{Client, Entry};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::http::StatusCode;

const STATE: &str = "sync.toml";
/// Number of consecutive failures after which the server is considered down.
const MOST_FAILURES: usize = 3;

/// How to query the API.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Documents per page of the list; the API returns at most 200.
    pub rows: usize,
    /// Between two requests.
    pub interval: Duration,
    /// Time limit for a request including its response.
    pub timeout: Duration,
    /// Maximum number of attempts per request.
    pub tries: u32,
    /// Pause after the first failure; it doubles with every further failure.
    pub first_pause: Duration,
    /// Longest pause after a failure. If a server asks for a longer pause, it is not contacted again until the next run.
    pub longest_pause: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            rows: 200,
            interval: Duration::from_millis(250),
            timeout: Duration::from_secs(30),
            tries: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Number of documents that the API listed.
    pub listed: usize,
    /// Number of those that were fetched.
    pub fetched: usize,
    /// Number of those that were already present.
    pub unchanged: usize,
    /// Problems with the others; they are retried next time.
    pub failed: Vec<String>,
}

/// Why a folder could not be synchronised.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Not a web address.
    #[error("`{0}` is not a web address: use https://HOST/PATH, up to and with the kind of document (…/infotypes/faq)")]
    Address(String),
    /// No response, or only errors.
    #[error("cannot fetch {url} (tried {tries} times): {problem}. What came is kept; run the command again later")]
    Unreachable {
        /// The requested address.
        url: String,
        /// Number of attempts.
        tries: u32,
        /// The last problem.
        problem: String,
    },
    /// The server refuses the request.
    #[error("{url} answered {status}. Check the address")]
    Refused {
        /// The requested address.
        url: String,
        /// The response's status.
        status: StatusCode,
    },
    /// A response that is not from this API.
    #[error("{url} gave an answer that cannot be used: {reason}. Check the address, or try again later")]
    Garbage {
        /// The requested address.
        url: String,
        /// What is wrong with the response.
        reason: String,
    },
    /// `sync.toml` is invalid, or belongs to another address.
    #[error("{path}: {reason}")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong and how to fix it.
        reason: String,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}: {source}. Check the path and its permissions")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
}

/// The progress of the folder.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    base: String,
    /// Date of the newest document, by the server's clock.
    newest: Date,
}

/// Fetches what is new or changed at `base` into `folder`. `progress` is called after each document.
pub fn sync(
    base: &str,
    folder: &Path,
    manners: &Manners,
    progress: &mut dyn FnMut(&Report),
) -> Result<Report, SyncError> {
    let mut client = Client::new(base, manners)?;
    std::fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    let state = State::read(folder, base)?;
    // One day earlier, for what changed later on that day in any time zone.
    let since = state.as_ref().and_then(|state| state.newest.yesterday().ok());
    let entries = client.list(since)?;
    let mut report = Report { listed: entries.len(), ..Report::default() };
    let mut failures_in_a_row = 0;
    for entry in &entries {
        if is_here(folder, entry) {
            report.unchanged += 1;
        } else {
            match fetch(&mut client, folder, entry) {
                Ok(()) => {
                    report.fetched += 1;
                    failures_in_a_row = 0;
                }
                Err(error @ SyncError::Io { .. }) => return Err(error),
                Err(error) => {
                    failures_in_a_row += usize::from(matches!(error, SyncError::Unreachable { .. }));
                    if failures_in_a_row >= MOST_FAILURES {
                        return Err(error);
                    }
                    report.failed.push(error.to_string());
                }
            }
        }
        progress(&report);
    }
    if report.failed.is_empty() {
        State::advance(state, base, &entries).map_or(Ok(()), |state| state.write(folder))?;
    }
    Ok(report)
}

/// Whether the folder has this version of a document.
fn is_here(folder: &Path, entry: &Entry) -> bool {
    let stored = || {
        let text = std::fs::read_to_string(path(folder, entry)).ok()?;
        document::parse(&text).ok()?.lastmodified
    };
    entry.changed.is_some() && entry.changed == stored()
}

fn fetch(client: &mut Client, folder: &Path, entry: &Entry) -> Result<(), SyncError> {
    let value = client.document(&entry.id)?;
    write(&path(folder, entry), &format!("{value:#}\n"))
}

fn path(folder: &Path, entry: &Entry) -> PathBuf {
    folder.join(format!("{}.json", entry.id))
}

impl State {
    fn read(folder: &Path, base: &str) -> Result<Option<Self>, SyncError> {
        let path = folder.join(STATE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(io(&path, source)),
        };
        let broken = |reason: String| SyncError::State { path: path.clone(), reason };
        let state: State = toml::from_str(&text).map_err(|error| {
            broken(format!("{}. Remove the file; everything is then looked at anew", error.message()))
        })?;
        if state.base != base.trim_end_matches('/') {
            return Err(broken(format!("this folder holds the documents of {}: choose another folder", state.base)));
        }
        Ok(Some(state))
    }

    /// The progress after everything listed has arrived. A date in the future does not count.
    fn advance(before: Option<Self>, base: &str, entries: &[Entry]) -> Option<Self> {
        let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
        let dates = entries.iter().filter_map(|entry| rijksoverheid::date(entry.changed.as_deref()?));
        let newest = dates.chain(before.map(|state| state.newest)).map(|date| date.min(today)).max()?;
        Some(State { base: base.trim_end_matches('/').to_owned(), newest })
    }

    fn write(&self, folder: &Path) -> Result<(), SyncError> {
        let fields = toml::to_string(self).expect("a state is plain data");
        write(&folder.join(STATE), &format!("# Written by `spraakloket knowledge sync`.\n{fields}"))
    }
}

/// Atomic.
fn write(path: &Path, text: &str) -> Result<(), SyncError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    std::fs::write(&partial, text).map_err(|source| io(&partial, source))?;
    std::fs::rename(&partial, path).map_err(|source| io(path, source))
}

fn io(path: &Path, source: std::io::Error) -> SyncError {
    SyncError::Io { path: path.to_owned(), source }
}
