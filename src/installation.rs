//! A desk as its operator has configured it: from names in the settings to files and loaded stages.
//!
//! Useful for: everything that needs a model, a voice, the index or a whole desk. Not useful for: what is specific to
//! one command or channel.

mod age;
mod follow;

use crate::channel::file::{TellsSpeech, Visit};
use crate::config::{Config, ServersConfig, VoiceName};
use crate::counts::{CountsError, CountsFile, Keeper};
use crate::dialogue::{PromptError, Prompts, Rules};
use crate::elsewhere::{ServedTranscriber, ServedVoice, Server};
use crate::knowledge::embed::{EmbedError, Embedder, EmbedderSource, MODEL_NAME, SearchAdapter};
use crate::knowledge::ingest::Harvest;
use crate::knowledge::{KnowledgeError, build_index};
use crate::language::Language;
use crate::listen::{
    ExpectedLanguage, ListenError, Listener, Preparation, SileroModel, Utterance, WhisperSettings, WhisperTranscriber,
    holds_speech,
};
use crate::models::{Adapter, Catalog, ModelError, ModelStore, OriginsConfig, merged};
use crate::session::review::ReviewLog;
use crate::session::{Before, ChannelKind, Desk, DeskError, DeskSettings, LiveSessions, informed_transcriber};
use crate::speak::{Elsewhere, KokoroFiles, Manner, SpeakError, SpeakingDesk, VoiceSettings};
use crate::understand::{Entries, EntryError, add_to_generation};
use crate::workers::WorkerError;
use crate::wyoming::Offered;
use spoken_text::{Lexicon, LexiconError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use age::KnowledgeAge;

/// Catalog name of the ONNX Runtime library.
pub const RUNTIME: &str = "onnxruntime";
/// Catalog name of the accented voices.
const KOKORO: &str = "kokoro";
/// Catalog name of the voice activity detector.
const VOICE_ACTIVITY: &str = "silero-vad";

/// Name in the settings of the adapters that come with the program.
const BUILT_IN: &str = "built-in";
const BUILT_IN_ADAPTER: &[u8] = include_bytes!("../models/government-nl.safetensors");
const BUILT_IN_SEARCH_ADAPTER: &[u8] = include_bytes!("../models/search-nl.safetensors");

/// The settings and everything that they name. Nothing is loaded before it is needed.
#[derive(Debug, Clone)]
pub struct Installation {
    config: Config,
    index: PathBuf,
    servers: Servers,
}

/// The servers of the settings; each has one state of health for the whole program.
#[derive(Debug, Clone)]
struct Servers {
    recogniser: Option<Arc<Server>>,
    voices: Vec<(Language, Arc<Server>)>,
}

/// The part of an installation that cannot be used; each error says what to do.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// A model in the settings.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A name in the settings that is not in the catalog.
    #[error("{key}: {source}")]
    UnknownModel {
        /// The setting.
        key: String,
        /// The name, and the names in the catalog.
        source: ModelError,
    },
    /// The embedding model or its adapter.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The recogniser or the voice activity detector.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The index.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// A voice, a speed or a volume.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// A stage, while it was being loaded.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// A stage, after it was loaded.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The operator's own entries.
    #[error(transparent)]
    Entries(#[from] EntryError),
    /// A sentence of the program is missing or broken.
    #[error(transparent)]
    Prompts(#[from] PromptError),
    /// The operator's pronunciations cannot be read.
    #[error("speak.lexicon: cannot read {path}: {source}")]
    NoLexicon {
        /// Path from the settings.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The operator's pronunciations are invalid.
    #[error("speak.lexicon: {path}: {source}")]
    Lexicon {
        /// Path from the settings.
        path: PathBuf,
        /// What is wrong with it.
        source: LexiconError,
    },
    /// Counts cannot be kept.
    #[error(transparent)]
    Counts(#[from] CountsError),
    /// Questions cannot be stored for review.
    #[error("review.dir: cannot keep questions in {path}: {source}")]
    Review {
        /// Folder from the settings.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Installation {
    /// The installation described by these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let ServersConfig { recogniser, voices, limits, key } = config.servers.clone();
        let server = |address| Server::new(address, limits, key.as_deref());
        let servers = Servers {
            recogniser: recogniser.map(server),
            voices: voices.into_iter().map(|(language, address)| (language, server(address))).collect(),
        };
        Installation { index: config.index_dir.clone(), config, servers }
    }

    /// The same with another index folder, if one is given.
    #[must_use]
    pub fn with_index(&self, index: Option<PathBuf>) -> Self {
        Installation { index: index.unwrap_or_else(|| self.index.clone()), ..self.clone() }
    }

    /// Refuses a model or voice that is not in the catalog, naming the setting.
    pub fn refuse_unknown_models(&self) -> Result<(), InstallationError> {
        let catalog = Catalog::built_in();
        let voices = self.config.voices.iter().filter_map(|(language, voice)| match voice {
            VoiceName::Piper(name) => Some((format!("speak.voice_{language}"), name)),
            _ => None,
        });
        for (key, name) in voices.chain([("listen.model".to_owned(), &self.config.listen_model)]) {
            catalog.get(name).map_err(|source| InstallationError::UnknownModel { key, source })?;
        }
        Ok(())
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The index folder.
    #[must_use]
    pub fn index(&self) -> &Path {
        &self.index
    }

    /// The models folder.
    #[must_use]
    pub fn models(&self) -> ModelStore {
        let origins = OriginsConfig::with_mirror(self.config.models_mirror.as_deref().unwrap_or_default());
        ModelStore::new(&self.config.models_dir, Catalog::built_in(), origins)
    }

    /// Catalog names of all models that the settings require. A voice that `auto` selects is not one of them: eSpeak
    /// NG can always speak.
    #[must_use]
    pub fn needed_models(&self) -> Vec<&str> {
        let mut names = vec![self.config.listen_model.as_str(), VOICE_ACTIVITY, RUNTIME];
        names.extend(self.config.embedding_model.is_none().then_some(MODEL_NAME));
        for (_, voice) in &self.config.voices {
            match voice {
                VoiceName::Auto(_) | VoiceName::Espeak(_) => {}
                VoiceName::Piper(name) => names.push(name),
                VoiceName::Kokoro(_) => names.push(KOKORO),
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Loads all stages. `recognisers`: number of utterances that are recognised in parallel, sharing the threads in
    /// the settings; 0: questions are only typed.
    pub fn open_desk(&self, recognisers: usize) -> Result<Desk, InstallationError> {
        self.catch_up();
        let config = &self.config;
        let whisper = match config.listen_threads.checked_div(recognisers) {
            Some(threads) => Some(WhisperSettings { threads: threads.max(1), ..self.whisper()? }),
            None => None,
        };
        Ok(Desk::open(DeskSettings {
            whisper,
            before: self.servers.recogniser.clone().map(|server| -> Before {
                Arc::new(move |local| Box::new(ServedTranscriber::new(Arc::clone(&server), local)))
            }),
            recognisers,
            index: self.index.clone(),
            embedding: self.embedder_source()?,
            voices: self.voices()?,
            lexicon: self.lexicon()?,
            manner: Manner::new(config.rate, config.volume)?,
            loudness_lufs: config.loudness_lufs,
            speech_cache: config.speech_cache.clone(),
        })?)
    }

    /// Live sessions for a desk, which prepares itself in the quiet between them. Requires a Tokio runtime.
    pub async fn sessions(&self, desk: Arc<Desk>) -> Result<LiveSessions<Desk>, InstallationError> {
        let rules = self.rules(&desk).await?;
        let hears = desk.hears();
        self.keep_up(&desk);
        let prepared = Arc::clone(&desk);
        tokio::spawn(async move { prepared.work_ahead().await });
        let sessions = LiveSessions::new(desk, Arc::new(Prompts::built_in()?), rules, self.config.session.most_open)
            .with_review(self.review()?);
        if !hears {
            return Ok(sessions);
        }
        let (detectors, settings) = (self.voice_activity()?, self.config.listener);
        Ok(sessions.with_listener(move || Listener::new(settings, Box::new(detectors.detector()))))
    }

    /// Loads a desk for a visit whose questions come one by one, without a greeting. `hears`: whether there will be
    /// recordings. `expected`: the language spoken or written; if that is open, `language` is assumed until a question
    /// shows otherwise.
    pub fn visit(
        &self,
        hears: bool,
        expected: ExpectedLanguage,
        language: Language,
    ) -> Result<Visit, InstallationError> {
        let desk = Arc::new(self.open_desk(usize::from(hears))?);
        let prompts = Arc::new(Prompts::built_in()?);
        let speaks = if hears {
            let (model, settings) = (self.voice_activity()?, self.config.listener);
            // Subject to the same test as live sound, so that a busy tone is not a question here either.
            let speaks = move |sound: &Utterance| holds_speech(settings, Box::new(model.detector()), sound);
            Some(Box::new(speaks) as TellsSpeech)
        } else {
            None
        };
        let voices = self.voices()?.into_iter().map(|(language, voice)| (language, voice.name())).collect();
        let session = async {
            let rules = self.rules(&desk).await?;
            let rules = Rules { language, expected, greets: false, asks_feedback: false, ..rules };
            Ok(LiveSessions::new(Arc::clone(&desk), Arc::clone(&prompts), rules, 1).open_still(ChannelKind::File))
        };
        Visit::begin(session, speaks, voices, Arc::clone(&prompts))
    }

    /// The rules of conversations.
    async fn rules(&self, desk: &Desk) -> Result<Rules, InstallationError> {
        let session = &self.config.session;
        Ok(Rules {
            language: self.config.listen_language.language(),
            expected: self.config.listen_language,
            manner: Manner::new(self.config.rate, self.config.volume)?,
            silence: session.silence,
            warning: session.warning,
            pause: session.pause,
            asks_feedback: session.feedback,
            handover: desk.handover(session.handover.clone()).await?,
            heard_elsewhere: self.servers.recogniser.is_some(),
            ..Rules::new(ChannelKind::File)
        })
    }

    /// The file of counts, where one is set.
    #[must_use]
    pub fn counts_file(&self) -> Option<CountsFile> {
        let counts = &self.config.counts;
        counts.file.as_ref().map(|path| CountsFile::new(path, counts.days))
    }

    /// Begins to count.
    pub fn counting(&self) -> Result<Keeper, InstallationError> {
        Ok(Keeper::begin(self.counts_file())?)
    }

    fn review(&self) -> Result<Option<ReviewLog>, InstallationError> {
        let Some((folder, days)) = &self.config.session.review else { return Ok(None) };
        let log = ReviewLog::open(folder, *days, jiff::ZonedDateTime::now().date());
        log.map(Some).map_err(|source| InstallationError::Review { path: folder.clone(), source })
    }

    /// A recogniser that knows what the index can talk about.
    pub fn recogniser(&self) -> Result<WhisperTranscriber, InstallationError> {
        Ok(informed_transcriber(self.whisper()?, &self.index)?)
    }

    /// The recogniser's settings.
    pub fn whisper(&self) -> Result<WhisperSettings, InstallationError> {
        let preparation = self.adapter()?.map(|adapter| Arc::new(adapter) as Arc<dyn Preparation>);
        Ok(WhisperSettings {
            model: self.models().path(&self.config.listen_model)?,
            preparation,
            threads: self.config.listen_threads,
        })
    }

    /// The recogniser's adapter. The built-in one is omitted if another model is set; a named one must fit, and is
    /// refused when the model is loaded if it does not.
    pub fn adapter(&self) -> Result<Option<Adapter>, ModelError> {
        match self.config.listen_adapter.as_str() {
            "" => Ok(None),
            BUILT_IN => {
                let broken = |problem| ModelError::Adapter { path: BUILT_IN.into(), problem };
                let adapter = Adapter::from_bytes(BUILT_IN_ADAPTER).map_err(broken)?;
                let fits = adapter.card.bases.iter().any(|base| base.name == self.config.listen_model);
                Ok(fits.then_some(adapter))
            }
            path => Adapter::read(Path::new(path)).map(Some),
        }
    }

    /// Detects utterances in live sound.
    pub fn listener(&self) -> Result<Listener, InstallationError> {
        Ok(Listener::new(self.config.listener, Box::new(self.voice_activity()?.detector())))
    }

    /// The voice activity detector, which is shared by all listeners.
    pub fn voice_activity(&self) -> Result<SileroModel, InstallationError> {
        let models = self.models();
        Ok(SileroModel::load(&models.path(VOICE_ACTIVITY)?, &models.path(RUNTIME)?)?)
    }

    /// The embedding model with the search adapter; `None` if the model is not installed.
    pub fn embedder_source(&self) -> Result<Option<EmbedderSource>, EmbedError> {
        let own = self.config.embedding_model.clone();
        let Some(model) = own.or_else(|| self.models().path(MODEL_NAME).ok()) else {
            return Ok(None);
        };
        let adapter = match self.config.search_adapter.as_str() {
            "" => None,
            BUILT_IN => Some(
                SearchAdapter::from_bytes(BUILT_IN_SEARCH_ADAPTER)
                    .map_err(|problem| EmbedError::Adapter { path: BUILT_IN.into(), problem })?,
            ),
            path => Some(SearchAdapter::read(Path::new(path))?),
        };
        Ok(Some(EmbedderSource { model, adapter: adapter.map(Arc::new) }))
    }

    /// Builds the index of a harvest, with vectors if there is an embedding model. `progress` is called with the
    /// number of texts done, and their total. Returns the number of articles.
    pub fn build_index(
        &self,
        harvest: &Harvest,
        embedder: Option<&Embedder>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<usize, InstallationError> {
        let entries = Entries::with_folder(self.config.understanding.as_deref())?;
        Ok(build_index(harvest, &self.index, embedder, progress, &|generation, previous| {
            let vectors = &self.config.vectors_dir;
            add_to_generation(generation, previous, vectors, &entries, &harvest.articles, embedder, progress)
        })?)
    }

    /// All voices, with the cache of rendered speech.
    pub fn speaking_desk(&self) -> Result<SpeakingDesk, InstallationError> {
        self.speaking_desk_of(self.voices()?, Manner::new(self.config.rate, self.config.volume)?)
    }

    /// These voices with the pronunciations, loudness and cache in the settings.
    pub fn speaking_desk_of(
        &self,
        voices: Vec<(Language, VoiceSettings)>,
        manner: Manner,
    ) -> Result<SpeakingDesk, InstallationError> {
        Ok(SpeakingDesk::new(voices, self.lexicon()?, manner.rate())
            .with_manner(manner)
            .with_loudness(self.config.loudness_lufs)
            .with_cache(self.config.speech_cache.clone()))
    }

    fn voices(&self) -> Result<Vec<(Language, VoiceSettings)>, ModelError> {
        let voices = self.config.voices.iter();
        voices.map(|(language, voice)| Ok((*language, self.desk_voice(*language, voice)?))).collect()
    }

    /// A voice as the desk uses it: behind the server for its language, if there is one.
    pub fn desk_voice(&self, language: Language, voice: &VoiceName) -> Result<VoiceSettings, ModelError> {
        let local = self.voice(voice)?;
        let server = self.servers.voices.iter().find(|(of, _)| *of == language).map(|(_, server)| server.clone());
        Ok(match server {
            Some(server) => VoiceSettings::Elsewhere(Elsewhere(Arc::new(ServedVoice::new(server, language, local)))),
            None => local,
        })
    }

    /// The servers of the settings, each with the key that names it.
    #[must_use]
    pub fn servers(&self) -> Vec<(String, Arc<Server>)> {
        let recogniser = self.servers.recogniser.iter().map(|server| ("servers.recogniser".to_owned(), server.clone()));
        let voices = self.servers.voices.iter();
        recogniser
            .chain(voices.map(|(language, server)| (format!("servers.voice_{language}"), server.clone())))
            .collect()
    }

    /// What others can use of this installation by the Wyoming protocol.
    pub fn offered(&self, allow: Vec<ipnet::IpNet>) -> Result<Offered, InstallationError> {
        Ok(Offered {
            model: self.config.listen_model.clone(),
            voices: self.voices()?.into_iter().map(|(language, voice)| (language, voice.name())).collect(),
            expected: self.config.listen_language,
            max_seconds: self.config.max_question_seconds,
            allow,
        })
    }

    /// A voice with the paths of its files.
    pub fn voice(&self, voice: &VoiceName) -> Result<VoiceSettings, ModelError> {
        let models = self.models();
        Ok(match voice {
            VoiceName::Auto(language) => self.voice(&self.best_voice(*language))?,
            VoiceName::Espeak(name) => VoiceSettings::Espeak(name.clone()),
            VoiceName::Piper(name) => {
                let mut paths = models.paths(name)?.into_iter();
                VoiceSettings::Piper {
                    name: name.clone(),
                    model: paths.next().unwrap_or_default(),
                    config: paths.next().unwrap_or_default(),
                    runtime: models.path(RUNTIME)?,
                }
            }
            VoiceName::Kokoro(voice) => {
                let mut paths = models.paths(KOKORO)?.into_iter();
                let files = KokoroFiles {
                    model: paths.next().unwrap_or_default(),
                    vocabulary: paths.next().unwrap_or_default(),
                    voices: paths.next().unwrap_or_default(),
                    runtime: models.path(RUNTIME)?,
                };
                VoiceSettings::Kokoro(voice.clone(), files)
            }
        })
    }

    /// The voice that `auto` currently selects: the best installed one, or eSpeak NG's.
    fn best_voice(&self, language: Language) -> VoiceName {
        let espeak = match language {
            Language::En => "en-us",
            other => other.code(),
        };
        let models = self.models();
        // Without ONNX Runtime no other voice can speak.
        let natural = models.path(RUNTIME).ok().and_then(|_| models.best_voice(language.code()));
        natural.map_or_else(|| VoiceName::Espeak(espeak.to_owned()), |name| VoiceName::Piper(name.to_owned()))
    }

    /// The built-in pronunciations together with the operator's own.
    pub fn lexicon(&self) -> Result<Lexicon, InstallationError> {
        let Some(path) = &self.config.lexicon else {
            return Ok(Lexicon::built_in());
        };
        let text = std::fs::read_to_string(path)
            .map_err(|source| InstallationError::NoLexicon { path: path.clone(), source })?;
        Lexicon::built_in()
            .extended_with(&text)
            .map_err(|source| InstallationError::Lexicon { path: path.clone(), source })
    }
}

/// An adapter is merged into the model when the recogniser loads it.
impl Preparation for Adapter {
    fn prepare(&self, model: Vec<u8>) -> Result<Vec<u8>, String> {
        merged(model, self).map_err(|problem| format!("the adapter {problem}; mend or empty listen.adapter"))
    }
}
