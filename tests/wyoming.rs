//! The Wyoming protocol against its reference package: its client asks our service, and the desk asks its server.

#[allow(dead_code)] // each test file uses a part of it
#[path = "support/python.rs"]
mod python;
mod support;

use python::{Running, python_with};
use serde_json::Value;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::{answer, built_in_index, models_are_here, program, text};

const RECORDING: &str = "audio-fixtures/nl/paspoort-aanvragen.wav";
/// The voice of the tests, as the service calls it.
const VOICE: &str = "espeak-nl";

/// Python with the reference package.
fn python() -> Option<PathBuf> {
    python_with("wyoming", "wyoming")
}

fn script(python: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wyoming").join(name));
    command
}

#[test]
fn the_reference_client_uses_our_recogniser_and_voices() {
    let Some(python) = python().filter(|_| models_are_here()) else { return };
    let index = built_in_index();
    let folder = tempfile::tempdir().unwrap();
    let systemd = UnixDatagram::bind(folder.path().join("notify")).unwrap();
    let (states, told_states) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut state = [0; 64];
        while let Ok(length) = systemd.recv(&mut state) {
            let _ = states.send(String::from_utf8_lossy(&state[..length]).into_owned());
        }
    });
    let mut service = Running::with_line(
        program().env("NOTIFY_SOCKET", folder.path().join("notify")).env("WATCHDOG_USEC", "200000").args([
            "wyoming",
            "--listen",
            "127.0.0.1:0",
            "--index",
            text(&index),
        ]),
    );
    let told = || told_states.recv_timeout(Duration::from_secs(20)).expect("systemd is told in time");
    assert_eq!([told(), told(), told()], ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]);
    let port = service.line.rsplit(':').next().unwrap();
    let ask = |arguments: &[&str]| -> Value {
        let output = script(&python, "client.py").args(["127.0.0.1", port]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let info = ask(&["describe"]);
    assert_eq!(info["voices"][0], VOICE);
    assert!(info["languages"].as_array().unwrap().iter().any(|language| language == "nl"), "{info}");
    assert_eq!(info["streaming"], true);

    let heard = ask(&["transcribe", RECORDING]);
    assert_eq!(heard["language"], "nl");
    assert!(heard["text"].as_str().unwrap().to_lowercase().contains("paspoort"), "{heard}");

    let whole = ask(&["synthesize", "Goedendag. Waarmee kan ik u helpen?", VOICE]);
    assert_eq!((&whole["starts"], &whole["stops"]), (&1.into(), &1.into()));
    let nothing = ask(&["synthesize", " ", VOICE]);
    assert_eq!((&nothing["seconds"], &nothing["stops"]), (&0.0.into(), &1.into()));
    // The pieces cut a sentence and a word; together they are as long as the whole.
    let pieces = ask(&["stream", VOICE, "Goeden", "dag. Waarmee kan", " ik u helpen", "?"]);
    let ratio = pieces["seconds"].as_f64().unwrap() / whole["seconds"].as_f64().unwrap();
    assert!((0.95..1.05).contains(&ratio), "{whole} {pieces}");

    let id = service.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    while told() != "STOPPING=1" {}
    assert!(service.child.wait().unwrap().success());
}

#[test]
fn the_desk_uses_a_recogniser_elsewhere_and_its_own_when_that_dies() {
    let Some(python) = python().filter(|_| models_are_here()) else { return };
    let heard = |arguments: &[&str]| {
        let server = Running::with_line(script(&python, "server.py").args(arguments));
        let recogniser = format!("wyoming://127.0.0.1:{}", server.line);
        let output = program()
            .env("SPRAAKLOKET_SERVERS_RECOGNISER", recogniser)
            .args(["ask", "--json", "--audio", RECORDING, "--index", text(&built_in_index())])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{errors}");
        (serde_json::from_slice::<Value>(&output.stdout).unwrap(), errors)
    };
    let scripted = "Hoe vraag ik een rijbewijs aan?";
    let (well, _) = heard(&[scripted]);
    assert_eq!(well["transcript"]["text"], scripted);
    assert!(well["answer"]["article"].as_str().unwrap().contains("rijbewijs"), "{well}");

    let (dying, errors) = heard(&[scripted, "die"]);
    let here = answer(&["--audio", RECORDING]);
    assert_eq!(dying["transcript"]["text"], here["transcript"]["text"], "as without a server");
    assert_eq!(dying["answer"]["article"], here["answer"]["article"]);
    assert!(errors.contains("recogniser-elsewhere") && !errors.contains("rijbewijs"), "{errors}");
}

#[test]
fn the_desk_speaks_with_a_voice_elsewhere_and_its_own_when_that_dies() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let seconds = |arguments: &[&str]| {
        let server = Running::with_line(script(&python, "server.py").args(arguments));
        let out = folder.path().join("said.wav");
        let output = program()
            .env("SPRAAKLOKET_SERVERS_VOICE_NL", format!("wyoming://127.0.0.1:{}", server.line))
            .env("SPRAAKLOKET_SPEAK_CACHE_DIR", folder.path().join("cache"))
            .args(["say", "Waarmee kan ik u vandaag van dienst zijn?", "--out", text(&out)])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        told.split(' ').next().unwrap().parse::<f64>().unwrap_or_else(|_| panic!("{told}"))
    };
    let tone = seconds(&["-"]);
    assert!((0.4..1.0).contains(&tone), "half a second of a tone and its edges, not {tone}");
    let own = seconds(&["-", "die"]);
    assert!(own > 1.2, "the whole sentence by the voice here, not {own} s");
}
