//! The file channel: recorded or typed questions in, replies as text and as WAV files out.
//!
//! For: `ask`, and programs that use the library without a microphone. Not for: live sound.

use crate::audio::{AudioError, SAMPLE_RATE, SyntheticMark, read_wav, resample, write_wav};
use crate::dialogue::{Command, Prompts, Understood};
use crate::knowledge::Answer;
use crate::language::Language;
use crate::listen::{Transcript, Utterance};
use crate::session::{Announcement, ChannelInput, ChannelOutput, Desk, SessionEvent, StillSession, TransferOutcome};
use crate::speak::Speech;
use crate::understand::Kind;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// What is asked.
#[derive(Debug, Clone)]
pub enum Question {
    /// Spoken, as 16 kHz mono. A recording without speech is answered as not heard.
    Recording(Utterance),
    /// Written.
    Text(String),
}

impl Question {
    /// Reads a WAV file as one question.
    pub fn read(path: &Path, limit_seconds: f64) -> Result<Self, AudioError> {
        let recording = read_wav(path, limit_seconds)?;
        Ok(Question::Recording(Utterance {
            samples: resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)?,
        }))
    }
}

/// The reply to a question.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The question as it was understood.
    pub transcript: Transcript,
    /// How it was interpreted.
    pub kind: ReplyKind,
    /// The words of the reply.
    pub spoken: String,
    /// The same as sound.
    pub speech: Speech,
    /// The names of the voices, separated by commas.
    pub voice: String,
    /// How long the parts took.
    pub timings: Timings,
}

impl Reply {
    /// Writes the sound to a WAV file, marked as synthetic.
    pub fn write(&self, path: &Path) -> Result<(), AudioError> {
        let mark = SyntheticMark { voice: self.voice.clone() };
        write_wav(path, &self.speech.samples, self.speech.sample_rate, &mark)
    }
}

/// How a question was interpreted.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyKind {
    /// A question, with the answer to it.
    Question(Answer),
    /// Too poorly heard to answer right away: the system asks whether this was meant.
    Confirm(Answer),
    /// A command to the system itself.
    Command(Command),
    /// Something else that is no question, such as despair, small talk or somebody else's matter.
    Said(Kind),
    /// A reply to what the system asked, such as yes or no.
    Reply,
    /// There were no words in the sound.
    NotHeard,
}

/// How long the parts of a turn took. Serialized as milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Timings {
    /// From sound to transcript; `None` for a text.
    #[serde(serialize_with = "in_milliseconds")]
    pub listen: Option<Duration>,
    /// From transcript to answer; `None` for a command.
    #[serde(serialize_with = "in_milliseconds")]
    pub retrieve: Option<Duration>,
    /// From the question to the first sound of the reply.
    #[serde(serialize_with = "in_milliseconds")]
    pub first_sound: Option<Duration>,
    /// From the question to the last sound of the reply.
    #[serde(serialize_with = "in_milliseconds")]
    pub total: Option<Duration>,
}

// The signature is serde's.
#[allow(clippy::ref_option)]
fn in_milliseconds<S: serde::Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    duration.map(|duration| (duration.as_secs_f64() * 10_000.0).round() / 10.0).serialize(serializer)
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// A stage failed on this question.
    #[error("the question could not be answered: a stage failed, and the log above says why")]
    Failed,
    /// The question before it ended the visit.
    #[error("the visit was over before this question: leave out what ends it, such as `stop`")]
    Over,
    /// The reply cannot be made into one sound.
    #[error(transparent)]
    Audio(#[from] AudioError),
}

/// A visit whose questions come one by one: a session on a clock that stands still. Blocking.
pub struct Visit {
    session: StillSession<Desk>,
    speaks: Option<TellsSpeech>,
    voices: Vec<(Language, String)>,
    prompts: Arc<Prompts>,
    runtime: Runtime,
    is_over: bool,
}

/// Whether a recording contains speech.
pub type TellsSpeech = Box<dyn Fn(&Utterance) -> bool>;

impl Visit {
    /// Starts a visit. `open` opens the session; `speaks` is needed for recordings; `voices` has the name of each voice;
    /// `prompts` are the system's sentences.
    pub fn begin<E>(
        open: impl Future<Output = Result<StillSession<Desk>, E>>,
        speaks: Option<TellsSpeech>,
        voices: Vec<(Language, String)>,
        prompts: Arc<Prompts>,
    ) -> Result<Self, E> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("the system can watch time");
        let session = runtime.block_on(async {
            let mut session = open.await?;
            session.tell(ChannelInput::Started);
            while session.next().await.is_some() {}
            Ok(session)
        })?;
        Ok(Visit { session, speaks, voices, prompts, runtime, is_over: false })
    }

    /// Asks, and waits for the whole reply.
    pub fn ask(&mut self, question: Question) -> Result<Reply, VisitError> {
        if self.is_over {
            return Err(VisitError::Over);
        }
        let started = Instant::now();
        // The session starts its jobs where it is told something.
        let runtime = self.runtime.handle().clone();
        let _within = runtime.enter();
        let written = match question {
            Question::Text(text) => {
                self.session.tell(ChannelInput::Text(text.clone()));
                Some(text)
            }
            Question::Recording(utterance) => {
                let speaks = self.speaks.as_ref().is_some_and(|tells| tells(&utterance));
                self.session.tell_recording(if speaks { utterance } else { Utterance { samples: Vec::new() } });
                None
            }
        };
        let mut said = Said::default();
        self.listen_to(&mut said, started)?;
        let (record, language) = (self.session.take_record(), self.session.language());
        if record.failed {
            return Err(VisitError::Failed);
        }
        if said.spoken.is_empty() && !self.is_over {
            // "Ja" to nothing that was asked: who wrote it waits for an answer.
            let text = self.prompts.say(language, "ask", &[]);
            said.spoken.push(text.clone());
            said.languages.push(language);
            self.session.tell(ChannelInput::Announce(Announcement { text, spelled: false, of_page: true }));
            self.listen_to(&mut said, started)?;
        }
        let nothing = || Transcript { text: String::new(), language, confidence: 0.0, alternatives: Vec::new() };
        let is_heard = written.is_some() || record.heard.is_some();
        let transcript = match written {
            Some(text) => Transcript { text, confidence: 1.0, ..nothing() },
            None => record.heard.unwrap_or_else(nothing),
        };
        let timings = Timings {
            listen: record.listen,
            retrieve: record.retrieve,
            first_sound: said.first_sound,
            total: Some(started.elapsed()),
        };
        let kind = if is_heard { record.understood.into() } else { ReplyKind::NotHeard };
        let voice = said.voices(&self.voices);
        Ok(Reply { transcript, kind, spoken: said.spoken.join(" "), speech: said.speech, voice, timings })
    }
}

impl Visit {
    /// Collects what is said until the session waits for an input.
    fn listen_to(&mut self, said: &mut Said, started: Instant) -> Result<(), VisitError> {
        while let Some(output) = self.runtime.block_on(self.session.next()) {
            match output {
                ChannelOutput::Play { .. } => {
                    said.first_sound.get_or_insert_with(|| started.elapsed());
                }
                ChannelOutput::HangUp => self.is_over = true,
                _ => {}
            }
            for answer in said.carry_out(output)? {
                self.session.tell(answer);
            }
        }
        Ok(())
    }
}

/// What has been said since the question.
struct Said {
    spoken: Vec<String>,
    languages: Vec<Language>,
    speech: Speech,
    first_sound: Option<Duration>,
}

impl Said {
    /// Returns the inputs with which the session is answered: every sentence counts as played at once.
    fn carry_out(&mut self, output: ChannelOutput) -> Result<Vec<ChannelInput>, VisitError> {
        Ok(match output {
            ChannelOutput::Event(SessionEvent::Caption { text, language, .. }) => {
                self.spoken.push(text);
                if !self.languages.contains(&language) {
                    self.languages.push(language);
                }
                Vec::new()
            }
            ChannelOutput::Play { id, speech } => {
                if self.speech.samples.is_empty() {
                    self.speech = speech;
                } else {
                    let samples = resample(&speech.samples, speech.sample_rate, self.speech.sample_rate)?;
                    self.speech.samples.extend(samples);
                }
                vec![ChannelInput::PlaybackStarted(id), ChannelInput::PlaybackFinished(id)]
            }
            // Nobody can be called to a file.
            ChannelOutput::Transfer { .. } => vec![ChannelInput::Transfer(TransferOutcome::Failed)],
            ChannelOutput::Event(_) | ChannelOutput::StopPlayback | ChannelOutput::Duck(_) | ChannelOutput::HangUp => {
                Vec::new()
            }
        })
    }

    /// The names of the voices that spoke.
    fn voices(&self, all: &[(Language, String)]) -> String {
        let spoke = all.iter().filter(|(language, _)| self.languages.contains(language));
        spoke.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl Default for Said {
    fn default() -> Self {
        let speech = Speech { samples: Vec::new(), sample_rate: SAMPLE_RATE };
        Said { spoken: Vec::new(), languages: Vec::new(), speech, first_sound: None }
    }
}

impl From<Option<Understood>> for ReplyKind {
    fn from(understood: Option<Understood>) -> Self {
        match understood {
            Some(Understood::Question(answer)) => ReplyKind::Question(answer),
            Some(Understood::Confirm(answer)) => ReplyKind::Confirm(answer),
            Some(Understood::Command(command)) => ReplyKind::Command(command),
            Some(Understood::Said(kind)) => ReplyKind::Said(kind),
            None => ReplyKind::Reply,
        }
    }
}
