//! The kiosk: a microphone, a loudspeaker, keys, and a page on a screen.
//!
//! Useful for: passing a visitor's keys, words and sound to a session, and showing and playing its output. Not useful
//! for: deciding what is said.
//!
//! # Layout
//!
//! [`run`] serves the page in `kiosk/` on loopback (`server` over `connections`, protected by `guard`, with `assets`,
//! `health` and the `hook` for other hardware). `page` is one open page. All of them talk to the `attendant`, which owns
//! the session and the sound, and publishes the `view` that every page draws. `keys` names what can be pressed, `staff`
//! calls a human, `qr` draws the QR code of a source.

mod assets;
mod attendant;
mod connections;
mod guard;
mod health;
mod hook;
mod keys;
mod page;
#[cfg(test)]
mod parity;
mod qr;
mod server;
mod settings;
mod staff;
mod view;

pub use health::Fact;
pub use server::{Kiosk, run};
pub use settings::{KioskConfig, KioskSettings};

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Why the kiosk does not run.
#[derive(Debug, thiserror::Error)]
pub enum KioskError {
    /// The page would be reachable by others.
    #[error("the kiosk listens on this machine only, not on {0}. Use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The socket failed.
    #[error("the kiosk's server stopped: {0}")]
    Server(std::io::Error),
}

/// Events since the program started, as numbers only.
#[derive(Debug, Default)]
struct Counters {
    visits: AtomicU64,
    presses: AtomicU64,
    double_strikes: AtomicU64,
    questions_typed: AtomicU64,
    staff_calls: AtomicU64,
    chunks_dropped: AtomicU64,
    sessions_lost: AtomicU64,
    sessions_stuck: AtomicU64,
    microphone: AtomicBool,
    loudspeaker: AtomicBool,
}

impl Counters {
    fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// All counts by name.
    fn counts(&self) -> [(&'static str, u64); 8] {
        [
            ("visits", &self.visits),
            ("presses", &self.presses),
            ("double_strikes", &self.double_strikes),
            ("questions_typed", &self.questions_typed),
            ("staff_calls", &self.staff_calls),
            ("chunks_dropped", &self.chunks_dropped),
            ("sessions_lost", &self.sessions_lost),
            ("sessions_stuck", &self.sessions_stuck),
        ]
        .map(|(name, counter)| (name, counter.load(Ordering::Relaxed)))
    }
}
