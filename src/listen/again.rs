//! Decodes the sound that was encoded last once more, without encoding it again: to tell its language, and to
//! transcribe it in that language.

use super::decoding::Decoded;
use super::guided::{Cursor, NextToken};
use super::identify::likeliest_other;
use super::whisper::{Task, WhisperTranscriber};
use super::{Cancel, ListenError};
use crate::language::Language;

impl WhisperTranscriber {
    /// The likeliest language other than the expected one, if it is likelier from the decoder's first step, and its
    /// log-odds.
    pub(super) fn language_but(&mut self, expected: Language) -> Result<Option<(&'static str, f32)>, ListenError> {
        let failed = |error: whisper_rs::WhisperError| ListenError::Recogniser(error.to_string());
        let start = self.model.context.token_sot();
        self.state.decode(&[start], 0, 1).map_err(failed)?;
        let logits = self.state.get_logits().map_err(failed)?;
        let first = start as usize + 1;
        Ok(likeliest_other(&logits[first..=first + whisper_rs::get_lang_max_id() as usize], expected.code()))
    }

    /// Decodes in another language, always the likeliest token next. At most so many tokens.
    pub(super) fn decode_again(&mut self, task: Task, most: usize, cancel: &Cancel) -> Result<Decoded, ListenError> {
        let context = &self.model.context;
        let end = context.token_eot();
        let spoken = context.token_lang(whisper_rs::get_lang_id(task.spoken).unwrap_or_default());
        let way = if task.translate { context.token_translate() } else { context.token_transcribe() };
        let prefix = [context.token_sot(), spoken, way, context.token_not()];
        let guide = self.model.guide.as_ref().filter(|_| !task.translate);
        let bias = guide.and_then(|guide| guide.bias(task.answer_in));
        let mut cursor = Cursor::new(&mut self.state, &prefix, end, cancel)?;
        let (mut tokens, mut written, mut sum) = (Vec::new(), Vec::new(), 0.0);
        while tokens.len() < most {
            let expected = cursor.after(&tokens)?.to_vec();
            let mut wanted = expected.clone();
            if let Some(bias) = &bias {
                bias.adjust(&tokens, &mut wanted);
            }
            if tokens.is_empty() {
                wanted[end as usize] = f32::NEG_INFINITY;
            }
            let best = (0..=end).max_by(|a, b| wanted[*a as usize].total_cmp(&wanted[*b as usize])).unwrap_or(end);
            sum += expected[best as usize];
            if best == end {
                break;
            }
            tokens.push(best);
            let bytes = context.token_to_bytes(best).map(<[u8]>::to_vec).unwrap_or_default();
            written.push((bytes, expected[best as usize].exp()));
        }
        Ok(Decoded::new(&written, sum / (tokens.len() as f32 + 1.0), 0.0))
    }
}
