//! The natural voice is preferred but optional: without it, fetching gives up quickly and says so in one line.

use crate::desk::{Desk, Notes, contents};
use crate::server::{Answer, Server};
use crate::support::{program, said, text};
use spraakloket::internals::models::{FetchedFrom, NotHad};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// More than it may take to give up an origin or two.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn an_origin_that_has_the_voice_gives_it() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::of_voice(&[&server.url("/voice")]);
    assert_eq!(desk.store.best_voice("nl"), None);

    let fetched = desk.store.fetch_natural_voice("nl", &mut Notes::default()).unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/voice")));
    assert_eq!(desk.store.best_voice("nl"), Some("model"));
    let again = desk.store.fetch_natural_voice("nl", &mut Notes::default()).unwrap();
    assert_eq!(again[0].from, FetchedFrom::AlreadyThere);
    assert_eq!(server.requests().len(), 1);
    assert!(desk.store.fetch_natural_voice("xx", &mut Notes::default()).unwrap().is_empty(), "no voice, no error");
}

#[test]
fn an_origin_that_has_it_not_or_hangs_is_told_in_one_line_and_soon_given_up() {
    let without = Server::start(|_| Answer::status("404 Not Found"));
    let hangs = Server::start(|_| Answer::nothing().and_hang());
    for (urls, part) in [
        (vec![without.url("/voice")], "404"),
        (vec![hangs.url("/voice")], "timeout"),
        (vec![without.url("/voice"), hangs.url("/voice")], "404"),
    ] {
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let (desk, started) = (Desk::of_voice(&urls), Instant::now());
        let mut notes = Notes::default();
        let NotHad { voice, reason } = desk.store.fetch_natural_voice("nl", &mut notes).unwrap_err();
        assert!(started.elapsed() < SOON, "{urls:?}");
        assert_eq!(voice, "model");
        assert!(reason.contains(part) && reason.contains(urls[0]) && !reason.contains('\n'), "{reason}");
        assert!(!notes.contain(""), "nothing else is told: {notes:?}");
        assert_eq!(desk.store.best_voice("nl"), None);
    }
}

#[test]
fn what_came_before_it_hung_is_used_the_next_time() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |request| match (asked.fetch_add(1, Ordering::Relaxed), request.from) {
        (0, None) => Answer::broken_after(&contents(), 90_000).and_hang(),
        (1, Some(90_000)) => Answer::nothing().and_hang(),
        (2, Some(90_000)) => Answer::rest(&contents(), 90_000),
        _ => Answer::status("500 Internal Server Error"),
    });
    let desk = Desk::of_voice(&[&server.url("/voice")]);
    desk.store.fetch_natural_voice("nl", &mut Notes::default()).unwrap_err();
    let fetched = desk.store.fetch_natural_voice("nl", &mut Notes::default()).unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/voice")));
    assert_eq!(fs::read(desk.model()).unwrap(), contents());
}

/// The program itself with every model but the Dutch voice, behind a proxy that has nothing or hangs.
#[test]
fn fetching_goes_on_with_espeak_and_says_so() {
    let models = spraakloket::Config::load(None).unwrap().models_dir;
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(&models).into_iter().flatten().flatten() {
        let name = file.file_name();
        if !name.to_string_lossy().starts_with("nl_") && !name.to_string_lossy().starts_with('.') {
            symlink(file.path(), folder.path().join(name)).unwrap();
        }
    }
    let verify = |names: &[&str]| run(&[&["models", "verify"], names].concat(), folder.path(), "127.0.0.1:9");
    if !verify(&["whisper-base-q8", "e5-small-q4", "silero-vad", "onnxruntime", "en_US-joe-medium"]).status.success() {
        println!("skipped: the models are not here; `spraakloket models fetch` gets them");
        return;
    }
    let without = Server::start(|_| Answer::status("404 Not Found"));
    let hangs = Server::start(|_| Answer::nothing().and_hang());
    for proxy in [&without, &hangs] {
        let started = Instant::now();
        let output = run(&["models", "fetch"], folder.path(), &proxy.url(""));
        assert!(output.status.success(), "{}", said(&output));
        assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
        let told = said(&output);
        let lines: Vec<&str> = told.lines().filter(|line| line.contains("eSpeak NG speaks `nl`")).collect();
        assert_eq!(lines.len(), 1, "{told}");
        assert!(lines[0].contains("nl_NL-alex-medium cannot be fetched now"), "{told}");
        assert!(!proxy.requests().is_empty(), "the origin was asked for: {told}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("en_US-joe-medium"), "English has its voice");
    }
    let wav = folder.path().join("said.wav");
    let output = run(&["say", "Goedemorgen.", "--out", text(&wav)], folder.path(), "127.0.0.1:9");
    assert!(String::from_utf8_lossy(&output.stdout).contains("espeak-nl"), "{}", said(&output));
    let output = run(&["say", "Good morning.", "--lang", "en", "--out", text(&wav)], folder.path(), "127.0.0.1:9");
    assert!(String::from_utf8_lossy(&output.stdout).contains("en_US-joe-medium"), "{}", said(&output));
}

/// The program with the voices that it chooses by itself.
fn run(arguments: &[&str], models: &Path, proxy: &str) -> std::process::Output {
    program()
        .args(arguments)
        .env("SPRAAKLOKET_MODELS_DIR", models)
        .env("SPRAAKLOKET_SPEAK_VOICE_NL", "auto")
        .env("SPRAAKLOKET_SPEAK_VOICE_EN", "auto")
        .env("SPRAAKLOKET_SPEAK_CACHE_MB", "0")
        .env("HTTPS_PROXY", proxy)
        .output()
        .expect("the program starts")
}
