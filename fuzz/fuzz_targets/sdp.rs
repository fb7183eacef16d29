//! Session descriptions: what is agreed on can be answered, and the answer read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spraakloket::internals::channel::phone::parsers::Description;

fuzz_target!(|bytes: &[u8]| {
    let codecs = spraakloket::internals::channel::phone::Codec::ALL;
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(description) = Description::parse(text)
    {
        let _ = description.agree(&codecs);
    }
});
