//! Whether our own voice is mistaken for a person, and whether a person is noticed over it: `cargo bench --bench
//! echo`.
//!
//! In a simulated room, the loudspeaker distorts a little, and its sound reaches the microphone after 40 to 120 ms and
//! then repeatedly from the walls, with a little noise. Our own speech is rendered by our voices from the articles;
//! people are the recordings of `../shared/data/speech-nl`, as loud at the microphone as our own voice. Then the same
//! on telephone lines (`-- line`: only those). As in a session, our own voice is turned down at the first sign of
//! speech and stops when it is certain.

#[path = "echo/line.rs"]
mod line;

use spoken_text::Lexicon;
use spraakloket::internals::audio::{AudioChunk, EchoCanceller, Random, SAMPLE_RATE, read_wav, resample};
use spraakloket::internals::config::VoiceName;
use spraakloket::internals::listen::{Expecting, ListenEvent, Listener, ListenerSettings, SileroModel};
use spraakloket::internals::speak::{SpeakingDesk, VoiceSettings};
use spraakloket::{Config, Installation, Language};
use std::path::{Path, PathBuf};

/// Minutes of own speech in each room.
const OWN_MINUTES: usize = 10;
/// Interruptions in each room.
const INTERRUPTIONS: usize = 40;
/// Chunks between interruptions in which only our own voice is heard.
const BETWEEN: usize = 250;
/// Gain of our own voice at the microphone.
const ECHO_GAIN: f32 = 0.5;
/// Gain at the first sign of speech.
const SOFTER: f32 = 0.25;
/// Chunks that the canceller gets to adapt to the room.
const LEARNING_CHUNKS: usize = 150;

fn main() {
    let Ok(model) = installation().voice_activity() else {
        println!("skipped: the models are not here; `spraakloket models fetch` gets them");
        return;
    };
    let own = own_speech();
    if std::env::args().any(|argument| argument == "line") {
        return line::measure(&own, &model);
    }
    let people = people();
    println!("{} s of own speech, {} recordings of people\n", own.len() / SAMPLE_RATE as usize, people.len());
    println!(
        "{:<28} {:>9} {:>8} {:>9} {:>12} {:>12} {:>12}",
        "room", "ERLE dB", "signs", "barge-ins", "noticed", "after p50 ms", "after p90 ms"
    );
    for room in ROOMS {
        for cancelling in [true, false] {
            let mut alone = Trial::new(room, cancelling, &model);
            alone.own_voice_alone(&own);
            let mut interrupted = Trial::new(room, cancelling, &model);
            interrupted.interruptions(&own, &people);
            let name =
                format!("{} ms, {} ms{}", room.delay_ms, room.decay_ms, if cancelling { "" } else { ", no canceller" });
            println!("{name:<28} {alone} {interrupted:#}");
        }
    }
    line::measure(&own, &model);
}

fn installation() -> Installation {
    Installation::new(Config::load(None).expect("the settings are right"))
}

/// The articles, read aloud in both languages, one after the other.
fn own_speech() -> Vec<f32> {
    let english = installation().voice(&VoiceName::Piper("en_US-joe-medium".into()));
    let voices = [
        (Language::Nl, VoiceSettings::Espeak("nl".into()), "nl"),
        (Language::En, english.expect("`make models` fetches the voice"), "en"),
    ];
    let wanted = OWN_MINUTES * 60 * SAMPLE_RATE as usize;
    let mut own = Vec::new();
    for (index, (language, voice, folder)) in voices.into_iter().enumerate() {
        let mut desk = SpeakingDesk::new(vec![(language, voice)], Lexicon::built_in(), 1.0);
        for text in articles(folder) {
            if own.len() >= wanted * (index + 1) / 2 {
                break;
            }
            let _ = desk.speak(&text, language, |sentence| {
                own.extend(resample(&sentence.samples, sentence.sample_rate, SAMPLE_RATE).unwrap_or_default());
                true
            });
        }
    }
    own.truncate(wanted);
    own
}

/// The text of each article, without its front matter.
fn articles(language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge").join(language);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).ok()?.split("+++").nth(2).map(str::to_owned);
    paths.iter().filter_map(text).collect()
}

fn people() -> Vec<Vec<f32>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    let read = |path: &PathBuf| read_wav(path, 60.0).ok().map(|recording| recording.samples);
    paths.iter().filter_map(read).take(INTERRUPTIONS).collect()
}

/// Positions of loudspeaker and microphone.
#[derive(Clone, Copy)]
struct Room {
    delay_ms: usize,
    /// Time in which reverberation decays by 60 dB.
    decay_ms: usize,
}

const ROOMS: [Room; 3] =
    [Room { delay_ms: 40, decay_ms: 300 }, Room { delay_ms: 80, decay_ms: 400 }, Room { delay_ms: 120, decay_ms: 500 }];

impl Room {
    /// The paths from loudspeaker to microphone: delay in samples, and gain.
    fn paths(self) -> Vec<(usize, f32)> {
        let mut random = Random::new(self.delay_ms as u64);
        let direct = self.delay_ms * SAMPLE_RATE as usize / 1000;
        let length = self.decay_ms * SAMPLE_RATE as usize / 1000;
        let reflection = |index: usize| {
            let late = length * index / 300 + (random.unit() * 40.0) as usize;
            let decay = 10_f32.powf(-3.0 * late as f32 / length as f32);
            (direct + late, 0.3 * decay * random.signed())
        };
        std::iter::once((direct, 1.0)).chain((1..300).map(reflection)).collect()
    }
}

/// One conversation in a room.
struct Trial {
    paths: Vec<(usize, f32)>,
    canceller: Option<EchoCanceller>,
    listener: Listener,
    random: Random,
    /// What the loudspeaker played.
    sent: Vec<f32>,
    gain: f32,
    echo_energy: f64,
    left_energy: f64,
    signs: usize,
    certain: usize,
    people: usize,
    noticed_after: Vec<usize>,
}

impl Trial {
    fn new(room: Room, cancelling: bool, model: &SileroModel) -> Self {
        let mut listener = Listener::new(ListenerSettings::default(), Box::new(model.detector()));
        listener.expect(Expecting::Command);
        listener.own_voice(true);
        Trial {
            paths: room.paths(),
            canceller: cancelling.then(EchoCanceller::default),
            listener,
            random: Random::new(7),
            sent: Vec::new(),
            gain: 1.0,
            echo_energy: 0.0,
            left_energy: 0.0,
            signs: 0,
            certain: 0,
            people: 0,
            noticed_after: Vec::new(),
        }
    }

    fn own_voice_alone(&mut self, own: &[f32]) {
        for (index, chunk) in own.chunks_exact(AudioChunk::SAMPLES).enumerate() {
            let (heard, left, events) = self.step(chunk, &[]);
            if index >= LEARNING_CHUNKS {
                self.echo_energy += energy(&heard);
                self.left_energy += energy(&left);
            }
            self.certain += usize::from(events.contains(&ListenEvent::SpeechConfirmed));
        }
    }

    fn interruptions(&mut self, own: &[f32], people: &[Vec<f32>]) {
        let mut own = own.chunks_exact(AudioChunk::SAMPLES).cycle();
        let own_level =
            (energy(own.clone().take(3000).flatten().copied().collect::<Vec<_>>().as_slice()) / 3000.0).sqrt();
        let silence = [0.0; AudioChunk::SAMPLES];
        for person in people {
            for _ in 0..BETWEEN {
                let chunk = own.next().unwrap_or(&silence);
                self.step(chunk, &[]);
            }
            let level = (energy(person) / (person.len() / AudioChunk::SAMPLES) as f64).sqrt();
            let gain = ECHO_GAIN * (own_level / level.max(1e-9)) as f32;
            let mut stopped = None;
            for (index, near) in person.chunks(AudioChunk::SAMPLES).enumerate() {
                let chunk = if stopped.is_some() { &silence } else { own.next().unwrap_or(&silence) };
                let near: Vec<f32> = near.iter().map(|sample| sample * gain).collect();
                let (_, _, events) = self.step(chunk, &near);
                if events.contains(&ListenEvent::SpeechConfirmed) {
                    stopped.get_or_insert(index);
                    self.listener.own_voice(false);
                }
            }
            self.people += 1;
            self.noticed_after.extend(stopped.map(|index| index * 20));
            // The turn ends before the next person speaks.
            for _ in 0..100 {
                self.step(&silence, &[]);
            }
            self.listener.own_voice(true);
        }
    }

    /// Processes 20 ms; returns what the microphone hears, what is left of it, and the listener's events.
    fn step(&mut self, own: &[f32], near: &[f32]) -> ([f32; AudioChunk::SAMPLES], Vec<f32>, Vec<ListenEvent>) {
        let played: Vec<f32> = own.iter().map(|sample| sample * self.gain).collect();
        // A small loudspeaker is not linear.
        self.sent.extend(played.iter().map(|sample| (1.3 * sample).tanh() / 1.3));
        let start = self.sent.len() - AudioChunk::SAMPLES;
        let mut heard = [0.0; AudioChunk::SAMPLES];
        for (index, sample) in heard.iter_mut().enumerate() {
            let now = start + index;
            let echo: f32 = self
                .paths
                .iter()
                .filter(|(late, _)| *late <= now)
                .map(|(late, gain)| gain * self.sent[now - late])
                .sum();
            let person = near.get(index).copied().unwrap_or(0.0);
            *sample = (ECHO_GAIN * echo + person + 0.0003 * self.random.signed()).clamp(-1.0, 1.0);
        }
        let left = match &mut self.canceller {
            Some(canceller) => {
                canceller.played(&played);
                canceller.clean(&heard.into())
            }
            None => heard.into(),
        };
        let events = self.listener.push(&left);
        for event in &events {
            match event {
                ListenEvent::SpeechStarted => {
                    self.signs += 1;
                    self.gain = SOFTER;
                }
                ListenEvent::SpeechDismissed | ListenEvent::Ended(_) => self.gain = 1.0,
                _ => {}
            }
        }
        (heard, left.samples().to_vec(), events)
    }
}

impl std::fmt::Display for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if f.alternate() {
            let mut after = self.noticed_after.clone();
            after.sort_unstable();
            let at = |percent: usize| after.get(after.len() * percent / 100).copied().unwrap_or(0);
            return write!(f, "{:>8} of {:<2} {:>12} {:>12}", after.len(), self.people, at(50), at(90));
        }
        let enhancement = 10.0 * (self.echo_energy / self.left_energy.max(1e-12)).log10();
        write!(f, "{enhancement:>9.1} {:>8} {:>9}", self.signs, self.certain)
    }
}

fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum()
}
