//! Session descriptions in bodies of several parts. The first line is the type, the rest the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::body::description_in;
use phone_wire::sdp::Description;

fuzz_target!(|bytes: &[u8]| {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let kind = String::from_utf8_lossy(&bytes[..end]);
    if let Ok(text) = description_in(Some(&kind), false, &bytes[end + 1..]) {
        let _ = Description::parse(text);
    }
});
