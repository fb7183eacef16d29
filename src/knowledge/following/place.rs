//! Where generations are published: a folder, a web address at which one is served, or an S3-compatible store.

use super::s3::{Action, Objects};
use super::{FILES, FollowError, LATEST};
use crate::knowledge::signing::Listed;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Response, StatusCode};

/// More than any listing has.
const LONGEST_LISTING: u64 = 16 << 20;
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(20);
/// One file over a slow line.
const BODY: Duration = Duration::from_mins(15);
const PIECE: usize = 1 << 17;
const USER_AGENT: &str = concat!("spraakloket/", env!("CARGO_PKG_VERSION"));
const S3: &str = "s3://";

/// A place where generations are published.
pub struct Place {
    name: String,
    kind: Kind,
}

enum Kind {
    Folder(PathBuf),
    Web(Agent, Address),
}

/// How the address of a file is made.
enum Address {
    Below(String),
    Objects(Box<Objects>),
}

/// A listing that is not the one that was there before, with the mark by which it is known again.
pub(super) struct Newer {
    pub(super) document: Vec<u8>,
    pub(super) mark: Option<String>,
}

impl Place {
    /// A folder, an address that begins with `http://` or `https://`, or `s3://BUCKET/FOLDER`.
    pub fn new(name: &str) -> Result<Self, FollowError> {
        let name = name.trim_end_matches('/').to_owned();
        let kind = if let Some(rest) = name.strip_prefix(S3) {
            let objects = Objects::new(rest, &|variable| std::env::var(variable).ok());
            let objects = objects.map_err(|problem| FollowError::NoPlace { place: name.clone(), problem })?;
            Kind::Web(agent(), Address::Objects(Box::new(objects)))
        } else if name.starts_with("http://") || name.starts_with("https://") {
            Kind::Web(agent(), Address::Below(name.clone()))
        } else {
            Kind::Folder(PathBuf::from(&name))
        };
        Ok(Place { name, kind })
    }

    /// Its address or path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The newest listing; none where it is still the one with this mark.
    pub(super) fn latest(&self, mark: Option<&str>) -> Result<Option<Newer>, FollowError> {
        match &self.kind {
            Kind::Folder(folder) => {
                let path = folder.join(LATEST);
                let document = std::fs::read(&path).map_err(|error| self.problem(LATEST, &error.to_string()))?;
                Ok(Some(Newer { document, mark: None }))
            }
            Kind::Web(agent, address) => {
                let mut request = agent.get(address.of(Action::Get, LATEST));
                if let Some(mark) = mark {
                    request = request.header("If-None-Match", mark);
                }
                let mut answer = request.call().map_err(|error| self.problem(LATEST, &error.to_string()))?;
                if answer.status() == StatusCode::NOT_MODIFIED {
                    return Ok(None);
                }
                if answer.status() != StatusCode::OK {
                    return Err(self.problem(LATEST, &refused(answer.status())));
                }
                let mark = answer.headers().get("ETag").and_then(|mark| mark.to_str().ok()).map(str::to_owned);
                let document = answer.body_mut().with_config().limit(LONGEST_LISTING).read_to_vec();
                let document = document.map_err(|error| self.problem(LATEST, &error.to_string()))?;
                Ok(Some(Newer { document, mark }))
            }
        }
    }

    /// Copies one file to this machine. It is not verified here.
    pub(super) fn fetch(&self, file: &Listed, to: &Path) -> Result<(), FollowError> {
        let name = format!("{FILES}/{}", file.sha256);
        let from: Box<dyn Read> = match &self.kind {
            Kind::Folder(folder) => {
                let opened = File::open(folder.join(&name));
                Box::new(opened.map_err(|error| self.problem(&name, &error.to_string()))?)
            }
            Kind::Web(agent, address) => {
                let answer = agent.get(address.of(Action::Get, &name)).call();
                let answer = answer.map_err(|error| self.problem(&name, &error.to_string()))?;
                if answer.status() != StatusCode::OK {
                    return Err(self.problem(&name, &refused(answer.status())));
                }
                Box::new(answer.into_body().into_reader())
            }
        };
        // One byte more than it should have tells that it is another file.
        let mut from = from.take(file.size + 1);
        let mut out = File::create(to).map_err(|error| FollowError::io(to, error))?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = from.read(&mut piece).map_err(|error| self.problem(&name, &error.to_string()))?;
            if read == 0 {
                break;
            }
            out.write_all(&piece[..read]).map_err(|error| FollowError::io(to, error))?;
        }
        out.sync_all().map_err(|error| FollowError::io(to, error))
    }

    /// Whether a file is there with all its bytes, as far as its length tells.
    pub(super) fn has(&self, file: &Listed) -> Result<bool, FollowError> {
        let name = format!("{FILES}/{}", file.sha256);
        match &self.kind {
            Kind::Folder(folder) => Ok(folder.join(&name).metadata().is_ok_and(|found| found.len() == file.size)),
            Kind::Web(agent, address) => {
                let answer = agent.head(address.of(Action::Head, &name)).call();
                let answer = answer.map_err(|error| self.not_published(&name, &error.to_string()))?;
                match answer.status() {
                    StatusCode::OK => Ok(length(&answer) == Some(file.size)),
                    // S3 answers "forbidden" to those who may not list what there is.
                    StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Ok(false),
                    other => Err(self.not_published(&name, &refused(other))),
                }
            }
        }
    }

    /// Puts a file there: the whole of it or nothing, as far as the place can do that.
    pub(super) fn put(&self, name: &str, from: &Path) -> Result<(), FollowError> {
        match &self.kind {
            Kind::Folder(folder) => {
                let path = folder.join(name);
                let new = path.with_extension("new");
                let folder = path.parent().unwrap_or(folder);
                std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::copy(from, &new))
                    .and_then(|_| std::fs::rename(&new, &path))
                    .map_err(|error| FollowError::io(&path, error))
            }
            Kind::Web(agent, address) => {
                let file = File::open(from).map_err(|error| FollowError::io(from, error))?;
                let answer = agent.put(address.of(Action::Put, name)).send(&file);
                let answer = answer.map_err(|error| self.not_published(name, &error.to_string()))?;
                if answer.status().is_success() {
                    return Ok(());
                }
                Err(self.not_published(name, &refused(answer.status())))
            }
        }
    }

    pub(super) fn problem(&self, name: &str, problem: &str) -> FollowError {
        FollowError::Unreachable { place: format!("{}/{name}", self.name), problem: problem.to_owned() }
    }

    fn not_published(&self, name: &str, problem: &str) -> FollowError {
        FollowError::NotPublished { place: format!("{}/{name}", self.name), problem: problem.to_owned() }
    }
}

impl Address {
    fn of(&self, action: Action, name: &str) -> String {
        match self {
            Address::Below(base) => format!("{base}/{name}"),
            Address::Objects(objects) => objects.url(action, name),
        }
    }
}

fn agent() -> Agent {
    let agent = Agent::config_builder()
        .http_status_as_error(false)
        .user_agent(USER_AGENT)
        .timeout_connect(Some(CONNECT))
        .timeout_send_body(Some(BODY))
        .timeout_recv_response(Some(ANSWER))
        .timeout_recv_body(Some(BODY));
    agent.build().into()
}

fn length(answer: &Response<ureq::Body>) -> Option<u64> {
    answer.headers().get("Content-Length")?.to_str().ok()?.parse().ok()
}

fn refused(status: StatusCode) -> String {
    let hint = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "; a store has AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which need the right to do this"
        }
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => "; it takes no files by PUT",
        _ => "",
    };
    format!("it answers {status}{hint}")
}
