//! Connects one session to the sound of this machine, for a terminal.
//!
//! Useful for: carrying out the whole channel contract over a [`SoundPort`]. Not useful for: displaying or asking
//! anything; whatever is not sound is passed on as a [`LocalEvent`].

use super::sound::{PieceId, SoundOrder, SoundPort, SoundReport};
use crate::session::{ChannelInput, ChannelOutput, PlaybackId, SessionEvent, SessionHandle};
use std::collections::BTreeSet;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Sender, UnboundedSender};

/// What a session does besides sound, and what happens to the devices.
#[derive(Debug, Clone, PartialEq)]
pub enum LocalEvent {
    /// Something to show.
    Session(SessionEvent),
    /// Bring a human, and reply with [`ChannelInput::Transfer`].
    Transfer {
        /// Where to.
        destination: String,
        /// What the person agreed to pass on.
        summary: Option<String>,
    },
    /// Whether the microphone works.
    MicrophoneWorks(bool),
    /// Whether the loudspeaker works.
    LoudspeakerWorks(bool),
}

/// Carries sound between a port and a session until the session ends. Everything else goes to `events`.
pub async fn carry(session: SessionHandle, sound: &mut SoundPort, events: UnboundedSender<LocalEvent>) {
    let SessionHandle { input, mut output } = session;
    // Discards what was heard before.
    while sound.reports.try_recv().is_ok() {}
    let mut carried = Carried { input, events, sounding: BTreeSet::new(), hanging_up: false, loudspeaker_works: true };
    order(sound, SoundOrder::Visit(true));
    while !carried.is_over() {
        tokio::select! {
            told = output.recv(), if !carried.hanging_up => match told {
                Some(told) => carried.obey(told, sound),
                None => carried.hanging_up = true,
            },
            report = sound.reports.recv() => match report {
                Some(report) => carried.note(report).await,
                None => break,
            },
        }
    }
    order(sound, SoundOrder::Stop);
    order(sound, SoundOrder::Duck(false));
    order(sound, SoundOrder::Visit(false));
    let _ = carried.input.send(ChannelInput::HungUp).await;
}

fn order(sound: &SoundPort, order: SoundOrder) {
    // Sound that is gone takes no orders, and has closed its reports.
    let _ = sound.orders.send(order);
}

/// A session that is being carried.
struct Carried {
    input: Sender<ChannelInput>,
    events: UnboundedSender<LocalEvent>,
    sounding: BTreeSet<PieceId>,
    hanging_up: bool,
    loudspeaker_works: bool,
}

impl Carried {
    /// Whether the session has ended and everything has been played.
    fn is_over(&self) -> bool {
        self.hanging_up && (self.sounding.is_empty() || !self.loudspeaker_works)
    }

    fn obey(&mut self, told: ChannelOutput, sound: &SoundPort) {
        match told {
            ChannelOutput::Play { id, speech } => {
                self.sounding.insert(PieceId(id.0));
                order(sound, SoundOrder::Play { id: PieceId(id.0), speech });
            }
            ChannelOutput::StopPlayback => {
                self.sounding.clear();
                order(sound, SoundOrder::Stop);
            }
            ChannelOutput::Duck(softer) => order(sound, SoundOrder::Duck(softer)),
            ChannelOutput::Event(event) => self.pass_on(LocalEvent::Session(event)),
            ChannelOutput::Transfer { destination, summary } => {
                self.pass_on(LocalEvent::Transfer { destination, summary });
            }
            ChannelOutput::HangUp => self.hanging_up = true,
        }
    }

    async fn note(&mut self, report: SoundReport) {
        match report {
            SoundReport::Heard(chunk) => {
                // Never waits for the session: sound that cannot be accepted in time is worthless later.
                if let Err(TrySendError::Full(_)) = self.input.try_send(ChannelInput::Audio(chunk)) {
                    tracing::warn!(code = "sound-dropped", "the session did not take sound in time");
                }
            }
            // Nothing is reported about pieces that were stopped in the meantime.
            SoundReport::Started(piece) if self.sounding.contains(&piece) => {
                let _ = self.input.send(ChannelInput::PlaybackStarted(PlaybackId(piece.0))).await;
            }
            SoundReport::Finished(piece) if self.sounding.remove(&piece) => {
                let _ = self.input.send(ChannelInput::PlaybackFinished(PlaybackId(piece.0))).await;
            }
            SoundReport::Started(_)
            | SoundReport::Finished(_)
            | SoundReport::SomebodySpeaks(_)
            | SoundReport::Hall(_) => {}
            SoundReport::Microphone(works) => self.pass_on(LocalEvent::MicrophoneWorks(works)),
            SoundReport::Loudspeaker(works) => {
                self.loudspeaker_works = works;
                self.pass_on(LocalEvent::LoudspeakerWorks(works));
            }
        }
    }

    fn pass_on(&self, event: LocalEvent) {
        let _ = self.events.send(event);
    }
}
