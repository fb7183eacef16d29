//! Playback on a real sound server with a virtual loudspeaker: what is played is what is heard.

#[path = "support/likeness.rs"]
mod likeness;
#[path = "support/sound_server.rs"]
mod sound_server;
mod support;

use likeness::{best_likeness, envelope};
use sound_server::SoundServer;
use spraakloket::internals::audio::read_wav;
use std::process::Output;
use std::time::Duration;
use support::{said, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_spraakloket");
/// Number of attempts to play without gaps.
const ATTEMPTS: usize = 5;
const SENTENCES: &str = "Een paspoort kost geld. U haalt het zelf op. Neem uw oude paspoort mee.";

#[test]
fn what_is_said_sounds_whole_on_the_loudspeaker() {
    let Some(server) = SoundServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("said.wav");
    let written = say(&server, &["--out", text(&file)]);
    assert!(written.status.success(), "{}", said(&written));
    let expected = read_wav(&file, 60.0).unwrap();
    let expected = envelope(&expected.samples, expected.sample_rate);

    // On a busy machine the sound server itself leaves gaps.
    let best = (0..ATTEMPTS).map(|_| likeness_of_played(&server, &expected)).find(|likeness| *likeness > 0.95);
    assert!(best.is_some(), "what is heard is not what was said, {ATTEMPTS} times");
}

#[test]
fn a_server_that_dies_is_told_and_does_not_hang() {
    let Some(mut server) = SoundServer::start() else { return };
    let long = SENTENCES.repeat(10);
    let program = server.command(PROGRAM).args(["say", "--voice", "espeak:nl", &long]).spawn_captured();
    std::thread::sleep(Duration::from_millis(1500));
    server.kill();
    let output = program.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("loudspeaker"), "{}", said(&output));
}

#[test]
fn without_a_loudspeaker_the_way_out_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(PROGRAM)
        .args(["say", "--voice", "espeak:nl", "Hallo."])
        .env("PULSE_SERVER", format!("unix:{}/none", folder.path().display()))
        .env("HOME", folder.path())
        .output()
        .unwrap();
    if output.status.success() {
        println!("skipped: this machine has a loudspeaker of its own");
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--out"), "{}", said(&output));
    assert!(!said(&output).contains("ALSA lib"), "{}", said(&output));
}

fn likeness_of_played(server: &SoundServer, expected: &[f32]) -> f32 {
    let mut played = None;
    let (heard, rate) = server.record(|| played = Some(say(server, &[])));
    let played = played.unwrap();
    assert!(played.status.success(), "{}", said(&played));
    let line = String::from_utf8_lossy(&played.stdout).into_owned();
    assert!(line.contains("played"), "{line}");
    best_likeness(expected, &envelope(&heard, rate))
}

fn say(server: &SoundServer, arguments: &[&str]) -> Output {
    server.command(PROGRAM).args(["say", "--voice", "espeak:nl", SENTENCES]).args(arguments).output().unwrap()
}

trait SpawnCaptured {
    fn spawn_captured(&mut self) -> std::process::Child;
}

impl SpawnCaptured for std::process::Command {
    fn spawn_captured(&mut self) -> std::process::Child {
        self.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    }
}
