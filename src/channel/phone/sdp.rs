//! Session descriptions (RFC 8866), offer and answer (RFC 3264): which codec, which address, who
//! may speak. Pure. Not for: anything but one stream of plain RTP sound; the rest is refused.

use super::codec::Codec;
use std::fmt::Write as _;
use std::net::IpAddr;

/// More than any telephone sends.
const LONGEST: usize = 16 * 1024;
/// Media descriptions that are looked at.
const MOST_MEDIA: usize = 16;
/// The number we give keypad events in an offer of our own.
const OUR_EVENT_TYPE: u8 = 101;
/// Sound in one packet, in ms, where the other side does not ask for something else.
const USUAL_PACKET_MS: usize = 20;
/// And at most: longer packets are a delay that everybody hears.
const LONGEST_PACKET_MS: usize = 60;

/// Who may speak, from the point of view of who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both.
    #[default]
    SendReceive,
    /// The writer: the other is on hold, or hears music.
    SendOnly,
    /// The other.
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

    /// What the other side says to this.
    #[must_use]
    pub fn answered(self) -> Self {
        match self {
            Direction::SendOnly => Direction::ReceiveOnly,
            Direction::ReceiveOnly => Direction::SendOnly,
            other => other,
        }
    }

    /// Whether the writer holds the call: nothing of ours is listened to.
    #[must_use]
    pub fn is_hold(self) -> bool {
        matches!(self, Direction::SendOnly | Direction::Inactive)
    }
}

/// What the two sides agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// How sound is carried.
    pub codec: Codec,
    /// Its number in the packets.
    pub payload_type: u8,
    /// The number of keypad events, where the other side has them.
    pub events: Option<u8>,
    /// Where the other side listens.
    pub address: IpAddr,
    /// The port for sound.
    pub port: u16,
    /// The port for RTCP; the same as for sound where it is shared.
    pub rtcp_port: u16,
    /// What the other side said.
    pub direction: Direction,
    /// How much sound the other side wants in one packet, in ms: a multiple of 10.
    pub packet_ms: usize,
}

/// A description from the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    media: Vec<Media>,
    /// Which of them is the sound.
    sound: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Media {
    kind: String,
    port: u16,
    protocol: String,
    formats: Vec<String>,
    address: Option<IpAddr>,
    /// A name in the place of the address.
    host: Option<String>,
    maps: Vec<(u8, String)>,
    direction: Option<Direction>,
    shared_port: bool,
    rtcp_port: Option<u16>,
    /// The packet that is wanted and the longest, in ms.
    packet_ms: Option<usize>,
    most_packet_ms: Option<usize>,
}

/// Why no call can be made of a description.
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
    /// Reads what the other side sent.
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

    /// The name that stands in the place of the address for sound; it must be looked up before
    /// [`Description::agree`].
    #[must_use]
    pub fn host_name(&self) -> Option<&str> {
        let sound = &self.media[self.sound];
        sound.host.as_deref().filter(|_| sound.address.is_none())
    }

    /// The address that belongs to the name.
    pub fn resolve(&mut self, address: IpAddr) {
        self.media[self.sound].address = Some(address);
    }

    /// Chooses the first of `ours` that they have too.
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
    /// Where we listen.
    pub address: IpAddr,
    /// On which port.
    pub port: u16,
    /// Names this description; it stays the same throughout a call.
    pub session: u64,
    /// Counts its versions.
    pub version: u64,
}

/// What is said of the one stream of sound beside its formats.
struct SoundLine<'a> {
    protocol: &'a str,
    direction: Direction,
    shared_port: bool,
    packet_ms: usize,
}

impl OurSide {
    /// An offer, for a call that came without one.
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
            // Some write 10.0; a part of a millisecond is of no use.
            "ptime" => self.packet_ms = value.split('.').next().and_then(|ms| ms.trim().parse().ok()),
            "maxptime" => self.most_packet_ms = value.split('.').next().and_then(|ms| ms.trim().parse().ok()),
            "rtcp" => self.rtcp_port = value.split_whitespace().next().and_then(|port| port.parse().ok()),
            _ => self.direction = Direction::parse(attribute).or(self.direction),
        }
    }

    fn is_sound(&self) -> bool {
        self.kind == "audio" && self.port != 0 && ["RTP/AVP", "RTP/AVPF"].contains(&self.protocol.as_str())
    }

    /// Before RFC 3264, a call was held by the address of nobody.
    fn heard_direction(&self) -> Direction {
        let direction = self.direction.unwrap_or_default();
        if self.address.is_some_and(|address| address.is_unspecified()) && direction == Direction::SendReceive {
            return Direction::SendOnly;
        }
        direction
    }

    /// What is asked for, in steps of 10 ms, as far as we go.
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

/// Whether `map`, such as `PCMA/8000/1`, names this codec at its clock of 8000.
fn is_map_of(map: &str, name: &str) -> bool {
    let mut parts = map.split('/');
    parts.next().is_some_and(|part| part.eq_ignore_ascii_case(name))
        && parts.next() == Some("8000")
        && parts.next().is_none_or(|channels| channels == "1")
}

/// The address of a `c=` line, or the name in its place.
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 0 8 9 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n\
        a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\nm=video 5000 RTP/AVP 97\r\na=inactive\r\n";
    const OURS: OurSide =
        OurSide { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port: 6000, session: 5, version: 1 };

    #[test]
    fn the_best_codec_in_common_is_agreed_on() {
        let offer = Description::parse(OFFER).unwrap();
        let agreed = offer.agree(&Codec::ALL).unwrap();
        assert_eq!((agreed.codec, agreed.payload_type, agreed.events), (Codec::G722, 9, Some(101)));
        assert_eq!((agreed.port, agreed.rtcp_port), (4000, 4001));
        let answer = offer.answer(&agreed, &OURS);
        assert!(answer.contains("m=audio 6000 RTP/AVP 9 101\r\na=rtpmap:9 G722/8000"), "{answer}");
        assert!(answer.contains("m=video 0 RTP/AVP 97\r\n"), "{answer}");
        let back = Description::parse(&answer).unwrap().agree(&Codec::ALL).unwrap();
        assert_eq!((back.codec, back.port, back.direction), (Codec::G722, 6000, Direction::SendReceive));
        assert_eq!(offer.agree(&[Codec::Pcma]).unwrap().codec, Codec::Pcma);
    }

    #[test]
    fn our_own_offer_can_be_read() {
        let agreed = Description::parse(&OURS.offer(&Codec::ALL)).unwrap().agree(&[Codec::Pcmu]).unwrap();
        assert_eq!((agreed.codec, agreed.events), (Codec::Pcmu, Some(101)));
    }

    #[test]
    fn hold_and_its_older_forms_are_seen() {
        for (change, direction, answered) in [
            (("a=sendrecv", "a=sendonly"), Direction::SendOnly, "a=recvonly"),
            (("a=sendrecv", "a=inactive"), Direction::Inactive, "a=inactive"),
            (("a=sendrecv", "a=recvonly"), Direction::ReceiveOnly, "a=sendonly"),
            (("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"), Direction::SendOnly, "a=recvonly"),
        ] {
            let offer = Description::parse(&OFFER.replace(change.0, change.1)).unwrap();
            let agreed = offer.agree(&Codec::ALL).unwrap();
            assert_eq!(agreed.direction, direction);
            assert!(offer.answer(&agreed, &OURS).contains(answered), "{answered}");
        }
    }

    #[test]
    fn what_is_no_plain_sound_is_refused() {
        for (text, error) in [
            ("", SdpError::Malformed),
            ("v=0\r\nm=audio", SdpError::Malformed),
            ("v=0\r\nm=video 5000 RTP/AVP 97", SdpError::NoSound),
            ("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 8", SdpError::NoSound),
            ("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 8", SdpError::NoSound),
        ] {
            assert_eq!(Description::parse(text), Err(error), "{text}");
        }
        let opus = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2";
        assert_eq!(Description::parse(opus).unwrap().agree(&Codec::ALL), Err(SdpError::NoCodec));
        let nowhere = "v=0\r\nm=audio 4000 RTP/AVP 8";
        assert_eq!(Description::parse(nowhere).unwrap().agree(&Codec::ALL), Err(SdpError::Malformed));
    }

    #[test]
    fn numbers_of_their_own_and_shared_ports_are_kept() {
        let text = "v=0\r\nc=IN IP6 2001:db8::1\r\nm=audio 65535 RTP/AVP 100 102\r\na=rtpmap:100 pcma/8000/1\r\n\
                    a=rtpmap:102 telephone-event/8000\r\na=rtcp-mux";
        let agreed = Description::parse(text).unwrap().agree(&Codec::ALL).unwrap();
        assert_eq!((agreed.payload_type, agreed.events, agreed.rtcp_port), (100, Some(102), 65535));
    }

    #[test]
    fn packets_are_as_long_as_is_asked_for_within_reason() {
        for (asked, ms) in [
            ("", 20),
            ("a=ptime:30\r\n", 30),
            ("a=ptime:10\r\na=maxptime:10\r\n", 10),
            ("a=maxptime:10\r\n", 10),
            ("a=ptime:200\r\n", 60),
            ("a=ptime:25.0\r\n", 20),
            ("a=ptime:0\r\n", 20),
            ("a=maxptime:5\r\n", 10),
        ] {
            let offer = Description::parse(&OFFER.replace("a=sendrecv\r\n", asked)).unwrap();
            let agreed = offer.agree(&Codec::ALL).unwrap();
            assert_eq!(agreed.packet_ms, ms, "{asked}");
            assert!(offer.answer(&agreed, &OURS).contains(&format!("a=ptime:{ms}\r\n")));
        }
    }

    #[test]
    fn feedback_profiles_are_answered_as_offered_and_names_are_looked_up() {
        let offer = Description::parse(&OFFER.replace("4000 RTP/AVP ", "4000 RTP/AVPF ")).unwrap();
        let answer = offer.answer(&offer.agree(&Codec::ALL).unwrap(), &OURS);
        assert!(answer.contains("m=audio 6000 RTP/AVPF 9 101\r\n"), "{answer}");
        let mut named = Description::parse(&OFFER.replace("c=IN IP4 192.0.2.1", "c=IN IP4 media.example")).unwrap();
        assert_eq!((named.host_name(), named.agree(&Codec::ALL)), (Some("media.example"), Err(SdpError::Malformed)));
        named.resolve(OURS.address);
        assert_eq!((named.host_name(), named.agree(&Codec::ALL).unwrap().address), (None, OURS.address));
        assert_eq!(offer.host_name(), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            lines in proptest::collection::vec("[vomcast]=[ -~]{0,40}|a=rtpmap:[0-9]{1,3} [A-Z0-9/]{0,12}|m=audio [0-9]{1,5} RTP/AVP( [0-9]{1,3}){0,5}|c=IN IP4 [0-9.]{1,15}", 0..20)
        ) {
            let text = format!("v=0\r\n{}", lines.join("\r\n"));
            if let Ok(description) = Description::parse(&text)
                && let Ok(agreed) = description.agree(&Codec::ALL)
            {
                let answer = description.answer(&agreed, &OURS);
                prop_assert!(Description::parse(&answer).unwrap().agree(&Codec::ALL).is_ok());
            }
        }
    }
}
