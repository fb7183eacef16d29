//! Which voice speaks a language: its files, its name and the version of its sound.

use super::{
    EspeakVoice, KokoroFiles, KokoroVoice, PiperVoice, SpeakError, Synthesizer, espeak, initialise_runtime, kokoro,
};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Incremented with every change here that makes speech sound different, to invalidate cached speech.
const RENDERING: u32 = 1;

/// A voice and its files.
#[derive(Debug, Clone, PartialEq)]
pub enum VoiceSettings {
    /// An eSpeak NG voice, by its own name (`nl`, `en-us`).
    Espeak(String),
    /// A Piper voice.
    Piper {
        /// Its name in the catalog.
        name: String,
        /// The `.onnx` file.
        model: PathBuf,
        /// The `.onnx.json` file.
        config: PathBuf,
        /// The ONNX Runtime shared library.
        runtime: PathBuf,
    },
    /// An accented voice for evaluation and training, by its own name (`jf_alpha`).
    Kokoro(String, KokoroFiles),
    /// A voice that speaks on another machine.
    Elsewhere(Elsewhere),
}

/// A voice that is not a file of ours; `speak` does not know how it is reached.
#[derive(Clone, Debug)]
pub struct Elsewhere(pub Arc<dyn VoiceSource>);

impl PartialEq for Elsewhere {
    fn eq(&self, other: &Self) -> bool {
        self.0.name() == other.0.name()
    }
}

/// Opens a voice that speaks elsewhere.
pub trait VoiceSource: Send + Sync + std::fmt::Debug {
    /// The voice's name.
    fn name(&self) -> String;

    /// What its sound depends on beside the name.
    fn version(&self) -> String;

    /// The voice, which may be asked from one thread.
    fn open(self: Arc<Self>) -> Box<dyn Synthesizer>;
}

impl VoiceSettings {
    /// The voice's name, known before it is loaded.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            VoiceSettings::Espeak(name) => EspeakVoice::name_of(name),
            VoiceSettings::Piper { name, .. } => name.clone(),
            VoiceSettings::Kokoro(voice, _) => format!("{}{voice}", kokoro::PREFIX),
            VoiceSettings::Elsewhere(elsewhere) => elsewhere.0.name(),
        }
    }

    /// The version of engine and files, determined without loading them: sound from any other version is different.
    pub(super) fn version(&self) -> String {
        match self {
            VoiceSettings::Espeak(_) => format!("{RENDERING} espeak-ng {}", espeak::version()),
            VoiceSettings::Piper { model, config, runtime, .. } => {
                let size = std::fs::metadata(model).map_or(0, |metadata| metadata.len());
                let mut digest = String::new();
                for byte in &Sha256::digest(std::fs::read(config).unwrap_or_default())[..8] {
                    let _ = write!(digest, "{byte:02x}");
                }
                let runtime = runtime.file_name().unwrap_or_default().to_string_lossy();
                format!("{RENDERING} espeak-ng {} {runtime} {size} {digest}", espeak::version())
            }
            VoiceSettings::Kokoro(_, files) => {
                let size = std::fs::metadata(&files.model).map_or(0, |metadata| metadata.len());
                let runtime = files.runtime.file_name().unwrap_or_default().to_string_lossy();
                format!("{RENDERING} espeak-ng {} {runtime} {size}", espeak::version())
            }
            VoiceSettings::Elsewhere(elsewhere) => format!("{RENDERING} {}", elsewhere.0.version()),
        }
    }

    /// Whether several instances can speak at the same time: eSpeak NG has one state for the whole program.
    pub(super) fn speaks_in_parallel(&self) -> bool {
        !matches!(self, VoiceSettings::Espeak(_))
    }

    /// Loads the voice.
    pub fn open(&self) -> Result<Box<dyn Synthesizer>, SpeakError> {
        Ok(match self {
            VoiceSettings::Espeak(name) => Box::new(EspeakVoice::open(name)?),
            VoiceSettings::Piper { name, model, config, runtime } => {
                initialise_runtime(runtime)?;
                Box::new(PiperVoice::load(name, model, config)?)
            }
            VoiceSettings::Kokoro(voice, files) => {
                initialise_runtime(&files.runtime)?;
                Box::new(KokoroVoice::load(voice, files)?)
            }
            VoiceSettings::Elsewhere(elsewhere) => Arc::clone(&elsewhere.0).open(),
        })
    }
}
