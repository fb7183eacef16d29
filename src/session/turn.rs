//! One question through all stages: listen, know, phrase, speak.

use super::desk::Desk;
use super::visit::Visit;
use crate::dialogue::{Command, Prompts};
use crate::knowledge::{Answer, Found, KnowledgeError};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcript, Utterance};
use crate::speak::{SpeakError, Speech};
use crate::workers::WorkerError;
use jiff::ZonedDateTime;
use serde::Serialize;
use std::time::{Duration, Instant};

/// Below this confidence of the recogniser an answer is not given before the person has confirmed it.
const WELL_HEARD: f32 = 0.4;

/// What is asked.
#[derive(Debug, Clone)]
pub enum Question {
    /// Spoken.
    Spoken(Utterance, ExpectedLanguage),
    /// Typed.
    Typed(String, Language),
}

/// A finished turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What was understood.
    pub transcript: Transcript,
    /// What it turned out to be.
    pub kind: TurnKind,
    /// What is said in reply.
    pub spoken: String,
    /// The reply as sound.
    pub speech: Speech,
    /// The voice that says it.
    pub voice: String,
    /// How long everything took.
    pub timings: Timings,
}

/// What an utterance turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnKind {
    /// A question, with the answer to it.
    Question(Answer),
    /// Too badly heard to answer at once: asked back whether this is what was meant.
    Confirm(Box<Found>),
    /// A word to the system itself.
    Command(Command),
}

/// How long the parts of a turn took, from the question on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Sound to transcript; none for a typed question.
    pub listen: Option<Duration>,
    /// Transcript to answer; none for a command.
    pub retrieve: Option<Duration>,
    /// Question to the first sound of the reply.
    pub first_sound: Duration,
    /// Question to the last sound of the reply.
    pub total: Duration,
}

/// The stage that failed, and why.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// Hearing.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Knowing.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// Speaking.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// A worker thread.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// A spoken question where no recogniser was loaded.
    #[error("no recogniser is loaded for a spoken question")]
    Deaf,
}

/// Takes a question through all stages.
pub async fn take_turn(
    desk: &Desk,
    prompts: &Prompts,
    visit: &mut Visit,
    question: Question,
    now: &ZonedDateTime,
) -> Result<Turn, TurnError> {
    let (start, today) = (Instant::now(), now.date());
    let mut timings = Timings::default();
    let transcript = match question {
        Question::Typed(text, language) => Transcript { text, language, confidence: 1.0, alternatives: Vec::new() },
        Question::Spoken(utterance, expected) => {
            let transcript = listen(desk, utterance, expected).await?;
            timings.listen = Some(start.elapsed());
            transcript
        }
    };
    let language = transcript.language;
    let (kind, spoken) = match Command::recognise(&transcript.text, language) {
        Some(command) => (TurnKind::Command(command), visit.obey(command, prompts, language)),
        None => {
            let asked = Instant::now();
            let text = transcript.text.clone();
            let answer = desk.answerer.run(move |answerer| answerer.answer(&text, language, today)).await??;
            timings.retrieve = Some(asked.elapsed());
            match answer {
                Answer::Found(found) if transcript.confidence < WELL_HEARD => {
                    let spoken = visit.ask_back(&found, prompts, language);
                    (TurnKind::Confirm(found), spoken)
                }
                answer => {
                    let spoken = visit.tell(&answer, prompts, language);
                    (TurnKind::Question(answer), spoken)
                }
            }
        }
    };
    let spoken = visit.with_notices(desk, &kind, spoken, language, now).await?;
    let (speech, voice, first_sound) = speak(desk, spoken.clone(), language).await?;
    timings.first_sound = first_sound.duration_since(start);
    timings.total = start.elapsed();
    Ok(Turn { transcript, kind, spoken, speech, voice, timings })
}

async fn listen(desk: &Desk, utterance: Utterance, expected: ExpectedLanguage) -> Result<Transcript, TurnError> {
    let worker = desk.transcriber.as_ref().ok_or(TurnError::Deaf)?;
    let heard = worker.run(move |transcriber| transcriber.transcribe(&utterance, expected, &Cancel::default())).await?;
    Ok(heard?)
}

/// Speaks a reply and tells when its first sentence could sound.
async fn speak(desk: &Desk, text: String, language: Language) -> Result<(Speech, String, Instant), TurnError> {
    let spoken = desk
        .speaker
        .run(move |speaker| {
            let mut first = None;
            let mut whole = Speech { samples: Vec::new(), sample_rate: 0 };
            speaker.speak(&text, language, |sentence| {
                first.get_or_insert_with(Instant::now);
                whole.sample_rate = sentence.sample_rate;
                whole.samples.extend(sentence.samples);
                true
            })?;
            let voice = speaker.voice_name(language)?;
            Ok::<_, SpeakError>((whole, voice, first.unwrap_or_else(Instant::now)))
        })
        .await??;
    Ok(spoken)
}

impl Serialize for Timings {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let milliseconds = |duration: Duration| (duration.as_secs_f64() * 10_000.0).round() / 10.0;
        let mut timings = serializer.serialize_struct("Timings", 4)?;
        timings.serialize_field("listen", &self.listen.map(milliseconds))?;
        timings.serialize_field("retrieve", &self.retrieve.map(milliseconds))?;
        timings.serialize_field("first_sound", &milliseconds(self.first_sound))?;
        timings.serialize_field("total", &milliseconds(self.total))?;
        timings.end()
    }
}
