//! SIP messages as bytes, before the stack reads them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spraakloket::internals::channel::phone::parsers::look_over;

fuzz_target!(|bytes: &[u8]| {
    let _ = look_over(bytes, ([127, 0, 0, 1], 5060).into());
});
