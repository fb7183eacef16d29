//! Removes our own voice from what the microphone picks up, with WebRTC's echo canceller.
//!
//! Useful for: noticing that a person interrupts while the loudspeaker plays. Not useful for: recognising what was
//! said at the same time as our own voice, because both are suppressed. Playback therefore stops at the first sign of
//! speech, and everything after that is heard in full.

use super::{AudioChunk, Loudspeaker, PlayedSound, SAMPLE_RATE};
use sonora::config::{EchoCanceller as Canceller, HighPassFilter};
use sonora::{AudioProcessing, Config, StreamConfig};

/// Samples per frame: the canceller works in frames of 10 ms.
const FRAME: usize = SAMPLE_RATE as usize / 100;

/// Removes what was played from what is heard. It adapts to the room within seconds.
pub struct EchoCanceller {
    processing: AudioProcessing,
    waiting: Vec<f32>,
    scratch: Vec<f32>,
}

impl Default for EchoCanceller {
    fn default() -> Self {
        let stream = StreamConfig::new(SAMPLE_RATE, 1);
        let config = Config {
            echo_canceller: Some(Canceller::default()),
            high_pass_filter: Some(HighPassFilter::default()),
            // No noise suppression: it makes recognition worse.
            ..Config::default()
        };
        let processing = AudioProcessing::builder().config(config).capture_config(stream).render_config(stream).build();
        EchoCanceller { processing, waiting: Vec::new(), scratch: vec![0.0; FRAME] }
    }
}

impl EchoCanceller {
    /// Takes what was sent to the loudspeaker since the last call. Must be called before the microphone hears that
    /// sound.
    pub fn played(&mut self, samples: &[f32]) {
        self.waiting.extend_from_slice(samples);
        let whole = self.waiting.len() / FRAME * FRAME;
        for frame in self.waiting[..whole].chunks_exact(FRAME) {
            let _ = self.processing.process_render_f32(&[frame], &mut [&mut self.scratch]);
        }
        self.waiting.drain(..whole);
    }

    /// Returns what the microphone heard, without what was played.
    #[must_use]
    pub fn clean(&mut self, heard: &AudioChunk) -> AudioChunk {
        let mut cleaned = [0.0; AudioChunk::SAMPLES];
        for (frame, cleaned) in heard.samples().chunks_exact(FRAME).zip(cleaned.chunks_exact_mut(FRAME)) {
            if self.processing.process_capture_f32(&[frame], &mut [&mut *cleaned]).is_err() {
                cleaned.copy_from_slice(frame);
            }
        }
        cleaned.into()
    }
}

/// Own samples up to this amplitude are a loudspeaker playing silence.
const INAUDIBLE: f32 = 1e-4;
/// Chunks (2 s) after our own voice until the room counts as silent again: longer than any device delay and echo.
const ECHO_CHUNKS: usize = 100;

/// The canceller for one loudspeaker, which knows what that loudspeaker played. It runs only while there may be an
/// echo: it needs three times as much processor time as everything else that waits for somebody to speak.
pub struct OwnVoice {
    canceller: Box<EchoCanceller>,
    played: PlayedSound,
    samples: Vec<f32>,
    /// Chunks since our own voice was last heard.
    quiet: usize,
}

impl OwnVoice {
    /// Attaches to a loudspeaker. `None` if somebody else has already taken its [`PlayedSound`].
    pub fn of(loudspeaker: &mut Loudspeaker) -> Option<Self> {
        let played = loudspeaker.take_played()?;
        Some(OwnVoice { canceller: Box::default(), played, samples: Vec::new(), quiet: ECHO_CHUNKS })
    }

    /// Returns what the microphone heard, without what the loudspeaker has played so far.
    pub fn take_out_of(&mut self, heard: &AudioChunk) -> AudioChunk {
        self.samples.clear();
        self.played.drain_into(&mut self.samples);
        let sounds = self.samples.iter().any(|sample| sample.abs() > INAUDIBLE);
        self.quiet = if sounds { 0 } else { self.quiet.saturating_add(1) };
        if self.quiet > ECHO_CHUNKS {
            return heard.clone();
        }
        self.canceller.played(&self.samples);
        self.canceller.clean(heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{measure, read_wav, resample};

    fn speech() -> Vec<f32> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/nl/uittreksel-brp.wav");
        let recording = read_wav(path.as_ref(), 60.0).unwrap();
        resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).unwrap()
    }

    /// What is left of `heard` while `played` sounds.
    fn cleaned(played: &[f32], heard: &[f32]) -> Vec<f32> {
        let mut canceller = EchoCanceller::default();
        let mut left = Vec::new();
        for (played, heard) in played.chunks_exact(AudioChunk::SAMPLES).zip(AudioChunk::cut(heard)) {
            canceller.played(played);
            left.extend_from_slice(canceller.clean(&heard).samples());
        }
        left
    }

    #[test]
    fn the_own_voice_is_taken_out_and_another_is_kept() {
        let played = speech().repeat(4);
        let delay = 60 * 16;
        let echo: Vec<f32> = (0..played.len()).map(|i| if i < delay { 0.0 } else { 0.4 * played[i - delay] }).collect();
        let last = played.len() * 3 / 4..;
        let before = measure(&echo[last.clone()]).rms_dbfs;
        let after = measure(&cleaned(&played, &echo)[last]).rms_dbfs;
        assert!(before - after > 20.0, "{before} to {after} dBFS");

        let silence = vec![0.0; played.len()];
        let kept = measure(&cleaned(&silence, &played)).rms_dbfs;
        assert!((kept - measure(&played).rms_dbfs).abs() < 1.5, "{kept}");
    }
}
