//! `spraakloket listen`: the events and words in a recording and at a microphone, reported in order.

#[path = "support/sound_server.rs"]
mod sound_server;
mod support;

use serde_json::Value;
use sound_server::SoundServer;
use spraakloket::internals::audio::{SAMPLE_RATE, SyntheticMark, read_wav, resample, write_wav};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use support::{said, spraakloket, text};

const QUESTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/nl/uittreksel-brp.wav");

#[test]
fn a_recording_of_two_questions_is_two_utterances_with_their_words() {
    if !models_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = two_questions(folder.path());
    let output = spraakloket(&["listen", "--audio", text(&path), "--lang", "nl", "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let events = events(&output);
    for name in ["speech_started", "speech_confirmed", "ended", "transcript"] {
        assert_eq!(count(&events, name), 2, "{name}: {events:#?}");
    }
    assert!(count(&events, "paused") >= 2, "{events:#?}");
    let times: Vec<u64> = events.iter().filter_map(|event| event["at_ms"].as_u64()).collect();
    assert!(times.is_sorted(), "{times:?}");
    for event in events.iter().filter(|event| event["event"] == "transcript") {
        assert!(event["text"].as_str().is_some_and(|words| words.contains(' ')), "{event}");
    }
}

#[test]
fn a_file_waits_for_its_words() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/sound/multi14.wav");
    if !cases.is_file() {
        return println!("skipped: fourteen utterances: {} is not here", cases.display());
    }
    if !models_are_here() {
        return;
    }
    let output = spraakloket(&["listen", "--audio", text(&cases), "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let events = events(&output);
    assert_eq!((count(&events, "ended"), count(&events, "transcript")), (14, 14), "{events:#?}");
    let lost = events.iter().filter(|event| event["error"].as_str().is_some_and(|error| error.contains("queue")));
    assert_eq!(lost.count(), 0, "{events:#?}");
}

#[test]
fn in_text_each_event_is_a_line() {
    if !models_are_here() {
        return;
    }
    let output = spraakloket(&["listen", "--audio", QUESTION, "--no-words"]);
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", said(&output));
    assert!(lines.contains("speech_started") && lines.contains("ended ("), "{lines}");
    assert!(!lines.contains("transcript"), "{lines}");
}

#[test]
fn what_is_spoken_into_the_microphone_is_written_down() {
    let Some(server) = SoundServer::start() else { return };
    if !models_are_here() {
        return;
    }
    let program = server
        .command(env!("CARGO_BIN_EXE_spraakloket"))
        .args(["listen", "--mic", "--lang", "nl", "--json", "--utterances", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Loading may take a while, and nobody is heard before it is done, so the question is repeated.
    let mut program = program;
    for _ in 0..10 {
        server.speak_into_microphone(Path::new(QUESTION));
        std::thread::sleep(std::time::Duration::from_secs(2));
        if program.try_wait().unwrap().is_some() {
            break;
        }
    }
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let events = events(&output);
    assert_eq!((count(&events, "ended"), count(&events, "transcript")), (1, 1), "{events:#?}");
}

#[test]
fn a_microphone_that_is_not_there_is_named() {
    if !models_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    std::fs::write(&settings, "[audio]\ninput = \"nergens\"\n").unwrap();
    let output = spraakloket(&["--config", text(&settings), "listen", "--mic", "--no-words"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("nergens") && said(&output).contains("audio.input"), "{}", said(&output));
}

/// A question, silence, and the question again.
fn two_questions(folder: &Path) -> PathBuf {
    let recording = read_wav(QUESTION.as_ref(), 60.0).unwrap();
    let question = resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).unwrap();
    let silence = vec![0.0; 2 * SAMPLE_RATE as usize];
    let path = folder.join("twice.wav");
    let samples = [&question[..], &silence, &question].concat();
    write_wav(&path, &samples, SAMPLE_RATE, &SyntheticMark { voice: "espeak-nl".into() }).unwrap();
    path
}

fn events(output: &Output) -> Vec<Value> {
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn count(events: &[Value], name: &str) -> usize {
    events.iter().filter(|event| event["event"] == name).count()
}

fn models_are_here() -> bool {
    let here = spraakloket(&["models", "verify", "whisper-base-q8", "silero-vad", "onnxruntime"]).status.success();
    if !here {
        println!("skipped: the models are not here; `spraakloket models fetch` gets them");
    }
    here
}
