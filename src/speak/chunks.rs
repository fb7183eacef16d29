//! Speech in chunks of 20 ms, as channels carry it, which can be stopped at any chunk.

use super::Speech;

/// Chunks in a second.
const CHUNKS_A_SECOND: u32 = 50;

/// Hands out speech in chunks of 20 ms; the last is filled up with silence.
#[derive(Debug, Clone)]
pub struct SpeechChunks {
    speech: Speech,
    position: usize,
    stopping: bool,
}

impl Speech {
    /// How long it lasts, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        self.samples.len() as f32 / self.sample_rate.max(1) as f32
    }

    /// Cuts the speech into chunks of 20 ms.
    #[must_use]
    pub fn into_chunks(self) -> SpeechChunks {
        SpeechChunks { speech: self, position: 0, stopping: false }
    }
}

impl SpeechChunks {
    /// Stops: one more chunk fades out, so that it does not click, and no other comes.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Whether a stop was asked for before the end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopping
    }
}

impl Iterator for SpeechChunks {
    type Item = Vec<f32>;

    fn next(&mut self) -> Option<Vec<f32>> {
        let samples = &self.speech.samples;
        if self.position >= samples.len() {
            return None;
        }
        let length = (self.speech.sample_rate / CHUNKS_A_SECOND).max(1) as usize;
        let end = (self.position + length).min(samples.len());
        let mut chunk = samples[self.position..end].to_vec();
        chunk.resize(length, 0.0);
        self.position = end;
        if self.stopping {
            self.position = samples.len();
            for (index, sample) in chunk.iter_mut().enumerate() {
                *sample *= 1.0 - index as f32 / length as f32;
            }
        }
        Some(chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_everything_and_a_stop_takes_one_chunk() {
        let speech = Speech { samples: vec![0.5; 1000], sample_rate: 16_000 };
        let chunks: Vec<_> = speech.clone().into_chunks().collect();
        assert_eq!(chunks.len(), 4);
        assert!(chunks.iter().all(|chunk| chunk.len() == 320));
        assert_eq!(chunks.concat().iter().filter(|sample| **sample > 0.0).count(), 1000);

        let mut chunks = speech.into_chunks();
        chunks.next();
        chunks.stop();
        let last = chunks.next().unwrap();
        assert!(last[0] > 0.4 && last[319] < 0.01, "it fades");
        assert!(chunks.next().is_none() && chunks.is_stopped());
    }
}
