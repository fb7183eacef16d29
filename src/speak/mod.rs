//! Speaking: from written text to sound.
//!
//! Useful for: making a sentence audible in the voice of its language. Not useful for: deciding what is said
//! (`knowledge`, `dialogue`) or playing it (`channel`). Depends on `audio` only.
//!
//! # Layout
//!
//! `desk` is the whole path: `text` makes a sentence speakable, `cache` has it or a voice (`voices`: `espeak`, `piper`
//! with `stretch`, `kokoro` for tests) renders it, `trim` and `loudness` finish it. `manner` is speed and volume;
//! `prerender` fills the cache ahead of time.

mod cache;
mod desk;
mod espeak;
mod kokoro;
mod loudness;
mod manner;
mod piper;
mod prerender;
mod stretch;
pub mod text;
mod trim;
mod voices;

pub use cache::CacheSettings;
pub use desk::SpeakingDesk;
pub use espeak::{EspeakVoice, phonemes};
pub use kokoro::{KokoroFiles, KokoroVoice};
pub use loudness::{loudness, true_peak};
pub use manner::Manner;
pub use piper::{PiperVoice, initialise_runtime};
pub use prerender::PreRendered;
pub use voices::{Elsewhere, VoiceSettings, VoiceSource};

use crate::language::Language;
use std::path::PathBuf;

/// Rendered speech.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// Mono samples in −1…1.
    pub samples: Vec<f32>,
    /// Sample rate in Hz.
    pub sample_rate: u32,
}

impl Speech {
    /// Duration in seconds.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        self.samples.len() as f32 / self.sample_rate.max(1) as f32
    }
}

/// The same speech at another speed, at the same pitch. `None` if there is no memory for it.
#[must_use]
pub fn at_speed(speech: &Speech, rate: f32) -> Option<Speech> {
    let Speech { samples, sample_rate } = speech;
    Some(Speech { samples: stretch::stretch(samples, *sample_rate, rate)?, sample_rate: *sample_rate })
}

/// Turns speakable text into sound. Blocking; lives on a worker thread.
pub trait Synthesizer {
    /// Renders text without digits or abbreviations (see [`text::speakable`]). `rate` is the speed: 1.0 is the voice's
    /// own, 2.0 twice as fast.
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError>;

    /// The voice's name in the settings and in exported files.
    fn voice(&self) -> &str;

    /// Whether the last sound was this voice's own, so that it may be cached under its name.
    fn spoke_itself(&self) -> bool {
        true
    }
}

/// Why something could not be said.
#[derive(Debug, thiserror::Error)]
pub enum SpeakError {
    /// No voice is configured for the language.
    #[error("no voice for language `{0}`: set `speak.voice_{0}` in spraakloket.toml")]
    NoVoice(Language),
    /// A speed outside the supported range.
    #[error("cannot speak at a speed of {0}: use 0.75 (slow) to 3 (very fast); 1 is normal")]
    Rate(f32),
    /// A volume outside the supported range.
    #[error("cannot speak at a volume of {0} %: use 0 to 200; 100 is normal")]
    Volume(f32),
    /// eSpeak NG has no voice with this name.
    #[error("eSpeak NG has no voice `{0}`: use nl, en or en-us for example, with +f2 or +m3 for another speaker")]
    UnknownEspeakVoice(String),
    /// The voice's files cannot be used.
    #[error("the voice {voice} cannot be loaded ({reason}). Run `spraakloket models fetch {voice}`")]
    Voice { voice: String, reason: String },
    /// The ONNX Runtime library, which Piper needs, cannot be used.
    #[error("ONNX Runtime cannot be loaded from {path} ({reason}). Run `spraakloket models fetch onnxruntime`")]
    Runtime { path: PathBuf, reason: String },
    /// eSpeak NG's data is not where it is expected.
    #[error(
        "eSpeak NG cannot start ({0}). Put its `espeak-ng-data` folder beside the program \
         (`make build` does) or set SPRAAKLOKET_ESPEAK_DATA to the folder that contains it"
    )]
    Espeak(String),
    /// The voice failed on this text: apologise and continue.
    #[error("the voice {voice} failed: {reason}")]
    Synthesis { voice: String, reason: String },
}
