//! Telling speech from noise: `cargo bench --bench voice_activity`.
//!
//! Human recordings from `../shared/data/speech-nl`, with four seconds before and after them, in noise and over the
//! telephone. Which frames contain speech is taken from the level of the clean recording. Prints for the detector:
//! misjudged frames, and how late the onset is noticed; for the listener built on it: how often one recording is one
//! utterance, what it lost at the end, and how long after the end of speech the turn ended; and how often noise alone
//! was taken for speech.

use spraakloket::internals::audio::{AudioChunk, Noise, SAMPLE_RATE, add_noise, measure, read_wav, through_telephone};
use spraakloket::internals::listen::{
    ListenEvent, Listener, ListenerSettings, ScriptedVoiceActivity, VoiceActivityDetector,
};
use spraakloket::{Config, Installation};
use std::path::{Path, PathBuf};

const RECORDINGS: usize = 60;
const SILENCE_SECONDS: usize = 4;
/// Chunks until the noise is known and left out.
const SETTLED: usize = 125;
const CHUNK_MS: usize = 20;
/// Speech is at most this much softer than the loudest moment of its clean recording.
const SPEECH_RANGE_DB: f32 = 32.0;
/// Shorter gaps belong to the speech, in chunks.
const BRIDGED: usize = 10;

type Detectors = Vec<(&'static str, Box<dyn Fn() -> Box<dyn VoiceActivityDetector>>)>;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl");
    let Some(detectors) = detectors() else {
        println!("skipped: the models are not here; `spraakloket models fetch` gets them");
        return;
    };
    let clips = recordings(&folder);
    if clips.is_empty() {
        println!("skipped: no recordings in {}", folder.display());
        return;
    }
    println!("{} recordings of speech; times in ms\n", clips.len());
    println!(
        "{:<10} {:<14} {:>7} {:>11} {:>11} {:>9} {:>11} {:>11} {:>12}",
        "detector", "sound", "wrong %", "onset p50", "onset p90", "whole %", "end p50", "end p90", "starts/min"
    );
    for (name, make) in &detectors {
        for condition in CONDITIONS {
            let row = Row::measure(&clips, condition, make.as_ref());
            println!("{name:<10} {:<14} {row}", condition.name);
        }
    }
}

/// The detectors to compare.
fn detectors() -> Option<Detectors> {
    let model = Installation::new(Config::load(None).expect("the settings are right")).voice_activity().ok()?;
    Some(vec![("silero", Box::new(move || Box::new(model.detector())))])
}

/// Degradation of a clean recording.
#[derive(Clone, Copy)]
struct Condition {
    name: &'static str,
    noise: Option<(Noise, f32)>,
    telephone: bool,
}

const fn condition(name: &'static str, noise: Option<(Noise, f32)>, telephone: bool) -> Condition {
    Condition { name, noise, telephone }
}

const CONDITIONS: [Condition; 11] = [
    condition("clean", None, false),
    condition("pink 10 dB", Some((Noise::Pink, 10.0)), false),
    condition("pink 5 dB", Some((Noise::Pink, 5.0)), false),
    condition("pink 0 dB", Some((Noise::Pink, 0.0)), false),
    condition("hum 0 dB", Some((Noise::Hum, 0.0)), false),
    condition("babble 10 dB", Some((Noise::Babble, 10.0)), false),
    condition("babble 5 dB", Some((Noise::Babble, 5.0)), false),
    condition("tel clean", None, true),
    condition("tel pink 10", Some((Noise::Pink, 10.0)), true),
    condition("tel hum 10", Some((Noise::Hum, 10.0)), true),
    condition("tel babble 10", Some((Noise::Babble, 10.0)), true),
];

impl Condition {
    /// Degrades the recording. The noise is set relative to the speech alone; it also fills the silence around it.
    fn apply(self, clean: &[f32], speech_part: f32, seed: u64, talkers: &[&[f32]]) -> Vec<f32> {
        let mixed = match self.noise {
            Some((noise, snr_db)) => add_noise(clean, noise, snr_db + 10.0 * speech_part.log10(), seed, talkers),
            None => clean.to_vec(),
        };
        if self.telephone { through_telephone(&mixed).unwrap_or(mixed) } else { mixed }
    }
}

/// A clean recording surrounded by silence, and which of its chunks contain speech.
struct Clip {
    samples: Vec<f32>,
    speech: Vec<bool>,
}

fn recordings(folder: &Path) -> Vec<Clip> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "wav"));
    paths.sort();
    let read = |path: &PathBuf| read_wav(path, 60.0).ok().filter(|recording| recording.sample_rate == SAMPLE_RATE);
    paths.iter().filter_map(read).take(RECORDINGS).map(|recording| Clip::new(&recording.samples)).collect()
}

impl Clip {
    fn new(recording: &[f32]) -> Self {
        let silence = vec![0.0; SILENCE_SECONDS * SAMPLE_RATE as usize];
        let samples = [&silence[..], recording, &silence].concat();
        let levels: Vec<f32> = AudioChunk::cut(&samples).map(|chunk| measure(chunk.samples()).rms_dbfs).collect();
        let loudest = levels.iter().copied().fold(f32::MIN, f32::max);
        let mut speech: Vec<bool> = levels.iter().map(|level| *level > loudest - SPEECH_RANGE_DB).collect();
        bridge(&mut speech);
        Clip { samples, speech }
    }

    /// The recording itself.
    fn spoken(&self) -> &[f32] {
        let silence = SILENCE_SECONDS * SAMPLE_RATE as usize;
        &self.samples[silence..self.samples.len() - silence]
    }

    fn first(&self) -> usize {
        self.speech.iter().position(|speech| *speech).unwrap_or(0)
    }

    fn last(&self) -> usize {
        self.speech.iter().rposition(|speech| *speech).unwrap_or(0)
    }

    fn speech_part(&self) -> f32 {
        self.speech.iter().filter(|speech| **speech).count() as f32 / self.speech.len() as f32
    }
}

/// Fills short gaps between stretches of speech.
fn bridge(speech: &mut [bool]) {
    let mut last = None;
    for index in 0..speech.len() {
        if speech[index] {
            if let Some(last) = last.filter(|last| index - last <= BRIDGED) {
                speech[last..index].fill(true);
            }
            last = Some(index);
        }
    }
}

/// One line of the table.
#[derive(Default)]
struct Row {
    chunks: usize,
    wrong: usize,
    onsets: Vec<usize>,
    clips: usize,
    whole: usize,
    ends: Vec<usize>,
    false_starts: usize,
    noise_minutes: f32,
}

impl Row {
    fn measure(clips: &[Clip], condition: Condition, make: &dyn Fn() -> Box<dyn VoiceActivityDetector>) -> Self {
        let mut row = Row::default();
        for (index, clip) in clips.iter().enumerate() {
            let talkers: Vec<&[f32]> = (1..=6).map(|step| clips[(index + step * 7) % clips.len()].spoken()).collect();
            let sound = condition.apply(&clip.samples, clip.speech_part(), index as u64, &talkers);
            let mut detector = make();
            let heard: Vec<f32> = AudioChunk::cut(&sound).map(|chunk| detector.probability(&chunk)).collect();
            row.frames(clip, &heard);
            row.utterances(clip, &sound, heard);
        }
        row
    }

    fn frames(&mut self, clip: &Clip, heard: &[f32]) {
        let heard: Vec<bool> = heard.iter().map(|probability| *probability >= 0.5).collect();
        self.chunks += heard.len();
        self.wrong += heard.iter().zip(&clip.speech).filter(|(heard, speech)| heard != speech).count();
        let first = clip.first();
        self.onsets.extend(heard.iter().skip(first).position(|heard| *heard).map(|late| late * CHUNK_MS));
    }

    /// Whether the recording came out as one complete utterance, when it ended, and what was taken for speech before
    /// it.
    fn utterances(&mut self, clip: &Clip, sound: &[f32], heard: Vec<f32>) {
        self.clips += 1;
        let mut listener = Listener::new(ListenerSettings::default(), Box::new(ScriptedVoiceActivity::new(heard)));
        let mut spans = Vec::new();
        for (index, chunk) in AudioChunk::cut(sound).enumerate() {
            for event in listener.push(&chunk) {
                match event {
                    ListenEvent::SpeechConfirmed if (SETTLED..clip.first()).contains(&index) => self.false_starts += 1,
                    ListenEvent::Paused(utterance) => {
                        let length = utterance.samples.len() / AudioChunk::SAMPLES;
                        spans.push(((index + 1).saturating_sub(length), index));
                    }
                    ListenEvent::WentOn => drop(spans.pop()),
                    ListenEvent::Ended(_) if index > clip.last() => self.ends.push((index - clip.last()) * CHUNK_MS),
                    _ => {}
                }
            }
        }
        self.noise_minutes += clip.first().saturating_sub(SETTLED) as f32 / (50.0 * 60.0);
        // Anything that ended before the speech began is already counted as a false start.
        spans.retain(|(_, end)| *end >= clip.first());
        let holds = |(start, end): &(usize, usize)| *start <= clip.first() && *end >= clip.last();
        self.whole += usize::from(spans.len() == 1 && spans.iter().any(holds));
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>7.1} {:>11} {:>11} {:>9.0} {:>11} {:>11} {:>12.1}",
            100.0 * self.wrong as f32 / self.chunks.max(1) as f32,
            percentile(&self.onsets, 50),
            percentile(&self.onsets, 90),
            100.0 * self.whole as f32 / self.clips.max(1) as f32,
            percentile(&self.ends, 50),
            percentile(&self.ends, 90),
            self.false_starts as f32 / self.noise_minutes.max(1e-6),
        )
    }
}

fn percentile(values: &[usize], percent: usize) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
}
