//! The kiosk with sound: the real program on a real sound server with virtual devices. A question is spoken into the
//! microphone, and the loudspeaker's output is transcribed.

#[path = "support/sound_server.rs"]
mod sound_server;
mod support;

use serde_json::Value;
use sound_server::SoundServer;
use spraakloket::internals::audio::{SyntheticMark, write_wav};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use support::{built_in_index, models_are_here, said, spraakloket, text};

const PATIENCE: Duration = Duration::from_mins(2);
const QUESTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/en/passport.wav");
const INTERRUPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/en/moving.wav");

#[test]
fn a_spoken_question_is_answered_aloud_and_can_be_interrupted() {
    let Some(desk) = Desk::start() else { return };
    desk.hook("press ok");
    desk.wait_for("speaking");
    desk.wait_for("listening");
    let (reply, rate) = desk.sound.record(|| {
        desk.sound.speak_into_microphone(Path::new(QUESTION));
        desk.wait_for("speaking");
        desk.wait_for("listening");
    });
    let heard = recognise(&reply, rate);
    assert!(heard.contains("passport") && heard.contains("municipality"), "{heard}");

    // Somebody speaks while the desk speaks: it falls silent and answers that.
    desk.hook("press repeat");
    desk.wait_for("speaking");
    let (reply, rate) = desk.sound.record(|| {
        // Thinking time does not matter here: what was decoded while she spoke is answered at once.
        desk.sound.speak_into_microphone(Path::new(INTERRUPTION));
        desk.wait_for("listening");
    });
    let heard = recognise(&reply, rate);
    assert!(heard.contains("move"), "{heard}");
}

#[test]
fn somebody_who_speaks_begins_a_visit_and_headphones_do_too() {
    let Some(desk) = Desk::start() else { return };
    assert_eq!(desk.health()["visit"], Value::Null);
    desk.sound.speak_into_microphone(Path::new(QUESTION));
    desk.wait_for("speaking");
    assert_eq!(desk.health()["counts"]["visits"], 1);
    desk.hook("press goodbye");
    desk.wait_until(|health| health["visit"].is_null());
    desk.hook("headphones in");
    desk.wait_for("speaking");
    let health = desk.health();
    assert_eq!((&health["counts"]["visits"], &health["devices"]["headphones"]), (&2.into(), &true.into()));
}

#[test]
fn a_sound_server_that_dies_and_comes_back_is_told_and_found_again() {
    let Some(mut desk) = Desk::start() else { return };
    desk.wait_until(|health| health["devices"]["loudspeaker"] == true && health["devices"]["microphone"] == true);
    desk.sound.kill();
    desk.wait_until(|health| health["problem"] == "no-loudspeaker");
    desk.sound.start_again();
    desk.wait_until(|health| health["problem"].is_null());
    desk.hook("press ok");
    desk.wait_for("speaking");
    desk.wait_for("listening");
}

/// The program on a sound server of its own.
struct Desk {
    sound: SoundServer,
    program: Child,
    url: String,
}

impl Desk {
    fn start() -> Option<Self> {
        if !models_are_here() {
            return None;
        }
        let sound = SoundServer::start()?;
        let index = built_in_index();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = sound
            .command(env!("CARGO_BIN_EXE_spraakloket"))
            .args(["kiosk", "--port", &port.to_string(), "--index", text(&index)])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let desk = Desk { sound, program, url: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while ureq::get(format!("{}/health.json", desk.url)).call().is_err() {
            assert!(started.elapsed() < PATIENCE, "the program does not serve");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(desk)
    }

    fn health(&self) -> Value {
        let mut response = ureq::get(format!("{}/health.json", self.url)).call().unwrap();
        serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap()
    }

    fn hook(&self, line: &str) {
        ureq::post(format!("{}/hook", self.url)).send(line).unwrap();
    }

    fn wait_for(&self, state: &str) {
        self.wait_until(|health| health["visit"] == state);
    }

    fn wait_until(&self, is: impl Fn(&Value) -> bool) {
        let started = Instant::now();
        while !is(&self.health()) {
            assert!(started.elapsed() < PATIENCE, "{}", self.health());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Transcribes a recording, in lower case.
fn recognise(samples: &[f32], rate: u32) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reply.wav");
    write_wav(&file, samples, rate, &SyntheticMark { voice: "test".into() }).unwrap();
    let output = spraakloket(&["listen", "--lang", "en", "--audio", text(&file)]);
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).to_lowercase()
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
