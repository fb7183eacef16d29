//! AudioSocket as Asterisk speaks it, without Asterisk.

use crate::line::Line;
use phone_wire::audiosocket::AudioSocketFrame;
use spraakloket::internals::dialogue::Command;
use spraakloket::{Key, TransferOutcome};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

struct Asterisk {
    connection: TcpStream,
    inbox: Vec<u8>,
}

impl Asterisk {
    fn call(line: &Line) -> Self {
        let mut connection = TcpStream::connect(line.audiosocket).unwrap();
        connection.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        connection.write_all(&AudioSocketFrame::Id([3; 16]).to_bytes()).unwrap();
        Asterisk { connection, inbox: Vec::new() }
    }

    fn send(&mut self, frame: &AudioSocketFrame) {
        self.connection.write_all(&frame.to_bytes()).unwrap();
    }

    /// Talks for `ms`; returns what arrived and when. The last entry is the end of the connection.
    fn talk(&mut self, rate: u32, ms: u64) -> Vec<(Instant, Option<AudioSocketFrame>)> {
        let (begin, mut sent, mut heard) = (Instant::now(), 0, Vec::new());
        let mut buffer = [0; 4096];
        while begin.elapsed() < Duration::from_millis(ms) {
            if rate > 0 && begin.elapsed() >= Duration::from_millis(sent * 20) {
                let frame = AudioSocketFrame::Sound(rate, vec![1000; rate as usize / 50]);
                if self.connection.write_all(&frame.to_bytes()).is_err() {
                    heard.push((Instant::now(), None));
                    break;
                }
                sent += 1;
            }
            match self.connection.read(&mut buffer) {
                Ok(0) => {
                    heard.push((Instant::now(), None));
                    break;
                }
                Ok(length) => self.inbox.extend(&buffer[..length]),
                Err(_) => {}
            }
            while let Some((frame, length)) = AudioSocketFrame::parse(&self.inbox) {
                self.inbox.drain(..length);
                heard.push((Instant::now(), Some(frame)));
            }
        }
        heard
    }
}

#[test]
fn a_call_is_answered_at_the_rate_that_it_comes_in() {
    let line = Line::open("");
    for (number, rate) in [8_000, 16_000].into_iter().enumerate() {
        let mut asterisk = Asterisk::call(&line);
        let heard = asterisk.talk(rate, 1500);
        let frames = heard.iter().filter(|(_, frame)| {
            matches!(frame, Some(AudioSocketFrame::Sound(of, samples)) if *of == rate && samples.len() == rate as usize / 50)
        });
        let frames = frames.count();
        assert!((60..=80).contains(&frames), "{rate}: {frames} frames in 1.5 s, so not in a burst");
        asterisk.send(&AudioSocketFrame::Digit('6'));
        asterisk.talk(rate, 200);
        drop(asterisk);
        line.wait_for("the end", 3, |line| line.counters.ended.get() == number as u64 + 1);
        let visit = line.twins.visit(number);
        assert_eq!(visit.keys, [Key::Command(Command::Louder)]);
        let loud = visit.heard.iter().filter(|sample| (**sample - 0.0305).abs() < 0.01).count();
        assert!(loud > 16_000, "{rate}: {loud} samples of {}", visit.heard.len());
    }
}

#[test]
fn sound_that_comes_late_or_after_a_key_sets_the_rate() {
    let line = Line::open("");
    for (number, rate) in [48_000, 44_100, 16_000].into_iter().enumerate() {
        let mut asterisk = Asterisk::call(&line);
        asterisk.send(&AudioSocketFrame::Digit('6'));
        asterisk.talk(0, 500);
        let heard = asterisk.talk(rate, 1000);
        let last = heard.iter().rev().find_map(|(_, frame)| match frame {
            Some(AudioSocketFrame::Sound(of, samples)) => Some((*of, samples.len())),
            _ => None,
        });
        assert_eq!(last, Some((rate, rate as usize / 50)));
        drop(asterisk);
        line.wait_for("the end", 3, |line| line.counters.ended.get() == number as u64 + 1);
        let visit = line.twins.visit(number);
        let loud = visit.heard.iter().filter(|sample| (**sample - 0.0305).abs() < 0.01).count();
        assert!(loud > 6_000, "{rate}: {loud} samples of {}", visit.heard.len());
        assert_eq!(visit.keys, [Key::Command(Command::Louder)]);
    }
}

#[test]
fn a_silent_caller_is_heard_as_silence_and_a_transfer_goes_back_to_the_dialplan() {
    let line = Line::open("");
    let mut asterisk = Asterisk::call(&line);
    asterisk.talk(0, 1500);
    asterisk.send(&AudioSocketFrame::Digit('0'));
    let heard = asterisk.talk(0, 1000);
    let frames: Vec<_> = heard.iter().filter_map(|(_, frame)| frame.as_ref()).collect();
    assert_eq!(frames.last(), Some(&&AudioSocketFrame::HangUp));
    line.wait_for("the end", 3, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    assert_eq!(visit.transfers, [TransferOutcome::Done]);
    assert!(visit.chunks > 60, "{}", visit.chunks);
}

#[test]
fn a_goodbye_ends_the_call_without_handing_it_back() {
    let line = Line::open("");
    let mut asterisk = Asterisk::call(&line);
    asterisk.talk(8_000, 1300);
    asterisk.send(&AudioSocketFrame::Digit('7'));
    asterisk.talk(8_000, 150);
    asterisk.send(&AudioSocketFrame::Digit('9'));
    let heard = asterisk.talk(8_000, 2000);
    assert!(heard.iter().all(|(_, frame)| *frame != Some(AudioSocketFrame::HangUp)));
    assert!(heard.iter().any(|(_, frame)| matches!(frame, Some(AudioSocketFrame::Failure(_)))));
    assert!(heard.last().unwrap().1.is_none(), "the end of the connection");
}

#[test]
fn strangers_and_nonsense_are_dropped_and_counted() {
    let line = Line::open("allow = \"127.0.0.9\"");
    let mut stranger = TcpStream::connect(line.audiosocket).unwrap();
    stranger.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    assert!(matches!(stranger.read(&mut [0; 10]), Ok(0) | Err(_)));
    line.wait_for("the stranger", 2, |line| line.counters.strangers.get() == 1);
    let line = Line::open("");
    let mut nonsense = TcpStream::connect(line.audiosocket).unwrap();
    nonsense.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    line.wait_for("the nonsense", 2, |line| line.counters.malformed_audiosocket.get() == 1);
    assert_eq!(line.twins.count(), 0);
}
