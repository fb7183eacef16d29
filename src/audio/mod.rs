//! Sound as numbers: sample formats, WAV files, resampling, level, noise and the telephone band.
//!
//! Useful for: converting any sound, including live sound from a microphone, to 16 kHz mono `f32`, and back to a file
//! or a loudspeaker. Not useful for: deciding where speech is (`listen`) or producing it (`speak`). Depends on no
//! other room.

mod chunk;
mod degrade;
mod device;
mod echo;
mod level;
mod line_echo;
mod live_resample;
mod loudspeaker;
mod microphone;
mod mixdown;
mod random;
mod resample;
mod riff;
mod wav;

pub use chunk::AudioChunk;
pub use degrade::{Noise, add_noise, through_telephone};
pub(crate) use device::sound_host;
pub use echo::{EchoCanceller, OwnVoice};
pub use level::{Level, measure, remember};
pub use line_echo::LineEcho;
pub use live_resample::LiveResampler;
pub use loudspeaker::{Loudspeaker, LoudspeakerEvent, PlayedSound};
pub use microphone::Microphone;
pub use random::Random;
pub use resample::resample;
pub use wav::{Recording, SyntheticMark, read_wav, wav_bytes, wav_samples, write_wav};

use std::path::PathBuf;

/// The internal sample rate, in Hz.
pub const SAMPLE_RATE: u32 = 16_000;

/// What can go wrong with sound, each with what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// The file does not exist or may not be read.
    #[error("cannot read {path}: {source}. Check the path and its permissions")]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// Not a WAV file, or of a kind that we do not read.
    #[error(
        "{path} is not a readable WAV file: {reason}. \
         Supported: PCM of 8, 16, 24 or 32 bits, float, A-law and mu-law"
    )]
    Malformed { path: PathBuf, reason: String },
    /// The header announces more sound than the file holds.
    #[error(
        "{path} is cut short: it announces {announced} samples and holds {found}. \
         Record or copy the file again"
    )]
    CutShort {
        path: PathBuf,
        /// Samples per channel that the header announces.
        announced: usize,
        /// Samples per channel found.
        found: usize,
    },
    /// No samples at all.
    #[error("{0} holds no sound. Record the question again")]
    Empty(PathBuf),
    /// Nothing audible in it.
    #[error(
        "{path} is silent (peak {peak_dbfs:.0} dBFS). \
         Check that the microphone was on and record the question again"
    )]
    Silent {
        path: PathBuf,
        /// Level of the loudest sample, in dB relative to full scale.
        peak_dbfs: f32,
    },
    /// Longer than a spoken question can be.
    #[error("{path} lasts {seconds:.0} s; a question may last {limit:.0} s. Cut out the question")]
    TooLong { path: PathBuf, seconds: f64, limit: f64 },
    /// A sample rate outside the supported range.
    #[error("cannot convert a sample rate of {0} Hz; use 4000 to 192000 Hz")]
    SampleRate(u32),
    /// The file could not be written.
    #[error("cannot write {path}: {reason}. Check the folder and free space")]
    Unwritable { path: PathBuf, reason: String },
    /// The machine has no microphone.
    #[error("no microphone found on this machine. Connect one and make it the system default")]
    NoMicrophone,
    /// The microphone does not open.
    #[error("the microphone does not open ({0}). Check that no other program is using it and try again")]
    Microphone(String),
    /// The device named in the settings does not exist.
    #[error("there is no sound device `{name}` (audio.input, audio.output). Available: {there}")]
    NoSuchDevice {
        name: String,
        /// The devices that do exist.
        there: String,
    },
    /// The machine has no loudspeaker.
    #[error("no loudspeaker found on this machine. Connect one and make it the system default")]
    NoLoudspeaker,
    /// The loudspeaker does not open.
    #[error("the loudspeaker does not open ({0}). Check that no other program is using it and try again")]
    Loudspeaker(String),
    /// The loudspeaker disappeared while it played.
    #[error("the loudspeaker stopped accepting sound. Check its cable or the sound server and try again")]
    LoudspeakerLost,
}
