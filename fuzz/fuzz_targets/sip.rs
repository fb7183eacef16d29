//! SIP messages, as the guard in front of the stack looks them over.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::stack::is_sound;

fuzz_target!(|bytes: &[u8]| {
    let _ = is_sound(bytes);
});
