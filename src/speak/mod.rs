//! Speaking: from written text to sound.
//!
//! Useful for: making a sentence audible in the voice of its language. Not useful for: deciding what
//! is said (`knowledge`, `dialogue`) or playing it (`channel`). Knows `audio` only.
//!
//! # Layout
//!
//! `desk` is the way through: `text` makes a sentence speakable, `cache` has it or a voice (`voices`:
//! `espeak`, `piper` with `stretch`, for tests `kokoro`) makes it, `trim` and `loudness` finish it. `manner` is
//! speed and volume; `prerender` fills the cache ahead of time.

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
pub use voices::VoiceSettings;

use crate::language::Language;
use std::path::PathBuf;

/// Sound that says something.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// Mono samples in −1…1.
    pub samples: Vec<f32>,
    /// Samples per second.
    pub sample_rate: u32,
}

impl Speech {
    /// How long it lasts, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        self.samples.len() as f32 / self.sample_rate.max(1) as f32
    }
}

/// Turns speakable text into sound. Blocking; lives on a worker thread.
pub trait Synthesizer {
    /// Speaks text that has no digits or abbreviations left (see [`text::speakable`]). `rate` is the
    /// speed: 1.0 is the voice's own, 2.0 twice as fast.
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError>;

    /// The voice's name, as it stands in the configuration and in files that leave the system.
    fn voice(&self) -> &str;
}

/// Why something could not be said.
#[derive(Debug, thiserror::Error)]
pub enum SpeakError {
    /// No voice is configured for the language.
    #[error("no voice for language `{0}`: set `speak.voice_{0}` in spraakloket.toml")]
    NoVoice(Language),
    /// A speed that is no speed: ask for another.
    #[error("a speed of {0} cannot be spoken: use 0.75 (slow) to 3 (very fast); 1 is normal")]
    Rate(f32),
    /// A volume that is no volume: ask for another.
    #[error("a volume of {0} % cannot be spoken: use 0 to 200; 100 is normal")]
    Volume(f32),
    /// eSpeak NG has no such voice: name another.
    #[error("eSpeak NG has no voice `{0}`: use one such as nl, en or en-us, with +f2 or +m3 for another speaker")]
    UnknownEspeakVoice(String),
    /// The voice's files cannot be used: fetch them again.
    #[error("the voice {voice} cannot be loaded ({reason}). Run `spraakloket models fetch {voice}`")]
    Voice {
        /// The voice's name.
        voice: String,
        /// What went wrong.
        reason: String,
    },
    /// The ONNX Runtime library, which Piper needs, cannot be used.
    #[error("ONNX Runtime cannot be loaded from {path} ({reason}). Run `spraakloket models fetch onnxruntime`")]
    Runtime {
        /// The shared library.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// eSpeak NG's data is not where it is expected.
    #[error(
        "eSpeak NG cannot start ({0}). Put its `espeak-ng-data` folder beside the program \
         (`make build` does) or set SPRAAKLOKET_ESPEAK_DATA to the folder that holds it"
    )]
    Espeak(String),
    /// The voice failed on this text: apologise and go on.
    #[error("the voice {voice} failed: {reason}")]
    Synthesis {
        /// The voice's name.
        voice: String,
        /// What went wrong.
        reason: String,
    },
}
