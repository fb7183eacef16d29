//! The kiosk with sound: the real program on a real sound server with virtual devices. A question is spoken into the
//! microphone, and the loudspeaker's output is transcribed.

#[path = "support/sound_server.rs"]
mod sound_server;
mod support;

use serde_json::Value;
use sound_server::SoundServer;
use spraakloket::internals::audio::{SyntheticMark, measure, write_wav};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use support::{built_in_index, models_are_here, said, spraakloket, text};

const PATIENCE: Duration = Duration::from_mins(2);
const NOISE_RATE: u32 = 16_000;
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
fn in_a_loud_hall_it_begins_louder_and_a_sound_server_that_dies_is_told_and_found_again() {
    let Some(mut desk) = Desk::start() else { return };
    desk.wait_until(|health| health["devices"]["loudspeaker"] == true && health["devices"]["microphone"] == true);
    // The hall as it is when nobody is there.
    std::thread::sleep(Duration::from_secs(3));
    let quiet = desk.greeting_dbfs();
    let folder = tempfile::tempdir().unwrap();
    let noise = folder.path().join("noise.wav");
    write_wav(&noise, &white_noise(12), NOISE_RATE, &SyntheticMark { voice: "noise".into() }).unwrap();
    desk.sound.speak_into_microphone(&noise);
    let loud = desk.greeting_dbfs();
    assert!(loud - quiet > 3.0, "from {quiet} to {loud} dBFS");

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

    /// How loud the greeting is: its loudest second.
    fn greeting_dbfs(&self) -> f32 {
        let (heard, rate) = self.sound.record(|| {
            self.hook("press ok");
            self.wait_for("speaking");
            std::thread::sleep(Duration::from_secs(3));
        });
        self.hook("press goodbye");
        self.wait_until(|health| health["visit"].is_null());
        let seconds = heard.windows(rate as usize).step_by(rate as usize / 10);
        seconds.map(|second| measure(second).rms_dbfs).fold(f32::MIN, f32::max)
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

/// Seconds of noise at about −35 dBFS.
fn white_noise(seconds: u32) -> Vec<f32> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / 8_388_608.0 - 1.0) * 0.03
    };
    (0..seconds * NOISE_RATE).map(|_| next()).collect()
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
