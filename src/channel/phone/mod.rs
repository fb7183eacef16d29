//! The telephone line: calls by SIP and by AudioSocket, each with a session of its own.
//!
//! Useful for: passing sound, keys and call events between an exchange and a session. Not useful for: what is said,
//! heard or known.
//!
//! # Layout
//!
//! - What is parsed and written byte by byte is a crate of its own, `phone_wire`.
//! - Signalling: `sip` (endpoint), `in_dialog` (requests within a call), `invite` (one call), `offer` (what is offered),
//!   `register`, `session_timer`, `digest`; `audiosocket_server`. In front of these: `guard`, `sip_guard`.
//! - Sound: `pacer` (the clock) drives a `stream` for each call over a `Wire`: `rtp_wire` (`conceal`, `codec`, `tones`,
//!   `ports`) or `audiosocket_wire`; `playout` is what is to be said, `ears` removes it from what comes back.
//! - Between these and the session: `call`, with `keypad` and `farewells`; `lines` counts calls, `count` what is
//!   under way, `counters` everything else.

mod audiosocket_server;
mod audiosocket_wire;
mod call;
mod codec;
mod conceal;
mod count;
mod counters;
mod digest;
mod ears;
mod farewells;
mod guard;
mod in_dialog;
mod invite;
mod keypad;
mod line;
mod lines;
mod offer;
mod pacer;
mod playout;
mod ports;
mod register;
mod rtp_wire;
mod session_timer;
mod settings;
mod sip;
mod sip_guard;
mod stream;
mod tones;

pub use counters::Counters;
pub use farewells::Farewells;
pub use guard::AllowList;
pub use line::LineStatus;
pub use lines::WhenFull;
pub use settings::{Credentials, PhoneConfig, PhoneError, Registrar};

/// The codecs and the filling of gaps, for callers in tests.
#[doc(hidden)]
pub mod sound {
    pub use super::codec::{LineDecoder, LineEncoder};
    pub use super::conceal::Concealment;
}

use crate::session::Sessions;
use call::{CallRules, Phase};
use count::Count;
use line::LineContext;
use lines::Lines;
use pacer::Pacer;
use ports::PortRange;
use sip::SipEndpoint;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Time limit for calls that are transferred or ended at shutdown: a transfer, and a sentence if it fails.
const FAREWELL: Duration = Duration::from_secs(21);
/// Time limit, after the last call, for sending its last packets, answering requests and withdrawing the registration.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// An open telephone line.
pub struct PhoneLine {
    line: Arc<LineContext>,
    phase: watch::Sender<Phase>,
    sip: Option<Arc<SipEndpoint>>,
    audiosocket: Option<TcpListener>,
}

impl PhoneLine {
    /// Opens the sockets. `farewells`: what callers hear when they are turned away.
    pub async fn open(
        config: PhoneConfig,
        sessions: Arc<dyn Sessions>,
        farewells: Farewells,
    ) -> Result<Self, PhoneError> {
        if config.sip.is_none() && config.audiosocket.is_none() {
            return Err(PhoneError::Nothing);
        }
        if let Some(registrar) = &config.registrar {
            register::registrar_uri(registrar)?;
        }
        let counters = Arc::new(Counters::default());
        let under_way = Count::default();
        let (pacer, _thread) = Pacer::start(Arc::clone(&counters), under_way.clone())?;
        let (phase, phases) = watch::channel(Phase::Open);
        let (sip, audiosocket) = (config.sip, config.audiosocket);
        let line = Arc::new(LineContext {
            allow: AllowList::new(config.allow.clone()),
            lines: Lines::new(sessions, config.max_calls, config.when_full, farewells.busy.clone()),
            pacer,
            under_way,
            ports: PortRange::new(config.rtp_ports.0, config.rtp_ports.1),
            rules: CallRules { longest: config.longest_call, phase: phases, farewells: Arc::new(farewells), counters },
            config,
        });
        let sip = match sip {
            Some(address) => Some(SipEndpoint::open(Arc::clone(&line), address).await?),
            None => None,
        };
        let audiosocket = match audiosocket {
            Some(address) => Some(audiosocket_server::open(address).await?),
            None => None,
        };
        Ok(PhoneLine { line, phase, sip, audiosocket })
    }

    /// Address on which SIP is received.
    #[must_use]
    pub fn sip_address(&self) -> Option<SocketAddr> {
        self.sip.as_ref().map(|sip| sip.address)
    }

    /// Address on which AudioSocket is received.
    #[must_use]
    pub fn audiosocket_address(&self) -> Option<SocketAddr> {
        self.audiosocket.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Counts of calls, packets and errors; they keep counting.
    #[must_use]
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.line.rules.counters)
    }

    /// Reads how many lines are free, whenever it is called.
    pub fn status(&self) -> impl Fn() -> LineStatus + Clone + Send + Sync + 'static {
        let line = Arc::clone(&self.line);
        move || line.status()
    }

    /// Accepts calls until `stop` completes; then lets existing calls finish for as long as the settings allow,
    /// transfers or ends the rest, and closes.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), PhoneError> {
        let PhoneLine { line, phase, sip, audiosocket } = self;
        if let Some(listener) = audiosocket {
            tokio::spawn(audiosocket_server::serve(Arc::clone(&line), listener));
        }
        let serving = sip.clone().map(|sip| tokio::spawn(sip.serve()));
        let failed = async {
            match serving {
                Some(serving) => match serving.await {
                    Ok(Err(error)) => error,
                    Ok(Ok(())) => std::future::pending().await,
                    Err(error) => PhoneError::Sip(error.to_string()),
                },
                None => std::future::pending().await,
            }
        };
        tokio::pin!(failed);
        tokio::select! {
            () = stop => {}
            error = &mut failed => return Err(error),
        }
        phase.send_replace(Phase::Draining);
        line.lines.quiet(line.config.drain).await;
        phase.send_replace(Phase::Closing);
        line.lines.quiet(FAREWELL).await;
        line.under_way.none(LAST_WORDS).await;
        if let Some(sip) = sip {
            sip.stop();
        }
        Ok(())
    }
}
