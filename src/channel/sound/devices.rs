//! Sound on real devices: a microphone, a loudspeaker and, optionally, headphones as a second output. Between visits
//! it only listens for somebody who speaks, and then forgets what it heard.

use super::hall::Hall;
use super::{PieceId, REPORTS, SoundOrder, SoundPort, SoundReport};
use crate::audio::{AudioChunk, AudioError, Loudspeaker, LoudspeakerEvent, Microphone, OwnVoice};
use crate::listen::{ListenEvent, Listener};
use crate::speak::Speech;
use std::collections::VecDeque;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::{self, error::TrySendError};

/// Number of chunks kept between visits: what somebody said before it was certain that they speak.
const KEPT_CHUNKS: usize = 75;

/// The number of key tones; pieces of speech never reach it.
const TONE: u64 = u64::MAX;
const TONE_RATE: u32 = 16_000;
const TONE_MS: u32 = 60;
const TONE_HZ: f32 = 880.0;
const TONE_LEVEL: f32 = 0.1;

/// Which devices to use, by the system's names, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoundSettings {
    /// The microphone; empty: the system's default.
    pub input: String,
    /// The loudspeaker; empty: the system's default.
    pub output: String,
    /// Whether the loudspeaker's sound is removed from what the microphone hears.
    pub echo_cancelling: bool,
}

/// Opens the devices. `headphones`: a second output; empty: none. `listener`: notices between visits that somebody
/// speaks; `None` if that does not start a visit. Requires a Tokio runtime; the devices are closed when the port is
/// dropped.
pub fn open_devices(
    settings: &SoundSettings,
    headphones: &str,
    listener: Option<Listener>,
) -> Result<SoundPort, AudioError> {
    let microphone = Microphone::open(&settings.input)?;
    let mut loudspeaker = Loudspeaker::open(&settings.output)?;
    let own_voice = if settings.echo_cancelling { OwnVoice::of(&mut loudspeaker) } else { None };
    let headphones = match headphones {
        "" => None,
        name => Some(Loudspeaker::open(name)?),
    };
    let (orders, taken) = mpsc::unbounded_channel();
    let (told, reports) = mpsc::channel(REPORTS);
    let visiting = Arc::new(AtomicBool::new(false));
    let threshold = Threshold { listener, kept: VecDeque::new() };
    let ear = Ear {
        microphone,
        own_voice,
        threshold,
        hall: Hall::new(),
        visiting: Arc::clone(&visiting),
        told: told.clone(),
    };
    std::thread::Builder::new()
        .name("microphone".into())
        .spawn(move || ear.listen())
        .expect("the system can start one more thread");
    let mouth = Mouth { loudspeaker, headphones, on_headphones: false, queue: VecDeque::new(), visiting, told };
    tokio::spawn(mouth.carry(taken));
    Ok(SoundPort { orders, reports })
}

/// The microphone's side, on a thread of its own.
struct Ear {
    microphone: Microphone,
    own_voice: Option<OwnVoice>,
    threshold: Threshold,
    hall: Hall,
    visiting: Arc<AtomicBool>,
    told: mpsc::Sender<SoundReport>,
}

impl Ear {
    /// Listens until nobody receives its reports any more.
    fn listen(mut self) {
        let mut works = None;
        let mut too_late = 0_u64;
        while !self.told.is_closed() {
            let heard = self.microphone.next_chunk();
            let chunk = match &mut self.own_voice {
                Some(own_voice) => own_voice.take_out_of(&heard),
                None => heard,
            };
            if works != Some(self.microphone.is_working()) {
                works = Some(self.microphone.is_working());
                let _ = self.told.blocking_send(SoundReport::Microphone(self.microphone.is_working()));
            }
            let visiting = self.visiting.load(Ordering::Relaxed);
            if visiting {
                self.hall.forget();
            } else if let Some(volume) = self.hall.push(&chunk) {
                let _ = self.told.try_send(SoundReport::Hall(volume));
            }
            if let Some(report) = self.threshold.pass(chunk, visiting) {
                // Sound that cannot be accepted in time is worthless later.
                too_late += u64::from(matches!(self.told.try_send(report), Err(TrySendError::Full(_))));
            }
        }
        if too_late > 0 {
            tracing::warn!(code = "sound-dropped", chunks = too_late, "the channel did not take sound in time");
        }
    }
}

/// What is passed on of the sound: everything during a visit, and between visits only that somebody speaks.
struct Threshold {
    listener: Option<Listener>,
    /// What the listener heard since the last visit, at most [`KEPT_CHUNKS`].
    kept: VecDeque<AudioChunk>,
}

impl Threshold {
    fn pass(&mut self, chunk: AudioChunk, visiting: bool) -> Option<SoundReport> {
        if visiting {
            self.forget();
            return Some(SoundReport::Heard(chunk));
        }
        let noticed = self.listener.as_mut()?.push(&chunk);
        self.kept.push_back(chunk);
        if self.kept.len() > KEPT_CHUNKS {
            self.kept.pop_front();
        }
        let speaks = noticed.iter().any(|event| matches!(event, ListenEvent::SpeechConfirmed));
        speaks.then(|| SoundReport::SomebodySpeaks(self.kept.iter().cloned().collect()))
    }

    /// What was heard before a visit is somebody's voice, which must not be continued after it.
    fn forget(&mut self) {
        if !self.kept.is_empty() {
            self.kept.clear();
            self.listener.iter_mut().for_each(Listener::reset);
        }
    }
}

/// The loudspeaker's side.
struct Mouth {
    loudspeaker: Loudspeaker,
    headphones: Option<Loudspeaker>,
    on_headphones: bool,
    /// What has not finished playing, so that it can continue on the other output.
    queue: VecDeque<Piece>,
    visiting: Arc<AtomicBool>,
    told: mpsc::Sender<SoundReport>,
}

struct Piece {
    id: PieceId,
    speech: Speech,
    begun: bool,
}

impl Mouth {
    async fn carry(mut self, mut orders: mpsc::UnboundedReceiver<SoundOrder>) {
        let _ = self.told.send(SoundReport::Loudspeaker(true)).await;
        loop {
            let on_headphones = self.on_headphones;
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order),
                    None => return,
                },
                event = self.loudspeaker.next_event() => match event {
                    Some(event) => self.tell(event, !on_headphones).await,
                    None => return,
                },
                event = next_event_of(&mut self.headphones) => match event {
                    Some(event) => self.tell(event, on_headphones).await,
                    None => self.headphones = None,
                },
            }
        }
    }

    fn obey(&mut self, order: SoundOrder) {
        match order {
            SoundOrder::Play { id, speech } => {
                self.play(id, &speech);
                self.queue.push_back(Piece { id, speech, begun: false });
            }
            SoundOrder::Stop => {
                self.queue.clear();
                self.output().stop();
            }
            SoundOrder::Tone if self.queue.is_empty() => {
                self.output().play(TONE, tone(), TONE_RATE);
            }
            SoundOrder::Tone => {}
            SoundOrder::Duck(on) => self.output().duck(on),
            SoundOrder::Headphones(inside) => self.change_output(inside),
            SoundOrder::Visit(on) => self.visiting.store(on, Ordering::Relaxed),
        }
    }

    /// Falls silent on one output; the sentence that was being played is repeated on the other.
    fn change_output(&mut self, to_headphones: bool) {
        let on_headphones = to_headphones && self.headphones.is_some();
        if on_headphones == self.on_headphones {
            return;
        }
        self.output().stop();
        self.on_headphones = on_headphones;
        for Piece { id, speech, .. } in &self.queue {
            self.play(*id, speech);
        }
    }

    fn play(&self, id: PieceId, speech: &Speech) {
        self.output().play(id.0, speech.samples.clone(), speech.sample_rate);
    }

    fn output(&self) -> &Loudspeaker {
        match &self.headphones {
            Some(headphones) if self.on_headphones => headphones,
            _ => &self.loudspeaker,
        }
    }

    /// `current`: whether the output that reports this is the one in use.
    async fn tell(&mut self, event: LoudspeakerEvent, current: bool) {
        let report = match event {
            LoudspeakerEvent::Started(number) if current => {
                let piece = self.queue.iter_mut().find(|piece| piece.id.0 == number && !piece.begun);
                piece.map(|piece| {
                    piece.begun = true;
                    SoundReport::Started(piece.id)
                })
            }
            LoudspeakerEvent::Finished(number) if current => {
                let place = self.queue.iter().position(|piece| piece.id.0 == number);
                place.and_then(|place| self.queue.remove(place)).map(|piece| SoundReport::Finished(piece.id))
            }
            LoudspeakerEvent::Lost if current => Some(SoundReport::Loudspeaker(false)),
            LoudspeakerEvent::Back if current => Some(SoundReport::Loudspeaker(true)),
            _ => None,
        };
        if let Some(report) = report {
            let _ = self.told.send(report).await;
        }
    }
}

/// A short tone that fades in and out, to avoid clicks.
fn tone() -> Vec<f32> {
    let count = (TONE_RATE * TONE_MS / 1000) as usize;
    let sample = |place: usize| {
        let (time, part) = (place as f32 / TONE_RATE as f32, place as f32 / count as f32);
        (std::f32::consts::TAU * TONE_HZ * time).sin() * (std::f32::consts::PI * part).sin() * TONE_LEVEL
    };
    (0..count).map(sample).collect()
}

async fn next_event_of(headphones: &mut Option<Loudspeaker>) -> Option<LoudspeakerEvent> {
    match headphones {
        Some(headphones) => headphones.next_event().await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::{ListenerSettings, ScriptedVoiceActivity};

    fn loud() -> AudioChunk {
        [0.5; AudioChunk::SAMPLES].into()
    }

    /// Passes `count` chunks; returns the number of chunks in each report that somebody speaks.
    fn news(threshold: &mut Threshold, chunk: &AudioChunk, count: usize) -> Vec<usize> {
        let reports = (0..count).filter_map(|_| threshold.pass(chunk.clone(), false));
        reports.map(|report| if let SoundReport::SomebodySpeaks(heard) = report { heard.len() } else { 0 }).collect()
    }

    #[test]
    fn what_was_heard_before_a_visit_is_forgotten_in_it() {
        let settings = ListenerSettings { noise_margin_db: 0.0, ..ListenerSettings::default() };
        let listener = Listener::new(settings, Box::new(ScriptedVoiceActivity::by_level()));
        let mut threshold = Threshold { listener: Some(listener), kept: VecDeque::new() };
        let confirmed = news(&mut threshold, &loud(), 12);
        assert!(matches!(confirmed[..], [chunks] if (8..=12).contains(&chunks)), "{confirmed:?}");
        // They continue to speak when the visit starts, and walk away in the middle of a word.
        assert_eq!(threshold.pass(loud(), true), Some(SoundReport::Heard(loud())));
        assert!(threshold.kept.is_empty());
        // The next person has to be detected afresh, and with nothing from the previous one.
        assert_eq!(news(&mut threshold, &loud(), 12), confirmed);
    }
}
