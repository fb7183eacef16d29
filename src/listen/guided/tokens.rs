//! Whisper's own way to cut text into tokens (byte-pair encoding).
//!
//! whisper.cpp's `tokenize` takes the longest token that fits, which is often not how the model
//! learned to write a word; scored that way, a word seems far less probable than it is. In the
//! vocabulary a token's number is also its rank among the merges, so that is all that is needed.

use std::collections::HashMap;

/// Cuts text into tokens.
pub(in crate::listen) struct Tokenizer {
    ranks: HashMap<Vec<u8>, i32>,
}

impl Tokenizer {
    /// From the bytes of each text token, in order.
    pub(in crate::listen) fn new(tokens: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut ranks = HashMap::new();
        for (rank, bytes) in tokens.enumerate() {
            ranks.entry(bytes).or_insert(rank as i32);
        }
        Tokenizer { ranks }
    }

    /// The tokens of a text as it is said after silence: with a space before its first word.
    pub(in crate::listen) fn encode(&self, text: &str) -> Vec<i32> {
        let mut tokens = Vec::new();
        for word in text.split_whitespace() {
            for piece in pieces(&format!(" {word}")) {
                self.merge(piece.as_bytes(), &mut tokens);
            }
        }
        tokens
    }

    /// Merges neighbours, those of the lowest rank first, until none can be merged.
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

/// A word with the space before it, cut where letters, digits and other signs meet.
fn pieces(word: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        letter if letter.is_alphabetic() => 0,
        letter if letter.is_numeric() => 1,
        _ => 2,
    };
    let mut cuts = vec![0];
    let letters: Vec<(usize, char)> = word.char_indices().skip(1).collect();
    cuts.extend(letters.windows(2).filter(|two| kind(two[0].1) != kind(two[1].1)).map(|two| two[1].0));
    cuts.push(word.len());
    cuts.windows(2).map(|two| &word[two[0]..two[1]]).collect()
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
        assert_eq!(pieces(" 112,bellen"), [" 112", ",", "bellen"]);
    }
}
