//! Packet loss concealment: repeats the last voiced period ever more softly in place of what was lost, and blends in
//! what comes after. Not for: deciding what was lost (`phone_wire::jitter`).

use crate::audio::AudioChunk;

const CHUNK: usize = AudioChunk::SAMPLES;
/// Length of remembered sound: 60 ms.
const MEMORY: usize = 3 * CHUNK;
/// Shortest pitch period in samples: 400 Hz at 16 kHz.
const SHORTEST_PERIOD: usize = 40;
/// Longest pitch period in samples: 66 Hz at 16 kHz.
const LONGEST_PERIOD: usize = 242;
/// Length of the blend back: 5 ms.
const BLEND: usize = 80;
/// Gain from one synthetic chunk to the next.
const FADE: f32 = 0.7;
/// Longer gaps (100 ms) become silence.
const LONGEST_GAP: u32 = 5;

/// Synthesises chunks from the ones before.
#[derive(Debug)]
pub struct Concealment {
    memory: Vec<f32>,
    gap: u32,
    period: usize,
    phase: usize,
    gain: f32,
}

impl Default for Concealment {
    fn default() -> Self {
        Concealment { memory: vec![0.0; MEMORY], gap: 0, period: SHORTEST_PERIOD, phase: 0, gain: 0.0 }
    }
}

impl Concealment {
    /// Records a received chunk, and blends it with what was synthesised before it.
    pub fn heard(&mut self, mut chunk: [f32; CHUNK]) -> [f32; CHUNK] {
        if self.gap > 0 && self.gap <= LONGEST_GAP {
            let tail = self.made_up();
            for (index, sample) in chunk.iter_mut().take(BLEND).enumerate() {
                let share = index as f32 / BLEND as f32;
                *sample = *sample * share + tail[index] * (1.0 - share);
            }
        }
        self.gap = 0;
        self.memory.drain(..CHUNK);
        self.memory.extend(chunk);
        chunk
    }

    /// A chunk in place of a lost one.
    pub fn lost(&mut self) -> [f32; CHUNK] {
        self.gap += 1;
        if self.gap == 1 {
            (self.period, self.phase, self.gain) = (self.find_period(), 0, 1.0);
        }
        if self.gap > LONGEST_GAP {
            return [0.0; CHUNK];
        }
        self.made_up()
    }

    fn made_up(&mut self) -> [f32; CHUNK] {
        let start = MEMORY - self.period;
        let (from, to) = (self.gain, self.gain * FADE);
        let mut chunk = [0.0; CHUNK];
        for (index, sample) in chunk.iter_mut().enumerate() {
            let gain = from + (to - from) * index as f32 / CHUNK as f32;
            *sample = self.memory[start + self.phase] * gain;
            self.phase = (self.phase + 1) % self.period;
        }
        self.gain = to;
        chunk
    }

    /// The lag at which the last 20 ms best match what was before them.
    fn find_period(&self) -> usize {
        let recent = &self.memory[MEMORY - CHUNK..];
        let likeness = |lag: usize| {
            let earlier = &self.memory[MEMORY - CHUNK - lag..MEMORY - lag];
            let (mut product, mut energy) = (0.0_f32, 1e-6_f32);
            for (a, b) in recent.iter().zip(earlier).step_by(2) {
                product += a * b;
                energy += b * b;
            }
            product / energy.sqrt()
        };
        let lags = (SHORTEST_PERIOD..=LONGEST_PERIOD).map(|lag| (likeness(lag), lag));
        lags.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(LONGEST_PERIOD, |(_, lag)| lag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(chunk: usize) -> [f32; CHUNK] {
        std::array::from_fn(|index| {
            let time = (chunk * CHUNK + index) as f32 / 16_000.0;
            0.4 * (std::f32::consts::TAU * 125.0 * time).sin() + 0.2 * (std::f32::consts::TAU * 250.0 * time).sin()
        })
    }

    #[test]
    fn a_lost_chunk_of_a_voice_is_nearly_what_it_was() {
        let mut concealment = Concealment::default();
        for chunk in 0..5 {
            concealment.heard(voice(chunk));
        }
        let (made_up, real) = (concealment.lost(), voice(5));
        let (mut product, mut a, mut b) = (0.0, 0.0, 0.0);
        for (x, y) in made_up.iter().zip(&real) {
            product += x * y;
            a += x * x;
            b += y * y;
        }
        let likeness = product / (a * b).sqrt();
        assert!(likeness > 0.95, "{likeness}");
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        let mut concealment = Concealment::default();
        for chunk in 0..5 {
            concealment.heard(voice(chunk));
        }
        let peaks: Vec<f32> =
            (0..7).map(|_| concealment.lost().iter().fold(0.0, |peak: f32, sample| peak.max(sample.abs()))).collect();
        assert!(peaks.windows(2).all(|pair| pair[1] <= pair[0]), "{peaks:?}");
        assert!(peaks[6] == 0.0, "{peaks:?}");
    }
}
