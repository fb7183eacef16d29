//! Playing sound on a loudspeaker, through cpal.
//!
//! The callback only moves samples out of a lock-free ring and counts; resampling, waiting and giving
//! up are done on the caller's side. Errors that heal by themselves (ALSA starts with a burst of them)
//! are left alone: a loudspeaker counts as lost when it has asked for no samples for a while.

use super::{AudioError, resample};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Sound that may wait in the ring, in milliseconds.
const RING_MS: u32 = 500;
/// Sound that a device may still hold when the ring is empty.
const DEVICE_BUFFER: Duration = Duration::from_millis(250);
/// A loudspeaker that asks for nothing for this long is lost.
const LOST_AFTER: Duration = Duration::from_secs(2);
/// How long to wait between looks at the ring.
const POLL: Duration = Duration::from_millis(5);

/// An open loudspeaker.
pub struct Player {
    ring: Producer<f32>,
    callbacks: Arc<AtomicU64>,
    sample_rate: u32,
    // Plays as long as it lives.
    _stream: cpal::Stream,
}

impl Player {
    /// Opens the loudspeaker that the system has as its default.
    pub fn open() -> Result<Self, AudioError> {
        let device = cpal::default_host().default_output_device().ok_or(AudioError::NoLoudspeaker)?;
        let supported = device.default_output_config().map_err(|_| AudioError::NoLoudspeaker)?;
        let (format, config): (SampleFormat, StreamConfig) = (supported.sample_format(), supported.into());
        let capacity = config.sample_rate * RING_MS / 1000;
        let (ring, source) = RingBuffer::new(capacity as usize);
        let callbacks = Arc::new(AtomicU64::new(0));
        let stream = build(&device, format, config, source, callbacks.clone()).map_err(AudioError::Loudspeaker)?;
        stream.play().map_err(|error| AudioError::Loudspeaker(error.to_string()))?;
        Ok(Player { ring, callbacks, sample_rate: config.sample_rate, _stream: stream })
    }

    /// Plays samples after what was handed in before; returns when the last of them is on its way.
    pub fn play(&mut self, samples: &[f32], sample_rate: u32) -> Result<(), AudioError> {
        let samples = resample(samples, sample_rate, self.sample_rate)?;
        let mut rest = &samples[..];
        let mut pulse = Pulse::new(&self.callbacks);
        while !rest.is_empty() {
            let room = self.ring.slots().min(rest.len());
            for sample in &rest[..room] {
                let _ = self.ring.push(*sample);
            }
            rest = &rest[room..];
            if !rest.is_empty() {
                pulse.wait()?;
            }
        }
        Ok(())
    }

    /// Waits until everything has been heard.
    pub fn finish(self) -> Result<(), AudioError> {
        let mut pulse = Pulse::new(&self.callbacks);
        while self.ring.slots() < self.ring.buffer().capacity() {
            pulse.wait()?;
        }
        std::thread::sleep(DEVICE_BUFFER);
        Ok(())
    }
}

/// Whether the loudspeaker still asks for samples.
struct Pulse<'a> {
    callbacks: &'a AtomicU64,
    seen: u64,
    since: Instant,
}

impl<'a> Pulse<'a> {
    fn new(callbacks: &'a AtomicU64) -> Self {
        Pulse { callbacks, seen: callbacks.load(Ordering::Relaxed), since: Instant::now() }
    }

    fn wait(&mut self) -> Result<(), AudioError> {
        std::thread::sleep(POLL);
        let now = self.callbacks.load(Ordering::Relaxed);
        if now != self.seen {
            (self.seen, self.since) = (now, Instant::now());
        } else if self.since.elapsed() > LOST_AFTER {
            return Err(AudioError::LoudspeakerLost);
        }
        Ok(())
    }
}

fn build(
    device: &cpal::Device,
    format: SampleFormat,
    config: StreamConfig,
    source: Consumer<f32>,
    callbacks: Arc<AtomicU64>,
) -> Result<cpal::Stream, String> {
    match format {
        SampleFormat::F32 => build_of::<f32>(device, config, source, callbacks),
        SampleFormat::I32 => build_of::<i32>(device, config, source, callbacks),
        SampleFormat::I16 => build_of::<i16>(device, config, source, callbacks),
        SampleFormat::U8 => build_of::<u8>(device, config, source, callbacks),
        other => Err(format!("its sample format {other} is not known here")),
    }
}

fn build_of<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut source: Consumer<f32>,
    callbacks: Arc<AtomicU64>,
) -> Result<cpal::Stream, String> {
    let channels = usize::from(config.channels);
    let fill = move |data: &mut [T], _: &cpal::OutputCallbackInfo| {
        callbacks.fetch_add(1, Ordering::Relaxed);
        for frame in data.chunks_mut(channels) {
            frame.fill(T::from_sample(source.pop().unwrap_or(0.0)));
        }
    };
    device.build_output_stream(config, fill, |_| {}, None).map_err(|error| error.to_string())
}
