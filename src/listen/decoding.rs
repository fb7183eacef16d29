//! One decoding by whisper.cpp: its result, and the callbacks that run during it.

use super::Cancel;
use super::guided::{Bias, HeardWord};
use super::safety::is_phantom;
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use std::ffi::c_void;
use std::time::Instant;
use whisper_rs::{WhisperState, WhisperSysContext, WhisperSysState, WhisperTokenData};

/// Above this no-speech probability, a transcript with a low log-probability is invented.
const NO_SPEECH_PROBABILITY: f32 = 0.6;
/// Below this mean token log-probability, a transcript is not trusted if speech is doubtful.
const LOW_LOG_PROBABILITY: f32 = -1.0;

/// The encoder's window for a word or two, in positions of 20 ms. Free decoding would loop in it.
pub(super) const SHORT_WINDOW: i32 = 192;
/// From this mean token log-probability on, the first transcript is trusted as it is.
const SURE_LOG_PROBABILITY: f32 = -0.15;
/// The result of one decoding of an utterance.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) words: Vec<HeardWord>,
    pub(super) log_probability: f32,
    no_speech: f32,
}

impl Decoded {
    /// From the bytes and the probability of each token.
    pub(super) fn new(tokens: &[(Vec<u8>, f32)], log_probability: f32, no_speech: f32) -> Self {
        let mut words = Vec::<(Vec<u8>, f32)>::new();
        for (bytes, probability) in tokens {
            match words.last_mut().filter(|_| !bytes.starts_with(b" ")) {
                Some((word, least)) => {
                    word.extend_from_slice(bytes);
                    // A mark says nothing about the word that it follows.
                    if !bytes.iter().all(u8::is_ascii_punctuation) {
                        *least = least.min(*probability);
                    }
                }
                None => words.push((bytes.clone(), *probability)),
            }
        }
        let all: Vec<u8> = tokens.iter().flat_map(|(bytes, _)| bytes.iter().copied()).collect();
        let text = String::from_utf8_lossy(&all).trim().to_owned();
        let words = words.into_iter().map(|(bytes, probability)| HeardWord {
            text: String::from_utf8_lossy(&bytes).trim().to_owned(),
            probability,
        });
        Decoded { text, words: words.collect(), log_probability, no_speech }
    }

    pub(super) fn is_unsure(&self) -> bool {
        self.log_probability < SURE_LOG_PROBABILITY && !self.text.is_empty()
    }

    pub(super) fn is_invented(&self) -> bool {
        is_phantom(&self.text) || likely_silence(self.no_speech, self.log_probability)
    }
}

/// Whether Whisper's own probabilities say that its words were invented: that of silence, and the mean log-probability of
/// the words' tokens.
#[must_use]
pub fn likely_silence(no_speech: f32, log_probability: f32) -> bool {
    no_speech > NO_SPEECH_PROBABILITY && log_probability < LOW_LOG_PROBABILITY
}

/// A language of the desk by its code or by Whisper's English name for it, such as `dutch`.
#[must_use]
pub fn language_named(name: &str) -> Option<Language> {
    let id = whisper_rs::get_lang_id(&name.trim().to_lowercase())?;
    whisper_rs::get_lang_str(id)?.parse().ok()
}

/// Reasons to abort a decoding.
pub(super) struct Stop<'a> {
    pub(super) cancel: &'a Cancel,
    pub(super) deadline: Option<Instant>,
}

impl Stop<'_> {
    pub(super) fn is_due(&self) -> bool {
        self.cancel.is_cancelled() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// Reads the text that a state has produced.
pub(super) fn read_segments(state: &WhisperState, end: i32, bias: Option<&Bias<'_>>) -> Decoded {
    let (mut tokens, mut written) = (Vec::new(), Vec::<(Vec<u8>, f32)>::new());
    let mut log_probability = 0.0;
    let mut no_speech = 0.0_f32;
    for segment in state.as_iter() {
        no_speech = no_speech.max(segment.no_speech_probability());
        for token in (0..segment.n_tokens()).filter_map(|index| segment.get_token(index)) {
            if token.token_id() < end {
                tokens.push(token.token_id());
                log_probability += token.token_probability().max(1e-6).ln();
                let probability = bias.map_or_else(|| token.token_probability(), |bias| bias.probability(&tokens));
                written.push((token.to_bytes().unwrap_or_default().to_vec(), probability));
            }
        }
    }
    let log_probability = match bias {
        Some(bias) => bias.log_probability(&tokens, end),
        None => log_probability / tokens.len().max(1) as f32,
    };
    Decoded::new(&written, log_probability, no_speech)
}

/// The maximum number of tokens that can be said in that time; a decoder that writes more is in a loop.
pub(super) fn most_tokens(samples: usize) -> usize {
    12 + 9 * samples / SAMPLE_RATE as usize
}

/// whisper.cpp calls this before each step of its computation.
pub(super) unsafe extern "C" fn stop_when_due(stop: *mut c_void) -> bool {
    // SAFETY: `decode_with` passes a `Stop` that outlives the recognition.
    unsafe { &*stop.cast::<Stop<'_>>() }.is_due()
}

/// whisper.cpp calls this before each token of each text in the beam.
pub(super) unsafe extern "C" fn prefer_known_words(
    _: *mut WhisperSysContext,
    _: *mut WhisperSysState,
    tokens: *const WhisperTokenData,
    count: i32,
    logits: *mut f32,
    bias: *mut c_void,
) {
    // SAFETY: whisper.cpp passes `count` tokens and one logit per token of the vocabulary, and `decode` a `Bias` that
    // outlives the recognition.
    let (bias, logits, tokens) = unsafe {
        let bias = &*bias.cast::<Bias<'_>>();
        let tokens = if count > 0 { std::slice::from_raw_parts(tokens, count as usize) } else { &[] };
        (bias, std::slice::from_raw_parts_mut(logits, bias.logits()), tokens)
    };
    bias.adjust(&tokens.iter().map(|token| token.id).collect::<Vec<i32>>(), logits);
}
