//! Passes the caller's sound to the session, together with what is left of it without our own voice. Runs apart from
//! the clock, which must not wait for it. Not for: when sound is due (`pacer`), or what is speech (the session).

use super::codec::{Resampling, to_chunk, to_i16};
use super::counters::Counters;
use crate::audio::{AudioChunk, LineEcho, SAMPLE_RATE};
use crate::session::ChannelInput;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Number of chunks that may wait here, before the session's own queue: one second.
const WAITING: usize = 50;

/// 20 ms of a call.
pub(super) struct Heard {
    /// Sound from the caller.
    pub chunk: AudioChunk,
    /// Sound sent to the caller at the same time, at the line's rate.
    pub sent: Vec<f32>,
}

/// Starts the ears of one call, which end when either side of it is dropped.
#[must_use]
pub(super) fn open(
    session: mpsc::Sender<ChannelInput>,
    sample_rate: u32,
    counters: Arc<Counters>,
) -> mpsc::Sender<Heard> {
    let (line, mut inbox) = mpsc::channel::<Heard>(WAITING);
    tokio::spawn(async move {
        let to_ours = Resampling::new(sample_rate, SAMPLE_RATE).unwrap_or_default();
        let mut ears = Ears { echo: LineEcho::default(), to_ours };
        while let Some(heard) = inbox.recv().await {
            match session.try_send(ears.hear(heard)) {
                Err(mpsc::error::TrySendError::Full(_)) => counters.chunks_dropped.count(),
                Err(mpsc::error::TrySendError::Closed(_)) => return,
                Ok(()) => {}
            }
        }
    });
    line
}

struct Ears {
    echo: LineEcho,
    to_ours: Resampling,
}

impl Ears {
    fn hear(&mut self, heard: Heard) -> ChannelInput {
        let sent = to_chunk(&self.to_ours.next(&to_i16(&heard.sent))).into();
        let without_echo = self.echo.take_out_of(&sent, &heard.chunk);
        if without_echo == heard.chunk {
            return ChannelInput::Audio(heard.chunk);
        }
        ChannelInput::AudioOverEcho { heard: heard.chunk, without_echo }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_gets_the_sound_as_it_came_and_what_is_left_without_our_voice() {
        let to_ours = Resampling::new(8_000, SAMPLE_RATE).unwrap();
        let mut ears = Ears { echo: LineEcho::default(), to_ours };
        let tone = |amplitude: f32, samples: usize| (0..samples).map(move |i| amplitude * (i as f32 * 0.3).sin());
        let chunk = |amplitude| {
            let mut chunk = [0.0; AudioChunk::SAMPLES];
            chunk.iter_mut().zip(tone(amplitude, AudioChunk::SAMPLES)).for_each(|(to, sample)| *to = sample);
            AudioChunk::from(chunk)
        };
        let quiet = ears.hear(Heard { chunk: chunk(0.1), sent: vec![0.0; 160] });
        assert_eq!(quiet, ChannelInput::Audio(chunk(0.1)));
        let spoken_over = ears.hear(Heard { chunk: chunk(0.1), sent: tone(0.5, 160).collect() });
        assert!(matches!(spoken_over, ChannelInput::AudioOverEcho { heard, .. } if heard == chunk(0.1)));
    }
}
