//! `spraakloket talk`: whole conversations with the real stages, and that nothing of them is written to disk.

mod support;

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use support::{VOICES, answer, built_in_index, models_are_here, program, said, text};

/// A word that occurs in no article and no sentence of ours.
const RARE: &str = "kwikstaartje";

/// Types lines into `talk --keys`, with these variables, and waits for its end.
fn typed(lines: &[&str], home: &Path, through: &[&str]) -> Output {
    let index = built_in_index();
    let program = env!("CARGO_BIN_EXE_spraakloket");
    let words = [through, &[program, "talk", "--keys", "--index", text(&index)]].concat();
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .envs(VOICES)
        .env("HOME", home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("TMPDIR", home)
        .env("SPRAAKLOKET_MODELS_DIR", models())
        .env("SPRAAKLOKET_LOG_LEVEL", "debug")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().unwrap();
    for line in lines {
        writeln!(stdin, "{line}").unwrap();
    }
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// The models of this machine, wherever the test's home folder is.
fn models() -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let cache = std::env::var("XDG_CACHE_HOME").unwrap_or_else(|_| format!("{home}/.cache"));
    format!("{cache}/spraakloket/models")
}

#[test]
fn a_conversation_is_held_with_lines_and_keys() {
    let home = tempfile::tempdir().unwrap();
    let lines = ["Hoe vraag ik een paspoort aan?", "en hoeveel kost dat?", "1", "andere taal", "stoppen", "no"];
    let output = typed(&lines, home.path(), &[]);
    assert!(output.status.success(), "{}", said(&output));
    let told = String::from_utf8_lossy(&output.stdout);
    for part in ["computer", "U vraagt een paspoort aan", "De gemeente bepaalt de prijs.", "I speak English now."] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn no_word_of_a_conversation_is_written_anywhere() {
    let home = tempfile::tempdir().unwrap();
    let lines = [
        &format!("Hoe vraag ik een paspoort aan voor mijn {RARE}?"),
        &format!("{RARE} {RARE} wat is dat?"),
        "nee",
        &format!("nee, ik bedoel het {RARE}"),
        "stoppen",
    ];
    // Every byte that leaves the process, including to files that are deleted again.
    let trace = home.path().join("trace");
    let strace = [
        "strace",
        "-f",
        "-qq",
        "-s",
        "1000000",
        "-e",
        "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,rename,renameat2,openat",
        "-o",
        text(&trace),
    ];
    let can_trace = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|s| s.success());
    if !can_trace {
        println!("skipped: every write of the process: strace is not installed or not allowed here");
    }
    let output = typed(&lines, home.path(), if can_trace { &strace } else { &[] });
    assert!(output.status.success(), "{}", said(&output));
    let told = String::from_utf8_lossy(&output.stdout).to_lowercase();
    assert!(told.contains("computer") && told.contains("help"), "{told}");
    assert!(!told.contains(RARE), "on standard output: {told}");
    assert!(!said(&output).to_lowercase().contains(RARE), "on standard error: {}", said(&output));
    if can_trace {
        let written = String::from_utf8_lossy(&std::fs::read(&trace).unwrap()).to_lowercase();
        assert!(written.contains("computer"), "the trace saw what was written");
        assert!(!written.contains(RARE), "written: {}", around(&written));
    }
    for file in files_under(home.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let found = String::from_utf8_lossy(&bytes).to_lowercase().contains(RARE);
        assert!(!found, "in {}", file.display());
    }
}

fn around(written: &str) -> &str {
    let place = written.find(RARE).unwrap_or_default();
    let line = written[..place].rfind('\n').unwrap_or_default();
    written[line..].lines().nth(1).unwrap_or_default()
}

fn files_under(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files
}

/// Fixtures through a live session: real sound, listening, recognition and voices.
#[test]
fn spoken_questions_are_answered_in_a_live_session() {
    if !models_are_here() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    for (part, expected) in [
        ("en/moving", Some("verhuizing-doorgeven")),
        ("en/lost-licence", Some("rijbewijs-kwijt")),
        ("en/debts", Some("schuldhulp")),
        ("nl/paspoort-aanvragen", Some("paspoort-aanvragen")),
        ("en/staff", None),
    ] {
        let (result, output) = replayed(&["--only", part], home.path());
        let recording = &result["recordings"][0];
        if gave_up(recording) {
            println!("skipped: {part} in a live session: this machine is too busy to hear it in time");
            continue;
        }
        assert_eq!(recording["article"].as_str(), expected, "{part}: {result}");
        assert!(recording["reply_ms"].is_i64(), "{part}: {result}");
        // The transcript cannot be read afterwards, so a separate run supplies it.
        let heard = answer(&["--audio", &format!("audio-fixtures/{part}.wav")])["transcript"]["text"].clone();
        let heard = heard.as_str().unwrap_or_default();
        assert!(heard.len() > 5 && !said(&output).contains(heard), "{part}: {}", said(&output));
    }
}

#[test]
fn an_answer_gives_way_to_somebody_who_speaks() {
    if !models_are_here() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (result, _) = replayed(&["--only", "en/debts", "--interrupt-with", "en/moving.wav"], home.path());
    let recording = &result["recordings"][0];
    if gave_up(recording) {
        println!("skipped: an interrupted answer: this machine is too busy to hear the question in time");
        return;
    }
    let interruption = &recording["interruption"];
    assert!(interruption["softer_ms"].as_i64() <= interruption["silent_ms"].as_i64(), "{result}");
    assert!(interruption["silent_ms"].is_i64(), "{result}");
}

/// Whether it apologised because a stage took too long.
fn gave_up(recording: &Value) -> bool {
    let said = recording["said"].to_string();
    recording["patience"] == true
        && (said.contains("Sorry, er ging iets mis.") || said.contains("something went wrong"))
}

fn replayed(arguments: &[&str], home: &Path) -> (Value, Output) {
    let index = built_in_index();
    let output = program()
        .args(["talk", "--index", text(&index), "--replay", "audio-fixtures/manifest.toml", "--json"])
        .args(arguments)
        .env("TMPDIR", home)
        .env("SPRAAKLOKET_LISTEN_THREADS", "1")
        .env("SPRAAKLOKET_SPEAK_CACHE_DIR", home.join("speech"))
        .env("SPRAAKLOKET_LOG_LEVEL", "debug")
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", said(&output));
    (serde_json::from_slice(&output.stdout).expect("JSON on standard output"), output)
}
