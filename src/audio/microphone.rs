//! Live sound from a microphone, through cpal.
//!
//! The callback only moves samples into a lock-free ring and counts. The caller's thread resamples and reopens the
//! microphone when it is lost; meanwhile it delivers silence at the usual pace.

use super::device::{Direction, Health, Pulse, RETRY, find};
use super::{AudioChunk, AudioError, LiveResampler, SAMPLE_RATE};
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{FromSample, Sample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time between looks at the ring.
const POLL: Duration = Duration::from_millis(4);

/// A microphone that recovers by itself after it was lost.
pub struct Microphone {
    name: String,
    stream: Option<InputStream>,
    next_attempt: Instant,
    next_silence: Instant,
    samples: Vec<f32>,
    dropped: Arc<AtomicU64>,
}

struct InputStream {
    ring: Consumer<f32>,
    health: Arc<Health>,
    pulse: Pulse,
    resampler: LiveResampler,
    raw: Vec<f32>,
    // Records for as long as it lives.
    _stream: cpal::Stream,
}

impl Microphone {
    /// Opens the microphone with this name (as `spraakloket check` lists them); an empty name is the default.
    pub fn open(name: &str) -> Result<Self, AudioError> {
        let dropped = Arc::new(AtomicU64::new(0));
        let stream = Some(InputStream::open(name, dropped.clone())?);
        let now = Instant::now();
        Ok(Microphone {
            name: name.to_owned(),
            stream,
            next_attempt: now,
            next_silence: now,
            samples: Vec::new(),
            dropped,
        })
    }

    /// Waits for the next 20 ms of sound.
    pub fn next_chunk(&mut self) -> AudioChunk {
        loop {
            if let Some(chunk) = self.take_chunk() {
                return chunk;
            }
            let Some(stream) = &mut self.stream else { return self.silence_while_lost() };
            stream.drain_into(&mut self.samples);
            if self.samples.len() >= AudioChunk::SAMPLES {
                continue;
            }
            if stream.pulse.is_lost(&stream.health, Instant::now()) {
                self.lose();
            } else {
                std::thread::sleep(POLL);
            }
        }
    }

    /// Whether the device works; if not, it keeps being searched for.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.stream.is_some()
    }

    /// Samples that were lost because they arrived faster than they were read.
    #[must_use]
    pub fn dropped_samples(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn take_chunk(&mut self) -> Option<AudioChunk> {
        let chunk: [f32; AudioChunk::SAMPLES] = self.samples.get(..AudioChunk::SAMPLES)?.try_into().ok()?;
        self.samples.drain(..AudioChunk::SAMPLES);
        Some(chunk.into())
    }

    fn lose(&mut self) {
        tracing::warn!(code = "microphone-lost", "it is sought again every {} ms", RETRY.as_millis());
        self.stream = None;
        self.samples.clear();
        self.next_attempt = Instant::now();
        self.next_silence = Instant::now();
    }

    fn silence_while_lost(&mut self) -> AudioChunk {
        let now = Instant::now();
        if now >= self.next_attempt {
            self.next_attempt = now + RETRY;
            if let Ok(stream) = InputStream::open(&self.name, self.dropped.clone()) {
                tracing::warn!(code = "microphone-back");
                self.stream = Some(stream);
            }
        }
        std::thread::sleep(self.next_silence.saturating_duration_since(Instant::now()));
        // Time lost in reopening is not made up for with a burst of silence.
        self.next_silence = self.next_silence.max(now) + AudioChunk::DURATION;
        AudioChunk::silence()
    }
}

impl InputStream {
    fn open(name: &str, dropped: Arc<AtomicU64>) -> Result<Self, AudioError> {
        let device = find(name, Direction::In)?;
        let supported = device.default_input_config().map_err(|_| AudioError::NoMicrophone)?;
        let (format, config): (SampleFormat, StreamConfig) = (supported.sample_format(), supported.into());
        let (sink, ring) = RingBuffer::new(config.sample_rate as usize);
        let health = Arc::new(Health::default());
        let callback = Callback { sink, channels: usize::from(config.channels), health: health.clone(), dropped };
        let resampler = LiveResampler::new(config.sample_rate, SAMPLE_RATE)?;
        let stream = match format {
            SampleFormat::F32 => build::<f32>(&device, config, callback),
            SampleFormat::I32 => build::<i32>(&device, config, callback),
            SampleFormat::I16 => build::<i16>(&device, config, callback),
            SampleFormat::U8 => build::<u8>(&device, config, callback),
            other => Err(AudioError::Microphone(format!("its sample format {other} is not known here"))),
        }?;
        stream.play().map_err(|error| AudioError::Microphone(error.to_string()))?;
        Ok(InputStream { ring, health, pulse: Pulse::new(Instant::now()), resampler, raw: Vec::new(), _stream: stream })
    }

    fn drain_into(&mut self, samples: &mut Vec<f32>) {
        self.raw.clear();
        while let Ok(sample) = self.ring.pop() {
            self.raw.push(sample);
        }
        self.resampler.push(&self.raw, samples);
    }
}

/// The state that the callback owns.
struct Callback {
    sink: Producer<f32>,
    channels: usize,
    health: Arc<Health>,
    dropped: Arc<AtomicU64>,
}

impl Callback {
    fn take<T: SizedSample>(&mut self, data: &[T])
    where
        f32: FromSample<T>,
    {
        self.health.beat();
        for frame in data.chunks_exact(self.channels) {
            let sum: f32 = frame.iter().map(|sample| f32::from_sample(*sample)).sum();
            if self.sink.push(sum / self.channels as f32).is_err() {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

fn build<T: SizedSample>(
    device: &cpal::Device,
    config: StreamConfig,
    mut callback: Callback,
) -> Result<cpal::Stream, AudioError>
where
    f32: FromSample<T>,
{
    let health = callback.health.clone();
    device
        .build_input_stream(
            config,
            move |data: &[T], _| callback.take(data),
            move |error| health.failed(error.kind()),
            None,
        )
        .map_err(|error| AudioError::Microphone(error.to_string()))
}
