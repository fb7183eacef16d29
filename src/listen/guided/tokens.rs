//! Whisper's tokenizer (byte-pair encoding).
//!
//! whisper.cpp's `tokenize` takes the longest matching token, which often differs from how the model learned to write
//! a word; scored that way, a word seems far less probable than it is. In the vocabulary a token's id is also the rank
//! of its merge, so nothing else is needed.

use regex::Regex;
use std::collections::HashMap;

/// Pieces that are never merged with their neighbours: a word or number with the space before it, or other characters.
const PIECES: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+";

/// Cuts text into tokens.
pub struct Tokenizer {
    ranks: HashMap<Vec<u8>, i32>,
    pieces: Regex,
}

impl Tokenizer {
    /// Takes the bytes of each text token, in order.
    #[must_use]
    pub fn new(tokens: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut ranks = HashMap::new();
        for (rank, bytes) in tokens.enumerate() {
            ranks.entry(bytes).or_insert(rank as i32);
        }
        Tokenizer { ranks, pieces: Regex::new(PIECES).expect("the pattern is valid") }
    }

    /// The tokens of a text as said after silence: with a space before its first word.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<i32> {
        let text = format!(" {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut tokens = Vec::new();
        if text.len() > 1 {
            self.pieces.find_iter(&text).for_each(|piece| self.merge(piece.as_str().as_bytes(), &mut tokens));
        }
        tokens
    }

    /// Merges neighbours, lowest rank first, until none can be merged.
    fn merge(&self, bytes: &[u8], tokens: &mut Vec<i32>) {
        let mut ends: Vec<usize> = (0..=bytes.len()).collect();
        loop {
            let merges = ends.windows(3).enumerate();
            let ranked = merges.filter_map(|(at, three)| Some((*self.ranks.get(&bytes[three[0]..three[2]])?, at)));
            let Some((_, at)) = ranked.min() else { break };
            ends.remove(at + 1);
        }
        tokens.extend(ends.windows(2).filter_map(|two| self.ranks.get(&bytes[two[0]..two[1]])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_merges_come_first_and_signs_stand_alone() {
        let mut vocabulary: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        vocabulary.extend(["as", " p", "po", " pas", "ort", "or", " paspo"].map(|token| token.as_bytes().to_vec()));
        let tokenizer = Tokenizer::new(vocabulary.into_iter());
        // "as" (256), then " p" (257), " pas" (259) before "or" (261) with "t" (260).
        assert_eq!(tokenizer.encode("pas"), [259]);
        assert_eq!(tokenizer.encode("paspo"), [262]);
        assert_eq!(tokenizer.encode("pas?"), [259, i32::from(b'?')]);
        assert_eq!(tokenizer.encode(""), [0_i32; 0]);
        assert_eq!(tokenizer.encode("p,a"), [257, i32::from(b','), i32::from(b'a')]);
    }
}
