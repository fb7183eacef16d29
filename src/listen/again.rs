//! Decodes the sound that was encoded last once more, without encoding it again: to tell its language, and to
//! transcribe it in that language.

use super::decoding::Decoded;
use super::guided::{Cursor, NextToken};
use super::whisper::{Task, WhisperTranscriber};
use super::{Cancel, ListenError};
use crate::language::Language;

/// Least probability of another language, from the sound alone.
const OTHER_LANGUAGE_PROBABILITY: f32 = 0.7;
/// Prior of Dutch and English over any other language, in nats: accented Dutch is taken for many languages.
const OURS: f32 = 1.5;

impl WhisperTranscriber {
    /// The language that is spoken if it is not a certain one, and how probable that is, from the decoder's first
    /// step.
    pub(super) fn language_but(&mut self, first: Language) -> Result<Option<(Task, f32)>, ListenError> {
        let failed = |error: whisper_rs::WhisperError| ListenError::Recogniser(error.to_string());
        let start = self.model.context.token_sot();
        self.state.decode(&[start], 0, 1).map_err(failed)?;
        let logits = self.state.get_logits().map_err(failed)?;
        let code = |id: i32| whisper_rs::get_lang_str(id).unwrap_or("nl");
        let prior = |id: i32| if matches!(code(id), "nl" | "en" | "af" | "fy") { OURS } else { 0.0 };
        let logit = |id: i32| logits[(start + 1 + id) as usize] + prior(id);
        let languages = 0..=whisper_rs::get_lang_max_id();
        let best = languages.clone().max_by(|a, b| logit(*a).total_cmp(&logit(*b))).unwrap_or(0);
        let sum: f32 = languages.map(|id| (logit(id) - logit(best)).exp()).sum();
        let probability = 1.0 / sum;
        if probability < OTHER_LANGUAGE_PROBABILITY {
            return Ok(None);
        }
        let task = match code(best) {
            // Afrikaans is what Whisper takes accented Dutch for; Frisian speakers speak Dutch too.
            "nl" | "af" | "fy" => Task::transcribe(Language::Nl),
            // Transcribed if it is one of ours; of any other the English translation is what can be looked up.
            other => match other.parse() {
                Ok(language) => Task::transcribe(language),
                Err(_) => Task { spoken: other, translate: true, answer_in: Language::En },
            },
        };
        Ok((task.translate || task.answer_in != first).then_some((task, probability)))
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
