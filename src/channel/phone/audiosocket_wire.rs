//! The sound of an AudioSocket call on its TCP connection. Not for: accepting it
//! (`audiosocket_server`).

use super::audiosocket::AudioSocketFrame;
use super::codec::{Upsampling, to_i16};
use super::counters::Counters;
use super::stream::{Chunk, Wire, WireEnd, WireEvent};
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Instant;

/// Sound that waits to be heard is at most 300 ms old.
const MOST_HEARD: usize = 15;
/// Sound is heard when so many frames lie ready: the network may be a little late.
const PRIMING: usize = 2;
/// Bytes that may wait to be sent: about two seconds.
const MOST_UNSENT: usize = 64 * 1024;
/// The code of a call that is over.
const OVER: u8 = 0x01;
/// Frames that could not be sent after which nobody reads them any more: 10 s.
const MOST_DROPPED: u32 = 500;

/// One call's connection.
pub(super) struct AudioSocketWire {
    connection: TcpStream,
    sample_rate: u32,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    heard: VecDeque<i16>,
    primed: bool,
    upsampling: Upsampling,
    dropped: u32,
    ended: bool,
    counters: Arc<Counters>,
}

impl AudioSocketWire {
    /// Over this connection, at the rate that the other side sends. `inbox`: what was read of it already.
    pub(super) fn new(
        connection: TcpStream,
        sample_rate: u32,
        inbox: Vec<u8>,
        counters: Arc<Counters>,
    ) -> std::io::Result<Self> {
        connection.set_nonblocking(true)?;
        connection.set_nodelay(true)?;
        Ok(AudioSocketWire {
            connection,
            sample_rate,
            inbox,
            outbox: Vec::new(),
            heard: VecDeque::new(),
            primed: false,
            upsampling: Upsampling::new(sample_rate),
            dropped: 0,
            ended: false,
            counters,
        })
    }

    fn frame(&self) -> usize {
        self.sample_rate as usize / 50
    }

    fn read_connection(&mut self) -> Option<WireEnd> {
        let mut bytes = [0; 4096];
        // Four seconds of sound are read at once at most; nobody may keep the clock busy.
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
        let end = loop {
            match AudioSocketFrame::parse(&self.inbox[start..]) {
                Ok(Some((frame, length))) => {
                    start += length;
                    match frame {
                        AudioSocketFrame::Digit(digit) => events.push(WireEvent::Digit(digit)),
                        AudioSocketFrame::Sound(rate, samples) if rate == self.sample_rate => self.hear(&samples),
                        AudioSocketFrame::HangUp | AudioSocketFrame::Failure(_) => break Some(WireEnd::HungUp),
                        _ => {}
                    }
                }
                Ok(None) => break None,
                Err(_) => {
                    self.counters.malformed_audiosocket.count();
                    break Some(WireEnd::Malformed);
                }
            }
        };
        self.inbox.drain(..start);
        end
    }

    fn hear(&mut self, samples: &[i16]) {
        self.heard.extend(samples);
        let most = MOST_HEARD * self.frame();
        if self.heard.len() > most {
            self.heard.drain(..self.heard.len() - most);
        }
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
        self.sample_rate
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
        let frame = self.frame();
        self.primed = self.heard.len() >= if self.primed { frame } else { frame * PRIMING };
        if !self.primed {
            return None;
        }
        let samples: Vec<i16> = self.heard.drain(..frame).collect();
        Some(self.upsampling.chunk(&samples))
    }

    fn send(&mut self, samples: &[f32]) {
        if self.outbox.len() > MOST_UNSENT {
            self.counters.send_failed.count();
            self.dropped += 1;
        } else {
            self.dropped = 0;
            // One frame in one write: Asterisk does not like them in pieces.
            self.outbox.extend(AudioSocketFrame::Sound(self.sample_rate, to_i16(samples)).to_bytes());
        }
        self.flush();
    }

    fn skip(&mut self) {}

    fn close(&mut self, handed_back: bool) {
        if !self.ended {
            // Asterisk's dialplan goes on after a hang-up, and after a plain end of the connection too; only
            // a failure ends the call on its side.
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

    #[test]
    fn sound_keys_and_the_end_come_through_at_both_rates() {
        for rate in [8_000, 16_000] {
            let (mut wire, mut asterisk, _) = pair(rate);
            for _ in 0..3 {
                let frame = AudioSocketFrame::Sound(rate, vec![8192; rate as usize / 50]);
                asterisk.write_all(&frame.to_bytes()).unwrap();
            }
            asterisk.write_all(&AudioSocketFrame::Digit('9').to_bytes()).unwrap();
            assert_eq!(receive(&mut wire), [WireEvent::Digit('9')]);
            assert!(wire.chunk().is_some());
            let chunk = wire.chunk().unwrap();
            assert!((chunk[200] - 0.25).abs() < 0.01, "{}", chunk[200]);
            wire.send(&vec![0.5; rate as usize / 50]);
            let mut bytes = vec![0; 3 + rate as usize / 25];
            asterisk.read_exact(&mut bytes).unwrap();
            let (frame, _) = AudioSocketFrame::parse(&bytes).unwrap().unwrap();
            assert!(matches!(frame, AudioSocketFrame::Sound(of, samples) if of == rate && samples[0] > 16_000));
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

    #[test]
    fn what_is_no_frame_ends_the_call() {
        let (mut wire, mut asterisk, counters) = pair(8_000);
        asterisk.write_all(&[0x10, 0xff, 0xff, 1, 2, 3]).unwrap();
        assert_eq!(receive(&mut wire), [WireEvent::Ended(WireEnd::Malformed)]);
        assert_eq!(counters.malformed_audiosocket.get(), 1);
    }
}
