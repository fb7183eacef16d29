//! The voices of one installation, one for each language, and the way from written text to sound.

use super::text::{Lexicon, sentences, speakable};
use super::{EspeakVoice, PiperVoice, SpeakError, Speech, Synthesizer, initialise_runtime};
use crate::language::Language;
use std::path::PathBuf;

/// Which voice speaks a language, and where its files are.
#[derive(Debug, Clone, PartialEq)]
pub enum VoiceSettings {
    /// A voice of eSpeak NG by its own name (`nl`, `en-gb`).
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
}

/// All voices; each is loaded when its language is first spoken.
pub struct SpeakingDesk {
    settings: Vec<(Language, VoiceSettings)>,
    loaded: Vec<(Language, Box<dyn Synthesizer>)>,
    lexicon: Lexicon,
    rate: f32,
}

impl SpeakingDesk {
    /// A voice for each language; `rate` is the speed of all of them (1.0 is normal).
    #[must_use]
    pub fn new(settings: Vec<(Language, VoiceSettings)>, lexicon: Lexicon, rate: f32) -> Self {
        SpeakingDesk {
            settings,
            loaded: Vec::new(),
            lexicon,
            rate,
        }
    }

    /// Loads the voice of a language, so that the first sentence does not have to wait for it.
    pub fn warm(&mut self, language: Language) -> Result<(), SpeakError> {
        self.voice_mut(language).map(drop)
    }

    /// Speaks written text sentence by sentence, handing over each as soon as it is made. Stops when
    /// `deliver` returns false.
    pub fn speak(
        &mut self,
        text: &str,
        language: Language,
        mut deliver: impl FnMut(Speech) -> bool,
    ) -> Result<(), SpeakError> {
        let rate = self.rate;
        let spoken: Vec<String> = sentences(text)
            .iter()
            .map(|sentence| speakable(sentence, language, &self.lexicon))
            .collect();
        let voice = self.voice_mut(language)?;
        for sentence in spoken.iter().filter(|sentence| !sentence.trim().is_empty()) {
            if !deliver(voice.synthesize(sentence, rate)?) {
                break;
            }
        }
        Ok(())
    }

    /// The name of the voice that speaks a language.
    pub fn voice_name(&mut self, language: Language) -> Result<String, SpeakError> {
        Ok(self.voice_mut(language)?.voice().to_owned())
    }

    fn voice_mut(&mut self, language: Language) -> Result<&mut Box<dyn Synthesizer>, SpeakError> {
        let position = self.loaded.iter().position(|(of, _)| *of == language);
        let position = match position {
            Some(position) => position,
            None => {
                let settings = self.settings.iter().find(|(of, _)| *of == language);
                let (_, settings) = settings.ok_or(SpeakError::NoVoice(language))?;
                self.loaded.push((language, open(settings)?));
                self.loaded.len() - 1
            }
        };
        Ok(&mut self.loaded[position].1)
    }
}

fn open(settings: &VoiceSettings) -> Result<Box<dyn Synthesizer>, SpeakError> {
    Ok(match settings {
        VoiceSettings::Espeak(name) => Box::new(EspeakVoice::open(name)?),
        VoiceSettings::Piper {
            name,
            model,
            config,
            runtime,
        } => {
            initialise_runtime(runtime)?;
            Box::new(PiperVoice::load(name, model, config)?)
        }
    })
}
