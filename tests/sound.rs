//! Sound on a real sound server with a virtual loudspeaker: what is played is what is heard.

#[path = "support/sound_server.rs"]
mod sound_server;
mod support;

use sound_server::SoundServer;
use spraakloket::audio::read_wav;
use std::process::Output;
use std::time::Duration;
use support::{said, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_spraakloket");
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

    let mut played = None;
    let (heard, rate) = server.record(|| played = Some(say(&server, &[])));
    let played = played.unwrap();
    assert!(played.status.success(), "{}", said(&played));
    let line = String::from_utf8_lossy(&played.stdout).into_owned();
    assert!(line.contains("played"), "{line}");

    let heard = envelope(&heard, rate);
    let likeness = best_likeness(&expected, &heard);
    assert!(likeness > 0.95, "likeness {likeness}; {} of {} blocks", heard.len(), expected.len());
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

/// The loudness of each block of 10 ms.
fn envelope(samples: &[f32], rate: u32) -> Vec<f32> {
    samples
        .chunks(rate as usize / 100)
        .map(|block| (block.iter().map(|sample| sample * sample).sum::<f32>() / block.len() as f32).sqrt())
        .collect()
}

/// The best correlation of `part` with a stretch of `whole`, over all places.
fn best_likeness(part: &[f32], whole: &[f32]) -> f32 {
    let places = 0..=whole.len().saturating_sub(part.len());
    places.map(|place| correlation(part, &whole[place..(place + part.len()).min(whole.len())])).fold(0.0, f32::max)
}

fn correlation(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        ab += (a - mean_a) * (b - mean_b);
        aa += (a - mean_a).powi(2);
        bb += (b - mean_b).powi(2);
    }
    ab / (aa * bb).sqrt().max(1e-9)
}
