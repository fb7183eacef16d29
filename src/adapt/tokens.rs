//! Encodes the decoder's input and targets as tokens, without loading the model for recognition.

use crate::language::Language;
use crate::listen::Tokenizer;
use crate::models::GgmlFile;

/// The tokens of a model.
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    #[cfg(test)]
    texts: Vec<Vec<u8>>,
    /// Token id of the end of text; the other special tokens follow it.
    end: u32,
    languages: u32,
}

impl Tokens {
    pub(super) fn new(file: &GgmlFile) -> Self {
        let texts = file.tokens();
        // Special tokens: end, start, languages, six others, and 1,501 timestamps.
        let languages = file.sizes().vocabulary.saturating_sub(texts.len() + 2 + 6 + 1501) as u32;
        let end = texts.len() as u32;
        let texts: Vec<Vec<u8>> = texts.iter().map(|bytes| bytes.to_vec()).collect();
        Tokens {
            tokenizer: Tokenizer::new(texts.iter().cloned()),
            #[cfg(test)]
            texts,
            end,
            languages,
        }
    }

    pub(super) fn of(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode(text).into_iter().map(i32::unsigned_abs).collect()
    }

    /// The tokens before the text.
    pub(super) fn opening(&self, language: Language) -> [u32; 4] {
        let start = self.end + 1;
        let code = whisper_rs::get_lang_id(language.code()).unwrap_or(0).unsigned_abs();
        let signs = start + 1 + self.languages;
        let (transcribe, no_times) = (signs + 1, signs + 5);
        [start, start + 1 + code, transcribe, no_times]
    }

    /// The end-of-text token.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// Decodes tokens.
    #[cfg(test)]
    pub(super) fn text(&self, tokens: &[u32]) -> String {
        let bytes: Vec<u8> =
            tokens.iter().filter_map(|token| self.texts.get(*token as usize)).flatten().copied().collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}
