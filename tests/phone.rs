//! The telephone line with real peers: sipp, baresip, Linphone, Asterisk, Kamailio, and our own misbehaving caller.
//! The sessions are fakes that play a tone and record what reached them; the last tests use real ones. Peers that are
//! not installed are skipped with a message.

#[path = "support/recogniser.rs"]
mod recogniser;
mod support;

#[path = "phone/asterisk.rs"]
mod asterisk;
#[path = "phone/audiosocket.rs"]
mod audiosocket;
#[path = "phone/baresip.rs"]
mod baresip;
#[path = "phone/caller.rs"]
mod caller;
#[path = "phone/impaired.rs"]
mod impaired;
#[path = "phone/kamailio.rs"]
mod kamailio;
#[path = "phone/line.rs"]
mod line;
#[path = "phone/linphone.rs"]
mod linphone;
#[path = "phone/odd.rs"]
mod odd;
#[path = "phone/peer.rs"]
mod peer;
#[path = "phone/real.rs"]
mod real;
#[path = "phone/secure.rs"]
mod secure;
#[path = "phone/sipp.rs"]
mod sipp;
#[path = "phone/standard.rs"]
mod standard;
