//! The device behind a loudspeaker: a ring buffer and a callback that empties it.
//!
//! The callback never locks, allocates or resamples. It fades by changing a gain a little with every sample, and
//! counts what it takes, so that other threads know what has been heard.

use super::{Queue, Reference};
use crate::audio::AudioError;
use crate::audio::device::{Direction, Health, Pulse, find};
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Capacity of the ring buffer, in milliseconds.
const RING_MS: u32 = 300;
/// Duration of a fade to silence or to a lower volume, in milliseconds.
const FADE_MS: u32 = 10;
/// Gain while ducked: −12 dB.
const SOFTER: f32 = 0.25;
/// Upper bound on the latency that a device reports.
const MOST_LATENCY: Duration = Duration::from_millis(500);

/// State shared by the callback and the thread behind a loudspeaker.
struct Shared {
    health: Health,
    /// Samples taken out of the ring.
    position: AtomicU64,
    /// Samples up to this position are no longer to be heard.
    discard_until: AtomicU64,
    /// Whether a piece is being played whose end is not in the ring yet.
    more_to_come: AtomicBool,
    /// The target gain, as the bits of an `f32`.
    gain: AtomicU32,
    latency_us: AtomicU32,
}

/// An open device.
pub(super) struct OutputStream {
    ring: Producer<f32>,
    shared: Arc<Shared>,
    pulse: Pulse,
    sample_rate: u32,
    // Plays for as long as it lives.
    _stream: cpal::Stream,
}

impl OutputStream {
    /// Opens the device with this name, with a copy of everything that it will be sent.
    pub(super) fn open(name: &str, underruns: Arc<AtomicU64>) -> Result<(Self, Reference), AudioError> {
        let device = find(name, Direction::Out)?;
        let supported = device.default_output_config().map_err(|_| AudioError::NoLoudspeaker)?;
        let (format, config): (SampleFormat, StreamConfig) = (supported.sample_format(), supported.into());
        let sample_rate = config.sample_rate;
        let (ring, source) = RingBuffer::new((sample_rate * RING_MS / 1000) as usize);
        let (copy, samples) = RingBuffer::new(sample_rate as usize);
        let shared = Arc::new(Shared::new());
        let callback = Callback {
            source,
            copy,
            channels: usize::from(config.channels),
            shared: shared.clone(),
            underruns,
            position: 0,
            gain: 1.0,
            step: 1000.0 / (sample_rate * FADE_MS) as f32,
            starved: false,
        };
        let stream = match format {
            SampleFormat::F32 => build::<f32>(&device, config, callback),
            SampleFormat::I32 => build::<i32>(&device, config, callback),
            SampleFormat::I16 => build::<i16>(&device, config, callback),
            SampleFormat::U8 => build::<u8>(&device, config, callback),
            other => Err(AudioError::Loudspeaker(format!("its sample format {other} is not known here"))),
        }?;
        stream.play().map_err(|error| AudioError::Loudspeaker(error.to_string()))?;
        let pulse = Pulse::new(Instant::now());
        Ok((OutputStream { ring, shared, pulse, sample_rate, _stream: stream }, Reference { samples, sample_rate }))
    }

    pub(super) fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub(super) fn is_lost(&mut self, now: Instant) -> bool {
        self.pulse.is_lost(&self.shared.health, now)
    }

    /// Hands the device what it accepts from the queue.
    pub(super) fn feed(&mut self, queue: &mut Queue) {
        let more_to_come = queue.fill(&mut self.ring);
        self.shared.more_to_come.store(more_to_come, Ordering::Release);
    }

    /// How many samples it has taken.
    pub(super) fn position(&self) -> u64 {
        self.shared.position.load(Ordering::Acquire)
    }

    /// Time from the ring to the ear.
    pub(super) fn latency(&self) -> Duration {
        Duration::from_micros(u64::from(self.shared.latency_us.load(Ordering::Relaxed))).min(MOST_LATENCY)
    }

    /// Fades out and skips everything it was handed up to this position.
    pub(super) fn discard(&self, until: u64) {
        self.shared.more_to_come.store(false, Ordering::Release);
        self.shared.discard_until.store(until, Ordering::Release);
    }

    /// Turns playback down, or back up.
    pub(super) fn duck(&self, softer: bool) {
        let gain: f32 = if softer { SOFTER } else { 1.0 };
        self.shared.gain.store(gain.to_bits(), Ordering::Relaxed);
    }
}

impl Shared {
    fn new() -> Self {
        Shared {
            health: Health::default(),
            position: AtomicU64::new(0),
            discard_until: AtomicU64::new(0),
            more_to_come: AtomicBool::new(false),
            gain: AtomicU32::new(1.0_f32.to_bits()),
            latency_us: AtomicU32::new(0),
        }
    }
}

/// The state that the callback owns.
struct Callback {
    source: Consumer<f32>,
    copy: Producer<f32>,
    channels: usize,
    shared: Arc<Shared>,
    underruns: Arc<AtomicU64>,
    position: u64,
    gain: f32,
    step: f32,
    starved: bool,
}

impl Callback {
    fn fill<T: SizedSample + FromSample<f32>>(&mut self, data: &mut [T], info: &cpal::OutputCallbackInfo) {
        let times = info.timestamp();
        let latency = times.playback.duration_since(times.callback).as_micros();
        self.shared.latency_us.store(latency.try_into().unwrap_or(u32::MAX), Ordering::Relaxed);
        self.shared.health.beat();
        let discard_until = self.shared.discard_until.load(Ordering::Acquire);
        let wanted_gain = f32::from_bits(self.shared.gain.load(Ordering::Relaxed));
        for frame in data.chunks_mut(self.channels) {
            let sample = self.next(discard_until, wanted_gain);
            frame.fill(T::from_sample(sample));
            // Without an echo canceller nobody reads the copy; then it is full, which is harmless.
            let _ = self.copy.push(sample);
        }
        self.shared.position.store(self.position, Ordering::Release);
    }

    fn next(&mut self, discard_until: u64, wanted_gain: f32) -> f32 {
        let mut target = wanted_gain;
        if self.position < discard_until {
            target = 0.0;
            if self.gain <= 0.0 {
                self.skip_to(discard_until);
            }
        }
        self.gain += (target - self.gain).clamp(-self.step, self.step);
        match self.source.pop() {
            Ok(sample) => {
                self.position += 1;
                self.starved = false;
                sample * self.gain
            }
            Err(_) => {
                if !self.starved && self.shared.more_to_come.load(Ordering::Acquire) {
                    self.underruns.fetch_add(1, Ordering::Relaxed);
                }
                self.starved = true;
                0.0
            }
        }
    }

    fn skip_to(&mut self, position: u64) {
        let there = self.source.slots().min((position - self.position) as usize);
        if let Ok(chunk) = self.source.read_chunk(there) {
            chunk.commit_all();
            self.position += there as u64;
        }
    }
}

fn build<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut callback: Callback,
) -> Result<cpal::Stream, AudioError> {
    let shared = callback.shared.clone();
    device
        .build_output_stream(
            config,
            move |data: &mut [T], info: &cpal::OutputCallbackInfo| callback.fill(data, info),
            move |error| shared.health.failed(error.kind()),
            None,
        )
        .map_err(|error| AudioError::Loudspeaker(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(samples: &[f32]) -> (Callback, Producer<f32>) {
        let (mut ring, source) = RingBuffer::new(1000);
        for sample in samples {
            ring.push(*sample).unwrap();
        }
        let callback = Callback {
            source,
            copy: RingBuffer::new(1).0,
            channels: 1,
            shared: Arc::new(Shared::new()),
            underruns: Arc::new(AtomicU64::new(0)),
            position: 0,
            gain: 1.0,
            step: 0.1,
            starved: false,
        };
        (callback, ring)
    }

    fn take(callback: &mut Callback, count: usize, discard_until: u64, gain: f32) -> Vec<f32> {
        (0..count).map(|_| callback.next(discard_until, gain)).collect()
    }

    #[test]
    fn softer_and_back_are_fades() {
        let (mut callback, _ring) = callback(&[1.0; 100]);
        assert_eq!(take(&mut callback, 3, 0, 1.0), [1.0; 3]);
        let softer = take(&mut callback, 20, 0, 0.25);
        assert!(softer.windows(2).all(|pair| pair[0] - pair[1] <= 0.101), "{softer:?}");
        assert!((softer[19] - 0.25).abs() < 1e-6);
        assert!((take(&mut callback, 20, 0, 1.0)[19] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_discarded_fades_out_and_what_follows_is_whole() {
        let (mut callback, mut ring) = callback(&[1.0; 500]);
        take(&mut callback, 5, 0, 1.0);
        for _ in 0..50 {
            ring.push(0.5).unwrap();
        }
        let after = take(&mut callback, 60, 500, 1.0);
        assert!(after[..10].iter().all(|sample| *sample < 1.0) && after[0] > 0.5, "{after:?}");
        let loud = after.iter().rposition(|sample| *sample > 0.5).unwrap();
        assert!(loud < 10, "{after:?}");
        assert!((after[40] - 0.5).abs() < 1e-6, "{after:?}");
        assert!(callback.position > 500);
    }

    #[test]
    fn running_out_is_an_underrun_only_in_the_middle_of_a_piece() {
        let (mut callback, mut ring) = callback(&[1.0; 5]);
        take(&mut callback, 10, 0, 1.0);
        assert_eq!(callback.underruns.load(Ordering::Relaxed), 0);
        ring.push(1.0).unwrap();
        callback.shared.more_to_come.store(true, Ordering::Relaxed);
        take(&mut callback, 10, 0, 1.0);
        assert_eq!(callback.underruns.load(Ordering::Relaxed), 1, "one gap is one underrun");
    }
}
