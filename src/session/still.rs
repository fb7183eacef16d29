//! A session on a clock that stands still: it goes on only by what its channel hands in and what its stages return.
//!
//! For: channels without live sound, such as files. Nobody is asked whether they are still there, and nothing is
//! worked out ahead.

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

/// The session; it needs a Tokio runtime. Dropping it wipes it.
pub struct StillSession<S> {
    conversation: Conversation<S>,
    output: mpsc::UnboundedReceiver<ChannelOutput>,
}

/// What became of what was said last.
#[derive(Debug, Clone, Default)]
pub struct TurnRecord {
    /// What was heard; none for a text, or where there were no words in the sound.
    pub heard: Option<Transcript>,
    /// What it turned out to be; none for a reply to a question of the system.
    pub understood: Option<Understood>,
    /// From the sound to its words.
    pub listen: Option<Duration>,
    /// From words to what they mean and what answers them.
    pub retrieve: Option<Duration>,
    /// Whether a stage failed; the log says why.
    pub failed: bool,
    asked_at: Option<Instant>,
}

impl<S: Stages> StillSession<S> {
    pub(super) fn new(stages: Arc<S>, dialogue: Dialogue, opened: ZonedDateTime) -> Self {
        let (sender, output) = mpsc::unbounded_channel();
        StillSession { conversation: Conversation::new(stages, dialogue, opened, sender).standing_still(), output }
    }

    /// Hands in what a channel has to tell.
    pub fn tell(&mut self, input: ChannelInput) {
        self.conversation.take_in(input);
        self.conversation.go_on();
    }

    /// Hands in a whole recording as one utterance; without samples: nobody speaks in it.
    pub fn tell_recording(&mut self, utterance: Utterance) {
        self.conversation.take_in_whole(utterance);
        self.conversation.go_on();
    }

    /// The next thing that the channel has to carry out. None: the session waits for the channel.
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

    /// What became of what was said since the last call.
    pub fn take_record(&mut self) -> TurnRecord {
        std::mem::take(self.conversation.record())
    }

    /// The language that is spoken at the moment.
    #[must_use]
    pub fn language(&self) -> Language {
        self.conversation.language()
    }
}

impl TurnRecord {
    /// Something was asked of a stage.
    pub(super) fn ask(&mut self) {
        self.asked_at = Some(Instant::now());
    }

    /// A result came from a stage.
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
