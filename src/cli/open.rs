//! From names in the settings to files on this machine.

use crate::config::{Config, VoiceName};
use crate::dialogue::{Prompts, Rules};
use crate::knowledge::embed::{EmbedError, EmbedderSource, MODEL_NAME, SearchAdapter};
use crate::knowledge::{build_index_with, ingest::Harvest};
use crate::language::Language;
use crate::listen::{ExpectedLanguage, Listener, Preparation, SileroModel, WhisperSettings};
use crate::models::{Adapter, Catalog, ModelError, ModelStore, OriginsConfig, merged};
use crate::session::review::ReviewLog;
use crate::session::{ChannelKind, Desk, DeskSettings, LiveSessions};
use crate::speak::text::Lexicon;
use crate::speak::{KokoroFiles, Manner, SpeakingDesk, VoiceSettings};
use crate::understand::{Entries, add_to_generation};
use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ONNX Runtime library, by its name in the catalog.
pub(super) const RUNTIME: &str = "onnxruntime";
/// The accented voices, by their name in the catalog.
const KOKORO: &str = "kokoro";
/// The voice activity detector, by its name in the catalog.
const VOICE_ACTIVITY: &str = "silero-vad";

/// The models folder of the settings.
pub(super) fn store(config: &Config) -> ModelStore {
    let origins = OriginsConfig::with_mirror(config.models_mirror.as_deref().unwrap_or_default());
    ModelStore::new(&config.models_dir, Catalog::built_in(), origins)
}

/// The names of all models without which the settings cannot be carried out. A voice that is chosen by itself is
/// none of them: eSpeak NG can always speak.
pub(super) fn needed_models(config: &Config) -> Vec<&str> {
    let mut names = vec![config.listen_model.as_str(), MODEL_NAME, VOICE_ACTIVITY, RUNTIME];
    for (_, voice) in &config.voices {
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

/// How the adapter that comes with the program is named in the settings.
const BUILT_IN: &str = "built-in";
const BUILT_IN_ADAPTER: &[u8] = include_bytes!("../../models/government-nl.safetensors");
const BUILT_IN_SEARCH_ADAPTER: &[u8] = include_bytes!("../../models/search-nl.safetensors");

/// The embedding model with the search adapter of the settings; none where the model is not here.
pub(super) fn embedder_source(config: &Config) -> Result<Option<EmbedderSource>, EmbedError> {
    let Ok(model) = store(config).path(MODEL_NAME) else {
        return Ok(None);
    };
    let adapter = match config.search_adapter.as_str() {
        "" => None,
        BUILT_IN => Some(
            SearchAdapter::from_bytes(BUILT_IN_SEARCH_ADAPTER)
                .map_err(|problem| EmbedError::Adapter { path: BUILT_IN.into(), problem })?,
        ),
        path => Some(SearchAdapter::read(Path::new(path))?),
    };
    Ok(Some(EmbedderSource { model, adapter: adapter.map(Arc::new) }))
}

/// What a desk is loaded with. `hears`: whether spoken questions will come.
pub(super) fn desk_settings(config: &Config, index: PathBuf, hears: bool) -> anyhow::Result<DeskSettings> {
    let store = store(config);
    let whisper = if hears { Some(whisper(config, &store)?) } else { None };
    let voices = voices(config, &store)?;
    Ok(DeskSettings {
        whisper,
        recognisers: 1,
        index,
        embedding: embedder_source(config)?,
        voices,
        lexicon: lexicon(config)?,
        manner: Manner::new(config.rate, config.volume)?,
        loudness_lufs: config.loudness_lufs,
        speech_cache: config.speech_cache.clone(),
    })
}

/// Live sessions over a desk, as the settings want them; the desk prepares itself in the quiet between them.
pub(super) async fn live_sessions(config: &Config, desk: Arc<Desk>) -> anyhow::Result<LiveSessions<Desk>> {
    let session = &config.session;
    let language = match config.listen_language {
        ExpectedLanguage::Only(language) | ExpectedLanguage::Likely(language) => language,
        ExpectedLanguage::Any => Language::Nl,
    };
    let rules = Rules {
        language,
        expected: config.listen_language,
        manner: Manner::new(config.rate, config.volume)?,
        silence: session.silence,
        warning: session.warning,
        pause: session.pause,
        asks_feedback: session.feedback,
        handover: desk.handover(session.handover.clone()).await?,
        ..Rules::new(ChannelKind::File)
    };
    let hears = desk.hears();
    let prepared = Arc::clone(&desk);
    tokio::spawn(async move { prepared.prepare().await });
    let review = match &session.review {
        Some((folder, days)) => Some(
            ReviewLog::open(folder, *days, jiff::ZonedDateTime::now().date())
                .with_context(|| format!("review.dir: cannot keep questions in {}", folder.display()))?,
        ),
        None => None,
    };
    let sessions =
        LiveSessions::new(desk, Arc::new(Prompts::built_in()?), rules, session.most_open).with_review(review);
    if !hears {
        return Ok(sessions);
    }
    let (detectors, settings) = (voice_activity(config)?, config.listener);
    Ok(sessions.with_listener(move || Listener::new(settings, Box::new(detectors.detector()))))
}

/// The voices of the settings, with the folder of speech that is kept.
pub(super) fn speaking_desk(config: &Config) -> anyhow::Result<SpeakingDesk> {
    let store = store(config);
    let voices = voices(config, &store)?;
    Ok(SpeakingDesk::new(voices, lexicon(config)?, config.rate)
        .with_manner(Manner::new(config.rate, config.volume)?)
        .with_loudness(config.loudness_lufs)
        .with_cache(config.speech_cache.clone()))
}

fn voices(config: &Config, store: &ModelStore) -> Result<Vec<(Language, VoiceSettings)>, ModelError> {
    config.voices.iter().map(|(language, voice)| Ok((*language, voice_settings(store, voice)?))).collect()
}

/// The recogniser of the settings, with its adapter.
pub(super) fn whisper(config: &Config, store: &ModelStore) -> anyhow::Result<WhisperSettings> {
    let preparation = adapter_of(config)?.map(|adapter| Arc::new(adapter) as Arc<dyn Preparation>);
    Ok(WhisperSettings {
        model: store.path(&config.listen_model)?,
        preparation,
        threads: config.listen_threads,
        prompts: config.listen_prompts.clone(),
    })
}

/// The detector of speech in live sound; one serves all listeners.
pub(super) fn voice_activity(config: &Config) -> anyhow::Result<SileroModel> {
    let store = store(config);
    Ok(SileroModel::load(&store.path(VOICE_ACTIVITY)?, &store.path(RUNTIME)?)?)
}

/// An adapter is merged into the model on its way to the recogniser.
impl Preparation for Adapter {
    fn prepare(&self, model: Vec<u8>) -> Result<Vec<u8>, String> {
        merged(model, self).map_err(|problem| format!("the adapter {problem}; mend or empty listen.adapter"))
    }
}

/// The adapter of the settings. The built-in one is left out where another model is set; one that is
/// named must fit, and is refused when the model is loaded if it does not.
/// The built-in one is left out where another model was chosen.
pub(super) fn adapter_of(config: &Config) -> Result<Option<Adapter>, ModelError> {
    match config.listen_adapter.as_str() {
        "" => Ok(None),
        BUILT_IN => {
            let broken = |problem| ModelError::Adapter { path: BUILT_IN.into(), problem };
            let adapter = Adapter::from_bytes(BUILT_IN_ADAPTER).map_err(broken)?;
            let fits = adapter.card.bases.iter().any(|base| base.name == config.listen_model);
            Ok(fits.then_some(adapter))
        }
        path => Adapter::read(Path::new(path)).map(Some),
    }
}

/// The voice that `auto` stands for now: the best one that is here, or eSpeak NG's.
pub(super) fn best_voice(store: &ModelStore, language: Language) -> VoiceName {
    let espeak = match language {
        Language::Nl => "nl",
        Language::En => "en-us",
    };
    // Without ONNX Runtime no other voice can speak.
    let natural = store.path(RUNTIME).ok().and_then(|_| store.best_voice(language.code()));
    natural.map_or_else(|| VoiceName::Espeak(espeak.to_owned()), |name| VoiceName::Piper(name.to_owned()))
}

/// A voice with the paths of its files.
pub(super) fn voice_settings(store: &ModelStore, voice: &VoiceName) -> Result<VoiceSettings, ModelError> {
    Ok(match voice {
        VoiceName::Auto(language) => voice_settings(store, &best_voice(store, *language))?,
        VoiceName::Espeak(name) => VoiceSettings::Espeak(name.clone()),
        VoiceName::Piper(name) => {
            let mut paths = store.paths(name)?.into_iter();
            VoiceSettings::Piper {
                name: name.clone(),
                model: paths.next().unwrap_or_default(),
                config: paths.next().unwrap_or_default(),
                runtime: store.path(RUNTIME)?,
            }
        }
        VoiceName::Kokoro(voice) => {
            let mut paths = store.paths(KOKORO)?.into_iter();
            let files = KokoroFiles {
                model: paths.next().unwrap_or_default(),
                vocabulary: paths.next().unwrap_or_default(),
                voices: paths.next().unwrap_or_default(),
                runtime: store.path(RUNTIME)?,
            };
            VoiceSettings::Kokoro(voice.clone(), files)
        }
    })
}

/// The built-in pronunciations with the operator's own.
pub(super) fn lexicon(config: &Config) -> anyhow::Result<Lexicon> {
    let Some(path) = &config.lexicon else {
        return Ok(Lexicon::built_in());
    };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("speak.lexicon: cannot read {}", path.display()))?;
    Lexicon::built_in().extended_with(&text).with_context(|| format!("speak.lexicon: {}", path.display()))
}

/// Builds the index of a harvest, with vectors where the embedding model is here; says so where it
/// is not. A bar shows the progress on a terminal. Returns how many articles it has.
pub(super) fn build(config: &Config, harvest: &Harvest, out: &Path) -> anyhow::Result<usize> {
    let embedder = embedder_source(config)?.map(|source| source.load()).transpose()?;
    if embedder.is_none() {
        eprintln!(
            "The index will be searched by words and sounds only, not by meaning. Get the model: \
             `spraakloket models fetch {MODEL_NAME}`"
        );
    }
    let entries = Entries::with_folder(config.understanding.as_deref())?;
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("Texts {bar:30} {pos}/{len}, {eta} left").expect("the template is sound"),
    );
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let articles = build_index_with(harvest, out, embedder.as_ref(), &progress, &|generation, previous| {
        add_to_generation(
            generation,
            previous,
            &config.vectors_dir,
            &entries,
            &harvest.articles,
            embedder.as_ref(),
            &progress,
        )
    })?;
    bar.finish_and_clear();
    Ok(articles)
}
