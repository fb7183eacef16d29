//! The corpus of `fuzz/` and variations of it, replayed through the same parsers.

use phone_wire::audiosocket::AudioSocketFrame;
use phone_wire::body::description_in;
use phone_wire::codec::Codec;
use phone_wire::dtmf::{DtmfReceiver, key_in_info};
use phone_wire::jitter::JitterBuffer;
use phone_wire::refer::progress_in;
use phone_wire::rtp::RtpPacket;
use phone_wire::sdp::Description;
use phone_wire::sip::look_over;
use phone_wire::{rtcp, stack};
use std::path::Path;

fn every(kind: &str, mut read: impl FnMut(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(kind);
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        read(&bytes);
        for cut in 0..bytes.len() {
            read(&bytes[..cut]);
            let mut changed = bytes.clone();
            for value in [0, 0x7f, 0xff, b'0', b'\n'] {
                changed[cut] = value;
                read(&changed);
            }
        }
        files += 1;
    }
    assert!(files > 0, "{} is empty", folder.display());
}

#[test]
fn every_parser_survives_its_corpus_and_what_is_near_it() {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    every("sdp", |bytes| {
        let _ = Description::parse(&text(bytes)).and_then(|description| description.agree(&Codec::ALL));
    });
    every("rtp", |bytes| {
        let mut buffer = JitterBuffer::default();
        for datagram in bytes.chunks(172) {
            if let Some(packet) = RtpPacket::parse(datagram) {
                buffer.insert(packet.source, packet.timestamp, packet.payload);
                buffer.take();
            }
        }
    });
    every("rtcp", |bytes| {
        let _ = rtcp::parse(bytes, 1);
    });
    every("audiosocket", |bytes| {
        let mut rest = bytes;
        while let Some((_, taken)) = AudioSocketFrame::parse(rest) {
            rest = &rest[taken..];
        }
    });
    every("sip", |bytes| {
        let _ = stack::is_sound(bytes);
    });
    every("front", |bytes| {
        let _ = look_over(bytes, ([127, 0, 0, 1], 5060).into(), stack::is_sound);
    });
    every("body", |bytes| {
        let (kind, body) = bytes.split_at(bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0));
        if let Ok(text) = description_in(Some(&text(kind)), false, body) {
            let _ = Description::parse(text);
        }
    });
    every("keys", |bytes| {
        let mut receiver = DtmfReceiver::default();
        for (number, payload) in bytes.chunks(4).enumerate() {
            let _ = receiver.receive(1, number as u32, payload, std::time::Instant::now());
        }
        let _ = key_in_info("application/dtmf-relay", &text(bytes));
        let _ = key_in_info("application/dtmf", &text(bytes));
    });
    every("refer", |bytes| {
        let _ = progress_in(&text(bytes));
    });
}
