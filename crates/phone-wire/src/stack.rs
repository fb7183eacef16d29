//! Whether the SIP stack (`rsipstack`) can parse a message, and finds in it what it needs. A panic in its parser is caught.

use rsipstack::sip::prelude::{HeadersExt, ToTypedHeader};
use rsipstack::sip::{Method, SipMessage};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Whether a datagram is SIP that the stack can handle. A panic in its parser is caught here.
#[must_use]
pub fn is_sound(datagram: &[u8]) -> bool {
    let look = || SipMessage::try_from(datagram).is_ok_and(|message| has_what_it_needs(&message));
    catch_unwind(AssertUnwindSafe(look)).unwrap_or(false)
}

/// Whether the mandatory headers are present and readable, and an INVITE says where it comes from.
#[must_use]
pub fn has_what_it_needs(message: &SipMessage) -> bool {
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
