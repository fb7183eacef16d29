//! The caller's sound on its way to the session: the own voice that comes back on the line is taken out of it
//! (a two-wire hybrid, or a telephone on its loudspeaker). Away from the clock, which must not wait for it. Not
//! for: when sound is due (`pacer`), or what is speech (the session).

use super::codec::{Resampling, to_chunk, to_i16};
use super::counters::Counters;
use crate::audio::{AudioChunk, EchoCanceller, SAMPLE_RATE, measure};
use crate::session::ChannelInput;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Chunks that may wait here, before the session's own queue: a second.
const WAITING: usize = 50;
/// Own sound from here on may come back loud enough to be heard.
const SPEAKING_DBFS: f32 = -55.0;
/// An echo comes back within this many chunks (1 s): the longest delay, and the reverberation of a room.
const ECHO_LASTS: u32 = 50;

/// 20 ms of a call.
pub(super) struct Heard {
    /// What came from the caller.
    pub chunk: AudioChunk,
    /// What was sent to them at the same time, at the line's rate.
    pub sent: Vec<f32>,
}

/// Starts the ears of one call, which end with either end of it.
#[must_use]
pub(super) fn open(
    session: mpsc::Sender<ChannelInput>,
    sample_rate: u32,
    counters: Arc<Counters>,
) -> mpsc::Sender<Heard> {
    let (line, mut inbox) = mpsc::channel::<Heard>(WAITING);
    tokio::spawn(async move {
        let mut ears = Ears::new(sample_rate);
        while let Some(heard) = inbox.recv().await {
            let chunk = ears.clean(heard);
            match session.try_send(ChannelInput::Audio(chunk)) {
                Err(mpsc::error::TrySendError::Full(_)) => counters.chunks_dropped.count(),
                Err(mpsc::error::TrySendError::Closed(_)) => return,
                Ok(()) => {}
            }
        }
    });
    line
}

/// Takes the own voice out of what one caller sends.
struct Ears {
    canceller: Option<Box<EchoCanceller>>,
    to_ours: Resampling,
    /// Chunks since we last spoke.
    silent: u32,
}

impl Ears {
    fn new(sample_rate: u32) -> Self {
        let to_ours = Resampling::new(sample_rate, SAMPLE_RATE).unwrap_or_default();
        Ears { canceller: None, to_ours, silent: u32::MAX }
    }

    /// While we are silent, and have been for longer than an echo takes, sound goes through as it is: the
    /// canceller takes time of the machine for every call.
    fn clean(&mut self, heard: Heard) -> AudioChunk {
        let sent = to_chunk(&self.to_ours.next(&to_i16(&heard.sent)));
        let speaks = measure(&sent).rms_dbfs > SPEAKING_DBFS;
        self.silent = if speaks { 0 } else { self.silent.saturating_add(1) };
        if self.silent > ECHO_LASTS {
            return heard.chunk;
        }
        let canceller = self.canceller.get_or_insert_default();
        canceller.played(&sent);
        canceller.clean(&heard.chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Random, read_wav, resample};

    fn speech(name: &str) -> Vec<f32> {
        let path = format!("{}/audio-fixtures/nl/{name}.wav", env!("CARGO_MANIFEST_DIR"));
        let recording = read_wav(path.as_ref(), 60.0).unwrap();
        resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).unwrap()
    }

    /// What the session hears of a caller whose line gives back what we say.
    fn heard_with_echo(own: &[f32], near: &[f32], delay: usize, gain: f32) -> Vec<f32> {
        let mut ears = Ears::new(SAMPLE_RATE);
        let mut random = Random::new(5);
        let mut heard = Vec::new();
        for (number, sent) in own.chunks_exact(AudioChunk::SAMPLES).enumerate() {
            let mut chunk = [0.0; AudioChunk::SAMPLES];
            for (index, sample) in chunk.iter_mut().enumerate() {
                let now = number * AudioChunk::SAMPLES + index;
                let echo = now.checked_sub(delay).map_or(0.0, |then| gain * own[then]);
                *sample = echo + near.get(now).copied().unwrap_or(0.0) + 0.0003 * random.signed();
            }
            heard.extend_from_slice(ears.clean(Heard { chunk: chunk.into(), sent: sent.to_vec() }).samples());
        }
        heard
    }

    #[test]
    fn the_echo_of_a_line_is_taken_out() {
        let own = speech("uittreksel-brp").repeat(4);
        for (delay_ms, gain) in [(20, 0.25), (300, 0.1)] {
            let heard = heard_with_echo(&own, &[], delay_ms * 16, gain);
            let last = own.len() * 3 / 4..;
            let echo: Vec<f32> = own[last.clone()].iter().map(|sample| sample * gain).collect();
            let (before, after) = (measure(&echo).rms_dbfs, measure(&heard[last]).rms_dbfs);
            assert!(before - after > 10.0, "{delay_ms} ms: {before} to {after} dBFS");
        }
    }

    #[test]
    fn a_caller_is_heard_as_they_are_while_we_are_silent() {
        let near = speech("uittreksel-brp");
        let own = vec![0.0; near.len() / AudioChunk::SAMPLES * AudioChunk::SAMPLES];
        let mut ears = Ears::new(8_000);
        for (chunk, _) in AudioChunk::cut(&near).zip(own.chunks(AudioChunk::SAMPLES)) {
            let heard = Heard { chunk: chunk.clone(), sent: vec![0.0; 160] };
            assert_eq!(ears.clean(heard), chunk);
        }
    }
}
