//! Where generations are published: a folder, or a web address at which one is served.

use super::{FILES, FollowError, LATEST};
use crate::knowledge::signing::Listed;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::http::StatusCode;

/// More than any listing has.
const LONGEST_LISTING: u64 = 16 << 20;
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(20);
/// One file over a slow line.
const BODY: Duration = Duration::from_mins(15);
const PIECE: usize = 1 << 17;
const USER_AGENT: &str = concat!("spraakloket/", env!("CARGO_PKG_VERSION"));

/// A place where generations are published.
pub struct Place {
    name: String,
    kind: Kind,
}

enum Kind {
    Folder(PathBuf),
    Web(Agent),
}

/// A listing that is not the one that was there before, with the mark by which it is known again.
pub(super) struct Newer {
    pub(super) document: Vec<u8>,
    pub(super) mark: Option<String>,
}

impl Place {
    /// A folder, or an address that begins with `http://` or `https://`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = name.trim_end_matches('/').to_owned();
        let kind = if name.starts_with("http://") || name.starts_with("https://") {
            let agent = Agent::config_builder()
                .http_status_as_error(false)
                .user_agent(USER_AGENT)
                .timeout_connect(Some(CONNECT))
                .timeout_recv_response(Some(ANSWER))
                .timeout_recv_body(Some(BODY))
                .build();
            Kind::Web(agent.into())
        } else {
            Kind::Folder(PathBuf::from(&name))
        };
        Place { name, kind }
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
            Kind::Web(agent) => {
                let mut request = agent.get(format!("{}/{LATEST}", self.name));
                if let Some(mark) = mark {
                    request = request.header("If-None-Match", mark);
                }
                let mut answer = request.call().map_err(|error| self.problem(LATEST, &error.to_string()))?;
                if answer.status() == StatusCode::NOT_MODIFIED {
                    return Ok(None);
                }
                if answer.status() != StatusCode::OK {
                    return Err(self.problem(LATEST, &format!("it answers {}", answer.status())));
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
                let opened = std::fs::File::open(folder.join(&name));
                Box::new(opened.map_err(|error| self.problem(&name, &error.to_string()))?)
            }
            Kind::Web(agent) => {
                let answer = agent.get(format!("{}/{name}", self.name)).call();
                let answer = answer.map_err(|error| self.problem(&name, &error.to_string()))?;
                if answer.status() != StatusCode::OK {
                    return Err(self.problem(&name, &format!("it answers {}", answer.status())));
                }
                Box::new(answer.into_body().into_reader())
            }
        };
        // One byte more than it should have tells that it is another file.
        let mut from = from.take(file.size + 1);
        let mut out = std::fs::File::create(to).map_err(|error| FollowError::io(to, error))?;
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

    pub(super) fn problem(&self, name: &str, problem: &str) -> FollowError {
        FollowError::Unreachable { place: format!("{}/{name}", self.name), problem: problem.to_owned() }
    }
}
