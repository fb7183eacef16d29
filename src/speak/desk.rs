//! The voices of an installation, one per language, and the whole path from written text to sound: sentences,
//! speakable text, cache or engine, trimmed edges, equal loudness, the listener's volume.

use super::cache::{CacheKey, CacheSettings, SpeechCache};
use super::loudness::{level, set_volume};
use super::text::{speakable, spell};
use super::trim::trim;
use super::voices::VoiceSettings;
use super::{Manner, SpeakError, Speech, Synthesizer};
use crate::language::Language;
use spoken_text::{Lexicon, sentences};

/// Default loudness of all voices, in LUFS.
const LOUDNESS_LUFS: f32 = -19.0;
/// Sample rate of silence, for which no voice is needed.
const SILENT_RATE: u32 = 22_050;

/// All voices; each is loaded when its language is first spoken and not found in the cache.
pub struct SpeakingDesk {
    plan: Plan,
    loaded: Vec<(Language, Box<dyn Synthesizer>)>,
    cache: Option<SpeechCache>,
}

/// The settings of a desk, from which a second one can be created.
#[derive(Clone)]
pub(super) struct Plan {
    voices: Vec<PlannedVoice>,
    lexicon: Lexicon,
    manner: Manner,
    loudness_lufs: f32,
    cache: Option<CacheSettings>,
}

#[derive(Clone)]
struct PlannedVoice {
    language: Language,
    settings: VoiceSettings,
    name: String,
    version: String,
}

impl SpeakingDesk {
    /// Creates a desk with a voice per language. `rate` is the speed of [`SpeakingDesk::speak`] (1.0 is normal; it is
    /// clamped to what voices support).
    #[must_use]
    pub fn new(settings: Vec<(Language, VoiceSettings)>, lexicon: Lexicon, rate: f32) -> Self {
        let rate = rate.clamp(*Manner::RATES.start(), *Manner::RATES.end());
        let voices = settings.into_iter().map(|(language, settings)| PlannedVoice {
            language,
            name: settings.name(),
            version: settings.version(),
            settings,
        });
        Self::from_plan(Plan {
            voices: voices.collect(),
            lexicon,
            manner: Manner::new(rate, 100.0).unwrap_or_default(),
            loudness_lufs: LOUDNESS_LUFS,
            cache: None,
        })
    }

    pub(super) fn from_plan(plan: Plan) -> Self {
        SpeakingDesk { cache: plan.cache.clone().map(SpeechCache::new), plan, loaded: Vec::new() }
    }

    /// Sets the speed and volume of [`SpeakingDesk::speak`].
    #[must_use]
    pub fn with_manner(mut self, manner: Manner) -> Self {
        self.plan.manner = manner;
        self
    }

    /// Sets the loudness to which all voices are levelled, in LUFS.
    #[must_use]
    pub fn with_loudness(mut self, lufs: f32) -> Self {
        self.plan.loudness_lufs = lufs;
        self
    }

    /// Caches what is rendered, except a person's own words.
    #[must_use]
    pub fn with_cache(mut self, settings: Option<CacheSettings>) -> Self {
        self.cache = settings.clone().map(SpeechCache::new);
        self.plan.cache = settings;
        self
    }

    /// Loads a language's voice, so that the first sentence does not have to wait for it.
    pub fn warm(&mut self, language: Language) -> Result<(), SpeakError> {
        self.voice_mut(language).map(drop)
    }

    /// Speaks written text sentence by sentence, passing on each as soon as it is rendered. Stops when `deliver`
    /// returns false.
    pub fn speak(
        &mut self,
        text: &str,
        language: Language,
        mut deliver: impl FnMut(Speech) -> bool,
    ) -> Result<(), SpeakError> {
        for sentence in sentences(text) {
            let speech = self.say(&sentence, language, self.plan.manner)?;
            if !speech.samples.is_empty() && !deliver(speech) {
                break;
            }
        }
        Ok(())
    }

    /// Renders one written sentence. If there is nothing to say, the sound is empty.
    pub fn say(&mut self, sentence: &str, language: Language, manner: Manner) -> Result<Speech, SpeakError> {
        let text = speakable(sentence, language, &self.plan.lexicon);
        let mut speech = self.rendered(&text, language, manner.rate())?;
        set_volume(&mut speech, manner.volume());
        Ok(speech)
    }

    /// Like [`SpeakingDesk::say`], for a sentence that contains a person's own words: it is not cached.
    pub fn say_privately(&mut self, sentence: &str, language: Language, manner: Manner) -> Result<Speech, SpeakError> {
        let text = speakable(sentence, language, &self.plan.lexicon);
        self.private(&text, language, manner)
    }

    /// Spells a word or number clearly, with the language's phonetic alphabet. It is not cached.
    pub fn spell(&mut self, word: &str, language: Language, manner: Manner) -> Result<Speech, SpeakError> {
        self.private(&format!("{}.", spell(word, language)), language, manner)
    }

    /// The name of a language's voice.
    pub fn voice_name(&self, language: Language) -> Result<String, SpeakError> {
        Ok(self.plan.voice(language)?.name.clone())
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    fn private(&mut self, text: &str, language: Language, manner: Manner) -> Result<Speech, SpeakError> {
        let mut speech = self.made(text, language, manner.rate())?;
        set_volume(&mut speech, manner.volume());
        Ok(speech)
    }

    /// Levelled sound for speakable text, from the cache if it is there.
    pub(super) fn rendered(&mut self, text: &str, language: Language, rate: f32) -> Result<Speech, SpeakError> {
        let Some(cache) = &self.cache else { return self.made(text, language, rate) };
        let voice = self.plan.voice(language)?;
        let (name, engine) = (voice.name.clone(), self.plan.engine(voice));
        let key = CacheKey { voice: &name, engine: &engine, text, rate };
        if let Some(speech) = cache.get(key) {
            return Ok(speech);
        }
        let speech = self.made(text, language, rate)?;
        let own = self.loaded.iter().all(|(of, voice)| *of != language || voice.spoke_itself());
        if let Some(cache) = self.cache.as_mut().filter(|_| own && !speech.samples.is_empty()) {
            cache.put(key, &speech);
        }
        Ok(speech)
    }

    /// Levelled sound for speakable text, from the engine.
    fn made(&mut self, text: &str, language: Language, rate: f32) -> Result<Speech, SpeakError> {
        if !text.contains(char::is_alphanumeric) {
            return Ok(Speech { samples: Vec::new(), sample_rate: SILENT_RATE });
        }
        let target = self.plan.loudness_lufs;
        let mut speech = trim(self.voice_mut(language)?.synthesize(text, rate)?);
        level(&mut speech, target);
        Ok(speech)
    }

    fn voice_mut(&mut self, language: Language) -> Result<&mut Box<dyn Synthesizer>, SpeakError> {
        let position = self.loaded.iter().position(|(of, _)| *of == language);
        let position = match position {
            Some(position) => position,
            None => {
                let voice = self.plan.voice(language)?.settings.open()?;
                self.loaded.push((language, voice));
                self.loaded.len() - 1
            }
        };
        Ok(&mut self.loaded[position].1)
    }
}

impl Plan {
    /// The sentences of written texts as speakable text, without duplicates.
    pub(super) fn speakable(&self, texts: &[(Language, String)]) -> Vec<(Language, String)> {
        let mut seen = std::collections::HashSet::new();
        let sentences = texts.iter().flat_map(|(language, text)| {
            sentences(text).into_iter().map(|sentence| (*language, speakable(&sentence, *language, &self.lexicon)))
        });
        sentences
            .filter(|(_, text)| text.contains(char::is_alphanumeric))
            .filter(|sentence| seen.insert(sentence.clone()))
            .collect()
    }

    /// Whether the cache has a complete entry for a speakable sentence.
    pub(super) fn has_kept(&self, cache: &SpeechCache, language: Language, text: &str) -> bool {
        self.voice(language).is_ok_and(|voice| {
            let key = CacheKey { voice: &voice.name, engine: &self.engine(voice), text, rate: self.manner.rate() };
            cache.get(key).is_some()
        })
    }

    pub(super) fn cache(&self) -> Option<&CacheSettings> {
        self.cache.as_ref()
    }

    pub(super) fn rate(&self) -> f32 {
        self.manner.rate()
    }

    pub(super) fn speaks_in_parallel(&self, language: Language) -> Result<bool, SpeakError> {
        Ok(self.voice(language)?.settings.speaks_in_parallel())
    }

    fn voice(&self, language: Language) -> Result<&PlannedVoice, SpeakError> {
        self.voices.iter().find(|voice| voice.language == language).ok_or(SpeakError::NoVoice(language))
    }

    fn engine(&self, voice: &PlannedVoice) -> String {
        format!("{} {:.1} LUFS", voice.version, self.loudness_lufs)
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
