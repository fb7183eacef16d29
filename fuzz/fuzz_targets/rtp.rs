//! RTP packets into the jitter buffer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::jitter::JitterBuffer;
use phone_wire::rtp::RtpPacket;

fuzz_target!(|bytes: &[u8]| {
    let mut buffer = JitterBuffer::default();
    for datagram in bytes.chunks(172) {
        if let Some(packet) = RtpPacket::parse(datagram) {
            buffer.insert(packet.source, packet.timestamp, packet.payload);
            buffer.take();
        }
    }
});
