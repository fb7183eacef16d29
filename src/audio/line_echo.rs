//! Echo of our own voice on a telephone line, from a two-wire hybrid or a hands-free telephone.
//!
//! Useful for: deciding whether a caller speaks while we do. Not useful for: what they say then. The canceller thins
//! speech out, so the recogniser gets the sound as it arrived.

use super::{AudioChunk, EchoCanceller, measure, remember};
use std::collections::VecDeque;

/// Own sound at or above this level may come back loud enough to be heard.
const SPEAKING_DBFS: f32 = -55.0;
/// Whatever comes back below this level is not taken for a caller.
const HEARD_DBFS: f32 = -55.0;
/// Chunks (1 s) within which an echo comes back: the longest delay plus the reverberation of a room.
const ECHO_CHUNKS: usize = 50;
/// The longest delay of a line, in chunks (0.5 s).
const DELAY_CHUNKS: usize = 25;
/// Number of chunks over which levels are averaged.
const SMOOTHING: usize = 5;
/// Until the canceller has adapted to the line, sound at least this much softer than our own voice may be its echo.
const LOUDEST_ECHO_DB: f32 = 8.0;
/// Attenuation of an echo from which on the canceller counts as adapted to the line.
const KNOWN_DB: f32 = 9.0;
/// Number of such chunks (0.6 s) after which its output is trusted.
const KNOWN_CHUNKS: u32 = 30;

/// Echo detection and cancellation for one line.
#[derive(Default)]
pub struct LineEcho {
    /// Created once something comes back: on most lines nothing does, and it costs processor time.
    canceller: Option<Box<EchoCanceller>>,
    /// Level of what was sent in the last chunks.
    sent_dbfs: VecDeque<f32>,
    /// Power of what came in during the last chunks.
    heard: VecDeque<f32>,
    /// Chunks since we spoke.
    quiet: usize,
    /// Number of chunks in which the canceller removed at least [`KNOWN_DB`].
    known: u32,
    spoken: bool,
}

impl LineEcho {
    /// Takes what is sent and what arrives at the same moment; returns what arrived, without the echo.
    pub fn take_out_of(&mut self, sent: &AudioChunk, heard: &AudioChunk) -> AudioChunk {
        let (sent_dbfs, heard_dbfs) = (measure(sent.samples()).rms_dbfs, measure(heard.samples()).rms_dbfs);
        remember(&mut self.sent_dbfs, sent_dbfs, DELAY_CHUNKS);
        remember(&mut self.heard, 10_f32.powf(heard_dbfs / 10.0), SMOOTHING);
        let speaks = sent_dbfs > SPEAKING_DBFS;
        self.spoken |= speaks;
        self.quiet = if speaks { 0 } else { self.quiet.saturating_add(1) };
        if !self.spoken || self.quiet > ECHO_CHUNKS || (self.canceller.is_none() && heard_dbfs < HEARD_DBFS) {
            return heard.clone();
        }
        let canceller = self.canceller.get_or_insert_default();
        canceller.played(sent.samples());
        let cleaned = canceller.clean(heard);
        let taken_out = heard_dbfs - measure(cleaned.samples()).rms_dbfs;
        if speaks && heard_dbfs > HEARD_DBFS && taken_out > KNOWN_DB {
            self.known += 1;
        }
        if self.known < KNOWN_CHUNKS && self.may_be_echo() { AudioChunk::silence() } else { cleaned }
    }

    /// Whether what arrives is soft enough, compared with what we said in the last half second, to be its echo.
    fn may_be_echo(&self) -> bool {
        let loudest = self.sent_dbfs.iter().copied().fold(-120.0, f32::max);
        let heard = self.heard.iter().sum::<f32>() / self.heard.len().max(1) as f32;
        10.0 * heard.max(1e-12).log10() < loudest - LOUDEST_ECHO_DB
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Random, SAMPLE_RATE, read_wav, resample};

    fn speech(name: &str) -> Vec<f32> {
        let path = format!("{}/audio-fixtures/nl/{name}.wav", env!("CARGO_MANIFEST_DIR"));
        let recording = read_wav(path.as_ref(), 60.0).unwrap();
        resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).unwrap()
    }

    /// What is left on a line that echoes what we say while somebody speaks.
    fn left(own: &[f32], near: &[f32], delay_ms: usize, gain: f32) -> Vec<f32> {
        let (mut echo, mut random) = (LineEcho::default(), Random::new(5));
        let delay = delay_ms * SAMPLE_RATE as usize / 1000;
        let came: Vec<f32> = (0..own.len())
            .map(|now| {
                let back = now.checked_sub(delay).map_or(0.0, |then| gain * own[then]);
                back + near.get(now).copied().unwrap_or(0.0) + 0.0003 * random.signed()
            })
            .collect();
        let pairs = AudioChunk::cut(own).zip(AudioChunk::cut(&came));
        pairs.flat_map(|(sent, heard)| *echo.take_out_of(&sent, &heard).samples()).collect()
    }

    #[test]
    fn the_echo_of_a_line_is_taken_out_from_the_first_moment() {
        let own = speech("uittreksel-brp").repeat(4);
        for (delay_ms, gain) in [(20, 0.25), (300, 0.1), (300, 0.25)] {
            let left = left(&own, &[], delay_ms, gain);
            let level = |part: &[f32]| measure(part).rms_dbfs;
            let echo = level(&own) + 20.0 * gain.log10();
            for (number, part) in left.chunks(left.len() / 4).enumerate() {
                assert!(echo - level(part) > 12.0, "{delay_ms} ms, part {number}: {echo} to {} dBFS", level(part));
            }
        }
    }

    #[test]
    fn a_caller_who_speaks_while_we_do_is_noticed() {
        let own = speech("uittreksel-brp").repeat(4);
        let near = speech("paspoort-kwijt");
        let begins = own.len() / 2;
        let near: Vec<f32> = vec![0.0; begins].into_iter().chain(near.iter().map(|sample| sample * 0.7)).collect();
        let with = left(&own, &near, 60, 0.25);
        let without = left(&own, &[], 60, 0.25);
        let frames = |sound: &[f32]| {
            let loud = |frame: &&[f32]| measure(frame).rms_dbfs > -40.0;
            sound[begins..near.len().min(own.len())].chunks(AudioChunk::SAMPLES).filter(loud).count()
        };
        assert!(frames(&with) > 20, "{}", frames(&with));
        assert!(frames(&without) < 3, "{}", frames(&without));
    }

    #[test]
    fn while_we_are_silent_and_where_nothing_comes_back_sound_goes_through_as_it_is() {
        let near = speech("uittreksel-brp");
        let mut echo = LineEcho::default();
        for chunk in AudioChunk::cut(&near) {
            assert_eq!(echo.take_out_of(&AudioChunk::silence(), &chunk), chunk);
        }
        for chunk in AudioChunk::cut(&near) {
            echo.take_out_of(&chunk, &AudioChunk::silence());
        }
        assert!(echo.canceller.is_none());
    }
}
