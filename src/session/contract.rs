//! The whole contract between a channel and a session: what a channel hands in, and what it carries
//! out. A channel knows sound cards, sockets and screens; a session knows none of them.
//!
//! A channel opens a session through [`Sessions`], sends [`ChannelInput`]s (one
//! [`ChannelInput::Audio`] every 20 ms, also in silence, with its own echo already taken out) and
//! carries out [`ChannelOutput`]s. It tells when each piece of speech begins and ends to sound, so that
//! the session knows what the person has heard. The session ends by [`ChannelOutput::HangUp`] or when
//! the channel sends [`ChannelInput::HungUp`] or drops its sender; everything of it is then wiped.

use crate::audio::AudioChunk;
use crate::dialogue::Command;
use crate::knowledge::Source;
use crate::language::Language;
use crate::speak::Speech;
use serde::Serialize;
use tokio::sync::mpsc;

/// Which kind of channel a session belongs to: some sentences and limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// A microphone and loudspeaker, with a screen and keys.
    Kiosk,
    /// A telephone call, with DTMF keys and no screen.
    Phone,
    /// A terminal, or a recording.
    File,
}

/// A piece of speech, as the session numbers it; one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PlaybackId(pub u64);

/// What a channel tells a session.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelInput {
    /// The visit or call begins; the session greets.
    Started,
    /// 20 ms of what the microphone hears.
    Audio(AudioChunk),
    /// A key was pressed, or its twin on the screen.
    Key(Key),
    /// A question in writing.
    Text(String),
    /// This piece of speech begins to sound now.
    PlaybackStarted(PlaybackId),
    /// This piece of speech has sounded to its end.
    PlaybackFinished(PlaybackId),
    /// What became of [`ChannelOutput::Transfer`].
    Transfer(TransferOutcome),
    /// The person is gone.
    HungUp,
}

/// A key, whatever it is made of: a keypad, a button on the screen, a tone of the telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The big key: yes, go on, or "I want to say something".
    Ok,
    /// No.
    No,
    /// The next of what is offered.
    Next,
    /// The one before.
    Previous,
    /// What a command says by voice.
    Command(Command),
    /// What is offered at this place, from 0.
    Choose(usize),
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

/// What the session is doing, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// It waits for the person.
    Listening,
    /// The person is speaking.
    Hearing,
    /// It looks for the answer.
    Thinking,
    /// It speaks.
    Speaking,
    /// It was told to wait.
    Paused,
    /// It is bringing a human.
    Transferring,
    /// It is over.
    Ended,
}

/// Something to show to those who see; everything in it is also said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SessionEvent {
    /// The state has changed.
    State {
        /// To this.
        state: SessionState,
    },
    /// What was heard so far, or finally.
    Heard {
        /// The words.
        text: String,
        /// Whether they can still change.
        provisional: bool,
    },
    /// The words of a piece of speech; shown when that piece begins to sound.
    Caption {
        /// The piece.
        id: PlaybackId,
        /// Its words.
        text: String,
        /// Their language.
        language: Language,
    },
    /// The answer that is being given.
    Answer {
        /// The article's id.
        article: String,
        /// Its subject.
        title: String,
        /// Where it stands.
        source: Source,
    },
    /// What can be chosen next, by voice, by key or by touch ([`Key::Choose`]).
    Choices {
        /// Their names, in the order in which they are said. Empty: nothing any more.
        names: Vec<String>,
    },
    /// Speed, volume and language of this visit.
    Manner {
        /// 1.0 is normal.
        rate: f32,
        /// In percent.
        volume: f32,
        /// What is spoken.
        language: Language,
    },
    /// The visit ends after so many seconds unless the person does something.
    TimeoutWarning {
        /// Seconds left.
        seconds: u32,
    },
    /// The person is too soft, too loud, or something else is wrong that they can mend; a code.
    Hint {
        /// Such as `too-soft` or `clipping`.
        code: &'static str,
    },
    /// Everything is forgotten: show the start page in the default manner.
    Reset,
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
