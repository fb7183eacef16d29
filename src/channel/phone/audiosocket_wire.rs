//! The sound of an AudioSocket call on its TCP connection. Not for: accepting it (`audiosocket_server`).

use super::codec::{Resampling, to_chunk, to_i16};
use super::counters::Counters;
use super::stream::{Chunk, Wire, WireEnd, WireEvent};
use crate::audio::{AudioChunk, SAMPLE_RATE};
use phone_wire::audiosocket::AudioSocketFrame;
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Instant;

/// Maximum number of frames waiting to be heard: 300 ms.
const MOST_HEARD: usize = 15;
/// Number of frames that must be ready before sound is passed on: the network may be slightly late.
const PRIMING: usize = 2;
/// Maximum number of bytes waiting to be sent: about two seconds.
const MOST_UNSENT: usize = 64 * 1024;
/// Error code of a call that is over.
const OVER: u8 = 0x01;
/// Number of unsendable frames (10 s) after which nobody reads them any more.
const MOST_DROPPED: u32 = 500;

/// The connection of one call. On our side all sound has our sample rate, on theirs the rate that they send, which may
/// become known late, or change.
pub(super) struct AudioSocketWire {
    connection: TcpStream,
    rate: Rate,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    /// At our rate.
    heard: VecDeque<i16>,
    primed: bool,
    dropped: u32,
    ended: bool,
    counters: Arc<Counters>,
}

/// The other side's sample rate, with the converters to and from it.
struct Rate {
    samples: u32,
    to_us: Resampling,
    to_them: Resampling,
    /// At their rate: samples that do not fill a frame yet.
    unsent: VecDeque<i16>,
}

impl Rate {
    fn new(samples: u32) -> Option<Self> {
        let (to_us, to_them) = (Resampling::new(samples, SAMPLE_RATE)?, Resampling::new(SAMPLE_RATE, samples)?);
        Some(Rate { samples, to_us, to_them, unsent: VecDeque::new() })
    }

    /// The next 20 ms for them; `None` if a sample is missing, in which case the rest goes into the next frame.
    fn frame(&mut self, samples: &[i16]) -> Option<Vec<i16>> {
        self.unsent.extend(self.to_them.next(samples).iter());
        let frame = self.samples as usize / 50;
        (self.unsent.len() >= frame).then(|| self.unsent.drain(..frame).collect())
    }
}

impl AudioSocketWire {
    /// Creates a wire for this connection and the rate that the other side is expected to send. `inbox`: what has
    /// already been read from it.
    pub(super) fn new(
        connection: TcpStream,
        sample_rate: u32,
        inbox: Vec<u8>,
        counters: Arc<Counters>,
    ) -> std::io::Result<Self> {
        connection.set_nonblocking(true)?;
        connection.set_nodelay(true)?;
        let rate = Rate::new(sample_rate).ok_or(ErrorKind::InvalidInput)?;
        Ok(AudioSocketWire {
            connection,
            rate,
            inbox,
            outbox: Vec::new(),
            heard: VecDeque::new(),
            primed: false,
            dropped: 0,
            ended: false,
            counters,
        })
    }

    fn read_connection(&mut self) -> Option<WireEnd> {
        let mut bytes = [0; 4096];
        // Reads four seconds of sound at most: no connection may keep the clock busy.
        for _ in 0..16 {
            match self.connection.read(&mut bytes) {
                Ok(0) => return Some(WireEnd::HungUp),
                Ok(length) => self.inbox.extend(&bytes[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Some(WireEnd::HungUp),
            }
        }
        None
    }

    fn take_frames(&mut self, events: &mut Vec<WireEvent>) -> Option<WireEnd> {
        let mut start = 0;
        let mut end = None;
        while let Some((frame, length)) = AudioSocketFrame::parse(&self.inbox[start..]) {
            start += length;
            match frame {
                AudioSocketFrame::Digit(digit) => events.push(WireEvent::Digit(digit)),
                AudioSocketFrame::Sound(rate, samples) => end = self.hear(rate, &samples),
                AudioSocketFrame::HangUp | AudioSocketFrame::Failure(_) => end = Some(WireEnd::HungUp),
                AudioSocketFrame::Odd(_) => self.counters.malformed_audiosocket.count(),
                AudioSocketFrame::Id(_) | AudioSocketFrame::Other(_) => {}
            }
            if end.is_some() {
                break;
            }
        }
        self.inbox.drain(..start);
        end
    }

    fn hear(&mut self, rate: u32, samples: &[i16]) -> Option<WireEnd> {
        if rate != self.rate.samples {
            let Some(rate) = Rate::new(rate) else {
                tracing::error!(code = "audiosocket-rate-unknown", rate);
                return Some(WireEnd::UnknownSound);
            };
            self.rate = rate;
        }
        self.heard.extend(self.rate.to_us.next(samples).iter());
        let most = MOST_HEARD * AudioChunk::SAMPLES;
        if self.heard.len() > most {
            self.heard.drain(..self.heard.len() - most);
        }
        None
    }

    fn flush(&mut self) {
        while !self.outbox.is_empty() {
            match self.connection.write(&self.outbox) {
                Ok(0) => return,
                Ok(length) => {
                    self.outbox.drain(..length);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }
}

impl Wire for AudioSocketWire {
    fn sample_rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn receive(&mut self, _: Instant, events: &mut Vec<WireEvent>) {
        if self.ended {
            return;
        }
        let gone = self.read_connection();
        let mut end = self.take_frames(events).or(gone);
        if self.dropped > MOST_DROPPED {
            end = end.or(Some(WireEnd::OneWay));
        }
        self.ended = end.is_some();
        events.extend(end.map(WireEvent::Ended));
    }

    fn chunk(&mut self) -> Option<Chunk> {
        let frame = AudioChunk::SAMPLES;
        self.primed = self.heard.len() >= if self.primed { frame } else { frame * PRIMING };
        if !self.primed {
            return None;
        }
        let samples: Vec<i16> = self.heard.drain(..frame).collect();
        Some(to_chunk(&samples))
    }

    fn send(&mut self, samples: &[f32]) {
        if self.outbox.len() > MOST_UNSENT {
            self.counters.send_failed.count();
            self.dropped += 1;
        } else if let Some(frame) = self.rate.frame(&to_i16(samples)) {
            self.dropped = 0;
            // One frame per write: Asterisk does not handle fragments well.
            self.outbox.extend(AudioSocketFrame::Sound(self.rate.samples, frame).to_bytes());
        }
        self.flush();
    }

    fn skip(&mut self) {}

    fn close(&mut self, handed_back: bool) {
        if !self.ended || handed_back {
            // Asterisk's dialplan continues after a hang-up, and also after a plain end of the connection; only an
            // error frame ends the call on its side.
            let last = if handed_back { AudioSocketFrame::HangUp } else { AudioSocketFrame::Failure(vec![OVER]) };
            self.outbox.extend(last.to_bytes());
        }
        self.flush();
        let _ = self.connection.shutdown(Shutdown::Write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::time::Duration;

    fn pair(sample_rate: u32) -> (AudioSocketWire, TcpStream, Arc<Counters>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let asterisk = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let counters = Arc::new(Counters::default());
        let ours = listener.accept().unwrap().0;
        (AudioSocketWire::new(ours, sample_rate, Vec::new(), Arc::clone(&counters)).unwrap(), asterisk, counters)
    }

    fn receive(wire: &mut AudioSocketWire) -> Vec<WireEvent> {
        std::thread::sleep(Duration::from_millis(10));
        let mut events = Vec::new();
        wire.receive(Instant::now(), &mut events);
        events
    }

    fn frames_from(asterisk: &mut TcpStream, rate: u32, count: usize) -> Vec<i16> {
        let mut samples = Vec::new();
        for _ in 0..count {
            let mut bytes = vec![0; 3 + rate as usize / 25];
            asterisk.read_exact(&mut bytes).unwrap();
            let (frame, _) = AudioSocketFrame::parse(&bytes).unwrap();
            let AudioSocketFrame::Sound(of, sound) = frame else { panic!("{frame:?}") };
            assert_eq!((of, sound.len()), (rate, rate as usize / 50));
            samples.extend(sound);
        }
        samples
    }

    #[test]
    fn sound_keys_and_the_end_come_through_at_every_rate() {
        for rate in [8_000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000] {
            let (mut wire, mut asterisk, counters) = pair(8_000);
            asterisk.write_all(&AudioSocketFrame::Digit('9').to_bytes()).unwrap();
            assert_eq!(receive(&mut wire), [WireEvent::Digit('9')], "before any sound");
            for _ in 0..5 {
                let frame = AudioSocketFrame::Sound(rate, vec![8192; rate as usize / 50]);
                asterisk.write_all(&frame.to_bytes()).unwrap();
                asterisk.write_all(&[0x10, 0, 0, 0x12, 0, 3, 1, 2, 3]).unwrap();
            }
            assert_eq!(receive(&mut wire), []);
            assert_eq!(counters.malformed_audiosocket.get(), 10);
            let heard: Vec<f32> = (0..4).filter_map(|_| wire.chunk()).flatten().collect();
            assert_eq!(heard.len(), 4 * AudioChunk::SAMPLES, "{rate}");
            assert!((heard[1000] - 0.25).abs() < 0.01, "{rate}: {}", heard[1000]);
            for _ in 0..6 {
                wire.send(&[0.5; AudioChunk::SAMPLES]);
            }
            let sent = frames_from(&mut asterisk, rate, 5);
            assert!(sent[sent.len() - 1] > 16_000, "{rate}");
            drop(asterisk);
            assert_eq!(receive(&mut wire), [WireEvent::Ended(WireEnd::HungUp)]);
            assert_eq!(receive(&mut wire), []);
        }
    }

    #[test]
    fn a_call_is_handed_back_or_ended_by_a_frame_of_its_own() {
        for handed_back in [true, false] {
            let (mut wire, mut asterisk, _) = pair(8_000);
            wire.close(handed_back);
            let mut bytes = Vec::new();
            asterisk.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, if handed_back { &[0, 0, 0][..] } else { &[0xff, 0, 1, OVER] });
        }
    }
}
