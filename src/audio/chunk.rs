//! The unit in which live sound is passed around.

use super::SAMPLE_RATE;

/// 20 ms of 16 kHz mono sound, samples in −1…1.
#[derive(Debug, Clone, PartialEq)]
pub struct AudioChunk(Box<[f32; AudioChunk::SAMPLES]>);

impl AudioChunk {
    /// Samples per chunk.
    pub const SAMPLES: usize = SAMPLE_RATE as usize / 50;
    /// Duration of a chunk.
    pub const DURATION: std::time::Duration = std::time::Duration::from_millis(20);

    /// 20 ms of silence.
    #[must_use]
    pub fn silence() -> Self {
        AudioChunk(Box::new([0.0; Self::SAMPLES]))
    }

    /// Cuts a recording into chunks; the last one is padded with silence.
    pub fn cut(samples: &[f32]) -> impl Iterator<Item = AudioChunk> + '_ {
        samples.chunks(Self::SAMPLES).map(|part| {
            let mut chunk = Self::silence();
            chunk.0[..part.len()].copy_from_slice(part);
            chunk
        })
    }

    /// Samples in −1…1.
    #[must_use]
    pub fn samples(&self) -> &[f32; Self::SAMPLES] {
        &self.0
    }
}

impl From<[f32; AudioChunk::SAMPLES]> for AudioChunk {
    fn from(samples: [f32; AudioChunk::SAMPLES]) -> Self {
        AudioChunk(Box::new(samples))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_cut_and_its_end_filled_up() {
        let chunks: Vec<AudioChunk> = AudioChunk::cut(&[0.5; AudioChunk::SAMPLES + 1]).collect();
        assert_eq!(chunks.len(), 2);
        assert_eq!(chunks[1].samples()[..2], [0.5, 0.0]);
    }
}
