//! baresip: a telephone with sound from a file and a recording of what it hears.

use crate::line::Line;
use crate::peer::{Namespace, is_here};
use spraakloket::Key;
use spraakloket::internals::audio::{Recording, SyntheticMark, read_wav, write_wav};
use spraakloket::internals::dialogue::Command;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command as Process, Stdio};

/// Where Debian keeps baresip's modules.
const MODULES: &str = "/usr/lib/baresip/modules";

/// Calls with a sound, presses `keys`, and returns what was heard; `None` if there is no recording.
pub(crate) fn call(
    namespace: &Namespace,
    sip: SocketAddr,
    sound: &Path,
    codec: &str,
    keys: &str,
    seconds: u32,
) -> Option<Recording> {
    call_as(namespace, &format!("audio_codecs={codec}"), &format!("sip:desk@{sip}"), sound, keys, seconds)
}

/// The same with an account's own settings, and any address.
pub(crate) fn call_as(
    namespace: &Namespace,
    account: &str,
    target: &str,
    sound: &Path,
    keys: &str,
    seconds: u32,
) -> Option<Recording> {
    let folder = tempfile::tempdir().unwrap();
    let modules = ["stdio", "g711", "g722", "aufile", "auconv", "auresamp", "sndfile", "srtp", "account", "menu"];
    let loaded: String = modules.iter().map(|module| ["module ", module, ".so\n"].concat()).collect();
    let config = format!(
        "module_path {MODULES}\n{loaded}sip_listen 0.0.0.0:5098\nnet_interface {}\naudio_source aufile,{}\n\
         audio_player aufile,{}\nsnd_path {}\nrtp_ports 31000-31999\n",
        Namespace::INTERFACE,
        sound.display(),
        folder.path().join("played.wav").display(),
        folder.path().display()
    );
    std::fs::write(folder.path().join("config"), config).unwrap();
    let account = format!("<sip:caller@{}>;regint=0;{account}\n", namespace.inside);
    std::fs::write(folder.path().join("accounts"), account).unwrap();
    std::fs::write(folder.path().join("contacts"), "").unwrap();
    let mut baresip = Process::new("ip")
        .args(["netns", "exec", &namespace.name, "baresip", "-f"])
        .arg(folder.path())
        .args(["-e", &format!("/dial {target}"), "-t", &seconds.to_string()])
        .stdin(Stdio::piped())
        .stdout(std::fs::File::create(folder.path().join("log")).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = baresip.stdin.take().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3));
    for key in keys.chars() {
        let _ = stdin.write_all(&[key as u8]);
        let _ = stdin.flush();
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    let _ = baresip.wait();
    drop(stdin);
    let recorded = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let recorded = recorded.into_iter().find(|path| path.to_string_lossy().ends_with("-dec.wav"));
    let recording = recorded.and_then(|path| read_wav(&path, 600.0).ok());
    if recording.is_none() {
        println!("{}", std::fs::read_to_string(folder.path().join("log")).unwrap_or_default());
    }
    recording
}

#[test]
fn a_telephone_hears_us_and_is_heard() {
    if !is_here("baresip") {
        return;
    }
    let Some(namespace) = Namespace::make() else { return };
    let folder = tempfile::tempdir().unwrap();
    let sound = folder.path().join("tone.wav");
    for (codec, rate) in [("PCMA/8000", 8_000_u16), ("G722/16000", 16_000)] {
        // baresip plays a file only at the codec's rate.
        let samples: Vec<f32> = (0..u32::from(rate) * 10)
            .map(|index| 0.3 * (std::f32::consts::TAU * 1000.0 * index as f32 / f32::from(rate)).sin())
            .collect();
        write_wav(&sound, &samples, u32::from(rate), &SyntheticMark { voice: "a tone".to_owned() }).unwrap();
        let line = Line::open(&namespace.settings());
        let heard = call(&namespace, line.sip, &sound, codec, "3#", 7).expect("a recording");
        line.wait_for("the end", 5, |line| line.counters.ended.get() == 1);
        let visit = line.twins.visit(0);
        assert_eq!(visit.keys, [Key::Command(Command::More), Key::Command(Command::Stop)], "{codec}");
        assert!(share_of(&visit.heard, 16_000, 1000.0) > 0.5, "{codec}: what we heard is the tone");
        let parts = heard.samples.chunks(heard.sample_rate as usize / 2);
        let best = parts.map(|part| share_of(part, heard.sample_rate, 440.0)).fold(0.0, f32::max);
        assert!(best > 0.8, "{codec}: what was recorded has our greeting, {best}");
    }
}

/// Share of the energy at this frequency.
pub(crate) fn share_of(samples: &[f32], rate: u32, hertz: f32) -> f32 {
    let (mut sine, mut cosine, mut energy) = (0.0, 0.0, 1e-6);
    let mut best: f32 = 0.0;
    for part in samples.chunks(rate as usize / 10) {
        for (index, sample) in part.iter().enumerate() {
            let angle = std::f32::consts::TAU * hertz * index as f32 / rate as f32;
            sine += sample * angle.sin();
            cosine += sample * angle.cos();
            energy += sample * sample;
        }
        best += 2.0 * (sine * sine + cosine * cosine) / part.len() as f32;
        (sine, cosine) = (0.0, 0.0);
    }
    best / energy
}
