//! A session whose clock stands still: only inputs from its channel and results of its stages move it on.
//!
//! For: channels without live sound, such as files. There are no time-outs, no reprompts and no speculative work.

use super::contract::{ChannelInput, ChannelOutput};
use super::conversation::Conversation;
use super::stages::Stages;
use crate::dialogue::{Dialogue, Event, Understood};
use crate::language::Language;
use crate::listen::{Transcript, Utterance};
use jiff::ZonedDateTime;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// The session. Needs a Tokio runtime.
pub struct StillSession<S> {
    conversation: Conversation<S>,
    output: mpsc::UnboundedReceiver<ChannelOutput>,
}

/// What became of the last thing that was said.
#[derive(Debug, Clone, Default)]
pub struct TurnRecord {
    /// The transcript; `None` for a text, or if the sound held no words.
    pub heard: Option<Transcript>,
    /// How it was interpreted; `None` for a reply to a question of the system, such as yes.
    pub understood: Option<Understood>,
    /// Time from sound to transcript.
    pub listen: Option<Duration>,
    /// Time from transcript to answer.
    pub retrieve: Option<Duration>,
    /// Whether a stage failed; the reason is in the log.
    pub failed: bool,
    asked_at: Option<Instant>,
}

impl<S: Stages> StillSession<S> {
    pub(super) fn new(stages: Arc<S>, dialogue: Dialogue, opened: ZonedDateTime) -> Self {
        let (sender, output) = mpsc::unbounded_channel();
        StillSession { conversation: Conversation::new(stages, dialogue, opened, sender).standing_still(), output }
    }

    /// Takes an input.
    pub fn tell(&mut self, input: ChannelInput) {
        self.conversation.take_in(input);
        self.conversation.go_on();
    }

    /// Takes a whole recording as one utterance. Without samples: nobody speaks in it.
    pub fn tell_recording(&mut self, utterance: Utterance) {
        self.conversation.take_in_whole(utterance);
        self.conversation.go_on();
    }

    /// The next output for the channel to carry out; `None` when the session waits for an input.
    pub async fn next(&mut self) -> Option<ChannelOutput> {
        loop {
            if let Ok(output) = self.output.try_recv() {
                return Some(output);
            }
            if !self.conversation.take_next_result().await {
                return self.output.try_recv().ok();
            }
        }
    }

    /// Takes the record of what was said since the last call.
    pub fn take_record(&mut self) -> TurnRecord {
        std::mem::take(self.conversation.record())
    }

    /// The current language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.conversation.language()
    }
}

impl TurnRecord {
    /// Notes that a stage was asked something.
    pub(super) fn ask(&mut self) {
        self.asked_at = Some(Instant::now());
    }

    /// Notes the result of a stage.
    pub(super) fn note(&mut self, event: &Event) {
        let took = |record: &mut Self| record.asked_at.take().map(|asked| asked.elapsed());
        match event {
            Event::Transcribed(_, heard) => {
                self.listen = took(self);
                self.failed |= *heard == Err(crate::dialogue::Unheard::Failed);
                self.heard = heard.clone().ok();
            }
            Event::Answered(_, answer) => {
                self.failed |= answer.is_err();
                let before = self.retrieve.unwrap_or_default();
                self.retrieve = took(self).map(|took| before + took).or(self.retrieve);
            }
            Event::LineFailed(_) => self.failed = true,
            _ => {}
        }
    }
}
