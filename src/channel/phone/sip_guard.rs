//! Stands between the network and the SIP stack: strangers get no response, and what is not SIP is dropped and counted
//! before it can do harm. Not for: who may make a call (`invite`).

use super::counters::Counters;
use super::guard::AllowList;
use super::sip_front::{Front, look_over};
use async_trait::async_trait;
use rsipstack::platform::net::UdpSocket as SipSocket;
use rsipstack::sip::prelude::{HeadersExt, ToTypedHeader};
use rsipstack::sip::{Method, SipMessage};
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
            let looked_over = if length < SHORTEST { Front::Pass(datagram.into()) } else { look_over(datagram, from) };
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
        match from.get_socketaddr().map(|from| look_over(&bytes, from)) {
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

/// Whether a datagram is SIP that the stack can handle. A panic in its parser is caught here.
#[must_use]
pub fn is_sound(datagram: &[u8]) -> bool {
    let look = || SipMessage::try_from(datagram).is_ok_and(|message| has_what_it_needs(&message));
    catch_unwind(AssertUnwindSafe(look)).unwrap_or(false)
}

/// Whether the mandatory headers are present and readable, and an INVITE says where it comes from.
fn has_what_it_needs(message: &SipMessage) -> bool {
    let whole = message.via_header().is_ok_and(|via| via.clone().typed().is_ok())
        && message.from_header().is_ok_and(|from| from.clone().typed().is_ok())
        && message.to_header().is_ok_and(|to| to.clone().typed().is_ok())
        && message.call_id_header().is_ok()
        && message.cseq_header().is_ok_and(|cseq| cseq.seq().is_ok() && cseq.method().is_ok());
    let contact = match message {
        SipMessage::Request(request) if request.method == Method::Invite => {
            request.typed_contact_headers().is_ok_and(|contacts| !contacts.is_empty())
        }
        _ => true,
    };
    whole && contact
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INVITE: &str = "INVITE sip:desk@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5097;branch=z9hG4bK1\r\n\
        From: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:desk@127.0.0.1>\r\nCall-ID: 1@127.0.0.1\r\nCSeq: 1 INVITE\r\n\
        Contact: <sip:a@127.0.0.1:5097>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";

    #[test]
    fn a_whole_message_passes_and_one_that_lacks_something_does_not() {
        assert!(is_sound(INVITE.as_bytes()));
        for header in ["Via", "From", "To", "Call-ID", "CSeq", "Contact"] {
            let without: Vec<&str> = INVITE.split("\r\n").filter(|line| !line.starts_with(header)).collect();
            assert!(!is_sound(without.join("\r\n").as_bytes()), "{header}");
        }
        assert!(!is_sound(&[0xff; 300]));
        assert!(!is_sound(b""));
    }

    proptest! {
        #[test]
        fn any_change_is_looked_over_without_harm(
            changes in proptest::collection::vec((0..INVITE.len(), any::<u8>(), 0..3_u8), 1..12)
        ) {
            let mut bytes = INVITE.as_bytes().to_vec();
            for (place, byte, kind) in changes {
                let place = place.min(bytes.len() - 1);
                match kind {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    _ => bytes.truncate(place.max(1)),
                }
            }
            let _ = is_sound(&bytes);
        }
    }
}
