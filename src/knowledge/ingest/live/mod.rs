//! Keeping a folder of documents equal to the Rijksoverheid open-data API.
//!
//! For: fetching what is new or changed, a file for each document. Not for: reading them (`rijksoverheid`).
//! A document that is no longer listed stays, because a list can be incomplete; an editor removes it.
//!
//! `sync.toml` in the folder remembers how far it got. It only moves on when every document that was
//! listed is here, so that nothing is missed after a failure; what did come is not fetched again.

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
/// After so many failures in a row the server is taken to be down.
const MOST_FAILURES: usize = 3;

/// How the API is asked.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Documents on a page of the list; the API gives at most 200.
    pub rows: usize,
    /// Between two requests.
    pub interval: Duration,
    /// For one request with its answer.
    pub timeout: Duration,
    /// How often one request is tried.
    pub tries: u32,
    /// After the first failure; each next pause is twice as long …
    pub first_pause: Duration,
    /// … up to this. A server that asks for longer is left alone until the next run.
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
    /// Documents that the API named.
    pub listed: usize,
    /// Those that were fetched …
    pub fetched: usize,
    /// … and those that were here already.
    pub unchanged: usize,
    /// What is wrong with the others; they are tried again next time.
    pub failed: Vec<String>,
}

/// Why a folder could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Not a web address.
    #[error("`{0}` is not a web address: use https://HOST/PATH, up to and with the kind of document (…/infotypes/faq)")]
    Address(String),
    /// No answer, or only errors.
    #[error("cannot fetch {url} (tried {tries} times): {problem}. What came is kept; run the command again later")]
    Unreachable {
        /// What was asked.
        url: String,
        /// How often.
        tries: u32,
        /// The last problem.
        problem: String,
    },
    /// The server will not give it.
    #[error("{url} answered {status}. Check the address")]
    Refused {
        /// What was asked.
        url: String,
        /// What came back.
        status: StatusCode,
    },
    /// An answer that is not of this API.
    #[error("{url} gave an answer that cannot be used: {reason}. Check the address, or try again later")]
    Garbage {
        /// What was asked.
        url: String,
        /// What is wrong with the answer.
        reason: String,
    },
    /// `sync.toml` is broken, or of another address.
    #[error("{path}: {reason}")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong and how to mend it.
        reason: String,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}: {source}. Check the path and its permissions")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// How far the folder is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    base: String,
    /// The day of the newest document, in the server's own time.
    newest: Date,
}

/// Fetches what is new or changed at `base` into `folder`. `progress` is told after each document.
pub fn sync(
    base: &str,
    folder: &Path,
    manners: &Manners,
    progress: &mut dyn FnMut(&Report),
) -> Result<Report, SyncError> {
    let mut client = Client::new(base, manners)?;
    std::fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    let state = State::read(folder, base)?;
    // One day before, for what changed later on that day, in whichever time zone.
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

    /// The state after everything that was listed has come. A date in the future does not count.
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

/// Whole or not at all.
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
