//! SIP messages as bytes, before the stack reads them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::sip::look_over;
use phone_wire::stack::is_sound;

fuzz_target!(|bytes: &[u8]| {
    let _ = look_over(bytes, ([127, 0, 0, 1], 5060).into(), is_sound);
});
