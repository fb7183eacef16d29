//! When somebody has finished, and how soon a word is obeyed, for docs/results.md:
//!
//! `cargo bench --bench turns -- [--sample N] [--kinds turns,commands,other] [--sounds clean,A-law] [--index DIR]`
//!
//! `turns`: people's recordings (../shared/data/speech-nl, none that taught the adapter), whole and with a silence of
//! 0.6 or 1 s put in at their quietest moment between a third and three quarters: how many of these are cut off there,
//! and how long after its last sound a whole one is decided. `commands`: N of the commands and short answers in Dutch, said
//! by two voices that taught nothing: how many are obeyed at once, and how long after their last sound. `other`: for
//! how many commands those recordings are taken, whole and in pieces of a word or two. Sound passes as fast as the
//! machine can; the time that each recognition takes is added to the time in the sound.

use spraakloket::internals::adapt::Recordings;
use spraakloket::internals::audio::{AudioChunk, SAMPLE_RATE, measure, read_wav, resample, through_telephone};
use spraakloket::internals::config::VoiceName;
use spraakloket::internals::dialogue::{Command, short_answers};
use spraakloket::internals::evaluate;
use spraakloket::internals::listen::{
    Cancel, ExpectedLanguage, Expecting, ListenEvent, Listener, ListenerSettings, SileroModel, Transcriber, Utterance,
    WhisperTranscriber,
};
use spraakloket::internals::session::{Ending, ending_of, informed_transcriber};
use spraakloket::internals::speak::{Manner, SpeakingDesk};
use spraakloket::{Config, Installation, Language};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Voices on which neither the adapter nor the choice of known wordings was trained.
const VOICES: [&str; 2] = ["espeak:nl+m3", "kokoro:jf_tebukuro"];
const SECOND: usize = SAMPLE_RATE as usize;
const CHUNK_MS: u64 = AudioChunk::DURATION.as_millis() as u64;
/// Sound this much softer than the loudest of a recording is none of its words.
const SPEECH_RANGE_DB: f32 = 32.0;
/// Silences that are put in, in milliseconds.
const HESITATIONS: [usize; 2] = [600, 1000];
/// A piece of a recording that is no command, in seconds.
const PIECES: [f32; 4] = [0.3, 0.5, 0.8, 1.1];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1)).cloned()
    };
    let kinds = value("--kinds").unwrap_or_else(|| "turns,commands,other".into());
    let sounds = value("--sounds").unwrap_or_else(|| "clean,A-law".into());
    let sample = value("--sample").and_then(|text| text.parse().ok()).unwrap_or(60);
    let mut bench = Bench::new(value("--index").map(PathBuf::from));
    for sound in sounds.split(',') {
        bench.telephone = sound == "A-law";
        println!("\n{sound}");
        for kind in kinds.split(',') {
            match kind {
                "turns" => bench.turns(sample),
                "commands" => bench.commands(sample),
                "other" => bench.other(sample),
                _ => println!("there is no kind `{kind}`"),
            }
        }
    }
}

struct Bench {
    installation: Installation,
    recogniser: WhisperTranscriber,
    detector: SileroModel,
    telephone: bool,
}

/// What became of sound with one turn in it.
#[derive(Default)]
struct Turn {
    /// Where turns ended, in milliseconds from the beginning of the sound, decision included.
    ended: Vec<u64>,
    words: Vec<String>,
    /// What the recognitions took.
    took: Vec<u64>,
}

impl Bench {
    fn new(index: Option<PathBuf>) -> Self {
        let config = Config::load(None).expect("the settings are right");
        let index = index.unwrap_or_else(|| config.index_dir.with_file_name("demo-index"));
        let installation = Installation::new(config).with_index(Some(index.clone()));
        let settings = installation.whisper().expect("`make models` fetches the model");
        let recogniser = informed_transcriber(settings, &index).expect("the model and the index load");
        let detector = installation.voice_activity().expect("`make models` fetches the detector");
        Bench { installation, recogniser, detector, telephone: false }
    }

    fn speaking(&self, name: &str) -> SpeakingDesk {
        let voice =
            self.installation.voice(&VoiceName::parse(name)).expect("`spraakloket models fetch` gets the voice");
        let desk = self.installation.speaking_desk_of(vec![(Language::Nl, voice)], Manner::default());
        desk.expect("the pronunciations are right")
    }

    fn line(&self, samples: &[f32]) -> Vec<f32> {
        if self.telephone { through_telephone(samples).expect("a usual rate") } else { samples.to_vec() }
    }

    /// Hears sound as a session does: in each pause the words are written down ahead, and decide with the silence.
    fn hear(&mut self, samples: &[f32], expecting: Expecting) -> Turn {
        let mut listener = Listener::new(ListenerSettings::default(), Box::new(self.detector.detector()));
        listener.expect(expecting);
        let (mut turn, mut now, mut ahead) = (Turn::default(), 0, None::<(u64, Ending, bool)>);
        let sound = self.line(&[&vec![0.0; SECOND / 2], samples, &vec![0.0; 3 * SECOND]].concat());
        for chunk in AudioChunk::cut(&sound) {
            let mut events = listener.push(&chunk);
            now += CHUNK_MS;
            if let Some((at, ending, is_word)) = ahead.filter(|(at, ..)| *at <= now) {
                ahead = ahead.filter(|(other, ..)| *other != at);
                match ending {
                    _ if is_word => events.extend(listener.conclude()),
                    Ending::Whole => events.extend(listener.conclude()),
                    Ending::Open => listener.wait_longer(),
                    Ending::Unknown => {}
                }
            }
            for event in events {
                match event {
                    ListenEvent::Paused(utterance) => {
                        let begun = Instant::now();
                        let expected = ExpectedLanguage::Likely(Language::Nl);
                        let heard = self.recogniser.transcribe(&utterance, expected, &Cancel::default());
                        let took = begun.elapsed().as_millis() as u64;
                        turn.took.push(took);
                        if let Ok(heard) = heard {
                            let is_word = command(&heard.text);
                            ahead = Some((now + took, ending_of(&heard), is_word));
                            turn.words.push(heard.text);
                        }
                    }
                    ListenEvent::WentOn => ahead = None,
                    ListenEvent::Ended(_) => turn.ended.push(now.max(ahead.map_or(0, |(at, ..)| at))),
                    _ => {}
                }
            }
        }
        turn.ended.iter_mut().for_each(|at| *at -= 500);
        turn
    }

    fn turns(&mut self, count: usize) {
        let recordings = recordings(count);
        let mut decided = Vec::new();
        let (mut cut, mut whole_cut) = ([0; HESITATIONS.len()], 0);
        for samples in &recordings {
            let end = last_sound(samples);
            let turn = self.hear(samples, Expecting::Question);
            whole_cut += usize::from(turn.ended.len() > 1);
            decided.extend(turn.ended.last().map(|at| at.saturating_sub(end)));
            for (hesitation, cut) in HESITATIONS.into_iter().zip(&mut cut) {
                let (samples, until) = hesitating(samples, hesitation);
                let turn = self.hear(&samples, Expecting::Question);
                *cut += usize::from(turn.ended.first().is_some_and(|at| *at < until));
            }
        }
        let (p50, p95) = percentiles(&mut decided);
        let share = |count: usize| 100.0 * count as f64 / recordings.len().max(1) as f64;
        println!(
            "turns: {} recordings; whole: decided after {p50} ms (p50), {p95} ms (p95), {:.1} % in pieces",
            recordings.len(),
            share(whole_cut)
        );
        for (hesitation, cut) in HESITATIONS.into_iter().zip(cut) {
            println!("  {hesitation} ms of silence in the middle: {:.1} % cut off", share(cut));
        }
    }

    fn commands(&mut self, count: usize) {
        let mut voices: Vec<SpeakingDesk> = VOICES.map(|name| self.speaking(name)).into();
        let commands = Command::wordings(Language::Nl).map(|(_, text)| text.to_owned());
        let answers = short_answers(Language::Nl).iter().map(|(_, text)| (*text).to_owned());
        let (mut all, mut short, mut right, mut wrong, mut obeyed) = (0, 0, 0, Vec::new(), Vec::new());
        for text in evaluate::sample(commands.chain(answers).collect(), count) {
            for voice in &mut voices {
                let speech = voice.say(&text, Language::Nl, Manner::default()).expect("the voice speaks");
                let samples = resample(&speech.samples, speech.sample_rate, SAMPLE_RATE).unwrap();
                let (first, end) = (first_sound(&samples), last_sound(&samples));
                all += 1;
                let turn = self.hear(&samples, Expecting::Command);
                let heard = turn.words.last().cloned().unwrap_or_default();
                if plain(&heard) != plain(&text) {
                    wrong.push(format!("{text} → {heard}"));
                } else if end - first <= 1000 {
                    right += 1;
                    obeyed.extend(turn.ended.last().map(|at| at.saturating_sub(end)));
                } else {
                    right += 1;
                }
                short += usize::from(end - first <= 1000);
            }
        }
        let (p50, p95) = percentiles(&mut obeyed);
        println!(
            "commands: {all}, {short} of them of at most 1 s; {right} heard; short ones obeyed after {p50} ms (p50), {p95} ms (p95)"
        );
        println!("  heard otherwise: {}", wrong.join(", "));
    }

    fn other(&mut self, count: usize) {
        let (mut seconds, mut pieces, mut taken) = (0.0, 0, Vec::new());
        for samples in recordings(count) {
            seconds += samples.len() as f64 / SECOND as f64;
            for (place, length) in PIECES.into_iter().enumerate() {
                let length = (length * SECOND as f32) as usize;
                let begin = samples.len() * (place + 1) / 6;
                let Some(piece) = samples.get(begin..begin + length) else { continue };
                pieces += 1;
                let sound = self.line(&[&vec![0.0; SECOND * 2 / 5], piece, &vec![0.0; SECOND / 5]].concat());
                let sound = Utterance { samples: sound };
                let heard =
                    self.recogniser.hear_at_once(&sound, ExpectedLanguage::Likely(Language::Nl), &Cancel::default());
                taken.extend(heard.expect("the recogniser works").map(|heard| heard.text));
            }
            let turn = self.hear(&samples, Expecting::Command);
            taken.extend(turn.words.into_iter().filter(|words| command(words)).map(|words| format!("{words} (whole)")));
        }
        println!(
            "other speech: {pieces} pieces of {:.0} s of it, {} taken for a command: {taken:?}",
            seconds,
            taken.len()
        );
    }
}

fn command(text: &str) -> bool {
    let answer = |(_, answer): &(&str, &str)| plain(answer) == plain(text);
    Command::recognise(text, Language::Nl).is_some() || short_answers(Language::Nl).iter().any(answer)
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Recordings of people that are not part of the project.
fn people() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl")
}

fn recordings(count: usize) -> Vec<Vec<f32>> {
    let Ok(recordings) = Recordings::read(&people()) else {
        println!("skipped: people's speech: {} is not here", people().display());
        return Vec::new();
    };
    let all = recordings.held_back;
    let step = (all.len() / count.max(1)).max(1);
    let some = all.into_iter().step_by(step).take(count);
    some.map(|recording| read_wav(&recording.path, 30.0).expect("a recording").samples).collect()
}

fn levels(samples: &[f32]) -> Vec<f32> {
    AudioChunk::cut(samples).map(|chunk| measure(chunk.samples()).rms_dbfs).collect()
}

/// The milliseconds in which there is sound.
fn spoken(samples: &[f32]) -> Vec<u64> {
    let levels = levels(samples);
    let loudest = levels.iter().copied().fold(f32::MIN, f32::max);
    let loud = levels.iter().zip(0_u64..).filter(|(level, _)| **level > loudest - SPEECH_RANGE_DB);
    loud.map(|(_, chunk)| chunk * CHUNK_MS).collect()
}

fn first_sound(samples: &[f32]) -> u64 {
    spoken(samples).first().copied().unwrap_or(0)
}

fn last_sound(samples: &[f32]) -> u64 {
    spoken(samples).last().map_or(0, |last| last + CHUNK_MS)
}

/// A recording with silence in its quietest moment, and until when that lasts.
fn hesitating(samples: &[f32], milliseconds: usize) -> (Vec<f32>, u64) {
    let levels = levels(samples);
    let (from, until) = (levels.len() / 3, levels.len() * 3 / 4);
    let quietest = (from..until).min_by(|a, b| levels[*a].total_cmp(&levels[*b])).unwrap_or(from);
    let at = quietest * AudioChunk::SAMPLES;
    let silence = vec![0.0; milliseconds * SECOND / 1000];
    let joined = [&samples[..at], &silence, &samples[at..]].concat();
    (joined, quietest as u64 * CHUNK_MS + milliseconds as u64)
}

fn percentiles(times: &mut [u64]) -> (u64, u64) {
    times.sort_unstable();
    let at = |part: f64| times.get((times.len().saturating_sub(1) as f64 * part).round() as usize).copied();
    (at(0.5).unwrap_or(0), at(0.95).unwrap_or(0))
}
