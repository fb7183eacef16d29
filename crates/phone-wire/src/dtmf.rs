//! Keypad tones as RTP events (RFC 4733) and SIP INFO: each press is reported once, however often it is repeated. Not
//! for: what a key means.

use audio_codec::telephone_event::{event_to_digit, parse_telephone_event};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The highest event that is a key.
const LAST_KEY: u8 = 15;
/// Number of presses that are remembered; fewer are in transit at the same time.
const REMEMBERED: usize = 8;
/// Maximum time between packets of one press; after that, the same numbers are a new press.
const SAME_PRESS: Duration = Duration::from_secs(2);

/// Distinguishes presses: all packets of one press have the same source and timestamp.
#[derive(Debug, Default)]
pub struct DtmfReceiver {
    /// The presses of one source, with the time of their last packet.
    recent: VecDeque<((u32, u8), Instant)>,
    source: Option<u32>,
}

impl DtmfReceiver {
    /// Handles an event packet from this source (SSRC). Returns the key on the first packet of its press, so that
    /// losing its start or end does not matter. `Err` if it is malformed.
    ///
    /// Timestamps are only compared for equality: a source that replaces another, or restarts with the same number,
    /// may start counting anywhere.
    pub fn receive(
        &mut self,
        source: u32,
        timestamp: u32,
        payload: &[u8],
        now: Instant,
    ) -> Result<Option<char>, Malformed> {
        let event = parse_telephone_event(payload).ok_or(Malformed)?;
        if event.event > LAST_KEY {
            return Ok(None);
        }
        if self.source.replace(source) != Some(source) {
            self.recent.clear();
        }
        self.recent.retain(|(_, at)| now.saturating_duration_since(*at) < SAME_PRESS);
        let press = (timestamp, event.event);
        if let Some((_, at)) = self.recent.iter_mut().find(|(of, _)| *of == press) {
            *at = now;
            return Ok(None);
        }
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back((press, now));
        Ok(Some(event_to_digit(event.event)))
    }
}

/// The contents do not match the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The types of SIP INFO that carry a key, for the `Accept` header.
pub const INFO_TYPES: &str = "application/dtmf-relay, application/dtmf";

/// The key in a SIP INFO: `application/dtmf-relay` (`Signal=5`, lines in any order) or `application/dtmf` (`5`).
/// `Ok(None)` if the body has no key, `Err` if the type is another one, whose body means something else.
pub fn key_in_info(content_type: &str, body: &str) -> Result<Option<char>, Malformed> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let signal = if kind.eq_ignore_ascii_case("application/dtmf-relay") {
        lines.find_map(|line| {
            let (name, value) = line.split_once('=').or_else(|| line.split_once(':'))?;
            name.trim().eq_ignore_ascii_case("signal").then(|| value.trim())
        })
    } else if kind.eq_ignore_ascii_case("application/dtmf") {
        lines.next()
    } else {
        return Err(Malformed);
    };
    Ok(signal.and_then(key_named))
}

/// A key by its character, or by the number of its RTP event (10 is the star, 11 the hash).
fn key_named(signal: &str) -> Option<char> {
    let mut characters = signal.chars();
    match (characters.next()?, characters.next()) {
        (key, None) => Some(key.to_ascii_uppercase()).filter(|key| "0123456789*#ABCD".contains(*key)),
        _ => signal.parse().ok().filter(|event| (10..=LAST_KEY).contains(event)).map(event_to_digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_codec::telephone_event::dtmf_press;
    use proptest::prelude::*;

    #[test]
    fn a_press_counts_once_whatever_is_lost_doubled_or_reordered() {
        let press: Vec<Vec<u8>> = dtmf_press(5).iter().map(|packet| packet.payload.to_vec()).collect();
        let now = Instant::now();
        for lost in 0..press.len() {
            let mut receiver = DtmfReceiver::default();
            let mut keys = Vec::new();
            for (number, payload) in press.iter().enumerate().filter(|(number, _)| *number != lost) {
                keys.extend(receiver.receive(1, 1000, payload, now).unwrap());
                if number % 2 == 0 {
                    keys.extend(receiver.receive(1, 1000, payload, now).unwrap());
                }
            }
            keys.extend(receiver.receive(1, 9000, &press[0], now).unwrap());
            keys.extend(receiver.receive(1, 1000, &press[1], now).unwrap());
            assert_eq!(keys, ['5', '5'], "without packet {lost}");
        }
    }

    #[test]
    fn another_source_or_one_that_begins_anew_is_heard() {
        let (mut receiver, now) = (DtmfReceiver::default(), Instant::now());
        let mut press = |source, timestamp, after_ms| {
            let at = now + Duration::from_millis(after_ms);
            receiver.receive(source, timestamp, &[5, 10, 0, 160], at).unwrap().is_some()
        };
        assert!(press(1, 900_000, 0));
        assert!(press(2, 1000, 100), "a new source that counts lower");
        assert!(!press(2, 1000, 1900), "a long press");
        assert!(press(2, 400, 2000), "the same source that counts anew");
        assert!(press(2, 1000, 4500), "and plays the same again");
    }

    #[test]
    fn info_is_read_in_both_forms_and_no_other() {
        for (kind, body, key) in [
            ("application/dtmf-relay", "Signal=5\r\nDuration=100", Some('5')),
            ("application/dtmf-relay", "Duration=160\r\nSignal=8\r\n", Some('8')),
            ("Application/DTMF-Relay; charset=utf-8", "signal= *", Some('*')),
            ("application/dtmf-relay", "Signal=10", Some('*')),
            ("application/dtmf-relay", "Signal=11", Some('#')),
            ("application/dtmf-relay", "Signal=16", None),
            ("application/dtmf-relay", "Duration=100", None),
            ("application/dtmf-relay", "Signal=hello", None),
            ("application/dtmf", "#", Some('#')),
            ("application/dtmf", "11", Some('#')),
            ("application/dtmf", "", None),
            ("application/dtmf", "55", None),
        ] {
            assert_eq!(key_in_info(kind, body), Ok(key), "{kind}: {body}");
        }
        assert_eq!(key_in_info("application/vnd.something", "0"), Err(Malformed));
        assert_eq!(key_in_info("", "0"), Err(Malformed));
    }

    proptest! {
        #[test]
        fn any_payload_is_read_or_refused(
            packets in proptest::collection::vec((any::<u32>(), proptest::collection::vec(any::<u8>(), 0..8)), 0..30)
        ) {
            let mut receiver = DtmfReceiver::default();
            for (timestamp, payload) in packets {
                if let Ok(Some(key)) = receiver.receive(timestamp % 2, timestamp, &payload, Instant::now()) {
                    prop_assert!("0123456789*#ABCD".contains(key));
                }
            }
        }

        #[test]
        fn any_info_is_read_or_refused(kind in "application/dtmf(-relay)?", body in "(Signal=)?.*") {
            let _ = key_in_info(&kind, &body);
        }
    }
}
