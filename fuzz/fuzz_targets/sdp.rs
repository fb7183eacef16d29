//! Session descriptions: what is agreed on can be answered, and the answer read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::codec::Codec;
use phone_wire::sdp::Description;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(description) = Description::parse(text)
    {
        let _ = description.agree(&Codec::ALL);
    }
});
