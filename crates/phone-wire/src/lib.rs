//! What is said on a telephone line, byte by byte: parses untrusted packets and messages, and writes our own.
//!
//! - Sound: [`rtp`] packets, [`rtcp`] reports, the [`jitter`] buffer between them and a clock, and Asterisk's
//!   [`audiosocket`].
//! - Signalling: session descriptions ([`sdp`]) in the [`body`] of a message, keys ([`dtmf`]), the progress of a transfer
//!   ([`refer`]), and [`sip`], a guard in front of a SIP stack.
//!
//! No sockets, no clock, no threads, no runtime. Every parser returns an error or `None` for malformed input, and none
//! panics: `fuzz/` and property tests see to that.
//!
//! An offer is answered with the best codec in common:
//!
//! ```
//! use phone_wire::codec::Codec;
//! use phone_wire::sdp::{Description, OurSide};
//!
//! let offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
//!              m=audio 4000 RTP/AVP 0 8\r\na=sendrecv\r\n";
//! let offer = Description::parse(offer)?;
//! let agreed = offer.agree(&[Codec::G722, Codec::Pcma, Codec::Pcmu])?;
//! assert_eq!((agreed.codec, agreed.port), (Codec::Pcma, 4000));
//!
//! let ours = OurSide { address: [192, 0, 2, 7].into(), port: 6000, session: 1, version: 1 };
//! assert!(offer.answer(&agreed, &ours).contains("m=audio 6000 RTP/AVP 8"));
//! # Ok::<(), phone_wire::sdp::SdpError>(())
//! ```
//!
//! # Features
//!
//! `rsipstack`: the module `stack`, which asks that SIP stack whether it can parse a message. Off by default.

pub mod audiosocket;
pub mod body;
pub mod codec;
pub mod dtmf;
pub mod jitter;
pub mod refer;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod sip;
#[cfg(feature = "rsipstack")]
pub mod stack;

/// An unpredictable number from the operating system.
///
/// # Panics
///
/// If the system has none. Linux can provide one to every process once it has booted.
#[must_use]
pub fn random_u64() -> u64 {
    getrandom::u64().expect("the system gives random numbers")
}
