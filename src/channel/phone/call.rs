//! One call: passes everything between a session, its stream and signalling, until one of them ends. The same for SIP
//! and AudioSocket. Not for: how sound or signalling are transported.

use super::counters::Counters;
use super::farewells::Farewells;
use super::keypad::Keypad;
use super::lines::Taken;
use super::playout::Played;
use super::stream::{StreamCommand, StreamEvent, StreamHandle, WireEnd};
use crate::audio::resample;
use crate::session::{ChannelInput, ChannelOutput, Key, PlaybackId, SessionEvent, SessionHandle, TransferOutcome};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// A call on hold ends after this time: the other side forgot it.
const LONGEST_HOLD: Duration = Duration::from_mins(15);
/// Time limit for telling a caller why the call ends.
const FAREWELL: Duration = Duration::from_secs(10);
/// Time limit for a transfer when we close.
const LAST_TRANSFER: Duration = Duration::from_secs(10);
/// A deadline so far away that it never comes.
const NEVER: Duration = Duration::from_secs(100_000_000);

/// Messages from signalling to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signal {
    /// The other side stopped listening, or resumed.
    Hold(bool),
    /// A key reported by signalling.
    Digit(char),
    /// The result of a transfer.
    Transferred(TransferOutcome),
    /// Whether the other side answered [`Order::Probe`].
    Probed(bool),
    /// The other side hung up.
    HungUp,
}

/// Requests from a call to signalling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Transfer the caller to the only destination in the settings.
    Transfer,
    /// No sound arrives: check whether the other side is still there.
    Probe,
    /// The call is over.
    HangUp(Why),
}

/// Why we end a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Everything has been said, or somebody else continues the call.
    Finished,
    /// All lines are taken.
    Busy,
    /// The program is shutting down.
    Closing,
    /// It has reached the maximum duration.
    TooLong,
    /// Nobody is there any more.
    NoSound,
    /// The other side's request was not understood.
    NotUnderstood,
}

impl Why {
    /// The `Reason` header of the BYE: a cause from ITU-T Q.850, or a SIP status (RFC 3326).
    #[must_use]
    pub(super) fn reason(self) -> &'static str {
        match self {
            Why::Finished => "Q.850;cause=16;text=\"Normal call clearing\"",
            Why::Busy => "Q.850;cause=34;text=\"No line free\"",
            Why::Closing => "Q.850;cause=41;text=\"Closing\"",
            Why::TooLong => "Q.850;cause=102;text=\"Longest call reached\"",
            Why::NoSound => "Q.850;cause=102;text=\"No sign of life\"",
            Why::NotUnderstood => "SIP;cause=488;text=\"Not acceptable here\"",
        }
    }
}

/// Phase of the program's shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Calls are accepted.
    Open,
    /// No new calls; existing ones continue.
    Draining,
    /// Remaining calls are transferred or ended.
    Closing,
}

/// Rules shared by all calls on a machine.
#[derive(Clone)]
pub(super) struct CallRules {
    /// Maximum duration of a call.
    pub longest: Duration,
    /// Phase of the shutdown.
    pub phase: watch::Receiver<Phase>,
    /// What callers hear when they are turned away.
    pub farewells: Arc<Farewells>,
    pub counters: Arc<Counters>,
}

/// A call that has been answered.
pub(super) struct Call {
    pub session: SessionHandle,
    /// The sound.
    pub stream: StreamHandle,
    /// Events of the stream.
    pub events: mpsc::UnboundedReceiver<StreamEvent>,
    /// Messages from signalling.
    pub signals: mpsc::UnboundedReceiver<Signal>,
    /// Requests to signalling.
    pub orders: mpsc::UnboundedSender<Order>,
    /// Whether the caller can be transferred to a human.
    pub can_transfer: bool,
    /// The line that it occupies.
    pub taken: Taken,
    /// Why the call ends when the session ends it.
    pub why: Why,
}

/// What to do when everything queued has been said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Transfer,
    HangUp,
}

/// Whether the call continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    GoesOn,
    /// We end it. `true`: somebody else continues the call.
    Over(bool),
    /// The other side ended it.
    Gone,
}

impl Call {
    /// Runs the call to its end.
    pub(super) async fn run(self, rules: CallRules) {
        let mut running = Running {
            keypad: Keypad::default(),
            then: None,
            transferring: false,
            held_until: None,
            ends: Instant::now() + rules.longest,
            closing: false,
            session_gone: false,
            why: self.why,
            leaving: false,
            call: self,
            rules,
        };
        running.tell(ChannelInput::Started).await;
        let handed_over = loop {
            match running.step().await {
                Flow::GoesOn => {}
                Flow::Over(handed_over) => break handed_over,
                Flow::Gone => break false,
            }
        };
        running.end(handed_over).await;
    }
}

#[allow(clippy::struct_excessive_bools)] // each stands for itself
struct Running {
    call: Call,
    rules: CallRules,
    keypad: Keypad,
    then: Option<Then>,
    transferring: bool,
    held_until: Option<Instant>,
    ends: Instant,
    closing: bool,
    session_gone: bool,
    why: Why,
    /// We are turning the caller away; the session no longer has a say.
    leaving: bool,
}

impl Running {
    async fn step(&mut self) -> Flow {
        let key_due = self.keypad.waiting_until();
        let over = self.held_until.map_or(self.ends, |until| until.min(self.ends));
        tokio::select! {
            output = self.call.session.output.recv(), if !self.session_gone => self.carry_out(output),
            event = self.call.events.recv() => match event {
                Some(event) => self.on_stream(event).await,
                None => Flow::Gone,
            },
            signal = self.call.signals.recv() => match signal {
                Some(signal) => self.on_signal(signal).await,
                None => Flow::Gone,
            },
            () = sleep_until(key_due) => {
                let key = self.keypad.time_is_up();
                self.press(key).await
            }
            () = sleep_until(Some(over)) => self.send_away(Why::TooLong).await,
            () = closing(&mut self.rules.phase), if !self.closing => self.close().await,
        }
    }

    fn carry_out(&mut self, output: Option<ChannelOutput>) -> Flow {
        match output {
            Some(ChannelOutput::Play { id, speech }) => {
                // A sentence that cannot be resampled counts as said, so that the session continues.
                let rate = self.call.stream.sample_rate;
                let samples = resample(&speech.samples, speech.sample_rate, rate).unwrap_or_default();
                self.call.stream.tell(StreamCommand::Play(id, samples));
            }
            Some(ChannelOutput::StopPlayback) => self.call.stream.tell(StreamCommand::Stop),
            Some(ChannelOutput::Duck(softer)) => self.call.stream.tell(StreamCommand::Duck(softer)),
            Some(ChannelOutput::Event(SessionEvent::Choices { names, .. })) => self.keypad.offer(names.len()),
            Some(ChannelOutput::Event(_)) => {}
            // The destination always comes from the settings, whatever the session asks for: nobody can make this
            // machine call elsewhere.
            Some(ChannelOutput::Transfer { .. }) => self.after_all_is_said(Then::Transfer),
            // The last words of a session that is gone are still played.
            Some(ChannelOutput::HangUp) | None => {
                self.session_gone = output.is_none();
                if self.then.is_none() && !self.transferring {
                    self.after_all_is_said(Then::HangUp);
                }
            }
        }
        Flow::GoesOn
    }

    /// Tells the caller why we end the call, and ends it.
    async fn send_away(&mut self, why: Why) -> Flow {
        let farewell = self.rules.farewells.of(why);
        if self.leaving || self.then == Some(Then::HangUp) || self.held_until.is_some() {
            return Flow::Over(false);
        }
        self.why = why;
        let Some(speech) = farewell else { return Flow::Over(false) };
        let rate = self.call.stream.sample_rate;
        let Ok(samples) = resample(&speech.samples, speech.sample_rate, rate) else { return Flow::Over(false) };
        self.tell(ChannelInput::HungUp).await;
        (self.leaving, self.session_gone, self.transferring) = (true, true, false);
        self.ends = Instant::now() + FAREWELL;
        self.call.stream.tell(StreamCommand::Stop);
        self.call.stream.tell(StreamCommand::Play(PlaybackId(u64::MAX), samples));
        self.after_all_is_said(Then::HangUp);
        Flow::GoesOn
    }

    fn after_all_is_said(&mut self, then: Then) {
        self.then = Some(then);
        self.call.stream.tell(StreamCommand::TellWhenQuiet);
    }

    async fn on_stream(&mut self, event: StreamEvent) -> Flow {
        match event {
            StreamEvent::Played(_) | StreamEvent::Digit(_) if self.leaving => {}
            StreamEvent::Silent => drop(self.call.orders.send(Order::Probe)),
            StreamEvent::Played(Played::Started(id)) => self.tell(ChannelInput::PlaybackStarted(id)).await,
            StreamEvent::Played(Played::Finished(id)) => self.tell(ChannelInput::PlaybackFinished(id)).await,
            StreamEvent::Digit(digit) => {
                let key = self.keypad.press(digit, Instant::now());
                return self.press(key).await;
            }
            StreamEvent::Quiet => return self.quiet().await,
            StreamEvent::Ended(end) => {
                match end {
                    WireEnd::OneWay => self.rules.counters.one_way.count(),
                    WireEnd::HungUp => {}
                    WireEnd::UnknownSound => return Flow::Over(true),
                }
                return Flow::Gone;
            }
        }
        Flow::GoesOn
    }

    async fn quiet(&mut self) -> Flow {
        match self.then.take() {
            Some(Then::HangUp) => Flow::Over(false),
            Some(Then::Transfer) if self.call.can_transfer => {
                self.transferring = true;
                let _ = self.call.orders.send(Order::Transfer);
                Flow::GoesOn
            }
            Some(Then::Transfer) => {
                self.rules.counters.transfer_failed.count();
                self.tell(ChannelInput::Transfer(TransferOutcome::Failed)).await;
                Flow::GoesOn
            }
            None => Flow::GoesOn,
        }
    }

    async fn on_signal(&mut self, signal: Signal) -> Flow {
        match signal {
            Signal::HungUp if self.transferring => {
                // Some exchanges end our leg as soon as the other one rings.
                self.rules.counters.transferred.count();
                self.tell(ChannelInput::Transfer(TransferOutcome::Done)).await;
                Flow::Gone
            }
            Signal::HungUp => Flow::Gone,
            Signal::Probed(true) => Flow::GoesOn,
            Signal::Probed(false) => {
                self.rules.counters.no_sound.count();
                self.send_away(Why::NoSound).await
            }
            Signal::Digit(_) if self.leaving => Flow::GoesOn,
            Signal::Digit(digit) => {
                self.rules.counters.keys.count();
                let key = self.keypad.press(digit, Instant::now());
                self.press(key).await
            }
            Signal::Hold(held) => {
                self.held_until = held.then(|| Instant::now() + LONGEST_HOLD);
                self.call.stream.tell(StreamCommand::Hold(held));
                Flow::GoesOn
            }
            Signal::Transferred(outcome) => {
                self.transferring = false;
                self.tell(ChannelInput::Transfer(outcome)).await;
                if outcome == TransferOutcome::Done {
                    self.rules.counters.transferred.count();
                    return Flow::Over(true);
                }
                self.rules.counters.transfer_failed.count();
                if self.closing { self.send_away(Why::Closing).await } else { Flow::GoesOn }
            }
        }
    }

    /// The program is shutting down: a caller is transferred to a human if possible.
    async fn close(&mut self) -> Flow {
        self.closing = true;
        if !self.call.can_transfer {
            return self.send_away(Why::Closing).await;
        }
        self.ends = self.ends.min(Instant::now() + LAST_TRANSFER);
        if !self.transferring {
            self.call.stream.tell(StreamCommand::Stop);
            self.after_all_is_said(Then::Transfer);
        }
        Flow::GoesOn
    }

    async fn press(&mut self, key: Option<Key>) -> Flow {
        if let Some(key) = key {
            self.tell(ChannelInput::Key(key)).await;
        }
        Flow::GoesOn
    }

    /// Sends to the session. A session that is gone or stuck must not hold up the call.
    async fn tell(&mut self, input: ChannelInput) {
        let _ = self.call.session.input.send_timeout(input, Duration::from_millis(500)).await;
    }

    async fn end(mut self, handed_over: bool) {
        self.tell(ChannelInput::HungUp).await;
        self.call.stream.tell(StreamCommand::Close(handed_over));
        let _ = self.call.orders.send(Order::HangUp(self.why));
        self.rules.counters.ended.count();
        drop(self.call.taken);
    }
}

async fn sleep_until(instant: Option<Instant>) {
    let instant = instant.unwrap_or_else(|| Instant::now() + NEVER);
    tokio::time::sleep_until(instant.into()).await;
}

/// Waits until the program closes, or forever if that cannot be signalled.
async fn closing(phase: &mut watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase == Phase::Closing).await.is_err() {
        std::future::pending::<()>().await;
    }
}
