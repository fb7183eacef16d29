//! The loaded stages of one machine, each on its own worker thread.

use crate::knowledge::{Answerer, KnowledgeDesk, KnowledgeError};
use crate::language::Language;
use crate::listen::{ListenError, Transcriber, WhisperSettings, WhisperTranscriber};
use crate::speak::text::Lexicon;
use crate::speak::{SpeakError, SpeakingDesk, VoiceSettings};
use crate::workers::Worker;
use std::path::PathBuf;

/// Jobs that may wait in front of one stage.
const QUEUE: usize = 64;

/// What the stages are loaded with.
#[derive(Clone)]
pub struct DeskSettings {
    /// The recogniser; none where questions are only typed.
    pub whisper: Option<WhisperSettings>,
    /// The index folder.
    pub index: PathBuf,
    /// A voice for each language.
    pub voices: Vec<(Language, VoiceSettings)>,
    /// How words are pronounced.
    pub lexicon: Lexicon,
    /// The speed of speech.
    pub rate: f32,
}

/// All stages, ready to work.
pub struct Desk {
    pub(super) transcriber: Option<Worker<Box<dyn Transcriber>>>,
    pub(super) answerer: Worker<Box<dyn Answerer>>,
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
        let whisper = settings.whisper.clone();
        let transcriber = std::thread::spawn(move || whisper.map(start_transcriber).transpose());
        let index = settings.index.clone();
        let answerer = Worker::start("knowledge", QUEUE, move || {
            KnowledgeDesk::open(&index).map(|desk| Box::new(desk) as Box<dyn Answerer>)
        })?;
        let speaker = Worker::start("speak", QUEUE, move || {
            Ok::<_, SpeakError>(SpeakingDesk::new(
                settings.voices.clone(),
                settings.lexicon.clone(),
                settings.rate,
            ))
        })?;
        let transcriber = transcriber.join().expect("a loading thread does not panic")?;
        Ok(Desk {
            transcriber,
            answerer,
            speaker,
        })
    }
}

fn start_transcriber(settings: WhisperSettings) -> Result<Worker<Box<dyn Transcriber>>, ListenError> {
    Worker::start("listen", QUEUE, move || {
        WhisperTranscriber::load(settings.clone()).map(|whisper| Box::new(whisper) as Box<dyn Transcriber>)
    })
}
