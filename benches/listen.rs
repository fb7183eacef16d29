//! Recognition of spoken questions, for docs/results.md:
//!
//! `cargo bench --bench listen -- [--index DIR] [--sample N] [--voices A,B,C] [--threads N] [--kinds
//! human,known,frozen,nowhere,more] [--sounds clean,A-law,babble-10,babble-5] [--adapter FILE]`
//!
//! Human speech (../shared/data/speech-nl, if present; none that the adapter was trained on): word errors, time and
//! processor time of plain Whisper, of our recogniser, and of our recogniser behind a noise suppressor. Then known
//! wordings (the articles' own questions), the frozen questions and those that nothing answers, spoken by several
//! voices in rotation: how often the right article is first with plain transcript and word search, plain transcript
//! and hybrid search, and our recogniser, guided and with the adapter (`--adapter ""`: without). Each clean, over the
//! telephone and in babble. Last, sentences that are nearly a known wording (tests/questions/more-than-known.tsv): how
//! many lose the word that makes the difference.

use sonora::config::NoiseSuppression;
use sonora::{AudioProcessing, StreamConfig};
use spraakloket::internals::adapt::Recordings;
use spraakloket::internals::audio::{Noise, SAMPLE_RATE};
use spraakloket::internals::config::VoiceName;
use spraakloket::internals::evaluate::{
    Degradation, Evaluation, Question, Report, Sounds, Totals, known_questions, read_questions, sample,
};
use spraakloket::internals::knowledge::index::Method;
use spraakloket::internals::knowledge::{IndexFolder, KnowledgeDesk};
use spraakloket::internals::listen::{
    Cancel, ExpectedLanguage, ListenError, Preparation, Transcriber, Transcript, Utterance, WhisperSettings,
    WhisperTranscriber,
};
use spraakloket::internals::models::Adapter;
use spraakloket::internals::session::informed_transcriber;
use spraakloket::internals::speak::{Manner, SpeakingDesk};
use spraakloket::{Config, Installation, Language};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Voices on which neither the adapter nor the choice of known wordings was trained.
const VOICES: &str = "espeak:nl+m3,kokoro:jf_tebukuro";
/// The adapter that comes with the program.
const ADAPTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/government-nl.safetensors");
const KINDS: &str = "human,known,frozen,nowhere,more";
const SOUNDS: &str = "clean,A-law,babble-10,babble-5";

fn main() {
    let options = Options::read();
    println!("Dutch, {} threads, {} questions of each kind", options.threads, options.sample);
    if options.has_kind("human") {
        human(&options);
    }
    println!(
        "\n{:<12} {:<10} {:>5} {:>7} {:>7} {:>7} {:>10} {:>8} {:>8} {:>7} {:>7}",
        "questions", "sound", "n", "BM25 %", "hybrid", "guided", "answered %", "wrong %", "WER %", "p50 ms", "p95 ms"
    );
    let voices: Vec<&str> = options.voices.split(',').collect();
    let (frozen, foreign) = (dutch("articles.tsv"), dutch("out-of-scope.tsv"));
    for (name, asked) in [("known", known(&options)), ("frozen", frozen), ("nowhere", foreign)] {
        let asked = sample(asked, options.sample);
        for (condition, degradation) in conditions() {
            if !options.has_kind(name) || !options.has_sound(condition) {
                continue;
            }
            measure(&options, name, condition, degradation, &asked, &voices);
        }
    }
    if options.has_kind("more") {
        more(&options, &voices);
    }
    let [heard, looped] = [&HEARD, &LOOPED].map(|count| count.load(Ordering::Relaxed));
    println!("\n{heard} utterances were heard, {looped} with words that come round again and again.");
}

/// Number of utterances, and how many of them ended in a decoder loop.
static HEARD: AtomicUsize = AtomicUsize::new(0);
static LOOPED: AtomicUsize = AtomicUsize::new(0);

/// Whether three consecutive words occur three times.
fn loops(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.windows(3).any(|three| words.windows(3).filter(|other| *other == three).count() > 2)
}

struct Options {
    sample: usize,
    voices: String,
    threads: usize,
    kinds: String,
    sounds: String,
    adapter: Option<Arc<dyn Preparation>>,
    installation: Installation,
}

impl Options {
    fn read() -> Self {
        let arguments: Vec<String> = std::env::args().collect();
        let value = |name: &str| {
            arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1)).cloned()
        };
        let mut config = Config::load(None).expect("the settings are right");
        config.listen_threads = value("--threads").and_then(|text| text.parse().ok()).unwrap_or(2);
        let index = value("--index").map_or_else(|| config.index_dir.with_file_name("demo-index"), PathBuf::from);
        Options {
            threads: config.listen_threads,
            installation: Installation::new(config).with_index(Some(index)),
            sample: value("--sample").and_then(|text| text.parse().ok()).unwrap_or(60),
            voices: value("--voices").unwrap_or_else(|| VOICES.into()),
            kinds: value("--kinds").unwrap_or_else(|| KINDS.into()),
            sounds: value("--sounds").unwrap_or_else(|| SOUNDS.into()),
            adapter: Some(value("--adapter").unwrap_or_else(|| ADAPTER.into()))
                .filter(|path| !path.is_empty())
                .map(|path| Arc::new(Adapter::read(Path::new(&path)).expect("an adapter of `spraakloket adapt`")) as _),
        }
    }

    fn has_kind(&self, kind: &str) -> bool {
        self.kinds.split(',').any(|wanted| wanted == kind)
    }

    fn has_sound(&self, sound: &str) -> bool {
        self.sounds.split(',').any(|wanted| wanted == sound)
    }
}

fn conditions() -> [(&'static str, Degradation); 4] {
    let babble = |snr_db| Degradation { phone: false, noise: Some((Noise::Babble, snr_db)) };
    let clean = Degradation::default();
    [
        ("clean", clean),
        ("A-law", Degradation { phone: true, ..clean }),
        ("babble-10", babble(10.0)),
        ("babble-5", babble(5.0)),
    ]
}

/// Read speech about anything: accuracy and cost.
fn human(options: &Options) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl");
    let Ok(recordings) = Recordings::read(&folder) else {
        println!("skipped: human speech: {} is not here", folder.display());
        return;
    };
    // Only those that no adapter was trained on.
    let questions = recordings.held_back.into_iter().map(|recording| Question {
        audio: Some(recording.path),
        transcript: Some(recording.said),
        language: Some(Language::Nl),
        ..Question::default()
    });
    let questions = sample(questions.collect(), options.sample);
    println!(
        "{:<12} {:<11} {:>7} {:>8} {:>8} {:>12} {:>10}",
        "human speech", "sound", "WER %", "p50 ms", "p95 ms", "CPU s per s", "answered %"
    );
    let seconds: f64 = questions.iter().filter_map(|question| question.audio.as_deref()).map(length).sum();
    for (condition, degradation) in conditions().into_iter().filter(|(name, _)| options.has_sound(name)) {
        let suppressed = Suppressed { inner: guided(options) };
        let hearings: [(&str, Box<dyn Transcriber>); 3] =
            [("plain", plain(options)), ("guided", guided(options)), ("suppressed", Box::new(suppressed))];
        for (name, transcriber) in hearings {
            let start = processor_seconds();
            let total = run(options, transcriber, degradation, &[], &questions, &[Method::Hybrid]).remove(0);
            println!(
                "{name:<12} {condition:<11} {:>7} {:>8.0} {:>8.0} {:>12.2} {:>10}",
                percent(total.wer),
                total.end_to_final_ms.p50.unwrap_or_default(),
                total.end_to_final_ms.p95.unwrap_or_default(),
                (processor_seconds() - start) / seconds,
                percent(total.false_answer_rate),
            );
        }
    }
}

/// Sentences that are nearly a known wording: whether the difference is kept where it was heard.
fn more(options: &Options, voices: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions/more-than-known.tsv");
    let text = std::fs::read_to_string(&path).expect("the file is in the repository");
    let rows = text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect::<Vec<String>>()).collect();
    let rows: Vec<Vec<String>> = sample(rows, options.sample.max(240));
    let settings = WhisperSettings { preparation: options.adapter.clone(), ..whisper(options) };
    let mut transcriber =
        informed_transcriber(settings, options.installation.index()).expect("the model and the index load");
    println!("\n{:<10} {:<10} {:>5} {:>8} {:>8} {:>8}", "more", "sound", "n", "heard %", "taken %", "lost %");
    for (condition, degradation) in conditions().into_iter().filter(|(name, _)| options.has_sound(name)) {
        let mut sounds = Sounds::new(degradation, voices.iter().map(|name| speaking(options, name)).collect());
        let mut counts: HashMap<&str, [usize; 4]> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            let [text, keep, kind] = &row[..] else { panic!("{}: three columns are needed: {row:?}", path.display()) };
            let question = Question { text: Some(text.clone()), language: Some(Language::Nl), ..Question::default() };
            let samples = sounds.of(&question, place).expect("the voice speaks").expect("there is a voice");
            let weighed = transcriber.weigh(&Utterance { samples }, Language::Nl, &[None]).expect("it is heard");
            let taken = weighed.best.into_iter().flatten().find(|best| best.taken).map(|best| best.wording.text);
            let free = weighed.free.to_lowercase();
            let heard: Vec<&str> = keep.split(' ').filter(|word| free.contains(word)).collect();
            let lost = |said: &String| heard.iter().any(|word| !said.to_lowercase().contains(word));
            let is_lost = taken.as_ref().is_some_and(lost);
            if is_lost {
                println!("  lost: {text} | {} | {}", weighed.free, taken.as_deref().unwrap_or_default());
            }
            for name in [kind.as_str(), "all"] {
                let count = counts.entry(name).or_default();
                let seen = [true, !heard.is_empty(), taken.is_some(), is_lost];
                count.iter_mut().zip(seen).for_each(|(count, seen)| *count += usize::from(seen));
            }
        }
        for kind in ["more", "negation", "near", "all"] {
            let [all, heard, taken, lost] = counts.get(kind).copied().unwrap_or_default();
            let part = |some: usize| percent(Some(some as f64 / all.max(1) as f64));
            println!("{kind:<10} {condition:<10} {all:>5} {:>8} {:>8} {:>8}", part(heard), part(taken), part(lost));
        }
    }
}

/// Recognises what a noise suppressor leaves of the sound. The program has none, and this shows why.
struct Suppressed {
    inner: Box<dyn Transcriber>,
}

impl Transcriber for Suppressed {
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError> {
        let stream = StreamConfig::new(SAMPLE_RATE, 1);
        let config = sonora::Config { noise_suppression: Some(NoiseSuppression::default()), ..Default::default() };
        let mut processing = AudioProcessing::builder().config(config).capture_config(stream).build();
        let mut samples = utterance.samples.clone();
        for frame in samples.chunks_exact_mut(SAMPLE_RATE as usize / 100) {
            let noisy = frame.to_vec();
            processing.process_capture_f32(&[&noisy], &mut [frame]).expect("a frame of 10 ms");
        }
        self.inner.transcribe(&Utterance { samples }, expected, cancel)
    }
}

fn measure(
    options: &Options,
    name: &str,
    condition: &str,
    degradation: Degradation,
    questions: &[Question],
    voices: &[&str],
) {
    let ways = [Method::Bm25, Method::Hybrid];
    let plain = run(options, plain(options), degradation, voices, questions, &ways);
    let guided = run(options, guided(options), degradation, voices, questions, &ways[1..]).remove(0);
    let answered = guided.answered_in_scope_rate.or(guided.false_answer_rate);
    println!(
        "{name:<12} {condition:<10} {:>5} {:>7} {:>7} {:>7} {:>10} {:>8} {:>8} {:>7.0} {:>7.0}",
        guided.n,
        percent(plain[0].hit_at_1),
        percent(plain[1].hit_at_1),
        percent(guided.hit_at_1),
        percent(answered),
        percent(guided.wrong_answer_rate.or(guided.false_answer_rate)),
        percent(guided.wer),
        guided.end_to_final_ms.p50.unwrap_or_default(),
        guided.end_to_final_ms.p95.unwrap_or_default(),
    );
}

/// Results of each search method; each question is transcribed once.
fn run(
    options: &Options,
    transcriber: Box<dyn Transcriber>,
    degradation: Degradation,
    voices: &[&str],
    questions: &[Question],
    methods: &[Method],
) -> Vec<Totals> {
    let installation = &options.installation;
    let embedding = installation.embedder_source().expect("the search adapter comes with the program");
    let desk = KnowledgeDesk::open(installation.index(), embedding.as_ref()).expect("`make index` makes the index");
    let voices = voices.iter().map(|name| speaking(options, name)).collect();
    let mut evaluation = Evaluation {
        desk,
        transcriber: Some(Box::new(Remembering { inner: transcriber, heard: HashMap::new() })),
        expected: ExpectedLanguage::Only(Language::Nl),
        sounds: Sounds::new(degradation, voices),
        method: methods[0],
        titles: true,
    };
    let mut totals = Vec::new();
    for method in methods {
        evaluation.method = *method;
        let report = Report::new(evaluation.run(questions, &|_| ()).expect("the questions can be put"));
        // The times are those of the first transcription.
        totals.push(report.total);
    }
    totals
}

/// Transcribes the same sound only once.
struct Remembering {
    inner: Box<dyn Transcriber>,
    heard: HashMap<Vec<u32>, Option<Transcript>>,
}

impl Transcriber for Remembering {
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError> {
        let sound: Vec<u32> = utterance.samples.iter().map(|sample| sample.to_bits()).collect();
        if let Some(heard) = self.heard.get(&sound) {
            return heard.clone().ok_or(ListenError::NoSpeech);
        }
        let heard = self.inner.transcribe(utterance, expected, cancel);
        HEARD.fetch_add(1, Ordering::Relaxed);
        if heard.as_ref().is_ok_and(|transcript| loops(&transcript.text)) {
            LOOPED.fetch_add(1, Ordering::Relaxed);
        }
        self.heard.insert(sound, heard.as_ref().ok().cloned());
        heard
    }
}

fn whisper(options: &Options) -> WhisperSettings {
    let settings = options.installation.whisper().expect("`make models` fetches the model");
    WhisperSettings { preparation: None, ..settings }
}

fn plain(options: &Options) -> Box<dyn Transcriber> {
    Box::new(WhisperTranscriber::load(whisper(options)).expect("the model loads"))
}

fn guided(options: &Options) -> Box<dyn Transcriber> {
    let settings = WhisperSettings { preparation: options.adapter.clone(), ..whisper(options) };
    Box::new(informed_transcriber(settings, options.installation.index()).expect("the model and the index load"))
}

fn speaking(options: &Options, name: &str) -> SpeakingDesk {
    let voice = options.installation.voice(&VoiceName::parse(name)).expect("`spraakloket models fetch` gets the voice");
    let desk = options.installation.speaking_desk_of(vec![(Language::Nl, voice)], Manner::default());
    desk.expect("the pronunciations are right")
}

/// The articles' own questions.
fn known(options: &Options) -> Vec<Question> {
    let index = IndexFolder::open(options.installation.index()).expect("`make index` makes the index");
    known_questions(index.lexical.articles().expect("the index can be read"), Language::Nl)
}

/// The questions that are not in English, from a file in the repository.
fn dutch(file: &str) -> Vec<Question> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions").join(file);
    let questions = read_questions(&path).expect("the file is in the repository").into_iter();
    let dutch = questions.filter(|question| question.language != Some(Language::En));
    dutch.map(|question| Question { language: Some(Language::Nl), ..question }).collect()
}

fn length(path: &Path) -> f64 {
    hound::WavReader::open(path).map_or(0.0, |wav| f64::from(wav.duration()) / f64::from(wav.spec().sample_rate))
}

/// Processor time of this process so far, which Linux counts in hundredths of a second.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".into(), |rate| format!("{:.1}", 100.0 * rate))
}
