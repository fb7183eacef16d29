//! What the decoder is given and should say, as the tokens of a model that is not loaded for hearing.

use crate::language::Language;
use crate::listen::Tokenizer;
use crate::models::GgmlFile;

/// The tokens that a model knows.
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    #[cfg(test)]
    texts: Vec<Vec<u8>>,
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
        let texts: Vec<Vec<u8>> = texts.iter().map(|bytes| bytes.to_vec()).collect();
        Tokens {
            tokenizer: Tokenizer::new(texts.iter().cloned()),
            #[cfg(test)]
            texts,
            end,
            languages,
        }
    }

    /// The tokens of a text.
    pub(super) fn of(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode(text).into_iter().map(i32::unsigned_abs).collect()
    }

    /// What the decoder is given before the text.
    pub(super) fn opening(&self, language: Language) -> [u32; 4] {
        let start = self.end + 1;
        let code = whisper_rs::get_lang_id(language.code()).unwrap_or(0).unsigned_abs();
        let signs = start + 1 + self.languages;
        let (transcribe, no_times) = (signs + 1, signs + 5);
        [start, start + 1 + code, transcribe, no_times]
    }

    /// The token that ends a text.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// The text of tokens.
    #[cfg(test)]
    pub(super) fn text(&self, tokens: &[u32]) -> String {
        let bytes: Vec<u8> =
            tokens.iter().filter_map(|token| self.texts.get(*token as usize)).flatten().copied().collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}
