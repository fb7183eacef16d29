//! The sound of a SIP call on its two UDP sockets: RTP with its jitter buffer, keys, RTCP, and the
//! other side's address as it turns out to be (symmetric RTP). Not for: what was agreed on (`sdp`).

use super::codec::{LineDecoder, LineEncoder};
use super::conceal::Concealment;
use super::counters::Counters;
use super::dtmf::DtmfReceiver;
use super::jitter::{Due, FRAME, JitterBuffer};
use super::ports::RtpSockets;
use super::rtcp::{self, Reception};
use super::rtp::{RtpPacket, RtpSender};
use super::sdp::Agreed;
use super::stream::{Chunk, Wire, WireEnd, WireEvent};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The other side may send from another address after being silent for so long.
const MOVES_AFTER: Duration = Duration::from_secs(2);
/// Our sound reaches nobody when this is reached: a refusal counts two, a packet that left one less.
/// (The system tells a refusal once, so that every second packet seems to leave.) It takes 10 s.
const REFUSALS: u32 = 250;
/// Datagrams taken in at once; more than ever come within 10 ms.
const AT_ONCE: usize = 50;
/// Comfort noise (RFC 3389): as good as silence.
const COMFORT_NOISE: u8 = 13;

/// One call's RTP.
pub(super) struct RtpWire {
    sockets: RtpSockets,
    agreed: Agreed,
    /// From where the call was signalled; behind a NAT the sound comes from there too.
    signalled_from: IpAddr,
    /// From where sound really comes.
    peer: Option<SocketAddr>,
    sender: RtpSender,
    encoder: LineEncoder,
    decoder: LineDecoder,
    jitter: JitterBuffer,
    concealment: Concealment,
    events: DtmfReceiver,
    reception: Reception,
    started: Instant,
    last_heard: Instant,
    next_report: Instant,
    refusals: u32,
    no_sound_after: Duration,
    counters: Arc<Counters>,
    ended: bool,
}

impl RtpWire {
    /// Sound as agreed, over these sockets.
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
            sender: RtpSender::new(agreed.payload_type),
            encoder: LineEncoder::new(agreed.codec),
            decoder: LineDecoder::new(agreed.codec),
            jitter: JitterBuffer::default(),
            concealment: Concealment::default(),
            events: DtmfReceiver::default(),
            reception: Reception::default(),
            started: now,
            last_heard: now,
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
            self.reception.count(&packet, now - self.started);
            self.jitter.insert(packet.source, packet.timestamp, packet.payload);
        } else if Some(packet.payload_type) == self.agreed.events {
            match self.events.receive(packet.timestamp, packet.payload) {
                Ok(digit) => events.extend(digit.map(WireEvent::Digit)),
                Err(_) => self.counters.malformed_rtp.count(),
            }
        } else if packet.payload_type != COMFORT_NOISE {
            self.counters.malformed_rtp.count();
        }
    }

    /// Only the addresses of the call may send, and one of them at a time.
    fn is_from_peer(&mut self, from: SocketAddr, now: Instant) -> bool {
        if self.peer == Some(from) {
            return true;
        }
        let address = from.ip().to_canonical();
        let may = address == self.agreed.address.to_canonical() || address == self.signalled_from.to_canonical();
        let free = self.peer.is_none() || now - self.last_heard > MOVES_AFTER;
        if may && free {
            self.peer = Some(from);
            self.sockets.connect(from);
        }
        may && free
    }

    fn take_report(&mut self, datagram: &[u8], now: Instant) {
        match rtcp::parse(datagram, self.sender.source()) {
            Some(report) => {
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

    fn target(&self) -> SocketAddr {
        self.peer.unwrap_or(SocketAddr::new(self.agreed.address, self.agreed.port))
    }

    fn sends(&self) -> bool {
        !self.agreed.direction.is_hold()
    }

    /// What is wrong with the line, once.
    fn trouble(&mut self, now: Instant) -> Option<WireEnd> {
        if self.ended {
            return None;
        }
        let trouble = if self.refusals > REFUSALS {
            Some(WireEnd::OneWay)
        } else if self.sends() && now - self.last_heard > self.no_sound_after {
            Some(WireEnd::NoSound)
        } else {
            None
        };
        self.ended = trouble.is_some();
        trouble
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
        events.extend(self.trouble(now).map(WireEvent::Ended));
    }

    fn chunk(&mut self) -> Option<Chunk> {
        match self.jitter.take() {
            Due::Frame(payload) => {
                let chunk = self.decoder.decode(&payload);
                Some(self.concealment.heard(chunk))
            }
            Due::Missing => {
                self.counters.frames_lost.count();
                Some(self.concealment.lost())
            }
            Due::Nothing => None,
        }
    }

    fn send(&mut self, samples: &[f32]) {
        if self.sends() {
            let payload = self.encoder.encode(samples);
            let packet = self.sender.packet(&payload, FRAME as u32);
            match self.sockets.send(&packet, self.target()) {
                Ok(()) => self.refusals = self.refusals.saturating_sub(1),
                Err(error) => {
                    self.counters.send_failed.count();
                    self.count_refusal(&error);
                }
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
        self.sender.skip(FRAME as u32);
    }

    fn negotiated(&mut self, agreed: &Agreed) {
        if (agreed.address, agreed.port) != (self.agreed.address, self.agreed.port) {
            self.peer = None;
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
    use super::super::codec::Codec;
    use super::super::ports::PortRange;
    use super::super::sdp::Direction;
    use super::*;
    use std::net::{Ipv4Addr, UdpSocket};

    struct Line {
        wire: RtpWire,
        port: u16,
        caller: UdpSocket,
        counters: Arc<Counters>,
        sender: RtpSender,
    }

    fn line(no_sound_after: Duration) -> Line {
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
        };
        let sockets = PortRange::new(30_000, 39_999).bind(home).unwrap();
        let port = sockets.port;
        let counters = Arc::new(Counters::default());
        let wire = RtpWire::new(sockets, agreed, home, no_sound_after, Arc::clone(&counters));
        Line { wire, port, caller, counters, sender: RtpSender::new(8) }
    }

    impl Line {
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
    fn a_key_is_told_and_a_dead_line_ends_once() {
        let mut line = line(Duration::from_millis(50));
        let caller = line.caller.try_clone().unwrap();
        let mut keys = RtpSender::new(101);
        let events = line.say(&caller, &keys.packet(&[5, 10, 0, 160], 0));
        assert_eq!(events, [WireEvent::Digit('5')]);
        std::thread::sleep(Duration::from_millis(60));
        let mut events = Vec::new();
        line.wire.receive(Instant::now(), &mut events);
        line.wire.receive(Instant::now(), &mut events);
        assert_eq!(events, [WireEvent::Ended(WireEnd::NoSound)]);
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
