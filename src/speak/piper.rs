//! Piper voices through piper-rs. The phonemes come from our own eSpeak NG lock (see `espeak`).

use super::stretch::stretch;
use super::{SpeakError, Speech, Synthesizer, phonemes};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// The voices were trained on fast readers (some 200 words a minute): at normal speed they are slowed down by this
/// factor, to be understood at first hearing.
const PACE: f32 = 0.9;
/// Precedes the phonemes. The voices were trained with padding after the start mark; piper-rs omits it, and then they
/// swallow the first consonant ("Take" becomes "ake").
const PAD: char = '_';
/// Silence appended to a sentence, in seconds, because the models end abruptly.
const TAIL_SECONDS: f32 = 0.12;

/// Loads the ONNX Runtime shared library. The first call decides; later calls return its result.
pub fn initialise_runtime(library: &Path) -> Result<(), SpeakError> {
    crate::onnx::initialise(library).map_err(|reason| SpeakError::Runtime { path: library.to_owned(), reason })
}

/// The part of a voice's configuration that piper-rs does not expose.
#[derive(Deserialize)]
struct VoiceConfig {
    espeak: EspeakConfig,
    phoneme_id_map: HashMap<String, Vec<i64>>,
}

#[derive(Deserialize)]
struct EspeakConfig {
    voice: String,
}

/// A loaded Piper voice.
pub struct PiperVoice {
    name: String,
    piper: piper_rs::Piper,
    espeak_voice: String,
    known_phonemes: BTreeSet<char>,
    reported: BTreeSet<char>,
}

impl PiperVoice {
    /// Loads `<name>.onnx` and its `.onnx.json`. The runtime must be initialised first.
    pub fn load(name: &str, model: &Path, config: &Path) -> Result<Self, SpeakError> {
        let failed = |reason: String| SpeakError::Voice { voice: name.to_owned(), reason };
        let text = std::fs::read_to_string(config).map_err(|error| failed(format!("{}: {error}", config.display())))?;
        let own: VoiceConfig =
            serde_json::from_str(&text).map_err(|error| failed(format!("{}: {error}", config.display())))?;
        let piper = piper_rs::Piper::new(model, config).map_err(|error| failed(error.to_string()))?;
        Ok(PiperVoice {
            name: name.to_owned(),
            piper,
            espeak_voice: own.espeak.voice,
            known_phonemes: own.phoneme_id_map.keys().filter_map(|key| key.chars().next()).collect(),
            reported: BTreeSet::new(),
        })
    }

    /// Logs phonemes that the voice does not know, which piper-rs drops; each once.
    fn report_unknown(&mut self, said: &str) {
        for phoneme in said.chars().filter(|c| !self.known_phonemes.contains(c)) {
            if self.reported.insert(phoneme) {
                tracing::warn!(code = "unknown-phoneme", voice = %self.name, %phoneme, "the voice leaves it out");
            }
        }
    }
}

impl Synthesizer for PiperVoice {
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError> {
        let said = phonemes(text, &self.espeak_voice)?;
        self.report_unknown(&said);
        let failed = |reason: String| SpeakError::Synthesis { voice: self.name.clone(), reason };
        // The model's own speed setting is inexact (it rounds every sound up to a frame), so it always runs at its
        // normal pace and stretching does the rest.
        let (samples, sample_rate) = self
            .piper
            .create(&format!("{PAD}{said}"), true, None, Some(1.0 / PACE), None, None)
            .map_err(|error| failed(error.to_string()))?;
        let stretched = stretch(&samples, sample_rate, rate);
        let mut samples = stretched.ok_or_else(|| failed("out of memory while changing the speed".into()))?;
        samples.resize(samples.len() + (TAIL_SECONDS * sample_rate as f32) as usize, 0.0);
        Ok(Speech { samples, sample_rate })
    }

    fn voice(&self) -> &str {
        &self.name
    }
}
