//! How a channel is joined to the sound of this machine: what it orders and what is reported back. Real devices
//! ([`open_devices`]) are one other end; [`without_devices`] is for a desk with keys and a screen alone.
//!
//! For: a kiosk and a terminal. Not for: the telephone line, which has no devices.

mod devices;
mod hall;

pub use devices::{SoundSettings, open_devices};

use crate::audio::AudioChunk;
use crate::speak::Speech;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval, sleep_until};

/// Reports that may wait: two seconds of chunks.
const REPORTS: usize = 100;

/// A piece of speech, as its channel numbers it over all visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PieceId(pub u64);

/// What a channel wants of its sound.
#[derive(Debug, Clone, PartialEq)]
pub enum SoundOrder {
    /// Play this after what is queued.
    Play {
        /// Its number.
        id: PieceId,
        /// Its sound.
        speech: Speech,
    },
    /// Be silent at once and forget what is queued.
    Stop,
    /// Softer, or as before.
    Duck(bool),
    /// Play on the headphones, or on the loudspeaker.
    Headphones(bool),
    /// A short tone: a key was pressed. Nothing where something sounds already.
    Tone,
    /// A visit has begun or ended: every chunk that is heard is wanted, or only the news that somebody speaks.
    Visit(bool),
}

/// What the sound tells its channel.
#[derive(Debug, Clone, PartialEq)]
pub enum SoundReport {
    /// 20 ms of what the microphone hears.
    Heard(AudioChunk),
    /// Between visits: somebody speaks, and this is what was heard of it so far.
    SomebodySpeaks(Vec<AudioChunk>),
    /// This piece begins to sound now.
    Started(PieceId),
    /// This piece has sounded to its end.
    Finished(PieceId),
    /// Between visits: the volume that suits the noise of the hall from now on, in percent of the usual one.
    Hall(u16),
    /// Whether there is sound to be heard from.
    Microphone(bool),
    /// Whether there is something to play on.
    Loudspeaker(bool),
}

/// Both ends of the sound, as a channel holds them.
pub struct SoundPort {
    /// To the sound.
    pub orders: mpsc::UnboundedSender<SoundOrder>,
    /// From the sound, in order.
    pub reports: mpsc::Receiver<SoundReport>,
}

/// A desk without devices: it hears nothing, and what it plays takes as long as it would sound.
#[must_use]
pub fn without_devices() -> SoundPort {
    let (orders, taken) = mpsc::unbounded_channel();
    let (given, reports) = mpsc::channel(REPORTS);
    tokio::spawn(pace(taken, given));
    SoundPort { orders, reports }
}

async fn pace(mut orders: mpsc::UnboundedReceiver<SoundOrder>, reports: mpsc::Sender<SoundReport>) {
    let mut queue: VecDeque<(PieceId, Duration)> = VecDeque::new();
    let mut sounding: Option<(PieceId, Instant)> = None;
    let mut visit = false;
    let mut chunks = interval(AudioChunk::DURATION);
    loop {
        if sounding.is_none()
            && let Some((id, lasts)) = queue.pop_front()
        {
            sounding = Some((id, Instant::now() + lasts));
            let _ = reports.send(SoundReport::Started(id)).await;
        }
        let ends = sounding.map_or_else(Instant::now, |(_, ends)| ends);
        tokio::select! {
            order = orders.recv() => match order {
                Some(SoundOrder::Play { id, speech }) => {
                    queue.push_back((id, Duration::from_secs_f32(speech.seconds())));
                }
                Some(SoundOrder::Stop) => {
                    queue.clear();
                    sounding = None;
                }
                Some(SoundOrder::Visit(on)) => visit = on,
                Some(SoundOrder::Duck(_) | SoundOrder::Headphones(_) | SoundOrder::Tone) => {}
                None => return,
            },
            () = sleep_until(ends), if sounding.is_some() => {
                if let Some((id, _)) = sounding.take() {
                    let _ = reports.send(SoundReport::Finished(id)).await;
                }
            }
            _ = chunks.tick(), if visit => {
                let _ = reports.try_send(SoundReport::Heard(AudioChunk::silence()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(seconds: f32) -> Speech {
        Speech { samples: vec![0.0; (seconds * 100.0) as usize], sample_rate: 100 }
    }

    #[tokio::test]
    async fn without_devices_speech_takes_its_time_and_a_stop_is_at_once() {
        let mut port = without_devices();
        let play = |number, seconds| SoundOrder::Play { id: PieceId(number), speech: speech(seconds) };
        for order in [play(1, 0.2), play(2, 30.0), play(3, 1.0)] {
            port.orders.send(order).unwrap();
        }
        let start = Instant::now();
        assert_eq!(port.reports.recv().await, Some(SoundReport::Started(PieceId(1))));
        assert_eq!(port.reports.recv().await, Some(SoundReport::Finished(PieceId(1))));
        assert!(start.elapsed() >= Duration::from_millis(200));
        assert_eq!(port.reports.recv().await, Some(SoundReport::Started(PieceId(2))));
        port.orders.send(SoundOrder::Stop).unwrap();
        port.orders.send(play(4, 0.1)).unwrap();
        assert_eq!(port.reports.recv().await, Some(SoundReport::Started(PieceId(4))), "2 and 3 are forgotten");
        assert_eq!(port.reports.recv().await, Some(SoundReport::Finished(PieceId(4))));
        port.orders.send(SoundOrder::Visit(true)).unwrap();
        assert_eq!(port.reports.recv().await, Some(SoundReport::Heard(AudioChunk::silence())));
    }
}
