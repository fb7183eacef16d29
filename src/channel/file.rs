//! The file channel: a recorded or typed question in, a WAV file out.

use crate::audio::{AudioError, SAMPLE_RATE, SyntheticMark, read_wav, resample, write_wav};
use crate::listen::Utterance;
use crate::session::Turn;
use std::path::Path;

/// Reads a recording as one utterance.
pub fn read_utterance(path: &Path, limit_seconds: f64) -> Result<Utterance, AudioError> {
    let recording = read_wav(path, limit_seconds)?;
    Ok(Utterance { samples: resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)? })
}

/// Writes the spoken reply, marked as synthetic.
pub fn write_reply(path: &Path, turn: &Turn) -> Result<(), AudioError> {
    let mark = SyntheticMark { voice: turn.voice.clone() };
    write_wav(path, &turn.speech.samples, turn.speech.sample_rate, &mark)
}
