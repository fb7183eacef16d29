//! Settings: built-in defaults < `spraakloket.toml` < `SPRAAKLOKET_*` < command line.
//!
//! The defaults are the file in the repository itself, so the two cannot differ. Raw `Settings` are validated into a
//! [`Config`].

mod audio;
mod counts;
mod follow;
mod listen;
mod phone;
mod servers;
mod session;

pub use counts::CountsConfig;
pub use follow::FollowConfig;
pub use servers::ServersConfig;
pub use session::SessionConfig;

use crate::channel::kiosk::{KioskConfig, KioskSettings};
use crate::channel::phone::PhoneConfig;
use crate::channel::sound::SoundSettings;
use crate::language::Language;
use crate::listen::{ExpectedLanguage, ListenerSettings};
use crate::speak::CacheSettings;
use audio::AudioSettings;
use listen::ListenSettings;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

const DEFAULTS: &str = include_str!("../spraakloket.toml");
/// Why an empty name is refused.
const EMPTY: &str = "it is empty; name one, or take the line away for the default";
/// Where a package puts the settings.
const OF_MACHINE: &str = "/etc/spraakloket/spraakloket.toml";
const PREFIX: &str = "SPRAAKLOKET";

/// Validated settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the models.
    pub models_dir: PathBuf,
    /// A folder or web address with the model files.
    pub models_mirror: Option<String>,
    /// The operator's own entries: what people say besides questions to articles.
    pub understanding: Option<PathBuf>,
    /// Folder of the index.
    pub index_dir: PathBuf,
    /// Folder of wordings' vectors, shared by several indexes.
    pub vectors_dir: PathBuf,
    /// The published index that is followed, if there is one.
    pub follow: Option<FollowConfig>,
    /// Name of the Whisper model.
    pub listen_model: String,
    /// The adapter of that model: a file, or empty for none.
    pub listen_adapter: String,
    /// A folder with an embedding model in place of the catalog's.
    pub embedding_model: Option<PathBuf>,
    /// The adapter that fits the search to people's own words: `built-in`, the path of a file, or empty.
    pub search_adapter: String,
    /// Threads for one recognition.
    pub listen_threads: usize,
    /// Number of simultaneous recognitions on the telephone; they share the threads.
    pub listen_at_once: usize,
    /// The language that people speak.
    pub listen_language: ExpectedLanguage,
    /// Maximum duration of a question.
    pub max_question_seconds: f64,
    /// Settings for listening to live sound.
    pub listener: ListenerSettings,
    /// The voice of each language, as named in the settings.
    pub voices: Vec<(Language, VoiceName)>,
    /// The speed of speech.
    pub rate: f32,
    /// The volume of speech, in percent.
    pub volume: f32,
    /// Loudness of every voice, in LUFS.
    pub loudness_lufs: f32,
    /// Where rendered speech is cached, and how much of it; `None`: nowhere.
    pub speech_cache: Option<CacheSettings>,
    /// The operator's pronunciations.
    pub lexicon: Option<PathBuf>,
    /// Recognition and voices on other machines.
    pub servers: ServersConfig,
    /// Settings for conversations.
    pub session: SessionConfig,
    /// What is counted.
    pub counts: CountsConfig,
    /// The microphone and loudspeaker.
    pub sound: SoundSettings,
    /// Keys, screen and page of the kiosk.
    pub kiosk: KioskConfig,
    /// The telephone line.
    pub phone: PhoneConfig,
    /// Least severe messages of ours that are logged, from `error` to `trace`.
    pub log_level: String,
}

/// A voice as named in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoiceName {
    /// `auto`: the best installed voice of this language.
    Auto(Language),
    /// `espeak:NAME`.
    Espeak(String),
    /// A Piper voice by its name in the catalog.
    Piper(String),
    /// `kokoro:NAME`: an accented voice, for evaluation and training.
    Kokoro(String),
}

/// An invalid setting: file or variable, key, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ConfigError {
    place: String,
    problem: String,
}

/// Creates the error for a key with an invalid value.
type Refuse<'a> = &'a dyn Fn(&str, String) -> ConfigError;

impl ConfigError {
    fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        ConfigError { place: place.into(), problem: problem.into() }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    models: ModelsSettings,
    knowledge: KnowledgeSettings,
    listen: ListenSettings,
    speak: SpeakSettings,
    servers: servers::ServersSettings,
    session: session::SessionSettings,
    handover: session::HandoverSettings,
    review: session::ReviewSettings,
    counts: counts::CountsSettings,
    audio: AudioSettings,
    kiosk: KioskSettings,
    phone: phone::PhoneSettings,
    log: LogSettings,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ModelsSettings {
    dir: String,
    mirror: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct KnowledgeSettings {
    index: String,
    understanding: String,
    model: String,
    adapter: String,
    cache_dir: String,
    follow: String,
    trusted_keys: String,
    follow_seconds: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SpeakSettings {
    /// `voice_<code>` for every language.
    #[serde(flatten)]
    voices: BTreeMap<String, String>,
    rate: f64,
    volume: f64,
    loudness_lufs: f64,
    cache_dir: String,
    cache_mb: i64,
    lexicon: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct LogSettings {
    level: String,
}

impl Config {
    /// Loads the settings. `file`: the one named on the command line (which must exist), or else `spraakloket.toml` in
    /// the working folder if there is one, or else that of the machine.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let (here, of_machine) = (Path::new("spraakloket.toml"), Path::new(OF_MACHINE));
        let path = file.unwrap_or(if here.exists() || !of_machine.exists() { here } else { of_machine });
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ConfigError::new(path.display().to_string(), error.to_string())),
        };
        let config = Self::from_parts(&text, &path.display().to_string(), |name| std::env::var(name).ok())?;
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        unknown_variable(names).map_or(Ok(config), Err)
    }

    fn from_parts(text: &str, place: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut table: Table = DEFAULTS.parse().expect("the built-in settings are TOML");
        toml::from_str::<Settings>(text).map_err(|error| ConfigError::new(place, error.to_string().trim()))?;
        let own: Table = text.parse().map_err(|error: toml::de::Error| ConfigError::new(place, error.to_string()))?;
        merge(&mut table, own);
        override_from(&mut table, variable)?;
        let settings = Settings::deserialize(Value::Table(table))
            .map_err(|error| ConfigError::new(place, error.to_string().trim()))?;
        settings.validate(place)
    }
}

impl Settings {
    fn validate(self, place: &str) -> Result<Config, ConfigError> {
        let error = |key: &str, problem: String| ConfigError::new(place, format!("{key}: {problem}"));
        let refuse = |key: &str, problem: String| Err(error(key, problem));
        let (listen, speak) = (self.listen, self.speak);
        if !(0.75..=3.0).contains(&speak.rate) {
            return refuse("speak.rate", format!("{} is not between 0.75 and 3.0", speak.rate));
        }
        if !(0.0..=200.0).contains(&speak.volume) {
            return refuse("speak.volume", format!("{} is not between 0 and 200", speak.volume));
        }
        if !(-30.0..=-14.0).contains(&speak.loudness_lufs) {
            return refuse("speak.loudness_lufs", format!("{} is not between -30 and -14", speak.loudness_lufs));
        }
        if !(0..=1_000_000).contains(&speak.cache_mb) {
            return refuse("speak.cache_mb", format!("{} is not between 0 and 1000000", speak.cache_mb));
        }
        if listen.model.trim().is_empty() {
            return refuse("listen.model", EMPTY.to_owned());
        }
        let mut voices = Vec::new();
        for (key, voice) in &speak.voices {
            let language = key.strip_prefix("voice_").and_then(|code| code.parse().ok());
            match language {
                Some(_) if voice.trim().is_empty() => return refuse(&format!("speak.{key}"), EMPTY.to_owned()),
                Some(language) => voices.push((language, VoiceName::of(language, voice))),
                None => return refuse(&format!("speak.{key}"), "unknown field, or of no language of ours".to_owned()),
            }
        }
        voices.sort_by_key(|(language, _)| *language);
        if !["error", "warn", "info", "debug"].contains(&self.log.level.as_str()) {
            return refuse("log.level", format!("`{}`: use error, warn, info or debug", self.log.level));
        }
        let kiosk = self.kiosk.validate().map_err(|(key, problem)| error(&key, problem))?;
        let KnowledgeSettings { follow, trusted_keys, follow_seconds, .. } = &self.knowledge;
        let follow = follow::follow(follow, trusted_keys, *follow_seconds, &error)?;
        Ok(Config {
            models_dir: folder(self.models.dir, "models"),
            models_mirror: Some(self.models.mirror).filter(|mirror| !mirror.is_empty()),
            index_dir: folder(self.knowledge.index, "index"),
            follow,
            vectors_dir: folder(self.knowledge.cache_dir, "vectors"),
            understanding: Some(self.knowledge.understanding).filter(|path| !path.is_empty()).map(PathBuf::from),
            embedding_model: Some(self.knowledge.model).filter(|path| !path.is_empty()).map(PathBuf::from),
            search_adapter: self.knowledge.adapter,
            listen_threads: listen.threads(&error)?,
            listen_at_once: listen.at_once(&error)?,
            listen_language: listen.language(&error)?,
            max_question_seconds: listen.max_question_seconds(&error)?,
            listener: listen.listener(&error)?,
            listen_model: listen.model,
            listen_adapter: listen.adapter,
            voices,
            rate: speak.rate as f32,
            volume: speak.volume as f32,
            loudness_lufs: speak.loudness_lufs as f32,
            speech_cache: (speak.cache_mb > 0).then(|| CacheSettings {
                folder: folder(speak.cache_dir, "speech"),
                limit_bytes: speak.cache_mb as u64 * 1_000_000,
            }),
            lexicon: Some(speak.lexicon).filter(|path| !path.is_empty()).map(PathBuf::from),
            servers: self.servers.validate(&error)?,
            session: self.session.validate(&self.handover, &self.review, place)?,
            counts: self.counts.validate(&error)?,
            sound: self.audio.validate(),
            kiosk,
            phone: self.phone.validate(place)?,
            log_level: self.log.level,
        })
    }
}

impl VoiceName {
    /// Parses the voice of a language as named in the settings.
    fn of(language: Language, name: &str) -> Self {
        if name == "auto" { VoiceName::Auto(language) } else { VoiceName::parse(name) }
    }

    /// Parses a voice by its own name.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name.split_once(':') {
            Some(("espeak", voice)) => VoiceName::Espeak(voice.to_owned()),
            Some(("kokoro", voice)) => VoiceName::Kokoro(voice.to_owned()),
            _ => VoiceName::Piper(name.to_owned()),
        }
    }
}

/// The named folder, or one in the user's cache.
fn folder(named: String, kind: &str) -> PathBuf {
    if !named.is_empty() {
        return PathBuf::from(named);
    }
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/var/lib".into())).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty());
    cache.map_or_else(home, PathBuf::from).join("spraakloket").join(kind)
}

fn kind_in_words(default: &Value) -> &'static str {
    match default {
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        _ => "a text",
    }
}

fn merge(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(own)) => merge(inner, own),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Applies `SPRAAKLOKET_<SECTION>_<KEY>` for every key, in the type of its default.
fn override_from(table: &mut Table, variable: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    for (section, keys) in table.iter_mut() {
        let Value::Table(keys) = keys else { continue };
        for (key, value) in keys.iter_mut() {
            let name = format!("{PREFIX}_{}_{}", section.to_uppercase(), key.to_uppercase());
            if let Some(text) = variable(&name) {
                *value = in_type_of(value, &text).ok_or_else(|| {
                    let wanted = kind_in_words(value);
                    let problem = if text.trim().is_empty() {
                        "it is empty".to_owned()
                    } else {
                        format!("`{text}` does not fit")
                    };
                    ConfigError::new(&name, format!("{problem}; write {wanted}, or unset it"))
                })?;
            }
        }
    }
    Ok(())
}

/// Reports a variable with our prefix that is not a setting: a misspelt one would be silently ignored.
fn unknown_variable(names: impl Iterator<Item = String>) -> Option<ConfigError> {
    // Not settings: the location of the voice's data, and variables between tests.
    const OTHERS: [&str; 2] = ["SPRAAKLOKET_ESPEAK_DATA", "SPRAAKLOKET_TEST_"];
    let defaults: Table = DEFAULTS.parse().expect("the built-in settings are TOML");
    let known: Vec<String> = defaults
        .iter()
        .filter_map(|(section, keys)| keys.as_table().map(|keys| (section, keys)))
        .flat_map(|(section, keys)| {
            keys.keys().map(move |key| format!("{PREFIX}_{}_{}", section.to_uppercase(), key.to_uppercase()))
        })
        .collect();
    let start = format!("{PREFIX}_");
    let mut names = names.filter(|name| name.starts_with(&start) && !known.contains(name));
    let unknown = names.find(|name| !OTHERS.iter().any(|other| name.starts_with(other)))?;
    let nearest = known.iter().min_by_key(|name| distance(name, &unknown))?;
    Some(ConfigError::new(&unknown, format!("there is no such setting; did you mean {nearest}? Or unset it")))
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn in_type_of(default: &Value, text: &str) -> Option<Value> {
    match default {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        _ => Some(Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        Config::from_parts(text, "spraakloket.toml", |_| None)
    }

    #[test]
    fn the_defaults_are_valid_and_every_key_has_a_comment() {
        let config = load("").unwrap();
        assert_eq!(config.listener, ListenerSettings::default());
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" = ")) {
            let above = lines[..index].iter().rev().find(|line| !line.contains(" = "));
            assert!(above.is_some_and(|above| above.starts_with('#')) || line.starts_with('#'), "{line}");
        }
    }

    #[test]
    fn file_and_environment_override_in_order() {
        let text = "[listen]\nthreads = 3\nmodel = \"whisper-small\"";
        let config =
            Config::from_parts(text, "f", |name| (name == "SPRAAKLOKET_LISTEN_THREADS").then(|| "4".to_owned()))
                .unwrap();
        assert_eq!((config.listen_threads, config.listen_model.as_str()), (4, "whisper-small"));
    }

    #[test]
    fn mistakes_name_their_key() {
        for (text, part) in [
            ("[listen]\nthreds = 2", "threds"),
            ("[listen]\nthreads = 0", "listen.threads"),
            ("[listen]\nat_once = 0", "listen.at_once"),
            ("[listen]\nlanguage = \"xx\"", "uk, ar or auto"),
            ("[listen]\nmax_question_seconds = 60.0", "listen.max_question_seconds"),
            ("[listen]\nmax_turn_seconds = 2.0", "listen.max_turn_seconds"),
            ("[listen]\nsilence_ms = 20", "listen.silence_ms"),
            ("[listen]\nspeech_probability = 1.0", "listen.speech_probability"),
            ("[listen]\nnoise_margin_db = -3.0", "listen.noise_margin_db"),
            ("[speak]\nrate = 9.0", "speak.rate"),
            ("[speak]\nvoice_en = \"\"", "speak.voice_en: it is empty"),
            ("[listen]\nmodel = \"\"", "listen.model: it is empty"),
            ("[speak]\nvolume = 201", "speak.volume"),
            ("[speak]\nloudness_lufs = 0.0", "speak.loudness_lufs"),
            ("[speak]\ncache_mb = -1", "speak.cache_mb"),
            ("[listen]\nthreads = \"two\"", "line 2"),
            ("[lisen]", "lisen"),
            ("[session]\nwarning_seconds = 5", "session.warning_seconds"),
            ("[handover]\nhours = \"ma 9\"", "handover.hours"),
            ("[log]\nlevel = \"loud\"", "log.level"),
            ("[kiosk]\nport = 70000", "kiosk.port"),
            ("[kiosk]\ncapital_height_mm = 5.0", "kiosk.capital_height_mm"),
            ("[kiosk.keys]\nokay = [\"Enter\"]", "kiosk.keys.okay"),
            ("[kiosk.keys]\nok = [\"ShiftLeft\"]", "is a modifier"),
            ("[kiosk.keys]\nok = [\"<\"]", "is not a key"),
            ("[kiosk.keys]\nok = [\"F1\"]", "already the key of"),
        ] {
            let error = load(text).expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
        }
        for (name, part) in [
            ("SPRAAKLOKET_LISTEN_TREADS", "SPRAAKLOKET_LISTEN_THREADS"),
            ("SPRAAKLOKET_SPEAK_VOICE", "SPRAAKLOKET_SPEAK_VOICE_"),
        ] {
            let error = unknown_variable([name.to_owned()].into_iter()).expect(name).to_string();
            assert!(error.starts_with(name) && error.contains(part), "{error}");
        }
        for name in ["SPRAAKLOKET_LISTEN_THREADS", "SPRAAKLOKET_ESPEAK_DATA", "HOME"] {
            assert!(unknown_variable([name.to_owned()].into_iter()).is_none(), "{name}");
        }
        let empty = Config::from_parts("", "f", |name| (name == "SPRAAKLOKET_LISTEN_THREADS").then(String::new));
        assert!(empty.unwrap_err().to_string().contains("SPRAAKLOKET_LISTEN_THREADS: it is empty"));
        let bad = Config::from_parts("", "f", |name| (name == "SPRAAKLOKET_SPEAK_RATE").then(|| "fast".into()));
        assert!(bad.unwrap_err().to_string().contains("SPRAAKLOKET_SPEAK_RATE"));
    }
}
