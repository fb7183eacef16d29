//! The telephone line with real peers: sipp, baresip, Linphone, Asterisk, Kamailio, and a caller of our own that
//! misbehaves. The sessions are twins that play a tone and remember what reached them; the last tests
//! use the real ones. Peers that are not installed are skipped aloud.

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
#[path = "phone/corpus.rs"]
mod corpus;
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
#[path = "phone/sipp.rs"]
mod sipp;
#[path = "phone/standard.rs"]
mod standard;
