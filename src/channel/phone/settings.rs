//! The validated settings of the line, and why it cannot open.

use super::lines::WhenFull;
use ipnet::IpNet;
use phone_wire::codec::Codec;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The section `[phone]`.
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// Address for SIP, over UDP and TCP.
    pub sip: Option<SocketAddr>,
    /// Address for AudioSocket.
    pub audiosocket: Option<SocketAddr>,
    /// Networks that are answered.
    pub allow: Vec<IpNet>,
    /// The address at which others reach us, if it differs from our own.
    pub advertise: Option<IpAddr>,
    /// First and last port for RTP.
    pub rtp_ports: (u16, u16),
    /// Codecs, best first.
    pub codecs: Vec<Codec>,
    /// Maximum number of simultaneous calls.
    pub max_calls: usize,
    /// What happens to further calls.
    pub when_full: WhenFull,
    /// Where a caller who wants a human is transferred: a SIP address. `None`: nowhere.
    pub transfer_to: Option<String>,
    /// Time limit for a transfer.
    pub transfer: Duration,
    /// The exchange to register with.
    pub registrar: Option<Registrar>,
    /// Credentials that callers must have.
    pub credentials: Option<Credentials>,
    /// A call without sound ends after this time.
    pub no_sound: Duration,
    /// Maximum duration of a call.
    pub longest_call: Duration,
    /// How long calls may continue after the program was asked to end.
    pub drain: Duration,
}

/// An exchange and our account there.
#[derive(Clone)]
pub struct Registrar {
    /// Address: `sip:pbx.example`.
    pub address: String,
    /// User name.
    pub user: String,
    pub password: String,
}

/// A name and password that the other side must prove.
#[derive(Clone)]
pub struct Credentials {
    /// The name.
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for Registrar {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Registrar({} at {})", self.user, self.address)
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Credentials({})", self.user)
    }
}

/// Why the line cannot open, or closed.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// Neither SIP nor AudioSocket is set.
    #[error("nothing to listen on: set phone.sip or phone.audiosocket, or use --sip or --audiosocket")]
    Nothing,
    /// The address is in use, or not ours.
    #[error("cannot listen on {address} ({key}): {source}. Choose another, or stop what uses it")]
    Listen {
        address: SocketAddr,
        /// The key in the settings.
        key: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The exchange's address is invalid.
    #[error("phone.register: `{0}` is not a SIP address; write it like sip:pbx.example or sip:192.0.2.1:5060")]
    Registrar(String),
    /// The system refused a basic resource.
    #[error("the telephone line cannot start: {0}")]
    System(#[from] std::io::Error),
    /// The SIP stack stopped.
    #[error("the SIP stack stopped ({0}). Start the program again")]
    Sip(String),
}
