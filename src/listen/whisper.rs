//! Whisper, through whisper-rs.
//!
//! One loaded model. The encoder's window follows the utterance's length in four steps, because the full 30 s window
//! costs five times as much. A window that fits too tightly makes the decoder loop, so the steps leave room, and a
//! loop falls back to the full window.
//!
//! Known wordings guide the decoder; where it is unsure, they are compared with the same sound (see `guided`).

use super::decoding::{Decoded, Stop, most_tokens, prefer_known_words, read_segments, stop_when_due};
use super::guided::{Free, Guide, Guided, WordingEvidence};
use super::identify::{LanguageEvidence, LanguageRule};
use super::safety::is_loop;
use super::threads::{Pace, threads_now};
use super::{Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance, Vocabulary, Wording};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

/// Encoder windows in positions of 20 ms, narrowest first.
const WINDOWS: [i32; 4] = [512, 768, 1024, WHOLE_WINDOW];
/// The window that Whisper was trained with: 30 s.
const WHOLE_WINDOW: i32 = 1500;
/// Minimum number of positions by which a window exceeds the sound.
const WINDOW_MARGIN: usize = 50;
/// Samples of silence appended to the sound, so that the last word is never at the edge.
const PADDING: usize = SAMPLE_RATE as usize / 2;
/// Beam size where words are preferred.
const BEAM: i32 = 5;
/// Settings of the recogniser.
#[derive(Debug, Clone)]
pub struct WhisperSettings {
    /// A ggml Whisper model.
    pub model: PathBuf,
    /// Threads for one recognition, if there are cores for them.
    pub threads: usize,
    /// Changes the model when it is loaded; `None`: it is used unchanged.
    pub preparation: Option<Arc<dyn Preparation>>,
}

/// Changes a model between disk and recogniser.
pub trait Preparation: Send + Sync + std::fmt::Debug {
    /// Takes the bytes of the model's file and returns those to load. The error says why it cannot.
    fn prepare(&self, model: Vec<u8>) -> Result<Vec<u8>, String>;
}

/// A loaded Whisper model with its knowledge of what people ask, shared by recognisers.
pub struct WhisperModel {
    pub(super) context: WhisperContext,
    settings: WhisperSettings,
    pub(super) guide: Option<Guide>,
    pace: Pace,
}

/// A recogniser: a shared model with working memory of its own.
pub struct WhisperTranscriber {
    pub(super) model: Arc<WhisperModel>,
    pub(super) state: WhisperState,
}

/// The free transcript and, for each entry of `left_out`, the best-fitting known wording.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub free: String,
    /// The best wordings; `None` where none is close.
    pub best: Vec<Option<Candidate>>,
}

/// A known wording that may have been said.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub wording: Wording,
    pub evidence: WordingEvidence,
    /// Whether the free transcript is unsure enough to compare wordings with the sound at all.
    pub asked: bool,
    /// Whether the wording is taken for what was said.
    pub taken: bool,
}

/// The free transcript and its language.
struct Heard {
    free: Decoded,
    task: Task,
    comparison: Comparison,
}

/// Minimum mean log-probability of a transcript in another language: what is made of a click is less probable.
const LEAST_ANOTHER: f32 = -1.5;

/// A transcript in another language than the expected one.
struct Another {
    heard: Decoded,
    task: Task,
    /// What the comparison of known wordings in the expected language gave.
    known: Option<Guided>,
    evidence: LanguageEvidence,
}

/// Whether known wordings have already been compared with the sound, and the result.
enum Comparison {
    NotYet,
    Done(Option<Guided>),
}

/// The language to decode into, and whether to translate.
#[derive(Clone, Copy)]
pub(super) struct Task {
    pub(super) spoken: &'static str,
    pub(super) translate: bool,
    pub(super) answer_in: Language,
}

impl Task {
    pub(super) fn transcribe(language: Language) -> Self {
        Task { spoken: language.code(), translate: false, answer_in: language }
    }

    /// Transcribed if it is one of ours; of any other language the English translation is what can be looked up.
    fn of_spoken(code: &'static str) -> Self {
        code.parse().map_or(Task { spoken: code, translate: true, answer_in: Language::En }, Task::transcribe)
    }
}

impl WhisperTranscriber {
    /// Loads the model. whisper.cpp's own messages go to the log.
    pub fn load(settings: WhisperSettings) -> Result<Self, ListenError> {
        whisper_rs::install_logging_hooks();
        let failed = |reason: String| ListenError::Model { path: settings.model.clone(), reason };
        let context = load_context(&settings.model, settings.preparation.as_deref()).map_err(failed)?;
        WhisperTranscriber::of(Arc::new(WhisperModel { context, settings, guide: None, pace: Pace::default() }))
    }

    /// Another recogniser with the same loaded model, to work in parallel.
    pub fn of(model: Arc<WhisperModel>) -> Result<Self, ListenError> {
        let state = model.context.create_state();
        let failed = |reason: String| ListenError::Model { path: model.settings.model.clone(), reason };
        let state = state.map_err(|error| failed(error.to_string()))?;
        Ok(WhisperTranscriber { model, state })
    }

    /// The loaded model.
    #[must_use]
    pub fn model(&self) -> &Arc<WhisperModel> {
        &self.model
    }

    /// Tells the recogniser what the desk can talk about. What it measures for known wordings in silence is stored in
    /// `keep_in`, if given.
    pub fn knowing(mut self, vocabulary: &dyn Vocabulary, keep_in: Option<PathBuf>) -> Result<Self, ListenError> {
        let failed = |error: whisper_rs::WhisperError| ListenError::Recogniser(error.to_string());
        // Silence is encoded like any sound, in a state of its own.
        let mut heard = self.model.context.create_state().map_err(failed)?;
        std::mem::swap(&mut self.state, &mut heard);
        let silence = Utterance { samples: very_soft_noise() };
        let task = Task::transcribe(Language::Nl);
        let decoded = self.decode(&padded(&silence), task, WINDOWS[0], &Cancel::default());
        std::mem::swap(&mut self.state, &mut heard);
        decoded?;
        let model = Arc::into_inner(self.model);
        let mut model = model.ok_or_else(|| ListenError::Recogniser("the model is in use already".into()))?;
        model.guide = Some(Guide::new(&model.context, vocabulary, heard, keep_in));
        Ok(WhisperTranscriber { model: Arc::new(model), state: self.state })
    }

    /// The evidence for the choice between a known wording and the free transcript, for calibration and measurement.
    /// Each time one wording may be left out, as if it were unknown.
    pub fn weigh(
        &mut self,
        utterance: &Utterance,
        language: Language,
        left_out: &[Option<&str>],
    ) -> Result<Weighed, ListenError> {
        let (samples, cancel) = (padded(utterance), Cancel::default());
        let Heard { free, task, .. } = self.hear_freely(&samples, ExpectedLanguage::Only(language), &cancel)?;
        let mut weighed = Weighed { free: free.text.clone(), best: vec![None; left_out.len()] };
        let model = &*self.model;
        let Some(guide) = model.guide.as_ref().filter(|_| !free.text.is_empty()) else { return Ok(weighed) };
        let unsure = free.is_unsure();
        let free = free.as_free(task);
        let fits = guide.fits(&mut self.state, free, &cancel)?;
        for (best, left_out) in weighed.best.iter_mut().zip(left_out) {
            let seen = guide.evidence(&mut self.state, &fits, free, *left_out, &cancel)?;
            *best = seen.map(|(wording, evidence)| Candidate {
                taken: unsure && guide.takes(&evidence),
                asked: unsure,
                wording,
                evidence,
            });
        }
        Ok(weighed)
    }

    fn decode(&mut self, samples: &[f32], task: Task, window: i32, cancel: &Cancel) -> Result<Decoded, ListenError> {
        let threads = threads_now(self.model.settings.threads);
        let deadline = if threads > 1 { self.model.pace.deadline(window) } else { None };
        let stop = Stop { cancel, deadline };
        match self.decode_with(samples, task, window, threads, &stop) {
            // Something else started to run, and the threads wait for each other.
            Err(ListenError::Cancelled) if !cancel.is_cancelled() => {
                self.decode_with(samples, task, window, 1, &Stop { cancel, deadline: None })
            }
            decoded => decoded,
        }
    }

    fn decode_with(
        &mut self,
        samples: &[f32],
        task: Task,
        window: i32,
        threads: usize,
        stop: &Stop<'_>,
    ) -> Result<Decoded, ListenError> {
        if stop.is_due() {
            return Err(ListenError::Cancelled);
        }
        let begun = Instant::now();
        let bias = self.model.guide.as_ref().filter(|_| !task.translate).and_then(|guide| guide.bias(task.answer_in));
        let strategy = match bias {
            Some(_) => SamplingStrategy::BeamSearch { beam_size: BEAM, patience: -1.0 },
            None => SamplingStrategy::Greedy { best_of: 1 },
        };
        let mut params = params(strategy, task.spoken, window, threads);
        params.set_translate(task.translate);
        params.set_max_tokens(most_tokens(samples.len()) as i32);
        // whisper-rs's own method for this callback passes its closure as a different type. SAFETY: the callback only
        // reads what is behind the pointer, which outlives the call of `full`; that call consumes the parameters, so
        // nothing can call it later.
        unsafe {
            params.set_abort_callback(Some(stop_when_due));
            params.set_abort_callback_user_data(std::ptr::from_ref(stop).cast_mut().cast());
        }
        if let Some(bias) = &bias {
            // SAFETY: as above; the callback only changes the logits that it is passed.
            unsafe {
                params.set_filter_logits_callback(Some(prefer_known_words));
                params.set_filter_logits_callback_user_data(std::ptr::from_ref(bias).cast_mut().cast());
            }
        }
        match self.state.full(params, samples) {
            Ok(()) => {
                self.model.pace.done(window, begun.elapsed());
                Ok(read_segments(&self.state, self.model.context.token_eot(), bias.as_ref()))
            }
            Err(_) if stop.is_due() => Err(ListenError::Cancelled),
            Err(error) => Err(ListenError::Recogniser(error.to_string())),
        }
    }

    /// Encodes sound in a small window. What the decoder makes of it is ignored.
    pub(super) fn encode_briefly(
        &mut self,
        samples: &[f32],
        language: Language,
        window: i32,
        stop: &Stop<'_>,
    ) -> Result<(), ListenError> {
        if stop.is_due() {
            return Err(ListenError::Cancelled);
        }
        let threads = threads_now(self.model.settings.threads);
        let mut params = params(SamplingStrategy::Greedy { best_of: 1 }, language.code(), window, threads);
        params.set_max_tokens(1);
        // SAFETY: as in `decode_with`.
        unsafe {
            params.set_abort_callback(Some(stop_when_due));
            params.set_abort_callback_user_data(std::ptr::from_ref(stop).cast_mut().cast());
        }
        match self.state.full(params, samples) {
            Ok(()) => Ok(()),
            Err(_) if stop.is_due() => Err(ListenError::Cancelled),
            Err(error) => Err(ListenError::Recogniser(error.to_string())),
        }
    }

    fn decode_safely(&mut self, samples: &[f32], task: Task, cancel: &Cancel) -> Result<Decoded, ListenError> {
        let window = window_for(samples.len());
        let decoded = self.decode(samples, task, window, cancel)?;
        if is_loop(&decoded.text) && window != WHOLE_WINDOW {
            return self.decode(samples, task, WHOLE_WINDOW, cancel);
        }
        Ok(decoded)
    }

    /// Transcribes in Dutch or the expected language, and in another one if the sound says so.
    fn hear_freely(
        &mut self,
        samples: &[f32],
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Heard, ListenError> {
        let task = Task::transcribe(expected.language());
        let free = self.decode_safely(samples, task, cancel)?;
        if matches!(expected, ExpectedLanguage::Only(_)) {
            return Ok(Heard { free, task, comparison: Comparison::NotYet });
        }
        let Some(other) = self.hear_another(samples, &free, task, cancel)? else {
            return Ok(Heard { free, task, comparison: Comparison::NotYet });
        };
        let is_chosen = matches!(expected, ExpectedLanguage::Chosen(_));
        Ok(if LanguageRule::built_in().takes(&other.evidence, is_chosen) {
            Heard { free: other.heard, task: other.task, comparison: Comparison::NotYet }
        } else {
            Heard { free, task, comparison: Comparison::Done(other.known) }
        })
    }

    /// Transcribes in the likeliest other language, if it is likelier from the sound alone, and weighs it. Accented or
    /// synthetic Dutch can be taken for another language, so that language must also explain the sound better than the
    /// free transcript and than any known wording.
    fn hear_another(
        &mut self,
        samples: &[f32],
        free: &Decoded,
        task: Task,
        cancel: &Cancel,
    ) -> Result<Option<Another>, ListenError> {
        let Some((code, odds)) = self.language_but(task.answer_in)? else { return Ok(None) };
        let other = Task::of_spoken(code);
        let heard = self.decode_again(other, most_tokens(samples.len()), cancel)?;
        if heard.log_probability < LEAST_ANOTHER {
            return Ok(None);
        }
        let known = self.hold_against_known(free, task, cancel)?;
        let said = known.as_ref().and_then(|guided| guided.said.as_ref());
        let first = said.map_or(free.log_probability, |said| said.log_probability.max(free.log_probability));
        let evidence = LanguageEvidence { code, odds, advantage: heard.log_probability - first };
        Ok(Some(Another { heard, task: other, known, evidence }))
    }

    /// The evidence that an utterance is in another language than the expected one, for calibration; `None` if it
    /// certainly is not.
    pub fn another_language(
        &mut self,
        utterance: &Utterance,
        expected: Language,
    ) -> Result<Option<LanguageEvidence>, ListenError> {
        let (samples, task, cancel) = (padded(utterance), Task::transcribe(expected), Cancel::default());
        let free = self.decode_safely(&samples, task, &cancel)?;
        Ok(self.hear_another(&samples, &free, task, &cancel)?.map(|other| other.evidence))
    }

    /// Compares known wordings with the same sound; `None` if that is unnecessary or none is close.
    fn hold_against_known(
        &mut self,
        free: &Decoded,
        task: Task,
        cancel: &Cancel,
    ) -> Result<Option<Guided>, ListenError> {
        let model = &*self.model;
        match model.guide.as_ref().filter(|_| !task.translate && free.is_unsure()) {
            Some(guide) => guide.hear(&mut self.state, free.as_free(task), cancel),
            None => Ok(None),
        }
    }
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError> {
        if crate::audio::measure(&utterance.samples).is_silent() {
            return Err(ListenError::NoSpeech);
        }
        if let Some(word) = self.hear_at_once(utterance, expected, cancel)? {
            return Ok(word);
        }
        let samples = padded(utterance);
        let Heard { free, task, comparison } = self.hear_freely(&samples, expected, cancel)?;
        if free.is_invented() {
            return Err(ListenError::NoSpeech);
        }
        let mut transcript = Transcript {
            confidence: free.log_probability.exp(),
            language: task.answer_in,
            alternatives: Vec::new(),
            text: free.text.clone(),
        };
        let guided = match comparison {
            Comparison::Done(guided) => guided,
            Comparison::NotYet => self.hold_against_known(&free, task, cancel)?,
        };
        if let Some(guided) = guided {
            if let Some(said) = guided.said {
                (transcript.text, transcript.confidence) = (said.text, said.chance);
            }
            transcript.alternatives = guided.alternatives;
        }
        if is_loop(&transcript.text) { Err(ListenError::NoSpeech) } else { Ok(transcript) }
    }

    fn work_ahead(&mut self) -> Result<bool, ListenError> {
        self.model.guide.as_ref().map_or(Ok(false), |guide| guide.measure_one(&Cancel::default()))
    }
}

impl Decoded {
    fn as_free(&self, task: Task) -> Free<'_> {
        Free { text: &self.text, words: &self.words, log_probability: self.log_probability, language: task.answer_in }
    }
}

/// How to decode one utterance, without any text around it.
fn params(strategy: SamplingStrategy, language: &str, window: i32, threads: usize) -> FullParams<'_, '_> {
    let mut params = FullParams::new(strategy);
    params.set_n_threads(threads as i32);
    params.set_language(Some(language));
    params.set_audio_ctx(if window == WHOLE_WINDOW { 0 } else { window });
    params.set_no_timestamps(true);
    params.set_single_segment(true);
    params.set_no_context(true);
    params.set_suppress_nst(true);
    params.set_temperature_inc(0.0);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_special(false);
    params.set_print_timestamps(false);
    params
}

/// Three seconds in which nothing is said; not zeros, because no microphone delivers those.
fn very_soft_noise() -> Vec<f32> {
    (0..3 * SAMPLE_RATE as usize).map(|i| ((i * 7919 % 1009) as f32 / 1009.0 - 0.5) * 0.002).collect()
}

/// The sound with silence after it, and never too short for the encoder.
pub(super) fn padded(utterance: &Utterance) -> Vec<f32> {
    let mut samples = utterance.samples.clone();
    samples.resize((samples.len() + PADDING).max(2 * SAMPLE_RATE as usize), 0.0);
    samples
}

/// The narrowest window that holds the samples with room to spare.
fn window_for(samples: usize) -> i32 {
    let positions = samples / (SAMPLE_RATE as usize / 50) + WINDOW_MARGIN;
    WINDOWS.into_iter().find(|window| *window as usize >= positions).unwrap_or(WHOLE_WINDOW)
}

fn load_context(path: &Path, preparation: Option<&dyn Preparation>) -> Result<WhisperContext, String> {
    if !path.is_file() {
        return Err("there is no such file".into());
    }
    let params = WhisperContextParameters::default();
    if let Some(preparation) = preparation {
        let model = preparation.prepare(std::fs::read(path).map_err(|error| error.to_string())?)?;
        return WhisperContext::new_from_buffer_with_params(&model, params).map_err(|error| error.to_string());
    }
    let path = path.to_str().ok_or("its path is not UTF-8")?;
    WhisperContext::new_with_params(path, params).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_length_with_room_to_spare() {
        for (seconds, window) in [
            (1, 512),
            (2, 512),
            (3, 512),
            (9, 512),
            (10, 768),
            (14, 768),
            (15, 1024),
            (19, 1024),
            (20, 1500),
            (40, 1500),
        ] {
            assert_eq!(window_for(seconds * 16_000), window, "{seconds} s");
        }
    }
}
