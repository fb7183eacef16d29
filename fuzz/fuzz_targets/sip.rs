//! SIP messages, as the guard in front of the stack looks them over.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spraakloket::internals::channel::phone::parsers::is_sound_sip;

fuzz_target!(|bytes: &[u8]| {
    let _ = is_sound_sip(bytes);
});
