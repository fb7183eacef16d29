//! The loaded stages of one machine, each on its own worker thread.

use crate::dialogue::{Command, emergency_wordings, short_answers};
use crate::knowledge::embed::EmbedderSource;
use crate::knowledge::{Asked, KnowledgeDesk, KnowledgeError};
use crate::language::Language;
use crate::listen::{ListenError, Transcriber, Vocabulary, WhisperModel, WhisperSettings, WhisperTranscriber, Wording};
use crate::speak::text::Lexicon;
use crate::speak::{CacheSettings, Manner, SpeakError, SpeakingDesk, VoiceSettings};
use crate::understand::UnderstandingDesk;
use crate::workers::Worker;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Jobs that may wait in front of one stage.
const QUEUE: usize = 64;

/// What the stages are loaded with.
#[derive(Clone)]
pub struct DeskSettings {
    /// The recogniser; none where questions are only typed.
    pub whisper: Option<WhisperSettings>,
    /// How many recognisers work side by side, on one model.
    pub recognisers: usize,
    /// The index folder.
    pub index: PathBuf,
    /// The embedding model, where it is here.
    pub embedding: Option<EmbedderSource>,
    /// A voice for each language.
    pub voices: Vec<(Language, VoiceSettings)>,
    /// How words are pronounced.
    pub lexicon: Lexicon,
    /// The speed and volume of speech.
    pub manner: Manner,
    /// The loudness that all voices are levelled to, in LUFS.
    pub loudness_lufs: f32,
    /// Where rendered speech is kept; none: nowhere.
    pub speech_cache: Option<CacheSettings>,
}

/// All stages, ready to work.
pub struct Desk {
    pub(super) transcriber: Option<Worker<Box<dyn Transcriber>>>,
    pub(super) answerer: Worker<UnderstandingDesk>,
    pub(super) speaker: Worker<SpeakingDesk>,
}

/// Why the desk cannot open.
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
    /// Loads all stages, side by side.
    pub fn open(settings: DeskSettings) -> Result<Self, DeskError> {
        let (whisper, place, recognisers) = (settings.whisper.clone(), settings.index.clone(), settings.recognisers);
        let transcriber = std::thread::spawn(move || {
            whisper.map(|whisper| start_transcriber(whisper, place, recognisers)).transpose()
        });
        let (index, embedding) = (settings.index.clone(), settings.embedding.clone());
        let answerer = Worker::start("knowledge", QUEUE, move || {
            UnderstandingDesk::open(&index, KnowledgeDesk::open(&index, embedding.as_ref())?)
        })?;
        let speaker = Worker::start("speak", QUEUE, move || {
            let desk = SpeakingDesk::new(settings.voices.clone(), settings.lexicon.clone(), settings.manner.rate());
            Ok::<_, SpeakError>(
                desk.with_manner(settings.manner)
                    .with_loudness(settings.loudness_lufs)
                    .with_cache(settings.speech_cache.clone()),
            )
        })?;
        let transcriber = transcriber.join().expect("a loading thread does not panic")?;
        Ok(Desk { transcriber, answerer, speaker })
    }
}

/// The first recogniser loads the model; the others, and any that has to be replaced, share it.
fn start_transcriber(
    settings: WhisperSettings,
    index: PathBuf,
    count: usize,
) -> Result<Worker<Box<dyn Transcriber>>, DeskError> {
    let model: OnceLock<Arc<WhisperModel>> = OnceLock::new();
    Worker::start_many("listen", QUEUE, count, move || {
        let transcriber = match model.get() {
            Some(model) => WhisperTranscriber::of(Arc::clone(model))?,
            None => informed_transcriber(settings.clone(), &index)?,
        };
        model.get_or_init(|| Arc::clone(transcriber.model()));
        Ok::<_, DeskError>(Box::new(transcriber) as Box<dyn Transcriber>)
    })
}

/// What the recogniser measured of known wordings in silence, in the folder of the index.
const SILENCE: &str = "silence.json";

/// A recogniser that knows what the desk can talk about.
pub fn informed_transcriber(settings: WhisperSettings, index: &Path) -> Result<WhisperTranscriber, DeskError> {
    let subjects = Subjects(Asked::open(index)?);
    Ok(WhisperTranscriber::load(settings)?.knowing(&subjects, Some(index.join(SILENCE)))?)
}

/// What the knowledge base and the dialogue lend to the recogniser; none of them knows another.
struct Subjects(Asked);

impl Vocabulary for Subjects {
    fn words(&self, language: Language) -> Vec<String> {
        self.0.words(language)
    }

    fn wordings(&self, language: Language) -> Vec<Wording> {
        let asked = self.0.wordings(language).into_iter();
        let asked = asked.map(|(article, text)| Wording { text, subject: article, at_once: false });
        // The decoder writes a capital first, also for a single word.
        let commands =
            Command::wordings(language).map(|(command, text)| (capitalised(text), format!("command:{command:?}")));
        let answers = short_answers(language).iter().map(|(answer, text)| ((*text).to_owned(), (*answer).to_owned()));
        let cries = emergency_wordings(language).iter().map(|text| ((*text).to_owned(), "emergency".to_owned()));
        let short = commands.chain(answers).chain(cries);
        asked.chain(short.map(|(text, subject)| Wording { text, subject, at_once: true })).collect()
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
