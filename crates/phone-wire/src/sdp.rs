//! Session descriptions (RFC 8866), offer and answer (RFC 3264): which codec, which address, who may speak. Pure. Not
//! for: anything but one stream of plain RTP sound; the rest is refused.

use crate::codec::Codec;
use std::fmt::Write as _;
use std::net::IpAddr;

/// Maximum length; more than any telephone sends.
const LONGEST: usize = 16 * 1024;
/// Maximum number of media descriptions that are examined.
const MOST_MEDIA: usize = 16;
/// Payload type of keypad events in our own offers.
const OUR_EVENT_TYPE: u8 = 101;
/// Default duration of sound in a packet, in ms.
const USUAL_PACKET_MS: usize = 20;
/// Maximum duration: longer packets would be an audible delay.
const LONGEST_PACKET_MS: usize = 60;

/// Who may speak, from the point of view of the description's author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both.
    #[default]
    SendReceive,
    /// The author: the other side is on hold, or hears music.
    SendOnly,
    /// The other side.
    ReceiveOnly,
    /// Nobody.
    Inactive,
}

impl Direction {
    fn parse(attribute: &str) -> Option<Self> {
        Some(match attribute {
            "sendrecv" => Direction::SendReceive,
            "sendonly" => Direction::SendOnly,
            "recvonly" => Direction::ReceiveOnly,
            "inactive" => Direction::Inactive,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Direction::SendReceive => "sendrecv",
            Direction::SendOnly => "sendonly",
            Direction::ReceiveOnly => "recvonly",
            Direction::Inactive => "inactive",
        }
    }

    /// The other side's direction in response to this one.
    #[must_use]
    pub fn answered(self) -> Self {
        match self {
            Direction::SendOnly => Direction::ReceiveOnly,
            Direction::ReceiveOnly => Direction::SendOnly,
            other => other,
        }
    }

    /// Whether the author holds the call and does not listen to us.
    #[must_use]
    pub fn is_hold(self) -> bool {
        matches!(self, Direction::SendOnly | Direction::Inactive)
    }
}

/// What the two sides agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Codec.
    pub codec: Codec,
    /// Its payload type.
    pub payload_type: u8,
    /// Payload type of keypad events, if the other side supports them.
    pub events: Option<u8>,
    /// Where the other side receives sound.
    pub address: IpAddr,
    /// Port for sound.
    pub port: u16,
    /// Port for RTCP; the same as for sound if it is shared.
    pub rtcp_port: u16,
    /// The other side's direction.
    pub direction: Direction,
    /// Duration of sound per packet that the other side wants, in ms: a multiple of 10.
    pub packet_ms: usize,
}

/// A description from the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    media: Vec<Media>,
    /// Index of the sound among the media.
    sound: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Media {
    kind: String,
    port: u16,
    protocol: String,
    formats: Vec<String>,
    address: Option<IpAddr>,
    /// A host name in place of the address.
    host: Option<String>,
    maps: Vec<(u8, String)>,
    direction: Option<Direction>,
    shared_port: bool,
    rtcp_port: Option<u16>,
    /// Requested and maximum packet duration, in ms.
    packet_ms: Option<usize>,
    most_packet_ms: Option<usize>,
}

/// Why a description cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// Not a session description.
    #[error("the session description is malformed")]
    Malformed,
    /// No stream of plain RTP sound in it.
    #[error("no plain RTP sound is offered")]
    NoSound,
    /// No codec in common.
    #[error("no codec in common")]
    NoCodec,
}

impl Description {
    /// Parses a description.
    pub fn parse(text: &str) -> Result<Self, SdpError> {
        if text.len() > LONGEST || !text.starts_with("v=0") {
            return Err(SdpError::Malformed);
        }
        let mut session = Media::default();
        let mut media: Vec<Media> = Vec::new();
        for line in text.lines().map(str::trim_end) {
            let Some((kind, value)) = line.split_once('=') else { continue };
            if kind == "m" {
                if media.len() == MOST_MEDIA {
                    return Err(SdpError::Malformed);
                }
                media.push(Media::parse(value).ok_or(SdpError::Malformed)?);
            } else {
                media.last_mut().unwrap_or(&mut session).read(kind, value);
            }
        }
        for each in &mut media {
            if each.address.is_none() && each.host.is_none() {
                (each.address, each.host) = (session.address, session.host.clone());
            }
            each.packet_ms = each.packet_ms.or(session.packet_ms);
            each.most_packet_ms = each.most_packet_ms.or(session.most_packet_ms);
            each.direction = each.direction.or(session.direction);
        }
        let sound = media.iter().position(Media::is_sound).ok_or(SdpError::NoSound)?;
        Ok(Description { media, sound })
    }

    /// The host name in place of the address for sound; it must be resolved before [`Description::agree`].
    #[must_use]
    pub fn host_name(&self) -> Option<&str> {
        let sound = &self.media[self.sound];
        sound.host.as_deref().filter(|_| sound.address.is_none())
    }

    /// Sets the address of the host name.
    pub fn resolve(&mut self, address: IpAddr) {
        self.media[self.sound].address = Some(address);
    }

    /// Chooses the first of `ours` that they also support.
    pub fn agree(&self, ours: &[Codec]) -> Result<Agreed, SdpError> {
        let sound = &self.media[self.sound];
        let common = ours.iter().find_map(|codec| sound.number_of(*codec).map(|number| (*codec, number)));
        let (codec, payload_type) = common.ok_or(SdpError::NoCodec)?;
        let address = sound.address.ok_or(SdpError::Malformed)?;
        let next = sound.port.checked_add(1).unwrap_or(sound.port);
        Ok(Agreed {
            codec,
            payload_type,
            events: sound.events(),
            address,
            port: sound.port,
            rtcp_port: if sound.shared_port { sound.port } else { sound.rtcp_port.unwrap_or(next) },
            direction: sound.heard_direction(),
            packet_ms: sound.wanted_packet_ms(),
        })
    }

    /// Our answer to this offer.
    #[must_use]
    pub fn answer(&self, agreed: &Agreed, ours: &OurSide) -> String {
        let mut text = ours.head();
        for (index, media) in self.media.iter().enumerate() {
            if index == self.sound {
                let mut formats = vec![(agreed.payload_type, agreed.codec)];
                formats.truncate(1);
                ours.write_sound(
                    &mut text,
                    &formats,
                    agreed.events,
                    &SoundLine {
                        protocol: &media.protocol,
                        direction: agreed.direction.answered(),
                        shared_port: agreed.rtcp_port == agreed.port,
                        packet_ms: agreed.packet_ms,
                    },
                );
            } else {
                let formats = media.formats.join(" ");
                let _ = write!(text, "m={} 0 {} {formats}\r\n", media.kind, media.protocol);
            }
        }
        text
    }
}

/// Our end of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OurSide {
    /// Where we receive.
    pub address: IpAddr,
    /// Our port.
    pub port: u16,
    /// Identifies this description; constant throughout a call.
    pub session: u64,
    /// Version of the description.
    pub version: u64,
}

/// The attributes of the sound stream other than its formats.
struct SoundLine<'a> {
    protocol: &'a str,
    direction: Direction,
    shared_port: bool,
    packet_ms: usize,
}

impl OurSide {
    /// An offer, for a call that arrived without one.
    #[must_use]
    pub fn offer(&self, codecs: &[Codec]) -> String {
        let mut text = self.head();
        let formats: Vec<(u8, Codec)> = codecs.iter().map(|codec| (codec.payload_type(), *codec)).collect();
        self.write_sound(
            &mut text,
            &formats,
            Some(OUR_EVENT_TYPE),
            &SoundLine {
                protocol: "RTP/AVP",
                direction: Direction::SendReceive,
                shared_port: false,
                packet_ms: USUAL_PACKET_MS,
            },
        );
        text
    }

    fn head(&self) -> String {
        let family = if self.address.is_ipv4() { "IP4" } else { "IP6" };
        let OurSide { address, session, version, .. } = self;
        format!("v=0\r\no=- {session} {version} IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n")
    }

    fn write_sound(&self, text: &mut String, formats: &[(u8, Codec)], events: Option<u8>, line: &SoundLine) {
        let numbers = formats.iter().map(|(number, _)| *number).chain(events);
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        let _ = write!(text, "m=audio {} {} {}\r\n", self.port, line.protocol, numbers.join(" "));
        for (number, codec) in formats {
            let _ = write!(text, "a=rtpmap:{number} {}/8000\r\n", codec.name());
        }
        if let Some(number) = events {
            let _ = write!(text, "a=rtpmap:{number} telephone-event/8000\r\na=fmtp:{number} 0-15\r\n");
        }
        let _ = write!(text, "a=ptime:{}\r\na={}\r\n", line.packet_ms, line.direction.name());
        if line.shared_port {
            text.push_str("a=rtcp-mux\r\n");
        }
    }
}

impl Media {
    fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_whitespace();
        let kind = words.next()?.to_owned();
        let port = words.next()?.split('/').next()?.parse().ok()?;
        let protocol = words.next()?.to_owned();
        let formats: Vec<String> = words.take(64).map(str::to_owned).collect();
        Some(Media { kind, port, protocol, formats, ..Media::default() })
    }

    fn read(&mut self, kind: &str, value: &str) {
        match kind {
            "c" if self.address.is_none() && self.host.is_none() => match address_in(value) {
                Some(Ok(address)) => self.address = Some(address),
                Some(Err(name)) => self.host = Some(name),
                None => {}
            },
            "a" => self.read_attribute(value),
            _ => {}
        }
    }

    fn read_attribute(&mut self, attribute: &str) {
        let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
        match name {
            "rtpmap" if self.maps.len() < 64 => {
                if let Some((number, name)) = value.split_once(' ')
                    && let Ok(number) = number.parse()
                {
                    self.maps.push((number, name.trim().to_owned()));
                }
            }
            "rtcp-mux" => self.shared_port = true,
            // Some write 10.0; fractions of a millisecond are useless.
            "ptime" => self.packet_ms = value.split('.').next().and_then(|ms| ms.trim().parse().ok()),
            "maxptime" => self.most_packet_ms = value.split('.').next().and_then(|ms| ms.trim().parse().ok()),
            "rtcp" => self.rtcp_port = value.split_whitespace().next().and_then(|port| port.parse().ok()),
            _ => self.direction = Direction::parse(attribute).or(self.direction),
        }
    }

    fn is_sound(&self) -> bool {
        self.kind == "audio" && self.port != 0 && ["RTP/AVP", "RTP/AVPF"].contains(&self.protocol.as_str())
    }

    /// Before RFC 3264, a call was put on hold with a null address.
    fn heard_direction(&self) -> Direction {
        let direction = self.direction.unwrap_or_default();
        if self.address.is_some_and(|address| address.is_unspecified()) && direction == Direction::SendReceive {
            return Direction::SendOnly;
        }
        direction
    }

    /// The requested packet duration, in steps of 10 ms, within our limits.
    fn wanted_packet_ms(&self) -> usize {
        let most = self.most_packet_ms.unwrap_or(LONGEST_PACKET_MS).min(LONGEST_PACKET_MS);
        let wanted = self.packet_ms.filter(|ms| *ms > 0).unwrap_or(USUAL_PACKET_MS).min(most);
        (wanted / 10 * 10).max(10)
    }

    fn numbers(&self) -> impl Iterator<Item = u8> + '_ {
        self.formats.iter().filter_map(|format| format.parse().ok()).filter(|number| *number < 128)
    }

    fn number_of(&self, codec: Codec) -> Option<u8> {
        self.numbers().find(|number| match self.map_of(*number) {
            Some(map) => is_map_of(map, codec.name()),
            None => *number == codec.payload_type(),
        })
    }

    fn events(&self) -> Option<u8> {
        self.numbers().find(|number| self.map_of(*number).is_some_and(|map| is_map_of(map, "telephone-event")))
    }

    fn map_of(&self, number: u8) -> Option<&str> {
        self.maps.iter().find(|(of, _)| *of == number).map(|(_, map)| map.as_str())
    }
}

/// Whether `map`, such as `PCMA/8000/1`, is this codec with its clock rate of 8000.
fn is_map_of(map: &str, name: &str) -> bool {
    let mut parts = map.split('/');
    parts.next().is_some_and(|part| part.eq_ignore_ascii_case(name))
        && parts.next() == Some("8000")
        && parts.next().is_none_or(|channels| channels == "1")
}

/// The address in a `c=` line, or the host name in its place.
fn address_in(connection: &str) -> Option<Result<IpAddr, String>> {
    let mut words = connection.split_whitespace();
    let (network, _family, address) = (words.next()?, words.next()?, words.next()?);
    if network != "IN" {
        return None;
    }
    let address = address.split('/').next()?;
    let is_name = |text: &str| {
        text.len() < 254
            && text.contains(|letter: char| letter.is_ascii_alphabetic())
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || ['-', '.'].contains(&letter))
    };
    match address.parse() {
        Ok(address) => Some(Ok(address)),
        Err(_) => is_name(address).then(|| Err(address.to_owned())),
    }
}

#[cfg(test)]
mod tests;
