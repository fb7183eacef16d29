//! The sound of one call in both directions, as driven by the pacer: 20 ms out, 20 ms in. Whatever transports the
//! sound is a [`Wire`]. Not for: signalling, or what is said.

use super::counters::Counters;
use super::ears::Heard;
use super::playout::{Played, Playout};
use crate::audio::AudioChunk;
use crate::session::PlaybackId;
use phone_wire::sdp::Agreed;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Instant;
use tokio::sync::mpsc;

/// 20 ms at our rate.
pub(super) type Chunk = [f32; AudioChunk::SAMPLES];

/// Transports the sound of one call. Nothing in it may block.
pub(super) trait Wire: Send {
    /// Sample rate of what it sends.
    fn sample_rate(&self) -> u32;
    /// Reads everything that has arrived; reports keys and the end.
    fn receive(&mut self, now: Instant, events: &mut Vec<WireEvent>);
    /// The 20 ms of the caller's sound that are due; `None` if nothing arrived.
    fn chunk(&mut self) -> Option<Chunk>;
    /// Sends 20 ms.
    fn send(&mut self, samples: &[f32]);
    /// Lets 20 ms pass unsent, because the machine stood still.
    fn skip(&mut self);
    /// The call was renegotiated.
    fn negotiated(&mut self, _agreed: &Agreed) {}
    /// Says goodbye, as far as the wire can. `handed_back`: the other side continues the call without us.
    fn close(&mut self, handed_back: bool);
}

/// Events of a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireEvent {
    /// A key was pressed.
    Digit(char),
    /// No sign of life for as long as the settings say.
    Silent,
    /// It transports nothing any more.
    Ended(WireEnd),
}

/// Why a wire transports nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireEnd {
    /// The other side hung up.
    HungUp,
    /// Our sound does not reach the other side.
    OneWay,
    /// Its sound has a format that we do not support.
    UnknownSound,
}

/// Requests from a call to its stream.
#[derive(Debug)]
pub(super) enum StreamCommand {
    /// Queue this; samples are at the wire's rate.
    Play(PlaybackId, Vec<f32>),
    /// Fall silent at once.
    Stop,
    /// Turn playback down, or back up.
    Duck(bool),
    /// The other side stopped listening, or resumed.
    Hold(bool),
    /// Report when everything has been said.
    TellWhenQuiet,
    /// The call was renegotiated.
    Negotiated(Box<Agreed>),
    /// End; `true`: hand the call back.
    Close(bool),
}

/// Events from a stream to its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StreamEvent {
    /// A piece started or finished.
    Played(Played),
    /// A key was pressed.
    Digit(char),
    /// Everything has been said.
    Quiet,
    /// No sign of life for as long as the settings say.
    Silent,
    /// The wire transports nothing any more.
    Ended(WireEnd),
}

/// A call's end of its stream.
#[derive(Debug, Clone)]
pub(super) struct StreamHandle {
    commands: Sender<StreamCommand>,
    /// Sample rate of what is to be played.
    pub sample_rate: u32,
}

impl StreamHandle {
    /// Sends a request to the stream; has no effect after its end.
    pub(super) fn tell(&self, command: StreamCommand) {
        let _ = self.commands.send(command);
    }
}

/// The pacer's end of a stream.
pub(super) struct Stream {
    wire: Box<dyn Wire>,
    playout: Playout,
    commands: Receiver<StreamCommand>,
    events: mpsc::UnboundedSender<StreamEvent>,
    ears: mpsc::Sender<Heard>,
    /// What was sent last, which may come back as an echo.
    sent: Vec<f32>,
    counters: Arc<Counters>,
    held: bool,
    tell_when_quiet: bool,
    ended: bool,
    scratch: (Vec<WireEvent>, Vec<Played>),
}

impl Stream {
    /// A stream over `wire` that feeds `ears`, and the call's end of it.
    #[must_use]
    pub(super) fn new(
        wire: Box<dyn Wire>,
        ears: mpsc::Sender<Heard>,
        counters: Arc<Counters>,
    ) -> (Self, StreamHandle, mpsc::UnboundedReceiver<StreamEvent>) {
        let (commands, inbox) = channel();
        let (events, outbox) = mpsc::unbounded_channel();
        let sample_rate = wire.sample_rate();
        let stream = Stream {
            wire,
            playout: Playout::new(sample_rate),
            commands: inbox,
            events,
            ears,
            sent: Vec::new(),
            counters,
            held: false,
            tell_when_quiet: false,
            ended: false,
            scratch: (Vec::new(), Vec::new()),
        };
        (stream, StreamHandle { commands, sample_rate }, outbox)
    }

    /// Sends the 20 ms that are due.
    pub(super) fn send_frame(&mut self) {
        let frame = self.playout.next_frame(&mut self.scratch.1);
        self.wire.send(&frame);
        self.sent = frame;
        for played in self.scratch.1.drain(..) {
            let _ = self.events.send(StreamEvent::Played(played));
        }
        if self.tell_when_quiet && self.playout.is_empty() {
            self.tell_when_quiet = false;
            let _ = self.events.send(StreamEvent::Quiet);
        }
    }

    /// Lets 20 ms pass unsent.
    pub(super) fn skip_frame(&mut self) {
        self.wire.skip();
    }

    /// Reads what has arrived.
    pub(super) fn receive(&mut self, now: Instant) {
        self.wire.receive(now, &mut self.scratch.0);
        for event in self.scratch.0.drain(..) {
            let _ = self.events.send(match event {
                WireEvent::Digit(digit) => {
                    self.counters.keys.count();
                    StreamEvent::Digit(digit)
                }
                WireEvent::Silent => StreamEvent::Silent,
                WireEvent::Ended(end) => {
                    self.ended = true;
                    StreamEvent::Ended(end)
                }
            });
        }
    }

    /// Passes on the caller's 20 ms, or silence if there are none. Music on hold is not speech.
    pub(super) fn hear(&mut self) {
        let chunk = self.wire.chunk().filter(|_| !self.held);
        let chunk = chunk.map_or_else(AudioChunk::silence, AudioChunk::from);
        let heard = Heard { chunk, sent: std::mem::take(&mut self.sent) };
        if let Err(mpsc::error::TrySendError::Full(_)) = self.ears.try_send(heard) {
            self.counters.chunks_dropped.count();
        }
    }

    /// Handles the call's requests. False when the stream is over.
    pub(super) fn obey(&mut self) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(StreamCommand::Play(id, samples)) => self.playout.play(id, samples),
                Ok(StreamCommand::Stop) => self.playout.stop(),
                Ok(StreamCommand::Duck(softer)) => self.playout.duck(softer),
                Ok(StreamCommand::Hold(held)) => {
                    self.held = held;
                    self.playout.hold(held);
                }
                Ok(StreamCommand::TellWhenQuiet) => self.tell_when_quiet = true,
                Ok(StreamCommand::Negotiated(agreed)) => self.wire.negotiated(&agreed),
                Ok(StreamCommand::Close(handed_back)) => {
                    self.wire.close(handed_back);
                    return false;
                }
                Err(TryRecvError::Empty) if self.ended => {
                    self.wire.close(false);
                    return false;
                }
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => {
                    self.wire.close(false);
                    return false;
                }
            }
        }
    }
}
