//! RTP packets (RFC 3550): parses untrusted ones and writes our own. Not for: when to send, gaps ([`crate::jitter`]), or
//! sockets.

use crate::random_u64;

/// Length of the header without extensions, in bytes.
const HEADER_BYTES: usize = 12;
/// The version, in the two top bits of every packet.
const VERSION: u8 = 2;

/// A received packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// Payload type, as numbered in the session description.
    pub payload_type: u8,
    /// Set on the first packet after silence.
    pub marker: bool,
    /// Sequence number.
    pub sequence: u16,
    /// Timestamp, in ticks of the RTP clock.
    pub timestamp: u32,
    /// Sender (SSRC).
    pub source: u32,
    /// Sound or a key.
    pub payload: &'a [u8],
}

impl<'a> RtpPacket<'a> {
    /// Parses a datagram; `None` if it is not RTP, or truncated.
    #[must_use]
    pub fn parse(datagram: &'a [u8]) -> Option<Self> {
        let header = datagram.get(..HEADER_BYTES)?;
        if header[0] >> 6 != VERSION {
            return None;
        }
        let sources = usize::from(header[0] & 0x0f) * 4;
        let mut body = datagram.get(HEADER_BYTES + sources..)?;
        if header[0] & 0x10 != 0 {
            let words = u16::from_be_bytes([*body.get(2)?, *body.get(3)?]);
            body = body.get(4 + usize::from(words) * 4..)?;
        }
        if header[0] & 0x20 != 0 {
            let padding = usize::from(*body.last()?);
            if padding == 0 {
                return None;
            }
            body = body.get(..body.len().checked_sub(padding)?)?;
        }
        Some(RtpPacket {
            payload_type: header[1] & 0x7f,
            marker: header[1] & 0x80 != 0,
            sequence: u16::from_be_bytes([header[2], header[3]]),
            timestamp: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
            source: u32::from_be_bytes([header[8], header[9], header[10], header[11]]),
            payload: body,
        })
    }

    /// The bytes of this packet.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.payload.len());
        bytes.push(VERSION << 6);
        bytes.push(self.payload_type & 0x7f | if self.marker { 0x80 } else { 0 });
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.timestamp.to_be_bytes());
        bytes.extend(self.source.to_be_bytes());
        bytes.extend(self.payload);
        bytes
    }
}

/// Numbers the packets of an outgoing stream.
#[derive(Debug)]
pub struct RtpSender {
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    source: u32,
    marker: bool,
    packets: u32,
    bytes: u32,
}

impl RtpSender {
    /// A stream that starts at unpredictable numbers, as RFC 3550 requires.
    #[must_use]
    pub fn new(payload_type: u8) -> Self {
        let random = random_u64();
        RtpSender {
            payload_type,
            sequence: (random >> 48) as u16 & 0x7fff,
            timestamp: (random >> 16) as u32,
            source: random_u64() as u32,
            marker: true,
            packets: 0,
            bytes: 0,
        }
    }

    /// The next packet. The timestamp of the packet after it is `ticks` later.
    pub fn packet(&mut self, payload: &[u8], ticks: u32) -> Vec<u8> {
        let packet = RtpPacket {
            payload_type: self.payload_type,
            marker: std::mem::take(&mut self.marker),
            sequence: self.sequence,
            timestamp: self.timestamp,
            source: self.source,
            payload,
        };
        let bytes = packet.to_bytes();
        self.sequence = self.sequence.wrapping_add(1);
        self.timestamp = self.timestamp.wrapping_add(ticks);
        self.packets = self.packets.wrapping_add(1);
        self.bytes = self.bytes.wrapping_add(payload.len() as u32);
        bytes
    }

    /// Lets time pass without a packet; the next one is marked as a new start.
    pub fn skip(&mut self, ticks: u32) {
        self.timestamp = self.timestamp.wrapping_add(ticks);
        self.marker = true;
    }

    /// Changes the payload type after the call was renegotiated.
    pub fn set_payload_type(&mut self, payload_type: u8) {
        self.payload_type = payload_type;
    }

    /// Our SSRC in this stream.
    #[must_use]
    pub fn source(&self) -> u32 {
        self.source
    }

    /// Timestamp of the next packet, packets so far, payload bytes so far.
    #[must_use]
    pub fn totals(&self) -> (u32, u32, u32) {
        (self.timestamp, self.packets, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_sent_is_what_is_read() {
        let mut sender = RtpSender::new(8);
        let first = sender.packet(&[1, 2, 3], 160);
        let second = sender.packet(&[4], 160);
        let (first, second) = (RtpPacket::parse(&first).unwrap(), RtpPacket::parse(&second).unwrap());
        assert!(first.marker && !second.marker);
        assert_eq!(second.sequence, first.sequence.wrapping_add(1));
        assert_eq!(second.timestamp, first.timestamp.wrapping_add(160));
        assert_eq!((first.payload, first.payload_type), (&[1, 2, 3][..], 8));
        assert_eq!(sender.totals().1, 2);
    }

    #[test]
    fn extensions_sources_and_padding_are_stepped_over() {
        let mut bytes = vec![0b1011_0001, 0x08, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3];
        bytes.extend([9, 9, 9, 9]); // one contributing source
        bytes.extend([0xbe, 0xde, 0, 1, 7, 7, 7, 7]); // an extension of one word
        bytes.extend([42, 43, 0, 2]); // payload and two bytes of padding
        assert_eq!(RtpPacket::parse(&bytes).unwrap().payload, [42, 43]);
    }

    proptest! {
        #[test]
        fn any_datagram_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(packet) = RtpPacket::parse(&bytes) {
                prop_assert!(packet.payload.len() <= bytes.len() - 12);
            }
        }
    }
}
