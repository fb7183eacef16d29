//! Reads WAV files (in every form that `riff` supports) and writes them (16 bits, marked as synthetic).

use super::mixdown::mix_down;
use super::riff::read_wave;
use super::{AudioError, measure};
use hound::{SampleFormat, WavSpec, WavWriter};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Sound from a file, mixed down to one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Mono samples in −1…1.
    pub samples: Vec<f32>,
    /// Samples per second.
    pub sample_rate: u32,
}

/// The statement in an exported file that its speech is synthetic (AI Act, art. 50(2)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticMark {
    /// Name of the voice.
    pub voice: String,
}

impl SyntheticMark {
    /// The text of the file's `ICMT` field.
    #[must_use]
    pub fn comment(&self) -> String {
        format!("synthetic-speech=true; generator=Spraakloket; voice={}", self.voice)
    }
}

/// Reads a recording that a person may have made. Refuses what cannot be a question: an empty file, silence, or more
/// than `limit_seconds`. The path `-` is standard input.
pub fn read_wav(path: &Path, limit_seconds: f64) -> Result<Recording, AudioError> {
    let bytes = read_bytes(path)?;
    if bytes.is_empty() {
        return Err(AudioError::Empty(path.to_owned()));
    }
    let wave = read_wave(&bytes).map_err(|reason| malformed(path, &reason))?;
    let found = wave.interleaved.len() / wave.channels;
    let seconds = found.max(wave.announced.unwrap_or(0)) as f64 / f64::from(wave.sample_rate);
    if seconds > limit_seconds {
        return Err(AudioError::TooLong { path: path.to_owned(), seconds, limit: limit_seconds });
    }
    if let Some(announced) = wave.announced.filter(|announced| found < *announced) {
        return Err(AudioError::CutShort { path: path.to_owned(), announced, found });
    }
    let samples = mix_down(&wave.interleaved, wave.channels, wave.sample_rate);
    if samples.is_empty() {
        return Err(AudioError::Empty(path.to_owned()));
    }
    let level = measure(&samples);
    if level.is_silent() {
        return Err(AudioError::Silent { path: path.to_owned(), peak_dbfs: level.peak_dbfs });
    }
    Ok(Recording { samples, sample_rate: wave.sample_rate })
}

/// Upper bound on the bytes read into memory: more than an hour in the widest sample format.
const MOST_BYTES: u64 = 2_000_000_000;

fn read_bytes(path: &Path) -> Result<Vec<u8>, AudioError> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(malformed(path, "it is a folder"));
        }
        File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
    };
    read.map_err(|source| unreadable(path, source))?;
    Ok(bytes)
}

/// Writes mono 16-bit sound, marked as synthetic. The file appears completely or not at all.
pub fn write_wav(path: &Path, samples: &[f32], sample_rate: u32, mark: &SyntheticMark) -> Result<(), AudioError> {
    let unwritable = |reason: String| AudioError::Unwritable { path: path.to_owned(), reason };
    if sample_rate == 0 {
        return Err(unwritable("there is no sound to write".to_owned()));
    }
    let bytes = wav_bytes(samples, sample_rate).map_err(|error| unwritable(error.to_string()))?;
    let marked = with_info_chunk(std::io::Cursor::new(bytes), mark).map_err(|error| unwritable(error.to_string()))?;
    write_whole(path, &marked).map_err(|error| unwritable(error.to_string()))
}

/// A WAV file of mono 16-bit sound, for sending.
pub fn wav_bytes(samples: &[f32], sample_rate: u32) -> Result<Vec<u8>, hound::Error> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut bytes, spec)?;
    for sample in samples {
        writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}

/// Mono samples in −1…1 of a WAV file that was received, with their rate. One that ends too early is refused. The error
/// is part of a sentence: "(…)".
pub fn wav_samples(bytes: &[u8]) -> Result<(Vec<f32>, u32), String> {
    let wave = read_wave(bytes)?;
    let found = wave.interleaved.len() / wave.channels;
    if wave.announced.is_some_and(|announced| found < announced) {
        return Err("it ends too early".to_owned());
    }
    Ok((mix_down(&wave.interleaved, wave.channels, wave.sample_rate), wave.sample_rate))
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    std::fs::write(&partial, bytes).and_then(|()| std::fs::rename(&partial, path)).inspect_err(|_| {
        let _ = std::fs::remove_file(&partial);
    })
}

/// Appends a RIFF `LIST INFO` chunk (`ISFT`, `ICMT`), which players and libraries show as a comment.
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

    /// A WAV file with a 16-byte `fmt ` chunk and a `data` chunk that claims `size` bytes.
    fn wave(coding: u16, bits: u16, sound: &[u8], size: u32, between: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        for word in [coding, 1] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(16_000_u32.to_le_bytes());
        bytes.extend((16_000 * u32::from(bits / 8)).to_le_bytes());
        for word in [bits / 8, bits] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(between);
        bytes.extend(b"data");
        bytes.extend(size.to_le_bytes());
        bytes.extend(sound);
        bytes
    }

    #[test]
    fn what_recorders_and_pipes_write_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let sound: Vec<u8> = tone(2000).iter().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()).collect();
        let double: Vec<u8> = tone(2000).iter().flat_map(|sample| f64::from(*sample).to_le_bytes()).collect();
        let size = sound.len() as u32;
        let (padded, bare) = (b"LIST\x05\0\0\0INFOx\0".as_slice(), b"LIST\x05\0\0\0INFOx".as_slice());
        let mut long = wave(1, 16, &sound, u32::MAX, &[]);
        long[..4].copy_from_slice(b"RF64");
        for (name, bytes, frames) in [
            ("size 0", wave(1, 16, &sound, 0, &[]), 2000),
            ("size 0x7fffffff", wave(1, 16, &sound, 0x7fff_ffff, &[]), 2000),
            ("size 0xffffffff", wave(1, 16, &sound, u32::MAX, &[]), 2000),
            ("RF64", long, 2000),
            ("odd chunk with its pad byte", wave(1, 16, &sound, size, padded), 2000),
            ("odd chunk without", wave(1, 16, &sound, size, bare), 2000),
            ("a byte short", wave(1, 16, &sound[..sound.len() - 1], size, &[]), 1999),
            ("double", wave(3, 64, &double, double.len() as u32, &[]), 2000),
        ] {
            let path = folder.path().join("in.wav");
            std::fs::write(&path, bytes).unwrap();
            let recording = read_wav(&path, 60.0).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(recording.samples.len(), frames, "{name}");
            assert!(recording.samples.iter().zip(tone(2000)).all(|(a, b)| (a - b).abs() < 0.01), "{name}");
        }
        for (coding, byte, value) in [(6, 0xaa, 0.98), (7, 0x80, 0.98)] {
            let path = folder.path().join("law.wav");
            std::fs::write(&path, wave(coding, 8, &[byte; 100], 100, &[])).unwrap();
            let recording = read_wav(&path, 60.0).unwrap();
            assert!(recording.samples.iter().all(|sample| (sample - value).abs() < 0.02), "{:?}", recording.samples[0]);
        }
    }

    #[test]
    fn what_is_no_plain_sound_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.wav");
        for (bytes, part) in [
            (b"OggS\0\x02..................OpusHead".to_vec(), "Ogg file with Opus"),
            (b"fLaC....".to_vec(), "FLAC"),
            (b"ID3\x04....".to_vec(), "MP3"),
            (vec![0xff, 0xfb, 0x90, 0x00], "MP3"),
            (vec![0xff, 0xf1, 0x50, 0x80], "AAC"),
            (b"\0\0\0\x20ftypM4A ".to_vec(), "M4A"),
            (wave(0x11, 4, &[0; 64], 64, &[]), "ADPCM"),
            (wave(1, 12, &[0; 64], 64, &[]), "12 bits"),
            (b"RIFF\0\0\0\0WAVEdata\0\0\0\0".to_vec(), "no `fmt ` chunk"),
            (b"<html>not found</html>".to_vec(), "does not begin as one"),
        ] {
            std::fs::write(&path, bytes).unwrap();
            let error = read_wav(&path, 60.0).expect_err(part).to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn sound_files_of_strangers_are_heard() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/sound");
        let Ok(files) = std::fs::read_dir(&folder) else {
            return println!("skipped: {} is not here", folder.display());
        };
        for file in files.flatten().filter(|file| file.file_name().to_string_lossy().starts_with("B0")) {
            read_wav(&file.path(), 60.0).unwrap_or_else(|error| panic!("{error}"));
        }
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
