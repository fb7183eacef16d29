//! Sound as numbers: sample formats, WAV files, resampling, level, noise and the telephone band.
//!
//! Useful for: getting sound of any shape, also live from a microphone, into 16 kHz mono `f32`, and out
//! again to a file or a loudspeaker.
//! Not useful for: deciding where speech is (`listen`) or making it (`speak`). Knows nothing of ours.

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
pub use wav::{Recording, SyntheticMark, read_wav, write_wav};

use std::path::PathBuf;

/// The rate at which everything inside the house hears, in samples per second.
pub const SAMPLE_RATE: u32 = 16_000;

/// What can go wrong with sound, each with what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// The file is not there or may not be read.
    #[error("cannot read {path}: {source}. Check the path and its permissions")]
    Unreadable {
        /// The file asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not a WAV file, or one of a form that we do not read.
    #[error(
        "{path} is not a WAV file that can be read: {reason}. \
         What is read: PCM of 8, 16, 24 or 32 bits, float, A-law and mu-law"
    )]
    Malformed {
        /// The file asked for.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The header announces more sound than the file holds.
    #[error(
        "{path} is cut short: it announces {announced} samples and holds {found}. \
         Record or copy the file again"
    )]
    CutShort {
        /// The file asked for.
        path: PathBuf,
        /// Samples per channel that the header announces.
        announced: usize,
        /// Samples per channel found.
        found: usize,
    },
    /// No samples at all.
    #[error("{0} holds no sound. Record the question again")]
    Empty(PathBuf),
    /// Nothing in it that can be heard.
    #[error(
        "{path} is silent (peak {peak_dbfs:.0} dBFS). \
         Check that the microphone was on and record the question again"
    )]
    Silent {
        /// The file asked for.
        path: PathBuf,
        /// The loudest sample, in dB relative to full scale.
        peak_dbfs: f32,
    },
    /// Longer than a spoken question can be.
    #[error("{path} lasts {seconds:.0} s; a question may last {limit:.0} s. Cut out the question")]
    TooLong {
        /// The file asked for.
        path: PathBuf,
        /// How long it is.
        seconds: f64,
        /// How long it may be.
        limit: f64,
    },
    /// A sample rate that is no sample rate.
    #[error("a sample rate of {0} Hz cannot be converted; use 4000 to 192000 Hz")]
    SampleRate(u32),
    /// The file could not be written.
    #[error("cannot write {path}: {reason}. Check the folder and free space")]
    Unwritable {
        /// The file to write.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// There is nothing to listen with.
    #[error("no microphone is found on this machine. Connect one and choose it as the system's default")]
    NoMicrophone,
    /// The microphone does not open.
    #[error("the microphone does not open ({0}). Check that no other program keeps it and try again")]
    Microphone(String),
    /// The device that the settings name is not there.
    #[error("there is no sound device `{name}` (audio.input, audio.output). Those that are there: {there}")]
    NoSuchDevice {
        /// What was asked for.
        name: String,
        /// What there is.
        there: String,
    },
    /// There is nothing to play on.
    #[error("no loudspeaker is found on this machine. Connect one and choose it as the system's default")]
    NoLoudspeaker,
    /// The loudspeaker does not open.
    #[error("the loudspeaker does not open ({0}). Check that no other program keeps it and try again")]
    Loudspeaker(String),
    /// The loudspeaker went away while it played.
    #[error("the loudspeaker stopped taking sound. Check its cable or the sound server and try again")]
    LoudspeakerLost,
}
