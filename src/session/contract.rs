//! The whole contract between a channel and a session: what a channel hands in, and what it carries
//! out. A channel knows sound cards, sockets and screens; a session knows none of them.
//!
//! A channel opens a session through [`Sessions`], sends [`ChannelInput`]s (one
//! [`ChannelInput::Audio`] every 20 ms, also in silence, with its own echo already taken out or beside it) and
//! carries out [`ChannelOutput`]s. It tells when each piece of speech begins and ends to sound, so that
//! the session knows what the person has heard. The session ends by [`ChannelOutput::HangUp`] or when
//! the channel sends [`ChannelInput::HungUp`] or drops its sender; everything of it is then wiped.

use crate::audio::AudioChunk;
use crate::speak::Speech;
use tokio::sync::mpsc;

pub use crate::dialogue::{Announcement, ChannelKind, Key, PlaybackId, ScreenChange, SessionEvent, SessionState};

/// What a channel tells a session.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelInput {
    /// The visit or call begins; the session greets.
    Started,
    /// The visit begins anew, because the one before was lost; the session says so first.
    StartedAnew,
    /// Somebody stands before the desk who has not begun: the session invites them, once.
    Invited,
    /// Before the beginning: the volume at which speech can be heard where it is noisy, in percent of the usual one.
    Loudness(u16),
    /// 20 ms of what the microphone hears.
    Audio(AudioChunk),
    /// The same where the own voice may come back in it.
    AudioOverEcho {
        /// What came, which is what is recognised.
        heard: AudioChunk,
        /// What is left of it without the own voice, which tells whether somebody speaks.
        without_echo: AudioChunk,
    },
    /// A key was pressed, or its twin on the screen.
    Key(Key),
    /// What a key does is to be told, without doing it.
    Explain(Key),
    /// A question in writing.
    Text(String),
    /// What the person is typing or has reached on the screen, to be said in passing and kept nowhere.
    Announce(Announcement),
    /// The person does something that says nothing by itself, such as typing: they are still there.
    Present,
    /// This piece of speech begins to sound now.
    PlaybackStarted(PlaybackId),
    /// This piece of speech has sounded to its end.
    PlaybackFinished(PlaybackId),
    /// What became of [`ChannelOutput::Transfer`].
    Transfer(TransferOutcome),
    /// The person is gone.
    HungUp,
}

/// What became of a transfer to a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferOutcome {
    /// A human has taken over, or was called to the desk.
    Done,
    /// Nobody answered, or the line refused.
    Failed,
}

/// What a session tells a channel.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelOutput {
    /// Play this after what is queued. Its sound is marked by `id` in what comes back.
    Play {
        /// Its number.
        id: PlaybackId,
        /// Its sound.
        speech: Speech,
    },
    /// Be silent at once and forget what is queued. Nothing that was queued is reported finished.
    StopPlayback,
    /// Play softer (the person may be speaking), or as before.
    Duck(bool),
    /// Something to show.
    Event(SessionEvent),
    /// Bring a human. The channel answers with [`ChannelInput::Transfer`].
    Transfer {
        /// Where to, from the settings: a telephone number or SIP address, or a desk.
        destination: String,
        /// What the person consented to pass on, in one sentence.
        summary: Option<String>,
    },
    /// Play what is queued to its end, then end the visit or call.
    HangUp,
}

/// Both ends of a session, as a channel holds them.
pub struct SessionHandle {
    /// To the session. It never blocks for long: sound that comes too fast is dropped with a counter.
    pub input: mpsc::Sender<ChannelInput>,
    /// From the session, in order.
    pub output: mpsc::UnboundedReceiver<ChannelOutput>,
}

/// Opens sessions. The real one shares the stages of one machine; tests of channels have their own.
pub trait Sessions: Send + Sync {
    /// A new session, or none when as many are open as the machine can serve.
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle>;
}
