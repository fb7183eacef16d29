//! Changes speed without changing pitch, with the sonic library, which is made for speech and which eSpeak NG already
//! links.
//!
//! Useful for: speeds outside a Piper voice's own range. Not useful for: changing pitch.

use std::ffi::{c_float, c_int, c_void};

/// The samples at `speed` times their speed. `None` if sonic runs out of memory.
pub(super) fn stretch(samples: &[f32], sample_rate: u32, speed: f32) -> Option<Vec<f32>> {
    if samples.is_empty() || (speed - 1.0).abs() < 1e-3 {
        return Some(samples.to_vec());
    }
    let mut stream = Stream::new(sample_rate, speed)?;
    stream.write(samples)?;
    stream.finish()
}

/// A sonic stream, closed on drop.
struct Stream(*mut c_void);

impl Stream {
    fn new(sample_rate: u32, speed: f32) -> Option<Self> {
        // SAFETY: takes no pointers; null, which means out of memory, is handled below.
        let stream = unsafe { sonicCreateStream(c_int::try_from(sample_rate).ok()?, 1) };
        if stream.is_null() {
            return None;
        }
        // SAFETY: the stream is live until `drop`.
        unsafe { sonicSetSpeed(stream, speed) };
        Some(Stream(stream))
    }

    fn write(&mut self, samples: &[f32]) -> Option<()> {
        let count = c_int::try_from(samples.len()).ok()?;
        // SAFETY: the stream is live; sonic reads `count` samples of one channel, copies them and writes none,
        // although its header does not say `const`.
        let written = unsafe { sonicWriteFloatToStream(self.0, samples.as_ptr().cast_mut(), count) };
        (written != 0).then_some(())
    }

    fn finish(self) -> Option<Vec<f32>> {
        // SAFETY: the stream is live; `sonicReadFloatFromStream` writes at most as many samples as the vector has
        // capacity for and returns how many.
        unsafe {
            if sonicFlushStream(self.0) == 0 {
                return None;
            }
            let available = sonicSamplesAvailable(self.0);
            let mut samples = vec![0.0; usize::try_from(available).ok()?];
            let read = sonicReadFloatFromStream(self.0, samples.as_mut_ptr(), available);
            samples.truncate(usize::try_from(read).unwrap_or(0));
            Some(samples)
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: created by `sonicCreateStream`, destroyed once.
        unsafe { sonicDestroyStream(self.0) };
    }
}

// From sonic.h; `build.rs` links the library.
unsafe extern "C" {
    fn sonicCreateStream(sample_rate: c_int, channels: c_int) -> *mut c_void;
    fn sonicDestroyStream(stream: *mut c_void);
    fn sonicSetSpeed(stream: *mut c_void, speed: c_float);
    fn sonicWriteFloatToStream(stream: *mut c_void, samples: *mut c_float, count: c_int) -> c_int;
    fn sonicReadFloatFromStream(stream: *mut c_void, samples: *mut c_float, most: c_int) -> c_int;
    fn sonicFlushStream(stream: *mut c_void) -> c_int;
    fn sonicSamplesAvailable(stream: *mut c_void) -> c_int;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_follows_the_speed_and_pitch_stays() {
        let tone: Vec<f32> =
            (0..44_100).map(|i| 0.4 * (std::f32::consts::TAU * 150.0 * i as f32 / 22_050.0).sin()).collect();
        for speed in [0.5, 0.75, 1.0, 1.5, 2.0, 3.0] {
            let said = stretch(&tone, 22_050, speed).unwrap();
            let expected = tone.len() as f32 / speed;
            assert!((said.len() as f32 - expected).abs() < 0.05 * expected, "{speed}: {}", said.len());
            let crossings = said.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
            let pitch = crossings as f32 * 22_050.0 / said.len() as f32;
            assert!((pitch - 150.0).abs() < 5.0, "{speed}: {pitch} Hz");
        }
        assert!(stretch(&[], 22_050, 2.0).unwrap().is_empty());
    }
}
