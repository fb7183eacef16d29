//! One microphone and one loudspeaker for one session at a time: what a terminal and a kiosk share.
//!
//! Useful for: carrying out the whole contract of a channel over sound devices, with the own voice
//! taken out of what is heard. Not useful for: showing or asking anything; what is not sound is passed
//! on as [`LocalEvent`]s.

use crate::audio::{AudioError, Loudspeaker, LoudspeakerEvent, Microphone, OwnVoice};
use crate::session::{ChannelInput, ChannelOutput, PlaybackId, SessionEvent, SessionHandle};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::{Sender, UnboundedReceiver, UnboundedSender, error::TrySendError};

/// Which devices, and how they are used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalSettings {
    /// The microphone; empty: the system's default.
    pub input: String,
    /// The loudspeaker; empty: the system's default.
    pub output: String,
    /// Whether the own voice is taken out of what the microphone hears.
    pub echo_cancelling: bool,
}

/// An open microphone and loudspeaker.
pub struct LocalSound {
    hearing: Hearing,
    loudspeaker: Loudspeaker,
}

/// What a session does beside sound, and what happens to the sound.
#[derive(Debug, Clone, PartialEq)]
pub enum LocalEvent {
    /// Something to show.
    Session(SessionEvent),
    /// Bring a human, and answer with [`ChannelInput::Transfer`].
    Transfer {
        /// Where to.
        destination: String,
        /// What the person consented to pass on.
        summary: Option<String>,
    },
    /// This piece begins to sound.
    PlaybackStarted(PlaybackId),
    /// This piece has sounded to its end.
    PlaybackFinished(PlaybackId),
    /// The microphone is gone, or back.
    MicrophoneWorks(bool),
    /// The loudspeaker is gone, or back.
    LoudspeakerWorks(bool),
}

impl LocalSound {
    /// Opens both devices.
    pub fn open(settings: &LocalSettings) -> Result<Self, AudioError> {
        let microphone = Microphone::open(&settings.input)?;
        let mut loudspeaker = Loudspeaker::open(&settings.output)?;
        let own_voice = if settings.echo_cancelling { OwnVoice::of(&mut loudspeaker) } else { None };
        Ok(LocalSound { hearing: Hearing { microphone, own_voice }, loudspeaker })
    }

    /// Carries sound between the devices and a session until the session ends, and gives the devices
    /// back. `events` gets the rest.
    pub async fn carry(self, session: SessionHandle, events: UnboundedSender<LocalEvent>) -> Self {
        let LocalSound { hearing, loudspeaker } = self;
        let stop = Arc::new(AtomicBool::new(false));
        let ears = std::thread::Builder::new().name("microphone".into()).spawn({
            let (stop, input, events) = (stop.clone(), session.input.clone(), events.clone());
            move || hearing.listen(&input, &events, &stop)
        });
        let ears = ears.expect("the system can start one more thread");
        let mut mouth = Mouth {
            loudspeaker,
            input: session.input,
            events,
            queued: BTreeSet::new(),
            hanging_up: false,
            works: true,
        };
        mouth.carry(session.output).await;
        stop.store(true, Ordering::Relaxed);
        let Mouth { loudspeaker, input, .. } = mouth;
        let _ = input.send(ChannelInput::HungUp).await;
        drop(input);
        let hearing = tokio::task::spawn_blocking(move || ears.join()).await;
        let hearing = hearing.expect("the runtime is running").expect("the microphone's thread does not panic");
        LocalSound { hearing, loudspeaker }
    }
}

/// From the loudspeaker's side.
struct Mouth {
    loudspeaker: Loudspeaker,
    input: Sender<ChannelInput>,
    events: UnboundedSender<LocalEvent>,
    queued: BTreeSet<PlaybackId>,
    hanging_up: bool,
    works: bool,
}

impl Mouth {
    async fn carry(&mut self, mut output: UnboundedReceiver<ChannelOutput>) {
        while !(self.hanging_up && (self.queued.is_empty() || !self.works)) {
            tokio::select! {
                order = output.recv(), if !self.hanging_up => match order {
                    Some(order) => self.obey(order),
                    None => self.hanging_up = true,
                },
                event = self.loudspeaker.next_event() => match event {
                    Some(event) => self.tell(event).await,
                    None => return,
                },
            }
        }
    }

    fn obey(&mut self, order: ChannelOutput) {
        match order {
            ChannelOutput::Play { id, speech } => {
                self.queued.insert(id);
                self.loudspeaker.play(id.0, speech.samples, speech.sample_rate);
            }
            ChannelOutput::StopPlayback => {
                self.queued.clear();
                self.loudspeaker.stop();
            }
            ChannelOutput::Duck(softer) => self.loudspeaker.duck(softer),
            ChannelOutput::Event(event) => self.pass_on(LocalEvent::Session(event)),
            ChannelOutput::Transfer { destination, summary } => {
                self.pass_on(LocalEvent::Transfer { destination, summary });
            }
            ChannelOutput::HangUp => self.hanging_up = true,
        }
    }

    async fn tell(&mut self, event: LoudspeakerEvent) {
        let (told, passed_on) = match event {
            // What was stopped meanwhile is not told any more.
            LoudspeakerEvent::Started(id) | LoudspeakerEvent::Finished(id)
                if !self.queued.contains(&PlaybackId(id)) =>
            {
                return;
            }
            LoudspeakerEvent::Started(id) => {
                let id = PlaybackId(id);
                (Some(ChannelInput::PlaybackStarted(id)), LocalEvent::PlaybackStarted(id))
            }
            LoudspeakerEvent::Finished(id) => {
                let id = PlaybackId(id);
                self.queued.remove(&id);
                (Some(ChannelInput::PlaybackFinished(id)), LocalEvent::PlaybackFinished(id))
            }
            LoudspeakerEvent::Lost | LoudspeakerEvent::Back => {
                self.works = event == LoudspeakerEvent::Back;
                (None, LocalEvent::LoudspeakerWorks(self.works))
            }
        };
        if let Some(told) = told {
            let _ = self.input.send(told).await;
        }
        self.pass_on(passed_on);
    }

    fn pass_on(&self, event: LocalEvent) {
        let _ = self.events.send(event);
    }
}

/// From the microphone's side.
struct Hearing {
    microphone: Microphone,
    own_voice: Option<OwnVoice>,
}

impl Hearing {
    /// Sends what is heard until it is told to stop. It never waits for the session: sound that the
    /// session cannot take in time is worth nothing later.
    fn listen(mut self, input: &Sender<ChannelInput>, events: &UnboundedSender<LocalEvent>, stop: &AtomicBool) -> Self {
        let (mut worked, mut too_late) = (true, 0_u64);
        while !stop.load(Ordering::Relaxed) {
            let heard = self.microphone.next_chunk();
            let heard = match &mut self.own_voice {
                Some(own_voice) => own_voice.take_out_of(&heard),
                None => heard,
            };
            match input.try_send(ChannelInput::Audio(heard)) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => too_late += 1,
                Err(TrySendError::Closed(_)) => break,
            }
            if self.microphone.is_working() != worked {
                worked = !worked;
                let _ = events.send(LocalEvent::MicrophoneWorks(worked));
            }
        }
        if too_late > 0 {
            tracing::warn!(code = "sound-dropped", chunks = too_late, "the session did not take sound in time");
        }
        self
    }
}
