//! Linphone, a second make of telephone (belle-sip, mediastreamer), with sound from a file and a recording.

use crate::baresip::share_of;
use crate::line::Line;
use crate::peer::{Namespace, is_here};
use spraakloket::Key;
use spraakloket::internals::audio::{SyntheticMark, write_wav};
use spraakloket::internals::dialogue::Command;
use std::io::Write as _;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

/// Sample rate of the codec, at which it plays and records.
const RATE: u32 = 8_000;
/// Size of its recordings' header, in bytes.
const HEADER: usize = 44;

#[test]
fn a_telephone_of_a_second_make_hears_us_and_is_heard() {
    if !is_here("linphonec") {
        return;
    }
    let Some(namespace) = Namespace::make() else { return };
    let folder = tempfile::tempdir().unwrap();
    // It keeps a database of its calls but does not create the folder for it.
    std::fs::create_dir_all(folder.path().join(".local/share/linphone")).unwrap();
    let (sound, recorded) = (folder.path().join("tone.wav"), folder.path().join("recorded.wav"));
    let tone: Vec<f32> =
        (0..RATE * 20).map(|index| 0.3 * (std::f32::consts::TAU * 1000.0 * index as f32 / RATE as f32).sin()).collect();
    write_wav(&sound, &tone, RATE, &SyntheticMark { voice: "a tone".to_owned() }).unwrap();
    let settings = "[sip]\nsip_port=5098\nuse_ipv6=0\n[rtp]\naudio_rtp_port=31000-31999\n[video]\nenabled=0\n";
    std::fs::write(folder.path().join("settings"), settings).unwrap();
    let line = Line::open(&namespace.settings());
    let mut linphone = Process::new("ip")
        .args(["netns", "exec", &namespace.name, "linphonec", "-c"])
        .arg(folder.path().join("settings"))
        .env("HOME", folder.path())
        .stdin(Stdio::piped())
        .stdout(std::fs::File::create(folder.path().join("log")).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = linphone.stdin.take().unwrap();
    let mut tell = |line: String, then_wait_ms: u64| {
        let _ = writeln!(stdin, "{line}");
        let _ = stdin.flush();
        std::thread::sleep(Duration::from_millis(then_wait_ms));
    };
    std::thread::sleep(Duration::from_secs(3));
    tell("soundcard use files".to_owned(), 500);
    tell(format!("play {}", sound.display()), 200);
    tell(format!("record {}", recorded.display()), 500);
    tell(format!("call sip:desk@{}", line.sip), 5000);
    tell("3".to_owned(), 1500);
    tell("#".to_owned(), 1500);
    tell("terminate".to_owned(), 1000);
    tell("quit".to_owned(), 500);
    drop(stdin);
    let _ = linphone.wait();
    let said = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
    assert_eq!(line.twins.count(), 1, "{said}");
    line.wait_for("the end", 5, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    assert_eq!(visit.keys, [Key::Command(Command::More), Key::Command(Command::Stop)], "{said}");
    assert!(share_of(&visit.heard, 16_000, 1000.0) > 0.5, "what we heard is the tone");
    // Its header announces a little more than it wrote, which our reader refuses.
    let bytes = std::fs::read(&recorded).expect("a recording");
    let sample = |two: &[u8]| f32::from(i16::from_le_bytes([two[0], two[1]])) / 32_768.0;
    let heard: Vec<f32> = bytes[HEADER..].chunks_exact(2).map(sample).collect();
    let parts = heard.chunks(RATE as usize / 2);
    let best = parts.map(|part| share_of(part, RATE, 440.0)).fold(0.0, f32::max);
    assert!(best > 0.8, "what was recorded has our greeting, {best}");
}
