//! The AudioSocket server: accepts Asterisk's connections as calls. Not for: frames (`phone_wire::audiosocket`) or sound
//! (`audiosocket_wire`).

use super::audiosocket_wire::AudioSocketWire;
use super::call::{Call, Order, Phase, Signal, Why};
use super::ears;
use super::line::LineContext;
use super::lines::Admission;
use super::settings::PhoneError;
use super::stream::{Stream, Wire};
use crate::session::TransferOutcome;
use phone_wire::audiosocket::AudioSocketFrame;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Time within which a connection must identify its call.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// How long to wait for sound, which reveals the sample rate; Asterisk may send none while the caller is silent.
const FIRST_SOUND: Duration = Duration::from_millis(300);
/// Header of the frame that identifies the call; the last byte is the payload's length.
const ID_HEADER: [u8; 3] = [0x01, 0, 16];
const ID_FRAME: usize = ID_HEADER.len() + 16;
/// The rate that every version of Asterisk sends.
const USUAL_RATE: u32 = 8_000;

/// Opens the port.
pub(super) async fn open(address: SocketAddr) -> Result<TcpListener, PhoneError> {
    let refused = |source| PhoneError::Listen { address, key: "phone.audiosocket", source };
    TcpListener::bind(address).await.map_err(refused)
}

/// Accepts connections until the program drains.
pub(super) async fn serve(line: Arc<LineContext>, listener: TcpListener) {
    let mut phase = line.rules.phase.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = phase.wait_for(|phase| *phase != Phase::Open) => return,
        };
        match accepted {
            Ok((connection, from)) if line.allow.allows(from.ip()) => {
                tokio::spawn(answer(Arc::clone(&line), connection));
            }
            Ok(_) => line.rules.counters.strangers.count(),
            // Most likely out of file descriptors; calls that end release some.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn answer(line: Arc<LineContext>, connection: TcpStream) {
    let counters = Arc::clone(&line.rules.counters);
    let Some((sample_rate, inbox)) = introduction(&connection).await else {
        counters.malformed_audiosocket.count();
        return;
    };
    let (session, taken, why) = match line.lines.take() {
        Admission::Free(session, taken) => (session, taken, Why::Finished),
        Admission::Announcement(session, taken) => {
            counters.busy.count();
            (session, taken, Why::Busy)
        }
        // The dialplan continues without us and can play its own busy tone.
        Admission::Refused(_) => {
            counters.busy.count();
            let _ = connection.try_write(&AudioSocketFrame::HangUp.to_bytes());
            return;
        }
    };
    let Ok(connection) = connection.into_std() else { return };
    let Ok(wire) = AudioSocketWire::new(connection, sample_rate, inbox, Arc::clone(&counters)) else { return };
    counters.calls.count();
    let ears = ears::open(session.input.clone(), wire.sample_rate(), Arc::clone(&counters));
    let (stream, handle, events) = Stream::new(Box::new(wire), ears, counters);
    line.pacer.add(stream);
    let (signal, signals) = mpsc::unbounded_channel();
    let (orders, mut inbox) = mpsc::unbounded_channel();
    // Whether anyone answers there is up to the dialplan.
    let call = Call { session, stream: handle, events, signals, orders, can_transfer: true, taken, why };
    let running = tokio::spawn(call.run(line.rules.clone()));
    while let Some(order) = inbox.recv().await {
        match order {
            // The dialplan takes over as soon as we hand the call back.
            Order::Transfer => drop(signal.send(Signal::Transferred(TransferOutcome::Done))),
            // The connection itself shows whether somebody is there.
            Order::Probe => drop(signal.send(Signal::Probed(true))),
            Order::HangUp(_) => break,
        }
    }
    if running.await.is_err() {
        tracing::error!(code = "call-failed");
    }
}

/// Waits for the call's id, and briefly for sound, which reveals the rate; returns the rate and the bytes after the
/// id. If sound arrives later, the rate is set then (`audiosocket_wire`).
async fn introduction(connection: &TcpStream) -> Option<(u32, Vec<u8>)> {
    let mut bytes = Vec::new();
    let until = Instant::now() + INTRODUCTION;
    while bytes.len() < ID_FRAME {
        // Anything that is not an identification is recognised at once.
        if !bytes.iter().zip(ID_HEADER).all(|(byte, expected)| *byte == expected) {
            return None;
        }
        timeout_at(until, read_more(connection, &mut bytes)).await.ok()??;
    }
    if !bytes.starts_with(&ID_HEADER) {
        return None;
    }
    bytes.drain(..ID_FRAME);
    let until = Instant::now() + FIRST_SOUND;
    loop {
        if let Some(rate) = rate_in(&bytes) {
            return Some((rate, bytes));
        }
        if !matches!(timeout_at(until, read_more(connection, &mut bytes)).await, Ok(Some(()))) {
            return Some((USUAL_RATE, bytes));
        }
    }
}

/// The rate of the first sound in a sequence of frames.
fn rate_in(mut bytes: &[u8]) -> Option<u32> {
    while let Some((frame, length)) = AudioSocketFrame::parse(bytes) {
        if let AudioSocketFrame::Sound(rate, _) = frame {
            return Some(rate);
        }
        bytes = &bytes[length..];
    }
    None
}

/// `None` at the end of the connection.
async fn read_more(connection: &TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    loop {
        connection.readable().await.ok()?;
        let mut part = [0; 1024];
        match connection.try_read(&mut part) {
            Ok(0) => return None,
            Ok(length) => {
                bytes.extend(&part[..length]);
                return Some(());
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}
