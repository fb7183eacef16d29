//! What sounds behind a caller.

use crate::spoken::{questions_of_articles, said};
use crate::talk::{FRAME, RATE};
use spraakloket::internals::audio::{read_wav, resample};
use std::fmt;
use std::path::{Path, PathBuf};

/// Below this, a sample is a pause.
const PAUSE: f32 = 0.005;
/// So much is made of each, and then again from the beginning.
const SECONDS: usize = 60;

/// Who or what sounds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    One,
    Two,
    Radio,
}

pub(crate) const KINDS: [Kind; 3] = [Kind::One, Kind::Two, Kind::Radio];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::One => "one voice",
            Kind::Two => "two voices",
            Kind::Radio => "a radio",
        })
    }
}

/// A sound at a level.
pub(crate) struct Background(Vec<f32>);

impl Background {
    pub(crate) fn new(sound: &[f32], dbfs: f32) -> Self {
        Background(at_level(sound, dbfs))
    }

    /// Frames without end.
    pub(crate) fn frames(&self) -> impl Iterator<Item = [f32; FRAME]> + '_ {
        self.0.chunks_exact(FRAME).cycle().map(|chunk| {
            let mut frame = [0.0; FRAME];
            frame.copy_from_slice(chunk);
            frame
        })
    }
}

/// A recording of speech at the line's rate and a level, without silence around it.
pub(crate) fn speech(file: &Path, dbfs: f32) -> Vec<f32> {
    let samples = at_level(&read(file), dbfs);
    let loud = |sample: &f32| sample.abs() > PAUSE;
    let (first, last) = (samples.iter().position(loud).unwrap_or(0), samples.iter().rposition(loud).unwrap_or(0));
    samples[first..=last].to_vec()
}

/// People are the recordings of `../shared/data/speech-nl`, or else a synthetic voice.
pub(crate) fn sound(kind: Kind, folder: &Path) -> Vec<f32> {
    let length = SECONDS * RATE as usize;
    let repeated = |sound: Vec<f32>| -> Vec<f32> { sound.iter().copied().cycle().take(length).collect() };
    match kind {
        Kind::One => repeated(reader(folder)),
        Kind::Two => {
            let other = at_level(&repeated(questions("kokoro:jf_tebukuro", folder)), -26.0);
            at_level(&repeated(reader(folder)), -26.0).iter().zip(&other).map(|(a, b)| a + b).collect()
        }
        Kind::Radio => {
            let voice = at_level(&repeated(questions("espeak:nl+f3", folder)), -26.0);
            voice.iter().enumerate().map(|(place, sample)| sample + chord(place)).collect()
        }
    }
}

/// Somebody who reads.
fn reader(folder: &Path) -> Vec<f32> {
    let people = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(people).into_iter().flatten().flatten().map(|file| file.path()).collect();
    files.sort();
    let read: Vec<f32> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "wav"))
        .take(20)
        .flat_map(|file| read(file))
        .collect();
    if read.is_empty() { questions("espeak:nl", folder) } else { read }
}

/// Somebody who asks other questions, one after the other.
fn questions(voice: &str, folder: &Path) -> Vec<f32> {
    let texts = questions_of_articles(33).into_iter().step_by(4).filter_map(|question| question.text);
    texts.flat_map(|text| read(&said(&text, voice, folder))).collect()
}

/// Three chords in turn, softer than the voice.
fn chord(place: usize) -> f32 {
    const CHORDS: [[f32; 3]; 3] = [[262.0, 330.0, 392.0], [349.0, 440.0, 523.0], [392.0, 494.0, 587.0]];
    let time = place as f32 / RATE as f32;
    CHORDS[(time as usize / 2) % CHORDS.len()]
        .iter()
        .map(|hertz| 0.01 * (std::f32::consts::TAU * hertz * time).sin())
        .sum()
}

fn read(file: &Path) -> Vec<f32> {
    let recording = read_wav(file, 60.0).expect("a recording");
    resample(&recording.samples, recording.sample_rate, RATE).expect("a usual rate")
}

/// The same with this level where it is no pause.
fn at_level(samples: &[f32], dbfs: f32) -> Vec<f32> {
    let loudest = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    let loud: Vec<f32> = samples.iter().copied().filter(|sample| sample.abs() > loudest / 50.0).collect();
    let rms = (loud.iter().map(|sample| sample * sample).sum::<f32>() / loud.len().max(1) as f32).sqrt();
    let gain = 10_f32.powf(dbfs / 20.0) / rms.max(1e-6);
    samples.iter().map(|sample| (sample * gain).clamp(-1.0, 1.0)).collect()
}
