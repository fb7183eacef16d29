//! The line's three codecs, converting between bytes and samples in steps of 20 ms. Not for: choosing one
//! (`phone_wire::sdp`). The arithmetic is the audio-codec crate's.

use crate::audio::{AudioChunk, SAMPLE_RATE};
use audio_codec::{BoxedResampler, CodecType, Decoder, Encoder, create_decoder, create_encoder};
use phone_wire::codec::Codec;
use std::borrow::Cow;

fn kind(codec: Codec) -> CodecType {
    match codec {
        Codec::G722 => CodecType::G722,
        Codec::Pcma => CodecType::PCMA,
        Codec::Pcmu => CodecType::PCMU,
    }
}

/// Decodes from the line to our 16 kHz.
pub struct LineDecoder {
    decoder: Box<dyn Decoder>,
    upsampling: Upsampling,
}

impl LineDecoder {
    /// A decoder for a new stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        LineDecoder { decoder: create_decoder(kind(codec)), upsampling: Upsampling::new(codec.sample_rate()) }
    }

    /// Decodes 20 ms of payload into a chunk.
    pub fn decode(&mut self, payload: &[u8]) -> [f32; AudioChunk::SAMPLES] {
        let samples = self.decoder.decode(payload);
        self.upsampling.chunk(&samples)
    }
}

/// Encodes samples at the codec's rate for the line.
pub struct LineEncoder {
    encoder: Box<dyn Encoder>,
}

impl LineEncoder {
    /// An encoder for a new stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        LineEncoder { encoder: create_encoder(kind(codec)) }
    }

    /// Encodes 20 ms of samples as payload.
    pub fn encode(&mut self, samples: &[f32]) -> Vec<u8> {
        self.encoder.encode(&to_i16(samples))
    }
}

/// Converts from the line's sample rate to ours, chunk by chunk.
pub(super) struct Upsampling {
    resampling: Resampling,
}

impl Upsampling {
    /// From a rate of 8 or 16 kHz.
    #[must_use]
    pub(super) fn new(rate: u32) -> Self {
        Upsampling { resampling: Resampling::new(rate, SAMPLE_RATE).unwrap_or_default() }
    }

    /// 20 ms at our rate; missing samples are silence.
    pub(super) fn chunk(&mut self, samples: &[i16]) -> [f32; AudioChunk::SAMPLES] {
        to_chunk(&self.resampling.next(samples))
    }
}

/// Converts a stream from one rate to another.
#[derive(Default)]
pub(super) struct Resampling {
    resampler: Option<BoxedResampler>,
}

impl Resampling {
    /// `None` if there is no conversion between these rates.
    #[must_use]
    pub(super) fn new(from: u32, to: u32) -> Option<Self> {
        if from == to {
            return Some(Resampling::default());
        }
        let resampler = BoxedResampler::new(from as usize, to as usize).ok()?;
        Some(Resampling { resampler: Some(resampler) })
    }

    /// Converts the next samples of the stream.
    pub(super) fn next<'a>(&mut self, samples: &'a [i16]) -> Cow<'a, [i16]> {
        match &mut self.resampler {
            Some(resampler) => Cow::Owned(resampler.resample(samples)),
            None => Cow::Borrowed(samples),
        }
    }
}

/// 20 ms as a chunk; missing samples are silence.
#[must_use]
pub(super) fn to_chunk(samples: &[i16]) -> [f32; AudioChunk::SAMPLES] {
    let mut chunk = [0.0; AudioChunk::SAMPLES];
    for (to, from) in chunk.iter_mut().zip(samples) {
        *to = f32::from(*from) / 32768.0;
    }
    chunk
}

/// Converts samples to 16-bit integers.
#[must_use]
pub(super) fn to_i16(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|sample| (sample * 32767.0).clamp(-32768.0, 32767.0) as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_goes_there_and_back_in_every_codec() {
        for codec in Codec::ALL {
            let rate = codec.sample_rate();
            let frame = rate as usize / 50;
            let (mut encoder, mut decoder) = (LineEncoder::new(codec), LineDecoder::new(codec));
            let mut heard = Vec::new();
            for number in 0..50 {
                let tone: Vec<f32> = (0..frame)
                    .map(|index| (number * frame + index) as f32 / rate as f32)
                    .map(|time| 0.5 * (std::f32::consts::TAU * 1000.0 * time).sin())
                    .collect();
                let payload = encoder.encode(&tone);
                assert_eq!(payload.len(), 160, "{codec:?}");
                heard.extend(decoder.decode(&payload));
            }
            let middle = &heard[4000..12_000];
            let crossings = middle.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
            assert!((498..=502).contains(&crossings), "{codec:?}: {crossings}");
            let level = crate::audio::measure(middle).rms_dbfs;
            assert!((level + 9.03).abs() < 0.7, "{codec:?}: {level}");
        }
    }
}
