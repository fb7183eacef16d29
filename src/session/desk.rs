//! The loaded stages of one machine, each on its own worker thread.

use crate::dialogue::{Command, emergency_wordings, short_answers};
use crate::knowledge::embed::EmbedderSource;
use crate::knowledge::{Asked, KnowledgeDesk, KnowledgeError};
use crate::language::Language;
use crate::listen::{ListenError, Transcriber, Vocabulary, WhisperModel, WhisperSettings, WhisperTranscriber, Wording};
use crate::speak::{CacheSettings, Manner, SpeakError, SpeakingDesk, VoiceSettings};
use crate::understand::UnderstandingDesk;
use crate::workers::Worker;
use spoken_text::Lexicon;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Queue length per session and stage.
const QUEUE: usize = 64;

/// Everything needed to load the stages.
#[derive(Clone)]
pub struct DeskSettings {
    /// The recogniser; `None` if questions are only typed.
    pub whisper: Option<WhisperSettings>,
    /// What stands before every recogniser, such as a server elsewhere.
    pub before: Option<Before>,
    /// How many recognisers run in parallel; they share one model.
    pub recognisers: usize,
    /// The index folder.
    pub index: PathBuf,
    /// The embedding model, if it is installed.
    pub embedding: Option<EmbedderSource>,
    /// A voice for each language.
    pub voices: Vec<(Language, VoiceSettings)>,
    /// The pronunciation lexicon.
    pub lexicon: Lexicon,
    /// Default speed and volume of speech.
    pub manner: Manner,
    /// The loudness to which all voices are normalised, in LUFS.
    pub loudness_lufs: f32,
    /// Where rendered speech is cached; `None` disables the cache.
    pub speech_cache: Option<CacheSettings>,
}

/// Puts something before a recogniser.
pub type Before = Arc<dyn Fn(Box<dyn Transcriber>) -> Box<dyn Transcriber> + Send + Sync>;

/// All stages, loaded.
pub struct Desk {
    pub(super) transcriber: Option<Worker<Box<dyn Transcriber>>>,
    pub(super) answerer: Worker<UnderstandingDesk>,
    pub(super) speaker: Worker<SpeakingDesk>,
    pub(super) knowledge: Arc<LoadKnowledge>,
}

/// Loads the current generation of the index.
pub(super) type LoadKnowledge = dyn Fn() -> Result<UnderstandingDesk, KnowledgeError> + Send + Sync;

/// The stage that could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The recogniser.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The index.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// The voices.
    #[error(transparent)]
    Speak(#[from] SpeakError),
}

impl Desk {
    /// Loads all stages in parallel.
    pub fn open(settings: DeskSettings) -> Result<Self, DeskError> {
        let (whisper, place, recognisers) = (settings.whisper.clone(), settings.index.clone(), settings.recognisers);
        let before = settings.before.clone();
        let transcriber = std::thread::spawn(move || {
            whisper.map(|whisper| start_transcriber(whisper, place, recognisers, before)).transpose()
        });
        let (index, embedding) = (settings.index.clone(), settings.embedding.clone());
        let knowledge: Arc<LoadKnowledge> =
            Arc::new(move || UnderstandingDesk::open(&index, KnowledgeDesk::open(&index, embedding.as_ref())?));
        let load = Arc::clone(&knowledge);
        let answerer = Worker::start("knowledge", QUEUE, move || load())?;
        let speaker = Worker::start("speak", QUEUE, move || {
            let desk = SpeakingDesk::new(settings.voices.clone(), settings.lexicon.clone(), settings.manner.rate());
            Ok::<_, SpeakError>(
                desk.with_manner(settings.manner)
                    .with_loudness(settings.loudness_lufs)
                    .with_cache(settings.speech_cache.clone()),
            )
        })?;
        let transcriber = transcriber.join().expect("a loading thread does not panic")?;
        Ok(Desk { transcriber, answerer, speaker, knowledge })
    }

    /// Answers from the current generation of the index from now on. It is loaded beside the one that serves, so that
    /// nobody waits for it. The recogniser knows its new wordings after the next start.
    pub async fn renew_knowledge(&self) -> Result<(), DeskError> {
        let load = Arc::clone(&self.knowledge);
        let renewed = tokio::task::spawn_blocking(move || load()).await;
        let renewed = renewed.expect("loading the knowledge does not panic")?;
        // A stage that has stopped answers nobody anyway.
        let _ = self.answerer.run(move |stage| *stage = renewed).await;
        Ok(())
    }
}

/// The first recogniser loads the model; all others, including replacements after a crash, share it.
fn start_transcriber(
    settings: WhisperSettings,
    index: PathBuf,
    count: usize,
    before: Option<Before>,
) -> Result<Worker<Box<dyn Transcriber>>, DeskError> {
    let model: OnceLock<Arc<WhisperModel>> = OnceLock::new();
    Worker::start_many("listen", QUEUE, count, move || {
        let transcriber = match model.get() {
            Some(model) => WhisperTranscriber::of(Arc::clone(model))?,
            None => informed_transcriber(settings.clone(), &index)?,
        };
        model.get_or_init(|| Arc::clone(transcriber.model()));
        let transcriber = Box::new(transcriber) as Box<dyn Transcriber>;
        Ok::<_, DeskError>(match &before {
            Some(before) => before(transcriber),
            None => transcriber,
        })
    })
}

/// The file in the index folder that caches the log-probabilities of known wordings in silence.
const SILENCE: &str = "silence.json";

/// A recogniser that is biased towards the words and wordings of an index.
pub fn informed_transcriber(settings: WhisperSettings, index: &Path) -> Result<WhisperTranscriber, DeskError> {
    let subjects = Subjects(Asked::open(index)?);
    Ok(WhisperTranscriber::load(settings)?.knowing(&subjects, Some(index.join(SILENCE)))?)
}

/// The vocabulary of the knowledge base and the dialogue; neither knows the recogniser, nor it them.
struct Subjects(Asked);

impl Vocabulary for Subjects {
    fn words(&self, language: Language) -> Vec<String> {
        self.0.words(language)
    }

    fn wordings(&self, language: Language) -> Vec<Wording> {
        if language.grammar().is_none() {
            return Vec::new();
        }
        let asked = self.0.wordings(language).into_iter();
        let asked = asked.map(|(article, text)| Wording { text, subject: article, at_once: false });
        // The decoder starts every text with a capital, even a single word.
        let commands =
            Command::wordings(language).map(|(command, text)| (capitalised(text), format!("command:{command:?}")));
        let answers = short_answers(language).iter().map(|(answer, text)| ((*text).to_owned(), (*answer).to_owned()));
        let cries = emergency_wordings(language).map(|text| (text.to_owned(), "emergency".to_owned()));
        let short = commands.chain(answers).chain(cries);
        asked.chain(short.map(|(text, subject)| Wording { text, subject, at_once: true })).collect()
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
