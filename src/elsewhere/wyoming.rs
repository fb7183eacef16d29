//! A server of the Wyoming protocol: one connection for each request.

use super::address::Address;
use super::server::{Heard, Request, ServerError};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use crate::listen::Utterance;
use crate::speak::Speech;
use crate::wyoming::{Decoder, Event};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// How often it is looked whether the answer is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// Samples of one chunk: 100 ms.
const CHUNK: usize = SAMPLE_RATE as usize / 10;

/// Asks it what it offers.
pub(super) fn describe(address: &Address, request: &Request) -> Result<(), ServerError> {
    let mut connection = Connection::open(&address.host, request)?;
    connection.send(&Event::new("describe", Value::Null))?;
    connection.until("info", |_| {}).map(drop)
}

/// Has speech recognised.
pub(super) fn recognise(
    address: &Address,
    utterance: &Utterance,
    language: Option<Language>,
    request: &Request,
) -> Result<Heard, ServerError> {
    let mut connection = Connection::open(&address.host, request)?;
    let mut wish = serde_json::Map::new();
    if let Some(name) = &address.name {
        wish.insert("name".into(), name.as_str().into());
    }
    if let Some(language) = language {
        wish.insert("language".into(), language.code().into());
    }
    connection.send(&Event::new("transcribe", Value::Object(wish)))?;
    connection.send(&Event::sound("audio-start", SAMPLE_RATE, &[]))?;
    for chunk in utterance.samples.chunks(CHUNK) {
        connection.send(&Event::sound("audio-chunk", SAMPLE_RATE, chunk))?;
    }
    connection.send(&Event::new("audio-stop", Value::Null))?;
    let transcript = connection.until("transcript", |_| {})?;
    let text = transcript.text("text").ok_or(ServerError::Refused)?.trim().to_owned();
    let language = transcript.text("language").and_then(|code| code.parse().ok());
    Ok(Heard { text, language, confidence: None })
}

/// Has a text spoken.
pub(super) fn speak(
    address: &Address,
    text: &str,
    language: Language,
    request: &Request,
) -> Result<Speech, ServerError> {
    let voice = match &address.name {
        Some(name) => json!({ "name": name }),
        None => json!({ "language": language.code() }),
    };
    let mut connection = Connection::open(&address.host, request)?;
    connection.send(&Event::new("synthesize", json!({ "text": text, "voice": voice })))?;
    let (mut speech, mut odd) = (Speech { samples: Vec::new(), sample_rate: 0 }, false);
    connection.until("audio-stop", |event| {
        if event.kind != "audio-chunk" {
            return;
        }
        match event.samples() {
            Some((rate, samples)) if speech.sample_rate == 0 || speech.sample_rate == rate => {
                speech.sample_rate = rate;
                speech.samples.extend(samples);
            }
            _ => odd = true,
        }
    })?;
    // Half a sentence is worse than the voice on this machine.
    if odd || speech.samples.is_empty() { Err(ServerError::Refused) } else { Ok(speech) }
}

/// One exchange, in blocking steps that end with the deadline.
struct Connection<'a> {
    stream: TcpStream,
    decoder: Decoder,
    request: &'a Request<'a>,
}

impl<'a> Connection<'a> {
    fn open(host: &str, request: &'a Request<'a>) -> Result<Self, ServerError> {
        let mut failed = std::io::Error::other("its name has no address");
        let addresses: Vec<SocketAddr> = host.to_socket_addrs()?.collect();
        for address in addresses {
            match TcpStream::connect_timeout(&address, request.left()?) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Connection { stream, decoder: Decoder::default(), request });
                }
                Err(error) => failed = error,
            }
        }
        Err(if failed.kind() == std::io::ErrorKind::TimedOut { ServerError::Late } else { failed.into() })
    }

    fn send(&mut self, event: &Event) -> Result<(), ServerError> {
        let left = self.request.left()?;
        self.stream.set_write_timeout(Some(left))?;
        self.stream.write_all(&event.to_bytes()).map_err(in_time)
    }

    /// Reads until an event of this kind comes; `other` sees those before it.
    fn until(&mut self, kind: &str, mut other: impl FnMut(&Event)) -> Result<Event, ServerError> {
        let mut piece = [0; 16 << 10];
        loop {
            while let Some(event) = self.decoder.event()? {
                match event.kind.as_str() {
                    "error" => return Err(ServerError::Refused),
                    found if found == kind => return Ok(event),
                    _ => other(&event),
                }
            }
            let left = self.request.left()?;
            self.stream.set_read_timeout(Some(left.min(LOOK)))?;
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(ServerError::HungUp),
                Ok(read) => self.decoder.take(&piece[..read]),
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock)
}

fn in_time(error: std::io::Error) -> ServerError {
    if is_timeout(&error) { ServerError::Late } else { ServerError::Connection(error) }
}
