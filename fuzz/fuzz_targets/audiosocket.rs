//! AudioSocket frames, one after the other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::audiosocket::AudioSocketFrame;

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    while let Some((_, taken)) = AudioSocketFrame::parse(rest) {
        rest = &rest[taken..];
    }
});
