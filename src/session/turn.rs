//! One question through all stages: listen, know, phrase, speak.

use super::desk::Desk;
use super::serve::look_up;
use crate::dialogue::{
    ChannelKind, Command, Dialogue, Effect, Event, Input, Prompts, Rules, SentenceKind, Understood, Unheard,
};
use crate::knowledge::{Answer, KnowledgeError};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcript, Utterance};
use crate::speak::{Manner, SpeakError, Speech};
use crate::understand::Kind;
use crate::workers::WorkerError;
use jiff::ZonedDateTime;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is asked.
#[derive(Debug, Clone)]
pub enum Question {
    /// Spoken.
    Spoken(Utterance, ExpectedLanguage),
    /// Typed.
    Typed(String, Language),
    /// Sound in which nobody speaks.
    Unheard(ExpectedLanguage),
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
    Confirm(Answer),
    /// A word to the system itself.
    Command(Command),
    /// Something else that is no question, such as despair, small talk or somebody else's matter.
    Said(Kind),
    /// A reply to what the system asked, such as yes or no.
    Reply,
    /// It was in a language that is not ours.
    OtherLanguage,
    /// There were no words in the sound.
    NotHeard,
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

/// A visit whose questions come one by one, without a clock: what `ask` holds.
pub struct Visit {
    prompts: Arc<Prompts>,
    /// From the first question on, which decides the language.
    dialogue: Option<Dialogue>,
}

/// What a turn came to.
#[derive(Default)]
struct Reply {
    spoken: Vec<String>,
    /// The voice of a language that is not ours, where it is said in one.
    foreign: Option<String>,
    understood: Option<Understood>,
    retrieve: Option<Duration>,
}

impl Visit {
    /// A visit that says these sentences.
    #[must_use]
    pub fn new(prompts: Arc<Prompts>) -> Self {
        Visit { prompts, dialogue: None }
    }

    /// Greets unheard: who asks in writing has not come to be greeted.
    async fn begin(&mut self, desk: &Desk, language: Language, now: &ZonedDateTime) -> Result<(), TurnError> {
        let rules = Rules { language, asks_feedback: false, ..Rules::new(ChannelKind::File) };
        let dialogue = Dialogue::new(Arc::new(rules), Arc::clone(&self.prompts), now.clone());
        self.dialogue = Some(dialogue);
        self.run(desk, Event::Started, None, now).await?;
        let moment = now.timestamp();
        let notices = desk.answerer.run(move |answerer| answerer.notices(language, moment)).await?;
        self.run(desk, Event::Notices(notices), None, now).await?;
        Ok(())
    }

    /// Lets something happen and everything that follows from it, each sentence as if it had sounded.
    async fn run(
        &mut self,
        desk: &Desk,
        event: Event,
        heard: Option<&Result<Transcript, Unheard>>,
        now: &ZonedDateTime,
    ) -> Result<Reply, TurnError> {
        let (mut reply, mut events) = (Reply::default(), VecDeque::from([event]));
        while let Some(event) = events.pop_front() {
            let Some(dialogue) = self.dialogue.take() else { break };
            let (dialogue, effects) = dialogue.handle(Input { at: Duration::ZERO, event });
            self.dialogue = Some(dialogue);
            for effect in effects {
                match effect {
                    Effect::Transcribe { turn, .. } => {
                        events.extend(heard.cloned().map(|heard| Event::Transcribed(turn, heard)));
                    }
                    Effect::Retrieve { turn, sought, language } => {
                        let asked = Instant::now();
                        let today = now.date();
                        let job = desk.answerer.run(move |stage| look_up(stage, &sought, language, today));
                        let meant = job.await??;
                        reply.retrieve.get_or_insert(Duration::ZERO);
                        reply.retrieve = reply.retrieve.map(|before| before + asked.elapsed());
                        events.push_back(Event::Answered(turn, Ok(meant)));
                    }
                    Effect::Play(line) => {
                        if let SentenceKind::Foreign(voice) = line.sentence.kind {
                            reply.foreign = Some(voice);
                        }
                        reply.spoken.push(line.sentence.text);
                        events.push_back(Event::LineFinished(line.id));
                    }
                    Effect::Understood(understood) => reply.understood = Some(understood),
                    _ => {}
                }
            }
        }
        Ok(reply)
    }
}

/// Takes a question through all stages.
pub async fn take_turn(
    desk: &Desk,
    visit: &mut Visit,
    question: Question,
    now: &ZonedDateTime,
) -> Result<Turn, TurnError> {
    let start = Instant::now();
    let mut timings = Timings::default();
    let (heard, expected) = match question {
        Question::Typed(text, language) => {
            let typed = Transcript { text, language, confidence: 1.0, alternatives: Vec::new() };
            (Ok(typed), ExpectedLanguage::Only(language))
        }
        Question::Unheard(expected) => (Err(Unheard::NoWords), expected),
        Question::Spoken(utterance, expected) => {
            let heard = listen(desk, utterance, expected).await?;
            timings.listen = Some(start.elapsed());
            (heard, expected)
        }
    };
    let language = match (&heard, expected) {
        (Ok(transcript), _) => transcript.language,
        (Err(_), ExpectedLanguage::Only(language) | ExpectedLanguage::Likely(language)) => language,
        (Err(_), ExpectedLanguage::Any) => Language::Nl,
    };
    if visit.dialogue.is_none() {
        visit.begin(desk, language, now).await?;
    }
    let reply = visit.run(desk, Event::UtteranceEnded, Some(&heard), now).await?;
    timings.retrieve = reply.retrieve;
    let language = visit.dialogue.as_ref().map_or(language, Dialogue::language);
    let mut spoken = reply.spoken.join(" ");
    if spoken.trim().is_empty() {
        // "Ja" to nothing that was asked: who wrote it waits for an answer.
        spoken = visit.prompts.say(language, "ask", &[]);
    }
    let (speech, voice, first_sound) = speak(desk, spoken.clone(), language, reply.foreign).await?;
    timings.first_sound = first_sound.duration_since(start);
    timings.total = start.elapsed();
    let kind = match heard {
        Ok(_) => reply.understood.into(),
        Err(Unheard::OtherLanguage(_)) => TurnKind::OtherLanguage,
        Err(_) => TurnKind::NotHeard,
    };
    let transcript = heard.unwrap_or_else(|_| Transcript {
        text: String::new(),
        language,
        confidence: 0.0,
        alternatives: Vec::new(),
    });
    Ok(Turn { transcript, kind, spoken, speech, voice, timings })
}

impl From<Option<Understood>> for TurnKind {
    fn from(understood: Option<Understood>) -> Self {
        match understood {
            Some(Understood::Question(answer)) => TurnKind::Question(answer),
            Some(Understood::Confirm(answer)) => TurnKind::Confirm(answer),
            Some(Understood::Command(command)) => TurnKind::Command(command),
            Some(Understood::Said(kind)) => TurnKind::Said(kind),
            None => TurnKind::Reply,
        }
    }
}

async fn listen(
    desk: &Desk,
    utterance: Utterance,
    expected: ExpectedLanguage,
) -> Result<Result<Transcript, Unheard>, TurnError> {
    let worker = desk.transcriber.as_ref().ok_or(TurnError::Deaf)?;
    let heard = worker.run(move |transcriber| transcriber.transcribe(&utterance, expected, &Cancel::default())).await?;
    match heard {
        Err(ListenError::NoSpeech) => Ok(Err(Unheard::NoWords)),
        Err(ListenError::OtherLanguage(code)) => Ok(Err(Unheard::OtherLanguage(code))),
        heard => Ok(Ok(heard?)),
    }
}

/// Speaks a reply and tells when its first sentence could sound.
async fn speak(
    desk: &Desk,
    text: String,
    language: Language,
    foreign: Option<String>,
) -> Result<(Speech, String, Instant), TurnError> {
    let spoken = desk
        .speaker
        .run(move |speaker| {
            if let Some(voice) = foreign {
                let speech = speaker.say_in(&voice, &text, Manner::default())?;
                return Ok((speech, voice, Instant::now()));
            }
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
