//! A `PulseAudio` server for one test, with a virtual loudspeaker and a virtual microphone, to test sound without
//! hardware.

#![allow(dead_code)] // each test file uses a part of it

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RATE: u32 = 48_000;

/// A running server, terminated on drop.
pub(crate) struct SoundServer {
    folder: tempfile::TempDir,
    server: Child,
}

impl SoundServer {
    /// Starts a server; otherwise prints why the test is skipped.
    pub(crate) fn start() -> Option<Self> {
        for program in ["pulseaudio", "parec", "paplay"] {
            let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
            if !found {
                println!("skipped: {program} is not installed (apt-get install pulseaudio pulseaudio-utils)");
                return None;
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let script = include_str!("sound_server.pa").replace("{socket}", &format!("{}/native", place.display()));
        std::fs::write(place.join("test.pa"), script).unwrap();
        let server = spawn(place);
        Some(SoundServer { folder, server })
    }

    /// Restarts it after it was killed.
    pub(crate) fn start_again(&mut self) {
        let _ = std::fs::remove_file(self.folder.path().join("native"));
        self.server = spawn(self.folder.path());
    }

    /// Plays a WAV file into the virtual microphone; returns when it is over.
    pub(crate) fn speak_into_microphone(&self, recording: &Path) {
        let status = self.command("paplay").args(["-d", "micsrc"]).arg(recording).status().expect("paplay starts");
        assert!(status.success(), "paplay: {status}");
    }

    /// A program that plays or records on this server.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("PULSE_SERVER", format!("unix:{}/native", self.folder.path().display()));
        command.env("SPRAAKLOKET_SPEAK_VOICE_NL", "espeak:nl").env("SPRAAKLOKET_SPEAK_VOICE_EN", "en_US-joe-medium");
        command
    }

    /// Kills the server, as a crash would.
    pub(crate) fn kill(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }

    /// Records the loudspeaker while `work` runs.
    pub(crate) fn record(&self, work: impl FnOnce()) -> (Vec<f32>, u32) {
        let path = self.folder.path().join("heard.raw");
        let file = std::fs::File::create(&path).unwrap();
        let mut recorder = self
            .command("parec")
            .args(["-d", "spk.monitor", "--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=50"])
            .stdout(file)
            .spawn()
            .expect("parec starts");
        let recording = Instant::now() + Duration::from_secs(10);
        while length(&path) == 0 {
            assert!(Instant::now() < recording, "the recorder does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        work();
        std::thread::sleep(Duration::from_millis(300));
        let _ = recorder.kill();
        let _ = recorder.wait();
        let bytes = std::fs::read(&path).unwrap();
        let samples = bytes.chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0);
        (samples.collect(), RATE)
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a server in this folder and waits until it accepts connections.
fn spawn(place: &Path) -> Child {
    let server = Command::new("pulseaudio")
        .args(["-n", "-F"])
        .arg(place.join("test.pa"))
        .args(["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"])
        .args(["--realtime=no", "--high-priority=no"])
        .env("HOME", place.join("home"))
        .env("XDG_RUNTIME_DIR", place.join("run"))
        .env("PULSE_RUNTIME_PATH", place.join("run/pulse"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("pulseaudio starts");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !place.join("native").exists() {
        assert!(Instant::now() < deadline, "the sound server does not come up");
        std::thread::sleep(Duration::from_millis(50));
    }
    server
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}
