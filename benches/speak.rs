//! Speed of the voices: real-time factor and time to first sound, p50 and p95, rendered and cached.
//!
//! `cargo bench --bench speak`. Measure on a quiet machine.

use indicatif::ProgressBar;
use spoken_text::Lexicon;
use spraakloket::internals::config::VoiceName;
use spraakloket::internals::speak::{CacheSettings, SpeakingDesk, VoiceSettings};
use spraakloket::{Config, Installation, Language};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;

const DUTCH: [&str; 4] = [
    "U vraagt een paspoort aan bij uw gemeente. Neem uw oude paspoort en een pasfoto mee.",
    "Een paspoort kost € 77,85. Het is tien jaar geldig.",
    "Bel de gemeente op 14 020. U krijgt een medewerker aan de lijn.",
    "Geef uw verhuizing door binnen vijf dagen. Dat kan met DigiD op de website van de gemeente.",
];
const ENGLISH: [&str; 4] = [
    "You apply for a passport at your municipality. Bring your old passport and a photo.",
    "A passport costs € 77.85. It is valid for ten years.",
    "Call the municipality on 14 020. A member of staff will answer.",
    "Report your move within five days. You can do so with DigiD on the website of the municipality.",
];

fn main() {
    // `cargo bench` passes this; `cargo test --all-targets` only checks that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("{:<24} {:>14} {:>22} {:>22}", "", "real-time", "first sound (ms)", "sentence (ms)");
    println!("{:<24} {:>14} {:>10} {:>11} {:>10} {:>11}", "voice", "factor", "p50", "p95", "p50", "p95");
    measure(Language::Nl, VoiceSettings::Espeak("nl".into()), &DUTCH);
    match piper() {
        Some(voice) => measure(Language::En, voice, &ENGLISH),
        None => println!("skipped: the Piper voice is not here; `spraakloket models fetch` gets it"),
    }
}

fn measure(language: Language, voice: VoiceSettings, texts: &[&str]) {
    let name = voice.name();
    let folder = tempfile::tempdir().expect("a folder for the cache");
    let mut made = desk(language, voice.clone(), None);
    made.warm(language).expect("the voice loads");
    run(&mut made, language, &texts[..1], 1);
    report(&format!("{name}, made"), &run(&mut made, language, texts, ROUNDS));
    let mut cached = desk(language, voice, Some(folder.path()));
    let numbered = |number: usize| texts.iter().map(move |text| (language, format!("{number}, {text}")));
    let all: Vec<_> = (0..ROUNDS).flat_map(numbered).collect();
    let start = Instant::now();
    let rendered = cached.pre_render(&all, &ProgressBar::hidden()).expect("the voice speaks");
    let ahead = start.elapsed();
    run(&mut cached, language, texts, 1);
    report(&format!("{name}, cached"), &run(&mut cached, language, texts, ROUNDS * 5));
    let each = ahead.as_secs_f64() * 1000.0 / rendered.made.max(1) as f64;
    println!("{name}, rendered ahead: {} sentences, {each:.1} ms each, loading included", rendered.made);
}

fn desk(language: Language, voice: VoiceSettings, cache: Option<&Path>) -> SpeakingDesk {
    SpeakingDesk::new(vec![(language, voice)], Lexicon::built_in(), 1.0)
        .with_cache(cache.map(|folder| CacheSettings { folder: folder.to_owned(), limit_bytes: 100_000_000 }))
}

#[derive(Default)]
struct Times {
    first: Vec<Duration>,
    sentence: Vec<Duration>,
    sound_seconds: f32,
}

fn run(desk: &mut SpeakingDesk, language: Language, texts: &[&str], rounds: usize) -> Times {
    let mut times = Times::default();
    for text in (0..rounds).flat_map(|_| texts) {
        let start = Instant::now();
        let mut last = start;
        let mut first = None;
        desk.speak(text, language, |speech| {
            times.sound_seconds += speech.seconds();
            times.sentence.push(last.elapsed());
            first.get_or_insert_with(|| start.elapsed());
            last = Instant::now();
            true
        })
        .expect("the voice speaks");
        times.first.extend(first);
    }
    times
}

fn report(name: &str, times: &Times) {
    let spent: Duration = times.sentence.iter().sum();
    let factor = spent.as_secs_f32() / times.sound_seconds;
    let at = |times: &[Duration], part: f32| {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        sorted[((sorted.len() - 1) as f32 * part).round() as usize].as_secs_f64() * 1000.0
    };
    println!(
        "{name:<24} {factor:>14.4} {:>10.1} {:>11.1} {:>10.1} {:>11.1}",
        at(&times.first, 0.5),
        at(&times.first, 0.95),
        at(&times.sentence, 0.5),
        at(&times.sentence, 0.95),
    );
}

fn piper() -> Option<VoiceSettings> {
    let installation = Installation::new(Config::load(None).expect("the settings are right"));
    installation.voice(&VoiceName::Piper("en_US-joe-medium".into())).ok()
}
