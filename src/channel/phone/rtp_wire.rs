//! The sound of a SIP call on its two UDP sockets: RTP with its jitter buffer, keys, RTCP, and the other side's actual
//! address (symmetric RTP). Not for: what was agreed on (`phone_wire::sdp`).

use super::codec::{LineDecoder, LineEncoder};
use super::conceal::Concealment;
use super::counters::Counters;
use super::ports::RtpSockets;
use super::stream::{Chunk, Wire, WireEnd, WireEvent};
use super::tones::KeyTones;
use phone_wire::dtmf::DtmfReceiver;
use phone_wire::jitter::{Due, FRAME, JitterBuffer};
use phone_wire::rtcp::{self, Reception};
use phone_wire::rtp::{RtpPacket, RtpSender};
use phone_wire::sdp::{Agreed, Direction};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Silence after which the other side may send from another address: an exchange that re-anchors the sound does not
/// always announce it.
const MOVES_AFTER: Duration = Duration::from_millis(500);
/// Threshold at which our sound reaches nobody: a refusal adds two, a packet that was sent subtracts one. (The system
/// reports each refusal once, so every second packet appears to be sent.) Takes 10 s.
const REFUSALS: u32 = 250;
/// Maximum number of datagrams read at once; more than ever arrive within 10 ms.
const AT_ONCE: usize = 50;
/// Bytes, and ticks of the RTP clock, per millisecond, for all our codecs.
const BYTES_PER_MS: usize = 8;
/// Comfort noise (RFC 3389), treated as silence.
const COMFORT_NOISE: u8 = 13;

/// The RTP of one call.
pub(super) struct RtpWire {
    sockets: RtpSockets,
    agreed: Agreed,
    /// Source of the signalling; behind a NAT the sound comes from there too.
    signalled_from: IpAddr,
    /// Actual source of the sound.
    peer: Option<SocketAddr>,
    /// Source (SSRC) whose sound the decoder is processing.
    source: Option<u32>,
    sender: RtpSender,
    encoder: LineEncoder,
    decoder: LineDecoder,
    jitter: JitterBuffer,
    concealment: Concealment,
    events: DtmfReceiver,
    tones: KeyTones,
    /// Keys heard as tones that have not been reported yet.
    digits: Vec<char>,
    /// Encoded sound that does not fill a packet yet.
    outgoing: Vec<u8>,
    reception: Reception,
    started: Instant,
    last_heard: Instant,
    /// When the other side last sent a report, or was last probed.
    reported: Instant,
    next_report: Instant,
    refusals: u32,
    no_sound_after: Duration,
    counters: Arc<Counters>,
    ended: bool,
}

impl RtpWire {
    /// Creates a wire for the agreed sound on these sockets.
    #[must_use]
    pub(super) fn new(
        sockets: RtpSockets,
        agreed: Agreed,
        signalled_from: IpAddr,
        no_sound_after: Duration,
        counters: Arc<Counters>,
    ) -> Self {
        let now = Instant::now();
        RtpWire {
            sockets,
            signalled_from,
            peer: None,
            source: None,
            sender: RtpSender::new(agreed.payload_type),
            encoder: LineEncoder::new(agreed.codec),
            decoder: LineDecoder::new(agreed.codec),
            jitter: JitterBuffer::default(),
            concealment: Concealment::default(),
            events: DtmfReceiver::default(),
            tones: KeyTones::default(),
            digits: Vec::new(),
            outgoing: Vec::new(),
            reception: Reception::default(),
            started: now,
            last_heard: now,
            reported: now,
            next_report: now + rtcp::INTERVAL,
            refusals: 0,
            no_sound_after,
            counters,
            agreed,
            ended: false,
        }
    }

    fn take_datagram(&mut self, datagram: &[u8], from: SocketAddr, now: Instant, events: &mut Vec<WireEvent>) {
        if rtcp::is_rtcp(datagram) && self.agreed.rtcp_port == self.agreed.port {
            self.take_report(datagram, now);
            return;
        }
        let Some(packet) = RtpPacket::parse(datagram) else {
            self.counters.malformed_rtp.count();
            return;
        };
        if !self.is_from_peer(from, now) {
            self.counters.foreign_rtp.count();
            return;
        }
        self.last_heard = now;
        if packet.payload_type == self.agreed.payload_type {
            if self.source.replace(packet.source) != Some(packet.source) {
                self.decoder = LineDecoder::new(self.agreed.codec);
                self.concealment = Concealment::default();
            }
            self.reception.count(&packet, now - self.started);
            self.jitter.insert(packet.source, packet.timestamp, packet.payload);
        } else if Some(packet.payload_type) == self.agreed.events {
            match self.events.receive(packet.source, packet.timestamp, packet.payload, now) {
                Ok(digit) => events.extend(digit.map(WireEvent::Digit)),
                Err(_) => self.counters.malformed_rtp.count(),
            }
        } else if packet.payload_type != COMFORT_NOISE {
            self.counters.malformed_rtp.count();
        }
    }

    /// Whether a packet comes from an address of the call; only one of them may send at a time.
    fn is_from_peer(&mut self, from: SocketAddr, now: Instant) -> bool {
        if self.peer == Some(from) {
            return true;
        }
        let address = from.ip().to_canonical();
        let may = address == self.agreed.address.to_canonical() || address == self.signalled_from.to_canonical();
        let free = self.peer.is_none() || now - self.last_heard > MOVES_AFTER;
        if may && free {
            if self.peer.replace(from).is_some() {
                self.forget_source();
            }
            self.sockets.connect(from);
        }
        may && free
    }

    /// Keeps nothing from one source for the next.
    fn forget_source(&mut self) {
        self.source = None;
        self.counters.packets_late.add(self.jitter.counts().late);
        self.jitter = JitterBuffer::default();
        self.events = DtmfReceiver::default();
        self.reception = Reception::default();
    }

    fn take_report(&mut self, datagram: &[u8], now: Instant) {
        match rtcp::parse(datagram, self.sender.source()) {
            Some(report) => {
                self.reported = now;
                if let Some(clock) = report.their_clock {
                    self.reception.heard_clock(clock, now);
                }
            }
            None => self.counters.malformed_rtp.count(),
        }
    }

    fn report(&mut self, goodbye: bool) {
        let report = rtcp::report(self.sender.source(), self.sender.totals(), &mut self.reception, goodbye);
        let to = self.peer.map_or(self.agreed.address, |peer| peer.ip());
        if self.agreed.rtcp_port == self.agreed.port {
            let _ = self.sockets.send(&report, self.target());
        } else {
            let _ = self.sockets.rtcp.send_to(&report, SocketAddr::new(to, self.agreed.rtcp_port));
        }
    }

    fn count_refusal(&mut self, error: &std::io::Error) {
        self.refusals += u32::from(error.kind() == ErrorKind::ConnectionRefused) * 2;
    }

    fn send_packet(&mut self, payload: &[u8]) {
        let packet = self.sender.packet(payload, payload.len() as u32);
        match self.sockets.send(&packet, self.target()) {
            Ok(()) => self.refusals = self.refusals.saturating_sub(1),
            Err(error) => {
                self.counters.send_failed.count();
                self.count_refusal(&error);
            }
        }
    }

    fn target(&self) -> SocketAddr {
        self.peer.unwrap_or(SocketAddr::new(self.agreed.address, self.agreed.port))
    }

    fn sends(&self) -> bool {
        !self.agreed.direction.is_hold()
    }

    /// Nobody receives our sound: reported once.
    fn trouble(&mut self) -> Option<WireEnd> {
        if self.ended || self.refusals <= REFUSALS {
            return None;
        }
        self.ended = true;
        Some(WireEnd::OneWay)
    }

    /// Whether there has been no sign of life for so long that signalling must be asked. A peer that only listens, is
    /// muted, or announced that it will not speak sends nothing but is still there.
    fn is_silent(&mut self, now: Instant) -> bool {
        let speaks = self.agreed.direction == Direction::SendReceive;
        let silent = !self.ended && speaks && now - self.last_heard.max(self.reported) > self.no_sound_after;
        if silent {
            self.reported = now;
        }
        silent
    }
}

impl Wire for RtpWire {
    fn sample_rate(&self) -> u32 {
        self.agreed.codec.sample_rate()
    }

    fn receive(&mut self, now: Instant, events: &mut Vec<WireEvent>) {
        let mut datagram = [0; 2048];
        for _ in 0..AT_ONCE {
            match self.sockets.rtp.recv_from(&mut datagram) {
                Ok((length, from)) => self.take_datagram(&datagram[..length], from, now, events),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => self.count_refusal(&error),
            }
        }
        for _ in 0..AT_ONCE {
            let Ok((length, from)) = self.sockets.rtcp.recv_from(&mut datagram) else { break };
            if self.peer.is_none_or(|peer| peer.ip() == from.ip()) {
                self.take_report(&datagram[..length], now);
            } else {
                self.counters.foreign_rtp.count();
            }
        }
        if self.peer.is_some() && now - self.last_heard > MOVES_AFTER {
            self.sockets.disconnect();
        }
        events.extend(self.digits.drain(..).map(WireEvent::Digit));
        events.extend(self.is_silent(now).then_some(WireEvent::Silent));
        events.extend(self.trouble().map(WireEvent::Ended));
    }

    fn chunk(&mut self) -> Option<Chunk> {
        let chunk = match self.jitter.take() {
            Due::Frame(payload) => {
                let chunk = self.decoder.decode(&payload);
                self.concealment.heard(chunk)
            }
            Due::Missing => {
                self.counters.frames_lost.count();
                self.concealment.lost()
            }
            Due::Nothing => return None,
        };
        // Where keys arrive as events, a tone in the sound would be the same press again.
        if self.agreed.events.is_none() {
            self.digits.extend(self.tones.hear(&chunk));
        }
        Some(chunk)
    }

    fn send(&mut self, samples: &[f32]) {
        if self.sends() {
            self.outgoing.extend(self.encoder.encode(samples));
            let length = self.agreed.packet_ms * BYTES_PER_MS;
            while self.outgoing.len() >= length {
                let payload: Vec<u8> = self.outgoing.drain(..length).collect();
                self.send_packet(&payload);
            }
        } else {
            self.skip();
        }
        let now = Instant::now();
        if now >= self.next_report {
            self.next_report = now + rtcp::INTERVAL;
            self.report(false);
        }
    }

    fn skip(&mut self) {
        let unsent = self.outgoing.len();
        self.outgoing.clear();
        self.sender.skip((FRAME + unsent) as u32);
    }

    fn negotiated(&mut self, agreed: &Agreed) {
        if (agreed.address, agreed.port) != (self.agreed.address, self.agreed.port) {
            self.peer = None;
            self.refusals = 0;
            self.forget_source();
            self.sockets.disconnect();
        }
        if agreed.codec != self.agreed.codec {
            self.encoder = LineEncoder::new(agreed.codec);
            self.decoder = LineDecoder::new(agreed.codec);
        }
        self.sender.set_payload_type(agreed.payload_type);
        self.agreed = agreed.clone();
        self.last_heard = Instant::now();
    }

    fn close(&mut self, _: bool) {
        self.report(true);
        self.counters.packets_late.add(self.jitter.counts().late);
    }
}

#[cfg(test)]
mod tests {
    use super::super::ports::PortRange;
    use super::*;
    use phone_wire::codec::Codec;
    use std::net::{Ipv4Addr, UdpSocket};

    struct Ends {
        wire: RtpWire,
        port: u16,
        caller: UdpSocket,
        counters: Arc<Counters>,
        sender: RtpSender,
    }

    fn line(no_sound_after: Duration) -> Ends {
        let home = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let caller = UdpSocket::bind((home, 0)).unwrap();
        caller.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let agreed = Agreed {
            codec: Codec::Pcma,
            payload_type: 8,
            events: Some(101),
            address: home,
            port: caller.local_addr().unwrap().port(),
            rtcp_port: 9,
            direction: Direction::SendReceive,
            packet_ms: 20,
        };
        let sockets = PortRange::new(30_000, 39_999).bind(home).unwrap();
        let port = sockets.port;
        let counters = Arc::new(Counters::default());
        let wire = RtpWire::new(sockets, agreed, home, no_sound_after, Arc::clone(&counters));
        Ends { wire, port, caller, counters, sender: RtpSender::new(8) }
    }

    impl Ends {
        fn say(&mut self, from: &UdpSocket, bytes: &[u8]) -> Vec<WireEvent> {
            from.send_to(bytes, (Ipv4Addr::LOCALHOST, self.port)).unwrap();
            std::thread::sleep(Duration::from_millis(5));
            let mut events = Vec::new();
            self.wire.receive(Instant::now(), &mut events);
            events
        }
    }

    #[test]
    fn sound_goes_both_ways_and_strangers_are_not_heard() {
        let mut line = line(Duration::from_mins(1));
        let caller = line.caller.try_clone().unwrap();
        let payload = LineEncoder::new(Codec::Pcma).encode(&[0.5; 160]);
        let mut heard = 0;
        for _ in 0..10 {
            let packet = line.sender.packet(&payload, 160);
            line.say(&caller, &packet);
            heard += usize::from(line.wire.chunk().is_some_and(|chunk| chunk[160] > 0.4));
        }
        assert!(heard >= 7, "{heard}");
        line.wire.send(&[0.5; 160]);
        let mut datagram = [0; 500];
        let length = caller.recv(&mut datagram).unwrap();
        assert_eq!(RtpPacket::parse(&datagram[..length]).unwrap().payload.len(), 160);

        let stranger = UdpSocket::bind("127.0.0.2:0").unwrap();
        let packet = line.sender.packet(&payload, 160);
        line.say(&stranger, &packet);
        line.say(&caller, b"no RTP at all");
        assert_eq!(line.counters.malformed_rtp.get(), 1);
    }

    #[test]
    fn before_anyone_is_heard_strangers_are_foreign() {
        let mut line = line(Duration::from_mins(1));
        let stranger = UdpSocket::bind("127.0.0.2:0").unwrap();
        let packet = line.sender.packet(&[0; 160], 160);
        line.say(&stranger, &packet);
        assert_eq!(line.counters.foreign_rtp.get(), 1);
    }

    #[test]
    fn a_key_is_told_and_so_is_a_line_without_a_sign_of_life() {
        let mut line = line(Duration::from_millis(50));
        let caller = line.caller.try_clone().unwrap();
        let mut keys = RtpSender::new(101);
        let events = line.say(&caller, &keys.packet(&[5, 10, 0, 160], 0));
        assert_eq!(events, [WireEvent::Digit('5')]);
        std::thread::sleep(Duration::from_millis(60));
        let mut events = Vec::new();
        line.wire.receive(Instant::now(), &mut events);
        line.wire.receive(Instant::now(), &mut events);
        assert_eq!(events, [WireEvent::Silent], "and not again before as much time has passed");
    }

    #[test]
    fn a_line_that_refuses_our_sound_is_one_way() {
        let mut line = line(Duration::from_mins(1));
        let caller = line.caller.try_clone().unwrap();
        let packet = line.sender.packet(&[0; 160], 160);
        line.say(&caller, &packet);
        drop(caller);
        line.caller = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut events = Vec::new();
        for _ in 0..3 * REFUSALS {
            line.wire.send(&[0.0; 160]);
        }
        line.wire.receive(Instant::now(), &mut events);
        assert_eq!(events, [WireEvent::Ended(WireEnd::OneWay)]);
    }
}
