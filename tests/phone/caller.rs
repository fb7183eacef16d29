//! Our own caller, which can do what no decent telephone does: SIP in plain text over UDP, with RTP.

use phone_wire::rtp::RtpPacket;
use std::fmt::Write as _;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// One caller with one call.
pub(crate) struct Caller {
    pub signalling: UdpSocket,
    pub sound: UdpSocket,
    pub to: SocketAddr,
    call: u64,
    sequence: u32,
    their_tag: Option<String>,
    /// Target of further requests in the call, and their route.
    target: Option<String>,
    route: String,
    /// Where the other side wants its sound.
    pub their_sound: Option<SocketAddr>,
    /// Sequence number and timestamp of the next packet, and the SSRC.
    pub rtp: (u16, u32),
    pub source: u32,
    last: std::cell::RefCell<String>,
}

impl Caller {
    pub(crate) fn new(to: SocketAddr) -> Self {
        Self::from("127.0.0.1", to)
    }

    /// A caller at an address of its own.
    pub(crate) fn from(own: &str, to: SocketAddr) -> Self {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        let signalling = UdpSocket::bind((own, 0)).unwrap();
        signalling.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let sound = UdpSocket::bind((own, 0)).unwrap();
        sound.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let call = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed) * 1000 + u64::from(std::process::id());
        Caller {
            signalling,
            sound,
            to,
            call,
            sequence: 0,
            their_tag: None,
            target: None,
            route: String::new(),
            their_sound: None,
            rtp: (100, 5000),
            source: 7,
            last: std::cell::RefCell::default(),
        }
    }

    pub(crate) fn offer(&self) -> String {
        let port = self.sound.local_addr().unwrap().port();
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n\
             a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        )
    }

    /// A request in this call. ACK and CANCEL share the number of the request that they follow.
    pub(crate) fn request(&mut self, method: &str, headers: &str, body: &str) -> String {
        if !["ACK", "CANCEL"].contains(&method) {
            self.sequence += 1;
        }
        let own = self.signalling.local_addr().unwrap();
        let (call, sequence) = (self.call, self.sequence);
        let branch = if method == "CANCEL" { "INVITE" } else { method };
        let tag = match &self.their_tag {
            Some(tag) if method != "CANCEL" => format!(";tag={tag}"),
            _ => String::new(),
        };
        let target = self.target.clone().unwrap_or_else(|| format!("sip:desk@{}", self.to));
        let route = &self.route;
        let mut text = format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{call}{sequence}{branch}\r\n\
             From: <sip:caller@{own}>;tag={call}\r\nTo: <sip:desk@{}>{tag}\r\nCall-ID: {call}@test\r\n\
             CSeq: {sequence} {method}\r\nContact: <sip:caller@{own}>\r\nMax-Forwards: 70\r\n{route}{headers}",
            self.to
        );
        if !body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n{body}", body.len());
        text
    }

    pub(crate) fn send(&self, text: &str) {
        self.signalling.send_to(text.as_bytes(), self.to).unwrap();
        text.clone_into(&mut self.last.borrow_mut());
    }

    /// The next message that `wanted` accepts; `None` if there is none within `within_ms`.
    pub(crate) fn receive(&mut self, within_ms: u64, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let until = Instant::now() + Duration::from_millis(within_ms);
        let mut buffer = [0; 8192];
        while Instant::now() < until {
            let Ok((length, _)) = self.signalling.recv_from(&mut buffer) else { continue };
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if let Some(tag) = header(&text, "To").and_then(|to| to.split(";tag=").nth(1).map(str::to_owned))
                && text.starts_with("SIP/2.0")
            {
                self.their_tag = Some(tag);
            }
            if wanted(&text) {
                return Some(text);
            }
        }
        None
    }

    /// The final response to the last request, which is retransmitted until one arrives.
    pub(crate) fn answer(&mut self) -> Option<String> {
        let sequence = format!("{} ", self.sequence);
        let request = self.last.borrow().clone();
        for _ in 0..10 {
            let answer = self.receive(500, |text| {
                text.starts_with("SIP/2.0")
                    && !text.starts_with("SIP/2.0 1")
                    && header(text, "CSeq").is_some_and(|cseq| cseq.starts_with(&sequence))
            });
            if answer.is_some() {
                return answer;
            }
            self.send(&request);
        }
        None
    }

    /// Calls and is answered; otherwise returns the response.
    pub(crate) fn call(&mut self) -> Result<(), String> {
        self.call_with("")
    }

    /// The same, with more headers in the request.
    pub(crate) fn call_with(&mut self, headers: &str) -> Result<(), String> {
        let offer = self.offer();
        let invite = self.request("INVITE", headers, &offer);
        self.send(&invite);
        let answer = self.answer().unwrap_or_default();
        let accepted = answer.starts_with("SIP/2.0 200");
        if accepted {
            self.target = header(&answer, "Contact").map(|contact| contact.trim_matches(['<', '>']).to_owned());
            // The route back is the route there, reversed.
            let way = answer.lines().filter_map(|line| line.strip_prefix("Record-Route: ")).rev();
            self.route = way.map(|hop| ["Route: ", hop, "\r\n"].concat()).collect();
        }
        let acknowledgement = self.request("ACK", "", "");
        self.send(&acknowledgement);
        if !accepted {
            return Err(answer);
        }
        self.their_sound = sound_address(&answer);
        Ok(())
    }

    pub(crate) fn hang_up(&mut self) -> Option<String> {
        let bye = self.request("BYE", "", "");
        self.send(&bye);
        self.answer()
    }

    /// The packet with the next 20 ms of A-law.
    pub(crate) fn packet(&mut self, payload: &[u8]) -> Vec<u8> {
        let (sequence, timestamp) = self.rtp;
        self.rtp = (sequence.wrapping_add(1), timestamp.wrapping_add(160));
        let packet = RtpPacket { payload_type: 8, marker: false, sequence, timestamp, source: self.source, payload };
        packet.to_bytes()
    }

    /// One key press, as three packets.
    pub(crate) fn press(&mut self, event: u8) {
        let (_, timestamp) = self.rtp;
        for (end, duration) in [(0, 160_u16), (0, 320), (0x80, 480)] {
            let duration = duration.to_be_bytes();
            let payload = [event, end | 0x0a, duration[0], duration[1]];
            let (sequence, _) = self.rtp;
            self.rtp.0 = sequence.wrapping_add(1);
            let source = self.source;
            let packet = RtpPacket { payload_type: 101, marker: false, sequence, timestamp, source, payload: &payload };
            self.sound.send_to(&packet.to_bytes(), self.their_sound.unwrap()).unwrap();
        }
        self.rtp.1 = timestamp.wrapping_add(480);
    }

    /// Sends silence for `ms`; returns the arrival times and payloads.
    pub(crate) fn talk(&mut self, ms: u64) -> Vec<(Instant, Vec<u8>)> {
        self.say(ms, |_| [0xd5; 160])
    }

    /// Listens without sending.
    pub(crate) fn listen(&mut self, ms: u64) -> usize {
        let (begin, mut heard, mut buffer) = (Instant::now(), 0, [0; 2048]);
        while begin.elapsed() < Duration::from_millis(ms) {
            heard += usize::from(self.sound.recv_from(&mut buffer).is_ok());
        }
        heard
    }

    /// Sends A-law, made by `sound` from the packet number; returns what arrives.
    pub(crate) fn say(&mut self, ms: u64, sound: impl Fn(u64) -> [u8; 160]) -> Vec<(Instant, Vec<u8>)> {
        let (mut heard, mut buffer) = (Vec::new(), [0; 2048]);
        let begin = Instant::now();
        let mut sent = 0;
        while begin.elapsed() < Duration::from_millis(ms) {
            if begin.elapsed() >= Duration::from_millis(20 * sent) {
                let packet = self.packet(&sound(sent));
                self.sound.send_to(&packet, self.their_sound.unwrap()).unwrap();
                sent += 1;
            }
            if let Ok((length, _)) = self.sound.recv_from(&mut buffer)
                && let Some(packet) = RtpPacket::parse(&buffer[..length])
            {
                heard.push((Instant::now(), packet.payload.to_vec()));
            }
        }
        heard
    }
}

/// The value of a header.
pub(crate) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
}

fn sound_address(answer: &str) -> Option<SocketAddr> {
    let address = answer.lines().find_map(|line| line.strip_prefix("c=IN IP4 "))?;
    let port = answer.lines().find_map(|line| line.strip_prefix("m=audio "))?.split(' ').next()?;
    format!("{address}:{port}").parse().ok()
}
