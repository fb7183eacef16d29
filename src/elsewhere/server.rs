//! One server that the operator named: asked within a deadline, by so many at once, and left alone while it is ill.
//!
//! After a failure nobody waits for the server any more: a thread asks it how it is, ever less often, and whoever comes
//! meanwhile is told at once. So a server that dies costs one caller its deadline, and no other caller anything.

use super::address::{Address, Protocol};
use super::{openai, wyoming};
use crate::language::Language;
use crate::listen::Utterance;
use crate::speak::Speech;
use crate::wyoming::ProtocolError;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// The first wait before an ill server is asked how it is; each failure in a row doubles it,
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// so many times at most: half a minute.
const DOUBLED: u32 = 6;
/// The deadline of a health check.
const HEALTH: Duration = Duration::from_secs(2);

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
    /// It answered something else than the interface has.
    #[error("it sent {0}")]
    Form(&'static str),
    /// It answered an error of HTTP.
    #[error("it answered {0}{hint}", hint = hint(*.0))]
    Status(u16),
    /// The request could not be made or sent.
    #[error("the request failed ({0})")]
    Request(String),
    /// It said that it cannot, or sent an answer without what was asked for.
    #[error("it could not do it")]
    Refused,
}

/// What an operator can do about an error of HTTP.
fn hint(status: u16) -> &'static str {
    match status {
        401 | 403 => ". Look at servers.key",
        404 => ". Look at its path and the names of model and voice",
        300..=399 => ": it sends elsewhere, where nothing is sent. Name its own address",
        _ => "",
    }
}

/// What a server heard.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heard {
    pub(super) text: String,
    /// None where it does not tell, or tells one that the desk does not speak.
    pub(super) language: Option<Language>,
    /// How sure it is, from 0 to 1, where it tells.
    pub(super) confidence: Option<f32>,
}

/// A server elsewhere.
#[derive(Debug)]
pub struct Server {
    address: Address,
    limits: Limits,
    client: openai::Client,
    running: Arc<AtomicUsize>,
    resting: AtomicBool,
    failures: AtomicU32,
}

/// Gives a place among the requests back.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One request on its way.
pub(super) struct Request<'a> {
    end: Instant,
    wanted: &'a dyn Fn() -> bool,
    place: Arc<Place>,
}

impl Request<'_> {
    /// What is left of the deadline.
    pub(super) fn left(&self) -> Result<Duration, ServerError> {
        if !(self.wanted)() {
            return Err(ServerError::Unwanted);
        }
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ServerError::Late) } else { Ok(left) }
    }

    /// Held by whoever works on the request, if that can last longer than the request is waited for.
    pub(super) fn place(&self) -> impl Send + 'static {
        Arc::clone(&self.place)
    }
}

impl Server {
    /// A server that is taken to be well until it fails. `key` is sent to web addresses.
    #[must_use]
    pub fn new(address: Address, limits: Limits, key: Option<&str>) -> Arc<Self> {
        Arc::new(Server {
            client: openai::Client::new(&address.host, key),
            address,
            limits,
            running: Arc::default(),
            resting: AtomicBool::new(false),
            failures: AtomicU32::new(0),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Asks it how it is.
    pub fn check(&self) -> Result<(), ServerError> {
        let place = Arc::new(Place(Arc::default()));
        place.0.fetch_add(1, Ordering::SeqCst);
        let request = Request { end: Instant::now() + HEALTH, wanted: &|| true, place };
        match self.address.protocol {
            Protocol::Wyoming => wyoming::describe(&self.address, &request),
            Protocol::OpenAi => self.client.check(&request),
        }
    }

    /// Has speech recognised. `language`: the only one that may be spoken, if there is one.
    pub(super) fn recognise(
        self: &Arc<Self>,
        utterance: &Utterance,
        language: Option<Language>,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Heard, ServerError> {
        self.ask(wanted, |request| match self.address.protocol {
            Protocol::Wyoming => wyoming::recognise(&self.address, utterance, language, request),
            Protocol::OpenAi => self.client.recognise(&self.address, utterance, language, request),
        })
    }

    /// Has a text spoken.
    pub(super) fn speak(self: &Arc<Self>, text: &str, language: Language) -> Result<Speech, ServerError> {
        self.ask(&|| true, |request| match self.address.protocol {
            Protocol::Wyoming => wyoming::speak(&self.address, text, language, request),
            Protocol::OpenAi => self.client.speak(&self.address, text, request),
        })
    }

    /// Holds one exchange with it, unless it rests or is busy. Whatever fails, except that nobody wants the answer, lets
    /// it rest.
    pub(super) fn ask<T>(
        self: &Arc<Self>,
        wanted: &dyn Fn() -> bool,
        exchange: impl FnOnce(&Request) -> Result<T, ServerError>,
    ) -> Result<T, ServerError> {
        if self.resting.load(Ordering::SeqCst) {
            return Err(ServerError::Resting);
        }
        let running = self.running.fetch_add(1, Ordering::SeqCst);
        let place = Arc::new(Place(Arc::clone(&self.running)));
        if running >= self.limits.at_once {
            return Err(ServerError::Busy);
        }
        let answer = exchange(&Request { end: Instant::now() + self.limits.deadline, wanted, place });
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
        if server.check().is_ok() {
            tracing::info!(code = "server-well", server = server.address.host);
            server.resting.store(false, Ordering::SeqCst);
            return;
        }
    }
}
