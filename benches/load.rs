//! How long recognition takes while something else runs, for docs/results.md:
//!
//! `cargo bench --bench load -- [--sample N] [--threads N] [--index DIR]`
//!
//! The desk's recogniser transcribes the same recordings (../shared/data/speech-nl, or the spoken questions of
//! audio-fixtures) in three processes, one after the other: with nothing else running, beside as many busy loops as
//! the process has cores, and with one core for everything.

use spraakloket::internals::audio::{SAMPLE_RATE, read_wav, resample};
use spraakloket::internals::listen::{Cancel, ExpectedLanguage, Transcriber, Utterance};
use spraakloket::{Config, Installation, Language};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

/// Argument that makes this program measure and do nothing else.
const MEASURE: &str = "--measure";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == MEASURE) {
        return measure(&arguments);
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("{:<28} {:>8} {:>8} {:>8} {:>10}", "beside it", "p50 ms", "p95 ms", "most ms", "p50 times");
    let quiet = measured(&arguments, false);
    tell("nothing", &quiet, &quiet);
    let busy = beside_busy_loops(cores, || measured(&arguments, false));
    tell(&format!("{cores} busy loops on {cores} cores"), &busy, &quiet);
    tell("nothing, on one core", &measured(&arguments, true), &quiet);
}

fn tell(name: &str, times: &[f64], quiet: &[f64]) {
    let at = |times: &[f64], part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    let (p50, p95, most) = (at(times, 0.5), at(times, 0.95), at(times, 1.0));
    println!("{name:<28} {p50:>8.0} {p95:>8.0} {most:>8.0} {:>10.2}", p50 / at(quiet, 0.5));
}

/// Times of a separate process, in milliseconds, shortest first.
fn measured(arguments: &[String], on_one_core: bool) -> Vec<f64> {
    let program = std::env::current_exe().expect("this program has a file");
    let mut command = if on_one_core { Command::new("taskset") } else { Command::new(&program) };
    if on_one_core {
        command.args(["-c", "0"]).arg(&program);
    }
    let output = command.args(arguments).arg(MEASURE).output().expect("this program and taskset can be run");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut times: Vec<f64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    assert!(!times.is_empty(), "nothing was measured: {}", String::from_utf8_lossy(&output.stderr));
    times.sort_by(f64::total_cmp);
    times
}

fn beside_busy_loops<T>(count: usize, work: impl FnOnce() -> T) -> T {
    let over = Arc::new(AtomicBool::new(false));
    let loops: Vec<_> = (0..count)
        .map(|_| {
            let over = Arc::clone(&over);
            thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            })
        })
        .collect();
    let done = work();
    over.store(true, Ordering::Relaxed);
    for busy in loops {
        busy.join().expect("a busy loop does not panic");
    }
    done
}

/// Prints the time for each recording, in milliseconds.
fn measure(arguments: &[String]) {
    let value = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1)).cloned()
    };
    let number = |name: &str, default: usize| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let mut config = Config::load(None).expect("the settings are right");
    config.listen_threads = number("--threads", 2);
    let index = value("--index").map_or_else(|| config.index_dir.with_file_name("demo-index"), Into::into);
    let installation = Installation::new(config).with_index(Some(index));
    let mut transcriber = installation.recogniser().expect("the model and the index load");
    let sounds = recordings(number("--sample", 12));
    // The first one warms up.
    for (place, path) in sounds.iter().take(1).chain(&sounds).enumerate() {
        let recording = read_wav(path, 30.0).expect("a recording");
        let samples = resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).expect("a usual sample rate");
        let (begun, utterance) = (Instant::now(), Utterance { samples });
        // A transcript without words is a result too.
        let _ = transcriber.transcribe(&utterance, ExpectedLanguage::Only(Language::Nl), &Cancel::default());
        if place > 0 {
            println!("{:.1}", begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
}

fn recordings(count: usize) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |folder: PathBuf| -> Vec<PathBuf> {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
        files.filter(|path| path.extension().is_some_and(|end| end == "wav")).collect()
    };
    let people = of(folder.join("../shared/data/speech-nl"));
    let mut all = if people.is_empty() { of(folder.join("audio-fixtures/nl")) } else { people };
    all.sort();
    let step = (all.len() / count.max(1)).max(1);
    all.into_iter().step_by(step).take(count).collect()
}
