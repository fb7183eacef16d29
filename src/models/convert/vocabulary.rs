//! Reads `vocabulary.txt`: one token per line, its bytes written as printable characters.
//!
//! GPT-2's byte-level tokens give every byte a character: printable ones represent themselves, the others are mapped
//! to characters from U+0100 on (a space is `Ġ`).

use std::collections::HashMap;

/// The first special token; all tokens before it go into a ggml file.
const END_OF_TEXT: &str = "<|endoftext|>";

/// The bytes of every text token, ordered by token id.
pub(super) fn tokens(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let bytes = letters_to_bytes();
    let mut tokens = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        if line == END_OF_TEXT {
            return Ok(tokens);
        }
        let token: Option<Vec<u8>> = line.chars().map(|letter| bytes.get(&letter).copied()).collect();
        tokens
            .push(token.ok_or_else(|| {
                format!("line {} of the vocabulary, `{line}`, is not a byte-level token", number + 1)
            })?);
    }
    Err(format!("the vocabulary ends without `{END_OF_TEXT}`"))
}

fn letters_to_bytes() -> HashMap<char, u8> {
    let mut next = 0x100;
    (0..=u8::MAX)
        .map(|byte| {
            let printable = matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
            let letter = if printable {
                char::from(byte)
            } else {
                next += 1;
                char::from_u32(next - 1).expect("U+0100 to U+0143 are letters")
            };
            (letter, byte)
        })
        .collect()
}
