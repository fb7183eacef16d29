//! How a transfer goes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phone_wire::refer::progress_in;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = progress_in(text);
    }
});
