//! Recordings of people. Every second one is trained on, so that the model does not unlearn how people sound; the
//! others are for the check alone.

use super::AdaptError;
use crate::audio::{SAMPLE_RATE, read_wav, resample};
use std::path::{Path, PathBuf};

/// The transcripts of a folder: file, speaker and words, separated by tabs.
const LIST: &str = "transcripts.tsv";
/// Longer recordings are left out of the check.
const LONGEST_SECONDS: f64 = 28.0;

/// A recording and its transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    pub path: PathBuf,
    /// The transcript.
    pub said: String,
}

/// The recordings of a folder, split in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recordings {
    /// To train on.
    pub learned: Vec<Recording>,
    /// For the check alone.
    pub held_back: Vec<Recording>,
}

impl Recordings {
    /// Reads a folder's transcripts. The same recording always ends up in the same half.
    pub fn read(folder: &Path) -> Result<Self, AdaptError> {
        let list = folder.join(LIST);
        let text = std::fs::read_to_string(&list).map_err(|error| AdaptError::io(&list, error))?;
        let mut recordings = Recordings::default();
        for (number, line) in text.lines().enumerate() {
            let mut fields = line.split('\t');
            let (Some(file), Some(_), Some(said)) = (fields.next(), fields.next(), fields.next()) else { continue };
            let recording = Recording { path: folder.join(file), said: said.to_owned() };
            let part = if number % 2 == 0 { &mut recordings.held_back } else { &mut recordings.learned };
            part.push(recording);
        }
        Ok(recordings)
    }
}

impl Recording {
    /// 16 kHz samples.
    pub(super) fn samples(&self) -> Result<Vec<f32>, AdaptError> {
        let recording = read_wav(&self.path, LONGEST_SECONDS)?;
        Ok(resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_recording_teaches_and_checks() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Recordings::read(folder.path()).unwrap_err().to_string().contains(LIST));
        std::fs::write(folder.path().join(LIST), "a.wav\tanna\tEen.\nb.wav\tanna\tTwee.\nonly\nc.wav\tbas\tDrie.\n")
            .unwrap();
        let found = Recordings::read(folder.path()).unwrap();
        let said = |part: &[Recording]| part.iter().map(|r| r.said.clone()).collect::<Vec<_>>();
        assert_eq!(said(&found.held_back), ["Een."]);
        assert_eq!(said(&found.learned), ["Twee.", "Drie."]);
    }
}
