//! Words to Whisper's tokens, from nothing but the model's own vocabulary.
//!
//! The tokens are byte pairs, and a pair that was found earlier has a lower number: joining, again
//! and again, the two neighbours whose union has the lowest number gives the very tokens that the
//! model was trained on. (whisper.cpp's own way, the longest match, does not.)

use crate::language::Language;
use crate::models::GgmlFile;
use regex::Regex;
use std::collections::HashMap;

/// The tokens that a model knows.
pub(super) struct Tokens {
    numbers: HashMap<Vec<u8>, u32>,
    words: Regex,
    /// The number of the end of text; those of the other signs follow it.
    end: u32,
    languages: u32,
}

impl Tokens {
    pub(super) fn new(file: &GgmlFile) -> Self {
        let texts = file.tokens();
        // All that is no text: the end, the start, the languages, six signs, and 1,501 times.
        let languages = file.sizes().vocabulary.saturating_sub(texts.len() + 2 + 6 + 1501) as u32;
        let end = texts.len() as u32;
        let numbers = texts.iter().enumerate().map(|(number, bytes)| (bytes.to_vec(), number as u32)).collect();
        let words = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+";
        Tokens { numbers, words: Regex::new(words).expect("the pattern is sound"), end, languages }
    }

    /// The tokens of a text, with the blank before it that Whisper begins with.
    pub(super) fn of(&self, text: &str) -> Vec<u32> {
        let text = format!(" {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        self.words.find_iter(&text).flat_map(|word| self.of_word(word.as_str().as_bytes())).collect()
    }

    fn of_word(&self, word: &[u8]) -> Vec<u32> {
        let mut parts: Vec<&[u8]> = word.chunks(1).collect();
        let mut starts: Vec<usize> = (0..word.len()).collect();
        loop {
            let joined = |at: usize| {
                let end = starts[at + 1] + parts[at + 1].len();
                self.numbers.get(&word[starts[at]..end]).map(|number| (*number, at, end))
            };
            let Some((_, at, end)) = (0..parts.len().saturating_sub(1)).filter_map(joined).min() else { break };
            parts[at] = &word[starts[at]..end];
            parts.remove(at + 1);
            starts.remove(at + 1);
        }
        parts.iter().filter_map(|part| self.numbers.get(*part).copied()).collect()
    }

    /// What the decoder is given before the text. `before`: a sentence that was said before.
    pub(super) fn opening(&self, language: Language, before: &str) -> Vec<u32> {
        let start = self.end + 1;
        let code = whisper_rs::get_lang_id(language.code()).unwrap_or(0).unsigned_abs();
        let signs = start + 1 + self.languages;
        let [transcribe, previous, no_times] = [signs + 1, signs + 3, signs + 5];
        let mut opening = Vec::new();
        if !before.is_empty() {
            opening.push(previous);
            opening.extend(self.of(before));
        }
        opening.extend([start, start + 1 + code, transcribe, no_times]);
        opening
    }

    /// The token that ends a text.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// The text of tokens.
    #[cfg(test)]
    pub(super) fn text(&self, tokens: &[u32]) -> String {
        let by_number: HashMap<u32, &Vec<u8>> = self.numbers.iter().map(|(bytes, number)| (*number, bytes)).collect();
        let bytes: Vec<u8> =
            tokens.iter().filter_map(|token| by_number.get(token)).flat_map(|bytes| bytes.iter().copied()).collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}
