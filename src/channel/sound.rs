//! The interface between a channel and the sound of this machine: orders and reports. Real devices ([`open_devices`])
//! are one implementation; [`without_devices`] is for a desk with only keys and a screen.
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

/// Capacity of the queue of reports: two seconds of chunks.
const REPORTS: usize = 100;

/// A piece of speech, as numbered by its channel across all visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PieceId(pub u64);

/// Orders from a channel to the sound.
#[derive(Debug, Clone, PartialEq)]
pub enum SoundOrder {
    /// Play this after what is queued.
    Play {
        /// Its number.
        id: PieceId,
        /// Its sound.
        speech: Speech,
    },
    /// Fall silent at once and empty the queue.
    Stop,
    /// Turn playback down, or back up.
    Duck(bool),
    /// Play on the headphones, or on the loudspeaker.
    Headphones(bool),
    /// Play a short tone for a key press, unless something is playing already.
    Tone,
    /// A visit started or ended: report every chunk that is heard, or only that somebody speaks.
    Visit(bool),
}

/// Reports from the sound to its channel.
#[derive(Debug, Clone, PartialEq)]
pub enum SoundReport {
    /// 20 ms from the microphone.
    Heard(AudioChunk),
    /// Between visits: somebody speaks, and this is what was heard of it so far.
    SomebodySpeaks(Vec<AudioChunk>),
    /// This piece has started playing.
    Started(PieceId),
    /// This piece has finished playing.
    Finished(PieceId),
    /// Between visits: the volume that suits the noise of the hall from now on, in percent of the usual one.
    Hall(u16),
    /// Whether the microphone works.
    Microphone(bool),
    /// Whether the loudspeaker works.
    Loudspeaker(bool),
}

/// The channel's end of the sound.
pub struct SoundPort {
    /// To the sound.
    pub orders: mpsc::UnboundedSender<SoundOrder>,
    /// From the sound, in order.
    pub reports: mpsc::Receiver<SoundReport>,
}

/// A desk without devices: it hears nothing, and what it plays takes as long as it would if it were audible.
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
