//! Keypad tones as RTP events (RFC 4733) and as SIP INFO: every press once, however often it is told.
//! Not for: what a key means (`keypad`).

use audio_codec::telephone_event::{event_to_digit, parse_telephone_event};

/// Events above this are no keys.
const LAST_KEY: u8 = 15;

/// Tells presses apart: all packets of one press carry the same timestamp.
#[derive(Debug, Default)]
pub struct DtmfReceiver {
    last: Option<(u32, u8)>,
}

impl DtmfReceiver {
    /// A packet with an event. A key the first time that its press is seen, so that neither the loss
    /// of its beginning nor of its end matters. `Err` where it is malformed.
    pub fn receive(&mut self, timestamp: u32, payload: &[u8]) -> Result<Option<char>, Malformed> {
        let event = parse_telephone_event(payload).ok_or(Malformed)?;
        let press = (timestamp, event.event);
        if event.event > LAST_KEY || self.last == Some(press) || self.is_older(timestamp) {
            return Ok(None);
        }
        self.last = Some(press);
        Ok(Some(event_to_digit(event.event)))
    }

    fn is_older(&self, timestamp: u32) -> bool {
        self.last.is_some_and(|(last, _)| (timestamp.wrapping_sub(last) as i32) < 0)
    }
}

/// Not what it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The key in the body of a SIP INFO: `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`).
#[must_use]
pub fn key_in_info(body: &str) -> Option<char> {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    let signal = match line.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("signal") => value.trim(),
        Some(_) => return None,
        None => line,
    };
    let mut characters = signal.chars();
    let key = characters.next()?.to_ascii_uppercase();
    (characters.next().is_none() && "0123456789*#ABCD".contains(key)).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_codec::telephone_event::dtmf_press;
    use proptest::prelude::*;

    #[test]
    fn a_press_counts_once_whatever_is_lost_doubled_or_reordered() {
        let press: Vec<Vec<u8>> = dtmf_press(5).iter().map(|packet| packet.payload.to_vec()).collect();
        for lost in 0..press.len() {
            let mut receiver = DtmfReceiver::default();
            let mut keys = Vec::new();
            for (number, payload) in press.iter().enumerate().filter(|(number, _)| *number != lost) {
                keys.extend(receiver.receive(1000, payload).unwrap());
                if number % 2 == 0 {
                    keys.extend(receiver.receive(1000, payload).unwrap());
                }
            }
            keys.extend(receiver.receive(9000, &press[0]).unwrap());
            keys.extend(receiver.receive(1000, &press[1]).unwrap());
            assert_eq!(keys, ['5', '5'], "without packet {lost}");
        }
    }

    #[test]
    fn info_is_read_in_both_forms() {
        for (body, key) in [
            ("Signal=5\r\nDuration=100", Some('5')),
            ("signal= *", Some('*')),
            ("#", Some('#')),
            ("", None),
            ("Duration=100", None),
            ("55", None),
            ("Signal=hello", None),
        ] {
            assert_eq!(key_in_info(body), key, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_payload_is_read_or_refused(
            packets in proptest::collection::vec((any::<u32>(), proptest::collection::vec(any::<u8>(), 0..8)), 0..30)
        ) {
            let mut receiver = DtmfReceiver::default();
            for (timestamp, payload) in packets {
                if let Ok(Some(key)) = receiver.receive(timestamp, &payload) {
                    prop_assert!("0123456789*#ABCD".contains(key));
                }
            }
        }

        #[test]
        fn any_info_is_read_or_refused(body in ".*") {
            let _ = key_in_info(&body);
        }
    }
}
