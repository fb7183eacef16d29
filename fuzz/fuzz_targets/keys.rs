//! Keys as RTP events and in SIP INFO.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::dtmf::{DtmfReceiver, key_in_info};

fuzz_target!(|bytes: &[u8]| {
    let mut receiver = DtmfReceiver::default();
    for (number, payload) in bytes.chunks(4).enumerate() {
        let _ = receiver.receive(1, number as u32, payload, std::time::Instant::now());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = key_in_info("application/dtmf-relay", text);
        let _ = key_in_info("application/dtmf", text);
    }
});
