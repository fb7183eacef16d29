//! AudioSocket frames (Asterisk): a kind, a length and a payload. Pure. Not for: the connection.

const HEADER: usize = 3;

/// The contents of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudioSocketFrame {
    /// The call has ended or continues without us.
    HangUp,
    /// Identifies the call: 16 bytes, sent first.
    Id([u8; 16]),
    /// A key.
    Digit(char),
    /// Sample rate in Hz, and samples.
    Sound(u32, Vec<i16>),
    /// The other side failed, with an error code.
    Failure(Vec<u8>),
    /// A kind newer than this code, which is skipped.
    Other(u8),
    /// A malformed frame of this kind, which is skipped.
    Odd(u8),
}

/// Asterisk's frame kinds for sound, with sample rates: 16-bit samples, little-endian.
const SOUND_KINDS: [(u8, u32); 9] = [
    (0x10, 8_000),
    (0x11, 12_000),
    (0x12, 16_000),
    (0x13, 24_000),
    (0x14, 32_000),
    (0x15, 44_100),
    (0x16, 48_000),
    (0x17, 96_000),
    (0x18, 192_000),
];

impl AudioSocketFrame {
    /// The first frame in `bytes` and its length; `None` if it is incomplete.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let header = bytes.get(..HEADER)?;
        let length = usize::from(u16::from_be_bytes([header[1], header[2]]));
        let payload = bytes.get(HEADER..HEADER + length)?;
        let kind = header[0];
        let frame = match kind {
            0x00 => AudioSocketFrame::HangUp,
            0x01 => payload.try_into().map_or(AudioSocketFrame::Odd(kind), AudioSocketFrame::Id),
            0x03 => match payload {
                [digit] if digit.is_ascii_graphic() => AudioSocketFrame::Digit(char::from(*digit)),
                _ => AudioSocketFrame::Odd(kind),
            },
            0xff => AudioSocketFrame::Failure(payload.to_vec()),
            _ => match SOUND_KINDS.iter().find(|(of, _)| *of == kind) {
                Some(_) if length == 0 || length % 2 != 0 => AudioSocketFrame::Odd(kind),
                Some((_, rate)) => {
                    let samples = payload.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
                    AudioSocketFrame::Sound(*rate, samples.collect())
                }
                None => AudioSocketFrame::Other(kind),
            },
        };
        Some((frame, HEADER + length))
    }

    /// The bytes of this frame.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, payload) = match self {
            AudioSocketFrame::HangUp => (0x00, Vec::new()),
            AudioSocketFrame::Id(id) => (0x01, id.to_vec()),
            AudioSocketFrame::Digit(digit) => (0x03, vec![*digit as u8]),
            AudioSocketFrame::Sound(rate, samples) => {
                let kind = SOUND_KINDS.iter().find(|(_, of)| of == rate).map_or(0x10, |(kind, _)| *kind);
                (kind, samples.iter().flat_map(|sample| sample.to_le_bytes()).collect())
            }
            AudioSocketFrame::Failure(code) => (0xff, code.clone()),
            AudioSocketFrame::Other(kind) | AudioSocketFrame::Odd(kind) => (*kind, Vec::new()),
        };
        let mut bytes = vec![kind];
        bytes.extend((payload.len() as u16).to_be_bytes());
        bytes.extend(payload);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_frame_is_read_as_it_was_written_also_in_pieces() {
        for frame in [
            AudioSocketFrame::HangUp,
            AudioSocketFrame::Id([7; 16]),
            AudioSocketFrame::Digit('#'),
            AudioSocketFrame::Sound(8_000, vec![-3; 160]),
            AudioSocketFrame::Sound(16_000, vec![300; 320]),
            AudioSocketFrame::Sound(44_100, vec![300; 882]),
            AudioSocketFrame::Sound(192_000, vec![1; 3840]),
            AudioSocketFrame::Failure(vec![1]),
            AudioSocketFrame::Other(0x77),
        ] {
            let bytes = frame.to_bytes();
            assert_eq!(AudioSocketFrame::parse(&bytes[..bytes.len() - 1]), None);
            assert_eq!(AudioSocketFrame::parse(&bytes), Some((frame, bytes.len())));
        }
    }

    #[test]
    fn what_is_odd_is_stepped_over() {
        for bytes in
            [&[0x01, 0, 2, 1, 2][..], &[0x10, 0, 1, 5], &[0x12, 0, 0], &[0x03, 0, 2, b'1', b'2'], &[0x03, 0, 0]]
        {
            let odd = AudioSocketFrame::Odd(bytes[0]);
            assert_eq!(AudioSocketFrame::parse(bytes), Some((odd, bytes.len())), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            if bytes.len() > 2 {
                bytes[1] &= 0x07;
            }
            let mut rest = &bytes[..];
            while let Some((_, taken)) = AudioSocketFrame::parse(rest) {
                prop_assert!(taken >= HEADER && taken <= rest.len());
                rest = &rest[taken..];
            }
        }
    }
}
