//! Microphone and loudspeaker on a real sound server with virtual devices: what is spoken into the microphone arrives
//! clean, the loudspeaker reports when sound is heard, and both survive a crash of the server.
//!
//! The sound server is found through the environment, so the parts that open devices run in a process of their own:
//! the ignored tests below, which are not tests by themselves.

#[path = "support/likeness.rs"]
mod likeness;
#[path = "support/sound_server.rs"]
mod sound_server;

use likeness::{best_likeness, envelope};
use sound_server::SoundServer;
use spraakloket::Speech;
use spraakloket::internals::audio::{AudioChunk, Loudspeaker, LoudspeakerEvent, Microphone, SAMPLE_RATE, read_wav};
use spraakloket::internals::channel::local::carry;
use spraakloket::internals::channel::sound::{SoundSettings, open_devices};
use spraakloket::{ChannelInput, ChannelOutput, PlaybackId, SessionHandle};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{channel, unbounded_channel};

/// Environment variable with the file to which a part writes its results.
const NOTES: &str = "SPRAAKLOKET_TEST_NOTES";
const QUESTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/nl/uittreksel-brp.wav");
/// Number of attempts to record without gaps.
const ATTEMPTS: usize = 5;
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn what_is_spoken_into_the_microphone_comes_in_clean() {
    let Some(server) = SoundServer::start() else { return };
    // On a busy machine the sound server itself leaves gaps.
    let likeness = (0..ATTEMPTS).map(|_| likeness_of_heard(&server)).find(|likeness| *likeness > 0.95);
    assert!(likeness.is_some(), "what comes in is not what was spoken, {ATTEMPTS} times");
}

fn likeness_of_heard(server: &SoundServer) -> f32 {
    let folder = tempfile::tempdir().unwrap();
    let mut part = Part::start(server, "part_hear", folder.path());
    part.wait_for("listening");
    server.speak_into_microphone(Path::new(QUESTION));
    let heard: Vec<f32> = part.finish().iter().filter_map(|line| line.parse().ok()).collect();
    let spoken = read_wav(QUESTION.as_ref(), 60.0).unwrap();
    best_likeness(&envelope(&spoken.samples, spoken.sample_rate), &heard)
}

#[test]
#[ignore = "a part of what_is_spoken_into_the_microphone_comes_in_clean"]
fn part_hear() {
    let notes = Notes::open();
    let mut microphone = Microphone::open("").unwrap();
    microphone.next_chunk();
    notes.write("listening");
    let seconds = read_wav(QUESTION.as_ref(), 60.0)
        .map(|question| question.samples.len() as f64 / f64::from(question.sample_rate));
    let chunks = ((seconds.unwrap() + 4.0) * 50.0) as usize;
    let heard: Vec<f32> = (0..chunks).flat_map(|_| *microphone.next_chunk().samples()).collect();
    for block in envelope(&heard, SAMPLE_RATE) {
        notes.write(&block.to_string());
    }
}

#[test]
fn each_piece_tells_when_it_begins_and_ends_and_stop_is_silence() {
    let Some(server) = SoundServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    let (heard, rate) = server.record(|| told = Part::start(&server, "part_play", folder.path()).finish());
    let expected =
        ["Started(1)", "Finished(1)", "Started(2)", "Finished(2)", "Started(3)", "stop", "Started(5)", "Finished(5)"];
    assert_eq!(told, expected);
    let loud: Vec<bool> = envelope(&heard, rate).iter().map(|level| *level > 0.01).collect();
    let seconds = loud.iter().filter(|loud| **loud).count() as f32 / 100.0;
    // 0.4 + 0.4 + (what is heard of 20 s, stopped after 0.3 s) + 0.4 s.
    assert!((1.2..10.0).contains(&seconds), "{seconds} s");
}

#[test]
#[ignore = "a part of each_piece_tells_when_it_begins_and_ends_and_stop_is_silence"]
fn part_play() {
    let notes = Notes::open();
    let mut loudspeaker = Loudspeaker::open("").unwrap();
    let tell = |loudspeaker: &mut Loudspeaker, count: usize| {
        for _ in 0..count {
            notes.write(&format!("{:?}", loudspeaker.wait_for_event(PATIENCE).unwrap()));
        }
    };
    loudspeaker.play(1, tone(0.4, 22_050), 22_050);
    loudspeaker.play(2, tone(0.4, 16_000), 16_000);
    tell(&mut loudspeaker, 4);
    loudspeaker.play(3, tone(20.0, 16_000), 16_000);
    loudspeaker.play(4, tone(20.0, 16_000), 16_000);
    tell(&mut loudspeaker, 1);
    std::thread::sleep(Duration::from_millis(300));
    loudspeaker.stop();
    notes.write("stop");
    loudspeaker.play(5, tone(0.4, 16_000), 16_000);
    tell(&mut loudspeaker, 2);
}

#[test]
fn both_come_back_when_the_sound_server_does() {
    let Some(mut server) = SoundServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut part = Part::start(&server, "part_survive", folder.path());
    part.wait_for("heard 1");
    part.wait_for("Started(1)");
    server.kill();
    part.wait_for("Lost");
    part.wait_for("microphone lost");
    server.start_again();
    part.wait_for("Back");
    part.wait_for("microphone back");
    let (again, rate) = server.record(|| std::thread::sleep(Duration::from_secs(2)));
    let loud = envelope(&again, rate).iter().filter(|level| **level > 0.01).count();
    assert!(loud > 50, "the rest of the piece sounds: {loud} blocks of 10 ms");
    part.wait_for("heard 2");
    part.wait_for("Finished(1)");
    part.finish();
}

#[test]
#[ignore = "a part of both_come_back_when_the_sound_server_does"]
fn part_survive() {
    let notes = Notes::open();
    let mut loudspeaker = Loudspeaker::open("").unwrap();
    let mut microphone = Microphone::open("").unwrap();
    loudspeaker.play(1, tone(15.0, 16_000), 16_000);
    let listening = std::thread::spawn({
        let notes = Notes::open();
        move || {
            let mut worked = true;
            let mut chunks = 0;
            loop {
                microphone.next_chunk();
                if microphone.is_working() == worked {
                    chunks += 1;
                } else {
                    worked = !worked;
                    chunks = 0;
                    notes.write(if worked { "microphone back" } else { "microphone lost" });
                }
                if worked && chunks == 50 {
                    let turn = if notes.has("microphone back") { 2 } else { 1 };
                    notes.write(&format!("heard {turn}"));
                    if turn == 2 {
                        return;
                    }
                }
            }
        }
    });
    loop {
        let event = loudspeaker.wait_for_event(PATIENCE).unwrap();
        notes.write(&format!("{event:?}"));
        if event == LoudspeakerEvent::Finished(1) {
            break;
        }
    }
    listening.join().unwrap();
}

#[test]
fn a_session_is_carried_over_both_devices_to_its_end() {
    let Some(server) = SoundServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let told = Part::start(&server, "part_carry", folder.path()).finish();
    let expected = ["Started 1", "Finished 1", "Started 2", "Finished 2", "HungUp", "again"];
    assert_eq!(told, expected);
}

#[test]
#[ignore = "a part of a_session_is_carried_over_both_devices_to_its_end"]
fn part_carry() {
    let notes = Notes::open();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let settings = SoundSettings { echo_cancelling: true, ..SoundSettings::default() };
        let mut sound = open_devices(&settings, "", None).unwrap();
        let (input, mut inputs) = channel(64);
        let (outputs, output) = unbounded_channel();
        let events = unbounded_channel().0;
        let carrying = tokio::spawn(async move {
            carry(SessionHandle { input, output }, &mut sound, events).await;
            sound
        });
        let mut heard = 0;
        while let Some(input) = inputs.recv().await {
            match input {
                ChannelInput::Audio(chunk) => {
                    assert_eq!(chunk.samples().len(), AudioChunk::SAMPLES);
                    heard += 1;
                    if heard == 25 {
                        for id in [PlaybackId(1), PlaybackId(2)] {
                            let speech = Speech { samples: tone(0.3, 16_000), sample_rate: 16_000 };
                            outputs.send(ChannelOutput::Play { id, speech }).unwrap();
                        }
                        outputs.send(ChannelOutput::HangUp).unwrap();
                    }
                }
                ChannelInput::PlaybackStarted(id) => notes.write(&format!("Started {}", id.0)),
                ChannelInput::PlaybackFinished(id) => notes.write(&format!("Finished {}", id.0)),
                other => notes.write(&format!("{other:?}")),
            }
        }
        let mut sound = carrying.await.unwrap();

        // The devices serve the next session too.
        let (input, mut inputs) = channel(64);
        let (outputs, output) = unbounded_channel();
        let events = unbounded_channel().0;
        let carrying = tokio::spawn(async move { carry(SessionHandle { input, output }, &mut sound, events).await });
        assert!(matches!(inputs.recv().await, Some(ChannelInput::Audio(_))));
        drop(outputs);
        while inputs.recv().await.is_some() {}
        carrying.await.unwrap();
        notes.write("again");
    });
}

fn tone(seconds: f32, rate: u32) -> Vec<f32> {
    let step = std::f32::consts::TAU * 440.0 / rate as f32;
    (0..(seconds * rate as f32) as usize).map(|i| 0.3 * (i as f32 * step).sin()).collect()
}

/// A test of this file that runs in a process of its own, with the server in its environment.
struct Part {
    process: Child,
    notes: PathBuf,
}

impl Part {
    fn start(server: &SoundServer, name: &str, folder: &Path) -> Self {
        let notes = folder.join("notes");
        std::fs::write(&notes, "").unwrap();
        let process = server
            .command(std::env::current_exe().unwrap())
            .args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"])
            .env(NOTES, &notes)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Part { process, notes }
    }

    fn lines(&self) -> Vec<String> {
        std::fs::read_to_string(&self.notes).unwrap().lines().map(str::to_owned).collect()
    }

    fn wait_for(&mut self, line: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.lines().iter().any(|written| written == line) {
            assert!(Instant::now() < deadline, "no `{line}`: {:?}", self.lines());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn finish(mut self) -> Vec<String> {
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}: {:?}", self.lines());
        self.lines()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The results of a part, line by line.
struct Notes(PathBuf);

impl Notes {
    fn open() -> Self {
        Notes(std::env::var_os(NOTES).expect("started by another test").into())
    }

    fn write(&self, line: &str) {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().append(true).open(&self.0).unwrap();
        file.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn has(&self, line: &str) -> bool {
        std::fs::read_to_string(&self.0).unwrap().lines().any(|written| written == line)
    }
}
