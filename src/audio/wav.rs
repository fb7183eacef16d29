//! WAV files in (any rate, channels, 8 to 32 bits and float) and out (16 bits, marked as synthetic).

use super::{AudioError, measure};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Sound from a file, mixed down to one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Mono samples in −1…1.
    pub samples: Vec<f32>,
    /// Samples per second.
    pub sample_rate: u32,
}

/// What a file that leaves the system says about where its speech comes from (AI Act, art. 50(2)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticMark {
    /// The voice that speaks.
    pub voice: String,
}

impl SyntheticMark {
    /// The note as it stands in the file's `ICMT` field.
    #[must_use]
    pub fn comment(&self) -> String {
        format!("synthetic-speech=true; generator=Spraakloket; voice={}", self.voice)
    }
}

/// Reads a recording that a person may have made, refusing what cannot be a question: nothing,
/// silence, or more than `limit_seconds`.
pub fn read_wav(path: &Path, limit_seconds: f64) -> Result<Recording, AudioError> {
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    let metadata = file.metadata().map_err(|source| unreadable(path, source))?;
    if metadata.is_dir() {
        return Err(malformed(path, "it is a folder"));
    }
    if metadata.len() == 0 {
        return Err(AudioError::Empty(path.to_owned()));
    }
    let reader = WavReader::new(BufReader::new(file)).map_err(|error| malformed(path, &error.to_string()))?;
    let spec = reader.spec();
    if spec.sample_rate == 0 || spec.channels == 0 {
        return Err(malformed(path, "no sample rate or no channels"));
    }
    let announced = reader.duration() as usize;
    let seconds = announced as f64 / f64::from(spec.sample_rate);
    if seconds > limit_seconds {
        return Err(AudioError::TooLong { path: path.to_owned(), seconds, limit: limit_seconds });
    }
    let samples = mono_samples(reader, spec, path)?;
    if samples.len() < announced {
        return Err(AudioError::CutShort { path: path.to_owned(), announced, found: samples.len() });
    }
    if samples.is_empty() {
        return Err(AudioError::Empty(path.to_owned()));
    }
    let level = measure(&samples);
    if level.is_silent() {
        return Err(AudioError::Silent { path: path.to_owned(), peak_dbfs: level.peak_dbfs });
    }
    Ok(Recording { samples, sample_rate: spec.sample_rate })
}

/// Writes mono 16-bit sound with the note that it is synthetic. The file appears whole or not at all.
pub fn write_wav(path: &Path, samples: &[f32], sample_rate: u32, mark: &SyntheticMark) -> Result<(), AudioError> {
    let unwritable = |reason: String| AudioError::Unwritable { path: path.to_owned(), reason };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut bytes, spec).map_err(|error| unwritable(error.to_string()))?;
    for sample in samples {
        let scaled = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
        writer.write_sample(scaled).map_err(|error| unwritable(error.to_string()))?;
    }
    writer.finalize().map_err(|error| unwritable(error.to_string()))?;
    let marked = with_info_chunk(bytes, mark).map_err(|error| unwritable(error.to_string()))?;
    write_whole(path, &marked).map_err(|error| unwritable(error.to_string()))
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    std::fs::write(&partial, bytes).and_then(|()| std::fs::rename(&partial, path)).inspect_err(|_| {
        let _ = std::fs::remove_file(&partial);
    })
}

/// Appends a RIFF `LIST INFO` chunk (`ISFT`, `ICMT`), which players and libraries read as a comment.
fn with_info_chunk(mut bytes: std::io::Cursor<Vec<u8>>, mark: &SyntheticMark) -> std::io::Result<Vec<u8>> {
    let mut fields = b"INFO".to_vec();
    for (name, text) in [(b"ISFT", "Spraakloket".to_owned()), (b"ICMT", mark.comment())] {
        let mut value = text.into_bytes();
        value.push(0);
        fields.extend_from_slice(name);
        fields.extend_from_slice(&(value.len() as u32).to_le_bytes());
        value.resize(value.len().next_multiple_of(2), 0);
        fields.extend_from_slice(&value);
    }
    bytes.seek(SeekFrom::End(0))?;
    bytes.write_all(b"LIST")?;
    bytes.write_all(&(fields.len() as u32).to_le_bytes())?;
    bytes.write_all(&fields)?;
    let riff_length = bytes.get_ref().len() as u32 - 8;
    bytes.seek(SeekFrom::Start(4))?;
    bytes.write_all(&riff_length.to_le_bytes())?;
    Ok(bytes.into_inner())
}

fn mono_samples<R: Read>(mut reader: WavReader<R>, spec: WavSpec, path: &Path) -> Result<Vec<f32>, AudioError> {
    let interleaved: Vec<f32> = match (spec.sample_format, spec.bits_per_sample) {
        (SampleFormat::Float, 32) => whole_part(reader.samples::<f32>()),
        (SampleFormat::Int, bits @ (8 | 16 | 24 | 32)) => {
            let scale = 1.0 / (1_i64 << (bits - 1)) as f32;
            whole_part(reader.samples::<i32>()).into_iter().map(|sample: i32| sample as f32 * scale).collect()
        }
        (format, bits) => return Err(malformed(path, &format!("{bits}-bit {format:?} samples"))),
    };
    let channels = usize::from(spec.channels);
    Ok(interleaved
        .chunks_exact(channels)
        .map(|frame| frame.iter().map(|s| if s.is_finite() { *s } else { 0.0 }).sum::<f32>() / channels as f32)
        .collect())
}

/// The samples up to the first that cannot be read: where the file was cut.
fn whole_part<S>(samples: impl Iterator<Item = hound::Result<S>>) -> Vec<S> {
    samples.map_while(Result::ok).collect()
}

fn unreadable(path: &Path, source: std::io::Error) -> AudioError {
    AudioError::Unreadable { path: path.to_owned(), source }
}

fn malformed(path: &Path, reason: &str) -> AudioError {
    AudioError::Malformed { path: path.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: usize) -> Vec<f32> {
        (0..length).map(|i| 0.5 * (i as f32 * 0.1).sin()).collect()
    }

    fn file_with(spec: WavSpec, frames: usize) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.wav");
        let mut writer = WavWriter::create(&path, spec).unwrap();
        for sample in tone(frames) {
            for _ in 0..spec.channels {
                match spec.sample_format {
                    SampleFormat::Float => writer.write_sample(sample).unwrap(),
                    SampleFormat::Int => {
                        writer.write_sample((sample * (1_i64 << (spec.bits_per_sample - 1)) as f32) as i32).unwrap();
                    }
                }
            }
        }
        writer.finalize().unwrap();
        (folder, path)
    }

    #[test]
    fn every_sample_format_reads_the_same_sound() {
        for (format, bits) in [
            (SampleFormat::Int, 8),
            (SampleFormat::Int, 16),
            (SampleFormat::Int, 24),
            (SampleFormat::Int, 32),
            (SampleFormat::Float, 32),
        ] {
            for channels in [1, 2, 6] {
                let spec = WavSpec { channels, sample_rate: 44_100, bits_per_sample: bits, sample_format: format };
                let (_folder, path) = file_with(spec, 1000);
                let recording = read_wav(&path, 60.0).unwrap();
                assert_eq!(recording.samples.len(), 1000);
                for (got, expected) in recording.samples.iter().zip(tone(1000)) {
                    assert!((got - expected).abs() < 0.01, "{format:?} {bits}: {got} {expected}");
                }
            }
        }
    }

    #[test]
    fn what_is_written_reads_back_and_says_that_it_is_synthetic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.wav");
        let mark = SyntheticMark { voice: "espeak-nl".into() };
        write_wav(&path, &tone(2000), 22_050, &mark).unwrap();
        let recording = read_wav(&path, 60.0).unwrap();
        assert_eq!((recording.samples.len(), recording.sample_rate), (2000, 22_050));
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("synthetic-speech=true") && text.contains("voice=espeak-nl"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no partial file stays");
    }

    #[test]
    fn each_kind_of_bad_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("empty.wav"), b"").unwrap();
        std::fs::write(path("text.wav"), b"this is no sound at all, but long enough to look at").unwrap();
        let spec = WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let (_keep, whole) = file_with(spec, 16_000);
        let bytes = std::fs::read(&whole).unwrap();
        std::fs::write(path("cut.wav"), &bytes[..bytes.len() / 2]).unwrap();
        std::fs::write(path("header.wav"), &bytes[..44]).unwrap();
        let mut silent = bytes.clone();
        silent[44..].fill(0);
        std::fs::write(path("silent.wav"), silent).unwrap();
        let mut empty_data = bytes[..44].to_vec();
        empty_data[40..44].fill(0);
        empty_data[4..8].copy_from_slice(&36_u32.to_le_bytes());
        std::fs::write(path("nothing.wav"), empty_data).unwrap();

        let error = |name: &str| read_wav(&path(name), 60.0).unwrap_err();
        assert!(matches!(error("missing.wav"), AudioError::Unreadable { .. }));
        assert!(matches!(error("empty.wav"), AudioError::Empty(_)));
        assert!(matches!(error("text.wav"), AudioError::Malformed { .. }));
        assert!(matches!(error("cut.wav"), AudioError::CutShort { .. }), "{}", error("cut.wav"));
        assert!(matches!(error("header.wav"), AudioError::CutShort { .. }));
        assert!(matches!(error("silent.wav"), AudioError::Silent { .. }));
        assert!(matches!(error("nothing.wav"), AudioError::Empty(_)), "{}", error("nothing.wav"));
        assert!(matches!(read_wav(folder.path(), 60.0), Err(AudioError::Malformed { .. })));
        assert!(matches!(read_wav(&whole, 0.5), Err(AudioError::TooLong { .. })));
    }
}
