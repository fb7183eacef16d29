//! The complete contract between channel and session: what a channel sends, and what it carries out. A channel knows
//! sound cards, sockets and screens; a session knows none of them.
//!
//! A channel opens a session through [`Sessions`], sends [`ChannelInput`]s (one [`ChannelInput::Audio`] every 20 ms,
//! also during silence, without its own echo or with the cleaned sound beside it) and carries out [`ChannelOutput`]s.
//! It reports when each piece of speech starts and finishes playing, so that the session knows what the person has
//! heard. A session ends with [`ChannelOutput::HangUp`], or when the channel sends [`ChannelInput::HungUp`] or drops
//! its sender; everything about it is then wiped.

use crate::audio::AudioChunk;
use crate::speak::Speech;
use tokio::sync::mpsc;

pub use crate::dialogue::{Announcement, ChannelKind, Key, PlaybackId, ScreenChange, SessionEvent, SessionState};

/// Messages from a channel to a session.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelInput {
    /// The visit or call starts; the session greets.
    Started,
    /// The visit restarts because the previous session was lost; the session says so first.
    StartedAnew,
    /// Somebody stands in front of the desk but has not started: the session invites them, once.
    Invited,
    /// Before the beginning: the volume at which speech can be heard where it is noisy, in percent of the usual one.
    Loudness(u16),
    /// 20 ms of what the microphone hears.
    Audio(AudioChunk),
    /// 20 ms of sound that may contain an echo of our own voice.
    AudioOverEcho {
        /// The sound as it arrived, which is what is recognised.
        heard: AudioChunk,
        /// The sound without our own voice, which decides whether somebody speaks.
        without_echo: AudioChunk,
    },
    /// A key was pressed, or its button on the screen.
    Key(Key),
    /// Describe what a key does, without doing it.
    Explain(Key),
    /// A typed question.
    Text(String),
    /// What the person is typing or has reached on the screen: spoken in passing, and stored nowhere.
    Announce(Announcement),
    /// The person does something without a meaning of its own, such as typing: they are still there.
    Present,
    /// This piece of speech has started playing.
    PlaybackStarted(PlaybackId),
    /// This piece of speech has finished playing.
    PlaybackFinished(PlaybackId),
    /// The result of [`ChannelOutput::Transfer`].
    Transfer(TransferOutcome),
    /// The person is gone.
    HungUp,
}

/// The result of a transfer to a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferOutcome {
    /// A human has taken over, or was called to the desk.
    Done,
    /// Nobody answered, or the line refused the transfer.
    Failed,
}

/// Messages from a session to a channel.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelOutput {
    /// Play this after what is queued.
    Play {
        /// Number by which the channel reports on it.
        id: PlaybackId,
        /// Its sound.
        speech: Speech,
    },
    /// Fall silent at once and empty the queue. Nothing that was queued is reported as finished.
    StopPlayback,
    /// Turn playback down (the person may be speaking), or back up.
    Duck(bool),
    /// Something to show.
    Event(SessionEvent),
    /// Transfer to a human. The channel replies with [`ChannelInput::Transfer`].
    Transfer {
        /// Where to, from the settings: a telephone number, a SIP address, or a desk.
        destination: String,
        /// What the person agreed to pass on, in one sentence.
        summary: Option<String>,
    },
    /// Finish playing the queue, then end the visit or call.
    HangUp,
}

/// The channel's end of a session.
pub struct SessionHandle {
    /// To the session. Never blocks for long: sound that arrives too fast is dropped and counted.
    pub input: mpsc::Sender<ChannelInput>,
    /// From the session, in order.
    pub output: mpsc::UnboundedReceiver<ChannelOutput>,
}

/// Opens sessions. The real implementation shares the stages of one machine; tests of channels have their own.
pub trait Sessions: Send + Sync {
    /// Opens a session; `None` if the machine cannot serve more.
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle>;
}
