//! RTCP (RFC 3550): how well the other side receives us, and how well we receive them. Not for: acting on it; a poor
//! line is counted, not repaired.

use crate::rtp::RtpPacket;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Interval between reports.
pub const INTERVAL: Duration = Duration::from_secs(5);

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
/// Seconds from 1900, the NTP epoch, to 1970.
const NTP_OFFSET_SECONDS: u64 = 2_208_988_800;

/// A report from the other side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Fraction of our packets that was recently lost, in 256ths; `None` if they do not report it.
    pub lost_fraction: Option<u8>,
    /// Whether they are leaving.
    pub goodbye: bool,
    /// The middle 32 bits of their NTP time, to be returned to them.
    pub their_clock: Option<u32>,
}

/// Whether a datagram on a shared port is RTCP (RFC 5761).
#[must_use]
pub fn is_rtcp(datagram: &[u8]) -> bool {
    datagram.len() >= 8 && datagram[0] >> 6 == 2 && (192..=223).contains(&datagram[1])
}

/// Parses a compound packet; `ours` is the stream that reports are about. `None` if it is malformed.
#[must_use]
pub fn parse(datagram: &[u8], ours: u32) -> Option<Report> {
    let mut report = Report::default();
    let mut rest = datagram;
    if !is_rtcp(rest) {
        return None;
    }
    while !rest.is_empty() {
        let header = rest.get(..4)?;
        if header[0] >> 6 != 2 {
            return None;
        }
        let length = (usize::from(u16::from_be_bytes([header[2], header[3]])) + 1) * 4;
        let packet = rest.get(..length)?;
        read_one(packet, usize::from(header[0] & 0x1f), ours, &mut report);
        rest = &rest[length..];
    }
    Some(report)
}

fn read_one(packet: &[u8], count: usize, ours: u32, report: &mut Report) {
    let blocks = match packet[1] {
        SENDER_REPORT => {
            report.their_clock = packet.get(10..14).map(number);
            packet.get(28..)
        }
        RECEIVER_REPORT => packet.get(8..),
        GOODBYE => {
            report.goodbye = true;
            None
        }
        _ => None,
    };
    for block in blocks.unwrap_or_default().chunks_exact(24).take(count) {
        if number(&block[..4]) == ours {
            report.lost_fraction = Some(block[4]);
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// Reception statistics of one stream, as in RFC 3550 A.3 and A.8.
#[derive(Debug, Default)]
pub struct Reception {
    source: u32,
    first: Option<u16>,
    highest: u32,
    received: u32,
    received_before: u32,
    expected_before: u32,
    transit: Option<i64>,
    jitter: f64,
    heard_clock: Option<(u32, Instant)>,
}

impl Reception {
    /// Counts a packet that arrived this long after the call started.
    pub fn count(&mut self, packet: &RtpPacket, since_start: Duration) {
        if self.first.is_none() || packet.source != self.source {
            *self = Reception { source: packet.source, first: Some(packet.sequence), ..Reception::default() };
            self.highest = u32::from(packet.sequence);
        }
        self.received = self.received.wrapping_add(1);
        let ahead = packet.sequence.wrapping_sub(self.highest as u16);
        if ahead < 0x8000 {
            self.highest = self.highest.wrapping_add(u32::from(ahead));
        }
        let arrival = (since_start.as_micros() * 8 / 1000) as i64;
        let transit = arrival - i64::from(packet.timestamp);
        if let Some(before) = self.transit.replace(transit) {
            let difference = (transit - before).unsigned_abs().min(8000) as f64;
            self.jitter += (difference - self.jitter) / 16.0;
        }
    }

    /// Stores their clock, to return it in the next report.
    pub fn heard_clock(&mut self, clock: u32, now: Instant) {
        self.heard_clock = Some((clock, now));
    }

    #[cfg(test)]
    fn jitter_ms(&self) -> f64 {
        self.jitter / 8.0
    }

    /// Number of expected packets that have not arrived.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.expected().saturating_sub(self.received)
    }

    fn expected(&self) -> u32 {
        self.first.map_or(0, |first| self.highest.wrapping_sub(u32::from(first)).wrapping_add(1))
    }

    fn block(&mut self, now: Instant) -> [u8; 24] {
        let expected = self.expected();
        let (expected_now, received_now) =
            (expected.wrapping_sub(self.expected_before), self.received.wrapping_sub(self.received_before));
        (self.expected_before, self.received_before) = (expected, self.received);
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction =
            if expected_now == 0 { 0 } else { (u64::from(lost_now) * 256 / u64::from(expected_now)).min(255) };
        let (clock, delay) = self.heard_clock.map_or((0, 0), |(clock, at)| {
            let since = now.saturating_duration_since(at);
            (clock, (since.as_secs_f64() * 65536.0) as u32)
        });
        let mut block = [0; 24];
        block[..4].copy_from_slice(&self.source.to_be_bytes());
        block[4] = fraction as u8;
        block[5..8].copy_from_slice(&self.lost().min(0x7f_ffff).to_be_bytes()[1..]);
        block[8..12].copy_from_slice(&self.highest.to_be_bytes());
        block[12..16].copy_from_slice(&(self.jitter as u32).to_be_bytes());
        block[16..20].copy_from_slice(&clock.to_be_bytes());
        block[20..].copy_from_slice(&delay.to_be_bytes());
        block
    }
}

/// A sender report with our reception statistics and our name, and with a goodbye if the call ends. `totals`:
/// timestamp, packets and bytes of our stream.
#[must_use]
pub fn report(source: u32, totals: (u32, u32, u32), heard: &mut Reception, goodbye: bool) -> Vec<u8> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let blocks = u8::from(heard.first.is_some());
    let mut bytes = vec![0x80 | blocks, SENDER_REPORT, 0, if blocks == 1 { 12 } else { 6 }];
    bytes.extend(source.to_be_bytes());
    bytes.extend(((since_1970.as_secs() + NTP_OFFSET_SECONDS) as u32).to_be_bytes());
    bytes.extend(((f64::from(since_1970.subsec_nanos()) / 1e9 * 4_294_967_296.0) as u32).to_be_bytes());
    for total in [totals.0, totals.1, totals.2] {
        bytes.extend(total.to_be_bytes());
    }
    if blocks == 1 {
        bytes.extend(heard.block(Instant::now()));
    }
    // The stream's name is its own number, so that it says nothing about anyone.
    let name = format!("{source:08x}");
    bytes.extend([0x81, DESCRIPTION, 0, 5]);
    bytes.extend(source.to_be_bytes());
    bytes.extend([1, name.len() as u8]);
    bytes.extend(name.as_bytes());
    bytes.extend([0; 6]);
    if goodbye {
        bytes.extend([0x81, GOODBYE, 0, 1]);
        bytes.extend(source.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::RtpSender;
    use proptest::prelude::*;

    /// A packet every 20 ms, except number 5; returns the statistics.
    fn heard() -> (Reception, u32) {
        let (mut sender, mut heard) = (RtpSender::new(8), Reception::default());
        for number in 0..10_u64 {
            let bytes = sender.packet(&[0; 160], 160);
            if number != 5 {
                heard.count(&RtpPacket::parse(&bytes).unwrap(), Duration::from_millis(number * 20));
            }
        }
        (heard, sender.source())
    }

    #[test]
    fn loss_and_jitter_are_counted() {
        let (heard, _) = heard();
        assert_eq!(heard.lost(), 1);
        assert!(heard.jitter_ms() < 0.01, "{}", heard.jitter_ms());
    }

    #[test]
    fn our_report_is_read_by_the_other_side() {
        let (mut heard, source) = heard();
        let bytes = report(77, (1, 2, 3), &mut heard, true);
        assert_eq!(bytes.len() % 4, 0);
        let read = parse(&bytes, source).unwrap();
        assert!(read.goodbye && read.their_clock.is_some());
        assert_eq!(read.lost_fraction, Some(25), "a tenth of 256");
        assert_eq!(parse(&bytes, source ^ 1).unwrap().lost_fraction, None);
    }

    proptest! {
        #[test]
        fn any_datagram_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, 1);
            let mut likely = bytes;
            if likely.len() >= 4 {
                likely[0] = 0x81;
                likely[1] = 200 + likely[1] % 4;
                likely[2] = 0;
            }
            let _ = parse(&likely, 1);
        }
    }
}
