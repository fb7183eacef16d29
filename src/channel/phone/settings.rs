//! The settings of the line, validated, and why it cannot open.

use super::codec::Codec;
use super::lines::WhenFull;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The section `[phone]`.
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// Where SIP is heard, over UDP and TCP.
    pub sip: Option<SocketAddr>,
    /// Where AudioSocket is heard.
    pub audiosocket: Option<SocketAddr>,
    /// Who is answered.
    pub allow: Vec<IpNet>,
    /// The address that others reach us at, where it is not our own.
    pub advertise: Option<IpAddr>,
    /// The ports of RTP, first and last.
    pub rtp_ports: (u16, u16),
    /// The codecs, best first.
    pub codecs: Vec<Codec>,
    /// Calls at once.
    pub max_calls: usize,
    /// What happens when there are more.
    pub when_full: WhenFull,
    /// Where a caller who wants a human goes: a SIP address. None: nowhere.
    pub transfer_to: Option<String>,
    /// How long a transfer may take.
    pub transfer: Duration,
    /// The exchange that we register with.
    pub registrar: Option<Registrar>,
    /// What callers must know.
    pub credentials: Option<Credentials>,
    /// A call without sound is over after this.
    pub no_sound: Duration,
    /// No call lasts longer.
    pub longest_call: Duration,
    /// Calls may finish for so long when the program is asked to end.
    pub drain: Duration,
}

/// An exchange, and who we are to it.
#[derive(Clone)]
pub struct Registrar {
    /// Its address: `sip:pbx.example`.
    pub address: String,
    /// Our name there.
    pub user: String,
    /// Our password there.
    pub password: String,
}

/// A name and a password that the other side must show.
#[derive(Clone)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password.
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
    /// Neither SIP nor AudioSocket.
    #[error("there is nothing to listen on: set phone.sip or phone.audiosocket, or use --sip or --audiosocket")]
    Nothing,
    /// An address that is taken, or not ours.
    #[error("cannot listen on {address} ({key}): {source}. Choose another, or stop what uses it")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The key in the settings.
        key: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The exchange's address is none.
    #[error("phone.register: `{0}` is no SIP address; write it like sip:pbx.example or sip:192.0.2.1:5060")]
    Registrar(String),
    /// The system refused what every program gets.
    #[error("the telephone line cannot start: {0}")]
    System(#[from] std::io::Error),
    /// The SIP stack gave up.
    #[error("the SIP stack stopped ({0}). Start the program again")]
    Sip(String),
}
