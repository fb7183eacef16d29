//! RTCP reports.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spraakloket::internals::channel::phone::parsers::parse_rtcp;

fuzz_target!(|bytes: &[u8]| {
    let _ = parse_rtcp(bytes, 1);
});
