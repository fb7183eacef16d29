//! RTCP reports.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::rtcp;

fuzz_target!(|bytes: &[u8]| {
    let _ = rtcp::parse(bytes, 1);
});
