//! One server that the operator named: asked within a deadline, by so many at once, and left alone while it is ill.
//!
//! After a failure nobody waits for the server any more: a thread asks it how it is, ever less often, and whoever comes
//! meanwhile is told at once. So a server that dies costs one caller its deadline, and no other caller anything.

use super::protocol::{Decoder, Event, ProtocolError};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// What an address begins with.
const SCHEME: &str = "wyoming://";
/// How often it is looked whether the answer is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// The first wait before an ill server is asked how it is; each failure in a row doubles it,
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// so many times at most: half a minute.
const DOUBLED: u32 = 6;
/// The deadline of a health check.
const HEALTH: Duration = Duration::from_secs(2);

/// Where a server is, and which of its models or voices is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Host and port.
    pub host: String,
    /// The model or voice; none leaves it to the server.
    pub name: Option<String>,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}`: write {SCHEME}HOST:PORT or {SCHEME}HOST:PORT/NAME");
        let rest = text.trim().strip_prefix(SCHEME).ok_or_else(wrong)?;
        let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
        let (machine, port) = host.rsplit_once(':').ok_or_else(wrong)?;
        if machine.is_empty() || port.parse::<u16>().is_err() {
            return Err(wrong());
        }
        Ok(Address { host: host.to_owned(), name: Some(name.to_owned()).filter(|name| !name.is_empty()) })
    }
}

/// How a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte to the last of one answer.
    pub deadline: Duration,
    /// So many requests at the same time; more are not sent.
    pub at_once: usize,
}

/// Why the server did not answer. The model on this machine does instead.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It failed a moment ago, and is asked how it is meanwhile.
    #[error("it failed before and is not asked until it is well again")]
    Resting,
    /// As many requests as may be are on their way.
    #[error("it is busy with as many requests as servers.at_once allows")]
    Busy,
    /// The answer is not wanted any more.
    #[error("the answer is not wanted any more")]
    Unwanted,
    /// It has not answered in time.
    #[error("no answer within servers.deadline_ms")]
    Late,
    /// It has no address, or the connection failed.
    #[error("the connection failed ({0})")]
    Connection(#[from] std::io::Error),
    /// It closed the connection before it had answered.
    #[error("it hung up before it had answered")]
    HungUp,
    /// It sent something else than the protocol has.
    #[error("it sent {0}")]
    Protocol(#[from] ProtocolError),
    /// It said that it cannot, or sent an answer without what was asked for.
    #[error("it could not do it")]
    Refused,
}

/// A server elsewhere.
#[derive(Debug)]
pub struct Server {
    address: Address,
    limits: Limits,
    running: AtomicUsize,
    resting: AtomicBool,
    failures: AtomicU32,
}

/// Gives a place among the requests back.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Server {
    /// A server that is taken to be well until it fails.
    #[must_use]
    pub fn new(address: Address, limits: Limits) -> Arc<Self> {
        Arc::new(Server {
            address,
            limits,
            running: AtomicUsize::new(0),
            resting: AtomicBool::new(false),
            failures: AtomicU32::new(0),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Asks it what it offers: its `info` event.
    pub fn describe(&self) -> Result<Event, ServerError> {
        let mut connection = Connection::open(&self.address.host, HEALTH, &|| true)?;
        connection.send(&Event::new("describe", serde_json::Value::Null))?;
        connection.until("info", |_| {})
    }

    /// Holds one exchange with it, unless it rests or is busy. Whatever fails, except that nobody wants the answer, lets
    /// it rest.
    pub(super) fn ask<T>(
        self: &Arc<Self>,
        wanted: &dyn Fn() -> bool,
        exchange: impl FnOnce(&mut Connection) -> Result<T, ServerError>,
    ) -> Result<T, ServerError> {
        if self.resting.load(Ordering::SeqCst) {
            return Err(ServerError::Resting);
        }
        let running = self.running.fetch_add(1, Ordering::SeqCst);
        let _place = Place(&self.running);
        if running >= self.limits.at_once {
            return Err(ServerError::Busy);
        }
        let answer = Connection::open(&self.address.host, self.limits.deadline, wanted)
            .and_then(|mut connection| exchange(&mut connection));
        match &answer {
            Ok(_) => self.failures.store(0, Ordering::SeqCst),
            Err(ServerError::Unwanted) => {}
            Err(_) => self.rest(),
        }
        answer
    }

    fn rest(self: &Arc<Self>) {
        let failures = self.failures.fetch_add(1, Ordering::SeqCst);
        if self.resting.swap(true, Ordering::SeqCst) {
            return;
        }
        let server = Arc::downgrade(self);
        let watch = std::thread::Builder::new().name("server-health".to_owned());
        // Without a thread nobody would ever ask again; then the next caller may.
        if watch.spawn(move || wait_until_well(&server, failures)).is_err() {
            self.resting.store(false, Ordering::SeqCst);
        }
    }
}

/// Asks a server how it is until it is well or nobody needs it any more.
fn wait_until_well(server: &Weak<Server>, failures: u32) {
    for turn in failures.. {
        std::thread::sleep(FIRST_WAIT * 2u32.pow(turn.min(DOUBLED)));
        let Some(server) = server.upgrade() else { return };
        if server.describe().is_ok() {
            tracing::info!(code = "server-well", server = server.address.host);
            server.resting.store(false, Ordering::SeqCst);
            return;
        }
    }
}

/// One exchange, in blocking steps that end with the deadline.
pub(super) struct Connection<'a> {
    stream: TcpStream,
    decoder: Decoder,
    end: Instant,
    wanted: &'a dyn Fn() -> bool,
}

impl<'a> Connection<'a> {
    fn open(host: &str, deadline: Duration, wanted: &'a dyn Fn() -> bool) -> Result<Self, ServerError> {
        let end = Instant::now() + deadline;
        let mut failed = std::io::Error::other("its name has no address");
        let addresses: Vec<SocketAddr> = host.to_socket_addrs()?.collect();
        for address in addresses {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ServerError::Late);
            }
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Connection { stream, decoder: Decoder::default(), end, wanted });
                }
                Err(error) => failed = error,
            }
        }
        Err(if failed.kind() == std::io::ErrorKind::TimedOut { ServerError::Late } else { failed.into() })
    }

    pub(super) fn send(&mut self, event: &Event) -> Result<(), ServerError> {
        let left = self.left()?;
        self.stream.set_write_timeout(Some(left))?;
        self.stream.write_all(&event.to_bytes()).map_err(in_time)
    }

    /// Reads until an event of this kind comes; `other` sees those before it.
    pub(super) fn until(&mut self, kind: &str, mut other: impl FnMut(&Event)) -> Result<Event, ServerError> {
        let mut piece = [0; 16 << 10];
        loop {
            while let Some(event) = self.decoder.event()? {
                match event.kind.as_str() {
                    "error" => return Err(ServerError::Refused),
                    found if found == kind => return Ok(event),
                    _ => other(&event),
                }
            }
            let left = self.left()?;
            self.stream.set_read_timeout(Some(left.min(LOOK)))?;
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(ServerError::HungUp),
                Ok(read) => self.decoder.take(&piece[..read]),
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What is left of the deadline.
    fn left(&self) -> Result<Duration, ServerError> {
        if !(self.wanted)() {
            return Err(ServerError::Unwanted);
        }
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ServerError::Late) } else { Ok(left) }
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock)
}

fn in_time(error: std::io::Error) -> ServerError {
    if is_timeout(&error) { ServerError::Late } else { ServerError::Connection(error) }
}
