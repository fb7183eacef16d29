//! A polite client of the API: one request at a time with pauses between them, and retries after a while if the server
//! is busy.

use super::super::document::{self, Document};
use super::{Manners, SyncError};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashSet;
use std::thread::sleep;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::{StatusCode, header};

/// Larger than any document or page of the list.
const LONGEST_ANSWER: u64 = 64 << 20;
const USER_AGENT: &str = concat!("spraakloket/", env!("CARGO_PKG_VERSION"));

/// A document in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) changed: Option<String>,
}

pub(super) struct Client<'a> {
    agent: Agent,
    base: String,
    manners: &'a Manners,
    last_request: Option<Instant>,
}

/// Why a request failed.
enum Failure {
    /// It may work later; the server may have said when.
    ForNow(String, Option<Duration>),
    ForGood(String, Option<StatusCode>),
}

impl<'a> Client<'a> {
    pub(super) fn new(base: &str, manners: &'a Manners) -> Result<Self, SyncError> {
        if !base.starts_with("https://") && !base.starts_with("http://") {
            return Err(SyncError::Address(base.to_owned()));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .timeout_global(Some(manners.timeout))
            .build()
            .into();
        Ok(Self { agent, base: base.trim_end_matches('/').to_owned(), manners, last_request: None })
    }

    /// The whole list, or what changed since a date, page by page.
    pub(super) fn list(&mut self, since: Option<Date>) -> Result<Vec<Entry>, SyncError> {
        let path = since.map_or_else(String::new, |day| format!("/lastmodifiedsince/{}/", day.strftime("%Y%m%d")));
        let rows = self.manners.rows.clamp(1, 200);
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        let mut offset = 0;
        let mut last_was_short = false;
        loop {
            let url = format!("{}{path}?rows={rows}&offset={offset}&output=json", self.base);
            let text = match self.get(&url) {
                // Some servers have no page after the last one.
                Err(SyncError::Refused { status, .. }) if last_was_short && status == StatusCode::NOT_FOUND => break,
                answer => answer?,
            };
            let page = page(&text).map_err(|reason| SyncError::Garbage { url: url.clone(), reason })?;
            let (length, before) = (page.len(), entries.len());
            entries.extend(page.into_iter().filter(|entry| seen.insert(entry.id.clone())));
            if length == 0 {
                break;
            }
            if entries.len() == before {
                let reason = "it gives the same page again".to_owned();
                return Err(SyncError::Garbage { url, reason });
            }
            last_was_short = length < rows;
            offset += length;
        }
        Ok(entries)
    }

    /// One document, in the form of its JSON.
    pub(super) fn document(&mut self, id: &str) -> Result<Value, SyncError> {
        let url = format!("{}/{id}?output=json", self.base);
        let text = self.get(&url)?;
        let garbage = |reason: String| SyncError::Garbage { url: url.clone(), reason };
        let value = document::value(&text).map_err(|error| garbage(error.reason))?;
        let found: Document = serde_json::from_value(value.clone())
            .map_err(|error| garbage(format!("not a document of this API: {error}")))?;
        if found.id != id {
            return Err(garbage(format!("it gives the document `{}`", found.id)));
        }
        Ok(value)
    }

    fn get(&mut self, url: &str) -> Result<String, SyncError> {
        let mut pause = self.manners.first_pause;
        let mut tries = 0;
        loop {
            tries += 1;
            match self.request(url) {
                Ok(text) => return Ok(text),
                Err(Failure::ForGood(_, Some(status))) => {
                    return Err(SyncError::Refused { url: url.into(), status });
                }
                Err(Failure::ForGood(problem, None)) => {
                    return Err(SyncError::Unreachable { url: url.into(), tries, problem });
                }
                Err(Failure::ForNow(problem, _)) if tries >= self.manners.tries => {
                    return Err(SyncError::Unreachable { url: url.into(), tries, problem });
                }
                Err(Failure::ForNow(problem, Some(asked))) if asked > self.manners.longest_pause => {
                    let problem = format!("{problem} and asks to wait {} seconds", asked.as_secs());
                    return Err(SyncError::Unreachable { url: url.into(), tries, problem });
                }
                Err(Failure::ForNow(_, asked)) => {
                    sleep(asked.unwrap_or_default().max(pause.min(self.manners.longest_pause)));
                    pause *= 2;
                }
            }
        }
    }

    fn request(&mut self, url: &str) -> Result<String, Failure> {
        if let Some(last) = self.last_request {
            sleep(self.manners.interval.saturating_sub(last.elapsed()));
        }
        let result = self.agent.get(url).call();
        self.last_request = Some(Instant::now());
        let mut response = result.map_err(|error| failure(&error))?;
        let status = response.status();
        if status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) {
            let asked =
                response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
            return Err(Failure::ForNow(format!("it answered {status}"), asked.map(Duration::from_secs)));
        }
        if !status.is_success() {
            return Err(Failure::ForGood(format!("it answered {status}"), Some(status)));
        }
        let bytes =
            response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(|error| failure(&error))?;
        String::from_utf8(bytes).map_err(|_| Failure::ForNow("the answer is not UTF-8".into(), None))
    }
}

fn failure(error: &ureq::Error) -> Failure {
    let problem = error.to_string();
    match error {
        ureq::Error::BadUri(_)
        | ureq::Error::Tls(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::RedirectFailed
        | ureq::Error::TooManyRedirects
        | ureq::Error::BodyExceedsLimit(_) => Failure::ForGood(problem, None),
        _ => Failure::ForNow(problem, None),
    }
}

/// The entries of one page of the list.
fn page(text: &str) -> Result<Vec<Entry>, String> {
    let value = document::value(text).map_err(|error| error.reason)?;
    let items = value.as_array().ok_or("not a list")?;
    items.iter().map(entry).collect()
}

fn entry(item: &Value) -> Result<Entry, String> {
    let id = item["id"].as_str().unwrap_or_default();
    if !is_safe(id) {
        return Err(format!("a document with the id `{id}`"));
    }
    Ok(Entry { id: id.to_owned(), changed: item["lastmodified"].as_str().map(str::to_owned) })
}

/// An id becomes a file name and part of an address.
fn is_safe(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=100).contains(&id.len()) && id.chars().all(plain)
}
