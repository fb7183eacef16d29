//! The codecs of a telephone line as session descriptions name them. Not for: their arithmetic.

/// A telephone audio codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// 7 kHz bandwidth in 64 kbit/s.
    G722,
    /// G.711 A-law, used in Europe.
    Pcma,
    /// G.711 µ-law, used in America.
    Pcmu,
}

impl Codec {
    /// All codecs, best first.
    pub const ALL: [Codec; 3] = [Codec::G722, Codec::Pcma, Codec::Pcmu];

    /// Its name in a session description.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Codec::G722 => "G722",
            Codec::Pcma => "PCMA",
            Codec::Pcmu => "PCMU",
        }
    }

    /// The codec with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Codec::ALL.into_iter().find(|codec| codec.name().eq_ignore_ascii_case(name))
    }

    /// Its static payload type (RFC 3551).
    #[must_use]
    pub fn payload_type(self) -> u8 {
        match self {
            Codec::G722 => 9,
            Codec::Pcma => 8,
            Codec::Pcmu => 0,
        }
    }

    /// Sample rate in Hz. (G.722's RTP clock nevertheless runs at 8000.)
    #[must_use]
    pub fn sample_rate(self) -> u32 {
        match self {
            Codec::G722 => 16_000,
            Codec::Pcma | Codec::Pcmu => 8_000,
        }
    }
}
