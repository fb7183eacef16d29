//! The caller's side of a call: sends sound every 20 ms and remembers when ours sounded.

use crate::caller::Caller;
use crate::watched::{Call, Line};
use phone_wire::codec::Codec;
use phone_wire::rtp::RtpPacket;
use spraakloket::internals::channel::phone::sound::LineEncoder;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Samples a second on the line, and in 20 ms.
pub(crate) const RATE: u32 = 8_000;
pub(crate) const FRAME: usize = 160;
/// Level, in A-law's 128 steps, above which a packet counts as sound; comfort noise stays below.
const LOUD: u8 = 24;

pub(crate) struct Talk {
    pub caller: Caller,
    encoder: LineEncoder,
    begun: Instant,
    due: Instant,
    /// When a loud packet of ours came.
    sounded: Vec<Instant>,
}

impl Talk {
    pub(crate) fn begin(line: &Line) -> (Self, Arc<Call>) {
        let (caller, call) = line.call();
        caller.sound.set_nonblocking(true).unwrap();
        let now = Instant::now();
        let talk = Talk { caller, encoder: LineEncoder::new(Codec::Pcma), begun: now, due: now, sounded: Vec::new() };
        (talk, call)
    }

    /// Sends 20 ms, and waits until the next are due.
    pub(crate) fn step(&mut self, frame: &[f32; FRAME]) {
        let payload = self.encoder.encode(frame);
        let packet = self.caller.packet(&payload);
        let _ = self.caller.sound.send_to(&packet, self.caller.their_sound.unwrap());
        self.due += Duration::from_millis(20);
        let mut buffer = [0; 2048];
        loop {
            while let Ok((length, _)) = self.caller.sound.recv_from(&mut buffer) {
                let Some(packet) = RtpPacket::parse(&buffer[..length]) else { continue };
                if packet.payload.iter().filter(|byte| (*byte ^ 0x55) & 0x7f > LOUD).count() > 10 {
                    self.sounded.push(Instant::now());
                }
            }
            let Some(rest) = self.due.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero()) else {
                return;
            };
            std::thread::sleep(rest.min(Duration::from_millis(4)));
        }
    }

    pub(crate) fn say(&mut self, samples: &[f32]) {
        for chunk in samples.chunks(FRAME) {
            let mut frame = [0.0; FRAME];
            frame[..chunk.len()].copy_from_slice(chunk);
            self.step(&frame);
        }
    }

    pub(crate) fn wait(&mut self, time: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < time {
            self.step(&[0.0; FRAME]);
        }
    }

    /// Waits, saying nothing, at least for two seconds.
    pub(crate) fn wait_until(&mut self, most: Duration, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while begun.elapsed() < most && (begun.elapsed() < Duration::from_secs(2) || !holds(self)) {
            self.step(&[0.0; FRAME]);
        }
    }

    pub(crate) fn silent_for(&self) -> Duration {
        self.sounded.last().map_or(Duration::ZERO, Instant::elapsed)
    }

    pub(crate) fn first_sound_after(&self, time: Instant) -> Option<Duration> {
        self.sounded.iter().find(|at| **at > time).map(|at| *at - time)
    }

    /// The longest time in which nothing of ours sounded.
    pub(crate) fn longest_silence(&self) -> Duration {
        let ends = std::iter::once(self.begun).chain(self.sounded.iter().copied());
        let next = self.sounded.iter().copied().chain([Instant::now()]);
        ends.zip(next).map(|(from, to)| to.saturating_duration_since(from)).max().unwrap_or_default()
    }

    pub(crate) fn end(mut self) {
        self.caller.hang_up();
    }
}
