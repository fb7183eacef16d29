//! Downloads one file over HTTP into `NAME.partial`, and resumes where an earlier attempt stopped.

use super::error::ModelError;
use super::origins::OriginsConfig;
use super::progress::Progress;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Instant;
use ureq::Agent;
use ureq::http::{Response, StatusCode, header};

/// How often to resume after a lost connection, as long as each attempt gets further than all before it.
const TRIES: u32 = 20;

/// Downloads `url` to `partial`, appending to what is there. `true` means that it appended.
///
/// On an error the file keeps what has arrived, for the next attempt. Checking the contents is up to the caller.
pub(super) fn download(
    url: &str,
    partial: &Path,
    size: Option<u64>,
    patience: &OriginsConfig,
    progress: &mut dyn Progress,
) -> Result<bool, ModelError> {
    let stall_timeout = patience.stall_timeout;
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_resolve(Some(stall_timeout))
        .timeout_connect(Some(stall_timeout))
        .timeout_recv_response(Some(stall_timeout))
        .timeout_per_read(Some(stall_timeout))
        .build()
        .into();
    let name = url.rsplit('/').next().unwrap_or(url);
    progress.started(&format!("downloading {name}"), size);
    let deadline = patience.whole_timeout.map(|whole| Instant::now() + whole);
    let mut transfer = Transfer { agent, url, partial, size, deadline, progress, resumed: false };
    let result = transfer.run();
    transfer.progress.finished();
    result.map(|()| transfer.resumed)
}

struct Transfer<'a> {
    agent: Agent,
    url: &'a str,
    partial: &'a Path,
    size: Option<u64>,
    deadline: Option<Instant>,
    progress: &'a mut dyn Progress,
    resumed: bool,
}

/// How one request ended, if it did not fail for good.
enum Ending {
    Complete,
    /// The connection was lost after this many bytes of the file.
    Broken {
        have: u64,
        problem: String,
    },
}

impl Transfer<'_> {
    fn run(&mut self) -> Result<(), ModelError> {
        let mut furthest = fs::metadata(self.partial).map_or(0, |found| found.len());
        for _ in 0..TRIES {
            match self.request()? {
                Ending::Complete => return Ok(()),
                Ending::Broken { have, problem } if have > furthest => {
                    furthest = have;
                    self.progress.note(&format!("{}: {problem}; going on", self.url));
                }
                Ending::Broken { problem, .. } => return Err(self.failed(problem)),
            }
        }
        Err(self.failed(format!("the connection broke {TRIES} times")))
    }

    fn request(&mut self) -> Result<Ending, ModelError> {
        let mut have = fs::metadata(self.partial).map_or(0, |found| found.len());
        if let Some(size) = self.size {
            if have == size {
                self.resumed = true;
                return Ok(Ending::Complete);
            }
            if have > size {
                self.start_over()?;
                have = 0;
            }
        }
        let mut request = self.agent.get(self.url).header(header::ACCEPT_ENCODING, "identity");
        if have > 0 {
            request = request.header(header::RANGE, format!("bytes={have}-"));
        }
        let response = request.call().map_err(|error| self.failed(error.to_string()))?;
        match response.status() {
            StatusCode::OK => have = 0,
            StatusCode::PARTIAL_CONTENT if starts_at(&response, have) => self.resumed = have > 0,
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
                self.start_over()?;
                return self.request();
            }
            status => return Err(self.failed(format!("answered {status}"))),
        }
        if have == 0 {
            self.resumed = false;
        }
        let announced = length(&response).map(|length| have + length);
        if let (Some(size), Some(announced)) = (self.size, announced)
            && size != announced
        {
            return Err(self.failed(format!("offers {announced} bytes instead of {size}")));
        }
        self.receive(response.into_body().into_reader(), have, self.size.or(announced))
    }

    fn receive(&mut self, mut body: impl Read, from: u64, whole: Option<u64>) -> Result<Ending, ModelError> {
        let write_failed = |error| ModelError::io("write", self.partial, error);
        let mut file =
            if from == 0 { File::create(self.partial) } else { OpenOptions::new().append(true).open(self.partial) }
                .map_err(write_failed)?;

        let mut buffer = vec![0; 1 << 16];
        let mut have = from;
        let problem = loop {
            match body.read(&mut buffer) {
                Ok(0) if whole.is_none_or(|whole| have == whole) => return Ok(Ending::Complete),
                Ok(0) => break format!("the connection ended after {have} bytes"),
                Ok(count) => {
                    file.write_all(&buffer[..count]).map_err(write_failed)?;
                    have += count as u64;
                    self.progress.reached(have);
                    if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        return Err(self.failed(format!("too slow: {have} bytes came, and are kept for the next time")));
                    }
                    if whole.is_some_and(|whole| have > whole) {
                        drop(file);
                        self.start_over()?;
                        return Err(self.failed("gave more bytes than it should".to_owned()));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break format!("the connection broke after {have} bytes: {error}"),
            }
        };
        Ok(Ending::Broken { have, problem })
    }

    fn start_over(&mut self) -> Result<(), ModelError> {
        self.resumed = false;
        fs::remove_file(self.partial).map_err(|error| ModelError::io("remove", self.partial, error))
    }

    fn failed(&self, problem: String) -> ModelError {
        ModelError::Download { url: self.url.to_owned(), problem }
    }
}

/// Whether a partial response starts at the requested byte.
fn starts_at<B>(response: &Response<B>, byte: u64) -> bool {
    header_text(response, header::CONTENT_RANGE)
        .and_then(|range| range.strip_prefix("bytes "))
        .and_then(|range| range.split('-').next())
        .and_then(|start| start.trim().parse::<u64>().ok())
        == Some(byte)
}

fn length<B>(response: &Response<B>) -> Option<u64> {
    header_text(response, header::CONTENT_LENGTH)?.parse().ok()
}

fn header_text<B>(response: &Response<B>, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}
