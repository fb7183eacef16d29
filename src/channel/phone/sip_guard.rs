//! Stands between the network and the SIP stack: strangers get no response, and what is not SIP is dropped and counted
//! before it can do harm. Not for: who may make a call (`invite`).

use super::counters::Counters;
use super::guard::AllowList;
use async_trait::async_trait;
use phone_wire::sip::{Front, look_over};
use phone_wire::stack::{has_what_it_needs, is_sound};
use rsipstack::platform::net::UdpSocket as SipSocket;
use rsipstack::sip::SipMessage;
use rsipstack::transaction::endpoint::TransportEventInspector;
use rsipstack::transport::TransportEvent;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::net::UdpSocket;

/// The stack's own keep-alives are shorter than any message.
const SHORTEST: usize = 8;
/// Maximum length of a datagram (RFC 3261, section 18.1.1).
const LONGEST: usize = 65_535;

/// The UDP socket as the SIP stack sees it.
pub(super) struct GuardedSocket {
    /// The real one.
    pub socket: UdpSocket,
    /// Who may contact us.
    pub allow: AllowList,
    /// What is counted.
    pub counters: Arc<Counters>,
}

#[async_trait]
impl SipSocket for GuardedSocket {
    async fn recv_from(&self, buffer: &mut [u8]) -> rsipstack::Result<(usize, SocketAddr)> {
        let mut whole = vec![0; LONGEST];
        loop {
            let (length, from) = self.socket.recv_from(&mut whole).await?;
            let datagram = &whole[..length];
            if !self.allow.allows(from.ip()) {
                self.counters.strangers.count();
                continue;
            }
            let looked_over =
                if length < SHORTEST { Front::Pass(datagram.into()) } else { look_over(datagram, from, is_sound) };
            match looked_over {
                Front::Pass(message) if message.len() <= buffer.len() && (length < SHORTEST || is_sound(&message)) => {
                    buffer[..message.len()].copy_from_slice(&message);
                    return Ok((message.len(), from));
                }
                Front::Answer(answer) => {
                    self.counters.malformed_sip.count();
                    let _ = self.socket.send_to(&answer, from).await;
                }
                Front::Pass(_) | Front::Drop => self.counters.malformed_sip.count(),
            }
        }
    }

    async fn send_to(&self, datagram: &[u8], to: SocketAddr) -> rsipstack::Result<usize> {
        Ok(self.socket.send_to(datagram, to).await?)
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }
}

/// Examines messages that arrive over TCP, which the stack reads itself.
pub(super) struct Inspector {
    /// What is counted.
    pub counters: Arc<Counters>,
}

#[async_trait]
impl TransportEventInspector for Inspector {
    async fn handle(&self, event: TransportEvent) -> Option<TransportEvent> {
        let TransportEvent::Incoming(message, connection, from) = &event else { return Some(event) };
        if !connection.is_reliable() {
            return Some(event);
        }
        let sound = catch_unwind(AssertUnwindSafe(|| has_what_it_needs(message))).unwrap_or(false);
        let bytes = message.to_bytes();
        match from.get_socketaddr().map(|from| look_over(&bytes, from, is_sound)) {
            Ok(Front::Answer(answer)) => {
                if let Ok(answer) = SipMessage::try_from(answer.as_slice()) {
                    let _ = connection.send(answer, None).await;
                }
            }
            Ok(Front::Pass(_)) if sound => return Some(event),
            _ => {}
        }
        self.counters.malformed_sip.count();
        None
    }
}
